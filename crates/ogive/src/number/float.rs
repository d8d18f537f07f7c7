use std::any::TypeId;
use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use super::{Double, Dtype, Portable, portable::SoftwareFma};
use crate::math::{circle, exp, gate, interval, log, normal, roots, table};

/// A working number: what the `value` and `slope` of a page are computed in.
///
/// All operations are those of IEEE 754, each rounded once, to nearest even; none raises a
/// flag that anyone reads. A page is free of branches: comparisons give a mask, and
/// [`select`](Float::select) picks.
pub trait Float:
    Copy
    + Debug
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + exp::Coefficients
    + log::Coefficients
    + roots::Coefficients
    + normal::Coefficients
    + gate::Coefficients
    + circle::Coefficients
    + table::Coefficients
    + interval::Coefficients
{
    /// What a comparison gives.
    type Mask: Copy
        + BitAnd<Output = Self::Mask>
        + BitOr<Output = Self::Mask>
        + Not<Output = Self::Mask>;
    /// Added to a number far below it, it leaves the nearest integer in the low bits:
    /// 1.5·2^23 for `f32`, 1.5·2^52 for `f64`.
    const ROUNDER: Self;
    /// Positive zero.
    const ZERO: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// The canonical quiet NaN.
    const NAN: Self;

    /// The constant `c`, rounded to this type.
    fn lit(c: f64) -> Self;
    /// `self · b + c`, rounded once.
    fn fma(self, b: Self, c: Self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// The square root, rounded once.
    fn sqrt(self) -> Self;
    /// The magnitude of `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `self < other`; false if either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self > other`; false if either is NaN.
    fn gt(self, other: Self) -> Self::Mask;
    /// `self == other`; false if either is NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// Is it NaN?
    fn is_nan(self) -> Self::Mask;
    /// `a` where the mask holds, `b` elsewhere.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// 2^n, where `self` is n + [`ROUNDER`](Float::ROUNDER) and the result a normal number.
    fn exp2_of_rounded(self) -> Self;
    /// The positive number whose exponent bits are the lowest bits of `self`, which end in 0 above those, and whose others
    /// are 0.
    fn of_exponent_bits(self) -> Self;
    /// The same for the bits above the lowest four, as many as an exponent has.
    fn of_exponent_bits_above_four(self) -> Self;
    /// Of what was worked out for each working type, that for this one.
    fn of<T>(each: &Each<T>) -> &T;
    /// The entry of a table with the index n, counted modulo 64, where `self` is n +
    /// [`ROUNDER`](Float::ROUNDER); rounded to this type.
    fn entry_of(self, table: &[f64; 64]) -> Self;
    /// The entry of a table with the index that the lowest four bits of `self` are: for a few entries of `f32`, which registers hold. What
    /// asks for it [looks up](crate::page::Elementwise::LOOKS_UP).
    fn entry(self, table: &Table) -> Self;
    /// `(k, 2^−k)` with `self`·2^−k in about [√½, √2), for a positive normal number.
    fn split_exponent(self) -> (Self, Self);

    /// Does a few operations: at once, or where it makes code smaller and hardly any slower as a function that stands once for all
    /// that do the same.
    #[inline(always)]
    fn apart<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    /// `(n, 2^(n + held))`, where n is the integer nearest to `self`·`factor` and the power a normal number.
    #[inline(always)]
    fn nearest_and_power(self, factor: f64, held: i32) -> (Self, Self) {
        // The exponent's bias comes along, so that a shift is all it takes.
        let rounder = Self::ROUNDER + Self::lit(Self::FAR + 1.0 + f64::from(held));
        let rounded = self.fma(Self::lit(factor), rounder);
        (rounded - rounder, rounded.of_exponent_bits())
    }

    /// `(k, its place, 2^(n + held))`, where k is the integer nearest to `self`·`factor`, n is k/16 rounded down, and the place has in its
    /// lowest four bits what that leaves, for [`entry`](Float::entry).
    #[inline(always)]
    fn nearest_sixteenth(self, factor: f64, held: i32) -> (Self, Self, Self) {
        let rounder = Self::ROUNDER + Self::lit(16.0 * (Self::FAR + 1.0 + f64::from(held)));
        let rounded = self.fma(Self::lit(factor), rounder);
        (rounded - rounder, rounded, rounded.of_exponent_bits_above_four())
    }

    /// `self`, of which something that changes with `other`, and as fast, has been left out on the way: whole
    /// turns of an angle. Only a number that carries its derivative needs to know.
    #[inline(always)]
    fn moving_as(self, other: Self) -> Self {
        let _ = other;
        self
    }

    /// `self` where it is above `floor`, else `floor`; `floor` for NaN.
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        Self::select(self.gt(floor), self, floor)
    }

    /// `self` where it is below `ceiling`, else `ceiling`; `ceiling` for NaN.
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        Self::select(self.lt(ceiling), self, ceiling)
    }
}

