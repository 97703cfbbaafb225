//! The timing test: whether the time of a call depends on secret data.

use crate::run::{Outcome, Workspace, run};

/// Runs the timing test natively and in WASM. It needs an otherwise idle machine, so no other
/// command runs it.
pub(crate) fn timing(here: &Workspace) -> Outcome {
    let package = here.path("bindings/node/dist/node.mjs");
    if !package.exists() {
        let build = "run `cargo xtask test node` first";
        return Err(format!("{} is missing; {build}", package.display()));
    }
    let native = "cargo run --profile timing --package ks-timing";
    let native = run(here.command(native).current_dir(here.path("fuzz")));
    let wasm = here.run("node --expose-gc fuzz/timing/wasm.mjs");
    native.and(wasm)
}
