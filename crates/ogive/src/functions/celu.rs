//! # CELU
//!
//! celu(x) = x for x > 0, α(e^(x/α) − 1) elsewhere; its slope is 1 and e^(x/α)
//!
//! The quotient x/α is a pair. Where it is tiny, celu(x) is x.

use super::elu::{elu_of_one, elu_of_one_slope};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{Factor, exp_parts, expm1_parts};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, refused,
};

/// Continuously differentiable exponential linear unit: ELU with slope 1 at 0 for every α.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Celu {
    alpha: f64,
}

impl Celu {
    /// With this α; PyTorch's default is 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless |α| is from 1e−30 to 1e30.
    pub fn new(alpha: f64) -> Result<Self> {
        match (1e-30..=1e30).contains(&alpha.abs()) {
            true => Ok(Celu { alpha }),
            false => Err(refused::<Self>(format!(
                "alpha = {alpha}; expected a number from 1e-30 to 1e30, or its negative"
            ))),
        }
    }

    /// x/α; a quotient that is very large has no low word.
    #[inline(always)]
    fn quotient<F: Float>(&self, x: F) -> Double<F> {
        let alpha = Double::lit(self.alpha);
        let rough = x * (F::lit(1.0) / alpha.hi);
        let moderate = rough.abs().lt(F::lit(F::WIDE));
        Double::select(moderate, Double::exact(x) / alpha, Double::exact(rough))
    }
}

impl Default for Celu {
    fn default() -> Self {
        Celu { alpha: 1.0 }
    }
}

impl Page for Celu {
    const INFO: Info = Info {
        name: "celu",
        aliases: &["continuously_differentiable_elu"],
        names: &[
            Name::of(PyTorch, "nn.CELU"),
            Name::of(PyTorch, "F.celu"),
            Name::of(Jax, "celu"),
            Name::of(Keras, "celu"),
            Name::of(Onnx, "Celu"),
        ],
        kind: Kind::Element,
        formula: "celu(x) = max(0, x) + min(0, alpha·(e^(x/alpha) − 1))",
        derivative: "celu′(x) = 1 for x > 0, e^(x/alpha) for x ≤ 0",
        origin: &[Reference {
            text: "J. T. Barron, Continuously differentiable exponential linear units (2017)",
            url: "https://arxiv.org/abs/1704.07483",
        }],
        good: "as ELU, but the slope is continuous and at most 1 for every alpha above 0",
        bad: "costs an exponential, and a division by alpha",
        hard: "e^z − 1 as written loses all digits just below 0; a rounded x/alpha loses some far \
               from it",
        parameters: &[Parameter {
            name: "alpha",
            aliases: &[],
            default: Some("1"),
            meaning: "minus the value at −∞; 1e-30 to 1e30, or the negative of such a number, with \
                      which the left side falls exponentially to −∞",
        }],
        settings: &["0.3", "25", "-2"],
        range: (-1.0, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[
            0.34657, 17.3287, 37.0, 69.0, 87.33655, 103.97208, 177.445_68, 708.3964, 745.1332,
            8.67e-19,
        ],
        claim: Claim { value: 0.83, slope: Some(0.79) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Celu::new(arguments.number("alpha", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("alpha", Argument::Number(self.alpha))]
    }
}

impl Elementwise for Celu {
    fn definition<N: Real>(&self, x: N) -> N {
        let alpha = N::parameter(self.alpha);
        // On the left the second term is never above 0, whatever the sign of α.
        x.if_above(N::from(0.0), x, alpha * ((x / alpha).exp() - N::from(1.0)))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        if self.alpha == 1.0 {
            return elu_of_one(x);
        }
        let z = self.quotient(x);
        let left = expm1_parts(z).times(Factor::of(F::lit(self.alpha))).value();
        let tiny = z.hi.abs().lt(F::lit(f64::EPSILON / 256.0));
        Double::select(x.gt(F::ZERO) | tiny, Double::exact(x), left)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        if self.alpha == 1.0 {
            return elu_of_one_slope(x);
        }
        let left = exp_parts(self.quotient(x)).value();
        Double::select(x.gt(F::ZERO), Double::lit(1.0), left)
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        (self.alpha == 1.0).then_some(Celu { alpha: 1.0 })
    }

    fn value_tells_slope(&self) -> bool {
        // For a negative α, the left side does not lie below the right one.
        self.alpha > 0.0
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        let [one, alpha] = [1.0, self.alpha].map(F::lit);
        F::select(y.gt(F::ZERO), one, y / alpha + one)
    }
}
