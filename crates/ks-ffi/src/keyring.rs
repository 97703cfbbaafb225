//! Keyrings, which hold the secrets that verify KSs.

use std::ffi::c_char;

use ks_core::Keyring;

use crate::boundary::{Caller, ElementName, Failure, KKS_NUL_TERMINATED};
use crate::error::kks_error;
use crate::status::kks_status;

/// A partner's admin secrets, in the order they are tried. It has more than one
/// secret during a rotation. Threads can share it without locking.
pub struct kks_keyring {
    _opaque: [u8; 0],
}

opaque!(kks_keyring, Keyring);

impl<'call> Caller<'call> {
    fn secrets(
        self,
        secrets: *const *const c_char,
        lengths: *const usize,
        count: usize,
    ) -> Result<Vec<&'call [u8]>, Failure> {
        let secrets = self.array("secrets", secrets, count)?;
        let lengths = if lengths.is_null() { &[] } else { self.array("lengths", lengths, count)? };
        let each = secrets.iter().enumerate().map(|(i, &secret)| {
            let length = lengths.get(i).copied().unwrap_or(KKS_NUL_TERMINATED);
            self.bytes(ElementName("secrets", i, ""), secret, length)
        });
        each.collect()
    }
}

/// Creates a keyring with one admin secret. Free it with kks_keyring_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_new(
    secret: *const c_char,
    secret_length: usize,
    keyring: *mut *mut kks_keyring,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        caller.write_result("keyring", keyring, || Keyring::new(secret))
    })
}

/// Creates a keyring with several admin secrets, the current one first. lengths
/// may be NULL if every secret ends in NUL. Free the keyring with
/// kks_keyring_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_with_secrets(
    secrets: *const *const c_char,
    lengths: *const usize,
    count: usize,
    keyring: *mut *mut kks_keyring,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let secrets = caller.secrets(secrets, lengths, count)?;
        caller.write_result("keyring", keyring, || Keyring::with_secrets(secrets))
    })
}

/// Frees a keyring and wipes its secrets. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_free(keyring: *mut kks_keyring) -> kks_status {
    ffi_call!(|caller| caller.free(keyring))
}
