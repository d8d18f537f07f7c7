//! Arrays of any layout, cut into blocks.
//!
//! An array is halved along its longest axis, in memory, until a part is contiguous, or has long lines
//! that are, or fits into a block ([`BLOCK`]). A contiguous part goes to the kernel as it lies, and so do
//! such lines, one by one; another part is gathered into a buffer, computed, and put back. Nothing larger
//! than a block is ever copied, and for transposed arrays the halving ends in square tiles that suit
//! both sides.

use arrayvec::ArrayVec;
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};

use super::element::{AnyKernel, BLOCK, Far, INPUTS, RESULTS, draw};
use super::memory::{Aligned, STREAM_FROM, STREAMS, Target, finish_streams, room};
use super::{LIGHT_PARALLEL_FROM, PARALLEL_FROM, Run};
use crate::error::{Error, Result};
use crate::number::{Dtype, Word};
use crate::page::Source;

/// Refuses an array of another number of channels than there are weights.
pub(super) fn channels(function: &'static str, weights: usize, shape: &[usize]) -> Result<()> {
    let channels = shape.get(1).copied().unwrap_or(1);
    if weights == channels {
        return Ok(());
    }
    let problem = format!(
        "{weights} weights for {channels} channels; expected one weight, or one for each index along \
         dimension 1 of shape {shape:?}"
    );
    Err(Error::Parameter { function, problem })
}

/// Likewise for a function of two numbers, one of which gates the other.
pub(super) fn gated<E: Dtype, const M: usize>(
    run: Run,
    inputs: &[&ArrayViewD<E>],
    mut outs: [ArrayViewMutD<E>; M],
    function: &'static str,
    kernel: AnyKernel<E>,
) -> Result<()> {
    for (input, what) in inputs.iter().zip(["input", "second input", "upstream gradient"]) {
        same_shape(function, what, input.shape(), inputs[0].shape())?;
    }
    for out in &outs {
        same_shape(function, "output", out.shape(), inputs[0].shape())?;
    }
    let mut outs: Outs<_> = outs.iter_mut().collect();
    halve(run, inputs, &mut outs, Parameters::None, kernel);
    Ok(())
}

/// Refuses an array that should have the input's shape and has another.
pub(crate) fn same_shape(
    function: &'static str,
    what: &'static str,
    given: &[usize],
    expected: &[usize],
) -> Result<()> {
    if given == expected {
        return Ok(());
    }
    let (given, expected) = (given.to_vec(), expected.to_vec());
    Err(Error::Shape { function, what, given, expected })
}

/// Cuts arrays of one shape into blocks: a function's input, if it is not `out` itself, and the gradient that comes in, if one does.
pub(super) fn cut<E: Dtype>(
    run: Run,
    inputs: &[&ArrayViewD<E>],
    mut out: ArrayViewMutD<E>,
    function: &'static str,
    source: Source,
    kernel: AnyKernel<E>,
) -> Result<()> {
    if let Some((x, others)) = inputs.split_first() {
        for other in others {
            same_shape(function, "upstream gradient", other.shape(), x.shape())?;
        }
        same_shape(function, "output", out.shape(), x.shape())?;
    }
    let shape = out.shape().to_vec();
    with_parameters(function, source, &shape, &[], |parameters| {
        halve(run, inputs, &mut [&mut out], parameters, kernel);
    })
}

