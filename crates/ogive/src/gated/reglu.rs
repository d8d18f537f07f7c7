//! # ReGLU
//!
//! reglu(a, b) = max(0, a)·b

use super::glu::{AXIS, product, slopes};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::relu::Relu;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Page, Reference};

/// A linear unit gated by ReLU, max(0, a)·b.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reglu {
    axis: isize,
}

impl Reglu {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Reglu { axis }
    }
}

impl Default for Reglu {
    fn default() -> Self {
        Reglu::new(-1)
    }
}

impl Page for Reglu {
    const INFO: Info = Info {
        name: "reglu",
        aliases: &[],
        names: &[],
        kind: Kind::Gated,
        formula: "reglu(a, b) = max(0, a)·b",
        derivative: "∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "cheap, and exactly 0 for half of the units",
        bad: "units whose gate is negative for every input stay dead",
        hard: "one product, rounded once; 0·∞ is NaN, as in every product",
        parameters: &[AXIS],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 0.5, slope: Some(0.5) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Reglu::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for Reglu {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        b * Relu.definition(a)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&Relu, a), b)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        slopes(Elementwise::value(&Relu, a), Elementwise::slope(&Relu, a), b)
    }
}
