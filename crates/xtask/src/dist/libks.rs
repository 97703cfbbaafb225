//! The archive of `libks`, with the layout of `cargo xtask install`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Artifact;
use super::context::{Context, VERSION};
use super::folder::{Folder, add_documents, copy, copy_all, failed, prints_a_ks};
use super::targets::{Run, Target, not_run};
use super::{archive, debian, licenses, sbom, zig};
use crate::install::{Layout, install};
use crate::run::{Outcome, read, run};

pub(super) const CRATE: &str = "crates/ks-ffi";

pub(super) const ARTIFACT: Artifact = Artifact {
    name: "libks",
    owns: |name| name.starts_with(&format!("libks-{VERSION}-")),
    build,
    check,
};

/// Returns the name of the archive and of the directory in it.
fn name_of(target: &Target) -> String {
    format!("libks-{VERSION}-{}", target.triple)
}

/// Returns the selected targets. rustc builds no shared libraries for musl by default.
fn targets(context: &Context<'_>) -> Vec<&'static Target> {
    context.targets.iter().copied().filter(|target| !target.is_musl()).collect()
}

fn build(context: &Context<'_>) -> Outcome {
    let stage = Folder::new("libks")?;
    let root = context.workspace.path("");
    let targets = targets(context);
    let documents = stage.path("documents");
    licenses::write(context, CRATE, &licenses::triples(&targets), &documents)?;
    add_documents(&root, "crates/ks-ffi/README.md", &documents)?;
    for target in targets {
        let prefix = stage.path(&name_of(target));
        let built = Some(compile(context, target)?);
        let triple = Some(target.triple.to_owned());
        install(&Layout { target: triple, built, ..Layout::new(&prefix) })?;
        copy_all(&documents, &prefix.join("share/doc/libks"))?;
        archive::pack(context, &stage.path(""), &name_of(target), target)?;
        sbom::write(context, CRATE, target.triple, &name_of(target))?;
    }
    Ok(())
}

/// Compiles the library, and returns the directory that contains it.
pub(super) fn compile(context: &Context<'_>, target: &Target) -> Outcome<PathBuf> {
    let line = "zigbuild --release --locked --package ks-ffi";
    run(&mut zig::cargo(context, target, line)?)?;
    Ok(context.workspace.path(&format!("target/{}/release", target.triple)))
}

fn check(context: &Context<'_>) -> Outcome {
    for target in targets(context) {
        let folder = Folder::new("libks-check")?;
        archive::unpack(context, &folder, &name_of(target), target)?;
        let prefix = folder.path(&name_of(target));
        context.find_private_paths(&prefix)?;
        licenses::check(&prefix.join("share/doc/libks"))?;
        sbom::check(context, &name_of(target))?;
        if let Some(version) = target.glibc {
            needs_at_most(&folder, &prefix.join("lib/libks.so"), version)?;
        }
        use_library(context, &folder, target, &prefix.join("lib"), None)?;
        if let Run::NotHere(reason) = target.run {
            let shared = if target.is_windows() { "bin/ks.dll" } else { "lib/libks.dylib" };
            archive::is_executable(&prefix.join(shared), target)?;
            not_run(&name_of(target), reason);
        }
    }
    Ok(())
}

/// Fails if a shared library needs a newer glibc.
pub(super) fn needs_at_most(folder: &Folder, library: &Path, version: &str) -> Outcome {
    let mut readelf = folder.command("readelf");
    let needed = read(readelf.args(["--wide", "--version-info"]).arg(library))?;
    let number = |text: &str| -> Vec<u32> { text.split('.').flat_map(str::parse).collect() };
    let newest = needed
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("GLIBC_"))
        .max_by_key(|version| number(version))
        .ok_or_else(|| format!("{} needs no glibc", library.display()))?;
    println!("{} needs glibc {newest}", library.display());
    if number(newest) <= number(version) {
        Ok(())
    } else {
        Err(format!("{} needs glibc {newest}, but {version} is promised", library.display()))
    }
}

