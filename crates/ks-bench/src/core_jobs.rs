//! The jobs of the core.

use std::hint::black_box;

use ks_core::{Keyring, Nonce, Signer, VerifyOptions, Version};

use crate::inputs::{self, NOW, PARTNER_ID, SECRET};
use crate::job::{Group, Job};

/// The row that other rows and the targets refer to.
pub const GENERATE: &str = "generate: kept signer";
/// The same with a kept session.
pub const GENERATE_KEPT: &str = "generate: kept signer, kept session";
/// Into a kept buffer.
pub const WRITE: &str = "write: kept signer, session and buffer";
/// With a signer for each KS.
pub const GENERATE_ANEW: &str = "generate: new signer each time";
/// Decoding, as the server does.
pub const DECODE: &str = "decode";
/// Verifying, as a service does.
pub const VERIFY: &str = "verify";

/// Decoding different KSs.
pub const DECODE_VARIED: &str = "decode, different KSs";
/// Verifying different KSs.
pub const VERIFY_VARIED: &str = "verify, different KSs";

/// Generating a v1 KS.
pub const GENERATE_V1: &str = "generate: v1, kept signer";

/// Returns the jobs of the core.
///
/// # Errors
///
/// Those of the core.
pub fn jobs() -> ks_core::Result<Vec<Job>> {
    let signer = Signer::new(PARTNER_ID, SECRET)?;
    let session = inputs::session()?;
    let ks = signer.generate(&session, NOW)?;
    let keyring = Keyring::new(SECRET)?;
    let varied = inputs::varied()?;

    Ok(vec![
        Job::new(Group::Generate, GENERATE, {
            let signer = signer.clone();
            move || signer.generate(&inputs::session()?, black_box(NOW))
        }),
        Job::new(Group::Generate, GENERATE_KEPT, {
            let (signer, session) = (signer.clone(), session.clone());
            move || signer.generate(&session, black_box(NOW))
        }),
        Job::new(Group::Generate, WRITE, {
            let (signer, session, mut out) = (signer.clone(), session.clone(), Vec::new());
            move || {
                out.clear();
                signer.write(&session, black_box(NOW), &Nonce::random()?, &mut out)?;
                black_box(&out);
                Ok(())
            }
        }),
        Job::new(Group::Generate, GENERATE_ANEW, || {
            Signer::new(black_box(PARTNER_ID), black_box(SECRET))?
                .generate(&inputs::session()?, black_box(NOW))
        }),
        Job::new(Group::GenerateV1, GENERATE_V1, move || {
            signer.generate(&inputs::session()?.version(Version::V1), black_box(NOW))
        }),
        Job::new(Group::Read, DECODE, {
            let (keyring, ks) = (keyring.clone(), ks.clone());
            move || keyring.decode(black_box(&ks))
        }),
        Job::new(Group::Read, VERIFY, {
            let (keyring, ks) = (keyring.clone(), ks.clone());
            move || keyring.verify(black_box(&ks), &VerifyOptions::new(PARTNER_ID, NOW))
        }),
        Job::new(Group::Read, "explain", {
            let keyring = keyring.clone();
            move || Ok(ks_core::explain(black_box(&ks), &keyring, &ks_core::Request::at(NOW), []))
        }),
        Job::new(Group::ReadVaried, DECODE_VARIED, {
            let (keyring, kss, mut next) = (keyring.clone(), varied.clone(), 0);
            move || {
                next = (next + 1) % kss.len();
                keyring.decode(black_box(&kss[next]))
            }
        }),
        Job::new(Group::ReadVaried, VERIFY_VARIED, {
            let (kss, mut next) = (varied, 0);
            move || {
                next = (next + 1) % kss.len();
                keyring.verify(black_box(&kss[next]), &VerifyOptions::new(PARTNER_ID, NOW))
            }
        }),
    ])
}
