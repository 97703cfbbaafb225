//! Finding a KS in other text.

use std::borrow::Cow;
use std::ffi::c_char;

use ks_core::find;

use crate::status::{KKS_NO_VALUE, kks_status};

/// Finds the first KS in a URL, a JSON body, a log line or any other text, and
/// writes it to the buffer with URL and JSON escapes removed.
///
/// found_offset and found_length receive the position and the length of the KS in
/// the text in bytes, escapes included. Both may be NULL. To find the next KS,
/// search the rest of the text. The text may contain bytes that are not UTF-8.
///
/// Errors: KKS_NO_VALUE if the text contains no KS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_find(
    text: *const c_char,
    text_length: usize,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    found_offset: *mut usize,
    found_length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let text = with_same_offsets(caller.bytes("text", text, text_length)?);
        let found = find(&text).ok_or(KKS_NO_VALUE)?;
        caller.write_text(buffer, capacity, length, found.ks.as_bytes())?;
        caller.write_optional_value(found_offset, found.range.start);
        caller.write_optional_value(found_length, found.range.len());
        Ok(())
    })
}

/// Converts bytes to text. If they are not UTF-8, each byte beyond ASCII becomes
/// one ASCII byte that no KS contains, so that offsets stay the same.
fn with_same_offsets(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(
        |_| {
            let ascii = |&byte: &u8| if byte.is_ascii() { char::from(byte) } else { '\0' };
            bytes.iter().map(ascii).collect()
        },
        Cow::Borrowed,
    )
}
