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

use super::table::Roots;
use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// P of the page, lowest power first.
    const TAIL: &'static [f64];
    /// R in (e^x − 1 − x)/x² = ½ + x/6 + x²/24 + x³·R(x) for x from −1 to ½.
    const PHI2: &'static [f64];
    /// 1/6 and 1/24, as pairs.
    const PHI2_FIRST: [[f64; 2]; 2];
    /// ln 2 as a word and the rest of it.
    const LN_2: [f64; 2];
    /// Below this, e^x rounds to 0.
    const FLOOR: f64;
    /// From here on, 1/(1 + e^−x) and −tanh(−x/2) round to 1.
    const SATURATED: f64;
    /// What holds up the power of two in e^x from `FLOOR` on, so that it is a normal number: little, for its reciprocal has
    /// low words.
    const RAISE: i32;
    /// Below this, e^x is held up by a power of two, 2^`HOLD`: near the end of the normal
    /// numbers its low word would lose its digits, and then its high word too.
    const TAIL_FROM: f64;
    /// See [`TAIL_FROM`](Coefficients::TAIL_FROM).
    const HOLD: i32;
    /// The power of two that the largest of [`Terms`] is near to, if it is part of their sum: what is so far below it that it is 0 is below
    /// half of the smallest number beside it.
    const TOP_OF_ALL: i32;
    /// The same if it is not, and their sum may be small: 2^40 of what is 0 are below half of the smallest number.
    const TOP_OF_OTHERS: i32;
    /// Beyond this, and below its negative, e^x overflows or is 0 even times the largest or
    /// smallest factor.
    const WIDE: f64;
    /// A pair near 1 times 2^±`NEAR` keeps all digits of its low word.
    const NEAR: f64;
    /// The exponents of the powers of two that are normal numbers, both ways.
    const FAR: f64;
    /// A number above this has a low word with room for its digits.
    const FULL: f64;
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
    // degree 5, relative error 2^-23.9 of R
    const PHI2: &'static [f64] = &[
        8.333332836627960205078125e-3,
        1.388887991197407245635986328125e-3,
        1.98419322259724140167236328125e-4,
        2.4815375581965781748294830322265625e-5,
        2.74295916824485175311565399169921875e-6,
        2.3294370521398377604782581329345703125e-7,
    ];
    const PHI2_FIRST: [[f64; 2]; 2] = [
        [0.16666667163372039794921875, -4.967053879312288700020872056484222412109375e-9],
        [4.16666679084300994873046875e-2, -1.24176346982807217500521801412105560302734375e-9],
    ];
    const LN_2: [f64; 2] = [0.693147182464599609375, -1.904654299957767878541823432e-9];
    const FLOOR: f64 = -110.0;
    const SATURATED: f64 = 24.0;
    const RAISE: i32 = 34;
    const TAIL_FROM: f64 = -80.0;
    const HOLD: i32 = 64;
    const TOP_OF_ALL: i32 = 26;
    const TOP_OF_OTHERS: i32 = 68;
    const WIDE: f64 = 200.0;
    const NEAR: f64 = 40.0;
    const FAR: f64 = 126.0;
    const FULL: f64 = power(-100);
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
    // degree 11, relative error 2^-55.6 of R
    const PHI2: &'static [f64] = &[
        8.33333333333333321768510160154619370587170124053955078125e-3,
        1.38888888888888807453259044422111401217989623546600341796875e-3,
        1.9841269841270060803571639862497022477327845990657806396484375e-4,
        2.480158730162315138824923044236214764168835245072841644287109375e-5,
        2.755731922435916299014661834387851513383793644607067108154296875e-6,
        2.7557319183860629957237326111141317852570864488370716571807861328125e-7,
        2.5052107550372342417201933120578238867182108151610009372234344482421875e-8,
        2.08767699582442436941895209088528029273135189214372076094150543212890625e-9,
        1.605949846059374763834881828640055272117148632560201804153621196746826171875e-10,
        1.147188087068178387234054715474831681772116542816775108803994953632354736328125e-11,
        7.5778427010736508432984608311568181719490577830100619394215755164623260498046875e-13,
        3.98840455158837239241180404537712875925946180710734978447362664155662059783935546875e-14,
    ];
    const PHI2_FIRST: [[f64; 2]; 2] = [
        [
            0.1666666666666666574148081281236954964697360992431640625,
            9.25185853854297065661561206416060845590588197735271505650623e-18,
        ],
        [
            4.1666666666666664353702032030923874117434024810791015625e-2,
            2.312964634635742664153903016040152113976470494338178764126557e-18,
        ],
    ];
    const LN_2: [f64; 2] = [std::f64::consts::LN_2, 2.319046813846299558417771e-17];
    const FLOOR: f64 = -760.0;
    const SATURATED: f64 = 45.0;
    const RAISE: i32 = 80;
    const TAIL_FROM: f64 = -700.0;
    const HOLD: i32 = 512;
    const TOP_OF_ALL: i32 = 516;
    const TOP_OF_OTHERS: i32 = 516;
    const WIDE: f64 = 1500.0;
    const NEAR: f64 = 100.0;
    const FAR: f64 = 1022.0;
    const FULL: f64 = power(-960);
}

