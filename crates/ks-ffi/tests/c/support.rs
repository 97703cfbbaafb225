//! Compiles and runs programs as a user of the installed library does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

#[path = "../../../xtask/src/install.rs"]
pub(crate) mod install;

/// The warnings that every program here must compile without.
const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

static PREFIX: LazyLock<PathBuf> = LazyLock::new(|| {
    let prefix = scratch("prefix");
    install::install(&install::Layout::new(&prefix)).unwrap();
    prefix
});

/// Returns the prefix below which the library is installed, by the code of
/// `cargo xtask install`.
pub(crate) fn prefix() -> &'static Path {
    &PREFIX
}

/// Returns the root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Returns a path of this name for temporary files.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libks").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

/// Checks that a tool is installed.
///
/// # Panics
///
/// If it is not: a test that cannot run fails.
pub(crate) fn need(tool: &str, package: &str) {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
    assert!(found.status.success(), "{tool} is missing: apt-get install {package}");
}

/// Runs a command, which must succeed.
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

/// Runs a command, which must succeed, and returns its standard output.
pub(crate) fn stdout_of(command: &mut Command) -> String {
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

/// Returns a command that runs a program under valgrind and fails on any leak or
/// error.
pub(crate) fn valgrind(program: &Path) -> Command {
    need("valgrind", "valgrind");
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"])
        .args(["--errors-for-leak-kinds=definite,indirect,possible", "--error-exitcode=99"])
        .arg(program);
    command
}

/// The compiler flags for AddressSanitizer and UBSan, which stop the program at the
/// first error.
pub(crate) const SANITIZERS: [&str; 2] =
    ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
