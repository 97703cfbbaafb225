//! A compiler that can build for WASM.

use std::env;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::run::{Outcome, Workspace, read, run_within};

const TARGET: &str = "wasm32-unknown-unknown";
/// A script that prints `export RUSTC=...`, for machines that rustup's server
/// cannot be reached from: this variable names it, or it lies beside the tree.
const SETUP: &str = "KS_WASM_SETUP";
const SETUP_BESIDE: &str = "../shared/tools/setup-wasm.sh";
/// Where there is no way to rustup's server, rustup may wait for it forever.
const RUSTUP_LIMIT: Duration = Duration::from_secs(90);

/// The compiler for WASM: the usual one, or another that a script set up.
pub(crate) struct Toolchain {
    /// The other one. Cargo holds it to our `rust-version` as any compiler.
    rustc: Option<PathBuf>,
}

/// Finds a compiler with the WASM target, or gets one.
pub(crate) fn toolchain(here: &Workspace) -> Outcome<Toolchain> {
    if has_target(here)? {
        return Ok(Toolchain { rustc: None });
    }
    let mut rustup = here.command("rustup target add wasm32-unknown-unknown");
    let refusal = match run_within(&mut rustup, RUSTUP_LIMIT) {
        Ok(()) if has_target(here)? => return Ok(Toolchain { rustc: None }),
        Ok(()) => "rustup added the target to another compiler than `rustc`".into(),
        Err(reason) => reason,
    };
    let given = env::var_os(SETUP).map(PathBuf::from);
    match given.or_else(|| Some(here.path(SETUP_BESIDE)).filter(|script| script.exists())) {
        Some(script) => by_script(here, script),
        None => Err(format!(
            "rustc cannot build for {TARGET}: {refusal}. Install the target \
             (`rustup target add {TARGET}`, or your system's package of it), or name in {SETUP} \
             a script that prints `export RUSTC=...` for a compiler that has it"
        )),
    }
}

/// Whether the usual compiler has the target's standard library.
fn has_target(here: &Workspace) -> Outcome<bool> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let line = format!("{rustc} --print target-libdir --target {TARGET}");
    Ok(PathBuf::from(read(&mut here.command(&line))?).exists())
}

/// Runs the script and takes the compiler that its exports name.
fn by_script(here: &Workspace, script: PathBuf) -> Outcome<Toolchain> {
    println!("setting up {TARGET} with {}; this may take minutes", script.display());
    let mut bash = here.command("bash -c");
    bash.arg(
        r#"set -e; exports=$(bash "$0"); eval "$exports"; printf %s "${RUSTC:?not exported}""#,
    )
    .arg(script)
    .env_remove("RUSTC")
    // What rustup just refused need not be waited for again.
    .env("WASM_ROUTE", "debian");
    Ok(Toolchain { rustc: Some(read(&mut bash)?.into()) })
}

impl Toolchain {
    /// A command that builds a package of the workspace for WASM.
    pub(crate) fn build(&self, here: &Workspace, package: &str) -> Command {
        let mut cargo = here.command("cargo build");
        cargo.args(["--target", TARGET, "--package", package]);
        if let Some(rustc) = &self.rustc {
            // In a folder of its own, since what two compilers build differs.
            cargo.arg("--target-dir").arg(here.path("target/wasm")).env("RUSTC", rustc);
        }
        cargo
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rustc {
            None => write!(f, "rustc builds for {TARGET}"),
            Some(rustc) => write!(
                f,
                "build for {TARGET} with RUSTC={} cargo build --target {TARGET} --target-dir target/wasm",
                rustc.display()
            ),
        }
    }
}
