//! # Sigmoid
//!
//! σ(x) = 1 / (1 + e^−x), σ′(x) = e^−x / (1 + e^−x)²
//!
//! With x = n·ln 2 + r, σ(x) is s/(s + m), where s = 2^n and m = e^−r. Nothing overflows, n changes nothing but the power of two,
//! and what is put on last is that power: a subnormal result is rounded once. σ′ is s·m/(s + m)² with the n and r of −|x|.
//!
//! In `f32` the slope is by [intervals](crate::math::interval) as far as those reach.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::interval::{Within, tables};
use crate::math::{exp_quotient, logistic};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The logistic function, 1 / (1 + e^−x).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

impl Page for Sigmoid {
    const INFO: Info = Info {
        name: "sigmoid",
        aliases: &["logistic", "expit"],
        names: &[
            Name::of(PyTorch, "nn.Sigmoid"),
            Name::of(PyTorch, "F.sigmoid"),
            Name::of(PyTorch, "special.expit"),
            Name::of(Jax, "sigmoid"),
            Name::of(Keras, "sigmoid"),
            Name::of(Onnx, "Sigmoid"),
            Name::of(HuggingFace, "sigmoid"),
        ],
        kind: Kind::Element,
        formula: "σ(x) = 1 / (1 + e^(−x))",
        derivative: "σ′(x) = σ(x)·(1 − σ(x)) = e^(−x) / (1 + e^(−x))²",
        origin: &[Reference {
            text: "P.-F. Verhulst, Recherches mathématiques sur la loi d'accroissement de la \
                   population (1845)",
            url: "https://en.wikipedia.org/wiki/Logistic_function",
        }],
        good: "squeezes any score into (0, 1), a probability for binary classification",
        bad: "its slope is at most 1/4 and dies on both sides, so gradients vanish through many \
              layers; costly to compute",
        hard: "for x below −17 a rounded 1 + e^(−x) loses the tail or overflows; s·(1 − s) as the \
               slope loses all digits once s rounds to 1",
        parameters: &[],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0, 80.0, -80.0, 700.0, 17.3287, -17.3287, -87.33655, -103.97208, -708.3964, -745.1332,
        ],
        claim: Claim { value: 0.8, slope: Some(0.86) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Sigmoid)
    }
}

impl Elementwise for Sigmoid {
    const BY_INTERVAL: [bool; 2] = [false, true];
    const LOOKS_UP: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let one = N::from(1.0);
        one / (one + (-x).exp())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        logistic(Double::exact(x)).value()
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let e = exp_quotient(Double::exact(-x.abs()));
        e.over_square(e.m).value()
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        (-y).fma(y, y)
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        Some(Sigmoid)
    }

    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::even(&tables::LOGISTIC_SLOPE, x)
    }
}
