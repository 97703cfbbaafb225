//! Labels with text beside them, wrapped to the width of the terminal.

use std::fmt::Write as _;
use std::io;

use anstyle::Style;

use super::{BOLD, printable};

/// The narrowest width that text is wrapped to.
const MIN_COLUMNS: usize = 40;
const MIN_TEXT_COLUMNS: usize = 20;

pub(crate) struct Table {
    text: String,
    label_width: usize,
    /// `None` if standard output is not a terminal.
    columns: Option<usize>,
}

impl Table {
    pub(crate) fn new(label_width: usize) -> Self {
        let size = terminal_size::terminal_size_of(io::stdout());
        let columns = size.map(|(width, _)| usize::from(width.0).max(MIN_COLUMNS));
        Self { text: String::new(), label_width, columns }
    }

    /// Adds a row. The text may be untrusted.
    pub(crate) fn row(&mut self, label: &str, text: &str) {
        self.styled_row(label, Style::new(), text);
    }

    pub(crate) fn styled_row(&mut self, label: &str, style: Style, text: &str) {
        self.write(BOLD, label, style, text);
    }

    /// Adds a row whose label has a style of its own.
    pub(crate) fn write(&mut self, label_style: Style, label: &str, style: Style, text: &str) {
        let label = printable(label);
        let text = printable(text);
        let unindented = text.trim_start_matches(' ');
        let indent = self.label_width + text.len() - unindented.len();
        let width =
            self.columns.map(|columns| columns.saturating_sub(indent).max(MIN_TEXT_COLUMNS));
        let mut lines = wrap(unindented, width);
        let label_len = label.chars().count();
        if label_len > 0 {
            let _ = write!(self.text, "{label_style}{label}{label_style:#}");
        }
        // A label as wide as its column gets a line of its own.
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

/// Breaks text at spaces. A word longer than `width` stays whole.
fn wrap(text: &str, width: Option<usize>) -> Vec<&str> {
    let Some(width) = width else { return vec![text] };
    let mut lines = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    for word in text.split_inclusive(' ') {
        let len = word.trim_end_matches(' ').chars().count();
        if used > 0 && used + len > width {
            lines.push(text[start..end].trim_end_matches(' '));
            (start, used) = (end, 0);
        }
        end += word.len();
        used += word.chars().count();
    }
    lines.push(text[start..].trim_end_matches(' '));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_escaped_aligned_and_wrapped() {
        let plain = Style::new();
        let columns = Some(30);
        let mut table = Table { text: String::new(), label_width: 8, columns };
        table.write(plain, "label", plain, "one two three four five");
        table.write(plain, "", plain, "  six seven eight nine ten");
        table.write(plain, "a long label", plain, "text");
        table.write(plain, "", plain, "b\x07");
        assert_eq!(
            table.into_text(),
            "label   one two three four\n        five\n          six seven eight nine\n          ten\na long label\n        text\n        b\\u{7}\n"
        );
    }

    #[test]
    fn text_is_wrapped_at_spaces() {
        assert_eq!(wrap("one two three", Some(7)), ["one two", "three"]);
        assert_eq!(wrap("unbreakable two", Some(4)), ["unbreakable", "two"]);
        assert_eq!(wrap("", Some(4)), [""]);
        assert_eq!(wrap("one two", None), ["one two"]);
    }
}
