//! candle's memory as arrays, and arrays as candle's memory.

use candle_core::{CpuStorage, DType, Error, Layout, Result, Shape, WithDType};
use ndarray::{ArrayView, ArrayViewD, ArrayViewMutD, IxDyn, ShapeBuilder};
use ogive::Function;
use ogive::function::{Supported, Typed};
use ogive::kernel::Run;

/// An element type of both.
pub trait Element: Supported + WithDType {
    /// As candle stores it.
    fn storage(elements: Vec<Self>) -> CpuStorage;
}

macro_rules! elements {
    ($($type:ty = $variant:ident),*) => {$(
        impl Element for $type {
            fn storage(elements: Vec<Self>) -> CpuStorage {
                CpuStorage::$variant(elements)
            }
        }
    )*};
}
elements!(f32 = F32, f64 = F64, half::f16 = F16, half::bf16 = BF16);

/// Does something with the Rust type of an element type; refuses others.
macro_rules! by_dtype {
    ($dtype:expr, $function:expr, $element:ident => $does:expr) => {
        match $dtype {
            candle_core::DType::F32 => {
                type $element = f32;
                $does
            }
            candle_core::DType::F64 => {
                type $element = f64;
                $does
            }
            candle_core::DType::F16 => {
                type $element = half::f16;
                $does
            }
            candle_core::DType::BF16 => {
                type $element = half::bf16;
                $does
            }
            other => Err($crate::kernel::wrong_dtype($function, other)),
        }
    };
}
pub(crate) use by_dtype;

pub fn wrong_dtype(function: &dyn Function, given: DType) -> Error {
    let name = function.info().name;
    let given = given.as_str();
    Error::msg(format!(
        "{name}: a tensor of {given}; expected f32, f64, f16 or bf16: convert it, for example with \
         .to_dtype(DType::F32)"
    ))
    .bt()
}

/// What a device other than the CPU is refused with.
pub fn wrong_device<T>(function: &dyn Function, given: &str) -> Result<T> {
    let name = function.info().name;
    Err(Error::msg(format!(
        "{name}: a tensor on a {given} device; expected one on the CPU: move it there with \
         .to_device(&Device::Cpu), or use candle's own function"
    ))
    .bt())
}

/// An error of ogive as one of candle.
pub fn raised(error: ogive::Error) -> Error {
    Error::wrap(error).bt()
}

/// A tensor's elements.
pub fn view<'a, E: Element>(storage: &'a CpuStorage, layout: &Layout) -> Result<ArrayViewD<'a, E>> {
    let elements = E::cpu_storage_as_slice(storage)?;
    let elements = elements.get(layout.start_offset()..).unwrap_or_default();
    if layout.shape().elem_count() == 0 {
        // Its strides mean nothing.
        return Ok(ArrayView::from_shape(IxDyn(layout.dims()), &[]).expect("no elements"));
    }
    let shape = IxDyn(layout.dims()).strides(IxDyn(layout.stride()));
    ArrayView::from_shape(shape, elements).map_err(|error| {
        let problem = format!("a tensor of {layout:?} over {} elements: {error}", elements.len());
        Error::msg(problem).bt()
    })
}

/// The function of `x`.
pub fn forward<E: Element>(
    function: &dyn Function,
    x: ArrayViewD<E>,
) -> Result<(CpuStorage, Shape)> {
    let run = Run::active().map_err(raised)?;
    if let Some(slice) = x.to_slice()
        && let Some(elements) = function.typed::<E>().new_forward(run, slice)
    {
        return Ok((E::storage(elements), Shape::from(x.shape())));
    }
    let shape = function.output_shape(x.shape()).map_err(raised)?;
    new(function, &shape, |typed, out| typed.run_forward(run, x, out))
}

/// The gradient by the input, from the input or the output `x` and the gradient `g` by the output.
pub fn backward<E: Element>(
    function: &dyn Function,
    from_output: bool,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
) -> Result<(CpuStorage, Shape)> {
    let run = Run::active().map_err(raised)?;
    if let (false, Some(slice), Some(upstream)) = (from_output, x.to_slice(), g.to_slice())
        && slice.len() == upstream.len()
        && let Some(elements) = function.typed::<E>().new_backward(run, slice, upstream)
    {
        return Ok((E::storage(elements), Shape::from(x.shape())));
    }
    let shape = x.shape().to_vec();
    new(function, &shape, |typed, out| {
        if from_output {
            typed.run_backward_from_output(run, x, g, out)
        } else {
            typed.run_backward(run, x, g, out)
        }
    })
}

/// New memory of this shape, which some work fills.
pub fn new<E: Element>(
    function: &dyn Function,
    shape: &[usize],
    work: impl FnOnce(&dyn Typed<E>, ArrayViewMutD<E>) -> ogive::Result<()>,
) -> Result<(CpuStorage, Shape)> {
    let mut elements = vec![E::default(); shape.iter().product()];
    let out =
        ArrayViewMutD::from_shape(IxDyn(shape), &mut elements).expect("as long as its shape says");
    work(function.typed::<E>(), out).map_err(raised)?;
    Ok((E::storage(elements), Shape::from(shape)))
}
