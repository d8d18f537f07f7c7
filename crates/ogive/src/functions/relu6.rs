//! # ReLU6
//!
//! relu6(x) = min(max(0, x), 6); its slope is 1 between 0 and 6, and 0 elsewhere

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference, TwoSlopes};

/// ReLU, cut off at 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu6;

impl Page for Relu6 {
    const INFO: Info = Info {
        name: "relu6",
        aliases: &[],
        names: &[
            Name::of(PyTorch, "nn.ReLU6"),
            Name::of(PyTorch, "F.relu6"),
            Name::of(Jax, "relu6"),
            Name::of(Keras, "relu6"),
            Name::of(HuggingFace, "relu6"),
        ],
        kind: Kind::Element,
        formula: "relu6(x) = min(max(0, x), 6)",
        derivative: "relu6′(x) = 1 for 0 < x < 6, 0 elsewhere",
        origin: &[Reference {
            text: "A. Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010)",
            url: "https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf",
        }],
        good: "its results lie between 0 and 6, which a few bits hold well: made for quantised networks on phones",
        bad: "no gradient passes below 0, and none above 6 either",
        hard: "nothing in it rounds; the slope at 0 and at 6 is 0, where some implementations say 1",
        parameters: &[],
        settings: &[],
        range: (0.0, 6.0),
        monotone: true,
        kinks: &[0.0, 6.0],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Output,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Relu6)
    }
}

impl Elementwise for Relu6 {
    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, six] = [0.0, 6.0].map(N::from);
        // At a kink the branch that is picked decides the slope: 0 at 0 and at 6.
        x.if_above(zero, six.if_above(x, x, six), zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let [zero, six] = [F::ZERO, F::lit(6.0)];
        let below_six = F::select(x.lt(six), x, six);
        Double::exact(F::select(x.gt(zero), below_six, zero))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let inside = x.gt(F::ZERO) & x.lt(F::lit(6.0));
        Double::exact(F::select(inside, F::lit(1.0), F::ZERO))
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        self.slope(y).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::At([3.0, f64::NEG_INFINITY]))
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
