//! Layers over `ndarray`, as PyTorch's `torch.nn` has them: every struct of the book is one.
//!
//! | PyTorch | here |
//! |---|---|
//! | `nn.Sigmoid()(x)` | `Sigmoid.forward(&x)?` |
//! | `nn.ReLU(inplace=True)(x)` | `Relu.forward_inplace(&mut x)?` |
//! | `nn.LeakyReLU(0.04)(x)` | `LeakyRelu::new(0.04)?.forward(&x)?` |
//! | `torch.sigmoid(x, out=y)` | `Sigmoid.forward_into(&x, &mut y)?` |
//! | `F.softmax(score, 1)` | `ogive::softmax(&score, Axis(1))?` |
//! | `y.backward(g); x.grad` | `Sigmoid.backward(&x, &g)?`, or into an array, `Sigmoid.backward_into(&x, &g, &mut dx)?` |
//! | `aten.sigmoid_backward(g, y)` | `Sigmoid.backward_from_output(&y, &g)?` |
//! | what autograd keeps between the two | `let (y, saved) = Relu.forward_train(x, Saving::Least)?`, `Relu.backward_train(&saved, &g)?` |

mod train;

use ndarray::{Array, ArrayBase, Axis, Data, DataMut, Dimension, IxDyn, ShapeBuilder, Zip};

use crate::axis::softmax::Softmax;
use crate::error::{Error, Result};
use crate::function::{Function, Supported};
use crate::kernel::memory::zeros;
use crate::kernel::{Run, element};
use crate::number::{Dtype, Float, Portable};
use crate::page::Elementwise;

pub use train::{Saved, Saving, TrainedLayer};

