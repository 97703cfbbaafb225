//! Something that can be timed.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What may fail here fails with a sentence.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Does its work `count` times and says how long that took.
pub type Burst = Box<dyn FnMut(u32) -> Outcome<Duration>>;

/// Which rows are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Making a v2 KS.
    Make,
    /// Making a v1 KS.
    MakeV1,
    /// Reading a v2 KS.
    Read,
}

/// One row of the table.
pub struct Job {
    /// Its group.
    pub group: Group,
    /// Its name in the table.
    pub name: String,
    /// How to run it, or why it cannot.
    pub burst: Result<Burst, String>,
}

impl Job {
    /// A job of this process: `once` is one piece of work.
    pub fn new<T, F>(group: Group, name: &str, mut once: F) -> Self
    where
        F: FnMut() -> ks_core::Result<T> + 'static,
    {
        let burst = move |count| {
            let start = Instant::now();
            for _ in 0..count {
                black_box(once()?);
            }
            Ok(start.elapsed())
        };
        Self { group, name: name.into(), burst: Ok(Box::new(burst)) }
    }
}
