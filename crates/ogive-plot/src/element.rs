//! The element types, as numbers that can be counted through.

use std::str::FromStr;

use half::{bf16, f16};
use ndarray::Array1;
use ogive::Function;
use ogive::function::Supported;
use ogive::nn::Layer;

use crate::error::{Error, Result};

/// The element type that a curve is computed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dtype {
    /// Single precision.
    F32,
    /// Double precision.
    #[default]
    F64,
    /// Half precision, with 11 significant bits.
    F16,
    /// Half precision with the range of `f32`, and 8 significant bits.
    Bf16,
}

impl Dtype {
    /// The words for them.
    pub const NAMES: [&str; 4] = ["f32", "f64", "f16", "bf16"];

    /// `"f32"`, `"f64"`, `"f16"` or `"bf16"`.
    pub fn name(self) -> &'static str {
        match self {
            Dtype::F32 => "f32",
            Dtype::F64 => "f64",
            Dtype::F16 => "f16",
            Dtype::Bf16 => "bf16",
        }
    }
}

impl FromStr for Dtype {
    type Err = Error;

    fn from_str(text: &str) -> Result<Dtype> {
        let all = [Dtype::F32, Dtype::F64, Dtype::F16, Dtype::Bf16];
        let known = all.into_iter().find(|dtype| dtype.name() == text);
        known.ok_or_else(|| Error::Word {
            what: "the element type",
            given: text.into(),
            expected: &Dtype::NAMES,
        })
    }
}

/// A number of an element type. All but NaN have a rank: their order, with 0 for zero.
pub(crate) trait Element: Supported {
    /// How many bits its significand has.
    const DIGITS: i32;
    /// The exponent of the last place of the subnormal numbers.
    const LEAST: i32;
    /// The rank of the largest finite number.
    const LAST: i64;
    /// The number of a rank.
    fn at(rank: i64) -> Self;
    /// Its value, exactly.
    fn exact(self) -> f64;

    /// The rank of the largest number that is not above `x`, which is finite.
    fn rank_below(x: f64) -> i64 {
        // By search, since conversions may round twice, or differ between machines.
        // The distance of two ranks of f64 does not fit into 64 bits.
        let (mut low, mut high) = (i128::from(-Self::LAST), i128::from(Self::LAST) + 1);
        while high - low > 1 {
            let middle = (low + high).div_euclid(2);
            if Self::at(middle as i64).exact() <= x { low = middle } else { high = middle }
        }
        low as i64
    }

    /// The number nearest to `x`, which is finite.
    fn nearest(x: f64) -> Self {
        let below = Self::rank_below(x);
        let (low, high) = (Self::at(below), Self::at((below + 1).min(Self::LAST)));
        if x - low.exact() <= high.exact() - x { low } else { high }
    }
}

macro_rules! elements {
    ($($type:ident $bits:ident $digits:literal $least:literal;)*) => {$(
        impl Element for $type {
            const DIGITS: i32 = $digits;
            const LEAST: i32 = $least;
            const LAST: i64 = $type::MAX.to_bits() as i64;
            fn at(rank: i64) -> Self {
                let size = $type::from_bits(rank.unsigned_abs() as $bits);
                if rank < 0 { -size } else { size }
            }
            fn exact(self) -> f64 {
                f64::from(self)
            }
        }
    )*};
}
elements! {
    f32 u32 24 -149;
    f64 u64 53 -1074;
    f16 u16 11 -24;
    bf16 u16 8 -133;
}

/// The values at these numbers, and the slopes.
pub(crate) fn evaluate<E: Element>(function: &dyn Function, xs: Vec<E>) -> Result<[Vec<E>; 2]> {
    let x = Array1::from(xs);
    let one = Array1::from_elem(x.len(), E::nearest(1.0));
    let value = function.forward(&x)?;
    let slope = function.backward(&x, &one)?;
    Ok([value.into_raw_vec_and_offset().0, slope.into_raw_vec_and_offset().0])
}
