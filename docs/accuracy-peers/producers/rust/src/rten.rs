//! rten-vecmath, the vector functions of rten. It has no gradients and only f32.

use rten_simd::{SimdOp, SimdUnaryOp};
use rten_vecmath as rten;

use crate::{Block, Call, DTYPES, Part, Peer, calls};

type Run = fn(&mut [f32]);

const CALLS: &[Call<Run>] = calls! {
    "sigmoid" => |x| rten::Sigmoid {}.map_mut(x),
    "tanh" => |x| rten::Tanh {}.map_mut(x),
    "leaky_relu" => |x| rten::LeakyRelu { alpha: 0.01 }.map_mut(x),
    "elu" => |x| rten::Elu { alpha: 1.0 }.map_mut(x),
    "gelu" => |x| rten::Gelu {}.map_mut(x),
    "gelu_tanh" => |x| rten::ApproxGelu {}.map_mut(x),
    "quick_gelu" => |x| rten::Swish { alpha: 1.702 }.map_mut(x),
    "silu" => |x| rten::Silu {}.map_mut(x),
    "exponential" => |x| rten::Exp {}.map_mut(x),
    "softmax" => |x| _ = rten::Softmax::new_mut(x).dispatch(),
    "log_softmax" => |x| _ = rten::LogSoftmax::new_mut(x).dispatch(),
};

pub const PEER: Peer = Peer {
    name: "rten",
    package: "rten-vecmath",
    parts: &[("value", Part::Value)],
    dtypes: |_| &DTYPES[..1],
    calls: || CALLS.iter().map(|call| (call.function, call.text)).collect(),
    results,
};

fn results(call: usize, _: Part, block: Block) -> crate::Result<Vec<u8>> {
    let (words, _) = block.bytes.as_chunks::<4>();
    let mut x: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
    for row in x.chunks_exact_mut(block.shape[1]) {
        (CALLS[call].run)(row);
    }
    Ok(x.iter().flat_map(|y| y.to_le_bytes()).collect())
}
