//! Tests of where the library is installed: directories that a packager chooses, and the names
//! on other systems.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::library::prints_the_quickstart;
use crate::support::install::{Layout, install};
use crate::support::{need, prefix, root, run, scratch, stdout_of};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn empty(name: &str) -> PathBuf {
    let folder = scratch(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

#[test]
fn a_packager_chooses_the_directories() {
    let destdir = empty("destdir");
    let mut layout = Layout::new("/opt/ks");
    layout.libdir = "lib/triplet".to_owned();
    layout.destdir = Some(destdir.clone());
    install(&layout).unwrap();
    let lib = destdir.join("opt/ks/lib/triplet");

    need("pkg-config", "pkg-config");
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", lib.join("pkgconfig"));
    let prefix = stdout_of(command.args(["--variable=prefix", "kaltura-ks"]));
    assert_eq!(prefix.trim(), "/opt/ks");
    command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", lib.join("pkgconfig"));
    command.env("PKG_CONFIG_SYSROOT_DIR", &destdir);
    let flags = stdout_of(command.args(["--cflags", "--libs", "kaltura-ks"]));
    let program = scratch("destdir-program");
    let source = root().join("examples/c/quickstart.c");
    let mut compile = Command::new("cc");
    run(compile.arg(source).args(flags.split_whitespace()).arg("-o").arg(&program));
    prints_the_quickstart(Command::new(&program).env("LD_LIBRARY_PATH", &lib));

    need("cmake", "cmake");
    let build = empty("destdir-cmake");
    run(Command::new("cmake")
        .arg("-S")
        .arg(root().join("crates/ks-ffi/tests/c/consumer"))
        .arg("-B")
        .arg(&build)
        .arg(format!("-Dkaltura-ks_DIR={}", lib.join("cmake/kaltura-ks").display()))
        .arg(format!("-DEXAMPLES={}", root().join("examples").display()))
        .arg(format!("-DVERSION={VERSION}")));
    run(Command::new("cmake").arg("--build").arg(&build).args(["--target", "c-shared"]));
    prints_the_quickstart(&mut Command::new(build.join("c-shared")));
}

/// Installs files that only have the names that cargo gives them for a target, and returns the
/// prefix.
fn install_for(target: &str, built: &[&str]) -> PathBuf {
    let folder = empty(&format!("built-{target}"));
    fs::create_dir_all(&folder).unwrap();
    for name in built {
        fs::write(folder.join(name), "").unwrap();
    }
    let prefix = empty(&format!("installed-{target}"));
    let mut layout = Layout::new(&prefix);
    layout.target = Some(target.to_owned());
    layout.built = Some(folder);
    install(&layout).unwrap();
    prefix
}

fn link(path: &Path) -> String {
    fs::read_link(path).unwrap().display().to_string()
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn names_on_macos() {
    let prefix = install_for("aarch64-apple-darwin", &["libks.dylib", "libks.a"]);
    assert!(prefix.join(format!("lib/libks.{VERSION}.dylib")).exists());
    assert_eq!(link(&prefix.join("lib/libks.0.dylib")), format!("libks.{VERSION}.dylib"));
    assert_eq!(link(&prefix.join("lib/libks.dylib")), "libks.0.dylib");
    assert!(prefix.join("lib/libks.a").exists());
    // The install name starts with @rpath, so programs must be linked with one.
    let pkg_config = read(prefix.join("lib/pkgconfig/kaltura-ks.pc"));
    assert!(pkg_config.contains("-lks -Wl,-rpath,${libdir}\n"), "{pkg_config}");
    let cmake = read(prefix.join("lib/cmake/kaltura-ks/kaltura-ks-config.cmake"));
    assert!(cmake.contains("IMPORTED_SONAME \"@rpath/libks.0.dylib\""), "{cmake}");
}

#[test]
fn names_on_windows() {
    for (target, import, archive) in [
        ("x86_64-pc-windows-msvc", "ks.dll.lib", "ks.lib"),
        ("x86_64-pc-windows-gnu", "libks.dll.a", "libks.a"),
    ] {
        let prefix = install_for(target, &["ks.dll", import, archive]);
        for file in ["bin/ks.dll", &format!("lib/{import}"), &format!("lib/{archive}")] {
            assert!(prefix.join(file).exists(), "{target}: {file}");
        }
        let cmake = read(prefix.join("lib/cmake/kaltura-ks/kaltura-ks-config.cmake"));
        assert!(cmake.contains("${_kks_prefix}/bin/ks.dll"), "{cmake}");
        assert!(cmake.contains(&format!("${{_kks_prefix}}/lib/{import}\"")), "{cmake}");
    }
}

/// The names above are those of this machine in the other tests.
#[test]
fn names_on_linux() {
    let prefix = prefix();
    assert_eq!(link(&prefix.join("lib/libks.so.0")), format!("libks.so.{VERSION}"));
    assert_eq!(link(&prefix.join("lib/libks.so")), "libks.so.0");
}
