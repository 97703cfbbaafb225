//! Tests whether timing depends on secret data, like dudect: two classes of inputs, measured
//! in random order, and Welch's t test between the times of the classes.
//!
//! |t| below 4.5 is no evidence of a difference. Every run measures a comparison that stops
//! at the first difference too, to show that a difference would be seen.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use aes::Aes128;
use aes::cipher::{Array, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use ks_core::{Keyring, Nonce, Session, Signer, Version};
use sha1::{Digest, Sha1};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW: i64 = 1_700_000_000;
const MEASUREMENTS: usize = 200_000;
/// Calls per measurement, because the clock's resolution is about that of one call.
const CALLS: usize = 4;
/// Measurements above this share of all are interruptions by the system.
const KEPT: f64 = 0.90;
const THRESHOLD: f64 = 4.5;
/// Inputs of each class, so that no place in memory stands for a class.
const INPUTS: usize = 16;

fn main() -> ExitCode {
    println!("{MEASUREMENTS} measurements of {CALLS} calls each; |t| < {THRESHOLD} is expected");
    let keyring = Keyring::new(SECRET).expect("a valid secret");
    let mut passed = true;
    let mut report = |name: &str, t: f64, expected: bool| {
        let verdict = if (t.abs() < THRESHOLD) == expected { "as expected" } else { "UNEXPECTED" };
        passed &= verdict == "as expected";
        println!("{name:<52} t = {t:>8.2}  {verdict}");
    };

    let v1 = |wrong: usize| (0..INPUTS).map(|_| forged_v1(wrong)).collect::<Vec<_>>();
    report(
        "v1: first or last digit of the signature is wrong",
        compare([v1(0), v1(39)], |ks| keyring.decode(ks).is_err()),
        true,
    );
    let v2 = |wrong: usize| (0..INPUTS).map(|_| forged_v2(wrong)).collect::<Vec<_>>();
    report(
        "v2: first or last byte of the digest is wrong",
        compare([v2(0), v2(19)], |ks| keyring.decode(ks).is_err()),
        true,
    );
    for version in [Version::V1, Version::V2] {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        // Alternately, so that the classes are mixed in memory.
        let (mut fixed, mut varied) = (Vec::new(), Vec::new());
        for _ in 0..INPUTS {
            fixed.push(Signer::new(102, SECRET).expect("a valid secret"));
            let secret = format!("{:016x}{:016x}", random.next(), random.next());
            varied.push(Signer::new(102, secret).expect("a valid secret"));
        }
        let session = Session::user("user@example.com").version(version);
        let generate = |signer: &Signer| {
            let nonce = Nonce::Block([7; 16]);
            signer.generate_with_nonce(&session, NOW, &nonce).is_ok()
        };
        let name = format!("v{}: generate with one secret or various", version.number());
        report(&name, compare([fixed, varied], generate), true);
    }
    let texts = |wrong: usize| {
        let text = move || {
            let mut text = vec![b'a'; 4096];
            text[wrong] = b'b';
            text
        };
        (0..INPUTS).map(|_| text()).collect::<Vec<_>>()
    };
    let reference = vec![b'a'; 4096];
    report(
        "control: a comparison that stops at the difference",
        compare([texts(0), texts(4095)], |text| *text == reference),
        false,
    );
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns Welch's t between the times that a function takes for two classes of inputs.
fn compare<T>(classes: [Vec<T>; 2], call: impl Fn(&T) -> bool) -> f64 {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut times = Vec::with_capacity(MEASUREMENTS);
    for _ in 0..MEASUREMENTS {
        let choice = random.next();
        let class = usize::from(choice & 1 == 1);
        let input = &classes[class][(choice >> 8) as usize % INPUTS];
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call(black_box(input)));
        }
        times.push((class, start.elapsed().as_nanos() as f64));
    }
    let mut sorted: Vec<f64> = times.iter().map(|&(_, time)| time).collect();
    sorted.sort_by(f64::total_cmp);
    let limit = sorted[(sorted.len() as f64 * KEPT) as usize];
    let of = |class| times.iter().filter(move |it| it.0 == class && it.1 <= limit).map(|it| it.1);
    welch(of(0).collect(), of(1).collect())
}

fn welch(a: Vec<f64>, b: Vec<f64>) -> f64 {
    let moments = |times: &[f64]| {
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    };
    let ((mean_a, error_a), (mean_b, error_b)) = (moments(&a), moments(&b));
    (mean_a - mean_b) / (error_a + error_b).sqrt()
}

/// Xorshift: which class is measured next must only not follow a pattern.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Returns a v1 KS in which one digit of the signature is wrong.
fn forged_v1(wrong: usize) -> String {
    let info = "102;102;1700003600;0;r;user@example.com;;;";
    let digest = Sha1::new_with_prefix(SECRET).chain_update(info).finalize();
    let mut hex: Vec<u8> = digest.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect();
    hex[wrong] = if hex[wrong] == b'0' { b'1' } else { b'0' };
    STANDARD.encode([&hex, b"|", info.as_bytes()].concat())
}

/// Returns a v2 KS in which one byte of the encrypted digest is wrong.
fn forged_v2(wrong: usize) -> String {
    let body = [&[7; 16], &b"_e=1700003600&_t=0&_u=user%40example.com"[..]].concat();
    let mut digest = Sha1::digest(&body);
    digest[wrong] ^= 1;
    let mut plain = [&digest[..], &body].concat();
    plain.resize(plain.len().next_multiple_of(16), 0);
    let key = Sha1::digest(SECRET);
    let (blocks, _) = Array::slice_as_chunks_mut(&mut plain);
    cbc::Encryptor::<Aes128>::new_from_slices(&key[..16], &[0; 16])
        .expect("a key of 16 bytes")
        .encrypt_blocks(blocks);
    URL_SAFE.encode([b"v2|102|", &plain[..]].concat())
}
