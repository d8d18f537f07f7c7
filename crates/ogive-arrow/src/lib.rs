//! ogive's functions over [Apache Arrow](https://arrow.apache.org)'s arrays.
//!
//! ```
//! use std::sync::Arc;
//! use arrow_array::{ArrayRef, Float32Array};
//!
//! let scores: ArrayRef = Arc::new(Float32Array::from(vec![Some(0.0), None, Some(-2.0)]));
//! let relu = ogive::parse("relu")?;
//! let result = ogive_arrow::forward(&*relu, &scores)?;
//! assert_eq!(result.as_ref(), &Float32Array::from(vec![Some(0.0), None, Some(0.0)]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - Numbers are `Float16`, `Float32` and `Float64`. What is null stays null.
//! - A function of single numbers takes numbers, and lists of them, each number by itself.
//! - A function over an axis takes lists, `FixedSizeList`, `List` or `LargeList`: each list is a row, which the function
//!   is over; the axis that the function itself names does not count. A null *in* a row takes no part, as a score of −∞,
//!   and stays null; so does a null row. An empty row stays empty.
//! - Results are in the same kind of list. A function that changes a row's length (gated functions, log-sum-exp) gives rows
//!   of another length; of a row of no elements it is empty.

mod error;
mod list;
mod numbers;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use ogive::function::{Function, Supported};
use ogive::kernel::Run;
use ogive::page::Kind;

pub use error::{Error, Result};

/// A function of an array.
///
/// # Errors
/// If the array is of another type, or a function over an axis is given numbers that are in no list.
pub fn forward(function: &dyn Function, x: &ArrayRef) -> Result<ArrayRef> {
    forward_on(Run::active()?, function, x)
}

/// The same on a given instruction set, over threads or not: an engine that has a thread for each part of a table wants
/// no more.
///
/// # Errors
/// As [`forward`].
pub fn forward_on(run: Run, function: &dyn Function, x: &ArrayRef) -> Result<ArrayRef> {
    of_list_or_numbers(run, function, x, None)
}

/// The gradient by `x` of a function, for the gradient `g` by its output, an array like the output. It is null where `x` is;
/// a null in `g` counts as 0.
///
/// # Errors
/// As [`forward`], and if `g` is of another type or length.
pub fn backward(function: &dyn Function, x: &ArrayRef, g: &ArrayRef) -> Result<ArrayRef> {
    of_list_or_numbers(Run::active()?, function, x, Some(g))
}

fn of_list_or_numbers(
    run: Run,
    function: &dyn Function,
    x: &ArrayRef,
    g: Option<&ArrayRef>,
) -> Result<ArrayRef> {
    if let Some(g) = g.filter(|g| g.len() != x.len()) {
        return Err(Error::Length { given: g.len(), expected: x.len() });
    }
    let by_itself = function.info().kind == Kind::Element;
    match x.data_type() {
        DataType::FixedSizeList(_, _) | DataType::List(_) | DataType::LargeList(_) => {
            list::of_rows(run, function, x, g, by_itself)
        }
        DataType::Float16 if by_itself => of_numbers::<Float16Type>(run, function, x, g),
        DataType::Float32 if by_itself => of_numbers::<Float32Type>(run, function, x, g),
        DataType::Float64 if by_itself => of_numbers::<Float64Type>(run, function, x, g),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Err(Error::NoRows { function: function.info().name, given: x.data_type().clone() })
        }
        other => Err(Error::Type { given: other.clone() }),
    }
}

fn of_numbers<T: ArrowPrimitiveType<Native: Supported>>(
    run: Run,
    function: &dyn Function,
    x: &ArrayRef,
    g: Option<&ArrayRef>,
) -> Result<ArrayRef> {
    let upstream = match g {
        Some(g) => Some(g.as_primitive_opt::<T>().ok_or_else(|| Error::Gradient {
            given: g.data_type().clone(),
            expected: x.data_type().clone(),
        })?),
        None => None,
    };
    Ok(Arc::new(numbers::of(run, function, x.as_primitive::<T>(), upstream)?))
}
