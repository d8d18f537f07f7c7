use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Float;

/// A double-word number: the unevaluated sum `hi + lo`.
///
/// A *normalised* pair has `hi` = `hi + lo` rounded, so that rounding the pair to the
/// working type is to take `hi`; `lo` then tells a narrower type on which side of a tie the
/// value lies. Every operation here gives a normalised pair, with a relative error around
/// 2^−44 for `f32` and 2^−102 for `f64`.
///
/// The algorithms are those of Dekker (1971), Knuth (The Art of Computer Programming, 4.2.2)
/// and Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks
/// of double-word arithmetic", ACM TOMS 44 (2017), <https://doi.org/10.1145/3121432>.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Double<F> {
    /// The sum, rounded to the working type.
    pub hi: F,
    /// What `hi` leaves out.
    pub lo: F,
}

impl<F: Float> Double<F> {
    /// A number that is exact in the working type.
    ///
    /// Its low word is −0, not +0: x + (−0) is x for every x, which a compiler may use.
    #[inline(always)]
    pub fn exact(x: F) -> Self {
        Double { hi: x, lo: F::lit(-0.0) }
    }

    /// The constant `c`, rounded to the working type.
    #[inline(always)]
    pub fn lit(c: f64) -> Self {
        Double::exact(F::lit(c))
    }

    /// `a + b` exactly, where |a| ≥ |b| or a = 0.
    #[inline(always)]
    pub fn fast_two_sum(a: F, b: F) -> Self {
        let hi = a + b;
        Double { hi, lo: b - (hi - a) }
    }

    /// `a + b` exactly.
    #[inline(always)]
    pub fn two_sum(a: F, b: F) -> Self {
        let hi = a + b;
        let b_part = hi - a;
        let a_part = hi - b_part;
        Double { hi, lo: (a - a_part) + (b - b_part) }
    }

    /// `a · b` exactly, short of underflow.
    #[inline(always)]
    pub fn two_product(a: F, b: F) -> Self {
        let hi = a * b;
        Double { hi, lo: a.fma(b, -hi) }
    }

    /// `a · b` exactly; where it is so small that the low word would underflow, that one keeps
    /// its sign alone, which is all that a rounding to a narrower type looks at.
    #[inline(always)]
    pub fn product_and_side(a: F, b: F) -> Self {
        let Double { hi, lo } = Double::two_product(a, b);
        let up = F::lit(f64::from_bits((1023 + 64) << 52));
        let side = (a * up).fma(b, -(hi * up));
        Double { hi, lo: F::select(hi.abs().lt(F::lit(1e-30)), side, lo) }
    }

    /// `a` where the mask holds, `b` elsewhere.
    #[inline(always)]
    pub fn select(mask: F::Mask, a: Self, b: Self) -> Self {
        Double { hi: F::select(mask, a.hi, b.hi), lo: F::select(mask, a.lo, b.lo) }
    }

    /// Multiplied by a power of two, exactly unless it becomes subnormal.
    #[inline(always)]
    pub fn scaled(self, power: F) -> Self {
        Double { hi: self.hi * power, lo: self.lo * power }
    }

    /// `c + self` for |c| ≥ |self|; the low word may be a little above half a unit of the high one.
    #[inline(always)]
    pub fn added_to(self, c: F) -> Self {
        let sum = Double::fast_two_sum(c, self.hi);
        Double { hi: sum.hi, lo: sum.lo + self.lo }
    }

    /// `self + b` for |b| ≤ |self|; the low word may be a little above half a unit of the high one.
    #[inline(always)]
    pub fn plus_small(self, b: F) -> Self {
        let sum = Double::fast_two_sum(self.hi, b);
        Double { hi: sum.hi, lo: sum.lo + self.lo }
    }

    /// `self · other`, as a pair that is not normalised: its low word is up to two units of the high one.
    #[inline(always)]
    pub fn by(self, other: Self) -> Self {
        let Double { hi, lo } = Double::two_product(self.hi, other.hi);
        Double { hi, lo: self.hi.fma(other.lo, self.lo.fma(other.hi, lo)) }
    }

