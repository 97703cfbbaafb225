//! `cargo xtask bench`: builds and runs the crate `ks-bench`.

use std::thread::available_parallelism;

use crate::run::{Outcome, Workspace, run, show};

pub(crate) fn bench(here: &Workspace, quick: bool) -> Outcome {
    here.run("cargo build --release --package ks-bench --bins")?;
    let mut bench = here.command("cargo run --quiet --release --package ks-bench --");
    // Pinning keeps the scheduler from moving a benchmark between processors.
    let last = available_parallelism().map_or(0, |processors| processors.get() - 1);
    let pin = format!("taskset --cpu-list {last}");
    if here.command(&pin).arg("true").output().is_ok_and(|run| run.status.success()) {
        bench = here.command(&format!("{pin} {}", show(&bench)));
    } else {
        println!(
            "warning: not pinned to one processor, because `{pin}` (package util-linux) failed"
        );
    }
    if quick {
        bench.arg("--quick");
    }
    run(&mut bench)
}
