//! What an element type makes of a curve: its stairs, and its errors.

use half::{bf16, f16};
use ogive::Function;

use crate::element::{Dtype, Element, evaluate};
use crate::error::{Error, Result};
use crate::range::Range;
use crate::sample::{Line, Sampled, defined};

/// A curve as an element type has it.
pub(crate) struct Stairs {
    pub value: Line,
    pub gradient: Line,
    /// Is each step there, or are they finer than a picture?
    pub steps: bool,
}

/// As many steps can be told apart in a picture; of more, samples are drawn.
const MOST_STEPS: usize = 1200;
/// As many numbers are gone through to count the steps.
const MOST_NUMBERS: i64 = 1 << 17;

macro_rules! by_type {
    ($dtype:expr, $call:ident($($argument:expr),*)) => {
        match $dtype {
            Dtype::F32 => $call::<f32>($($argument),*),
            Dtype::F64 => $call::<f64>($($argument),*),
            Dtype::F16 => $call::<f16>($($argument),*),
            Dtype::Bf16 => $call::<bf16>($($argument),*),
        }
    };
}

/// The stairs of a function in an element type: what it gives for every real input, rounded to the
/// nearest number.
pub(crate) fn stairs(
    function: &dyn Function,
    dtype: Dtype,
    range: Range,
    exact: &Sampled,
) -> Result<Stairs> {
    by_type!(dtype, stairs_in(function, range, exact))
}

fn stairs_in<E: Element>(function: &dyn Function, range: Range, exact: &Sampled) -> Result<Stairs> {
    let inside = defined(function, range)?;
    let (first, last) = (E::rank_below(inside.low()), E::rank_below(inside.high()));
    if i128::from(last) - i128::from(first) < i128::from(MOST_NUMBERS) {
        let last = (last + 1).min(E::LAST);
        let numbers: Vec<E> = (first..=last).map(E::at).collect();
        let [values, slopes] = evaluate(function, numbers.clone())?;
        let value = treads(&numbers, &values, inside);
        let gradient = treads(&numbers, &slopes, inside);
        if value.pieces.len().max(gradient.pieces.len()) <= MOST_STEPS {
            return Ok(Stairs { value, gradient, steps: true });
        }
    }
    Ok(Stairs {
        value: rounded::<E>(function, &exact.value, 0)?,
        gradient: rounded::<E>(function, &exact.gradient, 1)?,
        steps: false,
    })
}

/// A tread for each run of equal results. A real number belongs to the nearest of the numbers, so a
/// tread ends half-way to the next.
fn treads<E: Element>(numbers: &[E], results: &[E], range: Range) -> Line {
    let mut line = Line::default();
    let half_way = |i: usize| (numbers[i].exact() + numbers[i + 1].exact()) / 2.0;
    let mut start = 0;
    for end in 1..=results.len() {
        if end < results.len() && results[end] == results[start] {
            continue;
        }
        let from = if start == 0 { range.low() } else { half_way(start - 1).max(range.low()) };
        let to =
            if end == results.len() { range.high() } else { half_way(end - 1).min(range.high()) };
        let y = results[start].exact();
        if from < to && y.is_finite() {
            line.pieces.push(vec![(from, y), (to, y)]);
        }
        start = end;
    }
    line
}

/// A line's points as the element type has them.
fn rounded<E: Element>(function: &dyn Function, line: &Line, part: usize) -> Result<Line> {
    let mut rounded = line.clone();
    for end in &mut rounded.ends {
        end.at.1 = E::nearest(end.at.1).exact();
    }
    for piece in &mut rounded.pieces {
        let xs = piece.iter().map(|(x, _)| E::nearest(*x)).collect();
        let ys = evaluate(function, xs)?[part].clone();
        let last = piece.len() - 1;
        for (i, (point, y)) in piece.iter_mut().zip(ys).enumerate() {
            // The end at a jump lies beside the input that it is drawn at.
            let at_jump = (i == 0 || i == last) && line.ends.iter().any(|end| end.at == *point);
            point.1 = if at_jump { E::nearest(point.1).exact() } else { y.exact() };
        }
        piece.retain(|(_, y)| y.is_finite());
    }
    rounded.pieces.retain(|piece| piece.len() > 1);
    Ok(rounded)
}

