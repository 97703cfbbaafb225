//! The programs that the checks run, each of a fixed version, installed into `target/tools`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{Outcome, Workspace, run};

/// The programs that are published as Python packages.
const REQUIREMENTS: &str = include_str!("requirements.txt");
const ACTIONLINT: &str = "1.7.12";
const SEMVER_CHECKS: &str = "0.51.0";

/// Returns the path of a program that [`REQUIREMENTS`] installs.
pub(super) fn from_python(here: &Workspace, name: &str) -> Outcome<PathBuf> {
    let folder = here.path("target/tools/python");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let installed = folder.join("requirements.txt");
    if !fs::read_to_string(&installed).is_ok_and(|text| text == REQUIREMENTS) {
        run(here.command("python3 -m venv --clear").arg(&folder))?;
        let mut pip = Command::new(programs.join("python"));
        pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]);
        pip.arg("--requirement").arg(here.path("crates/xtask/src/checks/requirements.txt"));
        run(&mut pip)?;
        // Written last, so that an incomplete installation is repeated.
        fs::write(&installed, REQUIREMENTS)
            .map_err(|error| format!("{}: {error}", installed.display()))?;
    }
    Ok(programs.join(name))
}

/// Returns the path of actionlint, which the Go tools download and compile.
pub(super) fn actionlint(here: &Workspace) -> Outcome<PathBuf> {
    let folder = here.path(&format!("target/tools/actionlint-{ACTIONLINT}"));
    let program = folder.join("actionlint");
    if !program.exists() {
        let mut install = here.command("go install");
        install.arg(format!("github.com/rhysd/actionlint/cmd/actionlint@v{ACTIONLINT}"));
        run(install.env("GOBIN", &folder).env("CGO_ENABLED", "0")).map_err(|reason| {
            format!("{reason}. Install Go 1.21 or newer, which downloads the release that it needs")
        })?;
    }
    Ok(program)
}

/// Returns the path of cargo-semver-checks, which takes minutes to compile.
pub(super) fn cargo_semver_checks(here: &Workspace) -> Outcome<PathBuf> {
    let folder = here.path(&format!("target/tools/semver-checks-{SEMVER_CHECKS}"));
    let program = folder.join("bin/cargo-semver-checks");
    if !program.exists() {
        let mut install = here.command("cargo install --locked cargo-semver-checks --version");
        install.arg(SEMVER_CHECKS).arg("--root").arg(&folder);
        // It runs once, so a fast compilation matters more than a fast program.
        for (name, value) in [("LTO", "off"), ("OPT_LEVEL", "0"), ("CODEGEN_UNITS", "16")] {
            install.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
        }
        run(install.env("CARGO_TARGET_DIR", here.path("target/tools/build")))?;
    }
    Ok(program)
}
