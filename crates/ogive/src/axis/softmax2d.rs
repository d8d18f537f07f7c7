//! # Softmax over channels
//!
//! Softmax over the channels of a picture: the third axis from the end of (N, C, H, W) or (C, H, W).

use super::softmax::{Softmax, SoftmaxKin};
use crate::arguments::Arguments;
use crate::error::Result;
use crate::kernel::lane;
use crate::page::Ecosystem::PyTorch;
use crate::page::{Claim, Info, Keeps, Kind, Name, Page, Reference, refused};

/// Softmax over the channels of (N, C, H, W) or (C, H, W).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softmax2d;

impl Page for Softmax2d {
    const INFO: Info = Info {
        name: "softmax2d",
        aliases: &["spatial_softmax2d"],
        names: &[Name::of(PyTorch, "nn.Softmax2d")],
        kind: Kind::Axis,
        formula: "S_chw = e^(x_chw) / (e^(x_1hw) + … + e^(x_Chw))",
        derivative: "backward: dx_chw = S_chw·(g_chw − Σ_k g_khw·S_khw)",
        origin: &[Reference {
            text: "J. Long, E. Shelhamer, T. Darrell, Fully convolutional networks for semantic \
                   segmentation (2015)",
            url: "https://arxiv.org/abs/1411.4038",
        }],
        good: "class probabilities for each pixel",
        bad: "the same as softmax over axis −3",
        hard: "as softmax; the channels of a pixel lie far apart in memory",
        parameters: &[],
        settings: &[],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.7, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Softmax2d)
    }
}

/// Softmax over the channels.
const CHANNELS: isize = -3;

impl SoftmaxKin for Softmax2d {
    const OVER_ANY_ROW: bool = false;

    fn softmax(&self) -> Result<Softmax> {
        Ok(Softmax::new(CHANNELS))
    }

    fn shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        if !matches!(shape.len(), 3 | 4) {
            return Err(refused::<Self>(format!(
                "the input has shape {shape:?}; expected 3 dimensions (C, H, W) or 4 (N, C, H, W)"
            )));
        }
        lane::output_shape::<Self>(CHANNELS, shape)
    }
}
