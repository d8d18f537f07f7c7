//! # GEGLU
//!
//! geglu(a, b) = gelu(a)·b, with the exact GELU

use super::unit::{GATED, linear_unit};
use crate::functions::gelu::Gelu;
use crate::page::Reference;

linear_unit! {
    /// A linear unit gated by GELU, gelu(a)·b.
    Geglu = Info {
        name: "geglu",
        aliases: &["geglu_erf"],
        formula: "geglu(a, b) = a·Φ(a)·b",
        derivative: "∂/∂a = gelu′(a)·b; ∂/∂b = gelu(a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "as good as swiglu in the paper that compared them",
        bad: "the error function is costly",
        hard: "as gelu; the product with b must not round again; where the activation itself is subnormal, so are its digits",
        ..GATED
    },
    gate a by Gelu
}
