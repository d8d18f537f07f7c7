//! # xIELU
//!
//! xielu(x) = αₚx² + βx for x > 0, αₙ(e^x − 1 − x) + βx elsewhere; its slope is 2αₚx + β on the right
//! and αₙ(e^x − 1) + β on the left
//!
//! On the left, value and slope go through 0 where the parameters say. These places are worked out
//! to three words when the function is made, the slope's at x₀ = ln(1 − β/αₙ) and
//! the value's at r < x₀, so that the distances from them keep their digits. Then the slope is
//! (αₙ − β)·(e^(x − x₀) − 1). With d = x − r and C = αₙe^r, the value is
//!
//! d·(f′(r) + C·d·φ₂(d)) with φ₂(d) = (e^d − 1 − d)/d², for d from −1 to ½,
//!
//! and from x = r/2 or −1 on the same with 0 for r; farther out, αₙe^x − C − (αₙ − β)·d.
//!
//! Hugging Face cuts x off at −10^−6 in e^x − 1, which leaves a step of 8·10^−7 at 0; here is none.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::fixed::Fixed;
use crate::math::{Factor, Parts, exp, exp_parts, expm1, expm1_parts, from_root, phi2, power};
use crate::number::{Double, Each, Float, Real};
use crate::page::Ecosystem::HuggingFace;
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Learned, Name, Page, Parameter, Reference, refused,
};

/// Expanded integral of the exponential linear unit: a parabola on the right, and on the left an
/// exponential that goes over into a line.
#[derive(Clone, Debug, PartialEq)]
pub struct XIelu {
    alpha_p: f64,
    alpha_n: f64,
    beta: f64,
    zeros: Each<Zeros>,
}

/// Parameters are 0, or between this and one over it.
const LEAST: f64 = power(-20);

impl XIelu {
    /// With these coefficients, as they act: Hugging Face's are softplus(`alpha_p`) and
    /// `beta` + softplus(`alpha_n`) of what it learns, 0.8 to begin with, and its β is 0.5.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless αₚ and β are 0 or from 2^−20 to 2^20,
    /// and αₙ is from 2^−20 to 2^20 and at least β.
    pub fn new(alpha_p: f64, alpha_n: f64, beta: f64) -> Result<Self> {
        for (name, value) in [("alpha_p", alpha_p), ("alpha_n", alpha_n), ("beta", beta)] {
            let zero = value == 0.0 && name != "alpha_n";
            if !zero && !(LEAST..=1.0 / LEAST).contains(&value) {
                let or_zero = if name == "alpha_n" { "" } else { "0, or " };
                return Err(refused::<Self>(format!(
                    "{name} = {value}; expected {or_zero}a number from 2^-20 to 2^20"
                )));
            }
        }
        if alpha_n < beta {
            return Err(refused::<Self>(format!(
                "alpha_n = {alpha_n} is below beta = {beta}; expected a number of at least beta"
            )));
        }
        let zeros = Each::of([alpha_n, beta], |[alpha, beta], bits| Zeros::of(alpha, beta, bits));
        Ok(XIelu { alpha_p, alpha_n, beta, zeros })
    }

    #[inline(always)]
    fn coefficients<F: Float>(&self) -> [F; 3] {
        [self.alpha_p, self.alpha_n, self.beta].map(F::lit)
    }
}

impl Default for XIelu {
    fn default() -> Self {
        XIelu::new(0.8, 0.8, 0.5).expect("the defaults are within the limits")
    }
}

/// Where the left side goes through 0, for one working type.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Zeros {
    /// x₀ of the page, in three words.
    of_slope: [f64; 3],
    /// r of the page, in three words; 0 if there is none but that.
    of_value: [f64; 3],
    /// C of the page and f′(r), as pairs.
    there: [[f64; 2]; 2],
}

impl Zeros {
    /// With u = −x, in units of αₙ: the slope is e^−u − δ, the value e^−u − 1 + δu, δ = 1 − β/αₙ.
    fn of(alpha: f64, beta: f64, bits: usize) -> Self {
        if beta == 0.0 || beta == alpha {
            let there = [[alpha, 0.0], [beta, 0.0]];
            return Zeros { of_slope: [0.0; 3], of_value: [0.0; 3], there };
        }
        let ratio = beta / alpha;
        let delta = Fixed::ONE - Fixed::ratio(beta, alpha);
        let near_delta = (alpha - beta) / alpha;

        let start = if ratio < 0.5 { -libm::log1p(-ratio) } else { -libm::log(near_delta) };
        let of_slope = newton(start, |u| {
            let e = u.exp_of_minus();
            (e - delta, -near_delta)
        });

        // Of u/2 − u²/6 + u³/24 … = β/αₙ, or by the same steps in plain numbers from the right.
        let mut start = ratio * (2.0 + ratio * (4.0 / 3.0 + ratio * (10.0 / 9.0)));
        if ratio > 1.0 / 16.0 {
            start = 1.0 / near_delta;
            for _ in 0..64 {
                let e = libm::expm1(-start);
                start -= (e + near_delta * start) / (near_delta - 1.0 - e);
            }
        }
        let of_value = newton(start, |u| {
            let e = u.exp_of_minus();
            let slope = (delta - e).words(53);
            (e - Fixed::ONE + delta * u, slope[0] + slope[1])
        });
        let e = of_value.exp_of_minus();
        Zeros {
            of_slope: of_slope.words(bits).map(|word| -word),
            of_value: of_value.words(bits).map(|word| -word),
            there: [e, e - delta].map(|c| times(c.words(bits), alpha, bits)),
        }
    }
}

