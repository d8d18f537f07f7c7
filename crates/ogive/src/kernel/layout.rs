//! Arrays of any layout, cut into blocks.
//!
//! An array is halved along its longest axis, in memory, until a part is contiguous, or has long lines
//! that are, or fits into a block ([`BLOCK`]). A contiguous part goes to the kernel as it lies, and so do
//! such lines, one by one; another part is gathered into a buffer, computed, and put back. Nothing larger
//! than a block is ever copied, and for transposed arrays the halving ends in square tiles that suit
//! both sides.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};

use super::element::{
    BLOCK, Backward, BackwardFromOutput, Far, Forward, GatedBackward, GatedForward, InPlace,
    Kernel, SecondDerivative, draw, sum_by,
};
use super::memory::{Aligned, STREAM_FROM, STREAMS, Target, finish_streams, room};
use super::{LIGHT_PARALLEL_FROM, PARALLEL_FROM, Run, bits, element, table};
use crate::error::{Error, Result};
use crate::number::{Double, Dtype, Float, Number, Portable, Word};
use crate::page::{Gated, Learned, Source, TwoSlopes, Varying};

/// The value at each element of `x`, into `out`.
pub(crate) fn forward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let (exact, table) = (Forward(page.clone()), table::values(page, run.isa, x.len()));
    let (source, kernel) = faster(page, table.as_ref(), &exact);
    cut(run, [x], [out], V::INFO.name, source, kernel)
}

/// The value at each element of `x`, into `x` itself.
pub(crate) fn forward_inplace<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    let (exact, table) = (Forward(page.clone()), table::values(page, run.isa, x.len()));
    let (source, kernel) = faster(page, table.as_ref(), &exact);
    cut(run, [], [x], V::INFO.name, source, &InPlace(kernel))
}

/// The value at each element of `x`, as a new array; see [`new`].
pub(crate) fn new_forward<V: Varying, E: Dtype>(page: &V, run: Run, x: &[E]) -> Option<Vec<E>> {
    let (exact, table) = (Forward(page.clone()), table::values(page, run.isa, x.len()));
    let (source, kernel) = faster(page, table.as_ref(), &exact);
    new(run, [x], &source, kernel)
}

/// The slope at each element of `x`, times that of `g`, as a new array; see [`new`].
pub(crate) fn new_backward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: &[E],
    g: &[E],
) -> Option<Vec<E>> {
    let exact = Backward(page.clone());
    let table = table::gradients(page, run.isa, x.len(), &exact);
    let (source, kernel) = faster(page, table.as_ref(), &exact);
    new(run, [x, g], &source, kernel)
}

/// The slope at each element of the input whose values are `y`, times that of `g`, as a new array; see [`new`]. None, too, if
/// the values do not tell the slopes.
pub(crate) fn new_backward_from_output<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    y: &[E],
    g: &[E],
) -> Option<Vec<E>> {
    let told = page.value_tells_slope().then_some(BackwardFromOutput(page.clone()))?;
    new(run, [y, g], &page.source(), &told)
}

/// The slope at each element of `x`, times that of `g`, into `out`.
pub(crate) fn backward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let exact = Backward(page.clone());
    let table = table::gradients(page, run.isa, x.len(), &exact);
    let (source, kernel) = faster(page, table.as_ref(), &exact);
    cut(run, [x, g], [out], V::INFO.name, source, kernel)
}

/// A table, if there is one, or else the function itself; and where its parameters come from.
fn faster<'k, V: Varying, E: Dtype, const N: usize>(
    page: &'k V,
    table: Option<&'k impl Kernel<E, N, 1>>,
    exact: &'k dyn Kernel<E, N, 1>,
) -> (Source<'k>, &'k dyn Kernel<E, N, 1>) {
    match table {
        Some(table) => (Source::None, table),
        None => (page.source(), exact),
    }
}

/// The second derivative at each element of `x`, times that of `g`, into `out`.
pub(crate) fn second_derivative<V: Varying>(
    page: &V,
    run: Run,
    x: ArrayViewD<f64>,
    g: ArrayViewD<f64>,
    out: ArrayViewMutD<f64>,
) -> Result<()> {
    cut(run, [x, g], [out], V::INFO.name, page.source(), &SecondDerivative(page.clone()))
}

