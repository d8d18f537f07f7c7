//! candle, on its CPU device.

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::{Activation, Module, PReLU, ops};

use crate::{Block, Call, DTYPES, Dtype, PARTS, Part, Peer, calls};

type Run = fn(&Tensor) -> Result<Tensor>;

const CALLS: &[Call<Run>] = calls! {
    "sigmoid" => |x| ops::sigmoid(x),
    "tanh" => |x| x.tanh(),
    "relu" => |x| x.relu(),
    "relu6" => |x| Activation::Relu6.forward(x),
    "leaky_relu" => |x| ops::leaky_relu(x, 0.01),
    "prelu" => |x| PReLU::new(Tensor::full(0.25_f32, 1, x.device())?.to_dtype(x.dtype())?, true).forward(x),
    "hardsigmoid" => |x| ops::hard_sigmoid(x),
    "hardswish" => |x| Activation::HardSwish.forward(x),
    "elu" => |x| x.elu(1.0),
    "selu" => |x| ops::selu(x, 1.673_263_2, 1.050_701),
    "gelu" => |x| x.gelu_erf(),
    "gelu_tanh" => |x| x.gelu(),
    "silu" => |x| x.silu(),
    "mish" => |x| ops::mish(x),
    "relu_squared" => |x| Activation::Relu2.forward(x),
    "exponential" => |x| x.exp(),
    "softmax" => |x| ops::softmax(x, D::Minus1),
    "log_softmax" => |x| ops::log_softmax(x, D::Minus1),
};

pub const PEER: Peer = Peer {
    name: "candle",
    package: "candle-core",
    parts: PARTS,
    // Its selu multiplies by tensors of f32.
    dtypes: |function| if function == "selu" { &DTYPES[..1] } else { DTYPES },
    calls: || CALLS.iter().map(|call| (call.function, call.text)).collect(),
    results,
};

fn results(call: usize, part: Part, block: Block) -> crate::Result<Vec<u8>> {
    let dtype = match block.dtype {
        Dtype::F32 => DType::F32,
        Dtype::F64 => DType::F64,
        Dtype::F16 => DType::F16,
        Dtype::Bf16 => DType::BF16,
    };
    let x = Tensor::from_raw_buffer(&block.bytes, dtype, &block.shape, &Device::Cpu)?;
    let run = CALLS[call].run;
    let results = match part {
        Part::Value => run(&x)?,
        Part::Slope => {
            let x = Var::from_tensor(&x)?;
            let gradients = run(&x)?.backward()?;
            gradients.get(&x).ok_or("no gradient")?.clone()
        }
    };
    let mut bytes = Vec::with_capacity(block.bytes.len());
    results.write_bytes(&mut bytes)?;
    Ok(bytes)
}
