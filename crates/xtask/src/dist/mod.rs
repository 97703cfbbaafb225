//! `cargo xtask dist`: builds the packages of a release, and installs and uses them.

mod archive;
mod checksums;
mod command;
mod console;
mod context;
mod crates;
mod deb;
mod debian;
mod folder;
mod ks_wheel;
mod libks;
mod licenses;
mod maturin;
mod npm;
mod python;
mod sbom;
mod targets;
mod tools;
mod wheel_check;
mod zig;

use std::time::Instant;

use crate::run::{Outcome, Workspace};
use context::Context;

/// A package, or a group of packages that one tool builds.
struct Artifact {
    name: &'static str,
    /// Returns whether a file in `target/dist` belongs to this artifact, by its name.
    owns: fn(&str) -> bool,
    /// Builds the files into `target/dist`.
    build: fn(&Context<'_>) -> Outcome,
    /// Installs the files in an empty directory, and generates a KS with them.
    check: fn(&Context<'_>) -> Outcome,
}

const ARTIFACTS: [Artifact; 8] = [
    python::ARTIFACT,
    command::ARTIFACT,
    ks_wheel::ARTIFACT,
    libks::ARTIFACT,
    deb::ARTIFACT,
    npm::ARTIFACT,
    console::ARTIFACT,
    crates::ARTIFACT,
];

/// The artifacts that differ between systems.
const BINARY: [&str; 4] = ["python", "ks", "ks-wheel", "libks"];

/// Runs `cargo xtask dist [--check] [--target TRIPLE]... [ARTIFACT...]`.
pub(crate) fn dist(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    if targets::LINUX && cfg!(not(target_arch = "x86_64")) {
        return Err("cargo xtask dist runs on x86_64 Linux, on macOS and on Windows".into());
    }
    let (mut check, mut triples, mut names) = (false, Vec::new(), Vec::new());
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match argument {
            "--check" => check = true,
            "--target" => triples.push(rest.next().ok_or("--target needs a target triple")?),
            name => names.push(name),
        }
    }
    let artifacts = select(&names)?;
    let context = Context::new(workspace, targets::select(&triples)?)?;
    if check {
        checksums::check(&context)?;
        return report("installed and used", &artifacts, |artifact| (artifact.check)(&context));
    }
    // With `--target`, the packages for other targets remain.
    let all = triples.is_empty();
    if all && names.is_empty() {
        context.empty()?;
    }
    report("built", &artifacts, |artifact| {
        if all {
            context.remove(artifact.owns)?;
        }
        (artifact.build)(&context)?;
        if context.files(artifact.owns)?.is_empty() {
            return Err(format!("the build of {} wrote no file", artifact.name));
        }
        checksums::write(&context)
    })?;
    println!("the files are in {}", context.out.display());
    Ok(())
}

/// Returns the named artifacts, or all if no name is given.
fn select(names: &[&str]) -> Outcome<Vec<&'static Artifact>> {
    if let Some(unknown) = names.iter().find(|name| ARTIFACTS.iter().all(|a| a.name != **name)) {
        let known: Vec<_> = ARTIFACTS.iter().map(|artifact| artifact.name).collect();
        return Err(format!("unknown artifact {unknown}; the artifacts are {}", known.join(", ")));
    }
    let selected = |artifact: &&Artifact| {
        // The other packages are the same for every system, so only Linux builds them.
        let default = || targets::LINUX || BINARY.contains(&artifact.name);
        if names.is_empty() { default() } else { names.contains(&artifact.name) }
    };
    Ok(ARTIFACTS.iter().filter(selected).collect())
}

/// Runs a step for each artifact, prints a summary, and fails if a step failed.
fn report(done: &str, artifacts: &[&Artifact], step: impl Fn(&Artifact) -> Outcome) -> Outcome {
    let mut lines = Vec::new();
    let mut failed = 0;
    for artifact in artifacts {
        println!("\n== {}", artifact.name);
        let start = Instant::now();
        let result = match step(artifact) {
            Ok(()) => done.to_owned(),
            Err(reason) => {
                failed += 1;
                format!("FAILED: {reason}")
            }
        };
        lines.push(format!(
            "{:<9}{:>5.0} s  {result}",
            artifact.name,
            start.elapsed().as_secs_f64()
        ));
    }
    println!("\n== summary\n{}", lines.join("\n"));
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("artifacts that failed: {failed}; see the summary"))
    }
}
