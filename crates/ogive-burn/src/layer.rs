//! Functions as layers.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use burn::backend::{Dispatch, TensorMetadata};
use burn::module::{Content, DisplaySettings, Module, ModuleDisplay};
use burn::tensor::Tensor;
use ogive::Function;

use crate::error::{Error, Result};
use crate::operation::{Operations, check};

/// A function of the book as a layer: a [`Module`] without parameters that learn, to be a field of a model.
///
/// Made of a struct of the book, with `Activation::from(ogive::functions::layers::Gelu)`, or of text the way people
/// write it: `"gelu"`, `"nn.LeakyReLU(0.04)"`, `"keras:leaky_relu"`, `"softmax(axis=1)"`.
///
/// A gated function, such as swiglu, takes one tensor whose halves along an axis gate each other, or two
/// ([`forward_pair`](Activation::forward_pair)).
///
/// ```
/// use burn::module::Module;
/// use burn::nn::{Linear, LinearConfig};
/// use burn::tensor::{Device, Tensor};
/// use ogive_burn::Activation;
///
/// #[derive(Module, Debug)]
/// struct Block {
///     linear: Linear,
///     activation: Activation,
/// }
///
/// let device = Device::flex();
/// let linear = LinearConfig::new(4, 3).init(&device);
/// let block = Block { linear, activation: "nn.GELU()".parse()? };
/// let x = Tensor::<2>::ones([2, 4], &device);
/// let y = block.activation.forward(block.linear.forward(x));
/// assert_eq!(y.dims(), [2, 3]);
/// # Ok::<(), ogive_burn::Error>(())
/// ```
#[derive(Module)]
#[module(custom_display)]
pub struct Activation {
    #[module(skip)]
    function: Arc<dyn Function>,
}

impl Activation {
    /// The function.
    pub fn function(&self) -> &dyn Function {
        &*self.function
    }

    /// The function of a tensor of `f32`, `f64`, `f16` or `bf16` on the Flex backend, of any strides: a tensor of the
    /// same element type and, unless the function says otherwise, shape.
    ///
    /// # Panics
    /// Where [`try_forward`](Activation::try_forward) returns an error.
    #[track_caller]
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        self.try_forward(x).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same.
    ///
    /// # Errors
    /// If the tensor is on another backend or of another element type, or the axis or a parameter does not fit its
    /// shape.
    pub fn try_forward<const D: usize>(&self, x: Tensor<D>) -> Result<Tensor<D>> {
        let x = x.into_dispatch();
        check(self.function.info().name, &[&x])?;
        let y = Dispatch::forward(self.function.clone(), x).result()?;
        Ok(Tensor::from_dispatch(y))
    }

    /// A gated function of two tensors of one shape, one gating the other.
    ///
    /// # Panics
    /// Where [`try_forward_pair`](Activation::try_forward_pair) returns an error.
    #[track_caller]
    pub fn forward_pair<const D: usize>(&self, a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        self.try_forward_pair(a, b).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same.
    ///
    /// # Errors
    /// If the function is not gated, or the shapes, element types or devices differ.
    pub fn try_forward_pair<const D: usize>(
        &self,
        a: Tensor<D>,
        b: Tensor<D>,
    ) -> Result<Tensor<D>> {
        let (a, b) = (a.into_dispatch(), b.into_dispatch());
        let function = self.function.info().name;
        check(function, &[&a, &b])?;
        let (given, other) = (a.dtype(), b.dtype());
        if given != other {
            return Err(Error::DTypes { function, given, other });
        }
        let y = Dispatch::forward_pair(self.function.clone(), a, b).result()?;
        Ok(Tensor::from_dispatch(y))
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
        Ok(Activation { function: Arc::from(ogive::parse(text)?) })
    }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Activation({})", self.function)
    }
}

impl ModuleDisplay for Activation {
    fn custom_settings(&self) -> Option<DisplaySettings> {
        DisplaySettings::new().with_new_line_after_attribute(false).optional()
    }

    fn custom_content(&self, content: Content) -> Option<Content> {
        content.add_formatted(&self.function.to_string()).optional()
    }
}

/// Structs of the book as functions of tensors.
pub trait OnTensors {
    /// The function of a tensor; see [`Activation`].
    ///
    /// # Errors
    /// As those of [`Activation::try_forward`].
    fn on<const D: usize>(&self, x: Tensor<D>) -> Result<Tensor<D>>;

    /// The function of two tensors; see [`Activation::forward_pair`].
    ///
    /// # Errors
    /// As those of [`Activation::try_forward_pair`].
    fn on_pair<const D: usize>(&self, a: Tensor<D>, b: Tensor<D>) -> Result<Tensor<D>>;
}

impl<F: Function + Clone> OnTensors for F {
    fn on<const D: usize>(&self, x: Tensor<D>) -> Result<Tensor<D>> {
        Activation::from(self.clone()).try_forward(x)
    }

    fn on_pair<const D: usize>(&self, a: Tensor<D>, b: Tensor<D>) -> Result<Tensor<D>> {
        Activation::from(self.clone()).try_forward_pair(a, b)
    }
}
