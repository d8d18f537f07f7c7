//! A function of the book as an object: chosen by name at run time, for any element type.

use std::fmt;

use half::{bf16, f16};
use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::arguments::Argument;
use crate::error::{Error, Result};
use crate::kernel::Run;
use crate::number::Dtype;
use crate::number::graph::Graph;
use crate::page::{Info, TwoSlopes};

/// A function with its parameters, over arrays of every element type.
///
/// [`crate::parse`] makes one from text; every struct of the book is one. The methods that are
/// convenient to call are those of [`crate::nn::Layer`].
pub trait Function:
    Typed<f32> + Typed<f64> + Typed<f16> + Typed<bf16> + fmt::Debug + Send + Sync + 'static
{
    /// The head of its page.
    fn info(&self) -> &'static Info;
    /// The closed interval that it is defined on; outside of it, all results are NaN.
    fn domain(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
    /// Its parameters as they are set.
    fn arguments(&self) -> Vec<(&'static str, Argument)>;
    /// Its definition at one element, recorded: for a function of one number whose parameters
    /// are the same for all elements.
    fn definition(&self) -> Option<Graph>;
    /// Its definition over a row of this length, recorded: for a function over an axis.
    fn definition_over(&self, length: usize) -> Option<Graph>;
    /// The shape of its result for an input of this shape. The incoming gradient has it, too.
    ///
    /// # Errors
    /// If the function does not take that shape.
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>>;
    /// The number of elements from which its work is divided over threads, where there are some.
    fn threads_from(&self) -> usize;
    /// Does the output, even rounded, tell the gradient?
    fn output_tells(&self) -> bool;
    /// If its slope takes one of two values at each element: what tells which.
    fn two_slopes(&self) -> Option<TwoSlopes>;
    /// The second derivative by `x`, times the gradient `g` that comes in, into `out`: what the gradient of a
    /// gradient takes. In `f64` alone; errors are some 10^−15 of what the derivative is made of. At a kink it is
    /// that of the side whose slope is taken there, and where it overflows it may be NaN.
    ///
    /// # Errors
    /// [`Error::SecondDerivative`] if it is no function of one number, and if the shapes differ or a parameter
    /// does not fit them.
    fn run_second_derivative(
        &self,
        run: Run,
        x: ArrayViewD<f64>,
        g: ArrayViewD<f64>,
        out: ArrayViewMutD<f64>,
    ) -> Result<()>;
    /// The same function with its parameters rounded to `f32`, as the narrower types compute it.
    ///
    /// # Errors
    /// If a rounded parameter is refused.
    fn single(&self) -> Result<Box<dyn Function>>;
    /// Itself, as an object.
    fn as_function(&self) -> &dyn Function;
}

/// A function over arrays of one element type, of any layout.
pub trait Typed<E> {
    /// The function of `x`, into `out`.
    ///
    /// # Errors
    /// If the shapes differ, or a parameter or the axis does not fit them.
    fn run_forward(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()>;
    /// The function of `x`, into its own memory.
    ///
    /// # Errors
    /// If a parameter or the axis does not fit its shape, or the result has another shape.
    fn run_forward_inplace(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()>;
    /// The gradient by `x` for the incoming gradient `g`, into `out`.
    ///
    /// # Errors
    /// If the shapes differ, or a parameter or the axis does not fit them.
    fn run_backward(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()>;

    /// The gradient by the input for the output `y` and the incoming gradient `g`, into `out`: what is
    /// left to do where the output has been kept.
    ///
    /// # Errors
    /// If the output does not tell, the shapes differ, or the axis does not fit them.
    fn run_backward_from_output(
        &self,
        run: Run,
        y: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()>;

    /// Where the slope takes one of two values ([`Function::two_slopes`]): a bit for each element of `x`, which tells
    /// the gradient. They are in row-major order of its axes or, if `axes` is not empty, of `x.permuted_axes(axes)`;
    /// the first is the lowest of the first byte.
    ///
    /// # Errors
    /// If the slope takes more values.
    fn run_mark(&self, _: Run, _x: ArrayViewD<E>, _axes: &[usize]) -> Result<Vec<u8>> {
        Err(Error::FromBits { function: OF_MORE })
    }
    /// The same bits, and the function of `x`, into its own memory.
    ///
    /// # Errors
    /// If the slope takes more values, or a parameter does not fit the shape.
    fn run_mark_and_forward(
        &self,
        _: Run,
        _x: ArrayViewMutD<E>,
        _axes: &[usize],
    ) -> Result<Vec<u8>> {
        Err(Error::FromBits { function: OF_MORE })
    }
    /// The gradient by the input that these bits were made of, for the incoming gradient `g`, into `out`; without
    /// `g`, for the one that is in `out`.
    ///
    /// # Errors
    /// If the slope takes more values, these are not as many bits as elements, or a parameter does not fit the shape.
    fn run_backward_from_bits(
        &self,
        _: Run,
        _bits: &[u8],
        _axes: &[usize],
        _g: Option<ArrayViewD<E>>,
        _out: ArrayViewMutD<E>,
    ) -> Result<()> {
        Err(Error::FromBits { function: OF_MORE })
    }

    /// Its values at the elements of `x` in new memory that is written once, where that costs less than
    /// zeros for [`run_forward`](Typed::run_forward): for a large array, and a function of single elements with
    /// the same parameters for all. None elsewhere.
    fn new_forward(&self, _: Run, _x: &[E]) -> Option<Vec<E>> {
        None
    }
    /// In the same way: the gradients at the elements of `x`, for those of `g`, which is as long.
    fn new_backward(&self, _: Run, _x: &[E], _g: &[E]) -> Option<Vec<E>> {
        None
    }
    /// In the same way: the gradients where the values are those of `y`.
    fn new_backward_from_output(&self, _: Run, _y: &[E], _g: &[E]) -> Option<Vec<E>> {
        None
    }

    /// The gradients by the parameters that are learned: the name of each, and its gradient, one number
    /// or one for each channel. Empty for a function that learns nothing.
    ///
    /// # Errors
    /// If the shapes differ, or a parameter does not fit them.
    fn run_parameter_gradients(
        &self,
        _: Run,
        _: ArrayViewD<E>,
        _: ArrayViewD<E>,
    ) -> Result<Vec<(&'static str, Vec<f64>)>> {
        Ok(Vec::new())
    }

    /// For a gated function: `a` and `b` together, each an array of its own, into `out`.
    ///
    /// # Errors
    /// If the shapes differ, or the function is not gated.
    fn run_gated_forward(&self, _: Run, _: [ArrayViewD<E>; 2], _: ArrayViewMutD<E>) -> Result<()> {
        Err(Error::NotGated)
    }
    /// For a gated function: the gradients by `a` and by `b` for the incoming gradient, which is the
    /// third array, into `outs`.
    ///
    /// # Errors
    /// If the shapes differ, or the function is not gated.
    fn run_gated_backward(
        &self,
        _: Run,
        _: [ArrayViewD<E>; 3],
        _: [ArrayViewMutD<E>; 2],
    ) -> Result<()> {
        Err(Error::NotGated)
    }
}

/// What an error calls those that no bits tell the gradient of.
const OF_MORE: &str = "a function of more than one number";

impl dyn Function {
    /// The function over arrays of the element type `E`.
    pub fn typed<E: Supported>(&self) -> &dyn Typed<E> {
        E::of(self)
    }
}

/// The element types that every function of the book is compiled for: `f32`, `f64`, `f16`, `bf16`.
pub trait Supported: Dtype {
    /// The function over arrays of this element type.
    fn of(function: &dyn Function) -> &dyn Typed<Self>;
}

macro_rules! supported {
    ($($type:ident)*) => {$(
        impl Supported for $type {
            fn of(function: &dyn Function) -> &dyn Typed<Self> {
                function
            }
        }
    )*};
}
supported!(f32 f64 f16 bf16);

/// As it could be parsed again: `leaky_relu(negative_slope=0.04)`.
impl fmt::Display for dyn Function {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.info().name)?;
        let arguments: Vec<_> =
            self.arguments().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if arguments.is_empty() { Ok(()) } else { write!(f, "({})", arguments.join(", ")) }
    }
}
