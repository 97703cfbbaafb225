//! The `ks` command: make, read, check and explain Kaltura Sessions (KS).
//!
//! It reads arguments, files and the clock, calls `ks-core` and prints. What a
//! KS may hold, what is refused and why, is the core's business alone.

#![forbid(unsafe_code)]

mod app_token;
mod args;
mod batch;
mod failure;
mod generate;
mod input;
mod note;
mod output;
mod privileges;
mod progress;
mod read;
mod renew;
mod secrets;
mod session;
mod shell;
mod show;
mod time;
mod usage;

use std::env;
use std::io;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use failure::Failure;
use output::Answer;

fn main() -> ExitCode {
    let (result, json) = match Cli::try_parse() {
        Ok(cli) => {
            let json = wants_json(&cli.command);
            (run(cli.command), json)
        }
        Err(error) if !error.use_stderr() => return written(&error.print(), 0),
        // Without a parsed command line, whoever wrote --json meant it.
        Err(error) => {
            (Err(usage::failure(&error)), env::args_os().any(|argument| argument == "--json"))
        }
    };
    match result {
        Ok(answer) => written(&answer.print(), answer.status),
        Err(failure) => {
            output::print_failure(&failure, json);
            ExitCode::from(failure.status)
        }
    }
}

fn run(command: Command) -> Result<Answer, Failure> {
    match command {
        Command::Generate(args) => generate::run(&args),
        Command::Decode(args) => read::decode(&args),
        Command::Explain(args) => read::explain(&args),
        Command::Verify(args) => read::verify(&args),
        Command::Inspect(args) => read::inspect(&args),
        Command::Renew(args) => renew::run(&args),
        Command::Lint(args) => read::lint(&args),
        Command::AppToken(args) => app_token::run(&args),
        Command::Privileges(args) => privileges::run(&args),
        Command::Completions(args) => Ok(shell::completions(&args)),
        Command::Man(args) => shell::man(&args),
    }
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::Generate(args) => args.output.json,
        Command::Decode(args) => args.output.json,
        Command::Explain(args) => args.output.json,
        Command::Verify(args) => args.output.json,
        Command::Inspect(args) => args.output.json,
        Command::Renew(args) => args.output.json,
        Command::Lint(args) => args.output.json,
        Command::AppToken(args) => args.output.json,
        Command::Privileges(args) => args.output.json,
        Command::Completions(_) | Command::Man(_) => false,
    }
}

/// The exit status after writing. A reader that closed the pipe has seen enough.
fn written(result: &io::Result<()>, status: u8) -> ExitCode {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            output::print_error_line(&Failure::io("standard output", error));
            ExitCode::from(failure::WRONG)
        }
        _ => ExitCode::from(status),
    }
}
