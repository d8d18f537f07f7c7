//! # Hard shrinkage
//!
//! hardshrink(x) = x for |x| > λ, 0 elsewhere; its slope is 1 and 0

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Keras, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
};

/// Hard shrinkage: x, but 0 near 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hardshrink {
    lambd: f64,
}

impl Hardshrink {
    /// With this threshold; PyTorch's default is 0.5.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite.
    pub fn new(lambd: f64) -> Result<Self> {
        Ok(Hardshrink { lambd: finite::<Self>("lambd", lambd)? })
    }
}

impl Default for Hardshrink {
    fn default() -> Self {
        Hardshrink { lambd: 0.5 }
    }
}

impl Page for Hardshrink {
    const INFO: Info = Info {
        name: "hardshrink",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Hardshrink"),
            Name::of(PyTorch, "F.hardshrink"),
            Name::of(Keras, "hard_shrink").noting("its threshold is lambd here"),
        ],
        kind: Kind::Element,
        formula: "hardshrink(x) = x for |x| > lambd, 0 elsewhere",
        derivative: "hardshrink′(x) = 1 for |x| > lambd, 0 elsewhere",
        origin: &[Reference {
            text: "D. L. Donoho, I. M. Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994)",
            url: "https://doi.org/10.1093/biomet/81.3.425",
        }],
        good: "sparse codes: what is small is noise, and what is not stays whole",
        bad: "it jumps at −λ and λ, and the gradient knows nothing of the jumps",
        hard: "nothing in it rounds; NaN, which no comparison finds beyond λ, must stay NaN",
        parameters: &[Parameter {
            name: "lambd",
            aliases: &["lambda", "threshold"],
            default: Some("0.5"),
            meaning: "the threshold λ, any finite number; nothing is cut off below 0",
        }],
        settings: &["0", "0.1", "1000"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[-0.5, 0.5],
        landmarks: &[0.0],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Hardshrink::new(arguments.number("lambd", 0.5)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("lambd", Argument::Number(self.lambd))]
    }
}

impl Elementwise for Hardshrink {
    fn definition<N: Real>(&self, x: N) -> N {
        let (lambd, zero) = (N::parameter(self.lambd), N::from(0.0));
        x.if_above(lambd, x, (-lambd).if_above(x, x, zero))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.abs().gt(F::lit(self.lambd)), x, F::ZERO))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.abs().gt(F::lit(self.lambd)), F::lit(1.0), F::ZERO))
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        F::select(y.eq(F::ZERO), F::ZERO, F::lit(1.0))
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([f64::INFINITY, 0.0]))
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
