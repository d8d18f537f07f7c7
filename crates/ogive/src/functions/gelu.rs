//! # GELU
//!
//! gelu(x) = x·Φ(x) = ½x·erfc(−x/√2), gelu′(x) = Φ(x) + x·φ(x)
//!
//! Φ is the probability that a standard normal number is below x, and φ(x) = e^(−x²/2)/√2π its
//! density. Computed for y = |x|: from Φ(−y), as [`upper`] gives it with all its digits, the value
//! is −y·Φ(−y) on the left and y·(1 − Φ(−y)) on the right.
//!
//! The slope comes from [`excess`], y·φ(y) − Φ(−y), which has its root taken apart: it is the
//! negative of that on the left, and 1 + that on the right.
//!
//! In `f32` both are by [intervals](crate::math::interval) as far as those reach.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::interval::{Within, tables};
use crate::math::{excess, let_down, one_plus, upper};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// GELU: x times the probability that a standard normal number is below x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gelu;

impl Page for Gelu {
    const INFO: Info = Info {
        name: "gelu",
        aliases: &["gelu_erf", "gelu_python"],
        names: &[
            Name::of(PyTorch, "nn.GELU").noting("with approximate='tanh' it is gelu_tanh"),
            Name::of(PyTorch, "F.gelu").noting("with approximate='tanh' it is gelu_tanh"),
            Name::of(Keras, "gelu").noting("with approximate=True it is gelu_tanh"),
            Name::of(Onnx, "Gelu").noting("with approximate=\"tanh\" it is gelu_tanh"),
            Name::of(HuggingFace, "gelu"),
            Name::of(HuggingFace, "gelu_python"),
        ],
        kind: Kind::Element,
        formula: "gelu(x) = x·Φ(x) = ½·x·erfc(−x/√2)",
        derivative: "gelu′(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2)/√(2π)",
        origin: &[Reference {
            text: "D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016)",
            url: "https://arxiv.org/abs/1606.08415",
        }],
        good: "smooth, and lets a little of a negative input pass: the usual choice in transformers \
               such as BERT and GPT-2",
        bad: "not monotone: it falls to −0.17 at −0.75; costs more than ReLU",
        hard: "1 + erf loses all digits on the left; the rounding error of x/√2 is felt x² times \
               over in erfc; the slope has a root at −0.7518",
        parameters: &[],
        settings: &[],
        // The minimum, −0.16997120747990369…, rounded down.
        range: (-0.169_971_207_479_904, f64::INFINITY),
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            -0.7517915246935645,       // the minimum, where the slope is 0
            -std::f64::consts::SQRT_2, // the least slope
            std::f64::consts::SQRT_2,  // the largest
            5.5,
            -13.146247, // here the value becomes subnormal, in f32 and in f64, and the slope a little farther out
            -13.4,
            -37.615868,
            -37.71,
            -14.356067, // and here they become 0
            -14.6,
            -38.58014,
            -38.7,
            -14.75, // x beyond this counts as this
            14.75,
            -38.75,
            38.75,
            8.673617e-19, // 2^−60
            -8.673617e-19,
        ],
        claim: Claim { value: 0.81, slope: Some(0.92) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Gelu)
    }
}

impl Elementwise for Gelu {
    const BY_INTERVAL: [bool; 2] = [true, true];

    fn definition<N: Real>(&self, x: N) -> N {
        let [half, two] = [0.5, 2.0].map(N::from);
        half * x * (-x / two.sqrt()).erfc()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let end = F::lit(F::UPPER_VANISHES);
        let y = within(x, end);
        let tail = upper(y);
        let share = Double::select(x.lt(F::ZERO), tail, one_plus(-tail));
        let Double { hi, lo } = Double::two_product(share.hi, y.copysign(x));
        gated(x, let_down(Double { hi, lo: share.lo.fma(y.copysign(x), lo) }), end)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let excess = excess(no_more_than(x.abs(), F::lit(F::UPPER_VANISHES)));
        let_down(Double::select(x.lt(F::ZERO), -excess, one_plus(excess)))
    }

    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        Some(Gelu)
    }

    #[inline(always)]
    fn value_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::gated(&tables::NORMAL, x)
    }

    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        Within::complementary(&tables::NORMAL_SLOPE, x)
    }
}

/// `x` or, if that is less, `most`.
#[inline(always)]
pub(super) fn no_more_than<F: Float>(x: F, most: F) -> F {
    F::select(x.lt(most), x, most)
}

/// |x|, but no more than `most`, and any other number where x·p(x) is next to ½x: the powers of a small one would be
/// subnormal, which costs processors more than the whole function.
#[inline(always)]
pub(super) fn within<F: Float>(x: F, most: F) -> F {
    let magnitude = x.abs();
    let magnitude = F::select(magnitude.lt(F::lit(F::NEXT_TO_LINEAR)), F::lit(1.0), magnitude);
    no_more_than(magnitude, most)
}

/// `value`, except where x·p(x) is x itself, above `end`, and where it is next to ½x: there it is
/// ½x + 0.399x², of which the second term says no more than on which side of a tie it lies.
#[inline(always)]
pub(super) fn gated<F: Float>(x: F, value: Double<F>, end: F) -> Double<F> {
    let near = Double { hi: x * F::lit(0.5), lo: F::lit(F::SMALLEST) };
    let value = Double::select(x.abs().lt(F::lit(F::NEXT_TO_LINEAR)), near, value);
    Double::select(x.gt(end), Double::exact(x), value)
}
