//! PHP's `parse_str`: how the server reads the query string inside a v2 KS
//! (docs/ks-format.md 3.5).

use crate::encoding::hex;
use crate::encoding::span::Span;

/// Returns `true` for a byte of a name that `parse_str` never changes.
#[inline(always)]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & NAME != 0
}

/// A letter, a digit, `-` or `_`: `parse_str` keeps it in a name.
const NAME: u8 = 1;
/// `&` or NUL: the token ends.
const END: u8 = 128;
/// `%` or `+`: the text is escaped.
const ESCAPE: u8 = 4;
/// Another printable ASCII character except a comma.
const SYMBOL: u8 = 8;
/// A blank, a comma, a control character, or a byte beyond ASCII.
const SPECIAL: u8 = 16;

/// The class of each byte. Tokens are scanned byte by byte, hence the table.
static CLASSES: [u8; 256] = {
    let mut table = [SPECIAL; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => NAME,
            b'&' | 0 => END,
            b'%' | b'+' => ESCAPE,
            b',' => SPECIAL,
            b'!'..=b'~' => SYMBOL,
            _ => SPECIAL,
        };
        if byte == 255 {
            break table;
        }
        byte += 1;
    }
};

/// Scans to the end of a token. Returns its position and the classes of the bytes before it.
#[inline(always)]
fn scan(text: &[u8], start: usize) -> (usize, u8) {
    let mut seen = 0;
    let len = text[start..].iter().position(|&byte| {
        seen |= CLASSES[usize::from(byte)];
        seen & END != 0
    });
    (len.map_or(text.len(), |len| start + len), seen)
}

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

/// Reads a query string like PHP's `parse_str`. Names and values are unescaped in place, which
/// never makes them longer.
pub(crate) struct QueryReader {
    at: usize,
    /// How many more tokens are read (`max_input_vars`).
    left: usize,
    /// Whether every variable so far is simple.
    simple: bool,
}

impl QueryReader {
    /// Starts reading at this position of a buffer.
    pub(crate) fn new(at: usize, max_input_vars: usize) -> Self {
        Self { at, left: max_input_vars, simple: true }
    }

    /// Returns `true` if every variable so far has a name of letters, digits, `-` and `_`, and
    /// a value of printable ASCII without blanks and commas.
    pub(crate) fn all_simple(&self) -> bool {
        self.simple
    }

    /// Returns the next event. `text` is the same buffer at every call.
    #[inline(always)]
    pub(crate) fn next(&mut self, text: &mut [u8]) -> Option<QueryEvent> {
        while text.get(self.at) == Some(&b'&') {
            self.at += 1;
        }
        let start = self.at;
        match text.get(start) {
            None => return None,
            Some(0) => {
                self.at = text.len();
                return Some(QueryEvent::CutAtNul);
            }
            Some(_) if self.left == 0 => {
                self.at = text.len();
                return Some(QueryEvent::TooMany);
            }
            Some(_) => self.left -= 1,
        }
        let rest = &text[start..];
        let name_len = rest.iter().position(|&b| !is_name_byte(b)).unwrap_or(rest.len());
        if name_len == 0 || rest.get(name_len) != Some(&b'=') {
            return Some(self.unusual(text, start));
        }
        let name_end = start + name_len;
        let (end, classes) = scan(text, name_end + 1);
        self.at = end;
        let value = self.value(text, name_end + 1, end, classes);
        let name = Span::new(start, name_end);
        Some(QueryEvent::Variable { name, value: Some(value), renamed: false })
    }

    /// Returns the value in a range of this class, unescaped in place.
    #[inline(always)]
    fn value(&mut self, text: &mut [u8], start: usize, end: usize, classes: u8) -> Span {
        let (mut len, mut decoded) = (end - start, 0);
        if classes & ESCAPE != 0 {
            (len, decoded) = unescape_in_place(&mut text[start..end]);
        }
        self.simple &= (classes | decoded) & SPECIAL == 0;
        Span::new(start, start + len)
    }

