//! # GEGLU by sigmoid
//!
//! geglu_quick(a, b) = quick_gelu(a)·b = a·σ(1.702a)·b

use super::glu::{AXIS, product, slopes};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::quick_gelu::QuickGelu;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Page, Reference};

/// A linear unit gated by the sigmoid form of GELU.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GegluQuick {
    axis: isize,
}

impl GegluQuick {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        GegluQuick { axis }
    }
}

impl Default for GegluQuick {
    fn default() -> Self {
        GegluQuick::new(-1)
    }
}

impl Page for GegluQuick {
    const INFO: Info = Info {
        name: "geglu_quick",
        aliases: &[],
        names: &[],
        kind: Kind::Gated,
        formula: "geglu_quick(a, b) = a·σ(1.702·a)·b",
        derivative: "∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "cheap, and what models with quick_gelu expect",
        bad: "the coarsest approximation of GELU",
        hard: "as quick_gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
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
        Ok(GegluQuick::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for GegluQuick {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        b * QuickGelu::default().definition(a)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&QuickGelu::default(), a), b)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        slopes(
            Elementwise::value(&QuickGelu::default(), a),
            Elementwise::slope(&QuickGelu::default(), a),
            b,
        )
    }
}
