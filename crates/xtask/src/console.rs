//! `cargo xtask console`: builds the KS console, one HTML file, and runs its tests.

use crate::run::{Outcome, Workspace, run};
use crate::wasm;

/// Builds `target/console/ks-console.html` and prints its path, size and SHA-256. Builds the
/// npm package first if it is missing or out of date.
pub(crate) fn build(here: &Workspace) -> Outcome {
    script(here, "console/scripts/build.mjs", &[])
}

/// Tests the page in Chromium.
pub(crate) fn test_page(here: &Workspace) -> Outcome {
    script(here, "console/scripts/test.mjs", &["make", "look", "safety", "vectors", "access"])
}

/// Builds the page, and generates KSs with it in Chromium.
pub(crate) fn test_making(here: &Workspace) -> Outcome {
    script(here, "console/scripts/test.mjs", &["make"])
}

/// Compiles and runs the code samples that the page shows.
pub(crate) fn test_samples(here: &Workspace) -> Outcome {
    script(here, "console/scripts/test.mjs", &["samples"])
}

fn script(here: &Workspace, path: &str, arguments: &[&str]) -> Outcome {
    let mut node = here.command("node");
    node.arg(path).args(arguments);
    wasm::toolchain(here)?.configure(&mut node);
    run(&mut node)
}
