//! The static command `ks`, with its man pages and completions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, SECRET, add_documents, copy, copy_all, failed, prints_a_ks};
use super::targets::{Run, Target, not_run};
use super::{archive, debian, licenses, sbom, zig};
use crate::run::{Outcome, read, run};

pub(super) const CRATE: &str = "crates/ks-cli";

pub(super) const ARTIFACT: Artifact =
    Artifact { name: "ks", owns: |name| name.starts_with(&format!("ks-{VERSION}-")), build, check };

/// Returns the name of the archive and of the directory in it.
fn name_of(target: &Target) -> String {
    format!("ks-{VERSION}-{}", target.triple)
}

/// Returns the selected targets. On Linux, musl makes the command static.
fn targets(context: &Context<'_>) -> Vec<&'static Target> {
    context.targets.iter().copied().filter(|target| !target.is_glibc()).collect()
}

/// The shells, and where their completion scripts go below a prefix.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/ks"),
    ("fish", "share/fish/vendor_completions.d/ks.fish"),
    ("zsh", "share/zsh/site-functions/_ks"),
];

fn executable(target: &Target) -> &'static str {
    if target.is_windows() { "ks.exe" } else { "ks" }
}

fn build(context: &Context<'_>) -> Outcome {
    let stage = Folder::new("ks")?;
    let targets = targets(context);
    let shared = stage.path("shared");
    licenses::write(context, CRATE, &licenses::triples(&targets), &shared.join("share/doc/ks"))?;
    add_pages(context, &shared)?;
    for target in targets {
        let built = compile(context, target)?;
        let prefix = stage.path(&name_of(target));
        copy_all(&shared, &prefix)?;
        let executable = executable(target);
        copy(&built.join(executable), &prefix.join("bin").join(executable))?;
        archive::pack(context, &stage.path(""), &name_of(target), target)?;
        sbom::write(context, CRATE, target.triple, &name_of(target))?;
    }
    Ok(())
}

/// Compiles the command, and returns the directory that contains it.
pub(super) fn compile(context: &Context<'_>, target: &Target) -> Outcome<PathBuf> {
    let line = "zigbuild --release --locked --package kaltura-ks-cli";
    run(&mut zig::cargo(context, target, line)?)?;
    Ok(context.workspace.path(&format!("target/{}/release", target.triple)))
}

/// Adds what is the same on all systems: man pages, completions and documents.
pub(super) fn add_pages(context: &Context<'_>, prefix: &Path) -> Outcome {
    let ks = |arguments: &[&str]| -> Command {
        let mut cargo = context.workspace.command("cargo run --locked --quiet --package");
        cargo.arg("kaltura-ks-cli").arg("--").args(arguments);
        cargo
    };
    run(ks(&["man", "--dir"]).arg(prefix.join("share/man/man1")))?;
    for (shell, path) in COMPLETIONS {
        let path = prefix.join(path);
        let script = read(&mut ks(&["completions", shell]))?;
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent).map_err(|e| failed(parent, &e))?;
        fs::write(&path, script + "\n").map_err(|e| failed(&path, &e))?;
    }
    let root = context.workspace.path("");
    add_documents(&root, "crates/ks-cli/README.md", &prefix.join("share/doc/ks"))
}

fn check(context: &Context<'_>) -> Outcome {
    for target in targets(context) {
        let folder = Folder::new("ks-check")?;
        archive::unpack(context, &folder, &name_of(target), target)?;
        let prefix = folder.path(&name_of(target));
        context.find_private_paths(&prefix)?;
        check_pages(&folder, &prefix)?;
        sbom::check(context, &name_of(target))?;

        let ks = prefix.join("bin").join(executable(target));
        if let Run::NotHere(reason) = target.run {
            archive::is_executable(&ks, target)?;
            not_run(&name_of(target), reason);
            continue;
        }
        if target.is_musl() {
            is_static(&folder, &ks)?;
        }
        let command = || -> Outcome<Command> {
            debian::program(context, &folder, target, &ks)?.ok_or("it cannot run here".to_owned())
        };
        use_command(&command)?;
    }
    Ok(())
}

/// Fails unless the program needs no loader and no shared library.
pub(super) fn is_static(folder: &Folder, program: &Path) -> Outcome {
    let mut readelf = folder.command("readelf");
    let segments = read(readelf.args(["--wide", "--segments", "--dynamic"]).arg(program))?;
    if segments.contains("INTERP") || segments.contains("NEEDED") {
        return Err("ks is not static: it needs a dynamic loader or a shared library".into());
    }
    Ok(())
}

/// Generates and verifies a KS. `ks` returns a command that runs the program.
pub(super) fn use_command(ks: &dyn Fn() -> Outcome<Command>) -> Outcome {
    let generate = ["generate", "--partner-id", "102", "--user-id", "ann"];
    // Only the secret is in the environment, as in a container that contains nothing else.
    prints_a_ks(ks()?.args(generate).env_clear().env("KALTURA_ADMIN_SECRET", SECRET))?;
    let made = read(ks()?.args(generate))?;
    let verified = read(ks()?.args(["verify", "--partner-id", "102", "--json", &made]))?;
    if verified.contains("\"ann\"") {
        Ok(())
    } else {
        Err(format!("ks verify printed no user id: {verified}"))
    }
}

/// Reads the man pages, the completions and the licenses.
fn check_pages(folder: &Folder, prefix: &Path) -> Outcome {
    let read = |path: &str| {
        let path = prefix.join(path);
        fs::read_to_string(&path).map_err(|e| failed(&path, &e))
    };
    for page in ["ks.1", "ks-generate.1", "ks-explain.1"] {
        if !read(&format!("share/man/man1/{page}"))?.contains(".TH ") {
            return Err(format!("{page} is not a man page"));
        }
    }
    // On Windows, this name may belong to a system that is not installed.
    if cfg!(unix) {
        run(folder.command("bash").arg("-n").arg(prefix.join(COMPLETIONS[0].1)))?;
    }
    for (shell, path) in COMPLETIONS {
        if !read(path)?.contains("partner-id") {
            return Err(format!("the completions for {shell} do not contain --partner-id"));
        }
    }
    licenses::check(&prefix.join("share/doc/ks"))
}
