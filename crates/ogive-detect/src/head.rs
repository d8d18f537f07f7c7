//! A detector's head, from its raw output to boxes.

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use crate::boxes;
use crate::distance::distribution_to_distance;
use crate::error::{Error, Result};
use crate::filter::{Layout, Scored, checked, score_filter, score_filter_with_objectness};
use crate::score::{Score, wide};
use crate::topk::softmax_topk;

/// What a head's raw output consists of, and what is to be found in it.
///
/// Of each anchor there are, in this order: the distributions of its four sides, if it has any ([`Grid`]); its
/// objectness, if it has that; the scores of its classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Which axis has the anchors.
    pub layout: Layout,
    /// How scores become probabilities.
    pub scores: Scores,
    /// Detections have a score above it.
    pub threshold: f64,
    /// Where boxes come from.
    pub grid: Option<Grid>,
}

/// How a head's scores become probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// The sigmoid of each class (YOLOv8, RetinaNet, FCOS).
    Sigmoid,
    /// The sigmoid of each class times that of the anchor's objectness (YOLOv3 to v5, YOLOX).
    SigmoidWithObjectness,
    /// A softmax over the classes (SSD, Faster R-CNN), one of which may be the background.
    Softmax {
        /// The class that is none.
        background: Option<usize>,
    },
}

/// Where a head's anchors are, and what their boxes are made of: the cells of one grid after the other, row by row, each
/// with a distribution of `bins` scores for the distance to each side.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    bins: usize,
    overlap: f64,
    /// (anchors, 2)
    centres: Array2<f64>,
    /// The size of the cell of each anchor.
    strides: Array1<f64>,
}

impl Grid {
    /// Of a picture of this size in pixels, with a grid for each stride: YOLOv8 has 16 bins and the strides 8, 16, 32.
    /// Boxes of a class whose overlap with a better one is above `overlap` go.
    ///
    /// # Errors
    /// If a number is 0, a stride is larger than the picture or does not divide its sides, or the overlap is outside of
    /// [0, 1].
    pub fn new(
        height: usize,
        width: usize,
        strides: &[usize],
        bins: usize,
        overlap: f64,
    ) -> Result<Self> {
        if bins == 0 {
            return Err(Error::parameter("bins", bins, "at least 1, such as YOLOv8's 16"));
        }
        if !(0.0..=1.0).contains(&overlap) {
            return Err(Error::parameter("overlap", overlap, "a number from 0 to 1, such as 0.45"));
        }
        let mut places = Vec::new();
        let mut sizes = Vec::new();
        for stride in strides {
            let divides = |side: usize| side > 0 && side.is_multiple_of(*stride);
            if *stride == 0 || !divides(height) || !divides(width) {
                let expected =
                    format!("a divisor of both sides of the picture, {width} by {height}");
                return Err(Error::parameter("stride", stride, expected));
            }
            let centres = boxes::centres(height / stride, width / stride, *stride as f64);
            sizes.extend(std::iter::repeat_n(*stride as f64, centres.nrows()));
            places.extend(centres);
        }
        if sizes.is_empty() {
            return Err(Error::parameter("strides", "none", "at least one, such as 8, 16, 32"));
        }
        let centres = Array2::from_shape_vec((sizes.len(), 2), places).expect("two for each");
        Ok(Grid { bins, overlap, centres, strides: sizes.into() })
    }

    /// How many anchors there are.
    pub fn anchors(&self) -> usize {
        self.strides.len()
    }
}

/// What was found at one anchor.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The anchor's index.
    pub anchor: usize,
    /// Its best class.
    pub class: usize,
    /// That class's probability.
    pub score: f64,
    /// Left, top, right and bottom in pixels, where the head has boxes.
    pub corners: Option<[f64; 4]>,
}

