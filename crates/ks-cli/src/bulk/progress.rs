//! A progress bar on a terminal.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Counts;

const INTERVAL: Duration = Duration::from_millis(200);

pub(super) struct Progress {
    bar: ProgressBar,
    lines: AtomicU64,
    failures: AtomicU64,
}

impl Progress {
    /// Shows a bar for `size` bytes, or only the counts if the size is unknown. Nothing is
    /// shown if the results go to the same terminal.
    pub(super) fn new(size: Option<u64>) -> Self {
        let bar = if io::stdout().is_terminal() || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr());
            let template =
                if size.is_some() { "[{bar:24}] {percent:>3} %  {msg}" } else { "{msg}" };
            // The templates are constant, so parsing them cannot fail.
            let style = ProgressStyle::with_template(template);
            bar.set_style(
                style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("##."),
            );
            bar.enable_steady_tick(INTERVAL);
            bar
        };
        Self { bar, lines: AtomicU64::new(0), failures: AtomicU64::new(0) }
    }

    pub(super) fn advance(&self, bytes: usize, counts: Counts) {
        if self.bar.is_hidden() {
            return;
        }
        let add = |total: &AtomicU64, count| total.fetch_add(count, Ordering::Relaxed) + count;
        let lines = add(&self.lines, counts.lines);
        let failures = add(&self.failures, counts.failures);
        self.bar.set_message(match failures {
            0 => format!("{lines} lines"),
            _ => format!("{lines} lines, {failures} failed"),
        });
        self.bar.inc(bytes as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
