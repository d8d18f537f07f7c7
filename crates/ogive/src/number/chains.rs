//! Several elements computed in step.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use super::wrapped::wrapped;
use super::{Each, Float, Number, Table};

/// One element, or two that are computed in step: what a loop over elements computes with.
pub trait Chains: Float {
    /// The machine's own type behind each of them.
    type Word;
    /// How many there are.
    const COUNT: usize;

    /// From so many words, the others being left.
    fn from_words(words: [Self::Word; 2]) -> Self;
    /// Their words; if there is but one, it comes twice.
    fn words(self) -> [Self::Word; 2];
}

impl<F: Number> Chains for F {
    type Word = <F as Number>::Word;
    const COUNT: usize = 1;

    #[inline(always)]
    fn from_words([first, _]: [Self::Word; 2]) -> Self {
        F::from_word(first)
    }
    #[inline(always)]
    fn words(self) -> [Self::Word; 2] {
        [self.word(); 2]
    }
}

/// Two numbers, operation by operation: while one waits for the result of its last operation, the
/// processor goes on with the other.
///
/// A page is one long chain of operations that need each other. Processors do look ahead to the next
/// elements, but not far enough to be busy all the time.
#[derive(Clone, Copy, Debug)]
pub struct Twice<F>(F, F);

/// Two masks.
#[derive(Clone, Copy, Debug)]
pub struct Masks<M>(M, M);

impl<F: Number> Chains for Twice<F> {
    type Word = <F as Number>::Word;
    const COUNT: usize = 2;

    #[inline(always)]
    fn from_words([first, second]: [Self::Word; 2]) -> Self {
        Twice(F::from_word(first), F::from_word(second))
    }
    #[inline(always)]
    fn words(self) -> [Self::Word; 2] {
        [self.0.word(), self.1.word()]
    }
}

wrapped!([F: Number] Twice<F>, F);

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl<F: Number> $trait for Twice<F> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Twice($trait::$method(self.0, other.0), $trait::$method(self.1, other.1))
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl<F: Number> Neg for Twice<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Twice(-self.0, -self.1)
    }
}

impl<M: BitAnd<Output = M>> BitAnd for Masks<M> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Masks(self.0 & other.0, self.1 & other.1)
    }
}

impl<M: BitOr<Output = M>> BitOr for Masks<M> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Masks(self.0 | other.0, self.1 | other.1)
    }
}

impl<M: Not<Output = M>> Not for Masks<M> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Masks(!self.0, !self.1)
    }
}

impl<F: Number> Float for Twice<F> {
    type Mask = Masks<F::Mask>;
    const ROUNDER: Self = Twice(F::ROUNDER, F::ROUNDER);
    const ZERO: Self = Twice(F::ZERO, F::ZERO);
    const INFINITY: Self = Twice(F::INFINITY, F::INFINITY);
    const NAN: Self = Twice(F::NAN, F::NAN);

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Twice(F::lit(c), F::lit(c))
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        Twice(self.0.fma(b.0, c.0), self.1.fma(b.1, c.1))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Twice(self.0.abs(), self.1.abs())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Twice(self.0.sqrt(), self.1.sqrt())
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Twice(self.0.copysign(sign.0), self.1.copysign(sign.1))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        Masks(self.0.lt(other.0), self.1.lt(other.1))
    }
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        Masks(self.0.gt(other.0), self.1.gt(other.1))
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        Masks(self.0.eq(other.0), self.1.eq(other.1))
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        Masks(self.0.is_nan(), self.1.is_nan())
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Twice(F::select(mask.0, a.0, b.0), F::select(mask.1, a.1, b.1))
    }
    #[inline(always)]
    fn exp2_of_rounded(self) -> Self {
        Twice(self.0.exp2_of_rounded(), self.1.exp2_of_rounded())
    }
    #[inline(always)]
    fn of_exponent_bits(self) -> Self {
        Twice(self.0.of_exponent_bits(), self.1.of_exponent_bits())
    }
    #[inline(always)]
    fn of_exponent_bits_above_four(self) -> Self {
        Twice(self.0.of_exponent_bits_above_four(), self.1.of_exponent_bits_above_four())
    }
    #[inline(always)]
    fn of<T>(each: &Each<T>) -> &T {
        F::of(each)
    }
    #[inline(always)]
    fn entry_of(self, table: &[f64; 64]) -> Self {
        Twice(self.0.entry_of(table), self.1.entry_of(table))
    }
    #[inline(always)]
    fn entry(self, table: &Table) -> Self {
        Twice(self.0.entry(table), self.1.entry(table))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let ((first, scale), (second, other)) = (self.0.split_exponent(), self.1.split_exponent());
        (Twice(first, second), Twice(scale, other))
    }
}
