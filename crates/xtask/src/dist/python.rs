//! The Python wheels and source package.

use std::path::PathBuf;
use std::process::Command;

use super::Artifact;
use super::context::{Context, VERSION};
use super::targets::{LINUX, Target};
use super::wheel_check;
use super::zig::{Tools, add_target};
use crate::run::{Outcome, run};

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "python",
    owns: |name| is_wheel(name) || is_sdist(name),
    build,
    check: wheel_check::check,
};

pub(super) fn is_wheel(name: &str) -> bool {
    name.starts_with("kaltura_ks-") && name.ends_with(".whl")
}

pub(super) fn is_sdist(name: &str) -> bool {
    name == format!("kaltura_ks-{VERSION}.tar.gz")
}

/// The kinds of CPython that have wheels of their own.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Abi {
    /// The stable ABI: one wheel for Python 3.10 and newer.
    Stable,
    /// Python without the global lock, which has no stable ABI before 3.15.
    FreeThreaded,
}

/// Returns the kinds of wheels that are built for a target. For Windows, maturin needs the
/// free-threaded Python itself.
pub(super) fn abis(target: &Target) -> &'static [Abi] {
    if target.is_windows() { &[Abi::Stable] } else { &[Abi::Stable, Abi::FreeThreaded] }
}

impl Abi {
    /// Returns the interpreter and ABI tags of the wheel.
    pub(super) fn tags(self) -> &'static str {
        match self {
            Self::Stable => "cp310-abi3",
            Self::FreeThreaded => "cp314-cp314t",
        }
    }
}

/// Returns the platform tag at the end of the name of a target's wheel.
pub(super) fn platform(target: &Target) -> String {
    let architecture = target.architecture();
    if target.is_glibc() {
        format!("manylinux_2_17_{architecture}")
    } else if target.is_musl() {
        format!("musllinux_1_2_{architecture}")
    } else {
        target.python_platform().to_owned()
    }
}

/// Returns the wheel for a target.
pub(super) fn wheel(context: &Context<'_>, target: &Target, abi: Abi) -> Outcome<PathBuf> {
    let (start, end) =
        (format!("kaltura_ks-{VERSION}-{}-", abi.tags()), format!("{}.whl", platform(target)));
    context.file(&format!("wheel {start}*{end}"), |name| {
        name.starts_with(&start) && name.ends_with(&end)
    })
}

fn build(context: &Context<'_>) -> Outcome {
    let package = "bindings/python";
    for target in &context.targets {
        for &abi in abis(target) {
            let mut command = build_wheel(context, package, target)?;
            if target.is_glibc() {
                command.args(["--compatibility", "manylinux2014"]);
            } else if target.is_musl() {
                command.args(["--compatibility", "musllinux_1_2"]);
            }
            if abi == Abi::FreeThreaded {
                // maturin describes this interpreter itself, so it need not be installed.
                command.args(["--interpreter", "python3.14t"]);
            }
            run(&mut command)?;
        }
    }
    build_sdist(context, package)
}

/// Returns a command that builds a wheel of the package in this directory.
pub(super) fn build_wheel(
    context: &Context<'_>,
    package: &str,
    target: &Target,
) -> Outcome<Command> {
    add_target(context, target)?;
    let zig = if LINUX { " --zig" } else { "" };
    let line = format!("build --release --locked{zig} --target {}", target.triple);
    maturin(context, package, &line)
}

/// Builds the source package, which is the same on every system, on Linux only.
pub(super) fn build_sdist(context: &Context<'_>, package: &str) -> Outcome {
    if LINUX { run(&mut maturin(context, package, "sdist")?) } else { Ok(()) }
}

fn maturin(context: &Context<'_>, package: &str, line: &str) -> Outcome<Command> {
    let mut command = Tools::install(context)?.command(context, &format!("maturin {line}"))?;
    command.arg("--out").arg(&context.out).current_dir(context.workspace.path(package));
    Ok(command)
}
