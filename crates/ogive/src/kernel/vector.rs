//! Whole vectors of `f32` as numbers, for formulas that look something up.
//!
//! A formula over numbers becomes vector code by the compiler. An entry of a table is the one thing that this cannot do: where it sees an
//! index, it reads entry by entry. Machines do have an instruction that takes sixteen entries out of a register, each by an index of its own.
//! So a formula with a table is computed with `Lanes`, some registers at a time, in the same operations and so with the same bits.

use crate::number::{Float, Number};

#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
pub(crate) mod lanes;

/// Numbers that come from a slice together, and go to one.
pub(crate) trait Vector: Float {
    /// How many they are.
    const LANES: usize;

    /// The first numbers of a slice.
    ///
    /// # Panics
    /// If there are fewer.
    fn load(from: &[f32]) -> Self;
    /// Likewise.
    fn store(self, to: &mut [f32]);
    /// Is either NaN?
    fn unordered(self, other: Self) -> Self::Mask;
    /// A bit for each number, from the lowest on: does the mask hold?
    fn bits(mask: Self::Mask) -> u64;
}

/// One number, where there are no registers that look up.
impl<F: Number<Word = f32>> Vector for F {
    const LANES: usize = 1;

    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        F::from_word(from[0])
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        to[0] = self.word();
    }
    #[inline(always)]
    fn unordered(self, other: Self) -> Self::Mask {
        self.is_nan() | other.is_nan()
    }
    #[inline(always)]
    fn bits(mask: Self::Mask) -> u64 {
        u64::from(F::select(mask, F::lit(1.0), F::ZERO).word() != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::isa::{Fusing, Isa, Job};
    use super::*;
    use crate::number::Table;

    /// An operation on three numbers.
    trait Operation {
        const NAME: &'static str;
        fn of<F: Float>(x: F, y: F, z: F) -> F;
    }

    macro_rules! operations {
        ($numbers:ident $lanes:ident; $($name:ident |$x:ident, $y:ident, $z:ident| $result:expr;)*) => {$(
            #[expect(non_camel_case_types, reason = "named as what they do")]
            struct $name;
            impl Operation for $name {
                const NAME: &'static str = stringify!($name);
                #[inline(always)]
                fn of<F: Float>($x: F, $y: F, $z: F) -> F {
                    let _ = ($x, $y, $z);
                    $result
                }
            }
        )*
            /// Compares all of them.
            fn compare<$lanes: Vector, $numbers: Number<Word = f32>>() {
                $(compare_one::<$name, $lanes, $numbers>();)*
            }
        };
    }

    const TABLE: Table = Table([
        0.5, -1.0, 2.0, 3.5, -4.25, 5.0, 6.0, 7.0, 8.0, 9.0, 1e-40, 11.0, 12.0, -0.0, 14.0, 15.5,
    ]);

    fn entries() -> [f64; 64] {
        std::array::from_fn(|i| 1.0 / (i as f64 + 1.0))
    }

    fn pick<F: Float>(mask: F::Mask) -> F {
        F::select(mask, F::lit(1.0), F::lit(2.0))
    }

    operations! {
        N V;
        add |x, y, _z| x + y;
        sub |x, y, _z| x - y;
        mul |x, y, _z| x * y;
        div |x, y, _z| x / y;
        neg |x, _y, _z| -x;
        fma |x, y, z| x.fma(y, z);
        abs |x, _y, _z| x.abs();
        sqrt |x, _y, _z| x.sqrt();
        copysign |x, y, _z| x.copysign(y);
        lt |x, y, _z| pick(x.lt(y));
        gt |x, y, _z| pick(x.gt(y));
        eq |x, y, _z| pick(x.eq(y));
        is_nan |x, _y, _z| pick(x.is_nan());
        both |x, y, z| pick(x.lt(y) & y.lt(z));
        either |x, y, z| pick(x.lt(y) | y.lt(z));
        not |x, y, _z| pick(!x.lt(y));
        select |x, y, z| F::select(x.lt(y), y, z);
        at_least |x, y, _z| x.at_least(y);
        at_most |x, y, _z| x.at_most(y);
        exp2_of_rounded |x, _y, _z| (x.at_most(F::lit(100.0)).at_least(F::lit(-100.0)) + F::ROUNDER).exp2_of_rounded();
        of_exponent_bits |x, _y, _z| x.of_exponent_bits();
        of_exponent_bits_above_four |x, _y, _z| x.of_exponent_bits_above_four();
        entry |x, _y, _z| x.entry(&TABLE);
        entry_of |x, _y, _z| x.entry_of(&entries());
        exponent |x, _y, _z| x.split_exponent().0;
        scale |x, _y, _z| x.split_exponent().1;
        nearest_sixteenth |x, _y, _z| x.at_most(F::lit(80.0)).at_least(F::lit(-80.0)).nearest_sixteenth(23.0, 34).2;
    }

    fn compare_one<O: Operation, V: Vector, N: Number<Word = f32>>() {
        let special = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.7,
            1.5,
            -2.25,
            3e-39,
            -1e-45,
            1e-20,
            1e38,
            -3.4e38,
            9.99,
            16.0,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
            12_582_917.0,
            12_582_911.0,
            std::f32::consts::FRAC_1_SQRT_2,
        ];
        let all: Vec<[f32; 3]> = special
            .iter()
            .flat_map(|x| special.iter().flat_map(move |y| special.map(|z| [*x, *y, z])))
            .collect();
        for some in all.chunks(V::LANES) {
            let mut numbers = [[0.0; 64]; 3];
            for (lane, triple) in some.iter().enumerate() {
                (0..3).for_each(|k| numbers[k][lane] = triple[k]);
            }
            let mut results = [0.0; 64];
            let [x, y, z] = numbers.each_ref().map(|numbers| V::load(numbers));
            O::of(x, y, z).store(&mut results);
            for (triple, result) in some.iter().zip(results) {
                let [x, y, z] = triple.map(N::from_word);
                let expected = O::of(x, y, z).word();
                let same =
                    result.to_bits() == expected.to_bits() || result.is_nan() & expected.is_nan();
                assert!(
                    same,
                    "{} of {triple:?}: {result:e}, and {expected:e} of one number",
                    O::NAME
                );
            }
        }
    }

    struct Compare;

    impl Job for Compare {
        type Output = ();
        #[inline(always)]
        fn run<A: Fusing>(self, _: A) {
            compare::<A::Vector, A::Number<f32>>();
        }
    }

    #[test]
    fn vectors_do_what_numbers_do() {
        for isa in Isa::available() {
            isa.run(Compare);
        }
    }
}
