//! Arithmetic in `f64` as far as it is exact: what is not is NaN from there on. It decides ties, of
//! which a formula as short as 3x has too many for intervals.

use std::cell::Cell;

use ogive::number::Double;
use ogive::number::graph::Arithmetic;

/// `f64` whose every result is exact or NaN.
pub struct ExactArithmetic {
    single: bool,
    lost: Cell<bool>,
}

impl ExactArithmetic {
    /// Parameters are rounded to `f32` first if `single`.
    pub fn new(single: bool) -> Self {
        ExactArithmetic { single, lost: Cell::new(false) }
    }

    /// A result, if it is exact, and if so was all that a comparison on the way to it compared.
    pub fn known(&self, result: f64) -> Option<f64> {
        (!result.is_nan() && !self.lost.get()).then_some(result)
    }
}

/// Products above this have an error that is a number of its own, not lost below the subnormals.
const WHOLE: f64 = 1e-270;

impl Arithmetic for ExactArithmetic {
    type Number = f64;

    fn constant(&self, c: f64) -> f64 {
        c
    }
    fn parameter(&self, p: f64) -> f64 {
        if self.single { f64::from(p as f32) } else { p }
    }
    fn add(&self, a: &f64, b: &f64) -> f64 {
        let sum = Double::two_sum(*a, *b);
        if sum.lo == 0.0 { sum.hi } else { f64::NAN }
    }
    fn sub(&self, a: &f64, b: &f64) -> f64 {
        self.add(a, &-b)
    }
    fn mul(&self, a: &f64, b: &f64) -> f64 {
        let product = Double::two_product(*a, *b);
        let zero = *a == 0.0 || *b == 0.0;
        let exact = product.lo == 0.0 && (zero || product.hi.abs() > WHOLE);
        if exact { product.hi } else { f64::NAN }
    }
    fn div(&self, a: &f64, b: &f64) -> f64 {
        let quotient = a / b;
        if self.mul(&quotient, b) == *a { quotient } else { f64::NAN }
    }
    fn neg(&self, a: &f64) -> f64 {
        -a
    }
    fn exp(&self, a: &f64) -> f64 {
        if *a == 0.0 { 1.0 } else { f64::NAN }
    }
    fn ln(&self, a: &f64) -> f64 {
        if *a == 1.0 { 0.0 } else { f64::NAN }
    }
    fn tanh(&self, a: &f64) -> f64 {
        if *a == 0.0 { *a } else { f64::NAN }
    }
    fn sqrt(&self, a: &f64) -> f64 {
        let root = a.sqrt();
        if self.mul(&root, &root) == *a { root } else { f64::NAN }
    }
    fn erfc(&self, a: &f64) -> f64 {
        if *a == 0.0 { 1.0 } else { f64::NAN }
    }
    fn sin(&self, a: &f64) -> f64 {
        if *a == 0.0 { *a } else { f64::NAN }
    }
    fn pi(&self) -> f64 {
        f64::NAN
    }
    fn above(&self, a: &f64, b: &f64) -> bool {
        if a.is_nan() || b.is_nan() {
            self.lost.set(true);
        }
        a > b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_exact_is_known_and_nothing_else() {
        let a = ExactArithmetic::new(true);
        let x = f64::from(1.0_f32.next_up());
        assert_eq!(a.mul(&3.0, &x), 3.0 * x);
        assert_eq!(a.mul(&0.0, &x), 0.0);
        assert_eq!(a.add(&x, &2.0_f64.powi(-52)), x + 2.0_f64.powi(-52));
        assert_eq!((a.div(&3.0, &4.0), a.sqrt(&2.25), a.exp(&0.0)), (0.75, 1.5, 1.0));
        for unknown in [
            a.mul(&0.1, &0.1),
            a.mul(&1e-200, &1e-200),
            a.mul(&0.0, &f64::INFINITY),
            a.add(&1.0, &1e-30),
            a.sub(&1.0, &1e-30),
            a.div(&1.0, &3.0),
            a.sqrt(&2.0),
            a.exp(&1.0),
            a.ln(&2.0),
            a.tanh(&1.0),
            a.sin(&1.0),
            a.erfc(&1.0),
            a.add(&a.pi(), &0.0),
        ] {
            assert_eq!(a.known(unknown), None);
        }
        assert_eq!(a.known(1.0), Some(1.0));
        // A branch that rests on what is not known is not known either.
        a.above(&a.pi(), &0.0);
        assert_eq!(a.known(1.0), None);
    }
}