/// The slope at each element of the input whose values are `y`, times that of `g`, into `out`.
pub(crate) fn backward_from_output<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    y: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    if !page.value_tells_slope() {
        return Err(Error::FromOutput { function: V::INFO.name });
    }
    cut(run, [y, g], [out], V::INFO.name, page.source(), &BackwardFromOutput(page.clone()))
}

/// A bit for each element of `x`, whose axes are taken in the order that `axes` says, unless that is empty: which of
/// the two slopes it has.
pub(crate) fn mark<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    x: ArrayViewD<E>,
    axes: &[usize],
) -> Result<Vec<u8>> {
    Ok(marked(run, two_slopes(page)?, &Backward(page.clone()), x, axes))
}

fn marked<E: Dtype>(
    run: Run,
    slopes: TwoSlopes,
    backward: &dyn Kernel<E, 2, 1>,
    x: ArrayViewD<E>,
    axes: &[usize],
) -> Vec<u8> {
    let (test, _) = bits::told_by(slopes);
    let x = bits::ordered(x, axes);
    let x = x.as_standard_layout();
    let mut marks = vec![0; bits::bytes(x.len())];
    bits::mark(run, backward, &test, x.as_slice().unwrap_or_default(), &mut marks);
    marks
}

/// The same, and the value at each element of `x`, into `x` itself.
pub(crate) fn mark_and_forward<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    mut x: ArrayViewMutD<E>,
    axes: &[usize],
) -> Result<Vec<u8>> {
    let (slopes, forward, backward) =
        (two_slopes(page)?, Forward(page.clone()), Backward(page.clone()));
    if let Some(marks) = marked_and_run(run, slopes, &forward, &backward, x.view_mut(), axes) {
        return Ok(marks);
    }
    let marks = marked(run, slopes, &backward, x.view(), axes);
    forward_inplace(page, run, x)?;
    Ok(marks)
}

/// Both at once, where there is no parameter and elements lie side by side.
fn marked_and_run<E: Dtype>(
    run: Run,
    slopes: TwoSlopes,
    forward: &dyn Kernel<E, 1, 1>,
    backward: &dyn Kernel<E, 2, 1>,
    x: ArrayViewMutD<E>,
    axes: &[usize],
) -> Option<Vec<u8>> {
    if forward.varies() {
        return None;
    }
    let elements = bits::ordered_mut(x, axes).into_slice()?;
    let (test, _) = bits::told_by(slopes);
    let mut marks = vec![0; bits::bytes(elements.len())];
    bits::mark_and_run(run, forward, backward, &test, elements, &mut marks);
    Some(marks)
}

/// The gradients that bits of [`mark`] tell, for those of `g`, into `out`; without `g`, for those that are in `out`.
pub(crate) fn backward_from_bits<V: Varying, E: Dtype>(
    page: &V,
    run: Run,
    marks: &[u8],
    axes: &[usize],
    g: Option<ArrayViewD<E>>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let (_, inputs) = bits::told_by(two_slopes(page)?);
    let marked = bits::Marked { bits: marks, inputs, backward: &Backward(page.clone()), run };
    from_marked(V::INFO.name, page.source(), &marked, axes, g, out)
}

fn from_marked<E: Dtype>(
    function: &'static str,
    source: Source,
    marked: &bits::Marked<E>,
    axes: &[usize],
    g: Option<ArrayViewD<E>>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    if let Some(g) = &g {
        same_shape(function, "upstream gradient", g.shape(), out.shape())?;
    }
    let (given, expected) = (marked.bits.len(), bits::bytes(out.len()));
    if given != expected {
        return Err(Error::Bits { function, given, expected });
    }
    let shape = out.shape().to_vec();
    let (g, out) = (g.map(|g| bits::ordered(g, axes)), bits::ordered_mut(out, axes));
    with_parameters(function, source, &shape, axes, |parameters| {
        marked.gradients(0, g, out, parameters);
    })
}

fn two_slopes<V: Varying>(page: &V) -> Result<TwoSlopes> {
    page.two_slopes().ok_or(Error::FromBits { function: V::INFO.name })
}

