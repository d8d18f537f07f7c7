//! Interval arithmetic over MPFR: every operation is rounded down at one end and up at the other,
//! so that the exact result lies between them whatever the formula.

use std::cell::Cell;
use std::cmp::Ordering;

use ogive::number::graph::Arithmetic;
use rug::Float;
use rug::float::{Constant, Round, Special};
use rug::ops::{AddAssignRound, AssignRound, NegAssign, SubAssignRound};

/// All numbers from `low` to `high`.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: Float,
    /// The upper end.
    pub high: Float,
}

impl Interval {
    fn flipped(&self) -> Interval {
        Interval { low: -self.high.clone(), high: -self.low.clone() }
    }

    fn is_negative(&self) -> bool {
        self.high <= 0
    }

    fn is_positive(&self) -> bool {
        self.low >= 0
    }

    /// Is it a single number?
    pub fn is_point(&self) -> bool {
        self.low == self.high
    }
}

/// Intervals whose ends have a number of bits, at least 64: more than any element type.
pub struct Intervals {
    bits: u32,
    single: bool,
    hold: f64,
    undecided: Cell<bool>,
    held: Cell<bool>,
}

impl Intervals {
    /// With ends of `bits` bits. Parameters are rounded to `f32` first if `single`. e^x is held at
    /// e^`hold` for a larger x, since it would leave even the range of MPFR; [`held`] then says so,
    /// and a result that does not depend on `hold` is the limit.
    ///
    /// [`held`]: Intervals::held
    pub fn new(bits: u32, single: bool, hold: f64) -> Self {
        Intervals { bits, single, hold, undecided: Cell::new(false), held: Cell::new(false) }
    }

    /// Could a comparison not be decided, so that more bits are needed?
    pub fn undecided(&self) -> bool {
        self.undecided.get()
    }

    /// Was an exponential held?
    pub fn held(&self) -> bool {
        self.held.get()
    }

    /// Exactly this number.
    pub fn point(&self, x: f64) -> Interval {
        let x = Float::with_val(self.bits, x);
        Interval { low: x.clone(), high: x }
    }

    fn ends(&self, low: Float, high: Float) -> Interval {
        if low.is_nan() || high.is_nan() {
            self.undecided.set(true);
            let all = [Special::NegInfinity, Special::Infinity];
            let [low, high] = all.map(|end| Float::with_val(self.bits, end));
            return Interval { low, high };
        }
        Interval { low, high }
    }

    /// A function that never falls, at both ends.
    fn rising(&self, a: &Interval, f: impl Fn(&mut Float, Round) -> Ordering) -> Interval {
        let at = |x: &Float, round| {
            let mut y = x.clone();
            let inexact = f(&mut y, round);
            (y, inexact)
        };
        let (low, inexact) = at(&a.low, Round::Down);
        if a.is_point() {
            // One evaluation does for both ends: the other is the next number.
            let mut high = low.clone();
            if inexact != Ordering::Equal {
                high.next_up();
            }
            return self.ends(low, high);
        }
        let (high, _) = at(&a.high, Round::Up);
        self.ends(low, high)
    }

    /// A product of ends, where 0·∞ is 0: the infinite end stands for arbitrarily large numbers.
    fn product(&self, a: &Float, b: &Float, round: Round) -> Float {
        let mut p = Float::new(self.bits);
        if !a.is_zero() && !b.is_zero() {
            p.assign_round(a * b, round);
        }
        p
    }
}

impl Arithmetic for Intervals {
    type Number = Interval;

    fn constant(&self, c: f64) -> Interval {
        self.point(c)
    }

    fn parameter(&self, p: f64) -> Interval {
        self.point(if self.single { f64::from(p as f32) } else { p })
    }

    fn add(&self, a: &Interval, b: &Interval) -> Interval {
        let (mut low, mut high) = (Float::new(self.bits), Float::new(self.bits));
        low.assign_round(&a.low + &b.low, Round::Down);
        high.assign_round(&a.high + &b.high, Round::Up);
        self.ends(low, high)
    }

    fn sub(&self, a: &Interval, b: &Interval) -> Interval {
        let (mut low, mut high) = (Float::new(self.bits), Float::new(self.bits));
        low.assign_round(&a.low - &b.high, Round::Down);
        high.assign_round(&a.high - &b.low, Round::Up);
        self.ends(low, high)
    }

    fn mul(&self, a: &Interval, b: &Interval) -> Interval {
        if a.is_negative() && !a.is_positive() {
            return self.mul(&a.flipped(), b).flipped();
        }
        if b.is_negative() && !b.is_positive() {
            return self.mul(a, &b.flipped()).flipped();
        }
        if a.is_positive() && b.is_positive() {
            let low = self.product(&a.low, &b.low, Round::Down);
            return self.ends(low, self.product(&a.high, &b.high, Round::Up));
        }
        let products = |round| {
            let all = [(&a.low, &b.low), (&a.low, &b.high), (&a.high, &b.low), (&a.high, &b.high)];
            all.map(|(a, b)| self.product(a, b, round))
        };
        let [w, x, y, z] = products(Round::Down);
        let low = w.min(&x).min(&y).min(&z);
        let [w, x, y, z] = products(Round::Up);
        self.ends(low, w.max(&x).max(&y).max(&z))
    }

