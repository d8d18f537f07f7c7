//! # Soft shrinkage
//!
//! softshrink(x) = sign(x) · max(|x| − λ, 0); its slope is 1 for |x| > λ, and 0 elsewhere

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Keras, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
    refused,
};

/// Soft shrinkage: x moved towards 0, and 0 near 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softshrink {
    lambd: f64,
}

impl Softshrink {
    /// With this threshold; PyTorch's default is 0.5.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite and not below 0.
    pub fn new(lambd: f64) -> Result<Self> {
        let lambd = finite::<Self>("lambd", lambd)?;
        if lambd < 0.0 {
            return Err(refused::<Self>(format!("lambd = {lambd}; expected 0 or above")));
        }
        Ok(Softshrink { lambd })
    }
}

impl Default for Softshrink {
    fn default() -> Self {
        Softshrink { lambd: 0.5 }
    }
}

impl Page for Softshrink {
    const INFO: Info = Info {
        name: "softshrink",
        aliases: &["soft_thresholding"],
        names: &[
            Name::of(PyTorch, "nn.Softshrink"),
            Name::of(PyTorch, "F.softshrink"),
            Name::of(Keras, "soft_shrink").noting("its threshold is lambd here"),
        ],
        kind: Kind::Element,
        formula: "softshrink(x) = x − lambd for x > lambd, x + lambd for x < −lambd, 0 between",
        derivative: "softshrink′(x) = 1 for |x| > lambd, 0 elsewhere",
        origin: &[Reference {
            text: "D. L. Donoho, De-noising by soft-thresholding (1995)",
            url: "https://doi.org/10.1109/18.382009",
        }],
        good: "sparse codes without a jump: the step that makes weights exactly 0 in the lasso",
        bad: "what it keeps is too small by λ",
        hard: "one difference, rounded once; near λ it is exact",
        parameters: &[Parameter {
            name: "lambd",
            aliases: &["lambda", "threshold"],
            default: Some("0.5"),
            meaning: "the threshold λ, a finite number, 0 or above",
        }],
        settings: &["0.1", "0", "1000"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: true,
        kinks: &[-0.5, 0.5],
        landmarks: &[0.0, 1.0],
        claim: Claim { value: 0.5, slope: Some(0.0) },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Softshrink::new(arguments.number("lambd", 0.5)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("lambd", Argument::Number(self.lambd))]
    }
}

impl Elementwise for Softshrink {
    fn definition<N: Real>(&self, x: N) -> N {
        let (lambd, zero) = (N::parameter(self.lambd), N::from(0.0));
        // At a kink the branch that is picked decides the slope: 0 at −λ and at λ.
        x.if_above(lambd, x - lambd, (-lambd).if_above(x, x + lambd, zero))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let (magnitude, lambd) = (x.abs(), F::lit(self.lambd));
        let rest = Double::two_sum(magnitude, -lambd);
        let rest = Double::select(magnitude.lt(F::INFINITY), rest, Double::exact(magnitude));
        Double::select(magnitude.gt(lambd), rest, Double::lit(0.0)).with_sign_of(x)
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
