//! The functions of the book as Python objects.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use numpy::{PyArray1, PyReadonlyArray1};
use ogive::arguments::Argument;
use ogive::page::{Info, Parameter};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyFloat, PyString, PyTuple};

use crate::arguments::{argument, built, parameter, same, value};
use crate::array::{Array, Kind, tuple};
use crate::call::{self, From, not_bits};
use crate::error::raised;

/// A function of the book with its parameters: ``Function("leaky_relu", negative_slope=0.04)``.
///
/// It does not change. Two are equal if their names and parameters are. Arrays are NumPy arrays of
/// float16, float32, float64 or ml_dtypes.bfloat16, or what NumPy makes such arrays of. With
/// ``bfloat16=True`` they are arrays of uint16 that hold the bits of bfloat16, and so is the result.
#[pyclass(frozen, module = "ogive._core")]
pub struct Function {
    function: Box<dyn ogive::Function>,
}

impl Function {
    fn text(&self) -> String {
        self.function.to_string()
    }
}

/// Does something with plain arrays; where they are not, `ogive._arrays.call` makes them plain and calls
/// the method of that name again.
macro_rules! with_plain {
    ($slf:ident.$method:ident($($array:ident),+; $out:expr; $bits:expr) => $does:expr) => {
        match ($(Array::plain($array, $bits)),+) {
            with_plain!(@some $($array),+) if with_plain!(@alike $($array),+) => $does,
            _ if $bits => Err(not_bits_among([$($array),+])),
            _ => slow($slf, stringify!($method), PyTuple::new($slf.py(), [$($array),+])?, $out),
        }
    };
    (@some $array:ident) => { Some($array) };
    (@some $($array:ident),+) => { ($(Some($array)),+) };
    (@alike $x:ident) => { true };
    (@alike $x:ident, $($array:ident),+) => { true $(&& $array.goes_with(&$x))+ };
}

#[pymethods]
impl Function {
    #[new]
    #[pyo3(signature = (name, /, **parameters))]
    fn new(
        py: Python<'_>,
        name: &str,
        parameters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Function> {
        let info = found(py, name)?;
        let mut named = Vec::new();
        for (name, value) in parameters.into_iter().flatten() {
            // None is PyTorch's way to say that something is not given.
            if !value.is_none() {
                let name = parameter(info, name.cast::<PyString>()?.to_str()?)?.name;
                named.push((name, argument(&value)?));
            }
        }
        Ok(Function { function: built(py, info, named)? })
    }

    /// The name in the book.
    #[getter]
    fn name(&self) -> &'static str {
        self.function.info().name
    }

