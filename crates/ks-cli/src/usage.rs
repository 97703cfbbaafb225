//! Errors of the command line, in the form of all other errors.

use std::env;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::Cli;
use crate::failure::Failure;

/// Converts an error of the command line parser to a one-line message.
///
/// A positional argument or a value may be a secret that was given by mistake, so
/// the message never contains it.
pub(crate) fn failure(error: &clap::Error) -> Failure {
    let stray = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(arg)) if error.kind() == ErrorKind::UnknownArgument => Some(arg),
        _ => None,
    };
    if let Some(failure) = rejected_value(error) {
        return failure;
    }
    match stray.map(String::as_str) {
        Some("--secret-file" | "--secret-stdin" | "--secret-command") => {
            Failure::usage("this command does not use an admin secret; omit the option")
        }
        Some(arg) if is_secret_switch(arg) => secret_as_argument(),
        Some(arg) if !arg.starts_with('-') => Failure::usage("unexpected argument; see `ks help`"),
        _ if is_without_command(error.kind()) => Failure::usage(missing_command()),
        _ => Failure::usage(sentence(&error.render().to_string())),
    }
}

/// Describes a rejected value without repeating it.
fn rejected_value(error: &clap::Error) -> Option<Failure> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    };
    let suggestion =
        |kind| text(kind).map_or_else(String::new, |near| format!(". Did you mean {near}?"));
    let argument = || text(ContextKind::InvalidArg).unwrap_or_default().replace(['<', '>'], "");
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => Failure::usage(format!(
            "unknown command; `ks help` lists the commands{}",
            suggestion(ContextKind::SuggestedSubcommand)
        )),
        ErrorKind::TooManyValues if is_secret_switch(&argument()) => secret_as_argument(),
        ErrorKind::TooManyValues => Failure::usage(format!("{} takes no value", argument())),
        // If the value is missing, the parser's own message says so.
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_some() => {
            Failure::usage(format!(
                "{} must be one of {}{}",
                argument(),
                text(ContextKind::ValidValue).unwrap_or_default(),
                suggestion(ContextKind::SuggestedValue)
            ))
        }
        ErrorKind::InvalidUtf8 => {
            let place = env::args_os().skip(1).position(|given| given.to_str().is_none());
            Failure::usage(format!("argument {} is not UTF-8 text", place.unwrap_or_default() + 1))
        }
        _ => return None,
    })
}

fn missing_command() -> String {
    let command = Cli::command();
    let names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
    format!("no command given; the commands are {}. `ks help` describes them", names.join(", "))
}

fn secret_as_argument() -> Failure {
    Failure::new(
        "secret_on_command_line",
        "a secret must not be an argument, because other processes and the shell history can read it; set KALTURA_ADMIN_SECRET, or use --secret-file, --secret-stdin or --secret-command",
    )
}

fn is_without_command(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Recognizes attempts to pass a secret: `--secret X`, `--admin-secret=X`, `-s X`.
fn is_secret_switch(arg: &str) -> bool {
    let name = arg.trim_start_matches('-').to_ascii_lowercase();
    arg.starts_with('-')
        && (name.starts_with('s') && !arg.starts_with("--") || name.contains("secret"))
}

/// Joins the message and the tips of the parser's text, without its usage lines.
fn sentence(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        // The tip to pass an option as a value is never what the user wants here.
        .filter(|line| !line.is_empty() && !line.starts_with("tip: to pass "));
    let mut sentence = String::new();
    for line in lines {
        let line = line.strip_prefix("error: ").unwrap_or(line);
        let joint = match () {
            () if sentence.is_empty() => "",
            () if line.starts_with("tip:") || line.starts_with('[') => "; ",
            () => " ",
        };
        sentence.push_str(joint);
        sentence.push_str(line.strip_prefix("tip: ").unwrap_or(line));
    }
    sentence
}
