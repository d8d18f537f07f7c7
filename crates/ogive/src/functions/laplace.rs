//! # Laplace
//!
//! laplace(x) = ½(1 + erf((x − μ)/(σ√2))) = Φ(z), z = (x − μ)/σ; its slope is e^(−z²/2)/(σ√2π)
//!
//! Φ is the probability that a standard normal number is below z. z is a pair. On the left, where z
//! is negative, the value is Φ(−|z|) as [`upper_of_pair`] gives it, and on the right 1 − Φ(−|z|).
//!
//! σ is 2^−k times a number from 1 to 2. For the slope, 2^k goes into the exponent, e^(−z²/2 + k·ln 2),
//! so that nothing underflows or overflows before the result does.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::{exp, let_down, one_plus, power, upper_of_pair};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::HuggingFace;
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, finite, refused,
};

/// Laplace: the distribution function of a normal number, as a smooth step from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laplace {
    mu: f64,
    sigma: f64,
}

/// √½
const MU: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// √(1/(4π)) = 1/√π / 2
const SIGMA: f64 = 0.282_094_791_773_878_14;
/// Beyond this z, every result is 0 or 1 in every type.
const FAR: f64 = 64.0;

impl Laplace {
    /// With the middle of the step at `mu` and its width `sigma`; the defaults are √½ and √(1/(4π)).
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless `mu` is finite and `sigma` is between
    /// 10^−36 and 10^36.
    pub fn new(mu: f64, sigma: f64) -> Result<Self> {
        let mu = finite::<Self>("mu", mu)?;
        // A little beyond, for the parameter rounded to f32.
        match (9.99e-37..=1.001e36).contains(&sigma) {
            true => Ok(Laplace { mu, sigma }),
            false => Err(refused::<Self>(format!(
                "sigma = {sigma}; expected a number above 0, from 1e-36 to 1e36"
            ))),
        }
    }

    /// The k for which σ·2^k is from 1 to 2.
    #[inline(always)]
    fn k(&self) -> i32 {
        1023 - (self.sigma.to_bits() >> 52) as i32
    }

    /// (x − μ)/σ, or ±[`FAR`] beyond that, and σ·2^k.
    #[inline(always)]
    fn position<F: Float>(&self, x: F) -> (Double<F>, F) {
        let up = F::lit(power(self.k()));
        let sigma = F::lit(self.sigma) * up;
        let distance = Double::two_sum(x, F::lit(-self.mu)).scaled(up);
        let end = sigma * F::lit(FAR);
        let far = distance.hi.abs().gt(end);
        let end = Double::exact(end.copysign(distance.hi));
        (Double::select(far, end, distance) / Double::exact(sigma), sigma)
    }
}

impl Default for Laplace {
    fn default() -> Self {
        Laplace { mu: MU, sigma: SIGMA }
    }
}

impl Page for Laplace {
    const INFO: Info = Info {
        name: "laplace",
        aliases: &["laplace_activation"],
        names: &[Name::of(HuggingFace, "laplace").with("mu=0.707107, sigma=0.282095")],
        kind: Kind::Element,
        formula: "laplace(x) = ½·(1 + erf((x − mu)/(sigma·√2)))",
        derivative: "laplace′(x) = e^(−½·((x − mu)/sigma)²) / (sigma·√(2π))",
        origin: &[Reference {
            text: "X. Ma and others, Mega: Moving Average Equipped Gated Attention (2022)",
            url: "https://arxiv.org/abs/2209.10655",
        }],
        good: "near to relu(x)², for which it stands in attention without softmax, but bounded, with a \
               bounded slope",
        bad: "its slope dies on both sides faster than the sigmoid's; costly to compute",
        hard: "1 + erf loses all digits on the left; the rounding error of (x − mu)/sigma is felt \
               z² times over",
        parameters: &[
            Parameter {
                name: "mu",
                aliases: &["mean"],
                default: Some("0.7071067811865476"),
                meaning: "the middle of the step, any finite number; √½",
            },
            Parameter {
                name: "sigma",
                aliases: &["std"],
                default: Some("0.28209479177387814"),
                meaning: "the width of the step, from 1e-36 to 1e36; √(1/(4π))",
            },
        ],
        settings: &["0, 1", "0, 1e-30", "1000, 250"],
        range: (0.0, 1.0),
        // It rises, but so slowly beside 0 that rounding may make it fall by a unit.
        monotone: false,
        kinks: &[],
        // The middle; on the left, where e^(−z²/2) begins to be held up, the value becomes subnormal
        // and then 0, each in f32 and in f64; on the right, where it becomes 1, and what becomes
        // of the slope; mu ± 64·sigma.
        landmarks: &[
            0.0, MU, -2.8611, -9.8479, -2.9601, -9.8714, -3.2901, -10.1535, 2.2304, 3.0, 4.2754,
            4.4352, 4.7749, 11.2621, 11.3251, 11.597, -17.3469, 18.7611,
        ],
        claim: Claim { value: 0.86, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Laplace::new(arguments.number("mu", MU)?, arguments.number("sigma", SIGMA)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("mu", Argument::Number(self.mu)), ("sigma", Argument::Number(self.sigma))]
    }
}

impl Elementwise for Laplace {
    fn definition<N: Real>(&self, x: N) -> N {
        let [half, two] = [0.5, 2.0].map(N::from);
        let (mu, sigma) = (N::parameter(self.mu), N::parameter(self.sigma));
        half * (-((x - mu) / (sigma * two.sqrt()))).erfc()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let (z, _) = self.position(x);
        let left = z.hi.lt(F::ZERO);
        let tail = upper_of_pair(Double::select(left, -z, z));
        let_down(Double::select(left, tail, one_plus(-tail)))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let (z, sigma) = self.position(x);
        let [ln2, ln2_rest] = F::LN_2.map(F::lit);
        let k = F::lit(f64::from(self.k()));
        let shift = Double::two_product(k, ln2);
        let shift = Double { hi: shift.hi, lo: k.fma(ln2_rest, shift.lo) };
        let e = exp(z.square().scaled(F::lit(-0.5)) + shift);
        let [density, density_rest] = F::DENSITY.map(F::lit);
        let top = e.held * Double { hi: density, lo: density_rest };
        e.bring_down(top / Double::exact(sigma))
    }
}