/// Calls `work` with the parameters of all elements of an array of this shape, whose axes are then taken in
/// the order that `axes` says, unless that is empty.
pub(super) fn with_parameters<W: Word>(
    function: &'static str,
    source: Source,
    shape: &[usize],
    axes: &[usize],
    work: impl FnOnce(Parameters<W>),
) -> Result<()> {
    match source {
        Source::None => work(Parameters::None),
        Source::Constant(c) => work(Parameters::Constant(W::lit(c))),
        Source::Channels(weights) => {
            let weights: Vec<W> = weights.iter().map(|w| W::lit(*w)).collect();
            channels(function, weights.len(), shape)?;
            let channels = weights.len();
            let mut along_1 = vec![1; shape.len()];
            if let Some(dimension) = along_1.get_mut(1) {
                *dimension = channels;
            }
            let weights = ArrayViewD::from_shape(IxDyn(&along_1), &weights)
                .expect("as many weights as dimension 1 is long");
            let weights =
                weights.broadcast(IxDyn(shape)).expect("of length 1 wherever the shapes differ");
            work(Parameters::Each(match axes {
                [] => weights,
                axes => weights.permuted_axes(IxDyn(axes)),
            }));
        }
        Source::Drawn { lower, upper, seed } => {
            let mut strides = vec![0; shape.len()];
            let mut stride = 1_u64;
            for (axis, length) in shape.iter().enumerate().rev() {
                strides[axis] = stride;
                stride = stride.wrapping_mul(*length as u64);
            }
            if !axes.is_empty() {
                strides = axes.iter().map(|axis| strides[*axis]).collect();
            }
            let limits = [lower, upper].map(W::lit);
            work(Parameters::Drawn { limits, seed, index: 0, strides: &strides });
        }
    }
    Ok(())
}

