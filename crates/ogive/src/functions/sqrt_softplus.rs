//! # Square root of softplus
//!
//! sqrt_softplus(x) = √ln(1 + e^x); its slope is σ(x) / (2√ln(1 + e^x))
//!
//! The logarithm is computed as for softplus, and its root is a pair. For x below −45, where
//! ln(1 + e^x) is e^x, the value is e^(x/2), and the slope is half of that: so both are numbers
//! long after e^x has become 0.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::{exp, log1p_of_pair};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::HuggingFace;
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The square root of softplus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqrtSoftplus;

impl Page for SqrtSoftplus {
    const INFO: Info = Info {
        name: "sqrt_softplus",
        aliases: &["root_softplus"],
        names: &[Name::of(HuggingFace, "sqrtsoftplus")
            .noting("computed there through F.softplus, which is x itself above 20")],
        kind: Kind::Element,
        formula: "sqrt_softplus(x) = √ln(1 + e^x)",
        derivative: "sqrt_softplus′(x) = σ(x) / (2√ln(1 + e^x))",
        origin: &[Reference {
            text: "DeepSeek-V4, which scores the experts of its router so (2026); in Hugging \
                   Face's transformers",
            url: "https://github.com/huggingface/transformers/blob/main/src/transformers/activations.py",
        }],
        good: "scores experts in a router: positive, and unlike a sigmoid never level on the right",
        bad: "as a hidden layer nobody has shown a use for it",
        hard: "where e^x is too small for the number type its root is not",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0, 17.3287, -17.3287, -45.0, -80.0, 80.0, -87.33655, -160.0, -174.6731, -207.94416,
            -206.55787, -700.0, -708.3964, -1400.0, -1416.7928, -1490.2664, -1488.88,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(SqrtSoftplus)
    }
}

impl Elementwise for SqrtSoftplus {
    fn definition<N: Real>(&self, x: N) -> N {
        let one = N::from(1.0);
        // ln(1 + e^x) is x + ln(1 + e^−x): the same, with an exponential that is never huge.
        let right = x + (one + (-x).exp()).ln();
        let near = x.if_above(N::from(0.0), right, (one + x.exp()).ln()).sqrt();
        // Far to the left it is e^(x/2), to within e^x of it; the logarithm would need as many bits as
        // e^x has zeros.
        x.if_above(N::from(-1600.0), near, (x / N::from(2.0)).exp())
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let tail = x.lt(F::lit(TAIL));
        let e = exp(Double::exact(F::select(tail, x * F::lit(0.5), -x.abs())));
        let root = root_of_softplus(x, e.held);
        let root = Double::select(x.lt(F::INFINITY), root, Double::exact(x));
        Double::select(tail, e.value(), root)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let tail = x.lt(F::lit(TAIL));
        let e = exp(Double::exact(F::select(tail, x * F::lit(0.5), -x.abs())));
        let root = root_of_softplus(x, e.held);
        let top = Double::select(x.lt(F::ZERO), e.held, Double::lit(1.0));
        let slope = top / e.held.added_to(F::lit(1.0)) / root.scaled(F::lit(2.0));
        let slope = Double::select(x.lt(F::INFINITY), slope, Double::lit(0.0));
        let Double { hi, lo } = e.held.scaled(F::lit(0.5));
        Double::select(tail, e.bring_down(Double::fast_two_sum(hi, lo)), slope)
    }
}

/// Below this, ln(1 + e^x) is e^x.
const TAIL: f64 = -45.0;

/// √ln(1 + e^x) for x from [`TAIL`] to the largest number, from e = e^−|x|.
#[inline(always)]
fn root_of_softplus<F: Float>(x: F, e: Double<F>) -> Double<F> {
    // Where e is held up, it is far too small for the sum to notice.
    let log = log1p_of_pair(e);
    let square = Double::select(x.gt(F::ZERO), log + x, log);
    let root = square.hi.sqrt();
    let rest = root.fma(-root, square.hi) + square.lo;
    Double::fast_two_sum(root, rest / (root + root))
}
