//! # Clamped SwiGLU
//!
//! swiglu_clamped(a, b) = g·σ(αg)·(u + 1), with g = min(a, L) and u = b cut off at −L and L: the gate of
//! gpt-oss
//!
//! a is the gate and b the linear part. (The weights of gpt-oss have the two in turn, not in halves:
//! take every second column of each.)

use super::unit::{AXIS, GATED, factor};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::silu;
use crate::number::{Double, Float, Real};
use crate::page::{Gated, Info, Page, Parameter, Reference, finite, refused};

/// A linear unit plus 1, gated by SiLU, both cut off.
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwigluClamped {
    alpha: f64,
    limit: f64,
    axis: isize,
}

impl SwigluClamped {
    /// Over the halves of this axis, with this α (1.702 in gpt-oss) and this limit (7 there).
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless both are finite, and the limit is positive.
    pub fn new(alpha: f64, limit: f64, axis: isize) -> Result<Self> {
        let (alpha, limit) = (finite::<Self>("alpha", alpha)?, finite::<Self>("limit", limit)?);
        if limit <= 0.0 {
            return Err(refused::<Self>(format!("limit = {limit}; expected a number above 0")));
        }
        Ok(SwigluClamped { alpha, limit, axis })
    }
}

impl Default for SwigluClamped {
    fn default() -> Self {
        SwigluClamped { alpha: 1.702, limit: 7.0, axis: -1 }
    }
}

impl Page for SwigluClamped {
    const INFO: Info = Info {
        name: "swiglu_clamped",
        aliases: &["swiglu_oai", "gpt_oss_glu"],
        formula: "swiglu_clamped(a, b) = g·σ(alpha·g)·(u + 1), g = min(a, limit), u = min(max(b, −limit), \
                  limit)",
        derivative: "∂/∂a = silu′(g)·(u + 1) for a < limit, 0 above; ∂/∂b = silu(g) for −limit < b < limit, \
                     0 elsewhere",
        origin: &[Reference {
            text: "OpenAI, gpt-oss-120b and gpt-oss-20b model card (2025)",
            url: "https://arxiv.org/abs/2508.10925",
        }],
        good: "no outlier grows through it, so that it can be computed in a few bits",
        bad: "no gradient beyond the limits",
        hard: "u + 1 rounds, and cancels near −1; it is kept as a pair",
        parameters: &[
            Parameter {
                name: "alpha",
                aliases: &[],
                default: Some("1.702"),
                meaning: "what the sigmoid's argument is multiplied by, any finite number",
            },
            Parameter {
                name: "limit",
                aliases: &[],
                default: Some("7"),
                meaning: "where both are cut off, above 0",
            },
            AXIS,
        ],
        settings: &["alpha=1, limit=3"],
        ..GATED
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let alpha = arguments.number("alpha", 1.702)?;
        let limit = arguments.number("limit", 7.0)?;
        SwigluClamped::new(alpha, limit, arguments.axis_or("axis", -1)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![
            ("alpha", Argument::Number(self.alpha)),
            ("limit", Argument::Number(self.limit)),
            ("axis", Argument::Integer(self.axis as i128)),
        ]
    }
}

impl Gated for SwigluClamped {
    const LOOKS_UP: bool = true;

    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        let (one, limit) = (N::from(1.0), N::parameter(self.limit));
        // Nothing passes at a limit itself.
        let gate = limit.if_above(a, a, limit);
        let below = limit.if_above(b, b, limit);
        let unit = b.if_above(-limit, below, -limit);
        gate / (one + (-(N::parameter(self.alpha) * gate)).exp()) * (unit + one)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        let limit = F::lit(self.limit);
        let gate = F::select(a.lt(limit), a, limit);
        let silu = silu::value(gate, self.alpha);
        let unit = Double::two_sum(cut(b, limit), F::lit(1.0));
        regular(silu, unit)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        let limit = F::lit(self.limit);
        let gate = F::select(a.lt(limit), a, limit);
        let silu = silu::value(gate, self.alpha);
        let slope = silu::slope(gate, self.alpha);
        let unit = Double::two_sum(cut(b, limit), F::lit(1.0));
        let zero = Double::exact(F::ZERO);
        let by_a = Double::select(a.lt(limit), regular(slope, unit), zero);
        let inside = b.lt(limit) & b.gt(-limit);
        [by_a, Double::select(inside, factor(silu), zero)]
    }
}

/// Cut off at −limit and limit.
#[inline(always)]
fn cut<F: Float>(x: F, limit: F) -> F {
    let below = F::select(x.lt(limit), x, limit);
    F::select(below.gt(-limit), below, -limit)
}

/// The product of two pairs; where it is 0, the high word is all of it.
#[inline(always)]
fn regular<F: Float>(a: Double<F>, b: Double<F>) -> Double<F> {
    let a = factor(a);
    let plain = Double::exact(a.hi * b.hi);
    Double::select(plain.hi.eq(F::ZERO), plain, a * b)
}
