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

/// The value of each digit in either case, and `NO_DIGIT` for every other byte.
static VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[DIGITS[value as usize] as usize] = value;
        values[DIGITS[value as usize].to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};
const NO_DIGIT: u8 = 255;

/// Returns the byte of two digits in either case.
#[inline]
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (VALUES[usize::from(high)], VALUES[usize::from(low)]);
    if high | low == NO_DIGIT { None } else { Some(16 * high + low) }
}

/// Decodes exactly `2 * N` digits in either case.
pub(crate) fn decode<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    if pairs.len() != N {
        return None;
    }
    let mut out = [0; N];
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = self::byte(*high, *low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{byte, decode, digits, encode};

    #[test]
    fn every_byte_is_encoded_and_decoded() {
        for byte in 0..=255 {
            assert_eq!(encode(&[byte]).as_bytes(), digits(byte));
            assert_eq!(decode(&digits(byte)), Some([byte]));
            assert_eq!(decode(&digits(byte).map(|digit| digit.to_ascii_uppercase())), Some([byte]));
        }
        assert_eq!(encode(&[0x01, 0xfe]), "01fe");
    }

    #[test]
    fn two_digits_are_a_byte() {
        let step = if cfg!(miri) { 51 } else { 1 };
        let highs = (0..=255).step_by(step);
        for (high, low) in highs.flat_map(|high| (0..=255).map(move |low| (high, low))) {
            let digit = |byte| char::from(byte).to_digit(16);
            let expected = digit(high).zip(digit(low)).map(|(high, low)| 16 * high + low);
            assert_eq!(byte(high, low).map(u32::from), expected, "{high} {low}");
        }
    }

    #[test]
    fn only_exact_lengths_are_decoded() {
        assert_eq!(decode::<2>(b"0102"), Some([1, 2]));
        for text in ["", "0", "01", "010", "01023", "010203", "0g02", "01 2"] {
            assert_eq!(decode::<2>(text.as_bytes()), None, "{text}");
        }
    }
}
