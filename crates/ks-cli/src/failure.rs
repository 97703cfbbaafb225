//! Everything that ends a command early: a code, a sentence, an exit status.

use std::borrow::Cow;
use std::fmt::Display;

use ks_core::without_secrets;

/// The exit status 1: the answer is no.
pub(crate) const NO: u8 = 1;
/// The exit status 2: wrong usage or input.
pub(crate) const WRONG: u8 = 2;

/// Why a command has no answer, or why its answer is no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// A stable code string: the core's, or one of the command's own.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and what to do. Never a secret.
    pub(crate) message: String,
    /// [`NO`] or [`WRONG`].
    pub(crate) status: u8,
}

impl Failure {
    /// Wrong usage or input, with a code of the command's own.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: without_secrets(&message.into()), status: WRONG }
    }

    /// A wrong command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message)
    }

    /// A file or stream that could not be read or written.
    pub(crate) fn io(what: impl Display, error: &std::io::Error) -> Self {
        Self::new("io", format!("{what}: {error}"))
    }
}

impl From<ks_core::Error> for Failure {
    fn from(error: ks_core::Error) -> Self {
        Self {
            code: error.code().into(),
            message: without_secrets(&sentence(&error)),
            status: if error.is_refusal() { NO } else { WRONG },
        }
    }
}

/// The core's sentence, with the option's name where the core has its own.
fn sentence(error: &ks_core::Error) -> String {
    use ks_core::Error::{InvalidRemoteAddr, MissingRemoteAddr, MissingRequestUri};
    let text = error.to_string();
    match error {
        MissingRemoteAddr | MissingRequestUri | InvalidRemoteAddr(_) => by_option(&text),
        _ => text,
    }
}

/// A sentence about the request, with the options' names.
pub(crate) fn by_option(text: &str) -> String {
    text.replacen("remote_addr", "--remote-addr", 1).replacen("request_uri", "--request-uri", 1)
}

impl From<ks_core::Malformed> for Failure {
    fn from(problem: ks_core::Malformed) -> Self {
        ks_core::Error::from(problem).into()
    }
}

impl From<serde_json::Error> for Failure {
    /// Our own data always has a JSON form, so this is for the type checker.
    fn from(error: serde_json::Error) -> Self {
        Self::new("json", error.to_string())
    }
}
