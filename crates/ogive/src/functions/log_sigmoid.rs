//! # Log-sigmoid
//!
//! log_sigmoid(x) = ln σ(x) = −ln(1 + e^−x); its slope is σ(−x)
//!
//! It is −ln(1 + e^−x) down to −¼, and x − ln(1 + e^x) from there on. Far on the right, the logarithm
//! is e^−x.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::{LOG1P_EXP_TO, exp_quotient, expm1, log1p_exp};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The logarithm of the sigmoid, −ln(1 + e^−x).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSigmoid;

impl Page for LogSigmoid {
    const INFO: Info = Info {
        name: "log_sigmoid",
        aliases: &["log_expit"],
        names: &[
            Name::of(PyTorch, "nn.LogSigmoid"),
            Name::of(PyTorch, "F.logsigmoid"),
            Name::of(Jax, "log_sigmoid"),
            Name::of(Keras, "log_sigmoid"),
        ],
        kind: Kind::Element,
        formula: "log_sigmoid(x) = ln σ(x) = −ln(1 + e^(−x))",
        derivative: "log_sigmoid′(x) = σ(−x) = 1 / (1 + e^x)",
        origin: &[Reference {
            text: "T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean, Distributed \
                   representations of words and phrases and their compositionality (2013)",
            url: "https://arxiv.org/abs/1310.4546",
        }],
        good: "the log-probability of a yes: losses for yes or no and for preferences come from it",
        bad: "as a hidden layer it has no use: all its values are negative",
        hard: "the logarithm of a rounded σ(x) is −∞ on the left, and 0 on the right",
        parameters: &[],
        settings: &[],
        range: (f64::NEG_INFINITY, 0.0),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0, 17.3287, -17.3287, 44.0, 80.0, 87.33655, 103.97208, 700.0, 708.3964, 745.1332,
        ],
        claim: Claim { value: 0.8, slope: Some(0.83) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(LogSigmoid)
    }
}

impl Elementwise for LogSigmoid {
    fn definition<N: Real>(&self, x: N) -> N {
        let one = N::from(1.0);
        // ln σ(x) is x + ln σ(−x): the same, with an exponential that is never huge.
        x.if_above(N::from(0.0), -(one + (-x).exp()).ln(), x - (one + x.exp()).ln())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let left = x.lt(F::lit(-LOG1P_EXP_TO));
        let log = log1p_exp(Double::exact(F::select(left, x, -x))).value();
        let sum = Double::select(x.abs().lt(F::INFINITY), -log + x, Double::exact(x));
        Double::select(left, sum, -log)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        exp_quotient(Double::exact(-x.abs())).logistic(x.gt(F::ZERO)).value()
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        -expm1(y).hi
    }
}