/// e^x, where it is far below 1 held up so that it keeps its digits.
#[derive(Clone, Copy)]
pub struct Exp<F: Float> {
    /// e^x / `down`, as a pair; its low word may be a little above half a unit of the high one.
    pub held: Double<F>,
    /// 1, or 2^−`HOLD` for x below `TAIL_FROM`.
    pub down: F,
    /// Is x below `TAIL_FROM`?
    pub tail: F::Mask,
}

/// e^x, for x up to the logarithm of the largest number; x below [`Coefficients::FLOOR`]
/// counts as that.
///
/// The relative error of the pair is below 2^−30 for `f32` and 2^−59 for `f64`.
#[inline(always)]
pub fn exp<F: Float>(x: Double<F>) -> Exp<F> {
    let Reduced { rounded, p } = reduced(x, F::FLOOR);
    let tail = x.hi.lt(F::lit(F::TAIL_FROM));
    let one = F::lit(1.0);
    let down = F::select(tail, F::lit(power(-F::HOLD)), one);
    let up = F::select(tail, rounded + F::lit(f64::from(F::HOLD)), rounded);
    Exp { held: p.added_to(one).scaled(up.exp2_of_rounded()), down, tail }
}

/// The terms e^x of a sum, x being `top` at most, each times 2^(h − k): k is the integer nearest to `top`/ln 2. The power of two costs
/// nothing, so no term needs x − `top`, which would have to be known as a pair; a sum of them is divided by the term of `top`, once.
///
/// What would be no normal number is 0 at once: subnormal ones, as a mask of −10^9 would make them, take processors a hundred times as long.
#[derive(Clone, Copy, Debug)]
pub struct Terms<F> {
    /// What scores below it count as: its term is 0.
    pub floor: F,
    /// Added to x/ln 2, or 16 times that if there are tables, it leaves the exponent of the term, with its bias, in the lowest bits, or 16
    /// times that.
    pub rounder: F,
    /// The [tables](super::table) that it is computed with, if there are any.
    pub roots: Option<&'static Roots>,
}

impl<F: Float> Terms<F> {
    /// So large `top` may be, and its negative: up to there, n·ln 2 is known exactly enough.
    pub const TO: f64 = 4096.0;

    /// The terms up to that of `top`, which is near to 2^h.
    #[inline(always)]
    pub fn up_to(top: F, h: i32, roots: Option<&'static Roots>) -> Self {
        let k = top.fma(F::lit(std::f64::consts::LOG2_E), F::ROUNDER) - F::ROUNDER;
        // n is rounded down in sixteenths, and else to the nearest.
        let (steps, middle) = if roots.is_some() { (16.0, 0.5) } else { (1.0, 0.0) };
        let bias = F::FAR + 1.0 + f64::from(h);
        let biased = F::ROUNDER + F::lit(steps * bias);
        let rounder = biased - k * F::lit(steps);
        // In the middle of what has the exponent bits of 0.
        let floor = (k - F::lit(bias - middle)) * F::lit(std::f64::consts::LN_2);
        Terms { floor, rounder, roots }
    }

    /// The term of x, which is not below the [floor](Terms::floor), as a pair; with tables it is normalised.
    ///
    /// It takes half of the operations of [`exp()`] and is less exact; what that comes to is in the measured errors of the functions
    /// over an axis.
    #[inline(always)]
    pub fn term(self, x: Double<F>) -> Double<F> {
        if let Some(roots) = self.roots {
            return roots.exp(x, self.rounder);
        }
        let [ln2_hi, ln2_lo] = F::LN_2.map(|c| F::lit(-c));
        let rounded = x.hi.fma(F::lit(std::f64::consts::LOG2_E), self.rounder);
        let n = rounded - self.rounder;
        let e = expm1_shortly(n.fma(ln2_hi, x.hi), n.fma(ln2_lo, x.lo)).added_to(F::lit(1.0));
        e.scaled(rounded.of_exponent_bits())
    }
}

