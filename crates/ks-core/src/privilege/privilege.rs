//! One privilege: a name with its values.

use alloc::string::String;
use alloc::vec::Vec;

use super::IntoValues;

/// A privilege: a name with no, one or several values.
///
/// The documented privileges have their own constructors:
///
/// ```
/// use ks_core::{Privilege, Privileges};
///
/// let privileges = Privileges::from_list([
///     Privilege::sview(["0_abc", "0_def"]),
///     Privilege::privacy_context("portal"),
///     Privilege::enable_entitlement(),
/// ])?;
/// assert_eq!(privileges.to_string(), "sview:0_abc/0_def,privacycontext:portal,enableentitlement");
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Privilege {
    /// The name, which is case-sensitive.
    pub name: String,
    /// The values; empty for a flag.
    pub values: Vec<String>,
}

impl Privilege {
    /// Creates any privilege. It is checked when it becomes part of
    /// [`Privileges`](super::Privileges).
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl IntoValues) -> Self {
        Self { name: name.into(), values: values.into_values() }
    }

    /// Creates any privilege without a value.
    #[must_use]
    pub fn flag(name: impl Into<String>) -> Self {
        Self { name: name.into(), values: Vec::new() }
    }
}
