//! The function that a text and perhaps `--axis` mean.

use std::path::Path;

use ogive::function::Function;
use ogive::page::Info;
use ogive_inspect::words::one_of;

use super::top::AXIS;
use crate::files::Format;
use crate::report::{Failure, Result};

/// For this file: a line of a table is a row of scores.
///
/// # Errors
/// As those of [`function`].
pub fn for_file(text: &str, axis: Option<isize>, input: &Path) -> Result<Box<dyn Function>> {
    let table = Format::of_name(input).is_some_and(Format::is_table);
    match function(text, axis) {
        Err(failure) if axis.is_none() && table => function(text, Some(-1)).map_err(|_| failure),
        result => result,
    }
}

/// For any array.
///
/// # Errors
/// If there is no such function, or its axis is missing, given twice or given to a function without one.
pub fn function(text: &str, axis: Option<isize>) -> Result<Box<dyn Function>> {
    let Some(axis) = axis else {
        return ogive::parse(text).map_err(|error| {
            let failure = Failure::from(error);
            match with_axis(text, -1).is_ok_and(|text| ogive::parse(&text).is_ok()) {
                true => failure.hint("--axis -1 is the last axis"),
                false => failure,
            }
        });
    };
    ogive::parse(&with_axis(text, axis)?).map_err(|error| match ogive::parse(text) {
        Ok(function) => {
            Failure::new(format!("the axis is given twice: {function} and --axis {axis}"))
                .hint("give it once")
        }
        Err(_) => Failure::from(error),
    })
}

/// The text of a call with the axis among its arguments.
fn with_axis(text: &str, axis: isize) -> Result<String> {
    let text = text.trim();
    let info = ogive::find(text.split('(').next().unwrap_or(text))?.info;
    let has_axis = |info: &Info| info.parameters.iter().any(|p| p.name == AXIS);
    if !has_axis(info) {
        let others: Vec<_> =
            ogive::BOOK.iter().map(|e| e.info).filter(|i| has_axis(i)).map(|i| i.name).collect();
        return Err(Failure::new(format!(
            "{} has no axis; --axis is for {}",
            info.name,
            one_of(&others)
        ))
        .hint("leave out --axis"));
    }
    Ok(match text.strip_suffix(')').map(str::trim_end) {
        None => format!("{text}({}={axis})", AXIS),
        Some(open) => {
            let open = open.strip_suffix(',').unwrap_or(open);
            let comma = if open.ends_with('(') { "" } else { ", " };
            format!("{open}{comma}{}={axis})", AXIS)
        }
    })
}
