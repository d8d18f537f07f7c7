//! # Mish
//!
//! mish(x) = x·tanh(ln(1 + e^x)) = x·n/(n + 2) with n = e^x·(e^x + 2)
//!
//! mish′(x) = e^x·ω/δ² with ω = 4(1 + x) + e^x·(6 + 4x) + 4e^2x + e^3x and δ = 2 + 2e^x + e^2x
//!
//! Computed with e = e^−|x|, which never overflows: on the left as it stands, on the right with
//! numerator and denominator divided by the highest power of e^x. ω is 0 at x = −1.1924, the
//! minimum of the function; within 1/8 of it, it is computed from the distance to that zero (see
//! [`crate::math::roots`]).

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::roots::{beside_zero, distance};
use crate::math::{exp, power};
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
        claim: Claim { value: 0.76, slope: Some(0.76) },
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
        let one = F::lit(1.0);
        let left = x.lt(F::ZERO);
        let magnitude = x.abs();
        let e = exp(Double::exact(-magnitude));
        let Parts { rest, bottom } = parts(e.held, left);
        // e is at most 1: 1 and 2e are of one binade at least, which the quick sum needs.
        let right_top = e.held.scaled(F::lit(2.0)).added_to(one);
        let top = Double::select(left, rest, right_top);
        // Beyond what e^x counts as, the product with it is 0 already.
        let floor = F::lit(-F::FLOOR);
        let factor = F::select(left & magnitude.gt(floor), floor, magnitude);
        // A subnormal product would have no low word.
        let tiny = magnitude.lt(F::lit(1e-30));
        let [up, down] = [F::HOLD, -F::HOLD].map(
            #[inline(always)]
            |k| F::lit(power(k)),
        );
        let value = (top / bottom) * F::select(tiny, factor * up, factor);
        let value = Double::select(factor.lt(F::INFINITY), value, Double::exact(factor));
        let down = F::select(tiny, down, F::select(left, e.down, one));
        e.bring_down_to(value, down).with_sign_of(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let one = F::lit(1.0);
        let left = x.lt(F::ZERO);
        let floor = F::lit(-F::FLOOR);
        let magnitude = x.abs();
        let magnitude = F::select(magnitude.lt(floor), magnitude, floor);
        let e = exp(Double::exact(-magnitude));
        let Parts { bottom, .. } = parts(e.held, left);

        // ω, or ω/e^3x: the same coefficients, in opposite order.
        let four_x = F::lit(4.0) * magnitude.copysign(x);
        let [a, b] = [4.0, 6.0].map(
            #[inline(always)]
            |c| Double::two_sum(F::lit(c), four_x),
        );
        let [c, d] = [4.0, 1.0].map(Double::lit);
        let third = Double::select(left, d, a);
        let second = Double::select(left, c, b);
        let first = Double::select(left, b, c);
        let zeroth = Double::select(left, a, d);
        let omega = ((third * e.held + second) * e.held + first) * e.held + zeroth;

        let distance = distance(Double::exact(magnitude), F::MISH_ZERO);
        let [hi, lo] = F::MISH_FIRST.map(F::lit);
        let beside = beside_zero(distance, Double { hi, lo }, F::MISH);
        let near = left & distance.hi.abs().lt(F::lit(0.125));
        let omega = Double::select(near, beside, omega);

        let top = Double::select(left, omega * e.held, omega);
        let slope = top / bottom.square();
        e.bring_down_to(slope, F::select(left, e.down, one))
    }
}

/// n + 2 or, on the right, (n + 2)/e^2x, with what of it is not the constant.
struct Parts<F> {
    rest: Double<F>,
    bottom: Double<F>,
}

#[inline(always)]
fn parts<F: Float>(e: Double<F>, left: F::Mask) -> Parts<F> {
    let [one, two] = [1.0, 2.0].map(F::lit);
    let inner = e.scaled(F::select(left, one, two)).added_to(two);
    let rest = inner * e;
    Parts { rest, bottom: rest + F::select(left, two, one) }
}
