//! # SELU
//!
//! selu(x) = λx for x > 0, λα(e^x − 1) elsewhere; its slope is λ and λα·e^x
//!
//! λ and α are the paper's, to the precision of `f64`. In `f32` they are pairs, and so is their
//! product: nothing is rounded before the end. Just below 0, e^x − 1 is x.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::{Factor, Parts, exp_parts, expm1_parts};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Scaled exponential linear unit: ELU with the constants that keep mean 0 and variance 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selu;

/// α, rounded to `f64`.
pub const ALPHA: f64 = 1.673_263_242_354_377_2;
/// λ, rounded to `f64`.
pub const LAMBDA: f64 = 1.050_700_987_355_480_5;
/// λα exactly, as a pair.
pub const PRODUCT: [f64; 2] = [LAMBDA * ALPHA, 5.750_146_487_564_76e-17];

impl Page for Selu {
    const INFO: Info = Info {
        name: "selu",
        aliases: &["scaled_exponential_linear_unit"],
        names: &[
            Name::of(PyTorch, "nn.SELU"),
            Name::of(PyTorch, "F.selu"),
            Name::of(Jax, "selu"),
            Name::of(Keras, "selu"),
            Name::of(Onnx, "Selu").noting(
                "its defaults are the two constants rounded to f32, also for tensors of f64",
            ),
        ],
        kind: Kind::Element,
        formula: "selu(x) = λx for x > 0, λα(e^x − 1) for x ≤ 0, with λ = 1.0507009873554804934 \
                  and α = 1.6732632423543772848",
        derivative: "selu′(x) = λ for x > 0, λα·e^x for x ≤ 0",
        origin: &[Reference {
            text: "G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-normalizing neural \
                   networks (2017)",
            url: "https://arxiv.org/abs/1706.02515",
        }],
        good: "keeps the layers of a plain deep network near mean 0 and variance 1 without \
               normalisation",
        bad: "does so only with the matching initialisation (LeCun's) and dropout (alpha dropout)",
        hard: "e^x − 1 as written loses all digits just below 0; constants rounded to f32 cost \
               half a unit before anything is computed",
        parameters: &[],
        settings: &[],
        range: (-1.758_099_340_847_376_9, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[
            0.34657, 17.3287, 37.0, 87.33655, 88.0, 103.97208, 104.6, 708.3964, 745.1332, 8.67e-19,
            1.2e-38, 3.238_6e38,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Selu)
    }
}

impl Elementwise for Selu {
    fn definition<N: Real>(&self, x: N) -> N {
        let (lambda, alpha) = (N::from(LAMBDA), N::from(ALPHA));
        x.if_above(N::from(0.0), lambda * x, lambda * alpha * (x.exp() - N::from(1.0)))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let positive = x.gt(F::ZERO);
        let factor = Double::select(positive, pair([LAMBDA, 0.0]), pair(PRODUCT));
        // λx, or λα·x just below 0.
        let Factor { mantissa, exponent } = Factor::of(x);
        let straight = Parts { pair: factor * mantissa, exponent };
        let bent = expm1_parts(Double::exact(x));
        let bent = Parts { pair: bent.pair * factor, exponent: F::ZERO };
        let is_straight = x.gt(F::lit(-f64::EPSILON / 256.0));
        let value = Parts {
            pair: Double::select(is_straight, straight.pair, bent.pair),
            exponent: F::select(is_straight, straight.exponent, bent.exponent),
        };
        let itself = x.eq(F::ZERO) | x.eq(F::INFINITY);
        Double::select(itself, Double::exact(x), value.value())
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let e = exp_parts(Double::exact(x));
        let left = Parts { pair: e.pair * pair(PRODUCT), exponent: e.exponent };
        Double::select(x.gt(F::ZERO), pair([LAMBDA, 0.0]), left.value())
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        F::select(y.gt(F::ZERO), F::lit(LAMBDA), y + F::lit(LAMBDA * ALPHA))
    }
}

/// The constant `c` + `rest`, where `rest` is too small for `f64` to see it beside `c`.
#[inline(always)]
fn pair<F: Float>([c, rest]: [f64; 2]) -> Double<F> {
    let high = f64::from(c as f32);
    let Double { hi, lo } = Double::fast_two_sum(F::lit(high), F::lit(c - high));
    Double { hi, lo: lo + F::lit(rest) }
}
