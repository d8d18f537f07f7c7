//! Training: what a layer keeps of its forward pass for its backward pass.
//!
//! | what is kept | of which functions | bytes for each `f32` |
//! |---|---|---:|
//! | nothing | linear | 0 |
//! | a bit: which of its two slopes | relu and its kin, hardtanh, threshold, the shrinks | 1/8 |
//! | the output, which the next layer holds anyway | softmax and its kin, exponential | 0 more |
//! | the input | all others | 4 |
//!
//! From each of these the gradient comes out as it does from the input, to the last bit; from an output, which has been
//! rounded, within about a unit in the last place. (An input that is NaN is told by no bit, and the gradient passes
//! there; its output is NaN all the same.) [`Saving::Output`] keeps the output of further functions, such as sigmoid and
//! tanh, where digits are lost.

use ndarray::{ArcArray, Array, ArrayBase, Data, DataMut, DataOwned, Dimension};

use super::{Layer, like, memory_order, ordered};
use crate::error::{Error, Result};
use crate::function::{Function, Supported};
use crate::kernel::Run;
use crate::page::Keeps;

/// What is to be kept for the backward pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// The least from which the gradient comes out with all its digits: nothing, a bit for each element, or the
    /// output; the input where nothing less does.
    #[default]
    Least,
    /// The input.
    Input,
    /// The output. It has been rounded, so where the function is flat, digits of the slope are lost: see
    /// [`Layer::backward_from_output`].
    Output,
    /// A bit for each element.
    Bits,
}

/// What has been kept of a forward pass.
///
/// Arrays in it are shared with whoever else holds them, not copied: they cost memory only if nobody else does.
#[derive(Clone, Debug)]
pub struct Saved<E, D: Dimension> {
    kept: Kept<E, D>,
    /// The shape of the input.
    shape: D,
}

#[derive(Clone, Debug)]
enum Kept<E, D: Dimension> {
    Nothing,
    Input(ArcArray<E, D>),
    Output(ArcArray<E, D>),
    Bits {
        /// In the input's memory order.
        bits: Vec<u8>,
        /// Its axes in that order.
        axes: Vec<usize>,
    },
}

impl<E, D: Dimension> Saved<E, D> {
    /// What is kept: never [`Saving::Least`]; `None` if it is nothing.
    pub fn what(&self) -> Option<Saving> {
        match self.kept {
            Kept::Nothing => None,
            Kept::Input(_) => Some(Saving::Input),
            Kept::Output(_) => Some(Saving::Output),
            Kept::Bits { .. } => Some(Saving::Bits),
        }
    }

    /// Its size in bytes; that of an array also if others hold that array too.
    pub fn bytes(&self) -> usize {
        match &self.kept {
            Kept::Nothing => 0,
            Kept::Input(array) | Kept::Output(array) => array.len() * size_of::<E>(),
            Kept::Bits { bits, .. } => bits.len(),
        }
    }
}

/// A layer that is trained: its forward pass keeps what its backward pass needs.
///
/// ```
/// use ndarray::array;
/// use ogive::prelude::*;
///
/// let x = array![[-1.0_f32, 2.0], [3.0, -4.0]];
/// let (y, saved) = Relu.forward_train(x, Saving::Least)?;
/// assert_eq!(saved.bytes(), 1);
/// assert_eq!(Relu.backward_train(&saved, &y)?, array![[0.0, 2.0], [3.0, 0.0]]);
/// # Ok::<(), ogive::Error>(())
/// ```
///
/// # Errors
/// As those of [`Layer`]; and if what should be kept does not tell the gradient.
pub trait TrainedLayer {
    /// The function of `x`, and what its backward pass needs. Where that is not the input, the result takes the
    /// input's memory, unless others hold that or the result has another shape.
    fn forward_train<E, S, D>(
        &self,
        x: ArrayBase<S, D>,
        saving: Saving,
    ) -> Result<(ArcArray<E, D>, Saved<E, D>)>
    where
        E: Supported,
        S: DataOwned<Elem = E>,
        D: Dimension;

