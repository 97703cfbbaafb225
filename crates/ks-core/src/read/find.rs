//! Finding a KS in a URL, a JSON body, a log line or other text.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::iter;
use core::ops::Range;

use crate::encoding::{base64, hex};
use crate::wire::looks_like_ks;

/// A KS that was found in other text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundKs<'t> {
    /// The KS, unescaped.
    pub ks: Cow<'t, str>,
    /// Its place in the text, in bytes.
    pub range: Range<usize>,
    escapes: Escapes,
}

/// How a KS is escaped in other text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Escapes {
    /// How many times it is escaped for a URL: a URL within a URL contains `%253D`.
    url: usize,
    /// Whether it contains `\/` for `/`, as in JSON that PHP writes.
    slashes: bool,
}

impl FoundKs<'_> {
    /// Escapes another KS like this one, to replace [`range`](Self::range) in the text.
    #[must_use]
    pub fn escape<'k>(&self, ks: &'k str) -> Cow<'k, str> {
        let mut ks = Cow::Borrowed(ks);
        for _ in 0..self.escapes.url {
            let escaped = ks.replace('%', "%25").replace('=', "%3D");
            ks = Cow::Owned(escaped.replace('+', "%2B").replace('/', "%2F"));
        }
        if self.escapes.slashes {
            ks = Cow::Owned(ks.replace('/', "\\/"));
        }
        ks
    }
}

/// Finds the first KS in a URL, a JSON body, a log line or any other text.
///
/// A KS is recognized by its decoded content, not by the surrounding text. Candidates longer
/// than 32 KiB are ignored.
#[must_use]
pub fn find(text: &str) -> Option<FoundKs<'_>> {
    find_all(text).next()
}

/// Returns the KSs in a text, in order.
pub fn find_all(text: &str) -> impl Iterator<Item = FoundKs<'_>> {
    let bytes = text.as_bytes();
    // The rest of the current run of base64 characters, whose end is searched for once.
    let mut run = 0..0;
    iter::from_fn(move || {
        loop {
            if run.is_empty() {
                let start = (run.end..bytes.len()).find(|&at| is_ks_byte(bytes, at))?;
                let end = (start..bytes.len()).find(|&at| !is_ks_byte(bytes, at));
                run = start..end.unwrap_or(bytes.len());
            }
            let found = find_in_run(text, run.clone());
            run.start = found.as_ref().map_or(run.end, |found| found.range.end);
            if found.is_some() {
                return found;
            }
        }
    })
}

/// Returns `true` for a byte of base64 or of an escape in it.
fn is_ks_byte(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'+' | b'/' | b'-' | b'_' | b'=' | b'%' => true,
        b'\\' => bytes.get(at + 1) == Some(&b'/'),
        byte => byte.is_ascii_alphanumeric(),
    }
}

/// The least length of a v1 KS: 40 digits, `|` and three parts, in base64.
const MIN_V1_LEN: usize = 40;

/// The greatest length of a KS in other text, which keeps the search linear: the largest
/// request line that servers accept.
const MAX_LEN: usize = 1 << 15;

/// How many positions of a run are tried, for the same reason.
const MAX_TRIES: usize = 8;

/// Finds a KS in a run of such bytes: the whole run, or the part after a `/`, `=` or escape.
fn find_in_run(text: &str, run: Range<usize>) -> Option<FoundKs<'_>> {
    let bytes = &text.as_bytes()[run.clone()];
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..bytes.len() {
        let begins = at == 0
            || matches!(bytes[at - 1], b'/' | b'=' | b'-' | b'_')
            || follows_escape(&bytes[..at]);
        if begins && begins_like_ks(&bytes[at..]) {
            starts.push(at);
            if starts.len() == MAX_TRIES {
                break;
            }
        }
    }
    starts.into_iter().find_map(|start| match_at(text, run.start + start..run.end))
}

