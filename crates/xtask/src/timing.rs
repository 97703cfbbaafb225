//! The timing test: whether the time of a call depends on secret data.

use crate::run::{Outcome, Workspace, run};

/// Runs the timing test. It needs an otherwise idle machine, so no other command runs it.
pub(crate) fn timing(here: &Workspace) -> Outcome {
    let line = "cargo run --profile timing --package ks-timing";
    run(here.command(line).current_dir(here.path("fuzz")))
}
