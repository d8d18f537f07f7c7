//! Gradients from outputs across rows that lie side by side, read and written where they lie.
//!
//! At each place along the axis a piece of many rows is taken, some cache lines side by side: single lines, far from
//! each other, are what processors wait for. The sums of all these rows are under way at the same time.

use ndarray::{ArrayView2, ArrayViewMut2, Axis};

use super::exponentials::{gradients, is_scaled};
use super::lanes::LANES;
use super::part::Tile;
use super::sums::SideBySide;
use crate::kernel::element::is_half;
use crate::kernel::isa::{Fusing, Job};
use crate::kernel::memory::fetch_lines;
use crate::number::{Dtype, Number};
use crate::page::RowGradient;

/// How many rows are worked on at a time: their sums, 16 for each, should stay in the first cache.
const WIDTH: usize = 256;

/// With fewer rows than these, the sums that are not wanted cost more than what is saved.
const FROM: usize = 64;

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
        if side_by_side
            && !is_half::<E>()
            && rows >= FROM
            && length <= SideBySide::<E::Word>::LONGEST
        {
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
        if const { is_half::<E>() } {
            // Not compiled for it.
            return;
        }
        let Across { page, y, g, out } = self;
        let sums = SideBySide::of(WIDTH);
        pieces(y, g, out, &mut Piece::<A, R, A::Number<E::Word>> { isa, page, sums });
    }
}

/// What is done with a piece: an object, so that how arrays are cut into pieces is compiled once.
trait Passes<E> {
    fn begin(&mut self);
    /// Adds the terms at place `j` along the axis.
    fn add(&mut self, j: usize, y: &[E], g: &[E]);
    /// Comes to the sum of each row, when all are added.
    fn add_up(&mut self);
    /// The gradients at a place.
    fn put(&mut self, y: &[E], g: &[E], out: &mut [E]);
}

/// Goes through it piece by piece, each twice.
fn pieces<E: Dtype>(
    y: ArrayView2<E>,
    g: ArrayView2<E>,
    mut out: ArrayViewMut2<E>,
    passes: &mut dyn Passes<E>,
) {
    let outs = out.axis_chunks_iter_mut(Axis(1), WIDTH);
    let [y, g] = [&y, &g].map(|from| from.axis_chunks_iter(Axis(1), WIDTH));
    for ((y, g), mut out) in y.zip(g).zip(outs) {
        passes.begin();
        for j in 0..out.nrows() {
            [y, g].iter().for_each(|from| fetch_place(from, j + AHEAD));
            let [y, g] = [y, g].map(|from| place(from, j));
            passes.add(j, y, g);
        }
        passes.add_up();
        for j in 0..out.nrows() {
            fetch_place(&out.view(), j + AHEAD);
            let [y, g] = [y, g].map(|from| place(from, j));
            passes.put(y, g, out.row_mut(j).as_slice_mut().expect("side by side"));
        }
    }
}

struct Piece<'p, A, R, F: Number> {
    isa: A,
    page: &'p R,
    sums: SideBySide<F>,
}

impl<A, R, F, E> Passes<E> for Piece<'_, A, R, F>
where
    A: Fusing,
    R: RowGradient,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    fn begin(&mut self) {
        self.sums.clear();
    }

    fn add(&mut self, j: usize, y: &[E], g: &[E]) {
        let ([y, g], page) = ([y, g].map(numbers::<F, E>), self.page);
        let sums = &mut self.sums.slot(j)[..y.len()];
        self.isa.apart(
            #[inline(always)]
            || {
                for (sum, (y, g)) in sums.iter_mut().zip(y.iter().zip(g)) {
                    *sum = *sum + page.gradient_term(*y, *g);
                }
            },
        );
    }

    fn add_up(&mut self) {
        self.sums.add_up();
    }

    fn put(&mut self, y: &[E], g: &[E], out: &mut [E]) {
        let (isa, page, sums) = (self.isa, self.page, &self.sums.totals()[..y.len()]);
        let [y, g] = [y, g].map(numbers::<F, E>);
        match is_scaled(page) {
            false => gradients::<R, F, E, LANES, false>(isa, page, y, g, sums, out),
            true => gradients::<R, F, E, LANES, true>(isa, page, y, g, sums, out),
        }
    }
}

fn numbers<F: Number<Word = E::Word>, E: Dtype>(elements: &[E]) -> &[F] {
    F::as_numbers(elements).expect("of the type that is computed in")
}

/// What the rows have at a place along the axis.
fn place<E>(from: ArrayView2<'_, E>, place: usize) -> &[E] {
    from.index_axis_move(Axis(0), place).to_slice().expect("side by side")
}

/// Fetches what the rows have at a place along the axis, if there is one: processors do not foresee pieces that are far from each
/// other.
fn fetch_place<E>(from: &ArrayView2<E>, place: usize) {
    if place < from.nrows() {
        let piece = from.index_axis(Axis(0), place);
        fetch_lines(piece.as_ptr(), piece.len());
    }
}
