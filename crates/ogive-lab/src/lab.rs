//! How experiments are run: in full or quickly, over all cores, and with a bar that says how far they are.

use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

/// What an experiment is run with.
pub struct Lab {
    name: &'static str,
    quick: bool,
}

impl Lab {
    /// For the experiment of this name.
    pub fn new(name: &'static str, quick: bool) -> Lab {
        Lab { name, quick }
    }

    /// A number of runs or epochs: that of the full experiment, or that of a quick try.
    pub fn scale(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// Is this a quick try, of which nothing is kept?
    pub fn quick(&self) -> bool {
        self.quick
    }

    /// Does each job, several at a time; the results are in the order of the jobs. A job knows nothing of the others,
    /// so that the results are the same however many cores there are.
    ///
    /// # Errors
    /// That of the first job that fails.
    pub fn each<J: Sync, R: Send>(
        &self,
        what: &str,
        jobs: &[J],
        work: impl Fn(&J) -> Result<R> + Sync,
    ) -> Result<Vec<R>> {
        let bar = self.bar(what, jobs.len());
        let done = |job| {
            let result = work(job);
            bar.inc(1);
            result
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // A pool of its own: the usual one has a thread for each network, and that is one.
        let pool = ThreadPoolBuilder::new().num_threads(cores).build()?;
        let results = pool.install(|| jobs.par_iter().map(done).collect());
        bar.finish_and_clear();
        results
    }

    /// Does each job, one at a time: for what measures time or memory.
    ///
    /// # Errors
    /// That of the first job that fails.
    pub fn each_alone<J, R>(
        &self,
        what: &str,
        jobs: &[J],
        work: impl Fn(&J) -> Result<R>,
    ) -> Result<Vec<R>> {
        let bar = self.bar(what, jobs.len());
        let results = jobs.iter().map(|job| {
            let result = work(job);
            bar.inc(1);
            result
        });
        let results = results.collect();
        bar.finish_and_clear();
        results
    }

    /// On standard error, if that is a terminal: indicatif sees to it.
    fn bar(&self, what: &str, length: usize) -> ProgressBar {
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos} of {len}, {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(length as u64).with_style(style);
        bar.set_message(format!("{}: {what}", self.name));
        bar.enable_steady_tick(Duration::from_secs(1));
        bar
    }
}

/// All pairs of two lists, the second one running faster.
pub fn pairs<A: Clone, B: Clone>(first: &[A], second: &[B]) -> Vec<(A, B)> {
    let with = |a: &A| second.iter().map(|b| (a.clone(), b.clone())).collect::<Vec<_>>();
    first.iter().flat_map(with).collect()
}
