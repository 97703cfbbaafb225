//! Partner ids: signed 32-bit integers. Negative ids are Kaltura's own system partners.

use alloc::string::ToString;

use crate::encoding::integer::parse_canonical_int;
use crate::error::{Error, Result, quote_short};

/// Parses a partner id: a 32-bit integer in canonical decimal.
///
/// # Errors
///
/// [`Error::InvalidPartnerId`] for any other spelling.
pub fn parse_partner_id(text: &str) -> Result<i32> {
    parse_canonical_int(text.as_bytes()).ok_or_else(|| Error::InvalidPartnerId(quote_short(text)))
}

/// Converts a number of a language without 32-bit integers to a partner id.
///
/// # Errors
///
/// [`Error::InvalidPartnerId`] if it does not fit 32 bits.
pub fn partner_id_from_i64(number: i64) -> Result<i32> {
    i32::try_from(number).map_err(|_| Error::InvalidPartnerId(number.to_string()))
}
