//! `cargo xtask`: everything that a contributor or CI runs.
//!
//! Plain `std`, since everybody who runs anything here builds it first.
#![forbid(unsafe_code)]

mod bench;
mod run;
mod suite;
mod suites;
mod wasm;

use std::env;
use std::process::ExitCode;

use run::{Outcome, Workspace};

const HELP: &str = "\
cargo xtask test [SUITE...]   run the tests: all suites, or those named (rust, c, python, node)
cargo xtask bench [--quick]   time the core beside its floor and beside others
cargo xtask wasm              make sure that the WASM target can be built, and say how
cargo xtask help              this";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Outcome {
    let workspace = Workspace::find()?;
    match arguments {
        ["test", suites @ ..] => suite::test(&workspace, suites),
        ["bench"] => bench::bench(&workspace, false),
        ["bench", "--quick"] => bench::bench(&workspace, true),
        ["wasm"] => {
            println!("{}", wasm::toolchain(&workspace)?);
            Ok(())
        }
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("no such command: {}\n\n{HELP}", arguments.join(" "))),
    }
}
