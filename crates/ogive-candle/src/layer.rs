//! Functions as layers.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use candle_core::{Error, Module, Result, Tensor};
use ogive::Function;

use crate::kernel::raised;
use crate::operation::Forward;

/// A function of the book as a layer: a [`Module`] without parameters that learn.
///
/// Made of a struct of the book, with `Activation::from(ogive::functions::layers::Gelu)`, or of text the way people
/// write it: `"gelu"`, `"nn.LeakyReLU(0.04)"`, `"keras:leaky_relu"`, `"softmax(axis=1)"`.
///
/// A gated function, such as swiglu, takes one tensor whose halves along an axis gate each other, or two
/// ([`forward_pair`](Activation::forward_pair)).
#[derive(Clone)]
pub struct Activation {
    function: Arc<dyn Function>,
}

impl Activation {
    /// The function.
    pub fn function(&self) -> &dyn Function {
        &*self.function
    }

    /// A gated function of two tensors of one shape, one gating the other.
    ///
    /// # Errors
    /// If the function is not gated, or the shapes or element types differ.
    pub fn forward_pair(&self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        crate::gated::forward_pair(&self.function, a, b)
    }
}

impl Module for Activation {
    /// The function of a tensor of `f32`, `f64`, `f16` or `bf16` on the CPU, of any strides: a new tensor of the same
    /// element type and, unless the function says otherwise, shape.
    ///
    /// # Errors
    /// If the tensor is on another device or of another element type, or the axis or a parameter does not fit its
    /// shape.
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.apply_op1(Forward(self.function.clone()))
    }
}

impl<F: Function> From<F> for Activation {
    fn from(function: F) -> Self {
        Activation { function: Arc::new(function) }
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let function = ogive::parse(text).map_err(raised)?;
        Ok(Activation { function: Arc::from(function) })
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.function.fmt(f)
    }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Activation({})", self.function)
    }
}

/// Structs of the book as functions of tensors.
pub trait OnTensors {
    /// The function of a tensor; see [`Activation`].
    ///
    /// # Errors
    /// As those of [`Activation`].
    fn on(&self, x: &Tensor) -> Result<Tensor>;

    /// The function of two tensors; see [`Activation::forward_pair`].
    ///
    /// # Errors
    /// As those of [`Activation::forward_pair`].
    fn on_pair(&self, a: &Tensor, b: &Tensor) -> Result<Tensor>;
}

impl<F: Function + Clone> OnTensors for F {
    fn on(&self, x: &Tensor) -> Result<Tensor> {
        Activation::from(self.clone()).forward(x)
    }

    fn on_pair(&self, a: &Tensor, b: &Tensor) -> Result<Tensor> {
        Activation::from(self.clone()).forward_pair(a, b)
    }
}
