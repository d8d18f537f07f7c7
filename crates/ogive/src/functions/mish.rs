//! # Mish
//!
//! mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)
//!
//! mish′(x) = e^x·ω/δ² with ω = 4(1 + x) + e^x·(6 + 4x) + 4e^2x + e^3x and δ = 2 + 2e^x + e^2x
//!
//! With e^x = P/Q and D = (P + Q)² + Q², they are
//!
//! mish(x) = x·P·(P + 2Q)/D, mish′(x) = P·((P + 2Q)·D + 4x·Q²·(P + Q))/D²
//!
//! and neither P nor Q is large: on the left P is a power of two, on the right Q is. The slope is 0 at x = −1.1924, the minimum of the
//! function; within 1/8 of it, it is computed from the distance to that zero (see [`crate::math::roots`]).

use super::gelu::no_more_than;
use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::{Quotient, exp_quotient, power};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Mish: x·tanh(softplus x).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mish;

impl Page for Mish {
    const INFO: Info = Info {
        name: "mish",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Mish"),
            Name::of(PyTorch, "F.mish"),
            Name::of(Jax, "mish"),
            Name::of(Keras, "mish"),
            Name::of(Onnx, "Mish"),
            Name::of(HuggingFace, "mish"),
        ],
        kind: Kind::Element,
        formula: "mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)",
        derivative: "mish′(x) = e^x·(4(1 + x) + e^x·(6 + 4x) + 4e^(2x) + e^(3x)) / (2 + 2e^x + \
                     e^(2x))²",
        origin: &[Reference {
            text: "D. Misra, Mish: a self regularized non-monotonic activation function (2019)",
            url: "https://arxiv.org/abs/1908.08681",
        }],
        good: "smooth, not bounded above, a little gradient on the left; well liked in object \
               detection",
        bad: "three functions in a row as it is usually written; not monotone",
        hard: "the slope is 0 at −1.1924, where all digits cancel; softplus and tanh one after the \
               other lose digits and time; −∞ must give −0, not ∞·0",
        parameters: &[],
        settings: &[],
        range: (-0.308_843_413_017_250_45, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            1e-30,
            4.702e-38,
            -1.192_431_214_515_495,
            -1.067_431_214_515_495,
            -1.317_431_214_515_495,
            1.490_571_179_485_43,
            -2.256_376_396_396_3,
            -80.0,
            -91.856_775,
            -108.660_304,
            -700.0,
            -714.968_657_238,
            -751.755_630_414,
        ],
        claim: Claim { value: 0.85, slope: Some(0.92) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Mish)
    }
}

impl Elementwise for Mish {
    fn definition<N: Real>(&self, x: N) -> N {
        // The same as x·tanh(ln(1 + e^x)), where 1 + e^x would hide a small e^x from an oracle; and
        // n/(n + 2) is written in two ways, because a large n would hide the 2 from it.
        let [zero, one, two] = [0.0, 1.0, 2.0].map(N::from);
        let e = x.exp();
        let n = e * (e + two);
        x * x.if_above(zero, one - two / (n + two), n / (n + two))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let parts = Parts::at(x);
        let Parts { left, .. } = parts;
        // Where the product would be subnormal, it would have no low word. (There e^−|x| is 1.)
        let magnitude = x.abs();
        let tiny = magnitude.lt(F::lit(1e-30));
        let [one, up, down] = [1.0, power(F::HOLD), power(-F::HOLD)].map(F::lit);
        // On the left of it, nothing is left.
        let factor = F::select(left, parts.magnitude, magnitude);
        let factor = factor * F::select(tiny, up, one);
        let ratio = parts.times_p(parts.p_and_two_q()).over(parts.bottom());
        let value = parts.e.powered(ratio * factor, left, F::select(tiny, down, one));
        let value = Double::select(factor.lt(F::INFINITY), value, Double::exact(factor));
        value.with_sign_of(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let parts = Parts::at(x);
        let Parts { left, .. } = parts;
        let bottom = parts.bottom();
        let four_x = F::lit(4.0) * parts.magnitude.copysign(x);
        let second = parts.q_squared.by(parts.sum).by_word(four_x);
        let top = parts.p_and_two_q().by(bottom).and(second);
        let slope = parts.times_p(top).over(bottom.by(bottom));
        let slope = parts.e.powered(slope, left, F::lit(1.0));
        let (near, beside) = F::MISH.beside(parts.magnitude, None);
        Double::select(near & left, beside, slope)
    }
}

/// e^x as P/Q, of which the larger one is near 1 and the other a power of two: s/m on the left, m/s on the right, where e^−|x| = s/m.
#[derive(Clone, Copy)]
struct Parts<F: Float> {
    e: Quotient<F>,
    /// |x|, or beyond which e^−|x|·x is 0.
    magnitude: F,
    /// Is x negative?
    left: F::Mask,
    /// P + Q.
    sum: Double<F>,
    /// Q².
    q_squared: Double<F>,
}

impl<F: Float> Parts<F> {
    #[inline(always)]
    fn at(x: F) -> Self {
        let magnitude = no_more_than(x.abs(), F::lit(-F::FLOOR));
        let e = exp_quotient(Double::exact(-magnitude));
        let left = x.lt(F::ZERO);
        let q_squared = Double::select(left, e.m.by(e.m), Double::exact(e.s * e.s));
        Parts { e, magnitude, left, sum: e.sum(), q_squared }
    }

    /// P + 2Q.
    #[inline(always)]
    fn p_and_two_q(self) -> Double<F> {
        let q = Double::select(self.left, self.e.m, Double::exact(self.e.s));
        self.sum.and_smaller(q)
    }

    /// P² + 2PQ + 2Q².
    #[inline(always)]
    fn bottom(self) -> Double<F> {
        self.sum.by(self.sum).and_smaller(self.q_squared)
    }

    /// P times a pair; on the left without that power of two, which is put on last.
    #[inline(always)]
    fn times_p(self, pair: Double<F>) -> Double<F> {
        Double::select(self.left, pair, pair.by(self.e.m))
    }
}