/// e^x for x ≤ 0, one of the [terms](Terms) up to 1.
#[inline(always)]
pub fn share<F: Float>(x: F) -> Double<F> {
    let terms = Terms::up_to(F::ZERO, F::TOP_OF_ALL, F::ROOTS);
    // NaN stays.
    let x = Double::exact(terms.floor.at_least(x));
    terms.term(x).scaled(F::lit(power(-F::TOP_OF_ALL)))
}

/// e^r − 1 for r = `exact` + `rest` of at most ½ ln 2, where `rest` is below 2^−16 of `exact` or a rounding error of
/// it.
#[inline(always)]
fn expm1_shortly<F: Float>(exact: F, rest: F) -> Double<F> {
    F::apart(
        #[inline(always)]
        move || {
            let r = exact + rest;
            // exact + (rest + r²·(½ + r·P))
            let tail = (r * r).fma(r.fma(polynomial(r, F::TAIL), F::lit(0.5)), rest);
            Double::fast_two_sum(exact, tail)
        },
    )
}

/// e^x for x from [`Coefficients::FLOOR`] to 0, as a pair from 0.7 to 1.5 and a power of two that is held up by `hold`: for one who
/// puts it on some factor.
///
/// The pair is not normalised: its low word is up to 2^−4 of the high one, and so its last bit counts for 2^−28 of the whole in
/// `f32`, 2^−57 in `f64`.
#[inline(always)]
pub fn exp_and_power<F: Float>(x: Double<F>, hold: i32) -> (Double<F>, F) {
    F::apart(
        #[inline(always)]
        move || {
            let [ln2_hi, ln2_lo] = F::LN_2.map(|c| F::lit(-c));
            let (n, power) = x.hi.nearest_and_power(std::f64::consts::LOG2_E, hold);
            let exact = n.fma(ln2_hi, x.hi);
            let rest = n.fma(ln2_lo, x.lo);
            let r = exact + rest;
            // exact + (rest + ½r² + r²·rP), in which nothing is subnormal where x is small
            let cubic = (r * r).fma(r * polynomial(r, F::TAIL), rest);
            let tail = (r * F::lit(0.5)).fma(r, cubic);
            let Double { hi, lo } = Double::fast_two_sum(F::lit(1.0), exact);
            (Double { hi, lo: lo + tail }, power)
        },
    )
}

/// A pair times a power of two, which is put on last: a result in the subnormals is then rounded from one that had all its
/// digits.
#[derive(Clone, Copy, Debug)]
pub struct Held<F: Float> {
    /// A normalised pair.
    pub pair: Double<F>,
    /// The power.
    pub power: F,
}

impl<F: Float> Held<F> {
    /// The pair, the power put on.
    #[inline(always)]
    pub fn value(self) -> Double<F> {
        self.pair.scaled(self.power)
    }

    /// That times a number, which may not overflow when it is multiplied by the power alone. A power above 1 is put on first,
    /// since the number may be subnormal, and one below 1 last.
    #[inline(always)]
    pub fn times(self, number: F) -> Double<F> {
        let one = F::lit(1.0);
        let large = self.power.gt(one);
        let number = number * F::select(large, self.power, one);
        (self.pair * number).scaled(F::select(large, one, self.power))
    }
}

/// The logistic function 1/(1 + e^−x).
///
/// With x = n·ln 2 + r it is s/(s + m), where s = 2^n and m = e^−r: so n makes no difference to how it is computed. Both s and m
/// are held up by the same power of two, since s is subnormal far on the left. In `f32` a table leaves little of r.
#[inline(always)]
pub fn logistic<F: Float>(x: Double<F>) -> Held<F> {
    let [floor, saturated] = [F::FLOOR, F::SATURATED].map(F::lit);
    let hi = x.hi.at_least(floor).at_most(saturated);
    let lo = F::select(x.hi.gt(floor) & x.hi.lt(saturated), x.lo, F::lit(-0.0));
    let (s, m) = match F::POWERS {
        Some(powers) => powers.of(Double { hi, lo }),
        None => {
            let (n, s) = hi.nearest_and_power(std::f64::consts::LOG2_E, F::RAISE);
            let [ln2_hi, ln2_lo] = F::LN_2.map(F::lit);
            let p = expm1_shortly(n.fma(ln2_hi, -hi), n.fma(ln2_lo, -lo));
            let up = F::lit(power(F::RAISE));
            let m = p.hi.fma(up, up);
            (s, Double { hi: m, lo: p.lo.fma(up, p.hi.fma(up, up - m)) })
        }
    };
    let sum = Double::fast_two_sum(s.at_least(m.hi), s.at_most(m.hi));
    let sum = Double { hi: sum.hi, lo: sum.lo + m.lo };
    Held { pair: Double::lit(1.0).over(sum), power: s }
}

