//! What the tests share.
#![allow(dead_code)] // each test file uses its part

use ndarray::{Array, Dimension, ShapeBuilder};
use ogive::number::{Dtype, Word};

/// Random numbers from a seed, the same everywhere (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// In [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.uniform() * bound as f64) as usize
    }

    /// Normal, by Box and Muller.
    pub fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

pub fn wide<E: Dtype>(x: E) -> f64 {
    x.widen().wide()
}

pub fn narrow<E: Dtype>(x: f64) -> E {
    let (hi, lo) = E::Word::of_pair(x, 0.0);
    E::narrow(hi, lo)
}

/// Normal scores around a mean.
pub fn scores<E: Dtype, D: Dimension, S: ShapeBuilder<Dim = D>>(
    seed: u64,
    shape: S,
    mean: f64,
    spread: f64,
) -> Array<E, D> {
    let mut random = Random(seed);
    Array::from_shape_simple_fn(shape, || narrow(mean + spread * random.normal()))
}

/// The relative distance of numbers in `f16`.
pub const F16: f64 = 9.765_625e-4;

/// How far `a` is from the exact value, in units in the last place of an element type with this epsilon.
pub fn error(a: f64, exact: f64, epsilon: f64) -> f64 {
    if a == exact {
        return 0.0;
    }
    // Below its least exponent, f16 has no more digits than this.
    let least = if epsilon == F16 { 2.0_f64.powi(-24) } else { 0.0 };
    let unit = (2.0_f64.powi(exact.abs().log2().floor() as i32) * epsilon).max(least);
    (a - exact).abs() / unit
}
