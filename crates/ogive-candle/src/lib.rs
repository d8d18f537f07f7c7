//! ogive's functions for candle's tensors: as layers and as operations, with gradients.
//!
//! ```
//! use candle_core::{Device, Module, Tensor, Var};
//! use ogive::prelude::*;
//! use ogive_candle::{Activation, OnTensors};
//!
//! let x = Var::new(&[[-1.0_f32, 0.5], [2.0, -3.0]], &Device::Cpu)?;
//! // Every struct of the book is a function of tensors,
//! let y = Gelu.on(&x)?;
//! // and every name that people know is a layer.
//! let layer: Activation = "nn.LeakyReLU(0.04)".parse()?;
//! let loss = (layer.forward(&x)? + y)?.sum_all()?;
//! let gradient = loss.backward()?.get(&x).unwrap().to_vec2::<f32>()?;
//! assert!((gradient[1][0] - (1.0 + 1.0852319)).abs() < 1e-6);
//! # Ok::<(), candle_core::Error>(())
//! ```
//!
//! There is one adapter for all functions, and it names none: values and gradients are those of [`ogive`], to the
//! bit, for `f32`, `f64`, `f16` and `bf16`, whatever a tensor's strides. Gradients of functions of one number can be
//! differentiated once more (candle does so if the environment variable `CANDLE_GRAD_DO_NOT_DETACH` is set).
//!
//! Parameters that are tensors, and learn, such as PReLU's weight, are those of a [`Learned`] layer.
//!
//! # What is kept for the gradient
//! candle's graph holds the input of every operation until the gradient has been computed, whatever the operation
//! needs of it; there is no way for an operation to let go of it. So memory for training is what it is with candle's
//! own functions, and where less would be enough ([`ogive::nn::TrainedLayer`]), nothing is gained here.
//!
//! # Errors
//! candle's own type, with a message that says what was given, what was expected and what to do: for a tensor on another
//! device than the CPU, an element type that ogive has not, a shape that does not fit.

mod gated;
mod kernel;
mod layer;
mod learned;
mod operation;

pub use layer::{Activation, OnTensors};
pub use learned::Learned;
