//! The book as Python data, for `generate.py`.

use ogive::Entry;
use ogive::arguments::Arguments;
use ogive::page::{Name, Parameter, Reference};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::arguments::value;

/// The pages of the book, in order: a dict for each.
#[pyfunction]
pub fn book(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let pages = ogive::BOOK.iter().map(|entry| page(py, entry)).collect::<PyResult<Vec<_>>>()?;
    PyList::new(py, pages)
}

fn page<'py>(py: Python<'py>, entry: &Entry) -> PyResult<Bound<'py, PyDict>> {
    let info = entry.info;
    let page = PyDict::new(py);
    page.set_item("name", info.name)?;
    page.set_item("aliases", info.aliases)?;
    page.set_item("kind", info.kind.name())?;
    page.set_item("formula", info.formula)?;
    page.set_item("derivative", info.derivative)?;
    page.set_item("origin", list(py, info.origin, reference)?)?;
    page.set_item("good", info.good)?;
    page.set_item("bad", info.bad)?;
    page.set_item("hard", info.hard)?;
    page.set_item("parameters", list(py, info.parameters, parameter)?)?;
    page.set_item("settings", info.settings)?;
    page.set_item("range", info.range)?;
    page.set_item("monotone", info.monotone)?;
    page.set_item("kinks", info.kinks)?;
    page.set_item("landmarks", info.landmarks)?;
    page.set_item("claim", (info.claim.value, info.claim.slope))?;
    page.set_item("keeps", info.keeps.describe())?;
    page.set_item("has_gradient", info.keeps != ogive::page::Keeps::NoGradient)?;
    page.set_item("names", list(py, info.names, name)?)?;
    // As the function itself says them, at its defaults.
    let axis = info.parameters.iter().any(|p| p.name == "axis");
    let axis = axis.then_some(("axis", ogive::arguments::Argument::Integer(-1)));
    let made = Arguments::of(info, axis).and_then(|mut arguments| (entry.build)(&mut arguments));
    let made = made.map_err(|error| crate::error::raised(py, error))?;
    page.set_item("domain", made.domain())?;
    page.set_item("two_slopes", made.two_slopes().is_some())?;
    page.set_item("output_tells", made.output_tells())?;
    let arguments = PyDict::new(py);
    for (name, argument) in made.arguments() {
        arguments.set_item(name, value(py, &argument)?)?;
    }
    page.set_item("arguments", arguments)?;
    Ok(page)
}

fn list<'py, T>(
    py: Python<'py>,
    items: &[T],
    one: impl Fn(Python<'py>, &T) -> PyResult<Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, items.iter().map(|item| one(py, item)).collect::<PyResult<Vec<_>>>()?)
}

fn reference<'py>(py: Python<'py>, reference: &Reference) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    found.set_item("text", reference.text)?;
    found.set_item("url", reference.url)?;
    Ok(found)
}

fn parameter<'py>(py: Python<'py>, parameter: &Parameter) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    found.set_item("name", parameter.name)?;
    found.set_item("aliases", parameter.aliases)?;
    found.set_item("default", parameter.default)?;
    found.set_item("meaning", parameter.meaning)?;
    Ok(found)
}

fn name<'py>(py: Python<'py>, name: &Name) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    found.set_item("ecosystem", name.ecosystem.name())?;
    found.set_item("name", name.name)?;
    found.set_item("defaults", name.defaults)?;
    found.set_item("note", name.note)?;
    Ok(found)
}