    /// What it works on: ``"element"``, ``"axis"`` or ``"gated"``.
    #[getter]
    fn kind(&self) -> &'static str {
        self.function.info().kind.name()
    }

    /// The names of the parameters that it may have.
    #[getter]
    fn parameters(&self) -> Vec<&'static str> {
        self.function.info().parameters.iter().map(|parameter| parameter.name).collect()
    }

    /// The parameters as they are set.
    #[getter]
    fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let arguments = PyDict::new(py);
        for (name, argument) in self.function.arguments() {
            arguments.set_item(name, value(py, &argument)?)?;
        }
        Ok(arguments)
    }

    /// Does the output, even rounded, tell the gradient?
    #[getter]
    fn output_tells(&self) -> bool {
        self.function.output_tells()
    }

    /// The shape of the result for an input of this shape.
    fn output_shape<'py>(
        &self,
        py: Python<'py>,
        shape: Vec<usize>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let shape = self.function.output_shape(&shape).map_err(|error| raised(py, error))?;
        PyTuple::new(py, shape)
    }

    /// The function of ``x``, as a new array or into ``out``, which may be ``x`` itself.
    #[pyo3(signature = (x, out=None, *, bfloat16=false))]
    fn forward<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        with_plain!(slf.forward(x; out; bfloat16) => {
            call::forward(slf.py(), &*slf.get().function, x, out)
        })
    }

    /// The gradient by the input ``x``, for the gradient ``g`` by the output, as a new array or into
    /// ``out``, which may be ``x`` or ``g`` itself.
    #[pyo3(signature = (x, g, out=None, *, bfloat16=false))]
    fn backward<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        g: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        with_plain!(slf.backward(x, g; out; bfloat16) => {
            call::backward(slf.py(), &*slf.get().function, From::Input, x, g, out)
        })
    }

    /// The same from the output ``y``, for a function whose output tells its gradient.
    #[pyo3(signature = (y, g, out=None, *, bfloat16=false))]
    fn backward_from_output<'py>(
        slf: &Bound<'py, Self>,
        y: &Bound<'py, PyAny>,
        g: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        with_plain!(slf.backward_from_output(y, g; out; bfloat16) => {
            call::backward(slf.py(), &*slf.get().function, From::Output, y, g, out)
        })
    }

    /// The second derivative by ``x``, times the gradient ``g``, in float64: what the gradient of a gradient
    /// takes. For functions of one number.
    #[pyo3(signature = (x, g=None, out=None))]
    fn second_derivative<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        g: Option<&Bound<'py, PyAny>>,
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let one = PyFloat::new(slf.py(), 1.0).into_any();
        let g = g.unwrap_or(&one);
        match (Array::plain(x, false), Array::plain(g, false)) {
            (Some(x), Some(g)) if x.kind() == Kind::F64 && g.goes_with(&x) => {
                call::second_derivative(slf.py(), &*slf.get().function, x, g, out)
            }
            _ => slow(slf, "second_derivative", PyTuple::new(slf.py(), [x, g])?, out),
        }
    }

    /// The gradients by the parameters that are learned, by their names, each an array of float64: one
    /// number, or one for each channel.
    #[pyo3(signature = (x, g, *, bfloat16=false))]
    fn parameter_gradients<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        g: &Bound<'py, PyAny>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        with_plain!(slf.parameter_gradients(x, g; None; bfloat16) => {
            let gradients = PyDict::new(py);
            for (name, gradient) in call::parameter_gradients(py, &*slf.get().function, x, g)? {
                gradients.set_item(name, PyArray1::from_vec(py, gradient))?;
            }
            Ok(gradients.into_any())
        })
    }

    /// Where the slope takes one of two values: a bit for each element of ``x``, eight in a byte, from which
    /// ``backward_from_bits`` computes the gradient. They are in row-major order, or in that of
    /// ``x.transpose(axes)``.
    #[pyo3(signature = (x, axes=Vec::new(), *, bfloat16=false))]
    fn bits<'py>(
        slf: &Bound<'py, Self>,
        x: &Bound<'py, PyAny>,
        axes: Vec<usize>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(x) = Array::plain(x, bfloat16) else { return Err(not_plain(x, bfloat16)) };
        let bits = call::bits(slf.py(), &*slf.get().function, x, &axes)?;
        Ok(PyArray1::from_vec(slf.py(), bits).into_any())
    }

    /// The gradient by the input that the bits were made of, for the gradient ``g`` by the output, as a new array
    /// or into ``out``, which may be ``g`` itself.
    #[pyo3(signature = (bits, g, out=None, axes=Vec::new(), *, bfloat16=false))]
    fn backward_from_bits<'py>(
        slf: &Bound<'py, Self>,
        bits: PyReadonlyArray1<'py, u8>,
        g: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        axes: Vec<usize>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(g) = Array::plain(g, bfloat16) else { return Err(not_plain(g, bfloat16)) };
        call::backward_from_bits(slf.py(), &*slf.get().function, bits.as_slice()?, g, out, &axes)
    }

    /// A gated function of two arrays, one gating the other, as a new array or into ``out``, which may be
    /// either.
    #[pyo3(signature = (a, b, out=None, *, bfloat16=false))]
    fn forward_pair<'py>(
        slf: &Bound<'py, Self>,
        a: &Bound<'py, PyAny>,
        b: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        with_plain!(slf.forward_pair(a, b; out; bfloat16) => {
            call::forward_pair(slf.py(), &*slf.get().function, a, b, out)
        })
    }

    /// The gradients of a gated function by ``a`` and by ``b``, for the gradient ``g`` by the output.
    #[pyo3(signature = (a, b, g, *, bfloat16=false))]
    fn backward_pair<'py>(
        slf: &Bound<'py, Self>,
        a: &Bound<'py, PyAny>,
        b: &Bound<'py, PyAny>,
        g: &Bound<'py, PyAny>,
        bfloat16: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        with_plain!(slf.backward_pair(a, b, g; None; bfloat16) => {
            let pair = call::backward_pair(slf.py(), &*slf.get().function, a, b, g)?;
            Ok(pair.into_any())
        })
    }

    fn __repr__(&self) -> String {
        self.text()
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Function>().is_ok_and(|other| self.text() == other.get().text())
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.py().import("ogive._core")?.getattr("parse")?, (slf.get().text(),)))
    }
}

