//! Functions of one number, at each element of an array.
//!
//! What a page says of one number comes here as kernels behind an object, [`ByElement`]: so all that follows, from tables of half
//! precision to bits that are kept for the gradient, is compiled once for all pages.

use std::any::TypeId;

use bytemuck::TransparentWrapper;
use ndarray::{ArrayViewD, ArrayViewMutD, Axis};

use super::element::{
    AnyKernel, BLOCK, Backward, BackwardFromOutput, Forward, Kernel, SecondDerivative, SumBy,
    is_half,
};
use super::layout::{PIECE, channels, cut, new, same_shape, with_parameters, worth};
use super::{Run, bits, table};
use crate::arguments::Argument;
use crate::error::{Error, Result};
use crate::number::{Double, Dtype, Float, Number, Portable};
use crate::page::{Page, Source, TwoSlopes, Varying};

/// A page about one number, as what runs it over elements.
pub(crate) trait ByElement<E: Dtype> {
    /// The function's name.
    fn name(&self) -> &'static str;
    /// Its parameters as they are set.
    fn settings(&self) -> Vec<(&'static str, Argument)>;
    /// Where the parameter of each element comes from.
    fn parameters(&self) -> Source<'_>;
    /// The value at each element.
    fn value(&self) -> &dyn Kernel<E, 1, 1>;
    /// The slope at each element of the first input, times the second input.
    fn gradient(&self) -> &dyn Kernel<E, 2, 1>;
    /// The same in the computing type.
    fn word_gradient(&self) -> &dyn Kernel<E::Word, 2, 1>;
    /// The slope where the value is the first input, times the second input, if values tell slopes.
    fn gradient_from_output(&self) -> Option<&dyn Kernel<E, 2, 1>>;
    /// What tells which of two slopes an element has, if there are no more.
    fn slopes(&self) -> Option<TwoSlopes>;
    /// The page's type, if its values in half precision take longer to compute than to look up; and the same of its gradients.
    fn looked_up(&self) -> [Option<TypeId>; 2];
}

impl<V: Varying, E: Dtype> ByElement<E> for V {
    fn name(&self) -> &'static str {
        V::INFO.name
    }
    fn settings(&self) -> Vec<(&'static str, Argument)> {
        Page::arguments(self)
    }
    fn parameters(&self) -> Source<'_> {
        self.source()
    }
    fn value(&self) -> &dyn Kernel<E, 1, 1> {
        Forward::wrap_ref(self)
    }
    fn gradient(&self) -> &dyn Kernel<E, 2, 1> {
        Backward::wrap_ref(self)
    }
    fn word_gradient(&self) -> &dyn Kernel<E::Word, 2, 1> {
        Backward::wrap_ref(self)
    }
    fn gradient_from_output(&self) -> Option<&dyn Kernel<E, 2, 1>> {
        self.value_tells_slope().then(|| BackwardFromOutput::wrap_ref(self) as _)
    }
    fn slopes(&self) -> Option<TwoSlopes> {
        self.two_slopes()
    }
    fn looked_up(&self) -> [Option<TypeId>; 2] {
        let values = is_half::<E>() && !V::STRAIGHT;
        let gradients = values && !V::SHORT;
        [values, gradients].map(|are| are.then(TypeId::of::<V>))
    }
}

/// The number of elements from which values and gradients are divided over threads.
pub(crate) fn threads_from<V: Varying>() -> usize {
    worth(V::STRAIGHT)
}

/// The value at each element of `x`, into `out`.
pub(crate) fn forward<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let table = table::values(page, run.isa, x.len());
    let (source, kernel) = faster(page, table.as_ref(), page.value());
    cut(run, &[&x], out, page.name(), source, AnyKernel::One(kernel))
}

/// The value at each element of `x`, into `x` itself.
pub(crate) fn forward_inplace<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    let table = table::values(page, run.isa, x.len());
    let (source, kernel) = faster(page, table.as_ref(), page.value());
    cut(run, &[], x, page.name(), source, AnyKernel::Over(kernel))
}

