//! # Hard sigmoid of ONNX
//!
//! onnx_hardsigmoid(x) = max(0, min(1, α·x + β)): a line of any slope, cut off at 0 and 1
//!
//! Computed as a pair α·x + β, which also tells exactly on which side of 0 and 1 the line is.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::Onnx;
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
};

/// ONNX's hard sigmoid: a line, cut off at 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnnxHardSigmoid {
    alpha: f64,
    beta: f64,
}

impl OnnxHardSigmoid {
    /// With the line `alpha`·x + `beta`; ONNX's defaults are 0.2 and 0.5.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite.
    pub fn new(alpha: f64, beta: f64) -> Result<Self> {
        Ok(OnnxHardSigmoid {
            alpha: finite::<Self>("alpha", alpha)?,
            beta: finite::<Self>("beta", beta)?,
        })
    }
}

/// The line, and where it is above 0 and below 1.
struct Line<F: Float> {
    line: Double<F>,
    above_0: F::Mask,
    below_1: F::Mask,
}

impl OnnxHardSigmoid {
    #[inline(always)]
    fn line<F: Float>(self, x: F) -> Line<F> {
        let [alpha, beta, zero, one] = [self.alpha, self.beta, 0.0, 1.0].map(F::lit);
        // A flat line is flat at ±∞ too.
        let x = F::select(alpha.eq(zero), zero, x);
        let product = Double::product_and_side(alpha, x);
        let sum = Double::two_product(alpha, x) + beta;
        let Double { hi, lo } = Double::select(beta.eq(zero), product, sum);
        // Where the product overflows, the pair is none; this tells the side.
        let rough = alpha.fma(x, beta);
        let near = rough.abs().lt(F::lit(2.0));
        let under_1 = hi.lt(one) | (hi.eq(one) & lo.lt(zero));
        Line {
            line: Double { hi, lo },
            above_0: (near & hi.gt(zero)) | (!near & rough.gt(zero)),
            below_1: (near & under_1) | (!near & rough.lt(zero)),
        }
    }
}

impl Default for OnnxHardSigmoid {
    fn default() -> Self {
        OnnxHardSigmoid { alpha: 0.2, beta: 0.5 }
    }
}

impl Page for OnnxHardSigmoid {
    const INFO: Info = Info {
        name: "onnx_hardsigmoid",
        aliases: &["hard_sigmoid_onnx"],
        names: &[Name::of(Onnx, "HardSigmoid")
            .noting("PyTorch’s hardsigmoid is exported as this with alpha=1/6")],
        kind: Kind::Element,
        formula: "onnx_hardsigmoid(x) = max(0, min(1, alpha·x + beta))",
        derivative: "onnx_hardsigmoid′(x) = alpha where 0 < alpha·x + beta < 1, 0 elsewhere",
        origin: &[Reference {
            text: "M. Courbariaux, Y. Bengio, J.-P. David, BinaryConnect: training deep neural networks with binary weights during propagations (2015)",
            url: "https://arxiv.org/abs/1511.00363",
        }],
        good: "in [0, 1] like the sigmoid, without an exponential, and as steep as wanted",
        bad: "no gradient at all passes where the line is cut off",
        hard: "α·x + β rounded may be 0 or 1 where the exact line is not yet, and then the slope is wrong; near its zero the rounded product leaves no digit right",
        parameters: &[
            Parameter {
                name: "alpha",
                aliases: &[],
                default: Some("0.2"),
                meaning: "the slope of the line, any finite number; a negative one makes the function fall",
            },
            Parameter {
                name: "beta",
                aliases: &[],
                default: Some("0.5"),
                meaning: "the value of the line at 0, any finite number",
            },
        ],
        settings: &["1/6, 0.5", "-0.3, 0.1", "1, 0"],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[-2.5, 2.5],
        landmarks: &[0.0],
        claim: Claim { value: 0.51, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        OnnxHardSigmoid::new(arguments.number("alpha", 0.2)?, arguments.number("beta", 0.5)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("alpha", Argument::Number(self.alpha)), ("beta", Argument::Number(self.beta))]
    }
}

impl Elementwise for OnnxHardSigmoid {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one] = [0.0, 1.0].map(N::from);
        let line = N::parameter(self.alpha) * x + N::parameter(self.beta);
        // At a kink the branch that is picked decides the slope: 0 where the line meets 0 and 1.
        line.if_above(zero, one.if_above(line, line, one), zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let Line { line, above_0, below_1 } = self.line(x);
        let right = Double::select(below_1, line, Double::lit(1.0));
        Double::select(above_0, right, Double::lit(0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let Line { above_0, below_1, .. } = self.line(x);
        Double::exact(F::select(above_0 & below_1, F::lit(self.alpha), F::ZERO))
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        // Where the line is halfway up; a level line has slope 0 everywhere.
        let middle = (0.5 - self.beta) / self.alpha;
        let inside = if self.alpha == 0.0 { 0.0 } else { middle };
        Some(TwoSlopes::At([inside, f64::NEG_INFINITY]))
    }
}
