//! The oracle: a page's `definition`, and its derivative, enclosed so narrowly that the exact
//! result's rounding is known.

use std::cell::Cell;

use half::{bf16, f16};
use ogive::Function;
use ogive::function::Supported;
use ogive::number::graph::{Arithmetic, Graph};
use rug::Float;
use rug::float::Round;

use crate::cases::Part;
use crate::exact::ExactArithmetic;
use crate::interval::{Interval, Intervals};

/// The numbers of an element type, as rounding and units in the last place see them.
pub trait Format: Supported {
    /// Bits of the significand, the hidden one too.
    const BITS: i32;
    /// The smallest positive number is 2 to the power of this.
    const LOWEST: i32;
    /// All finite numbers are below 2 to the power of this.
    const BEYOND: i32;
    /// Are the parameters rounded to `f32`?
    const SINGLE: bool;

    /// As `f64`, exactly.
    fn wide(self) -> f64;
    /// From an `f64` that is a number of this type, infinite, or NaN.
    fn from_wide(x: f64) -> Self;
}

macro_rules! format {
    ($type:ident, $bits:literal, $lowest:literal, $beyond:literal, $single:literal, $wide:expr, $narrow:expr) => {
        impl Format for $type {
            const BITS: i32 = $bits;
            const LOWEST: i32 = $lowest;
            const BEYOND: i32 = $beyond;
            const SINGLE: bool = $single;
            #[inline(always)]
            fn wide(self) -> f64 {
                $wide(self)
            }
            #[inline(always)]
            fn from_wide(x: f64) -> Self {
                $narrow(x)
            }
        }
    };
}
format!(f32, 24, -149, 128, true, f64::from, |x| x as f32);
format!(f64, 53, -1074, 1024, false, |x| x, |x| x);
// Two roundings, both of which are exact for such an x.
format!(f16, 11, -24, 16, true, |x: f16| f64::from(x.to_f32()), |x| f16::from_f32(x as f32));
format!(bf16, 8, -133, 128, true, |x: bf16| f64::from(x.to_f32()), |x| bf16::from_f32(x as f32));

/// 2^n, subnormal if need be.
pub fn power_of_two(n: i32) -> f64 {
    match n {
        1024.. => f64::INFINITY,
        -1022..1024 => f64::from_bits(((n + 1023) as u64) << 52),
        _ => f64::from_bits(1 << (n + 1074)),
    }
}

/// The exponent of the last place of a number of that magnitude.
fn last_place<E: Format>(x: &Float) -> i32 {
    let exponent = x.get_exp().unwrap_or(i32::MIN / 2).min(E::BEYOND);
    (exponent - E::BITS).max(E::LOWEST)
}

/// Rounded once to the nearest number of the type, ties to even, subnormals and infinities too.
pub fn rounded<E: Format>(x: &Float) -> f64 {
    let Some(exponent) = x.get_exp() else {
        return x.to_f64(); // zero or infinite
    };
    let magnitude = match exponent - last_place::<E>(x) {
        bits @ 1.. => Float::with_val(bits as u32, x).to_f64().abs(),
        // From half of the smallest number on; the half itself goes to 0, which is even.
        0 if x.clone().abs() << 1 > power_of_two(E::LOWEST) => power_of_two(E::LOWEST),
        _ => 0.0,
    };
    let magnitude = if magnitude < power_of_two(E::BEYOND) { magnitude } else { f64::INFINITY };
    if x.is_sign_negative() { -magnitude } else { magnitude }
}

/// The exact result at one input, enclosed.
#[derive(Clone, Debug)]
pub struct Exact {
    /// Between these two.
    pub interval: Interval,
    /// It, rounded once to the element type; of a zero the sign means nothing.
    pub nearest: f64,
    /// The exponent of its last place.
    place: i32,
}

impl Exact {
    /// From an enclosure, if it tells the rounding, and is much narrower than a unit in the last
    /// place. With `ties`, it need not tell on which side of a tie the result lies: `nearest` may
    /// then be either neighbour.
    pub fn of<E: Format>(interval: Interval, ties: bool) -> Option<Exact> {
        let (low, high) = (rounded::<E>(&interval.low), rounded::<E>(&interval.high));
        let place = last_place::<E>(&interval.low).min(last_place::<E>(&interval.high));
        let width = Float::with_val(64, &interval.high - &interval.low);
        // NaN, from infinite ends, is not narrow either.
        let spare = if low == high { 24 } else { 256 };
        let beyond = low == high && low.is_infinite();
        let narrow = beyond || width <= Float::with_val(64, 1) << (place - spare);
        ((low == high || ties) && narrow).then_some(Exact { interval, nearest: low, place })
    }

