//! What a proof counts: errors, misroundings, and faults, over one stretch of inputs.

use ogive::Function;
use ogive::number::Dtype;
use serde::{Deserialize, Serialize};

use crate::cases::Part;
use crate::inputs::to_bits;
use crate::oracle::{Exact, Format, Oracle};

/// What was found over some inputs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many inputs were looked at.
    pub inputs: u64,
    /// The largest error of a finite result, in units in the last place of the exact one.
    pub worst: f64,
    /// Where that is; the first such input.
    pub worst_at: Option<f64>,
    /// How many results are not the exact one, rounded once.
    pub misrounded: u64,
    /// How many are off by more than 1 unit in the last place.
    pub above_one: u64,
    /// How many were too close to call for the quick reference, and decided by the oracle.
    pub decided: u64,
    /// For rows that add up to 1: how far their sums are off, in halves of a unit in the last place
    /// of 1, for each element.
    #[serde(default)]
    pub sum: f64,
    /// NaN where a number should be, a number where NaN should be, or another NaN than the one.
    pub nan: Fault,
    /// Infinite where it should be finite, or the other way round, or of the wrong sign.
    pub infinite: Fault,
    /// A zero of the wrong sign.
    pub zero: Fault,
    /// Outside of the range that the page states.
    pub range: Fault,
    /// Falling where the page says that the function never falls.
    pub monotone: Fault,
    /// The oracle could not tell.
    pub undecided: Fault,
    /// Other bits on another instruction set.
    pub bits: Fault,
}

/// How often something was wrong, and an example.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// How often.
    pub count: u64,
    /// The first input of them, as a bit pattern.
    pub first: Option<u64>,
}

impl Fault {
    /// One more.
    pub fn at<E: Dtype>(&mut self, x: E) {
        self.count += 1;
        self.first.get_or_insert(to_bits(x));
    }

    fn merge(&mut self, later: &Fault) {
        self.count += later.count;
        self.first = self.first.or(later.first);
    }
}

impl Tally {
    /// The faults by name.
    pub fn faults(&self) -> [(&'static str, &Fault); 7] {
        [
            ("NaN", &self.nan),
            ("infinity", &self.infinite),
            ("sign of zero", &self.zero),
            ("range", &self.range),
            ("monotony", &self.monotone),
            ("undecided", &self.undecided),
            ("bits", &self.bits),
        ]
    }

    /// Is there any fault?
    pub fn is_faulty(&self) -> bool {
        self.faults().iter().any(|(_, fault)| fault.count > 0)
    }

    /// A larger error, if it is one.
    pub fn error(&mut self, ulps: f64, x: f64) {
        self.above_one += u64::from(ulps > 1.0);
        if ulps > self.worst {
            (self.worst, self.worst_at) = (ulps, Some(x));
        }
    }

    /// This stretch and the one after it.
    pub fn merge(&mut self, later: &Tally) {
        self.inputs += later.inputs;
        if later.worst > self.worst || self.worst_at.is_none() {
            (self.worst, self.worst_at) = (later.worst, later.worst_at);
        }
        self.misrounded += later.misrounded;
        self.above_one += later.above_one;
        self.decided += later.decided;
        self.sum = self.sum.max(later.sum);
        self.nan.merge(&later.nan);
        self.infinite.merge(&later.infinite);
        self.zero.merge(&later.zero);
        self.range.merge(&later.range);
        self.monotone.merge(&later.monotone);
        self.undecided.merge(&later.undecided);
        self.bits.merge(&later.bits);
    }
}

/// What the results of one part of a function have to be like.
pub struct Rule {
    /// What the definition says.
    pub oracle: Oracle,
    /// Of the function.
    pub part: Part,
    /// The error that the page claims; none for a peer's results.
    pub claim: Option<f64>,
    /// Between these, ends included, rounded outward.
    range: (f64, f64),
    /// Never falling?
    pub monotone: bool,
    /// The limits at −∞ and +∞.
    limits: [Option<f64>; 2],
    /// Where the function is defined, ends included.
    domain: (f64, f64),
    /// Whether −0 and +0 give zeros of their own sign, or of the other one, if it goes through 0.
    through_zero: Option<bool>,
}

impl Rule {
    /// For one part of a function of one number. Range and monotony are as its page states them,
    /// which is at the default parameters.
    pub fn new<E: Format>(function: &dyn Function, part: Part) -> Option<Rule> {
        let oracle = Oracle::new::<E>(function)?;
        let info = function.info();
        let default = ogive::parse(info.name).is_ok_and(|f| f.to_string() == function.to_string());
        let stated = default && part == Part::Value;
        let limits = [true, false].map(|negative| oracle.limit::<E>(part, negative));
        let through_zero = match part {
            Part::Value => {
                let at = |part| oracle.at::<E>(part, 0.0).ok();
                let zero = at(Part::Value).is_some_and(|exact| exact.is_negative().is_none());
                if zero { at(Part::Slope).and_then(|slope| slope.is_negative()) } else { None }
            }
            Part::Slope => None,
        };
        let claim = match part {
            Part::Value => Some(info.claim.value),
            Part::Slope => info.claim.slope,
        };
        let everything = (f64::NEG_INFINITY, f64::INFINITY);
        Some(Rule {
            part,
            claim,
            range: if stated { outward::<E>(info.range) } else { everything },
            monotone: stated && info.monotone,
            limits,
            domain: function.domain(),
            through_zero,
            oracle,
        })
    }