    /// `self · b`, likewise.
    #[inline(always)]
    pub fn by_word(self, b: F) -> Self {
        let Double { hi, lo } = Double::two_product(self.hi, b);
        Double { hi, lo: self.lo.fma(b, lo) }
    }

    /// `self + other`, likewise; where they cancel, what is left has the low word that they had.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        let Double { hi, lo } = Double::two_sum(self.hi, other.hi);
        Double { hi, lo: lo + (self.lo + other.lo) }
    }

    /// `self + other` for |other| ≤ |self|, likewise.
    #[inline(always)]
    pub fn and_smaller(self, other: Self) -> Self {
        let Double { hi, lo } = self.plus_small(other.hi);
        Double { hi, lo: lo + other.lo }
    }

    /// `self · b`, also where that is 0 or infinite: the high word is all of it there, and the low one need not be a number.
    #[inline(always)]
    pub fn times(self, b: F) -> Self {
        let product = self * b;
        let plain = self.hi * b;
        // Where it is infinite, a low word is no number; and added to a 0, it would take its sign.
        let hi = F::select(plain.abs().lt(F::INFINITY), product.hi, plain);
        Double { hi: hi.copysign(plain), lo: product.lo }
    }

    /// The square.
    #[inline(always)]
    pub fn square(self) -> Self {
        self * self
    }

    /// `1 / self`.
    #[inline(always)]
    pub fn recip(self) -> Self {
        Double::lit(1.0) / self
    }

    /// `self / d`, where `d`, and `self` too, may be a pair whose low word is a little above half a unit of the high one.
    ///
    /// One division, and one correction that is a single operation.
    #[inline(always)]
    pub fn over(self, d: Self) -> Self {
        F::apart(
            #[inline(always)]
            move || {
                let reciprocal = F::lit(1.0) / d.hi;
                let quotient = self.hi * reciprocal;
                let remainder = quotient.fma(-d.lo, quotient.fma(-d.hi, self.hi) + self.lo);
                let hi = remainder.fma(reciprocal, quotient);
                Double { hi, lo: remainder.fma(reciprocal, quotient - hi) }
            },
        )
    }

    /// The magnitude of `self`, which must not be negative, with the sign of `sign`.
    #[inline(always)]
    pub fn with_sign_of(self, sign: F) -> Self {
        Double { hi: self.hi.copysign(sign), lo: self.lo * F::lit(1.0).copysign(sign) }
    }
}

impl<F: Float> Neg for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Double { hi: -self.hi, lo: -self.lo }
    }
}

impl<F: Float> Add for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let sum = Double::two_sum(self.hi, other.hi);
        Double::fast_two_sum(sum.hi, sum.lo + (self.lo + other.lo))
    }
}

impl<F: Float> Sub for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self + (-other)
    }
}

impl<F: Float> Add<F> for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: F) -> Self {
        let sum = Double::two_sum(self.hi, other);
        Double::fast_two_sum(sum.hi, sum.lo + self.lo)
    }
}

impl<F: Float> Mul for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let hi = self.hi * other.hi;
        let rest = self.hi.fma(other.hi, -hi);
        let cross = self.hi.fma(other.lo, self.lo * other.hi);
        Double::fast_two_sum(hi, rest + cross)
    }
}

impl<F: Float> Mul<F> for Double<F> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: F) -> Self {
        let hi = self.hi * other;
        let rest = self.hi.fma(other, -hi);
        Double::fast_two_sum(hi, self.lo.fma(other, rest))
    }
}

impl<F: Float> Div for Double<F> {
    type Output = Self;
    /// One division, then one correction from the exact remainder.
    #[inline(always)]
    fn div(self, d: Self) -> Self {
        F::apart(
            #[inline(always)]
            move || {
                let reciprocal = F::lit(1.0) / d.hi;
                let quotient = self.hi * reciprocal;
                let remainder = quotient.fma(-d.hi, self.hi) + quotient.fma(-d.lo, self.lo);
                Double::fast_two_sum(quotient, remainder * reciprocal)
            },
        )
    }
}