    fn div(&self, a: &Interval, b: &Interval) -> Interval {
        if b.is_negative() && !b.is_positive() {
            return self.div(a, &b.flipped()).flipped();
        }
        if a.is_negative() && !a.is_positive() {
            return self.div(&a.flipped(), b).flipped();
        }
        if b.low < 0 || b.high.is_zero() {
            // Nothing can be said of a quotient by an interval that holds 0 inside.
            return self.ends(Float::with_val(self.bits, Special::Nan), Float::new(self.bits));
        }
        let quotient = |a: &Float, b: &Float, round| {
            let mut q = Float::new(self.bits);
            if !a.is_zero() {
                // +0 here is an end that numbers above 0 come close to. (By reference: an operand that
                // is given away holds the result, rounded to nearest.)
                q.assign_round(a / &*b.as_abs(), round);
            }
            q
        };
        let low = quotient(&a.low, if a.low >= 0 { &b.high } else { &b.low }, Round::Down);
        let high = quotient(&a.high, &b.low, Round::Up);
        self.ends(low, high)
    }

    fn neg(&self, a: &Interval) -> Interval {
        a.flipped()
    }

    fn exp(&self, a: &Interval) -> Interval {
        if a.high > self.hold {
            self.held.set(true);
            let hold = self.point(self.hold).low;
            let held = Interval { low: a.low.clone().min(&hold), high: hold };
            return self.rising(&held, Float::exp_round);
        }
        self.rising(a, Float::exp_round)
    }

    fn ln(&self, a: &Interval) -> Interval {
        self.rising(a, Float::ln_round)
    }

    fn ln_1p(&self, a: &Interval) -> Interval {
        self.rising(a, Float::ln_1p_round)
    }

    fn tanh(&self, a: &Interval) -> Interval {
        self.rising(a, Float::tanh_round)
    }

    fn sqrt(&self, a: &Interval) -> Interval {
        self.rising(a, Float::sqrt_round)
    }

    fn erfc(&self, a: &Interval) -> Interval {
        // It falls, so it rises with −a.
        self.rising(&a.flipped(), |x, round| {
            x.neg_assign();
            x.erfc_round(round)
        })
    }

    fn sin(&self, a: &Interval) -> Interval {
        let one = self.point(1.0).low;
        let mut width = Float::new(self.bits);
        width.assign_round(&a.high - &a.low, Round::Up);
        // NaN, from infinite ends, is not narrow either.
        if !width.is_finite() || width > 1 {
            return self.ends(-one.clone(), one);
        }
        // A sine never moves faster than its angle.
        let mut low = a.low.clone();
        low.sin_round(Round::Down);
        low.sub_assign_round(&width, Round::Down);
        let mut high = a.low.clone();
        high.sin_round(Round::Up);
        high.add_assign_round(&width, Round::Up);
        self.ends(low.max(&-one.clone()), high.min(&one))
    }

    fn pi(&self) -> Interval {
        let at = |round| Float::with_val_round(self.bits, Constant::Pi, round).0;
        Interval { low: at(Round::Down), high: at(Round::Up) }
    }

    fn above(&self, a: &Interval, b: &Interval) -> bool {
        if a.low > b.high {
            return true;
        }
        if a.high > b.low {
            self.undecided.set(true);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_encloses_its_result() {
        let a = Intervals::new(64, false, 0.0);
        let [one, three, ten] = [1.0, 3.0, 10.0].map(|x| a.point(x));
        // What 64 bits do not hold lies between two neighbours, whatever its sign.
        let open = |interval: &Interval| {
            let mut next = interval.low.clone();
            next.next_up();
            next == interval.high
        };
        for (top, bottom) in [(&one, &three), (&three, &ten)] {
            let quotient = a.div(top, bottom);
            assert!(open(&quotient), "{quotient:?}");
            assert!(open(&a.div(&a.neg(top), bottom)) && open(&a.div(top, &a.neg(bottom))));
            let back = a.mul(&quotient, bottom);
            assert!(back.low < top.low && back.high > top.high, "{back:?}");
        }
        let third = a.div(&one, &three);
        let tiny = a.point(2.0_f64.powi(-80));
        assert!(open(&a.add(&one, &tiny)) && open(&a.sub(&one, &tiny)));
        let square = a.mul(&third, &third);
        assert!(square.low < square.high);
        assert!(open(&a.exp(&a.neg(&one))) && open(&a.ln(&three)) && open(&a.tanh(&one)));
        assert!(open(&a.ln_1p(&tiny)) && a.ln_1p(&tiny).high < tiny.high.clone() * 2);
        assert!(open(&a.sqrt(&three)) && open(&a.erfc(&one)) && open(&a.sin(&ten)));
        assert!(open(&a.pi()));
        // Falling, over an interval: erfc of [1, 3] is from erfc(3) to erfc(1).
        let wide = Interval { low: one.low.clone(), high: three.high.clone() };
        let fallen = a.erfc(&wide);
        assert!(fallen.low < 3e-5 && fallen.high > 0.15 && fallen.high < 0.16, "{fallen:?}");
        assert!(a.sin(&wide).low <= -1 && a.sin(&wide).high >= 1);
        let narrow = a.sin(&Interval { low: ten.low.clone(), high: ten.low.clone() + 0.25 });
        let sine = Float::with_val(64, 10.1).sin();
        assert!(narrow.low < sine && sine < narrow.high, "{narrow:?}");
    }
}
