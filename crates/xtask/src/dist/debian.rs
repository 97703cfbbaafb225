//! Emulators and libraries from Debian's packages, unpacked below `target`.
//!
//! apt gets separate directories, so nothing of the system changes, and no user needs to
//! be root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::context::Context;
use super::folder::{Folder, failed};
use super::targets::{Run, Target, not_run};
use crate::run::{Outcome, read, run};

/// Downloads packages for an architecture with all that they depend on, unpacks them, and
/// returns the directory. It downloads them again if the list of packages has changed.
pub(super) fn unpack(
    context: &Context<'_>,
    architecture: &str,
    packages: &[&str],
) -> Outcome<PathBuf> {
    let root = context.workspace.path(&format!("target/dist-debian/{architecture}"));
    let wanted = packages.join(" ");
    let stamp = root.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(root);
    }
    if root.exists() {
        fs::remove_dir_all(&root).map_err(|e| failed(&root, &e))?;
    }
    fs::create_dir_all(&root).map_err(|e| failed(&root, &e))?;

    let folder = Folder::new("apt")?;
    for directory in ["lists/partial", "cache/archives/partial"] {
        let path = folder.path(directory);
        fs::create_dir_all(&path).map_err(|e| failed(&path, &e))?;
    }
    let apt = |line: &str| -> Command {
        let mut command = folder.command("apt-get");
        command.args(["-qq", "-o"]).arg(format!("APT::Architecture={architecture}"));
        command.args(["-o", &format!("APT::Architectures={architecture}")]);
        for (name, path) in [("State", ""), ("State::Lists", "lists/"), ("Cache", "cache/")] {
            command.arg("-o").arg(format!("Dir::{name}={}", folder.path(path).display()));
        }
        // As if no package were installed, so that all dependencies are downloaded.
        command.args(["-o", "Dir::State::Status=/dev/null", "-o", "APT::Sandbox::User=root"]);
        command.args(line.split_whitespace());
        command
    };
    run(&mut apt("update"))
        .and_then(|()| {
            run(apt("install --yes --download-only --no-install-recommends").args(packages))
        })
        .map_err(|reason| {
            format!("{reason}; only Debian and its relatives have these packages: {wanted}")
        })?;
    for package in fs::read_dir(folder.path("cache/archives")).map_err(|e| e.to_string())? {
        let path = package.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            read(folder.command("dpkg-deb").arg("--extract").arg(&path).arg(&root))?;
        }
    }
    // Newer systems have these links from a package that is not among the dependencies.
    for name in ["bin", "lib", "lib64"] {
        if root.join("usr").join(name).exists() && !root.join(name).exists() {
            run(folder.command("ln").arg("-s").arg(format!("usr/{name}")).arg(root.join(name)))?;
        }
    }
    fs::write(&stamp, wanted).map_err(|e| failed(&stamp, &e))?;
    Ok(root)
}

/// The root of a system for another architecture: what the checks run there.
const PACKAGES: [&str; 3] = ["libstdc++6", "musl", "python3"];
const HOST_PACKAGES: [&str; 2] = ["musl", "qemu-user-static"];

/// Returns the directory with the libraries for `target`, and its Python if it is emulated.
pub(super) fn root(context: &Context<'_>, target: &Target) -> Outcome<PathBuf> {
    match target.run {
        Run::Emulated { debian, .. } => unpack(context, debian, &PACKAGES),
        Run::Native => unpack(context, "amd64", &HOST_PACKAGES),
        Run::NotHere(reason) => Err(format!("{} {reason}", target.triple)),
    }
}

/// Returns a command that runs a program of `target` in `folder`, with the emulator if it
/// needs one. If this machine cannot run it, prints so and returns `None`.
pub(super) fn program(
    context: &Context<'_>,
    folder: &Folder,
    target: &Target,
    path: &Path,
) -> Outcome<Option<Command>> {
    match target.run {
        Run::Native => Ok(Some(folder.command(path))),
        Run::Emulated { emulator, .. } => {
            let host = unpack(context, "amd64", &HOST_PACKAGES)?;
            let mut command = folder.command(host.join("usr/bin").join(emulator));
            command.arg("-L").arg(root(context, target)?).arg(path);
            Ok(Some(command))
        }
        Run::NotHere(reason) => {
            not_run(&path.display().to_string(), reason);
            Ok(None)
        }
    }
}
