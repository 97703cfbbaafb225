//! Instructions per call, counted by callgrind.
//!
//! Unlike times, they do not depend on the load of the machine, so a test can compare
//! them with those of an earlier version. They do depend on the compiler.

use std::env;
use std::fs;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::batch;
use crate::core_jobs;
use crate::job::Outcome;

/// The counts to compare with.
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.json");

/// How much a count may grow: 3 %.
const TOLERANCE: f64 = 1.03;

/// The calls of the first run. The second does twice as many, so the difference is free of
/// the costs of the start.
const CALLS: usize = 4096;
const BATCH: &str = "ks generate --batch, one line";

/// Counts the instructions of every job and writes them to the baseline.
///
/// # Errors
///
/// If valgrind is missing, or a job fails.
pub fn record() -> Outcome<()> {
    let counts = count()?;
    let baseline = json!({ "compiler": compiler()?, "instructions": counts });
    fs::write(BASELINE, format!("{baseline:#}\n"))?;
    println!("recorded {} counts in {BASELINE}", counts.len());
    Ok(())
}

/// Counts the instructions of every job and compares them with the baseline.
///
/// # Errors
///
/// If a job needs more instructions than the tolerance allows, or is not in the baseline.
pub fn check() -> Outcome<()> {
    let baseline: Value = serde_json::from_str(&fs::read_to_string(BASELINE)?)?;
    let compiler = compiler()?;
    if baseline["compiler"] != compiler.as_str() {
        println!(
            "not compared: the baseline was recorded with {}, and this is {compiler}. Run \
             `cargo xtask bench --record` on the commit before your change",
            baseline["compiler"]
        );
        return Ok(());
    }
    let counts = count()?;
    let mut problems = Vec::new();
    println!("{:<44}{:>10}{:>10}{:>9}", "Instructions per call", "baseline", "now", "ratio");
    for (name, count) in &counts {
        let count = count.as_f64().unwrap_or_default();
        let Some(before) = baseline["instructions"][name].as_f64() else {
            problems.push(format!("{name} is not in the baseline"));
            continue;
        };
        let ratio = count / before;
        println!("{name:<44}{before:>10.0}{count:>10.0}{ratio:>9.3}");
        if ratio > TOLERANCE {
            problems.push(format!("{name} needs {:.1} % more instructions", (ratio - 1.0) * 100.0));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}; if that is intended, run `cargo xtask bench --record` and say why in the commit",
        problems.join("; ")
    )
    .into())
}

/// Runs a job many times, in the process that callgrind observes.
///
/// # Errors
///
/// If there is no such job, or it fails.
pub fn run(name: &str, calls: u32) -> Outcome<()> {
    let job = core_jobs::jobs()?.into_iter().find(|job| job.name == name);
    let mut run = job.ok_or_else(|| format!("no job {name:?}"))?.run?;
    run(calls)?;
    Ok(())
}

fn count() -> Outcome<Map<String, Value>> {
    let mut counts = Map::new();
    let program = env::current_exe()?.with_file_name("instructions");
    for job in core_jobs::jobs()? {
        let count = per_call(|calls| {
            let mut command = Command::new("valgrind");
            command.args(VALGRIND).arg(&program).arg(&job.name).arg(calls.to_string());
            Ok(command)
        })?;
        counts.insert(job.name, count.into());
    }
    let count = per_call(|calls| {
        let ks = batch::ks()?;
        let mut command = Command::new("valgrind");
        command.args(VALGRIND).arg(ks.get_program()).args(["generate", "--jobs", "1", "--batch"]);
        command.arg(batch::sessions_file(calls)?);
        command.envs(ks.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Ok(command)
    })?;
    counts.insert(BATCH.into(), count.into());
    Ok(counts)
}

const VALGRIND: [&str; 2] = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];

/// Returns the instructions of one call: the difference of two runs.
fn per_call(command: impl Fn(usize) -> Outcome<Command>) -> Outcome<u64> {
    let once = instructions(&mut command(CALLS)?)?;
    let twice = instructions(&mut command(2 * CALLS)?)?;
    Ok(twice.saturating_sub(once) / CALLS as u64)
}

/// Runs a command under callgrind and returns the number of instructions.
fn instructions(command: &mut Command) -> Outcome<u64> {
    let hint = "needs valgrind (apt-get install valgrind)";
    let output = command.output().map_err(|error| format!("valgrind: {error}; {hint}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind ended with {}: {text}", output.status).into());
    }
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let (_, count) = collected.ok_or("valgrind printed no count")?;
    Ok(count.trim().parse()?)
}

/// Returns the version of the compiler and its target, which the counts depend on.
fn compiler() -> Outcome<String> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output()?;
    let text = String::from_utf8(output.stdout)?;
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let release = field("release: ").ok_or("rustc printed no release")?;
    let host = field("host: ").ok_or("rustc printed no host")?;
    Ok(format!("rustc {release} for {host}"))
}
