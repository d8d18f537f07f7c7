//! # Log-softmax
//!
//! log Sᵢ = xᵢ/τ − log Σⱼ e^(xⱼ/τ): what a cross-entropy loss is made of. The temperature τ is 1 unless
//! one is given.
//!
//! Computed as (xᵢ − m)/τ − log(1 + Σ′) with m the maximum and Σ′ the sum of all e^((xⱼ − m)/τ) but the
//! maximum's own, which is 1. The winner's logarithm is −log(1 + Σ′), however small Σ′ is.

use super::softmax::{AXIS, MASKED, TEMPERATURE, arguments, positive};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{log1p, share};
use crate::number::{Double, Float, Number, Real, Wide};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Info, Keeps, Kind, Name, Page, Reference, Row, RowGradient};
use crate::sharded::Sharded;

/// The logarithm of softmax, over one axis.
///
/// A row of nothing but −∞ is all NaN, or all −∞ if the function is [masked](LogSoftmax::masked).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogSoftmax {
    axis: isize,
    temperature: f64,
    masked: bool,
}

impl LogSoftmax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        LogSoftmax { axis, temperature: 1.0, masked: false }
    }

    /// With the scores divided by a temperature.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is positive and finite.
    pub fn with_temperature(self, temperature: f64) -> Result<Self> {
        Ok(LogSoftmax { temperature: positive::<Self>(temperature)?, ..self })
    }

    /// With −∞ for a row of nothing but −∞, whose elements are all masked.
    pub fn masked(self) -> Self {
        LogSoftmax { masked: true, ..self }
    }
}

impl Page for LogSoftmax {
    const INFO: Info = Info {
        name: "log_softmax",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.LogSoftmax"),
            Name::of(PyTorch, "F.log_softmax"),
            Name::of(Jax, "log_softmax").with("axis=-1"),
            Name::of(Keras, "log_softmax").with("axis=-1"),
            Name::of(Onnx, "LogSoftmax")
                .with("axis=-1")
                .noting("before opset 13, axis is 1 and all axes from it on are one"),
        ],
        kind: Kind::Axis,
        formula: "L_i = x_i/temperature − log(e^(x_1/temperature) + … + e^(x_C/temperature))",
        derivative: "∂L_i/∂x_j = (δ_ij − e^(L_j))/temperature; backward: \
                     dx_i = (g_i − e^(L_i)·Σ_j g_j)/temperature",
        origin: &[Reference {
            text: "J. S. Bridle, Probabilistic interpretation of feedforward classification network \
                   outputs (1990)",
            url: "https://doi.org/10.1007/978-3-642-76153-9_28",
        }],
        good: "log-likelihoods of classes, finite where the probability itself would round to 0",
        bad: "not a probability: take the exponential, or softmax, for one",
        hard: "the winner's value is near 0, and all its digits are lost when the sum of the \
               exponentials includes the winner's own 1; they are kept here by log1p of the others",
        parameters: &[AXIS, TEMPERATURE, MASKED],
        settings: &["temperature=0.7"],
        range: (f64::NEG_INFINITY, 0.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 0.95, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let log = LogSoftmax::new(arguments.axis("axis")?);
        let log = log.with_temperature(arguments.number("temperature", 1.0)?)?;
        Ok(if arguments.truth("masked", false)? { log.masked() } else { log })
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        arguments(self.axis, self.temperature, self.masked)
    }
}

impl Row for LogSoftmax {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, row: &[N]) -> Vec<N> {
        let scores = row.iter().map(|x| *x / N::parameter(self.temperature));
        let sum = scores.clone().fold(N::from(0.0), |sum, x| sum + x.exp());
        scores.map(|x| x - sum.ln()).collect()
    }

    #[inline(always)]
    fn temperature(&self) -> f64 {
        self.temperature
    }

    #[inline(always)]
    fn of_nothing<F: Float>(&self) -> F {
        // It is subtracted from every result.
        if self.masked { F::INFINITY } else { F::NAN }
    }

    const OF_EXPONENTIALS: bool = false;

    #[inline(always)]
    fn normaliser<F: Float>(&self, sum: Double<F>) -> Double<F> {
        log1p(sum)
    }

    #[inline(always)]
    fn finish<F: Float>(&self, score: Double<F>, total: Double<F>) -> Double<F> {
        // At least log 2 below 0, so that what the pair leaves out makes no difference.
        Double::select(score.hi.gt(-F::INFINITY), score - total, score)
    }

    #[inline(always)]
    fn finish_maximum<F: Float>(&self, normaliser: Double<F>) -> Double<F> {
        // A difference would lose the digits, or the sign, of one that is small.
        -normaliser
    }
}

impl Sharded for LogSoftmax {}

impl RowGradient for LogSoftmax {
    const LOOKS_UP: bool = true;

    #[inline(always)]
    fn gradient_term<F: Number>(&self, _: F, g: F) -> F::Wide {
        F::Wide::of(Double::exact(g))
    }

    #[inline(always)]
    fn probability<F: Float>(&self, l: F) -> Double<F> {
        share(l)
    }

    #[inline(always)]
    fn gradient<F: Number>(&self, softmax: Double<F>, g: F, sum: F::Wide) -> Double<F> {
        let gradient = F::Wide::of(Double::exact(g)) - sum * F::Wide::of(softmax);
        Double::select(softmax.hi.eq(F::ZERO), Double::exact(g), gradient.pair())
    }
}
