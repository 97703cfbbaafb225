//! The query string inside a v2 KS: PHP's `urlencode` and `parse_str`.

use alloc::borrow::Cow;
use core::ops::Range;

use crate::privilege::is_name;

/// PHP's `urlencode` of each byte (docs/ks-format.md 3.3), and how many of the
/// three are used: `A-Z a-z 0-9 - _ .` stay, a blank becomes `+`, the rest `%`
/// and two upper-case digits.
pub(crate) static ESCAPED: [[u8; 4]; 256] = escape_table();

const fn escape_table() -> [[u8; 4]; 256] {
    const UPPER: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [[0; 4]; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => [byte, 0, 0, 1],
            b' ' => [b'+', 0, 0, 1],
            _ => [b'%', UPPER[byte as usize >> 4], UPPER[byte as usize & 15], 3],
        };
        if byte == 255 {
            return table;
        }
        byte += 1;
    }
}

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
        /// The value has something to unescape.
        escaped: bool,
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

/// Reads a query string as PHP's `parse_str` does (docs/ks-format.md 3.5).
pub(crate) fn tokens(text: &[u8], max_input_vars: usize) -> Tokens<'_> {
    let nul = if text.contains(&0) { text.iter().position(|&b| b == 0) } else { None };
    let input = &text[..nul.unwrap_or(text.len())];
    Tokens { input, at: 0, left: max_input_vars, cut: nul.is_some() }
}

/// See [`tokens`].
pub(crate) struct Tokens<'t> {
    input: &'t [u8],
    at: usize,
    /// How many more are read.
    left: usize,
    /// A NUL ended the input.
    cut: bool,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    #[inline]
    fn next(&mut self) -> Option<Token<'t>> {
        while self.input.get(self.at) == Some(&b'&') {
            self.at += 1;
        }
        let at = self.at;
        if at >= self.input.len() {
            return core::mem::take(&mut self.cut).then_some(Token::CutAtNul);
        }
        if self.left == 0 {
            self.at = self.input.len();
            return Some(Token::TooMany);
        }
        self.left -= 1;
        let rest = &self.input[at..];
        let plain = rest.iter().position(|&b| !is_name(b)).unwrap_or(rest.len());
        let name_len = match rest.get(plain) {
            None | Some(b'=' | b'&') => plain,
            Some(_) => rest.iter().position(|b| matches!(b, b'=' | b'&')).unwrap_or(rest.len()),
        };
        let value_at = at + name_len + usize::from(rest.get(name_len) == Some(&b'='));
        let behind = &self.input[value_at..];
        let plain_len = behind.iter().position(|&b| matches!(b, b'%' | b'+' | b'&'));
        let plain_len = plain_len.unwrap_or(behind.len());
        let escaped = matches!(behind.get(plain_len), Some(b'%' | b'+'));
        let rest_len = behind[plain_len..].iter().position(|&b| b == b'&');
        self.at = rest_len.map_or(self.input.len(), |len| value_at + plain_len + len);
        let value = value_at..self.at;
        if plain == name_len && plain > 0 {
            let name = Cow::Borrowed(&rest[..plain]);
            return Some(Token::Variable { name, at, value: Some(value), escaped, renamed: false });
        }
        Some(odd_variable(&rest[..name_len], at, value, escaped))
    }
}

/// A variable whose name is escaped, or changed, or none at all.
#[cold]
fn odd_variable(name: &[u8], at: usize, value: Range<usize>, escaped: bool) -> Token<'_> {
    let decoded = unescape(name);
    let Some((name, is_array)) = variable_name(&decoded) else { return Token::Dropped };
    let renamed = *name != *decoded;
    let name = if renamed { Cow::Owned(name.into_owned()) } else { decoded };
    Token::Variable { name, at, value: (!is_array).then_some(value), escaped, renamed }
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
    let mut out = alloc::vec![0; text.len()];
    let len = unescape_into(text, b' ', &mut out);
    out.truncate(len);
    Cow::Owned(out)
}

/// [`unescape`] into a place of at least the same length, with `plus` for `+`.
/// Gives the length used.
pub(crate) fn unescape_into(text: &[u8], plus: u8, out: &mut [u8]) -> usize {
    let mut used = 0;
    let mut at = 0;
    for place in out {
        let Some(&byte) = text.get(at) else { break };
        at += 1;
        *place = match byte {
            b'+' => plus,
            b'%' => match text.get(at..at + 2).and_then(crate::hex::decode::<1>) {
                Some([decoded]) => {
                    at += 2;
                    decoded
                }
                None => byte,
            },
            _ => byte,
        };
        used += 1;
    }
    used
}
