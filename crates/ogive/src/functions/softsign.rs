//! # Softsign
//!
//! softsign(x) = x / (1 + |x|), softsign′(x) = 1 / (1 + |x|)²
//!
//! From 2^100 on, the value is 1 to more digits than any type has. Where the slope is far below 1,
//! 1 + |x| is made smaller by a power of two first, and the result brought down last.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::power;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Softsign, x / (1 + |x|).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softsign;

impl Page for Softsign {
    const INFO: Info = Info {
        name: "softsign",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.Softsign"),
            Name::of(PyTorch, "F.softsign"),
            Name::of(Jax, "soft_sign"),
            Name::of(Keras, "softsign"),
            Name::of(Onnx, "Softsign"),
        ],
        kind: Kind::Element,
        formula: "softsign(x) = x / (1 + |x|)",
        derivative: "softsign′(x) = 1 / (1 + |x|)²",
        origin: &[Reference {
            text: "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)",
            url: "https://proceedings.mlr.press/v9/glorot10a.html",
        }],
        good: "like tanh, but it comes to its ends slowly, so that a little gradient is left far out; no exponential",
        bad: "its slope has a sharp peak at 0, and it is hardly used any more",
        hard: "1 + |x| rounds, and the slope rounds three times more; 1/(1 + |x|)² leaves the normal numbers before x does. ∞/∞ must not become NaN",
        parameters: &[],
        settings: &[],
        range: (-1.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0,
            4294967296.0,
            1.3e19,
            2.7e22,
            1.2676506002282294e30,
            1.157920892373162e77,
            4.7e153,
            6.7e161,
        ],
        claim: Claim { value: 0.51, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Softsign)
    }
}

impl Elementwise for Softsign {
    fn definition<N: Real>(&self, x: N) -> N {
        x / (N::from(1.0) + x.abs())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let magnitude = at_most(x.abs(), power(100));
        let one_more = Double::two_sum(magnitude, F::lit(1.0));
        (Double::exact(magnitude) / one_more).with_sign_of(x)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        // Beyond the limit the slope is 0 in any type.
        let magnitude = at_most(x.abs(), power(F::HOLD + 36));
        let far = magnitude.gt(F::lit(power(F::HOLD / 2)));
        let down = F::lit(power(-F::HOLD));
        let scale = F::select(far, down, F::lit(1.0));
        let held = Double::two_sum(magnitude * scale, scale).square().recip();
        // In one step, so that it is rounded once; then the low word has no room left.
        let brought_down = Double::exact(held.hi * (down * down));
        Double::select(far, brought_down, held)
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        let rest = F::lit(1.0) - y.abs();
        rest * rest
    }
}

#[inline(always)]
fn at_most<F: Float>(x: F, ceiling: f64) -> F {
    let ceiling = F::lit(ceiling);
    F::select(x.lt(ceiling), x, ceiling)
}
