//! Untrusted text, escaped for a terminal.

use std::borrow::Cow;

/// Escapes the characters of untrusted text that could control a terminal, hide or
/// reorder text. The standard library decides which characters are printable.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.into();
    }
    // `escape_debug` also escapes these, but they are harmless in a terminal.
    let harmless = ['"', '\'', '\\'];
    let mut escaped = String::with_capacity(text.len());
    for piece in text.split_inclusive(harmless) {
        let body = piece.trim_end_matches(harmless);
        escaped.extend(body.escape_debug());
        escaped.push_str(&piece[body.len()..]);
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        for text in ["user@example.com é", "\"it's\\\"", "日本語", "e\u{301}", ""] {
            assert_eq!(printable(text), text);
        }
        assert_eq!(printable("a\x1b[31m\u{9b}b\u{202e}c\n"), "a\\u{1b}[31m\\u{9b}b\\u{202e}c\\n");
        for hidden in ['\u{61c}', '\u{ad}', '\u{180e}', '\u{e0041}', '\u{200b}', '\u{feff}'] {
            let text = format!("a{hidden}\"{hidden}b");
            assert!(!printable(&text).contains(hidden), "{hidden:?}");
        }
    }
}
