//! PHP's `urlencode` and `urldecode` (docs/ks-format.md 3.3 and 3.5).

use alloc::borrow::Cow;

use crate::encoding::hex;

/// The escaped form of each byte and, last, its length: `A-Z a-z 0-9 - _ .` stay, a space
/// becomes `+`, and every other byte becomes `%` and two upper-case digits.
pub(crate) static ESCAPED: [[u8; 4]; 256] = escape_table();

const fn escape_table() -> [[u8; 4]; 256] {
    const UPPER: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [[0; 4]; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => [byte, 0, 0, 1],
            b' ' => [b'+', 0, 0, 1],
            _ => [b'%', UPPER[byte as usize >> 4], UPPER[byte as usize & 15], 3],
        };
        if byte == 255 {
            return table;
        }
        byte += 1;
    }
}

/// Decodes `+` to a space and `%HH` to its byte. A `%` without two digits stays.
pub(crate) fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|b| matches!(b, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let mut out = alloc::vec![0; text.len()];
    let len = unescape_into(text, b' ', &mut out);
    out.truncate(len);
    Cow::Owned(out)
}

/// Like [`unescape`], into a slice of at least the same length and with `plus` for `+`.
/// Returns the length of the result.
pub(crate) fn unescape_into(text: &[u8], plus: u8, out: &mut [u8]) -> usize {
    let mut used = 0;
    let mut at = 0;
    for place in out {
        let Some(&byte) = text.get(at) else { break };
        at += 1;
        *place = match byte {
            b'+' => plus,
            b'%' => match text.get(at..at + 2).and_then(hex::decode::<1>) {
                Some([decoded]) => {
                    at += 2;
                    decoded
                }
                None => byte,
            },
            _ => byte,
        };
        used += 1;
    }
    used
}
