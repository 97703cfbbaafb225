//! The two types of a session.

use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Result, quote_short};

/// The type of a session, with Kaltura's numbers (`KalturaSessionType`). There is no 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(into = "u8"))]
pub enum SessionType {
    /// 0: limited to what its user and its privileges allow. Use it for end users.
    #[default]
    User = 0,
    /// 2: unrestricted access to the account. It must not reach an end user.
    Admin = 2,
}

impl SessionType {
    /// Returns Kaltura's number: 0 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::User => 0,
            Self::Admin => 2,
        }
    }
}

impl From<SessionType> for u8 {
    fn from(session_type: SessionType) -> Self {
        session_type.number()
    }
}

impl TryFrom<i64> for SessionType {
    type Error = Error;

    fn try_from(number: i64) -> Result<Self> {
        match number {
            0 => Ok(Self::User),
            2 => Ok(Self::Admin),
            other => Err(Error::InvalidType(other.to_string())),
        }
    }
}

impl FromStr for SessionType {
    type Err = Error;

    /// Parses `user`, `admin` (in any case), `0` or `2`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "0" => Ok(Self::User),
            "2" => Ok(Self::Admin),
            _ if text.eq_ignore_ascii_case("user") => Ok(Self::User),
            _ if text.eq_ignore_ascii_case("admin") => Ok(Self::Admin),
            _ => Err(Error::InvalidType(quote_short(text))),
        }
    }
}

impl fmt::Display for SessionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "USER",
            Self::Admin => "ADMIN",
        })
    }
}
