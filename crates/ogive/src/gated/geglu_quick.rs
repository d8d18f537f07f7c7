//! # GEGLU by sigmoid
//!
//! geglu_quick(a, b) = quick_gelu(a)·b = a·σ(1.702a)·b

use super::unit::{GATED, linear_unit};
use crate::functions::quick_gelu::QuickGelu;
use crate::page::Reference;

linear_unit! {
    /// A linear unit gated by the sigmoid form of GELU.
    GegluQuick = Info {
        name: "geglu_quick",
        formula: "geglu_quick(a, b) = a·σ(1.702·a)·b",
        derivative: "∂/∂a = quick_gelu′(a)·b; ∂/∂b = quick_gelu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "cheap, and what models with quick_gelu expect",
        bad: "the coarsest approximation of GELU",
        hard: "as quick_gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
        ..GATED
    },
    gate a by QuickGelu
}
