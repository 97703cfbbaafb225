//! The oldest supported compiler (MSRV).

use crate::run::{Outcome, Workspace, run};

/// The `rust-version` of the workspace, which this package inherits.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");
const WASM: &str = "wasm32-unknown-unknown";

/// Compiles all packages with the oldest supported compiler, which rustup installs.
pub(crate) fn msrv(here: &Workspace) -> Outcome {
    // rustup would treat 1.89 as another name, and install it beside 1.89.0.
    let toolchain = match RUST_VERSION.matches('.').count() {
        1 => format!("{RUST_VERSION}.0"),
        _ => RUST_VERSION.to_owned(),
    };
    let install = "rustup toolchain install --profile minimal --target";
    run(here.command(install).arg(WASM).arg(&toolchain))?;
    let cargo = |arguments: &str| {
        let mut command = here.command("rustup run");
        command.arg(&toolchain).args(["cargo", "check", "--locked"]);
        command.args(arguments.split_whitespace()).arg("--target-dir");
        // `cargo xtask` sets these for the compiler that runs it.
        command.arg(here.path("target/msrv")).env_remove("CARGO").env_remove("RUSTC");
        run(&mut command)
    };
    cargo("--workspace --all-features")?;
    cargo(&format!("--package ks-core --package kaltura-ks-wasm --target {WASM}"))
}