/// The least and the greatest error in a column of inputs, in ulp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The lower end of the inputs.
    pub from: f64,
    /// Their upper end.
    pub to: f64,
    /// The least error.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

/// The errors of the value and of the gradient.
pub(crate) struct Errors {
    pub value: Vec<Column>,
    pub gradient: Vec<Column>,
}

/// How many columns there are.
const COLUMNS: usize = 320;
/// How many inputs of a column are tried, at most.
pub(crate) const INPUTS: i64 = 1024;

/// The errors of a function in an element type, measured by its results in f64: those are off by
/// their own last digits alone, far below the last digit of a narrower type.
pub(crate) fn errors(function: &dyn Function, dtype: Dtype, range: Range) -> Result<Errors> {
    match dtype {
        Dtype::F64 => Err(Error::ErrorOfF64),
        dtype => by_type!(dtype, errors_in(function, range)),
    }
}

fn errors_in<E: Element>(function: &dyn Function, range: Range) -> Result<Errors> {
    // The parameters are part of the question: they are rounded before.
    let function = function.single()?;
    let function = function.as_ref();
    let inside = defined(function, range)?;
    let edges = inside.evenly(COLUMNS + 1);
    let mut columns = Errors { value: Vec::new(), gradient: Vec::new() };
    let mut seed = 0_u64;
    for (i, edge) in edges.windows(2).enumerate() {
        let (first, last) = (E::rank_below(edge[0]), E::rank_below(edge[1]));
        // A number at the common edge of two columns is in the right one.
        let first = if i > 0 || E::at(first).exact() < edge[0] { first + 1 } else { first };
        let count = last - first + 1;
        let ranks: Vec<i64> = if count <= INPUTS {
            (first..=last).collect()
        } else {
            // One of each of as many strata, drawn at random so that no pattern of bits is missed.
            let stratum =
                |k: i64| first + (i128::from(count) * i128::from(k) / i128::from(INPUTS)) as i64;
            let drawn = |k: i64| {
                let width = (stratum(k + 1) - stratum(k)).max(1) as u64;
                seed = seed.wrapping_add(1);
                stratum(k) + (mixed(seed) % width) as i64
            };
            (0..INPUTS).map(drawn).collect()
        };
        let numbers: Vec<E> = ranks.into_iter().map(E::at).collect();
        let results = evaluate(function, numbers.clone())?;
        let exact = evaluate(function, numbers.iter().map(|x| x.exact()).collect::<Vec<f64>>())?;
        let parts = [&mut columns.value, &mut columns.gradient];
        for (part, (results, exact)) in parts.into_iter().zip(results.iter().zip(&exact)) {
            let errors = results.iter().zip(exact).filter_map(|(y, exact)| in_ulps(*y, *exact));
            let errors: Vec<f64> = errors.collect();
            if !errors.is_empty() {
                part.push(Column {
                    from: edge[0],
                    to: edge[1],
                    least: errors.iter().copied().fold(f64::INFINITY, f64::min),
                    greatest: errors.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                });
            }
        }
    }
    Ok(columns)
}

/// How far a result is off, in units in the last place of the exact result. None where either is
/// infinite or NaN.
fn in_ulps<E: Element>(result: E, exact: f64) -> Option<f64> {
    if !result.exact().is_finite() || !exact.is_finite() {
        return None;
    }
    Some((result.exact() - exact) / ulp::<E>(exact))
}

/// The unit in the last place of the element type at a number.
fn ulp<E: Element>(exact: f64) -> f64 {
    let exponent = ((exact.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let last = (exponent - (E::DIGITS - 1)).max(E::LEAST);
    // A power of two within the normal numbers of f64, for every narrower type.
    f64::from_bits(((last + 1023) as u64) << 52)
}

/// A number that looks random, from one that counts (SplitMix64).
fn mixed(count: u64) -> u64 {
    let x = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