    /// The gradient by the input, for the gradient `g` by the output.
    fn backward_train<E, S, D>(
        &self,
        saved: &Saved<E, D>,
        g: &ArrayBase<S, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension;

    /// The same, into the memory of `g`, which has to have the input's shape.
    fn backward_train_inplace<E, T, D>(
        &self,
        saved: &Saved<E, D>,
        g: &mut ArrayBase<T, D>,
    ) -> Result<()>
    where
        E: Supported,
        T: DataMut<Elem = E>,
        D: Dimension;
}

/// What a function with these parameters keeps, if this is asked for; `None` for nothing at all.
fn chosen(function: &dyn Function, saving: Saving) -> Option<Saving> {
    let info = function.info();
    match saving {
        Saving::Least if matches!(info.keeps, Keeps::Nothing | Keeps::NoGradient) => None,
        Saving::Least if function.two_slopes().is_some() => Some(Saving::Bits),
        Saving::Least if info.keeps == Keeps::Output && function.output_tells() => {
            Some(Saving::Output)
        }
        Saving::Least => Some(Saving::Input),
        other => Some(other),
    }
}

/// Refuses an incoming gradient of another shape than the input that the bits are of.
fn fits<E, D: Dimension>(
    function: &dyn Function,
    saved: &Saved<E, D>,
    given: &[usize],
) -> Result<()> {
    let expected = saved.shape.slice();
    if given == expected {
        return Ok(());
    }
    let (given, expected) = (given.to_vec(), expected.to_vec());
    Err(Error::Shape { function: function.info().name, what: "upstream gradient", given, expected })
}

impl<F: Function + ?Sized> TrainedLayer for F {
    fn forward_train<E, S, D>(
        &self,
        x: ArrayBase<S, D>,
        saving: Saving,
    ) -> Result<(ArcArray<E, D>, Saved<E, D>)>
    where
        E: Supported,
        S: DataOwned<Elem = E>,
        D: Dimension,
    {
        let function = self.as_function();
        let name = function.info().name;
        let mut x = x.into_shared();
        let shape = x.raw_dim();
        let saving = chosen(function, saving);
        match saving {
            Some(Saving::Output) if !function.output_tells() => {
                return Err(Error::FromOutput { function: name });
            }
            Some(Saving::Bits) if function.two_slopes().is_none() => {
                return Err(Error::FromBits { function: name });
            }
            Some(Saving::Bits) => {
                let typed = function.typed::<E>();
                let in_order = x.is_standard_layout() || ordered(&x).is_none();
                let axes = if in_order { Vec::new() } else { memory_order(&x) };
                let view = x.view_mut().into_dyn();
                let bits = typed.run_mark_and_forward(Run::active()?, view, &axes)?;
                return Ok((x, Saved { kept: Kept::Bits { bits, axes }, shape }));
            }
            Some(Saving::Input) => {
                let y = self.forward(&x)?.into_shared();
                return Ok((y, Saved { kept: Kept::Input(x), shape }));
            }
            _ => {}
        }
        let y = if function.output_shape(x.shape())? == x.shape() {
            self.forward_inplace(&mut x)?;
            x
        } else {
            self.forward(&x)?.into_shared()
        };
        let kept = if saving.is_some() { Kept::Output(y.clone()) } else { Kept::Nothing };
        Ok((y, Saved { kept, shape }))
    }

    fn backward_train<E, S, D>(
        &self,
        saved: &Saved<E, D>,
        g: &ArrayBase<S, D>,
    ) -> Result<Array<E, D>>
    where
        E: Supported,
        S: Data<Elem = E>,
        D: Dimension,
    {
        match &saved.kept {
            Kept::Input(x) => self.backward(x, g),
            Kept::Output(y) => self.backward_from_output(y, g),
            // The function is the same line everywhere: so is its slope, whatever is taken for the input.
            Kept::Nothing => self.backward(g, g),
            Kept::Bits { bits, axes } => {
                fits(self.as_function(), saved, g.shape())?;
                let mut out = like(g, g.shape());
                let (gradient, into) = (g.view().into_dyn(), out.view_mut().into_dyn());
                let typed = self.as_function().typed::<E>();
                typed.run_backward_from_bits(Run::active()?, bits, axes, Some(gradient), into)?;
                Ok(out)
            }
        }
    }

    fn backward_train_inplace<E, T, D>(
        &self,
        saved: &Saved<E, D>,
        g: &mut ArrayBase<T, D>,
    ) -> Result<()>
    where
        E: Supported,
        T: DataMut<Elem = E>,
        D: Dimension,
    {
        let function = self.as_function();
        if let Kept::Bits { bits, axes } = &saved.kept {
            fits(function, saved, g.shape())?;
            let run = Run::active()?;
            let into = g.view_mut().into_dyn();
            return function.typed::<E>().run_backward_from_bits(run, bits, axes, None, into);
        }
        if g.shape() != saved.shape.slice() {
            return Err(Error::InPlace {
                function: function.info().name,
                shape: g.shape().to_vec(),
            });
        }
        let gradient = self.backward_train(saved, g)?;
        g.assign(&gradient);
        Ok(())
    }
}
