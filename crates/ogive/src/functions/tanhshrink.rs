//! # Tanhshrink
//!
//! tanhshrink(x) = x − tanh x, tanhshrink′(x) = tanh² x
//!
//! Computed for |x|, with the sign put back. Below 1 the difference cancels, and
//! x − tanh x = (x·cosh x − sinh x)/cosh x is taken instead, whose numerator is
//! x³·(1/3 + x²/30 + …) with positive terms alone. From 1 on it is (|x| − 1) + 2e/(1 + e) with
//! e = e^(−2|x|), again a sum of positive terms. Far out that is a hair above |x| − 1, which decides
//! where |x| − 1 lies half way between two numbers. x³ is held up by a power of two where it is small.
//!
//! Beside 0 the slope is x² − ⅔x⁴.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::roots::{SQUARE_BELOW, square_less, tanhshrink_series};
use crate::math::{exp, expm1, power};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Keras, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Tanhshrink: x − tanh x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tanhshrink;

impl Page for Tanhshrink {
    const INFO: Info = Info {
        name: "tanhshrink",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Tanhshrink"),
            Name::of(PyTorch, "F.tanhshrink"),
            Name::of(Keras, "tanh_shrink"),
        ],
        kind: Kind::Element,
        formula: "tanhshrink(x) = x − tanh(x)",
        derivative: "tanhshrink′(x) = tanh²(x)",
        origin: &[Reference {
            text: "PyTorch, torch.nn.Tanhshrink (from Torch7)",
            url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html",
        }],
        good: "shrinks small inputs almost to 0, smoothly, and keeps large ones: made for sparse \
               codes",
        bad: "nearly no gradient passes near 0, where most inputs are",
        hard: "x − tanh(x) cancels near 0: at 0.001 a plain f32 formula has one digit left, and \
               nothing below",
        parameters: &[],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0,
            1.0,
            SQUARE_BELOW,
            4.768_371_6e-7,
            3.279e-13,
            1.28e-15,
            1.084_202_2e-19,
            3.743_392e-23,
            0.17328,
            40.0,
            200.0,
            258.0,
            2050.0,
            16_777_218.0,
            9_007_199_254_740_994.0,
            6.681_911_775_230_489e-52,
            4.058e-103,
            1.057e-108,
            2.222_758_749_485_15e-162,
        ],
        claim: Claim { value: 0.76, slope: Some(0.65) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Tanhshrink)
    }
}

impl Elementwise for Tanhshrink {
    fn definition<N: Real>(&self, x: N) -> N {
        x - x.tanh()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let [one, two] = [1.0, 2.0].map(F::lit);
        let a = x.abs();
        let near = a.lt(one);
        let g = exp(Double::exact(-a)).held;
        let e = g.square();

        let tiny = a.lt(F::lit(power(-F::HOLD / 3)));
        let hold = F::HOLD * 5 / 8;
        let held = F::select(tiny, a * F::lit(power(hold)), a);
        let cube = Double::two_product(held, held) * held;
        let series = tanhshrink_series(Double::two_product(a, a));
        let top = Double::select(near, cube * series * g, e).scaled(two);
        let quotient = top / e.added_to(one);

        let far = quotient + Double::two_sum(a, -one);
        // Far out the value is a little more than |x| − 1, which decides where |x| − 1 is a tie: the
        // number just below 1 is taken off.
        let below_one = one - F::lit(0.75) / F::ROUNDER;
        let farther = Double::two_sum(a, -below_one);
        let far = Double::select(a.lt(F::lit(200.0)), far, farther);
        let far = Double::select(a.lt(F::INFINITY), far, Double::exact(a));
        // What is beyond a³/3 does not show in the pair, but it decides a tie in a narrower type:
        // the low word keeps its sign alone, and the value is a little less.
        let below = Double {
            hi: quotient.hi * F::lit(power(-3 * hold)),
            lo: quotient.hi.fma(F::lit(-power(-38)), quotient.lo),
        };
        let value = Double::select(near, Double::select(tiny, below, quotient), far);
        value.with_sign_of(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let a = x.abs();
        let m = expm1(a * F::lit(-2.0));
        let slope = (-m / m.added_to(F::lit(2.0))).square();
        Double::select(a.lt(F::lit(SQUARE_BELOW)), square_less(a, 2.0 / 3.0), slope)
    }
}
