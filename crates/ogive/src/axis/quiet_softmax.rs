//! # Quiet softmax
//!
//! Sᵢ = e^(xᵢ) / (1 + Σⱼ e^(xⱼ)): softmax with one more score, 0, whose share nobody gets. Where all
//! scores are far below 0, all results are near 0.
//!
//! Computed with m the maximum of the scores and 0, as softmax is.

use super::softmax::{AXIS, Softmax, SoftmaxKin};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::kernel::lane;
use crate::page::{Claim, Info, Keeps, Kind, Page, Reference};

/// Softmax over one axis that may come to less than 1.
///
/// A row of nothing but −∞ is all 0; a row with NaN is all NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietSoftmax {
    axis: isize,
}

impl QuietSoftmax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        QuietSoftmax { axis }
    }
}

impl Page for QuietSoftmax {
    const INFO: Info = Info {
        name: "quiet_softmax",
        aliases: &["softmax_one", "softmax_plus_one", "off_by_one_softmax"],
        names: &[],
        kind: Kind::Axis,
        formula: "S_i = e^(x_i) / (1 + e^(x_1) + … + e^(x_C))",
        derivative: "∂S_i/∂x_j = S_i·(δ_ij − S_j); backward: dx_i = S_i·(g_i − Σ_j g_j·S_j)",
        origin: &[Reference {
            text: "E. Miller, Attention is off by one (2023)",
            url: "https://www.evanmiller.org/attention-is-off-by-one.html",
        }],
        good: "an attention head may attend to nothing, instead of to something of no use",
        bad: "not a distribution: the results sum to less than 1",
        hard: "as softmax; the 1 is a score of 0, which may be the maximum",
        parameters: &[AXIS],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.7, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Ok(QuietSoftmax::new(arguments.axis("axis")?))
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("axis", Argument::Integer(self.axis as i128))]
    }
}

impl SoftmaxKin for QuietSoftmax {
    fn softmax(&self) -> Result<Softmax> {
        Ok(Softmax::new(self.axis).beside_zero())
    }

    fn shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        lane::output_shape::<Self>(self.axis, shape)
    }
}
