//! The Python wheels of the command `ks`, for pip and uvx.

use std::path::Path;
use std::process::Command;

use super::Artifact;
use super::context::{Context, VERSION};
use super::debian;
use super::folder::{Folder, prints_a_ks};
use super::maturin::{Package, check_metadata};
use super::sbom;
use super::targets::{LINUX, Run, Target};
use super::zig::{PYTHON, Tools, programs};
use crate::run::{Outcome, run};

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "ks-wheel",
    owns: |name| is_wheel(name) || is_sdist(name) || is_sbom(name),
    build,
    check,
};

fn is_wheel(name: &str) -> bool {
    name.starts_with("kaltura_ks_cli-") && name.ends_with(".whl")
}

fn is_sbom(name: &str) -> bool {
    name.starts_with("kaltura_ks_cli-") && name.ends_with(sbom::EXTENSION)
}

fn is_sdist(name: &str) -> bool {
    name == format!("kaltura_ks_cli-{VERSION}.tar.gz")
}

/// The program for musl is static, so one wheel is for glibc and musl.
fn targets<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'static Target> + 'a {
    context.targets.iter().copied().filter(|target| !target.is_glibc())
}

/// Returns the platform tags of a target's wheel.
fn platforms(target: &Target) -> Vec<String> {
    if target.is_musl() {
        ["manylinux2014", "manylinux_2_17", "musllinux_1_2"]
            .map(|tag| format!("{tag}_{}", target.architecture()))
            .to_vec()
    } else {
        vec![target.python_platform().to_owned()]
    }
}

fn build(context: &Context<'_>) -> Outcome {
    let package = Package::new(context, "crates/ks-cli", "kaltura_ks_cli")?;
    for target in targets(context) {
        let mut command = package.wheel(target)?;
        if target.is_musl() {
            command.args(["--compatibility", "manylinux2014", "musllinux_1_2"]);
        }
        run(&mut command)?;
    }
    package.sdist()
}

fn check(context: &Context<'_>) -> Outcome {
    let tools = Tools::install(context)?;
    let files = context.files(|name| is_wheel(name) || is_sdist(name))?;
    run(tools.command(context, "twine check --strict")?.args(&files))?;
    for target in targets(context) {
        let platforms = platforms(target);
        let expected = format!("kaltura_ks_cli-{VERSION}-py3-none-{}.whl", platforms.join("."));
        let wheel = context.file(&format!("wheel {expected}"), |name| name == expected)?;
        // W007 is that the wheel contains no Python module.
        run(tools.command(context, "check-wheel-contents --ignore W007")?.arg(&wheel))?;
        let folder = Folder::new("ks-wheel-check")?;
        let contents = folder.path("contents");
        run(folder.command(PYTHON).args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&contents))?;
        context.find_private_paths(&contents)?;
        check_metadata(&contents, "kaltura_ks_cli", &format!("kaltura_ks_cli-{VERSION}.data"))?;
        // pip checks that the wheel fits the platform, and runs nothing.
        let mut pip = tools.command(context, "python -m pip --quiet install --no-index")?;
        pip.args(["--no-deps", "--only-binary=:all:", "--target"]).arg(folder.path("unpacked"));
        for platform in &platforms {
            pip.args(["--platform", platform]);
        }
        run(pip.arg(&wheel))?;
        let name = if target.is_windows() { "ks.exe" } else { "ks" };
        let ks = folder.path("unpacked/bin").join(name);
        if let Some(ks) = debian::program(context, &folder, target, &ks)? {
            generates(ks)?;
        }
        if matches!(target.run, Run::Native) {
            generates(installed(context, &tools, &folder, &wheel)?)?;
        }
    }
    if !LINUX {
        return Ok(());
    }
    let sdist = context.file("source package of the command", is_sdist)?;
    let folder = Folder::new("ks-sdist-check")?;
    generates(installed(context, &tools, &folder, &sdist)?)
}

/// Installs a package in a new virtual environment, and returns a command that runs `ks`.
fn installed(
    context: &Context<'_>,
    tools: &Tools,
    folder: &Folder,
    package: &Path,
) -> Outcome<Command> {
    run(folder.command(PYTHON).args(["-m", "venv", "--without-pip", "venv"]))?;
    let programs = programs(&folder.path("venv"));
    let mut pip = tools.command(context, "python -m pip --quiet --python")?;
    pip.arg(programs.join("python")).arg("install").arg(package);
    // Of a source package, the build only has to work, so it is not optimized.
    pip.env("CARGO_TARGET_DIR", folder.path("target"));
    pip.env("CARGO_PROFILE_RELEASE_LTO", "off");
    pip.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    run(pip.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    Ok(folder.command(programs.join("ks")))
}

fn generates(mut ks: Command) -> Outcome {
    prints_a_ks(ks.args(["generate", "--partner-id", "102", "--user-id", "ann"]))
}
