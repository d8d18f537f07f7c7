//! # ReGLU
//!
//! reglu(a, b) = max(0, a)·b

use super::unit::{GATED, linear_unit};
use crate::functions::relu::Relu;
use crate::page::{Claim, Reference};

linear_unit! {
    /// A linear unit gated by ReLU, max(0, a)·b.
    Reglu = Info {
        name: "reglu",
        formula: "reglu(a, b) = max(0, a)·b",
        derivative: "∂/∂a = b for a > 0, 0 for a ≤ 0; ∂/∂b = max(0, a)",
        origin: &[Reference {
            text: "N. Shazeer, GLU variants improve transformer (2020)",
            url: "https://arxiv.org/abs/2002.05202",
        }],
        good: "cheap, and exactly 0 for half of the units",
        bad: "units whose gate is negative for every input stay dead",
        hard: "one product, rounded once; 0·∞ is NaN, as in every product",
        claim: Claim { value: 0.5, slope: Some(0.5) },
        ..GATED
    },
    gate a by Relu, short: true
}
