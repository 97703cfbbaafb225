//! Looking at a KS without a secret, and finding one in other text.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::iter;
use core::ops::Range;

use crate::error::Malformed;
use crate::session::{Version, canonical_int};
use crate::token::query::unescape_into;
use crate::token::{Envelope, base64, looks_like_ks};

/// What a KS shows without a secret. **Nothing of it is verified**: anybody can
/// write such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Unverified {
    /// The format.
    pub version: Version,
    /// The partner, where it is a canonical number.
    pub partner_id: Option<i32>,
    /// The partner as the KS spells it.
    pub partner_text: String,
    /// v1: the claimed fields. v2 has them encrypted.
    pub claims: Option<Claims>,
    /// v2: how many bytes are encrypted. A whole KS has a multiple of 16.
    pub encrypted_bytes: Option<usize>,
    /// Whether a v2 KS was certainly cut, since its encrypted part is not whole.
    pub truncated: bool,
}

/// The fields that a v1 KS claims, unverified. What is not UTF-8 is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Claims {
    /// The expiry in Unix seconds, as text.
    pub valid_until: String,
    /// `0` or `2`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: Option<String>,
    /// The rand part.
    pub rand: Option<String>,
    /// The user id.
    pub user_id: Option<String>,
    /// The privileges.
    pub privileges: Option<String>,
    /// The master partner id.
    pub master_partner_id: Option<String>,
    /// The additional data.
    pub additional_data: Option<String>,
}

/// Looks at a KS without a secret.
///
/// # Errors
///
/// [`Malformed`] for what is no KS.
pub fn inspect(ks: &str) -> Result<Unverified, Malformed> {
    let envelope = Envelope::open(ks)?;
    let claims = (envelope.version == Version::V1).then(|| {
        let mut parts = envelope
            .payload()
            .split(|&b| b == b';')
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .skip(2);
        Claims {
            valid_until: parts.next().unwrap_or_default(),
            session_type: parts.next(),
            rand: parts.next(),
            user_id: parts.next(),
            privileges: parts.next(),
            master_partner_id: parts.next(),
            additional_data: parts.next(),
        }
    });
    let encrypted_bytes = (envelope.version == Version::V2).then(|| envelope.payload().len());
    Ok(Unverified {
        version: envelope.version,
        partner_id: canonical_int(envelope.partner()),
        partner_text: String::from_utf8_lossy(envelope.partner()).into_owned(),
        claims,
        truncated: encrypted_bytes.is_some_and(|len| len == 0 || len % 16 != 0),
        encrypted_bytes,
    })
}

/// A KS in other text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found<'t> {
    /// The KS, with URL escapes undone.
    pub ks: Cow<'t, str>,
    /// Where it stands in the text.
    pub range: Range<usize>,
    escapes: Escapes,
}

/// How a KS is spelled in other text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Escapes {
    /// How often it was escaped for a URL: a URL inside another has `%253D`.
    url: usize,
    /// As PHP writes JSON: `\/` for `/`.
    slashes: bool,
}

impl Found<'_> {
    /// Another KS, escaped as this one was: what to put into [`range`](Self::range).
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
/// A KS is told by what it decodes to, not by what stands around it.
#[must_use]
pub fn find(text: &str) -> Option<Found<'_>> {
    find_all(text).next()
}

/// Finds the KSs in a text, in order.
pub fn find_all(text: &str) -> impl Iterator<Item = Found<'_>> {
    let bytes = text.as_bytes();
    // What is left of the run that is searched; its end is looked for once.
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

/// Whether a byte is one that base64 or an escape in it is made of.
fn is_ks_byte(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'+' | b'/' | b'-' | b'_' | b'=' | b'%' => true,
        b'\\' => bytes.get(at + 1) == Some(&b'/'),
        byte => byte.is_ascii_alphanumeric(),
    }
}

/// The shortest text that is a KS: 40 digits, `|` and three parts, in base64.
const SHORTEST: usize = 40;

