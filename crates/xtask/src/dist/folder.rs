//! Temporary directories, and the tools that the checks run in them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, process};

use crate::run::{Outcome, read, run};

/// A made-up secret, which the checks sign with.
pub(super) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// An empty directory outside the repository, so that nothing in it is found by accident.
/// Dropping it deletes it.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Outcome<Self> {
        let path = env::temp_dir().join(format!("kaltura-ks-{name}-{}", process::id()));
        // A directory that exists already may belong to somebody else.
        fs::create_dir(&path).map_err(|e| failed(&path, &e))?;
        Ok(Self(path))
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// Returns a command that runs in this directory.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .env_remove("PYTHONPATH")
            .env_remove("NODE_PATH")
            .env_remove("PKG_CONFIG_PATH")
            .env("KALTURA_ADMIN_SECRET", SECRET);
        command
    }

    /// Unpacks a `.tar.gz` or a `.crate`.
    pub(super) fn unpack(&self, archive: &Path) -> Outcome {
        run(self.command("tar").arg("-xzf").arg(archive))
    }

    pub(super) fn write(&self, path: &str, text: &str) -> Outcome {
        let path = self.path(path);
        create_parent(&path)?;
        fs::write(&path, text).map_err(|e| failed(&path, &e))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If this fails, the system's own cleanup of temporary files removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a program that generates a KS and prints it, and fails if it does not.
pub(super) fn prints_a_ks(command: &mut Command) -> Outcome {
    let printed = read(command)?;
    // The start of every KS of version 2, "v2|" in base64.
    let ks = printed.split_whitespace().find(|word| word.starts_with("djJ8") && word.len() > 60);
    match ks {
        Some(ks) => {
            println!("KS of {} bytes from {}", ks.len(), crate::run::show(command));
            Ok(())
        }
        None => Err(format!("`{}` printed no KS: {printed}", crate::run::show(command))),
    }
}

/// Copies a file, and creates the directory that it goes to.
pub(super) fn copy(from: &Path, to: &Path) -> Outcome {
    create_parent(to)?;
    fs::copy(from, to).map(drop).map_err(|e| failed(from, &e))
}

/// Copies a directory with everything in it.
pub(super) fn copy_all(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).map_err(|e| failed(to, &e))?;
    for entry in fs::read_dir(from).map_err(|e| failed(from, &e))? {
        let entry = entry.map_err(|e| failed(from, &e))?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() { copy_all(&path, &to.join(name))? } else { copy(&path, &to.join(name))? }
    }
    Ok(())
}

/// Puts the licenses and a README into `folder`.
pub(super) fn add_documents(root: &Path, readme: &str, folder: &Path) -> Outcome {
    copy(&root.join(readme), &folder.join("README.md"))?;
    ["LICENSE-MIT", "LICENSE-APACHE"]
        .iter()
        .try_for_each(|name| copy(&root.join(name), &folder.join(name)))
}

pub(super) fn failed(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn create_parent(path: &Path) -> Outcome {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|e| failed(parent, &e))
}
