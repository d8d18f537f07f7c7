//! Runs the pieces of a proof over threads, shows how far it is, and keeps what is done, so that
//! an interrupted proof goes on where it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::digest::root;
use crate::proof::{Piece, Plan};
use crate::tally::Tally;

/// What a proof came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The counts over all inputs.
    pub tally: Tally,
    /// The digest of all results, where the plan makes one.
    pub digest: Option<String>,
    /// How long it took, earlier runs that were interrupted included.
    pub seconds: f64,
}

/// What is kept of an unfinished proof.
#[derive(Default, Serialize, Deserialize)]
struct Checkpoint {
    /// Of the program: results of another build do not count.
    program: String,
    seconds: f64,
    pieces: BTreeMap<usize, Piece>,
}

/// So often is it written.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Does what is left of a proof. `name` says what is proved, and is the name of what is kept in
/// the folder `keep`.
///
/// # Errors
/// If what is done cannot be kept.
pub fn run(plan: &dyn Plan, name: &str, keep: Option<&Path>) -> Result<Outcome> {
    let path = keep.map(|folder| folder.join(format!("{}.json", file_name(name))));
    let program = program()?;
    let mut checkpoint = path.as_deref().map(read).unwrap_or_default();
    if checkpoint.program != program {
        checkpoint = Checkpoint { program, ..Checkpoint::default() };
    }
    let bar = bar(plan, name, checkpoint.pieces.values().map(|p| p.tally.inputs).sum());
    let begin = Instant::now();
    let before = checkpoint.seconds;
    let todo: Vec<usize> =
        (0..plan.pieces()).filter(|piece| !checkpoint.pieces.contains_key(piece)).collect();
    let state = Mutex::new((checkpoint, Instant::now()));
    todo.into_par_iter().with_max_len(1).try_for_each(|index| -> Result<()> {
        let piece = plan.run(index, &|inputs| bar.inc(inputs));
        let (checkpoint, written) = &mut *state.lock().expect("no thread panics with it");
        checkpoint.pieces.insert(index, piece);
        checkpoint.seconds = before + begin.elapsed().as_secs_f64();
        if let Some(path) = path.as_deref().filter(|_| written.elapsed() > KEEP_EVERY) {
            write(path, checkpoint)?;
            *written = Instant::now();
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let (checkpoint, _) = state.into_inner().expect("no thread panics with it");
    if let Some(path) = path.filter(|path| path.exists()) {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let mut tally = Tally::default();
    checkpoint.pieces.values().for_each(|piece| tally.merge(&piece.tally));
    let chains: Option<Vec<_>> = checkpoint.pieces.values().map(|piece| piece.chain).collect();
    Ok(Outcome { tally, digest: chains.map(root), seconds: before + begin.elapsed().as_secs_f64() })
}

fn bar(plan: &dyn Plan, name: &str, done: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{msg} [{bar:30}] {percent:>3} % {human_pos} of {human_len}, {eta} left",
    );
    let bar = ProgressBar::new(plan.inputs()).with_message(name.to_string());
    bar.set_style(style.expect("the template is right").progress_chars("=> "));
    bar.inc(done);
    bar.reset_eta();
    bar
}

/// A digest of the running program.
fn program() -> Result<String> {
    let path = std::env::current_exe().context("cannot find the running program")?;
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

fn read(path: &Path) -> Checkpoint {
    // One that is not there, or damaged, is as good as none: the proof begins anew.
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(path: &Path, checkpoint: &Checkpoint) -> Result<()> {
    replace(path, &serde_json::to_vec(checkpoint)?)
}

/// Writes a file beside its place and moves it there, so that it is never half written.
///
/// # Errors
/// If the folder cannot be made, or the file not written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let say = || format!("cannot write {}", path.display());
    fs::create_dir_all(folder).with_context(say)?;
    let beside = PathBuf::from(format!("{}.part", path.display()));
    fs::write(&beside, bytes).with_context(say)?;
    fs::rename(&beside, path).with_context(say)
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || "=.-".contains(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts its pieces, and stops the work after some of them.
    struct Counting {
        done: AtomicUsize,
        stop_after: usize,
    }

    impl Plan for Counting {
        fn pieces(&self) -> usize {
            8
        }
        fn inputs(&self) -> u64 {
            8
        }
        fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
            let done = self.done.fetch_add(1, Ordering::SeqCst);
            assert!(done < self.stop_after, "interrupted");
            std::thread::sleep(KEEP_EVERY / 4);
            advance(1);
            let mut tally = Tally { inputs: 1, ..Tally::default() };
            tally.error(piece as f64, piece as f64);
            let chain = Some(blake3::Hasher::new().finalize().into());
            Piece { tally, chain }
        }
    }

    #[test]
    fn an_interrupted_proof_goes_on_where_it_was() {
        let folder = std::env::temp_dir().join(format!("ogive-verify-{}", std::process::id()));
        let plan = |stop_after| Counting { done: AtomicUsize::new(0), stop_after };
        let first = plan(6);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let stopped = pool.install(|| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                run(&first, "x y", Some(&folder))
            }))
        });
        assert!(stopped.is_err());
        let second = plan(usize::MAX);
        let outcome = run(&second, "x y", Some(&folder)).unwrap();
        assert!((1..8).contains(&second.done.load(Ordering::SeqCst)));
        assert_eq!((outcome.tally.inputs, outcome.tally.worst), (8, 7.0));
        assert!(!folder.join("x_y.json").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
