//! # Hardmax
//!
//! 1 at the largest score of each row, the first of them if there are several, and 0 elsewhere.

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::softmax::AXIS;
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::kernel::{Run, lane};
use crate::number::{Dtype, Float, Number};
use crate::page::Ecosystem::Onnx;
use crate::page::{Claim, Composed, Info, Keeps, Kind, Name, Page, Reference, refused};

/// One-hot maximum over one axis; the first wins. It has no gradient.
///
/// A row with NaN is all NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardmax {
    axis: isize,
}

impl Hardmax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Hardmax { axis }
    }
}

impl Page for Hardmax {
    const INFO: Info = Info {
        name: "hardmax",
        aliases: &["one_hot_argmax"],
        names: &[Name::of(Onnx, "Hardmax")
            .with("axis=-1")
            .noting("before opset 13, axis is 1 and all axes from it on are one")],
        kind: Kind::Axis,
        formula: "H_i = 1 for the first i at which x_i is the maximum, 0 elsewhere",
        derivative: "none: 0 wherever it exists",
        origin: &[Reference {
            text: "ONNX, operator Hardmax",
            url: "https://onnx.ai/onnx/operators/onnx__Hardmax.html",
        }],
        good: "a decision, in the form that the probabilities had",
        bad: "nothing can be learned through it",
        hard: "ties: the first wins, wherever the row is cut for vectors",
        parameters: &[AXIS],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 0.0, slope: None },
        keeps: Keeps::NoGradient,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(Hardmax::new(arguments.axis("axis")?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl Composed for Hardmax {
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        lane::output_shape::<Self>(self.axis, shape)
    }

    fn forward<E: Dtype>(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()> {
        lane::forward::<Self, E>(self.axis, run, x, out, &one_hot)
    }

    fn forward_inplace<E: Dtype>(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()> {
        lane::forward_inplace::<Self, E>(self.axis, run, x, &one_hot)
    }

    fn backward<E: Dtype>(
        &self,
        _: Run,
        _: ArrayViewD<E>,
        _: ArrayViewD<E>,
        _: ArrayViewMutD<E>,
    ) -> Result<()> {
        Err(refused::<Self>(
            "it has no gradient; gumbel_softmax(hard=true) passes one straight through".into(),
        ))
    }
}

/// The row, one-hot, in its own place.
fn one_hot<E: Dtype>(row: &mut [E]) {
    let one = E::narrow(E::Word::lit(1.0), E::Word::ZERO);
    if row.iter().any(|x| x.widen().word().is_nan()) {
        return row.fill(E::NAN);
    }
    let mut first = 0;
    for i in 1..row.len() {
        if row[i] > row[first] {
            first = i;
        }
    }
    row.fill(E::default());
    row[first] = one;
}
