//! Processes the lines of a file on several threads and writes the results in order.

mod chunks;
mod progress;

use std::io::{self, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use chunks::{CHUNK, Chunk, Chunks};
use progress::Progress;

pub(crate) use chunks::Source;

use crate::failure::Failure;

/// The error if both a secret and the lines are to be read from standard input.
pub(crate) const STDIN_TWICE: &str =
    "--secret-stdin and --batch - cannot both read standard input; use --secret-file";

/// What is done with each line. Every thread has a worker of its own.
pub(crate) trait Worker {
    /// Appends the results of a line to `out`, each as a line.
    fn process(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Counts;
}

/// A line without its end.
pub(crate) struct Line<'a> {
    /// The number of the line, starting at 1.
    pub(crate) number: u64,
    /// `None` if the line exceeds the limit of 16 MiB.
    pub(crate) bytes: Option<&'a [u8]>,
}

/// The number of lines, results and failures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) lines: u64,
    /// All results, including the failures.
    pub(crate) results: u64,
    pub(crate) failures: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.results += other.results;
        self.failures += other.failures;
    }
}

/// Processes all lines of `source` on `jobs` threads, by default one per processor. Memory use does not depend on the
/// number of lines.
///
/// Returns `None` if the reader of standard output has closed it.
pub(crate) fn run<W: Worker>(
    source: Source,
    jobs: Option<NonZero<usize>>,
    worker: impl Fn() -> W + Sync,
) -> Result<Option<Counts>, Failure> {
    let Source { input, size, name } = source;
    // A file of a few chunks needs no more threads than chunks.
    let chunks = size.map_or(u64::MAX, |size| size / CHUNK as u64 + 1);
    let jobs = jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let jobs = jobs.min(usize::try_from(chunks).unwrap_or(usize::MAX)).max(1);
    let pool = Pool {
        input: Mutex::new(Input { chunks: Chunks::new(input), next: 0, line: 1 }),
        output: Mutex::new(Output { next: 0, counts: Counts::default(), end: None }),
        turn: Condvar::new(),
        progress: Progress::new(size),
        name,
    };
    thread::scope(|scope| {
        for _ in 1..jobs {
            scope.spawn(|| pool.work(worker()));
        }
        pool.work(worker());
    });
    drop(pool.progress);
    let output = pool.output.into_inner().unwrap_or_else(PoisonError::into_inner);
    match output.end {
        None => Ok(Some(output.counts)),
        Some(End::Closed) => Ok(None),
        Some(End::Failed(failure)) => Err(failure),
    }
}

/// What the threads share. Each reads a chunk, processes it, and writes its results when
/// all earlier chunks are written.
struct Pool {
    input: Mutex<Input>,
    output: Mutex<Output>,
    /// Signals that `output.next` or `output.end` has changed.
    turn: Condvar,
    progress: Progress,
    /// The name of the source, for errors.
    name: String,
}

struct Input {
    chunks: Chunks,
    /// The index of the next chunk.
    next: u64,
    /// The number of its first line.
    line: u64,
}

struct Output {
    /// The index of the chunk to write next.
    next: u64,
    counts: Counts,
    /// Why nothing more is written.
    end: Option<End>,
}

enum End {
    /// The reader of standard output has closed it.
    Closed,
    Failed(Failure),
}

/// The position of a chunk in the input.
struct Place {
    index: u64,
    line: u64,
}

impl Pool {
    fn work(&self, mut worker: impl Worker) {
        let mut chunk = Chunk::default();
        let mut out = Vec::new();
        while let Some(place) = self.read(&mut chunk) {
            out.clear();
            let counts = process(&mut worker, &chunk, place.line, &mut out);
            if !self.write(place.index, &out, counts) {
                break;
            }
            self.progress.advance(chunk.bytes.len(), counts);
        }
    }

    /// Reads the next chunk. Returns `None` at the end.
    fn read(&self, chunk: &mut Chunk) -> Option<Place> {
        let mut input = lock(&self.input);
        let place = Place { index: input.next, line: input.line };
        match input.chunks.read(chunk) {
            Ok(true) => {
                input.next += 1;
                input.line += chunk.line_count();
                Some(place)
            }
            Ok(false) => None,
            Err(error) => {
                // The chunks before the error are written first.
                let failure = Failure::io(&self.name, &error);
                self.wait_for(place.index).end.get_or_insert(End::Failed(failure));
                self.turn.notify_all();
                None
            }
        }
    }

    /// Writes the results of a chunk after those of all earlier chunks. Returns whether
    /// there is more to do.
    fn write(&self, index: u64, out: &[u8], counts: Counts) -> bool {
        let mut output = self.wait_for(index);
        if output.end.is_none() {
            let mut stdout = io::stdout().lock();
            match stdout.write_all(out).and_then(|()| stdout.flush()) {
                Ok(()) => output.counts.add(counts),
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    output.end = Some(End::Closed);
                }
                Err(error) => {
                    output.end = Some(End::Failed(Failure::io("standard output", &error)));
                }
            }
        }
        output.next = index + 1;
        self.turn.notify_all();
        output.end.is_none()
    }

    /// Waits until the chunk with this index is next, or nothing more is written.
    fn wait_for(&self, index: u64) -> MutexGuard<'_, Output> {
        let is_early = |output: &mut Output| output.next != index && output.end.is_none();
        let output = self.turn.wait_while(lock(&self.output), is_early);
        output.unwrap_or_else(PoisonError::into_inner)
    }
}

fn process(worker: &mut impl Worker, chunk: &Chunk, first: u64, out: &mut Vec<u8>) -> Counts {
    let mut counts = Counts::default();
    for (number, bytes) in (first..).zip(chunk.lines()) {
        counts.add(worker.process(Line { number, bytes }, out));
        counts.lines += 1;
    }
    counts
}

/// Locks a mutex. A thread that panicked ends the program anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Source, Failure> {
    Source::open(path).map_err(|error| Failure::io(path.display(), &error))
}
