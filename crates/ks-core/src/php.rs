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
    float(text).map(Number::Float)
}

#[cfg(not(target_arch = "wasm32"))]
fn float(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// By another library, since the tables of the usual one are 10 KB that no
/// compression makes smaller.
#[cfg(target_arch = "wasm32")]
fn float(text: &str) -> Option<f64> {
    lexical_parse_float::FromLexical::from_lexical(text.as_bytes()).ok()
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

#[cfg(test)]
mod tests {
    use lexical_parse_float::FromLexical;
    use proptest::prelude::*;

    fn agree(text: &str) {
        let here: f64 = text.parse().unwrap();
        let in_wasm = f64::from_lexical(text.as_bytes());
        assert_eq!(in_wasm.map(f64::to_bits), Ok(here.to_bits()), "{text}");
    }

    #[test]
    fn wasm_reads_hard_numbers_the_same() {
        for text in [
            "0.0",
            "-0.0",
            "+1.5",
            ".5",
            "5.",
            "1e5",
            "1E+5",
            "1.e-5",
            "-.5e0",
            "00001.50",
            "9007199254740993",
            "9007199254740992.99999999999999999999",
            "9007199254740993.0",
            "9223372036854775808",
            "99999999999999999999",
            "1e308",
            "1.8e308",
            "1e309",
            "-1e999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "2.2250738585072011e-308",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "8.98846567431158e307",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "7.2057594037927933e16",
            "1750000000.5",
            "1750000000.0000000000000000000000001",
        ] {
            agree(text);
        }
        let long = "1".repeat(2000);
        agree(&alloc::format!("{long}.{long}"));
        agree(&alloc::format!("{long}e-2000"));
        agree(&alloc::format!("0.{}{long}e900", "0".repeat(900)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn wasm_reads_numbers_the_same(text in "[+-]?([0-9]{1,40}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?") {
            agree(&text);
        }

        #[test]
        fn wasm_reads_every_float_the_same(bits: u64) {
            let float = f64::from_bits(bits);
            prop_assume!(float.is_finite());
            agree(&alloc::format!("{float:e}"));
            agree(&alloc::format!("{float}"));
        }
    }
}
