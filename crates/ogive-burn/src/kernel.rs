//! burn's memory as arrays, arrays as burn's memory, and what is computed on them.

use burn::backend::{Backend, Flex, tensor::FloatTensor};
use burn::tensor::{Bytes, DType, Shape};
use burn_flex::{FlexTensor, Layout};
use ndarray::{
    ArrayD, ArrayView, ArrayViewD, ArrayViewMut, ArrayViewMutD, Axis, IxDyn, ShapeBuilder,
};
use ogive::Function;
use ogive::function::Supported;
use ogive::kernel::Run;
use ogive::nn::Layer;

use crate::error::{Error, Result};

/// An element type of both.
pub trait Element: Supported + burn::tensor::Element {}
impl<E: Supported + burn::tensor::Element> Element for E {}

/// Does something with the Rust type of an element type; refuses others.
macro_rules! by_dtype {
    ($dtype:expr, $function:expr, $element:ident => $does:expr) => {
        match $dtype {
            DType::F32 => {
                type $element = f32;
                $does
            }
            DType::F64 => {
                type $element = f64;
                $does
            }
            DType::F16 => {
                type $element = half::f16;
                $does
            }
            DType::BF16 => {
                type $element = half::bf16;
                $does
            }
            given => Err(Error::DType { function: $function.info().name, given }),
        }
    };
}

/// A backend whose tensors are arrays in the memory of the CPU.
pub trait Memory: Backend {
    /// A tensor's elements.
    fn view<E: Element>(tensor: &FloatTensor<Self>) -> ArrayViewD<'_, E>;

    /// A tensor's elements to be overwritten: if nobody else holds them, and its memory has no others.
    fn view_mut<E: Element>(tensor: &mut FloatTensor<Self>) -> Option<ArrayViewMutD<'_, E>>;

    /// An array as a tensor, with its memory and its strides.
    fn tensor<E: Element>(array: ArrayD<E>) -> FloatTensor<Self>;
}

impl Memory for Flex {
    fn view<E: Element>(tensor: &FlexTensor) -> ArrayViewD<'_, E> {
        let (layout, elements) = (tensor.layout(), tensor.storage::<E>());
        if layout.num_elements() == 0 {
            // Its strides mean nothing.
            return ArrayView::from_shape(IxDyn(layout.shape()), &[]).expect("no elements");
        }
        // Along an axis that has been flipped, ndarray counts from the other end, and is turned afterwards.
        let mut start = layout.start_offset();
        for (stride, length) in layout.strides().iter().zip(layout.shape().iter()) {
            if *stride < 0 {
                start -= stride.unsigned_abs() * (length - 1);
            }
        }
        let strides: Vec<usize> = layout.strides().iter().map(|s| s.unsigned_abs()).collect();
        let shape = IxDyn(layout.shape()).strides(IxDyn(&strides));
        let view = ArrayView::from_shape(shape, &elements[start..]);
        let mut view = view.expect("burn's layouts lie in their memory");
        for (axis, stride) in layout.strides().iter().enumerate() {
            if *stride < 0 {
                view.invert_axis(Axis(axis));
            }
        }
        view
    }

    fn view_mut<E: Element>(tensor: &mut FlexTensor) -> Option<ArrayViewMutD<'_, E>> {
        let layout = tensor.layout();
        let whole = size_of_val(tensor.bytes()) == layout.num_elements() * size_of::<E>();
        let strides: Option<Vec<usize>> =
            layout.strides().iter().map(|stride| usize::try_from(*stride).ok()).collect();
        let strides = strides.filter(|_| whole && layout.num_elements() > 0)?;
        let shape = IxDyn(layout.shape()).strides(IxDyn(&strides));
        // Refused where two elements are one, as in a tensor that was expanded.
        ArrayViewMut::from_shape(shape, tensor.try_storage_mut::<E>()?).ok()
    }

    fn tensor<E: Element>(array: ArrayD<E>) -> FlexTensor {
        let (shape, strides) = (Shape::from(array.shape().to_vec()), array.strides().to_vec());
        let (elements, start) = array.into_raw_vec_and_offset();
        let layout = Layout::new(shape, strides, start.unwrap_or(0));
        FlexTensor::new(Bytes::from_elems(elements), layout, E::dtype())
    }
}

/// The function of `x`: into its own memory, if it can be.
pub fn forward<B: Memory>(
    function: &dyn Function,
    mut x: FloatTensor<B>,
) -> Result<FloatTensor<B>> {
    by_dtype!(dtype::<B>(&x), function, E => {
        let same = function.output_shape(B::view::<E>(&x).shape())? == B::view::<E>(&x).shape();
        if same && let Some(mut view) = B::view_mut::<E>(&mut x) {
            function.forward_inplace(&mut view)?;
            return Ok(x);
        }
        Ok(B::tensor(function.forward(&B::view::<E>(&x))?))
    })
}

