//! Registers as numbers.

use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use super::Vector;
use crate::number::wrapped::wrapped;
use crate::number::{Each, Float, Table};

mod registers;

/// A machine's register of `f32`, with its instructions.
///
/// A value of such a type exists in functions alone that are compiled for the instruction set: it is named by
/// [`Fusing::Vector`](crate::kernel::isa::Fusing::Vector), and by nothing else.
pub(crate) trait Register: Copy + Debug + Send + Sync + 'static {
    /// What a comparison gives.
    type Mask: Copy + Debug;
    /// How many numbers it has.
    const LANES: usize;
    /// Those of [`Float`], in each lane.
    const ROUNDER: Self;
    const ZERO: Self;
    const INFINITY: Self;
    const NAN: Self;

    fn splat(number: f32) -> Self;
    /// The first [`LANES`](Register::LANES) numbers of a slice, which must have as many.
    fn load(from: &[f32]) -> Self;
    /// Likewise.
    fn store(self, to: &mut [f32]);
    fn add(self, b: Self) -> Self;
    fn sub(self, b: Self) -> Self;
    fn mul(self, b: Self) -> Self;
    fn div(self, b: Self) -> Self;
    fn fma(self, b: Self, c: Self) -> Self;
    fn sqrt(self) -> Self;
    /// The greater one; `b` where either is NaN, or where they are equal.
    fn max(self, b: Self) -> Self;
    /// The smaller one, likewise.
    fn min(self, b: Self) -> Self;
    fn lt(self, b: Self) -> Self::Mask;
    fn eq(self, b: Self) -> Self::Mask;
    /// Is either NaN?
    fn unordered(self, b: Self) -> Self::Mask;
    fn both(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn either(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn not(a: Self::Mask) -> Self::Mask;
    /// A bit for each lane, from the lowest on.
    fn bits(mask: Self::Mask) -> u64;
    /// `a` where the mask holds, `b` elsewhere.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// The bits of `a` where `mask` has ones, those of `b` elsewhere.
    fn select_bits(mask: u32, a: Self, b: Self) -> Self;
    /// The bits that both have.
    fn and(self, b: Self) -> Self;
    /// The bits that one of them has.
    fn xor(self, b: Self) -> Self;
    /// The lowest bits, where the exponent is.
    fn to_exponent(self) -> Self;
    /// Those above the lowest four, there; and some of these four below it.
    fn above_four_to_exponent(self) -> Self;
    /// The sum of the bits as integers, and what is beyond 32 bits left out.
    fn add_bits(self, b: Self) -> Self;
    /// The difference, likewise.
    fn sub_bits(self, b: Self) -> Self;
    /// The bits from the exponent on, as a signed integer, as a number.
    fn exponent(self) -> Self;
    /// The entries that the lowest four bits of each lane say.
    fn entry(self, table: &Table) -> Self;
}

/// Some registers at a time, operation by operation, so that a processor has something to do while one waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lanes<R, const K: usize>([R; K]);

/// What a comparison of them gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Masks<R: Register, const K: usize>([R::Mask; K]);

/// Each register of some, by an expression. No closure: not all of what runs one for an array is sure to be inlined, and an instruction
/// outside of a function that enables it is a call.
macro_rules! each {
    ($i:ident, $result:expr) => {{
        let mut all = {
            let $i = 0;
            [$result; K]
        };
        for $i in 1..K {
            all[$i] = $result;
        }
        all
    }};
}

impl<R: Register, const K: usize> Vector for Lanes<R, K> {
    const LANES: usize = R::LANES * K;

    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        let from = &from[..Self::LANES];
        Lanes(each!(i, R::load(&from[i * R::LANES..])))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        let to = &mut to[..Self::LANES];
        for i in 0..K {
            self.0[i].store(&mut to[i * R::LANES..]);
        }
    }
    #[inline(always)]
    fn unordered(self, other: Self) -> Self::Mask {
        Masks(each!(i, self.0[i].unordered(other.0[i])))
    }
    #[inline(always)]
    fn bits(mask: Self::Mask) -> u64 {
        let mut bits = 0;
        for i in 0..K {
            bits |= R::bits(mask.0[i]) << (i * R::LANES);
        }
        bits
    }
}

