//! The license texts of what is compiled into the binaries.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::folder::{copy, failed};
use super::targets::Target;
use super::tools;
use super::zig::Tools;
use crate::run::{Outcome, read, run};

/// The license texts of crates and C libraries.
pub(super) const NOTICES: &str = "THIRD-PARTY-LICENSES.txt";
/// The license texts of the Rust standard library, as its authors publish them.
pub(super) const STANDARD_LIBRARY: &str = "rust-standard-library.html";

/// Writes both files to `folder`. They cover the crates that `package`, a directory in the
/// repository, has on these targets of rustc.
pub(super) fn write(
    context: &Context<'_>,
    package: &str,
    triples: &[&str],
    folder: &Path,
) -> Outcome {
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    let notices = folder.join(NOTICES);
    let mut about =
        tools::ABOUT.command(context, "cargo about generate --locked --offline --fail")?;
    about.args(["crates/xtask/licenses/about.hbs", "--config", "crates/xtask/licenses/about.toml"]);
    about.arg("--manifest-path").arg(format!("{package}/Cargo.toml"));
    about.arg("--output-file").arg(&notices);
    about.args(triples.iter().flat_map(|triple| ["--target", triple]));
    run(&mut about)?;

    let mut text = fs::read_to_string(&notices).map_err(|e| failed(&notices, &e))?;
    // cargo-about falls back to the general text of a license. That of MIT is of no use
    // without the names.
    if text.contains("<copyright holders>") {
        return Err(format!("{package} contains a crate without a license text"));
    }
    for (library, part) in [("musl", "-musl"), ("mingw", "-windows-gnu")] {
        if triples.iter().any(|triple| triple.ends_with(part)) {
            text += &c_library(context, library)?;
        }
    }
    fs::write(&notices, text).map_err(|e| failed(&notices, &e))?;

    let sysroot = read(&mut context.workspace.command("rustc --print sysroot"))?;
    let original = PathBuf::from(sysroot).join("share/doc/rust/COPYRIGHT-library.html");
    copy(&original, &folder.join(STANDARD_LIBRARY))
        .map_err(|reason| format!("{reason}; a toolchain that rustup installs has this file"))
}

/// Fails if a file is missing in `folder`, or does not name an author whose code every binary
/// contains.
pub(super) fn check(folder: &Path) -> Outcome {
    for (file, part) in [(NOTICES, "RustCrypto Developers"), (STANDARD_LIBRARY, "hashbrown")] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
        if !text.contains(part) {
            return Err(format!("{} does not contain {part}", path.display()));
        }
    }
    Ok(())
}

/// Returns the triples of these targets.
pub(super) fn triples(targets: &[&Target]) -> Vec<&'static str> {
    targets.iter().map(|target| target.triple).collect()
}

/// Returns the license of a C library that is linked statically, from zig's copy of it.
fn c_library(context: &Context<'_>, name: &str) -> Outcome<String> {
    let mut python = Tools::install(context)?.command(context, "python -c")?;
    python.arg("import os, ziglang; print(os.path.dirname(ziglang.__file__))");
    let folder = PathBuf::from(read(&mut python)?).join("lib/libc").join(name);
    let file = if name == "musl" { "COPYRIGHT" } else { "COPYING" };
    let path = folder.join(file);
    let text = fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
    let line = "=".repeat(80);
    Ok(format!("\n{line}\nThe C library {name}, on the systems that use it\n{line}\n\n{text}"))
}
