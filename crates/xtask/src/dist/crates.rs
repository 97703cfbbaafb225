//! The Rust crates that are published.

use std::fs;
use std::path::{Path, PathBuf};

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, copy, failed, prints_a_ks};
use crate::run::{Outcome, run};

/// In the order of publication: each depends only on those before it.
const CRATES: [&str; 4] = ["ks-fork", "ks-core", "ks-ffi", "kaltura-ks-cli"];

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
/// the other packages in place of published ones. The second command applies the rules for
/// publication, without compiling again, and uploads nothing.
fn build(context: &Context<'_>) -> Outcome {
    let run_for_all = |line: &str| {
        let mut command = context.workspace.command(line);
        for name in CRATES {
            command.args(["--package", name]);
        }
        run(command.env("CARGO_TARGET_DIR", context.workspace.path("target")))
    };
    run_for_all("cargo package --locked")?;
    // The next command removes the packages.
    CRATES.iter().map(|package| file_name(package)).try_for_each(|name| {
        copy(&context.workspace.path("target/package").join(&name), &context.out.join(name))
    })?;
    run_for_all("cargo publish --dry-run --no-verify --locked")
}

/// Reads the packages' metadata, compiles a program against `ks-core`, and builds libks and
/// installs `ks`, outside the repository.
fn check(context: &Context<'_>) -> Outcome {
    let folder = Folder::new("crates-check")?;
    let unpacked = |package: &str| -> PathBuf { folder.path(&format!("{package}-{VERSION}")) };
    for package in CRATES {
        folder.unpack(&context.file(package, |name| name == file_name(package))?)?;
        check_metadata(context, &unpacked(package))?;
    }
    same(&unpacked("ks-ffi").join("include/ks.h"), &context.workspace.path("include/ks.h"))?;
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

    run(cargo("build --lib --manifest-path").arg(unpacked("ks-ffi").join("Cargo.toml")))?;
    run(cargo("install --debug --root installed --path").arg(unpacked("kaltura-ks-cli")))?;
    let mut ks = folder.command(folder.path("installed/bin/ks"));
    prints_a_ks(ks.args(["generate", "--partner-id", "102", "--user-id", "ann"]))
}

/// The lines that cargo writes into every package that has complete metadata.
const METADATA: [&str; 8] = [
    "authors",
    "description",
    "homepage",
    "repository",
    "license",
    "readme",
    "keywords",
    "categories",
];

/// Fails if a package has incomplete metadata or lacks a license text, which the repository
/// stores as a link. A placeholder for the address of the repository is only reported, because
/// the packages must be testable before there is one.
fn check_metadata(context: &Context<'_>, package: &Path) -> Outcome {
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        same(&package.join(license), &context.workspace.path(license))?;
    }
    let path = package.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
    let value = |key: &str| manifest.lines().find(|line| line.starts_with(&format!("{key} = ")));
    if let Some(missing) = METADATA.iter().find(|key| value(key).is_none()) {
        return Err(format!("{} has no {missing}", path.display()));
    }
    if let Some(placeholder) = value("repository").filter(|line| line.contains("example.com")) {
        println!(
            "OPEN: {} has a placeholder: {placeholder}; set the public address as RELEASING.md \
             describes",
            package.display()
        );
    }
    Ok(())
}

fn same(file: &Path, original: &Path) -> Outcome {
    let read = |path: &Path| fs::read(path).map_err(|e| failed(path, &e));
    if read(file)? == read(original)? {
        Ok(())
    } else {
        Err(format!("{} differs from {}", file.display(), original.display()))
    }
}
