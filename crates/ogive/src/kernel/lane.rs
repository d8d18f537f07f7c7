//! Rows one by one, for functions that sort or search them: each row is gathered, computed in its own
//! place, and put back. The same on every instruction set; rows are shared out over threads.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis};

use super::Run;
use super::layout::same_shape;
use super::row::axis_of;
use crate::error::Result;
use crate::number::{Double, Dtype, Number, Portable, Word};
use crate::page::Page;

/// The shape of the result, which is the input's, if that has the axis.
pub(crate) fn output_shape<P: Page>(axis: isize, shape: &[usize]) -> Result<Vec<usize>> {
    axis_of(P::INFO.name, axis, shape)?;
    Ok(shape.to_vec())
}

/// A function of each row of `x`, into `out`.
pub(crate) fn forward<P: Page, E: Dtype>(
    axis: isize,
    run: Run,
    x: ArrayViewD<E>,
    mut out: ArrayViewMutD<E>,
    function: &(impl Fn(&mut [E]) + Sync),
) -> Result<()> {
    axis_of(P::INFO.name, axis, x.shape())?;
    same_shape(P::INFO.name, "output", out.shape(), x.shape())?;
    out.assign(&x);
    forward_inplace::<P, E>(axis, run, out, function)
}

/// A function of each row of `x`, into `x` itself.
pub(crate) fn forward_inplace<P: Page, E: Dtype>(
    axis: isize,
    run: Run,
    x: ArrayViewMutD<E>,
    function: &(impl Fn(&mut [E]) + Sync),
) -> Result<()> {
    let axis = axis_of(P::INFO.name, axis, x.shape())?;
    halve(run, axis, None, x, &|_: &[E], row: &mut [E]| function(row));
    Ok(())
}

/// A function of each row of `x` and of the row of `g` beside it, into `out`.
pub(crate) fn backward<P: Page, E: Dtype>(
    axis: isize,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    mut out: ArrayViewMutD<E>,
    function: &(impl Fn(&[E], &mut [E]) + Sync),
) -> Result<()> {
    same_shape(P::INFO.name, "upstream gradient", g.shape(), x.shape())?;
    same_shape(P::INFO.name, "output", out.shape(), x.shape())?;
    let axis = axis_of(P::INFO.name, axis, x.shape())?;
    out.assign(&g);
    halve(run, axis, Some(x), out, function);
    Ok(())
}

/// Halves the rows, over threads, down to some at a time.
fn halve<E: Dtype>(
    run: Run,
    axis: Axis,
    x: Option<ArrayViewD<E>>,
    mut out: ArrayViewMutD<E>,
    function: &(dyn Fn(&[E], &mut [E]) + Sync),
) {
    if out.is_empty() {
        return;
    }
    let elements = out.len();
    let across = (0..out.ndim()).filter(|a| *a != axis.index() && out.shape()[*a] > 1);
    if let (true, Some(widest)) =
        (elements > WORTH, across.max_by_key(|a| out.strides()[*a].unsigned_abs()))
    {
        let (widest, middle) = (Axis(widest), out.shape()[widest] / 2);
        let (left, right) = out.split_at(widest, middle);
        let (x_left, x_right) = match x {
            Some(x) => {
                let (left, right) = x.split_at(widest, middle);
                (Some(left), Some(right))
            }
            None => (None, None),
        };
        return run.both(
            elements,
            || halve(run, axis, x_left, left, function),
            || halve(run, axis, x_right, right, function),
        );
    }
    let length = out.len_of(axis);
    let (mut inputs, mut row) = (Vec::with_capacity(length), Vec::with_capacity(length));
    let mut xs = x.as_ref().map(|x| x.lanes(axis).into_iter());
    for mut lane in out.lanes_mut(axis) {
        row.clear();
        row.extend(lane.iter().copied());
        inputs.clear();
        if let Some(x) = xs.as_mut().and_then(Iterator::next) {
            inputs.extend(x.iter().copied());
        }
        function(&inputs, &mut row);
        lane.iter_mut().zip(&row).for_each(|(out, y)| *out = *y);
    }
}

/// The number of elements below which rows are not divided any further.
const WORTH: usize = 1 << 14;

/// As `f64`, exactly.
pub(crate) fn wide<E: Dtype>(x: E) -> f64 {
    x.widen().wide()
}

/// A pair of `f64`, rounded once to the element type.
pub(crate) fn narrowed<E: Dtype>(y: Double<Portable<f64>>) -> E {
    let (hi, lo) = <E::Word as Word>::of_pair(y.hi.word(), y.lo.word());
    E::narrow(hi, lo)
}
