//! # The logarithm of one plus
//!
//! ln(1 + u) for u ≥ 0. The sum z = 1 + u is a pair, exactly; z = 2^k · f with f in [√½, √2], and
//!
//! ln f = 2 artanh s = 2s + s³·R(s²), s = (f − 1)/(f + 1), |s| ≤ 3 − 2√2
//!
//! f − 1 is exact, so s keeps its relative accuracy down to the smallest u, where k = 0. Only
//! s³·R is plain arithmetic, below 2^−6 of the result.
//!
//! Where u is e^z for z ≤ ¼, nothing has to be reduced: with e^z = s/m, s a power of two,
//!
//! ln(1 + s/m) = 2 artanh t,  t = s/(2m + s) < 0.392
//!
//! All that is rounded on the way rises with z, and so the results do; which is why this is done for some z above 0, too. Beyond,
//! z + ln(1 + e^−z) rises by more than the errors of its second term.
//!
//! The coefficients of R come from `coefficients/log.sollya`, for s² and for t².

use super::exp::{
    Held, Parts, exp_parts, exp_quotient, expm1_parts, power, quotient_in_parts, within,
};
use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// R of the page, lowest power first.
    const ATANH: &'static [f64];
    /// The same up to t = 0.392.
    const ATANH_FAR: &'static [f64];
}

impl Coefficients for f32 {
    // degree 3, relative error 2^-25.0 of R
    const ATANH: &'static [f64] = &[
        0.666666686534881591796875,
        0.3999955356121063232421875,
        0.2858920991420745849609375,
        0.2259013950824737548828125,
    ];
    // degree 4, relative error 2^-24.0 of R
    const ATANH_FAR: &'static [f64] = &[
        0.666666686534881591796875,
        0.399989604949951171875,
        0.2862877547740936279296875,
        0.21178519725799560546875,
        0.255475223064422607421875,
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
    // degree 10, relative error 2^-52.6 of R
    const ATANH_FAR: &'static [f64] = &[
        0.6666666666666667406815349750104360282421112060546875,
        0.39999999999985835774651832252857275307178497314453125,
        0.285714285752352414871069186119711957871913909912109375,
        0.2222222183207366585921960222549387253820896148681640625,
        0.1818183849926249540107647817421820946037769317626953125,
        0.1538400223269086597444044173244037665426731109619140625,
        0.1334478950672284558454094849366811104118824005126953125,
        0.11628511177280766164532366246930905617773532867431640625,
        0.11551009252020398576643600563329528085887432098388671875,
        4.872917021250704194823555326365749351680278778076171875e-2,
        0.197825143109979062483461120791616849601268768310546875,
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
    F::apart(
        #[inline(always)]
        move || {
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
        },
    )
}

/// Up to here [`log1p_exp`] is for.
pub const LOG1P_EXP_TO: f64 = 0.25;

/// ln(1 + e^z) for z ≤ ¼, where it is tiny as well: then it is e^z. Far below 0, z may not have a low word.
#[inline(always)]
pub fn log1p_exp<F: Float>(z: Double<F>) -> Held<F> {
    let e = exp_quotient(z);
    e.held(log1p_quotient(e.s, e.m))
}

/// The same for one who multiplies it by a number that may be very large.
#[inline(always)]
pub fn log1p_exp_parts<F: Float>(z: Double<F>) -> Parts<F> {
    let (exponent, m) = quotient_in_parts(within(z));
    let s = (exponent.at_least(F::lit(-100.0)) + F::ROUNDER).exp2_of_rounded();
    Parts { pair: log1p_quotient(s, m), exponent }
}

/// ln(1 + s/m) over s, for a pair m of at least s/2; an s far below 2^−60 need not be exact. See [the page](self).
#[inline(always)]
fn log1p_quotient<F: Float>(s: F, m: Double<F>) -> Double<F> {
    F::apart(
        #[inline(always)]
        move || {
            let [one, two] = [1.0, 2.0].map(F::lit);
            let sum = m.scaled(two).plus_small(s);
            let reciprocal = one / sum.hi;
            let rest = reciprocal.fma(-sum.lo, reciprocal.fma(-sum.hi, one));
            let nearest = reciprocal.fma(rest, reciprocal);
            let t = s * nearest;
            let square = t * t;
            let cubic = (square * nearest) * polynomial(square, F::ATANH_FAR);
            let twice = reciprocal + reciprocal;
            Double::fast_two_sum(twice, twice.fma(rest, cubic))
        },
    )
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
