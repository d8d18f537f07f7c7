//! # ELU
//!
//! elu(x) = x for x > 0, α(e^x − 1) elsewhere; its slope is 1 and α·e^x
//!
//! e^x − 1 is not computed from e^x, which would lose all digits just below 0. There it is x.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{Factor, exp_below_zero, exp_parts, expm1_below_zero, expm1_parts};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, finite,
};

/// Exponential linear unit: x on the right, an exponential that falls to −α on the left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu {
    alpha: f64,
}

impl Elu {
    /// With this α; PyTorch's default is 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless α is finite.
    pub fn new(alpha: f64) -> Result<Self> {
        Ok(Elu { alpha: finite::<Self>("alpha", alpha)? })
    }
}

impl Default for Elu {
    fn default() -> Self {
        Elu { alpha: 1.0 }
    }
}

impl Page for Elu {
    const INFO: Info = Info {
        name: "elu",
        aliases: &["exponential_linear_unit"],
        names: &[
            Name::of(PyTorch, "nn.ELU"),
            Name::of(PyTorch, "F.elu"),
            Name::of(Jax, "elu"),
            Name::of(Keras, "elu"),
            Name::of(Keras, "ELU"),
            Name::of(Onnx, "Elu"),
        ],
        kind: Kind::Element,
        formula: "elu(x) = x for x > 0, alpha·(e^x − 1) for x ≤ 0",
        derivative: "elu′(x) = 1 for x > 0, alpha·e^x for x ≤ 0",
        origin: &[Reference {
            text: "D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network \
                   learning by exponential linear units (2015)",
            url: "https://arxiv.org/abs/1511.07289",
        }],
        good: "negative values bring the mean near 0, and the left side levels off under noise",
        bad: "costs an exponential, and its slope jumps at 0 unless alpha is 1",
        hard: "e^x − 1 as written loses all digits just below 0",
        parameters: &[Parameter {
            name: "alpha",
            aliases: &[],
            default: Some("1"),
            meaning: "minus the value at −∞ and the slope at 0, any finite number; if negative, \
                      the left side lies above 0 and falls",
        }],
        settings: &["0.3", "25", "0"],
        range: (-1.0, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[
            0.34657, 17.3287, 37.0, 69.0, 87.33655, 103.97208, 708.3964, 745.1332, 8.67e-19,
        ],
        claim: Claim { value: 0.83, slope: Some(0.79) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Elu::new(arguments.number("alpha", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("alpha", Argument::Number(self.alpha))]
    }
}

impl Elementwise for Elu {
    fn definition<N: Real>(&self, x: N) -> N {
        let left = N::parameter(self.alpha) * (x.exp() - N::from(1.0));
        x.if_above(N::from(0.0), x, left)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        if self.alpha == 1.0 {
            return elu_of_one(x);
        }
        let alpha = F::lit(self.alpha);
        let far = expm1_parts(Double::exact(x)).times(Factor::of(alpha)).value();
        // α(x + x²/2): the square alone tells on which side of α·x it lies, if that is exact.
        let near = Double::product_and_side(alpha, x);
        let side = F::select(near.lo.eq(F::ZERO), F::lit(1e-30).copysign(alpha), near.lo);
        let tiny = x.gt(F::lit(-f64::EPSILON / 256.0));
        let left = Double::select(tiny, Double { hi: near.hi, lo: side }, far);
        Double::select(x.gt(F::ZERO), Double::exact(x), left)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        if self.alpha == 1.0 {
            return elu_of_one_slope(x);
        }
        let left = exp_parts(Double::exact(x)).times(Factor::of(F::lit(self.alpha))).value();
        Double::select(x.gt(F::ZERO), Double::lit(1.0), left)
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        (self.alpha == 1.0).then_some(Elu { alpha: 1.0 })
    }

    fn value_tells_slope(&self) -> bool {
        // For an α that is not positive, the left side does not lie below the right one.
        self.alpha > 0.0
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        let [one, alpha] = [1.0, self.alpha].map(F::lit);
        F::select(y.gt(F::ZERO), one, y + alpha)
    }
}

/// The value for α = 1, which is everyone's default; celu's, too.
#[inline(always)]
pub(super) fn elu_of_one<F: Float>(x: F) -> Double<F> {
    // Just below 0, x + x²/2 is x, and no tie is near.
    let straight = x.gt(F::lit(-f64::EPSILON / 256.0));
    Double::select(straight, Double::exact(x), expm1_below_zero(x))
}

/// Its slope.
#[inline(always)]
pub(super) fn elu_of_one_slope<F: Float>(x: F) -> Double<F> {
    Double::select(x.gt(F::ZERO), Double::lit(1.0), exp_below_zero(x).value())
}
