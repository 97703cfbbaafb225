//! A piece of advice: what the server ignores, misreads, or grants too widely.

use alloc::string::String;

/// A piece of advice on a session, or a deviation of a KS from the canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Advice {
    /// A stable code string.
    pub code: &'static str,
    /// A sentence that says what the server will do, and what to do about it.
    pub message: String,
}

impl Advice {
    pub(crate) fn new(code: &'static str, message: String) -> Self {
        Self { code, message }
    }

    /// Returns `true` if something does not mean what it says: the server ignores it, reads
    /// it differently, or rejects every call because of it. Other advice is about caution.
    #[must_use]
    pub fn is_mistake(&self) -> bool {
        MISTAKES.contains(&self.code)
    }
}

/// The codes of advice about something that does not mean what it says.
const MISTAKES: &[&str] = &[
    "actionslimit_invalid",
    "actionslimit_zero",
    "all_in_v1",
    "blanks_in_user",
    "blanks_in_value",
    "both_entitlements",
    "comma_in_value",
    "expiry_in_milliseconds",
    "expiry_is_a_time",
    "far_end",
    "flag_with_value",
    "iprestrict_never_matches",
    "iprestrict_range",
    "lost_comma",
    "missing_value",
    "odd_separator",
    "one_value_only",
    "only_star_counts",
    "other_notation",
    "placeholder",
    "restrictingrole_negative",
    "setrole_negative",
    "star_not_first",
    "star_without_effect",
    "unknown_privilege",
    "urirestrict_exact",
    "urirestrict_no_path",
    "urirestrict_repeated",
    "urirestrict_star_inside",
    "user_looks_like_secret",
    "user_star",
    "v1_star_edits_everything",
    "widget_not_revoked",
    "widget_value",
    "wildcard_not_alone",
];
