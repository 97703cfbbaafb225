//! `cargo xtask`: everything that a contributor or CI runs.
//!
//! Plain `std`, since everybody who runs anything here builds it first.
#![forbid(unsafe_code)]

mod bench;
mod install;
mod run;
mod suite;
mod suites;
mod wasm;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use run::{Outcome, Workspace};

const HELP: &str = "\
cargo xtask test [SUITE...]   run the tests: all suites, or those named (rust, c, python, node)
cargo xtask bench [--quick]   time the core beside its floor and beside others
cargo xtask install --prefix DIR
                              lay out libks for C and C++: library, headers,
                              pkg-config and CMake files
cargo xtask header            write include/ks.h anew from the code
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
        ["header"] => {
            let test = "cargo test --quiet --package ks-ffi --test c header";
            run::run(workspace.command(test).env("KS_WRITE_HEADER", "1"))
        }
        ["install", "--prefix", prefix] => {
            install::install(Path::new(prefix))?;
            println!("libks is in {prefix}; where that is the system's own, run ldconfig once");
            Ok(())
        }
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
