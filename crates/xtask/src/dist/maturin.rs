//! What the Python packages have in common: maturin builds their wheels, which contain the
//! licenses and the SBOM of the compiled code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::context::{Context, VERSION};
use super::folder::{Folder, copy, failed};
use super::targets::{LINUX, Target};
use super::zig::{Tools, add_target};
use super::{licenses, sbom};
use crate::run::{Outcome, run};

/// The license texts of other authors, and their names in a wheel. They match the pattern of
/// `license-files` in pyproject.toml.
const NOTICES: [(&str, &str); 2] = [
    (licenses::NOTICES, "LICENSE-THIRD-PARTY.txt"),
    (licenses::STANDARD_LIBRARY, "LICENSE-RUST-STANDARD-LIBRARY.html"),
];

/// A Python package during its build.
pub(super) struct Package<'a> {
    context: &'a Context<'a>,
    /// The directory in the repository.
    path: &'static str,
    /// The start of the names of its files.
    name: &'static str,
    notices: Notices,
}

/// The files of `NOTICES`, which exist in the package's directory only while its wheels are
/// built: the source package contains no code of other authors.
struct Notices(PathBuf);

impl Drop for Notices {
    fn drop(&mut self) {
        for (_, name) in NOTICES {
            // git ignores these files if they remain.
            let _ = fs::remove_file(self.0.join(name));
        }
    }
}

impl<'a> Package<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        path: &'static str,
        name: &'static str,
    ) -> Outcome<Self> {
        let notices = Notices(context.workspace.path(path));
        let folder = Folder::new("notices")?;
        let triples = licenses::triples(&context.targets);
        licenses::write(context, path, &triples, &folder.path(""))?;
        for (from, to) in NOTICES {
            copy(&folder.path(from), &notices.0.join(to))?;
        }
        Ok(Self { context, path, name, notices })
    }

    /// Returns a command that builds a wheel. On Linux, zig is the linker, except for
    /// Windows: with zig, maturin 1.16 exports `PyInit_` and the whole name of the module,
    /// package and dot included, which is not the function that the module has.
    pub(super) fn wheel(&self, target: &Target) -> Outcome<Command> {
        add_target(self.context, target)?;
        let zig = LINUX && !target.is_windows();
        let mingw = || self.context.workspace.command("x86_64-w64-mingw32-gcc --version").output();
        if LINUX && !zig && mingw().is_err() {
            return Err("mingw is missing; run apt-get install gcc-mingw-w64-x86-64".into());
        }
        let name = format!("{}-{VERSION}-{}", self.name, target.triple);
        let sbom = sbom::write(self.context, self.path, target.triple, &name)?;
        let mut command = self.maturin("build --release --locked")?;
        command.args(["--target", target.triple]).arg("--sbom-include").arg(sbom);
        if zig {
            command.arg("--zig");
        }
        Ok(command)
    }

    /// Builds the source package, which is the same on every system, on Linux only.
    pub(super) fn sdist(self) -> Outcome {
        let command = self.maturin("sdist");
        drop(self.notices);
        if LINUX { run(&mut command?) } else { Ok(()) }
    }

    fn maturin(&self, line: &str) -> Outcome<Command> {
        let tools = Tools::install(self.context)?;
        let mut command = tools.command(self.context, &format!("maturin {line}"))?;
        command.arg("--out").arg(&self.context.out);
        command.current_dir(self.context.workspace.path(self.path));
        Ok(command)
    }
}

/// Checks the metadata of an unpacked wheel: it contains all licenses and an SBOM, and no
/// directory besides `expected` and the one of the metadata.
pub(super) fn check_metadata(folder: &Path, name: &str, expected: &str) -> Outcome {
    let info = format!("{name}-{VERSION}.dist-info");
    let entries = list(folder)?;
    if entries != [expected, &info] {
        return Err(format!("the wheel contains {}", entries.join(", ")));
    }
    let licenses = folder.join(&info).join("licenses");
    let own = ["LICENSE-APACHE", "LICENSE-MIT"];
    for file in own.into_iter().chain(NOTICES.map(|(_, name)| name)) {
        let path = licenses.join(file);
        let text = fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
        if file == NOTICES[0].1 && !text.contains("RustCrypto Developers") {
            return Err(format!("{file} in the wheel lacks the authors of RustCrypto"));
        }
    }
    let sboms = list(&folder.join(&info).join("sboms"))?;
    match sboms.as_slice() {
        [sbom] if sbom.ends_with(sbom::EXTENSION) => Ok(()),
        _ => Err(format!("the wheel contains these SBOMs: {}", sboms.join(", "))),
    }
}

/// Returns the sorted names of what is in a directory.
fn list(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| failed(folder, &e))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}
