//! The query string inside a v2 KS: PHP's `urlencode` and `parse_str`.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

use super::Sink;

/// PHP's `urlencode`: `A-Z a-z 0-9 - _ .` stay, a blank becomes `+`, every
/// other byte `%` and two upper-case digits.
pub(crate) fn escape<S: Sink>(text: &[u8], out: &mut S) {
    const UPPER: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|&b| !PLAIN[usize::from(b)]).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(plain);
        out.extend(head);
        let Some((&byte, after)) = tail.split_first() else { return };
        if byte == b' ' {
            out.push(b'+');
        } else {
            out.extend(&[b'%', UPPER[usize::from(byte >> 4)], UPPER[usize::from(byte & 15)]]);
        }
        rest = after;
    }
}

static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation)] // below 256
        let b = byte as u8;
        plain[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        byte += 1;
    }
    plain
};

/// What `parse_str` makes of one token, or of the whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// A variable. A later one of the same name takes its place.
    Variable {
        name: Cow<'t, [u8]>,
        /// Where the token begins in the input; a borrowed name stands there.
        at: usize,
        /// Where the value stands in the input, still escaped; `None` for an
        /// array, whose contents never matter to a KS.
        value: Option<Range<usize>>,
        /// The name was changed or cut on the way.
        renamed: bool,
    },
    /// A token without a name that PHP takes.
    Dropped,
    /// Tokens beyond the limit are not read.
    TooMany,
    /// A raw NUL ends the input.
    CutAtNul,
}

/// Reads a query string as PHP's `parse_str` does (ks-format.md 3.5).
pub(crate) fn tokens(text: &[u8], max_input_vars: usize) -> impl Iterator<Item = Token<'_>> {
    let nul = text.iter().position(|&b| b == 0);
    let input = &text[..nul.unwrap_or(text.len())];
    input
        .split(|&b| b == b'&')
        .scan(0, |next, token| {
            let at = *next;
            *next += token.len() + 1;
            Some((at, token))
        })
        .filter(|(_, token)| !token.is_empty())
        .enumerate()
        .take(max_input_vars.saturating_add(1))
        .map(
            move |(i, (at, token))| {
                if i < max_input_vars { read(at, token) } else { Token::TooMany }
            },
        )
        .chain(nul.map(|_| Token::CutAtNul))
}

fn read(at: usize, token: &[u8]) -> Token<'_> {
    let sign = token.iter().position(|&b| b == b'=');
    let decoded = unescape(&token[..sign.unwrap_or(token.len())]);
    let Some((name, is_array)) = variable_name(&decoded) else { return Token::Dropped };
    let renamed = *name != *decoded;
    let name = if renamed { Cow::Owned(name.into_owned()) } else { decoded };
    let value = at + sign.map_or(token.len(), |sign| sign + 1)..at + token.len();
    Token::Variable { name, at, value: (!is_array).then_some(value), renamed }
}

/// PHP's rules for a variable name; `None` where the token is dropped.
fn variable_name(decoded: &[u8]) -> Option<(Cow<'_, [u8]>, bool)> {
    let name = decoded.split(|&b| b == 0).next().unwrap_or_default();
    let name = &name[name.iter().position(|&b| b != b' ')?..];
    if name.first() == Some(&b'[') {
        return None;
    }
    let odd = |b: &u8| matches!(b, b' ' | b'.' | b'[');
    if !name.iter().any(odd) {
        return Some((Cow::Borrowed(name), false));
    }
    let bracket = name.iter().position(|&b| b == b'[').unwrap_or(name.len());
    let (base, rest) = name.split_at(bracket);
    let is_array = rest.contains(&b']');
    if is_array && nesting(rest) > MAX_NESTING {
        return None;
    }
    let kept = if is_array { base } else { name };
    let mangled = kept.iter().map(|b| if odd(b) { b'_' } else { *b }).collect();
    Some((Cow::Owned(mangled), is_array))
}

/// PHP drops a variable that is nested deeper.
const MAX_NESTING: usize = 64;

/// How many `[key]` stand in a row.
fn nesting(mut rest: &[u8]) -> usize {
    let mut levels = 0;
    while rest.first() == Some(&b'[') {
        let Some(close) = rest.iter().position(|&b| b == b']') else { break };
        levels += 1;
        rest = &rest[close + 1..];
    }
    levels
}

/// `+` to blank and `%HH` to its byte; a bad `%` stays.
pub(crate) fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|b| matches!(b, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    unescape_into(text, &mut out);
    Cow::Owned(out)
}

/// [`unescape`], appended.
pub(crate) fn unescape_into(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                match (crate::hex::value(*high), crate::hex::value(*low)) {
                    (Some(high), Some(low)) => {
                        out.push((high << 4) | low);
                        rest = after;
                    }
                    _ => out.push(byte),
                }
            }
            _ => out.push(byte),
        }
    }
}
