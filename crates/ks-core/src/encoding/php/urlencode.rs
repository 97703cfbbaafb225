//! PHP's `urlencode` (docs/ks-format.md 3.3).

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