/// The value at each element of `x`, as a new array; see [`new`].
pub(crate) fn new_forward<E: Dtype>(page: &dyn ByElement<E>, run: Run, x: &[E]) -> Option<Vec<E>> {
    let table = table::values(page, run.isa, x.len());
    let (source, kernel) = faster(page, table.as_ref(), page.value());
    new(run, [x, &[], &[]], &source, AnyKernel::One(kernel))
}

/// The slope at each element of `x`, times that of `g`, into `out`.
pub(crate) fn backward<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let table = table::gradients(page, run.isa, x.len());
    let (source, kernel) = faster(page, table.as_ref(), page.gradient());
    cut(run, &[&x, &g], out, page.name(), source, AnyKernel::Two(kernel))
}

/// The slope at each element of `x`, times that of `g`, as a new array; see [`new`].
pub(crate) fn new_backward<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    x: &[E],
    g: &[E],
) -> Option<Vec<E>> {
    let table = table::gradients(page, run.isa, x.len());
    let (source, kernel) = faster(page, table.as_ref(), page.gradient());
    new(run, [x, g, &[]], &source, AnyKernel::Two(kernel))
}

/// A table, if there is one, or else the function itself; and where its parameters come from.
fn faster<'k, E: Dtype, const N: usize>(
    page: &'k dyn ByElement<E>,
    table: Option<&'k impl Kernel<E, N, 1>>,
    exact: &'k dyn Kernel<E, N, 1>,
) -> (Source<'k>, &'k dyn Kernel<E, N, 1>) {
    match table {
        Some(table) => (Source::None, table),
        None => (page.parameters(), exact),
    }
}

/// The slope at each element of the input whose values are `y`, times that of `g`, into `out`.
pub(crate) fn backward_from_output<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    y: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let told = page.gradient_from_output().ok_or(Error::FromOutput { function: page.name() })?;
    cut(run, &[&y, &g], out, page.name(), page.parameters(), AnyKernel::Two(told))
}

/// The slope at each element of the input whose values are `y`, times that of `g`, as a new array; see [`new`]. None, too, if
/// the values do not tell the slopes.
pub(crate) fn new_backward_from_output<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    y: &[E],
    g: &[E],
) -> Option<Vec<E>> {
    let told = page.gradient_from_output()?;
    new(run, [y, g, &[]], &page.parameters(), AnyKernel::Two(told))
}

/// The second derivative at each element of `x`, times that of `g`, into `out`.
pub(crate) fn second_derivative<V: Varying>(
    page: &V,
    run: Run,
    x: ArrayViewD<f64>,
    g: ArrayViewD<f64>,
    out: ArrayViewMutD<f64>,
) -> Result<()> {
    let kernel = AnyKernel::Two(SecondDerivative::wrap_ref(page));
    cut(run, &[&x, &g], out, V::INFO.name, page.source(), kernel)
}

/// A bit for each element of `x`, whose axes are taken in the order that `axes` says, unless that is empty: which of
/// the two slopes it has.
pub(crate) fn mark<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    x: ArrayViewD<E>,
    axes: &[usize],
) -> Result<Vec<u8>> {
    let (test, _) = bits::told_by(two_slopes(page)?);
    let x = bits::ordered(x, axes);
    let x = x.as_standard_layout();
    let mut marks = vec![0; bits::bytes(x.len())];
    bits::mark(run, page.gradient(), &test, x.as_slice().unwrap_or_default(), &mut marks);
    Ok(marks)
}

/// The same, and the value at each element of `x`, into `x` itself.
pub(crate) fn mark_and_forward<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    mut x: ArrayViewMutD<E>,
    axes: &[usize],
) -> Result<Vec<u8>> {
    let slopes = two_slopes(page)?;
    // Both at once, where there is no parameter and elements lie side by side.
    if !page.value().varies()
        && let Some(elements) = bits::ordered_mut(x.view_mut(), axes).into_slice()
    {
        let (test, _) = bits::told_by(slopes);
        let mut marks = vec![0; bits::bytes(elements.len())];
        bits::mark_and_run(run, page.value(), page.gradient(), &test, elements, &mut marks);
        return Ok(marks);
    }
    let marks = mark(page, run, x.view(), axes)?;
    forward_inplace(page, run, x)?;
    Ok(marks)
}

