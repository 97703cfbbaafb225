//! The Python wheels and source package.

use std::path::PathBuf;

use super::Artifact;
use super::context::{Context, VERSION};
use super::maturin::Package;
use super::sbom;
use super::targets::Target;
use super::wheel_check;
use crate::run::{Outcome, run};

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "python",
    owns: |name| is_wheel(name) || is_sdist(name) || is_sbom(name),
    build,
    check: wheel_check::check,
};

pub(super) fn is_wheel(name: &str) -> bool {
    name.starts_with("kaltura_ks-") && name.ends_with(".whl")
}

fn is_sbom(name: &str) -> bool {
    name.starts_with("kaltura_ks-") && name.ends_with(sbom::EXTENSION)
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
    let package = Package::new(context, "bindings/python", "kaltura_ks")?;
    for target in &context.targets {
        for abi in ABIS {
            let mut command = package.wheel(target)?;
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
    package.sdist()
}
