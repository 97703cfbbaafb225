//! How the server classifies a session, by PHP's loose comparisons
//! (docs/ks-format.md 5.3 and 5.4).

use core::cmp::Ordering;

use super::{Decoded, RawValue};
use crate::encoding::php::compare::{compare_with_int, contains, truthy};

impl Decoded {
    /// Returns `true` if the server treats the session as an ADMIN session: its type is 1 or
    /// more, loosely compared.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        match self.raw_type() {
            RawValue::Null => false,
            RawValue::Array => true,
            RawValue::Text(text) => {
                matches!(compare_with_int(&text, 1), Some(Ordering::Greater | Ordering::Equal))
            }
        }
    }

    /// Returns `true` if the session has no user, an empty user, or the user `0`.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        match self.raw_user() {
            RawValue::Null => true,
            RawValue::Array => false,
            RawValue::Text(user) => !truthy(&user),
        }
    }

    /// Returns `true` if the server treats it as a widget session, whose calls it never
    /// counts and which it never treats as ended.
    #[must_use]
    pub fn is_widget(&self) -> bool {
        let is_user_type = match self.raw_type() {
            RawValue::Null => true,
            RawValue::Array => false,
            RawValue::Text(text) => compare_with_int(&text, 0) == Some(Ordering::Equal),
        };
        is_user_type && self.is_anonymous() && contains(&self.privileges_text(), b"widget:1")
    }
}
