//! One array that holds, side by side along an axis, numbers and those that gate them: its halves are
//! seen as two arrays, which nothing copies.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis};

use super::layout::{gated_backward, gated_forward, same_shape};
use super::{Run, row};
use crate::error::{Error, Result};
use crate::number::Dtype;
use crate::page::{Gated, refused};

/// The shape of the result for an array of both halves.
pub(crate) fn output_shape<G: Gated>(page: &G, shape: &[usize]) -> Result<Vec<usize>> {
    let (axis, half) = half(page, shape)?;
    let mut shape = shape.to_vec();
    shape[axis.index()] = half;
    Ok(shape)
}

/// The axis, and half of its length.
fn half<G: Gated>(page: &G, shape: &[usize]) -> Result<(Axis, usize)> {
    let axis = row::axis_of::<G>(page.axis(), shape)?;
    match shape[axis.index()] {
        length if length.is_multiple_of(2) => Ok((axis, length / 2)),
        length => Err(refused::<G>(format!(
            "axis {} of shape {shape:?} has length {length}; expected an even length, two halves",
            axis.index()
        ))),
    }
}

/// The first half of `x` and the second, one gated by the other, into `out`.
pub(crate) fn forward<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let (axis, half) = half(page, x.shape())?;
    let (a, b) = x.split_at(axis, half);
    gated_forward(page, run, [a, b], out)
}

/// Refuses: the result is half as long as the input.
pub(crate) fn forward_inplace<G: Gated, E: Dtype>(
    _: &G,
    _: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    Err(Error::InPlace { function: G::INFO.name, shape: x.shape().to_vec() })
}

/// The gradients by both halves of `x`, into those of `out`.
pub(crate) fn backward<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(G::INFO.name, "output", out.shape(), x.shape())?;
    let (axis, half) = half(page, x.shape())?;
    let (a, b) = x.split_at(axis, half);
    let (da, db) = out.split_at(axis, half);
    gated_backward(page, run, [a, b, g], [da, db])
}

/// Refuses: the output is half of what it would take.
pub(crate) fn backward_from_output<G: Gated, E: Dtype>(
    _: &G,
    _: Run,
    _: ArrayViewD<E>,
    _: ArrayViewD<E>,
    _: ArrayViewMutD<E>,
) -> Result<()> {
    Err(Error::FromOutput { function: G::INFO.name })
}