/// The zero of a function, from near it: `at` gives the value and, roughly, the slope.
fn newton(start: f64, at: impl Fn(Fixed) -> (Fixed, f64)) -> Fixed {
    let mut u = Fixed::of(start);
    // Each step doubles the digits, or adds about 50 bits to them.
    for _ in 0..7 {
        let (value, slope) = at(u);
        let value = value.words(53);
        let step = (value[0] + value[1]) / slope;
        let length = Fixed::of(step);
        u = if step < 0.0 { u + length } else { u - length };
    }
    u
}

/// The first two words of a number times another one, as a pair of words.
fn times([hi, lo, _]: [f64; 3], c: f64, bits: usize) -> [f64; 2] {
    if bits == 24 {
        let product = (hi + lo) * c;
        let rounded = f64::from(product as f32);
        [rounded, f64::from((product - rounded) as f32)]
    } else {
        let product = Double { hi, lo } * c;
        [product.hi, product.lo]
    }
}

impl Page for XIelu {
    const INFO: Info = Info {
        name: "xielu",
        aliases: &[],
        names: &[Name::of(HuggingFace, "xielu").noting(
            "a softplus makes the alphas here of its own, and its eps of -1e-6 leaves a step of \
             8e-7 at 0 that is not here",
        )],
        kind: Kind::Element,
        formula: "xielu(x) = alpha_p·x² + beta·x for x > 0, \
                  alpha_n·(e^x − 1 − x) + beta·x for x ≤ 0",
        derivative: "xielu′(x) = 2·alpha_p·x + beta for x > 0, alpha_n·(e^x − 1) + beta for x ≤ 0",
        origin: &[Reference {
            text: "A. H. Huang, I. Schlag, Deriving activation functions using integration (2024)",
            url: "https://arxiv.org/abs/2411.13010",
        }],
        good: "its slope, not its value, is an activation function of its own; both sides learn \
               how steep they are, and language models trained with it keep up with SwiGLU ones",
        bad: "grows with the square of its input, so that half precision overflows early",
        hard: "e^x − 1 − x as written loses all digits below 0; and value and slope go through 0 \
               at places that the parameters decide",
        parameters: &[
            Parameter {
                name: "alpha_p",
                aliases: &["alpha_p_init"],
                default: Some("0.8"),
                meaning: "the coefficient of x² on the right: 0, or from 2^-20 to 2^20",
            },
            Parameter {
                name: "alpha_n",
                aliases: &["alpha_n_init"],
                default: Some("0.8"),
                meaning: "the coefficient of e^x − 1 − x on the left, from 2^-20 to 2^20 and at \
                          least beta",
            },
            Parameter {
                name: "beta",
                aliases: &[],
                default: Some("0.5"),
                meaning: "the slope at 0: 0, or from 2^-20 to 2^20; above 0, the left side falls \
                          below 0 and comes back",
            },
        ],
        settings: &["1, 1, 0", "0, 3, 3", "2, 0.503, 0.5", "0.1, 20, 0.01"],
        range: (-0.205_751_224_096_482_12, f64::INFINITY),
        monotone: false,
        kinks: &[0.0],
        landmarks: &[
            -0.980_829_253_011_726_2,
            -2.432_484_276_931_448,
            -1.216_242_138_465_724,
            -3.432_484_276_931_448,
            -5.121_977_881_431_628,
            -167.666_666_666_666_52,
            -0.000_500_125_041_682_297_9,
            -0.001_000_333_472_285_215,
            -1.0,
            -0.5,
            -36.0,
            -110.0,
            -745.2,
            power(-45),
            power(-100),
            power(-530),
            1e-30,
            1.0,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let alpha_p = arguments.number("alpha_p", 0.8)?;
        let alpha_n = arguments.number("alpha_n", 0.8)?;
        XIelu::new(alpha_p, alpha_n, arguments.number("beta", 0.5)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        let given = [("alpha_p", self.alpha_p), ("alpha_n", self.alpha_n), ("beta", self.beta)];
        given.map(|(name, value)| (name, Argument::Number(value))).into()
    }
}

impl Elementwise for XIelu {
    fn definition<N: Real>(&self, x: N) -> N {
        let [alpha_p, alpha_n, beta] = [self.alpha_p, self.alpha_n, self.beta].map(N::parameter);
        let left = alpha_n * (x.exp() - N::from(1.0) - x);
        x.if_above(N::from(0.0), alpha_p * x * x, left) + beta * x
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let [alpha_p, alpha_n, beta]: [F; 3] = self.coefficients();
        let Zeros { of_value, there, .. } = F::of(&self.zeros);
        let [one, half] = [1.0, 0.5].map(F::lit);
        let right = x.gt(F::ZERO);

        // Between the two zeros, what is nearer to 0 is seen from there.
        let from_zero = x.gt((F::lit(of_value[0]) * half).at_least(-one));
        let d = Double::select(from_zero, Double::exact(x), from_root(x, *of_value));
        let [c, first] = there.map(|[hi, lo]| Double { hi: F::lit(hi), lo: F::lit(lo) });
        let steep = Double::select(from_zero, Double::exact(alpha_n), c);
        let first = Double::select(from_zero, Double::exact(beta), first);
        let curve = first + steep * d * phi2(d);
        let line = Double::two_product(alpha_p, x) + beta;
        let factor = Double::select(right, line, curve);

        // Held up where the product may be subnormal.
        let tiny = x.abs().lt(F::lit(power(-F::HOLD / 2)));
        let [up, down] = [F::HOLD, -F::HOLD].map(|k| F::lit(power(k)));
        let product = d.scaled(F::select(tiny, up, one)) * factor;
        let hi = product.hi * F::select(tiny, down, one);
        let lo = F::select(tiny, (product.hi - hi * up) + product.lo, product.lo);
        let near = Double { hi, lo };

        let kept = Double::two_sum(alpha_n, -beta);
        let e = exp(Double::exact(x)).value();
        let far = e * alpha_n - c - kept * d;
        let is_far = d.hi.lt(-one) | d.hi.gt(half);
        let value = Double::select(is_far & !right, far, near);

        // Where the products overflow, low words are no numbers.
        let rise = F::select(right, rising(alpha_p, x) + beta, -kept.hi);
        let plain = F::select(rise.eq(F::ZERO), F::ZERO, rise * x);
        let level = kept.hi.eq(F::ZERO) & x.eq(-F::INFINITY);
        let plain = F::select(level, -alpha_n, plain);
        let regular = plain.abs().lt(F::INFINITY) & x.abs().lt(F::INFINITY);
        let value = Double::select(regular, value, Double::exact(plain));

        // What is too small for the low word decides a tie in a narrower type: on the left, e^x far
        // out and the square beside 0, or the cube there if there is no β; on the right, the square.
        let tied = beta.gt(F::ZERO);
        let lost = !right | (tiny & tied & alpha_p.gt(F::ZERO));
        let side = F::lit(1e-30);
        let side = F::select(tied | !tiny, side, -side);
        let lo = F::select(value.lo.eq(F::ZERO) & lost, side, value.lo);
        Double::select(x.eq(F::ZERO), Double::exact(x), Double { hi: value.hi, lo })
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let [alpha_p, alpha_n, beta]: [F; 3] = self.coefficients();
        // Farther out e^x is nothing, and an infinite x would have no distance from the zero.
        let d = from_root(x.at_least(F::lit(-2.0 * F::WIDE)), F::of(&self.zeros).of_slope);
        let kept = Double::two_sum(alpha_n, -beta);
        let Parts { pair, exponent } = expm1_parts(d);
        let left = Parts { pair: pair * kept, exponent }.value();
        // Without a β, the zero is at 0 itself, where x may be subnormal; the slope is α·(x + x²/2).
        let Double { hi, lo } = Double::two_product(alpha_n, x);
        let lo = F::select(lo.eq(F::ZERO), hi * (F::lit(-power(-6)) / F::ROUNDER), lo);
        let tiny = beta.eq(F::ZERO) & x.gt(F::lit(-power(-60)));
        let left = Double::select(tiny, Double { hi, lo }, left);
        // With all of β, there is no zero.
        let level = exp_parts(Double::exact(x)).times(Factor::of(alpha_n)).value();
        let left = Double::select(kept.hi.eq(F::ZERO), level, left);

        let twice = alpha_p + alpha_p;
        let plain = rising(twice, x);
        let line = Double::two_product(twice, x);
        let line = Double::select(beta.eq(F::ZERO), line, line + beta);
        let bare = plain.eq(F::ZERO) | plain.eq(F::INFINITY);
        let line = Double::select(bare, Double::exact(plain + beta), line);
        Double::select(x.gt(F::ZERO), line, left)
    }
}

impl Learned for XIelu {
    const LEARNED: &'static [&'static str] = &["alpha_p", "alpha_n"];

    /// x² on the right and 0 elsewhere; e^x − 1 − x on the left and 0 elsewhere.
    #[inline(always)]
    fn slope_by<F: Float>(&self, which: usize, x: F, _: F) -> Double<F> {
        let right = x.gt(F::ZERO);
        let none = Double::exact(F::ZERO);
        if which == 0 {
            return Double::select(right, Double::exact(x * x), none);
        }
        let near = Double::exact(x * x) * phi2(Double::exact(x)).hi;
        let far = Double::exact(expm1(x).hi - x);
        Double::select(right, none, Double::select(x.gt(F::lit(-1.0)), near, far))
    }
}

/// `steep`·x, for an infinite x too.
#[inline(always)]
fn rising<F: Float>(steep: F, x: F) -> F {
    F::select(steep.eq(F::ZERO), F::ZERO, steep * x)
}
