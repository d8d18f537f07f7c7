//! burn, on its CPU backend, flex.

use burn::module::Module;
use burn::nn::activation::RReluConfig;
use burn::tensor::activation::*;
use burn::tensor::{DType, Device, Tensor, TensorData};

use crate::{Block, Call, DTYPES, Dtype, PARTS, Part, Peer, calls};

type Run = fn(Tensor<2>) -> Tensor<2>;

const CALLS: &[Call<Run>] = calls! {
    "sigmoid" => |x| sigmoid(x),
    "tanh" => |x| tanh(x),
    "relu" => |x| relu(x),
    "relu6" => |x| relu6(x),
    "leaky_relu" => |x| leaky_relu(x, 0.01),
    "prelu" => |x| prelu(x.clone(), Tensor::full([1], 0.25, (&x.device(), x.dtype()))),
    "rrelu" => |x| RReluConfig::new().init().freeze().forward(x),
    "threshold(0.1, 20)" => |x| threshold(x, 0.1, 20.0),
    "thresholded_relu" => |x| thresholded_relu(x, 1.0),
    "hardtanh" => |x| hardtanh(x, -1.0, 1.0),
    "hardsigmoid" => |x| hard_sigmoid(x, 1.0 / 6.0, 0.5),
    "hardswish" => |x| hard_swish(x),
    "log_sigmoid" => |x| log_sigmoid(x),
    "softplus" => |x| softplus(x, 1.0),
    "softsign" => |x| softsign(x),
    "elu" => |x| elu(x, 1.0),
    "celu" => |x| celu(x, 1.0),
    "selu" => |x| selu(x),
    "gelu" => |x| gelu(x),
    "gelu_tanh" => |x| gelu_approximate(x),
    "silu" => |x| silu(x),
    "mish" => |x| mish(x),
    "hardshrink" => |x| hard_shrink(x, 0.5),
    "softshrink" => |x| soft_shrink(x, 0.5),
    "tanhshrink" => |x| tanhshrink(x),
    "exponential" => |x| x.exp(),
    "softmax" => |x| softmax(x, -1),
    "log_softmax" => |x| log_softmax(x, -1),
};

pub const PEER: Peer = Peer {
    name: "burn",
    package: "burn",
    parts: PARTS,
    dtypes: |_| DTYPES,
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
    let data = TensorData::from_bytes_vec(block.bytes, block.shape, dtype);
    let run = CALLS[call].run;
    let results = match part {
        Part::Value => run(Tensor::from_data(data, (&Device::flex(), dtype))),
        Part::Slope => {
            let x = Tensor::from_data(data, (&Device::flex().autodiff(), dtype)).require_grad();
            let gradients = run(x.clone()).backward();
            x.grad(&gradients).ok_or("no gradient")?
        }
    };
    let data = results.into_data();
    if data.dtype() != dtype {
        return Err(format!("results in {:?} for {dtype:?}", data.dtype()).into());
    }
    Ok(data.as_bytes().to_vec())
}
