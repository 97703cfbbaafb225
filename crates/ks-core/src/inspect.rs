//! Looking at a KS without a secret, and finding one in other text.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
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
    /// Whether it stands there with URL escapes (`%3D` for `=`).
    pub escaped: bool,
    /// How often: a URL inside another has `%253D`.
    escapes: usize,
}

impl Found<'_> {
    /// The text with another KS in the place of this one, escaped as it was.
    #[must_use]
    pub fn replace(&self, text: &str, ks: &str) -> String {
        let (before, after) = (&text[..self.range.start], &text[self.range.end..]);
        [before, &self.escape(ks), after].concat()
    }

    /// Another KS, escaped as this one was.
    #[must_use]
    pub fn escape<'k>(&self, ks: &'k str) -> Cow<'k, str> {
        let mut ks = Cow::Borrowed(ks);
        for _ in 0..self.escapes {
            let escaped = ks.replace('%', "%25").replace('=', "%3D");
            ks = Cow::Owned(escaped.replace('+', "%2B").replace('/', "%2F"));
        }
        ks
    }
}

/// Finds the first KS in a URL, a JSON body, a log line or any other text.
///
/// A KS is told by what it decodes to, not by what stands around it.
#[must_use]
pub fn find(text: &str) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_ks_byte(bytes[at]) {
            at += 1;
            continue;
        }
        let run = run_end(bytes, at);
        if let Some(found) = find_in_run(text, at..run) {
            return Some(found);
        }
        at = run;
    }
    None
}

/// A byte that base64 or a URL escape in it is made of.
fn is_ks_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=' | b'%')
}

fn run_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&b| !is_ks_byte(b)).map_or(bytes.len(), |len| from + len)
}

/// The shortest text that is a KS: 40 digits, `|` and three parts, in base64.
const SHORTEST: usize = 40;

/// How many places of a run are tried, so that the search stays linear.
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
    let slice = &text.as_bytes()[range.clone()];
    let end_of = |stop: &dyn Fn(usize, u8) -> bool| {
        let len = slice.iter().enumerate().position(|(at, &b)| stop(at, b));
        padded_end(slice, len.unwrap_or(slice.len()))
    };
    let strict = end_of(&|_, b| matches!(b, b'=' | b'%' | b'/' | b'+'));
    let whole = end_of(&|at, b| b == b'=' || (b == b'%' && !is_escaped_digit(&slice[at..])));
    // In a path a `/` ends the KS; elsewhere it is one of its own, as in v1.
    let in_path = text.as_bytes()[..range.start].ends_with(b"/");
    let first = if in_path { [strict, whole] } else { [whole, strict] };
    first.into_iter().chain([slice.len()]).find_map(|len| {
        let range = range.start..range.start + len;
        let (ks, escapes) = unescaped(text.get(range.clone())?)?;
        looks_like_ks(&base64::decode_exact(ks.as_bytes())?).then_some(Found {
            ks,
            range,
            escaped: escapes > 0,
            escapes,
        })
    })
}

/// A text without its URL escapes, and how often it was escaped.
fn unescaped(raw: &str) -> Option<(Cow<'_, str>, usize)> {
    let mut text = Cow::Borrowed(raw);
    let mut escapes = 0;
    while text.contains('%') && escapes < 2 {
        let mut bytes = alloc::vec![0; text.len()];
        // A `+` here may be one of the KS's own.
        let len = unescape_into(text.as_bytes(), b'+', &mut bytes);
        bytes.truncate(len);
        text = Cow::Owned(String::from_utf8(bytes).ok()?);
        escapes += 1;
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
