//! The threads that large arrays are divided over: a pool of this module's own, made when first needed.

use std::env;
use std::mem;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use arc_swap::ArcSwapOption;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::mode;

static POOL: ArcSwapOption<ThreadPool> = ArcSwapOption::const_empty();

/// The number that [`set_num_threads`] was given; 0 until then.
static CHOSEN: AtomicUsize = AtomicUsize::new(0);

/// The pool; none where one thread is to do all the work.
pub fn pool() -> PyResult<Option<Arc<ThreadPool>>> {
    if let Some(pool) = POOL.load_full() {
        return Ok(Some(pool));
    }
    let count = get_num_threads()?;
    if count == 1 {
        return Ok(None);
    }
    let places = places(count);
    let builder = ThreadPoolBuilder::new()
        .num_threads(count)
        .thread_name(|i| format!("ogive-{i}"))
        .start_handler(move |i| places.bind(i));
    // A thread begins in the mode of the one that makes it.
    let made = mode::usual(|| builder.build())
        .map_err(|error| PyRuntimeError::new_err(format!("{count} threads: {error}")))?;
    let made = Arc::new(made);
    // Another thread may have been faster; its pool is as good. (No lock: a lock that is held while the
    // process forks stays locked in the child.)
    let none: Option<Arc<ThreadPool>> = None;
    let before = POOL.compare_and_swap(&none, Some(made.clone()));
    Ok(Some(before.as_ref().cloned().unwrap_or(made)))
}

/// The processors of a pool's threads.
struct Places {
    #[cfg(target_os = "linux")]
    processors: Vec<core_affinity::CoreId>,
}

/// A processor for each of so many threads, if that is how many this process may run on: then no thread is kept from one that is
/// free. Else none, and the system places them.
///
/// Where a thread wakes up after a rest, Linux may leave it on the processor of the one that woke it, and both threads take turns
/// there for up to 50 ms: relu of 2^24 elements in place, put back before each call, 4.1 ms instead of 2.0 with two threads.
#[cfg(target_os = "linux")]
fn places(count: usize) -> Places {
    let processors = core_affinity::get_core_ids().filter(|processors| processors.len() == count);
    Places { processors: processors.unwrap_or_default() }
}

#[cfg(not(target_os = "linux"))]
fn places(_: usize) -> Places {
    Places {}
}

impl Places {
    /// Keeps this thread, which is that of this index, on its processor.
    fn bind(&self, thread: usize) {
        #[cfg(target_os = "linux")]
        if let Some(processor) = self.processors.get(thread) {
            // If the system refuses, it places the thread.
            core_affinity::set_for_current(*processor);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = thread;
    }
}

/// Does some work on the threads of a pool.
pub fn within<T: Send>(pool: &ThreadPool, work: impl FnOnce() -> T + Send) -> T {
    let (mut work, mut done) = (Some(work), None);
    install(pool, &mut || done = work.take().map(|work| work()));
    done.expect("done, as `install` returns then")
}

/// Not generic, so that it is compiled once.
fn install(pool: &ThreadPool, work: &mut (dyn FnMut() + Send)) {
    pool.install(work);
}

/// The number of threads that large arrays are divided over.
///
/// It is what ``set_num_threads`` was given, else the environment variable ``OGIVE_NUM_THREADS``, else
/// ``RAYON_NUM_THREADS``, else the number of processors that this process may run on.
#[pyfunction]
pub fn get_num_threads() -> PyResult<usize> {
    let chosen = CHOSEN.load(Ordering::Relaxed);
    if chosen > 0 {
        return Ok(chosen);
    }
    for name in ["OGIVE_NUM_THREADS", "RAYON_NUM_THREADS"] {
        let Some(given) = env::var_os(name).filter(|given| !given.is_empty() && given != "0")
        else {
            continue;
        };
        let given = given.to_string_lossy();
        return given.trim().parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(
            || {
                PyValueError::new_err(format!(
                    "{name}={given}; expected a number of threads from 1 to {MOST}"
                ))
            },
        );
    }
    Ok(thread::available_parallelism().map_or(1, NonZero::get))
}

/// Sets the number of threads that large arrays are divided over. Results do not depend on it.
#[pyfunction]
#[pyo3(signature = (count, /))]
pub fn set_num_threads(count: i64) -> PyResult<()> {
    let wanted = usize::try_from(count).ok().filter(|count| (1..=MOST).contains(count));
    let wanted = wanted.ok_or_else(|| {
        PyValueError::new_err(format!("{count} threads; expected a number from 1 to {MOST}"))
    })?;
    CHOSEN.store(wanted, Ordering::Relaxed);
    // Work that is under way goes on in the old pool, whose threads end after it.
    POOL.store(None);
    Ok(())
}

/// More threads than this are a mistake.
const MOST: usize = 4096;

/// Forgets a pool whose threads stayed in the parent process. Python calls it in a child after a fork.
#[pyfunction]
#[pyo3(name = "_after_fork")]
pub fn after_fork() {
    // Dropping it would wait for threads that are not there.
    mem::forget(POOL.swap(None));
}
