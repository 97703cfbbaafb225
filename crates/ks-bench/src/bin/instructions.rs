//! Runs one job of the core many times: `instructions JOB CALLS`. `ks-bench` counts its
//! instructions with callgrind.

use ks_bench::instructions;
use ks_bench::job::Outcome;

fn main() -> Outcome<()> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: instructions JOB CALLS";
    let job = args.next().ok_or(usage)?;
    let calls = args.next().ok_or(usage)?.parse()?;
    instructions::run(&job, calls)
}
