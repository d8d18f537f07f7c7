//! # Leaky ReLU
//!
//! leaky_relu(x) = x for x > 0, s·x elsewhere; its slope is 1 and s
//!
//! The textbook writes x / a for the negative side: s = 1/a.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
};

/// Leaky ReLU: a small slope on the negative side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu {
    negative_slope: f64,
}

impl LeakyRelu {
    /// With this slope on the negative side; PyTorch's default is 0.01.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless the slope is finite.
    pub fn new(negative_slope: f64) -> Result<Self> {
        Ok(LeakyRelu { negative_slope: finite::<Self>("negative_slope", negative_slope)? })
    }
}

impl Default for LeakyRelu {
    fn default() -> Self {
        LeakyRelu { negative_slope: 0.01 }
    }
}

impl Page for LeakyRelu {
    const INFO: Info = Info {
        name: "leaky_relu",
        aliases: &["lrelu"],
        names: &[
            Name::of(PyTorch, "nn.LeakyReLU"),
            Name::of(PyTorch, "F.leaky_relu"),
            Name::of(Jax, "leaky_relu"),
            Name::of(Keras, "leaky_relu").with("negative_slope=0.2"),
            Name::of(Keras, "LeakyReLU").with("negative_slope=0.3"),
            Name::of(Onnx, "LeakyRelu"),
            Name::of(HuggingFace, "leaky_relu"),
        ],
        kind: Kind::Element,
        formula: "leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0",
        derivative: "leaky_relu′(x) = 1 for x > 0, negative_slope for x ≤ 0",
        origin: &[Reference {
            text: "A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural \
                   network acoustic models (2013)",
            url: "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf",
        }],
        good: "no dead units: a little of the gradient passes on the negative side",
        bad: "in many experiments no better than ReLU, though theory says it should be",
        hard: "one product, rounded once; 0·(−∞) must not become NaN when the slope is 0",
        parameters: &[Parameter {
            name: "negative_slope",
            aliases: &["alpha"],
            default: Some("0.01"),
            meaning: "the slope for x ≤ 0, any finite number; the textbook's 1/a",
        }],
        settings: &["0.04", "0", "-1.7"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Sign,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        LeakyRelu::new(arguments.number("negative_slope", 0.01)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("negative_slope", Argument::Number(self.negative_slope))]
    }
}

impl Elementwise for LeakyRelu {
    fn definition<N: Real>(&self, x: N) -> N {
        definition(x, N::parameter(self.negative_slope))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        value(x, F::lit(self.negative_slope))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        slope(x, F::lit(self.negative_slope))
    }

    fn value_tells_slope(&self) -> bool {
        // For a negative slope, a positive value may come from either side.
        self.negative_slope >= 0.0
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        self.slope(y).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::BySign)
    }

    const STRAIGHT: bool = true;
}

/// x for x > 0, `s`·x elsewhere: also what PReLU and RReLU are at one element.
pub(super) fn definition<N: Real>(x: N, s: N) -> N {
    x.if_above(N::from(0.0), x, s * x)
}

/// The value for the slope `s` on the negative side.
#[inline(always)]
pub(super) fn value<F: Float>(x: F, s: F) -> Double<F> {
    // With slope 0 the limit at −∞ is −0, as everywhere on that side, not 0·∞.
    let finite = F::select(s.eq(F::ZERO), x.at_least(F::lit(-1.0)), x);
    Double::select(x.gt(F::ZERO), Double::exact(x), Double::product_and_side(s, finite))
}

/// The slope for the slope `s` on the negative side.
#[inline(always)]
pub(super) fn slope<F: Float>(x: F, s: F) -> Double<F> {
    Double::exact(F::select(x.gt(F::ZERO), F::lit(1.0), s))
}
