//! Children that are forked one after the other never share a nonce, even if their parent
//! draws none in between.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::HashSet;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use ks_core::Nonce;

const MANY: usize = 500;

fn draw() -> Vec<[u8; 16]> {
    let block = || match Nonce::random().unwrap() {
        Nonce::Block(block) => block,
        Nonce::Text(text) => unreachable!("{text} is not a block"),
    };
    (0..MANY).map(|_| block()).collect()
}

/// Forks a child that draws, and returns what it has drawn.
fn draw_in_child() -> Vec<[u8; 16]> {
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    // SAFETY: the child draws, writes to its socket and leaves by `_exit`.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        let written = theirs.write_all(draw().as_flattened());
        // SAFETY: ends the child without running the parent's destructors.
        unsafe { libc::_exit(i32::from(written.is_err())) };
    }
    drop(theirs);
    let mut bytes = Vec::new();
    ours.read_to_end(&mut bytes).unwrap();
    let mut status = 1;
    // SAFETY: waits for the child created above.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert_eq!(status, 0);
    bytes.as_chunks::<16>().0.to_vec()
}

#[test]
fn siblings_never_share_a_nonce() {
    let mut all = draw(); // The parent has a seeded generator before it forks.
    for _ in 0..3 {
        all.extend(draw_in_child());
    }
    all.extend(draw());
    assert_eq!(all.len(), 5 * MANY);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 5 * MANY);
}