/// A layer: a function of the book over arrays of any element type, shape and layout.
///
/// Implemented for every struct of the book, and for `dyn` [`Function`], which
/// [`parse`](crate::parse) gives.
///
/// # Errors
/// Each method fails if the axis or a parameter does not fit the array's shape, if two arrays
/// should have the same shape and do not, or if the environment variable `OGIVE_ISA` asks for
/// an instruction set that this machine does not have. The arrays are then as they were.
pub trait Layer {
    /// The function of `x`, as a new array in the same memory order, of the same shape but where the
    /// function says otherwise ([`Function::output_shape`]).
    fn forward<E, S, D>(&self, x: &ArrayBase<S, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension;

    /// The function of `x`, into `out`, an array of the result's shape.
    fn forward_into<E, S, T, D>(
        &self,
        x: &ArrayBase<S, D>,
        out: &mut ArrayBase<T, D>,
    ) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: DataMut<Elem = E>,
        D: Dimension;

    /// The function of `x`, into its own memory; an error if the result has another shape.
    fn forward_inplace<E, T, D>(&self, x: &mut ArrayBase<T, D>) -> Result<()>
    where
        E: Supported,
        T: DataMut<Elem = E>,
        D: Dimension;

    /// The gradients by the parameters that are learned, such as PReLU's weight, for the gradient `g` by
    /// the output: the name of each, and its gradient, one number or one for each channel. It is summed
    /// in a fixed order, wider than the element type. Empty for a function that learns nothing.
    fn parameter_gradients<E, S, T, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Vec<(&'static str, Vec<f64>)>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension;

    /// The gradient by the input `x` of `forward`, for the gradient `g` by its output.
    ///
    /// `x` is the input, for every function. (What a layer would have to keep of the forward pass
    /// is on its page, [`Info::keeps`](crate::page::Info::keeps); for relu and its kin with a slope
    /// that is not negative, the output may stand for `x`, as its sign is the same.)
    fn backward<E, S, T, D>(&self, x: &ArrayBase<S, D>, g: &ArrayBase<T, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension;

    /// The gradient by the input, for the output `y` of `forward` and the gradient `g` by it: no exponential
    /// is computed a second time, and the input need not be kept.
    ///
    /// The output has been rounded, so the last digits differ from those of [`backward`](Layer::backward),
    /// and where the function is flat they may be all that there is: `sigmoid` of 20 is 1 in `f32`, and the
    /// slope there 0 rather than 2·10^−9. PyTorch's softmax, sigmoid and tanh work like this.
    ///
    /// # Errors
    /// [`Error::FromOutput`] if the output does not tell the gradient, as that of gelu does not.
    fn backward_from_output<E, S, T, D>(
        &self,
        y: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension;

    /// The same, into `out`, an array of the shape of `y`.
    fn backward_from_output_into<E, S, T, U, D>(
        &self,
        y: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
        out: &mut ArrayBase<U, D>,
    ) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: DataMut<Elem = E>,
        D: Dimension;

    /// The second derivative by `x`, times the gradient `g` that comes in, for a function of one number: see
    /// [`Function::run_second_derivative`].
    fn second_derivative<S, T, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Array<f64, D>>
    where
        S: Data<Elem = f64>,
        T: Data<Elem = f64>,
        D: Dimension;

    /// [`backward`](Layer::backward) into `out`, an array of the shape of `x`.
    fn backward_into<E, S, T, U, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
        out: &mut ArrayBase<U, D>,
    ) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: DataMut<Elem = E>,
        D: Dimension;
}

impl<F: Function + ?Sized> Layer for F {
    fn forward<E, S, D>(&self, x: &ArrayBase<S, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension,
    {
        if let Some(slice) = ordered(x)
            && let Some(values) = self.as_function().typed::<E>().new_forward(Run::active()?, slice)
        {
            return Ok(shaped_like(x, x.shape(), values));
        }
        let mut out = like(x, &self.output_shape(x.shape())?);
        self.forward_into(x, &mut out)?;
        Ok(out)
    }

    fn forward_into<E, S, T, D>(&self, x: &ArrayBase<S, D>, out: &mut ArrayBase<T, D>) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: DataMut<Elem = E>,
        D: Dimension,
    {
        let (x, out) = (x.view().into_dyn(), out.view_mut().into_dyn());
        self.as_function().typed::<E>().run_forward(Run::active()?, x, out)
    }

    fn forward_inplace<E, T, D>(&self, x: &mut ArrayBase<T, D>) -> Result<()>
    where
        E: Supported,
        T: DataMut<Elem = E>,
        D: Dimension,
    {
        let x = x.view_mut().into_dyn();
        self.as_function().typed::<E>().run_forward_inplace(Run::active()?, x)
    }

    fn parameter_gradients<E, S, T, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Vec<(&'static str, Vec<f64>)>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        let (x, g) = (x.view().into_dyn(), g.view().into_dyn());
        self.as_function().typed::<E>().run_parameter_gradients(Run::active()?, x, g)
    }

    fn backward<E, S, T, D>(&self, x: &ArrayBase<S, D>, g: &ArrayBase<T, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        if let Some((slice, upstream)) = both_ordered(x, g)
            && let Some(gradients) =
                self.as_function().typed::<E>().new_backward(Run::active()?, slice, upstream)
        {
            return Ok(shaped_like(x, x.shape(), gradients));
        }
        let mut out = like(x, x.shape());
        self.backward_into(x, g, &mut out)?;
        Ok(out)
    }

    fn backward_into<E, S, T, U, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
        out: &mut ArrayBase<U, D>,
    ) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: DataMut<Elem = E>,
        D: Dimension,
    {
        let (x, g) = (x.view().into_dyn(), g.view().into_dyn());
        let out = out.view_mut().into_dyn();
        self.as_function().typed::<E>().run_backward(Run::active()?, x, g, out)
    }

    fn second_derivative<S, T, D>(
        &self,
        x: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Array<f64, D>>
    where
        S: Data<Elem = f64>,
        T: Data<Elem = f64>,
        D: Dimension,
    {
        let mut out = like(x, x.shape());
        let (x, g) = (x.view().into_dyn(), g.view().into_dyn());
        self.run_second_derivative(Run::active()?, x, g, out.view_mut().into_dyn())?;
        Ok(out)
    }

    fn backward_from_output<E, S, T, D>(
        &self,
        y: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        let function = self.as_function().typed::<E>();
        if let Some((slice, upstream)) = both_ordered(y, g)
            && let Some(gradients) =
                function.new_backward_from_output(Run::active()?, slice, upstream)
        {
            return Ok(shaped_like(y, y.shape(), gradients));
        }
        let mut out = like(y, y.shape());
        self.backward_from_output_into(y, g, &mut out)?;
        Ok(out)
    }

    fn backward_from_output_into<E, S, T, U, D>(
        &self,
        y: &ArrayBase<S, D>,
        g: &ArrayBase<T, D>,
        out: &mut ArrayBase<U, D>,
    ) -> Result<()>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: DataMut<Elem = E>,
        D: Dimension,
    {
        let (y, g) = (y.view().into_dyn(), g.view().into_dyn());
        let out = out.view_mut().into_dyn();
        self.as_function().typed::<E>().run_backward_from_output(Run::active()?, y, g, out)
    }
}

/// The elements of both in memory order, if that is the same, and as below.
fn both_ordered<'a, E, S, T, D>(
    x: &'a ArrayBase<S, D>,
    g: &'a ArrayBase<T, D>,
) -> Option<(&'a [E], &'a [E])>
where
    S: Data<Elem = E>,
    T: Data<Elem = E>,
    D: Dimension,
{
    let alike = x.shape() == g.shape() && x.strides() == g.strides();
    if alike { ordered(x).zip(ordered(g)) } else { None }
}

/// The elements in memory order, if they lie side by side and none of the axes is turned.
fn ordered<E, S, D>(x: &ArrayBase<S, D>) -> Option<&[E]>
where
    S: Data<Elem = E>,
    D: Dimension,
{
    x.as_slice_memory_order().filter(|_| x.strides().iter().all(|stride| *stride >= 0))
}

/// The axes, those that reach farthest in memory first.
fn memory_order<E, S, D>(x: &ArrayBase<S, D>) -> Vec<usize>
where
    S: Data<Elem = E>,
    D: Dimension,
{
    let mut axes: Vec<usize> = (0..x.ndim()).collect();
    axes.sort_unstable_by_key(|axis| (std::cmp::Reverse(x.strides()[*axis]), *axis));
    axes
}

/// A new array of zeros with this shape and, if `x` is contiguous, its memory order.
fn like<E, S, D>(x: &ArrayBase<S, D>, shape: &[usize]) -> Array<E, D>
where
    E: Supported,
    S: Data<Elem = E>,
    D: Dimension,
{
    shaped_like(x, shape, zeros(shape.iter().product()))
}

/// An array of these elements with this shape and, if `x` is contiguous, its memory order.
fn shaped_like<E, S, D>(x: &ArrayBase<S, D>, shape: &[usize], elements: Vec<E>) -> Array<E, D>
where
    E: Supported,
    S: Data<Elem = E>,
    D: Dimension,
{
    let mut dimension = x.raw_dim();
    dimension.slice_mut().copy_from_slice(shape);
    let of_shape = "as many elements as the shape has elements";
    let by_stride = memory_order(x);
    if ordered(x).is_none() || x.is_standard_layout() {
        return Array::from_shape_vec(dimension, elements).expect(of_shape);
    }
    if by_stride.iter().rev().copied().eq(0..x.ndim()) {
        return Array::from_shape_vec(dimension.f(), elements).expect(of_shape);
    }
    let ordered_shape: Vec<usize> = by_stride.iter().map(|axis| shape[*axis]).collect();
    let mut back = vec![0; x.ndim()];
    for (position, axis) in by_stride.iter().enumerate() {
        back[*axis] = position;
    }
    let out = Array::from_shape_vec(IxDyn(&ordered_shape), elements).expect(of_shape);
    let out = out.permuted_axes(back);
    out.into_dimensionality().expect("as many dimensions as before")
}

/// Softmax over an axis, of those scores alone whose mask is true; the others get 0, and so do all of a
/// row without any. The mask broadcasts to the shape of `x`.
///
/// An additive mask needs no function: add its 0 or −∞ to the scores, and take
/// [`Softmax::masked`](crate::axis::softmax::Softmax::masked).
///
/// # Errors
/// [`Error::Shape`] if the mask does not broadcast, and as [`Layer::forward`].
pub fn masked_softmax<E, S, M, D, B>(
    x: &ArrayBase<S, D>,
    mask: &ArrayBase<M, B>,
    axis: Axis,
) -> Result<Array<E, D>>
where
    E: Supported,
    S: Data<Elem = E>,
    M: Data<Elem = bool>,
    D: Dimension,
    B: Dimension,
{
    let softmax = Softmax::new(axis.index() as isize).masked();
    let Some(mask) = mask.broadcast(x.raw_dim()) else {
        return Err(Error::Shape {
            function: "softmax",
            what: "mask",
            given: mask.shape().to_vec(),
            expected: x.shape().to_vec(),
        });
    };
    let mut out = like(x, x.shape());
    let pick = |out: &mut E, x: &E, taken: &bool| *out = if *taken { *x } else { E::NEG_INFINITY };
    Zip::from(&mut out).and(x).and(&mask).for_each(pick);
    softmax.forward_inplace(&mut out)?;
    Ok(out)
}

/// A gated function over two arrays: each number of the one beside the number of the other that it is
/// gated by, or gates. Over the halves of a single array, it is a [`Layer`].
///
/// ```
/// use ndarray::array;
/// use ogive::prelude::*;
///
/// let (gate, up) = (array![1.0_f32, -2.0], array![3.0, 4.0]);
/// let y = Swiglu::new(-1).forward_pair(&gate, &up)?;
/// assert_eq!(y, ogive::swiglu(&array![1.0_f32, -2.0, 3.0, 4.0], ndarray::Axis(0))?);
/// let (by_gate, by_up) = Swiglu::new(-1).backward_pair(&gate, &up, &array![1.0, 1.0])?;
/// assert_eq!(by_up, ogive::silu(&gate, 1.0)?);
/// # Ok::<(), ogive::Error>(())
/// ```
///
/// # Errors
/// Each method fails if the shapes differ, if the function is not gated, or as those of [`Layer`] do.
pub trait GatedLayer {
    /// The function of `a` and `b`, as a new array.
    fn forward_pair<E, S, T, D>(
        &self,
        a: &ArrayBase<S, D>,
        b: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension;

    /// The gradients by `a` and by `b`, for the gradient `g` by the output.
    fn backward_pair<E, S, T, U, D>(
        &self,
        a: &ArrayBase<S, D>,
        b: &ArrayBase<T, D>,
        g: &ArrayBase<U, D>,
    ) -> Result<(Array<E, D>, Array<E, D>)>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: Data<Elem = E>,
        D: Dimension;
}

impl<F: Function + ?Sized> GatedLayer for F {
    fn forward_pair<E, S, T, D>(
        &self,
        a: &ArrayBase<S, D>,
        b: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        let mut out = like(a, a.shape());
        let inputs = [a.view().into_dyn(), b.view().into_dyn()];
        let typed = self.as_function().typed::<E>();
        typed.run_gated_forward(Run::active()?, inputs, out.view_mut().into_dyn())?;
        Ok(out)
    }

    fn backward_pair<E, S, T, U, D>(
        &self,
        a: &ArrayBase<S, D>,
        b: &ArrayBase<T, D>,
        g: &ArrayBase<U, D>,
    ) -> Result<(Array<E, D>, Array<E, D>)>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        U: Data<Elem = E>,
        D: Dimension,
    {
        let (mut da, mut db) = (like(a, a.shape()), like(b, b.shape()));
        let inputs = [a.view().into_dyn(), b.view().into_dyn(), g.view().into_dyn()];
        let outs = [da.view_mut().into_dyn(), db.view_mut().into_dyn()];
        self.as_function().typed::<E>().run_gated_backward(Run::active()?, inputs, outs)?;
        Ok((da, db))
    }
}

/// A function of the book at one number.
///
/// ```
/// use ogive::prelude::*;
///
/// assert_eq!(Sigmoid.value(0.0_f32), 0.5);
/// assert_eq!(Sigmoid.slope(0.0_f64), 0.25);
/// assert!(Tanh.value(f32::NAN).is_nan());
/// ```
pub trait Scalar {
    /// The value at `x`, rounded once; the same bits as in an array. NaN for NaN.
    fn value<E: Supported>(&self, x: E) -> E;
    /// The derivative at `x`, rounded once. NaN for NaN.
    fn slope<E: Supported>(&self, x: E) -> E;
}

impl<P: Elementwise> Scalar for P {
    fn value<E: Supported>(&self, x: E) -> E {
        element::alone::<Lone<E>, _, E, 1>(&element::Forward(self.clone()), [x])
    }
    fn slope<E: Supported>(&self, x: E) -> E {
        let one = E::narrow(E::Word::lit(1.0), E::Word::default());
        element::alone::<Lone<E>, _, E, 2>(&element::Backward(self.clone()), [x, one])
    }
}

/// The working number of a lone call: no instruction set is chosen for it.
type Lone<E> = Portable<<E as Dtype>::Word>;
