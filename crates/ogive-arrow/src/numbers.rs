//! Functions over slices.

use std::borrow::Cow;

use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{Array, PrimitiveArray};
use ndarray::{ArrayD, ArrayView, ArrayViewD, IxDyn};
use ogive::function::{Function, Supported};
use ogive::kernel::Run;

use crate::error::Result;

/// A function of single numbers, or its gradient; what is null stays null, and a null in the gradient counts as 0.
pub fn of<T: ArrowPrimitiveType<Native: Supported>>(
    run: Run,
    function: &dyn Function,
    x: &PrimitiveArray<T>,
    g: Option<&PrimitiveArray<T>>,
) -> Result<PrimitiveArray<T>> {
    let shape = [x.len()];
    let result = match g {
        None => rows_forward(run, function, x.values(), &shape)?,
        Some(g) => {
            rows_backward(run, function, x.values(), &filled(g, T::Native::default()), &shape)?
        }
    };
    Ok(PrimitiveArray::new(result.into(), x.nulls().cloned()))
}

/// The numbers, with another in the place of each null.
pub fn filled<T: ArrowPrimitiveType>(
    x: &PrimitiveArray<T>,
    fill: T::Native,
) -> Cow<'_, [T::Native]> {
    match x.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => Cow::Borrowed(x.values()),
        Some(nulls) => {
            let number = |(x, valid): (&T::Native, bool)| if valid { *x } else { fill };
            Cow::Owned(x.values().iter().zip(nulls.iter()).map(number).collect())
        }
    }
}

/// A function of an array of this shape, row by row in memory.
pub fn rows_forward<E: Supported>(
    run: Run,
    function: &dyn Function,
    x: &[E],
    shape: &[usize],
) -> Result<Vec<E>> {
    if let Some(values) = function.typed::<E>().new_forward(run, x) {
        return Ok(values);
    }
    let mut out = ArrayD::from_elem(IxDyn(&function.output_shape(shape)?), E::default());
    function.typed::<E>().run_forward(run, view(x, shape), out.view_mut())?;
    Ok(out.into_raw_vec_and_offset().0)
}

/// Its gradient, of an array of the output's shape.
pub fn rows_backward<E: Supported>(
    run: Run,
    function: &dyn Function,
    x: &[E],
    g: &[E],
    shape: &[usize],
) -> Result<Vec<E>> {
    let output = function.output_shape(shape)?;
    let mut out = ArrayD::from_elem(IxDyn(shape), E::default());
    function.typed::<E>().run_backward(run, view(x, shape), view(g, &output), out.view_mut())?;
    Ok(out.into_raw_vec_and_offset().0)
}

fn view<'a, E>(x: &'a [E], shape: &[usize]) -> ArrayViewD<'a, E> {
    ArrayView::from_shape(IxDyn(shape), x).expect("callers have counted the elements")
}
