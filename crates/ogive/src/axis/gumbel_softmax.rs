//! # Gumbel-softmax
//!
//! softmax((x + G)/τ), where each G = −log(−log U) is drawn from the Gumbel distribution, with U even in
//! (0, 1): a draw of a class that a gradient passes through. If `hard`, forward gives a one-hot draw and
//! backward the gradient of the soft one ("straight through").
//!
//! G comes from the seed and the element's row-major index alone, so that neither threads nor layout
//! change it, and the backward pass draws the same again.

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use super::hardmax::Hardmax;
use super::softmax::{AXIS, Softmax, TEMPERATURE, positive};
use crate::arguments::{Argument, Arguments};
use crate::error::{Error, Result};
use crate::kernel::{Run, by_element, layout, row};
use crate::math::log1p;
use crate::number::{Double, Dtype, Float, Real};
use crate::page::Ecosystem::PyTorch;
use crate::page::{
    Claim, Composed, Info, Keeps, Kind, Name, Page, Parameter, Reference, Source, Varying,
};

/// Softmax of scores with Gumbel noise, over one axis.
///
/// A fresh seed for each step, such as the step's number, gives fresh draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GumbelSoftmax {
    axis: isize,
    temperature: f64,
    hard: bool,
    seed: u64,
}

impl GumbelSoftmax {
    /// Over this axis, with this temperature (PyTorch's default is 1), drawn from this seed; one-hot if
    /// `hard`.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless the temperature is positive and finite.
    pub fn new(axis: isize, temperature: f64, hard: bool, seed: u64) -> Result<Self> {
        Ok(GumbelSoftmax { axis, temperature: positive::<Self>(temperature)?, hard, seed })
    }
}

impl Page for GumbelSoftmax {
    const INFO: Info = Info {
        name: "gumbel_softmax",
        aliases: &["concrete"],
        names: &[Name::of(PyTorch, "F.gumbel_softmax")
            .with("axis=-1")
            .noting("draws from the global generator, not from a seed")],
        kind: Kind::Axis,
        formula: "S = softmax((x + G)/temperature), G = −log(−log U), U ~ U(0, 1) for each element; \
                  hard: 1 at the largest, 0 elsewhere",
        derivative: "that of softmax at x + G, hard or not",
        origin: &[
            Reference {
                text: "E. Jang, S. Gu, B. Poole, Categorical reparameterization with Gumbel-softmax \
                       (2016)",
                url: "https://arxiv.org/abs/1611.01144",
            },
            Reference {
                text: "C. J. Maddison, A. Mnih, Y. W. Teh, The concrete distribution (2016)",
                url: "https://arxiv.org/abs/1611.00712",
            },
        ],
        good: "learning through a choice: draws of a class with a gradient",
        bad: "biased unless the temperature is low, and then the gradient is noisy",
        hard: "the draw must depend on seed and index alone, or threads change the result; −log U loses \
               all digits near U = 1 unless it is log1p",
        parameters: &[
            AXIS,
            TEMPERATURE,
            Parameter {
                name: "hard",
                aliases: &[],
                default: Some("false"),
                meaning: "give a one-hot draw, with the gradient of the soft one",
            },
            Parameter {
                name: "seed",
                aliases: &[],
                default: Some("0"),
                meaning: "what the noise is drawn from, a whole number",
            },
        ],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 2.0, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let axis = arguments.axis("axis")?;
        let temperature = arguments.number("temperature", 1.0)?;
        let hard = arguments.truth("hard", false)?;
        GumbelSoftmax::new(axis, temperature, hard, arguments.seed("seed", 0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![
            ("axis", Argument::Integer(self.axis as i128)),
            ("temperature", Argument::Number(self.temperature)),
            ("hard", Argument::Truth(self.hard)),
            ("seed", Argument::Integer(self.seed.into())),
        ]
    }
}

impl GumbelSoftmax {
    fn softmax(&self) -> Result<Softmax> {
        Softmax::new(self.axis).with_temperature(self.temperature)
    }

    fn soft_inplace<E: Dtype>(&self, run: Run, mut x: ArrayViewMutD<E>) -> Result<()> {
        self.output_shape(x.shape())?;
        by_element::forward_inplace(&Noisy { seed: self.seed }, run, x.view_mut())?;
        row::forward_inplace(&self.softmax()?, run, x)
    }
}

impl Composed for GumbelSoftmax {
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        row::output_shape(&self.softmax()?, shape)
    }

    fn forward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        mut out: ArrayViewMutD<E>,
    ) -> Result<()> {
        self.output_shape(x.shape())?;
        layout::same_shape(Self::INFO.name, "output", out.shape(), x.shape())?;
        out.assign(&x);
        self.forward_inplace(run, out)
    }

    fn forward_inplace<E: Dtype>(&self, run: Run, mut x: ArrayViewMutD<E>) -> Result<()> {
        self.soft_inplace(run, x.view_mut())?;
        if self.hard { Hardmax::new(self.axis).forward_inplace(run, x) } else { Ok(()) }
    }

    fn backward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        self.output_shape(x.shape())?;
        let mut noisy = ArrayD::from_elem(x.raw_dim(), E::default());
        by_element::forward(&Noisy { seed: self.seed }, run, x, noisy.view_mut())?;
        row::backward(&self.softmax()?, run, noisy.view(), g, out)
    }

    fn output_tells(&self) -> bool {
        // A winner's 1 does not tell how probable it was.
        !self.hard
    }

    fn backward_from_output<E: Dtype>(
        &self,
        run: Run,
        y: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        if !self.output_tells() {
            return Err(Error::FromOutput { function: Self::INFO.name });
        }
        row::backward_from_output(&self.softmax()?, run, y, g, out)
    }
}

/// x + G, element by element.
#[derive(Clone, Copy, Debug)]
struct Noisy {
    seed: u64,
}

impl Page for Noisy {
    const INFO: Info = GumbelSoftmax::INFO;

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Noisy { seed: arguments.seed("seed", 0)? })
    }
}

impl Varying for Noisy {
    const VARIES: bool = true;

    fn source(&self) -> Source<'_> {
        Source::Drawn { lower: 0.0, upper: 1.0, seed: self.seed }
    }

    fn definition_at<N: Real>(&self, x: N, u: N) -> N {
        x - (-u.ln()).ln()
    }

    #[inline(always)]
    fn value_at<F: Float>(&self, x: F, u: F) -> Double<F> {
        // −log U by log1p of 1/U − 1, which keeps the digits near U = 1. A draw of 0 counts as 2^−25.
        let u = u.at_least(F::lit(1.0 / (1_u64 << 25) as f64));
        let exponential = log1p(Double::exact(u).recip() + F::lit(-1.0));
        // Its own logarithm has either sign.
        let above = exponential.hi.gt(F::lit(1.0));
        let far = Double::select(above, exponential, exponential.recip());
        let log = log1p(far + F::lit(-1.0));
        let gumbel = Double::select(above, -log, log);
        let finite = x.abs().lt(F::INFINITY);
        Double::select(finite, gumbel + x, Double::exact(x))
    }

    #[inline(always)]
    fn slope_at<F: Float>(&self, _: F, _: F) -> Double<F> {
        Double::lit(1.0)
    }
}
