//! One call from C: catches panics, and turns a failure into a status and an
//! error object.

use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::boundary::caller::Caller;
use crate::boundary::failure::Failure;
use crate::boundary::handle::new_handle;
use crate::status::{self, KKS_INTERNAL_ERROR, KKS_OK, kks_status};

/// The details of an error. A function that fails writes one to its last
/// argument. Free it with kks_error_free.
pub struct kks_error {
    _opaque: [u8; 0],
}

opaque!(kks_error, ErrorDetails);

/// A failure as C reads it.
pub(crate) struct ErrorDetails {
    pub(crate) status: kks_status,
    pub(crate) code: CString,
    pub(crate) message: CString,
}

impl From<Failure> for ErrorDetails {
    fn from(failure: Failure) -> Self {
        let status = failure.status();
        let message = match failure {
            Failure::Core(error) => error.to_string(),
            Failure::Boundary(_, message) => message.into(),
        };
        // Messages escape control characters, so they contain no NUL.
        let message = CString::new(message).unwrap_or_default();
        Self { status, code: status::code(status).into(), message }
    }
}

/// Runs a call and returns its status. A panic does not leave this function.
/// On failure, writes an error object to `error` unless it is NULL.
///
/// # Safety
///
/// The running call follows the contract of `ks.h`, also for `error`.
pub(crate) unsafe fn catch_panics(
    error: *mut *mut kks_error,
    call: impl for<'call> FnOnce(Caller<'call>) -> Result<(), Failure>,
) -> kks_status {
    let report = |failure: Failure| {
        let status = failure.status();
        if !error.is_null() {
            let details = ErrorDetails::from(failure);
            // SAFETY: the caller's variable holds a pointer, at any alignment.
            unsafe { error.write_unaligned(new_handle(details)) };
        }
        status
    };
    // SAFETY: the contract of this function.
    let caller = unsafe { Caller::trusted() };
    let outcome = catch_unwind(AssertUnwindSafe(|| match call(caller) {
        Ok(()) => KKS_OK,
        Err(failure) => report(failure),
    }));
    outcome.unwrap_or_else(|_| {
        catch_unwind(AssertUnwindSafe(|| report(Failure::internal()))).unwrap_or(KKS_INTERNAL_ERROR)
    })
}

/// The body of an exported function.
macro_rules! ffi_call {
    ($error:expr, |$caller:ident| $call:expr) => {
        // SAFETY: C calls the functions of ks.h according to the contract of ks.h.
        unsafe { $crate::boundary::catch_panics($error, |$caller| $call) }
    };
    (|$caller:ident| $call:expr) => {
        ffi_call!(std::ptr::null_mut(), |$caller| $call)
    };
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::{KKS_INTERNAL_ERROR, kks_error};
    use crate::boundary::Caller;

    #[test]
    fn a_panic_becomes_a_status() {
        let mut error: *mut kks_error = ptr::null_mut();
        let status = ffi_call!(&raw mut error, |_caller| panic!("on purpose"));
        assert_eq!(status, KKS_INTERNAL_ERROR);
        // SAFETY: this test follows the contract: `error` was written above and is freed once.
        let caller = unsafe { Caller::trusted() };
        let details = caller.borrow_handle("error", error.cast_const()).ok().unwrap();
        assert_eq!(details.status, KKS_INTERNAL_ERROR);
        assert!(details.message.to_str().unwrap().contains("internal error"));
        assert!(caller.free(error).is_ok());
    }
}
