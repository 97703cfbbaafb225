//! The error type of the command: a code, a message and an exit status.

use std::borrow::Cow;
use std::fmt::Display;

use ks_core::interop::redact_secrets;

/// The exit status if a KS is rejected, or a privilege is not granted.
pub(crate) const EXIT_REFUSED: u8 = 1;
/// The exit status of invalid usage or input.
pub(crate) const EXIT_USAGE: u8 = 2;

/// Why a command failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// A stable code: one of the core's, or one of the command's own.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and what to do. It contains no secret.
    pub(crate) message: String,
    /// [`EXIT_REFUSED`] or [`EXIT_USAGE`].
    pub(crate) status: u8,
}

impl Failure {
    /// Creates a failure of usage or input with one of the command's own codes.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: redact_secrets(&message.into()), status: EXIT_USAGE }
    }

    /// Creates a failure for an invalid command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message)
    }

    /// Creates a failure to read or write `name`.
    pub(crate) fn io(name: impl Display, error: &std::io::Error) -> Self {
        Self::new("io", format!("{name}: {error}"))
    }

    /// Adds that the value comes from an environment variable.
    pub(crate) fn in_variable(mut self, name: &str) -> Self {
        self.message += &format!(" (from the environment variable {name})");
        self
    }

    /// Creates a failure from an error of the core, with field names as in batch lines.
    pub(crate) fn of_field(error: &ks_core::Error) -> Self {
        Self::of(error, error.to_string())
    }

    fn of(error: &ks_core::Error, message: String) -> Self {
        let status = if error.is_rejection() { EXIT_REFUSED } else { EXIT_USAGE };
        Self { code: error.code().as_str().into(), message: redact_secrets(&message), status }
    }
}

impl From<ks_core::Error> for Failure {
    /// Names the options where the core names its fields.
    fn from(error: ks_core::Error) -> Self {
        Self::of(&error, error.message_with(option))
    }
}

/// Returns the option for a field of the core.
pub(crate) fn option(field: &str) -> Cow<'_, str> {
    match field {
        "version" => "--ks-version".into(),
        // These are not options of their own.
        "ks" | "secret" | "token" => field.into(),
        _ => format!("--{}", field.replace('_', "-")).into(),
    }
}

impl From<ks_core::Malformed> for Failure {
    fn from(problem: ks_core::Malformed) -> Self {
        ks_core::Error::from(problem).into()
    }
}

impl From<serde_json::Error> for Failure {
    /// Required by the types only, because all of our data has a JSON form.
    fn from(error: serde_json::Error) -> Self {
        Self::new("json", error.to_string())
    }
}
