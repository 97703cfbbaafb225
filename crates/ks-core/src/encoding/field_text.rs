//! The text that a field of each KS version can hold.

use super::Version;

/// Why text with a control character is rejected in a v1 KS.
pub(crate) const CONTROL_CHARACTER_IN_V1: &str =
    "contains a control character, which readers of a v1 KS reject; use version 2";

/// Why text with a semicolon is rejected in a v1 KS.
pub(crate) const SEMICOLON_IN_V1: &str =
    "contains ';', which separates the parts of a v1 KS and cannot be escaped; use version 2";

/// Checks that a field's text survives the round trip through the given KS version.
pub(crate) fn check_field_text(text: &str, version: Version) -> Result<(), &'static str> {
    if text.as_bytes().contains(&0) {
        return Err("contains a NUL character; remove it");
    }
    if version == Version::V1 && text.as_bytes().contains(&b';') {
        return Err(SEMICOLON_IN_V1);
    }
    Ok(())
}