/// e^x for x ≤ ¼ as a quotient: s/m, where s is a power of two and m a pair from 0.7 to 1.5; for x ≤ 0 that is not less than s.
#[derive(Clone, Copy, Debug)]
pub struct Quotient<F: Float> {
    /// s; where that is subnormal it makes no difference beside m.
    pub s: F,
    /// m.
    pub m: Double<F>,
    raised: F,
}

/// e^x for x ≤ ¼ as a quotient; above 0, m is less than s.
#[inline(always)]
pub fn exp_quotient<F: Float>(x: Double<F>) -> Quotient<F> {
    let hi = x.hi.at_least(F::lit(F::FLOOR));
    let (n, raised) = hi.nearest_and_power(std::f64::consts::LOG2_E, F::RAISE);
    let [ln2_hi, ln2_lo] = F::LN_2.map(F::lit);
    let m = expm1_shortly(n.fma(ln2_hi, -hi), n.fma(ln2_lo, -x.lo)).added_to(F::lit(1.0));
    Quotient { s: raised * F::lit(power(-F::RAISE)), m, raised }
}

/// (n, m) with e^x = 2^n/m and m a pair from 0.7 to 1.5, for x from −[`Coefficients::WIDE`] to ¼.
#[inline(always)]
pub fn quotient_in_parts<F: Float>(x: Double<F>) -> (F, Double<F>) {
    let n = x.hi.fma(F::lit(std::f64::consts::LOG2_E), F::ROUNDER) - F::ROUNDER;
    let [ln2_hi, ln2_lo] = F::LN_2.map(F::lit);
    let m = expm1_shortly(n.fma(ln2_hi, -x.hi), n.fma(ln2_lo, -x.lo)).added_to(F::lit(1.0));
    (n, m)
}

impl<F: Float> Quotient<F> {
    /// s + m.
    #[inline(always)]
    pub fn sum(self) -> Double<F> {
        self.m.plus_small(self.s)
    }

    /// A pair times s.
    #[inline(always)]
    pub fn held(self, pair: Double<F>) -> Held<F> {
        Held { pair: pair.scaled(F::lit(power(-F::RAISE))), power: self.raised }
    }

    /// `top`·s/(s + m)². With m for `top` it is e^x/(1 + e^x)², the slope of [`logistic`].
    #[inline(always)]
    pub fn over_square(self, top: Double<F>) -> Held<F> {
        let sum = self.sum();
        // Held up where it is a word: so the result is held down.
        let raised = sum.hi * F::lit(power(F::RAISE));
        let square = Double::two_product(raised, sum.hi);
        let square = Double { hi: square.hi, lo: (raised + raised).fma(sum.lo, square.lo) };
        Held { pair: top.over(square), power: self.raised }
    }

    /// The slope of y·σ(v(y)) at −a, where x = −v(a) and `t` = a·v′(a): s·(s + m − m·t)/(s + m)². Where it goes through 0, all
    /// digits cancel.
    #[inline(always)]
    pub fn slope_of_gated(self, t: Double<F>) -> Double<F> {
        self.over_square(self.sum().and(-self.m.by(t))).value()
    }

    /// The same where `t` is a word.
    #[inline(always)]
    pub fn slope_of_gated_by_word(self, t: F) -> Double<F> {
        self.over_square(self.sum().and(-self.m.by_word(t))).value()
    }

    /// A pair, where `left` times m·e^x, which is a power of two, and everywhere times `down`, which is one, too. The last power alone
    /// rounds.
    #[inline(always)]
    pub fn powered(self, pair: Double<F>, left: F::Mask, down: F) -> Double<F> {
        let [one, lowered] = [1.0, power(-F::RAISE)].map(F::lit);
        let first = F::select(left, self.raised, one);
        pair.scaled(first).scaled(F::select(left, lowered, one) * down)
    }

