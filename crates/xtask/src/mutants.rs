//! Mutation tests of the core: each mutant changes one place of the code, and a test must
//! fail.

use crate::run::{Outcome, Workspace, read, run};

/// Tests the mutants of all files of the core, or of those whose paths contain one of the
/// texts. `.cargo/mutants.toml` has the exclusions. Results go to `target/mutants.out`.
///
/// Arguments that begin with `--`, and what follows the first of them, are options of
/// cargo-mutants: `--shard 0/5` takes a sample.
pub(crate) fn mutants(here: &Workspace, arguments: &[&str]) -> Outcome {
    if read(&mut here.command("cargo mutants --version")).is_err() {
        return Err("cargo-mutants is missing; run `cargo install --locked cargo-mutants`".into());
    }
    let options_at = arguments.iter().position(|argument| argument.starts_with("--"));
    let (files, options) = arguments.split_at(options_at.unwrap_or(arguments.len()));
    let mut command = here.command("cargo mutants --package ks-core --output target");
    for file in files {
        command.arg("--file").arg(format!("crates/ks-core/src/**/*{file}*"));
    }
    // Without debug information, a mutant is built in half the time. Round-robin shards have a
    // share of every file.
    command.args(["--sharding", "round-robin"]).args(options).env("CARGO_PROFILE_DEV_DEBUG", "0");
    run(&mut command)
}
