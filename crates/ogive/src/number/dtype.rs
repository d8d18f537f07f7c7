//! The element types of arrays, and the one rounding into them.

use std::fmt::{Debug, Display};

use half::{bf16, f16};
use ndarray::{ArrayView2, ArrayViewMut2};

use super::Word;

/// An element type: `f32`, `f64`, `f16` or `bf16`.
///
/// Half precision is computed in `f32` pairs and rounded once: [`narrow`](Dtype::narrow)
/// looks at the low word, so that a value beside a tie falls on the right side of it.
pub trait Dtype:
    Copy + Default + PartialEq + PartialOrd + Debug + Display + bytemuck::Pod + Send + Sync + DtypeName
{
    /// What it is computed in.
    type Word: Word;
    /// The canonical quiet NaN: the only NaN that ogive writes.
    const NAN: Self;
    /// Minus infinity.
    const NEG_INFINITY: Self;
    /// Is it `f16`, which some machines convert to and from by one instruction?
    const IS_F16: bool = false;

    /// To the computing type, exactly.
    fn widen(self) -> Self::Word;
    /// `hi + lo`, a normalised pair, rounded once to this type.
    fn narrow(hi: Self::Word, lo: Self::Word) -> Self;
    /// Is there, within so many units of its last place, a number that is as near to one number of this type as to the
    /// next? Within 0: then the low word of a pair with this high word decides how that is rounded, and elsewhere it makes no
    /// difference.
    /// Only half precision has such ties to look for.
    #[inline(always)]
    fn is_near_tie(hi: Self::Word, margin: u32) -> bool {
        let _ = (hi, margin);
        false
    }
    /// May [`is_near_tie`](Dtype::is_near_tie) be true? A test that takes fewer operations.
    #[inline(always)]
    fn may_be_near_tie(hi: Self::Word, margin: u32) -> bool {
        Self::is_near_tie(hi, margin)
    }
    /// The same of a pair that is a number, with fewer operations.
    fn round_pair(hi: Self::Word, lo: Self::Word) -> Self;
    /// What [`narrow`](Dtype::narrow) gives for a pair, from that pair rounded to odd: to the nearest number towards zero,
    /// whose last bit is then set if anything was cut off ([`Word::to_odd`]). Rounding that to half precision gives what
    /// rounding the pair would, since `f32` has more than two bits to spare (S. Boldo and G. Melquiond, [Emulation of a FMA
    /// and correctly rounded sums: proved algorithms using rounding to odd](https://doi.org/10.1109/TC.2007.70819), 2008).
    /// Of NaNs, for the canonical one alone.
    fn of_odd(odd: Self::Word) -> Self;
    /// An array of these as one of the computing type, where that is the same.
    fn words(array: ArrayView2<Self>) -> Option<ArrayView2<Self::Word>> {
        let _ = array;
        None
    }
    /// The same, to write to.
    fn words_mut(array: ArrayViewMut2<Self>) -> Option<ArrayViewMut2<Self::Word>> {
        let _ = array;
        None
    }
}

/// The name that people call an element type by.
pub trait DtypeName {
    /// `"f32"`, `"f64"`, `"f16"` or `"bf16"`.
    const NAME: &'static str;
}