    /// How far `y` is from it at most, in units in its last place.
    pub fn error(&self, y: f64) -> f64 {
        if y == self.nearest && y.is_infinite() {
            return 0.0;
        }
        if y.is_infinite() {
            return f64::INFINITY;
        }
        let Interval { low, high } = &self.interval;
        let bits = low.prec().max(high.prec()) + 64;
        let distance = |end: &Float| Float::with_val(bits, end - y).abs();
        let ulps = distance(low).max(&distance(high)) >> self.place;
        ulps.to_f64_round(Round::Up)
    }

    /// Its sign, unless it is exactly 0, or so near to 0 that [`SIGN_BITS`] did not tell.
    pub fn is_negative(&self) -> Option<bool> {
        let Interval { low, high } = &self.interval;
        if *low >= 0 && *high > 0 {
            Some(false)
        } else if *high <= 0 && *low < 0 {
            Some(true)
        } else {
            None
        }
    }

    /// Is it worth more bits, because the sign is not known yet?
    pub fn wants_sign(&self, bits: u32) -> bool {
        bits < SIGN_BITS && !self.interval.is_point() && self.is_negative().is_none()
    }
}

/// With so many bits, the sign of a result is asked for no longer: it may be 0.
pub const SIGN_BITS: u32 = 1 << 11;

/// With so many bits, it is asked no longer on which side of a tie a result lies: x − tanh x, say,
/// is within e^−2x of one for many a large x. To the error of a result that makes no difference, but
/// where results are to be correctly rounded, it is asked for longer.
fn tie_bits<E: Format>() -> u32 {
    if E::BITS < 24 { MOST_BITS } else { 1 << 10 }
}

/// No number of bits that was tried told the rounding of an exact result.
#[derive(Clone, Copy, Debug)]
pub struct Undecided;

/// The definition of a function.
pub struct Oracle {
    graph: Graph,
    single: bool,
    /// The bits that were enough last time: the next input is often alike.
    bits: Cell<u32>,
}

/// More than this are not tried.
const MOST_BITS: u32 = 1 << 15;
const LEAST_BITS: u32 = 128;

/// Far beyond what matters to any element type, and two of them, to see that a limit is reached.
const HOLDS: [f64; 2] = [65_536.0, 1_048_576.0];

impl Oracle {
    /// Of a function of one number whose parameters are the same for all elements, as an element
    /// type computes it.
    pub fn new<E: Format>(function: &dyn Function) -> Option<Oracle> {
        let graph = function.definition()?;
        Some(Oracle { graph, single: E::SINGLE, bits: Cell::new(LEAST_BITS) })
    }

    /// The exact result at a finite input.
    ///
    /// # Errors
    /// [`Undecided`], if the definition makes no sense there, or needs too many bits.
    pub fn at<E: Format>(&self, part: Part, x: f64) -> Result<Exact, Undecided> {
        // One step down from what was enough, so that a hard place is not paid for ever after.
        let mut bits = (self.bits.get() / 2).max(LEAST_BITS);
        while bits <= MOST_BITS {
            let found = self.enclose::<E>(part, x, bits, HOLDS[0]);
            if let Some((exact, held)) = found.filter(|(exact, _)| !exact.wants_sign(bits)) {
                self.bits.set(bits);
                if !held {
                    return Ok(exact);
                }
                let farther = self.enclose::<E>(part, x, bits, HOLDS[1]).ok_or(Undecided)?.0;
                return if farther.nearest == exact.nearest { Ok(exact) } else { Err(Undecided) };
            }
            bits *= 2;
        }
        Err(Undecided)
    }

    /// The exact result at a finite input, if each step of the definition is exact in `f64` there.
    pub fn exactly(&self, part: Part, x: f64) -> Option<f64> {
        let arithmetic = ExactArithmetic::new(self.single);
        arithmetic.known(self.evaluate(part, &arithmetic, &x))
    }

    fn evaluate<A: Arithmetic>(&self, part: Part, arithmetic: &A, x: &A::Number) -> A::Number {
        match part {
            Part::Value => self.graph.evaluate(arithmetic, x),
            Part::Slope => self.graph.differentiate(arithmetic, x).slope,
        }
    }