    /// For results of another library, of which nobody claims anything.
    pub fn without_claim(self) -> Rule {
        Rule { claim: None, ..self }
    }

    /// Is this the NaN that there should be? ogive writes one alone; elsewhere any will do.
    pub fn right_nan<E: Format>(&self, y: E) -> bool {
        y.wide().is_nan() && (self.claim.is_none() || to_bits(y) == to_bits(E::NAN))
    }

    /// Is the result NaN at this input: is that one NaN, or outside of the domain, or infinite where
    /// there is no limit?
    pub fn is_undefined(&self, x: f64) -> bool {
        let outside = !(x >= self.domain.0 && x <= self.domain.1);
        outside || x.is_infinite() && self.limits[usize::from(x > 0.0)].is_none()
    }

    /// The range that results have to be in.
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    /// Judges one result by the oracle alone.
    pub fn judge<E: Format>(&self, tally: &mut Tally, x: E, y: E) {
        tally.inputs += 1;
        let (wide_x, wide_y) = (x.wide(), y.wide());
        let undefined = self.is_undefined(wide_x);
        if undefined || wide_y.is_nan() {
            if !(undefined && self.right_nan(y)) {
                tally.nan.at(x);
            }
            return;
        }
        if wide_y < self.range.0 || wide_y > self.range.1 {
            tally.range.at(x);
        }
        if wide_x.is_infinite() {
            match self.limits[usize::from(wide_x > 0.0)] {
                Some(limit) if limit == wide_y => {}
                Some(limit) if limit.is_infinite() || wide_y.is_infinite() => tally.infinite.at(x),
                // A constant that rounds, such as a slope of 0.01: once, like any result.
                Some(_) => tally.misrounded += 1,
                None => tally.undecided.at(x),
            }
            return;
        }
        self.decide(tally, x, y);
    }

    /// Judges one finite result at a finite input by the oracle.
    pub fn decide<E: Format>(&self, tally: &mut Tally, x: E, y: E) {
        let (wide_x, wide_y) = (x.wide(), y.wide());
        let Ok(exact) = self.oracle.at::<E>(self.part, wide_x) else {
            // At an end of the domain a slope may be infinite, as it is just inside.
            let inside =
                if wide_x == self.domain.0 { wide_x.next_up() } else { wide_x.next_down() };
            let at_end = wide_x == self.domain.0 || wide_x == self.domain.1;
            let nearby = self.oracle.at::<E>(self.part, inside).ok().filter(|_| at_end);
            match nearby {
                Some(exact) if exact.nearest == wide_y && wide_y.is_infinite() => {}
                Some(_) => tally.infinite.at(x),
                None => tally.undecided.at(x),
            }
            return;
        };
        tally.misrounded += u64::from(wide_y != exact.nearest);
        let ulps = exact.error(wide_y);
        if ulps.is_infinite() {
            tally.infinite.at(x);
        } else {
            tally.error(ulps, wide_x);
        }
        if wide_y == 0.0 && !self.sign_of_zero(&exact, wide_x, wide_y) {
            tally.zero.at(x);
        }
    }

