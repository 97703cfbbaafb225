//! Why a call failed.

use std::borrow::Cow;
use std::fmt;

use ks_core::{Error, Malformed};

use crate::status::{
    self, KKS_BUFFER_TOO_SMALL, KKS_INTERNAL_ERROR, KKS_INVALID_HANDLE, KKS_INVALID_STRUCT,
    KKS_NULL_ARGUMENT, kks_status,
};

/// An error of the core, or one of the boundary itself.
pub(crate) enum Failure {
    Core(Error),
    Boundary(kks_status, Cow<'static, str>),
}

impl Failure {
    #[cold]
    pub(crate) fn at_boundary(status: kks_status, message: Cow<'static, str>) -> Self {
        Self::Boundary(status, message)
    }

    #[cold]
    pub(crate) fn null(name: impl fmt::Display) -> Self {
        Self::Boundary(KKS_NULL_ARGUMENT, format!("{name} is NULL").into())
    }

    #[cold]
    pub(crate) fn invalid_handle(name: &'static str) -> Self {
        let message = format!("{name} was already freed, or has another type");
        Self::Boundary(KKS_INVALID_HANDLE, message.into())
    }

    #[cold]
    pub(crate) fn not_initialized(name: impl fmt::Display, of: &'static str) -> Self {
        let message = format!("{name} is not initialized; call {of}_init first");
        Self::Boundary(KKS_INVALID_STRUCT, message.into())
    }

    #[cold]
    pub(crate) fn too_small(needed: usize) -> Self {
        let message =
            format!("the buffer is too small: it needs {needed} bytes, including the NUL");
        Self::Boundary(KKS_BUFFER_TOO_SMALL, message.into())
    }

    #[cold]
    pub(crate) fn internal() -> Self {
        let message = "internal error; please report it with the call that caused it";
        Self::Boundary(KKS_INTERNAL_ERROR, message.into())
    }

    pub(crate) fn status(&self) -> kks_status {
        match self {
            Self::Core(error) => error.code().number(),
            Self::Boundary(status, _) => *status,
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

/// A failure without details, for a function that has no error argument.
impl From<kks_status> for Failure {
    #[cold]
    fn from(status: kks_status) -> Self {
        Self::Boundary(status, status::message(status).to_string_lossy())
    }
}