/// Sixteen numbers of which one is looked up by its [index](Float::entry): a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Table(pub [f32; 16]);

/// A working number that stands for one element of an array.
pub trait Number: Float {
    /// The machine's own type behind this number: `f32` or `f64`.
    type Word: Word;
    /// A wider number: to add up many of these in, and products of two of them.
    type Wide: Wide<Self>;

    /// From the machine's own type, exactly.
    fn from_word(word: Self::Word) -> Self;
    /// To the machine's own type, exactly.
    fn word(self) -> Self::Word;
    /// To the machine's own type, where they are.
    fn words_of(numbers: &[Self]) -> &[Self::Word];
    /// The same, to write to.
    fn words_of_mut(numbers: &mut [Self]) -> &mut [Self::Word];
    /// Elements of an array as these numbers, where they are the same thing.
    fn as_numbers<E: Dtype<Word = Self::Word>>(elements: &[E]) -> Option<&[Self]> {
        let _ = elements;
        None
    }
}

/// What a page works out when it is made, once for each working type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Each<T> {
    /// For `f32`, and so for half precision.
    pub single: T,
    /// For `f64`.
    pub double: T,
}

impl<T> Each<T> {
    /// From a function of a parameter and of how many bits a word has: the parameter is rounded
    /// to `f32` first for that type.
    pub fn of<const N: usize>(parameters: [f64; N], work: impl Fn([f64; N], usize) -> T) -> Self {
        let single = parameters.map(|p| f64::from(p as f32));
        Each { single: work(single, 24), double: work(parameters, 53) }
    }
}

/// The machine's own number types, `f32` and `f64`.
pub trait Word:
    Number<Word = Self> + Float<Mask = bool> + Dtype<Word = Self> + SoftwareFma + Default + PartialOrd
{
    /// The wider number of this one's [`Portable`].
    type PortableWide: Wide<Portable<Self>>;

    /// The normalised pair `hi + lo` rounded to odd: exact, or the neighbour whose last bit is 1.
    /// A second rounding, to fewer bits, then gives what one rounding of the sum would (Boldo and
    /// Melquiond, <https://doi.org/10.1109/TC.2007.70819>).
    fn to_odd(hi: Self, lo: Self) -> Self;
    /// A fraction in [0, 1) from 64 random bits, of which the highest are used.
    fn fraction(bits: u64) -> Self;
    /// As `f64`, exactly.
    fn wide(self) -> f64;
    /// The normalised pair `hi + lo` as a normalised pair of these: `hi + lo` rounded, and what that leaves
    /// out, if it is not too small for a word.
    fn of_pair(hi: f64, lo: f64) -> (Self, Self);
}

/// A number of about twice the precision, wide enough that the order of a sum's terms hardly matters;
/// the order is fixed all the same.
pub trait Wide<F>: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// The empty sum.
    const ZERO: Self;
    /// A pair.
    fn of(pair: Double<F>) -> Self;
    /// A product: the exact one, where it does not underflow.
    fn product(a: F, b: F) -> Self;
    /// As a normalised pair of words.
    fn pair(self) -> Double<F>;
}

