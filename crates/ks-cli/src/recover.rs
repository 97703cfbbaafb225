//! Finds a KS in broken text: broken into lines, with its `+` lost, or cut off.

use ks_core::{find, inspect};

/// The most spaces of a text that are tried as a `+`.
const MAX_SPACES: usize = 16;

/// Joins a KS that an e-mail or a terminal broke into lines of equal length.
pub(crate) fn joined_lines(text: &str) -> Option<String> {
    // Mail programs quote with `> `.
    let is_quote = |c: char| c == '>' || c.is_whitespace();
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(is_quote)).collect();
    let (last, full) = lines.split_last()?;
    let width = full.first()?.len();
    let is_wrapped = full.iter().all(|line| line.len() == width)
        && last.len() <= width
        // A list of KSs, one a line, is not a broken KS.
        && lines.iter().skip(1).all(|line| find(line).is_none());
    if !is_wrapped {
        return None;
    }
    let joined = lines.concat();
    inspect(&joined).is_ok_and(|seen| !seen.truncated).then_some(joined)
}

/// Finds the part of a text that becomes a KS once `+` replaces its spaces. Returns
/// it with the spaces, so that the core reports them.
pub(crate) fn with_plus_restored(text: &str) -> Option<String> {
    let text = text.replace("%20", " ");
    let start = text.find("djJ8").unwrap_or(0);
    let spaces = text[start..].match_indices(' ').map(|(at, _)| start + at);
    let mut restored = text.clone();
    for at in spaces.take(MAX_SPACES) {
        restored.replace_range(at..=at, "+");
        if let Some(found) = find(&restored)
            && let Some(original) = text.get(found.range)
            && original.contains(' ')
        {
            return Some(original.to_owned());
        }
    }
    None
}

/// Returns the first substring that starts like a v2 KS, and the text after it.
pub(crate) fn truncated_ks(text: &str) -> Option<(&str, &str)> {
    let is_start = |at: usize| {
        let before = &text[..at];
        let is_escape = before.len() >= 3 && before.as_bytes()[at - 3] == b'%';
        is_escape || !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    };
    let (start, _) = text.match_indices("djJ8").find(|(at, _)| is_start(*at))?;
    let rest = &text[start..];
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    Some(rest.split_at(rest.find(|c| !is_digit(c)).unwrap_or(rest.len())))
}

/// Returns whether a word is something else than a KS that was cut or changed.
pub(crate) fn is_other_text(word: &str) -> bool {
    // So few characters could be either base64 or a word.
    word.contains("://") || word.starts_with(['{', '[', '<', '"']) || word.len() < 8
}

/// Returns whether the text after a KS belongs to it, such as a surplus `=` or text
/// after the padding, so that the whole is reported.
pub(crate) fn is_part_of_ks(tail: &str) -> bool {
    !tail.is_empty()
        && tail.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'_' | b'='))
}