/// The gradients by the learned parameters of a page: for each its sum over all elements or, if there is
/// one for each channel, over those of each channel.
///
/// The elements are taken in row-major order, whatever the memory order, a block at a time, and the
/// blocks' sums are added in that order: neither threads nor layout change a bit.
pub(crate) fn parameter_gradients<L: Learned, E: Dtype>(
    page: &L,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
) -> Result<Vec<(&'static str, Vec<f64>)>> {
    same_shape(L::INFO.name, "upstream gradient", g.shape(), x.shape())?;
    let (x, g) = (x.as_standard_layout(), g.as_standard_layout());
    let (x, g) = (x.view(), g.view());
    // Each channel's own elements, and its parameter.
    let all = |c: f64| vec![(E::Word::lit(c), x.view(), g.view())];
    let parts = match page.source() {
        Source::Channels(weights) => {
            channels(L::INFO.name, weights.len(), x.shape())?;
            let channel = |(i, weight): (usize, &f64)| match x.ndim() {
                0 | 1 => (E::Word::lit(*weight), x.view(), g.view()),
                _ => {
                    let [x, g] = [&x, &g].map(|view| view.index_axis(Axis(1), i));
                    (E::Word::lit(*weight), x, g)
                }
            };
            weights.iter().enumerate().map(channel).collect()
        }
        Source::Constant(c) => all(c),
        Source::None | Source::Drawn { .. } => all(0.0),
    };
    let gradient = |which: usize| {
        let of_part = |(parameter, x, g): &(E::Word, ArrayViewD<E>, ArrayViewD<E>)| {
            let (x, g) = (x.as_standard_layout(), g.as_standard_layout());
            let (x, g) = (x.as_slice().unwrap_or_default(), g.as_slice().unwrap_or_default());
            let mut sums = vec![0.0; x.len().div_ceil(BLOCK)];
            sum_blocks(page, run, which, *parameter, x, g, &mut sums);
            let zero = Double::exact(Portable(0.0));
            let total = sums.iter().fold(zero, |sum, block| sum + Portable(*block));
            total.hi.word()
        };
        (L::LEARNED[which], parts.iter().map(of_part).collect())
    };
    Ok((0..L::LEARNED.len()).map(gradient).collect())
}

/// The sum of each block, over threads.
fn sum_blocks<L: Learned, E: Dtype>(
    page: &L,
    run: Run,
    which: usize,
    parameter: E::Word,
    x: &[E],
    g: &[E],
    sums: &mut [f64],
) {
    if sums.len() > PIECE / BLOCK {
        let middle = sums.len() / 2;
        let (left, right) = sums.split_at_mut(middle);
        let (x_left, x_right) = x.split_at(middle * BLOCK);
        let (g_left, g_right) = g.split_at(middle * BLOCK);
        return run.both(
            x.len(),
            || sum_blocks(page, run, which, parameter, x_left, g_left, left),
            || sum_blocks(page, run, which, parameter, x_right, g_right, right),
        );
    }
    for ((sum, x), g) in sums.iter_mut().zip(x.chunks(BLOCK)).zip(g.chunks(BLOCK)) {
        *sum = sum_by(page, run.isa, which, parameter, x, g);
    }
}

/// Refuses an array of another number of channels than there are weights.
fn channels(function: &'static str, weights: usize, shape: &[usize]) -> Result<()> {
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

/// `a` gated by `b`, or the other way round, as the page has it, into `out`.
pub(crate) fn gated_forward<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    [a, b]: [ArrayViewD<E>; 2],
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(G::INFO.name, "second input", b.shape(), a.shape())?;
    same_shape(G::INFO.name, "output", out.shape(), a.shape())?;
    halve(run, [a, b], [out], Parameters::None, &GatedForward(page.clone()));
    Ok(())
}

