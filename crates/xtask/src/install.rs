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

/// Where the library goes, and for which system it is built.
pub(crate) struct Layout {
    /// The directory of `bin` and `include`, such as `/usr/local`.
    pub(crate) prefix: PathBuf,
    /// The directory of the libraries, below the prefix.
    pub(crate) libdir: String,
    /// A directory that is put before the prefix when files are written, as packagers do. The
    /// installed files then name the prefix. Without it, they can be moved.
    pub(crate) destdir: Option<PathBuf>,
    /// A target of rustc. The default is this machine.
    pub(crate) target: Option<String>,
    /// The directory of a library that is built already.
    pub(crate) built: Option<PathBuf>,
}

impl Layout {
    pub(crate) fn new(prefix: impl Into<PathBuf>) -> Self {
        Self {
            prefix: prefix.into(),
            libdir: "lib".to_owned(),
            destdir: None,
            target: None,
            built: None,
        }
    }

    /// Returns the directory to write to.
    fn root(&self) -> PathBuf {
        match &self.destdir {
            Some(destdir) => destdir.join(self.prefix.strip_prefix("/").unwrap_or(&self.prefix)),
            None => self.prefix.clone(),
        }
    }

    /// Returns the path from a directory in `libdir` to the prefix.
    fn up_from(&self, folder: &str) -> String {
        let depth = Path::new(&self.libdir).join(folder).components().count();
        vec![".."; depth].join("/")
    }
}

/// The names of the library's files on the target, below the prefix, with
/// `{lib}` for `libdir`.
struct Files {
    /// What cargo builds, and its installed name.
    shared: (&'static str, String),
    /// Links in `libdir`, each to the name before it.
    links: Vec<String>,
    /// The import library of a DLL.
    import: Option<&'static str>,
    static_library: &'static str,
    /// The CMake property that says how programs find the shared library.
    cmake_property: String,
    /// What a static link needs besides the compiler's defaults. On Linux, rustc also
    /// lists `-lgcc_s`, but it has no static version.
    native_libs: &'static [&'static str],
    /// Flags with which a linked program finds the shared library.
    link_flags: &'static str,
}

/// Returns the files for a target of rustc, or for this machine.
fn files(target: Option<&str>) -> Files {
    let is = |part: &str, here: bool| target.map_or(here, |target| target.contains(part));
    if is("windows", cfg!(windows)) {
        let gnu = is("-gnu", cfg!(target_env = "gnu"));
        let import = if gnu { "libks.dll.a" } else { "ks.dll.lib" };
        Files {
            shared: ("ks.dll", "bin/ks.dll".into()),
            links: Vec::new(),
            import: Some(import),
            static_library: if gnu { "libks.a" } else { "ks.lib" },
            cmake_property: format!("IMPORTED_IMPLIB \"${{_kks_prefix}}/{{lib}}/{import}\""),
            native_libs: &["-lkernel32", "-lntdll", "-luserenv", "-lws2_32", "-ldbghelp"],
            link_flags: "",
        }
    } else if is("apple", cfg!(target_vendor = "apple")) {
        Files {
            shared: ("libks.dylib", format!("{{lib}}/libks.{VERSION}.dylib")),
            links: vec![format!("libks.{ABI}.dylib"), "libks.dylib".into()],
            import: None,
            static_library: "libks.a",
            cmake_property: format!("IMPORTED_SONAME \"@rpath/libks.{ABI}.dylib\""),
            native_libs: &["-lSystem", "-lc", "-lm"],
            // The install name starts with @rpath.
            link_flags: " -Wl,-rpath,${libdir}",
        }
    } else {
        Files {
            shared: ("libks.so", format!("{{lib}}/libks.so.{VERSION}")),
            links: vec![format!("libks.so.{ABI}"), "libks.so".into()],
            import: None,
            static_library: "libks.a",
            cmake_property: format!("IMPORTED_SONAME \"libks.so.{ABI}\""),
            native_libs: &["-lpthread", "-ldl", "-lm"],
            link_flags: "",
        }
    }
}

/// Builds the library in release mode, unless it is built already, and installs it with its
/// headers and its pkg-config and CMake files.
pub(crate) fn install(layout: &Layout) -> Result<(), String> {
    let source = root();
    let built = match &layout.built {
        Some(built) => built.clone(),
        None => build(&source, layout.target.as_deref())?,
    };
    let files = files(layout.target.as_deref());
    let prefix = layout.root();
    let lib = prefix.join(&layout.libdir);
    let include = prefix.join("include");
    let cmake = lib.join("cmake/kaltura-ks");

    let in_lib = |text: &str| text.replace("{lib}", &layout.libdir);
    let (from, shared) = (files.shared.0, in_lib(&files.shared.1));
    copy(&built.join(from), &prefix.join(&shared))?;
    let mut target = from_last_slash(&shared);
    for name in &files.links {
        link(&lib, target, name)?;
        target = name;
    }
    for name in files.import.into_iter().chain([files.static_library]) {
        copy(&built.join(name), &lib.join(name))?;
    }
    for header in ["ks.h", "ks.hpp"] {
        copy(&source.join("include").join(header), &include.join(header))?;
    }
    let pkg_config_prefix = match layout.destdir {
        Some(_) => layout.prefix.display().to_string(),
        None => format!("${{pcfiledir}}/{}", layout.up_from("pkgconfig")),
    };
    let packaging = source.join("crates/ks-ffi");
    let fill = |template: &str, to: PathBuf, separator: &str| {
        let from = packaging.join(template);
        let text = fs::read_to_string(&from).map_err(|e| failed(&from, &e))?;
        let text = text
            .replace("@VERSION@", VERSION)
            .replace("@PREFIX@", &pkg_config_prefix)
            .replace("@PREFIX_FROM_CMAKE@", &layout.up_from("cmake/kaltura-ks"))
            .replace("@LIBDIR@", &layout.libdir)
            .replace("@SHARED@", &shared)
            .replace("@SHARED_PROPERTY@", &in_lib(&files.cmake_property))
            .replace("@STATIC@", files.static_library)
            .replace("@LINK_FLAGS@", files.link_flags)
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

fn from_last_slash(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Builds `libks` and returns the directory that contains it.
fn build(root: &Path, target: Option<&str>) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |dir| root.join(dir));
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--quiet", "--package", "ks-ffi"]).current_dir(root);
    if let Some(target) = target {
        command.args(["--target", target]);
        folder.push(target);
    }
    let status = command.status().map_err(|e| format!("cargo: {e}"))?;
    if !status.success() {
        return Err(format!("cargo build of ks-ffi failed: {status}"));
    }
    Ok(folder.join("release"))
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