/// Compiles the examples with the flags of pkg-config, and runs them where that is possible.
/// The files in `lib` name paths in `sysroot`, if there is one.
pub(super) fn use_library(
    context: &Context<'_>,
    folder: &Folder,
    target: &Target,
    lib: &Path,
    sysroot: Option<&Path>,
) -> Outcome {
    let execute = |name: &str| -> Outcome {
        if matches!(target.run, Run::NotHere(_)) {
            return Ok(());
        }
        match debian::program(context, folder, target, &folder.path(name))? {
            Some(mut program) => prints_a_ks(program.env("LD_LIBRARY_PATH", lib)),
            None => Ok(()),
        }
    };
    let example = |path: &str| context.workspace.path(path);
    let program =
        |name: &str| if target.is_windows() { format!("{name}.exe") } else { name.into() };
    if target.is_windows() {
        // A program finds the library beside it.
        copy(&lib.join("../bin/ks.dll"), &folder.path("ks.dll"))?;
    }
    let flags = flags(folder, target, lib, sysroot)?;
    for (compiler, source) in
        [("cc", "examples/c/quickstart.c"), ("c++", "examples/cpp/quickstart.cpp")]
    {
        let mut compile = compiler_for(context, folder, target, compiler)?;
        if compiler == "c++" {
            compile.arg("-std=c++17");
        }
        compile.arg(example(source)).arg("-o").arg(program("dynamic"));
        run(compile.args(&flags.shared))?;
        if target.triple.contains("-apple-") {
            remembers_the_install_name(&folder.path("dynamic"))?;
        }
        execute(&program("dynamic"))?;
    }
    if target.triple.ends_with("-msvc") {
        not_run(&format!("the static library of {}", name_of(target)), "needs the linker of MSVC");
        return Ok(());
    }
    let mut compile = compiler_for(context, folder, target, "cc")?;
    compile.arg(example("examples/c/quickstart.c")).arg("-o").arg(program("static"));
    compile.args(&flags.archive);
    if uses_zig(target) && !target.triple.contains("-apple-") {
        // gcc links the functions for unwinding by default, zig only for C++.
        compile.arg("-lunwind");
    }
    run(&mut compile)?;
    execute(&program("static"))
}

/// Fails if a program for macOS does not look for the library by its install name.
fn remembers_the_install_name(program: &Path) -> Outcome {
    let name = b"@rpath/libks.0.dylib\0";
    let bytes = fs::read(program).map_err(|e| failed(program, &e))?;
    if bytes.windows(name.len()).any(|window| window == name) {
        Ok(())
    } else {
        Err(format!("{} does not load @rpath/libks.0.dylib", program.display()))
    }
}

/// The compiler's flags for linking with the shared library and with the static one.
struct Flags {
    shared: Vec<String>,
    archive: Vec<String>,
}

/// Asks pkg-config for the flags. Windows has none, so there the files are named directly.
fn flags(folder: &Folder, target: &Target, lib: &Path, sysroot: Option<&Path>) -> Outcome<Flags> {
    let file = |name: &str| lib.join(name).display().to_string();
    let pkg_config = |arguments: &[&str]| -> Outcome<Vec<String>> {
        let mut pkg_config = folder.command("pkg-config");
        pkg_config.env("PKG_CONFIG_PATH", lib.join("pkgconfig")).args(arguments);
        if let Some(sysroot) = sysroot {
            pkg_config.env("PKG_CONFIG_SYSROOT_DIR", sysroot);
        }
        let printed = read(pkg_config.arg("kaltura-ks"))?;
        Ok(printed.split_whitespace().map(str::to_owned).collect())
    };
    if target.is_windows() {
        let include = format!("-I{}", file("../include"));
        let gnu = target.triple.ends_with("-gnu");
        let import = file(if gnu { "libks.dll.a" } else { "ks.dll.lib" });
        let system = ["kernel32", "ntdll", "userenv", "ws2_32", "dbghelp"];
        let system = system.iter().map(|name| format!("-l{name}"));
        let archive = [include.clone(), file("libks.a")].into_iter().chain(system).collect();
        return Ok(Flags { shared: vec![include, import], archive });
    }
    // The linker prefers the shared library, so the static one is named by its path.
    let libraries = pkg_config(&["--libs", "--static"])?;
    let mut archive = pkg_config(&["--cflags"])?;
    archive.push(file("libks.a"));
    archive.extend(libraries.into_iter().filter(|flag| flag != "-lks"));
    Ok(Flags { shared: pkg_config(&["--cflags", "--libs"])?, archive })
}

/// Returns whether zig compiles programs for the target: not on the target itself, unless that
/// is Windows, which has no compiler of this kind.
fn uses_zig(target: &Target) -> bool {
    target.is_windows() || !matches!(target.run, Run::Native)
}

/// Returns the compiler of this machine, or zig as a compiler for another one.
fn compiler_for(
    context: &Context<'_>,
    folder: &Folder,
    target: &Target,
    compiler: &str,
) -> Outcome<Command> {
    if !uses_zig(target) {
        return Ok(folder.command(compiler));
    }
    let architecture = target.architecture();
    let zig_target = match target.glibc {
        Some(version) => format!("{architecture}-linux-gnu.{version}"),
        None if target.is_windows() => format!("{architecture}-windows-gnu"),
        None => format!("{architecture}-macos"),
    };
    let mut zig = zig::Tools::install(context)?.command(context, "python -m ziglang")?;
    zig.current_dir(folder.path("")).args([compiler, "-target", &zig_target]);
    Ok(zig)
}