/// A KS in other text is no longer, so that the search stays linear: as much as
/// the largest request lines that servers take.
const LONGEST: usize = 1 << 15;

/// How many places of a run are tried, for the same reason.
const TRIES: usize = 8;

/// A KS in a run of such bytes: the whole, or what stands behind a `/`, `=` or
/// escape in it, up to the next one.
fn find_in_run(text: &str, run: Range<usize>) -> Option<Found<'_>> {
    let bytes = &text.as_bytes()[run.clone()];
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..bytes.len() {
        let begins = at == 0
            || matches!(bytes[at - 1], b'/' | b'=' | b'-' | b'_')
            || (at >= 3 && bytes[at - 3] == b'%');
        if begins && begins_like_ks(&bytes[at..]) {
            starts.push(at);
            if starts.len() == TRIES {
                break;
            }
        }
    }
    starts.into_iter().find_map(|start| candidate(text, run.start + start..run.end))
}

/// Whether a text begins with `djJ8`, or with the base64 of hex digits.
fn begins_like_ks(text: &[u8]) -> bool {
    if text.len() < 16 {
        return false;
    }
    if text.starts_with(b"djJ8") {
        return true;
    }
    text.len() >= SHORTEST
        && base64::decode_exact(&text[..16])
            .is_some_and(|head| head.iter().all(u8::is_ascii_hexdigit))
}

/// The KS that begins where `range` does: up to its padding, up to what ends it
/// in a path, or the whole.
fn candidate(text: &str, range: Range<usize>) -> Option<Found<'_>> {
    let range = range.start..range.end.min(range.start + LONGEST + 1);
    let slice = &text.as_bytes()[range.clone()];
    let end_of = |stop: &dyn Fn(usize, u8) -> bool| {
        let len = slice.iter().enumerate().position(|(at, &b)| stop(at, b));
        padded_end(slice, len.unwrap_or(slice.len()))
    };
    let strict = end_of(&|_, b| matches!(b, b'=' | b'%' | b'/' | b'+' | b'\\'));
    let whole = end_of(&|at, b| b == b'=' || (b == b'%' && !is_escaped_digit(&slice[at..])));
    // In a path a `/` ends the KS; elsewhere it is one of its own, as in v1.
    let in_path = text.as_bytes()[..range.start].ends_with(b"/");
    let first = if in_path { [strict, whole] } else { [whole, strict] };
    let mut lengths = first.into_iter().chain([slice.len()]).filter(|&len| len <= LONGEST);
    lengths.find_map(|len| {
        let range = range.start..range.start + len;
        let (ks, escapes) = unescaped(text.get(range.clone())?)?;
        looks_like_ks(&base64::decode_exact(ks.as_bytes())?).then_some(Found { ks, range, escapes })
    })
}

/// A text without its escapes, and what they were.
fn unescaped(raw: &str) -> Option<(Cow<'_, str>, Escapes)> {
    let mut text = Cow::Borrowed(raw);
    let mut escapes = Escapes { slashes: raw.contains('\\'), ..Escapes::default() };
    if escapes.slashes {
        text = Cow::Owned(raw.replace("\\/", "/"));
    }
    while text.contains('%') && escapes.url < 2 {
        let mut bytes = alloc::vec![0; text.len()];
        // A `+` here may be one of the KS's own.
        let len = unescape_into(text.as_bytes(), b'+', &mut bytes);
        bytes.truncate(len);
        text = Cow::Owned(String::from_utf8(bytes).ok()?);
        escapes.url += 1;
    }
    Some((text, escapes))
}

/// Whether a text begins with the escape of a digit of base64, `+` or `/`.
fn is_escaped_digit(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"%25").or(text.strip_prefix(b"%"));
    matches!(text, Some([b'2', b'B' | b'b' | b'F' | b'f', ..]))
}

/// `len` and the padding behind it, as `=`, `%3D` or `%253D`.
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
