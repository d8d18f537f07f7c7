//! Scores as they are compared, a vector of them at a time.

use half::{bf16, f16};
use ogive::function::Supported;
use ogive::number::{Dtype, Word};

/// An element type of scores: `f32`, `f64`, `f16` or `bf16`.
pub trait Score: Supported<Word: Supported> {
    /// What is compared in its place, in the same order.
    type Key: Copy + PartialOrd + Send + Sync;
    /// A key that no score is below.
    const LOWEST: Self::Key;
    /// The key of a score. That of a NaN is above all others, below them, or not comparable.
    fn key(self) -> Self::Key;
    /// The relative size of a unit in the last place: 2^−23 for `f32`.
    const EPSILON: f64;
    /// The largest score that is not above `x`.
    fn at_most(x: f64) -> Self;
}

/// As `f64`, exactly.
pub(crate) fn wide<E: Dtype>(x: E) -> f64 {
    x.widen().wide()
}

/// From `f64`, rounded once.
pub(crate) fn narrow<E: Dtype>(x: f64) -> E {
    let (hi, lo) = E::Word::of_pair(x, 0.0);
    E::narrow(hi, lo)
}

macro_rules! whole {
    ($($float:ident)*) => {$(
        impl Score for $float {
            type Key = $float;
            const LOWEST: $float = $float::NEG_INFINITY;
            #[inline(always)]
            fn key(self) -> $float {
                self
            }
            const EPSILON: f64 = $float::EPSILON as f64;
            fn at_most(x: f64) -> Self {
                let nearest = x as $float;
                if f64::from(nearest) > x { nearest.next_down() } else { nearest }
            }
        }
    )*};
}
whole!(f32 f64);

macro_rules! half {
    ($($float:ident $epsilon:literal)*) => {$(
        impl Score for $float {
            type Key = i16;
            const LOWEST: i16 = i16::MIN;
            /// The bits of a number below 0 turned, so that whole numbers are in the order of the numbers; −0 comes
            /// right below 0.
            #[inline(always)]
            fn key(self) -> i16 {
                let bits = self.to_bits() as i16;
                bits ^ ((bits >> 15) & i16::MAX)
            }
            const EPSILON: f64 = $epsilon;
            fn at_most(x: f64) -> Self {
                let nearest = narrow::<$float>(x);
                if wide(nearest) <= x {
                    return nearest;
                }
                let bits = nearest.to_bits();
                $float::from_bits(match bits {
                    0 => 0x8001,
                    _ if bits < 0x8000 => bits - 1,
                    _ => bits + 1,
                })
            }
        }
    )*};
}
half!(f16 9.765_625e-4 bf16 7.812_5e-3);
