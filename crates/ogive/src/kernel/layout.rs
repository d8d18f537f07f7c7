//! Arrays of any layout, cut into blocks.
//!
//! An array is halved along its longest axis, in memory, until a part is contiguous or fits into
//! a block ([`BLOCK`]). A contiguous part goes to the kernel as it lies; another is gathered
//! into a buffer, computed, and put back. Nothing larger than a block is ever copied, and for
//! transposed arrays the halving ends in square tiles that suit both sides.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};

use super::Run;
use super::element::{BLOCK, Backward, Forward, InPlace, Kernel, draw};
use crate::error::{Error, Result};
use crate::number::{Dtype, Float, Word};
use crate::page::{Source, Varying};

/// The value at each element of `x`, into `out`.
pub(crate) fn forward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape::<V>("output", out.shape(), x.shape())?;
    cut(run, [x], out, page, &Forward(page))
}

/// The value at each element of `x`, into `x` itself.
pub(crate) fn forward_inplace<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    cut(run, [], x, page, &InPlace(Forward(page)))
}

/// The slope at each element of `x`, times that of `g`, into `out`.
pub(crate) fn backward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape::<V>("upstream gradient", g.shape(), x.shape())?;
    same_shape::<V>("output", out.shape(), x.shape())?;
    cut(run, [x, g], out, page, &Backward(page))
}

/// Refuses an array that should have the input's shape and has another.
pub(crate) fn same_shape<P: crate::page::Page>(
    what: &'static str,
    given: &[usize],
    expected: &[usize],
) -> Result<()> {
    if given == expected {
        return Ok(());
    }
    let (given, expected) = (given.to_vec(), expected.to_vec());
    Err(Error::Shape { function: P::INFO.name, what, given, expected })
}

fn cut<V, E, K, const N: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    out: ArrayViewMutD<E>,
    page: &V,
    kernel: &K,
) -> Result<()>
where
    V: Varying,
    E: Dtype,
    K: Kernel<E, N>,
{
    let shape = out.shape().to_vec();
    match page.source() {
        Source::None => halve(run, inputs, out, Parameters::None, kernel),
        Source::Constant(c) => {
            halve(run, inputs, out, Parameters::Constant(E::Word::lit(c)), kernel);
        }
        Source::Channels(weights) => {
            let weights: Vec<E::Word> = weights.iter().map(|w| E::Word::lit(*w)).collect();
            let channels = shape.get(1).copied().unwrap_or(1);
            if weights.len() != channels {
                return Err(Error::Parameter {
                    function: V::INFO.name,
                    problem: format!(
                        "{} weights for {channels} channels; expected one weight, or one for each \
                         index along dimension 1 of shape {shape:?}",
                        weights.len()
                    ),
                });
            }
            let mut along_1 = vec![1; shape.len()];
            if let Some(dimension) = along_1.get_mut(1) {
                *dimension = channels;
            }
            let weights = ArrayViewD::from_shape(IxDyn(&along_1), &weights)
                .expect("as many weights as dimension 1 is long");
            let weights =
                weights.broadcast(IxDyn(&shape)).expect("of length 1 wherever the shapes differ");
            halve(run, inputs, out, Parameters::Each(weights), kernel);
        }
        Source::Drawn { lower, upper, seed } => {
            let mut strides = vec![0; shape.len()];
            let mut stride = 1_u64;
            for (axis, length) in shape.iter().enumerate().rev() {
                strides[axis] = stride;
                stride = stride.wrapping_mul(*length as u64);
            }
            let limits = [E::Word::lit(lower), E::Word::lit(upper)];
            let drawn = Parameters::Drawn { limits, seed, index: 0, strides: &strides };
            halve(run, inputs, out, drawn, kernel);
        }
    }
    Ok(())
}

/// The parameters of a part of an array.
#[derive(Clone)]
enum Parameters<'a, W> {
    None,
    Constant(W),
    Each(ArrayViewD<'a, W>),
    Drawn {
        limits: [W; 2],
        seed: u64,
        /// The row-major index, in the whole array, of this part's first element,
        index: u64,
        /// and how much it grows along each axis.
        strides: &'a [u64],
    },
}

impl<W: Word> Parameters<'_, W> {
    fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
        match self {
            Parameters::Each(weights) => {
                let (left, right) = weights.split_at(axis, at);
                (Parameters::Each(left), Parameters::Each(right))
            }
            Parameters::Drawn { limits, seed, index, strides } => {
                let later = index.wrapping_add(strides[axis.index()].wrapping_mul(at as u64));
                let part = |index| Parameters::Drawn { limits, seed, index, strides };
                (part(index), part(later))
            }
            same => (same.clone(), same),
        }
    }

    /// The one parameter of all elements, if it is one; `Some(None)` if there is none at all.
    fn uniform(&self) -> Option<Option<W>> {
        match self {
            Parameters::None => Some(None),
            Parameters::Constant(c) => Some(Some(*c)),
            Parameters::Each(weights) => {
                let mut axes = weights.shape().iter().zip(weights.strides());
                let same = axes.all(|(length, stride)| *length == 1 || *stride == 0);
                same.then(|| weights.first().copied())
            }
            Parameters::Drawn { .. } => None,
        }
    }

    /// Those of a whole block, in the order of its shape.
    fn fill(&self, run: Run, shape: &[usize], block: &mut [W]) {
        match self {
            Parameters::None => {}
            Parameters::Constant(c) => block.fill(*c),
            Parameters::Each(weights) => shaped_mut(shape, block).assign(weights),
            Parameters::Drawn { limits, seed, index, strides } => {
                let mut indices = [0; BLOCK];
                indices[0] = *index;
                let mut known = 1;
                for (length, stride) in shape.iter().zip(*strides).rev() {
                    for i in 1..*length {
                        let step = stride.wrapping_mul(i as u64);
                        for j in 0..known {
                            indices[i * known + j] = indices[j].wrapping_add(step);
                        }
                    }
                    known *= length;
                }
                draw(run.isa, *limits, *seed, &indices[..known], block);
            }
        }
    }
}

