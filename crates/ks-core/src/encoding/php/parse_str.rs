//! PHP's `parse_str`: how the server reads the query string inside a v2 KS
//! (docs/ks-format.md 3.5).

use core::ops::Range;

use super::query_bytes::{Window, is_simple_byte};
use crate::encoding::hex;
use crate::encoding::span::Span;

/// One event of reading a query string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QueryEvent {
    /// A variable. A later one of the same name replaces it.
    Variable {
        name: Span,
        /// The unescaped value; `None` for an array, whose contents never matter to a KS.
        value: Option<Span>,
        /// PHP changed or cut the name.
        renamed: bool,
    },
    /// A token without a name that PHP accepts.
    Dropped,
    /// A variable that is nested too deeply. PHP drops it and removes an earlier variable of
    /// the same name.
    Removed(Span),
    /// The tokens beyond the limit, which are not read.
    TooMany,
    /// A raw NUL, which ends the input.
    CutAtNul,
}

/// Reads a query string like PHP's `parse_str`.
pub(crate) struct QueryReader<'a> {
    /// The text up to the end of the query string.
    text: &'a [u8],
    /// The query string again, to unescape names and values in place.
    copy: &'a mut [u8],
    at: usize,
    /// How many more tokens are read (`max_input_vars`).
    left: usize,
    window: Window,
    /// Whether every name so far is usual, and every unescaped byte is simple.
    simple: bool,
}

impl<'a> QueryReader<'a> {
    /// Starts reading the query string in this range of a buffer. Behind it, the buffer
    /// contains only a copy of the query string.
    pub(crate) fn new(buffer: &'a mut [u8], query: Range<usize>, max_input_vars: usize) -> Self {
        let (text, copy) = buffer.split_at_mut(query.end);
        debug_assert_eq!(text[query.start..], *copy);
        let window = Window::default();
        Self { text, copy, at: query.start, left: max_input_vars, window, simple: true }
    }

    /// Returns the text of a span that the reader returned.
    pub(crate) fn text(&self, span: Span) -> &[u8] {
        let behind = self.text.len();
        match self.text.get(span.start()..span.end()) {
            Some(text) => text,
            None => &self.copy[span.start() - behind..span.end() - behind],
        }
    }

    /// Returns `true` if every name consists of letters, digits, `-` and `_`, and every byte
    /// that was unescaped is [simple](is_simple_byte). Call it at the end.
    pub(crate) fn all_simple(&self) -> bool {
        self.simple
    }

    /// Reads variables whose names PHP keeps as they are, up to anything else. Passes the name
    /// of each, also as a span, and the unescaped value.
    #[inline(always)]
    pub(crate) fn usual_variables(&mut self, mut each: impl FnMut(&Self, &[u8], Span, Span)) {
        let text = self.text;
        let mut at = self.at;
        loop {
            let name_end = self.window.name_end(text, at);
            if text.get(name_end) != Some(&b'=') || name_end <= at || self.left == 0 {
                self.at = at;
                return;
            }
            self.left -= 1;
            let (value, next) = self.value(name_end + 1);
            each(self, &text[at..name_end], Span::new(at, name_end), value);
            at = next;
        }
    }

    /// Reads what [`usual_variables`](Self::usual_variables) left. Returns `None` at the end.
    #[cold]
    pub(crate) fn unusual(&mut self) -> Option<QueryEvent> {
        while self.text.get(self.at) == Some(&b'&') {
            self.at += 1;
        }
        match self.text.get(self.at) {
            None => return None,
            Some(0) => {
                self.at = self.text.len();
                return Some(QueryEvent::CutAtNul);
            }
            Some(_) if self.left == 0 => {
                self.at = self.text.len();
                return Some(QueryEvent::TooMany);
            }
            Some(_) => self.left -= 1,
        }
        self.simple = false;
        let start = self.place_in_copy(self.at);
        let (mut at, mut end) = (self.at, start);
        while !matches!(self.text.get(at), None | Some(b'&' | 0 | b'=')) {
            at = self.unescape(at, &mut end);
        }
        let value = if self.text.get(at) == Some(&b'=') {
            let (value, next) = self.value(at + 1);
            self.at = next;
            value
        } else {
            self.at = at;
            Span::new(at, at)
        };
        let name = self.span_in_copy(start, end);
        Some(match variable_name(&mut self.copy[start..end], name) {
            VariableName::None => QueryEvent::Dropped,
            VariableName::TooDeep(name) => QueryEvent::Removed(name),
            VariableName::Array(name) => QueryEvent::Variable { name, value: None, renamed: true },
            VariableName::Plain { name, renamed } => {
                QueryEvent::Variable { name, value: Some(value), renamed }
            }
        })
    }

