//! Takes the one KS out of a pasted text, also where the way there damaged it: line
//! breaks of a terminal or an e-mail, blanks for `+`, shortened logs.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::{find, inspect};
use crate::error::Malformed;

/// Returns the KS in a text that a person pasted: a KS alone, a URL, a JSON body, a
/// log line, an e-mail. If the text contains only a damaged KS, that one is
/// returned, so that the caller's next step reports what is wrong with it.
///
/// [`find`] and [`find_all`](super::find_all) return undamaged KSs only, with their
/// places.
///
/// ```
/// use ks_core::locate;
///
/// let ks = "djJ8MTAyfCydC_VT6sJuXLXXDKsbcUkrBhT7w0_MKtN4Hz6XDoNjadgnt8gZiJAeSubkUSx-kaYPl8cy4KI8mn5m7AZPhqtVFO3sz70kwOlhdQSMWUNk";
/// let (first, second) = ks.split_at(60);
/// assert_eq!(locate(&format!("> {first}\n> {second}\n"))?, ks);
/// # Ok::<(), ks_core::Malformed>(())
/// ```
///
/// # Errors
///
/// [`Malformed::Empty`] for an empty text, [`Malformed::Shortened`] for a KS that a
/// log or a page shortened with `...`, [`Malformed::NotInText`] if there is no KS.
pub fn locate(text: &str) -> Result<Cow<'_, str>, Malformed> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Malformed::Empty);
    }
    let one_word = !text.contains(char::is_whitespace);
    if one_word && inspect(text).is_ok() {
        return Ok(text.into());
    }
    if let Some(joined) = joined_lines(text) {
        return Ok(joined.into());
    }
    if let Some(joined) = quoted_printable(text) {
        return Ok(joined.into());
    }
    if let Some(found) = find(text)
        && !(one_word && found.range.start == 0 && continues_ks(&text[found.range.end..]))
    {
        return Ok(found.ks);
    }
    if let Some(ks) = with_plus_restored(text) {
        return Ok(ks.into());
    }
    if let Some((ks, behind)) = truncated_ks(text) {
        if behind.starts_with("...") || behind.starts_with('…') {
            return Err(Malformed::Shortened);
        }
        // A damaged KS at the start is judged together with all that follows it.
        if !text.starts_with(ks) {
            return Ok(ks.into());
        }
    } else if !one_word || is_other_text(text) {
        return Err(Malformed::NotInText);
    }
    Ok(text.into())
}

/// The KS of a text that an e-mail or a terminal broke into lines of equal length.
pub fn joined_lines(text: &str) -> Option<String> {
    // A mail program quotes with `> `.
    let quote = |c: char| c == '>' || c.is_whitespace();
    let lines: Vec<&str> = text.trim().lines().map(|line| line.trim_matches(quote)).collect();
    let (last, full) = lines.split_last()?;
    let width = full.first()?.len();
    let wrapped = full.iter().all(|line| line.len() == width)
        && last.len() <= width
        // One KS a line is a list, not a broken KS.
        && lines.iter().skip(1).all(|line| find(line).is_none());
    if !wrapped {
        return None;
    }
    let joined = lines.concat();
    inspect(&joined).is_ok_and(|seen| !seen.truncated).then_some(joined)
}

/// The KS of an e-mail in its transfer encoding, where a line that goes on ends in
/// `=` and an `=` of the text is `=3D`.
fn quoted_printable(text: &str) -> Option<String> {
    if !text.contains("=\n") && !text.contains("=\r\n") {
        return None;
    }
    let joined = text.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let found = find(&joined)?;
    inspect(&found.ks).is_ok_and(|seen| !seen.truncated).then(|| found.ks.into_owned())
}

/// Whether the text behind a KS belongs to it, so that the whole is judged: one `=`
/// too many, or text behind its padding.
fn continues_ks(tail: &str) -> bool {
    !tail.is_empty()
        && tail.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'_' | b'='))
}

/// The greatest length of a KS in other text.
const MAX_LEN: usize = 1 << 15;

/// How many blanks of a KS are tried as `+`, so that the search stays linear.
const MOST_BLANKS: usize = 16;

/// The part of a URL, JSON body or log line that becomes a KS once its blanks are
/// `+` again, however those are written. Returned with its blanks.
fn with_plus_restored(text: &str) -> Option<String> {
    let text = text.replace("%20", " ");
    let start = text.find("djJ8").unwrap_or(0);
    let blanks: Vec<usize> =
        text[start..].match_indices(' ').take(MOST_BLANKS).map(|(at, _)| start + at).collect();
    // A KS does not begin behind these blanks, and is not longer.
    let end = blanks.last().map_or(0, |last| last + MAX_LEN);
    let end = (end..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let text = &text[..end];
    let mut mended = text.to_owned();
    for at in blanks {
        mended.replace_range(at..=at, "+");
        if let Some(found) = find(&mended)
            && let Some(original) = text.get(found.range)
            && original.contains(' ')
        {
            return Some(original.to_owned());
        }
    }
    None
}

/// The first part that begins like a v2 KS, and the text behind it.
fn truncated_ks(text: &str) -> Option<(&str, &str)> {
    let begins = |at: usize| {
        let before = &text[..at];
        let is_escape = before.len() >= 3 && before.as_bytes()[at - 3] == b'%';
        is_escape || !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    };
    let (start, _) = text.match_indices("djJ8").find(|(at, _)| begins(*at))?;
    let rest = &text[start..];
    let digit = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    Some(rest.split_at(rest.find(|c| !digit(c)).unwrap_or(rest.len())))
}

/// Whether a word is something else than a KS that was cut or changed.
fn is_other_text(word: &str) -> bool {
    // So few characters of base64 look like any word.
    const SHORTEST: usize = 8;
    word.contains("://") || word.starts_with(['{', '[', '<', '"']) || word.len() < SHORTEST
}