/// Returns `true` after an escape such as `%3D`, also one that was escaped again: `%253D`.
fn follows_escape(before: &[u8]) -> bool {
    const MAX_DEPTH: usize = 4;
    let Some((mut rest, _)) = before.split_last_chunk::<2>() else { return false };
    for _ in 0..MAX_DEPTH {
        rest = rest.strip_suffix(b"25").unwrap_or(rest);
    }
    rest.ends_with(b"%")
}

/// Returns `true` if a text begins with `djJ8`, or with the base64 of hex digits.
fn begins_like_ks(text: &[u8]) -> bool {
    if text.len() < 16 {
        return false;
    }
    if text.starts_with(b"djJ8") {
        return true;
    }
    text.len() >= MIN_V1_LEN
        && base64::decode_exact(&text[..16])
            .is_some_and(|head| head.iter().all(u8::is_ascii_hexdigit))
}

/// Returns the KS at the start of `range`: up to its padding, up to the end of a path segment,
/// or the whole range.
fn match_at(text: &str, range: Range<usize>) -> Option<FoundKs<'_>> {
    let range = range.start..range.end.min(range.start + MAX_LEN + 1);
    let slice = &text.as_bytes()[range.clone()];
    let end_of = |stop: &dyn Fn(usize, u8) -> bool| {
        let len = slice.iter().enumerate().position(|(at, &b)| stop(at, b));
        padded_end(slice, len.unwrap_or(slice.len()))
    };
    let strict = end_of(&|_, b| matches!(b, b'=' | b'%' | b'/' | b'+' | b'\\'));
    let whole = end_of(&|at, b| b == b'=' || (b == b'%' && !is_escaped_digit(&slice[at..])));
    // In a path, `/` ends the KS. Elsewhere it may be part of a v1 KS.
    let in_path = text.as_bytes()[..range.start].ends_with(b"/");
    let first = if in_path { [strict, whole] } else { [whole, strict] };
    let mut lengths = first.into_iter().chain([slice.len()]).filter(|&len| len <= MAX_LEN);
    lengths.find_map(|len| {
        let range = range.start..range.start + len;
        let (ks, escapes) = unescaped(text.get(range.clone())?)?;
        looks_like_ks(&base64::decode_exact(ks.as_bytes())?).then_some(FoundKs {
            ks,
            range,
            escapes,
        })
    })
}

/// Unescapes a text and returns how it was escaped.
fn unescaped(raw: &str) -> Option<(Cow<'_, str>, Escapes)> {
    let mut text = Cow::Borrowed(raw);
    let mut escapes = Escapes { slashes: raw.contains('\\'), ..Escapes::default() };
    if escapes.slashes {
        text = Cow::Owned(raw.replace("\\/", "/"));
    }
    while text.contains('%') && escapes.url < 2 {
        text = Cow::Owned(unescape_percent(&text));
        escapes.url += 1;
    }
    Some((text, escapes))
}

/// Decodes `%HH` if it stands for an ASCII character. A `+` may belong to the KS and stays.
fn unescape_percent(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        unescaped += before;
        match after.as_bytes().get(..2).and_then(hex::decode::<1>) {
            Some([byte @ 0..=0x7f]) => {
                unescaped.push(char::from(byte));
                rest = &after[2..];
            }
            _ => {
                unescaped.push('%');
                rest = after;
            }
        }
    }
    unescaped + rest
}

/// Returns `true` if a text begins with an escaped `+` or `/`.
fn is_escaped_digit(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"%25").or(text.strip_prefix(b"%"));
    matches!(text, Some([b'2', b'B' | b'b' | b'F' | b'f', ..]))
}

/// Returns `len` plus the length of the padding after it: `=`, `%3D` or `%253D`.
fn padded_end(slice: &[u8], len: usize) -> usize {
    let mut end = len;
    for _ in 0..2 {
        match &slice[end..] {
            [b'=', ..] => end += 1,
            [b'%', b'3', b'D' | b'd', ..] => end += 3,
            [b'%', b'2', b'5', b'3', b'D' | b'd', ..] => end += 5,
            _ => break,
        }
    }
    end
}
