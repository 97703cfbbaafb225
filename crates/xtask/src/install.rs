//! `cargo xtask install --prefix DIR`: installs `libks` for C and C++.
//!
//! The tests of `ks-ffi` include this file, so they compile against the same
//! layout that users get.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The ABI version, a part of the name that programs load.
const ABI: &str = "0";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The names of the library's files on this platform.
struct Files {
    /// What cargo builds, and its name below the prefix.
    shared: (&'static str, String),
    /// Links in `lib`, each to the name before it.
    links: Vec<String>,
    /// The import library of a DLL.
    import: Option<&'static str>,
    static_library: &'static str,
    /// The CMake property that says how programs find the shared library.
    cmake_property: String,
    /// What a static link needs besides the compiler's defaults. On Linux, rustc also
    /// lists `-lgcc_s`, but it has no static version.
    native_libs: &'static [&'static str],
}

fn files() -> Files {
    if cfg!(windows) {
        Files {
            shared: ("ks.dll", "bin/ks.dll".into()),
            links: Vec::new(),
            import: Some("ks.dll.lib"),
            static_library: "ks.lib",
            cmake_property: "IMPORTED_IMPLIB \"${_kks_prefix}/lib/ks.dll.lib\"".into(),
            native_libs: &["-lkernel32", "-lntdll", "-luserenv", "-lws2_32", "-ldbghelp"],
        }
    } else if cfg!(target_vendor = "apple") {
        Files {
            shared: ("libks.dylib", format!("lib/libks.{VERSION}.dylib")),
            links: vec![format!("libks.{ABI}.dylib"), "libks.dylib".into()],
            import: None,
            static_library: "libks.a",
            cmake_property: format!("IMPORTED_SONAME \"@rpath/libks.{ABI}.dylib\""),
            native_libs: &["-lSystem", "-lc", "-lm"],
        }
    } else {
        Files {
            shared: ("libks.so", format!("lib/libks.so.{VERSION}")),
            links: vec![format!("libks.so.{ABI}"), "libks.so".into()],
            import: None,
            static_library: "libks.a",
            cmake_property: format!("IMPORTED_SONAME \"libks.so.{ABI}\""),
            native_libs: &["-lpthread", "-ldl", "-lm"],
        }
    }
}

/// Builds the library in release mode and installs it below `prefix`, with its
/// headers and its pkg-config and CMake files. The result is relocatable.
pub(crate) fn install(prefix: &Path) -> Result<(), String> {
    let root = root();
    let built = build(&root)?;
    let files = files();
    let lib = prefix.join("lib");
    let include = prefix.join("include");
    let cmake = lib.join("cmake/kaltura-ks");

    let (from, shared) = &files.shared;
    copy(&built.join(from), &prefix.join(shared))?;
    let mut target = shared.trim_start_matches("lib/");
    for name in &files.links {
        link(&lib, target, name)?;
        target = name;
    }
    for name in files.import.into_iter().chain([files.static_library]) {
        copy(&built.join(name), &lib.join(name))?;
    }
    for header in ["ks.h", "ks.hpp"] {
        copy(&root.join("include").join(header), &include.join(header))?;
    }
    let packaging = root.join("crates/ks-ffi");
    let fill = |template: &str, to: PathBuf, separator: &str| {
        let from = packaging.join(template);
        let text = fs::read_to_string(&from).map_err(|e| failed(&from, &e))?;
        let text = text
            .replace("@VERSION@", VERSION)
            .replace("@SHARED@", shared)
            .replace("@SHARED_PROPERTY@", &files.cmake_property)
            .replace("@STATIC@", files.static_library)
            .replace("@NATIVE_LIBS@", &files.native_libs.join(separator));
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
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(to, &path);
    // Only Unix libraries have links; elsewhere a copy would do.
    #[cfg(not(unix))]
    let linked = fs::copy(dir.join(to), &path).map(drop);
    linked.map_err(|e| failed(&path, &e))
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|e| failed(parent, &e))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
