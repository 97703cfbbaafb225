//! Renewing KSs.

use std::ffi::c_char;

use ks_core::Expiry;

use crate::error::kks_error;
use crate::input::{clock, optional_number};
use crate::signer::kks_signer;
use crate::status::kks_status;

/// Renews a KS: generates a KS with the same version and content and a new
/// expiry. The old KS may have expired. It must belong to the signer's partner
/// and be signed by a secret of the signer.
///
/// The new session has a new session hash, so a revocation of the old session
/// does not apply to it. Verify a KS from outside your program before you
/// renew it.
///
/// expiry is the new lifetime in seconds and expires_at the new end in Unix
/// seconds; set one of them and leave the other at KKS_UNSET. If both are
/// unset, the KS lives for one day. now is the current time in Unix seconds, or
/// KKS_UNSET for the system clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_renew(
    signer: *const kks_signer,
    ks: *const c_char,
    ks_length: usize,
    expiry: i64,
    expires_at: i64,
    now: i64,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let signer = caller.borrow_handle("signer", signer)?;
        let ks = caller.ks(ks, ks_length)?;
        let expiry = Expiry::from_options(optional_number(expiry), optional_number(expires_at))?;
        let renewed = signer.renew(ks, expiry, clock(now)?)?;
        caller.write_text(buffer, capacity, length, renewed.as_bytes())
    })
}
