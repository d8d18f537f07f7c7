//! Parameters, from Python and to Python.

use ogive::arguments::{Argument, Arguments};
use ogive::page::{Info, Parameter};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyList, PyString};

use crate::error::raised;

/// A Python value as a parameter: a number, a whole number, true or false, or several numbers.
pub fn argument(value: &Bound<'_, PyAny>) -> PyResult<Argument> {
    // The usual types first.
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(Argument::Number(number.value()));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(Argument::Truth(truth.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Argument::Integer(value.extract()?));
    }
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Err(refused(value));
    }
    // NumPy's scalars and arrays.
    if value.get_type().name()?.to_cow()?.starts_with("bool") {
        return Ok(Argument::Truth(value.is_truthy()?));
    }
    if let Ok(integer) = value.call_method0("__index__") {
        return Ok(Argument::Integer(integer.extract()?));
    }
    if let Ok(items) = value.try_iter() {
        let numbers = items.map(|item| item?.extract::<f64>()).collect::<PyResult<_>>();
        return numbers.map(Argument::Numbers).map_err(|_| refused(value));
    }
    value.extract().map(Argument::Number).map_err(|_| refused(value))
}

fn refused(value: &Bound<'_, PyAny>) -> PyErr {
    let given = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    PyTypeError::new_err(format!(
        "a parameter of type {given}; expected a number, a list of numbers, or True or False"
    ))
}

/// The parameter of a function that has this name, or is also known by it.
pub fn parameter(info: &'static Info, name: &str) -> PyResult<&'static Parameter> {
    let found = info.parameters.iter().find(|p| p.name == name || p.aliases.contains(&name));
    found.ok_or_else(|| {
        let names: Vec<_> = info.parameters.iter().map(|p| p.name).collect();
        let names = if names.is_empty() { "none".into() } else { names.join(", ") };
        let function = info.name;
        PyTypeError::new_err(format!("{function}: no parameter `{name}`; expected {names}"))
    })
}

/// The function with these parameters.
pub fn built(
    py: Python<'_>,
    info: &'static Info,
    named: Vec<(&'static str, Argument)>,
) -> PyResult<Box<dyn ogive::Function>> {
    let entry = ogive::BOOK.iter().find(|entry| std::ptr::eq(entry.info, info));
    let entry = entry.expect("the head of a page of the book");
    Arguments::of(info, named)
        .and_then(|mut arguments| (entry.build)(&mut arguments))
        .map_err(|error| raised(py, error))
}

/// A parameter as a Python value.
pub fn value<'py>(py: Python<'py>, argument: &Argument) -> PyResult<Bound<'py, PyAny>> {
    Ok(match argument {
        Argument::Number(number) => PyFloat::new(py, *number).into_any(),
        Argument::Integer(integer) => integer.into_pyobject(py)?.into_any(),
        Argument::Truth(truth) => PyBool::new(py, *truth).to_owned().into_any(),
        Argument::Numbers(numbers) => PyList::new(py, numbers)?.into_any(),
    })
}

/// Are they the same, to the sign of a zero?
pub fn same(a: &Argument, b: &Argument) -> bool {
    match (a, b) {
        (Argument::Number(a), Argument::Number(b)) => a.to_bits() == b.to_bits(),
        (Argument::Numbers(a), Argument::Numbers(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
        }
        _ => a == b,
    }
}
