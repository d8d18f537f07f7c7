//! # Log-sum-exp
//!
//! log Σⱼ e^(xⱼ): a smooth maximum, and the logarithm of what softmax divides by. The axis is kept, with
//! length 1.
//!
//! Computed as m + log(1 + Σ′) with m the maximum and Σ′ the sum of all e^(xⱼ − m) but the maximum's
//! own, which is 1. The gradient is softmax.

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::softmax::{AXIS, Softmax};
use crate::arguments::{Argument, Arguments};
use crate::error::{Error, Result};
use crate::kernel::{Run, row};
use crate::math::log1p;
use crate::number::{Double, Dtype, Float, Real};
use crate::page::Ecosystem::{Jax, Onnx, PyTorch};
use crate::page::{Claim, Composed, Info, Keeps, Kind, Name, Page, Reference, Row};

/// The logarithm of the sum of exponentials, over one axis, which is kept with length 1.
///
/// A row of nothing but −∞ gives −∞, one with +∞ gives that, and one with NaN gives NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSumExp {
    axis: isize,
}

impl LogSumExp {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        LogSumExp { axis }
    }
}

impl Page for LogSumExp {
    const INFO: Info = Info {
        name: "logsumexp",
        aliases: &["lse", "softmaximum"],
        names: &[
            Name::of(PyTorch, "logsumexp").noting("drops the axis unless keepdim=True"),
            Name::of(Jax, "logsumexp")
                .with("axis=-1")
                .noting("over all axes by default, and drops them unless keepdims=True"),
            Name::of(Onnx, "ReduceLogSumExp")
                .with("axis=-1")
                .noting("over all axes by default; keepdims is 1, as here"),
        ],
        kind: Kind::Axis,
        formula: "L = log(e^(x_1) + … + e^(x_C)), one for each row",
        derivative: "∂L/∂x_i = e^(x_i − L), softmax; backward: dx_i = g·softmax(x)_i",
        origin: &[Reference {
            text: "P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and \
                   softmax functions (2021)",
            url: "https://doi.org/10.1093/imanum/draa038",
        }],
        good: "adds probabilities that are known by their logarithms",
        bad: "between max(x) and max(x) + log C: hardly more than the maximum for scores far apart",
        hard: "e^x overflows; near 0 the maximum and the logarithm of the others cancel, and all digits \
               of a maximum of 0 are in the others",
        parameters: &[AXIS],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.35, slope: None },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(LogSumExp::new(arguments.axis("axis")?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Composed for LogSumExp {
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        row::output_shape(self, shape)
    }

    fn definition<N: Real>(&self, row: &[N]) -> Option<Vec<N>> {
        Some(Row::definition(self, row))
    }

    fn forward<E: Dtype>(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()> {
        row::forward(self, run, x, out)
    }

    fn forward_inplace<E: Dtype>(&self, _: Run, x: ArrayViewMutD<E>) -> Result<()> {
        Err(Error::InPlace { function: Self::INFO.name, shape: x.shape().to_vec() })
    }

    fn backward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        // Each row has one gradient, which arrives at all of its elements.
        row::forward_times(&Softmax::new(self.axis), Self::INFO.name, run, x, g, out)
    }
}

impl Row for LogSumExp {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, row: &[N]) -> Vec<N> {
        vec![row.iter().fold(N::from(0.0), |sum, x| sum + x.exp()).ln()]
    }

    const REDUCES: bool = true;
    const OF_EXPONENTIALS: bool = false;

    #[inline(always)]
    fn normaliser<F: Float>(&self, sum: Double<F>) -> Double<F> {
        log1p(sum)
    }

    #[inline(always)]
    fn of_nothing<F: Float>(&self) -> F {
        F::ZERO
    }

    #[inline(always)]
    fn finish<F: Float>(&self, maximum: Double<F>, normaliser: Double<F>) -> Double<F> {
        maximum + normaliser
    }
}
