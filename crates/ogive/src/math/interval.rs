//! # Whole functions by intervals
//!
//! In `f32` a function of y = |x| is looked up as a whole, as far as its intervals [reach](Intervals::reach): f(m) + t·f′(m) + t²·Q(t)
//! with t = y − m, from sixteen of each coefficient. That is a third of what the formulas of exponentials and quotients take, which are
//! for all y and every digit of a working type; beyond, it is those that are asked, for each element that is there.
//!
//! Which interval it is, the lowest bits of the integer nearest to w² say, with w a multiple of y plus a constant: so a function that
//! falls like e^(−y²/2) has narrower ones where it falls faster. The first two terms are a pair, as f(m) and f′(m) are nearly words, or pairs,
//! and the rest is mostly below a fifth of the result; so all its rounding errors together are below half a unit.
//!
//! What falls and is taken from 1 on the right matters there as long as it is anything beside 1. So the last interval is wider, and has all
//! digits that matter beside 1, not all of its own.
//!
//! The tables come from `coefficients/interval.py`.

use crate::number::{Double, Float, Table};

pub mod tables;

/// A function of a number from 0 to [`reach`](Intervals::reach).
#[derive(Debug)]
pub struct Intervals {
    /// w is `step`·y + `start`, and no more than `last`.
    step: f32,
    start: f32,
    last: f32,
    reach: f32,
    end: f32,
    /// m of the page.
    at: Table,
    /// f(m) and f′(m).
    of: Table,
    slope: Table,
    /// What words leave out of them, where that matters.
    low_words: Option<[Table; 2]>,
    /// Q, lowest power first: six or seven of them.
    rest: &'static [Table],
}

impl Intervals {
    /// The function of y; between [`reach`](Intervals::reach) and [`end`](Intervals::end) with an error that is small beside 1, and
    /// beyond that what it is there. The pair is not normalised: the low word may be a fifth of the high one.
    #[inline(always)]
    pub fn at<F: Float>(&self, y: F) -> Double<F> {
        let (step, start, last) = (number(self.step), number(self.start), number(self.last));
        let y = y.at_most(self.end());
        let w = y.fma(step, start).at_most(last);
        let k = w.fma(w, F::ROUNDER);
        let t = y - k.entry(&self.at);
        let square = t * t;
        let low = self.two_of_rest(1, k, t);
        let middle = self.two_of_rest(3, k, t);
        let high = self.two_of_rest(5, k, t);
        let rest = high.fma(square, middle).fma(square, low).fma(t, k.entry(&self.rest[0]));
        let (of, slope) = (k.entry(&self.of), k.entry(&self.slope));
        let hi = t.fma(slope, of);
        let mut lo = t.fma(slope, of - hi);
        if let Some([of_rest, slope_rest]) = &self.low_words {
            lo = lo + t.fma(k.entry(slope_rest), k.entry(of_rest));
        }
        Double { hi, lo: square.fma(rest, lo) }
    }

    /// Two terms of Q, over the power of t that they have in common; the second may be none.
    #[inline(always)]
    fn two_of_rest<F: Float>(&self, power: usize, k: F, t: F) -> F {
        let term = k.entry(&self.rest[power]);
        match self.rest.get(power + 1) {
            Some(next) => k.entry(next).fma(t, term),
            None => term,
        }
    }

    /// Up to here all digits are right.
    #[inline(always)]
    pub fn reach<F: Float>(&self) -> F {
        number(self.reach)
    }

    /// From here on the function is lost beside 1, if that is farther than it reaches.
    #[inline(always)]
    pub fn end<F: Float>(&self) -> F {
        number(self.end)
    }
}

#[inline(always)]
fn number<F: Float>(c: f32) -> F {
    F::lit(f64::from(c))
}

/// A result by intervals.
#[derive(Clone, Copy, Debug)]
pub struct Within<F: Float> {
    /// The result, a pair that need not be normalised.
    pub result: Double<F>,
    /// Where it is none, as the intervals do not reach so far.
    pub beyond: F::Mask,
}

impl<F: Float> Within<F> {
    /// f(−x) on the left and 1 − f(x) on the right; none where there are no tables.
    #[inline(always)]
    pub fn complementary(of: &Intervals, x: F) -> Option<Self> {
        let beyond = x.lt(-of.reach::<F>());
        F::BY_INTERVAL.then(
            #[inline(always)]
            || Within { result: share(of.at(x.abs()), x), beyond },
        )
    }

    /// The same where f, on the right, is as far as it reaches not lost beside 1.
    #[inline(always)]
    pub fn complementary_within(of: &Intervals, x: F) -> Option<Self> {
        Some(Within { beyond: x.abs().gt(of.reach()), ..Self::complementary(of, x)? })
    }

    /// x times what is [complementary](Within::complementary).
    #[inline(always)]
    pub fn gated(of: &Intervals, x: F) -> Option<Self> {
        let Within { result: share, beyond } = Self::complementary(of, x)?;
        let rest = x * share.lo;
        let hi = x.fma(share.hi, rest);
        let product = Double { hi: hi.copysign(x), lo: x.fma(share.hi, -hi) + rest };
        let result = Double::select(x.gt(of.end()), Double::exact(x), product);
        // The product of a subnormal number would be rounded twice.
        let y = x.abs();
        let tiny = y.lt(number(TINY)) & y.gt(F::ZERO);
        Some(Within { result, beyond: beyond | tiny })
    }

    /// f(|y|).
    #[inline(always)]
    pub fn even(of: &Intervals, y: F) -> Option<Self> {
        let y = y.abs();
        F::BY_INTERVAL.then(
            #[inline(always)]
            || Within { result: of.at(y), beyond: y.gt(of.reach()) },
        )
    }
}

/// Below this, results may be subnormal.
const TINY: f32 = 4.0 * f32::MIN_POSITIVE;

/// f on the left of 0, 1 − f on the right.
#[inline(always)]
fn share<F: Float>(f: Double<F>, x: F) -> Double<F> {
    let left = x.lt(F::ZERO);
    let all = F::select(left, F::ZERO, F::lit(1.0));
    let part = Double { hi: F::select(left, f.hi, -f.hi), lo: F::select(left, f.lo, -f.lo) };
    let hi = all + part.hi;
    Double { hi, lo: ((all - hi) + part.hi) + part.lo }
}

/// What differs between the working types.
pub trait Coefficients {
    /// Are there tables?
    const BY_INTERVAL: bool;
}

impl Coefficients for f32 {
    const BY_INTERVAL: bool = true;
}

impl Coefficients for f64 {
    const BY_INTERVAL: bool = false;
}
