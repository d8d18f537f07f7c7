//! # PReLU
//!
//! prelu(x) = x for x > 0, w·x elsewhere, with a learned w: one, or one for each channel
//!
//! Channels are the indices along dimension 1, as in PyTorch; an array of fewer than two
//! dimensions has one channel.

use std::sync::Arc;

use super::leaky_relu;
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Info, Keeps, Kind, Learned, Name, Page, Parameter, Reference, Source, TwoSlopes,
    Varying, refused,
};

/// Parametric ReLU: the slope of the negative side is learned.
#[derive(Clone, Debug, PartialEq)]
pub struct PRelu {
    weight: Arc<[f64]>,
}

/// More channels than this in a text are a mistake, not a network.
const CHANNELS: usize = 1 << 24;

impl PRelu {
    /// With one weight for everything, or one for each channel; PyTorch begins with 0.25.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless there is at least one weight and all are finite. That there
    /// are as many as channels is checked when it is applied.
    pub fn new(weight: &[f64]) -> Result<Self> {
        let wrong = |problem| Err(refused::<Self>(problem));
        if weight.is_empty() {
            return wrong("no weight is given; expected one, or one for each channel".into());
        }
        if let Some(bad) = weight.iter().find(|w| !w.is_finite()) {
            return wrong(format!("weight = {bad}; expected a finite number"));
        }
        Ok(PRelu { weight: weight.into() })
    }

    /// The weights.
    pub fn weight(&self) -> &[f64] {
        &self.weight
    }
}

impl Default for PRelu {
    fn default() -> Self {
        PRelu { weight: [0.25].into() }
    }
}

impl Page for PRelu {
    const INFO: Info = Info {
        name: "prelu",
        aliases: &["parametric_relu"],
        names: &[
            Name::of(PyTorch, "nn.PReLU"),
            Name::of(PyTorch, "F.prelu"),
            Name::of(Keras, "PReLU").with("init=0").noting(
                "begins with 0; a weight for each element unless shared_axes says otherwise",
            ),
            Name::of(Onnx, "PRelu")
                .noting("its slope broadcasts over any axes; here, over all but dimension 1"),
            Name::of(HuggingFace, "prelu"),
        ],
        kind: Kind::Element,
        formula: "prelu(x) = x for x > 0, w·x for x ≤ 0",
        derivative: "∂/∂x = 1 for x > 0, w for x ≤ 0; ∂/∂w = 0 for x > 0, x for x ≤ 0",
        origin: &[Reference {
            text: "K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers (2015)",
            url: "https://arxiv.org/abs/1502.01852",
        }],
        good: "each channel learns how much of the negative side it lets through",
        bad: "one more parameter per channel, and weight decay draws it back to ReLU",
        hard: "one product, rounded once; channels that change from element to element",
        parameters: &[
            Parameter {
                name: "num_parameters",
                aliases: &["channels"],
                default: Some("1"),
                meaning: "the number of channels, at least 1; or the weights themselves",
            },
            Parameter {
                name: "init",
                aliases: &[],
                default: Some("0.25"),
                meaning: "the weight that each channel begins with, finite",
            },
            Parameter {
                name: "weight",
                aliases: &["slope", "alpha"],
                default: None,
                meaning: "instead: one finite number, or one for each channel, as [0.1, 0.2]",
            },
        ],
        settings: &["weight=0.3", "weight=-1.7", "weight=0"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let init = arguments.number("init", 0.25)?;
        let weight = arguments.numbers("weight")?;
        // PyTorch's first argument is a count; everyone else's is the weights.
        let first = match arguments.integer("num_parameters") {
            Ok(count) => Ok(count.unwrap_or(1)),
            Err(_) => Err(arguments.numbers("num_parameters")?.unwrap_or_default()),
        };
        match (weight, first) {
            (Some(weight), Ok(1)) => PRelu::new(&weight),
            (None, Err(weight)) => PRelu::new(&weight),
            (None, Ok(count)) => match usize::try_from(count) {
                Ok(count) if (1..=CHANNELS).contains(&count) => PRelu::new(&vec![init; count]),
                _ => Err(arguments.error(format!(
                    "num_parameters = {count}; expected a number of channels from 1 to {CHANNELS}"
                ))),
            },
            _ => Err(arguments.error("give either weight or num_parameters, not both".into())),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        let weight = match self.weight[..] {
            [one] => Argument::Number(one),
            _ => Argument::Numbers(self.weight.to_vec()),
        };
        vec![("weight", weight)]
    }
}

impl Varying for PRelu {
    const VARIES: bool = true;

    fn source(&self) -> Source<'_> {
        match self.weight[..] {
            [one] => Source::Constant(one),
            _ => Source::Channels(&self.weight),
        }
    }

    fn definition_at<N: Real>(&self, x: N, w: N) -> N {
        leaky_relu::definition(x, w)
    }

    #[inline(always)]
    fn value_at<F: Float>(&self, x: F, w: F) -> Double<F> {
        leaky_relu::value(x, w)
    }

    #[inline(always)]
    fn slope_at<F: Float>(&self, x: F, w: F) -> Double<F> {
        leaky_relu::slope(x, w)
    }

    fn value_tells_slope(&self) -> bool {
        // For a negative slope, a positive value may come from either side.
        self.weight.iter().all(|weight| *weight >= 0.0)
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F, w: F) -> F {
        leaky_relu::slope(y, w).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::BySign)
    }

    const STRAIGHT: bool = true;
}

impl Learned for PRelu {
    const LEARNED: &'static [&'static str] = &["weight"];

    #[inline(always)]
    fn slope_by<F: Float>(&self, _: usize, x: F, _: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::ZERO), F::ZERO, x))
    }
}