/// The parameters of a part of an array.
#[derive(Clone)]
pub(super) enum Parameters<'a, W> {
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
    pub(super) fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
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
    pub(super) fn uniform(&self) -> Option<Option<W>> {
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
    pub(super) fn fill(&self, run: Run, shape: &[usize], block: &mut [W]) {
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

/// Several inputs, and several arrays that results go to.
type Inputs<'i, 'a, E> = ArrayVec<&'i ArrayViewD<'a, E>, INPUTS>;
type Outs<'o, 'a, E> = ArrayVec<&'o mut ArrayViewMutD<'a, E>, RESULTS>;

fn halve<E: Dtype>(
    run: Run,
    inputs: &[&ArrayViewD<E>],
    outs: &mut [&mut ArrayViewMutD<E>],
    parameters: Parameters<E::Word>,
    kernel: AnyKernel<E>,
) {
    let far = is_far::<E>(outs.len() * outs[0].len());
    halve_parts(run, inputs, outs, parameters, kernel, far);
}

/// The size in bytes from which the inputs of new arrays are fetched ahead.
const FETCH_FROM: usize = 8 << 20;

/// Are so many results better written past the caches?
fn is_far<E>(results: usize) -> bool {
    STREAMS && results.saturating_mul(size_of::<E>()) >= STREAM_FROM
}

fn halve_parts<E: Dtype>(
    run: Run,
    inputs: &[&ArrayViewD<E>],
    outs: &mut [&mut ArrayViewMutD<E>],
    parameters: Parameters<E::Word>,
    kernel: AnyKernel<E>,
    far: bool,
) {
    if outs[0].is_empty() {
        return;
    }
    if let Some(parameter) = parameters.uniform() {
        // The usual case first, because it is found out fastest.
        if inputs.iter().all(|input| input.is_standard_layout())
            && outs.iter().all(|out| out.is_standard_layout())
        {
            let slices = slices(inputs, |input| input.to_slice());
            let targets = targets(outs, |out| out.as_slice_mut());
            return contiguous(run, slices, targets, parameter, kernel, far);
        }
        if inputs.iter().all(|input| same_order(input.strides(), outs[0]))
            && outs.iter().all(|out| same_order(out.strides(), outs[0]))
            && outs[0].as_slice_memory_order_mut().is_some()
        {
            let slices = slices(inputs, |input| input.to_slice_memory_order());
            let targets = targets(outs, |out| out.as_slice_memory_order_mut());
            return contiguous(run, slices, targets, parameter, kernel, far);
        }
        if let Some(axis) = lines(inputs, outs)
            && outs[0].len() <= PIECE
        {
            return along(run, axis, inputs, outs, parameter, kernel, far);
        }
    }
    if outs[0].len() <= BLOCK {
        return gathered(run, inputs, outs, parameters, kernel);
    }
    let axis = longest_axis(inputs, outs);
    let (elements, middle) = (outs[0].len(), outs[0].len_of(axis) / 2);
    let (parameters_left, parameters_right) = parameters.split_at(axis, middle);
    let inputs: (ArrayVec<_, INPUTS>, ArrayVec<_, INPUTS>) =
        inputs.iter().map(|input| input.view().split_at(axis, middle)).unzip();
    let outs: (ArrayVec<_, RESULTS>, ArrayVec<_, RESULTS>) =
        outs.iter_mut().map(|out| out.view_mut().split_at(axis, middle)).unzip();
    let half = |inputs: &[_], outs: &mut [_], parameters| {
        let inputs: Inputs<_> = inputs.iter().collect();
        let mut outs: Outs<_> = outs.iter_mut().collect();
        halve_parts(run, &inputs, &mut outs, parameters, kernel, far);
    };
    let (mut left, mut right) = outs;
    run.both_from(
        worth(kernel.is_light()),
        elements,
        || half(&inputs.0, &mut left, parameters_left),
        || half(&inputs.1, &mut right, parameters_right),
    );
}

/// The inputs as slices; those that there are not are empty.
fn slices<'a, E>(
    inputs: &[&ArrayViewD<'a, E>],
    slice: impl Fn(&ArrayViewD<'a, E>) -> Option<&'a [E]>,
) -> [&'a [E]; INPUTS] {
    std::array::from_fn(|k| inputs.get(k).and_then(|input| slice(input)).unwrap_or_default())
}

/// The same for what results go to.
fn targets<'o, 'a, E: Dtype>(
    outs: &'o mut [&mut ArrayViewMutD<'a, E>],
    slice: impl Fn(&'o mut ArrayViewMutD<'a, E>) -> Option<&'o mut [E]>,
) -> [Target<'o, E>; RESULTS] {
    let mut outs = outs.iter_mut();
    std::array::from_fn(|_| {
        Target::written(outs.next().and_then(|out| slice(out)).unwrap_or_default())
    })
}

/// The number of elements from which a kernel, which may be light, is run on several threads.
pub(super) fn worth(light: bool) -> usize {
    if light { LIGHT_PARALLEL_FROM } else { PARALLEL_FROM }
}

/// Does an array with these strides lie in memory in the same order?
fn same_order<E>(strides: &[isize], b: &ArrayViewMutD<E>) -> bool {
    let strides = strides.iter().zip(b.strides());
    b.shape().iter().zip(strides).all(|(length, (a, b))| *length == 1 || a == b)
}

/// The axis along which the part reaches farthest in memory.
fn longest_axis<E>(inputs: &[&ArrayViewD<E>], outs: &[&mut ArrayViewMutD<E>]) -> Axis {
    let reach = |axis: usize| {
        let ins = inputs.iter().map(|input| input.strides()[axis]);
        let strides = ins.chain(outs.iter().map(|out| out.strides()[axis]));
        let stride = strides.map(isize::unsigned_abs).max();
        let length = outs[0].shape()[axis];
        (length > 1).then(|| stride.unwrap_or(1).max(1).saturating_mul(length))
    };
    Axis((0..outs[0].ndim()).max_by_key(|axis| reach(*axis)).unwrap_or(0))
}

/// The axis along which all arrays lie side by side in memory, if the lines are long enough to be
/// taken one by one.
fn lines<E>(inputs: &[&ArrayViewD<E>], outs: &[&mut ArrayViewMutD<E>]) -> Option<Axis> {
    let mut axes = (0..outs[0].ndim()).filter(|axis| outs[0].shape()[*axis] >= LINE);
    axes.find(|axis| {
        let mut strides = inputs.iter().map(|input| input.strides()[*axis]);
        strides.all(|stride| stride == 1) && outs.iter().all(|out| out.strides()[*axis] == 1)
    })
    .map(Axis)
}

/// From this length on, a line costs less as it lies than gathered with others.
const LINE: usize = 128;

/// Line by line, where each lies side by side in memory.
fn along<E: Dtype>(
    run: Run,
    axis: Axis,
    inputs: &[&ArrayViewD<E>],
    outs: &mut [&mut ArrayViewMutD<E>],
    parameter: Option<E::Word>,
    kernel: AnyKernel<E>,
    far: bool,
) {
    let count = outs[0].len() / outs[0].len_of(axis);
    let mut inputs: ArrayVec<_, INPUTS> =
        inputs.iter().map(|input| input.lanes(axis).into_iter()).collect();
    let mut outs: ArrayVec<_, RESULTS> =
        outs.iter_mut().map(|out| out.lanes_mut(axis).into_iter()).collect();
    for _ in 0..count {
        let lines = std::array::from_fn(|k| {
            let line = inputs.get_mut(k).and_then(Iterator::next);
            line.and_then(|line| line.to_slice()).unwrap_or_default()
        });
        let targets = std::array::from_fn(|k| {
            let line = outs.get_mut(k).and_then(Iterator::next);
            Target::written(line.and_then(|line| line.into_slice()).unwrap_or_default())
        });
        contiguous(run, lines, targets, parameter, kernel, far);
    }
}

/// Side by side in memory, all in the same order. Inputs and results that the kernel does not have are empty.
fn contiguous<E: Dtype>(
    run: Run,
    inputs: [&[E]; INPUTS],
    outs: [Target<E>; RESULTS],
    parameter: Option<E::Word>,
    kernel: AnyKernel<E>,
    far: bool,
) {
    let lead = if outs[0].len() < ALIGNED_FROM { 0 } else { outs[0].before_line() };
    if lead == 0 {
        return pieces(run, inputs, outs, parameter, kernel, far);
    }
    let (inputs, outs) = (inputs.map(|x| split(x, lead)), split_targets(outs, lead));
    pieces(run, inputs.map(|(first, _)| first), outs.0, parameter, kernel, far);
    pieces(run, inputs.map(|(_, rest)| rest), outs.1, parameter, kernel, far);
}

/// Before an index and from it on, if there is anything.
fn split<E>(x: &[E], at: usize) -> (&[E], &[E]) {
    x.split_at(at.min(x.len()))
}

/// The same of what results go to.
fn split_targets<E: Dtype>(
    [first, second]: [Target<E>; RESULTS],
    at: usize,
) -> ([Target<E>; RESULTS], [Target<E>; RESULTS]) {
    let at_second = at.min(second.len());
    let (first, second) = (first.split_at(at), second.split_at(at_second));
    ([first.0, second.0], [first.1, second.1])
}

/// From this number of elements on, results are written from the beginning of a cache line on: those before it cost a call of
/// their own.
const ALIGNED_FROM: usize = 1 << 13;

/// The same, in pieces of a thread's worth.
fn pieces<E: Dtype>(
    run: Run,
    inputs: [&[E]; INPUTS],
    outs: [Target<E>; RESULTS],
    parameter: Option<E::Word>,
    kernel: AnyKernel<E>,
    far: bool,
) {
    let elements = outs[0].len();
    if elements > PIECE {
        let middle = elements / 2 / BLOCK * BLOCK;
        let (inputs, outs) = (inputs.map(|x| split(x, middle)), split_targets(outs, middle));
        return run.both_from(
            worth(kernel.is_light()),
            elements,
            || pieces(run, inputs.map(|(left, _)| left), outs.0, parameter, kernel, far),
            || pieces(run, inputs.map(|(_, right)| right), outs.1, parameter, kernel, far),
        );
    }
    let parameter = parameter.filter(|_| kernel.varies());
    let fresh = outs[0].is_fresh();
    if parameter.is_none() && (kernel.in_place() || !(far || fresh)) {
        return kernel.run_far(run.isa, Far::NOT, inputs, &[], outs.map(Target::numbers));
    }
    let streamed = far && !fresh && !kernel.in_place();
    let parameters = [parameter.unwrap_or_default(); BLOCK];
    let Aligned(results) = &mut Aligned([[E::default(); BLOCK]; RESULTS]);
    let size = match fresh && parameter.is_none() {
        true => FRESH_BLOCK / size_of::<E>(),
        false => BLOCK,
    };
    let (mut inputs, mut outs) = (inputs, outs);
    while !outs[0].is_empty() {
        let length = size.min(outs[0].len());
        let (block, rest) = split_targets(outs, length);
        outs = rest;
        let here = inputs.map(|x| split(x, length).0);
        inputs = inputs.map(|x| split(x, length).1);
        let ahead = if far { length } else { 0 };
        let parameters = if parameter.is_some() { &parameters[..length] } else { &[] };
        if streamed && block.iter().all(Target::is_lines) {
            let slices = results.each_mut().map(|result| &mut result[..length]);
            let far = Far { ahead, lines: Some(block.map(Target::lines)) };
            kernel.run_far(run.isa, far, here, parameters, slices);
        } else {
            let far = Far { ahead, lines: None };
            kernel.run_far(run.isa, far, here, parameters, block.map(Target::numbers));
        }
    }
    if streamed {
        finish_streams();
    }
}

/// The results for inputs that lie side by side in memory, in new memory that is written once. None where
/// zeros first cost less, and if a parameter differs from element to element.
pub(super) fn new<E: Dtype>(
    run: Run,
    inputs: [&[E]; INPUTS],
    source: &Source,
    kernel: AnyKernel<E>,
) -> Option<Vec<E>> {
    let parameter: Option<E::Word> = source.uniform()?;
    let length = inputs[0].len();
    let mut out = room(length)?;
    let places = &mut out.spare_capacity_mut()[..length];
    let far = size_of_val(places) >= FETCH_FROM;
    let targets = [Target::fresh(places), Target::fresh(&mut [])];
    contiguous(run, inputs, targets, parameter, kernel, far);
    // SAFETY: `contiguous` has written each of the first `length` places, block by block.
    unsafe { out.set_len(length) };
    Some(out)
}

/// The size in bytes of a block of fresh memory: its zeros should stay in the first cache until results take their
/// places.
const FRESH_BLOCK: usize = 1 << 14;

/// The largest contiguous piece that one thread takes at a time.
pub(super) const PIECE: usize = 1 << 16;

/// No more than a block, in any layout.
fn gathered<E: Dtype>(
    run: Run,
    inputs: &[&ArrayViewD<E>],
    outs: &mut [&mut ArrayViewMutD<E>],
    parameters: Parameters<E::Word>,
    kernel: AnyKernel<E>,
) {
    let elements = outs[0].len();
    let shape = outs[0].shape().to_vec();
    let mut blocks: ArrayVec<[E; BLOCK], INPUTS> = ArrayVec::new();
    for input in inputs {
        blocks.push([E::default(); BLOCK]);
        blocks.last_mut().into_iter().for_each(|block| {
            shaped_mut(&shape, &mut block[..elements]).assign(input);
        });
    }
    let mut parameter_block = [E::Word::default(); BLOCK];
    let parameter_block = match kernel.varies() {
        true => {
            parameters.fill(run, &shape, &mut parameter_block[..elements]);
            &parameter_block[..elements]
        }
        false => &[],
    };
    let mut results = [[E::default(); BLOCK]; RESULTS];
    if kernel.in_place() {
        for (result, out) in results.iter_mut().zip(&*outs) {
            shaped_mut(&shape, &mut result[..elements]).assign(out);
        }
    }
    let slices = std::array::from_fn(|k| blocks.get(k).map_or(&[][..], |block| &block[..elements]));
    let here = results.each_mut().map(|result| &mut result[..elements]);
    kernel.run_far(run.isa, Far::NOT, slices, parameter_block, here);
    for (result, out) in results.iter_mut().zip(outs) {
        out.assign(&shaped_mut(&shape, &mut result[..elements]));
    }
}

pub(super) fn shaped_mut<'a, T>(shape: &[usize], block: &'a mut [T]) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(IxDyn(shape), block).expect("as long as its shape says")
}
