//! Activation functions for neural networks, forward and gradient: each with a tested bound on its
//! error, the same bits on every machine, and fast.
//!
//! ```
//! use ndarray::{Axis, array};
//! use ogive::prelude::*;
//!
//! // One function, one call: a new array of the same shape.
//! let scores = array![[0.4768_f32, 0.8797, 0.9180, -0.3224]];
//! let probabilities = ogive::softmax(&scores, Axis(1))?;
//! assert_eq!(format!("{probabilities:.4}"), "[[0.2222, 0.3324, 0.3454, 0.0999]]");
//!
//! // A layer: in place, into an array that is there, backward.
//! let leaky = LeakyRelu::new(0.04)?;
//! let mut features = array![-0.7955_f32, 0.3595, 0.1483, 0.2836];
//! leaky.forward_inplace(&mut features)?;
//! assert_eq!(format!("{features:.4}"), "[-0.0318, 0.3595, 0.1483, 0.2836]");
//!
//! // A layer from text, the way people write it.
//! let layer = ogive::parse("nn.LeakyReLU(negative_slope=0.04)")?;
//! assert_eq!(layer.forward(&scores)?, leaky.forward(&scores)?);
//! # Ok::<(), ogive::Error>(())
//! ```
//!
//! Arrays are those of [`ndarray`], of `f32`, `f64`, [`half::f16`] or [`half::bf16`], in any
//! layout. Bad input is an [`Error`] that says what was expected; nothing here panics on it.
//!
//! # The rules
//! - NaN in gives NaN out, and the only NaN written is the canonical quiet one. Infinities give
//!   the limit. Subnormals are kept.
//! - At a kink, the slope is PyTorch's. Where the slope is 0, the gradient is 0, whatever comes in.
//! - A parameter is first rounded to the computing type: `f32` for `f32`, `f16` and `bf16`.
//! - Half precision is computed wide and rounded once.
//! - The same input gives the same bits, on every instruction set, at every position, length,
//!   alignment and stride, and for every number of threads.
//!
//! # Where to read on
//! The book itself: one page for each function in [`functions`], [`axis`] and [`gated`], and their
//! lists. What a page consists of: [`page`]. The number that it is written over: [`number`].
//! From there to arrays: [`kernel`].

pub mod arguments;
pub mod axis;
pub mod book;
mod error;
pub mod function;
pub mod functions;
pub mod gated;
pub mod kernel;
pub mod math;
pub mod nn;
pub mod number;
pub mod page;
pub mod sharded;

pub use arguments::{find, parse};
pub use axis::calls::*;
pub use book::{BOOK, Entry};
pub use error::{Error, Result};
pub use function::Function;
pub use functions::calls::*;
pub use gated::calls::*;

/// What most programs want: the layers' and scalars' methods, and the structs of the book.
pub mod prelude {
    pub use crate::axis::layers::*;
    pub use crate::function::Function;
    pub use crate::functions::layers::*;
    pub use crate::gated::layers::*;
    pub use crate::nn::{GatedLayer, Layer, Saving, Scalar, TrainedLayer};
}
