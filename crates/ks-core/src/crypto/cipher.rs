//! AES-128-CBC as v2 uses it: whole blocks and an IV of zeros (docs/ks-format.md 3.1).
//!
//! The `aes` crate runs in constant time. It uses the processor's AES instructions, or
//! bit-sliced code where there are none, as in WASM.

use aes::Aes128;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};
use zeroize::ZeroizeOnDrop;

/// The length of a block and of a key, in bytes.
pub(crate) const BLOCK: usize = 16;

pub(crate) struct Cipher(Aes128);

/// The feature `zeroize` of `aes` wipes the round keys.
impl ZeroizeOnDrop for Cipher where Aes128: ZeroizeOnDrop {}

impl Cipher {
    pub(crate) fn new(key: &[u8; BLOCK]) -> Self {
        Self(Aes128::new(key.into()))
    }

    /// Encrypts whole blocks in place.
    pub(crate) fn encrypt(&self, bytes: &mut [u8]) {
        let (blocks, _) = Array::slice_as_chunks_mut(bytes);
        cbc::Encryptor::<&Aes128>::inner_iv_init(&self.0, &[0; BLOCK].into())
            .encrypt_blocks(blocks);
    }

    /// Decrypts whole blocks in place.
    pub(crate) fn decrypt(&self, bytes: &mut [u8]) {
        let (blocks, _) = Array::slice_as_chunks_mut(bytes);
        cbc::Decryptor::<&Aes128>::inner_iv_init(&self.0, &[0; BLOCK].into())
            .decrypt_blocks(blocks);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use hex_literal::hex;
    use proptest::prelude::*;
    use zeroize::ZeroizeOnDrop;

    use super::*;

    #[test]
    fn keys_are_wiped() {
        fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: T) {}
        is_wiped_on_drop(Cipher::new(&[7; BLOCK]));
    }

    /// FIPS 197, appendix C.1; the second block continues the chain.
    #[test]
    fn known_answer() {
        let cipher = Cipher::new(&hex!("000102030405060708090a0b0c0d0e0f"));
        let first = hex!("69c4e0d86a7b0430d8cdb78070b4c55a");
        let mut bytes = hex!("00112233445566778899aabbccddeeff 69d5c2eb2e2e624750541d3bbc692ba5");
        cipher.encrypt(&mut bytes);
        assert_eq!(bytes.as_chunks().0, [first, first]);
    }

    proptest! {
        #[test]
        fn decryption_reverses_encryption(key: [u8; BLOCK], blocks: Vec<[u8; BLOCK]>) {
            let cipher = Cipher::new(&key);
            let mut bytes = blocks.as_flattened().to_vec();
            cipher.encrypt(&mut bytes);
            cipher.decrypt(&mut bytes);
            prop_assert_eq!(&bytes, blocks.as_flattened());
        }
    }
}
