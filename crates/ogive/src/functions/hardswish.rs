//! # Hard swish
//!
//! hardswish(x) = x · min(max(x + 3, 0), 6) / 6: 0 up to −3, x from 3 on, and x·(x + 3)/6 between
//!
//! Its slope between is (2x + 3)/6, with its zero at −3/2. Near 0 the value is x/2 and a little
//! more, too little to be held beside x/2 where that is very small; then the pair's low word has
//! the sign of it alone.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Hard swish: x times the hard sigmoid of x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hardswish;

impl Page for Hardswish {
    const INFO: Info = Info {
        name: "hardswish",
        aliases: &["hard_silu"],
        names: &[
            Name::of(PyTorch, "nn.Hardswish"),
            Name::of(PyTorch, "F.hardswish"),
            Name::of(Jax, "hard_swish"),
            Name::of(Jax, "hard_silu"),
            Name::of(Keras, "hard_swish"),
            Name::of(Keras, "hard_silu"),
            Name::of(Onnx, "HardSwish"),
        ],
        kind: Kind::Element,
        formula: "hardswish(x) = 0 for x ≤ −3, x·(x + 3)/6 between, x for x ≥ 3",
        derivative: "hardswish′(x) = 0 for x ≤ −3, (2x + 3)/6 between, 1 for x ≥ 3",
        origin: &[Reference {
            text: "A. Howard and others, Searching for MobileNetV3 (2019)",
            url: "https://arxiv.org/abs/1905.02244",
        }],
        good: "close to swish, and cheap: made for networks on phones",
        bad: "no gradient passes below −3, and the slope jumps at both ends",
        hard: "three roundings in a row, and a slope that cancels near −3/2; all in pairs, rounded once. x·0 at −∞ must not become NaN",
        parameters: &[],
        settings: &[],
        range: (-0.375, f64::INFINITY),
        monotone: false,
        kinks: &[-3.0, 3.0],
        landmarks: &[0.0, -1.5, 1e-20],
        claim: Claim { value: 0.51, slope: Some(0.51) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Hardswish)
    }
}

impl Elementwise for Hardswish {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, three, six] = [0.0, 3.0, 6.0].map(N::from);
        // At a kink the branch that is picked decides the slope: 0 at −3, and 1 at 3.
        let below_three = three.if_above(x, x * (x + three) / six, x);
        x.if_above(-three, below_three, zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let three = F::lit(3.0);
        // Where it counts, x is the smaller one. The product need not be normalised for the next one.
        let sum = Double::fast_two_sum(three, x);
        let product = Double::two_product(x, sum.hi);
        let product = Double { hi: product.hi, lo: x.fma(sum.lo, product.lo) };
        let curve = product * Double::lit(6.0).recip();
        let tiny = x.abs().lt(F::lit(1e-20));
        let half = Double { hi: x * F::lit(0.5), lo: F::lit(1e-38) };
        let curve = Double::select(tiny, half, curve);
        let right = Double::select(x.lt(three), curve, Double::exact(x));
        // −0, as x·0 is.
        Double::select(x.gt(-three), right, Double::lit(-0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let three = F::lit(3.0);
        let line = Double::two_sum(x + x, three) * Double::lit(6.0).recip();
        let right = Double::select(x.lt(three), line, Double::lit(1.0));
        Double::select(x.gt(-three), right, Double::lit(0.0))
    }
}
