//! Whole vectors of `f32` as numbers, for formulas that look something up.
//!
//! A formula over numbers becomes vector code by the compiler. An entry of a table is the one thing that this cannot do: where it sees an
//! index, it reads entry by entry. Machines do have an instruction that takes sixteen entries out of a register, each by an index of its own.
//! So a formula with a table is computed with [`Lanes`], some registers at a time, in the same operations and so with the same bits.

use crate::number::{Float, Number};

#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod lanes;
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod registers;

#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
pub(crate) use lanes::Lanes;

/// Numbers that come from a slice together, and go to one.
pub(crate) trait Vector: Float {
    /// How many they are.
    const LANES: usize;

    /// The first numbers of a slice.
    ///
    /// # Panics
    /// If there are fewer.
    fn load(from: &[f32]) -> Self;
    /// Likewise.
    fn store(self, to: &mut [f32]);
    /// Is either NaN?
    fn unordered(self, other: Self) -> Self::Mask;
}

/// One number, where there are no registers that look up.
impl<F: Number<Word = f32>> Vector for F {
    const LANES: usize = 1;

    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        F::from_word(from[0])
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        to[0] = self.word();
    }
    #[inline(always)]
    fn unordered(self, other: Self) -> Self::Mask {
        self.is_nan() | other.is_nan()
    }
}
