//! # ReLU
//!
//! relu(x) = max(0, x), relu′(x) = 1 for x > 0, 0 elsewhere

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{HuggingFace, Jax, Keras, Onnx, PyTorch};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference, TwoSlopes};

/// The rectified linear unit, max(0, x).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu;

impl Page for Relu {
    const INFO: Info = Info {
        name: "relu",
        aliases: &["rectified_linear_unit", "rectifier"],
        names: &[
            Name::of(PyTorch, "nn.ReLU"),
            Name::of(PyTorch, "F.relu"),
            Name::of(Jax, "relu"),
            Name::of(Keras, "relu")
                .noting("its arguments make other functions: leaky_relu, relu6, threshold here"),
            Name::of(Keras, "ReLU"),
            Name::of(Onnx, "Relu"),
            Name::of(HuggingFace, "relu"),
        ],
        kind: Kind::Element,
        formula: "relu(x) = max(0, x)",
        derivative: "relu′(x) = 1 for x > 0, 0 for x ≤ 0",
        origin: &[
            Reference {
                text: "K. Fukushima, Visual feature extraction by a multilayered network of analog \
                       threshold elements (1969)",
                url: "https://doi.org/10.1109/TSSC.1969.300225",
            },
            Reference {
                text: "V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann \
                       machines (2010)",
                url: "https://www.cs.toronto.edu/~fritz/absps/reluICML.pdf",
            },
        ],
        good: "the gradient passes whole where the unit is active, and it costs next to nothing: \
               the most used activation of convolutional networks",
        bad: "a unit that is negative for every input has no gradient and stays dead",
        hard: "nothing in it rounds; many implementations lose NaN in the comparison",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[0.0],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: Some(0.0) },
        keeps: Keeps::Sign,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Relu)
    }
}

impl Elementwise for Relu {
    fn definition<N: Real>(&self, x: N) -> N {
        let zero = N::from(0.0);
        x.if_above(zero, x, zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::ZERO), x, F::ZERO))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        Double::exact(F::select(x.gt(F::ZERO), F::lit(1.0), F::ZERO))
    }

    fn value_tells_slope(&self) -> bool {
        true
    }

    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        self.slope(y).hi
    }

    fn two_slopes(&self) -> Option<TwoSlopes> {
        Some(TwoSlopes::BySign)
    }

    const STRAIGHT: bool = true;
    const SHORT: bool = true;
}
