//! One array that holds, side by side along an axis, numbers and those that gate them: its halves are
//! seen as two arrays, which nothing copies.

use bytemuck::TransparentWrapper;
use ndarray::{ArrayViewD, ArrayViewMutD, Axis};

use super::element::{AnyKernel, GatedBackward, GatedForward, Kernel};
use super::layout::{gated, same_shape};
use super::{Run, row};
use crate::error::{Error, Result};
use crate::number::Dtype;
use crate::page::Gated;

/// The shape of the result for an array of both halves.
pub(crate) fn output_shape<G: Gated>(page: &G, shape: &[usize]) -> Result<Vec<usize>> {
    let (axis, half) = half(G::INFO.name, page.axis(), shape)?;
    let mut shape = shape.to_vec();
    shape[axis.index()] = half;
    Ok(shape)
}

/// The axis, and half of its length.
fn half(function: &'static str, axis: isize, shape: &[usize]) -> Result<(Axis, usize)> {
    let axis = row::axis_of(function, axis, shape)?;
    match shape[axis.index()] {
        length if length.is_multiple_of(2) => Ok((axis, length / 2)),
        length => {
            let problem = format!(
                "axis {} of shape {shape:?} has length {length}; expected an even length, two halves",
                axis.index()
            );
            Err(Error::Parameter { function, problem })
        }
    }
}

/// The first half of `x` and the second, one gated by the other, into `out`.
pub(crate) fn forward<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    halves_forward(G::INFO.name, page.axis(), run, x, out, GatedForward::wrap_ref(page))
}

fn halves_forward<E: Dtype>(
    function: &'static str,
    axis: isize,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
    kernel: &dyn Kernel<E, 2, 1>,
) -> Result<()> {
    let (axis, half) = half(function, axis, x.shape())?;
    let (a, b) = x.split_at(axis, half);
    gated(run, &[&a, &b], [out], function, AnyKernel::Two(kernel))
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
    halves_backward(G::INFO.name, page.axis(), run, [x, g], out, GatedBackward::wrap_ref(page))
}

fn halves_backward<E: Dtype>(
    function: &'static str,
    axis: isize,
    run: Run,
    [x, g]: [ArrayViewD<E>; 2],
    out: ArrayViewMutD<E>,
    kernel: &dyn Kernel<E, 3, 2>,
) -> Result<()> {
    same_shape(function, "output", out.shape(), x.shape())?;
    let (axis, half) = half(function, axis, x.shape())?;
    let (a, b) = x.split_at(axis, half);
    let (da, db) = out.split_at(axis, half);
    gated(run, &[&a, &b, &g], [da, db], function, AnyKernel::Three(kernel))
}

/// `a` gated by `b`, or the other way round, as the page has it, into `out`.
pub(crate) fn forward_pair<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    [a, b]: [ArrayViewD<E>; 2],
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let kernel = AnyKernel::Two(GatedForward::wrap_ref(page));
    gated(run, &[&a, &b], [out], G::INFO.name, kernel)
}

/// The gradients by `a` and `b` for the incoming gradient `g`, into `outs`.
pub(crate) fn backward_pair<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    [a, b, g]: [ArrayViewD<E>; 3],
    outs: [ArrayViewMutD<E>; 2],
) -> Result<()> {
    let kernel = AnyKernel::Three(GatedBackward::wrap_ref(page));
    gated(run, &[&a, &b, &g], outs, G::INFO.name, kernel)
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
