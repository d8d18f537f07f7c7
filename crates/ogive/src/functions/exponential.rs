//! # Exponential
//!
//! exponential(x) = e^x, which is its own slope
//!
//! Computed as a pair near 1 times a power of two. The power is multiplied in two steps, of which
//! the last alone can round or overflow: so the results just below the largest number are right,
//! and those that are subnormal are rounded once.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::exp_parts;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The exponential function, e^x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exponential;

impl Page for Exponential {
    const INFO: Info = Info {
        name: "exponential",
        aliases: &["exp"],
        names: &[
            Name::of(PyTorch, "exp"),
            Name::of(Jax, "numpy.exp"),
            Name::of(Keras, "exponential"),
            Name::of(Onnx, "Exp"),
        ],
        kind: Kind::Element,
        formula: "exponential(x) = e^x",
        derivative: "exponential′(x) = e^x",
        origin: &[Reference {
            text: "L. Euler, Introductio in analysin infinitorum (1748)",
            url: "https://scholarlycommons.pacific.edu/euler-works/101/",
        }],
        good: "makes any score a positive rate, as in Poisson regression or for a scale",
        bad: "grows without bound and so does its slope: one large input overflows",
        hard: "near both ends of the numbers 2^n is none of them although e^x is one",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0,
            0.34657,
            -0.34657,
            27.0,
            69.0,
            88.722_839,
            -87.33655,
            -103.97208,
            709.782_713,
            -708.3964,
            -745.1332,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Output,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Exponential)
    }
}

impl Elementwise for Exponential {
    fn definition<N: Real>(&self, x: N) -> N {
        x.exp()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        exp_parts(Double::exact(x)).value()
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        self.value(x)
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        y
    }
}
