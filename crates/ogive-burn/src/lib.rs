//! ogive's functions for burn's tensors: as layers and as operations, with gradients.
//!
//! ```
//! use burn::tensor::{Device, Tensor};
//! use ogive::prelude::*;
//! use ogive_burn::{Activation, OnTensors};
//!
//! let device = Device::flex().autodiff();
//! let x = Tensor::<2>::from_floats([[-1.0, 0.5], [2.0, -3.0]], &device).require_grad();
//! // Every struct of the book is a function of tensors,
//! let y = Gelu.on(x.clone())?;
//! // and every name that people know is a layer.
//! let layer: Activation = "nn.LeakyReLU(0.04)".parse()?;
//! let gradients = (layer.forward(x.clone()) + y).sum().backward();
//! let gradient = x.grad(&gradients).unwrap().into_data().try_to_vec::<f32>().unwrap();
//! assert!((gradient[2] - (1.0 + 1.0852319)).abs() < 1e-6);
//! # Ok::<(), ogive_burn::Error>(())
//! ```
//!
//! There is one adapter for all functions, and it names none: values and gradients are those of [`ogive`], to the
//! bit, for `f32`, `f64`, `f16` and `bf16`, whatever a tensor's strides. It works on burn's Flex backend, whose tensors
//! are in the memory of the CPU. A tensor that nobody else holds is overwritten with its result.
//!
//! Parameters that are tensors, and learn, such as PReLU's weight, are those of a [`Learned`] layer.
//!
//! # What is kept for the gradient
//! The least from which it comes out with all its digits, as for [`ogive::nn::TrainedLayer`]: nothing, a bit for each
//! element (relu and its kin), the output (softmax and its kin), or the input. burn's own relu keeps its input. Where the
//! device has gradient checkpointing, what keeps its input may be computed a second time rather than be held for the
//! next layer, as burn's own functions are.
//!
//! burn's gradients cannot be differentiated once more. A function that has none, such as hardmax, ends the graph:
//! [`Tensor::grad`](burn::tensor::Tensor::grad) is `None`.
//!
//! # Errors
//! burn's operations panic on tensors that do not fit; `forward` does so here. `try_forward` and [`OnTensors`] return an
//! [`Error`] with the same message, which says what was given, what was expected and what to do: for a tensor on
//! another device, an element type that ogive has not, a shape that does not fit.

mod error;
mod kernel;
mod layer;
mod learned;
mod operation;

pub use error::{Error, Result};
pub use layer::{Activation, OnTensors};
pub use learned::Learned;
