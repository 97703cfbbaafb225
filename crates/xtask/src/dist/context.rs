//! What the builds and checks share: the output directory, and how they run tools.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::folder::failed;
use super::targets::Target;
use crate::run::{Outcome, Workspace, read};

pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    /// `target/dist`
    pub(super) out: PathBuf,
    /// The targets of the binary packages.
    pub(super) targets: Vec<&'static Target>,
    /// The directories whose names must not remain in a package: the repository, and where
    /// cargo keeps the sources of dependencies.
    private: Vec<PathBuf>,
}

impl<'a> Context<'a> {
    pub(super) fn new(workspace: &'a Workspace, targets: Vec<&'static Target>) -> Outcome<Self> {
        // Unpacks the sources, so that their directories exist.
        workspace.run("cargo fetch --locked")?;
        let home = env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
            .ok_or("the home directory is unknown; set CARGO_HOME")?;
        let sources = home.join("registry/src");
        let mut private = vec![workspace.path("")];
        for entry in fs::read_dir(&sources).map_err(|e| failed(&sources, &e))? {
            private.push(entry.map_err(|e| failed(&sources, &e))?.path().join(""));
        }
        let out = workspace.path("target/dist");
        fs::create_dir_all(&out).map_err(|e| failed(&out, &e))?;
        Ok(Self { workspace, out, targets, private })
    }

    /// Returns a command to run in the repository. What it compiles contains no path of
    /// this machine.
    pub(super) fn command(&self, line: &str) -> Command {
        let mut flags = OsString::new();
        for path in &self.private {
            if !flags.is_empty() {
                flags.push("\x1f");
            }
            flags.push("--remap-path-prefix=");
            flags.push(path);
            flags.push("=");
        }
        let mut command = self.workspace.command(line);
        command.env("CARGO_ENCODED_RUSTFLAGS", flags);
        command.env("CARGO_TARGET_DIR", self.workspace.path("target"));
        command
    }

    /// Removes all files from `target/dist`.
    pub(super) fn empty(&self) -> Outcome {
        fs::remove_dir_all(&self.out)
            .and_then(|()| fs::create_dir_all(&self.out))
            .map_err(|e| failed(&self.out, &e))
    }

    /// Removes the files whose names match.
    pub(super) fn remove(&self, owns: fn(&str) -> bool) -> Outcome {
        self.files(owns)?
            .iter()
            .try_for_each(|path| fs::remove_file(path).map_err(|e| failed(path, &e)))
    }

    /// Returns the files in `target/dist` whose names match, sorted.
    pub(super) fn files(&self, owns: impl Fn(&str) -> bool) -> Outcome<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.out).map_err(|e| failed(&self.out, &e))? {
            let entry = entry.map_err(|e| failed(&self.out, &e))?;
            if entry.file_name().to_str().is_some_and(&owns) {
                files.push(entry.path());
            }
        }
        files.sort();
        Ok(files)
    }

    /// Returns the only file in `target/dist` whose name matches.
    pub(super) fn file(&self, what: &str, owns: impl Fn(&str) -> bool) -> Outcome<PathBuf> {
        match self.files(owns)?.as_slice() {
            [file] => Ok(file.clone()),
            [] => Err(format!("target/dist has no {what}; run `cargo xtask dist` first")),
            several => Err(format!("target/dist has {} files that are a {what}", several.len())),
        }
    }

    /// Packs a directory as `target/dist/NAME.tar.gz`. The same contents and commit give
    /// the same bytes.
    pub(super) fn pack(&self, parent: &Path, name: &str) -> Outcome {
        let time = read(&mut self.workspace.command("git log -1 --format=%ct"))?;
        // Only GNU tar has these options. Runners with macOS have it under this name.
        let tar = if cfg!(target_os = "macos") { "gtar" } else { "tar" };
        let mut tar = self.workspace.command(tar);
        tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
            .args(["--mode=go=rX,u+w", "--use-compress-program=gzip -9n", "--create"])
            .arg(format!("--mtime=@{time}"))
            .arg("--file")
            .arg(self.out.join(format!("{name}.tar.gz")))
            .arg("--directory")
            .arg(parent)
            .arg(name);
        crate::run::run(&mut tar)
    }

    /// Fails if a file below `folder` contains a path of this machine.
    pub(super) fn find_private_paths(&self, folder: &Path) -> Outcome {
        for entry in fs::read_dir(folder).map_err(|e| failed(folder, &e))? {
            let path = entry.map_err(|e| failed(folder, &e))?.path();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                self.find_private_paths(&path)?;
                continue;
            }
            let bytes = fs::read(&path).map_err(|e| failed(&path, &e))?;
            for private in &self.private {
                let name = private.as_os_str().as_encoded_bytes();
                if bytes.windows(name.len()).any(|window| window == name) {
                    return Err(format!(
                        "{} contains the path {}",
                        path.display(),
                        private.display()
                    ));
                }
            }
        }
        Ok(())
    }
}
