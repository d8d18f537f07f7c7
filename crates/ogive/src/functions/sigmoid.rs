//! # Sigmoid
//!
//! σ(x) = 1 / (1 + e^−x), σ′(x) = e^−x / (1 + e^−x)²
//!
//! Computed from e = e^−|x|, which never overflows: σ(x) is 1/(1 + e) on the right and e/(1 + e)
//! on the left; σ′ is e/(1 + e)² on both sides.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::exp;
use crate::number::{Double, Float, Real};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Page, Reference};

/// The logistic function, 1 / (1 + e^−x).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

/// Below this e^x is all there is of the result: the next term, e^2x, is 2^−115 of it.
const TAIL: f64 = -80.0;

impl Page for Sigmoid {
    const INFO: Info = Info {
        name: "sigmoid",
        aliases: &["logistic", "expit"],
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
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[0.0, TAIL, -TAIL, 17.3287, -17.3287, -87.33655, -103.97208, -708.3964, -745.1332],
        claim: Claim { value: 0.51, slope: Some(0.51) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Sigmoid)
    }
}

impl Elementwise for Sigmoid {
    fn definition<N: Real>(&self, x: N) -> N {
        let one = N::from(1.0);
        one / (one + (-x).exp())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let one = Double::exact(F::lit(1.0));
        let e = exp(Double::exact(-x.abs()));
        let top = Double::select(x.lt(F::ZERO), e.value(), one);
        let sigmoid = top / e.value().plus_one();
        Double::select(x.lt(F::lit(TAIL)), e.tail(1.0), sigmoid)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let e = exp(Double::exact(-x.abs()));
        let slope = e.value() / e.value().plus_one().square();
        Double::select(x.abs().gt(F::lit(-TAIL)), e.tail(1.0), slope)
    }
}