/// The bit that is the sign.
const SIGN: u32 = 1 << 31;

/// How many bits are below the exponent.
const MANTISSA: u32 = f32::MANTISSA_DIGITS - 1;

/// As many numbers as there are in any [`Vector`], at most.
const MOST: usize = 64;

wrapped!([R: Register, const K: usize] Lanes<R, K>, f32);

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl<R: Register, const K: usize> $trait for Lanes<R, K> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, b: Self) -> Self {
                Lanes(each!(i, self.0[i].$method(b.0[i])))
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl<R: Register, const K: usize> Neg for Lanes<R, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Lanes(each!(i, self.0[i].xor(R::splat(-0.0))))
    }
}

impl<R: Register, const K: usize> BitAnd for Masks<R, K> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, b: Self) -> Self {
        Masks(each!(i, R::both(self.0[i], b.0[i])))
    }
}

impl<R: Register, const K: usize> BitOr for Masks<R, K> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, b: Self) -> Self {
        Masks(each!(i, R::either(self.0[i], b.0[i])))
    }
}

impl<R: Register, const K: usize> Not for Masks<R, K> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Masks(each!(i, R::not(self.0[i])))
    }
}

impl<R: Register, const K: usize> Float for Lanes<R, K> {
    type Mask = Masks<R, K>;
    const ROUNDER: Self = Lanes([R::ROUNDER; K]);
    const ZERO: Self = Lanes([R::ZERO; K]);
    const INFINITY: Self = Lanes([R::INFINITY; K]);
    const NAN: Self = Lanes([R::NAN; K]);

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Lanes([R::splat(f32::lit(c)); K])
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        Lanes(each!(i, self.0[i].fma(b.0[i], c.0[i])))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Lanes(each!(i, self.0[i].and(R::splat(f32::from_bits(!SIGN)))))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Lanes(each!(i, self.0[i].sqrt()))
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Lanes(each!(i, R::select_bits(SIGN, sign.0[i], self.0[i])))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        Masks(each!(i, self.0[i].lt(other.0[i])))
    }
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        Masks(each!(i, self.0[i].eq(other.0[i])))
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        self.unordered(self)
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Lanes(each!(i, R::select(mask.0[i], a.0[i], b.0[i])))
    }
    #[inline(always)]
    fn exp2_of_rounded(self) -> Self {
        Lanes(each!(i, self.0[i].to_exponent().add_bits(R::splat(1.0))))
    }
    #[inline(always)]
    fn of_exponent_bits(self) -> Self {
        Lanes(each!(i, self.0[i].to_exponent()))
    }
    #[inline(always)]
    fn of_exponent_bits_above_four(self) -> Self {
        Lanes(each!(i, self.0[i].above_four_to_exponent().and(R::splat(f32::INFINITY))))
    }
    #[inline(always)]
    fn of<T>(each: &Each<T>) -> &T {
        &each.single
    }
    #[inline(always)]
    fn entry_of(self, table: &[f64; 64]) -> Self {
        // No formula with a table of the one kind has one of the other.
        let mut words = [0.0; MOST];
        let words = &mut words[..<Self as Vector>::LANES];
        self.store(words);
        words.iter_mut().for_each(|word| *word = word.entry_of(table));
        Self::load(words)
    }
    #[inline(always)]
    fn entry(self, table: &Table) -> Self {
        Lanes(each!(i, self.0[i].entry(table)))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let from = R::splat(std::f32::consts::FRAC_1_SQRT_2);
        let parts: [(R, R); K] = each!(i, {
            let less = self.0[i].sub_bits(from);
            let exponent = less.and(R::splat(f32::from_bits(!0 << MANTISSA)));
            (less.exponent(), R::splat(1.0).sub_bits(exponent))
        });
        (Lanes(each!(i, parts[i].0)), Lanes(each!(i, parts[i].1)))
    }
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        Lanes(each!(i, self.0[i].max(floor.0[i])))
    }
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        Lanes(each!(i, self.0[i].min(ceiling.0[i])))
    }
}
