//! PHP 8's loose comparisons, as far as the server's checks use them
//! (docs/ks-format.md 5.4).

use core::cmp::Ordering;

/// A text that PHP takes for a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    #[allow(clippy::cast_precision_loss)] // as PHP does
    fn as_float(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (a, b) => a.as_float().partial_cmp(&b.as_float()),
        }
    }
}

/// White space around, a sign, digits, a fraction, an exponent; no hex.
fn number(text: &[u8]) -> Option<Number> {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let start = text.iter().position(|b| !blank(b))?;
    let end = text.iter().rposition(|b| !blank(b))? + 1;
    let text = core::str::from_utf8(&text[start..end]).ok()?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();

    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = digits(unsigned);
    let mut rest = &unsigned[whole..];
    let mut fraction = 0;
    if let Some(behind) = rest.strip_prefix('.') {
        fraction = digits(behind);
        rest = &behind[fraction..];
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if exponent.is_empty() || digits(exponent) != exponent.len() {
            return None;
        }
    } else if !rest.is_empty() {
        return None;
    }
    if whole == unsigned.len()
        && let Ok(int) = text.parse()
    {
        return Some(Number::Int(int));
    }
    text.parse().ok().map(Number::Float)
}

/// `text <=> int`: as numbers where the text is one, else as texts.
pub(crate) fn compare_with_int(text: &[u8], int: i64) -> Option<Ordering> {
    match number(text) {
        Some(number) => number.compare(Number::Int(int)),
        None => Some(text.cmp(itoa::Buffer::new().format(int).as_bytes())),
    }
}

/// `a == b` of two texts: as numbers where both are.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.compare(b) == Some(Ordering::Equal),
        _ => a == b,
    }
}

/// Whether a text counts as true: not empty and not `0`.
pub(crate) fn truthy(text: &[u8]) -> bool {
    !matches!(text, b"" | b"0")
}

/// Whether a text is a number above 0.
pub(crate) fn positive(text: &[u8]) -> bool {
    number(text).is_some_and(|n| n.compare(Number::Int(0)) == Some(Ordering::Greater))
}

/// Whether `text` holds `part` anywhere.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || memchr_like(text, part)
}

/// A search whose time grows with the text only, for the short needles here.
fn memchr_like(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
