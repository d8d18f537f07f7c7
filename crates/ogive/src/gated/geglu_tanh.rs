//! # GEGLU by tanh
//!
//! geglu_tanh(a, b) = gelu_tanh(a)·b

use super::glu::{AXIS, product, slopes};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::gelu_tanh::GeluTanh;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Page, Reference};

/// A linear unit gated by the tanh form of GELU.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GegluTanh {
    axis: isize,
}

impl GegluTanh {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        GegluTanh { axis }
    }
}

impl Default for GegluTanh {
    fn default() -> Self {
        GegluTanh::new(-1)
    }
}

impl Page for GegluTanh {
    const INFO: Info = Info {
        name: "geglu_tanh",
        aliases: &[],
        names: &[],
        kind: Kind::Gated,
        formula: "geglu_tanh(a, b) = gelu_tanh(a)·b",
        derivative: "∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "what Gemma and T5 1.1 are trained with",
        bad: "not the exact GELU, which costs as little here",
        hard: "as gelu_tanh; the product with b must not round again; where the activation itself is subnormal, so are its digits",
        parameters: &[AXIS],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.05, slope: Some(1.05) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(GegluTanh::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for GegluTanh {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        b * GeluTanh.definition(a)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&GeluTanh, a), b)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        slopes(Elementwise::value(&GeluTanh, a), Elementwise::slope(&GeluTanh, a), b)
    }
}
