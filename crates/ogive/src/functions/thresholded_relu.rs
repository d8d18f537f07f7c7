//! # Thresholded ReLU
//!
//! thresholded_relu(x) = x for x > α, 0 elsewhere; its slope is 1 and 0

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Keras, Onnx};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
};

/// x above a threshold, 0 elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThresholdedRelu {
    alpha: f64,
}

impl ThresholdedRelu {
    /// With this threshold; ONNX and Keras have 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite.
    pub fn new(alpha: f64) -> Result<Self> {
        Ok(ThresholdedRelu { alpha: finite::<Self>("alpha", alpha)? })
    }
}

impl Default for ThresholdedRelu {
    fn default() -> Self {
        ThresholdedRelu { alpha: 1.0 }
    }
}

impl Page for ThresholdedRelu {
    const INFO: Info = Info {
        name: "thresholded_relu",
        aliases: &[],
        names: &[
            Name::of(Onnx, "ThresholdedRelu"),
            Name::of(Keras, "ThresholdedReLU")
                .noting("its theta is alpha here; a layer of Keras 2, which Keras 3 has no more"),
        ],
        kind: Kind::Element,
        formula: "thresholded_relu(x) = x for x > alpha, 0 for x ≤ alpha",
        derivative: "thresholded_relu′(x) = 1 for x > alpha, 0 for x ≤ alpha",
        origin: &[Reference {
            text: "K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting features (2014)",
            url: "https://arxiv.org/abs/1402.3337",
        }],
        good: "sparse codes without a bias: what is at most α is noise, and what is above stays whole",
        bad: "it jumps at α, and the gradient knows nothing of the jump",
        hard: "nothing in it rounds; NaN, which no comparison finds above α, must stay NaN",
        parameters: &[Parameter {
            name: "alpha",
            aliases: &["theta"],
            default: Some("1"),
            meaning: "the threshold, any finite number",
        }],
        settings: &["0", "0.1", "-2"],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[1.0],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        ThresholdedRelu::new(arguments.number("alpha", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("alpha", Argument::Number(self.alpha))]
    }
}

impl Elementwise for ThresholdedRelu {
    fn definition<N: Real>(&self, x: N) -> N {
        x.if_above(N::parameter(self.alpha), x, N::from(0.0))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::lit(self.alpha)), x, F::ZERO))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::lit(self.alpha)), F::lit(1.0), F::ZERO))
    }

    fn value_tells_slope(&self) -> bool {
        // For a threshold below 0, the value 0 may come from either side.
        self.alpha >= 0.0
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        self.slope(y).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([f64::INFINITY, f64::NEG_INFINITY]))
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
