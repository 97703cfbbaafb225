//! Interpreters and sanitizers that find undefined behavior and data races. Both need a
//! nightly compiler.

use std::process::Command;

use crate::run::{Outcome, Workspace, read, run};

const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What Miri runs, and the tests that it skips: those of hundreds of files, vectors and names,
/// and of time. It takes hundreds of times as long as a native program, so tests of many inputs
/// take few of them (`cfg!(miri)`).
const MIRI: &[(&str, &[&str], &[&str])] = &[
    ("ks-ffi", &["--lib"], &[]),
    (
        "ks-core",
        &["--lib", "--test", "it"],
        &[
            "cases::",
            "docs::",
            "fuzz::",
            "guide::",
            "linear_time::",
            "unknown_names_are_counted",
            "vectors::",
        ],
    ),
];

/// Runs the tests of the core and of the C ABI in Miri. It has no `fork`, so the fork detection
/// is tested natively only.
pub(crate) fn miri(here: &Workspace) -> Outcome {
    require_component(here, "miri")?;
    for (package, tests, skipped) in MIRI {
        let mut command = here.command("cargo +nightly miri test --package");
        command.arg(package).args(*tests).arg("--");
        command.args(skipped.iter().flat_map(|name| ["--skip", name]));
        // The tests read files, and proptest the current directory.
        command.env("MIRIFLAGS", "-Zmiri-disable-isolation").env("PROPTEST_CASES", "4");
        run(own_target(&mut command, here, "miri"))?;
    }
    Ok(())
}

/// Runs the tests that share a signer between threads under ThreadSanitizer. The standard
/// library is instrumented too, because the sanitizer would report its locks as races.
pub(crate) fn tsan(here: &Workspace) -> Outcome {
    require_component(here, "rust-src")?;
    let mut command = here.command("cargo +nightly test --package ks-core --test random");
    command.args(["-Zbuild-std", "--target", TARGET]);
    command.env("RUSTFLAGS", "-Zsanitizer=thread").env("TSAN_OPTIONS", "halt_on_error=1");
    run(own_target(&mut command, here, "tsan"))
}

/// Other flags must not make cargo rebuild the ordinary `target` directory.
fn own_target<'a>(command: &'a mut Command, here: &Workspace, name: &str) -> &'a mut Command {
    command.env("CARGO_TARGET_DIR", here.path("target").join(name))
}

fn require_component(here: &Workspace, name: &str) -> Outcome {
    let line = "rustup component list --toolchain nightly --installed";
    let remedy = format!("install it with `rustup toolchain install nightly -c {name}`");
    let installed = read(&mut here.command(line))
        .map_err(|reason| format!("a nightly compiler is missing: {reason}; {remedy}"))?;
    if installed.lines().any(|component| component.starts_with(name)) {
        return Ok(());
    }
    Err(format!("the nightly compiler lacks {name}; {remedy}"))
}
