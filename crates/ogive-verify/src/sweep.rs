//! Stretches of `f32` inputs, judged by the `f64` kernel of the same function: it is nearly exact
//! for this, and a thousand times faster than the oracle, which decides what is too close to call.

use ogive::kernel::{Isa, Run};
use ogive::{Error, Function};

use crate::cases::{Blocks, Kernel, Part};
use crate::digest::BLOCK;
use crate::oracle::Format;
use crate::tally::{Rule, Tally};

/// So near to a tie or to a claim, in units in the last place of `f32`, the error of the reference,
/// 2^−29 of them, could matter.
const NEAR_TIE: f64 = 1.0 / (1_u64 << 26) as f64;
const NEAR_CLAIM: f64 = 1.0 / (1_u64 << 20) as f64;

/// One part of a function in `f32`, and its reference.
pub struct Subject<'a> {
    /// The function as it is.
    pub function: &'a dyn Function,
    /// The same with the parameters that `f32` has.
    single: Box<dyn Function>,
    /// The part.
    pub part: Part,
}

impl<'a> Subject<'a> {
    /// Of this function.
    ///
    /// # Errors
    /// If the parameters leave the range of `f32`.
    pub fn new(function: &'a dyn Function, part: Part) -> Result<Self, Error> {
        Ok(Subject { function, single: function.single()?, part })
    }

    /// The reference: the `f64` kernel, with the parameters of `f32`.
    pub fn reference(&self) -> Reference<'_> {
        let widest = Isa::available().last().unwrap_or(Isa::Scalar);
        let kernel = Kernel { function: &*self.single, part: self.part, run: Run::on(widest) };
        Reference { blocks: Blocks::new(kernel, BLOCK), wide: Vec::with_capacity(BLOCK) }
    }

    /// The kernel under judgement.
    pub fn kernel(&self, isa: Isa) -> Kernel<'_> {
        Kernel { function: self.function, part: self.part, run: Run::on(isa) }
    }
}

/// Nearly exact results for blocks of `f32` inputs.
pub struct Reference<'a> {
    blocks: Blocks<'a, f64>,
    wide: Vec<f64>,
}

impl Reference<'_> {
    /// At each element of a block of at most [`BLOCK`].
    pub fn at(&mut self, x: &[f32]) -> &[f64] {
        self.wide.clear();
        self.wide.extend(x.iter().map(|x| f64::from(*x)));
        self.blocks.apply(&self.wide)
    }
}

/// Judges a block of results by the reference.
pub fn judge(tally: &mut Tally, rule: &Rule, x: &[f32], y: &[f32], reference: &[f64]) {
    let quick = Quick::look(x, y, reference, rule, tally.worst);
    if quick.is_clean() {
        tally.inputs += x.len() as u64;
        tally.misrounded += quick.misrounded;
        tally.above_one += quick.above_one;
        return;
    }
    for ((x, y), r) in x.iter().zip(y).zip(reference) {
        judge_one(tally, rule, *x, *y, *r);
    }
}

/// What a look at a block without any branch shows; the compiler makes vector code of it.
#[derive(Default)]
struct Quick {
    misrounded: u64,
    above_one: u64,
    suspicious: u64,
}

impl Quick {
    fn look(x: &[f32], y: &[f32], reference: &[f64], rule: &Rule, worst: f64) -> Quick {
        let n = x.len();
        let (y, reference) = (&y[..n], &reference[..n]);
        let (low, high) = rule.range();
        let (low, high) = (low as f32, high as f32);
        // Without a claim, this is compared with nothing.
        let claim = rule.claim.unwrap_or(-1.0);
        let (mut misrounded, mut above_one, mut suspicious) = (0_u32, 0_u32, 0_u32);
        for i in 0..n {
            let (y, r) = (y[i], reference[i]);
            let error = ulps(y, r);
            misrounded += u32::from(y != r as f32);
            above_one += u32::from(error > 1.0);
            // NaN is worth a look as well.
            let new = (error > worst) | error.is_nan();
            let tie = (error - 0.5).abs() < NEAR_TIE;
            let limit = ((error - claim).abs() < NEAR_CLAIM) & (error != 0.0);
            let out = (y < low) | (y > high);
            let sign = (y == 0.0) & (y.is_sign_negative() != r.is_sign_negative());
            suspicious += u32::from(new | tie | limit | out | sign);
        }
        Quick {
            misrounded: misrounded.into(),
            above_one: above_one.into(),
            suspicious: suspicious.into(),
        }
    }

