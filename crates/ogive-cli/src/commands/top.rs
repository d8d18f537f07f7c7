//! `ogive apply --top`: the largest entries of each row, and how often a label is among them.

use std::cmp::Ordering;
use std::path::PathBuf;

use ndarray::{ArrayD, ArrayView1, Axis};
use ogive::arguments::Argument;
use ogive::function::Function;
use serde::Serialize;

use crate::args::Apply;
use crate::files::npy;
use crate::report::{Failure, Result};
use crate::show;
use crate::tensor::{Element, Number, Tensor, each};
use crate::text;

/// What the book calls the parameter that says which axis.
pub const AXIS: &str = "axis";

/// What is to be found.
pub struct Options {
    /// How many entries of each row.
    count: usize,
    /// How many rows.
    rows: usize,
    name: &'static str,
    axis: isize,
    /// What an entry is called.
    entry: &'static str,
    labels: Option<(PathBuf, ArrayD<i128>)>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Found {
    rows: Vec<Row>,
    /// How many rows have their label on top.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_top: Option<usize>,
    all_rows: usize,
    #[serde(skip)]
    entry: &'static str,
}

/// One row: all elements along the function's axis.
#[derive(Debug, Serialize)]
struct Row {
    /// Its index along all other axes.
    row: Vec<usize>,
    top: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<i128>,
}

/// One entry of a row.
#[derive(Debug, Serialize)]
struct Entry {
    /// Its index along the axis.
    class: usize,
    value: Number<f64>,
}

impl Options {
    /// As asked for, with the labels read.
    ///
    /// # Errors
    /// If the function has no axis, or the labels cannot be read.
    pub fn new(count: usize, options: &Apply, function: &dyn Function) -> Result<Options> {
        let info = function.info();
        let Some((_, Argument::Integer(axis))) =
            function.arguments().into_iter().find(|(name, _)| *name == AXIS)
        else {
            return Err(Failure::new(format!(
                "{} has no axis; --top is for functions over an axis",
                info.name
            ))
            .hint("`ogive list` shows which functions are"));
        };
        let labels = match &options.labels {
            Some(path) => Some((path.clone(), npy::read_integers(path)?)),
            None => None,
        };
        let entry = if info.range == (0.0, 1.0) { "probability" } else { "value" };
        Ok(Options {
            count,
            rows: options.rows,
            name: info.name,
            axis: axis as isize,
            entry,
            labels,
        })
    }

    /// Looks through the function's result.
    ///
    /// Of equal entries the first is on top; NaN never is, unless there is nothing else, and
    /// then it is no hit.
    ///
    /// # Errors
    /// If the labels' shape is not that of the rows.
    pub fn find(&self, tensor: &Tensor) -> Result<Found> {
        each!(tensor, array => self.find_in(array))
    }

    fn find_in<E: Element>(&self, array: &ArrayD<E>) -> Result<Found> {
        let axis = self.axis_of(array.ndim())?;
        let mut shape = array.shape().to_vec();
        shape.remove(axis);
        self.check_labels(&shape)?;
        let lanes = array.lanes(Axis(axis));
        let mut found = Found {
            rows: Vec::new(),
            on_top: None,
            all_rows: lanes.into_iter().len(),
            entry: self.entry,
        };
        for (place, lane) in array.lanes(Axis(axis)).into_iter().take(self.rows).enumerate() {
            found.rows.push(Row {
                row: index(place, &shape),
                top: largest(lane, self.count),
                label: None,
            });
        }
        if let Some((_, labels)) = &self.labels {
            for (row, label) in found.rows.iter_mut().zip(labels) {
                row.label = Some(*label);
            }
            let rows = array.lanes(Axis(axis)).into_iter().zip(labels);
            let hits = rows.filter(|(lane, label)| {
                on_top(*lane).is_some_and(|class| i128::try_from(class) == Ok(**label))
            });
            found.on_top = Some(hits.count());
        }
        Ok(found)
    }

    /// The axis counted from the first.
    fn axis_of(&self, dimensions: usize) -> Result<usize> {
        let axis = if self.axis < 0 { self.axis + dimensions as isize } else { self.axis };
        usize::try_from(axis).ok().filter(|axis| *axis < dimensions).ok_or_else(|| {
            let (function, axis) = (self.name, self.axis);
            ogive::Error::Axis { function, axis, dimensions }.into()
        })
    }

    fn check_labels(&self, rows: &[usize]) -> Result<()> {
        match &self.labels {
            Some((path, labels)) if labels.shape() != rows => Err(Failure::new(format!(
                "has shape {}; expected {}, a label for each row",
                text::shape(labels.shape()),
                text::shape(rows)
            ))
            .about(path)),
            _ => Ok(()),
        }
    }
}

impl Found {
    /// A table for people.
    pub fn text(&self) -> String {
        let mut head = vec!["row", "class", self.entry];
        if self.on_top.is_some() {
            head.push("label");
        }
        let mut cells: Vec<Vec<String>> = vec![head.into_iter().map(String::from).collect()];
        for Row { row, top, label } in &self.rows {
            for (place, Entry { class, value }) in top.iter().enumerate() {
                // The row and its label stand in the first of its lines.
                let once = |text: String| if place == 0 { text } else { String::new() };
                let number = show::number(value.0);
                let mut line = vec![once(name(row)), class.to_string(), number];
                line.extend(label.map(|label| once(label.to_string())));
                cells.push(line);
            }
        }
        let mut text = text::right_aligned(&cells);
        let left = self.all_rows - self.rows.len();
        if left > 0 && !self.rows.is_empty() {
            text.push_str(&format!("and {left} more rows; --rows {} shows all\n", self.all_rows));
        }
        if let Some(hits) = self.on_top {
            text.push_str(&share(hits, self.all_rows));
        }
        text
    }
}

/// How many rows have their label on top, in words.
fn share(hits: usize, rows: usize) -> String {
    let percent = match rows {
        0 => String::new(),
        _ => format!(" ({:.2} %)", 100.0 * hits as f64 / rows as f64),
    };
    format!("{hits} of {rows} rows{percent} have their label on top\n")
}

/// A row as people call it: `3`, or `0,3` where several axes count rows.
fn name(row: &[usize]) -> String {
    match row {
        [] => "0".into(),
        row => row.iter().map(usize::to_string).collect::<Vec<_>>().join(","),
    }
}

/// The index of the element at this place, in C order.
fn index(mut place: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (index, size) in index.iter_mut().zip(shape).rev() {
        *index = place % size;
        place /= size;
    }
    index
}

/// The largest entries of a row, the largest first.
fn largest<E: Element>(row: ArrayView1<E>, count: usize) -> Vec<Entry> {
    let mut classes: Vec<usize> = (0..row.len()).collect();
    // Stable: of equal entries the first comes first.
    classes.sort_by(|a, b| falling(row[*a], row[*b]));
    let entry = |class: usize| Entry { class, value: Number(row[class].shortest()) };
    classes.into_iter().take(count).map(entry).collect()
}

/// The class of the first largest entry of a row, unless all are NaN.
fn on_top<E: Element>(row: ArrayView1<E>) -> Option<usize> {
    let (class, value) = row.iter().enumerate().min_by(|a, b| falling(*a.1, *b.1))?;
    let value: f64 = (*value).into();
    (!value.is_nan()).then_some(class)
}

/// From the largest down, NaN last.
fn falling<E: Element>(a: E, b: E) -> Ordering {
    let (a, b): (f64, f64) = (a.into(), b.into());
    b.partial_cmp(&a).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}
