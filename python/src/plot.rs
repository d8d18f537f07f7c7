//! Pictures of functions, drawn by the crate that draws them for the command.

use ogive_plot::{Curve, Figure, Range, Variation};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A picture.
#[pyclass(frozen, module = "ogive._core")]
pub struct Picture {
    picture: ogive_plot::Picture,
}

#[pymethods]
impl Picture {
    /// The picture as SVG.
    #[getter]
    fn svg(&self) -> String {
        self.picture.svg()
    }

    /// The picture in characters, for a terminal.
    #[pyo3(signature = (width=80, height=24))]
    fn text(&self, width: usize, height: usize) -> String {
        self.picture.text(width, height)
    }

    /// What it shows, in a line.
    #[getter]
    fn title(&self) -> &str {
        self.picture.title()
    }

    /// What it shows, for those who cannot see it.
    #[getter]
    fn description(&self) -> &str {
        self.picture.description()
    }
}

/// Draws functions. ``ogive.plot`` has the description.
#[pyfunction]
#[pyo3(name = "_plot", signature = (calls, variations, range, theme, language, dtype, error, grid, gradient))]
#[allow(clippy::too_many_arguments)] // of the one caller, by position
pub fn plot(
    py: Python<'_>,
    calls: Vec<String>,
    variations: Vec<String>,
    range: Option<(f64, f64)>,
    theme: &str,
    language: &str,
    dtype: Option<&str>,
    error: bool,
    grid: bool,
    gradient: bool,
) -> PyResult<Picture> {
    let draw = || {
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let variations: Vec<Variation> =
            variations.iter().map(|text| text.parse()).collect::<ogive_plot::Result<_>>()?;
        let mut figure = Figure::new()
            .curves(Curve::all(&calls, &variations)?)
            .theme(theme.parse()?)
            .language(language.parse()?)
            .grid(grid)
            .gradient(gradient);
        if let Some((low, high)) = range {
            figure = figure.range(Range::new(low, high)?);
        }
        if let Some(dtype) = dtype {
            figure = figure.dtype(dtype.parse()?);
        }
        if error {
            figure = figure.measure(ogive_plot::Measure::Error);
        }
        figure.draw()
    };
    py.detach(draw).map(|picture| Picture { picture }).map_err(raised)
}

fn raised(error: ogive_plot::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
