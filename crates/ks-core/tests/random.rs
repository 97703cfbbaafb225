//! No two KSs share a nonce: not within a thread, not across threads, and not across processes
//! after a fork.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::HashSet;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use ks_core::{Keyring, Session, Signer};

const NOW: i64 = 1_700_000_000;
const MANY: usize = 2_000;

fn signer() -> Signer {
    Signer::new(102, "0123456789abcdef0123456789abcdef").unwrap()
}

fn hashes(signer: &Signer) -> Vec<String> {
    let keyring = Keyring::new("0123456789abcdef0123456789abcdef").unwrap();
    let session = Session::user("u");
    (0..MANY)
        .map(|_| keyring.decode(&signer.generate(&session, NOW).unwrap()).unwrap().session_hash())
        .collect()
}

#[test]
fn threads_share_a_signer_but_no_nonce() {
    let signer = signer();
    let all: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| hashes(&signer))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 4 * MANY);
}

#[test]
fn a_forked_child_never_repeats_its_parent() {
    let signer = signer();
    let mut all = hashes(&signer); // The parent has a seeded generator before it forks.
    for _ in 0..3 {
        let (mut ours, mut theirs) = UnixStream::pair().unwrap();
        // SAFETY: the child generates KSs, writes to its socket and leaves by `_exit`.
        let child = unsafe { libc::fork() };
        assert!(child >= 0);
        if child == 0 {
            let written = theirs.write_all(hashes(&signer).join("\n").as_bytes());
            // SAFETY: ends the child without running the parent's destructors.
            unsafe { libc::_exit(i32::from(written.is_err())) };
        }
        drop(theirs);
        let mut text = String::new();
        ours.read_to_string(&mut text).unwrap();
        let mut status = 1;
        // SAFETY: waits for the child created above.
        unsafe { libc::waitpid(child, &raw mut status, 0) };
        assert_eq!(status, 0);
        let from_child: Vec<String> = text.lines().map(str::to_owned).collect();
        assert_eq!(from_child.len(), MANY);
        all.extend(from_child);
        all.extend(hashes(&signer));
    }
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 7 * MANY);
}
