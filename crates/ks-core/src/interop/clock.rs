//! The system clock, for callers that pass no time of their own.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};

/// Returns the system clock in Unix seconds.
///
/// # Errors
///
/// [`Error::InvalidExpiry`] if the clock is set to a time before 1970, with which every expired
/// KS would be valid.
pub fn system_now() -> Result<i64> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .ok_or(Error::InvalidExpiry(
            "now: the system clock is set to a time before 1970; correct it, or pass `now`".into(),
        ))
}
