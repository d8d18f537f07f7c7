//! candle, on its CPU device. Its tensors are never changed, so all its results are new.

use std::hint::black_box;

use anyhow::{Context, Result, bail};
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{Activation, Module, ops};
use ndarray::ArrayD;

use super::{Call, Contender, Prepared, made, slice, upstream};
use crate::cell::{Cell, Destination, Part, Type};
use crate::element::Element;
use crate::input::Input;

/// candle.
pub struct Candle;

type Function = fn(&Tensor) -> candle_core::Result<Tensor>;

fn function(cell: &Cell) -> Option<Function> {
    Some(match (cell.function.as_str(), cell.part) {
        ("relu", _) => |x| x.relu(),
        ("leaky_relu", _) => |x| ops::leaky_relu(x, 0.01),
        ("sigmoid", _) => |x| ops::sigmoid(x),
        ("tanh", _) => |x| x.tanh(),
        ("silu", _) => |x| x.silu(),
        ("gelu", _) => |x| x.gelu_erf(),
        ("gelu_tanh", _) => |x| x.gelu(),
        ("elu", _) => |x| x.elu(1.0),
        ("mish", _) => |x| ops::mish(x),
        ("hardswish", _) => |x| Activation::HardSwish.forward(x),
        // This one is faster, and has no gradient.
        ("softmax(-1)", Part::Value) => |x| ops::softmax_last_dim(x),
        ("softmax(-1)", Part::Gradient) => |x| ops::softmax(x, D::Minus1),
        ("softmax(1)", _) => |x| ops::softmax(x, 1),
        ("log_softmax(-1)", _) => |x| ops::log_softmax(x, D::Minus1),
        ("log_softmax(1)", _) => |x| ops::log_softmax(x, 1),
        _ => return None,
    })
}

impl<E: Element> Contender<E> for Candle {
    fn name(&self) -> &'static str {
        "candle"
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        let here = cell.into == Destination::New && cell.part != Part::GradientFromOutput;
        let Some(function) = function(cell).filter(|_| here) else {
            return Ok(None);
        };
        let x = tensor(&input.x)?;
        if cell.part == Part::Value {
            return Ok(Some(made(move || Ok(function(&x)?), |y| elements(&y))));
        }
        let x = Var::from_tensor(&x)?;
        let y = function(&x)?;
        let g = upstream(input)?;
        // Backward begins with a gradient of ones. For a function of one number that does: the
        // result is the slope. Over rows, a product makes the incoming gradient.
        let (end, g) = if cell.over_rows() { (y.mul(&tensor(g)?)?, None) } else { (y, Some(g)) };
        Ok(Some(Box::new(Gradient { x, end, g })))
    }
}

/// The gradient of a graph that forward has made.
struct Gradient<'a, E> {
    x: Var,
    end: Tensor,
    /// What the slope is still to be multiplied by for the check.
    g: Option<&'a ArrayD<E>>,
}

impl<E> Gradient<'_, E> {
    fn gradient(&self) -> Result<Tensor> {
        self.end.backward()?.remove(&self.x).context("candle has no gradient of it")
    }
}

impl<E: Element> Call<E> for Gradient<'_, E> {
    fn once(&mut self) -> Result<()> {
        black_box(self.gradient()?);
        Ok(())
    }

    fn result(&mut self) -> Result<Vec<E>> {
        let mut result = elements(&self.gradient()?)?;
        if let Some(g) = self.g {
            times(&mut result, slice(g));
        }
        Ok(result)
    }
}

/// A slope times the incoming gradient.
pub fn times<E: Element>(slope: &mut [E], g: &[E]) {
    let product = |slope: E, g: E| E::from_wide(slope.to_wide() * g.to_wide());
    slope.iter_mut().zip(g).for_each(|(slope, g)| *slope = product(*slope, *g));
}

fn tensor<E: Element>(array: &ArrayD<E>) -> Result<Tensor> {
    let dtype = match E::TYPE {
        Type::F32 => DType::F32,
        Type::F64 => DType::F64,
        Type::F16 => DType::F16,
        Type::Bf16 => DType::BF16,
    };
    let bytes = bytemuck::cast_slice(slice(array));
    Ok(Tensor::from_raw_buffer(bytes, dtype, array.shape(), &Device::Cpu)?)
}

fn elements<E: Element>(tensor: &Tensor) -> Result<Vec<E>> {
    let mut bytes = Vec::new();
    tensor.write_bytes(&mut bytes)?;
    if bytes.len() != tensor.elem_count() * size_of::<E>() {
        bail!("candle's result is in {:?}", tensor.dtype());
    }
    Ok(bytemuck::pod_collect_to_vec(&bytes))
}
