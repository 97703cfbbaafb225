//! AES from the `aes` crate, which uses the processor's AES instructions.

use aes::Aes128;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};
use zeroize::ZeroizeOnDrop;

use super::BLOCK;

pub(crate) struct Cipher(Aes128);

/// Feature `zeroize` of `aes`.
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
