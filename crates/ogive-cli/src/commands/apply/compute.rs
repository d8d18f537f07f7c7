//! The function of an array, or the gradient by it: whole or a part at a time.

use std::time::{Duration, Instant};

use ndarray::{ArrayD, ArrayView, ArrayViewMut, IxDyn, ShapeBuilder};
use ogive::function::Supported;
use ogive::nn::Layer;

use super::Job;
use crate::report::{Failure, Result};
use crate::tensor::{Element, Tensor, each};

impl Job<'_> {
    /// The function of an array, or the gradient by it.
    pub(super) fn compute(&self, x: Tensor, g: Option<Tensor>) -> Result<(Tensor, Duration)> {
        let function = &*self.function;
        match (x, g) {
            (mut x, None) if function.output_shape(x.shape())? == x.shape() => {
                // In place, which is the fastest, and takes no second array.
                let ((), time) = timed(|| each!(&mut x, x => function.forward_inplace(x)))?;
                Ok((x, time))
            }
            (x, None) => each!(x, x => {
                let (y, time) = timed(|| function.forward(&x))?;
                Ok((Element::tensor(y), time))
            }),
            (Tensor::F16(x), Some(Tensor::F16(g))) => self.backward(&x, &g),
            (Tensor::BF16(x), Some(Tensor::BF16(g))) => self.backward(&x, &g),
            (Tensor::F32(x), Some(Tensor::F32(g))) => self.backward(&x, &g),
            (Tensor::F64(x), Some(Tensor::F64(g))) => self.backward(&x, &g),
            (x, Some(g)) => {
                let (given, expected) = (g.dtype(), x.dtype());
                Err(Failure::new(format!("the gradient holds {given}; expected {expected}")))
            }
        }
    }

    /// The gradient by `x` for the gradient `g` by the output, and the time it took.
    fn backward<E: Element>(&self, x: &ArrayD<E>, g: &ArrayD<E>) -> Result<(Tensor, Duration)> {
        // A copy is memory that is there, and in the right order, before the clock starts.
        let mut out = x.clone();
        let typed = self.function.typed::<E>();
        let backward = || typed.run_backward(self.run, x.view(), g.view(), out.view_mut());
        let ((), time) = timed(backward)?;
        Ok((E::tensor(out), time))
    }

    /// A part of an array, and of the gradient.
    pub(super) fn block<E: Supported>(
        &self,
        parts: &mut [&mut [E]],
        shape: &[usize],
        fortran: bool,
        out: &mut Vec<E>,
    ) -> Result<()> {
        let (typed, run) = (self.function.typed::<E>(), self.run);
        let of = |shape: &[usize]| IxDyn(shape).set_f(fortran);
        let strange = |_| Failure::new("a part of the array has another size than its shape");
        let view = |part, shape: &[usize]| ArrayView::from_shape(of(shape), part).map_err(strange);
        match parts {
            [x] => {
                let result = self.function.output_shape(shape)?;
                if result == shape {
                    let x = ArrayViewMut::from_shape(of(shape), x).map_err(strange)?;
                    return Ok(typed.run_forward_inplace(run, x)?);
                }
                out.resize(result.iter().product(), E::default());
                let x = view(x, shape)?;
                let out = ArrayViewMut::from_shape(of(&result), out).map_err(strange)?;
                Ok(typed.run_forward(run, x, out)?)
            }
            [x, g] => {
                out.resize(x.len(), E::default());
                let (x, g) = (view(x, shape)?, view(g, shape)?);
                let out = ArrayViewMut::from_shape(of(shape), out).map_err(strange)?;
                Ok(typed.run_backward(run, x, g, out)?)
            }
            _ => Ok(()),
        }
    }
}

fn timed<T>(work: impl FnOnce() -> ogive::Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed()))
}
