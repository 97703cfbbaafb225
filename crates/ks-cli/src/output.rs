//! What goes to standard output and standard error.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::failure::Failure;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const ODD: Style = AnsiColor::Yellow.on_default();

/// What a command answers.
pub(crate) struct Answer {
    text: Text,
    /// The exit status: 0, or 1 where the answer is no.
    pub(crate) status: u8,
}

enum Text {
    /// For programs: written as it is.
    Plain(Vec<u8>),
    /// For people: with styles, which only a terminal gets.
    Styled(String),
}

impl Answer {
    pub(crate) fn plain(text: impl Into<Vec<u8>>) -> Self {
        Self { text: Text::Plain(text.into()), status: 0 }
    }

    pub(crate) fn styled(text: String) -> Self {
        Self { text: Text::Styled(text), status: 0 }
    }

    /// A line of JSON.
    pub(crate) fn json(data: &impl serde::Serialize) -> Result<Self, Failure> {
        let mut text = serde_json::to_vec(data)?;
        text.push(b'\n');
        Ok(Self::plain(text))
    }

    pub(crate) fn with_status(mut self, status: u8) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn print(&self) -> io::Result<()> {
        let stdout = io::stdout().lock();
        match &self.text {
            Text::Plain(text) => write_all(stdout, text),
            Text::Styled(text) => write_all(anstream::AutoStream::auto(stdout), text.as_bytes()),
        }
    }
}

fn write_all(mut to: impl Write, text: &[u8]) -> io::Result<()> {
    to.write_all(text)?;
    to.flush()
}

/// One line on standard error, and an object on standard output for programs.
pub(crate) fn print_failure(failure: &Failure, json: bool) {
    print_error_line(failure);
    if json {
        let object = json!({"error": {"code": failure.code, "message": failure.message}});
        // Nothing can be told where this cannot be written.
        let _ = write_all(io::stdout().lock(), format!("{object}\n").as_bytes());
    }
}

/// The line on standard error alone.
pub(crate) fn print_error_line(failure: &Failure) {
    let line = format!("{BAD}error[{}]{BAD:#}: {}\n", failure.code, printable(&failure.message));
    let _ = write_all(anstream::AutoStream::auto(io::stderr().lock()), line.as_bytes());
}

/// What is to be known, where standard output has no place for it.
pub(crate) fn print_note_line(code: &str, message: &str) {
    let line = format!("{ODD}note[{code}]{ODD:#}: {}\n", printable(message));
    let _ = write_all(anstream::AutoStream::auto(io::stderr().lock()), line.as_bytes());
}

/// Text of others for a terminal: what could steer the terminal, or reorder
/// what is read, is escaped.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if !text.contains(steers) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown.into()
}

/// How many columns there are to write in; `None` where nobody looks.
pub(crate) fn columns() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(width.0).max(40))
}

/// Labels with texts beside them, wrapped to the terminal.
pub(crate) struct Table {
    text: String,
    label_width: usize,
    columns: Option<usize>,
}

impl Table {
    pub(crate) fn new(label_width: usize) -> Self {
        Self { text: String::new(), label_width, columns: columns() }
    }

    /// A row of text of others, which is made printable.
    pub(crate) fn row(&mut self, label: &str, text: &str) {
        self.styled_row(label, Style::new(), text);
    }

    pub(crate) fn styled_row(&mut self, label: &str, style: Style, text: &str) {
        self.write(BOLD, label, style, text);
    }

    /// A row with another style of label.
    pub(crate) fn write(&mut self, label_style: Style, label: &str, style: Style, text: &str) {
        let label = printable(label);
        let text = printable(text);
        let unindented = text.trim_start_matches(' ');
        let indent = self.label_width + text.len() - unindented.len();
        let room = self.columns.map(|columns| columns.saturating_sub(indent).max(20));
        let mut lines = wrap(unindented, room);
        let label_len = label.chars().count();
        if label_len > 0 {
            let _ = write!(self.text, "{label_style}{label}{label_style:#}");
        }
        // A label that fills its column has a line of its own.
        if label_len >= self.label_width && !unindented.is_empty() {
            lines.insert(0, "");
        }
        for (i, line) in lines.iter().enumerate() {
            let pad = if i == 0 { indent.saturating_sub(label_len) } else { indent };
            if line.is_empty() {
                self.text.push('\n');
            } else {
                let _ = writeln!(self.text, "{:pad$}{style}{line}{style:#}", "");
            }
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// Breaks at blanks; a word that is longer than the room stays whole.
fn wrap(text: &str, room: Option<usize>) -> Vec<&str> {
    let Some(room) = room else { return vec![text] };
    let mut lines = Vec::new();
    let (mut start, mut end, mut width) = (0, 0, 0);
    for word in text.split_inclusive(' ') {
        let len = word.trim_end_matches(' ').chars().count();
        if width > 0 && width + len > room {
            lines.push(text[start..end].trim_end_matches(' '));
            (start, width) = (end, 0);
        }
        end += word.len();
        width += word.chars().count();
    }
    lines.push(text[start..].trim_end_matches(' '));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_printable_steers_a_terminal() {
        assert_eq!(printable("user@example.com é"), "user@example.com é");
        assert_eq!(printable("a\x1b[31m\u{9b}b\u{202e}c\n"), "a\\u{1b}[31m\\u{9b}b\\u{202e}c\\n");
        let mut table = Table::new(4);
        table.styled_row("", Style::new(), "b\x07");
        assert_eq!(table.into_text(), "    b\\u{7}\n");
    }

    #[test]
    fn rows_are_aligned_and_wrapped() {
        let columns = Some(30);
        let mut table = Table { text: String::new(), label_width: 8, columns };
        let plain = Style::new();
        table.write(plain, "label", plain, "one two three four five");
        table.write(plain, "", plain, "  six seven eight nine ten");
        table.write(plain, "a long label", plain, "text");
        assert_eq!(
            table.into_text(),
            "label   one two three four\n        five\n          six seven eight nine\n          ten\na long label\n        text\n"
        );
    }

    #[test]
    fn text_is_wrapped_at_blanks() {
        assert_eq!(wrap("one two three", Some(7)), ["one two", "three"]);
        assert_eq!(wrap("unbreakable two", Some(4)), ["unbreakable", "two"]);
        assert_eq!(wrap("", Some(4)), [""]);
        assert_eq!(wrap("one two", None), ["one two"]);
    }
}
