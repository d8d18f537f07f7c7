//! # SiLU
//!
//! silu(x) = x·σ(βx), silu′(x) = σ(z)·(1 + z·σ(−z)) with z = βx; β is 1
//!
//! The product z is exact as a pair. With a β near 1, x is small wherever anything of σ(z) is left, and the value is x times the
//! sigmoid, whose power of two is put on x. With any other, e^−|z| is kept as a number near 1 and an exponent, and the value is
//! x/(1 + e) on the right and x·e/(1 + e) on the left: x may be so large that x·e^z is an ordinary number where e^z is none any
//! more. Either way the power is put on last, so that a subnormal result is rounded once.
//!
//! The slope depends on z alone. On the left, with e = e^z, it is e·(1 + e + z)/(1 + e)², and on the right it is what that of −z
//! lacks of 1. It is 0 at z = −1.2785, the minimum of the function; within 1/8 of it, it is computed from the distance to
//! that zero (see [`crate::math::roots`]).
//!
//! In `f32` both are by [intervals](crate::math::interval) as far as those reach, if β is 1.

use super::gelu::no_more_than;
use super::sigmoid::Sigmoid;
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::interval::{Within, tables};
use crate::math::{exp_in_parts, exp_quotient, logistic, power};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Learned, Name, Page, Parameter, Reference, finite,
};

/// Sigmoid linear unit, also known as swish: x·σ(βx).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silu {
    beta: f64,
}

impl Silu {
    /// With this factor inside of the sigmoid; everyone's default is 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite.
    pub fn new(beta: f64) -> Result<Self> {
        Ok(Silu { beta: finite::<Self>("beta", beta)? })
    }
}

impl Default for Silu {
    fn default() -> Self {
        Silu { beta: 1.0 }
    }
}

impl Page for Silu {
    const INFO: Info = Info {
        name: "silu",
        aliases: &["swish"],
        names: &[
            Name::of(PyTorch, "nn.SiLU"),
            Name::of(PyTorch, "F.silu"),
            Name::of(Jax, "silu"),
            Name::of(Jax, "swish"),
            Name::of(Keras, "silu"),
            Name::of(Keras, "swish"),
            Name::of(Onnx, "Swish").noting("since opset 24; its alpha is beta here"),
            Name::of(HuggingFace, "silu"),
            Name::of(HuggingFace, "swish"),
        ],
        kind: Kind::Element,
        formula: "silu(x) = x·σ(beta·x) = x / (1 + e^(−beta·x))",
        derivative: "silu′(x) = σ(z)·(1 + z·σ(−z)) with z = beta·x",
        origin: &[
            Reference {
                text: "S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units for neural \
                       network function approximation in reinforcement learning (2017)",
                url: "https://arxiv.org/abs/1702.03118",
            },
            Reference {
                text: "P. Ramachandran, B. Zoph, Q. V. Le, Searching for activation functions \
                       (2017)",
                url: "https://arxiv.org/abs/1710.05941",
            },
        ],
        good: "smooth, not bounded above, and in deep networks often better than ReLU; the gate of \
               SwiGLU in most language models",
        bad: "an exponential for each element; not monotone, so two inputs may share a value",
        hard: "the slope is 0 at z = −1.2785, where all digits cancel; x·e^x far on the left must \
               be rounded once, and −∞ must give −0, not ∞·0",
        parameters: &[Parameter {
            name: "beta",
            aliases: &["alpha"],
            default: Some("1"),
            meaning: "the factor inside of the sigmoid, any finite number; with 0 the function is \
                      x/2, and the larger it is, the more it is like ReLU",
        }],
        settings: &["0", "-1.3", "1e-30", "1e30"],
        range: (-0.278_464_542_761_073_85, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            -1.278_464_542_761_073_8,
            -1.153_464_542_761_073_8,
            -1.403_464_542_761_073_8,
            2.399_357_280_515_467_7,
            -80.0,
            -91.856_775,
            -108.660_304,
            -700.0,
            -714.968_657_238,
            -751.755_630_414,
        ],
        claim: Claim { value: 0.8, slope: Some(0.97) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Silu::new(arguments.number("beta", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("beta", Argument::Number(self.beta))]
    }
}

impl Elementwise for Silu {
    const BY_INTERVAL: [bool; 2] = [true, true];
    const LOOKS_UP: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        definition(x, N::parameter(self.beta))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        value(x, self.beta)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        slope(x, self.beta)
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        (self.beta == 1.0).then_some(Silu { beta: 1.0 })
    }

    #[inline(always)]
    fn value_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::gated(&tables::LOGISTIC, x)
    }

    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::complementary_within(&tables::SILU_SLOPE, x)
    }
}

