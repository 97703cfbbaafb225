//! Counts heap allocations for each job of this process, as JSON lines. A
//! program of its own: a counting allocator would slow what is timed.

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
    for Job { name, burst, .. } in floor::jobs()?.into_iter().chain(core_jobs::jobs()?) {
        let mut burst = burst?;
        burst(TIMES)?; // what is made once
        let region = Region::new(COUNTING);
        burst(TIMES)?;
        let change = region.change();
        let count = change.allocations + change.reallocations;
        let each = count as f64 / f64::from(TIMES);
        writeln!(out, "{}", serde_json::json!({ "name": name, "allocations": each }))?;
    }
    Ok(())
}
