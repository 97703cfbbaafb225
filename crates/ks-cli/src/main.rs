//! The `ks` command: creates, decodes, verifies and explains Kaltura Sessions (KSs).
//!
//! It reads arguments, files and the clock, calls `ks-core` and prints the result.
//! All rules of the format and of the server are in the core.

#![forbid(unsafe_code)]

mod app_token;
mod args;
mod batch;
mod batch_line;
mod bulk;
mod environment;
mod failure;
mod generate;
mod input;
mod notes;
mod output;
mod privileges;
mod protect;
mod read;
mod read_batch;
mod recipes;
mod render;
mod renew;
mod secrets;
mod session;
mod shell;
mod time;
mod usage;

use std::env;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};
use failure::Failure;
use output::Answer;

fn main() -> ExitCode {
    let color = output::choose_color(env::args_os());
    let parsed = Cli::command()
        .color(color)
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let (result, json) = match parsed {
        Ok(cli) => {
            let json = cli.command.json();
            (run(cli.command), json)
        }
        Err(error) if !error.use_stderr() => return exit_code(&error.print(), 0),
        Err(error) => (Err(usage::failure(&error)), output::is_json_requested()),
    };
    match result {
        Ok(answer) => exit_code(&answer.print(), answer.status),
        Err(failure) => {
            output::print_failure(&failure, json);
            ExitCode::from(failure.status)
        }
    }
}

fn run(command: Command) -> Result<Answer, Failure> {
    match command {
        Command::Generate(args) => generate::run(&args),
        Command::Decode(args) if args.batch.batch.is_some() => {
            read_batch::decode(&args, &args.batch)
        }
        Command::Decode(args) => read::decode(&args),
        Command::Explain(args) if args.batch.batch.is_some() => {
            read_batch::explain(&args, &args.batch)
        }
        Command::Explain(args) => read::explain(&args),
        Command::Verify(args) if args.batch.batch.is_some() => {
            read_batch::verify(&args, &args.batch)
        }
        Command::Verify(args) => read::verify(&args),
        Command::Inspect(args) => read::inspect(&args),
        Command::Renew(args) => renew::run(&args),
        Command::Lint(args) => read::lint(&args),
        Command::AppToken(args) => app_token::run(&args),
        Command::Privileges(args) => privileges::run(&args),
        Command::Recipes(args) => recipes::run(&args),
        Command::Completions(args) => Ok(shell::completions(&args)),
        Command::Man(args) => shell::man(&args),
    }
}

/// Returns the exit status after the result was written. A reader that closes the
/// pipe early, such as `head`, is not an error.
fn exit_code(written: &io::Result<()>, status: u8) -> ExitCode {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            output::print_error_line(&Failure::io("standard output", error));
            ExitCode::from(failure::EXIT_USAGE)
        }
        _ => ExitCode::from(status),
    }
}