impl Learned for Silu {
    const LEARNED: &'static [&'static str] = &["beta"];

    /// x²·σ′(βx)
    #[inline(always)]
    fn slope_by<F: Float>(&self, _: usize, x: F, _: F) -> Double<F> {
        let slope = Elementwise::slope(&Sigmoid, x * F::lit(self.beta));
        let square = Double::exact(slope.hi * x * x);
        Double::select(slope.hi.eq(F::ZERO), Double::exact(F::ZERO), square)
    }
}

/// x·σ(`beta`·x).
pub(crate) fn definition<N: Real>(x: N, beta: N) -> N {
    x / (N::from(1.0) + (-(beta * x)).exp())
}

/// `beta`·x, as far as it matters.
struct Scaled<F: Float> {
    /// Its magnitude, cut off far beyond where anything of e^−|z| is left.
    magnitude: Double<F>,
    /// Is it negative?
    negative: F::Mask,
    /// Is it not cut off?
    near: F::Mask,
}

#[inline(always)]
fn scaled<F: Float>(x: F, beta: F) -> Scaled<F> {
    let z = Double::two_product(x, beta);
    // 0·∞, too, is 0.
    let z = Double::select(beta.eq(F::ZERO), Double::exact(F::ZERO), z);
    let negative = z.hi.lt(F::ZERO);
    let z = Double::select(negative, -z, z);
    let near = z.hi.lt(F::lit(-cut::<F>()));
    let magnitude = Double::select(near, z, Double::lit(-cut::<F>()));
    Scaled { magnitude, negative, near }
}

/// Below this, even the largest number times e^z rounds to 0.
#[inline(always)]
fn cut<F: Float>() -> f64 {
    2.0 * F::FLOOR
}

/// The value for any `beta`, which is the same for all elements: so the way is chosen once.
#[inline(always)]
pub(crate) fn value<F: Float>(x: F, beta: f64) -> Double<F> {
    let near_one = (0.5..=64.0).contains(&beta.abs());
    if near_one { value_near_one(x, beta) } else { value_elsewhere(x, F::lit(beta)) }
}

/// The value for a β near 1, for which x is small wherever anything of σ(βx) is left.
#[inline(always)]
fn value_near_one<F: Float>(x: F, beta: f64) -> Double<F> {
    let z = if beta == 1.0 { Double::exact(x) } else { Double::two_product(x, F::lit(beta)) };
    // Farther left nothing is left, and the sigmoid, whose power is put on last, does not say so.
    let x_near = F::select(z.hi.gt(F::lit(F::FLOOR)), x.abs(), F::ZERO);
    let value = logistic(z).times(x_near).with_sign_of(x);
    let lo = F::select(x.abs().lt(F::lit(SMALL)), F::lit(beta), value.lo);
    // On the right the value is x, and the product could overflow.
    let near = z.hi.lt(F::lit(F::SATURATED));
    Double::select(near, Double { hi: value.hi, lo }, Double::exact(x))
}

