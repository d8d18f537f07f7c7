//! The loops over whole rows: all elements along one axis.
//!
//! There are two ways:
//!
//! - [`along`]: one row at a time, in groups of 16 neighbours, as many as the widest vector holds, where a row lies side by side in
//!   memory;
//! - [`across`]: one element each of many rows at a time, where the rows lie side by side, or are short. An axis that is not the
//!   last is worked on so, where it lies.
//!
//! Both add up a row in the same order, hence to the same bits, on every instruction set: element j goes to partial sum j mod 16,
//! the 16 partial sums are added in a tree, and where a row is longer than a segment ([`sums`]), segment after segment.
//!
//! [`part`] cuts arrays into rows side by side. [`lanes`] takes a row to groups and back; [`piece`] is what is done with many rows at
//! a place along the axis, and [`transpose`] takes short rows to such places and back. [`exponentials`] has the loops that both
//! ways have.

mod across;
mod along;
mod exponentials;
mod lanes;
mod numbers;
mod part;
mod piece;
pub(crate) mod shards;
mod sums;
mod transpose;

use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut2, ArrayViewMutD, Axis};

use crate::error::{Error, Result};
use crate::kernel::Run;
use crate::kernel::element::rounded;
use crate::kernel::isa::{Fusing, Job};
use crate::kernel::layout::same_shape;
use crate::number::{Chains, Double, Dtype, Float, Number};
use crate::page::{Row, RowGradient};
use across::{Passes, Widening};
use lanes::widen;
use part::{Tile, cut, divide};
use piece::{GradientPiece, Piece};
use shards::Known;

/// A row that lies side by side in memory and is at least this long is worked on along itself: what
/// a row costs beside its elements is shared across rows.
const ALONG_FROM: usize = 80;

/// The same where outputs are given, and there is no exponential and no maximum.
const OUTPUTS_ALONG_FROM: usize = 32;

/// How many elements are multiplied after they are made: as many as the second cache has room for.
const TIMES: usize = 1 << 15;

/// The least number of rows then, where they lie side by side.
const TIMES_ACROSS: usize = 192;

/// Where the axis of a function is in an array of so many dimensions.
pub(crate) fn axis_in(function: &'static str, axis: isize, dimensions: usize) -> Result<Axis> {
    let from_start = if axis < 0 { axis.checked_add_unsigned(dimensions) } else { Some(axis) };
    from_start
        .and_then(|axis| usize::try_from(axis).ok())
        .filter(|axis| *axis < dimensions)
        .map(Axis)
        .ok_or(Error::Axis { function, axis, dimensions })
}

/// Where the axis of a function is in an array of this shape; it has to have a length.
pub(crate) fn axis_of(function: &'static str, axis: isize, shape: &[usize]) -> Result<Axis> {
    let axis = axis_in(function, axis, shape.len())?;
    if shape[axis.index()] == 0 {
        return Err(Error::EmptyAxis { function, axis: axis.index(), shape: shape.to_vec() });
    }
    Ok(axis)
}

/// The function of each row of `x`, into `out`.
pub(crate) fn forward<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let shape = output_shape(page, x.shape())?;
    let axis = axis_of(R::INFO.name, page.axis(), x.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), &shape)?;
    if R::REDUCES {
        divide(run, axis, Some(x), None, out, &|tile: Tile<E>| {
            run.isa.run(Summaries::<R, E, Reduced> { page, tile });
        });
    } else {
        each(page, run, axis, Some(x), None, out);
    }
    Ok(())
}

/// The function of each row of `x`, times the number of `by` that belongs to the row, into `out`: for a function that goes by another name.
/// 0 stays 0, whatever it is multiplied by.
pub(crate) fn forward_times<R: Row, E: Dtype>(
    page: &R,
    name: &'static str,
    run: Run,
    x: ArrayViewD<E>,
    by: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let axis = axis_of(name, page.axis(), x.shape())?;
    let mut shape = x.shape().to_vec();
    same_shape(name, "output", out.shape(), &shape)?;
    shape[axis.index()] = 1;
    same_shape(name, "upstream gradient", by.shape(), &shape)?;
    divide(run, axis, Some(x), Some(by), out, &|tile: Tile<E>| {
        let Tile { x: Some(x), g: Some(by), mut out } = tile else { return };
        // Across, a piece of fewer rows is no whole cache lines.
        let least = if out.strides()[0] == 1 { 1 } else { TIMES_ACROSS };
        let rows = (TIMES / x.nrows()).max(least);
        for start in (0..out.ncols()).step_by(rows) {
            // Some at a time, which are in a cache when they are multiplied.
            let columns = start..out.ncols().min(start + rows);
            let (x, by) = (cut(&x, &columns), cut(&by, &columns));
            let mut out = out.slice_axis_mut(Axis(1), columns.into());
            let tile = Tile { x: Some(x), g: None, out: out.view_mut() };
            run.isa.run(Forward { page, tile });
            run.isa.run(Times { out, by });
        }
    });
    Ok(())
}

