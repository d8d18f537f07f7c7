//! What stands at the end of a detector, and rows that are in several places: `ogive.detect` and `ogive.sharded`.

use ndarray::{ArrayD, ArrayView1, ArrayView2, Dimension, Ix1, Ix2, IxDyn};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayDyn, PyReadonlyArray1, PyReadonlyArray2,
    PyReadonlyArrayDyn,
};
use ogive::prelude::*;
use ogive::sharded::{self, RowState, Sharded};
use ogive_detect::{CrossEntropy, FocalLoss, Layout, Score};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::array::{Array, Element, Target, by_kind, tuple};
use crate::error::raised;
use crate::{mode, threads};

type Indices<'py> = Bound<'py, PyArray1<i64>>;

/// An array that `_arrays.py` has made plain.
fn plain<'a, 'py>(object: &'a Bound<'py, PyAny>) -> PyResult<Array<'a, 'py>> {
    Array::plain(object, false).ok_or_else(|| {
        PyTypeError::new_err(format!("an object of {}; expected a plain array", object.get_type()))
    })
}

/// Another one of the same element type.
fn beside<'a, 'py>(
    object: &'a Bound<'py, PyAny>,
    first: &Array,
    name: &str,
) -> PyResult<Array<'a, 'py>> {
    let array = plain(object)?;
    if array.kind() == first.kind() {
        return Ok(array);
    }
    Err(PyTypeError::new_err(format!(
        "{name} are of another element type; expected that of the first array"
    )))
}

fn in_dimensions<'a, E: Element, D: Dimension>(
    array: &Array<'a, '_>,
    what: &str,
) -> PyResult<ndarray::ArrayView<'a, E, D>> {
    array.view::<E>().into_dimensionality::<D>().map_err(|_| {
        PyValueError::new_err(format!(
            "the {what} have shape {}; expected {} axes",
            tuple(array.shape()),
            D::NDIM.unwrap_or(0)
        ))
    })
}

/// Does some work on the package's threads, while the interpreter is free for others.
fn run<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> ogive_detect::Result<T> + Send,
) -> PyResult<T> {
    let pool = threads::pool()?;
    let done = py.detach(|| match pool {
        Some(pool) => threads::within(&pool, work),
        None => mode::usual(work),
    });
    done.map_err(|error| match error {
        ogive_detect::Error::Ogive(error) => raised(py, error),
        error => PyValueError::new_err(error.to_string()),
    })
}

/// Numbers as an array of the element type of another one.
fn returned<'py, E: Element>(
    like: &Array<'_, 'py>,
    shape: &[usize],
    numbers: impl IntoIterator<Item = E>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut target = Target::fresh(like, shape)?;
    target.view_mut::<E>().iter_mut().zip(numbers).for_each(|(place, number)| *place = number);
    target.returned()
}

fn indices(py: Python<'_>, indices: Vec<usize>) -> Indices<'_> {
    let wide: Vec<i64> = indices.into_iter().map(|index| index as i64).collect();
    wide.into_pyarray(py)
}

fn layout(classes_first: bool) -> Layout {
    if classes_first { Layout::ClassesFirst } else { Layout::AnchorsFirst }
}

/// See `ogive.detect.score_filter`.
#[pyfunction]
pub fn _score_filter<'py>(
    py: Python<'py>,
    logits: &Bound<'py, PyAny>,
    objectness: Option<&Bound<'py, PyAny>>,
    classes_first: bool,
    threshold: f64,
) -> PyResult<(Indices<'py>, Indices<'py>, Bound<'py, PyAny>)> {
    fn of<'py, E: Element + Score>(
        py: Python<'py>,
        logits: &Array<'_, 'py>,
        objectness: Option<Array<'_, 'py>>,
        layout: Layout,
        threshold: f64,
    ) -> PyResult<(Indices<'py>, Indices<'py>, Bound<'py, PyAny>)> {
        let view: ArrayView2<E> = in_dimensions::<E, Ix2>(logits, "logits")?;
        let found = match &objectness {
            None => run(py, || ogive_detect::score_filter(view, layout, threshold))?,
            Some(of) => {
                let of: ArrayView1<E> = in_dimensions::<E, Ix1>(of, "logits of objectness")?;
                run(py, || ogive_detect::score_filter_with_objectness(view, of, layout, threshold))?
            }
        };
        let scores = returned::<E>(logits, &[found.scores.len()], found.scores.iter().copied())?;
        Ok((indices(py, found.anchors), indices(py, found.classes), scores))
    }
    let logits = plain(logits)?;
    let objectness =
        objectness.map(|of| beside(of, &logits, "logits of objectness")).transpose()?;
    by_kind!(logits.kind(), E => of::<E>(py, &logits, objectness, layout(classes_first), threshold))
}