/// In magnitude below this, for a β near 1 as for any other if βx is as small, the value is x/2 + βx²/4 with a second term that
/// underflows, and its sign alone is kept, which is all that a rounding to a narrower type looks at.
const SMALL: f64 = 1e-30;

/// The value for any β.
#[inline(always)]
fn value_elsewhere<F: Float>(x: F, beta: F) -> Double<F> {
    let one = F::lit(1.0);
    let z = scaled(x, beta);
    let (m, n) = exp_in_parts(-z.magnitude, cut::<F>());
    let tail = z.magnitude.hi.gt(F::lit(-F::TAIL_FROM));
    let tail_left = tail & z.negative;

    // In the tail, what 1 is added to is nothing, and m stands for e.
    let n_near = F::select(tail, F::ZERO, n);
    let e = m.scaled((n_near + F::ROUNDER).exp2_of_rounded());
    let bottom = Double::select(tail, Double::exact(one), e.added_to(one));
    let top = Double::select(z.negative, e, Double::exact(one));

    // There x is brought near to 1, in two ways, so that its product with m has a low word.
    let x_abs = x.abs();
    let large = x_abs.gt(one);
    let (up, back) = (power(F::HOLD), power(-F::HOLD));
    let power_of_x = F::select(large, F::lit(back), F::lit(up));
    let taken = F::lit(f64::from(F::HOLD));
    let taken = F::select(large, taken, -taken);
    let x_held = F::select(z.near, x_abs * power_of_x, F::ZERO);
    // Elsewhere x may be so small that the product is subnormal, on the steep side of a large β.
    let low = !tail_left & !large;
    let factor = F::select(tail_left, x_held, F::select(low, x_abs * F::lit(up), x_abs));
    let product = (top / bottom) * factor;
    let brought = product.hi * F::lit(back);
    let rest = (product.hi - brought * F::lit(up)) + product.lo;
    // Where that is next to 0, the low word keeps its sign alone.
    let told = brought.abs().lt(F::lit(power(-F::HOLD * 3 / 2)));
    let low_product = Double { hi: brought, lo: F::select(told, rest, rest * F::lit(back)) };

    // 2^(n + taken), in two steps, of which the first is exact or makes no difference.
    let step = f64::from(F::HOLD * 7 / 4);
    let exponent = (n + taken).at_least(F::lit(-2.0 * step)) + F::lit(step);
    let first = (exponent + F::ROUNDER).exp2_of_rounded();
    let hi = product.hi * first * F::lit(power(-(F::HOLD * 7 / 4)));
    let product = Double::select(low, low_product, product);
    let product = Double::select(tail_left, Double::exact(hi), product);

    let product = Double::select(x_abs.lt(F::INFINITY) | z.negative, product, Double::exact(x_abs));
    let [half, small] = [0.5, SMALL].map(F::lit);
    let tiny = x_abs.lt(small) & z.magnitude.hi.lt(small);
    let beside = Double { hi: x_abs * half, lo: beta * one.copysign(x) };
    Double::select(tiny, beside, product).with_sign_of(x)
}

/// The slope for any `beta`.
#[inline(always)]
pub(crate) fn slope<F: Float>(x: F, beta: f64) -> Double<F> {
    let one = F::lit(1.0);
    let (near, beside, left, negative) = if beta == 1.0 {
        let z = no_more_than(x.abs(), F::lit(-F::FLOOR));
        let (near, beside) = F::SILU.beside(z, None);
        let e = exp_quotient(Double::exact(-z));
        (near, beside, e.slope_of_gated_by_word(z), x.lt(F::ZERO))
    } else {
        let Scaled { magnitude: z, negative, .. } = scaled(x, F::lit(beta));
        let (near, beside) = F::SILU.beside(z.hi, Some(z.lo));
        (near, beside, exp_quotient(-z).slope_of_gated(z), negative)
    };
    let left = Double::select(near, beside, left);
    Double::select(negative, left, (-left).added_to(one))
}
