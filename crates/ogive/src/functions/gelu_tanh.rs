//! # GELU, the tanh form
//!
//! gelu_tanh(x) = ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))) = x·σ(v(x)), v(x) = 2√(2/π)·(x + 0.044715x³)
//!
//! 0.044715 is the nearest `f64` to that decimal; √(2/π) is meant exactly, and v is a pair.
//!
//! With y = |x| and e = e^−v(y), the slope is S on the left and 1 − S on the right, where S = e·(1 + e − y·v′(y))/(1 + e)², and
//! y·v′(y) is v and twice its cubic term. S is 0 at y = 0.75246…; within 1/8 of that, it is computed from the distance to that zero (see
//! [`crate::math::roots`]). Beyond, the pairs have digits enough.
//!
//! In `f32` both are by [intervals](crate::math::interval) as far as those reach.

use super::gelu::{gated, no_more_than, within};
use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::interval::{Within, tables};
use crate::math::{exp_quotient, logistic};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// GELU in its tanh form, an approximation of it that is in use as a function of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeluTanh;

impl Page for GeluTanh {
    const INFO: Info = Info {
        name: "gelu_tanh",
        aliases: &["gelu_new", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate"],
        names: &[
            Name::of(Jax, "gelu").noting("with approximate=False it is gelu"),
            Name::of(HuggingFace, "gelu_new"),
            Name::of(HuggingFace, "gelu_pytorch_tanh"),
            Name::of(HuggingFace, "gelu_python_tanh"),
            Name::of(HuggingFace, "gelu_accurate"),
            Name::of(HuggingFace, "gelu_fast").noting("writes √(2/π) as 0.7978845608"),
        ],
        kind: Kind::Element,
        formula: "gelu_tanh(x) = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))",
        derivative: "gelu_tanh′(x) = σ(v) + x·σ(v)·σ(−v)·v′, v = 2√(2/π)·(x + 0.044715·x³)",
        origin: &[Reference {
            text: "D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016)",
            url: "https://arxiv.org/abs/1606.08415",
        }],
        good: "within 0.0005 of GELU and without erf; what GPT-2 and many models after it were \
               trained with",
        bad: "not monotone, like GELU; its slope is that of this form, not GELU's",
        hard: "1 + tanh loses all digits on the left; x³ overflows, and then the slope of the plain \
               formula is 0·∞; the slope has a root at −0.7525",
        parameters: &[],
        settings: &[],
        // The minimum, −0.17004075057125405…, rounded down.
        range: (-0.170_040_750_571_255, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            -0.752461422071016, // the minimum, where the slope is 0
            -0.627461422071016, // within 1/8 of it, S is computed by a polynomial
            -0.877461422071016,
            0.752461422071016,
            0.627461422071016,
            0.877461422071016,
            -1.4185040087908284, // the least slope
            1.4185040087908284,  // the largest
            4.5,
            -9.6722052, // here e begins to be held up, in f32 and in f64
            -21.0589206,
            -10.100637, // here the value becomes subnormal, and the slope a little farther out
            -10.25,
            -21.17688,
            -21.25,
            -10.770868, // and here they become 0
            -10.89,
            -21.547075,
            -21.65,
            -11.0,
            11.0,
            -22.0,
            22.0,
            6.98e12, // here x³ overflows in f32, and in f64
            -6.98e12,
            5.6e102,
            8.673617e-19, // 2^−60
            -8.673617e-19,
        ],
        claim: Claim { value: 0.79, slope: Some(0.99) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(GeluTanh)
    }
}

impl Elementwise for GeluTanh {
    const BY_INTERVAL: [bool; 2] = [true, true];
    const LOOKS_UP: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [half, one, two, cubic] = [0.5, 1.0, 2.0, 0.044715].map(N::from);
        let u = (two / N::pi()).sqrt() * (x + cubic * x * x.square());
        half * x * (one + u.tanh())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let end = F::lit(F::GATE_CLOSES);
        let y = within(x, end);
        let v = cubic_term(y).and(pair(F::GATE)).by_word(y.copysign(x));
        gated(x, logistic(v).times(y).with_sign_of(x), end)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let y = no_more_than(x.abs(), F::lit(F::GATE_CLOSES));
        let cubic = cubic_term(y);
        let v = cubic.and(pair(F::GATE)).by_word(y);
        let twice = cubic.by_word(y + y);
        let (near, beside) = F::GELU_TANH.beside(y, None);
        let left = exp_quotient(-v).slope_of_gated(v.and(twice));
        let left = Double::select(near, beside, left);
        Double::select(x.lt(F::ZERO), left, (-left).added_to(F::lit(1.0)))
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        Some(GeluTanh)
    }

    #[inline(always)]
    fn value_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::gated(&tables::GELU_TANH, x)
    }

    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::complementary(&tables::GELU_TANH_SLOPE, x)
    }
}

/// 2√(2/π)·0.044715·y², which is v(y)/y without its constant.
#[inline(always)]
fn cubic_term<F: Float>(y: F) -> Double<F> {
    Double::two_product(y, y).by(pair(F::GATE_CUBE))
}

#[inline(always)]
fn pair<F: Float>([hi, lo]: [f64; 2]) -> Double<F> {
    Double { hi: F::lit(hi), lo: F::lit(lo) }
}
