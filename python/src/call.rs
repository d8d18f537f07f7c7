//! Functions over plain arrays: where results go, and who computes them.

use std::borrow::Cow;

use ndarray::ArrayViewMutD;
use ogive::kernel::{Isa, Run};
use ogive::page;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::array::{Array, Element, Target, by_kind, tuple};
use crate::error::raised;
use crate::memory::{self, Block};
use crate::{mode, threads};

/// The number of elements from which the interpreter is free for other threads meanwhile.
const DETACHED_FROM: usize = 1 << 13;

/// Does some work on so many elements.
fn run<T: Send>(
    py: Python<'_>,
    function: &dyn ogive::Function,
    elements: usize,
    work: impl FnOnce(Run) -> ogive::Result<T> + Send,
) -> PyResult<T> {
    let alone = Run::on(Isa::active().map_err(|error| raised(py, error))?);
    let pool = if elements < function.threads_from() { None } else { threads::pool()? };
    let done = match pool {
        None if elements < DETACHED_FROM => mode::usual(|| work(alone)),
        None => py.detach(|| mode::usual(|| work(alone))),
        Some(pool) => {
            py.detach(|| threads::within(&pool, || work(Run { parallel: true, ..alone })))
        }
    };
    done.map_err(|error| raised(py, error))
}

/// The shape of a result.
fn shape<'a>(
    py: Python<'_>,
    function: &dyn ogive::Function,
    x: &Array<'a, '_>,
) -> PyResult<Cow<'a, [usize]>> {
    match function.info().kind {
        page::Kind::Element => Ok(Cow::Borrowed(x.shape())),
        _ => function.output_shape(x.shape()).map(Cow::Owned).map_err(|error| raised(py, error)),
    }
}

/// The function of `x`, as a new array or into `out`, which may be `x` itself.
pub fn forward<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    x: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    by_kind!(x.kind(), E => forward_of::<E>(py, function, x, out))
}

fn forward_of<'py, E: Element>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    x: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let elements = x.len();
    let shape = shape(py, function, &x)?;
    let mut target = match out {
        Some(out) => Target::given(out, x.kind(), &shape)?,
        None => {
            if let Some(slice) = own_memory(function, &x)
                && let Some(numbers) = run(py, function, elements, |run| {
                    Ok(function.typed::<E>().new_forward(run, slice))
                })?
            {
                return Ok(x.holding(Block::of(numbers))?.into_any());
            }
            Target::fresh(&x, &shape)?
        }
    };
    if out.is_some() && target.is_one_of(&[&x])? {
        let view = target.view_mut::<E>();
        run(py, function, elements, |run| function.typed::<E>().run_forward_inplace(run, view))?;
    } else {
        let (view, out) = (x.view::<E>(), target.view_mut::<E>());
        run(py, function, elements, |run| function.typed::<E>().run_forward(run, view, out))?;
    }
    target.returned()
}

/// The elements of a large array in memory order, for a function of single elements whose result the library should
/// have new memory for, in huge pages and written once. It need not.
fn own_memory<'a, E: Element>(
    function: &dyn ogive::Function,
    x: &Array<'a, '_>,
) -> Option<&'a [E]> {
    let bytes = x.len().saturating_mul(size_of::<E>());
    let new = bytes >= memory::KEPT_FROM && !memory::is_kept(bytes);
    if new && function.info().kind == page::Kind::Element { x.slice() } else { None }
}

/// What a gradient is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The input.
    Input,
    /// The output.
    Output,
}

/// The gradient by the input, for the gradient `g` by the output, as a new array or into `out`, which may
/// be `x` or `g` itself; `x` is the input or the output.
pub fn backward<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    from: From,
    x: Array<'_, 'py>,
    g: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    by_kind!(x.kind(), E => backward_of::<E>(py, function, from, x, g, out))
}

fn backward_of<'py, E: Element>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    from: From,
    x: Array<'_, 'py>,
    g: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let elements = x.len();
    if out.is_none()
        && x.lies_as(&g)
        && let (Some(slice), Some(upstream)) = (own_memory(function, &x), g.slice())
        && let Some(numbers) = run(py, function, elements, |run| {
            Ok(match from {
                From::Input => function.typed::<E>().new_backward(run, slice, upstream),
                From::Output => {
                    function.typed::<E>().new_backward_from_output(run, slice, upstream)
                }
            })
        })?
    {
        return Ok(x.holding(Block::of(numbers))?.into_any());
    }
    let (view, upstream) = (x.view::<E>(), g.view::<E>());
    into(py, function, elements, x, &[&x, &g], out, |run, out| match from {
        From::Input => function.typed::<E>().run_backward(run, view, upstream, out),
        From::Output => function.typed::<E>().run_backward_from_output(run, view, upstream, out),
    })
}