/// The gradients that bits of [`mark`] tell, for those of `g`, into `out`; without `g`, for those that are in `out`.
pub(crate) fn backward_from_bits<E: Dtype>(
    page: &dyn ByElement<E>,
    run: Run,
    marks: &[u8],
    axes: &[usize],
    g: Option<ArrayViewD<E>>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let function = page.name();
    let (_, inputs) = bits::told_by(two_slopes(page)?);
    if let Some(g) = &g {
        same_shape(function, "upstream gradient", g.shape(), out.shape())?;
    }
    let (given, expected) = (marks.len(), bits::bytes(out.len()));
    if given != expected {
        return Err(Error::Bits { function, given, expected });
    }
    let marked = bits::Marked { bits: marks, inputs, backward: page.gradient(), run };
    let shape = out.shape().to_vec();
    let (g, out) = (g.map(|g| bits::ordered(g, axes)), bits::ordered_mut(out, axes));
    with_parameters(function, page.parameters(), &shape, axes, |parameters| {
        marked.gradients(0, g, out, parameters);
    })
}

fn two_slopes<E: Dtype>(page: &dyn ByElement<E>) -> Result<TwoSlopes> {
    page.slopes().ok_or(Error::FromBits { function: page.name() })
}

/// The gradients by the learned parameters of a page, which have these names: for each its sum over all elements or, if there is
/// one for each channel, over those of each channel.
///
/// The elements are taken in row-major order, whatever the memory order, a block at a time, and the
/// blocks' sums are added in that order: neither threads nor layout change a bit.
pub(crate) fn parameter_gradients<E: Dtype>(
    page: &dyn ByElement<E>,
    sums: &dyn SumBy<E>,
    learned: &[&'static str],
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
) -> Result<Vec<(&'static str, Vec<f64>)>> {
    let function = page.name();
    same_shape(function, "upstream gradient", g.shape(), x.shape())?;
    let (x, g) = (x.as_standard_layout(), g.as_standard_layout());
    let (x, g) = (x.view(), g.view());
    // Each channel's own elements, and its parameter.
    let all = |c: f64| vec![(E::Word::lit(c), x.view(), g.view())];
    let parts = match page.parameters() {
        Source::Channels(weights) => {
            channels(function, weights.len(), x.shape())?;
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
    let gradient = |(which, name): (usize, &&'static str)| {
        let of_part = |(parameter, x, g): &(E::Word, ArrayViewD<E>, ArrayViewD<E>)| {
            let (x, g) = (x.as_standard_layout(), g.as_standard_layout());
            let (x, g) = (x.as_slice().unwrap_or_default(), g.as_slice().unwrap_or_default());
            let mut blocks = vec![0.0; x.len().div_ceil(BLOCK)];
            sum_blocks(sums, run, which, *parameter, x, g, &mut blocks);
            let zero = Double::exact(Portable(0.0));
            let total = blocks.iter().fold(zero, |sum, block| sum + Portable(*block));
            total.hi.word()
        };
        (*name, parts.iter().map(of_part).collect())
    };
    Ok(learned.iter().enumerate().map(gradient).collect())
}

/// The sum of each block, over threads.
fn sum_blocks<E: Dtype>(
    by: &dyn SumBy<E>,
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
            || sum_blocks(by, run, which, parameter, x_left, g_left, left),
            || sum_blocks(by, run, which, parameter, x_right, g_right, right),
        );
    }
    for ((sum, x), g) in sums.iter_mut().zip(x.chunks(BLOCK)).zip(g.chunks(BLOCK)) {
        *sum = by.sum_by(run.isa, which, parameter, x, g);
    }
}