/// Multiplies each row by a number of its own.
struct Times<'a, E> {
    out: ArrayViewMut2<'a, E>,
    by: ArrayView2<'a, E>,
}

impl<E: Dtype> Job for Times<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(mut self, _: A) {
        #[inline(always)]
        fn times<E: Dtype>(out: &mut E, by: E) {
            let product = out.widen() * by.widen();
            *out = if *out == E::default() { *out } else { rounded(Double::exact(product), false) };
        }
        let by = self.by.row(0);
        if let (1, Some(by)) = (self.out.strides()[1], by.as_slice()) {
            for mut place in self.out.outer_iter_mut() {
                let place = place.as_slice_mut().unwrap_or_default();
                place.iter_mut().zip(by).for_each(
                    #[inline(always)]
                    |(out, by)| times(out, *by),
                );
            }
            return;
        }
        for (mut row, by) in self.out.axis_iter_mut(Axis(1)).zip(by) {
            match row.as_slice_mut() {
                Some(row) => row.iter_mut().for_each(
                    #[inline(always)]
                    |out| times(out, *by),
                ),
                None => row.iter_mut().for_each(
                    #[inline(always)]
                    |out| times(out, *by),
                ),
            }
        }
    }
}

/// The shape of the result for an input of this shape: a row that comes to one number leaves an axis
/// of length 1.
pub(crate) fn output_shape<R: Row>(page: &R, shape: &[usize]) -> Result<Vec<usize>> {
    let axis = axis_of(R::INFO.name, page.axis(), shape)?;
    let mut shape = shape.to_vec();
    if R::REDUCES {
        shape[axis.index()] = 1;
    }
    Ok(shape)
}

/// The function of each row of `x`, into `x` itself.
pub(crate) fn forward_inplace<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    let axis = axis_of(R::INFO.name, page.axis(), x.shape())?;
    same_shape(R::INFO.name, "output", x.shape(), &output_shape(page, x.shape())?)?;
    each(page, run, axis, None, None, x);
    Ok(())
}

/// The function of each row.
fn each<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    axis: Axis,
    x: Option<ArrayViewD<E>>,
    known: Option<ArrayViewD<Known>>,
    out: ArrayViewMutD<E>,
) {
    divide(run, axis, x, known, out, &|tile: Tile<E, Known>| {
        run.isa.run(Forward { page, tile });
    });
}

/// The gradient by each row of `x`, for the incoming gradient `g`, into `out`.
pub(crate) fn backward<R: RowGradient, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(R::INFO.name, "upstream gradient", g.shape(), x.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), x.shape())?;
    let axis = axis_of(R::INFO.name, page.axis(), x.shape())?;
    divide(run, axis, Some(x), Some(g), out, &|tile: Tile<E>| {
        run.isa.run(Backward { page, tile, from_output: false });
    });
    Ok(())
}

/// The gradient by the input of a row, for its output `y` and the incoming gradient `g`, into `out`.
pub(crate) fn backward_from_output<R: RowGradient, E: Dtype>(
    page: &R,
    run: Run,
    y: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(R::INFO.name, "upstream gradient", g.shape(), y.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), y.shape())?;
    let axis = axis_of(R::INFO.name, page.axis(), y.shape())?;
    divide(run, axis, Some(y), Some(g), out, &|tile: Tile<E>| {
        run.isa.run(Backward { page, tile, from_output: true });
    });
    Ok(())
}

