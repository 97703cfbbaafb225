//! The Rust crates that are published.

use std::path::PathBuf;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, copy, prints_a_ks};
use crate::run::{Outcome, run};

/// In the order of publication: each depends only on those before it.
const CRATES: [&str; 3] = ["ks-fork", "ks-core", "kaltura-ks-cli"];

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "crates",
    owns: |name| CRATES.iter().any(|package| name == file_name(package)),
    build,
    check,
};

fn file_name(package: &str) -> String {
    format!("{package}-{VERSION}.crate")
}

/// Packages all crates with one command. Cargo then compiles each from its package, with
/// the other packages in place of published ones.
fn build(context: &Context<'_>) -> Outcome {
    let mut package = context.workspace.command("cargo package --locked");
    for name in CRATES {
        package.args(["--package", name]);
    }
    run(package.env("CARGO_TARGET_DIR", context.workspace.path("target")))?;
    CRATES.iter().map(|package| file_name(package)).try_for_each(|name| {
        copy(&context.workspace.path("target/package").join(&name), &context.out.join(name))
    })
}

/// Compiles a program against `ks-core`, and installs `ks`, outside the repository.
fn check(context: &Context<'_>) -> Outcome {
    let folder = Folder::new("crates-check")?;
    for package in CRATES {
        folder.unpack(&context.file(package, |name| name == file_name(package))?)?;
    }
    let unpacked = |package: &str| -> PathBuf { folder.path(&format!("{package}-{VERSION}")) };
    // Until the crates are published, a dependency by version needs a path.
    let patches: String = ["ks-fork", "ks-core"]
        .iter()
        .map(|name| format!("{name}.path = '{}'\n", unpacked(name).display()))
        .collect();
    folder.write(".cargo/config.toml", &format!("[patch.crates-io]\n{patches}"))?;
    let manifest = "[package]\nname = \"quickstart\"\nedition = \"2024\"\n\n[dependencies]\n";
    folder.write("program/Cargo.toml", &format!("{manifest}ks-core = \"={VERSION}\"\n"))?;
    let example = context.workspace.path("examples/rust/quickstart.rs");
    copy(&example, &folder.path("program/src/main.rs"))?;
    let cargo = |line: &str| {
        let mut command = folder.command("cargo");
        command.args(line.split_whitespace()).env("CARGO_TARGET_DIR", folder.path("target"));
        command
    };
    prints_a_ks(&mut cargo("run --quiet --manifest-path program/Cargo.toml"))?;

    run(cargo("install --debug --root installed --path").arg(unpacked("kaltura-ks-cli")))?;
    let mut ks = folder.command(folder.path("installed/bin/ks"));
    prints_a_ks(ks.args(["generate", "--partner-id", "102", "--user-id", "ann"]))
}
