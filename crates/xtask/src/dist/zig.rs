//! The build tools from PyPI, and cargo with zig as the linker. Only Linux needs zig.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::context::Context;
use super::folder::failed;
use super::targets::{LINUX, Target};
use crate::run::{Outcome, read, run};

/// The versions of the tools, for pip.
const REQUIREMENTS: &str = "crates/xtask/src/dist/requirements.txt";

/// The name of Python 3.
pub(super) const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Returns the directory of a virtual environment that contains the programs.
pub(super) fn programs(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// A virtual environment with maturin, cargo-zigbuild, zig and the checkers of wheels.
pub(super) struct Tools {
    bin: PathBuf,
}

impl Tools {
    /// Creates `target/dist-tools`, unless it contains these versions already.
    pub(super) fn install(context: &Context<'_>) -> Outcome<Self> {
        let workspace = context.workspace;
        let environment = workspace.path("target/dist-tools");
        let tools = Self { bin: programs(&environment) };
        let text = |path: &Path| fs::read_to_string(path).map_err(|e| failed(path, &e));
        let requirements = workspace.path(REQUIREMENTS);
        let wanted =
            text(&requirements)? + &text(&workspace.path("bindings/python/requirements-dev.txt"))?;
        let stamp = environment.join("installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(tools);
        }
        let create = format!("{PYTHON} -m venv --clear");
        run(workspace.command(&create).arg(&environment))?;
        let mut pip = Command::new(tools.bin.join("python"));
        pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]);
        run(pip.arg("--requirement").arg(&requirements))?;
        fs::write(&stamp, wanted).map_err(|e| failed(&stamp, &e))?;
        Ok(tools)
    }

    /// Returns a command to run in the repository, with the tools on its `PATH`. What it
    /// compiles contains no path of this machine.
    pub(super) fn command(&self, context: &Context<'_>, line: &str) -> Outcome<Command> {
        let path = env::var_os("PATH").unwrap_or_default();
        let path = [self.bin.clone()].into_iter().chain(env::split_paths(&path));
        let path = env::join_paths(path).map_err(|e| format!("PATH: {e}"))?;
        let mut command = context.command(line);
        command.env("PATH", path);
        Ok(command)
    }
}

/// Returns a cargo command that compiles for `target` with zig as the linker. The line
/// starts with `zigbuild`, which takes the arguments of `cargo build`, or with `rustc`.
/// The results are in `target/TRIPLE`. On macOS and Windows, the linker is the system's.
pub(super) fn cargo(context: &Context<'_>, target: &Target, line: &str) -> Outcome<Command> {
    add_target(context, target)?;
    if !LINUX {
        let line = line.replacen("zigbuild", "build", 1);
        let mut command = context.command(&format!("cargo {line}"));
        command.args(["--target", target.triple]);
        return Ok(command);
    }
    let tools = Tools::install(context)?;
    let mut command = tools.command(context, &format!("cargo-zigbuild {line}"))?;
    command.arg("--target").arg(match target.glibc {
        Some(version) => format!("{}.{version}", target.triple),
        None => target.triple.to_owned(),
    });
    Ok(command)
}

/// Installs the standard library for `target`, unless it is installed.
pub(super) fn add_target(context: &Context<'_>, target: &Target) -> Outcome {
    let workspace = context.workspace;
    let libraries =
        read(workspace.command("rustc --print target-libdir --target").arg(target.triple))?;
    if fs::exists(&libraries).map_err(|e| e.to_string())? {
        return Ok(());
    }
    run(workspace.command("rustup target add").arg(target.triple))
}