macro_rules! word {
    ($float:ident, $single_or_double:ident, $bits:ident, $signed:ident, $sum:ty, $rounder:expr, $mantissa:literal, $sqrt_half:literal) => {
        impl Float for $float {
            type Mask = bool;
            const ROUNDER: Self = $rounder;
            const ZERO: Self = 0.0;
            const INFINITY: Self = $float::INFINITY;
            const NAN: Self = $float::NAN;

            #[inline(always)]
            fn lit(c: f64) -> Self {
                c as $float
            }
            #[inline(always)]
            fn fma(self, b: Self, c: Self) -> Self {
                self.mul_add(b, c)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $float::sqrt(self)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $float::copysign(self, sign)
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn gt(self, other: Self) -> bool {
                self > other
            }
            #[inline(always)]
            fn eq(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $float::is_nan(self)
            }
            #[inline(always)]
            fn select(mask: bool, a: Self, b: Self) -> Self {
                if mask { a } else { b }
            }
            #[inline(always)]
            fn exp2_of_rounded(self) -> Self {
                let one = (1.0 as $float).to_bits();
                $float::from_bits((self.to_bits() << $mantissa).wrapping_add(one))
            }
            #[inline(always)]
            fn of_exponent_bits(self) -> Self {
                $float::from_bits(self.to_bits() << $mantissa)
            }
            #[inline(always)]
            fn of_exponent_bits_above_four(self) -> Self {
                $float::from_bits((self.to_bits() << ($mantissa - 4)) & $float::INFINITY.to_bits())
            }
            #[inline(always)]
            fn of<T>(each: &Each<T>) -> &T {
                &each.$single_or_double
            }
            #[inline(always)]
            fn entry_of(self, table: &[f64; 64]) -> Self {
                Self::lit(table[(self.to_bits() & 63) as usize])
            }
            #[inline(always)]
            fn entry(self, table: &Table) -> Self {
                $float::from(table.0[(self.to_bits() & 15) as usize])
            }
            #[inline(always)]
            fn split_exponent(self) -> (Self, Self) {
                let k = (self.to_bits().wrapping_sub($sqrt_half) as $signed) >> $mantissa;
                let scale = (1.0 as $float).to_bits().wrapping_sub((k as $bits) << $mantissa);
                (k as $float, $float::from_bits(scale))
            }
        }

        impl Number for $float {
            type Word = $float;
            type Wide = $sum;

            #[inline(always)]
            fn from_word(word: Self) -> Self {
                word
            }
            #[inline(always)]
            fn word(self) -> Self {
                self
            }
            #[inline(always)]
            fn words_of(numbers: &[Self]) -> &[Self] {
                numbers
            }
            #[inline(always)]
            fn words_of_mut(numbers: &mut [Self]) -> &mut [Self] {
                numbers
            }
            #[inline(always)]
            fn as_numbers<E: Dtype<Word = Self>>(elements: &[E]) -> Option<&[Self]> {
                let same = TypeId::of::<E>() == TypeId::of::<Self>();
                same.then(|| bytemuck::cast_slice(elements))
            }
        }
    };
}

word!(f32, single, u32, i32, f64, 12582912.0, 23, 0x3f35_04f3);
word!(f64, double, u64, i64, Double<f64>, 6755399441055744.0, 52, 0x3fe6_a09e_667f_3bcd);

/// Rounding to odd, by the bits.
macro_rules! to_odd {
    ($float:ident, $bits:ident) => {
        #[inline(always)]
        fn to_odd(hi: Self, lo: Self) -> Self {
            let bits = hi.to_bits();
            // Neither 0 nor infinite nor NaN. As two comparisons of numbers it would take twice as many operations.
            let magnitude = bits & !(1 << ($bits::BITS - 1));
            let regular = magnitude.wrapping_sub(1) < $float::INFINITY.to_bits() - 1;
            // Cut off what lies beyond the last bit, and let that bit tell that it was there.
            let beyond = (lo.to_bits() ^ bits) >> ($bits::BITS - 1);
            let odd = bits.wrapping_sub(beyond) | 1;
            $float::from_bits(if regular & (lo != 0.0) { odd } else { bits })
        }
    };
}

impl Word for f32 {
    type PortableWide = f64;

    to_odd!(f32, u32);

    #[inline(always)]
    fn fraction(bits: u64) -> Self {
        // u32 first: integer vectors convert to f32 from 32 bits on every instruction set.
        ((bits >> 40) as u32) as f32 * (1.0 / (1 << 24) as f32)
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn of_pair(hi: f64, lo: f64) -> (Self, Self) {
        // Rounded to odd first, so that the second rounding is as good as the only one.
        let odd = f64::to_odd(hi, lo);
        let rounded = odd as f32;
        (rounded, (odd - f64::from(rounded)) as f32)
    }
}

impl Word for f64 {
    type PortableWide = Double<Portable<f64>>;

    to_odd!(f64, u64);

    #[inline(always)]
    fn fraction(bits: u64) -> Self {
        (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
    #[inline(always)]
    fn of_pair(hi: f64, lo: f64) -> (Self, Self) {
        (hi, lo)
    }
}

/// Single precision in double precision.
impl<F: Number<Word = f32>> Wide<F> for f64 {
    const ZERO: Self = 0.0;
    #[inline(always)]
    fn of(pair: Double<F>) -> Self {
        f64::from(pair.hi.word()) + f64::from(pair.lo.word())
    }
    #[inline(always)]
    fn product(a: F, b: F) -> Self {
        f64::from(a.word()) * f64::from(b.word())
    }
    #[inline(always)]
    fn pair(self) -> Double<F> {
        let hi = self as f32;
        let lo = (self - f64::from(hi)) as f32;
        Double { hi: F::from_word(hi), lo: F::from_word(lo) }
    }
}

/// Double precision in pairs of it.
impl<F: Number<Word = f64>> Wide<F> for Double<F> {
    const ZERO: Self = Double { hi: F::ZERO, lo: F::ZERO };
    #[inline(always)]
    fn of(pair: Double<F>) -> Self {
        pair
    }
    #[inline(always)]
    fn product(a: F, b: F) -> Self {
        Double::two_product(a, b)
    }
    #[inline(always)]
    fn pair(self) -> Double<F> {
        self
    }
}
