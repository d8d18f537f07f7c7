//! # RReLU
//!
//! rrelu(x) = x for x > 0, r·x elsewhere
//!
//! In training, r is drawn evenly between two limits for each element: from the seed and the
//! element's row-major index alone, so that neither threads nor layout change it, and the
//! backward pass draws the same again instead of keeping it. In evaluation it is the mean of
//! the limits.

use super::leaky_relu;
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::PyTorch;
use crate::page::{
    Claim, Info, Keeps, Kind, Name, Page, Parameter, Reference, Source, TwoSlopes, Varying, finite,
    refused,
};

/// Randomised leaky ReLU.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RRelu {
    lower: f64,
    upper: f64,
    training: Option<u64>,
}

impl RRelu {
    /// For evaluation: the slope is the mean of the limits; PyTorch's are 1/8 and 1/3.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite and `lower` ≤ `upper`.
    pub fn evaluation(lower: f64, upper: f64) -> Result<Self> {
        let (lower, upper) = (finite::<Self>("lower", lower)?, finite::<Self>("upper", upper)?);
        if lower > upper {
            return Err(refused::<Self>(format!(
                "lower = {lower} is above upper = {upper}; expected lower ≤ upper"
            )));
        }
        Ok(RRelu { lower, upper, training: None })
    }

    /// For training: the slope of each element is drawn from this seed.
    ///
    /// A fresh seed for each step, such as the step's number, gives fresh slopes.
    ///
    /// # Errors
    /// As for [`evaluation`](RRelu::evaluation).
    pub fn training(lower: f64, upper: f64, seed: u64) -> Result<Self> {
        Ok(RRelu { training: Some(seed), ..RRelu::evaluation(lower, upper)? })
    }
}

impl Default for RRelu {
    fn default() -> Self {
        RRelu { lower: 1.0 / 8.0, upper: 1.0 / 3.0, training: None }
    }
}

impl Page for RRelu {
    const INFO: Info = Info {
        name: "rrelu",
        aliases: &["randomized_leaky_relu", "randomised_leaky_relu"],
        names: &[Name::of(PyTorch, "nn.RReLU"), Name::of(PyTorch, "F.rrelu")],
        kind: Kind::Element,
        formula: "rrelu(x) = x for x > 0, r·x for x ≤ 0; training: r ~ U(lower, upper) for each \
                  element; evaluation: r = (lower + upper)/2",
        derivative: "rrelu′(x) = 1 for x > 0, r for x ≤ 0",
        origin: &[Reference {
            text: "B. Xu, N. Wang, T. Chen, M. Li, Empirical evaluation of rectified activations in \
                   convolutional network (2015)",
            url: "https://arxiv.org/abs/1505.00853",
        }],
        good: "the noise of the slope regularises small data sets",
        bad: "training and evaluation differ, and a run must keep its seeds to be repeatable",
        hard: "the draw must depend on seed and index alone, or threads change the result",
        parameters: &[
            Parameter {
                name: "lower",
                aliases: &[],
                default: Some("1/8"),
                meaning: "the lower limit of the slope, finite, at most upper",
            },
            Parameter {
                name: "upper",
                aliases: &[],
                default: Some("1/3"),
                meaning: "the upper limit of the slope, finite",
            },
            Parameter {
                name: "training",
                aliases: &[],
                default: Some("false"),
                meaning: "draw a slope for each element, or take the mean of the limits",
            },
            Parameter {
                name: "seed",
                aliases: &[],
                default: Some("0"),
                meaning: "what the slopes are drawn from in training, a whole number",
            },
        ],
        settings: &["0.1, 0.3", "0, 0", "-0.5, 0.1"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Sign,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let default = RRelu::default();
        let lower = arguments.number("lower", default.lower)?;
        let upper = arguments.number("upper", default.upper)?;
        let training = arguments.truth("training", false)?;
        let seed = arguments.seed("seed", 0)?;
        match training {
            true => RRelu::training(lower, upper, seed),
            false => RRelu::evaluation(lower, upper),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        let mut arguments = vec![
            ("lower", Argument::Number(self.lower)),
            ("upper", Argument::Number(self.upper)),
            ("training", Argument::Truth(self.training.is_some())),
        ];
        arguments.extend(self.training.map(|seed| ("seed", Argument::Integer(seed.into()))));
        arguments
    }

    /// In evaluation the one parameter that is rounded is the mean.
    fn single(&self) -> Result<Self> {
        let round = |x: f64| f64::from(x as f32);
        match (self.source(), self.training) {
            (Source::Constant(mean), _) => RRelu::evaluation(round(mean), round(mean)),
            (_, seed) => {
                RRelu::training(round(self.lower), round(self.upper), seed.unwrap_or_default())
            }
        }
    }
}

impl Varying for RRelu {
    const VARIES: bool = true;

    fn source(&self) -> Source<'_> {
        let RRelu { lower, upper, training } = *self;
        match training {
            Some(seed) => Source::Drawn { lower, upper, seed },
            None => Source::Constant((lower + upper) / 2.0),
        }
    }

    fn definition_at<N: Real>(&self, x: N, r: N) -> N {
        leaky_relu::definition(x, r)
    }

    #[inline(always)]
    fn value_at<F: Float>(&self, x: F, r: F) -> Double<F> {
        leaky_relu::value(x, r)
    }

    #[inline(always)]
    fn slope_at<F: Float>(&self, x: F, r: F) -> Double<F> {
        leaky_relu::slope(x, r)
    }

    fn value_tells_slope(&self) -> bool {
        // For a negative slope, a positive value may come from either side.
        self.lower >= 0.0
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F, r: F) -> F {
        leaky_relu::slope(y, r).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::BySign)
    }

    const STRAIGHT: bool = true;
}
