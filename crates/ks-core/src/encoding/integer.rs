//! Integers in canonical decimal: the only spelling that every reader agrees on.

/// Parses an integer in canonical decimal: no sign but `-`, no leading zero, no blank.
pub(crate) fn parse_canonical_int<N: TryFrom<i64>>(text: &[u8]) -> Option<N> {
    let negative = text.first() == Some(&b'-');
    let digits = if negative { &text[1..] } else { text };
    match digits {
        [b'0'] if !negative => return N::try_from(0).ok(),
        [b'1'..=b'9', ..] => {}
        _ => return None,
    }
    // Numbers of up to 18 digits cannot overflow.
    if digits.len() > 18 {
        return N::try_from(core::str::from_utf8(text).ok()?.parse().ok()?).ok();
    }
    let mut number = 0_i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    if negative {
        number = -number;
    }
    N::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::parse_canonical_int;

    #[test]
    fn only_canonical_decimal_is_accepted() {
        for (text, number) in [
            ("0", Some(0)),
            ("-5", Some(-5)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("-0", None),
            ("01", None),
            ("+1", None),
            (" 1", None),
            ("1x", None),
            ("123456789012345678x", None),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("1000000000000000000", Some(1_000_000_000_000_000_000)),
            ("-999999999999999999", Some(-999_999_999_999_999_999)),
            ("-1000000000000000000", Some(-1_000_000_000_000_000_000)),
            ("10", Some(10)),
            ("1:", None),
            ("1/", None),
            ("1-", None),
            ("--1", None),
            ("-01", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(parse_canonical_int::<i64>(text.as_bytes()), number, "{text}");
        }
        assert_eq!(parse_canonical_int::<i32>(b"2147483648"), None);
    }
}
