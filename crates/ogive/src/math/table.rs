//! # Functions by intervals
//!
//! In `f32` a few numbers looked up in [tables](Table) take less than what they stand for.
//!
//! The hyperbolic tangent of y = |x| is, around the multiples of h = 75/128, c + t·P(t) with t = y − m: sixteen polynomials of degree 6, up to
//! where it rounds to 1. Each m is a number near that multiple for which c = tanh m is a number, too, but for 2^−30 of it (S. Gal,
//! Computing elementary functions: a new approach for achieving high accuracy and good performance, 1986): so c has no low word. Around 0 it is
//! t + t·P(t), which keeps all digits.
//!
//! e^−x = 2^−n·2^−j/16·e^−r, where 16n + j is the integer nearest to 16x/ln 2 and |r| ≤ (ln 2)/32. Of e^−r that leaves a polynomial of two terms
//! (P. T. P. Tang, Table-driven implementation of the exponential function in IEEE floating-point arithmetic, 1989,
//! <https://doi.org/10.1145/63522.214389>).
//!
//! The [terms](exp::Terms) of a sum are 2^n·2^j/16·e^r in the same way.
//!
//! All relative errors are below 2^−27. The entries come from `coefficients/table.sollya`.

use super::exp;
use crate::number::{Double, Float, Table};

/// What differs between the working types: there are none for `f64`.
pub trait Coefficients {
    /// The tables of the hyperbolic tangent.
    const TANH: Option<&'static Tanh>;
    /// The tables of the exponential.
    const POWERS: Option<&'static Powers>;
    /// Those of the terms of a sum.
    const ROOTS: Option<&'static Roots>;
}

impl Coefficients for f32 {
    const TANH: Option<&'static Tanh> = Some(&TANH);
    const POWERS: Option<&'static Powers> = Some(&POWERS);
    const ROOTS: Option<&'static Roots> = Some(&ROOTS);
}

impl Coefficients for f64 {
    const TANH: Option<&'static Tanh> = None;
    const POWERS: Option<&'static Powers> = None;
    const ROOTS: Option<&'static Roots> = None;
}

/// The hyperbolic tangent by intervals.
#[derive(Debug)]
pub struct Tanh {
    /// m of the page.
    at: Table,
    /// c.
    of: Table,
    /// P, lowest power first.
    rest: [Table; 7],
}

impl Tanh {
    /// tanh |x|.
    #[inline(always)]
    pub fn of_magnitude<F: Float>(&self, x: F) -> Double<F> {
        // Beyond 9.02 it rounds to 1.
        let y = x.abs().at_most(F::lit(9.08));
        let k = y.fma(F::lit(128.0 / 75.0), F::ROUNDER);
        let t = y - k.entry(&self.at);
        let [c0, c1, c2, c3, c4, c5, c6] = &self.rest;
        let t2 = t * t;
        let p1 = k.entry(c2).fma(t, k.entry(c1));
        let p3 = k.entry(c4).fma(t, k.entry(c3));
        let p5 = k.entry(c6).fma(t, k.entry(c5));
        let rest = p5.fma(t2, p3).fma(t2, p1).fma(t, k.entry(c0));
        // Around 0 that is t, as c is 0, and elsewhere c, which is more.
        let first = k.entry(&self.of).at_least(t);
        let hi = t.fma(rest, first);
        Double { hi, lo: t.fma(rest, first - hi) }
    }
}

/// The powers 2^−j/16, held up by 2^[`RAISE`](exp::Coefficients::RAISE).
#[derive(Debug)]
pub struct Powers {
    /// The powers, rounded.
    word: Table,
    /// What that leaves out.
    rest: Table,
}

