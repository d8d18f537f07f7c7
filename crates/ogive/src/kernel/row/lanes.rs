//! Groups of lanes, and how elements come to them from a row of any layout.

use ndarray::ArrayView1;

use crate::kernel::isa::Fusing;
use crate::kernel::memory::Aligned;
use crate::number::{Dtype, Number};

pub(super) const LANES: usize = 16;

pub(super) type Lanes<T> = [T; LANES];

/// Numbers that begin where a cache line does, as vectors that lie across two lines take two steps.
pub(super) struct Lined<T> {
    room: Vec<T>,
    start: usize,
    length: usize,
}

impl<T: Copy> Lined<T> {
    /// How many numbers a line has.
    pub(super) const LINE: usize = align_of::<Aligned<u8>>() / size_of::<T>();

    pub(super) fn new() -> Self {
        Lined { room: Vec::new(), start: 0, length: 0 }
    }

    /// Makes them so many; of those that there were, any number may be gone.
    pub(super) fn resize(&mut self, length: usize, zero: T) {
        if self.room.len() < length + Self::LINE {
            self.room = vec![zero; length + Self::LINE];
            self.start = self.room.as_ptr().align_offset(align_of::<Aligned<u8>>()).min(Self::LINE);
        }
        self.length = length;
    }

    #[inline(always)]
    pub(super) fn get(&self) -> &[T] {
        &self.room[self.start..][..self.length]
    }

    #[inline(always)]
    pub(super) fn get_mut(&mut self) -> &mut [T] {
        &mut self.room[self.start..][..self.length]
    }
}

/// Widens the elements of a row, or what is their negatives, and fills what is beyond them.
///
/// Never inlined, as it is wanted in many places.
#[inline(never)]
pub(super) fn load<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    row: ArrayView1<E>,
    elements: &mut Lined<E>,
    turned: bool,
    missing: F,
    to: &mut [F],
) {
    let (here, beyond) = to.split_at_mut(row.len());
    beyond.fill(missing);
    match row.to_slice() {
        Some(line) => widen_numbers(isa, line, turned, here),
        None => {
            elements.resize(row.len(), E::default());
            for (element, from) in elements.get_mut().iter_mut().zip(row) {
                *element = *from;
            }
            widen_numbers(isa, elements.get(), turned, here);
        }
    }
}

/// Elements as what they are computed in.
#[inline(always)]
pub(super) fn widen<E: Dtype>(isa: impl Fusing, from: &[E], to: &mut [E::Word]) {
    isa.apart(
        #[inline(always)]
        || {
            for (to, element) in to.iter_mut().zip(from) {
                *to = element.widen();
            }
        },
    );
}

/// The same as numbers, or what is their negatives.
#[inline(always)]
fn widen_numbers<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    from: &[E],
    turned: bool,
    to: &mut [F],
) {
    isa.apart(
        #[inline(always)]
        || {
            for (to, element) in to.iter_mut().zip(from) {
                *to = F::from_word(element.widen());
            }
            if turned {
                for to in to.iter_mut() {
                    *to = -*to;
                }
            }
        },
    );
}
