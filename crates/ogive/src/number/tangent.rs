//! A number that carries its derivative along.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::wrapped::wrapped;
use super::{Each, Float, Table};

/// A number and its derivative by the variable, by the chain rule at each operation (forward
/// differentiation). Put into the `slope` of a page, it gives the second derivative.
///
/// What is made of the bits of a number, or rounded to a whole one, is constant from step to step, and its
/// derivative is 0: that is why e^x = 2^k·e^r, with k a whole number, comes out right.
#[derive(Clone, Copy, Debug)]
pub struct Tangent<F> {
    /// The number.
    pub value: F,
    /// Its derivative.
    pub tangent: F,
}

impl<F: Float> Tangent<F> {
    /// The variable itself.
    #[inline(always)]
    pub fn variable(value: F) -> Self {
        Tangent { value, tangent: F::lit(1.0) }
    }

    /// A number that does not depend on the variable.
    #[inline(always)]
    pub fn constant(value: F) -> Self {
        Tangent { value, tangent: F::ZERO }
    }

    /// A sum with this derivative. To add ±[`Float::ROUNDER`] is to round to a whole number.
    #[inline(always)]
    fn sum(value: F, tangent: F, terms: [F; 2]) -> Self {
        let [first, second] = terms.map(F::abs);
        let rounds = first.eq(F::ROUNDER) | second.eq(F::ROUNDER);
        Tangent { value, tangent: F::select(rounds, F::ZERO, tangent) }
    }
}

wrapped!([F: Float] Tangent<F>, F);

impl<F: Float> Add for Tangent<F> {
    type Output = Self;
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Self::sum(self.value + b.value, self.tangent + b.tangent, [self.value, b.value])
    }
}

impl<F: Float> Sub for Tangent<F> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Tangent { value: self.value - b.value, tangent: self.tangent - b.tangent }
    }
}

impl<F: Float> Mul for Tangent<F> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        let tangent = self.tangent.fma(b.value, self.value * b.tangent);
        Tangent { value: self.value * b.value, tangent }
    }
}

impl<F: Float> Div for Tangent<F> {
    type Output = Self;
    /// (u/v)′ = (u′ − (u/v)·v′) / v
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        let value = self.value / b.value;
        Tangent { value, tangent: (-value).fma(b.tangent, self.tangent) / b.value }
    }
}

impl<F: Float> Neg for Tangent<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Tangent { value: -self.value, tangent: -self.tangent }
    }
}

impl<F: Float> Float for Tangent<F> {
    type Mask = F::Mask;
    const ROUNDER: Self = Tangent { value: F::ROUNDER, tangent: F::ZERO };
    const ZERO: Self = Tangent { value: F::ZERO, tangent: F::ZERO };
    const INFINITY: Self = Tangent { value: F::INFINITY, tangent: F::ZERO };
    const NAN: Self = Tangent { value: F::NAN, tangent: F::NAN };

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Self::constant(F::lit(c))
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        let value = self.value.fma(b.value, c.value);
        let tangent = self.tangent.fma(b.value, self.value.fma(b.tangent, c.tangent));
        Self::sum(value, tangent, [c.value; 2])
    }
    #[inline(always)]
    fn apart<T>(work: impl FnOnce() -> T) -> T {
        F::apart(work)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        let falls = self.value.lt(F::ZERO);
        let tangent = F::select(falls, -self.tangent, self.tangent);
        Tangent { value: self.value.abs(), tangent }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        Tangent { value, tangent: self.tangent / (value + value) }
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        let one = F::lit(1.0);
        let turned = one.copysign(self.value) * one.copysign(sign.value);
        Tangent { value: self.value.copysign(sign.value), tangent: self.tangent * turned }
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        self.value.lt(other.value)
    }
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        self.value.gt(other.value)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        self.value.eq(other.value)
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        self.value.is_nan()
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Tangent {
            value: F::select(mask, a.value, b.value),
            tangent: F::select(mask, a.tangent, b.tangent),
        }
    }
    #[inline(always)]
    fn exp2_of_rounded(self) -> Self {
        Self::constant(self.value.exp2_of_rounded())
    }
    #[inline(always)]
    fn of_exponent_bits(self) -> Self {
        Self::constant(self.value.of_exponent_bits())
    }
    #[inline(always)]
    fn nearest_and_power(self, factor: f64, held: i32) -> (Self, Self) {
        let (n, power) = self.value.nearest_and_power(factor, held);
        (Self::constant(n), Self::constant(power))
    }
    #[inline(always)]
    fn of_exponent_bits_above_four(self) -> Self {
        Self::constant(self.value.of_exponent_bits_above_four())
    }
    #[inline(always)]
    fn nearest_sixteenth(self, factor: f64, held: i32) -> (Self, Self, Self) {
        let (k, place, power) = self.value.nearest_sixteenth(factor, held);
        (Self::constant(k), Self::constant(place), Self::constant(power))
    }
    #[inline(always)]
    fn of<T>(each: &Each<T>) -> &T {
        F::of(each)
    }
    #[inline(always)]
    fn entry_of(self, table: &[f64; 64]) -> Self {
        Self::constant(self.value.entry_of(table))
    }
    #[inline(always)]
    fn entry(self, table: &Table) -> Self {
        Self::constant(self.value.entry(table))
    }
    #[inline(always)]
    fn moving_as(self, other: Self) -> Self {
        Tangent { value: self.value, tangent: other.tangent }
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let (k, scale) = self.value.split_exponent();
        (Self::constant(k), Self::constant(scale))
    }
}
