//! The Python wheels and source package.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Artifact;
use super::context::{Context, VERSION};
use super::targets::Target;
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

pub(super) const ABIS: [Abi; 2] = [Abi::Stable, Abi::FreeThreaded];

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
    } else if target.is_windows() {
        "win_amd64".to_owned()
    } else {
        "macosx_11_0_arm64".to_owned()
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
    let package = context.workspace.path("bindings/python");
    for target in &context.targets {
        add_target(context, target)?;
        for abi in ABIS {
            let mut command = maturin(context, &package, "build --release --locked --zig")?;
            command.args(["--target", target.triple, "--compatibility"]);
            // PyPI's rules also have names for macOS and Windows.
            command.arg(if target.is_glibc() {
                "manylinux2014"
            } else if target.is_musl() {
                "musllinux_1_2"
            } else {
                "pypi"
            });
            // maturin contains the description of an interpreter that this machine lacks.
            command.args([
                "--interpreter",
                match abi {
                    Abi::Stable => "python3.10",
                    Abi::FreeThreaded => "python3.14t",
                },
            ]);
            run(&mut command)?;
        }
    }
    run(&mut maturin(context, &package, "sdist")?)
}

/// Returns a maturin command for the package in this directory.
pub(super) fn maturin(context: &Context<'_>, package: &Path, line: &str) -> Outcome<Command> {
    let mut command = Tools::install(context)?.command(context, &format!("maturin {line}"))?;
    command.arg("--out").arg(&context.out).current_dir(package);
    Ok(command)
}
