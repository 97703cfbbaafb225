//! A line on a terminal that tells how far a long batch is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Short work needs no bar.
const SILENT: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(200);
/// The clock is not asked for each line.
const LINES_A_LOOK: u64 = 256;
const WIDTH: u64 = 24;

pub(crate) struct Progress {
    /// Somebody watches, and the bar does not mix with the output.
    watched: bool,
    size: Option<u64>,
    bytes: u64,
    lines: u64,
    bad: u64,
    started: Instant,
    drawn: Option<Instant>,
}

impl Progress {
    /// `size` is how many bytes there are to read, where that is known.
    pub(crate) fn new(size: Option<u64>) -> Self {
        Self {
            watched: io::stderr().is_terminal() && !io::stdout().is_terminal(),
            size: size.filter(|&size| size > 0),
            bytes: 0,
            lines: 0,
            bad: 0,
            started: Instant::now(),
            drawn: None,
        }
    }

    /// A line of so many bytes is done.
    pub(crate) fn advance(&mut self, bytes: usize, bad: u64) {
        self.lines += 1;
        self.bytes += bytes as u64;
        self.bad = bad;
        if !self.watched || !self.lines.is_multiple_of(LINES_A_LOOK) {
            return;
        }
        let now = Instant::now();
        let due = match self.drawn {
            None => now.duration_since(self.started) > SILENT,
            Some(drawn) => now.duration_since(drawn) > BETWEEN,
        };
        if due {
            self.drawn = Some(now);
            // A bar that cannot be drawn is no reason to stop.
            let _ = write!(io::stderr(), "\r{}\x1b[K", self.line());
        }
    }

    fn line(&self) -> String {
        let counts = match self.bad {
            0 => format!("{} lines", self.lines),
            bad => format!("{} lines, {bad} bad", self.lines),
        };
        let Some(size) = self.size else { return counts };
        let done = self.bytes.min(size);
        let bar: String =
            (0..WIDTH).map(|i| if i * size < done * WIDTH { '#' } else { '.' }).collect();
        format!("[{bar}] {:3} %  {counts}", done * 100 / size)
    }
}

/// Takes the bar away.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_tells_how_far_it_is() {
        let mut progress = Progress::new(Some(100));
        progress.advance(25, 0);
        assert_eq!(progress.line(), "[######..................]  25 %  1 lines");
        progress.advance(500, 1);
        assert_eq!(progress.line(), "[########################] 100 %  2 lines, 1 bad");
        assert_eq!(Progress::new(None).line(), "0 lines");
    }
}