impl Powers {
    /// (2^n, 2^n/e^x), the second as a pair, both held up by 2^[`RAISE`](exp::Coefficients::RAISE): n is k/16 rounded down, where k is the
    /// integer nearest to 16x/ln 2.
    #[inline(always)]
    pub fn of<F: Float>(&self, x: Double<F>) -> (F, Double<F>) {
        let (k, place, power_of_n) = x.hi.nearest_sixteenth(SIXTEENTHS, F::RAISE);
        let r = reduced(x, k);
        let [square, cube] = CURVE.map(F::lit);
        let less = (r * r).fma(r.fma(cube, square), -r);
        let word = place.entry(&self.word);
        let tail = word.fma(less, place.entry(&self.rest));
        (power_of_n, Double::fast_two_sum(word, tail))
    }
}

/// The powers 2^j/16: of 16n + j the lowest four bits are the place, and those above it the exponent of 2^n.
#[derive(Debug)]
pub struct Roots {
    /// The powers, rounded.
    word: Table,
    /// By which part of themselves they are more.
    rest: Table,
}

impl Roots {
    /// 2^h·e^x as a normalised pair, where `rounder` is [`Float::ROUNDER`] and 16·(h + the bias of exponents).
    #[inline(always)]
    pub fn exp<F: Float>(&self, x: Double<F>, rounder: F) -> Double<F> {
        let rounded = x.hi.fma(F::lit(SIXTEENTHS), rounder);
        let r = reduced(x, rounded - rounder);
        let [square, cube] = CURVE.map(F::lit);
        // e^r − 1, and the rest of the power
        let more = r + (r * r).fma((-r).fma(cube, square), rounded.entry(&self.rest));
        let word = rounded.entry(&self.word) * rounded.of_exponent_bits_above_four();
        let hi = word.fma(more, word);
        Double { hi, lo: word.fma(more, word - hi) }
    }
}

/// x − k·(ln 2)/16.
#[inline(always)]
fn reduced<F: Float>(x: Double<F>, k: F) -> F {
    let [step, step_rest] = STEP.map(|c| F::lit(-c));
    // The first is exact. A low word of −0, as that of a word is, adds nothing.
    k.fma(step_rest, k.fma(step, x.hi) + x.lo)
}

/// 16/ln 2.
const SIXTEENTHS: f64 = 16.0 * std::f64::consts::LOG2_E;

/// (ln 2)/16, as a word and the rest of it.
const STEP: [f64; 2] =
    [4.33216989040374755859375e-2, -1.1904088825787084715557284653186798095703125e-10];

/// (e^−r − 1 + r)/r²: of relative error 2^−27.7 in e^−r, the same on both sides of an interval.
const CURVE: [f64; 2] = [0.5000097751617431640625, -0.1666705906391143798828125];

