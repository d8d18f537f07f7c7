//! # The logarithm of one plus
//!
//! ln(1 + u) for u ≥ 0. The sum z = 1 + u is a pair, exactly; z = 2^k · f with f in [√½, √2], and
//!
//! ln f = 2 artanh s = 2s + s³·R(s²), s = (f − 1)/(f + 1), |s| ≤ 3 − 2√2
//!
//! f − 1 is exact, so s keeps its relative accuracy down to the smallest u, where k = 0. Only
//! s³·R is plain arithmetic, below 2^−6 of the result.
//!
//! The coefficients of R come from `coefficients/log.sollya`.

use super::exp::{Parts, exp_parts, expm1_parts, power};
use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// R of the page, lowest power first.
    const ATANH: &'static [f64];
}

impl Coefficients for f32 {
    // degree 3, relative error 2^-25.0 of R
    const ATANH: &'static [f64] = &[
        0.666666686534881591796875,
        0.3999955356121063232421875,
        0.2858920991420745849609375,
        0.2259013950824737548828125,
    ];
}

impl Coefficients for f64 {
    // degree 7, relative error 2^-54.0 of R
    const ATANH: &'static [f64] = &[
        0.66666666666666662965923251249478198587894439697265625,
        0.400000000000053257398491268759244121611118316650390625,
        0.28571428569168577649151075092959217727184295654296875,
        0.222222226565506997264520805401843972504138946533203125,
        0.18181773626182817782392930894275195896625518798828125,
        0.1538721944596248281111883215999114327132701873779296875,
        0.1324657105105161158942195243071182630956172943115234375,
        0.1328785020085424262159534691818407736718654632568359375,
    ];
}

/// ln(1 + u) for u ≥ 0.
///
/// The relative error is below 2^−30 for `f32` and 2^−59 for `f64`.
#[inline(always)]
pub fn log1p<F: Float>(u: Double<F>) -> Double<F> {
    let one = F::lit(1.0);
    let sum = Double::two_sum(one, u.hi);
    let z = Double { hi: sum.hi, lo: sum.lo + u.lo };
    let (k, scale) = z.hi.split_exponent();
    let f = z.scaled(scale);
    // Exact: f.hi is within [½, 2] (Sterbenz). The low word then joins in.
    let log = from_mantissa(k, Double::two_sum(f.hi - one, f.lo), f);
    // u itself below 2^−60, also where half of it would be subnormal.
    let tiny = u.hi.lt(F::lit(f64::from_bits((1023 - 60) << 52)));
    Double::select(tiny, u, log)
}

/// ln(1 + u) for u ≥ 0, of which the low word counts also where the high word alone is below the
/// last place of the sum.
#[inline(always)]
pub fn log1p_of_pair<F: Float>(u: Double<F>) -> Double<F> {
    let one = F::lit(1.0);
    let sum = Double::two_sum(one, u.hi);
    let low = Double::two_sum(sum.lo, u.lo);
    let (k, scale) = sum.hi.split_exponent();
    let f = Double { hi: sum.hi, lo: low.hi }.scaled(scale);
    let above = Double::two_sum(f.hi - one, f.lo);
    let above = Double { hi: above.hi, lo: low.lo.fma(scale, above.lo) };
    let log = from_mantissa(k, above, f);
    let tiny = u.hi.lt(F::lit(f64::from_bits((1023 - 60) << 52)));
    Double::select(tiny, u, log)
}

/// ln(2^k·f) for f within [√½, √2], from f − 1 as well.
#[inline(always)]
fn from_mantissa<F: Float>(k: F, above: Double<F>, f: Double<F>) -> Double<F> {
    let s = above / (f + F::lit(1.0));
    let square = s.hi * s.hi;
    let cube = (square * s.hi) * polynomial(square, F::ATANH);
    let near = Double::fast_two_sum(s.hi + s.hi, cube);
    let near = Double { hi: near.hi, lo: near.lo + (s.lo + s.lo) };
    let [ln2_hi, ln2_lo] = F::LN_2.map(F::lit);
    let whole = Double::two_product(k, ln2_hi);
    let total = Double::two_sum(whole.hi, near.hi);
    let rest = k.fma(ln2_lo, whole.lo) + (total.lo + near.lo);
    Double::fast_two_sum(total.hi, rest)
}

/// ln(1 + e^z) for z ≤ 0, where it is tiny as well: then it is e^z.
#[inline(always)]
pub fn log1p_exp<F: Float>(z: Double<F>) -> Parts<F> {
    let e = exp_parts(z);
    let tiny = e.exponent.lt(F::lit(-64.0));
    let near = e.exponent.at_least(F::lit(-100.0));
    let log = log1p_of_pair(e.pair.scaled((near + F::ROUNDER).exp2_of_rounded()));
    Parts {
        pair: Double::select(tiny, e.pair, log),
        exponent: F::select(tiny, e.exponent, F::ZERO),
    }
}

/// ln(1 − e^−x) for x > 0.
#[inline(always)]
pub fn log1mexp<F: Float>(x: F) -> Parts<F> {
    let one = F::lit(1.0);
    let e = exp_parts(Double::exact(-x));
    // 1 − e^−x, which is x itself where that is tiny; then x may have to be lifted.
    let tiny = x.lt(F::lit(power(-60)));
    let lifted = Double::exact(x * F::lit(power(64)));
    let rest = Double::select(tiny, lifted, -expm1_parts(Double::exact(-x)).pair);
    let (k, scale) = rest.hi.split_exponent();
    let f = rest.scaled(scale);
    // f − 1, which is −e^−x where e^−x is small.
    let small = e.exponent.lt(F::lit(-2.0));
    let near = e.exponent.at_least(F::lit(-100.0));
    let minus_e = -e.pair.scaled((near + F::ROUNDER).exp2_of_rounded());
    let above = Double::select(small, minus_e, Double::two_sum(f.hi - one, f.lo));
    let log = from_mantissa(k - F::select(tiny, F::lit(64.0), F::ZERO), above, f);
    let vanishing = e.exponent.lt(F::lit(-64.0));
    Parts {
        pair: Double::select(vanishing, -e.pair, log),
        exponent: F::select(vanishing, e.exponent, F::ZERO),
    }
}
