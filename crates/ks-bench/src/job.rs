//! A job that can be timed.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Errors are human-readable messages.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Does its work `count` times and returns how long that took.
pub type TimedLoop = Box<dyn FnMut(u32) -> Outcome<Duration>>;

/// The rows that are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Generating a v2 KS.
    Generate,
    /// Generating a v1 KS.
    GenerateV1,
    /// Reading a v2 KS, the same each time.
    Read,
    /// Reading different v2 KSs.
    ReadVaried,
}

/// One row of the table.
pub struct Job {
    /// The group of the row.
    pub group: Group,
    /// The name in the table.
    pub name: String,
    /// How to run the job, or why it cannot run.
    pub run: Result<TimedLoop, String>,
}

impl Job {
    /// Creates a job of this process. `once` does the work once.
    pub fn new<T, F>(group: Group, name: &str, mut once: F) -> Self
    where
        F: FnMut() -> ks_core::Result<T> + 'static,
    {
        let run = move |count| {
            let start = Instant::now();
            for _ in 0..count {
                black_box(once()?);
            }
            Ok(start.elapsed())
        };
        Self { group, name: name.into(), run: Ok(Box::new(run)) }
    }
}
