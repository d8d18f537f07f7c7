//! Layers over `ndarray`, as PyTorch's `torch.nn` has them: every struct of the book is one.
//!
//! | PyTorch | here |
//! |---|---|
//! | `nn.Sigmoid()(x)` | `Sigmoid.forward(&x)?` |
//! | `nn.ReLU(inplace=True)(x)` | `Relu.forward_inplace(&mut x)?` |
//! | `nn.LeakyReLU(0.04)(x)` | `LeakyRelu::new(0.04)?.forward(&x)?` |
//! | `torch.sigmoid(x, out=y)` | `Sigmoid.forward_into(&x, &mut y)?` |
//! | `F.softmax(score, 1)` | `ogive::softmax(&score, Axis(1))?` |
//! | `y.backward(g); x.grad` | `Sigmoid.backward(&x, &g)?` |

use ndarray::{Array, ArrayBase, Data, DataMut, Dimension, IxDyn, ShapeBuilder};

use crate::error::Result;
use crate::function::{Function, Supported};
use crate::kernel::{Run, element};
use crate::number::{Dtype, Float, Portable};
use crate::page::Elementwise;

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
    /// The function of `x`, as a new array of the same shape and memory order.
    fn forward<E, S, D>(&self, x: &ArrayBase<S, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension;

    /// The function of `x`, into `out`, an array of the same shape.
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

    /// The function of `x`, into its own memory.
    fn forward_inplace<E, T, D>(&self, x: &mut ArrayBase<T, D>) -> Result<()>
    where
        E: Supported,
        T: DataMut<Elem = E>,
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
}

impl<F: Function + ?Sized> Layer for F {
    fn forward<E, S, D>(&self, x: &ArrayBase<S, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension,
    {
        let mut out = like(x);
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

    fn backward<E, S, T, D>(&self, x: &ArrayBase<S, D>, g: &ArrayBase<T, D>) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        let mut out = like(x);
        let (x, g) = (x.view().into_dyn(), g.view().into_dyn());
        self.as_function().typed::<E>().run_backward(
            Run::active()?,
            x,
            g,
            out.view_mut().into_dyn(),
        )?;
        Ok(out)
    }
}

/// A new array of zeros with the shape of `x` and, if it is contiguous, its memory order.
fn like<E, S, D>(x: &ArrayBase<S, D>) -> Array<E, D>
where
    E: Supported,
    S: Data<Elem = E>,
    D: Dimension,
{
    // Fresh zeroed pages come from the system as they are first written, by the thread that
    // writes them.
    let zeros = bytemuck::zeroed_vec(x.len());
    let of_shape = "as many zeros as the shape has elements";
    let by_stride = {
        let mut axes: Vec<usize> = (0..x.ndim()).collect();
        axes.sort_by_key(|axis| std::cmp::Reverse(x.strides()[*axis]));
        axes
    };
    let ordered = x.as_slice_memory_order().is_some() && x.strides().iter().all(|s| *s >= 0);
    if !ordered || x.is_standard_layout() {
        return Array::from_shape_vec(x.raw_dim(), zeros).expect(of_shape);
    }
    if by_stride.iter().rev().copied().eq(0..x.ndim()) {
        return Array::from_shape_vec(x.raw_dim().f(), zeros).expect(of_shape);
    }
    let shape: Vec<usize> = by_stride.iter().map(|axis| x.shape()[*axis]).collect();
    let mut back = vec![0; x.ndim()];
    for (position, axis) in by_stride.iter().enumerate() {
        back[*axis] = position;
    }
    let out = Array::from_shape_vec(IxDyn(&shape), zeros).expect(of_shape);
    let out = out.permuted_axes(back);
    out.into_dimensionality().expect("as many dimensions as before")
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
        element::value::<Lone<E>, P, E>(self, x, E::Word::default())
    }
    fn slope<E: Supported>(&self, x: E) -> E {
        let one = E::narrow(E::Word::lit(1.0), E::Word::default());
        element::gradient::<Lone<E>, P, E>(self, x, one, E::Word::default())
    }
}

/// The working number of a lone call: no instruction set is chosen for it.
type Lone<E> = Portable<<E as Dtype>::Word>;
