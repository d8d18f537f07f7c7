//! What the benchmark asks of an element type, beside what ogive does.

use half::{bf16, f16};
use num_traits::Float;
use ogive::function::Supported;

use crate::cell::Type;

/// An element type.
pub trait Element: Supported {
    /// Which one.
    const TYPE: Type;
    /// How far two right results may differ, relative to 1 and to the result: many units in the last
    /// place, as peers that compute in this type step by step are right, too, and those whose
    /// constants are `f32` in a function of `f64`. One that computes something else is farther off.
    const TOLERANCE: f64;
    /// What a plain program computes it in.
    type Wide: Wide;
    /// To the type that is computed in.
    fn to_wide(self) -> Self::Wide;
    /// Rounded from it.
    fn from_wide(wide: Self::Wide) -> Self;
}

/// A type of std's functions.
pub trait Wide: Float + Send + Sync {
    /// The error function, which std lacks.
    fn erf(self) -> Self;
    /// A constant.
    fn of(constant: f64) -> Self;
    /// For comparisons.
    fn to_f64(self) -> f64;
}

impl Wide for f32 {
    #[inline]
    fn erf(self) -> Self {
        libm::erff(self)
    }
    #[inline]
    fn of(constant: f64) -> Self {
        constant as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Wide for f64 {
    #[inline]
    fn erf(self) -> Self {
        libm::erf(self)
    }
    #[inline]
    fn of(constant: f64) -> Self {
        constant
    }
    fn to_f64(self) -> f64 {
        self
    }
}

macro_rules! elements {
    ($($type:ident, $which:ident, $tolerance:literal, $wide:ident, $to:expr, $from:expr;)*) => {$(
        impl Element for $type {
            const TYPE: Type = Type::$which;
            const TOLERANCE: f64 = $tolerance;
            type Wide = $wide;
            #[inline]
            fn to_wide(self) -> $wide {
                $to(self)
            }
            #[inline]
            fn from_wide(wide: $wide) -> Self {
                $from(wide)
            }
        }
    )*};
}
elements! {
    f32, F32, 1e-4, f32, std::convert::identity, std::convert::identity;
    f64, F64, 1e-6, f64, std::convert::identity, std::convert::identity;
    f16, F16, 1e-2, f32, f16::to_f32, f16::from_f32;
    bf16, Bf16, 6e-2, f32, bf16::to_f32, bf16::from_f32;
}
