//! `cargo xtask bench`: prints the times of all jobs, taken in the same rounds, the
//! throughput of batches, or instructions per call.

use std::collections::HashMap;
use std::env;
use std::io::{Write, stdout};
use std::process::Command;
use std::time::{Duration, Instant};

use ks_bench::batch::Throughput;
use ks_bench::job::{Group, Job, Outcome, TimedLoop};
use ks_bench::programs::{
    BEST_C, C_DECODE, C_GENERATE, C_VERIFY, NODE, NODE_CRYPTO, NODE_CRYPTO_DECODE,
    NODE_CRYPTO_VERIFY, NODE_DECODE, NODE_VERIFY, OFFICIAL_PYTHON, PROGRAMS, PYTHON, PYTHON_MANY,
};
use ks_bench::table::{Figures, Rounds, Row, Target, heading};
use ks_bench::{batch, core_jobs, floor, instructions};

/// Long enough for the resolution of the clock, and short enough that noise affects all
/// jobs of a round.
const SLICE: Duration = Duration::from_micros(500);

fn main() -> Outcome<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => times(1000),
        ["--quick"] => times(60),
        ["--batch"] => batches(1_000_000, 5),
        ["--batch", "--quick"] => batches(100_000, 3),
        ["--check"] => instructions::check(),
        ["--record"] => instructions::record(),
        _ => Err("usage: ks-bench [--batch] [--quick] | --check | --record".into()),
    }
}

/// Prints the throughput of the batches.
fn batches(lines: usize, rounds: usize) -> Outcome<()> {
    let mut out = stdout();
    writeln!(out, "\n{}", Throughput::heading(lines))?;
    for row in batch::measure(lines, rounds)? {
        writeln!(out, "{row}")?;
    }
    Ok(())
}

/// Prints the times of all jobs, and the targets.
fn times(rounds: usize) -> Outcome<()> {
    let mut out = stdout();
    let mut jobs = floor::jobs()?;
    jobs.extend(core_jobs::jobs()?);
    jobs.extend(PROGRAMS.iter().flat_map(ks_bench::program::Program::jobs));

    let allocations = allocations()?;
    let start = Instant::now();
    let rows = measure(jobs, rounds)?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(out, "{rounds} rounds in {seconds:.0} s; each round runs every row once.")?;

    // Names are unique across all groups.
    let find = |name: &str| rows.iter().find(|row| row.name == name)?.rounds.as_ref().ok();
    let ratio = |name, of| Some(find(name)?.times(find(of)?));
    for (group, title, floor, core) in [
        (Group::Generate, "Generating a KS (v2)", Some(floor::GENERATE), core_jobs::GENERATE),
        (Group::GenerateV1, "Generating a KS (v1)", None, core_jobs::GENERATE_V1),
        (Group::Read, "Reading a KS (v2)", Some(floor::READ), core_jobs::DECODE),
        (
            Group::ReadVaried,
            "Reading 4096 KSs in turn (v2)",
            Some(floor::READ_VARIED),
            core_jobs::DECODE_VARIED,
        ),
    ] {
        writeln!(out, "{}", heading(title))?;
        for Timed { name, rounds, .. } in rows.iter().filter(|row| row.group == group) {
            let figures = rounds.clone().map(|rounds| Figures {
                rounds,
                floors: floor.and_then(|floor| ratio(name, floor)),
                cores: ratio(name, core),
                allocations: allocations.get(name).copied(),
            });
            writeln!(out, "{}", Row { name: name.clone(), figures })?;
        }
    }

    writeln!(out, "\n{:<62}{:>7}{:>10}", "Targets", "at most", "measured")?;
    let heap = |name| allocations.get(name).copied();
    for (what, measured, at_most) in [
        ("writing / floor", ratio(core_jobs::WRITE, floor::GENERATE), 1.08),
        ("generating / floor", ratio(core_jobs::GENERATE_KEPT, floor::GENERATE), 1.15),
        ("generating from a new session / floor", ratio(core_jobs::GENERATE, floor::GENERATE), 1.3),
        (
            "generating / the best C program with OpenSSL",
            ratio(core_jobs::GENERATE_KEPT, BEST_C),
            1.0,
        ),
        ("generating, heap allocations", heap(core_jobs::GENERATE), 1.0),
        ("decode / floor", ratio(core_jobs::DECODE, floor::READ), 1.6),
        ("verify / floor", ratio(core_jobs::VERIFY, floor::READ), 1.6),
        ("decode, different KSs / floor", ratio(core_jobs::DECODE_VARIED, floor::READ_VARIED), 1.6),
        ("verify, different KSs / floor", ratio(core_jobs::VERIFY_VARIED, floor::READ_VARIED), 1.6),
        ("decode, heap allocations", heap(core_jobs::DECODE), 1.0),
        ("verify, heap allocations", heap(core_jobs::VERIFY), 1.0),
        ("generating from C / core", ratio(C_GENERATE, core_jobs::GENERATE), 1.1),
        ("decode from C / core", ratio(C_DECODE, core_jobs::DECODE), 1.1),
        ("verify from C / core", ratio(C_VERIFY, core_jobs::VERIFY), 1.1),
        (
            "generating from Python / Kaltura's Python client",
            ratio(PYTHON, OFFICIAL_PYTHON),
            1.0 / 30.0,
        ),
        ("generate_many from Python / a loop", ratio(PYTHON_MANY, PYTHON), 1.0),
        ("generating from Node / node:crypto with a kept key", ratio(NODE, NODE_CRYPTO), 0.55),
        (
            "decode from Node / node:crypto with a kept key",
            ratio(NODE_DECODE, NODE_CRYPTO_DECODE),
            1.0,
        ),
        (
            "verify from Node / node:crypto with a kept key",
            ratio(NODE_VERIFY, NODE_CRYPTO_VERIFY),
            0.6,
        ),
    ] {
        writeln!(out, "{}", Target { what, measured, at_most })?;
    }
    Ok(())
}

