//! # Quick GELU
//!
//! quick_gelu(x) = x·σ(1.702x): [SiLU](super::silu) with β = 1.702
//!
//! The constant is the decimal 1.702 rounded to the computing type, as a parameter is: 1.702 has
//! no end in binary, and who writes the formula in `f32` computes with the `f32` nearest to it.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::functions::silu;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::HuggingFace;
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Quick GELU: x·σ(1.702x), near to GELU and cheaper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuickGelu {
    /// 1.702, or the `f32` nearest to it.
    beta: f64,
}

impl Default for QuickGelu {
    fn default() -> Self {
        QuickGelu { beta: 1.702 }
    }
}

impl Page for QuickGelu {
    const INFO: Info = Info {
        name: "quick_gelu",
        aliases: &["gelu_quick"],
        names: &[Name::of(HuggingFace, "quick_gelu")],
        kind: Kind::Element,
        formula: "quick_gelu(x) = x·σ(1.702·x)",
        derivative: "quick_gelu′(x) = σ(z)·(1 + z·σ(−z)) with z = 1.702·x",
        origin: &[Reference {
            text: "D. Hendrycks, K. Gimpel, Gaussian error linear units (2016)",
            url: "https://arxiv.org/abs/1606.08415",
        }],
        good: "near to GELU (within 0.021) at the price of a sigmoid; what CLIP was trained with",
        bad: "not GELU: a model trained with one and run with the other is off in every layer",
        hard: "what is hard in SiLU; the constant is 1.702 rounded to the computing type, which \
               is another function in f32 than in f64",
        parameters: &[],
        settings: &[],
        range: (-0.163_611, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            -0.751_154_255_441_289,
            -0.677_711_247_215_672,
            -0.824_597_263_666_906,
            1.409_728_132_500_274,
            -47.0035,
            -53.646,
            -63.53,
            -411.28,
            -419.76,
            -441.37,
        ],
        claim: Claim { value: 0.82, slope: Some(0.9) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(QuickGelu::default())
    }

    fn single(&self) -> Result<Self> {
        Ok(QuickGelu { beta: f64::from(self.beta as f32) })
    }
}

impl Elementwise for QuickGelu {
    const LOOKS_UP: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        silu::definition(x, N::parameter(self.beta))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        silu::value(x, self.beta)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        silu::slope(x, self.beta)
    }
}