fn halve<E, K, const N: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    mut out: ArrayViewMutD<E>,
    parameters: Parameters<E::Word>,
    kernel: &K,
) where
    E: Dtype,
    K: Kernel<E, N>,
{
    if out.is_empty() {
        return;
    }
    if let Some(parameter) = parameters.uniform()
        && inputs.iter().all(|input| same_order(input, &out))
    {
        let slices = inputs.each_ref().map(|input| input.as_slice_memory_order());
        if slices.iter().all(Option::is_some)
            && let Some(out) = out.as_slice_memory_order_mut()
        {
            let slices = slices.map(Option::unwrap_or_default);
            return contiguous(run, slices, out, parameter, kernel);
        }
    }
    if out.len() <= BLOCK {
        return gathered(run, inputs, out, parameters, kernel);
    }
    let axis = longest_axis(&inputs, &out);
    let (elements, middle) = (out.len(), out.len_of(axis) / 2);
    let lefts = inputs.each_ref().map(|input| input.view().split_at(axis, middle).0);
    let rights = inputs.each_ref().map(|input| input.view().split_at(axis, middle).1);
    let (out_left, out_right) = out.split_at(axis, middle);
    let (parameters_left, parameters_right) = parameters.split_at(axis, middle);
    run.both(
        elements,
        || halve(run, lefts, out_left, parameters_left, kernel),
        || halve(run, rights, out_right, parameters_right, kernel),
    );
}

/// Do both lie in memory in the same order?
fn same_order<E>(a: &ArrayViewD<E>, b: &ArrayViewMutD<E>) -> bool {
    let strides = a.strides().iter().zip(b.strides());
    a.shape().iter().zip(strides).all(|(length, (a, b))| *length == 1 || a == b)
}

/// The axis along which the part reaches farthest in memory.
fn longest_axis<E, const N: usize>(inputs: &[ArrayViewD<E>; N], out: &ArrayViewMutD<E>) -> Axis {
    let reach = |axis: usize| {
        let strides = inputs.iter().map(|input| input.strides()[axis]);
        let stride = strides.chain([out.strides()[axis]]).map(isize::unsigned_abs).max();
        let length = out.shape()[axis];
        (length > 1).then(|| stride.unwrap_or(1).max(1).saturating_mul(length))
    };
    Axis((0..out.ndim()).max_by_key(|axis| reach(*axis)).unwrap_or(0))
}

/// Side by side in memory, all in the same order.
fn contiguous<E, K, const N: usize>(
    run: Run,
    inputs: [&[E]; N],
    out: &mut [E],
    parameter: Option<E::Word>,
    kernel: &K,
) where
    E: Dtype,
    K: Kernel<E, N>,
{
    if out.len() > PIECE {
        let middle = out.len() / 2 / BLOCK * BLOCK;
        let elements = out.len();
        let (left, right) = out.split_at_mut(middle);
        return run.both(
            elements,
            || contiguous(run, inputs.map(|x| &x[..middle]), left, parameter, kernel),
            || contiguous(run, inputs.map(|x| &x[middle..]), right, parameter, kernel),
        );
    }
    match parameter {
        Some(parameter) if K::VARIES => {
            let parameters = [parameter; BLOCK];
            for (i, block) in out.chunks_mut(BLOCK).enumerate() {
                let inputs = inputs.map(|x| &x[i * BLOCK..][..block.len()]);
                kernel.run(run.isa, inputs, &parameters[..block.len()], block);
            }
        }
        _ => kernel.run(run.isa, inputs, &[], out),
    }
}

/// The largest contiguous piece that one thread takes at a time.
const PIECE: usize = 1 << 16;

/// No more than a block, in any layout.
fn gathered<E, K, const N: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    mut out: ArrayViewMutD<E>,
    parameters: Parameters<E::Word>,
    kernel: &K,
) where
    E: Dtype,
    K: Kernel<E, N>,
{
    let elements = out.len();
    let shape = out.shape().to_vec();
    let mut blocks = [[E::default(); BLOCK]; N];
    for (block, input) in blocks.iter_mut().zip(&inputs) {
        shaped_mut(&shape, &mut block[..elements]).assign(input);
    }
    let mut parameter_block = [E::Word::default(); BLOCK];
    let parameter_block = match K::VARIES {
        true => {
            parameters.fill(run, &shape, &mut parameter_block[..elements]);
            &parameter_block[..elements]
        }
        false => &[],
    };
    let mut result = [E::default(); BLOCK];
    let mut result = shaped_mut(&shape, &mut result[..elements]);
    if K::IN_PLACE {
        result.assign(&out);
    }
    let inputs = blocks.each_ref().map(|block| &block[..elements]);
    let slice = result.as_slice_mut().expect("made of a slice, in its order");
    kernel.run(run.isa, inputs, parameter_block, slice);
    out.assign(&result);
}

fn shaped_mut<'a, T>(shape: &[usize], block: &'a mut [T]) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(IxDyn(shape), block).expect("as long as its shape says")
}
