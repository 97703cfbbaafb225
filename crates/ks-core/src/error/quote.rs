//! Quoting a caller's text in error messages, without repeating a secret.

use alloc::format;
use alloc::string::String;

/// The number of hex digits in Kaltura's secrets and app tokens.
const SECRET_DIGITS: usize = 32;

/// Replaces everything in a sentence that looks like a secret.
///
/// Use it for any sentence that repeats input, because a caller may have passed a secret
/// in the wrong place.
#[must_use]
pub fn redact_secrets(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (run, after) = rest.split_at(digits);
        redacted += if digits < SECRET_DIGITS { run } else { "(hex digits, not shown)" };
        let other = after.find(|c: char| c.is_ascii_hexdigit()).unwrap_or(after.len());
        redacted += &after[..other];
        rest = &after[other..];
    }
    redacted
}

/// Quotes a caller's text for an error message: at most 60 characters, in double quotes,
/// with unprintable characters escaped and everything that looks like a secret replaced.
#[must_use]
pub fn quote(text: &str) -> String {
    const MAX_SHOWN: usize = 60;
    // Enough text to recognize a secret that starts just before the cut.
    let start: String = text.chars().take(MAX_SHOWN + SECRET_DIGITS).collect();
    let mut shown = redact_secrets(&start);
    let is_complete = start.len() == text.len() && shown.chars().nth(MAX_SHOWN).is_none();
    if let Some((end, _)) = shown.char_indices().nth(MAX_SHOWN) {
        shown.truncate(end);
    }
    if is_complete { format!("{shown:?}") } else { format!("{shown:?}…") }
}

/// Quotes a value that is a number, a time, or short when it is valid. Other text may be a
/// passphrase, so only its length is shown.
#[must_use]
pub fn quote_short(text: &str) -> String {
    const MAX_LEN: usize = 16;
    let is_number_or_time = text.bytes().all(|b| b.is_ascii_digit() || b"+-.:TZ ".contains(&b));
    match text.chars().count() {
        count if count > MAX_LEN && !is_number_or_time => format!("a text of {count} characters"),
        _ => quote(text),
    }
}

/// Quotes bytes of a KS like [`quote`].
pub(crate) fn quote_bytes(bytes: &[u8]) -> String {
    // Megabytes are never copied into a message.
    let head = &bytes[..bytes.len().min(500)];
    quote(&String::from_utf8_lossy(head))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::{quote, quote_bytes, quote_short, redact_secrets};

    #[test]
    fn text_that_looks_like_a_secret_is_replaced() {
        let secret = "0123456789abcdefABCDEF0123456789";
        let hidden = "(hex digits, not shown)";
        assert_eq!(redact_secrets(&format!("{secret} is not é")), format!("{hidden} is not é"));
        assert_eq!(redact_secrets(&format!("/{secret}{secret}:")), format!("/{hidden}:"));
        assert_eq!(redact_secrets(&secret[1..]), &secret[1..]);
        assert_eq!(redact_secrets("deaf é cafe"), "deaf é cafe");
        for before in (0..100).step_by(if cfg!(miri) { 33 } else { 1 }) {
            let text = "x".repeat(before) + secret;
            for shown in [quote(&text), quote_short(&text)] {
                assert!(!shown.contains("0123"), "{before}: {shown}");
            }
        }
        assert_eq!(quote(&"é".repeat(60)), format!("{:?}", "é".repeat(60)));
        assert_eq!(quote(&"é".repeat(61)), format!("{:?}…", "é".repeat(60)));
        // A cut text says so, also where a secret before the cut became shorter.
        assert_eq!(
            quote(&format!("{secret}{}", "x".repeat(60))),
            format!("{:?}…", format!("{hidden}{}", "x".repeat(37)))
        );
        assert_eq!(quote(&format!("{secret} y")), format!("{:?}", format!("{hidden} y")));
        let kilobyte = quote_bytes(&[b'x'; 1000]);
        assert_eq!(kilobyte, format!("{:?}…", "x".repeat(60)));
        assert_eq!(quote_bytes(b"a\xffb"), "\"a\u{fffd}b\"");
        assert_eq!(quote_short(&"é".repeat(16)), format!("{:?}", "é".repeat(16)));
        assert_eq!(quote_short(&"é".repeat(17)), "a text of 17 characters");
        assert_eq!(quote_short("SHA-256"), "\"SHA-256\"");
        assert_eq!(quote_short("2027-13-01T00:00:00Z"), "\"2027-13-01T00:00:00Z\"");
        assert!(!quote_short("a secret without hex digits").contains("secret"));
    }
}