    /// e^x/(1 + e^x) where `left`, else 1/(1 + e^x): the [`logistic`] of x or of −x, which knows its slope also where it is
    /// nearly 1.
    #[inline(always)]
    pub fn logistic(self, left: F::Mask) -> Held<F> {
        let [one, down] = [1.0, power(-F::RAISE)].map(F::lit);
        let top = Double::select(left, Double::exact(down), self.m);
        Held { pair: top.over(self.sum()), power: F::select(left, self.raised, one) }
    }
}

/// e^x for x ≤ 0.
#[inline(always)]
pub fn exp_below_zero<F: Float>(x: F) -> Held<F> {
    let x = x.at_least(F::lit(F::FLOOR));
    let (n, raised) = x.nearest_and_power(std::f64::consts::LOG2_E, F::RAISE);
    let m = expm1_beside(-n, -x).added_to(F::lit(1.0));
    Held { pair: m.scaled(F::lit(power(-F::RAISE))), power: raised }
}

/// e^x − 1 for x ≤ 0: (s − 1) + s·p where s = 2^n and p = e^r − 1. Accurate near 0, too, and next to −0 it is +0.
#[inline(always)]
pub fn expm1_below_zero<F: Float>(x: F) -> Double<F> {
    let x = x.at_least(F::lit(-F::SATURATED));
    let (n, s) = x.nearest_and_power(std::f64::consts::LOG2_E, 0);
    let less = Double::fast_two_sum(F::lit(-1.0), s);
    let p = expm1_beside(-n, -x).scaled(s);
    let Double { hi, lo } = p.added_to(less.hi);
    Double { hi, lo: lo + less.lo }
}

/// (1 − e^x)/(1 + e^x) for x ≤ 0, which is −tanh(x/2): (m − s)/(m + s), accurate near 0 too.
#[inline(always)]
pub fn half_tanh<F: Float>(x: F) -> Double<F> {
    let x = x.at_least(F::lit(-F::SATURATED));
    let (n, s) = x.nearest_and_power(std::f64::consts::LOG2_E, 0);
    let p = expm1_beside(n, x);
    let [top, bottom] = [-s, s].map(|s| {
        let sum = Double::fast_two_sum(F::lit(1.0), s);
        let Double { hi, lo } = p.added_to(sum.hi);
        Double { hi, lo: lo + sum.lo }
    });
    top.over(bottom)
}

/// e^(n·ln 2 − x) − 1, for the integer n nearest to x/ln 2.
#[inline(always)]
fn expm1_beside<F: Float>(n: F, x: F) -> Double<F> {
    let [ln2_hi, ln2_lo] = F::LN_2.map(F::lit);
    expm1_shortly(n.fma(ln2_hi, -x), n * ln2_lo)
}

/// (m, n) with e^x = m·2^n and m in about [√½, √2], for x ≤ 0, however far below 1 e^x is: for one
/// who multiplies it by a number that may be very large. The pair m is not normalised; x below
/// `floor` counts as that.
#[inline(always)]
pub fn exp_in_parts<F: Float>(x: Double<F>, floor: f64) -> (Double<F>, F) {
    let Reduced { rounded, p } = reduced(x, floor);
    (p.added_to(F::lit(1.0)), rounded - F::ROUNDER)
}

/// e^x − 1 for x ≤ 0; accurate near 0 too.
#[inline(always)]
pub fn expm1<F: Float>(x: F) -> Double<F> {
    // Below −80 the result is −1 and a low word that no type has room for.
    let Reduced { rounded, p } = reduced(Double::exact(x), -80.0);
    let m = p.added_to(F::lit(1.0)).scaled(rounded.exp2_of_rounded());
    Double::select(rounded.eq(F::ROUNDER), p, m.added_to(F::lit(-1.0)))
}

/// (e^x − 1 − x)/x² for x from −1 to ½: the second of the φ functions of exponential integrators.
/// The pair is not normalised.
///
/// The relative error is about 2^−29 for `f32` and 2^−58 for `f64`.
#[inline(always)]
pub fn phi2<F: Float>(x: Double<F>) -> Double<F> {
    F::apart(
        #[inline(always)]
        move || {
            let [sixth, next] =
                F::PHI2_FIRST.map(|[hi, lo]| Double { hi: F::lit(hi), lo: F::lit(lo) });
            let next = x * next.plus_small(x.hi * polynomial(x.hi, F::PHI2));
            let linear = x * sixth.and_smaller(next);
            linear.added_to(F::lit(0.5))
        },
    )
}

