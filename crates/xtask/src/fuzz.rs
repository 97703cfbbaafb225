//! Fuzzing: building the targets with coverage and AddressSanitizer, and running them.
//!
//! libFuzzer comes with the crate `libfuzzer-sys`, so neither cargo-fuzz nor a nightly
//! compiler is needed: `RUSTC_BOOTSTRAP` lets the stable one accept `-Zsanitizer`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{Outcome, Workspace, run};

/// The only platform on which the sanitizers are built for the stable compiler.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What cargo-fuzz passes too: edge coverage, the operands of comparisons, and a cfg with
/// which crates leave out what a fuzzer cannot pass.
const FLAGS: &str = "--cfg fuzzing -Zsanitizer=address -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs the named targets, or all of them, for the seconds given with `--seconds`.
pub(crate) fn fuzz(here: &Workspace, arguments: &[&str]) -> Outcome {
    let (targets, seconds) = match arguments {
        [targets @ .., "--seconds", seconds] => {
            let number = seconds.parse().ok().filter(|&seconds: &u32| seconds > 0);
            (targets, number.ok_or_else(|| format!("--seconds: {seconds} is not a number"))?)
        }
        targets => (targets, 60),
    };
    let all = targets_in(&here.path("fuzz/fuzz_targets"))?;
    if let Some(unknown) = targets.iter().find(|name| !all.iter().any(|known| known == *name)) {
        return Err(format!("no fuzz target {unknown}; there are {}", all.join(", ")));
    }
    let is_wanted = |name: &&String| targets.is_empty() || targets.contains(&name.as_str());
    let wanted: Vec<&String> = all.iter().filter(is_wanted).collect();
    let mut build = cargo(here);
    build.args(["build", "--release", "--target", PLATFORM]);
    build.args(wanted.iter().flat_map(|name| ["--bin", name]));
    run(&mut build)?;
    let failed: Vec<&str> = wanted
        .into_iter()
        .filter_map(|name| match run_target(here, name, seconds) {
            Ok(()) => None,
            Err(reason) => {
                eprintln!("{reason}");
                Some(name.as_str())
            }
        })
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} failed; fuzz/artifacts has the input. Add it to fuzz/seeds with the fix",
        failed.join(", ")
    ))
}

/// Returns a cargo command that builds with sanitizers.
fn cargo(here: &Workspace) -> Command {
    let mut cargo = here.command("cargo");
    cargo.current_dir(here.path("fuzz")).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS);
    cargo
}

fn run_target(here: &Workspace, name: &str, seconds: u32) -> Outcome {
    let fuzz = here.path("fuzz");
    let corpus = format!("corpus/{name}");
    let artifacts = format!("artifacts/{name}/");
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(fuzz.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
    }
    let program = fuzz.join(format!("target/{PLATFORM}/release/{name}"));
    let mut target = Command::new(program);
    target.current_dir(&fuzz).args([&corpus, &format!("seeds/{name}")]);
    target.arg(format!("-artifact_prefix={artifacts}"));
    target.arg(format!("-max_total_time={seconds}"));
    let dictionary = format!("dictionaries/{name}.txt");
    if fuzz.join(&dictionary).exists() {
        target.arg(format!("-dict={dictionary}"));
    }
    // An input takes milliseconds, but a busy machine may not run the target for seconds.
    target.args(["-timeout=60", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=1"]);
    run(&mut target)
}

/// Returns the names of the targets.
fn targets_in(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}
