//! # Softmax
//!
//! Sᵢ = e^(xᵢ) / Σⱼ e^(xⱼ): any scores to probabilities that sum to 1.
//!
//! Computed as e^(xᵢ − m) / Σⱼ e^(xⱼ − m) with m the maximum, so that nothing overflows.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Exponentials, Info, Keeps, Kind, Name, Page, Parameter, Reference, Row};

/// Softmax over one axis.
///
/// A row whose maximum is shared gives its winners the same probability, infinite ones too;
/// a row with NaN, or of nothing but −∞, is all NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Softmax {
    axis: isize,
}

impl Softmax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Softmax { axis }
    }
}

/// The axis parameter, which every function over an axis has.
pub(super) const AXIS: Parameter = Parameter {
    name: "axis",
    aliases: &["dim"],
    default: None,
    meaning: "the axis to normalise over; -1 is the last",
};

impl Page for Softmax {
    const INFO: Info = Info {
        name: "softmax",
        aliases: &["normalized_exponential"],
        names: &[
            Name::of(PyTorch, "nn.Softmax"),
            Name::of(PyTorch, "F.softmax"),
            Name::of(Jax, "softmax").with("axis=-1"),
            Name::of(Keras, "softmax").with("axis=-1"),
            Name::of(Keras, "Softmax").with("axis=-1"),
            Name::of(Onnx, "Softmax")
                .with("axis=-1")
                .noting("before opset 13, axis is 1 and all axes from it on are one"),
        ],
        kind: Kind::Axis,
        formula: "S_i = e^(x_i) / (e^(x_1) + … + e^(x_C))",
        derivative: "∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)",
        origin: &[
            Reference {
                text: "L. Boltzmann, Studien über das Gleichgewicht der lebendigen Kraft (1868)",
                url: "https://en.wikipedia.org/wiki/Boltzmann_distribution",
            },
            Reference {
                text: "J. S. Bridle, Probabilistic interpretation of feedforward classification \
                       network outputs (1990)",
                url: "https://doi.org/10.1007/978-3-642-76153-9_28",
            },
        ],
        good: "the head of a classifier of many classes: each output is in (0, 1), all sum to 1",
        bad: "one class must win even if none fits; scores far apart give 0 and 1, and no gradient",
        hard: "e^x overflows from 89 on in f32, hence the maximum is subtracted; that subtraction \
               rounds, and the rounding error, times e^x, is up to 64 ulp if it is not kept; a sum \
               of many terms in the working precision drifts",
        parameters: &[AXIS],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.7, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Softmax::new(arguments.axis("axis")?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Row for Softmax {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, row: &[N]) -> Vec<N> {
        let sum = row.iter().fold(N::from(0.0), |sum, x| sum + x.exp());
        row.iter().map(|x| x.exp() / sum).collect()
    }

    const OF_EXPONENTIALS: bool = true;

    #[inline(always)]
    fn normaliser<F: Float>(&self, exps: Exponentials<F>) -> Double<F> {
        (exps.without_maximum + F::lit(1.0)).recip()
    }

    #[inline(always)]
    fn finish<F: Float>(&self, exponential: Double<F>, normaliser: Double<F>) -> Double<F> {
        normaliser * exponential.hi
    }

    #[inline(always)]
    fn gradient_term<F: Float>(&self, s: F, g: F) -> Double<F> {
        // A class of probability 0 takes no part, whatever gradient arrives at it.
        let product = Double::two_product(s, g);
        Double::select(s.eq(F::ZERO), Double::exact(F::ZERO), product)
    }

    #[inline(always)]
    fn gradient<F: Float>(&self, s: F, g: F, sum: Double<F>) -> Double<F> {
        let gradient = (Double::exact(g) - sum) * s;
        Double::select(s.eq(F::ZERO), Double::exact(F::ZERO), gradient)
    }
}
