//! # SwiGLU
//!
//! swiglu(a, b) = silu(a)·b = a·σ(a)·b: a gates b, as in the feed-forward layers of large language
//! models

use super::unit::{GATED, linear_unit};
use crate::functions::silu::Silu;
use crate::page::Reference;

linear_unit! {
    /// A linear unit gated by SiLU, silu(a)·b.
    Swiglu = Info {
        name: "swiglu",
        aliases: &["silu_glu"],
        formula: "swiglu(a, b) = a·σ(a)·b",
        derivative: "∂/∂a = silu′(a)·b; ∂/∂b = silu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "smooth, and the gate of most large language models",
        bad: "three matrices where a plain layer has two",
        hard: "as silu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
        ..GATED
    },
    gate a by Silu
}
