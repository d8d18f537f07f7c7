use std::ops::{Add, Div, Mul, Neg, Sub};

use bytemuck::TransparentWrapper;

use super::wrapped::wrapped;
use super::{Double, Dtype, Each, Float, Number, Table, Word};

/// A word whose fused multiply-add is made of other operations: the number to compute with
/// where the machine has no such instruction. It gives the same bits, more slowly.
#[derive(Clone, Copy, Debug, PartialEq, Default, TransparentWrapper)]
#[repr(transparent)]
pub struct Portable<W>(pub W);

/// A fused multiply-add out of plain IEEE operations.
pub trait SoftwareFma: Sized {
    /// `self · b + c`, rounded once.
    fn software_fma(self, b: Self, c: Self) -> Self;
}

impl SoftwareFma for f32 {
    /// In double precision the product is exact. The sum is rounded to odd (its last bit
    /// tells that something was lost), and then once more to single precision: with 29 bits
    /// to spare that is the same as rounding once (Boldo and Melquiond, "Emulation of FMA and
    /// correctly rounded sums", IEEE Trans. Computers 57 (2008),
    /// <https://doi.org/10.1109/TC.2007.70819>).
    ///
    /// On x86-64, whose loops without the instruction run on the oldest machines alone and are no vector code, it
    /// stands once and not in each formula.
    #[cfg_attr(target_arch = "x86_64", inline(never))]
    #[cfg_attr(not(target_arch = "x86_64"), inline(always))]
    fn software_fma(self, b: Self, c: Self) -> Self {
        let product = f64::from(self) * f64::from(b);
        let sum = Double::two_sum(product, f64::from(c));
        f64::to_odd(sum.hi, sum.lo) as f32
    }
}

impl SoftwareFma for f64 {
    /// Some hundred instructions, which stand once and not in each formula.
    #[inline(never)]
    fn software_fma(self, b: Self, c: Self) -> Self {
        libm::fma(self, b, c)
    }
}

wrapped!([W: Word] Portable<W>, W);

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl<W: Word> $trait for Portable<W> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Portable($trait::$method(self.0, other.0))
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl<W: Word> Neg for Portable<W> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Portable(-self.0)
    }
}

impl<W: Word> Float for Portable<W> {
    type Mask = W::Mask;
    const ROUNDER: Self = Portable(W::ROUNDER);
    const ZERO: Self = Portable(W::ZERO);
    const INFINITY: Self = Portable(W::INFINITY);
    const NAN: Self = Portable(<W as Float>::NAN);

    #[inline(always)]
    fn lit(c: f64) -> Self {
        Portable(W::lit(c))
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        Portable(self.0.software_fma(b.0, c.0))
    }
    #[cfg(target_arch = "x86_64")]
    #[inline(never)]
    fn apart<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Portable(self.0.abs())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Portable(self.0.sqrt())
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Portable(self.0.copysign(sign.0))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        self.0.lt(other.0)
    }
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        self.0.gt(other.0)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        self.0.eq(other.0)
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        self.0.is_nan()
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Portable(W::select(mask, a.0, b.0))
    }
    #[inline(always)]
    fn exp2_of_rounded(self) -> Self {
        Portable(self.0.exp2_of_rounded())
    }
    #[inline(always)]
    fn of_exponent_bits(self) -> Self {
        Portable(self.0.of_exponent_bits())
    }
    #[inline(always)]
    fn of_exponent_bits_above_four(self) -> Self {
        Portable(self.0.of_exponent_bits_above_four())
    }
    #[inline(always)]
    fn of<T>(each: &Each<T>) -> &T {
        W::of(each)
    }
    #[inline(always)]
    fn entry_of(self, table: &[f64; 64]) -> Self {
        Portable(self.0.entry_of(table))
    }
    #[inline(always)]
    fn entry(self, table: &Table) -> Self {
        Portable(self.0.entry(table))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let (k, scale) = self.0.split_exponent();
        (Portable(k), Portable(scale))
    }
}

impl<W: Word> Number for Portable<W> {
    type Word = W;
    type Wide = W::PortableWide;

    #[inline(always)]
    fn from_word(word: W) -> Self {
        Portable(word)
    }
    #[inline(always)]
    fn word(self) -> W {
        self.0
    }
    #[inline(always)]
    fn words_of(numbers: &[Self]) -> &[W] {
        Portable::peel_slice(numbers)
    }
    #[inline(always)]
    fn words_of_mut(numbers: &mut [Self]) -> &mut [W] {
        Portable::peel_slice_mut(numbers)
    }
    #[inline(always)]
    fn as_numbers<E: Dtype<Word = W>>(elements: &[E]) -> Option<&[Self]> {
        W::as_numbers(elements).map(Portable::wrap_slice)
    }
}