/// The gradients by `a` and `b` for the incoming gradient `g`, into `outs`.
pub(crate) fn gated_backward<G: Gated, E: Dtype>(
    page: &G,
    run: Run,
    [a, b, g]: [ArrayViewD<E>; 3],
    outs: [ArrayViewMutD<E>; 2],
) -> Result<()> {
    same_shape(G::INFO.name, "second input", b.shape(), a.shape())?;
    same_shape(G::INFO.name, "upstream gradient", g.shape(), a.shape())?;
    for out in &outs {
        same_shape(G::INFO.name, "output", out.shape(), a.shape())?;
    }
    halve(run, [a, b, g], outs, Parameters::None, &GatedBackward(page.clone()));
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
fn cut<E: Dtype, const N: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    out: [ArrayViewMutD<E>; 1],
    function: &'static str,
    source: Source,
    kernel: &dyn Kernel<E, N, 1>,
) -> Result<()> {
    if let Some((x, others)) = inputs.split_first() {
        for other in others {
            same_shape(function, "upstream gradient", other.shape(), x.shape())?;
        }
        same_shape(function, "output", out[0].shape(), x.shape())?;
    }
    let shape = out[0].shape().to_vec();
    with_parameters(function, source, &shape, &[], |parameters| {
        halve(run, inputs, out, parameters, kernel);
    })
}

/// Calls `work` with the parameters of all elements of an array of this shape, whose axes are then taken in
/// the order that `axes` says, unless that is empty.
fn with_parameters<W: Word>(
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

fn halve<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    outs: [ArrayViewMutD<E>; M],
    parameters: Parameters<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
) {
    let far = is_far::<E>(M * outs[0].len());
    halve_parts(run, inputs, outs, parameters, kernel, far);
}

/// The size in bytes from which the inputs of new arrays are fetched ahead.
const FETCH_FROM: usize = 8 << 20;

/// Are so many results better written past the caches?
fn is_far<E>(results: usize) -> bool {
    STREAMS && results.saturating_mul(size_of::<E>()) >= STREAM_FROM
}

fn halve_parts<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    mut outs: [ArrayViewMutD<E>; M],
    parameters: Parameters<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
    far: bool,
) {
    if outs[0].is_empty() {
        return;
    }
    if let Some(parameter) = parameters.uniform()
        && inputs.iter().all(|input| input.is_standard_layout())
        && outs.iter().all(|out| out.is_standard_layout())
    {
        // The usual case, apart because it is found out fastest.
        let slices = inputs.each_ref().map(|input| input.to_slice().unwrap_or_default());
        let targets = outs.map(|out| Target::written(out.into_slice().unwrap_or_default()));
        return contiguous(run, slices, targets, parameter, kernel, far);
    }
    if let Some(parameter) = parameters.uniform()
        && inputs.iter().all(|input| same_order(input.strides(), &outs[0]))
        && outs.iter().all(|out| same_order(out.strides(), &outs[0]))
    {
        let slices = inputs.each_ref().map(|input| input.as_slice_memory_order());
        let out_slices = outs.each_mut().map(|out| out.as_slice_memory_order_mut());
        if slices.iter().all(Option::is_some) && out_slices.iter().all(Option::is_some) {
            let slices = slices.map(Option::unwrap_or_default);
            let targets = out_slices.map(|out| Target::written(out.unwrap_or_default()));
            return contiguous(run, slices, targets, parameter, kernel, far);
        }
    }
    if let (Some(parameter), Some(axis)) = (parameters.uniform(), lines(&inputs, &outs))
        && outs[0].len() <= PIECE
    {
        return along(run, axis, inputs, outs, parameter, kernel, far);
    }
    if outs[0].len() <= BLOCK {
        return gathered(run, inputs, outs, parameters, kernel);
    }
    let axis = longest_axis(&inputs, &outs);
    let (elements, middle) = (outs[0].len(), outs[0].len_of(axis) / 2);
    let lefts = inputs.each_ref().map(|input| input.view().split_at(axis, middle).0);
    let rights = inputs.each_ref().map(|input| input.view().split_at(axis, middle).1);
    let (outs_left, outs_right) = both_halves(outs, |out| out.split_at(axis, middle));
    let (parameters_left, parameters_right) = parameters.split_at(axis, middle);
    run.both_from(
        worth(kernel),
        elements,
        || halve_parts(run, lefts, outs_left, parameters_left, kernel, far),
        || halve_parts(run, rights, outs_right, parameters_right, kernel, far),
    );
}

