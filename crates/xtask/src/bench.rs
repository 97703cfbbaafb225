//! `cargo xtask bench`: builds and runs the crate `ks-bench`.

use std::thread::available_parallelism;

use crate::run::{Outcome, Workspace, run, show};

/// Runs the benchmarks.
pub(crate) fn bench(here: &Workspace, quick: bool) -> Outcome {
    build(here)?;
    let mut times = here.command(BENCH);
    // Pinning keeps the scheduler from moving a benchmark between processors.
    let last = available_parallelism().map_or(0, |processors| processors.get() - 1);
    let pin = format!("taskset --cpu-list {last}");
    if here.command(&pin).arg("true").output().is_ok_and(|run| run.status.success()) {
        times = here.command(&format!("{pin} {}", show(&times)));
    } else {
        println!(
            "warning: not pinned to one processor, because `{pin}` (package util-linux) failed"
        );
    }
    // Batches use several processors.
    let mut batches = here.command(BENCH);
    batches.arg("--batch");
    if quick {
        times.arg("--quick");
        batches.arg("--quick");
    }
    run(&mut times)?;
    run(&mut batches)
}

/// Compares the instructions per call with the recorded ones.
pub(crate) fn check(here: &Workspace) -> Outcome {
    build(here)?;
    run(here.command(BENCH).arg("--check"))
}

/// Records the instructions per call.
pub(crate) fn record(here: &Workspace) -> Outcome {
    build(here)?;
    run(here.command(BENCH).arg("--record"))
}

const BENCH: &str = "cargo run --quiet --release --package ks-bench --";

fn build(here: &Workspace) -> Outcome {
    here.run("cargo build --release --package ks-bench --package kaltura-ks-cli --bins")
}
