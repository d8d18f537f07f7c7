//! How far the work is, shown to people who wait.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work that takes longer than this is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error, once the work has taken a second, if a terminal is there.
pub struct Progress {
    begun: Instant,
    bytes: u64,
    done: u64,
    shown: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For so many bytes; never shown if it is to be `quiet`.
    pub fn new(bytes: u64, quiet: bool) -> Progress {
        let shown = !quiet && stderr().is_terminal();
        Progress { begun: Instant::now(), bytes, done: 0, shown, bar: None }
    }

    /// So many bytes more are done.
    pub fn add(&mut self, bytes: u64) {
        self.done += bytes;
        if !self.shown {
            return;
        }
        if self.bar.is_none() && self.begun.elapsed() > PATIENCE {
            let style = ProgressStyle::with_template(
                "{wide_bar} {bytes} of {total_bytes}, {binary_bytes_per_sec}, {eta} left",
            );
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar =
                ProgressBar::new(self.bytes).with_style(style).with_elapsed(self.begun.elapsed());
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }
}

/// It disappears when the work is done, or has failed.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
