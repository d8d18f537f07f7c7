//! # LiSHT
//!
//! lisht(x) = x·tanh x, lisht′(x) = tanh x + x·(1 − tanh² x)
//!
//! Both are computed for |x|; the value is even and the slope odd. With m = e^(−2|x|) − 1 and
//! e = m + 1, tanh |x| = −m/(2 + m), and the slope is (4|x|·e − m·(2 + m))/(2 + m)², a sum of
//! positive terms. Beside 0 the value is x² − x⁴/3.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::expm1;
use crate::math::roots::{SQUARE_BELOW, square_less};
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Page, Reference};

/// Linearly scaled hyperbolic tangent: x·tanh x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lisht;

impl Page for Lisht {
    const INFO: Info = Info {
        name: "lisht",
        aliases: &["linearly_scaled_tanh"],
        names: &[],
        kind: Kind::Element,
        formula: "lisht(x) = x·tanh(x)",
        derivative: "lisht′(x) = tanh(x) + x·(1 − tanh²(x))",
        origin: &[Reference {
            text: "S. K. Roy, S. Manna, S. R. Dubey, B. B. Chaudhuri, LiSHT: non-parametric \
                   linearly scaled hyperbolic tangent activation function for neural networks \
                   (2019)",
            url: "https://arxiv.org/abs/1901.05894",
        }],
        good: "never negative, smooth, and its slope does not die on the left",
        bad: "even: x and −x give the same, so the sign of the input is lost",
        hard: "x² below the normal numbers is rounded once; x·(1 − tanh² x) must not become ∞·0",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            SQUARE_BELOW,
            0.17328,
            1.199_678_640_257_73,
            40.0,
            1.084_202_2e-19,
            3.743_392e-23,
            1e-15,
            1.491_668_146_240_041_3e-154,
            2.222_758_749_485_15e-162,
        ],
        claim: Claim { value: 0.6, slope: Some(0.55) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Lisht)
    }
}

impl Elementwise for Lisht {
    fn definition<N: Real>(&self, x: N) -> N {
        x * x.tanh()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let a = x.abs();
        let m = expm1(a * F::lit(-2.0));
        let value = (-m / m.added_to(F::lit(2.0))) * a;
        let value = Double::select(a.lt(F::INFINITY), value, Double::exact(a));
        Double::select(a.lt(F::lit(SQUARE_BELOW)), square_less(a, 1.0 / 3.0), value)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        // Beyond this, x·e^−2x is nothing beside 1 in any type.
        let a = x.abs();
        let a = F::select(a.lt(F::lit(64.0)), a, F::lit(64.0));
        let m = expm1(a * F::lit(-2.0));
        let e = m.added_to(F::lit(1.0));
        let bottom = m.added_to(F::lit(2.0));
        let top = e * (a * F::lit(4.0)) - m * bottom;
        (top / bottom.square()).with_sign_of(x)
    }
}
