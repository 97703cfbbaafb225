//! The library's, which uses the processor's own instructions where it has them.

use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};

use super::BLOCK;

/// The round keys. Wiped when dropped: feature `zeroize` of `aes`.
#[derive(Clone)]
pub(crate) struct Aes128(pub(crate) aes::Aes128);

impl Aes128 {
    pub(crate) fn new(key: &[u8; BLOCK]) -> Self {
        Self(aes::Aes128::new(key.into()))
    }

    #[inline]
    pub(crate) fn encrypt(&self, text: &mut [u8]) {
        let (blocks, _) = Array::slice_as_chunks_mut(text);
        cbc::Encryptor::<&aes::Aes128>::inner_iv_init(&self.0, &[0; BLOCK].into())
            .encrypt_blocks(blocks);
    }

    #[inline]
    pub(crate) fn decrypt(&self, text: &mut [u8]) {
        let (blocks, _) = Array::slice_as_chunks_mut(text);
        cbc::Decryptor::<&aes::Aes128>::inner_iv_init(&self.0, &[0; BLOCK].into())
            .decrypt_blocks(blocks);
    }
}
