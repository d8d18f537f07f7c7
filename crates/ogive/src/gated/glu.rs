//! # Gated linear unit
//!
//! glu(a, b) = a·σ(b): b decides how much of a passes

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::functions::sigmoid::Sigmoid;
use crate::math::power;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, PyTorch};
use crate::page::{Claim, Elementwise, Gated, Info, Keeps, Kind, Name, Page, Parameter, Reference};

/// The gated linear unit, a·σ(b).
///
/// The first half of the axis, or the first array, is a.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glu {
    axis: isize,
}

impl Glu {
    /// Over the halves of this axis; −1 is the last. That the array has it, and that its length is even, is
    /// checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Glu { axis }
    }
}

impl Default for Glu {
    fn default() -> Self {
        Glu::new(-1)
    }
}

impl Page for Glu {
    const INFO: Info = Info {
        name: "glu",
        aliases: &["gated_linear_unit"],
        names: &[
            Name::of(PyTorch, "nn.GLU"),
            Name::of(PyTorch, "F.glu"),
            Name::of(Jax, "glu"),
            Name::of(Keras, "glu"),
        ],
        kind: Kind::Gated,
        formula: "glu(a, b) = a·σ(b)",
        derivative: "∂/∂a = σ(b); ∂/∂b = a·σ′(b)",
        origin: &[Reference {
            text: "Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling with gated convolutional networks (2016)",
            url: "https://arxiv.org/abs/1612.08083",
        }],
        good: "a gradient path through a that does not vanish, beside the gate",
        bad: "half of what was computed only gates",
        hard: "nothing beyond the sigmoid itself; the product is rounded once; where the sigmoid itself is subnormal, so are its digits",
        parameters: &[AXIS],
        settings: &[],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.05, slope: Some(1.05) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Glu::new(arguments.axis_or("axis", -1)?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Gated for Glu {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, a: N, b: N) -> N {
        a * Sigmoid.definition(b)
    }

    #[inline(always)]
    fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
        product(Elementwise::value(&Sigmoid, b), a)
    }

    #[inline(always)]
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
        let [by_b, by_a] =
            slopes(Elementwise::value(&Sigmoid, b), Elementwise::slope(&Sigmoid, b), a);
        [by_a, by_b]
    }
}

/// The axis parameter, which every gated function has.
pub(super) const AXIS: Parameter = Parameter {
    name: "axis",
    aliases: &["dim"],
    default: Some("-1"),
    meaning: "the axis along which one array holds both halves, of even length; -1 is the last",
};

/// A number that an activation of another one gates, and the slopes of the product: the activation's
/// value and slope, times the number.
#[inline(always)]
pub(super) fn slopes<F: Float>(value: Double<F>, slope: Double<F>, gated: F) -> [Double<F>; 2] {
    [product(slope, gated), factor(value)]
}

/// A value as a factor. Where an activation is next to 0, its low word may tell its side of a tie and
/// no more; what a product needs is then in the high word alone.
#[inline(always)]
pub(super) fn factor<F: Float>(pair: Double<F>) -> Double<F> {
    let magnitude = pair.hi.abs();
    let told = pair.lo.abs().gt(magnitude * F::lit(power(-20)));
    let tiny = magnitude.lt(F::lit(F::SMALLEST * power(40)));
    Double { hi: pair.hi, lo: F::select(told | tiny, F::lit(-0.0), pair.lo) }
}

/// The pair times the number; where that is 0 or infinite, the high word is all of it.
#[inline(always)]
pub(super) fn product<F: Float>(pair: Double<F>, number: F) -> Double<F> {
    let pair = factor(pair);
    let plain = Double::exact(pair.hi * number);
    let magnitude = plain.hi.abs();
    let regular = magnitude.gt(F::ZERO) & magnitude.lt(F::INFINITY);
    Double::select(regular, pair * number, plain)
}
