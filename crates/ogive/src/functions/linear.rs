//! # Linear
//!
//! linear(x) = x, linear′(x) = 1

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The identity: x as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linear;

impl Page for Linear {
    const INFO: Info = Info {
        name: "linear",
        aliases: &["identity"],
        names: &[
            Name::of(PyTorch, "nn.Identity"),
            Name::of(Jax, "identity"),
            Name::of(Keras, "linear"),
            Name::of(Onnx, "Identity"),
            Name::of(HuggingFace, "linear"),
        ],
        kind: Kind::Element,
        formula: "linear(x) = x",
        derivative: "linear′(x) = 1",
        origin: &[Reference {
            text: "B. Widrow, M. E. Hoff, Adaptive switching circuits (1960)",
            url: "https://doi.org/10.21236/AD0241531",
        }],
        good: "the output of a regression, or a place where a network has no activation",
        bad: "layers with nothing else between them are one layer",
        hard: "nothing; a NaN comes out as the one NaN that all functions write",
        parameters: &[],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Nothing,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Linear)
    }
}

impl Elementwise for Linear {
    fn definition<N: Real>(&self, x: N) -> N {
        x
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, _: F) -> Double<F> {
        Double::lit(1.0)
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
