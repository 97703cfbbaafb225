//! `cargo xtask install --prefix DIR`: installs `libks` for C and C++.
//!
//! The tests of `ks-ffi` include this file, so they compile against the same
//! layout that users get.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The ABI version: programs load `libks.so.` followed by this number.
const ABI: &str = "0";

/// The libraries that a static link needs besides `libks.a` and the compiler's
/// defaults. rustc also lists `-lgcc_s`, but it has no static version.
const NATIVE_LIBS: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

/// Builds the library in release mode and installs it below `prefix`, with its
/// headers and its pkg-config and CMake files. The result is relocatable.
pub(crate) fn install(prefix: &Path) -> Result<(), String> {
    let root = root();
    let built = build(&root)?;
    let version = env!("CARGO_PKG_VERSION");
    let lib = prefix.join("lib");
    let include = prefix.join("include");
    let cmake = lib.join("cmake/kaltura-ks");

    copy(&built.join("libks.so"), &lib.join(format!("libks.so.{version}")))?;
    link(&lib, &format!("libks.so.{version}"), &format!("libks.so.{ABI}"))?;
    link(&lib, &format!("libks.so.{ABI}"), "libks.so")?;
    copy(&built.join("libks.a"), &lib.join("libks.a"))?;
    for header in ["ks.h", "ks.hpp"] {
        copy(&root.join("include").join(header), &include.join(header))?;
    }
    let packaging = root.join("crates/ks-ffi");
    let fill = |template: &str, to: PathBuf, separator: &str| {
        let from = packaging.join(template);
        let text = fs::read_to_string(&from).map_err(|e| failed(&from, &e))?;
        let text = text
            .replace("@VERSION@", version)
            .replace("@ABI@", ABI)
            .replace("@NATIVE_LIBS@", &NATIVE_LIBS.join(separator));
        make_parent(&to)?;
        fs::write(&to, text).map_err(|e| failed(&to, &e))
    };
    fill("kaltura-ks.pc.in", lib.join("pkgconfig/kaltura-ks.pc"), " ")?;
    fill("kaltura-ks-config.cmake.in", cmake.join("kaltura-ks-config.cmake"), ";")?;
    fill("kaltura-ks-config-version.cmake.in", cmake.join("kaltura-ks-config-version.cmake"), ";")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Builds `libks` and returns the directory that contains it.
fn build(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |dir| root.join(dir));
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--package", "ks-ffi"])
        .current_dir(root)
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !status.success() {
        return Err(format!("cargo build of ks-ffi failed: {status}"));
    }
    Ok(target.join("release"))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make_parent(to)?;
    // A running program may have the old file mapped, so replace it instead of
    // overwriting its contents.
    let _ = fs::remove_file(to);
    fs::copy(from, to).map(drop).map_err(|e| failed(from, &e))
}

fn link(dir: &Path, to: &str, name: &str) -> Result<(), String> {
    let path = dir.join(name);
    let _ = fs::remove_file(&path);
    std::os::unix::fs::symlink(to, &path).map_err(|e| failed(&path, &e))
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|e| failed(parent, &e))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
