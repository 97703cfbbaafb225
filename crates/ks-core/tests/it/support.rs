//! Seals arbitrary bytes as a KS, which the library itself never does.

use aes::Aes128;
use aes::cipher::{Array, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use sha1::{Digest, Sha1};

pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const PARTNER: i32 = 102;
pub(crate) const NOW: i64 = 1_700_000_000;

/// Returns a v2 KS with these fields.
pub(crate) fn seal_v2(partner: &str, fields: &[u8]) -> String {
    seal_v2_body(partner, &[&[7; 16], fields].concat())
}

/// Returns a v2 KS with this nonce and fields.
pub(crate) fn seal_v2_body(partner: &str, body: &[u8]) -> String {
    let mut plain = [&Sha1::digest(body)[..], body].concat();
    plain.resize(plain.len().next_multiple_of(16), 0);
    let key = Sha1::digest(SECRET);
    let (blocks, _) = Array::slice_as_chunks_mut(&mut plain);
    cbc::Encryptor::<Aes128>::new_from_slices(&key[..16], &[0; 16]).unwrap().encrypt_blocks(blocks);
    URL_SAFE.encode([format!("v2|{partner}|").as_bytes(), &plain].concat())
}

/// Returns a v1 KS with these parts.
pub(crate) fn seal_v1(info: &[u8]) -> String {
    seal_v1_with(SECRET.as_bytes(), info)
}

/// Returns a v1 KS signed with another secret.
pub(crate) fn seal_v1_with(secret: &[u8], info: &[u8]) -> String {
    let digest = Sha1::new_with_prefix(secret).chain_update(info).finalize();
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    STANDARD.encode([hex.as_bytes(), b"|", info].concat())
}

/// Encodes bytes like a v2 KS.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE.encode(bytes)
}
