//! A second, plain implementation of the formats, written from docs/ks-format.md alone.

/// Encodes base64 with padding.
pub fn encode_base64(bytes: &[u8], url_safe: bool) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digit = |index: u32| match index {
        62 if url_safe => '-',
        62 => '+',
        63 if url_safe => '_',
        63 => '/',
        index => char::from(alphabet[index as usize]),
    };
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            if at <= chunk.len() as u32 {
                text.push(digit(bits >> (18 - 6 * at) & 63));
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// Decodes base64 by the rules of docs/ks-format.md 2.4.
pub fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bits = 0_u32;
    let mut digits = 0_usize;
    let mut padding = 0_usize;
    let mut bytes = Vec::new();
    for &byte in text {
        let value = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'=' => {
                padding += 1;
                continue;
            }
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        digits += 1;
        if digits.is_multiple_of(4) {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            bits = 0;
        }
    }
    let rest = digits % 4;
    let missing = if rest == 0 { 0 } else { 4 - rest };
    if rest == 1 || (padding > 0 && padding != missing) {
        return None;
    }
    match rest {
        2 => bytes.push((bits >> 4) as u8),
        3 => bytes.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => {}
    }
    Some(bytes)
}

/// Escapes like PHP's `urlencode` (docs/ks-format.md 3.3).
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => escaped.push('+'),
            b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                escaped.push(char::from(byte));
            }
            _ => escaped += &format!("%{byte:02X}"),
        }
    }
    escaped
}
