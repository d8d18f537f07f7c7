//! What stands at the end of a detector, fused, and to the bits that the separate steps would give.
//!
//! - [`score_filter`]: sigmoid, best class and threshold in one pass over a head's scores, as YOLO has them; the
//!   sigmoid is computed for those that pass alone.
//! - [`softmax_topk`]: the k most probable classes of each row, with the background's score in the sum and not among
//!   them, as SSD and Faster R-CNN have it; one pass over the scores, and mergeable where the classes are in several
//!   places.
//! - [`distribution_to_distance`]: the distances of YOLOv8's heads, each the mean of a distribution over bins.
//! - [`boxes`]: distances to boxes, and non-maximum suppression.
//! - [`Head`]: all of these, from a head's raw output to boxes.
//! - [`FocalLoss`], [`CrossEntropy`]: what such heads are trained with, forward and gradient.
//!
//! Arrays are those of [`ndarray`], of `f32`, `f64`, `f16` or `bf16`, in any layout. Bad input is an [`Error`].
//!
//! ```
//! use ndarray::array;
//! use ogive_detect::{Layout, score_filter};
//!
//! // Three classes, four anchors.
//! let logits = array![[-4.0_f32, 0.5, -3.0, 2.0], [-5.0, 1.5, -2.0, -1.0], [-6.0, -1.0, -4.0, 0.0]];
//! let found = score_filter(logits.view(), Layout::ClassesFirst, 0.5)?;
//! assert_eq!(found.anchors, [1, 3]);
//! assert_eq!(found.classes, [1, 0]);
//! assert_eq!(found.scores, [ogive::sigmoid(&array![1.5_f32])?[0], ogive::sigmoid(&array![2.0_f32])?[0]]);
//! # Ok::<(), ogive_detect::Error>(())
//! ```

pub mod boxes;
mod distance;
mod error;
mod filter;
mod head;
mod loss;
mod score;
mod topk;

pub use distance::distribution_to_distance;
pub use error::{Error, Result};
pub use filter::{Layout, Scored, score_filter, score_filter_with_objectness};
pub use head::{Detection, Grid, Head, Scores};
pub use loss::{CrossEntropy, FocalLoss};
pub use score::Score;
pub use topk::{TopK, TopKPartial, softmax_topk};
