//! # GEGLU by tanh
//!
//! geglu_tanh(a, b) = gelu_tanh(a)·b

use super::unit::{GATED, linear_unit};
use crate::functions::gelu_tanh::GeluTanh;
use crate::page::Reference;

linear_unit! {
    /// A linear unit gated by the tanh form of GELU.
    GegluTanh = Info {
        name: "geglu_tanh",
        formula: "geglu_tanh(a, b) = gelu_tanh(a)·b",
        derivative: "∂/∂a = gelu_tanh′(a)·b; ∂/∂b = gelu_tanh(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "what Gemma and T5 1.1 are trained with",
        bad: "not the exact GELU, which costs as little here",
        hard: "as gelu_tanh; the product with b must not round again; where the activation itself is subnormal, so are its digits",
        ..GATED
    },
    gate a by GeluTanh
}
