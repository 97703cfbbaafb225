//! Soak tests: the memory of a process stays flat over ten million calls.

use std::process::Command;

use crate::install;
use crate::run::{Outcome, Workspace, run};

/// A language, and how its program is run.
type Program = (&'static str, fn(&Workspace) -> Outcome<Command>);

/// `libks` is built for all but Rust, Python and Node.
const PROGRAMS: &[Program] = &[
    ("rust", |here| {
        let mut cargo = here.command("cargo run --release --package ks-soak --");
        cargo.current_dir(here.path("fuzz"));
        Ok(cargo)
    }),
    ("c", c),
    // The module must be installed.
    ("python", |here| Ok(here.command("python3 fuzz/soak/soak.py"))),
    // `cargo xtask test node` builds the package.
    ("node", |here| Ok(here.command("node --expose-gc fuzz/soak/soak.mjs"))),
    ("ruby", |here| with_libks(here, "ruby -I bindings/ruby/lib fuzz/soak/soak.rb")),
    ("php", |here| with_libks(here, "php fuzz/soak/soak.php")),
];

/// Runs the program of each language, or of those named, with ten million calls or `--calls N`.
pub(crate) fn soak(here: &Workspace, arguments: &[&str]) -> Outcome {
    let (languages, calls) = match arguments {
        [languages @ .., "--calls", calls] => (languages, *calls),
        languages => (languages, "10000000"),
    };
    let is_known = |name: &&str| PROGRAMS.iter().any(|(known, _)| known == name);
    if let Some(unknown) = languages.iter().find(|name| !is_known(name)) {
        let known: Vec<&str> = PROGRAMS.iter().map(|(name, _)| *name).collect();
        return Err(format!("no soak test for {unknown}; there are {}", known.join(", ")));
    }
    for (name, program) in PROGRAMS {
        if languages.is_empty() || languages.contains(name) {
            run(program(here)?.arg(calls))?;
        }
    }
    Ok(())
}

/// Compiles the program in C.
fn c(here: &Workspace) -> Outcome<Command> {
    let prefix = libks(here)?;
    let program = here.path("target/soak/soak");
    let mut cc = here.command("cc -O2 -Wall -Wextra fuzz/soak/soak.c -lks -o");
    cc.arg(&program).arg("-I").arg(format!("{prefix}/include")).arg(format!("-L{prefix}/lib"));
    run(&mut cc)?;
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", format!("{prefix}/lib"));
    Ok(command)
}

fn with_libks(here: &Workspace, line: &str) -> Outcome<Command> {
    let library = format!("{}/lib/libks.so.0", libks(here)?);
    let mut command = here.command(line);
    command.env("KALTURA_KS_LIBRARY", library);
    Ok(command)
}

/// Installs libks below `target`, and returns where.
fn libks(here: &Workspace) -> Outcome<String> {
    let prefix = here.path("target/soak/prefix");
    install::install(&install::Layout::new(&prefix))?;
    Ok(prefix.display().to_string())
}
