//! `ks.hpp`.

use std::process::Command;

use crate::support::{SANITIZERS, compile, run, valgrind};

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
