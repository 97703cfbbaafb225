//! Counts the heap allocations of each job and prints them as JSON lines. This is a
//! separate program, because a counting allocator would slow the timings.

use std::alloc::System;
use std::io::Write;

use ks_bench::job::{Job, Outcome};
use ks_bench::{core_jobs, floor};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const TIMES: u32 = 1000;

fn main() -> Outcome<()> {
    let mut out = std::io::stdout();
    for Job { name, run, .. } in floor::jobs()?.into_iter().chain(core_jobs::jobs()?) {
        let mut run = run?;
        run(TIMES)?; // allocates what is kept
        let region = Region::new(COUNTING);
        run(TIMES)?;
        let change = region.change();
        let count = change.allocations + change.reallocations;
        let each = count as f64 / f64::from(TIMES);
        writeln!(out, "{}", serde_json::json!({ "name": name, "allocations": each }))?;
    }
    Ok(())
}
