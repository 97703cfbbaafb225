//! The input of the checks: a session, or the content of a KS.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::encoding::Version;
use crate::model::Expiry;

/// The session or the content of a KS that is checked.
pub(super) struct LintInput<'a> {
    pub(super) admin: bool,
    pub(super) user: Option<Cow<'a, str>>,
    /// The seconds that are left.
    pub(super) lifetime: Option<i64>,
    /// In Unix seconds.
    pub(super) end: Option<i64>,
    /// How the caller gave the end; `None` for an existing KS.
    pub(super) expiry: Option<Expiry>,
    pub(super) version: Version,
    /// Names with value text, in order.
    pub(super) privileges: Vec<(&'a str, Cow<'a, str>)>,
}

impl LintInput<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.privileges.iter().any(|(n, _)| *n == name)
    }

    /// Whether the session has no user, or the user `0` of widget sessions.
    pub(super) fn is_anonymous(&self) -> bool {
        matches!(self.user.as_deref(), None | Some("" | "0"))
    }

    /// Whether the session carries a privilege of one of Kaltura's applications that
    /// take a KS instead of calling the API with it.
    pub(super) fn is_for_application(&self) -> bool {
        self.has("role") || self.has("userContextualRole") || self.has("returnUrl")
    }

    /// Whether there is a wildcard, as this version spells it.
    pub(super) fn has_wildcard(&self) -> bool {
        self.has("*") || (self.version == Version::V2 && self.has_all_star())
    }

    pub(super) fn has_all_star(&self) -> bool {
        self.privileges.iter().any(|(n, v)| *n == "all" && v == "*")
    }
}