/// The same, and a bit for each element, in row-major order, which of two slopes it has.
pub fn mark_and_forward<B: Memory>(
    function: &dyn Function,
    mut x: FloatTensor<B>,
) -> Result<(FloatTensor<B>, Vec<u8>)> {
    let run = Run::active()?;
    by_dtype!(dtype::<B>(&x), function, E => {
        let typed = function.typed::<E>();
        if let Some(view) = B::view_mut::<E>(&mut x) {
            let bits = typed.run_mark_and_forward(run, view, &[])?;
            return Ok((x, bits));
        }
        let x = B::view::<E>(&x);
        let bits = typed.run_mark(run, x.view(), &[])?;
        Ok((B::tensor(function.forward(&x)?), bits))
    })
}

/// The gradient by the input `x`, for the gradient `g` by the output.
pub fn backward<B: Memory>(
    function: &dyn Function,
    x: &FloatTensor<B>,
    g: &FloatTensor<B>,
) -> Result<FloatTensor<B>> {
    by_dtype!(dtype::<B>(x), function, E => {
        Ok(B::tensor(function.backward(&B::view::<E>(x), &B::view::<E>(g))?))
    })
}

/// The same from the output `y`.
pub fn backward_from_output<B: Memory>(
    function: &dyn Function,
    y: &FloatTensor<B>,
    g: &FloatTensor<B>,
) -> Result<FloatTensor<B>> {
    by_dtype!(dtype::<B>(y), function, E => {
        Ok(B::tensor(function.backward_from_output(&B::view::<E>(y), &B::view::<E>(g))?))
    })
}

/// The same from bits: into the memory of `g`, if it can be.
pub fn backward_from_bits<B: Memory>(
    function: &dyn Function,
    bits: &[u8],
    mut g: FloatTensor<B>,
) -> Result<FloatTensor<B>> {
    let run = Run::active()?;
    by_dtype!(dtype::<B>(&g), function, E => {
        let typed = function.typed::<E>();
        if let Some(view) = B::view_mut::<E>(&mut g) {
            typed.run_backward_from_bits(run, bits, &[], None, view)?;
            return Ok(g);
        }
        let g = B::view::<E>(&g);
        let mut out = ArrayD::from_elem(g.raw_dim(), E::default());
        typed.run_backward_from_bits(run, bits, &[], Some(g), out.view_mut())?;
        Ok(B::tensor(out))
    })
}

/// A gated function of two tensors.
pub fn forward_pair<B: Memory>(
    function: &dyn Function,
    [a, b]: [&FloatTensor<B>; 2],
) -> Result<FloatTensor<B>> {
    let run = Run::active()?;
    by_dtype!(dtype::<B>(a), function, E => {
        let views = [a, b].map(B::view::<E>);
        let mut out = ArrayD::from_elem(views[0].raw_dim(), E::default());
        function.typed::<E>().run_gated_forward(run, views, out.view_mut())?;
        Ok(B::tensor(out))
    })
}

/// The gradients by both, from one pass.
pub fn backward_pair<B: Memory>(
    function: &dyn Function,
    [a, b, g]: [&FloatTensor<B>; 3],
) -> Result<[FloatTensor<B>; 2]> {
    let run = Run::active()?;
    by_dtype!(dtype::<B>(a), function, E => {
        let views = [a, b, g].map(B::view::<E>);
        let mut outs = [(); 2].map(|()| ArrayD::from_elem(views[0].raw_dim(), E::default()));
        function.typed::<E>().run_gated_backward(run, views, outs.each_mut().map(|out| out.view_mut()))?;
        Ok(outs.map(B::tensor))
    })
}

/// The gradients by the parameters that learn, one after the other.
pub fn parameter_gradients<B: Memory>(
    function: &dyn Function,
    x: &FloatTensor<B>,
    g: &FloatTensor<B>,
) -> Result<Vec<f64>> {
    by_dtype!(dtype::<B>(x), function, E => {
        let gradients = function.parameter_gradients(&B::view::<E>(x), &B::view::<E>(g))?;
        Ok(gradients.into_iter().flat_map(|(_, sums)| sums).collect())
    })
}

fn dtype<B: Backend>(tensor: &FloatTensor<B>) -> DType {
    use burn::backend::TensorMetadata;
    tensor.dtype()
}