/// The number of elements from which a kernel is run on several threads.
pub(super) fn worth<E: Dtype, const N: usize, const M: usize>(
    kernel: &dyn Kernel<E, N, M>,
) -> usize {
    if kernel.is_light() { LIGHT_PARALLEL_FROM } else { PARALLEL_FROM }
}

/// The same of a page's values and gradients.
pub(crate) fn threads_from<V: Varying>() -> usize {
    if V::STRAIGHT { LIGHT_PARALLEL_FROM } else { PARALLEL_FROM }
}

/// The left halves and the right halves.
fn both_halves<T, const M: usize>(whole: [T; M], split: impl Fn(T) -> (T, T)) -> ([T; M], [T; M]) {
    let mut rights = [const { None }; M];
    let mut slots = rights.iter_mut();
    let lefts = whole.map(|out| {
        let (left, right) = split(out);
        if let Some(slot) = slots.next() {
            *slot = Some(right);
        }
        left
    });
    (lefts, rights.map(|right| right.expect("one for each left half")))
}

/// Does an array with these strides lie in memory in the same order?
fn same_order<E>(strides: &[isize], b: &ArrayViewMutD<E>) -> bool {
    let strides = strides.iter().zip(b.strides());
    b.shape().iter().zip(strides).all(|(length, (a, b))| *length == 1 || a == b)
}

/// The axis along which the part reaches farthest in memory.
fn longest_axis<E, const N: usize, const M: usize>(
    inputs: &[ArrayViewD<E>; N],
    outs: &[ArrayViewMutD<E>; M],
) -> Axis {
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
fn lines<E, const N: usize, const M: usize>(
    inputs: &[ArrayViewD<E>; N],
    outs: &[ArrayViewMutD<E>; M],
) -> Option<Axis> {
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
fn along<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    axis: Axis,
    inputs: [ArrayViewD<E>; N],
    mut outs: [ArrayViewMutD<E>; M],
    parameter: Option<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
    far: bool,
) {
    let count = outs[0].len() / outs[0].len_of(axis);
    let mut inputs = inputs.each_ref().map(|input| input.lanes(axis).into_iter());
    let mut outs = outs.each_mut().map(|out| out.lanes_mut(axis).into_iter());
    for _ in 0..count {
        let line = inputs.each_mut().map(|lines| lines.next().and_then(|line| line.to_slice()));
        let out = outs.each_mut().map(|lines| lines.next().and_then(|line| line.into_slice()));
        let line = line.map(|line| line.expect("as many lines, of stride 1"));
        let out = out.map(|out| Target::written(out.expect("as many lines, of stride 1")));
        contiguous(run, line, out, parameter, kernel, far);
    }
}

/// Side by side in memory, all in the same order.
fn contiguous<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    inputs: [&[E]; N],
    outs: [Target<E>; M],
    parameter: Option<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
    far: bool,
) {
    let lead = if outs[0].len() < ALIGNED_FROM { 0 } else { outs[0].before_line() };
    if lead == 0 {
        return pieces(run, inputs, outs, parameter, kernel, far);
    }
    let (first, rest) = both_halves(outs, |out| out.split_at(lead));
    pieces(run, inputs.map(|x| &x[..lead]), first, parameter, kernel, far);
    pieces(run, inputs.map(|x| &x[lead..]), rest, parameter, kernel, far);
}

/// From this number of elements on, results are written from the beginning of a cache line on: those before it cost a call of
/// their own.
const ALIGNED_FROM: usize = 1 << 13;