/// Something done for all rows of a tile, in one of the two ways.
trait RowLoop: Sized {
    /// The element type of the arrays.
    type Element: Dtype;
    /// Does it.
    fn rows<A, C, F>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = WordOf<Self>>,
        F: Number<Word = WordOf<Self>>;
}

type WordOf<L> = <<L as RowLoop>::Element as Dtype>::Word;

impl<L: RowLoop> Job for L {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, isa: A) {
        self.rows::<A, A::Chains<WordOf<L>>, A::Number<WordOf<L>>>(isa);
    }
}

/// The function of rows, of which something may be known already.
struct Forward<'p, 'a, R, E> {
    page: &'p R,
    tile: Tile<'a, E, Known>,
}

impl<R: Row, E: Dtype> RowLoop for Forward<'_, '_, R, E> {
    type Element = E;
    #[inline(always)]
    fn rows<A, C, F>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Forward { page, tile } = self;
        if A::ROW_BY_ROW || tile.is_along(ALONG_FROM) {
            return along::forward::<R, A, C, F, E>(isa, page, tile);
        }
        let mut passes = Piece::<A, R, C, F>::new(isa, page);
        let widening = Widening { turned: page.turned(), widen: &|from, to| widen(isa, from, to) };
        across::forward(tile, &widening, &mut passes);
    }
}

/// What is made of a row's maximum and its normaliser, a pair.
trait OfRow<R, E: Dtype> {
    type Result;
    fn of<F: Number<Word = E::Word>>(page: &R, summary: [E::Word; 3]) -> Self::Result;
}

/// The one number that a row comes to.
struct Reduced;

impl<R: Row, E: Dtype> OfRow<R, E> for Reduced {
    type Result = E;
    #[inline(always)]
    fn of<F: Number<Word = E::Word>>(page: &R, summary: [E::Word; 3]) -> E {
        let [max, hi, lo] = summary.map(F::from_word);
        // An infinite maximum is the result; there is no low word beside it.
        let infinite = max.abs().eq(F::INFINITY);
        let sum = page.finish(Double::exact(max), Double { hi, lo });
        rounded(Double::select(infinite, Double::exact(max), sum), hi.word().is_nan())
    }
}

/// Rows that come to something each, which is what `S` makes of them.
struct Summaries<'p, 'a, R, E: Dtype, S: OfRow<R, E>> {
    page: &'p R,
    tile: Tile<'a, E, E, S::Result>,
}

impl<R: Row, E: Dtype, S: OfRow<R, E, Result: part::Element>> RowLoop
    for Summaries<'_, '_, R, E, S>
{
    type Element = E;
    #[inline(always)]
    fn rows<A, C, F>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Summaries { page, tile } = self;
        let is_along = A::ROW_BY_ROW || tile.is_along(ALONG_FROM);
        let Tile { x: Some(x), mut out, .. } = tile else { return };
        let put = &mut |row, summary| out[[0, row]] = S::of::<F>(page, summary);
        if is_along {
            return along::summaries::<R, A, C, F, E>(isa, page, x, put);
        }
        let mut passes = Piece::<A, R, C, F>::new(isa, page);
        let widening = Widening { turned: page.turned(), widen: &|from, to| widen(isa, from, to) };
        across::summaries(x, &widening, &mut passes, put);
    }
}

/// The gradients of rows.
struct Backward<'p, 'a, R, E> {
    page: &'p R,
    tile: Tile<'a, E>,
    /// Is the tile's input the output of the function, rather than its input?
    from_output: bool,
}

impl<R: RowGradient, E: Dtype> RowLoop for Backward<'_, '_, R, E> {
    type Element = E;
    #[inline(always)]
    fn rows<A, C, F>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Backward { page, tile, from_output } = self;
        let along_from = if from_output { OUTPUTS_ALONG_FROM } else { ALONG_FROM };
        if A::ROW_BY_ROW || tile.is_along(along_from) {
            return along::backward::<R, A, C, F, E>(isa, page, tile, from_output);
        }
        let mut passes = Piece::<A, R, C, F>::new(isa, page);
        let mut gradients = GradientPiece::<A, R, C, F>::new(isa, page);
        let passes = (!from_output).then_some(&mut passes as &mut dyn Passes<E>);
        let widening = Widening { turned: page.turned(), widen: &|from, to| widen(isa, from, to) };
        across::backward(tile, &widening, passes, &mut gradients);
    }
}
