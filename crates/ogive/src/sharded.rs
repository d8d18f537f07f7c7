//! Functions over an axis, softmax above all, where a row is in several places: the class axis of a large model split over processes, an array
//! that comes in pieces.
//!
//! Each place reduces its shard of a row to a [`RowState`] of two numbers ([`partial`]). These are gathered and merged
//! ([`merge`]), in an order that everyone takes, and with the result each place finishes its own shard
//! ([`finish`]). One gather of 16 bytes for each row and place is all that is sent.
//!
//! ```
//! use ndarray::{Axis, array, concatenate};
//! use ogive::prelude::*;
//! use ogive::sharded;
//!
//! let softmax = Softmax::new(-1);
//! let (left, right) = (array![[1.0_f32, 2.0]], array![[3.0_f32, 4.0, 0.5]]);
//! let states = sharded::merge_all(
//!     &softmax,
//!     &[sharded::partial(&softmax, &left)?, sharded::partial(&softmax, &right)?],
//! )?;
//! let left = sharded::finish(&softmax, &left, &states)?;
//! let right = sharded::finish(&softmax, &right, &states)?;
//! let sum: f32 = left.iter().chain(&right).sum();
//! assert!((sum - 1.0).abs() < 1e-6);
//! # Ok::<(), ogive::Error>(())
//! ```
//!
//! The sums are in `f64` for every element type. For a given split and order of merging, results are the same bits
//! whatever the instruction set, the threads, or the layout; another split may change the last bits of a sum in `f64`. So
//! results are within a unit in the last place of those of the whole row in `f32`, the same in half precision but where
//! that decides a rounding, and within a few in `f64`.
//!
//! Source of the merge: M. Milakov, N. Gimelshein, [Online normalizer calculation for
//! softmax](https://arxiv.org/abs/1805.02867) (2018), with the maximum's own term left out of the sum, so that
//! log-softmax keeps all digits of a winner's small result.

use ndarray::{Array, ArrayBase, ArrayD, Data, Dimension};

use crate::arguments::{Argument, Arguments};
use crate::error::{Error, Result};
use crate::kernel::row::{axis_in, shards};
use crate::kernel::{Run, layout};
use crate::math::{exp, log1p};
use crate::number::{Double, Dtype, Float, Number, Portable, Real, Word};
use crate::page::{Info, Page, Row};

/// What is known of a row, or of a shard of it: its maximum m, and Σ e^((x − m)/τ) over all of its elements but one
/// that is m. `W` is the computing type of the elements: `f64` for `f64`, `f32` for all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowState<W> {
    maximum: W,
    others: f64,
}

impl<W: Word> RowState<W> {
    /// Of a shard without elements: merged with any other, it gives that other.
    pub fn empty() -> Self {
        RowState { maximum: -W::INFINITY, others: 0.0 }
    }

    /// The largest element; −∞ if there is none. NaN is passed over here.
    pub fn maximum(self) -> W {
        self.maximum
    }

    /// The sum of e^((x − maximum)/τ) over all elements but one that is the maximum; NaN if an element is NaN.
    pub fn others(self) -> f64 {
        self.others
    }

    /// The logarithm of the sum of all e^x, for a temperature of 1: what `logsumexp` gives.
    pub fn logsumexp(self) -> f64 {
        let maximum = self.maximum.wide();
        if self.others.is_nan() || maximum.is_infinite() {
            return maximum + self.others;
        }
        (log1p(Double::exact(Portable(self.others))) + Portable(maximum)).hi.word()
    }

    /// Both numbers, the maximum first: what is sent to others.
    pub fn to_numbers(self) -> [f64; 2] {
        [self.maximum.wide(), self.others]
    }

    /// From the two numbers of [`to_numbers`](RowState::to_numbers).
    ///
    /// # Errors
    /// [`Error::Parameter`] if they are of no row: a maximum that is NaN or that no element can be, or a sum below 0.
    pub fn from_numbers([maximum, others]: [f64; 2]) -> Result<Self> {
        let (word, _) = W::of_pair(maximum, 0.0);
        if word.wide() != maximum || others < 0.0 {
            return Err(Error::Parameter {
                function: "row state",
                problem: format!(
                    "maximum = {maximum}, others = {others}; expected an element for a maximum and a sum that is not \
                     negative, as `RowState::to_numbers` gives them"
                ),
            });
        }
        Ok(RowState { maximum: word, others })
    }

    /// Of both shards together, of scores that are divided by this temperature.
    fn with(self, other: Self, temperature: f64) -> Self {
        let (a, b) = if self.maximum >= other.maximum { (self, other) } else { (other, self) };
        let others = if b.maximum == -W::INFINITY {
            // Nothing but −∞, of which none counts; or NaN.
            a.others + b.others
        } else if a.maximum == b.maximum {
            a.others + (b.others + 1.0)
        } else {
            // Rounded like any parameter.
            let (temperature, _) = W::of_pair(temperature, 0.0);
            let (high, low) = (a.maximum.wide(), b.maximum.wide());
            // Rounded once.
            let all = Double::exact(Portable(b.others)) + Portable(1.0);
            let sum = all * exponential(low, high, temperature.wide()) + Portable(a.others);
            sum.hi.word()
        };
        RowState { maximum: a.maximum, others }
    }
}

/// e^((low − high)/τ), where the difference is not rounded, as its rounding error, times the result, would be felt.
fn exponential(low: f64, high: f64, temperature: f64) -> Double<Portable<f64>> {
    if high.is_infinite() {
        return Double::exact(Portable(0.0));
    }
    let below = Double::two_sum(Portable(low), -Portable(high));
    let scaled = below * Double::exact(Portable(temperature)).recip();
    exp(scaled).value()
}