/// The same, in pieces of a thread's worth.
fn pieces<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    inputs: [&[E]; N],
    outs: [Target<E>; M],
    parameter: Option<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
    far: bool,
) {
    let elements = outs[0].len();
    if elements > PIECE {
        let middle = elements / 2 / BLOCK * BLOCK;
        let (left, right) = both_halves(outs, |out| out.split_at(middle));
        return run.both_from(
            worth(kernel),
            elements,
            || pieces(run, inputs.map(|x| &x[..middle]), left, parameter, kernel, far),
            || pieces(run, inputs.map(|x| &x[middle..]), right, parameter, kernel, far),
        );
    }
    let parameter = parameter.filter(|_| kernel.varies());
    let fresh = outs[0].is_fresh();
    if parameter.is_none() && (kernel.in_place() || !(far || fresh)) {
        return kernel.run(run.isa, inputs, &[], outs.map(Target::numbers));
    }
    let streamed = far && !fresh && !kernel.in_place();
    let parameters = [parameter.unwrap_or_default(); BLOCK];
    let Aligned(results) = &mut Aligned([[E::default(); BLOCK]; M]);
    let size = match fresh && parameter.is_none() {
        true => FRESH_BLOCK / size_of::<E>(),
        false => BLOCK,
    };
    let mut rest = outs;
    for start in (0..elements).step_by(size) {
        let length = size.min(elements - start);
        let (block, others) = both_halves(rest, |out| out.split_at(length));
        rest = others;
        let ahead = if far { length } else { 0 };
        let inputs = inputs.map(|x| &x[start..start + length]);
        let parameters = if parameter.is_some() { &parameters[..length] } else { &[] };
        if streamed && block.iter().all(Target::is_lines) {
            let far = Far { ahead, lines: Some(block.map(Target::lines)) };
            let slices = results.each_mut().map(|result| &mut result[..length]);
            kernel.run_far(run.isa, far, inputs, parameters, slices);
        } else {
            let far = Far { ahead, lines: None };
            kernel.run_far(run.isa, far, inputs, parameters, block.map(Target::numbers));
        }
    }
    if streamed {
        finish_streams();
    }
}

/// The results for inputs that lie side by side in memory, in new memory that is written once. None where
/// zeros first cost less, and if a parameter differs from element to element.
fn new<E: Dtype, const N: usize>(
    run: Run,
    inputs: [&[E]; N],
    source: &Source,
    kernel: &dyn Kernel<E, N, 1>,
) -> Option<Vec<E>> {
    let parameter: Option<E::Word> = source.uniform()?;
    let length = inputs[0].len();
    let mut out = room(length)?;
    let places = &mut out.spare_capacity_mut()[..length];
    let far = size_of_val(places) >= FETCH_FROM;
    contiguous(run, inputs, [Target::fresh(places)], parameter, kernel, far);
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
fn gathered<E: Dtype, const N: usize, const M: usize>(
    run: Run,
    inputs: [ArrayViewD<E>; N],
    mut outs: [ArrayViewMutD<E>; M],
    parameters: Parameters<E::Word>,
    kernel: &dyn Kernel<E, N, M>,
) {
    let elements = outs[0].len();
    let shape = outs[0].shape().to_vec();
    let mut blocks = [[E::default(); BLOCK]; N];
    for (block, input) in blocks.iter_mut().zip(&inputs) {
        shaped_mut(&shape, &mut block[..elements]).assign(input);
    }
    let mut parameter_block = [E::Word::default(); BLOCK];
    let parameter_block = match kernel.varies() {
        true => {
            parameters.fill(run, &shape, &mut parameter_block[..elements]);
            &parameter_block[..elements]
        }
        false => &[],
    };
    let mut results = [[E::default(); BLOCK]; M];
    if kernel.in_place() {
        for (result, out) in results.iter_mut().zip(&outs) {
            shaped_mut(&shape, &mut result[..elements]).assign(out);
        }
    }
    let inputs = blocks.each_ref().map(|block| &block[..elements]);
    let slices = results.each_mut().map(|result| &mut result[..elements]);
    kernel.run(run.isa, inputs, parameter_block, slices);
    for (result, out) in results.iter_mut().zip(&mut outs) {
        out.assign(&shaped_mut(&shape, &mut result[..elements]));
    }
}

/// Multiplies each element by that of an array that is broadcast; 0 stays 0, whatever comes.
pub(crate) fn multiply<E: Dtype>(mut out: ArrayViewMutD<E>, by: ArrayViewD<E>) {
    let by = by.broadcast(out.raw_dim()).expect("of length 1 where the shapes differ");
    ndarray::Zip::from(&mut out).and(&by).for_each(|out, by| {
        let product = out.widen() * by.widen();
        let zero = *out == E::default();
        *out = if zero { *out } else { element::rounded(Double::exact(product), false) };
    });
}

pub(super) fn shaped_mut<'a, T>(shape: &[usize], block: &'a mut [T]) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(IxDyn(shape), block).expect("as long as its shape says")
}