static TANH: Tanh = Tanh {
    at: Table([
        0.0, 0.48827317, 1.171874, 1.757813, 2.3437724, 2.9296997, 3.5156436, 4.101541, 4.6874676,
        5.2732477, 5.859544, 6.4431934, 7.0347095, 7.622676, 8.120266, 8.6801605,
    ]),
    of: Table([
        0.0, 0.4528448, 0.824872, 0.94225824, 0.98174953, 0.9943103, 0.998234, 0.99945253,
        0.99983037, 0.9999474, 0.9999837, 0.99999493, 0.99999845, 0.9999995, 0.9999998, 0.99999994,
    ]),
    rest: [
        Table([
            4.9567245e-10,
            0.7949316,
            0.31958616,
            0.11214941,
            0.03616785,
            0.01134699,
            0.0035289333,
            0.001094634,
            0.0003392373,
            0.000105136256,
            3.254745e-5,
            1.01291e-5,
            3.1031375e-6,
            9.57397e-7,
            3.5392486e-7,
            1.1551411e-7,
        ]),
        Table([
            -1.6103156e-7,
            -0.35998067,
            -0.26361802,
            -0.10567346,
            -0.035507504,
            -0.011282594,
            -0.003522712,
            -0.0010936516,
            -0.00033881588,
            -0.00010475299,
            -3.2929147e-5,
            -9.74524e-6,
            -3.4818195e-6,
            -1.3479598e-6,
            1.5371955e-7,
            3.4260137e-7,
        ]),
        Table([
            -0.33332482,
            -0.10195987,
            0.11092254,
            0.062188767,
            0.022803787,
            0.0074359053,
            0.0023401703,
            0.00072855636,
            0.00022604932,
            7.0075985e-5,
            2.170064e-5,
            6.7340948e-6,
            2.0315351e-6,
            5.8789334e-7,
            -1.5227388e-7,
            -3.6034533e-7,
        ]),
        Table([
            -0.00016726703,
            0.16615923,
            -0.0036027061,
            -0.02338497,
            -0.010560437,
            -0.0036276225,
            -0.0011614186,
            -0.00037536508,
            -0.00012424718,
            -4.6765683e-5,
            1.0256392e-6,
            -1.5306976e-5,
            1.0751225e-5,
            1.18599655e-5,
            -2.0936859e-5,
            -1.647255e-5,
        ]),
        Table([
            0.13486713,
            -0.023712128,
            -0.026907524,
            0.003787681,
            0.003561898,
            0.0013856707,
            0.00045807209,
            0.00014481196,
            4.5006287e-5,
            1.4151693e-5,
            4.3360938e-6,
            2.5197123e-6,
            2.4396336e-6,
            3.23474e-6,
            3.0877076e-5,
            2.919358e-5,
        ]),
        Table([
            -0.006876083,
            -0.052147154,
            0.017119989,
            0.002053397,
            -0.0006898969,
            -0.0004588513,
            -0.00015220794,
            4.4146946e-5,
            7.267746e-5,
            8.64327e-5,
            -9.3679315e-5,
            9.227813e-5,
            -9.185195e-5,
            -9.5085044e-5,
            0.00021968203,
            0.00012541332,
        ]),
        Table([
            -0.040984657,
            0.028937088,
            -0.0032729115,
            -0.0019148197,
            -1.1344321e-5,
            9.400843e-5,
            4.033165e-5,
            1.294634e-5,
            4.832764e-6,
            -1.0665179e-7,
            -1.1133323e-7,
            -1.3543922e-5,
            -2.2821298e-5,
            -3.62003e-5,
            -0.00045890018,
            -0.00026648256,
        ]),
    ],
};

static POWERS: Powers = Powers {
    word: raised([
        1.0, 0.9576033, 0.91700405, 0.8781261, 0.8408964, 0.80524516, 0.7711054, 0.7384131,
        0.70710677, 0.6771278, 0.6484198, 0.6209289, 0.59460354, 0.5693943, 0.5452539, 0.52213687,
    ]),
    rest: raised([
        0.0,
        4.922664e-9,
        -5.619639e-9,
        -4.617885e-9,
        -1.2377663e-8,
        4.9181086e-9,
        4.0354524e-9,
        -2.2504494e-8,
        1.21016175e-8,
        -5.0616746e-9,
        -2.0094998e-8,
        2.248419e-8,
        1.8988176e-8,
        2.6931112e-8,
        -6.53877e-9,
        2.416735e-8,
    ]),
};

#[expect(clippy::approx_constant, reason = "2^½ is one of them")]
static ROOTS: Roots = Roots {
    word: Table([
        1.0, 1.0442737, 1.0905077, 1.1387886, 1.1892071, 1.2418578, 1.2968396, 1.3542556,
        1.4142135, 1.4768262, 1.5422108, 1.6104903, 1.6817929, 1.7562522, 1.8340081, 1.9152066,
    ]),
    rest: Table([
        0.0,
        4.628547e-8,
        -1.19921575e-8,
        4.7297824e-8,
        3.193418e-8,
        3.6210572e-8,
        -3.099072e-8,
        -7.475213e-9,
        1.7114271e-8,
        -3.0476834e-8,
        5.233334e-9,
        6.1075918e-9,
        -1.4719605e-8,
        -5.258795e-9,
        -6.1282597e-9,
        5.1406093e-9,
    ]),
};

/// Entries times the power of two that holds them up.
const fn raised(mut entries: [f32; 16]) -> Table {
    let mut i = 0;
    while i < entries.len() {
        entries[i] *= exp::power(<f32 as exp::Coefficients>::RAISE) as f32;
        i += 1;
    }
    Table(entries)
}
