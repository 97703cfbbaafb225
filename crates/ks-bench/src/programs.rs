//! The programs that the benchmarks run. To add one, put its source into `programs/`,
//! implement the protocol of [`crate::program`], and add it to [`PROGRAMS`].

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::job::{Group, Outcome};
use crate::program::Program;

/// The fastest other implementation, which the core should beat.
pub const BEST_C: &str = "C, OpenSSL: everything kept";
/// A call of the C ABI, compared with the same call in Rust.
pub const C_GENERATE: &str = "C, libks: generate";
/// The same for decode.
pub const C_DECODE: &str = "C, libks: decode";
/// The same for verify.
pub const C_VERIFY: &str = "C, libks: verify";
/// Kaltura's Python client.
pub const OFFICIAL_PYTHON: &str = "Python, official client: v2";

/// A call of the Python module.
pub const PYTHON: &str = "Python, kaltura_ks: kept signer";
/// Many calls at once of the Python module.
pub const PYTHON_MANY: &str = "Python, kaltura_ks: generate_many, per KS";
/// A call of the npm package.
pub const NODE: &str = "Node: kept signer";
/// The same job with Node's own crypto module.
pub const NODE_CRYPTO: &str = "Node: node:crypto, kept key";

/// The same for decode with a keyring.
pub const NODE_DECODE: &str = "Node: decode, keyring";
/// Decoding with Node's own crypto module.
pub const NODE_CRYPTO_DECODE: &str = "Node: node:crypto decode, kept key";
/// The same for verify with a keyring.
pub const NODE_VERIFY: &str = "Node: verify, keyring";
/// Verifying with Node's own crypto module.
pub const NODE_CRYPTO_VERIFY: &str = "Node: node:crypto verify, kept key";

/// All programs.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "C, libks",
        jobs: &[
            (Group::Generate, "generate", "generate"),
            (Group::Read, "decode", "decode"),
            (Group::Read, "verify", "verify"),
        ],
        prepare: libks,
    },
    Program {
        name: "C, OpenSSL",
        jobs: &[
            (Group::Generate, "everything kept", "kept"),
            (Group::Generate, "nothing kept", "anew"),
        ],
        prepare: openssl,
    },
    Program {
        name: "Python, official client",
        jobs: &[(Group::Generate, "v2", "v2"), (Group::GenerateV1, "v1", "v1")],
        prepare: official_client,
    },
    Program {
        name: "Python, kaltura_ks",
        jobs: &[
            (Group::Generate, "kept signer", "signer"),
            (Group::Generate, "generate_many, per KS", "generate_many"),
            (Group::Generate, "new signer each time", "generate"),
            (Group::Generate, "cryptography, by hand", "careful"),
            (Group::Read, "decode", "decode"),
            (Group::Read, "decode, keyring", "keyring_decode"),
            (Group::Read, "decode_many, per KS", "decode_many"),
            (Group::Read, "verify", "verify"),
            (Group::Read, "verify, keyring", "keyring_verify"),
            (Group::Read, "verify_many, per KS", "verify_many"),
        ],
        prepare: python_module,
    },
    Program {
        name: "Node",
        jobs: &[
            (Group::Generate, "kept signer", "node: Signer.generate"),
            (Group::Generate, "generateMany, per KS", "node: Signer.generateMany"),
            (Group::Generate, "new signer each time", "node: generate"),
            (Group::Generate, "node:crypto, kept key", "node:crypto: generate, kept key"),
            (Group::Generate, "node:crypto", "node:crypto: generate"),
            (Group::Read, "decode", "node: decode"),
            (Group::Read, "decode, keyring", "node: Keyring.decode"),
            (Group::Read, "verify", "node: verify"),
            (Group::Read, "verify, keyring", "node: Keyring.verify"),
            (Group::Read, "node:crypto decode", "node:crypto: decode"),
            (Group::Read, "node:crypto decode, kept key", "node:crypto: decode, kept key"),
            (Group::Read, "node:crypto verify", "node:crypto: verify"),
            (Group::Read, "node:crypto verify, kept key", "node:crypto: verify, kept key"),
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
    // The name that the program is linked with.
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
        // The client does not declare that it imports lxml, and it generates v1 KSs
        // if pycryptodome is missing.
        let packages = ["KalturaApiClient", "pycryptodome", "lxml"];
        let mut pip = Command::new(&python);
        finish(pip.args(["-m", "pip", "--quiet", "install"]).args(packages), HINT)?;
    }
    let mut command = Command::new(python);
    command.arg(source("official_client.py"));
    Ok(command)
}

/// Runs the Python module as the tests have installed it.
fn python_module() -> Outcome<Command> {
    let root = Path::new(SOURCES).join("../../..");
    let python = root.join("target/python-tests/tools/bin/python");
    let mut imports = Command::new(&python);
    imports.args(["-c", "import kaltura_ks"]);
    finish(&mut imports, "needs the installed module; run `cargo xtask test python`")?;
    let mut command = Command::new(python);
    command.arg(root.join("bindings/python/bench.py"));
    Ok(command)
}

/// Runs the npm package as the tests have built it.
fn npm_package() -> Outcome<Command> {
    let package = Path::new(SOURCES).join("../../../bindings/node");
    if !package.join("dist/node.mjs").exists() {
        return Err("needs the built package; run `cargo xtask test node`".into());
    }
    let mut command = Command::new("node");
    command.arg(package.join("bench.mjs"));
    Ok(command)
}

fn source(name: &str) -> PathBuf {
    Path::new(SOURCES).join(name)
}

/// Returns the directory for built programs, beside this program under `target/`.
fn folder() -> Outcome<PathBuf> {
    let folder = env::current_exe()?.with_file_name("bench-programs");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs a command. The error contains its message and the hint.
fn finish(command: &mut Command, hint: &str) -> Outcome<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let run = command.output().map_err(|error| format!("{name}: {error}; {hint}"))?;
    if run.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&run.stderr);
    let error = words.lines().find(|line| line.to_lowercase().contains("error"));
    let said = error.or(words.lines().next()).unwrap_or("no message");
    Err(format!("{name} failed ({}); {hint}", said.trim()).into())
}
