//! The floor: the primitives that every KS needs, on the same bytes and with the same
//! crates as the core, without fields, checks or heap allocations.

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

/// All primitives of generating.
pub const GENERATE: &str = "floor";
/// All primitives of reading.
pub const READ: &str = "floor of reading";
/// The same for different KSs.
pub const READ_VARIED: &str = "floor of reading, different KSs";

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
            // On failure the time is still right, and the jobs of the core report it.
            let _ = getrandom::fill(&mut seed);
            StdRng::from_seed(seed)
        })
        .fill_bytes(out);
    });
}

/// Encrypts `plain` to `cipher`. Both are whole blocks.
fn encrypt(aes: &Aes128, plain: &[u8], cipher: &mut [u8]) {
    let (plain, _) = Array::slice_as_chunks(plain);
    let (cipher, _) = Array::slice_as_chunks_mut(cipher);
    let mut mode = cbc::Encryptor::<&Aes128>::inner_iv_init(aes, &[0; BLOCK].into());
    // This cannot fail, because the lengths are equal.
    let _ = mode.encrypt_blocks_b2b(plain, cipher);
}

fn decrypt(aes: &Aes128, bytes: &mut [u8]) {
    let (blocks, _) = Array::slice_as_chunks_mut(bytes);
    cbc::Decryptor::<&Aes128>::inner_iv_init(aes, &[0; BLOCK].into()).decrypt_blocks(blocks);
}

/// The parts of one KS, with everything that can be reused across KSs: the fields, the
/// key schedule, the engines and the buffers.
#[derive(Clone)]
struct Parts {
    aes: Aes128,
    encoder: Simd,
    decoder: Simd,
    /// The hash, the body and the zero padding before encryption.
    plain: Vec<u8>,
    /// The end of the body in `plain`.
    end: usize,
    /// `v2|partner|` and the encrypted blocks.
    bytes: Vec<u8>,
    /// The start of the blocks in `bytes`.
    head: usize,
    /// The KS.
    text: Vec<u8>,
    /// The length of `text` without its padding.
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
        // This cannot fail, because `text` has the length of the KS.
        let _ = self.encoder.encode_slice(&self.bytes, &mut self.text);
    }

    fn decode(&mut self) {
        // This cannot fail, because `bytes` has the length of the decoded KS.
        let _ = self.decoder.decode_slice(&self.text[..self.unpadded], &mut self.bytes);
    }

    /// Does everything that generating needs, with fields that are already in place.
    fn generate(&mut self) {
        random(&mut self.plain[HASH..HASH + RANDOM]);
        self.hash();
        self.encrypt();
        self.encode();
    }

    /// Does the same for any KS.
    fn read_text(&mut self, text: &Text) -> bool {
        // This cannot fail, because `bytes` has the length of the longest KS.
        let length = self.decoder.decode_slice(&text.ks[..text.unpadded], &mut self.bytes);
        let plain = &mut self.bytes[text.head..length.unwrap_or_default()];
        decrypt(&self.aes, plain);
        *Sha1::digest(&plain[HASH..text.end]) == plain[..HASH]
    }

    /// Does everything that reading needs except for the fields. Returns whether the hash
    /// is right.
    fn read(&mut self) -> bool {
        self.decode();
        let plain = &mut self.bytes[self.head..];
        decrypt(&self.aes, plain);
        *Sha1::digest(&plain[HASH..self.end]) == plain[..HASH]
    }
}

/// Returns the jobs of the floors and of their parts.
///
/// # Errors
///
/// Those of the core, which generates the KS that is measured.
pub fn jobs() -> Outcome<Vec<Job>> {
    let parts = Parts::new()?;
    let part = |group, what: &str, bytes: usize, once: fn(&mut Parts)| {
        job(group, &format!("  {what} {bytes} bytes"), &parts, once)
    };
    let (body, blocks, all) = (parts.end - HASH, parts.plain.len(), parts.bytes.len());
    Ok(vec![
        job(Group::Generate, GENERATE, &parts, Parts::generate),
        part(Group::Generate, "SHA-1 of", body, Parts::hash),
        part(Group::Generate, "AES-128-CBC of", blocks, Parts::encrypt),
        part(Group::Generate, "base64 of", all, Parts::encode),
        part(Group::Generate, "random:", RANDOM, |parts| {
            random(&mut parts.plain[HASH..HASH + RANDOM]);
        }),
        job(Group::Read, READ, &parts, |parts| {
            black_box(parts.read());
        }),
        part(Group::Read, "base64 to", all, Parts::decode),
        part(Group::Read, "AES-128-CBC to", blocks, |parts| {
            decrypt(&parts.aes, &mut parts.plain);
        }),
        varied()?,
    ])
}

/// A KS to read, and where its parts are.
struct Text {
    ks: Vec<u8>,
    /// The length of the KS without its padding.
    unpadded: usize,
    /// The start of the blocks in the decoded KS, and the end of the body in the blocks.
    head: usize,
    end: usize,
}

/// Returns the job that reads different KSs, one after the other.
fn varied() -> Outcome<Job> {
    let mut parts = Parts::new()?;
    let mut texts = Vec::new();
    for ks in inputs::varied()? {
        let unpadded = ks.trim_end_matches('=').len();
        let mut bytes = parts.decoder.decode(&ks[..unpadded])?;
        decrypt(&parts.aes, &mut bytes[parts.head..]);
        let end = bytes[parts.head..].iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
        texts.push(Text { ks: ks.into(), unpadded, head: parts.head, end });
    }
    parts.bytes = vec![0; texts.iter().map(|text| text.ks.len()).max().unwrap_or_default()];
    let mut next = 0;
    Ok(Job::new(Group::ReadVaried, READ_VARIED, move || {
        next = (next + 1) % texts.len();
        black_box(parts.read_text(black_box(&texts[next])));
        Ok(())
    }))
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
    fn the_floor_generates_and_reads_the_ks_of_the_inputs() -> Outcome<()> {
        let mut parts = Parts::new()?;
        let given = parts.text.clone();
        parts.generate();
        assert_ne!(parts.text, given, "the random block did not change");
        inputs::check(std::str::from_utf8(&parts.text)?)?;
        assert!(parts.read());
        let ks: Vec<u8> = inputs::varied()?.swap_remove(7).into();
        let unpadded = ks.iter().filter(|&&b| b != b'=').count();
        let mut bytes = parts.decoder.decode(&ks[..unpadded])?;
        decrypt(&parts.aes, &mut bytes[parts.head..]);
        let end = bytes[parts.head..].iter().rposition(|&b| b != 0).unwrap_or_default() + 1;
        parts.bytes.resize(ks.len(), 0);
        let mut text = Text { ks, unpadded, head: parts.head, end };
        assert!(parts.read_text(&text));
        text.ks[40] ^= 1;
        assert!(!parts.read_text(&text));
        Ok(())
    }
}
