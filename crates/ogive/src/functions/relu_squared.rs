//! # Squared ReLU
//!
//! relu_squared(x) = max(0, x)², relu_squared′(x) = 2·max(0, x)

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::HuggingFace;
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The square of ReLU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReluSquared;

impl Page for ReluSquared {
    const INFO: Info = Info {
        name: "relu_squared",
        aliases: &["relu2", "squared_relu"],
        names: &[Name::of(HuggingFace, "relu2")],
        kind: Kind::Element,
        formula: "relu_squared(x) = max(0, x)²",
        derivative: "relu_squared′(x) = 2·max(0, x)",
        origin: &[Reference {
            text: "D. R. So and others, Primer: searching for efficient transformers for language modeling (2021)",
            url: "https://arxiv.org/abs/2109.08668",
        }],
        good: "found by a search over transformers: better than ReLU and GELU at the same cost, and sparse",
        bad: "it grows as x² does, beyond the largest f16 from 256 on",
        hard: "one product, rounded once, where it becomes very small too",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[2.6e-23, 1.08e-19, 1e-15, 1.8446743e19, 1.49e-154, 1.3407807929942596e154],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(ReluSquared)
    }
}

impl Elementwise for ReluSquared {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let zero = N::from(0.0);
        x.if_above(zero, x, zero).square()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let square = Double::product_and_side(x, x);
        // Where the square overflows, its low word is no number.
        let square = Double::select(square.hi.lt(F::INFINITY), square, Double::exact(square.hi));
        Double::select(x.gt(F::ZERO), square, Double::lit(0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::ZERO), x + x, F::ZERO))
    }
}