    /// Is the sign of the zero `y` right? A result that is too small has the sign of the exact
    /// one; one that goes through 0 at 0 has that of its input, or the other one; any other exact
    /// zero may have either.
    fn sign_of_zero(&self, exact: &Exact, x: f64, y: f64) -> bool {
        let expected = match (exact.is_negative(), self.through_zero) {
            (Some(negative), _) => Some(negative),
            (None, Some(turned)) if x == 0.0 => Some(x.is_sign_negative() != turned),
            _ => None,
        };
        expected.is_none_or(|negative| negative == y.is_sign_negative())
    }
}

/// The nearest numbers of the type outside of these.
fn outward<E: Format>((low, high): (f64, f64)) -> (f64, f64) {
    let place = |x: f64| {
        let exponent = if x == 0.0 { 0 } else { (x.abs().to_bits() >> 52) as i32 - 1022 };
        crate::oracle::power_of_two((exponent - E::BITS).max(E::LOWEST))
    };
    let down = |x: f64| if x.is_finite() { (x / place(x)).floor() * place(x) } else { x };
    let up = |x: f64| if x.is_finite() { (x / place(x)).ceil() * place(x) } else { x };
    (down(low), up(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule's verdict on f32 results that were tampered with.
    fn verdict(text: &str, part: Part, x: f32, y: f32) -> Tally {
        let rule = Rule::new::<f32>(&*ogive::parse(text).unwrap(), part).unwrap();
        let mut tally = Tally::default();
        rule.judge(&mut tally, x, y);
        tally
    }

    #[test]
    fn right_results_pass() {
        let passes = |tally: Tally| !tally.is_faulty() && tally.misrounded == 0;
        assert!(passes(verdict("sigmoid", Part::Value, 0.0, 0.5)));
        assert!(passes(verdict("sigmoid", Part::Value, f32::INFINITY, 1.0)));
        assert!(passes(verdict("sigmoid", Part::Value, f32::NAN, f32::NAN)));
        assert!(passes(verdict("tanh", Part::Value, -0.0, -0.0)));
        assert!(passes(verdict("relu", Part::Value, f32::INFINITY, f32::INFINITY)));
        assert!(passes(verdict("leaky_relu(0.04)", Part::Slope, f32::NEG_INFINITY, 0.04)));
        assert!(passes(verdict("sigmoid", Part::Value, -104.0, 0.0)));
        assert!(passes(verdict("log1mexp", Part::Value, -1.0, f32::NAN)));
        assert!(passes(verdict("log1mexp", Part::Value, 0.0, f32::NEG_INFINITY)));
        assert!(passes(verdict("log1mexp", Part::Slope, 0.0, f32::INFINITY)));
    }

    #[test]
    fn wrong_results_are_found() {
        let one_ulp_up = f32::from_bits(0.5_f32.to_bits() + 1);
        let tally = verdict("sigmoid", Part::Value, 0.0, one_ulp_up);
        assert!((tally.worst, tally.misrounded) == (1.0, 1), "{tally:?}");
        // The slope of another form: s·(1 − s) where s is 1.
        assert!(verdict("sigmoid", Part::Slope, 30.0, 0.0).worst > 1e6);
        assert_eq!(verdict("sigmoid", Part::Value, f32::NAN, 0.5).nan.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, 0.5, f32::NAN).nan.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, f32::NAN, -f32::NAN).nan.count, 1);
        assert_eq!(verdict("log1mexp", Part::Value, -1.0, 0.5).nan.count, 1);
        assert_eq!(verdict("log1mexp", Part::Value, -1.0, -f32::NAN).nan.count, 1);
        assert_eq!(verdict("log1mexp", Part::Value, 1.0, f32::NAN).nan.count, 1);
        assert_eq!(verdict("log1mexp", Part::Slope, 0.0, 1.0).infinite.count, 1);
        assert_eq!(verdict("tanh", Part::Value, -0.0, 0.0).zero.count, 1);
        assert_eq!(verdict("tanh", Part::Value, 0.0, -0.0).zero.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, -104.0, -0.0).zero.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, 90.0, f32::INFINITY).infinite.count, 1);
        assert_eq!(verdict("relu", Part::Value, f32::INFINITY, f32::MAX).infinite.count, 1);
        assert_eq!(verdict("relu", Part::Value, 3e38, f32::INFINITY).infinite.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, 90.0, 1.000_000_1).range.count, 1);
        assert_eq!(verdict("sigmoid", Part::Value, -90.0, -1e-40).range.count, 1);
    }
}
