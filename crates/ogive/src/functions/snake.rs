//! # Snake
//!
//! snake(x) = x + sin²(ax)/a, snake′(x) = 1 + sin(2ax) = 2·sin²(ax + π/4)
//!
//! The square of the sine keeps its digits for every angle (see [`crate::math::circle`]), so the
//! slope, written as such a square, keeps them at its zeros too; beside its value 1 it is a series. The sum in the value loses two
//! bits at most: sin²t is never above 0.73·t.
//!
//! Where a·x is below 2^−40 (2^−70 in `f64`), the value is x. Where x itself is nearly subnormal and
//! a so large that the second term counts all the same, the sum is formed from numbers held up
//! by a power of two, and brought down at the end.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{Factor, HalfTurns, Parts, power, sine_squared};
use crate::number::{Double, Float, Real};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Page, Parameter, Reference, finite, refused,
};

/// Snake: x + sin²(ax)/a.
#[derive(Clone, Debug, PartialEq)]
pub struct Snake {
    a: f64,
    turns: HalfTurns,
}

impl Snake {
    /// With this frequency; the paper begins with 1.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite and not 0.
    pub fn new(a: f64) -> Result<Self> {
        match finite::<Self>("a", a)? {
            0.0 => Err(refused::<Self>("a = 0; expected any other finite number".into())),
            a => Ok(Snake { a, turns: HalfTurns::of(a) }),
        }
    }
}

impl Default for Snake {
    fn default() -> Self {
        Snake { a: 1.0, turns: HalfTurns::of(1.0) }
    }
}

impl Page for Snake {
    const INFO: Info = Info {
        name: "snake",
        aliases: &[],
        // TensorFlow Addons had it as `snake` with `frequency`; none of the five does today.
        names: &[],
        kind: Kind::Element,
        formula: "snake(x) = x + sin²(a·x)/a",
        derivative: "snake′(x) = 1 + sin(2a·x)",
        origin: &[Reference {
            text: "L. Ziyin, T. Hartwig, M. Ueda, Neural networks fail to learn periodic functions \
                   and how to fix it (2020)",
            url: "https://arxiv.org/abs/2006.08195",
        }],
        good: "lets a network learn what repeats, as in vocoders for speech and music, and goes on \
               repeating it beyond the data",
        bad: "a sine for each element; its slope is 0 once in each period",
        hard: "the sine of any angle: far out it takes 1/π to more than two thousand bits; and the \
               slope keeps no digit where 1 + sin cancels, unless it is written as a square",
        parameters: &[Parameter {
            name: "a",
            aliases: &["alpha", "frequency"],
            default: Some("1"),
            meaning: "the frequency, any finite number but 0: the wave has the period π/a and the \
                      height 1/a",
        }],
        settings: &["0.2", "-3", "1e38"],
        range: (f64::NEG_INFINITY, f64::INFINITY),
        // It rises, but so slowly where the slope is 0 that rounding may make it fall by a unit.
        monotone: false,
        kinks: &[],
        landmarks: &[
            0.0,
            std::f64::consts::FRAC_PI_4,
            std::f64::consts::FRAC_PI_2,
            -std::f64::consts::FRAC_PI_4,
            3.0 * std::f64::consts::FRAC_PI_4,
            std::f64::consts::PI,
            1e3,
            16_777_216.0,
            1e15,
            1e30,
            power(-40),
            power(-70),
            1e-30,
        ],
        claim: Claim { value: 0.76, slope: Some(0.51) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Snake::new(arguments.number("a", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("a", Argument::Number(self.a))]
    }
}

impl Elementwise for Snake {
    fn definition<N: Real>(&self, x: N) -> N {
        let a = N::parameter(self.a);
        x + (a * x).sin().square() / a
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let turned = self.turns.turned(x, F::ZERO);
        let square = sine_squared(turned.distance);

        let one = F::lit(1.0);
        let [up, down] = [F::HOLD, -F::HOLD].map(|k| F::lit(power(k)));
        let held = x.abs().lt(F::lit(power(-F::HOLD * 3 / 2)));
        let exponent = F::select(held, F::lit(f64::from(F::HOLD)), F::ZERO);
        let wave = Parts { pair: square, exponent }.over(Factor::of(F::lit(self.a))).value();
        let x_held = F::select(held, x * up, x);
        let sum = wave + x_held;
        let overflown = (wave.hi + x_held).abs().eq(F::INFINITY);
        let hi = sum.hi * F::select(held, down, one);
        // What the last rounding leaves out decides in a narrower type; its sign is enough.
        let lo = F::select(held, (sum.hi - hi * up) + sum.lo, sum.lo);

        let beside = turned.small | x.abs().eq(F::INFINITY);
        let value = Double::select(beside, Double::exact(x), Double { hi, lo });
        Double::select(overflown, Double::exact(F::INFINITY.copysign(x)), value)
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let quarter = F::lit(0.25_f64.copysign(self.a)) * F::lit(1.0).copysign(x);
        let turned = self.turns.turned(x, quarter).distance;
        let slope = sine_squared(turned).scaled(F::lit(2.0));

        // Beside a multiple of π the slope is beside 1, where ties are: s − s³/6 + s⁵/120 and 1.
        let beside = turned + (-quarter);
        let [hi, lo] = [std::f64::consts::TAU, F::TAU_REST].map(F::lit);
        let s = beside * Double { hi, lo };
        let s = Double::select(quarter.lt(F::ZERO), -s, s);
        let square = s.hi * s.hi;
        let cubic = (square * s.hi) * square.fma(F::lit(1.0 / 120.0), F::lit(-1.0 / 6.0));
        let beside_one = (s + cubic) + F::lit(1.0);
        let near = beside.hi.abs().lt(F::lit(power(-10)));
        let slope = Double::select(near, beside_one, slope);
        Double::select(x.abs().lt(F::INFINITY), slope, Double::exact(F::NAN))
    }
}