/// See `ogive.detect.softmax_topk`.
#[pyfunction]
pub fn _softmax_topk<'py>(
    py: Python<'py>,
    scores: &Bound<'py, PyAny>,
    k: usize,
    background: Option<usize>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyArray2<i64>>)> {
    let scores = plain(scores)?;
    by_kind!(scores.kind(), E => {
        let view: ArrayView2<E> = in_dimensions::<E, Ix2>(&scores, "scores")?;
        let top = run(py, || ogive_detect::softmax_topk(view, k, background))?;
        let shape = [view.nrows(), k];
        let probabilities = returned::<E>(&scores, &shape, top.probabilities.iter().copied())?;
        Ok((probabilities, top.classes.mapv(|class| class as i64).into_pyarray(py)))
    })
}

/// See `ogive.detect.distribution_to_distance`.
#[pyfunction]
pub fn _distribution_to_distance<'py>(
    py: Python<'py>,
    scores: &Bound<'py, PyAny>,
    sides_first: bool,
    bins: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let scores = plain(scores)?;
    by_kind!(scores.kind(), E => {
        let view: ArrayView2<E> = in_dimensions::<E, Ix2>(&scores, "scores")?;
        let found = run(py, || ogive_detect::distribution_to_distance(view, layout(sides_first), bins))?;
        returned::<E>(&scores, found.shape(), found.iter().copied())
    })
}

/// See `ogive.detect.suppress`.
#[pyfunction]
pub fn _suppress<'py>(
    py: Python<'py>,
    boxes: PyReadonlyArray2<'py, f64>,
    scores: PyReadonlyArray1<'py, f64>,
    classes: PyReadonlyArray1<'py, i64>,
    overlap: f64,
) -> PyResult<Indices<'py>> {
    let classes: Vec<usize> = classes
        .as_array()
        .iter()
        .map(|class| usize::try_from(*class))
        .collect::<Result<_, _>>()
        .map_err(|_| PyValueError::new_err("a class below 0; expected indices from 0 on"))?;
    let (boxes, scores) = (boxes.as_array(), scores.as_array());
    let kept = run(py, || ogive_detect::boxes::suppress(boxes, scores, &classes, overlap))?;
    Ok(indices(py, kept))
}

/// See `ogive.detect.sigmoid_focal_loss` and its gradient.
#[pyfunction]
pub fn _focal_loss<'py>(
    py: Python<'py>,
    logits: &Bound<'py, PyAny>,
    targets: &Bound<'py, PyAny>,
    alpha: Option<f64>,
    gamma: f64,
    gradient: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let logits = plain(logits)?;
    let targets = beside(targets, &logits, "targets")?;
    by_kind!(logits.kind(), E => {
        let (x, t) = (logits.view::<E>(), targets.view::<E>());
        let found = run(py, || {
            let loss = FocalLoss::new(alpha, gamma)?;
            if gradient { loss.gradient(&x, &t) } else { loss.forward(&x, &t) }
        })?;
        returned::<E>(&logits, found.shape(), found.iter().copied())
    })
}

/// See `ogive.detect.softmax_cross_entropy` and its gradient, which is wanted if `g` is given.
#[pyfunction]
pub fn _cross_entropy<'py>(
    py: Python<'py>,
    scores: &Bound<'py, PyAny>,
    labels: PyReadonlyArray1<'py, i64>,
    ignored: i64,
    g: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let scores = plain(scores)?;
    let g = g.map(|g| beside(g, &scores, "gradients")).transpose()?;
    let labels = labels.as_array();
    by_kind!(scores.kind(), E => {
        let x: ArrayView2<E> = in_dimensions::<E, Ix2>(&scores, "scores")?;
        let entropy = CrossEntropy::ignoring(ignored);
        match &g {
            None => {
                let found = run(py, || entropy.forward(x, labels))?;
                returned::<E>(&scores, found.shape(), found.iter().copied())
            }
            Some(g) => {
                let g: ArrayView1<E> = in_dimensions::<E, Ix1>(g, "gradients of the losses")?;
                let found = run(py, || entropy.gradient(x, labels, g))?;
                returned::<E>(&scores, found.shape(), found.iter().copied())
            }
        }
    })
}