/// A pair times a power of two whose exponent may be far beyond those of the numbers: what
/// e^x is for x of any size.
#[derive(Clone, Copy)]
pub struct Parts<F: Float> {
    /// A normalised pair; 0, or between 2^−61 and 2^71 in magnitude.
    pub pair: Double<F>,
    /// The exponent of the power of two, a whole number.
    pub exponent: F,
}

/// e^x for every x, with a pair near 1. Beyond ±[`Coefficients::WIDE`], x counts as that.
///
/// The relative error is below 2^−30 for `f32` and 2^−59 for `f64`.
#[inline(always)]
pub fn exp_parts<F: Float>(x: Double<F>) -> Parts<F> {
    let Reduced { rounded, p } = reduced(within(x), -F::WIDE);
    let Double { hi, lo } = p.added_to(F::lit(1.0));
    Parts { pair: Double::fast_two_sum(hi, lo), exponent: rounded - F::ROUNDER }
}

/// e^x − 1 for every x of at least 2^−60 in magnitude, in the same way. The exponent is 0 unless
/// e^x is so large that the 1 makes no difference.
#[inline(always)]
pub fn expm1_parts<F: Float>(x: Double<F>) -> Parts<F> {
    let Reduced { rounded, p } = reduced(within(x), -F::WIDE);
    let n = rounded - F::ROUNDER;
    let large = n.gt(F::lit(70.0));
    let down = F::select(large, F::ZERO, n.at_least(F::lit(-100.0)));
    let e = p.added_to(F::lit(1.0)).scaled((down + F::ROUNDER).exp2_of_rounded());
    let near = Double::fast_two_sum(p.hi, p.lo);
    let less = Double::select(n.eq(F::ZERO), near, e + F::lit(-1.0));
    let e = Double::fast_two_sum(e.hi, e.lo);
    Parts { pair: Double::select(large, e, less), exponent: F::select(large, n, F::ZERO) }
}

/// x, or ±[`Coefficients::WIDE`] if it is beyond that. Not for a NaN made on the way: whether it
/// has a sign differs between machines.
#[inline(always)]
pub fn within<F: Float>(x: Double<F>) -> Double<F> {
    let wide = F::lit(F::WIDE);
    let inside = x.hi.abs().lt(wide);
    let hi = F::select(inside, x.hi, wide.copysign(x.hi));
    Double { hi, lo: F::select(inside, x.lo, F::ZERO) }
}

