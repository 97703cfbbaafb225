//! `cargo xtask`: the commands that contributors and CI run.
//!
//! It has no dependencies, because every other command waits for its build.
#![forbid(unsafe_code)]

mod bench;
mod checks;
mod console;
mod dist;
mod fuzz;
mod install;
mod mutants;
mod publish;
mod run;
mod sanitize;
mod soak;
mod suite;
mod suites;
mod test;
mod timing;
mod wasm;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use run::{Outcome, Workspace};

const HELP: &str = "\
cargo xtask test [SUITE...]   run the tests of all suites, or of those named
                              (rust, c, python, node, console, workflows,
                              dependencies); engines, which needs 400 MB of
                              packages, runs only if named
cargo xtask bench [--quick]   run the benchmarks
cargo xtask bench --check     compare the instructions per call with the recorded ones
cargo xtask bench --record    record the instructions per call
cargo xtask console           build target/console/ks-console.html, the offline console
cargo xtask install --prefix DIR [--libdir lib64] [--target TARGET]
                              install libks for C and C++: the library, headers,
                              pkg-config and CMake files. The files are written below
                              DESTDIR if that variable is set
cargo xtask dist [--target TRIPLE]... [ARTIFACT...]
                              build the packages of a release into target/dist:
                              python, ks, ks-wheel, libks, deb, npm, console, crates
cargo xtask dist --check [--target TRIPLE]... [ARTIFACT...]
                              install them in empty directories, and use them
cargo xtask msrv              compile everything with the oldest supported Rust
cargo xtask advisories        look for known vulnerabilities of the dependencies
cargo xtask compare [TAG]     compare the Rust API and the ABI of libks.so with the
                              last release
cargo xtask collect DIR       copy the packages that several machines built, each in
                              a folder of DIR, to target/dist
cargo xtask publish REGISTRY  publish target/dist to crates, python or npm; for the
                              release workflow
cargo xtask fuzz [TARGET...] [--seconds N]
                              run the fuzz targets, for a minute each by default
cargo xtask mutants [FILE...] [OPTION...]
                              test whether the core's tests notice changed code
cargo xtask miri              run tests in Miri, which finds undefined behavior
cargo xtask tsan              run the tests of threads under ThreadSanitizer
cargo xtask soak [LANGUAGE...] [--calls N]
                              test that memory stays flat over ten million calls
cargo xtask timing            test whether timing depends on secret data
cargo xtask header            regenerate include/ks.h
cargo xtask wasm              check that the WASM target can be built, and print how
cargo xtask help              print this help";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Outcome {
    let workspace = Workspace::find()?;
    match arguments {
        ["test", suites @ ..] => test::test(&workspace, suites),
        ["bench"] => bench::bench(&workspace, false),
        ["bench", "--quick"] => bench::bench(&workspace, true),
        ["bench", "--check"] => bench::check(&workspace),
        ["bench", "--record"] => bench::record(&workspace),
        ["fuzz", arguments @ ..] => fuzz::fuzz(&workspace, arguments),
        ["mutants", arguments @ ..] => mutants::mutants(&workspace, arguments),
        ["miri"] => sanitize::miri(&workspace),
        ["tsan"] => sanitize::tsan(&workspace),
        ["soak", arguments @ ..] => soak::soak(&workspace, arguments),
        ["timing"] => timing::timing(&workspace),
        ["header"] => {
            let test = "cargo test --quiet --package ks-ffi --test c header";
            run::run(workspace.command(test).env("KS_WRITE_HEADER", "1"))
        }
        ["install", options @ ..] => install_libks(options),
        ["dist", arguments @ ..] => dist::dist(&workspace, arguments),
        ["msrv"] => checks::msrv::msrv(&workspace),
        ["advisories"] => checks::dependencies::advisories(&workspace),
        ["compare"] => checks::compare::compare(&workspace, None),
        ["compare", tag] => checks::compare::compare(&workspace, Some(tag)),
        ["collect", parts] => publish::collect(&workspace, Path::new(parts)),
        ["publish", registry] => publish::publish(&workspace, registry),
        ["console"] => console::build(&workspace),
        ["wasm"] => {
            println!("{}", wasm::toolchain(&workspace)?);
            Ok(())
        }
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("unknown command: {}\n\n{HELP}", arguments.join(" "))),
    }
}

/// Runs `cargo xtask install`.
fn install_libks(options: &[&str]) -> Outcome {
    let mut prefix = None;
    let mut libdir = None;
    let mut target = None;
    for option in options.chunks(2) {
        match option {
            ["--prefix", value] => prefix = Some(*value),
            ["--libdir", value] => libdir = Some(*value),
            ["--target", value] => target = Some((*value).to_owned()),
            _ => return Err(format!("unknown option of install: {}\n\n{HELP}", option.join(" "))),
        }
    }
    let prefix = prefix.ok_or("install needs a directory: --prefix DIR")?;
    let mut layout = install::Layout { target, ..install::Layout::new(prefix) };
    if let Some(libdir) = libdir {
        // Packagers also give an absolute path, such as /usr/lib64.
        let relative = Path::new(libdir).strip_prefix(prefix).unwrap_or(Path::new(libdir));
        if relative.is_absolute() {
            return Err(format!("--libdir {libdir} is not below the prefix {prefix}"));
        }
        layout.libdir = relative.display().to_string();
    }
    layout.destdir = env::var_os("DESTDIR").filter(|dir| !dir.is_empty()).map(Into::into);
    install::install(&layout)?;
    println!("installed libks in {prefix}; for a system prefix, run ldconfig once");
    Ok(())
}
