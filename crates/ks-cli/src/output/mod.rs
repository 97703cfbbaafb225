//! What the command writes to standard output and standard error.

mod escape;
mod table;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde_json::json;

pub(crate) use escape::printable;
pub(crate) use table::Table;

use crate::failure::Failure;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();

/// The result of a command.
pub(crate) struct Answer {
    text: Text,
    /// The exit status.
    pub(crate) status: u8,
}

enum Text {
    /// For programs: written unchanged.
    Plain(Vec<u8>),
    /// For people: the styles are removed unless the output supports color.
    Styled(String),
}

impl Answer {
    pub(crate) fn plain(text: impl Into<Vec<u8>>) -> Self {
        Self { text: Text::Plain(text.into()), status: 0 }
    }

    pub(crate) fn styled(text: String) -> Self {
        Self { text: Text::Styled(text), status: 0 }
    }

    /// Serializes `data` as one line of JSON.
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
            Text::Styled(text) => write_all(AutoStream::auto(stdout), text.as_bytes()),
        }
    }
}

/// Applies `--color` before the command line is parsed, because errors and help
/// texts have colors too. Returns the choice; the parser checks the value.
pub(crate) fn choose_color(arguments: impl Iterator<Item = OsString>) -> clap::ColorChoice {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let mut value = None;
    while let Some(argument) = arguments.next() {
        if argument == "--color" {
            value = arguments.next();
        } else if let Some(text) = argument.to_str().and_then(|text| text.strip_prefix("--color="))
        {
            value = Some(text.into());
        }
    }
    let (choice, for_clap) = match value.as_deref().and_then(|value| value.to_str()) {
        Some("always") => (ColorChoice::Always, clap::ColorChoice::Always),
        Some("never") => (ColorChoice::Never, clap::ColorChoice::Never),
        _ => (ColorChoice::Auto, clap::ColorChoice::Auto),
    };
    choice.write_global();
    for_clap
}

/// Returns whether the command line contains `--json`, even if it is invalid.
pub(crate) fn is_json_requested() -> bool {
    env::args_os().any(|argument| argument == "--json")
}

fn write_all(mut to: impl Write, text: &[u8]) -> io::Result<()> {
    to.write_all(text)?;
    to.flush()
}

/// Prints a line on standard error and, for programs, an object on standard output.
pub(crate) fn print_failure(failure: &Failure, json: bool) {
    print_error_line(failure);
    if json {
        let object = json!({"error": {"code": failure.code, "message": failure.message}});
        // If this fails, there is nowhere left to report it.
        let _ = write_all(io::stdout().lock(), format!("{object}\n").as_bytes());
    }
}

/// Prints `error[code]: message` on standard error.
pub(crate) fn print_error_line(failure: &Failure) {
    print_line(BAD, "error", &failure.code, &failure.message);
}

/// Prints `note[code]: message` on standard error.
pub(crate) fn print_note_line(code: &str, message: &str) {
    print_line(WARNING, "note", code, message);
}

fn print_line(style: Style, kind: &str, code: &str, message: &str) {
    let line = format!("{style}{kind}[{code}]{style:#}: {}\n", printable(message));
    // If standard error is closed, there is nowhere left to report it.
    let _ = write_all(AutoStream::auto(io::stderr().lock()), line.as_bytes());
}