    /// Reads a value. Returns it and the start of the next token.
    #[inline(always)]
    fn value(&mut self, start: usize) -> (Span, usize) {
        let end = self.window.plain_end(self.text, start);
        match self.text.get(end) {
            Some(b'&') => (Span::new(start, end), end + 1),
            Some(b'%' | b'+') => self.escaped_value(start, end),
            _ => (Span::new(start, end), end),
        }
    }

    /// Reads a value whose first escape is at `at`. Returns it and the start of the next token.
    #[inline(never)]
    fn escaped_value(&mut self, start: usize, mut at: usize) -> (Span, usize) {
        let start = self.place_in_copy(start);
        let mut end = self.place_in_copy(at);
        while matches!(self.text.get(at), Some(b'%' | b'+')) {
            at = self.unescape(at, &mut end);
            let plain_end = self.window.plain_end(self.text, at);
            if at < plain_end {
                let plain = self.place_in_copy(at)..self.place_in_copy(plain_end);
                self.copy.copy_within(plain, end);
                end += plain_end - at;
                at = plain_end;
            }
        }
        let next = if self.text.get(at) == Some(&b'&') { at + 1 } else { at };
        (self.span_in_copy(start, end), next)
    }

    /// Appends the next byte at `end` of the copy: `+` as a space and `%HH` as its byte. Any
    /// other byte stays, as does a `%` without two digits. Returns the position behind it.
    #[inline(always)]
    fn unescape(&mut self, at: usize, end: &mut usize) -> usize {
        let (byte, len) = match self.text[at..] {
            [b'%', high, low, ..] => match hex::byte(high, low) {
                Some(byte) => (byte, 3),
                None => (b'%', 1),
            },
            [b'+', ..] => (b' ', 1),
            [byte, ..] => (byte, 1),
            [] => return at,
        };
        self.simple &= is_simple_byte(byte);
        self.copy[*end] = byte;
        *end += 1;
        at + len
    }

    /// Returns the index in the copy of a byte of the query string.
    fn place_in_copy(&self, position: usize) -> usize {
        position + self.copy.len() - self.text.len()
    }

    fn span_in_copy(&self, start: usize, end: usize) -> Span {
        Span::new(self.text.len() + start, self.text.len() + end)
    }
}

enum VariableName {
    None,
    TooDeep(Span),
    Array(Span),
    Plain { name: Span, renamed: bool },
}

/// PHP drops variables that are nested deeper.
const MAX_NESTING: usize = 64;

/// Applies PHP's rules for variable names, in place.
fn variable_name(text: &mut [u8], unescaped: Span) -> VariableName {
    let name = &*text;
    let len = name.iter().position(|&b| b == 0).unwrap_or(name.len());
    let Some(spaces) = name[..len].iter().position(|&b| b != b' ') else {
        return VariableName::None;
    };
    let name = &name[spaces..len];
    if name.first() == Some(&b'[') {
        return VariableName::None;
    }
    let bracket = name.iter().position(|&b| b == b'[').unwrap_or(name.len());
    let is_array = name[bracket..].contains(&b']');
    let too_deep = is_array && nesting(&name[bracket..]) > MAX_NESTING;
    let kept = if is_array { bracket } else { name.len() };
    let mut replaced = false;
    for byte in &mut text[spaces..spaces + kept] {
        if matches!(byte, b' ' | b'.' | b'[') {
            *byte = b'_';
            replaced = true;
        }
    }
    let start = unescaped.start() + spaces;
    let kept = Span::new(start, start + kept);
    match (too_deep, is_array) {
        (true, _) => VariableName::TooDeep(kept),
        (_, true) => VariableName::Array(kept),
        _ => {
            let renamed = replaced || kept.len() != unescaped.len();
            VariableName::Plain { name: kept, renamed }
        }
    }
}

