//! What the core does, as a caller calls it.

use std::hint::black_box;

use ks_core::{Expected, Keyring, Session, Signer, Version};

use crate::inputs::{self, NOW, PARTNER_ID, SECRET};
use crate::job::{Group, Job};

/// The row that other rows and the bars refer to.
pub const MAKE: &str = "generate: kept signer";
/// With the session kept too.
pub const MAKE_KEPT: &str = "generate: kept signer, kept session";
/// What the server sees.
pub const DECODE: &str = "decode";
/// What a service accepts.
pub const VERIFY: &str = "verify";

/// The same, v1.
pub const MAKE_V1: &str = "generate: v1, kept signer";

const MANY: usize = 100;

/// The core's rows.
///
/// # Errors
///
/// Those of the core.
pub fn jobs() -> ks_core::Result<Vec<Job>> {
    let signer = Signer::new(PARTNER_ID, SECRET)?;
    let session = inputs::session()?;
    let ks = signer.generate(&session, NOW)?;
    let keyring = Keyring::new(SECRET)?;

    Ok(vec![
        Job::new(Group::Make, MAKE, {
            let signer = signer.clone();
            move || signer.generate(&inputs::session()?, black_box(NOW))
        }),
        Job::new(Group::Make, MAKE_KEPT, {
            let (signer, session) = (signer.clone(), session.clone());
            move || signer.generate(&session, black_box(NOW))
        }),
        many(signer.clone(), session.clone()),
        Job::new(Group::Make, "generate: new signer each time", || {
            Signer::new(black_box(PARTNER_ID), black_box(SECRET))?
                .generate(&inputs::session()?, black_box(NOW))
        }),
        Job::new(Group::MakeV1, MAKE_V1, move || {
            signer.generate(&inputs::session()?.version(Version::V1), black_box(NOW))
        }),
        Job::new(Group::Read, DECODE, {
            let (keyring, ks) = (keyring.clone(), ks.clone());
            move || keyring.decode(black_box(&ks))
        }),
        Job::new(Group::Read, VERIFY, {
            let (keyring, ks) = (keyring.clone(), ks.clone());
            move || keyring.verify(black_box(&ks), &Expected::new(PARTNER_ID, NOW))
        }),
        Job::new(Group::Read, "explain", move || {
            Ok(ks_core::explain(black_box(&ks), &keyring, &ks_core::Request::at(NOW), []))
        }),
    ])
}

/// Takes one KS at a time from batches of [`MANY`].
fn many(signer: Signer, session: Session<'static>) -> Job {
    let sessions = vec![session; MANY];
    let burst = move |count: u32| {
        let start = std::time::Instant::now();
        let mut left = count as usize;
        while left > 0 {
            let batch = &sessions[..left.min(MANY)];
            for ks in signer.generate_many(batch, black_box(NOW)) {
                black_box(ks?);
            }
            left -= batch.len();
        }
        Ok(start.elapsed())
    };
    Job {
        group: Group::Make,
        name: format!("generate_many, {MANY} at a time"),
        burst: Ok(Box::new(burst)),
    }
}
