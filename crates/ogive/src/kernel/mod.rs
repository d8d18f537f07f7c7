//! From a page, which is about one number, to arrays.
//!
//! `element` has the loop over a block of elements and `row` the one over whole rows, each
//! generic over the page, the element type and the instruction set (`isa`). `vector` has whole registers as numbers. `by_element` makes objects of the first kind, `gated` sees one array as two.
//! `lane` takes rows one by
//! one, for what has to sort or search them. `layout` cuts an
//! array of any layout into blocks, over threads where that pays; `memory` is where results go.

mod bits;
pub(crate) mod by_element;
pub(crate) mod element;
pub(crate) mod gated;
mod half;
pub(crate) mod isa;
pub(crate) mod lane;
pub(crate) mod layout;
pub(crate) mod memory;
mod random;
pub(crate) mod row;
mod table;
mod vector;

pub use isa::Isa;
pub use random::philox;

use crate::error::Result;

/// How to run: on which instruction set, and whether over threads.
///
/// The results are the same bits whatever is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The instruction set. One that the machine does not have counts as [`Isa::Scalar`].
    pub isa: Isa,
    /// Split large arrays over the threads of the current rayon pool?
    pub parallel: bool,
}

impl Run {
    /// On [`Isa::active`], over threads.
    ///
    /// # Errors
    /// If the environment variable `OGIVE_ISA` asks for what this machine cannot do.
    pub fn active() -> Result<Run> {
        Ok(Run { isa: Isa::active()?, parallel: true })
    }

    /// On this instruction set, in one thread.
    pub fn on(isa: Isa) -> Run {
        Run { isa, parallel: false }
    }

    /// Both halves of some work on `elements` elements, at the same time if that pays.
    fn both(self, elements: usize, left: impl FnOnce() + Send, right: impl FnOnce() + Send) {
        self.both_from(PARALLEL_FROM, elements, left, right);
    }

    /// The same for work that pays from so many elements on.
    fn both_from(
        self,
        from: usize,
        elements: usize,
        left: impl FnOnce() + Send,
        right: impl FnOnce() + Send,
    ) {
        #[cfg(feature = "parallel")]
        if self.parallel && elements >= from {
            let (mut left, mut right) = (Some(left), Some(right));
            let left = &mut || left.take().into_iter().for_each(|left| left());
            let right = &mut || right.take().into_iter().for_each(|right| right());
            return join(left, right);
        }
        let _ = (from, elements);
        left();
        right();
    }
}

/// Both at the same time. Not generic: what threads need beside their work is compiled once, and not for each kind of it.
#[cfg(feature = "parallel")]
fn join(left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
    rayon::join(left, right);
}

/// The number of elements from which work is split over threads.
///
/// Measured in cache on two cores, one thread and two: sigmoid breaks even at 2^17 (65 and 63 µs)
/// and gains from 2^18 (132 and 92 µs); relu, bound by the caches, gains from 2^21 only (156 and
/// 112 µs) and loses 8 µs at 2^18.
pub(crate) const PARALLEL_FROM: usize = 1 << 18;

/// The same for functions that are bound by the caches.
const LIGHT_PARALLEL_FROM: usize = 1 << 21;
