//! # GEGLU
//!
//! geglu(a, b) = gelu(a)·b, with the exact GELU

use super::glu::{AXIS, product, slopes};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::gelu::Gelu;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Page, Reference};

/// A linear unit gated by GELU, gelu(a)·b.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geglu {
    axis: isize,
}

impl Geglu {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Geglu { axis }
    }
}

impl Default for Geglu {
    fn default() -> Self {
        Geglu::new(-1)
    }
}

impl Page for Geglu {
    const INFO: Info = Info {
        name: "geglu",
        aliases: &["geglu_erf"],
        names: &[],
        kind: Kind::Gated,
        formula: "geglu(a, b) = a·Φ(a)·b",
        derivative: "∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "as good as swiglu in the paper that compared them",
        bad: "the error function is costly",
        hard: "as gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
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
        Ok(Geglu::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for Geglu {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        b * Gelu.definition(a)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&Gelu, a), b)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        slopes(Elementwise::value(&Gelu, a), Elementwise::slope(&Gelu, a), b)
    }
}
