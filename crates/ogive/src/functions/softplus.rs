//! # Softplus
//!
//! softplus(x) = ln(1 + e^(βx)) / β; its slope is the sigmoid of βx
//!
//! With z = βx as a pair, softplus(x) is ln(1 + e^z)/β up to z = ¼, and x + ln(1 + e^−z)/β from there
//! on, so nothing overflows and no digits are lost on the left. For z far below 0, ln(1 + e^z) is e^z.
//! Nearly everyone has a β of 1, and then nothing is multiplied or divided by it.
//!
//! PyTorch returns x itself where βx > 20. That saves nothing here and makes a step, which `f64`
//! shows; so there is no such threshold unless it is asked for.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{Factor, LOG1P_EXP_TO, exp_quotient, log1p_exp, log1p_exp_parts, within};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, refused,
};

/// Softplus: a smooth ReLU.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softplus {
    beta: f64,
    threshold: f64,
}

impl Softplus {
    /// With this β, without a threshold.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless |β| is from 1e−30 to 1e30.
    pub fn new(beta: f64) -> Result<Self> {
        Softplus::with_threshold(beta, f64::INFINITY)
    }

    /// With this β, and x itself where βx > `threshold`: PyTorch's defaults are 1 and 20.
    ///
    /// PyTorch rounds βx before it compares; here βx is compared as it is.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless |β| is from 1e−30 to 1e30 and the
    /// threshold is 1 or more; infinity means none.
    pub fn with_threshold(beta: f64, threshold: f64) -> Result<Self> {
        if !(1e-30..=1e30).contains(&beta.abs()) {
            return Err(refused::<Self>(format!(
                "beta = {beta}; expected a number from 1e-30 to 1e30, or its negative"
            )));
        }
        if threshold.is_nan() || threshold < 1.0 {
            return Err(refused::<Self>(format!(
                "threshold = {threshold}; expected a number from 1 up, or inf for none"
            )));
        }
        Ok(Softplus { beta, threshold })
    }
}

impl Default for Softplus {
    fn default() -> Self {
        Softplus { beta: 1.0, threshold: f64::INFINITY }
    }
}

impl Page for Softplus {
    const INFO: Info = Info {
        name: "softplus",
        aliases: &["smooth_relu"],
        names: &[
            Name::of(PyTorch, "nn.Softplus").with("threshold=20"),
            Name::of(PyTorch, "F.softplus").with("threshold=20"),
            Name::of(Jax, "softplus"),
            Name::of(Keras, "softplus"),
            Name::of(Onnx, "Softplus"),
        ],
        kind: Kind::Element,
        formula: "softplus(x) = ln(1 + e^(beta·x)) / beta",
        derivative: "softplus′(x) = σ(beta·x) = 1 / (1 + e^(−beta·x))",
        origin: &[Reference {
            text: "C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, Incorporating \
                   second-order functional knowledge for better option pricing (2000)",
            url: "https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html",
        }],
        good: "a ReLU without a kink, always positive: for scales, variances and rates",
        bad: "costlier than ReLU, never 0, and seldom better in hidden layers",
        hard: "e^x overflows on the right, and on the left 1 + e^x rounds to 1",
        parameters: &[
            Parameter {
                name: "beta",
                aliases: &[],
                default: Some("1"),
                meaning: "how sharply it bends; 1e-30 to 1e30, or the negative of such a number, \
                          which turns the curve upside down and all its values negative",
            },
            Parameter {
                name: "threshold",
                aliases: &[],
                default: Some("inf"),
                meaning: "where beta·x is above it, x itself is returned and the slope is 1; 1 or \
                          more, or inf for never; 20 in PyTorch",
            },
        ],
        settings: &["1, 20", "-0.5", "30"],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0, 20.0, 17.3287, -17.3287, -44.0, -80.0, -87.33655, -103.97208, -700.0, -708.3964,
            -745.1332,
        ],
        claim: Claim { value: 0.8, slope: Some(0.83) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let beta = arguments.number("beta", 1.0)?;
        Softplus::with_threshold(beta, arguments.number("threshold", f64::INFINITY)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("beta", Argument::Number(self.beta)), ("threshold", Argument::Number(self.threshold))]
    }
}

impl Elementwise for Softplus {
    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one] = [0.0, 1.0].map(N::from);
        let beta = N::parameter(self.beta);
        let z = beta * x;
        // ln(1 + e^z) is z + ln(1 + e^−z): the same, with an exponential that is never huge.
        let right = x + (one + (-z).exp()).ln() / beta;
        let smooth = z.if_above(zero, right, (one + z.exp()).ln() / beta);
        if self.threshold == f64::INFINITY {
            return smooth;
        }
        z.if_above(N::parameter(self.threshold), x, smooth)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let z = self.scaled(x);
        let right = z.hi.gt(F::lit(LOG1P_EXP_TO));
        let folded = Double::select(right, -z, z);
        let log = if self.beta == 1.0 {
            log1p_exp(folded).value()
        } else {
            log1p_exp_parts(folded).over(Factor::of(F::lit(self.beta))).value()
        };
        let sum = Double::select(x.abs().lt(F::INFINITY), log + x, Double::exact(x));
        let smooth = Double::select(right, sum, log);
        Double::select(self.is_linear(z), Double::exact(x), smooth)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let z = self.scaled(x);
        let left = z.hi.lt(F::ZERO);
        let e = exp_quotient(within(Double::select(left, z, -z)));
        let smooth = e.logistic(left).value();
        Double::select(self.is_linear(z), Double::lit(1.0), smooth)
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        (self.beta == 1.0).then_some(Softplus { beta: 1.0, threshold: self.threshold })
    }
}

impl Softplus {
    /// βx.
    #[inline(always)]
    fn scaled<F: Float>(&self, x: F) -> Double<F> {
        if self.beta == 1.0 { Double::exact(x) } else { Double::two_product(F::lit(self.beta), x) }
    }

    /// Is z, which is not rounded, above the threshold?
    #[inline(always)]
    fn is_linear<F: Float>(&self, z: Double<F>) -> F::Mask {
        let threshold = F::lit(self.threshold);
        z.hi.gt(threshold) | (z.hi.eq(threshold) & z.lo.gt(F::ZERO))
    }
}
