//! Hashes for `appToken.startSession`.

use std::ffi::c_char;

use ks_core::{HashType, app_token_hash};

use crate::error::kks_error;
use crate::status::kks_status;

/// Computes the tokenHash argument of appToken.startSession, in lower-case hex
/// of at most 128 digits. ks is the KS that the API call itself carries, exactly
/// as it is sent. hash_type is "SHA1" (also for NULL), "MD5", "SHA256" or
/// "SHA512".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_app_token_hash(
    ks: *const c_char,
    ks_length: usize,
    token: *const c_char,
    token_length: usize,
    hash_type: *const c_char,
    hash_type_length: usize,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let hash_type = match caller.optional_text("hash_type", hash_type, hash_type_length)? {
            Some(name) => name.parse()?,
            None => HashType::default(),
        };
        let ks = caller.ks(ks, ks_length)?;
        let hash = app_token_hash(ks, caller.text("token", token, token_length)?, hash_type)?;
        caller.write_text(buffer, capacity, length, hash.as_bytes())
    })
}
