//! # Hard sigmoid
//!
//! hardsigmoid(x) = min(max(x + 3, 0), 6) / 6: three straight lines in place of the sigmoid
//!
//! ONNX has another line under the same name, which is [`onnx_hardsigmoid`] here.
//!
//! [`onnx_hardsigmoid`]: super::onnx_hardsigmoid

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference, TwoSlopes};

/// Hard sigmoid: (x + 3) / 6, cut off at 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hardsigmoid;

impl Page for Hardsigmoid {
    const INFO: Info = Info {
        name: "hardsigmoid",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Hardsigmoid"),
            Name::of(PyTorch, "F.hardsigmoid"),
            Name::of(Jax, "hard_sigmoid"),
            Name::of(Keras, "hard_sigmoid")
                .noting("in Keras 3; that of Keras 2 is onnx_hardsigmoid here"),
        ],
        kind: Kind::Element,
        formula: "hardsigmoid(x) = 0 for x ≤ −3, (x + 3)/6 between, 1 for x ≥ 3",
        derivative: "hardsigmoid′(x) = 1/6 for −3 < x < 3, 0 elsewhere",
        origin: &[Reference {
            text: "A. Howard and others, Searching for MobileNetV3 (2019)",
            url: "https://arxiv.org/abs/1905.02244",
        }],
        good: "in [0, 1] like the sigmoid, without an exponential",
        bad: "no gradient at all passes outside of −3 to 3",
        hard: "x + 3 rounds, and then the division by 6 rounds again; both in pairs, rounded once",
        parameters: &[],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[-3.0, 3.0],
        landmarks: &[0.0],
        claim: Claim { value: 0.51, slope: Some(0.34) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Hardsigmoid)
    }
}

impl Elementwise for Hardsigmoid {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one, three, six] = [0.0, 1.0, 3.0, 6.0].map(N::from);
        // At a kink the branch that is picked decides the slope: 0 at −3 and at 3.
        let below_three = three.if_above(x, (x + three) / six, one);
        x.if_above(-three, below_three, zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let line = Double::two_sum(x, F::lit(3.0)) / Double::lit(6.0);
        let right = Double::select(x.lt(F::lit(3.0)), line, Double::lit(1.0));
        Double::select(x.gt(F::lit(-3.0)), right, Double::lit(0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let sixth = Double::lit(6.0).recip();
        let inside = x.abs().lt(F::lit(3.0));
        Double::select(inside, sixth, Double::lit(0.0))
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        let inside = y.gt(F::ZERO) & y.lt(F::lit(1.0));
        F::select(inside, F::lit(1.0 / 6.0), F::ZERO)
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([0.0, f64::NEG_INFINITY]))
    }
}
