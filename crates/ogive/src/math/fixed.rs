//! # Numbers of many digits
//!
//! What a page works out when it is made, such as where a function with these parameters goes
//! through 0, has to be known to three words. Here is a number with 320 bits after the point and the
//! few operations that this takes, each cut off at the last bit.

use std::ops::{Add, Mul, Sub};

use super::exp::power;

/// Limbs of 64 bits, the lowest first; the point is below the highest. A negative number is the
/// two's complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixed([u64; LIMBS]);

const LIMBS: usize = 6;
const LIMB: usize = u64::BITS as usize;
const BELOW_POINT: usize = (LIMBS - 1) * LIMB;

impl Fixed {
    const ZERO: Fixed = Fixed([0; LIMBS]);
    pub(crate) const ONE: Fixed = Fixed([0, 0, 0, 0, 0, 1]);

    /// Of a number of at least 0 and below 2^63.
    pub(crate) fn of(x: f64) -> Self {
        let (mantissa, exponent) = taken_apart(x);
        // In the highest limb, the mantissa counts as an integer.
        let integer = |m| Fixed([0, 0, 0, 0, 0, m]);
        match usize::try_from(-exponent) {
            Ok(down) => integer(mantissa).halved(down),
            Err(_) => integer(mantissa << exponent),
        }
    }

    /// `a / b`, for normal numbers with 0 < a ≤ b.
    pub(crate) fn ratio(a: f64, b: f64) -> Self {
        let ((a, a_exponent), (b, b_exponent)) = (taken_apart(a), taken_apart(b));
        let mut quotient = [0; LIMBS];
        let mut rest = u128::from(a);
        for limb in quotient.iter_mut().rev() {
            *limb = (rest / u128::from(b)) as u64;
            rest = (rest % u128::from(b)) << LIMB;
        }
        Fixed(quotient).halved((b_exponent - a_exponent) as usize)
    }

    /// Over 2^`times`; it must not be negative.
    fn halved(self, times: usize) -> Self {
        let (limbs, bits) = (times / LIMB, times % LIMB);
        let limb = |i: usize| u128::from(self.0.get(i).copied().unwrap_or(0));
        let mut halved = [0; LIMBS];
        for (i, out) in halved.iter_mut().enumerate() {
            let window = limb(i + limbs + 1) << LIMB | limb(i + limbs);
            *out = (window >> bits) as u64;
        }
        Fixed(halved)
    }

    fn over(self, divisor: u64) -> Self {
        let mut quotient = self;
        let mut rest = 0_u128;
        for limb in quotient.0.iter_mut().rev() {
            let wide = rest << LIMB | u128::from(*limb);
            *limb = (wide / u128::from(divisor)) as u64;
            rest = wide % u128::from(divisor);
        }
        quotient
    }

    fn is_negative(self) -> bool {
        self.0[LIMBS - 1] >> (LIMB - 1) == 1
    }

    fn is_zero(self) -> bool {
        self == Fixed::ZERO
    }

    /// e^−`self`; 0 from 2^8 on, where nothing of it is left.
    pub(crate) fn exp_of_minus(self) -> Self {
        const HALVINGS: usize = 16;
        let mut power = Fixed::ZERO;
        if self.0[LIMBS - 1] >= 1 << 8 {
            return power;
        }
        let t = self.halved(HALVINGS);
        let mut term = Fixed::ONE;
        for k in 1.. {
            // Σ (−t)^k / k!
            power = if k % 2 == 1 { power + term } else { power - term };
            term = (term * t).over(k);
            if term.is_zero() {
                break;
            }
        }
        for _ in 0..HALVINGS {
            power = power * power;
        }
        power
    }

    /// Three words of `bits` bits that it is rounded to; a word beyond its last bit is 0.
    pub(crate) fn words(self, bits: usize) -> [f64; 3] {
        let negative = self.is_negative();
        let magnitude = if negative { Fixed::ZERO - self } else { self };
        // Half a unit of the last word, if that ends before the last bit.
        let beyond = magnitude.length().saturating_sub(3 * bits);
        let half = if beyond > 0 { Fixed::bit(beyond - 1) } else { Fixed::ZERO };
        let magnitude = magnitude + half;
        let length = magnitude.length();
        std::array::from_fn(|word| {
            let Some(from) = length.checked_sub((word + 1) * bits) else { return 0.0 };
            let cut = magnitude.halved(from).0[0] & ((1 << bits) - 1);
            let cut = cut as f64 * power(from as i32 - BELOW_POINT as i32);
            if negative { -cut } else { cut }
        })
    }

    /// How many of its bits count.
    fn length(self) -> usize {
        let top = self.0.iter().rposition(|limb| *limb != 0);
        top.map_or(0, |top| (top + 1) * LIMB - self.0[top].leading_zeros() as usize)
    }

    /// The number whose bit with this index is 1, and no other.
    fn bit(index: usize) -> Self {
        let mut bit = Fixed::ZERO;
        bit.0[index / LIMB] = 1 << (index % LIMB);
        bit
    }
}

/// (m, e) with |x| = m·2^e.
pub(crate) fn taken_apart(x: f64) -> (u64, i32) {
    let bits = x.abs().to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    }
}

impl Add for Fixed {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let mut sum = self;
        let mut carry = false;
        for (limb, other) in sum.0.iter_mut().zip(other.0) {
            let (first, over) = limb.overflowing_add(other);
            let (second, over_again) = first.overflowing_add(carry.into());
            (*limb, carry) = (second, over != over_again);
        }
        sum
    }
}

impl Sub for Fixed {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Fixed(other.0.map(|limb| !limb)) + Fixed([1, 0, 0, 0, 0, 0])
    }
}

impl Mul for Fixed {
    type Output = Self;
    /// Of two that are not negative.
    fn mul(self, other: Self) -> Self {
        let mut product = [0_u64; 2 * LIMBS];
        for (i, a) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (out, b) in product[i..].iter_mut().zip(other.0) {
                let sum = u128::from(*a) * u128::from(b) + u128::from(*out) + carry;
                *out = sum as u64;
                carry = sum >> LIMB;
            }
            product[i + LIMBS] = carry as u64;
        }
        Fixed(std::array::from_fn(|i| product[i + LIMBS - 1]))
    }
}
