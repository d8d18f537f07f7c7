//! # SwiGLU
//!
//! swiglu(a, b) = silu(a)·b = a·σ(a)·b: a gates b, as in the feed-forward layers of large language
//! models

use super::glu::{AXIS, product, slopes};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::silu::Silu;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Page, Reference};

/// A linear unit gated by SiLU, silu(a)·b.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swiglu {
    axis: isize,
}

impl Swiglu {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Swiglu { axis }
    }
}

impl Default for Swiglu {
    fn default() -> Self {
        Swiglu::new(-1)
    }
}

impl Page for Swiglu {
    const INFO: Info = Info {
        name: "swiglu",
        aliases: &["silu_glu"],
        names: &[],
        kind: Kind::Gated,
        formula: "swiglu(a, b) = a·σ(a)·b",
        derivative: "∂/∂a = silu′(a)·b; ∂/∂b = silu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "smooth, and the gate of most large language models",
        bad: "three matrices where a plain layer has two",
        hard: "as silu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
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
        Ok(Swiglu::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for Swiglu {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        b * Silu::default().definition(a)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&Silu::default(), a), b)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        slopes(Elementwise::value(&Silu::default(), a), Elementwise::slope(&Silu::default(), a), b)
    }
}