    fn enclose<E: Format>(
        &self,
        part: Part,
        x: f64,
        bits: u32,
        hold: f64,
    ) -> Option<(Exact, bool)> {
        let intervals = Intervals::new(bits, self.single, hold);
        let result = self.evaluate(part, &intervals, &intervals.point(x));
        if intervals.undecided() {
            return None;
        }
        Some((Exact::of::<E>(result, bits >= tie_bits::<E>())?, intervals.held()))
    }

    /// The limit at +∞, or at −∞: what two very large inputs have in common, ±∞ if the one farther
    /// out is far farther from 0, or 0 if it is far nearer to 0; none if it is none of these, as for
    /// a wave.
    pub fn limit<E: Format>(&self, part: Part, negative: bool) -> Option<f64> {
        let at = |n| {
            let x = power_of_two(n);
            self.at::<f64>(part, if negative { -x } else { x }).ok()
        };
        let (near, far) = (at(1000)?, at(1020)?);
        let [near, far] =
            [near, far].map(|exact| (rounded::<E>(&exact.interval.low), exact.nearest));
        if near.0 == far.0 {
            Some(near.0)
        } else if far.1.abs() >= near.1.abs() * power_of_two(8) {
            Some(f64::INFINITY.copysign(far.1))
        } else if far.1.abs() <= near.1.abs() * power_of_two(-8) {
            // As 1/√x, which is not 0 even at the largest number.
            Some(0.0_f64.copysign(far.1))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ogive::number::Real;
    use ogive::number::graph::Expr;

    fn oracle(text: &str) -> Oracle {
        Oracle::new::<f64>(&*ogive::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn rounding_is_that_of_the_hardware() {
        let mut random = crate::inputs::Random(5);
        for _ in 0..100_000 {
            let x = f64::from_bits(random.bits());
            if !x.is_finite() {
                continue;
            }
            let big = Float::with_val(200, x);
            assert_eq!(rounded::<f64>(&big).to_bits(), x.to_bits());
            assert_eq!(rounded::<f32>(&big), f64::from(x as f32), "{x:e}");
            let small = f64::from(f32::from_bits(random.bits() as u32));
            if small.is_finite() {
                let big = Float::with_val(24, small);
                assert_eq!(rounded::<f16>(&big), f16::from_f32(small as f32).wide(), "{small:e}");
                assert_eq!(rounded::<bf16>(&big), bf16::from_f32(small as f32).wide(), "{small:e}");
            }
        }
    }

    #[test]
    fn subnormals_are_rounded_once() {
        let smallest = 2.0_f64.powi(-149);
        let at = |x: f64| rounded::<f32>(&(Float::with_val(200, x) * smallest));
        assert_eq!(
            [at(0.25), at(0.5), at(0.75), at(1.5), at(2.5)].map(|y| y / smallest),
            [0.0, 0.0, 1.0, 2.0, 2.0]
        );
        let tie = Float::with_val(200, power_of_two(-1074)) / 2;
        assert_eq!((rounded::<f64>(&tie), rounded::<f64>(&(tie * 3))), (0.0, power_of_two(-1073)));
        let just_above =
            Float::with_val(200, 0.5) * smallest + Float::with_val(200, smallest * smallest);
        assert_eq!(rounded::<f32>(&just_above), smallest);
        assert_eq!(rounded::<f32>(&Float::with_val(200, f32::MAX)), f64::from(f32::MAX));
        assert_eq!(
            rounded::<f32>(&Float::with_val(200, 2.0_f64.powi(128) - 2.0_f64.powi(103))),
            f64::INFINITY
        );
    }

    #[test]
    fn exact_results_are_enclosed_wherever_the_input_is() {
        let sigmoid = oracle("sigmoid");
        assert_eq!(sigmoid.at::<f64>(Part::Value, 0.0).unwrap().nearest, 0.5);
        // e^−700, and its slope, which is the same to the last bit.
        let tail = 9.859_676_543_759_77e-305;
        assert_eq!(sigmoid.at::<f64>(Part::Value, -700.0).unwrap().nearest, tail);
        assert_eq!(sigmoid.at::<f64>(Part::Slope, -700.0).unwrap().nearest, tail);
        assert_eq!(sigmoid.at::<f64>(Part::Value, -1e300).unwrap().nearest, 0.0);
        assert_eq!(sigmoid.at::<f64>(Part::Slope, -1e300).unwrap().nearest, 0.0);
        assert_eq!(sigmoid.at::<f64>(Part::Slope, 1e300).unwrap().nearest, 0.0);
        let tanh = oracle("tanh");
        assert_eq!(tanh.at::<f64>(Part::Value, 1e-300).unwrap().nearest, 1e-300);
        assert_eq!(tanh.at::<f64>(Part::Value, 5e-324).unwrap().nearest, 5e-324);
        assert_eq!(tanh.at::<f64>(Part::Slope, 1e-300).unwrap().nearest, 1.0);
    }

    #[test]
    fn cancellation_asks_for_more_bits() {
        // (1 + e^x) − 1 at −700 is e^−700, of which 128 bits beside the 1 show nothing.
        let of = |graph| Oracle { graph, single: false, bits: Cell::new(LEAST_BITS) };
        let tail = 9.859_676_543_759_77e-305;
        let differs = of(Graph::record(|x| Expr::from(1.0) + x.exp() - Expr::from(1.0)));
        assert_eq!(differs.at::<f64>(Part::Value, -700.0).unwrap().nearest, tail);
        assert!(differs.bits.get() > 1000);
        // ln(1 + e^x) is the same there, and taken as one function it needs no more bits.
        let oracle = of(Graph::record(|x| (Expr::from(1.0) + x.exp()).ln()));
        assert_eq!(oracle.at::<f64>(Part::Value, -700.0).unwrap().nearest, tail);
        assert_eq!(oracle.bits.get(), LEAST_BITS);
        // Where e^x had to be held, the logarithm shows it, and no answer is given.
        assert!(oracle.at::<f64>(Part::Value, 1e30).is_err());
    }

    #[test]
    fn a_lower_end_of_minus_infinity_is_no_answer() {
        // 1 − e^−x is somewhere from 0 on, in any number of bits that do not show e^−x.
        let log = oracle("log1mexp").at::<f64>(Part::Value, 5e-324).unwrap();
        assert_eq!(log.nearest, -744.440_071_921_381_2);
        // And a result next to a tie is one of both neighbours.
        let shrunk = oracle("tanhshrink").at::<f64>(Part::Value, 2.0_f64.powi(54) + 4.0).unwrap();
        assert!(shrunk.error(shrunk.nearest) <= 0.5, "{shrunk:?}");
    }

    #[test]
    fn exact_results_are_known_where_a_formula_is_short() {
        let xielu = Oracle::new::<f32>(&*ogive::parse("xielu(0, 3, 3)").unwrap()).unwrap();
        let x = f64::from(1.0_f32.next_up());
        assert_eq!(xielu.exactly(Part::Value, x), Some(3.0 * x));
        assert_eq!(xielu.exactly(Part::Slope, x), Some(3.0));
        assert_eq!(xielu.exactly(Part::Value, -x), None);
        // 0.01 is rounded to f32; its product with x has 48 bits.
        let leaky_relu = Oracle::new::<f32>(&*ogive::parse("leaky_relu").unwrap()).unwrap();
        assert_eq!(leaky_relu.exactly(Part::Value, -x), Some(f64::from(0.01_f32) * -x));
    }

    #[test]
    fn limits_are_found() {
        assert_eq!(oracle("sigmoid").limit::<f64>(Part::Value, false), Some(1.0));
        assert_eq!(oracle("sigmoid").limit::<f64>(Part::Value, true), Some(0.0));
        assert_eq!(oracle("sigmoid").limit::<f64>(Part::Slope, true), Some(0.0));
        assert_eq!(oracle("leaky_relu").limit::<f64>(Part::Value, true), Some(f64::NEG_INFINITY));
        assert_eq!(oracle("leaky_relu").limit::<f32>(Part::Slope, true), Some(f64::from(0.01_f32)));
        assert_eq!(oracle("relu").limit::<f32>(Part::Value, false), Some(f64::INFINITY));
        assert_eq!(oracle("snake").limit::<f32>(Part::Value, true), Some(f64::NEG_INFINITY));
        assert_eq!(oracle("snake").limit::<f32>(Part::Slope, false), None);
    }

    #[test]
    fn one_unit_is_seen() {
        let exact = oracle("sigmoid").at::<f64>(Part::Value, 0.75).unwrap();
        assert!(exact.error(exact.nearest) <= 0.5);
        let wrong = exact.error(f64::from_bits(exact.nearest.to_bits() + 1));
        assert!((0.5..=1.5).contains(&wrong), "{wrong}");
        assert_eq!(exact.error(f64::INFINITY), f64::INFINITY);
    }
}
