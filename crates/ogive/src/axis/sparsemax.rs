//! # Sparsemax
//!
//! The point of the simplex that is nearest to the scores: max(0, xᵢ − τ), with the τ for which they sum
//! to 1. Low scores get exactly 0.
//!
//! τ comes from the scores in falling order: k is the last place at which 1 + k·x₍ₖ₎ > x₍₁₎ + … + x₍ₖ₎, and
//! τ = (x₍₁₎ + … + x₍ₖ₎ − 1)/k. Computed for x − m, with m the maximum, in pairs of `f64`.

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::softmax::AXIS;
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::kernel::{Run, lane};
use crate::number::{Double, Dtype, Portable};
use crate::page::Ecosystem::Keras;
use crate::page::{Claim, Composed, Info, Keeps, Kind, Name, Page, Reference};

/// Projection onto the simplex, over one axis.
///
/// A row with NaN or +∞, or of nothing but −∞, is all NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sparsemax {
    axis: isize,
}

impl Sparsemax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Sparsemax { axis }
    }
}

impl Page for Sparsemax {
    const INFO: Info = Info {
        name: "sparsemax",
        aliases: &[],
        names: &[Name::of(Keras, "sparsemax").with("axis=-1")],
        kind: Kind::Axis,
        formula: "P_i = max(0, x_i − τ), with τ such that P_1 + … + P_C = 1",
        derivative: "backward: dx_i = g_i − (mean of g over the support) where P_i > 0, 0 elsewhere",
        origin: &[Reference {
            text: "A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax: a sparse model of \
                   attention and multi-label classification (2016)",
            url: "https://arxiv.org/abs/1602.02068",
        }],
        good: "probabilities that are exactly 0 for what does not matter",
        bad: "no gradient reaches what got 0; each row has to be sorted",
        hard: "the sum of the largest scores minus 1 cancels; the support must not depend on rounding",
        parameters: &[AXIS],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 0.5, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Sparsemax::new(arguments.axis("axis")?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Composed for Sparsemax {
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        lane::output_shape::<Self>(self.axis, shape)
    }

    fn forward<E: Dtype>(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()> {
        lane::forward::<Self, E>(self.axis, run, x, out, &project)
    }

    fn forward_inplace<E: Dtype>(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()> {
        lane::forward_inplace::<Self, E>(self.axis, run, x, &project)
    }

    fn backward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        lane::backward::<Self, E>(self.axis, run, x, g, out, &gradient)
    }

    fn backward_from_output<E: Dtype>(
        &self,
        run: Run,
        y: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        lane::backward::<Self, E>(self.axis, run, y, g, out, &gradient_from_output)
    }
}

type Pair = Double<Portable<f64>>;

/// A sum of so many `f64` that its rounding error is far below any result.
fn plus(sum: Pair, x: f64) -> Pair {
    let Double { hi, lo } = Double::two_sum(sum.hi, Portable(x));
    Double::fast_two_sum(hi, Portable(lo.0 + sum.lo.0))
}

/// The threshold τ relative to the maximum, and the maximum; none if the row has no projection.
fn threshold(row: &[f64]) -> Option<(Pair, f64)> {
    let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !max.is_finite() || row.iter().any(|x| x.is_nan()) {
        return None;
    }
    // Differences of at least 1 are far outside of the support. (The difference itself may round: it is
    // below 2, and so exact to 2^-53.)
    let mut near: Vec<Pair> = row
        .iter()
        .map(|x| Double::two_sum(Portable(*x), Portable(-max)))
        .filter(|d| d.hi.0 > -1.5)
        .collect();
    near.sort_unstable_by(|a, b| b.hi.0.total_cmp(&a.hi.0).then(b.lo.0.total_cmp(&a.lo.0)));
    let mut sum = Double::exact(Portable(0.0));
    let mut tau = Double::exact(Portable(-1.0));
    for (i, x) in near.iter().enumerate() {
        let longer = plus(plus(sum, x.hi.0), x.lo.0);
        let k = Portable((i + 1) as f64);
        // 1 + k·x > sum
        let test = plus(*x * k - longer, 1.0);
        if test.hi.0 <= 0.0 {
            break;
        }
        sum = longer;
        tau = plus(sum, -1.0) / Double::exact(k);
    }
    Some((tau, max))
}

/// The row, projected, in its own place.
fn project<E: Dtype>(row: &mut [E]) {
    let wide: Vec<f64> = row.iter().map(|x| lane::wide(*x)).collect();
    let Some((tau, max)) = threshold(&wide) else { return row.fill(E::NAN) };
    for (out, x) in row.iter_mut().zip(&wide) {
        *out = lane::narrowed(share(*x, max, tau));
    }
}

/// max(0, x − m − τ)
fn share(x: f64, max: f64, tau: Pair) -> Pair {
    let share = Double::two_sum(Portable(x), Portable(-max)) - tau;
    let positive = x.is_finite() && share.hi.0 > 0.0;
    if positive { share } else { Double::exact(Portable(0.0)) }
}

/// The gradient of a row, in the place of the incoming one.
fn gradient<E: Dtype>(row: &[E], g: &mut [E]) {
    let wide: Vec<f64> = row.iter().map(|x| lane::wide(*x)).collect();
    let Some((tau, max)) = threshold(&wide) else { return g.fill(E::NAN) };
    let chosen: Vec<bool> = wide.iter().map(|x| share(*x, max, tau).hi.0 > 0.0).collect();
    pass(&chosen, g);
}

/// The same, from the results: those that have a share are above 0.
fn gradient_from_output<E: Dtype>(y: &[E], g: &mut [E]) {
    let wide: Vec<f64> = y.iter().map(|y| lane::wide(*y)).collect();
    if wide.iter().any(|y| y.is_nan()) {
        return g.fill(E::NAN);
    }
    let chosen: Vec<bool> = wide.iter().map(|y| *y > 0.0).collect();
    pass(&chosen, g);
}

/// The incoming gradients without their mean, of those that have a share; 0 for the others.
fn pass<E: Dtype>(chosen: &[bool], g: &mut [E]) {
    let members = || chosen.iter().zip(&*g).filter(|(chosen, _)| **chosen).map(|(_, g)| g);
    let sum = members().fold(Double::exact(Portable(0.0)), |sum, g| plus(sum, lane::wide(*g)));
    let mean = sum / Double::exact(Portable(members().count() as f64));
    for (g, chosen) in g.iter_mut().zip(chosen) {
        *g = match chosen {
            true => lane::narrowed(Double::exact(Portable(lane::wide(*g))) - mean),
            false => E::default(),
        };
    }
}