macro_rules! names {
    ($($type:ident)*) => {$(impl DtypeName for $type { const NAME: &'static str = stringify!($type); })*};
}
names!(f32 f64 f16 bf16);

macro_rules! whole {
    ($($float:ident)*) => {$(
        impl Dtype for $float {
            type Word = $float;
            const NAN: Self = $float::NAN;
            const NEG_INFINITY: Self = $float::NEG_INFINITY;
            #[inline(always)]
            fn widen(self) -> Self {
                self
            }
            #[inline(always)]
            fn narrow(hi: Self, _lo: Self) -> Self {
                hi
            }
            #[inline(always)]
            fn round_pair(hi: Self, _lo: Self) -> Self {
                hi
            }
            #[inline(always)]
            fn of_odd(odd: Self) -> Self {
                odd
            }
            fn words(array: ArrayView2<Self>) -> Option<ArrayView2<Self>> {
                Some(array)
            }
            fn words_mut(array: ArrayViewMut2<Self>) -> Option<ArrayViewMut2<Self>> {
                Some(array)
            }
        }
    )*};
}
whole!(f32 f64);

impl Dtype for f16 {
    type Word = f32;
    const NAN: Self = f16::from_bits(0x7e00);
    const NEG_INFINITY: Self = f16::NEG_INFINITY;
    const IS_F16: bool = true;

    /// Branch-free, so that a loop over it becomes vector code on every instruction set.
    #[inline(always)]
    fn widen(self) -> f32 {
        let bits = u32::from(self.to_bits());
        let magnitude = (bits & 0x7fff) << 13;
        // The exponent counts from −14 there and from −126 here; subnormals come out right too.
        let scaled = (f32::from_bits(magnitude) * f32::from_bits(0x7780_0000)).to_bits();
        let special = magnitude | 0x7f80_0000;
        let magnitude = if magnitude >= 0x0f80_0000 { special } else { scaled };
        f32::from_bits(magnitude | (bits & 0x8000) << 16)
    }

    #[inline(always)]
    fn narrow(hi: f32, lo: f32) -> Self {
        if hi.is_nan() { Self::NAN } else { Self::round_pair(hi, lo) }
    }

    #[inline(always)]
    fn round_pair(hi: f32, lo: f32) -> Self {
        Self::of_odd(f32::to_odd(hi, lo))
    }

    #[inline(always)]
    fn is_near_tie(hi: f32, margin: u32) -> bool {
        let magnitude = hi.abs();
        // Among the subnormal numbers: next to an odd multiple of half of the smallest, which 0.25 has for its last bit. A
        // unit of the last place is 2^−24 to 2^−23 of a number; and something less than another is to be added.
        let sum = magnitude + 0.25;
        let off = (sum - 0.25 - magnitude).abs();
        let multiple =
            (off <= magnitude * ((2 * margin) as f32 * f32::EPSILON)) & (sum.to_bits() & 1 == 1);
        if magnitude < f32::from_bits(0x3880_0000) { multiple } else { near(hi, 13, margin) }
    }

    #[inline(always)]
    fn may_be_near_tie(hi: f32, margin: u32) -> bool {
        // From half of the smallest number on, up to the smallest that is normal, no matter which.
        let from = 0x3300_0000 - 4;
        let small = (hi.to_bits() & 0x7fff_ffff).wrapping_sub(from) < 0x3880_0000 - from;
        near(hi, 13, margin) | small
    }

    #[inline(always)]
    fn of_odd(odd: f32) -> Self {
        let bits = odd.to_bits();
        let sign = bits & 0x8000_0000;
        let magnitude = bits ^ sign;
        // Normal: re-bias the exponent and round to nearest even; a carry may reach infinity.
        let even = magnitude >> 13 & 1;
        let normal = magnitude.wrapping_add(even).wrapping_sub((112 << 23) - 0xfff) >> 13;
        // Subnormal: adding 0.5 aligns the last bit with that of the result and rounds.
        let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0x3f00_0000);
        let special = if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
        let small = magnitude < 0x3880_0000;
        let large = magnitude >= 0x4780_0000;
        let rounded = if small { subnormal } else { normal };
        let rounded = if large { special } else { rounded };
        f16::from_bits((rounded | sign >> 16) as u16)
    }
}

impl Dtype for bf16 {
    type Word = f32;
    const NAN: Self = bf16::from_bits(0x7fc0);
    const NEG_INFINITY: Self = bf16::NEG_INFINITY;

    #[inline(always)]
    fn widen(self) -> f32 {
        f32::from_bits(u32::from(self.to_bits()) << 16)
    }

    #[inline(always)]
    fn narrow(hi: f32, lo: f32) -> Self {
        if hi.is_nan() { Self::NAN } else { Self::round_pair(hi, lo) }
    }

    #[inline(always)]
    fn round_pair(hi: f32, lo: f32) -> Self {
        Self::of_odd(f32::to_odd(hi, lo))
    }

    #[inline(always)]
    fn is_near_tie(hi: f32, margin: u32) -> bool {
        near(hi, 16, margin)
    }

    #[inline(always)]
    fn of_odd(odd: f32) -> Self {
        let bits = odd.to_bits();
        let even = bits >> 16 & 1;
        // The canonical NaN becomes that of this type.
        bf16::from_bits((bits.wrapping_add(even + 0x7fff) >> 16) as u16)
    }
}

/// Are the lowest bits of a number, so many, within a margin of the highest of them alone?
#[inline(always)]
fn near(number: f32, bits: u32, margin: u32) -> bool {
    let above = number.to_bits().wrapping_sub((1 << (bits - 1)) - margin);
    above & ((1 << bits) - 1) <= 2 * margin
}