/// A function over an axis whose rows may be in several places: its page says so.
pub trait Sharded: Row {}

/// What each row of a shard comes to: an array like `x` with an axis of length 1. A shard may be empty.
///
/// # Errors
/// [`Error::Axis`] if the array does not have the axis.
pub fn partial<P: Sharded, E: Dtype, S: Data<Elem = E>, D: Dimension>(
    function: &P,
    x: &ArrayBase<S, D>,
) -> Result<ArrayD<RowState<E::Word>>> {
    partial_on(Run::active()?, function, x)
}

/// The same on a given instruction set, over threads or not.
///
/// # Errors
/// As [`partial`].
pub fn partial_on<P: Sharded, E: Dtype, S: Data<Elem = E>, D: Dimension>(
    run: Run,
    function: &P,
    x: &ArrayBase<S, D>,
) -> Result<ArrayD<RowState<E::Word>>> {
    let axis = axis_in(P::INFO.name, function.axis(), x.ndim())?;
    let mut shape = x.shape().to_vec();
    let length = std::mem::replace(&mut shape[axis.index()], 1);
    if length == 0 {
        return Ok(ArrayD::from_elem(shape, RowState::empty()));
    }
    let mut known = ArrayD::from_elem(shape, [0.0; 2]);
    shards::summarise(&Others(function.clone()), run, x.view().into_dyn(), known.view_mut())?;
    Ok(known
        .mapv(|[maximum, others]| RowState { maximum: E::Word::of_pair(maximum, 0.0).0, others }))
}

/// Of two shards of the same rows together. Associative up to the last bit of a sum in `f64`.
///
/// # Errors
/// [`Error::Shape`] if they are not as many rows.
pub fn merge<P: Sharded, W: Word>(
    function: &P,
    first: &ArrayD<RowState<W>>,
    second: &ArrayD<RowState<W>>,
) -> Result<ArrayD<RowState<W>>> {
    layout::same_shape(P::INFO.name, "state of the second shard", second.shape(), first.shape())?;
    let mut merged = first.clone();
    merged.zip_mut_with(second, |a, b| *a = a.with(*b, function.temperature()));
    Ok(merged)
}

/// Of all shards together, merged in the order in which they are given: everyone who takes the same order gets the
/// same bits.
///
/// # Errors
/// [`Error::Shape`] if they are not as many rows, and [`Error::Parameter`] if there is no shard.
pub fn merge_all<P: Sharded, W: Word>(
    function: &P,
    shards: &[ArrayD<RowState<W>>],
) -> Result<ArrayD<RowState<W>>> {
    let Some((first, rest)) = shards.split_first() else {
        let problem = "no shard to merge; expected the states of at least one".into();
        return Err(Error::Parameter { function: P::INFO.name, problem });
    };
    rest.iter().try_fold(first.clone(), |merged, shard| merge(function, &merged, shard))
}

/// The function of a shard of each row, from the state of the whole rows.
///
/// # Errors
/// [`Error::Axis`] if the array does not have the axis, [`Error::Shape`] if these are the states of other rows.
pub fn finish<P: Sharded, E: Dtype, S: Data<Elem = E>, D: Dimension>(
    function: &P,
    x: &ArrayBase<S, D>,
    states: &ArrayD<RowState<E::Word>>,
) -> Result<Array<E, D>> {
    finish_on(Run::active()?, function, x, states)
}

/// The same on a given instruction set, over threads or not.
///
/// # Errors
/// As [`finish`].
pub fn finish_on<P: Sharded, E: Dtype, S: Data<Elem = E>, D: Dimension>(
    run: Run,
    function: &P,
    x: &ArrayBase<S, D>,
    states: &ArrayD<RowState<E::Word>>,
) -> Result<Array<E, D>> {
    let mut out = Array::from_elem(x.raw_dim(), E::default());
    let axis = axis_in(P::INFO.name, function.axis(), x.ndim())?;
    if x.shape()[axis.index()] > 0 {
        let known = states.mapv(RowState::to_numbers);
        let out = out.view_mut().into_dyn();
        shards::finish_known(function, run, x.view().into_dyn(), known.view(), out)?;
    }
    Ok(out)
}

/// What shards are summarised with: a row comes to the sum of its exponentials without the maximum's own.
#[derive(Clone, Debug)]
struct Others<P>(P);

impl<P: Sharded> Page for Others<P> {
    const INFO: Info = P::INFO;

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        P::from_arguments(arguments).map(Others)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        self.0.arguments()
    }
}

impl<P: Sharded> Row for Others<P> {
    fn axis(&self) -> isize {
        self.0.axis()
    }

    fn definition<N: Real>(&self, row: &[N]) -> Vec<N> {
        let scaled = row.iter().map(|x| *x / N::parameter(self.0.temperature()));
        let exponentials: Vec<N> = scaled.map(Real::exp).collect();
        let zero = N::from(0.0);
        let max = exponentials.iter().fold(zero, |max, e| e.if_above(max, *e, max));
        let sum = exponentials.iter().fold(zero, |sum, e| sum + *e);
        vec![(sum - max) / max]
    }

    const REDUCES: bool = true;

    #[inline(always)]
    fn temperature(&self) -> f64 {
        self.0.temperature()
    }

    #[inline(always)]
    fn of_nothing<F: Float>(&self) -> F {
        F::ZERO
    }

    const OF_EXPONENTIALS: bool = false;

    #[inline(always)]
    fn normaliser<F: Float>(&self, others: Double<F>) -> Double<F> {
        others
    }

    #[inline(always)]
    fn finish<F: Float>(&self, _: Double<F>, others: Double<F>) -> Double<F> {
        others
    }
}