/// Counts the levels of `[key]` parts. An unclosed `[` after them counts as one more.
fn nesting(mut rest: &[u8]) -> usize {
    let mut levels = 0;
    while rest.first() == Some(&b'[') {
        levels += 1;
        let Some(close) = rest.iter().position(|&b| b == b']') else { break };
        rest = &rest[close + 1..];
    }
    levels
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::super::query_bytes::is_simple;
    use super::{QueryEvent, QueryReader, Span};

    /// Returns each variable and event, and whether everything is simple.
    fn read_all(query: &str) -> (Vec<String>, bool) {
        let head = "head";
        let mut buffer = [head, query, query].concat().into_bytes();
        let query = head.len()..head.len() + query.len();
        let raw = is_simple(&buffer[query.clone()]);
        let mut reader = QueryReader::new(&mut buffer, query, 1000);
        let mut events = Vec::new();
        let show = |reader: &QueryReader<'_>, span: Span| {
            String::from_utf8_lossy(reader.text(span)).into_owned()
        };
        loop {
            reader.usual_variables(|reader, text, name, value| {
                assert_eq!(text, reader.text(name));
                events.push(show(reader, name) + "=" + &show(reader, value));
            });
            let Some(event) = reader.unusual() else { break };
            events.push(match event {
                QueryEvent::Variable { name, value: Some(value), .. } => {
                    show(&reader, name) + "=" + &show(&reader, value)
                }
                QueryEvent::Variable { name, value: None, .. } => show(&reader, name) + "=array",
                QueryEvent::Removed(name) => String::from("removed ") + &show(&reader, name),
                QueryEvent::Dropped => "dropped".into(),
                QueryEvent::TooMany => "too many".into(),
                QueryEvent::CutAtNul => "cut".into(),
            });
        }
        let simple = raw && reader.all_simple();
        (events, simple)
    }

    fn read(query: &str) -> Vec<String> {
        read_all(query).0
    }

    /// docs/ks-format.md 3.5.
    #[test]
    fn names_and_values_are_read_like_in_php() {
        assert_eq!(read("a=1&b&&c=%2A+%zz&=x"), ["a=1", "b=", "c=* %zz", "dropped"]);
        assert_eq!(read("a.b c=1&+d=2&%5Be=3&f%5Bg=4"), ["a_b_c=1", "d=2", "dropped", "f_g=4"]);
        assert_eq!(read("a[]=1&b[x][y=2&a%00b=3"), ["a=array", "b=array", "a=3"]);
        assert_eq!(read("a=1\0b=2"), ["a=1", "cut"]);
        assert_eq!(read("a\0b=2"), ["a=", "cut"]);
    }

    #[test]
    fn deep_nesting_removes_a_variable() {
        let nested = |levels: usize, end: &str| String::from("_e") + &"[x]".repeat(levels) + end;
        assert_eq!(read(&nested(64, "=1")), ["_e=array"]);
        assert_eq!(read(&nested(65, "=1")), ["removed _e"]);
        assert_eq!(read(&nested(63, "[x=1")), ["_e=array"]);
        assert_eq!(read(&nested(64, "[x=1")), ["removed _e"]);
    }

    #[test]
    fn the_reader_knows_whether_everything_is_simple() {
        for (query, simple) in [
            ("a=1&b=%2A&c=u%40v", true),
            ("a=x+y", false),
            ("a=%2C", false),
            ("a.b=1", false),
            ("a=%FF", false),
        ] {
            assert_eq!(read_all(query).1, simple, "{query}");
        }
    }
}
