//! Templates that were not filled in: `sview:{entry_id}`, `sview:None`,
//! `appid:app-undefined`.

/// What a program writes for a missing value.
const MISSING: &[&str] = &["None", "null", "nil", "(null)", "NULL", "undefined", "NaN"];

/// The same, where it may be part of a longer value.
const MISSING_WORDS: &[&str] = &["undefined", "NaN"];

/// Longer texts are not templates that somebody wrote by hand.
const LONGEST: usize = 4096;

/// Returns the part of a value that looks like a placeholder.
pub(super) fn placeholder_in(value: &str) -> Option<&str> {
    if value.len() > LONGEST {
        return None;
    }
    if value.contains("[object Object]") {
        return Some("[object Object]");
    }
    value.split(['/', '|']).find_map(|piece| {
        MISSING
            .iter()
            .copied()
            .find(|missing| piece == *missing)
            .or_else(|| {
                let mut words = piece.split(|c: char| !c.is_ascii_alphanumeric());
                words.find(|word| MISSING_WORDS.contains(word))
            })
            .or_else(|| bracketed(piece, '{', '}'))
            .or_else(|| bracketed(piece, '<', '>'))
            .or_else(|| variable(piece))
            .or_else(|| piece.starts_with("YOUR_").then_some(piece))
    })
}

/// `{name}` with both brackets, and a `$` before it.
fn bracketed(text: &str, open: char, close: char) -> Option<&str> {
    let start = text.find(open)?;
    let end = start + text[start..].find(close)? + close.len_utf8();
    let inside = &text[start + open.len_utf8()..end - close.len_utf8()];
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-. ${".contains(c);
    let start = if text[..start].ends_with('$') { start - 1 } else { start };
    inside.chars().all(is_name).then(|| &text[start..end])
}

/// `$NAME`, `$(name)` or `%s`.
fn variable(text: &str) -> Option<&str> {
    if matches!(text, "%s" | "%d" | "%@") {
        return Some(text);
    }
    let start = text.find('$')?;
    let is_first = !text[..start].ends_with(|c: char| c.is_alphanumeric());
    let behind = text[start + 1..].chars().next()?;
    (is_first && (behind.is_ascii_alphabetic() || matches!(behind, '_' | '(')))
        .then(|| &text[start..])
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, placeholder_in};

    #[test]
    fn templates_are_recognized_and_ids_are_not() {
        for value in [
            "None",
            "null",
            "NaN",
            "undefined",
            "app-undefined",
            "{entry_id}",
            "{{ entry }}",
            "${entryId}",
            "$PRIVACY_CONTEXT",
            "<APP_NAME>",
            "[object Object]",
            "0_a/null",
            "%s",
            "x-{id}",
            "YOUR_ENTRY_ID",
            "{}",
            "$(ctx)",
        ] {
            assert!(placeholder_in(value).is_some(), "{value}");
        }
        for (value, placeholder) in [
            ("x-{id}y", "{id}"),
            ("a/${id}b", "${id}"),
            ("a<b c>", "<b c>"),
            ("x|YOUR_ID", "YOUR_ID"),
            ("a-$ID b", "$ID b"),
            ("app-undefined", "undefined"),
            ("a/None", "None"),
        ] {
            assert_eq!(placeholder_in(value), Some(placeholder), "{value}");
        }
        let long = |len: usize| "x".repeat(len - 4) + "{id}";
        assert!(placeholder_in(&long(LONGEST)).is_some());
        assert!(placeholder_in(&long(LONGEST + 1)).is_none());
        for value in [
            "0_abcd1234",
            "*",
            "PLAYBACK_BASE_ROLE",
            "Nonesuch",
            "nullable",
            "a$b1",
            "100$",
            "a<b",
            "user@example.com",
            "undefinedness",
            "/api_v3/*",
            "5 {",
            "Ann & Bob",
        ] {
            assert_eq!(placeholder_in(value), None, "{value}");
        }
    }
}
