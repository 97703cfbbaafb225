//! The floor: the primitives that a KS cannot do without, on the same bytes and
//! with the same crates and engines as the core. No fields, no checks, no heap.

use std::cell::RefCell;
use std::hint::black_box;

use aes::Aes128;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, Simd};
use ks_core::Signer;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha1::{Digest, Sha1};

use crate::inputs::{self, NOW, PARTNER_ID, SECRET};
use crate::job::{Group, Job, Outcome};

/// The whole of making; what the core's rows are measured against.
pub const MAKE: &str = "floor";
/// The whole of reading.
pub const READ: &str = "floor of reading";

const HASH: usize = 20;
const RANDOM: usize = 16;
const BLOCK: usize = 16;

thread_local! {
    static RNG: RefCell<Option<StdRng>> = const { RefCell::new(None) };
}

fn random(out: &mut [u8]) {
    RNG.with_borrow_mut(|rng| {
        rng.get_or_insert_with(|| {
            let mut seed = [0; 32];
            // Without a system source the time is still right; the core's rows fail.
            let _ = getrandom::fill(&mut seed);
            StdRng::from_seed(seed)
        })
        .fill_bytes(out);
    });
}

/// From `plain` to `cipher`, both whole blocks.
fn encrypt(aes: &Aes128, plain: &[u8], cipher: &mut [u8]) {
    let (plain, _) = Array::slice_as_chunks(plain);
    let (cipher, _) = Array::slice_as_chunks_mut(cipher);
    let mut mode = cbc::Encryptor::<&Aes128>::inner_iv_init(aes, &[0; BLOCK].into());
    // Of equal length, so it cannot fail.
    let _ = mode.encrypt_blocks_b2b(plain, cipher);
}

fn decrypt(aes: &Aes128, bytes: &mut [u8]) {
    let (blocks, _) = Array::slice_as_chunks_mut(bytes);
    cbc::Decryptor::<&Aes128>::inner_iv_init(aes, &[0; BLOCK].into()).decrypt_blocks(blocks);
}

/// One KS taken apart, and all that can be kept from one KS to the next: the
/// fields, the key schedule, the engines, the buffers.
#[derive(Clone)]
struct Parts {
    aes: Aes128,
    encoder: Simd,
    decoder: Simd,
    /// Hash, body and zero padding in clear.
    plain: Vec<u8>,
    /// Where the body ends in `plain`.
    end: usize,
    /// `v2|partner|` and the encrypted blocks.
    bytes: Vec<u8>,
    /// Where the blocks begin in `bytes`.
    head: usize,
    /// The KS.
    text: Vec<u8>,
    /// How much of `text` is not padding.
    unpadded: usize,
}

impl Parts {
    fn new() -> Outcome<Self> {
        let ks = Signer::new(PARTNER_ID, SECRET)?.generate(&inputs::session()?, NOW)?;
        let unpadded = ks.trim_end_matches('=').len();
        let config = GeneralPurposeConfig::new();
        let without_padding = config
            .with_encode_padding(false)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone);
        let decoder = Simd::url_safe(without_padding);
        let key: [u8; 16] = Sha1::digest(SECRET)[..16].try_into()?;
        let aes = Aes128::new(&key.into());

        let head = format!("v2|{PARTNER_ID}|").len();
        let bytes = decoder.decode(&ks[..unpadded])?;
        let mut plain = bytes[head..].to_vec();
        decrypt(&aes, &mut plain);
        let end = plain.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
        let encoder = Simd::url_safe(config);
        Ok(Self { aes, encoder, decoder, plain, end, bytes, head, text: ks.into(), unpadded })
    }

    fn hash(&mut self) {
        let hash = Sha1::digest(&self.plain[HASH..self.end]);
        self.plain[..HASH].copy_from_slice(&hash);
    }

    fn encrypt(&mut self) {
        encrypt(&self.aes, &self.plain, &mut self.bytes[self.head..]);
    }

    fn encode(&mut self) {
        // `text` has the length of the KS, so it cannot fail.
        let _ = self.encoder.encode_slice(&self.bytes, &mut self.text);
    }

    fn decode(&mut self) {
        // As above.
        let _ = self.decoder.decode_slice(&self.text[..self.unpadded], &mut self.bytes);
    }

    /// Everything that making takes, on fields that stand there already.
    fn make(&mut self) {
        random(&mut self.plain[HASH..HASH + RANDOM]);
        self.hash();
        self.encrypt();
        self.encode();
    }

    /// Everything that reading takes but the fields. Whether the hash is right.
    fn read(&mut self) -> bool {
        self.decode();
        let plain = &mut self.bytes[self.head..];
        decrypt(&self.aes, plain);
        *Sha1::digest(&plain[HASH..self.end]) == plain[..HASH]
    }
}

/// The floors and their parts.
///
/// # Errors
///
/// Those of the core, which makes the KS that they are measured on.
pub fn jobs() -> Outcome<Vec<Job>> {
    let parts = Parts::new()?;
    let part = |group, what: &str, bytes: usize, once: fn(&mut Parts)| {
        job(group, &format!("  {what} {bytes} bytes"), &parts, once)
    };
    let (body, blocks, all) = (parts.end - HASH, parts.plain.len(), parts.bytes.len());
    Ok(vec![
        job(Group::Make, MAKE, &parts, Parts::make),
        part(Group::Make, "SHA-1 of", body, Parts::hash),
        part(Group::Make, "AES-128-CBC of", blocks, Parts::encrypt),
        part(Group::Make, "base64 of", all, Parts::encode),
        part(Group::Make, "random:", RANDOM, |parts| {
            random(&mut parts.plain[HASH..HASH + RANDOM]);
        }),
        job(Group::Read, READ, &parts, |parts| {
            black_box(parts.read());
        }),
        part(Group::Read, "base64 to", all, Parts::decode),
        part(Group::Read, "AES-128-CBC to", blocks, |parts| {
            decrypt(&parts.aes, &mut parts.plain);
        }),
    ])
}

fn job(group: Group, name: &str, parts: &Parts, once: fn(&mut Parts)) -> Job {
    let mut parts = parts.clone();
    Job::new(group, name, move || {
        once(black_box(&mut parts));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_makes_and_reads_the_ks_of_the_inputs() -> Outcome<()> {
        let mut parts = Parts::new()?;
        let given = parts.text.clone();
        parts.make();
        assert_ne!(parts.text, given, "the random block is not drawn anew");
        inputs::check(std::str::from_utf8(&parts.text)?)?;
        assert!(parts.read());
        Ok(())
    }
}