    fn is_clean(&self) -> bool {
        self.suspicious == 0
    }
}

/// The distance of `y` from `r` in units in the last place of `r`; NaN if either is, or if both
/// are infinite.
#[inline(always)]
fn ulps(y: f32, r: f64) -> f64 {
    let power = f64::from_bits(r.to_bits() & 0x7ff0_0000_0000_0000);
    let place = (power * 2.0_f64.powi(-23)).clamp(2.0_f64.powi(-149), 2.0_f64.powi(104));
    (f64::from(y) - r).abs() / place
}

fn judge_one(tally: &mut Tally, rule: &Rule, x: f32, y: f32, r: f64) {
    let undefined = rule.is_undefined(x.into());
    if undefined || y.is_nan() || x.is_infinite() {
        // The limits at infinity are those of the reference, which the oracle has judged.
        tally.inputs += 1;
        if undefined || y.is_nan() {
            if !(undefined && rule.right_nan(y)) {
                tally.nan.at(x);
            }
        } else if x.is_infinite() && y != r as f32 {
            tally.infinite.at(x);
        }
        return;
    }
    if y.is_infinite() && y == r as f32 && r.abs() >= 2.0_f64.powi(128) {
        tally.inputs += 1; // both beyond, and not by a hair
        return;
    }
    let (mut r, mut error) = (r, ulps(y, r));
    let mut tie = (error - 0.5).abs() < NEAR_TIE;
    let limit = rule.claim.is_some_and(|c| (error - c).abs() < NEAR_CLAIM) && error != 0.0;
    if tie && let Some(exact) = rule.oracle.exactly(rule.part, x.into()) {
        (r, error, tie) = (exact, ulps(y, exact), false);
    }
    if tie || limit || !error.is_finite() {
        tally.decided += 1;
        rule.judge(tally, x, y);
        return;
    }
    tally.inputs += 1;
    tally.misrounded += u64::from(y != r as f32);
    tally.error(error, x.into());
    let (low, high) = rule.range();
    if f64::from(y) < low || f64::from(y) > high {
        tally.range.at(x);
    }
    if y == 0.0 && y.is_sign_negative() != r.is_sign_negative() {
        tally.zero.at(x);
    }
}

/// Counts where results fall as their inputs rise. `x` is in the order of bit patterns, all of one
/// sign; `before` is the result at the input just before.
pub fn judge_order<E: Format>(tally: &mut Tally, before: E, x: &[E], y: &[E]) {
    // Among negative numbers the larger bit pattern is the smaller number.
    let negative = x.first().is_some_and(|x| x.wide().is_sign_negative());
    let falls = |a: E, b: E| if negative { a < b } else { a > b };
    let count: u32 = y.windows(2).map(|pair| u32::from(falls(pair[0], pair[1]))).sum();
    let first = y.first().is_some_and(|y| falls(before, *y));
    if count > 0 || first {
        let mut last = before;
        for (x, y) in x.iter().zip(y) {
            if falls(last, *y) {
                tally.monotone.at(*x);
            }
            last = *y;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_ties_are_decided_without_the_oracle() {
        let xielu = ogive::parse("xielu(0, 3, 3)").unwrap();
        let rule = Rule::new::<f32>(&*xielu, Part::Value).unwrap();
        // 3x lies midway between two numbers.
        let x = 1.0_f32.next_up();
        let (even, exact) = (3.0 * x, 3.0 * f64::from(x));
        let odd = if f64::from(even) > exact { even.next_down() } else { even.next_up() };
        for (y, misrounded) in [(even, 0), (odd, 1)] {
            let mut tally = Tally::default();
            judge_one(&mut tally, &rule, x, y, exact.next_up());
            assert_eq!((tally.decided, tally.inputs), (0, 1));
            assert_eq!((tally.worst, tally.misrounded), (0.5, misrounded));
        }
    }
}
