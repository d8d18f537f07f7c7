//! # Sparse sigmoid
//!
//! sparse_sigmoid(x) = (x + 1)/2, cut off at 0 and 1: what sparsemax of (x, 0) gives to x, as the
//! sigmoid is what softmax gives

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference, TwoSlopes};

/// The sparse sigmoid: (x + 1) / 2, cut off at 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparseSigmoid;

impl Page for SparseSigmoid {
    const INFO: Info = Info {
        name: "sparse_sigmoid",
        aliases: &[],
        names: &[Name::of(Jax, "sparse_sigmoid"), Name::of(Keras, "sparse_sigmoid")],
        kind: Kind::Element,
        formula: "sparse_sigmoid(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1",
        derivative: "sparse_sigmoid′(x) = 1/2 for −1 < x < 1, 0 elsewhere",
        origin: &[Reference {
            text: "A. F. T. Martins, R. F. Astudillo, From softmax to sparsemax (2016)",
            url: "https://arxiv.org/abs/1602.02068",
        }],
        good: "a probability that can be exactly 0 or 1",
        bad: "no gradient at all passes outside of −1 to 1",
        hard: "one sum, rounded once",
        parameters: &[],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[-1.0, 1.0],
        landmarks: &[0.0],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(SparseSigmoid)
    }
}

impl Elementwise for SparseSigmoid {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one, two] = [0.0, 1.0, 2.0].map(N::from);
        // At a kink the branch that is picked decides the slope: 0 at −1 and at 1.
        let below_one = one.if_above(x, (x + one) / two, one);
        x.if_above(-one, below_one, zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        value(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let inside = x.abs().lt(F::lit(1.0));
        Double::exact(F::select(inside, F::lit(0.5), F::ZERO))
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([0.0, f64::NEG_INFINITY]))
    }
}

/// The value: also the slope of sparseplus.
#[inline(always)]
pub(super) fn value<F: Float>(x: F) -> Double<F> {
    let one = F::lit(1.0);
    let line = Double::two_sum(x, one).scaled(F::lit(0.5));
    let right = Double::select(x.lt(one), line, Double::exact(one));
    Double::select(x.gt(-one), right, Double::lit(0.0))
}
