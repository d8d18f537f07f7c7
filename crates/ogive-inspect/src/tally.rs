//! What is counted of one unit, element by element.

use crate::histogram::FineCounts;
use crate::report::{Moments, State, Unit};
use crate::sum::Sums;

/// Magnitudes from here on count as infinite: sums of their squares would not fit into `f64`.
pub(crate) const INFINITE_FROM: f64 = 1e140;

/// The elements of one channel, or of an array without channels.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    finite: u64,
    nan: u64,
    infinite: u64,
    /// Finite elements whose value or slope is not a finite number.
    undefined: u64,
    smallest: f64,
    largest: f64,
    inputs: Sums,
    outputs: Sums,
    slopes: Sums,
    /// The largest magnitude of a slope.
    steepest: f64,
    saturated: u64,
    counts: FineCounts,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            finite: 0,
            nan: 0,
            infinite: 0,
            undefined: 0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            inputs: Sums::default(),
            outputs: Sums::default(),
            slopes: Sums::default(),
            steepest: 0.0,
            saturated: 0,
            counts: FineCounts::default(),
        }
    }
}

impl Tally {
    /// An input with the value and the slope there; saturated is a slope below this magnitude.
    #[inline(always)]
    pub(crate) fn add(&mut self, [x, value, slope]: [f64; 3], saturated_below: f64, exact: bool) {
        if !self.take_input(x, exact) {
            return;
        }
        if !(value.abs() < INFINITE_FROM && slope.abs() < INFINITE_FROM) {
            self.undefined += 1;
            return;
        }
        self.outputs.add(value, exact);
        self.slopes.add(slope, exact);
        self.steepest = self.steepest.max(slope.abs());
        self.saturated += u64::from(slope.abs() < saturated_below);
    }

    /// An input alone; is it finite?
    #[inline(always)]
    pub(crate) fn take_input(&mut self, x: f64, exact: bool) -> bool {
        if x.is_nan() || x.abs() >= INFINITE_FROM {
            self.nan += u64::from(x.is_nan());
            self.infinite += u64::from(!x.is_nan());
            return false;
        }
        self.finite += 1;
        self.smallest = self.smallest.min(x);
        self.largest = self.largest.max(x);
        self.inputs.add(x, exact);
        self.counts.add(x);
        true
    }

    pub(crate) fn merge(&mut self, other: &Tally) {
        self.finite += other.finite;
        self.nan += other.nan;
        self.infinite += other.infinite;
        self.undefined += other.undefined;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
        self.inputs.merge(other.inputs);
        self.outputs.merge(other.outputs);
        self.slopes.merge(other.slopes);
        self.steepest = self.steepest.max(other.steepest);
        self.saturated += other.saturated;
        self.counts.merge(&other.counts);
    }

    /// E\[x²\]/E\[f²\]: the weights that make these inputs of the values.
    pub(crate) fn keeps_inputs(&self) -> Option<f64> {
        let values = self.outputs.mean_square(self.finite - self.undefined)?;
        Some(self.inputs.mean_square(self.finite)? / values)
    }

    pub(crate) fn unit(&self, saturated_below: f64) -> Unit {
        let Tally { finite, nan, infinite, undefined, smallest, largest, .. } = *self;
        let defined = finite - undefined;
        let moments = |sums: Sums, terms| Moments {
            mean: sums.mean(terms),
            deviation: sums.deviation(terms),
        };
        let input = moments(self.inputs, finite);
        let state = match (defined, self.steepest) {
            (0, _) => State::Unknown,
            (_, 0.0) => State::Dead,
            (_, steepest) if steepest < saturated_below => State::Stuck,
            _ => State::Live,
        };
        let histogram = match (input.mean, input.deviation) {
            (Some(mean), Some(deviation)) => {
                Some(self.counts.histogram(smallest, largest, mean, deviation))
            }
            _ => None,
        };
        Unit {
            elements: finite + nan + infinite,
            nan,
            infinite,
            undefined,
            smallest: (finite > 0).then_some(smallest),
            largest: (finite > 0).then_some(largest),
            input,
            output: moments(self.outputs, defined),
            slope: moments(self.slopes, defined),
            mean_squared_slope: self.slopes.mean_square(defined),
            saturated: (defined > 0).then(|| self.saturated as f64 / defined as f64),
            state,
            histogram,
        }
    }
}
