//! `cargo xtask install --prefix DIR`: lays out `libks` for C and C++.
//!
//! The tests of `ks-ffi` include this file too, so that what they compile
//! against is what users get.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name that a program asks for at run time is `libks.so.` and this.
const ABI: &str = "0";

/// What a static link needs beside `libks.a` and what a compiler links with by
/// itself. rustc names `-lgcc_s` too, which a link with `-static` does not find.
const NATIVE_LIBS: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

/// Builds the library in release form and copies it, its headers and the files
/// by which pkg-config and CMake find it, below `prefix`. The result can be
/// moved as a whole.
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

/// Builds `libks` and gives the directory with it.
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
    // A program may be running with the old one: take its name, not its content.
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
