//! # Threshold
//!
//! threshold(x) = x for x > threshold, value elsewhere; its slope is 1 and 0

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Keras, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
};

/// x above a threshold, a fixed value elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    threshold: f64,
    value: f64,
}

impl Threshold {
    /// x above `threshold`, and `value` elsewhere.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite.
    pub fn new(threshold: f64, value: f64) -> Result<Self> {
        Ok(Threshold {
            threshold: finite::<Self>("threshold", threshold)?,
            value: finite::<Self>("value", value)?,
        })
    }
}

impl Page for Threshold {
    const INFO: Info = Info {
        name: "threshold",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Threshold").noting("threshold and value are required there"),
            Name::of(PyTorch, "F.threshold").noting("threshold and value are required there"),
            Name::of(Keras, "threshold")
                .noting("its default_value is value here, and both are required there"),
        ],
        kind: Kind::Element,
        formula: "threshold(x) = x for x > threshold, value for x ≤ threshold",
        derivative: "threshold′(x) = 1 for x > threshold, 0 for x ≤ threshold",
        origin: &[Reference {
            text: "K. Konda, R. Memisevic, D. Krueger, Zero-bias autoencoders and the benefits of co-adapting features (2014)",
            url: "https://arxiv.org/abs/1402.3337",
        }],
        good: "drops what is too weak to matter, and leaves the rest as it is",
        bad: "unless value is threshold, it jumps, and the gradient knows nothing of the jump",
        hard: "nothing in it rounds; NaN, which no comparison finds above the threshold, must stay NaN",
        parameters: &[
            Parameter {
                name: "threshold",
                aliases: &[],
                default: Some("0"),
                meaning: "any finite number; x above it stays as it is; PyTorch requires it",
            },
            Parameter {
                name: "value",
                aliases: &["default_value"],
                default: Some("0"),
                meaning: "any finite number; what takes the place of x elsewhere; PyTorch requires it",
            },
        ],
        settings: &["1, -2", "0.1, 20", "-1.5, 0"],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Threshold::new(arguments.number("threshold", 0.0)?, arguments.number("value", 0.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![
            ("threshold", Argument::Number(self.threshold)),
            ("value", Argument::Number(self.value)),
        ]
    }
}

impl Elementwise for Threshold {
    fn definition<N: Real>(&self, x: N) -> N {
        x.if_above(N::parameter(self.threshold), x, N::parameter(self.value))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let above = x.gt(F::lit(self.threshold));
        Double::exact(F::select(above, x, F::lit(self.value)))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let above = x.gt(F::lit(self.threshold));
        Double::exact(F::select(above, F::lit(1.0), F::ZERO))
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([f64::INFINITY, f64::NEG_INFINITY]))
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
