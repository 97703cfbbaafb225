//! Tests of `ks.hpp`.

use std::fs;
use std::process::Command;

use crate::support::{SANITIZERS, compile, prefix, run, scratch, valgrind};

const WRAPPER: &str = "crates/ks-ffi/tests/c/wrapper.cpp";

#[test]
fn everything_once() {
    run(&mut valgrind(&compile(WRAPPER, &["-DVALGRIND"])));
}

#[test]
fn everything_once_as_cxx20() {
    run(&mut Command::new(compile(WRAPPER, &["-std=c++20"])));
}

#[test]
fn everything_once_with_sanitizers() {
    run(&mut Command::new(compile(WRAPPER, &SANITIZERS)));
}

/// Ignoring a rejection would grant access to everyone.
#[test]
fn a_result_that_is_ignored_does_not_compile_clean() {
    let source = scratch("ignored.cpp");
    let program = "#include <ks.hpp>\nint main() { kks::keyring(\"s\").try_verify(\"\", {1}); }\n";
    fs::write(&source, program).unwrap();
    let mut command = Command::new("c++");
    command.args(["-std=c++17", "-fsyntax-only", "-I"]).arg(prefix().join("include")).arg(source);
    let output = run(&mut command);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nodiscard"), "{said}");
}
