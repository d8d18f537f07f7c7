//! # Hyperbolic tangent
//!
//! tanh x = (e^x − e^−x) / (e^x + e^−x), tanh′ x = 1 − tanh² x
//!
//! Computed for |x|, with the sign put back: in `f32` by intervals (see [`crate::math::table`]); else, with e = e^(−2|x|), tanh |x| =
//! (1 − e) / (1 + e), where e is taken apart in a way that keeps all digits near 0. The slope is 4e / (1 + e)², which keeps them far out (see
//! [`mod@crate::math::exp`]).
//!
//! In `f32` that is looked up as four times the slope of the sigmoid at 2x, by [intervals](crate::math::interval), as far as those reach.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::interval::{Within, tables};
use crate::math::{exp_quotient, half_tanh};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The hyperbolic tangent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tanh;

impl Page for Tanh {
    const INFO: Info = Info {
        name: "tanh",
        aliases: &["hyperbolic_tangent"],
        names: &[
            Name::of(PyTorch, "nn.Tanh"),
            Name::of(PyTorch, "F.tanh"),
            Name::of(Jax, "tanh"),
            Name::of(Keras, "tanh"),
            Name::of(Onnx, "Tanh"),
            Name::of(HuggingFace, "tanh"),
        ],
        kind: Kind::Element,
        formula: "tanh(x) = (e^x − e^(−x)) / (e^x + e^(−x))",
        derivative: "tanh′(x) = 1 − tanh²(x) = 4e^(−2|x|) / (1 + e^(−2|x|))²",
        origin: &[Reference {
            text: "Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient BackProp (1998)",
            url: "https://doi.org/10.1007/978-3-642-35289-8_3",
        }],
        good: "odd and centred on 0, with slope 1 there: a layer keeps the mean of its input",
        bad: "its slope dies on both sides, as the sigmoid's does",
        hard: "e^x − e^(−x) cancels near 0, where tanh x is x itself; 1 − tanh² loses all digits \
               once tanh rounds to 1",
        parameters: &[],
        settings: &[],
        range: (-1.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0, 40.0, -40.0, 350.0, 0.17328, -0.17328, 9.0109, -9.0109, 51.986, -51.986, 372.5666,
        ],
        claim: Claim { value: 0.78, slope: Some(0.86) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Tanh)
    }
}

impl Elementwise for Tanh {
    const BY_INTERVAL: [bool; 2] = [false, true];
    const LOOKS_UP: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        x.tanh()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let magnitude = match F::TANH {
            Some(table) => table.of_magnitude(x),
            None => half_tanh(x.abs() * F::lit(-2.0)),
        };
        magnitude.with_sign_of(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let e = exp_quotient(Double::exact(x.abs() * F::lit(-2.0)));
        e.over_square(e.m.scaled(F::lit(4.0))).value()
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        (-y).fma(y, F::lit(1.0))
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        Some(Tanh)
    }

    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        let Within { result, beyond } = Within::even(&tables::LOGISTIC_SLOPE, x * F::lit(2.0))?;
        Some(Within { result: result.scaled(F::lit(4.0)), beyond })
    }
}