/// The head of the page that a name means.
fn found(py: Python<'_>, name: &str) -> PyResult<&'static Info> {
    // The names here are looked for first: there are many others, and a module is full of these.
    match ogive::BOOK.iter().find(|entry| entry.info.name == name) {
        Some(entry) => Ok(entry.info),
        None => ogive::find(name).map(|entry| entry.info).map_err(|error| raised(py, error)),
    }
}

fn slow<'py>(
    function: &Bound<'py, Function>,
    method: &str,
    arrays: Bound<'py, PyTuple>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    static CALL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let call = CALL.import(function.py(), "ogive._arrays", "call")?;
    call.call1((function, method, arrays, out))
}

fn not_plain(given: &Bound<'_, PyAny>, bits: bool) -> PyErr {
    if bits {
        return not_bits(given);
    }
    let class = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    let dtype = given.getattr("dtype").map(|dtype| format!(" of {dtype}")).unwrap_or_default();
    PyTypeError::new_err(format!(
        "a {class}{dtype}; expected a numpy.ndarray of float16, float32, float64 or bfloat16, aligned and in the \
         machine's byte order"
    ))
}

fn not_bits_among<const N: usize>(arrays: [&Bound<'_, PyAny>; N]) -> PyErr {
    let wrong = arrays.into_iter().find(|array| Array::plain(array, true).is_none());
    wrong.map_or_else(
        || {
            let shapes = arrays.map(|array| {
                Array::plain(array, true).map_or_else(String::new, |array| tuple(array.shape()))
            });
            PyTypeError::new_err(format!(
                "arrays of shapes {}; expected one shape",
                shapes.join(", ")
            ))
        },
        not_bits,
    )
}

/// A function from text the way people write it: ``nn.LeakyReLU(0.04)``, ``softmax(axis=1)``,
/// ``keras:leaky_relu``.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub fn parse(py: Python<'_>, text: &str) -> PyResult<Function> {
    ogive::parse(text).map(|function| Function { function }).map_err(|error| raised(py, error))
}

/// A page of the book: makes its functions from their parameters, given in the order of the names that
/// the page was made with.
///
/// The last one is kept, so that calls with the same parameters do not make it anew.
#[pyclass(frozen, module = "ogive._core")]
pub struct Page {
    info: &'static Info,
    parameters: Vec<&'static Parameter>,
    last: ArcSwapOption<(Vec<Argument>, Py<Function>)>,
}

#[pymethods]
impl Page {
    #[new]
    #[pyo3(signature = (name, /, *parameters))]
    fn new(py: Python<'_>, name: &str, parameters: Vec<String>) -> PyResult<Page> {
        let info = found(py, name)?;
        let parameters =
            parameters.iter().map(|name| parameter(info, name)).collect::<PyResult<_>>()?;
        Ok(Page { info, parameters, last: ArcSwapOption::empty() })
    }

    #[pyo3(signature = (*values))]
    fn __call__<'py>(&self, values: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, Function>> {
        let py = values.py();
        let given = values.iter_borrowed().map(|value| argument(&value));
        let given = given.collect::<PyResult<Vec<_>>>()?;
        if let Some(last) = &*self.last.load()
            && last.0.len() == given.len()
            && last.0.iter().zip(&given).all(|(a, b)| same(a, b))
        {
            return Ok(last.1.bind(py).clone());
        }
        let named = self.parameters.iter().map(|p| p.name).zip(given.iter().cloned()).collect();
        let function = Bound::new(py, Function { function: built(py, self.info, named)? })?;
        self.last.store(Some(Arc::new((given, function.clone().unbind()))));
        Ok(function)
    }
}