/// 2^k.
pub(crate) const fn power(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

struct Reduced<F> {
    /// n + `ROUNDER`.
    rounded: F,
    /// e^r − 1.
    p: Double<F>,
}

#[inline(always)]
fn reduced<F: Float>(x: Double<F>, floor: f64) -> Reduced<F> {
    F::apart(
        #[inline(always)]
        move || {
            let [ln2_hi, ln2_lo] = F::LN_2.map(|c| F::lit(-c));
            let hi = x.hi.at_least(F::lit(floor));
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
            Reduced { rounded, p: Double { hi: p.hi, lo: rest } }
        },
    )
}

impl<F: Float> Exp<F> {
    /// e^x as a normalised pair, rounded where it is subnormal.
    #[inline(always)]
    pub fn value(self) -> Double<F> {
        let Double { hi, lo } = self.held;
        self.bring_down(Double::fast_two_sum(hi, lo))
    }

    /// A normalised pair, made of the held e^x, brought down to where it belongs.
    #[inline(always)]
    pub fn bring_down(self, held: Double<F>) -> Double<F> {
        self.bring_down_to(held, self.down)
    }

    /// In the same way, by another power of two.
    ///
    /// Where e^x was held up, the low word is dropped: it might be rounded when it underflows, and
    /// would then move the high word in a product.
    #[inline(always)]
    pub fn bring_down_to(self, held: Double<F>, down: F) -> Double<F> {
        let lo = F::select(self.tail, F::lit(-0.0), held.lo);
        Double { hi: held.hi * down, lo }
    }
}

impl<F: Float> Parts<F> {
    /// Times a factor.
    #[inline(always)]
    pub fn times(self, by: Factor<F>) -> Self {
        Parts { pair: self.pair * by.mantissa, exponent: self.exponent + by.exponent }
    }

    /// Over a divisor, which may not be 0.
    #[inline(always)]
    pub fn over(self, by: Factor<F>) -> Self {
        let pair = self.pair / Double::exact(by.mantissa);
        Parts { pair, exponent: self.exponent - by.exponent }
    }

    /// The one number that the parts stand for, as a normalised pair; rounded where it is
    /// subnormal, infinite where it overflows.
    #[inline(always)]
    pub fn value(self) -> Double<F> {
        let near = between(self.exponent, F::NEAR);
        // The second power alone rounds. A larger or smaller one would change nothing.
        let far = between(self.exponent - near, F::FAR);
        let held = self.pair.scaled((near + F::ROUNDER).exp2_of_rounded());
        let Double { hi, lo } = held.scaled((far + F::ROUNDER).exp2_of_rounded());
        // The low word is dropped where it has no room or no meaning.
        let full = hi.abs().gt(F::lit(F::FULL)) & hi.abs().lt(F::INFINITY);
        Double { hi, lo: F::select(full, lo, F::lit(-0.0)) }
    }
}

/// x, or the nearer one of ±`limit`.
#[inline(always)]
fn between<F: Float>(x: F, limit: f64) -> F {
    let limit = F::lit(limit);
    F::select(x.lt(limit), x.at_least(-limit), limit)
}

/// A parameter, taken apart so that a product with it overflows or underflows only at the end.
#[derive(Clone, Copy)]
pub struct Factor<F: Float> {
    /// With the parameter's sign; 0, or about √½ to √2 in magnitude.
    pub mantissa: F,
    /// The exponent of the power of two that the mantissa leaves out.
    pub exponent: F,
}

impl<F: Float> Factor<F> {
    /// Of any finite number.
    #[inline(always)]
    pub fn of(c: F) -> Self {
        let magnitude = c.abs();
        // Near both ends of the numbers, the exponent could not be split off.
        let moved = F::select(magnitude.gt(F::lit(power(60))), F::lit(-64.0), F::ZERO);
        let moved = F::select(magnitude.lt(F::lit(power(-60))), F::lit(64.0), moved);
        let magnitude = magnitude * (moved + F::ROUNDER).exp2_of_rounded();
        let (exponent, scale) = magnitude.split_exponent();
        Factor { mantissa: (magnitude * scale).copysign(c), exponent: exponent - moved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::table::Coefficients as _;

    /// What is at the floor is 0, whatever the largest x is; what counts is a normal number, and its low word is, too, or 0.
    fn reach<F: Float<Mask = bool> + PartialOrd>(
        h: i32,
        roots: Option<&'static Roots>,
        (counts, smallest): (f64, f64),
    ) {
        let to = Terms::<F>::TO;
        for step in 0..=100_000 {
            let top = F::lit(to * (f64::from(step) / 50_000.0 - 1.0));
            let terms = Terms::up_to(top, h, roots);
            let term = |x: F| terms.term(Double::exact(terms.floor.at_least(x)));
            for x in [-F::INFINITY, F::lit(-1e9), terms.floor] {
                let Double { hi, lo } = term(x);
                assert!(hi == F::ZERO && lo == F::ZERO, "{x:?} below {top:?}: {hi:?} {lo:?}");
            }
            let least = term(top - F::lit(counts)).hi;
            assert!(least >= F::lit(smallest), "{counts} below {top:?}: {least:?}");
            let largest = term(top).hi;
            let near = [power(h - 1), power(h + 1)].map(F::lit);
            assert!(near[0] <= largest && largest <= near[1], "of {top:?}: {largest:?}");
        }
    }

    #[test]
    fn terms_are_normal_numbers_or_0() {
        let (single, double) = (f64::from(f32::MIN_POSITIVE), f64::MIN_POSITIVE);
        // Half of the smallest number is e^−103.97, and e^−745.1.
        reach::<f32>(f32::TOP_OF_ALL, f32::ROOTS, (104.0, single));
        reach::<f32>(f32::TOP_OF_ALL, None, (104.0, single));
        reach::<f32>(f32::TOP_OF_OTHERS, f32::ROOTS, (131.0, single));
        reach::<f32>(f32::TOP_OF_OTHERS, None, (131.0, single));
        reach::<f64>(f64::TOP_OF_ALL, None, (773.0, double));
        reach::<f64>(f64::TOP_OF_OTHERS, None, (773.0, double));
    }
}
