//! Hexadecimal text.

use alloc::string::String;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Encodes bytes in lower case.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

/// Returns the two digits of a byte.
pub(crate) fn digits(byte: u8) -> [u8; 2] {
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// Returns the value of a digit in either case.
pub(crate) fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Decodes exactly `2 * N` digits in either case.
pub(crate) fn decode<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    if pairs.len() != N {
        return None;
    }
    let mut out = [0; N];
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = (value(*high)? << 4) | value(*low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{decode, digits, encode, value};

    #[test]
    fn every_byte_is_encoded_and_decoded() {
        for byte in 0..=255 {
            assert_eq!(encode(&[byte]).as_bytes(), digits(byte));
            assert_eq!(decode(&digits(byte)), Some([byte]));
            assert_eq!(decode(&digits(byte).map(|digit| digit.to_ascii_uppercase())), Some([byte]));
            let digit = char::from(byte).to_digit(16).map(|digit| u8::try_from(digit).unwrap());
            assert_eq!(value(byte), digit);
        }
        assert_eq!(encode(&[0x01, 0xfe]), "01fe");
    }

    #[test]
    fn only_exact_lengths_are_decoded() {
        assert_eq!(decode::<2>(b"0102"), Some([1, 2]));
        for text in ["", "0", "01", "010", "01023", "010203", "0g02", "01 2"] {
            assert_eq!(decode::<2>(text.as_bytes()), None, "{text}");
        }
    }
}
