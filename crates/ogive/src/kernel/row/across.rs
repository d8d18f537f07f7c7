//! Gradients from outputs across rows that lie side by side, read and written where they lie.
//!
//! At each place along the axis a piece of many rows is taken, some cache lines side by side: single lines, far from
//! each other, are what processors wait for. The sums of all these rows are under way at the same time.

use ndarray::{ArrayView2, ArrayViewMut2, Axis};

use super::exponentials::{gradients, is_scaled};
use super::part::Tile;
use super::sums::SEGMENT;
use crate::kernel::isa::{Fusing, Job};
use crate::kernel::memory::fetch_lines;
use crate::number::{Dtype, Number, Wide};
use crate::page::RowGradient;

/// How many rows are worked on at a time: their sums, 16 for each, should stay in the first cache.
const WIDTH: usize = 256;

/// With fewer rows than these, the sums that are not wanted cost more than what is saved.
const FROM: usize = 64;

/// The partial sums of each row: element j goes to that of j mod 16, as in [`Sums`](super::sums::Sums).
const SLOTS: usize = 16;

/// How many places along the axis before it is needed a piece is fetched.
const AHEAD: usize = 2;

/// Outputs, the gradients that come in, and those that go out.
pub(super) struct Across<'p, 'a, R, E> {
    page: &'p R,
    y: ArrayView2<'a, E>,
    g: ArrayView2<'a, E>,
    out: ArrayViewMut2<'a, E>,
}

impl<'p, 'a, R, E: Dtype> Across<'p, 'a, R, E> {
    /// Of a tile that this is for: of many rows, side by side, no longer than a segment, in the type that is computed in. Gives others
    /// back.
    pub(super) fn of(page: &'p R, tile: Tile<'a, E>) -> Result<Self, Tile<'a, E>> {
        let Tile { x: Some(y), g: Some(g), out } = tile else { return Err(tile) };
        let (length, rows) = out.dim();
        let side_by_side = [y.strides()[1], g.strides()[1], out.strides()[1]] == [1; 3];
        let as_computed = E::Word::as_numbers::<E>(&[]).is_some();
        if side_by_side && as_computed && rows >= FROM && length <= SEGMENT {
            Ok(Across { page, y, g, out })
        } else {
            Err(Tile { x: Some(y), g: Some(g), out })
        }
    }
}

impl<R: RowGradient, E: Dtype> Job for Across<'_, '_, R, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, isa: A) {
        let Across { page, y, g, mut out } = self;
        let mut sums = vec![<A::Number<E::Word> as Number>::Wide::ZERO; SLOTS * WIDTH];
        let pieces = out.axis_chunks_iter_mut(Axis(1), WIDTH);
        let [y, g] = [&y, &g].map(|from| from.axis_chunks_iter(Axis(1), WIDTH));
        for ((y, g), mut out) in y.zip(g).zip(pieces) {
            let width = out.ncols();
            sums.fill(Wide::ZERO);
            for j in 0..out.nrows() {
                [y, g].iter().for_each(|from| fetch_place(from, j + AHEAD));
                let [y, g] = [y, g].map(|from| place::<A::Number<E::Word>, E>(from, j));
                let sums = &mut sums[j % SLOTS * WIDTH..][..width];
                isa.apart(
                    #[inline(always)]
                    || {
                        for (sum, (y, g)) in sums.iter_mut().zip(y.iter().zip(g)) {
                            *sum = *sum + page.gradient_term(*y, *g);
                        }
                    },
                );
            }
            add_up::<A::Number<E::Word>>(&mut sums);
            for j in 0..out.nrows() {
                fetch_place(&out.view(), j + AHEAD);
                let [y, g] = [y, g].map(|from| place::<A::Number<E::Word>, E>(from, j));
                let mut out = out.row_mut(j);
                let out = out.as_slice_mut().expect("side by side");
                let sums = &sums[..width];
                match is_scaled(page) {
                    false => gradients::<R, _, E, SLOTS, false>(isa, page, y, g, sums, out),
                    true => gradients::<R, _, E, SLOTS, true>(isa, page, y, g, sums, out),
                }
            }
        }
    }
}

/// What the rows have at a place along the axis.
fn place<'a, F: Number<Word = E::Word>, E: Dtype>(
    from: ArrayView2<'a, E>,
    place: usize,
) -> &'a [F] {
    let elements = from.index_axis_move(Axis(0), place).to_slice().expect("side by side");
    F::as_numbers(elements).expect("of the type that is computed in")
}

/// Fetches what the rows have at a place along the axis, if there is one: processors do not foresee pieces that are far from each
/// other.
fn fetch_place<E>(from: &ArrayView2<E>, place: usize) {
    if place < from.nrows() {
        let piece = from.index_axis(Axis(0), place);
        fetch_lines(piece.as_ptr(), piece.len());
    }
}

/// Adds up the partial sums of each row, in a tree. They come to be the first ones.
fn add_up<F: Number>(sums: &mut [F::Wide]) {
    let mut slots = SLOTS / 2;
    while slots > 0 {
        let (sums, others) = sums[..2 * slots * WIDTH].split_at_mut(slots * WIDTH);
        for (sum, other) in sums.iter_mut().zip(others) {
            *sum = *sum + *other;
        }
        slots /= 2;
    }
    // As the first segment of more.
    for sum in &mut sums[..WIDTH] {
        *sum = F::Wide::ZERO + *sum;
    }
}
