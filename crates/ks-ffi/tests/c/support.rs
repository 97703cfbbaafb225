//! Compiling and running programs as a user of the installed library would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

#[path = "../../../xtask/src/install.rs"]
mod install;

/// What every program here must compile clean with.
const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

static PREFIX: LazyLock<PathBuf> = LazyLock::new(|| {
    let prefix = scratch("prefix");
    install::install(&prefix).unwrap();
    prefix
});

/// The library, installed as `cargo xtask install` does it.
pub(crate) fn prefix() -> &'static Path {
    &PREFIX
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A place of this name for what tests make.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libks").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

/// Makes sure that a tool is there.
///
/// # Panics
///
/// Where it is not: a test that cannot be run has not passed.
pub(crate) fn need(tool: &str, package: &str) {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
    assert!(found.status.success(), "{tool} is missing: apt-get install {package}");
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// What a command prints that must succeed.
pub(crate) fn says(command: &mut Command) -> String {
    String::from_utf8(run(command).stdout).unwrap()
}

/// Compiles a C or C++ program against the shared library.
pub(crate) fn compile(source: &str, flags: &[&str]) -> PathBuf {
    let source = root().join(source);
    let cplusplus = source.extension().is_some_and(|extension| extension == "cpp");
    let (compiler, standard) = if cplusplus { ("c++", "-std=c++17") } else { ("cc", "-std=c99") };
    need(compiler, if cplusplus { "g++" } else { "gcc" });
    let stem = source.file_stem().unwrap().to_str().unwrap();
    let program = scratch(&format!("{stem}{}", flags.concat().replace(['/', ',', '='], "-")));
    let lib = prefix().join("lib");
    let mut command = Command::new(compiler);
    command
        .args([standard, "-g", "-O1"])
        .args(WARNINGS)
        .args(flags)
        .arg("-I")
        .arg(prefix().join("include"))
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .arg("-L")
        .arg(&lib)
        .args(["-lks", "-lpthread"])
        .arg(format!("-Wl,-rpath,{}", lib.display()));
    run(&mut command);
    program
}

/// A program under valgrind: no leak and no error, or it fails.
pub(crate) fn valgrind(program: &Path) -> Command {
    need("valgrind", "valgrind");
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"])
        .args(["--errors-for-leak-kinds=definite,indirect,possible", "--error-exitcode=99"])
        .arg(program);
    command
}

/// The flags for AddressSanitizer and UBSan, which end the program at a finding.
pub(crate) const SANITIZERS: [&str; 2] =
    ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
