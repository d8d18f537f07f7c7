//! Errors as Python has them.

use ogive::Error;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The exception that NumPy users expect, with the message that everyone gets.
pub fn raised(py: Python<'_>, error: Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Axis { .. } => match axis_error(py) {
            Ok(kind) => PyErr::from_type(kind.clone(), message),
            Err(error) => error,
        },
        Error::NotGated => PyTypeError::new_err(message),
        // The command's advice is no help here.
        Error::UnknownFunction { nearest, .. } if nearest.is_empty() => {
            PyValueError::new_err(message.replace("`ogive list`", "`ogive.names()`"))
        }
        _ => PyValueError::new_err(message),
    }
}

fn axis_error(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static KIND: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    KIND.import(py, "numpy.exceptions", "AxisError")
}
