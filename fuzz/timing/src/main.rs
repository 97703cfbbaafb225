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
/// Inputs of each class, which differ in everything but what the class has in common.
const INPUTS: usize = 1024;

fn main() -> ExitCode {
    println!("{MEASUREMENTS} measurements of {CALLS} calls each; |t| < {THRESHOLD} is expected");
    let keyring = Keyring::new(SECRET).expect("a valid secret");
    let mut passed = true;
    let mut report = |name: &str, (t, percent): (f64, f64), expected: bool| {
        let verdict = if (t.abs() < THRESHOLD) == expected { "as expected" } else { "UNEXPECTED" };
        passed &= verdict == "as expected";
        println!("{name:<52} t = {t:>8.2} ({percent:>+6.2} %)  {verdict}");
    };

    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let rejected = |ks: &String| keyring.decode(ks).is_err();
    let mut forged = |forge: fn(usize, &mut Random) -> String, wrong: usize| -> Vec<String> {
        (0..INPUTS).map(|_| forge(wrong, &mut random)).collect()
    };
    report(
        "v1: first or last digit of the signature is wrong",
        compare([forged(forged_v1, 0), forged(forged_v1, 39)], String::clone, rejected),
        true,
    );
    report(
        "v2: first or last byte of the digest is wrong",
        compare([forged(forged_v2, 0), forged(forged_v2, 19)], String::clone, rejected),
        true,
    );
    for version in [Version::V1, Version::V2] {
        let session = Session::user("user@example.com").version(version);
        let signer = |(secret, block): &(String, [u8; 16])| {
            (Signer::new(102, secret).expect("a valid secret"), Nonce::Block(*block))
        };
        let generate = |(signer, nonce): &(Signer, Nonce<'_>)| {
            signer.generate_with_nonce(&session, NOW, nonce).is_ok()
        };
        let mut input = |secret: Option<&str>| {
            let drawn = random.hex();
            (secret.map_or(drawn, str::to_owned), random.block())
        };
        let fixed = (0..INPUTS).map(|_| input(Some(SECRET))).collect();
        let varied = (0..INPUTS).map(|_| input(None)).collect();
        let name = format!("v{}: generate with one secret or various", version.number());
        report(&name, compare([fixed, varied], signer, generate), true);
    }
    let texts = |wrong: usize| {
        let mut text = vec![b'a'; 256];
        text[wrong] = b'b';
        vec![text; INPUTS]
    };
    let reference = vec![b'a'; 256];
    let is_equal = |text: &Vec<u8>| text.iter().zip(&reference).all(|(a, b)| black_box(a) == b);
    report(
        "control: the same class twice",
        compare([texts(255), texts(255)], Vec::clone, is_equal),
        true,
    );
    report(
        "control: a comparison that stops at the difference",
        compare([texts(0), texts(255)], Vec::clone, is_equal),
        false,
    );
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns Welch's t between the times that `call` takes for two classes of inputs, and how much
/// longer the first takes on average, in percent.
///
/// `prepare` creates each input just before it is measured, so that the allocator places every
/// input at the same address. Otherwise the test would measure the difference between two
/// addresses. For the same reason the inputs of a class differ: one text may take 0.5 % longer
/// than another, for reasons that have nothing to do with the class.
fn compare<S, T>(
    classes: [Vec<S>; 2],
    prepare: impl Fn(&S) -> T,
    call: impl Fn(&T) -> bool,
) -> (f64, f64) {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut times = Vec::with_capacity(MEASUREMENTS);
    for _ in 0..MEASUREMENTS {
        let choice = random.next();
        let class = usize::from(choice & 1 == 1);
        let input = prepare(&classes[class][(choice >> 8) as usize % INPUTS]);
        black_box(call(black_box(&input)));
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call(black_box(&input)));
        }
        times.push((class, start.elapsed().as_nanos() as f64));
    }
    let mut sorted: Vec<f64> = times.iter().map(|&(_, time)| time).collect();
    sorted.sort_by(f64::total_cmp);
    let limit = sorted[(sorted.len() as f64 * KEPT) as usize];
    let of = |class| times.iter().filter(move |it| it.0 == class && it.1 <= limit).map(|it| it.1);
    welch(of(0).collect(), of(1).collect())
}

fn welch(a: Vec<f64>, b: Vec<f64>) -> (f64, f64) {
    let moments = |times: &[f64]| {
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    };
    let ((mean_a, error_a), (mean_b, error_b)) = (moments(&a), moments(&b));
    let difference = mean_a - mean_b;
    (difference / (error_a + error_b).sqrt(), 100.0 * difference / mean_b)
}

/// Xorshift: the order and the inputs must only not follow a pattern.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn block(&mut self) -> [u8; 16] {
        let mut block = [0; 16];
        block[..8].copy_from_slice(&self.next().to_le_bytes());
        block[8..].copy_from_slice(&self.next().to_le_bytes());
        block
    }

    fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }
}

/// Returns a v1 KS in which one digit of the signature is wrong.
fn forged_v1(wrong: usize, random: &mut Random) -> String {
    let info = format!("102;102;1700003600;0;{};user@example.com;;;", random.hex());
    let digest = Sha1::new_with_prefix(SECRET).chain_update(&info).finalize();
    let mut hex: Vec<u8> = digest.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect();
    hex[wrong] = if hex[wrong] == b'0' { b'1' } else { b'0' };
    STANDARD.encode([&hex[..], b"|", info.as_bytes()].concat())
}

/// Returns a v2 KS in which one byte of the encrypted digest is wrong.
fn forged_v2(wrong: usize, random: &mut Random) -> String {
    let body = [&random.block(), &b"_e=1700003600&_t=0&_u=user%40example.com"[..]].concat();
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
