//! PHP's `parse_str`: how the server reads the query string inside a v2 KS
//! (docs/ks-format.md 3.5).

use alloc::borrow::Cow;
use core::ops::Range;

use super::urlencode::unescape;

/// Returns `true` for a byte of a name that `parse_str` never changes. Names are scanned
/// byte by byte, hence the table.
#[inline(always)]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    static NAME: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            byte += 1;
        }
        table
    };
    NAME[usize::from(byte)]
}

/// One event of reading a query string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QueryEvent<'t> {
    /// A variable. A later one of the same name replaces it.
    Variable {
        name: Cow<'t, [u8]>,
        /// Where the token starts in the input; a borrowed name starts there.
        at: usize,
        /// The value's place in the input, still escaped; `None` for an array, whose
        /// contents never matter to a KS.
        value: Option<Range<usize>>,
        /// The value contains escapes.
        escaped: bool,
        /// PHP changed or cut the name.
        renamed: bool,
    },
    /// A token without a name that PHP accepts.
    Dropped,
    /// The tokens beyond the limit, which are not read.
    TooMany,
    /// A raw NUL ends the input.
    CutAtNul,
}

/// Reads a query string like PHP's `parse_str` with this `max_input_vars`.
pub(crate) fn query_events(text: &[u8], max_input_vars: usize) -> QueryEvents<'_> {
    let nul = if text.contains(&0) { text.iter().position(|&b| b == 0) } else { None };
    let input = &text[..nul.unwrap_or(text.len())];
    QueryEvents { input, at: 0, left: max_input_vars, cut: nul.is_some() }
}

/// The iterator of [`query_events`].
pub(crate) struct QueryEvents<'t> {
    input: &'t [u8],
    at: usize,
    /// How many more tokens are read.
    left: usize,
    /// A NUL ended the input.
    cut: bool,
}

impl<'t> Iterator for QueryEvents<'t> {
    type Item = QueryEvent<'t>;

    #[inline]
    fn next(&mut self) -> Option<QueryEvent<'t>> {
        while self.input.get(self.at) == Some(&b'&') {
            self.at += 1;
        }
        let at = self.at;
        if at >= self.input.len() {
            return core::mem::take(&mut self.cut).then_some(QueryEvent::CutAtNul);
        }
        if self.left == 0 {
            self.at = self.input.len();
            return Some(QueryEvent::TooMany);
        }
        self.left -= 1;
        let rest = &self.input[at..];
        let plain = rest.iter().position(|&b| !is_name_byte(b)).unwrap_or(rest.len());
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
            let value = Some(value);
            return Some(QueryEvent::Variable { name, at, value, escaped, renamed: false });
        }
        Some(unusual_variable(&rest[..name_len], at, value, escaped))
    }
}

/// Reads a variable whose name is escaped, changed by PHP, or missing.
#[cold]
fn unusual_variable(name: &[u8], at: usize, value: Range<usize>, escaped: bool) -> QueryEvent<'_> {
    let decoded = unescape(name);
    let Some((name, is_array)) = variable_name(&decoded) else { return QueryEvent::Dropped };
    let renamed = *name != *decoded;
    let name = if renamed { Cow::Owned(name.into_owned()) } else { decoded };
    QueryEvent::Variable { name, at, value: (!is_array).then_some(value), escaped, renamed }
}

/// Applies PHP's rules for variable names. Returns the name and whether the variable is an
/// array; `None` if PHP drops the token.
fn variable_name(decoded: &[u8]) -> Option<(Cow<'_, [u8]>, bool)> {
    let name = decoded.split(|&b| b == 0).next().unwrap_or_default();
    let name = &name[name.iter().position(|&b| b != b' ')?..];
    if name.first() == Some(&b'[') {
        return None;
    }
    let replaced = |b: &u8| matches!(b, b' ' | b'.' | b'[');
    if !name.iter().any(replaced) {
        return Some((Cow::Borrowed(name), false));
    }
    let bracket = name.iter().position(|&b| b == b'[').unwrap_or(name.len());
    let (base, rest) = name.split_at(bracket);
    let is_array = rest.contains(&b']');
    if is_array && nesting(rest) > MAX_NESTING {
        return None;
    }
    let kept = if is_array { base } else { name };
    let mangled = kept.iter().map(|b| if replaced(b) { b'_' } else { *b }).collect();
    Some((Cow::Owned(mangled), is_array))
}

/// PHP drops variables that are nested deeper.
const MAX_NESTING: usize = 64;

/// Counts the consecutive `[key]` parts.
fn nesting(mut rest: &[u8]) -> usize {
    let mut levels = 0;
    while rest.first() == Some(&b'[') {
        let Some(close) = rest.iter().position(|&b| b == b']') else { break };
        levels += 1;
        rest = &rest[close + 1..];
    }
    levels
}
