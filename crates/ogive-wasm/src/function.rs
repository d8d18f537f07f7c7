//! A function of the book as an object of JavaScript.

use half::{bf16, f16};
use ndarray::{ArrayViewD, ArrayViewMutD};
use ogive::function::Supported;
use wasm_bindgen::prelude::*;

use crate::{run, thrown};

/// A function of the book with its parameters.
#[wasm_bindgen]
pub struct Function {
    pub(crate) function: Box<dyn ogive::Function>,
}

#[wasm_bindgen]
impl Function {
    /// From text the way people write it: `leaky_relu(0.04)`, `nn.Softmax(dim=1)`, `keras:leaky_relu`.
    ///
    /// # Errors
    /// If there is no such function, or a parameter does not fit.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Function, JsError> {
        ogive::parse(text).map(|function| Function { function }).map_err(thrown)
    }

    /// The name in the book.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.function.info().name.into()
    }

    /// As it could be parsed again.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.function.to_string()
    }

    /// The shape of the result for an input of this shape.
    ///
    /// # Errors
    /// If the function does not take that shape.
    pub fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>, JsError> {
        self.function.output_shape(shape).map_err(thrown)
    }
}

impl Function {
    fn forward<E: Supported>(
        &self,
        x: &[E],
        shape: &[usize],
        out: &mut [E],
    ) -> Result<(), JsError> {
        let x = view(x, shape)?;
        let out = view_mut(out, &self.output_shape(shape)?)?;
        self.function.typed::<E>().run_forward(run(), x, out).map_err(thrown)
    }

    fn forward_inplace<E: Supported>(&self, x: &mut [E], shape: &[usize]) -> Result<(), JsError> {
        let x = view_mut(x, shape)?;
        self.function.typed::<E>().run_forward_inplace(run(), x).map_err(thrown)
    }

    fn backward<E: Supported>(
        &self,
        x: &[E],
        shape: &[usize],
        g: &[E],
        out: &mut [E],
    ) -> Result<(), JsError> {
        let (x, g) = (view(x, shape)?, view(g, &self.output_shape(shape)?)?);
        let out = view_mut(out, shape)?;
        self.function.typed::<E>().run_backward(run(), x, g, out).map_err(thrown)
    }
}

fn view<'a, E>(elements: &'a [E], shape: &[usize]) -> Result<ArrayViewD<'a, E>, JsError> {
    let length = elements.len();
    ArrayViewD::from_shape(shape, elements).map_err(|_| unfit(length, shape))
}

fn view_mut<'a, E>(
    elements: &'a mut [E],
    shape: &[usize],
) -> Result<ArrayViewMutD<'a, E>, JsError> {
    let length = elements.len();
    ArrayViewMutD::from_shape(shape, elements).map_err(|_| unfit(length, shape))
}

fn unfit(length: usize, shape: &[usize]) -> JsError {
    let shape: Vec<_> = shape.iter().map(usize::to_string).collect();
    thrown(format_args!(
        "an array of {length} elements; expected as many as the shape [{}] has",
        shape.join(", ")
    ))
}

/// The methods for one element type, which crosses the border as `$bits`. Gradients in `f64` would be a sixth of the
/// module, which a page has to load: it has values alone.
macro_rules! over {
    ($element:ty as $bits:ty: $forward:ident $forward_inplace:ident $($backward:ident)?) => {
        #[wasm_bindgen]
        impl Function {
            /// The function of `x`, into `out`.
            ///
            /// # Errors
            /// If the shape does not fit the arrays or the function.
            pub fn $forward(&self, x: &[$bits], shape: &[usize], out: &mut [$bits]) -> Result<(), JsError> {
                self.forward::<$element>(bytemuck::cast_slice(x), shape, bytemuck::cast_slice_mut(out))
            }

            /// The function of `x`, into its own memory.
            ///
            /// # Errors
            /// If the shape does not fit the array or the function, or the result has another shape.
            pub fn $forward_inplace(&self, x: &mut [$bits], shape: &[usize]) -> Result<(), JsError> {
                self.forward_inplace::<$element>(bytemuck::cast_slice_mut(x), shape)
            }

            $(
                /// The gradient by `x` for the gradient `g` by the output, into `out`.
                ///
                /// # Errors
                /// If the shape does not fit the arrays or the function.
                pub fn $backward(
                    &self,
                    x: &[$bits],
                    shape: &[usize],
                    g: &[$bits],
                    out: &mut [$bits],
                ) -> Result<(), JsError> {
                    let (x, g) = (bytemuck::cast_slice(x), bytemuck::cast_slice(g));
                    self.backward::<$element>(x, shape, g, bytemuck::cast_slice_mut(out))
                }
            )?
        }
    };
}
over!(f32 as f32: forward_f32 forward_inplace_f32 backward_f32);
over!(f64 as f64: forward_f64 forward_inplace_f64);
over!(f16 as u16: forward_f16 forward_inplace_f16 backward_f16);
over!(bf16 as u16: forward_bf16 forward_inplace_bf16 backward_bf16);
