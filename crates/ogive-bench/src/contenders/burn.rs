//! burn, on flex, its eager backend for the CPU.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use burn_tensor::activation::*;
use burn_tensor::{DType, Device, Gradients, Tensor as Ranked, TensorData};
use ndarray::ArrayD;

use super::candle::times;
use super::{Call, Contender, Prepared, made, slice, upstream};
use crate::cell::{Cell, Destination, Part, Type};
use crate::element::Element;
use crate::input::Input;
use crate::timing;

/// burn.
pub struct Burn;

/// burn's tensors have their rank in their type; shapes of the grid have at most this many axes, and
/// those that are missing are 1.
const RANK: usize = 4;
type Tensor = Ranked<RANK>;
type Function = fn(Tensor) -> Tensor;

fn function(cell: &Cell) -> Option<Function> {
    Some(match (cell.function.as_str(), cell.shape.len()) {
        ("relu", _) => relu,
        ("leaky_relu", _) => |x| leaky_relu(x, 0.01),
        ("sigmoid", _) => sigmoid,
        ("tanh", _) => tanh,
        ("silu", _) => silu,
        ("gelu", _) => gelu,
        ("gelu_tanh", _) => gelu_approximate,
        ("softplus", _) => |x| softplus(x, 1.0),
        ("elu", _) => |x| elu(x, 1.0),
        ("mish", _) => mish,
        ("hardswish", _) => hard_swish,
        ("softmax(-1)", _) => |x| softmax(x, -1),
        ("log_softmax(-1)", _) => |x| log_softmax(x, -1),
        // Axis 1 of an array of this rank, once axes are put before it.
        ("softmax(1)", 3) => |x| softmax(x, 2),
        ("softmax(1)", 4) => |x| softmax(x, 1),
        ("log_softmax(1)", 3) => |x| log_softmax(x, 2),
        ("log_softmax(1)", 4) => |x| log_softmax(x, 1),
        _ => return None,
    })
}

impl<E: Element> Contender<E> for Burn {
    fn name(&self) -> &'static str {
        "burn"
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        let Some(function) = function(cell).filter(|_| cell.shape.len() <= RANK) else {
            return Ok(None);
        };
        let device = Device::flex();
        Ok(match (cell.part, cell.into) {
            (_, Destination::Given)
            | (Part::Gradient, Destination::InPlace)
            | (Part::GradientFromOutput, _) => None,
            (Part::Value, Destination::New) => {
                let x = tensor(&input.x, &device);
                // A tensor that is also held elsewhere is kept.
                Some(made(move || Ok(function(x.clone())), elements))
            }
            (Part::Value, Destination::InPlace) => {
                Some(Box::new(InPlace { x: &input.x, own: None, function, device }))
            }
            (Part::Gradient, Destination::New) => {
                let device = device.autodiff();
                let x = tensor(&input.x, &device).require_grad();
                let g = upstream(input)?;
                // As for candle: backward begins with ones.
                let weight = cell.over_rows().then(|| tensor(g, &device));
                let g = (!cell.over_rows()).then_some(g);
                Some(Box::new(Gradient { x, function, weight, g }))
            }
        })
    }
}

/// burn works in place on a tensor that nobody else holds, where its kernel can.
struct InPlace<'a, E> {
    x: &'a ArrayD<E>,
    own: Option<Tensor>,
    function: Function,
    device: Device,
}

impl<E: Element> Call<E> for InPlace<'_, E> {
    fn once(&mut self) -> Result<()> {
        let own = self.own.take().context("it is there after the first restart")?;
        self.own = Some(black_box((self.function)(own)));
        Ok(())
    }

    fn result(&mut self) -> Result<Vec<E>> {
        elements((self.function)(tensor(self.x, &self.device)))
    }

    fn seconds(&mut self, turn: Duration) -> Result<f64> {
        let restart = |place: &mut Self| place.own = Some(tensor(place.x, &place.device));
        timing::mean_in_place(turn, self, restart, Self::once)
    }
}

/// Backward takes the graph apart that forward has made, so that each call needs a forward first,
/// which does not count.
struct Gradient<'a, E> {
    x: Tensor,
    function: Function,
    weight: Option<Tensor>,
    g: Option<&'a ArrayD<E>>,
}

impl<E> Gradient<'_, E> {
    fn graph(&self) -> Tensor {
        let y = (self.function)(self.x.clone());
        match &self.weight {
            Some(weight) => y * weight.clone(),
            None => y,
        }
    }

    fn gradient(&self, gradients: &Gradients) -> Result<Tensor> {
        self.x.grad(gradients).context("burn has no gradient of it")
    }
}

impl<E: Element> Call<E> for Gradient<'_, E> {
    fn once(&mut self) -> Result<()> {
        black_box(self.gradient(&self.graph().backward())?);
        Ok(())
    }

    fn result(&mut self) -> Result<Vec<E>> {
        let mut result = elements(self.gradient(&self.graph().backward())?)?;
        if let Some(g) = self.g {
            times(&mut result, slice(g));
        }
        Ok(result)
    }

    fn seconds(&mut self, turn: Duration) -> Result<f64> {
        let (mut calls, mut spent) = (0, Duration::ZERO);
        let begin = Instant::now();
        // Until backward has had half of a turn that is twice as long, if forward takes as long.
        while calls == 0 || (spent < turn && begin.elapsed() < 2 * turn) {
            let end = self.graph();
            let begin = Instant::now();
            black_box(self.gradient(&end.backward())?);
            spent += begin.elapsed();
            calls += 1;
        }
        Ok(spent.as_secs_f64() / f64::from(calls))
    }
}

fn tensor<E: Element>(array: &ArrayD<E>, device: &Device) -> Tensor {
    let mut shape = [1; RANK];
    shape[RANK - array.ndim()..].copy_from_slice(array.shape());
    let bytes = bytemuck::cast_slice(slice(array)).to_vec();
    let dtype = dtype::<E>();
    Tensor::from_data(TensorData::from_bytes_vec(bytes, shape, dtype), (device, dtype))
}

fn dtype<E: Element>() -> DType {
    match E::TYPE {
        Type::F32 => DType::F32,
        Type::F64 => DType::F64,
        Type::F16 => DType::F16,
        Type::Bf16 => DType::BF16,
    }
}

fn elements<E: Element>(tensor: Tensor) -> Result<Vec<E>> {
    let data = tensor.into_data();
    ensure!(data.dtype() == dtype::<E>(), "burn's result is in {:?}", data.dtype());
    Ok(bytemuck::pod_collect_to_vec(data.as_bytes()))
}
