//! The Python wheel and source package.

use std::fs;
use std::path::Path;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, failed, prints_a_ks};
use crate::run::{Outcome, run};

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "python", owns: |name| is_wheel(name) || is_sdist(name), build, check };

fn is_wheel(name: &str) -> bool {
    name.starts_with("kaltura_ks-") && name.ends_with(".whl")
}

fn is_sdist(name: &str) -> bool {
    name == format!("kaltura_ks-{VERSION}.tar.gz")
}

const PIP: [&str; 5] = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet"];

fn build(context: &Context<'_>) -> Outcome {
    let package = context.workspace.path("bindings/python");
    let tools = Folder::new("maturin")?;
    run(tools.command("python3").args(["-m", "venv", "venv"]))?;
    let python = tools.path("venv/bin/python");
    run(tools.command(&python).args(PIP).arg(maturin(&package.join("requirements-dev.txt"))?))?;
    let maturin = |line: &str| {
        let mut command = context.command("env");
        command.arg(&python).args(["-m", "maturin"]).args(line.split_whitespace());
        command.arg("--out").arg(&context.out).current_dir(&package);
        command
    };
    run(&mut maturin("build --release --locked"))?;
    run(&mut maturin("sdist"))
}

/// Returns the line of the requirements that pins maturin.
fn maturin(requirements: &Path) -> Outcome<String> {
    let text = fs::read_to_string(requirements).map_err(|e| failed(requirements, &e))?;
    text.lines()
        .find(|line| line.starts_with("maturin=="))
        .map(str::to_owned)
        .ok_or_else(|| format!("{} does not pin maturin", requirements.display()))
}

fn check(context: &Context<'_>) -> Outcome {
    let wheel = context.file("wheel", is_wheel)?;
    let sdist = context.file("Python source package", is_sdist)?;

    let folder = Folder::new("wheel-check")?;
    let python = environment(&folder)?;
    run(folder.command(&python).args(["-m", "zipfile", "-e"]).arg(&wheel).arg("unpacked"))?;
    // Without the SBOM, in which maturin names the packages of a workspace by their paths.
    context.find_private_paths(&folder.path("unpacked/kaltura_ks"))?;
    run(folder.command(&python).args(PIP).arg("--no-index").arg(wheel))?;
    use_package(context, &folder, &python)?;

    // As pip does where no wheel fits: it downloads maturin and compiles the package. The
    // build only has to work, so it is not optimized.
    let folder = Folder::new("sdist-check")?;
    let python = environment(&folder)?;
    let mut install = folder.command(&python);
    install.args(PIP).arg(sdist);
    install.env("CARGO_TARGET_DIR", folder.path("target"));
    install.env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    run(install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    use_package(context, &folder, &python)
}

fn environment(folder: &Folder) -> Outcome<std::path::PathBuf> {
    run(folder.command("python3").args(["-m", "venv", "venv"]))?;
    Ok(folder.path("venv/bin/python"))
}

/// Runs the example. `-I` keeps modules outside the environment away.
fn use_package(context: &Context<'_>, folder: &Folder, python: &Path) -> Outcome {
    let example = context.workspace.path("examples/python/quickstart.py");
    prints_a_ks(folder.command(python).arg("-I").arg(example))
}
