//! # Gated linear unit
//!
//! glu(a, b) = a·σ(b): b decides how much of a passes

use super::unit::{GATED, linear_unit};
use crate::functions::sigmoid::Sigmoid;
use crate::page::Ecosystem::{Jax, Keras, PyTorch};
use crate::page::{Name, Reference};

linear_unit! {
    /// The gated linear unit, a·σ(b).
    Glu = Info {
        name: "glu",
        aliases: &["gated_linear_unit"],
        names: &[
            Name::of(PyTorch, "nn.GLU"),
            Name::of(PyTorch, "F.glu"),
            Name::of(Jax, "glu"),
            Name::of(Keras, "glu"),
        ],
        formula: "glu(a, b) = a·σ(b)",
        derivative: "∂/∂a = σ(b); ∂/∂b = a·σ′(b)",
        origin: &[Reference {
            text: "Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, Language modeling with gated convolutional networks (2016)",
            url: "https://arxiv.org/abs/1612.08083",
        }],
        good: "a gradient path through a that does not vanish, beside the gate",
        bad: "half of what was computed only gates",
        hard: "nothing beyond the sigmoid itself; the product is rounded once; where the sigmoid itself is subnormal, so are its digits",
        ..GATED
    },
    gate b by Sigmoid
}
