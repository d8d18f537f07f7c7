//! The abstract number that every page of the book is written over.
//!
//! A page has three bodies. Its `definition` is generic over [`Real`]: the textbook's
//! formula, free of any care about rounding. Its `value` and `slope` are generic over
//! [`Float`]: the formula as it is really computed. Each use of the book is another
//! number put into these bodies:
//!
//! | number | what it gives |
//! |---|---|
//! | `f32`, `f64` | the kernels, where the machine has a fused multiply-add |
//! | [`Portable`] | the same bits where it has none |
//! | [`Twice`] | two elements in step, so that a processor has something to do while it waits |
//! | `Lanes`, among the kernels | whole registers, which look something up by one instruction |
//! | [`Tangent`] | the derivative along with it: that of a slope is the second derivative |
//! | [`Double`] | an unevaluated sum of two words: twice the precision, rounded once |
//! | [`graph::Expr`] | a recording of `definition`, evaluated by an oracle to any precision |

mod chains;
mod double;
mod dtype;
mod float;
pub mod graph;
mod portable;
mod real;
mod tangent;
pub(crate) mod wrapped;

pub use chains::{Chains, Twice};
pub use double::Double;
pub use dtype::{Dtype, DtypeName};
pub use float::{Each, Float, Number, Table, Wide, Word};
pub use portable::Portable;
pub use real::Real;
pub use tangent::Tangent;

/// `c₀ + c₁·x + c₂·x² + …`, in Estrin's order: about log₂ as deep as Horner's, so that a
/// processor has something to do while it waits, and fixed, so that the bits are too.
///
/// Implemented for the lengths that the appendices and pages use.
///
/// One closure more for all lengths, or one with many more uses, and WebAssembly's compiler, at a lower level, leaves calls in the loops over
/// elements: then none of them is vector code. `web/scripts/build-wasm` counts.
#[inline(always)]
pub(crate) fn polynomial<F: Float>(x: F, c: &[f64]) -> F {
    let at = |i: usize| F::lit(c[i]);
    let pair = |i: usize| at(i + 1).fma(x, at(i));
    let x2 = x * x;
    let four = |i: usize| pair(i + 2).fma(x2, pair(i));
    match c.len() {
        2 => pair(0),
        4 => pair(2).fma(x2, pair(0)),
        5 => at(4).fma(x2, pair(2)).fma(x2, pair(0)),
        6 => {
            let x4 = x2 * x2;
            pair(4).fma(x4, pair(2).fma(x2, pair(0)))
        }
        8 => {
            let x4 = x2 * x2;
            let (low, high) = (pair(2).fma(x2, pair(0)), pair(6).fma(x2, pair(4)));
            high.fma(x4, low)
        }
        9 => {
            let x4 = x2 * x2;
            at(8).fma(x4, four(4)).fma(x4, four(0))
        }
        10 => {
            let x4 = x2 * x2;
            let (low, high) = (pair(2).fma(x2, pair(0)), pair(6).fma(x2, pair(4)));
            pair(8).fma(x4, high).fma(x4, low)
        }
        11 => {
            let x4 = x2 * x2;
            let high = at(10).fma(x2, pair(8));
            high.fma(x4, four(4)).fma(x4, four(0))
        }
        12 => {
            let x4 = x2 * x2;
            let (low, high) = (four(4).fma(x4, four(0)), four(8));
            high.fma(x4 * x4, low)
        }
        19 | 23 => {
            let x4 = x2 * x2;
            let three = |i: usize| at(i + 2).fma(x2, pair(i));
            let eight = |i: usize| four(i + 4).fma(x4, four(i));
            let high = if c.len() == 19 { three(16) } else { three(20).fma(x4, four(16)) };
            let x8 = x4 * x4;
            high.fma(x8 * x8, eight(8).fma(x8, eight(0)))
        }
        n => unreachable!("no order of evaluation is set for {n} coefficients"),
    }
}