/// A bit for each element: which of two slopes it has.
pub fn bits(
    py: Python<'_>,
    function: &dyn ogive::Function,
    x: Array<'_, '_>,
    axes: &[usize],
) -> PyResult<Vec<u8>> {
    permutes(axes, x.shape().len())?;
    by_kind!(x.kind(), E => {
        let view = x.view::<E>();
        run(py, function, x.len(), |run| function.typed::<E>().run_mark(run, view, axes))
    })
}

/// The gradient by the input that these bits were made of, for the gradient `g`.
pub fn backward_from_bits<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    bits: &[u8],
    g: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
    axes: &[usize],
) -> PyResult<Bound<'py, PyAny>> {
    permutes(axes, g.shape().len())?;
    by_kind!(g.kind(), E => {
        let view = g.view::<E>();
        into(py, function, g.len(), g, &[&g], out, |run, out| {
            function.typed::<E>().run_backward_from_bits(run, bits, axes, Some(view), out)
        })
    })
}

/// Refuses what is no order of so many axes.
fn permutes(axes: &[usize], dimensions: usize) -> PyResult<()> {
    let mut sorted = axes.to_vec();
    sorted.sort_unstable();
    if axes.is_empty() || sorted.iter().copied().eq(0..dimensions) {
        return Ok(());
    }
    Err(PyValueError::new_err(format!(
        "axes = {}; expected each of the {dimensions} axes once",
        tuple(axes)
    )))
}

/// The second derivative by the input, times the gradient `g`, in `f64`.
pub fn second_derivative<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    x: Array<'_, 'py>,
    g: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (view, upstream) = (x.view::<f64>(), g.view::<f64>());
    into(py, function, x.len(), x, &[&x, &g], out, |run, out| {
        function.run_second_derivative(run, view, upstream, out)
    })
}

/// Results of the shape and kind of `like`, as a new array or into `out`; if that is one of the inputs,
/// by way of a new array.
fn into<'py, E: Element>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    elements: usize,
    like: Array<'_, 'py>,
    inputs: &[&Array<'_, 'py>],
    out: Option<&Bound<'py, PyAny>>,
    work: impl FnOnce(Run, ArrayViewMutD<E>) -> ogive::Result<()> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let given = out.map(|out| Target::given(out, like.kind(), like.shape())).transpose()?;
    let (mut target, after) = match given {
        None => (Target::fresh(&like, like.shape())?, None),
        Some(given) if given.is_one_of(inputs)? => {
            (Target::fresh(&like, like.shape())?, Some(given))
        }
        Some(given) => (given, None),
    };
    let view = target.view_mut::<E>();
    run(py, function, elements, |run| work(run, view))?;
    match after {
        None => target.returned(),
        Some(mut given) => {
            given.view_mut::<E>().assign(&target.view_mut::<E>());
            given.returned()
        }
    }
}

/// A gated function of two arrays.
pub fn forward_pair<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    a: Array<'_, 'py>,
    b: Array<'_, 'py>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    by_kind!(a.kind(), E => {
        let views = [a.view::<E>(), b.view::<E>()];
        into(py, function, a.len(), a, &[&a, &b], out, |run, out| function.typed::<E>().run_gated_forward(run, views, out))
    })
}

/// The gradients of a gated function by its two arrays.
pub fn backward_pair<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    a: Array<'_, 'py>,
    b: Array<'_, 'py>,
    g: Array<'_, 'py>,
) -> PyResult<Bound<'py, PyTuple>> {
    let mut by_a = Target::fresh(&a, a.shape())?;
    let mut by_b = Target::fresh(&b, b.shape())?;
    by_kind!(a.kind(), E => {
        let views = [a.view::<E>(), b.view::<E>(), g.view::<E>()];
        let outs = [by_a.view_mut::<E>(), by_b.view_mut::<E>()];
        run(py, function, a.len(), |run| function.typed::<E>().run_gated_backward(run, views, outs))?;
    });
    PyTuple::new(py, [by_a.returned()?, by_b.returned()?])
}

/// The gradients by the parameters that are learned.
pub fn parameter_gradients<'py>(
    py: Python<'py>,
    function: &dyn ogive::Function,
    x: Array<'_, 'py>,
    g: Array<'_, 'py>,
) -> PyResult<Vec<(&'static str, Vec<f64>)>> {
    by_kind!(x.kind(), E => {
        let (view, upstream) = (x.view::<E>(), g.view::<E>());
        run(py, function, x.len(), |run| function.typed::<E>().run_parameter_gradients(run, view, upstream))
    })
}

/// Refuses what only plain arrays of `uint16` are given to.
pub fn not_bits(given: &Bound<'_, PyAny>) -> PyErr {
    let class = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    let dtype = given.getattr("dtype").map(|dtype| format!(" of {dtype}")).unwrap_or_default();
    PyTypeError::new_err(format!(
        "with bfloat16=True, an array is a {class}{dtype}; expected a numpy.ndarray of uint16, the bits \
         of bfloat16"
    ))
}
