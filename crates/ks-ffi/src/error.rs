//! Error objects.

use std::ffi::c_char;

pub use crate::boundary::kks_error;
use crate::status::{self, kks_status};

/// Returns the status of an error, which the failed function also returned.
/// Returns KKS_OK for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_status(error: *const kks_error) -> kks_status {
    let mut status = status::KKS_OK;
    let read = ffi_call!(|caller| {
        status = caller.borrow_handle("error", error)?.status;
        Ok(())
    });
    if error.is_null() || read == status::KKS_OK { status } else { read }
}

/// Returns the stable code of an error, such as "invalid_privilege". It lives as
/// long as the error. Returns "ok" for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_code(error: *const kks_error) -> *const c_char {
    // SAFETY: the contract of this function.
    let mut text = status::kks_status_code(unsafe { kks_error_status(error) });
    ffi_call!(|caller| {
        text = caller.borrow_handle("error", error)?.code.as_ptr();
        Ok(())
    });
    text
}

/// Returns a message that says what is wrong and what to do. Its wording can
/// change between versions. It never contains a secret. It lives as long as the
/// error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_message(error: *const kks_error) -> *const c_char {
    // SAFETY: the contract of this function.
    let mut text = status::kks_status_message(unsafe { kks_error_status(error) });
    ffi_call!(|caller| {
        text = caller.borrow_handle("error", error)?.message.as_ptr();
        Ok(())
    });
    text
}

/// Frees an error. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_free(error: *mut kks_error) -> kks_status {
    ffi_call!(|caller| caller.free(error))
}