impl Head {
    /// The detections of one picture: with boxes, those that are left after suppression, the best first; without, all
    /// anchors that pass, in their order.
    ///
    /// # Errors
    /// If the array does not have as many channels or anchors as the head says.
    pub fn detect<E: Score>(&self, head: ArrayView2<E>) -> Result<Vec<Detection>> {
        // Seen as (channels, anchors).
        let (channels, turned) = match self.layout {
            Layout::ClassesFirst => (head, false),
            Layout::AnchorsFirst => (head.reversed_axes(), true),
        };
        let sides = self.grid.as_ref().map_or(0, |grid| 4 * grid.bins);
        let objectness = usize::from(self.scores == Scores::SigmoidWithObjectness);
        if channels.nrows() <= sides + objectness {
            let what = match (sides, objectness) {
                (0, _) => "one objectness and at least one class".to_string(),
                (_, 0) => format!("{sides} of distributions and at least one class"),
                _ => format!("{sides} of distributions, one objectness and at least one class"),
            };
            return Err(self.misshapen(channels, format!("more channels: {what}")));
        }
        if let Some(grid) = self.grid.as_ref().filter(|grid| grid.anchors() != channels.ncols()) {
            let expected =
                format!("{} anchors, as the picture and the strides give", grid.anchors());
            return Err(self.misshapen(channels, expected));
        }
        let classes = channels.slice(s![sides + objectness.., ..]);
        let classes = if turned { classes.reversed_axes() } else { classes };
        let found = match self.scores {
            Scores::Sigmoid => score_filter(classes, self.layout, self.threshold)?,
            Scores::SigmoidWithObjectness => {
                let of_anchors = channels.row(sides);
                score_filter_with_objectness(classes, of_anchors, self.layout, self.threshold)?
            }
            Scores::Softmax { background } => self.by_softmax(classes, background)?,
        };
        let corners = match &self.grid {
            None => None,
            Some(grid) => Some(grid.corners(channels.slice(s![..sides, ..]), &found.anchors)?),
        };
        let scores: Array1<f64> = found.scores.iter().map(|score| wide(*score)).collect();
        let kept = match (&self.grid, &corners) {
            (Some(grid), Some(corners)) => {
                boxes::suppress(corners.view(), scores.view(), &found.classes, grid.overlap)?
            }
            _ => (0..scores.len()).collect(),
        };
        let detection = |i: usize| Detection {
            anchor: found.anchors[i],
            class: found.classes[i],
            score: scores[i],
            corners: corners.as_ref().map(|all| std::array::from_fn(|side| all[[i, side]])),
        };
        Ok(kept.into_iter().map(detection).collect())
    }

    fn misshapen<E>(&self, channels: ArrayView2<E>, expected: String) -> Error {
        let (rows, columns) = channels.dim();
        let (given, order) = match self.layout {
            Layout::ClassesFirst => ([rows, columns], "(channels, anchors)"),
            Layout::AnchorsFirst => ([columns, rows], "(anchors, channels)"),
        };
        Error::shape("outputs of the head", &given, format!("{order} with {expected}"))
    }

    fn by_softmax<E: Score>(
        &self,
        classes: ArrayView2<E>,
        background: Option<usize>,
    ) -> Result<Scored<E>> {
        let threshold = checked::<E>(self.threshold)?;
        let rows = match self.layout {
            Layout::ClassesFirst => classes.reversed_axes(),
            Layout::AnchorsFirst => classes,
        };
        let top = softmax_topk(rows, 1, background)?;
        let mut found = Scored::default();
        for (anchor, (probability, class)) in top.probabilities.iter().zip(&top.classes).enumerate()
        {
            if wide(*probability) > threshold {
                found.anchors.push(anchor);
                found.classes.push(*class);
                found.scores.push(*probability);
            }
        }
        Ok(found)
    }
}

impl Grid {
    /// The boxes of some anchors, from the distributions (4·bins, anchors) of all. A box without a number, as of scores
    /// that are NaN, is an empty one at its centre.
    fn corners<E: Score>(&self, scores: ArrayView2<E>, anchors: &[usize]) -> Result<Array2<f64>> {
        let chosen = scores.select(Axis(1), anchors);
        let distances = distribution_to_distance(chosen.view(), Layout::ClassesFirst, self.bins)?;
        let distances = distances.t().mapv(|d| if wide(d).is_nan() { 0.0 } else { wide(d) });
        let mut corners = Array2::zeros((anchors.len(), 4));
        for (i, anchor) in anchors.iter().enumerate() {
            let of_one = boxes::from_distances(
                distances.slice(s![i..=i, ..]),
                self.centres.slice(s![*anchor..=*anchor, ..]),
                self.strides[*anchor],
            )?;
            corners.row_mut(i).assign(&of_one.row(0));
        }
        Ok(corners)
    }
}
