//! The programs of others. To add one: put its source into `programs/`, let it
//! answer as [`crate::program`] says, and add it to [`PROGRAMS`].

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::job::{Group, Outcome};
use crate::program::Program;

/// The row that the core is to beat.
pub const BEST_C: &str = "C, OpenSSL: everything kept";
/// A call of the C ABI, to be held against the core's own row.
pub const C_MAKE: &str = "C, libks: generate";
/// The same for decode.
pub const C_DECODE: &str = "C, libks: decode";
/// The same for verify.
pub const C_VERIFY: &str = "C, libks: verify";
/// Kaltura's Python client.
pub const OFFICIAL_PYTHON: &str = "Python, official client: v2";

/// A call of the Python module.
pub const PYTHON: &str = "Python, kaltura_ks: kept signer";
/// A call of the npm package.
pub const NODE: &str = "Node: kept signer";
/// The same job on Node's own crypto.
pub const NODE_CRYPTO: &str = "Node: node:crypto, kept key";

/// All of them.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "C, libks",
        jobs: &[
            (Group::Make, "generate", "generate"),
            (Group::Read, "decode", "decode"),
            (Group::Read, "verify", "verify"),
        ],
        prepare: libks,
    },
    Program {
        name: "C, OpenSSL",
        jobs: &[(Group::Make, "everything kept", "kept"), (Group::Make, "everything anew", "anew")],
        prepare: openssl,
    },
    Program {
        name: "Python, official client",
        jobs: &[(Group::Make, "v2", "v2"), (Group::MakeV1, "v1", "v1")],
        prepare: official_client,
    },
    Program {
        name: "Python, kaltura_ks",
        jobs: &[
            (Group::Make, "kept signer", "signer"),
            (Group::Make, "generate_many, per KS", "generate_many"),
            (Group::Make, "new signer each time", "generate"),
            (Group::Make, "cryptography, by hand", "careful"),
            (Group::Read, "decode", "decode"),
            (Group::Read, "verify", "verify"),
        ],
        prepare: python_module,
    },
    Program {
        name: "Node",
        jobs: &[
            (Group::Make, "kept signer", "node: Signer.generate"),
            (Group::Make, "generateMany, per KS", "node: Signer.generateMany"),
            (Group::Make, "new signer each time", "node: generate"),
            (Group::Make, "node:crypto, kept key", "node:crypto: generate, kept key"),
            (Group::Make, "node:crypto", "node:crypto: generate"),
            (Group::Read, "decode", "node: decode"),
            (Group::Read, "verify", "node: verify"),
            (Group::Read, "node:crypto, opened only", "node:crypto: decode"),
        ],
        prepare: npm_package,
    },
];

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/programs");

fn libks() -> Outcome<Command> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--package", "ks-ffi"]).current_dir(SOURCES);
    finish(&mut build, "the library is built with cargo")?;
    let folder = folder()?;
    let program = folder.join("libks");
    // By the name that the program asks the loader for.
    let library = folder.join("libks.so.0");
    fs::copy(folder.with_file_name("libks.so"), &library)?;
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut cc = Command::new(&compiler);
    cc.args(["-O3", "-o"]).arg(&program).arg(source("libks.c")).arg(&library);
    cc.arg(format!("-I{SOURCES}/../../../include"));
    cc.arg(format!("-Wl,-rpath,{}", folder.display()));
    finish(&mut cc, "needs a C compiler (apt-get install gcc)")?;
    Ok(Command::new(program))
}

fn openssl() -> Outcome<Command> {
    let program = folder()?.join("openssl_ks");
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".into());
    let mut cc = Command::new(&compiler);
    cc.args(["-O3", "-o"]).arg(&program).arg(source("openssl_ks.c")).arg("-lcrypto");
    finish(&mut cc, "needs a C compiler and OpenSSL's headers (apt-get install gcc libssl-dev)")?;
    Ok(Command::new(program))
}

fn official_client() -> Outcome<Command> {
    const HINT: &str = "needs Python 3 with venv, and its package index";
    let environment = folder()?.join("official-client");
    let python = environment.join("bin/python");
    let imports = Command::new(&python).args(["-c", "import KalturaClient, Crypto"]).output();
    if !imports.is_ok_and(|run| run.status.success()) {
        let mut venv = Command::new("python3");
        finish(venv.args(["-m", "venv", "--clear"]).arg(&environment), HINT)?;
        // The client imports lxml without asking for it, and falls back to v1
        // without pycryptodome.
        let packages = ["KalturaApiClient", "pycryptodome", "lxml"];
        let mut pip = Command::new(&python);
        finish(pip.args(["-m", "pip", "--quiet", "install"]).args(packages), HINT)?;
    }
    let mut command = Command::new(python);
    command.arg(source("official_client.py"));
    Ok(command)
}

/// Our module as the tests have installed it.
fn python_module() -> Outcome<Command> {
    let root = Path::new(SOURCES).join("../../..");
    let python = root.join("target/python-tests/tools/bin/python");
    let mut imports = Command::new(&python);
    imports.args(["-c", "import kaltura_ks"]);
    finish(&mut imports, "needs the module installed (`cargo xtask test python` does it)")?;
    let mut command = Command::new(python);
    command.arg(root.join("bindings/python/bench.py"));
    Ok(command)
}

/// The npm package as the tests have built it.
fn npm_package() -> Outcome<Command> {
    let package = Path::new(SOURCES).join("../../../bindings/node");
    if !package.join("dist/node.mjs").exists() {
        return Err("needs the package built (`cargo xtask test node` does it)".into());
    }
    let mut command = Command::new("node");
    command.arg(package.join("bench.mjs"));
    Ok(command)
}

fn source(name: &str) -> PathBuf {
    Path::new(SOURCES).join(name)
}

/// Where programs are built: under `target/`, beside this one.
fn folder() -> Outcome<PathBuf> {
    let folder = env::current_exe()?.with_file_name("bench-programs");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs a command to its end. Its own words, and the hint, where it fails.
fn finish(command: &mut Command, hint: &str) -> Outcome<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let run = command.output().map_err(|error| format!("{name}: {error}; {hint}"))?;
    if run.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&run.stderr);
    let error = words.lines().find(|line| line.to_lowercase().contains("error"));
    let said = error.or(words.lines().next()).unwrap_or("no word why");
    Err(format!("{name} failed ({}); {hint}", said.trim()).into())
}
