//! The compiler that builds for WASM.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::run::{Outcome, Workspace, read, run_within};

const TARGET: &str = "wasm32-unknown-unknown";
/// Names a `rustc` that has the target, for machines where rustup cannot add it.
const RUSTC_VARIABLE: &str = "KS_WASM_RUSTC";
/// Without a network, rustup may wait forever.
const RUSTUP_LIMIT: Duration = Duration::from_secs(90);

/// A compiler that has the WASM target.
pub(crate) struct Toolchain {
    /// The compiler of [`RUSTC_VARIABLE`]; `None` for the default one.
    rustc: Option<OsString>,
}

/// Finds a compiler with the WASM target, and installs the target if necessary.
pub(crate) fn toolchain(here: &Workspace) -> Outcome<Toolchain> {
    if let Some(rustc) = env::var_os(RUSTC_VARIABLE).filter(|rustc| !rustc.is_empty()) {
        return if has_target(here, &rustc)? {
            Ok(Toolchain { rustc: Some(rustc) })
        } else {
            Err(format!("{RUSTC_VARIABLE} names {rustc:?}, which lacks the target {TARGET}"))
        };
    }
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    if has_target(here, &rustc)? {
        return Ok(Toolchain { rustc: None });
    }
    let mut rustup = here.command(&format!("rustup target add {TARGET}"));
    let problem = match run_within(&mut rustup, RUSTUP_LIMIT) {
        Ok(()) if has_target(here, &rustc)? => return Ok(Toolchain { rustc: None }),
        Ok(()) => format!("rustup added the target to a toolchain other than {rustc:?}"),
        Err(reason) => reason,
    };
    Err(format!(
        "rustc cannot build for {TARGET}: {problem}. Install the target with `rustup target add \
         {TARGET}` or your system's package, or set {RUSTC_VARIABLE} to the path of a rustc that \
         has it"
    ))
}

/// Returns whether the target's standard library is installed for `rustc`.
fn has_target(here: &Workspace, rustc: &OsStr) -> Outcome<bool> {
    let mut print = here.command("env");
    print.arg(rustc).args(["--print", "target-libdir", "--target", TARGET]);
    Ok(PathBuf::from(read(&mut print)?).exists())
}

impl Toolchain {
    /// Returns a command that builds a package of the workspace for WASM.
    pub(crate) fn build(&self, here: &Workspace, package: &str) -> Command {
        let mut cargo = here.command("cargo build");
        cargo.args(["--target", TARGET, "--package", package]);
        if self.rustc.is_some() {
            // Two compilers sharing a target directory would rebuild each other's output.
            cargo.arg("--target-dir").arg(here.path("target/wasm"));
        }
        self.configure(&mut cargo);
        cargo
    }

    /// Makes a program that runs `$RUSTC` use this compiler.
    pub(crate) fn configure(&self, command: &mut Command) {
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc);
        }
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rustc {
            None => write!(f, "rustc builds for {TARGET}"),
            Some(rustc) => write!(
                f,
                "RUSTC={} cargo build --target {TARGET} --target-dir target/wasm",
                rustc.display()
            ),
        }
    }
}
