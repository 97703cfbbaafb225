//! Programs from crates that the builds run, installed below `target/tools`.

use std::env;
use std::process::Command;

use super::context::Context;
use crate::run::{Outcome, run};

/// A subcommand of cargo, and the arguments with which cargo installs it.
pub(super) struct Tool {
    package: &'static str,
    version: &'static str,
    arguments: &'static [&'static str],
}

/// Collects license texts. Without optimization, it compares them for minutes.
pub(super) const ABOUT: Tool = Tool {
    package: "cargo-about",
    version: "0.9.3",
    arguments: &["--features", "cli", "--config", "profile.dev.package.spdx.opt-level=3"],
};

/// Writes SBOMs.
pub(super) const CYCLONEDX: Tool =
    Tool { package: "cargo-cyclonedx", version: "0.5.9", arguments: &[] };

impl Tool {
    /// Returns a cargo command that runs the tool in the repository. Cargo installs the tool
    /// first, unless it is installed in this version.
    pub(super) fn command(&self, context: &Context<'_>, line: &str) -> Outcome<Command> {
        let workspace = context.workspace;
        let root = workspace.path("target/tools");
        let mut install = workspace.command("cargo install --debug --locked --quiet --root");
        install.arg(&root).arg(format!("{}@{}", self.package, self.version)).args(self.arguments);
        install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", root.join("build"));
        run(&mut install)?;

        let path = env::var_os("PATH").unwrap_or_default();
        let path = [root.join("bin")].into_iter().chain(env::split_paths(&path));
        let path = env::join_paths(path).map_err(|e| format!("PATH: {e}"))?;
        let mut command = workspace.command(line);
        command.env("PATH", path);
        Ok(command)
    }
}
