//! Errors of the command line itself, in the form of all other errors.

use std::env;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;

/// What clap has to say, as one sentence.
///
/// An argument without a dash, or a value, may be a secret that was meant for
/// somewhere else, so such a one is never repeated.
pub(crate) fn failure(error: &clap::Error) -> Failure {
    let stray = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(arg)) if error.kind() == ErrorKind::UnknownArgument => Some(arg),
        _ => None,
    };
    if let Some(failure) = rejected_value(error) {
        return failure;
    }
    match stray.map(String::as_str) {
        Some("--secret-file" | "--secret-stdin") => {
            Failure::usage("this command needs no admin secret; leave the option out")
        }
        Some(arg) if is_secret_switch(arg) => secret_as_argument(),
        Some(arg) if !arg.starts_with('-') => Failure::usage(
            "there is an argument too many; see `ks help` for what each command takes",
        ),
        _ if is_without_command(error.kind()) => Failure::usage(
            "a command is needed: generate, decode, explain, verify, inspect, renew, lint, app-token, privileges, completions or man; `ks help` tells what they do",
        ),
        _ => Failure::usage(sentence(&error.render().to_string())),
    }
}

/// What is said of a value that is not taken, without the value.
fn rejected_value(error: &clap::Error) -> Option<Failure> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    };
    let instead =
        |kind| text(kind).map_or_else(String::new, |near| format!("; did you mean {near}?"));
    let argument = || text(ContextKind::InvalidArg).unwrap_or_default().replace(['<', '>'], "");
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => Failure::usage(format!(
            "there is no such command; `ks help` lists them{}",
            instead(ContextKind::SuggestedSubcommand)
        )),
        ErrorKind::TooManyValues if is_secret_switch(&argument()) => secret_as_argument(),
        ErrorKind::TooManyValues => Failure::usage(format!("{} takes no value", argument())),
        // Without a value, clap says that it is missing.
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_some() => {
            Failure::usage(format!(
                "{} is one of {}{}",
                argument(),
                text(ContextKind::ValidValue).unwrap_or_default(),
                instead(ContextKind::SuggestedValue)
            ))
        }
        ErrorKind::InvalidUtf8 => {
            let place = env::args_os().skip(1).position(|given| given.to_str().is_none());
            Failure::usage(format!("argument {} is not UTF-8 text", place.unwrap_or_default() + 1))
        }
        _ => return None,
    })
}

fn secret_as_argument() -> Failure {
    Failure::new(
        "secret_on_command_line",
        "a secret is not taken as an argument, where other processes and the shell's history see it; set KALTURA_ADMIN_SECRET, or give --secret-file FILE or --secret-stdin",
    )
}

fn is_without_command(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// How people try to give a secret: `--secret X`, `--admin-secret=X`, `-s X`.
fn is_secret_switch(arg: &str) -> bool {
    let name = arg.trim_start_matches('-').to_ascii_lowercase();
    arg.starts_with('-')
        && (name.starts_with('s') && !arg.starts_with("--") || name.contains("secret"))
}

/// The statement and the tips of clap's text, without its usage lines.
fn sentence(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        // Nobody means an option as a value.
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
