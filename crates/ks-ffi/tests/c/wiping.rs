//! Freed handles leave no secret and no key in memory: `scan.c` searches its own
//! memory for them.

use std::process::Command;

use sha1::{Digest, Sha1};

use crate::support::{compile, stdout_of};

/// A secret that is in no other file of the repository.
const SECRET: [u8; 32] = *b"f9e8d7c6b5a49382716f5e4d3c2b1a09";

/// Multiplication by `x` in the field of AES (FIPS 197, 4.2.1).
fn times_x(byte: u8) -> u8 {
    (byte << 1) ^ if byte & 0x80 == 0 { 0 } else { 0x1b }
}

fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 != 0 {
            product ^= a;
        }
        a = times_x(a);
        b >>= 1;
    }
    product
}

/// The S-box (FIPS 197, 5.1.1).
fn substitute(byte: u8) -> u8 {
    let inverse = (0..=255).find(|&other| times(byte, other) == 1).unwrap_or(0);
    (0..5).fold(0x63, |all, n| all ^ inverse.rotate_left(n))
}

/// The round keys of AES-128 for encryption, the key first (FIPS 197, 5.2).
fn round_keys(key: [u8; 16]) -> Vec<[u8; 16]> {
    let mut keys = vec![key];
    let mut constant = 1;
    for _ in 0..10 {
        let last = keys[keys.len() - 1];
        let mut word = [last[13], last[14], last[15], last[12]].map(substitute);
        word[0] ^= constant;
        constant = times_x(constant);
        let mut next = last;
        for column in next.chunks_exact_mut(4) {
            column.iter_mut().zip(word).for_each(|(byte, other)| *byte ^= other);
            word = [column[0], column[1], column[2], column[3]];
        }
        keys.push(next);
    }
    keys
}

/// A round key for decryption with the instructions of the processor (FIPS 197,
/// 5.3.5).
fn inverse_mix_columns(key: [u8; 16]) -> [u8; 16] {
    let byte = |i: usize| {
        let column = &key[i / 4 * 4..][..4];
        let factors = [14, 11, 13, 9];
        (0..4).fold(0, |sum, n| sum ^ times(column[(i + n) % 4], factors[n]))
    };
    std::array::from_fn(byte)
}

#[test]
fn the_key_schedule_is_that_of_the_standard() {
    // FIPS 197, appendix A.1.
    let key = *b"\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";
    let last = *b"\xd0\x14\xf9\xa8\xc9\xee\x25\x89\xe1\x3f\x0c\xc8\xb6\x63\x0c\xa6";
    assert_eq!(round_keys(key)[10], last);
    // FIPS 197, 4.2.3: the columns that MixColumns maps to these.
    let mixed = *b"\x04\x66\x81\xe5\xe0\xcb\x19\x9a\x48\xf8\xd3\x7a\x28\x06\x26\x4c";
    let plain = *b"\xd4\xbf\x5d\x30\xe0\xb4\x52\xae\xb8\x41\x11\xf1\x1e\x27\x98\xe5";
    assert_eq!(inverse_mix_columns(mixed), plain);
}

/// Bytes as arguments of `scan.c`: masked, in hex.
fn masked(bytes: &[u8]) -> String {
    let byte =
        |(i, byte): (usize, &u8)| format!("{:02x}", byte ^ (0x80 | u8::try_from(i).unwrap()));
    bytes.iter().enumerate().map(byte).collect()
}

#[test]
fn freed_handles_leave_no_secret() {
    let digest = Sha1::digest(SECRET);
    let keys = round_keys(digest[..16].try_into().unwrap());
    let inverse = keys[1..10].iter().map(|key| inverse_mix_columns(*key));
    let mut arguments = vec![masked(&SECRET), masked(&digest)];
    arguments.extend(keys.iter().copied().chain(inverse).map(|key| masked(&key)));
    let printed = stdout_of(
        Command::new(compile("crates/ks-ffi/tests/c/scan.c", &["-D_GNU_SOURCE"])).args(arguments),
    );
    let count = |line: &str| line.split(' ').map(|n| n.parse().unwrap()).collect();
    let counts: Vec<Vec<u32>> = printed.lines().map(count).collect();
    println!("secret, digest, key, round keys: {:?}, freed: {:?}", counts[0], counts[1]);
    // The program finds what it searches for.
    assert!(counts[0][0] >= 3, "{printed}");
    assert_eq!(counts[1], [0; 4], "{printed}");
}
