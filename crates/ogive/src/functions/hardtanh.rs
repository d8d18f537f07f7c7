//! # Hard tanh
//!
//! hardtanh(x) = min(max(x, min_val), max_val); its slope is 1 between the two, and 0 elsewhere
//!
//! With other ends than −1 and 1 it is what other libraries call clip or clamp.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, TwoSlopes, finite,
    refused,
};

/// Hard tanh: x, cut off at a lowest and a highest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hardtanh {
    min_val: f64,
    max_val: f64,
}

impl Hardtanh {
    /// Cut off at `min_val` and `max_val`; PyTorch's defaults are −1 and 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite and `min_val` is the
    /// smaller one.
    pub fn new(min_val: f64, max_val: f64) -> Result<Self> {
        let min_val = finite::<Self>("min_val", min_val)?;
        let max_val = finite::<Self>("max_val", max_val)?;
        if min_val >= max_val {
            return Err(refused::<Self>(format!(
                "min_val = {min_val} is not below max_val = {max_val}; expected min_val < max_val"
            )));
        }
        Ok(Hardtanh { min_val, max_val })
    }
}

impl Default for Hardtanh {
    fn default() -> Self {
        Hardtanh { min_val: -1.0, max_val: 1.0 }
    }
}

impl Page for Hardtanh {
    const INFO: Info = Info {
        name: "hardtanh",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Hardtanh"),
            Name::of(PyTorch, "F.hardtanh"),
            Name::of(Jax, "hard_tanh"),
            Name::of(Keras, "hard_tanh"),
        ],
        kind: Kind::Element,
        formula: "hardtanh(x) = min_val for x ≤ min_val, x between, max_val for x ≥ max_val",
        derivative: "hardtanh′(x) = 1 for min_val < x < max_val, 0 elsewhere",
        origin: &[Reference {
            text: "R. Collobert and others, Natural language processing (almost) from scratch (2011)",
            url: "https://arxiv.org/abs/1103.0398",
        }],
        good: "the shape of tanh in three straight lines, for next to no work",
        bad: "no gradient at all passes outside of the ends",
        hard: "nothing in it rounds; a clamp made of the machine’s min and max loses NaN, and the slope at both ends is 0",
        parameters: &[
            Parameter {
                name: "min_val",
                aliases: &["min_value"],
                default: Some("-1"),
                meaning: "the lowest value, any finite number below max_val",
            },
            Parameter {
                name: "max_val",
                aliases: &["max_value"],
                default: Some("1"),
                meaning: "the highest value, any finite number above min_val",
            },
        ],
        settings: &["0, 6", "-0.1, 0.3", "2, 30000"],
        range: (-1.0, 1.0),
        monotone: true,
        kinks: &[-1.0, 1.0],
        landmarks: &[0.0],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Hardtanh::new(arguments.number("min_val", -1.0)?, arguments.number("max_val", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![
            ("min_val", Argument::Number(self.min_val)),
            ("max_val", Argument::Number(self.max_val)),
        ]
    }
}

impl Elementwise for Hardtanh {
    fn definition<N: Real>(&self, x: N) -> N {
        let [min, max] = [self.min_val, self.max_val].map(N::parameter);
        // At a kink the branch that is picked decides the slope: 0 at both ends.
        x.if_above(min, max.if_above(x, x, max), min)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let [min, max] = [self.min_val, self.max_val].map(F::lit);
        let below_max = F::select(x.lt(max), x, max);
        Double::exact(F::select(x.gt(min), below_max, min))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let [min, max] = [self.min_val, self.max_val].map(F::lit);
        Double::exact(F::select(x.gt(min) & x.lt(max), F::lit(1.0), F::ZERO))
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        self.slope(y).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([self.min_val / 2.0 + self.max_val / 2.0, f64::NEG_INFINITY]))
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
