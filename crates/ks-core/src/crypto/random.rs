//! Random blocks from a CSPRNG per thread, seeded by the system, and reseeded in a forked child
//! and at intervals.

use std::cell::RefCell;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

struct Source {
    rng: StdRng,
    /// The [`ks_fork::epoch`] in which it was seeded.
    epoch: u64,
    /// How many more blocks it returns before it is reseeded.
    left: u32,
}

/// How many blocks follow a seed. A virtual machine that is restored twice from one snapshot
/// repeats at most this many blocks of each thread. The system call takes less than a
/// nanosecond per block.
const BLOCKS_PER_SEED: u32 = 1024;

std::thread_local! {
    static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
}

/// Returns 16 random bytes that no other call and no other process returns.
pub(crate) fn random_block() -> Result<[u8; 16]> {
    let system_block = || {
        let mut block = [0; 16];
        system(&mut block).map(|()| block)
    };
    let Some(epoch) = ks_fork::epoch() else { return system_block() };
    let block = SOURCE.try_with(|source| {
        let is_fresh = |it: &&mut Source| it.epoch == epoch && it.left > 0;
        if let Some(seeded) = source.borrow_mut().as_mut().filter(is_fresh) {
            return Ok(seeded.block());
        }
        // Nothing is borrowed here: in WASM the system is JavaScript, which may call back.
        let mut seeded = seed(epoch)?;
        let block = seeded.block();
        *source.borrow_mut() = Some(seeded);
        Ok(block)
    });
    // A thread that is ending has no generator anymore.
    block.unwrap_or_else(|_| system_block())
}

impl Source {
    /// Returns the next block. An integer is faster to generate than a slice of bytes.
    fn block(&mut self) -> [u8; 16] {
        self.left -= 1;
        self.rng.random::<u128>().to_le_bytes()
    }
}

fn system(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::RandomUnavailable)
}

#[cold]
fn seed(epoch: u64) -> Result<Source> {
    let mut seed = Zeroizing::new([0; 32]);
    system(&mut *seed)?;
    Ok(Source { rng: StdRng::from_seed(*seed), epoch, left: BLOCKS_PER_SEED })
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn a_generator_is_reseeded() {
        let Some(epoch) = ks_fork::epoch() else { return }; // Every block is from the system.
        let known = || StdRng::from_seed([7; 32]);
        let mut expected = [[0; 16]; 2];
        let mut same = known();
        expected.iter_mut().for_each(|block| same.fill_bytes(block));
        SOURCE.set(Some(Source { rng: known(), epoch, left: 1 }));
        assert_eq!(random_block(), Ok(expected[0]));
        assert_ne!(random_block(), Ok(expected[1]));
        let left = SOURCE.with_borrow(|source| source.as_ref().map(|it| it.left));
        assert_eq!(left, Some(BLOCKS_PER_SEED - 1));
    }
}
