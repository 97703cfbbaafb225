//! Random blocks from a CSPRNG per thread, seeded by the system and reseeded in a forked
//! child.

use std::cell::RefCell;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

struct Source {
    rng: StdRng,
    /// The [`ks_fork::epoch`] in which it was seeded.
    epoch: u64,
}

std::thread_local! {
    static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
}

/// Returns 16 random bytes that no other call and no other process returns.
pub(crate) fn random_block() -> Result<[u8; 16]> {
    let mut block = [0; 16];
    let Some(epoch) = ks_fork::epoch() else {
        return system(&mut block).map(|()| block);
    };
    let filled = SOURCE.try_with(|source| {
        if let Some(seeded) = source.borrow_mut().as_mut().filter(|it| it.epoch == epoch) {
            seeded.rng.fill_bytes(&mut block);
            return Ok(());
        }
        // Nothing is borrowed here: in WASM the system is JavaScript, which may call back.
        let mut seeded = seed(epoch)?;
        seeded.rng.fill_bytes(&mut block);
        *source.borrow_mut() = Some(seeded);
        Ok(())
    });
    // A thread that is ending has no generator anymore.
    filled.unwrap_or_else(|_| system(&mut block)).map(|()| block)
}

fn system(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::RandomUnavailable)
}

#[cold]
fn seed(epoch: u64) -> Result<Source> {
    let mut seed = Zeroizing::new([0; 32]);
    system(&mut *seed)?;
    Ok(Source { rng: StdRng::from_seed(*seed), epoch })
}
