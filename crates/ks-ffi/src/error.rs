//! What the caller hears of a failure.

use std::borrow::Cow;
use std::ffi::{CString, c_char};
use std::fmt;

use ks_core::{Error, Malformed};

use crate::status::{
    self, KKS_BUFFER_TOO_SMALL, KKS_INTERNAL_ERROR, KKS_INVALID_HANDLE, KKS_INVALID_STRUCT,
    KKS_NULL_ARGUMENT, kks_status,
};

/// Why a call failed: an error of the core, or one of the border itself.
pub(crate) enum Failure {
    Core(Error),
    Border(kks_status, Cow<'static, str>),
}

impl Failure {
    #[cold]
    pub(crate) fn at_border(status: kks_status, message: Cow<'static, str>) -> Self {
        Self::Border(status, message)
    }

    #[cold]
    pub(crate) fn null(name: impl fmt::Display) -> Self {
        Self::Border(KKS_NULL_ARGUMENT, format!("{name} is NULL").into())
    }

    #[cold]
    pub(crate) fn invalid_handle(name: &'static str) -> Self {
        let message = format!("{name} was freed already, or is of another type");
        Self::Border(KKS_INVALID_HANDLE, message.into())
    }

    #[cold]
    pub(crate) fn not_prepared(name: impl fmt::Display, of: &'static str) -> Self {
        let message = format!("{name} was not prepared; prepare it with {of}_init");
        Self::Border(KKS_INVALID_STRUCT, message.into())
    }

    #[cold]
    pub(crate) fn too_small(needed: usize) -> Self {
        let message = format!("the buffer is too small: {needed} bytes are needed, with the NUL");
        Self::Border(KKS_BUFFER_TOO_SMALL, message.into())
    }

    #[cold]
    pub(crate) fn internal() -> Self {
        let message = "a defect of the library; please report it with what you called";
        Self::Border(KKS_INTERNAL_ERROR, message.into())
    }

    pub(crate) fn status(&self) -> kks_status {
        match self {
            Self::Core(error) => status::number(error.code()),
            Self::Border(status, _) => *status,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<Malformed> for Failure {
    fn from(error: Malformed) -> Self {
        Self::Core(error.into())
    }
}

/// A failure without particulars, as of a call that has no place for them.
impl From<kks_status> for Failure {
    #[cold]
    fn from(status: kks_status) -> Self {
        Self::Border(status, status::message(status).to_string_lossy())
    }
}

/// Why a call failed, with the particulars. A call that fails writes one where
/// its last argument points to; free it with kks_error_free.
pub struct kks_error {
    _opaque: [u8; 0],
}

opaque!(kks_error, Said);

/// A failure in words.
pub(crate) struct Said {
    status: kks_status,
    code: CString,
    message: CString,
}

impl kks_error {
    pub(crate) fn of(failure: Failure) -> Said {
        let status = failure.status();
        let (code, message) = match failure {
            // Its own code, which may be newer than the numbers.
            Failure::Core(error) => (CString::new(error.code()), error.to_string()),
            Failure::Border(status, message) => (Ok(status::code(status).into()), message.into()),
        };
        // Messages quote what is unprintable, so there is no NUL in them.
        Said {
            status,
            code: code.unwrap_or_default(),
            message: CString::new(message).unwrap_or_default(),
        }
    }
}

/// The status of an error, which the failed call returned too. KKS_OK for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_status(error: *const kks_error) -> kks_status {
    let mut status = status::KKS_OK;
    let read = guarded!(|caller| {
        status = caller.open("error", error)?.status;
        Ok(())
    });
    if error.is_null() || read == status::KKS_OK { status } else { read }
}

/// The stable code of an error, such as "invalid_privilege". Lives as long as
/// the error. "ok" for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_code(error: *const kks_error) -> *const c_char {
    // SAFETY: as this function.
    let mut text = status::kks_status_code(unsafe { kks_error_status(error) });
    guarded!(|caller| {
        text = caller.open("error", error)?.code.as_ptr();
        Ok(())
    });
    text
}

/// What went wrong and what to do, in a sentence that may change. It never
/// holds a secret. Lives as long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_message(error: *const kks_error) -> *const c_char {
    // SAFETY: as this function.
    let mut text = status::kks_status_message(unsafe { kks_error_status(error) });
    guarded!(|caller| {
        text = caller.open("error", error)?.message.as_ptr();
        Ok(())
    });
    text
}

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_error_free(error: *mut kks_error) -> kks_status {
    guarded!(|caller| caller.free(error))
}