    /// Reads a token whose name is escaped, changed by PHP, or missing, or that has no `=`.
    #[cold]
    fn unusual(&mut self, text: &mut [u8], start: usize) -> QueryEvent {
        let (end, classes) = scan(text, start);
        self.at = end;
        self.simple = false;
        let equals = text[start..end].iter().position(|&b| b == b'=').map(|len| start + len);
        let name = self.value(text, start, equals.unwrap_or(end), ESCAPE);
        let value = match equals {
            Some(equals) => self.value(text, equals + 1, end, classes),
            None => Span::new(end, end),
        };
        match variable_name(text, name) {
            VariableName::None => QueryEvent::Dropped,
            VariableName::TooDeep(name) => QueryEvent::Removed(name),
            VariableName::Array(name) => QueryEvent::Variable { name, value: None, renamed: true },
            VariableName::Plain { name, renamed } => {
                QueryEvent::Variable { name, value: Some(value), renamed }
            }
        }
    }
}

/// Decodes `+` to a space and `%HH` to its byte; a `%` without two digits stays. Returns the
/// length of the result, which is at the start of `text`, and the classes of the decoded bytes.
fn unescape_in_place(text: &mut [u8]) -> (usize, u8) {
    let (mut at, mut used, mut classes) = (0, 0, 0);
    loop {
        let rest = &text[at..];
        let plain = rest.iter().position(|&b| matches!(b, b'%' | b'+')).unwrap_or(rest.len());
        if used < at && plain > 0 {
            text.copy_within(at..at + plain, used);
        }
        at += plain;
        used += plain;
        let decoded = match text[at..] {
            [] => return (used, classes),
            [b'+', ..] => b' ',
            [b'%', high, low, ..] => match (hex::value(high), hex::value(low)) {
                (Some(high), Some(low)) => {
                    at += 2;
                    high << 4 | low
                }
                _ => b'%',
            },
            [byte, ..] => byte,
        };
        text[used] = decoded;
        classes |= if decoded == 0 { SPECIAL } else { CLASSES[usize::from(decoded)] };
        at += 1;
        used += 1;
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
    let name = unescaped.of(text);
    let len = name.iter().position(|&b| b == 0).unwrap_or(name.len());
    let Some(spaces) = name[..len].iter().position(|&b| b != b' ') else {
        return VariableName::None;
    };
    let name = &name[spaces..len];
    if name.first() == Some(&b'[') {
        return VariableName::None;
    }
    let start = unescaped.start() + spaces;
    let bracket = name.iter().position(|&b| b == b'[').unwrap_or(name.len());
    let is_array = name[bracket..].contains(&b']');
    let too_deep = is_array && nesting(&name[bracket..]) > MAX_NESTING;
    let kept = if is_array { bracket } else { name.len() };
    let mut replaced = false;
    for byte in &mut text[start..start + kept] {
        if matches!(byte, b' ' | b'.' | b'[') {
            *byte = b'_';
            replaced = true;
        }
    }
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

    use super::{QueryEvent, QueryReader};

    fn read(query: &str) -> Vec<String> {
        let mut text = query.as_bytes().to_vec();
        let mut reader = QueryReader::new(0, 1000);
        let mut events = Vec::new();
        while let Some(event) = reader.next(&mut text) {
            let show = |span: super::Span| String::from_utf8_lossy(span.of(&text)).into_owned();
            events.push(match event {
                QueryEvent::Variable { name, value: Some(value), .. } => {
                    show(name) + "=" + &show(value)
                }
                QueryEvent::Variable { name, value: None, .. } => show(name) + "=array",
                QueryEvent::Removed(name) => String::from("removed ") + &show(name),
                QueryEvent::Dropped => "dropped".into(),
                QueryEvent::TooMany => "too many".into(),
                QueryEvent::CutAtNul => "cut".into(),
            });
        }
        events
    }

    /// docs/ks-format.md 3.5.
    #[test]
    fn names_and_values_are_read_like_in_php() {
        assert_eq!(read("a=1&b&&c=%2A+%zz&=x"), ["a=1", "b=", "c=* %zz", "dropped"]);
        assert_eq!(read("a.b c=1&+d=2&%5Be=3&f%5Bg=4"), ["a_b_c=1", "d=2", "dropped", "f_g=4"]);
        assert_eq!(read("a[]=1&b[x][y=2&a%00b=3"), ["a=array", "b=array", "a=3"]);
        assert_eq!(read("a=1\0b=2"), ["a=1", "cut"]);
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
            let mut text = query.as_bytes().to_vec();
            let mut reader = QueryReader::new(0, 1000);
            while reader.next(&mut text).is_some() {}
            assert_eq!(reader.all_simple(), simple, "{query}");
        }
    }
}
