//! Signers, which generate KSs.

use std::ffi::c_char;

use ks_core::{Nonce, Signer};

use crate::boundary::{Caller, Failure};
use crate::error::kks_error;
use crate::input::partner;
use crate::keyring::kks_keyring;
use crate::status::kks_status;
use crate::structs::kks_session;

/// Generates KSs for one partner. It derives the key from the secret once.
/// Threads can share it without locking.
pub struct kks_signer {
    _opaque: [u8; 0],
}

opaque!(kks_signer, Signer);

impl Caller<'_> {
    /// Generates a KS and writes it to the caller's buffer.
    #[inline(always)]
    fn generate(
        self,
        signer: &Signer,
        session: *const kks_session,
        (buffer, capacity, length): (*mut c_char, usize, *mut usize),
    ) -> Result<(), Failure> {
        self.with_session(session, |session, now, nonce| {
            let nonce = nonce.map_or_else(Nonce::random, Ok)?;
            let mut ks = Vec::new();
            signer.write(session, now, &nonce, &mut ks)?;
            self.write_text(buffer, capacity, length, &ks)
        })
    }
}

/// Creates a signer from the partner's admin secret. Kaltura rejects every KS
/// that is signed with the user secret. Free the signer with kks_signer_free.
///
/// partner_id has 64 bits, so that a number that is too large is an error
/// instead of the id of another partner.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_new(
    partner_id: i64,
    secret: *const c_char,
    secret_length: usize,
    signer: *mut *mut kks_signer,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        caller.write_handle("signer", signer, || Ok(Signer::new(partner(partner_id)?, secret)?))
    })
}

/// Creates a signer from a keyring. It signs with the first secret, and renews a
/// KS that any secret of the keyring signed. The signer stays valid after the
/// keyring is freed. Free it with kks_signer_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_signer(
    keyring: *const kks_keyring,
    partner_id: i64,
    signer: *mut *mut kks_signer,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let keyring = caller.borrow_handle("keyring", keyring)?;
        caller.write_handle("signer", signer, || Ok(keyring.signer(partner(partner_id)?)?))
    })
}

/// Gets the partner id of a signer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_partner_id(
    signer: *const kks_signer,
    partner_id: *mut i32,
) -> kks_status {
    ffi_call!(|caller| {
        let signer = caller.borrow_handle("signer", signer)?;
        caller.write_value("partner_id", partner_id, signer.partner_id())
    })
}

/// Generates a KS. A typical KS needs less than 300 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_generate(
    signer: *const kks_signer,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let signer = caller.borrow_handle("signer", signer)?;
        caller.generate(signer, session, (buffer, capacity, length))
    })
}

/// Frees a signer and wipes its secrets. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_free(signer: *mut kks_signer) -> kks_status {
    ffi_call!(|caller| caller.free(signer))
}

/// Generates one KS without a signer. To generate many, create a signer, which
/// derives the key from the secret only once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_generate(
    partner_id: i64,
    secret: *const c_char,
    secret_length: usize,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        let signer = Signer::new(partner(partner_id)?, secret)?;
        caller.generate(&signer, session, (buffer, capacity, length))
    })
}
