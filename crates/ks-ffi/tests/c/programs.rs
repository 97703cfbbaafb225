//! Runs the C programs of this folder, plain and under memory checkers.

use std::collections::HashSet;
use std::process::Command;

use crate::support::{SANITIZERS, compile, prefix, run, stdout_of, valgrind};

const HOSTILE: &str = "crates/ks-ffi/tests/c/hostile.c";
const THREADS: &str = "crates/ks-ffi/tests/c/threads.c";
const FORK: &str = "crates/ks-ffi/tests/c/fork.c";

#[test]
fn hostile_arguments() {
    run(&mut Command::new(compile(HOSTILE, &["-DPLAIN"])));
}

#[test]
fn hostile_arguments_under_valgrind() {
    run(&mut valgrind(&compile(HOSTILE, &["-DVALGRIND"])));
}

#[test]
fn hostile_arguments_with_sanitizers() {
    let program = compile(HOSTILE, &SANITIZERS);
    // Makes sure that the sanitizers are part of the program.
    assert!(stdout_of(Command::new("nm").arg(&program)).contains("__asan_init"));
    run(&mut Command::new(program));
}

#[test]
fn handles_that_were_freed() {
    run(&mut Command::new(compile("crates/ks-ffi/tests/c/freed.c", &[])));
}

/// Generates ten million KSs.
#[test]
fn threads_share_a_signer() {
    let threads = compile(THREADS, &["-D_GNU_SOURCE"]);
    print!("{}", stdout_of(Command::new(threads).arg("10000000")));
}

#[test]
fn threads_under_valgrind() {
    let threads = compile(THREADS, &["-D_GNU_SOURCE", "-DVALGRIND"]);
    run(valgrind(&threads).arg("4000"));
}

#[test]
fn a_forked_child_never_repeats_a_nonce() {
    let program = compile(FORK, &["-D_GNU_SOURCE"]);
    let printed = stdout_of(&mut Command::new(program));
    let lines: Vec<&str> = printed.lines().collect();
    let different: HashSet<&str> = lines.iter().copied().collect();
    // The first process prints 4 times, each of its three children and their children once.
    assert_eq!(lines.len(), 10 * 200);
    assert_eq!(different.len(), lines.len());
}

/// The fork handler of an unloaded library must not run.
#[test]
fn a_program_can_fork_after_it_unloaded_the_library() {
    let program = compile("crates/ks-ffi/tests/c/unload.c", &["-D_GNU_SOURCE", "-Wl,--as-needed"]);
    run(Command::new(program).arg(prefix().join("lib/libks.so")));
}
