//! # Shrinkage of ONNX
//!
//! shrink(x) = x − b for x > λ, x + b for x < −λ, 0 between; its slope is 1, 1 and 0
//!
//! With b = 0 it is the hard shrinkage, with b = λ the soft one.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::Onnx;
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
    refused,
};

/// ONNX's shrinkage: x moved by a bias, and 0 near 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrink {
    lambd: f64,
    bias: f64,
}

impl Shrink {
    /// With this threshold and this bias; ONNX's defaults are 0.5 and 0.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite and the threshold is not
    /// below 0.
    pub fn new(lambd: f64, bias: f64) -> Result<Self> {
        let lambd = finite::<Self>("lambd", lambd)?;
        if lambd < 0.0 {
            return Err(refused::<Self>(format!("lambd = {lambd}; expected 0 or above")));
        }
        Ok(Shrink { lambd, bias: finite::<Self>("bias", bias)? })
    }
}

impl Default for Shrink {
    fn default() -> Self {
        Shrink { lambd: 0.5, bias: 0.0 }
    }
}

impl Page for Shrink {
    const INFO: Info = Info {
        name: "shrink",
        aliases: &[],
        names: &[Name::of(Onnx, "Shrink")],
        kind: Kind::Element,
        formula: "shrink(x) = x − bias for x > lambd, x + bias for x < −lambd, 0 between",
        derivative: "shrink′(x) = 1 for |x| > lambd, 0 elsewhere",
        origin: &[
            Reference {
                text: "D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994)",
                url: "https://doi.org/10.1093/biomet/81.3.425",
            },
            Reference {
                text: "ONNX operators: Shrink",
                url: "https://onnx.ai/onnx/operators/onnx__Shrink.html",
            },
        ],
        good: "hard and soft shrinkage, and all between, in one",
        bad: "it jumps at −λ and λ, unless the bias is λ",
        hard: "one difference, rounded once",
        parameters: &[
            Parameter {
                name: "lambd",
                aliases: &["lambda"],
                default: Some("0.5"),
                meaning: "the threshold λ, a finite number, 0 or above",
            },
            Parameter {
                name: "bias",
                aliases: &[],
                default: Some("0"),
                meaning: "what is taken off on the right and added on the left, any finite number; above λ the function falls at the threshold",
            },
        ],
        settings: &["1.5, 1.5", "0.1, -0.3", "0, 1000"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[-0.5, 0.5],
        landmarks: &[0.0, 1.0, 3.0],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Shrink::new(arguments.number("lambd", 0.5)?, arguments.number("bias", 0.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("lambd", Argument::Number(self.lambd)), ("bias", Argument::Number(self.bias))]
    }
}

impl Elementwise for Shrink {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [lambd, bias] = [self.lambd, self.bias].map(N::parameter);
        // At a kink the branch that is picked decides the slope: 0 at −λ and at λ.
        x.if_above(lambd, x - bias, (-lambd).if_above(x, x + bias, N::from(0.0)))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let magnitude = x.abs();
        let [lambd, bias] = [self.lambd, self.bias].map(F::lit);
        let moved = Double::two_sum(x, F::select(x.gt(F::ZERO), -bias, bias));
        // At ±∞ the low word is no number.
        let moved = Double::select(moved.hi.abs().lt(F::INFINITY), moved, Double::exact(moved.hi));
        Double::select(magnitude.gt(lambd), moved, Double::lit(0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.abs().gt(F::lit(self.lambd)), F::lit(1.0), F::ZERO))
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([f64::INFINITY, 0.0]))
    }
}
