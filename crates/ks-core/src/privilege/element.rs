//! The lexer of Kaltura's privilege text: elements joined with commas, each a name with an
//! optional value.

use crate::encoding::php::query_bytes::is_name_byte;

/// One element of a privilege text, trimmed like the server's v2 generator trims it.
pub(super) struct Element<'t> {
    /// The element: `name` or `name:value`.
    pub(super) text: &'t str,
    pub(super) name: &'t str,
    /// The text after the first colon.
    pub(super) value: &'t str,
    /// Whether blanks were trimmed.
    pub(super) trimmed: bool,
    /// Whether the name is known to be valid and the value to contain no NUL.
    pub(super) checked: bool,
}

impl<'t> Element<'t> {
    /// Removes the first element from a text and returns it. Hand-written because this is a
    /// significant share of the time to generate a KS.
    #[inline(always)]
    pub(super) fn take_first(text: &mut &'t str) -> Self {
        let bytes = text.as_bytes();
        let name_len = bytes.iter().position(|&b| !is_name_byte(b)).unwrap_or(bytes.len());
        let value_at = match bytes.get(name_len) {
            None | Some(b',') => name_len,
            Some(b':') => name_len + 1,
            Some(_) => return Self::take_unusual(text),
        };
        let value_len = bytes[value_at..].iter().position(|&b| matches!(b, b',' | 0));
        let end = value_len.map_or(bytes.len(), |len| value_at + len);
        if end > 0 && (bytes.get(end) == Some(&0) || is_blank(char::from(bytes[end - 1]))) {
            return Self::take_unusual(text);
        }
        let element = Self {
            text: &text[..end],
            name: &text[..name_len],
            value: &text[value_at..end],
            trimmed: false,
            checked: name_len > 1 && bytes[0].is_ascii_alphanumeric(),
        };
        *text = text.get(end + 1..).unwrap_or_default();
        element
    }

    /// Does the same for an element that must be trimmed or rejected.
    #[cold]
    fn take_unusual(rest: &mut &'t str) -> Self {
        let (whole, after) = rest.split_once(',').unwrap_or((rest, ""));
        *rest = after;
        let text = whole.trim_matches(is_blank);
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        Self { text, name, value, trimmed: text.len() != whole.len(), checked: false }
    }
}

/// Returns the non-empty elements of a text.
pub(super) fn elements(mut text: &str) -> impl Iterator<Item = Element<'_>> {
    core::iter::from_fn(move || {
        while !text.is_empty() {
            let element = Element::take_first(&mut text);
            if !element.text.is_empty() {
                return Some(element);
            }
        }
        None
    })
}

/// Returns `true` for the characters that PHP's `trim` removes. Form feed and the no-break
/// space are not among them.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\x0b')
}

/// Returns how v2 spells an element's name and value (docs/ks-format.md 3.3).
pub(super) fn v2_spelling<'t>(name: &'t str, value: &'t str) -> (&'t str, &'t str) {
    if name == "*" { ("all", "*") } else { (name, value) }
}

/// Returns `true` for names that v2 spells alike.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    v2_spelling(a, "").0 == v2_spelling(b, "").0
}

/// Returns a hash that is equal for names that v2 spells alike.
pub(super) fn name_hash(name: &[u8]) -> u8 {
    match name {
        b"*" => name_hash(b"all"),
        [first, .., last] => first.wrapping_mul(7) ^ last.wrapping_mul(13),
        [only] => *only,
        [] => 0,
    }
}
