//! The element types of arrays, and the one rounding into them.

use std::fmt::{Debug, Display};

use half::{bf16, f16};

use super::{Float, Word};

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

    /// To the computing type, exactly.
    fn widen(self) -> Self::Word;
    /// `hi + lo`, a normalised pair, rounded once to this type.
    fn narrow(hi: Self::Word, lo: Self::Word) -> Self;
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
        }
    )*};
}
whole!(f32 f64);

impl Dtype for f16 {
    type Word = f32;
    const NAN: Self = f16::from_bits(0x7e00);
    const NEG_INFINITY: Self = f16::NEG_INFINITY;

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
        let bits = f32::to_odd(hi, lo).to_bits();
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
        let bits = f32::to_odd(hi, lo).to_bits();
        let even = bits >> 16 & 1;
        let rounded = bits.wrapping_add(even + 0x7fff) >> 16;
        let rounded = if hi.is_nan() { 0x7fc0 } else { rounded };
        bf16::from_bits(rounded as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_is_that_of_the_half_crate() {
        for bits in 0..=u16::MAX {
            let (a, b) = (f16::from_bits(bits), bf16::from_bits(bits));
            if !a.is_nan() {
                assert_eq!(a.widen().to_bits(), a.to_f32().to_bits(), "f16 {bits:#06x}");
            }
            assert_eq!(a.widen().is_nan(), a.is_nan(), "f16 {bits:#06x}");
            if !b.is_nan() {
                assert_eq!(b.widen().to_bits(), b.to_f32().to_bits(), "bf16 {bits:#06x}");
            }
            assert_eq!(b.widen().is_nan(), b.is_nan(), "bf16 {bits:#06x}");
        }
    }

    #[test]
    fn narrowing_is_that_of_the_half_crate() {
        // Every 509th pattern, a prime, and all round the ties of f16 and bf16.
        let strided = (0..=u32::MAX).step_by(509);
        let ties = (0..=u16::MAX).flat_map(|high| {
            let tie = u32::from(high) << 16 | 0x8000;
            [tie - 1, tie, tie + 1, (tie | 0x1000) - 1, tie | 0x1000, (tie | 0x1000) + 1]
        });
        for bits in strided.chain(ties) {
            let x = f32::from_bits(bits);
            let (a, b) = (f16::narrow(x, 0.0), bf16::narrow(x, 0.0));
            if x.is_nan() {
                assert!(a.is_nan() && b.is_nan(), "{bits:#010x}");
            } else {
                assert_eq!(a.to_bits(), f16::from_f32(x).to_bits(), "f16 of {bits:#010x}");
                assert_eq!(b.to_bits(), bf16::from_f32(x).to_bits(), "bf16 of {bits:#010x}");
            }
        }
    }

    #[test]
    fn the_low_word_decides_ties() {
        let tie = 1.0 + 2.0_f32.powi(-11); // between 1 and 1 + 2^-10, the next f16
        assert_eq!(f16::narrow(tie, 1e-12).to_bits(), 0x3c01);
        assert_eq!(f16::narrow(tie, 0.0).to_bits(), 0x3c00);
        assert_eq!(f16::narrow(tie, -1e-12).to_bits(), 0x3c00);
        assert_eq!(f16::narrow(-tie, -1e-12).to_bits(), 0xbc01);
        let tie = 1.0 + 3.0 * 2.0_f32.powi(-8); // between two bf16, the even one above
        assert_eq!(bf16::narrow(tie, -1e-12).to_bits(), 0x3f81);
        assert_eq!(bf16::narrow(tie, 0.0).to_bits(), 0x3f82);
        assert_eq!(f16::narrow(f32::INFINITY, 1.0), f16::INFINITY);
    }
}