struct Timed {
    group: Group,
    name: String,
    rounds: Result<Rounds, String>,
}

/// Times every job once in each round.
fn measure(jobs: Vec<Job>, rounds: usize) -> Outcome<Vec<Timed>> {
    let mut ready: Vec<(Timed, Option<(TimedLoop, u32)>)> = Vec::new();
    for Job { group, name, run } in jobs {
        let (rounds, run) = match run {
            Ok(mut run) => {
                let count = calibrate(&mut run)?;
                (Ok(Rounds::default()), Some((run, count)))
            }
            Err(reason) => (Err(reason), None),
        };
        ready.push((Timed { group, name, rounds }, run));
    }
    for _ in 0..rounds {
        for (timed, run) in &mut ready {
            if let (Ok(rounds), Some((run, count))) = (&mut timed.rounds, run) {
                // The previous job has filled the caches with its own data.
                run(count.div_ceil(10))?;
                rounds.push(run(*count)?.as_secs_f64() * 1e9 / f64::from(*count));
            }
        }
    }
    Ok(ready.into_iter().map(|(timed, _)| timed).collect())
}

/// Returns how many times a job must run to last for a slice.
fn calibrate(run: &mut TimedLoop) -> Outcome<u32> {
    let mut count = 1;
    while run(count)? < SLICE && count < 1 << 20 {
        count *= 2;
    }
    Ok(count)
}

/// Returns the allocations of each row, counted by the program `allocations` beside this
/// one.
fn allocations() -> Outcome<HashMap<String, f64>> {
    let counted = Command::new(env::current_exe()?.with_file_name("allocations")).output()?;
    if !counted.status.success() {
        return Err(String::from_utf8_lossy(&counted.stderr).into());
    }
    let mut found = HashMap::new();
    for line in String::from_utf8(counted.stdout)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        if let (Some(name), Some(count)) = (row["name"].as_str(), row["allocations"].as_f64()) {
            found.insert(name.to_owned(), count);
        }
    }
    Ok(found)
}
