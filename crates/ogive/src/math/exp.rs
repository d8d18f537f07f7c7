//! # The exponential
//!
//! e^x = 2^n · e^r with n the integer nearest to x/ln 2, so that |r| ≤ ½ ln 2, and
//!
//! e^r = 1 + r + r²/2 + r³·P(r)
//!
//! Only r³·P(r) is plain arithmetic: it is below 2^−7 of the result, so its rounding errors
//! are below 2^−30 of it in `f32` and 2^−59 in `f64`. The other terms are kept as pairs.
//!
//! The reduction x − n·ln 2 is exact in its first step: with ln 2 rounded to one word, the
//! difference is a multiple of that word's last bit and small enough to be held whole, and the
//! fused multiply-add does not round on the way.
//!
//! The coefficients of P come from `coefficients/exp.sollya`.

use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// P of the page, lowest power first.
    const TAIL: &'static [f64];
    /// ln 2 as a word and the rest of it.
    const LN_2: [f64; 2];
    /// Below this, e^x rounds to 0.
    const FLOOR: f64;
    /// A power of two by which e^x is held up while it is below the normal numbers.
    const BIAS: i32;
}

impl Coefficients for f32 {
    // degree 4, relative error 2^-23.8 of P
    const TAIL: &'static [f64] = &[
        0.16666667163372039794921875,
        4.166655242443084716796875e-2,
        8.333167992532253265380859375e-3,
        1.39264762401580810546875e-3,
        1.9980195793323218822479248046875e-4,
    ];
    const LN_2: [f64; 2] = [0.693147182464599609375, -1.904654299957767878541823432e-9];
    const FLOOR: f64 = -110.0;
    const BIAS: i32 = 64;
}

impl Coefficients for f64 {
    // degree 9, relative error 2^-53.0 of P
    const TAIL: &'static [f64] = &[
        0.166666666666666685170383743752609007060527801513671875,
        4.16666666666666574148081281236954964697360992431640625e-2,
        8.33333333332884375332927362478585564531385898590087890625e-3,
        1.38888888888966523064982805379941055434755980968475341796875e-3,
        1.98412698668158833138763785797209493466652929782867431640625e-4,
        2.480158728802631424464365805793164554415852762758731842041016e-5,
        2.755726415902210300364191461475193989372201031073927879333496e-6,
        2.755731446611380623724928996820526805322515428997576236724854e-7,
        2.510202317400187497617496329774255947597794147441163659095764e-8,
        2.089981179717899293503754223856258565028554130549309775233269e-9,
    ];
    const LN_2: [f64; 2] = [0.693147180559945286226764, 2.319046813846299558417771e-17];
    const FLOOR: f64 = -760.0;
    const BIAS: i32 = 512;
}

/// e^x before its power of two is applied.
#[derive(Clone, Copy, Debug)]
pub struct Exp<F> {
    /// n + `ROUNDER`.
    rounded: F,
    /// e^r − 1.
    p: Double<F>,
}

/// e^x, for x up to the logarithm of the largest number; x below [`Coefficients::FLOOR`]
/// counts as that.
///
/// The relative error of the parts of the result is below 2^−30 for `f32` and 2^−59 for `f64`.
#[inline(always)]
pub fn exp<F: Float>(x: Double<F>) -> Exp<F> {
    let [ln2_hi, ln2_lo] = F::LN_2.map(|c| F::lit(-c));
    let hi = x.hi.at_least(F::lit(F::FLOOR));
    let rounded = hi.fma(F::lit(std::f64::consts::LOG2_E), F::ROUNDER);
    let n = rounded - F::ROUNDER;
    let exact = n.fma(ln2_hi, hi);
    let r = n.fma(ln2_lo, exact);
    let r_rest = n.fma(ln2_lo, exact - r) + x.lo;

    let half = F::lit(0.5);
    let square = Double::two_product(r, r);
    let cube = (square.hi * r) * polynomial(r, F::TAIL);
    let q = Double::fast_two_sum(square.hi * half, cube);
    let p = Double::fast_two_sum(r, q.hi);
    let rest = p.lo + square.lo.fma(half, q.lo);
    // e^(r + δ) − 1 = p + δ·(1 + p)
    let rest = rest + r_rest.fma(p.hi, r_rest);
    Exp { rounded, p: Double { hi: p.hi, lo: rest } }
}

/// e^x − 1, for x up to the logarithm of the largest number; accurate near 0 too.
#[inline(always)]
pub fn expm1<F: Float>(x: F) -> Double<F> {
    let e = exp(Double::exact(x));
    let whole = e.value();
    let difference = Double::two_sum(F::lit(-1.0), whole.hi);
    let far = Double::fast_two_sum(difference.hi, difference.lo + whole.lo);
    Double::select(e.rounded.eq(F::ROUNDER), e.p, far)
}

impl<F: Float> Exp<F> {
    /// e^r, in about [√½, √2], as a pair.
    #[inline(always)]
    fn mantissa(self) -> Double<F> {
        let m = Double::fast_two_sum(F::lit(1.0), self.p.hi);
        Double { hi: m.hi, lo: m.lo + self.p.lo }
    }

    /// e^x as a pair, or a number of the order of the smallest normal one if it is below that.
    #[inline(always)]
    pub fn value(self) -> Double<F> {
        // 2^(2 − 2·BIAS) is 2^−126 for f32 and 2^−1022 for f64.
        let lowest = F::ROUNDER + F::lit(f64::from(2 - 2 * F::BIAS));
        self.mantissa().scaled(self.rounded.at_least(lowest).exp2_of_rounded(0))
    }

    /// `factor`·e^x for x ≤ 0 and a power of two, rounded once, also where it is subnormal.
    #[inline(always)]
    pub fn tail(self, factor: f64) -> Double<F> {
        let held_up = self.mantissa().hi * self.rounded.exp2_of_rounded(F::BIAS);
        let down = f64::from_bits(((1023 - F::BIAS) as u64) << 52) * factor;
        Double::exact(held_up * F::lit(down))
    }
}
