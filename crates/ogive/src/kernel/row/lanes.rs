//! Groups of lanes: how elements come to them from a row of any layout, and how results go back.

use ndarray::{ArrayView2, ArrayViewMut2, Axis};

use crate::kernel::isa::Fusing;
use crate::kernel::memory::{Aligned, fetch};
use crate::number::{Dtype, Number};

pub(super) const LANES: usize = 16;

/// How many elements of the next row are fetched ahead.
const FETCHED: usize = 1 << 11;

pub(super) type Lanes<T> = [T; LANES];

/// A row under work.
#[derive(Clone, Copy)]
pub(super) struct RowAt {
    pub(super) index: usize,
    pub(super) length: usize,
}

impl RowAt {
    /// How many groups of lanes hold it.
    pub(super) fn groups(&self) -> usize {
        self.length.div_ceil(LANES)
    }

    /// Fetches the row after this one, or its beginning, while this one is worked on: rows are read in bursts, and processors fetch
    /// ahead for a steady reader.
    pub(super) fn fetch_next<E: Dtype>(&self, from: ArrayView2<E>) {
        let next = self.index + 1;
        if next < from.ncols()
            && let Some(row) = from.column(next).as_slice()
        {
            fetch(&row[..row.len().min(FETCHED)]);
        }
    }
}

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

    /// In groups of lanes, so many as are whole.
    #[inline(always)]
    pub(super) fn groups(&mut self) -> &mut [Lanes<T>] {
        self.get_mut().as_chunks_mut().0
    }
}

/// Widens the elements of some groups, or what is their negatives, `missing` in lanes without one.
///
/// Never inlined, as it is wanted in many places.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "what belongs to a chunk, and how it is taken")]
pub(super) fn load<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    row: RowAt,
    from: ArrayView2<E>,
    start: usize,
    lanes: &mut Lined<E>,
    turned: bool,
    missing: F,
    to: &mut [Lanes<F>],
) {
    let to = to.as_flattened_mut();
    let elements = start * LANES..row.length.min(start * LANES + to.len());
    let from = from.index_axis_move(Axis(1), row.index);
    let from = from.slice_axis_move(Axis(0), elements.into());
    let (here, beyond) = to.split_at_mut(from.len());
    beyond.fill(missing);
    match from.to_slice() {
        Some(line) => widen_numbers(isa, line, turned, here),
        None => {
            lanes.resize(from.len(), E::default());
            for (element, from) in lanes.get_mut().iter_mut().zip(from) {
                *element = *from;
            }
            widen_numbers(isa, lanes.get(), turned, here);
        }
    }
}

/// Some groups of a row.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a, F> {
    pub(super) whole: &'a [Lanes<F>],
    /// The last one, where the row lies in its array and ends within a group.
    pub(super) last: &'a [Lanes<F>],
}

impl<'a, F: Number> Groups<'a, F> {
    /// Of a row that lies side by side as what it is computed in: without a copy, but for the last group.
    #[inline(always)]
    pub(super) fn lying(
        line: &'a [F],
        (start, size): (usize, usize),
        missing: F,
        last: &'a mut [Lanes<F>; 1],
    ) -> Self {
        let line = &line[start * LANES..line.len().min((start + size) * LANES)];
        let (whole, rest) = line.as_chunks::<LANES>();
        if rest.is_empty() {
            return Groups { whole, last: &[] };
        }
        last[0] = [missing; LANES];
        last[0][..rest.len()].copy_from_slice(rest);
        Groups { whole, last }
    }

    /// Some of them, of which the last one, if it is not whole, comes alone.
    #[inline(always)]
    pub(super) fn at(&self, groups: std::ops::Range<usize>) -> &'a [Lanes<F>] {
        self.whole.get(groups).unwrap_or(self.last)
    }
}

/// The row under work as it lies, which is side by side and as what it is computed in.
#[inline(always)]
pub(super) fn line<'a, F: Number<Word = E::Word>, E: Dtype>(
    row: RowAt,
    from: ArrayView2<'a, E>,
) -> &'a [F] {
    let line = from.index_axis_move(Axis(1), row.index).to_slice().expect("of stride 1");
    F::as_numbers(line).expect("numbers, as those of no row are")
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

/// What writes the groups of this range.
pub(super) type Writer<'w, E> = dyn FnMut(std::ops::Range<usize>, &mut [Lanes<E>]) + 'w;

/// Has groups of lanes written by `write` to where they belong: at once where a row lies side by side, else
/// by way of `lanes`. `write` gets some groups, by their numbers counted from `start`.
///
/// Neither inlined nor generic over who writes, as [`load`] is not.
#[inline(never)]
pub(super) fn write<E: Dtype>(
    row: RowAt,
    out: &mut ArrayViewMut2<E>,
    (start, size): (usize, usize),
    lanes: &mut Lined<E>,
    write: &mut Writer<E>,
) {
    let end = row.length.min((start + size) * LANES);
    let out = out.index_axis_mut(Axis(1), row.index);
    let mut out = out.slice_axis_move(Axis(0), (start * LANES..end).into());
    if let Some(line) = out.as_slice_mut() {
        let (whole, rest) = line.as_chunks_mut::<LANES>();
        write(0..whole.len(), whole);
        if !rest.is_empty() {
            let mut last = [[E::default(); LANES]];
            write(size - 1..size, &mut last);
            rest.copy_from_slice(&last[0][..rest.len()]);
        }
        return;
    }
    lanes.resize(size * LANES, E::default());
    let groups = lanes.groups();
    write(0..size, groups);
    for (place, element) in out.iter_mut().zip(lanes.get()) {
        *place = *element;
    }
}
