//! Mutation tests of the core: each mutant changes one place of the code, and a test must
//! fail.

use crate::run::{Outcome, Workspace, read, run};

/// Tests the mutants of all files of the core, or of those whose paths contain one of the
/// texts. `.cargo/mutants.toml` has the exclusions. Results go to `target/mutants.out`.
pub(crate) fn mutants(here: &Workspace, files: &[&str]) -> Outcome {
    if read(&mut here.command("cargo mutants --version")).is_err() {
        return Err("cargo-mutants is missing; run `cargo install --locked cargo-mutants`".into());
    }
    let mut command = here.command("cargo mutants --package ks-core --output target");
    for file in files {
        command.arg("--file").arg(format!("crates/ks-core/src/**/*{file}*"));
    }
    run(&mut command)
}
