//! The system clock. Nothing else in the core reads it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};

/// Returns the current time of the system clock, in Unix seconds.
///
/// Every function that needs the time takes it as an argument, so that tests can pass another
/// one. This function needs the feature `std`, and does not exist on `wasm32-unknown-unknown`,
/// which has no clock.
///
/// ```
/// use ks_core::{Session, Signer, system_now};
///
/// # fn main() -> Result<(), ks_core::Error> {
/// let signer = Signer::new(1234567, "0123456789abcdef0123456789abcdef")?;
/// let ks = signer.generate(&Session::user("ann@example.com"), system_now()?)?;
/// # Ok(())
/// # }
/// ```
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
