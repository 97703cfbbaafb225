//! The two versions of the KS format.

use alloc::string::ToString;
use core::str::FromStr;

use crate::error::{Error, Result, quote_short};

/// A version of the KS format. The server accepts both for every partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(into = "u8"))]
pub enum Version {
    /// Signed text that anyone can read. Use it only for receivers that do not support v2.
    V1 = 1,
    /// Encrypted. The default.
    #[default]
    V2 = 2,
}

impl Version {
    /// Returns 1 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl From<Version> for u8 {
    fn from(version: Version) -> Self {
        version.number()
    }
}

impl TryFrom<i64> for Version {
    type Error = Error;

    fn try_from(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            other => Err(Error::InvalidVersion(other.to_string())),
        }
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "1" => Ok(Self::V1),
            "2" => Ok(Self::V2),
            _ => Err(Error::InvalidVersion(quote_short(text))),
        }
    }
}
