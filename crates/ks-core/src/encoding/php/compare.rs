//! PHP 8's loose comparisons, as far as the server's checks use them
//! (docs/ks-format.md 5.4).

use alloc::string::String;
use core::cmp::Ordering;

/// The value of a text that PHP considers numeric.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Int(i64),
    /// An integer that does not fit 64 bits.
    Beyond(f64),
    Float(f64),
}

impl Number {
    #[allow(clippy::cast_precision_loss)] // as PHP does
    fn as_float(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Beyond(float) | Self::Float(float) => float,
        }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (a, b) => a.as_float().partial_cmp(&b.as_float()),
        }
    }
}

/// Parses a numeric text: white space around it, a sign, digits, a fraction, an exponent;
/// no hex.
fn number(text: &[u8]) -> Option<Number> {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let start = text.iter().position(|b| !blank(b))?;
    let end = text.iter().rposition(|b| !blank(b))? + 1;
    let text = core::str::from_utf8(&text[start..end]).ok()?;
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    // `parse` accepts the same texts, and names such as `inf`.
    if !unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(int) = text.parse() {
        return Some(Number::Int(int));
    }
    let is_whole = unsigned.bytes().all(|b| b.is_ascii_digit());
    let float = text.parse().ok()?;
    Some(if is_whole { Number::Beyond(float) } else { Number::Float(float) })
}

/// Compares like `text <=> int`: as numbers if the text is numeric, else as texts.
pub(crate) fn compare_with_int(text: &[u8], int: i64) -> Option<Ordering> {
    match number(text) {
        Some(number) => number.compare(Number::Int(int)),
        None => Some(text.cmp(itoa::Buffer::new().format(int).as_bytes())),
    }
}

/// Compares like `a == b` for two texts: as numbers if both are numeric and the numbers are
/// exact enough for PHP, else as texts.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    let (Some(x), Some(y)) = (number(a), number(b)) else { return a == b };
    let equal = x.compare(y) == Some(Ordering::Equal);
    match (x, y) {
        (Number::Int(_), Number::Beyond(_)) | (Number::Beyond(_), Number::Int(_)) => false,
        (Number::Beyond(_), Number::Beyond(_)) => equal && a == b,
        _ if x.as_float().is_infinite() => equal && a == b,
        _ => equal,
    }
}

/// Returns `true` if PHP treats the text as true: it is neither empty nor `0`.
pub(crate) fn truthy(text: &[u8]) -> bool {
    !matches!(text, b"" | b"0")
}

/// Returns `true` if the text is a number above 0.
pub(crate) fn positive(text: &[u8]) -> bool {
    number(text).is_some_and(|n| n.compare(Number::Int(0)) == Some(Ordering::Greater))
}

/// Returns `true` if the text is a number below 0.
pub(crate) fn negative(text: &[u8]) -> bool {
    number(text).is_some_and(|n| n.compare(Number::Int(0)) == Some(Ordering::Less))
}

/// Returns `true` if `text` contains `part`. Takes linear time.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    // The standard library searches text, but not bytes, in linear time.
    if let (Ok(text), Ok(part)) = (core::str::from_utf8(text), core::str::from_utf8(part)) {
        return text.contains(part);
    }
    let latin1 = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
    part.len() <= text.len() && latin1(text).contains(&latin1(part))
}

#[cfg(test)]
mod tests {
    use core::cmp::Ordering;

    use super::{compare_with_int, contains, equal, negative, positive, truthy};

    /// Checked against PHP 8.2.
    #[test]
    fn texts_are_equal_as_in_php() {
        for (a, b, answer) in [
            ("1", "1.0", true),
            (" 1", "1 ", true),
            ("1e2", "100", true),
            ("007", "7", true),
            ("abc", "ABC", false),
            ("1x", "1", false),
            ("", "0", false),
            ("9223372036854775807", "9223372036854775808", false),
            ("9223372036854775808", "9223372036854775809", false),
            ("9223372036854775808", "9223372036854775808.0", true),
            ("-9223372036854775809", "9223372036854775809", false),
            ("99999999999999999998", "99999999999999999998", true),
            ("1e999", "2e999", false),
            ("1e999", "1e999", true),
        ] {
            assert_eq!(equal(a.as_bytes(), b.as_bytes()), answer, "{a} {b}");
            assert_eq!(equal(b.as_bytes(), a.as_bytes()), answer, "{b} {a}");
        }
    }

    /// Checked against PHP 8.2's `is_numeric` and comparisons.
    #[test]
    fn numbers_are_read_as_in_php() {
        for (text, order) in [
            ("5", Some(Ordering::Equal)),
            ("+5", Some(Ordering::Equal)),
            ("5.", Some(Ordering::Equal)),
            ("05.0", Some(Ordering::Equal)),
            ("\t\n\r\x0b\x0c 5 \t", Some(Ordering::Equal)),
            (".5e1", Some(Ordering::Equal)),
            ("5e0", Some(Ordering::Equal)),
            ("50E-1", Some(Ordering::Equal)),
            ("0.5e+1", Some(Ordering::Equal)),
            ("5.1", Some(Ordering::Greater)),
            ("4.9", Some(Ordering::Less)),
            ("-5", Some(Ordering::Less)),
            ("9223372036854775808", Some(Ordering::Greater)),
            ("-9223372036854775809", Some(Ordering::Less)),
            // Compared as texts with "5".
            ("", Some(Ordering::Less)),
            ("5e", Some(Ordering::Greater)),
            ("5e+", Some(Ordering::Greater)),
            ("5x", Some(Ordering::Greater)),
            ("5 5", Some(Ordering::Greater)),
            ("5.5.5", Some(Ordering::Greater)),
            ("x", Some(Ordering::Greater)),
            (".", Some(Ordering::Less)),
            ("--5", Some(Ordering::Less)),
            ("+", Some(Ordering::Less)),
            ("5e5x", Some(Ordering::Greater)),
            ("5e1.0", Some(Ordering::Greater)),
            ("inf", Some(Ordering::Greater)),
            ("nan", Some(Ordering::Greater)),
            (".inf", Some(Ordering::Less)),
            ("+-5", Some(Ordering::Less)),
            ("+.5", Some(Ordering::Less)),
            ("0x5", Some(Ordering::Less)),
            ("1_0", Some(Ordering::Less)),
            ("\u{a0}5", Some(Ordering::Greater)),
        ] {
            assert_eq!(compare_with_int(text.as_bytes(), 5), order, "{text:?}");
        }
        assert!(truthy(b"00") && truthy(b" ") && truthy(b"0.0") && !truthy(b"0") && !truthy(b""));
    }

    #[test]
    fn signs_and_parts() {
        assert!(positive(b" 1") && positive(b".5") && !positive(b"0") && !positive(b"x"));
        assert!(negative(b"-1.5") && !negative(b"-0") && !negative(b"-") && !negative(b"1"));
        assert!(contains(b"a\xff\x80b", b"\xff\x80") && contains(b"x", b""));
        assert!(!contains(b"a\xff", b"\xc3\xbf") && !contains(b"a", b"aa"));
        assert!(contains(b"\xff", b"\xff") && !contains(b"\xff", b"\xff\xff"));
        assert!(!positive(b"-1") && !negative(b"0.0") && positive(b"9223372036854775808"));
    }
}
