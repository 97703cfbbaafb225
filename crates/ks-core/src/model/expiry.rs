//! When a KS ends.

use alloc::borrow::Cow;
use alloc::format;
use core::ops::RangeInclusive;

use crate::error::{Error, Result};

/// The default lifetime in seconds: one day, as in every Kaltura client.
pub const DEFAULT_EXPIRY: i64 = 86_400;

/// Unix times since 2001 in milliseconds, microseconds or nanoseconds. In seconds, they are
/// more than 30,000 years away.
const LOOKS_LIKE_MILLISECONDS: RangeInclusive<i64> = 1_000_000_000_000..=4_000_000_000_000_000_000;

/// When a KS ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Expiry {
    /// The lifetime, in seconds from now.
    #[cfg_attr(feature = "serde", serde(rename = "expiry"))]
    In(i64),
    /// The end, in Unix seconds.
    #[cfg_attr(feature = "serde", serde(rename = "expires_at"))]
    At(i64),
}

impl Default for Expiry {
    fn default() -> Self {
        Self::In(DEFAULT_EXPIRY)
    }
}

impl Expiry {
    /// Combines the two options that callers have: `expiry` (seconds from now) and
    /// `expires_at` (Unix seconds). The default is one day.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidExpiry`] if both are given.
    pub fn from_options(expiry: Option<i64>, expires_at: Option<i64>) -> Result<Self> {
        match (expiry, expires_at) {
            (Some(_), Some(_)) => Err(Error::InvalidExpiry(Cow::Borrowed(
                "expiry: cannot be combined with `expires_at`; give the seconds from now or the Unix time of the end",
            ))),
            (Some(seconds), None) => Ok(Self::In(seconds)),
            (None, Some(unix)) => Ok(Self::At(unix)),
            (None, None) => Ok(Self::default()),
        }
    }

    /// Returns the end in Unix seconds, for a KS generated at `now`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidExpiry`] if the end is not later than `now` (the server treats equal
    /// as expired), does not fit 64 bits, or looks like milliseconds.
    pub fn resolve(self, now: i64) -> Result<i64> {
        match self {
            Self::In(seconds) if seconds <= 0 => Err(Error::InvalidExpiry(
                format!("expiry: must be at least 1 second, not {seconds}; for example, 86400 is one day")
                    .into(),
            )),
            Self::In(seconds) if LOOKS_LIKE_MILLISECONDS.contains(&seconds) => {
                Err(Error::InvalidExpiry(
                    format!("expiry: {seconds} looks like a time in milliseconds; give the seconds from now, such as 86400 for one day")
                        .into(),
                ))
            }
            Self::In(seconds) => match now.checked_add(seconds) {
                Some(end) if LOOKS_LIKE_MILLISECONDS.contains(&end) => Err(Error::InvalidExpiry(
                    format!("now: {now} looks like a time in milliseconds; give Unix seconds, such as {}", now / 1000)
                        .into(),
                )),
                Some(end) => Ok(end),
                None => Err(Error::InvalidExpiry(Cow::Borrowed(
                    "expiry: is too large; give the seconds from now, such as 86400 for one day",
                ))),
            },
            Self::At(end) if end <= now => Err(Error::InvalidExpiry(
                format!("expires_at: {end} is not later than the clock ({now}); give the end in Unix seconds").into(),
            )),
            Self::At(end) if LOOKS_LIKE_MILLISECONDS.contains(&end) => Err(Error::InvalidExpiry(
                format!("expires_at: {end} looks like milliseconds; give Unix seconds, such as {}", end / 1000).into(),
            )),
            Self::At(end) => Ok(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::Expiry;

    const NOW: i64 = 1_700_000_000;

    fn problem(expiry: Expiry, now: i64) -> String {
        expiry.resolve(now).unwrap_err().to_string()
    }

    #[test]
    fn times_in_milliseconds_are_rejected() {
        assert_eq!(Expiry::In(1).resolve(NOW), Ok(NOW + 1));
        assert_eq!(Expiry::At(NOW + 1).resolve(NOW), Ok(NOW + 1));
        assert_eq!(Expiry::In(999_999_999_999 - NOW).resolve(NOW), Ok(999_999_999_999));
        assert!(
            problem(Expiry::In(1_000_000_000_000), NOW).starts_with("expiry: 1000000000000 looks")
        );
        assert!(problem(Expiry::At(1_000_000_000_000), NOW).contains("such as 1000000000"));
        // A clock in milliseconds, and a sum that looks like one.
        assert!(problem(Expiry::In(60), 1000 * NOW).contains("such as 1700000000"));
        assert!(problem(Expiry::In(1_000_000_000_000 - NOW), NOW).starts_with("now: "));
        assert!(problem(Expiry::In(i64::MAX), NOW).contains("too large"));
        for (expiry, part) in [(Expiry::In(0), "at least 1"), (Expiry::At(NOW), "not later")] {
            assert!(problem(expiry, NOW).contains(part));
        }
    }
}
