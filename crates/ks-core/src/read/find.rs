//! Finding a KS in a URL, a JSON body, a log line or other text.

use alloc::borrow::Cow;
use alloc::string::String;
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

/// Returns the KSs in a text, in order. Takes linear time, whatever the text contains.
pub fn find_all(text: &str) -> impl Iterator<Item = FoundKs<'_>> {
    let mut search = Search { text, run: 0..0, from: 0, segment_end: 0, base64_end: 0, budget: 0 };
    iter::from_fn(move || search.next_ks())
}

/// The search for KSs in a text. A KS is within a run of base64 characters and escapes.
struct Search<'t> {
    text: &'t str,
    /// The rest of the current run.
    run: Range<usize>,
    /// Where the run starts, or the last KS in it ended.
    from: usize,
    /// The next end of a path segment, at or after the last possible start.
    segment_end: usize,
    /// The next end of base64 text, at or after the last possible start.
    base64_end: usize,
    /// How many more bytes of the run are decoded in vain. Without this limit, a long run with
    /// many possible starts would be decoded again and again.
    budget: usize,
}

/// How many times each byte of a run is decoded in vain, on average.
const MAX_VAIN_DECODES: usize = 4;

impl<'t> Search<'t> {
    fn next_ks(&mut self) -> Option<FoundKs<'t>> {
        loop {
            if self.run.is_empty() {
                self.next_run()?;
            }
            let at = self.run.start;
            self.run.start += 1;
            if self.starts_ks(at)
                && let Some(found) = self.match_at(at)
            {
                self.run.start = found.range.end;
                self.from = found.range.end;
                return Some(found);
            }
        }
    }

    fn next_run(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let start = (self.run.end..bytes.len()).find(|&at| is_ks_byte(bytes, at))?;
        let end = (start..bytes.len()).find(|&at| !is_ks_byte(bytes, at)).unwrap_or(bytes.len());
        self.run = start..end;
        self.from = start;
        (self.segment_end, self.base64_end) = (start, start);
        self.budget = MAX_VAIN_DECODES * self.run.len();
        Some(())
    }

    /// Returns `true` if a KS may start here: at the start of the run, or after a `/`, `=` or
    /// escape.
    fn starts_ks(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[self.from..self.run.end];
        let at = at - self.from;
        let possible = at == 0
            || matches!(bytes[at - 1], b'/' | b'=' | b'-' | b'_')
            || follows_escape(&bytes[..at]);
        possible && begins_like_ks(&bytes[at..])
    }

    /// Returns the KS that starts here: up to its padding, up to the end of a path segment, or
    /// the whole rest of the run.
    fn match_at(&mut self, start: usize) -> Option<FoundKs<'t>> {
        let bytes = &self.text.as_bytes()[..self.run.end];
        if self.segment_end <= start {
            let is_end = |&at: &usize| matches!(bytes[at], b'=' | b'%' | b'/' | b'+' | b'\\');
            self.segment_end = (start..bytes.len()).find(is_end).unwrap_or(bytes.len());
        }
        if self.base64_end <= start {
            let is_end = |&at: &usize| {
                bytes[at] == b'=' || bytes[at] == b'%' && !is_escaped_digit(&bytes[at..])
            };
            self.base64_end = (start..bytes.len()).find(is_end).unwrap_or(bytes.len());
        }
        let segment = padded_end(bytes, self.segment_end);
        let base64 = padded_end(bytes, self.base64_end);
        // In a path, `/` ends the KS. Elsewhere it may be part of a v1 KS.
        let in_path = bytes[..start].ends_with(b"/");
        let first = if in_path { [segment, base64] } else { [base64, segment] };
        for end in first.into_iter().chain([bytes.len()]) {
            let range = start..end;
            if range.len() > MAX_LEN {
                continue;
            }
            let budget = self.budget.checked_sub(range.len())?;
            let Some((ks, escapes)) = self.text.get(range.clone()).and_then(unescaped) else {
                continue;
            };
            if base64::decode_exact(ks.as_bytes()).is_some_and(|bytes| looks_like_ks(&bytes)) {
                return Some(FoundKs { ks, range, escapes });
            }
            self.budget = budget;
        }
        None
    }
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

/// The greatest length of a KS in other text: the largest request line that servers accept.
const MAX_LEN: usize = 1 << 15;

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

/// Decodes each `%HH` that encodes an ASCII character. A `+` may belong to the KS and stays.
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