fn softmax(py: Python<'_>, axis: isize, temperature: f64) -> PyResult<Softmax> {
    Softmax::new(axis).with_temperature(temperature).map_err(|error| raised(py, error))
}

/// Either function whose rows may be in several places.
enum Page {
    Softmax(Softmax),
    LogSoftmax(LogSoftmax),
}

impl Page {
    fn new(
        py: Python<'_>,
        log: bool,
        axis: isize,
        temperature: f64,
        masked: bool,
    ) -> PyResult<Page> {
        if !log {
            let page = softmax(py, axis, temperature)?;
            return Ok(Page::Softmax(if masked { page.masked() } else { page }));
        }
        let page = LogSoftmax::new(axis).with_temperature(temperature);
        let page = page.map_err(|error| raised(py, error))?;
        Ok(Page::LogSoftmax(if masked { page.masked() } else { page }))
    }
}

/// Does the same with whichever page it is.
macro_rules! by_page {
    ($page:expr, $function:ident => $does:expr) => {
        match $page {
            Page::Softmax($function) => $does,
            Page::LogSoftmax($function) => $does,
        }
    };
}

/// States as numbers, the two of each in a last axis.
fn numbers<W: ogive::number::Word>(states: &ArrayD<RowState<W>>) -> ArrayD<f64> {
    let mut shape = states.shape().to_vec();
    shape.push(2);
    let flat: Vec<f64> = states.iter().flat_map(|state| state.to_numbers()).collect();
    ArrayD::from_shape_vec(IxDyn(&shape), flat).expect("two for each")
}

/// The other way round.
fn states<W: ogive::number::Word>(
    numbers: ndarray::ArrayViewD<f64>,
) -> ogive_detect::Result<ArrayD<RowState<W>>> {
    let mut shape = numbers.shape().to_vec();
    if shape.pop() != Some(2) {
        return Err(ogive_detect::Error::Shape {
            what: "states",
            given: numbers.shape().to_vec(),
            expected: "a last axis of two, as `partial` gives it".into(),
        });
    }
    let flat: Vec<f64> = numbers.iter().copied().collect();
    let states = flat.chunks_exact(2).map(|pair| RowState::from_numbers([pair[0], pair[1]]));
    let states: Vec<RowState<W>> = states.collect::<ogive::Result<_>>()?;
    Ok(ArrayD::from_shape_vec(IxDyn(&shape), states).expect("one for two numbers"))
}

/// See `ogive.sharded.partial`.
#[pyfunction]
pub fn _partial<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    axis: isize,
    temperature: f64,
) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
    let x = plain(x)?;
    let page = softmax(py, axis, temperature)?;
    by_kind!(x.kind(), E => {
        let view = x.view::<E>();
        let found = run(py, || Ok(numbers(&sharded::partial(&page, &view)?)))?;
        Ok(found.into_pyarray(py))
    })
}

/// See `ogive.sharded.merge`.
#[pyfunction]
pub fn _merge<'py>(
    py: Python<'py>,
    first: PyReadonlyArrayDyn<'py, f64>,
    second: PyReadonlyArrayDyn<'py, f64>,
    temperature: f64,
    double: bool,
) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
    fn of<W: ogive::number::Word>(
        page: &impl Sharded,
        first: ndarray::ArrayViewD<f64>,
        second: ndarray::ArrayViewD<f64>,
    ) -> ogive_detect::Result<ArrayD<f64>> {
        Ok(numbers(&sharded::merge(page, &states::<W>(first)?, &states::<W>(second)?)?))
    }
    let (first, second) = (first.as_array(), second.as_array());
    let page = softmax(py, -1, temperature)?;
    let merged = run(py, || match double {
        true => of::<f64>(&page, first, second),
        false => of::<f32>(&page, first, second),
    })?;
    Ok(merged.into_pyarray(py))
}

/// See `ogive.sharded.softmax` and `ogive.sharded.log_softmax`.
#[pyfunction]
pub fn _finish<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    known: PyReadonlyArrayDyn<'py, f64>,
    axis: isize,
    temperature: f64,
    masked: bool,
    log: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let x = plain(x)?;
    let known = known.as_array();
    let page = Page::new(py, log, axis, temperature, masked)?;
    by_kind!(x.kind(), E => {
        let view = x.view::<E>();
        let found = run(py, || {
            let states = states(known)?;
            Ok(by_page!(&page, function => sharded::finish(function, &view, &states))?)
        })?;
        returned::<E>(&x, found.shape(), found.iter().copied())
    })
}
