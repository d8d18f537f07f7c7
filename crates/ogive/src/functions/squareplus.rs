//! # Squareplus
//!
//! squareplus(x) = (x + √(x² + b)) / 2, squareplus′(x) = (1 + x/√(x² + b)) / 2
//!
//! Computed for |x|: with r = √(x² + b) and t = |x| + r, on the right the value is t/2 and the slope
//! t/(2r); on the left, where x + r cancels, they are b/(2t) and b/(2rt). Where x² or b is far from
//! 1, x is scaled by a power of two and b by its square first.

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::math::power;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras};
use crate::page::{
    Claim, Elementwise, Info, Keeps, Kind, Name, Page, Parameter, Reference, finite, refused,
};

/// Squareplus, (x + √(x² + b)) / 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Squareplus {
    b: f64,
}

impl Squareplus {
    /// With this bend; JAX's default is 4.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is finite and not below 0.
    pub fn new(b: f64) -> Result<Self> {
        let b = finite::<Self>("b", b)?;
        if b < 0.0 {
            return Err(refused::<Self>(format!("b = {b}; expected 0 or above")));
        }
        Ok(Squareplus { b })
    }

    #[inline(always)]
    fn scaled<F: Float>(self, x: F) -> Scaled<F> {
        let b = F::lit(self.b);
        let magnitude = x.abs();
        let size = magnitude.at_least(b.sqrt());
        let far = size.gt(F::lit(power(F::HOLD * 5 / 8)));
        let near = size.lt(F::lit(power(-(F::HOLD * 5 / 8))));
        let scale = pick(far, near, -(F::HOLD * 5 / 4), F::HOLD * 3 / 2);
        let x = magnitude * scale;
        let square = Double::two_product(x, x) + b * scale * scale;
        let root = square.hi.sqrt();
        let rest = (root.fma(-root, square.hi) + square.lo) / (root + root);
        let root = Double::fast_two_sum(root, rest);
        Scaled {
            root,
            sum: root + x,
            back: pick(far, near, F::HOLD * 5 / 4, -(F::HOLD * 3 / 2)),
            curved: magnitude.lt(F::INFINITY) & b.gt(F::ZERO),
            far,
            near,
        }
    }

    /// A power of two that lifts a small b, and its inverse; 1 where the mask holds.
    #[inline(always)]
    fn lift<F: Float>(self, not: F::Mask) -> [F; 2] {
        let small = F::lit(self.b).lt(F::lit(power(-(F::HOLD / 4)))) & !not;
        [F::HOLD, -F::HOLD].map(
            #[inline(always)]
            |k| F::select(small, F::lit(power(k)), F::lit(1.0)),
        )
    }
}

/// A power of two: one where x and b are far out, another where they are near 0, 1 elsewhere.
#[inline(always)]
fn pick<F: Float>(far: F::Mask, near: F::Mask, at_far: i32, at_near: i32) -> F {
    let near_or_one = F::select(near, F::lit(power(at_near)), F::lit(1.0));
    F::select(far, F::lit(power(at_far)), near_or_one)
}

/// r and t of the page, times a power of two s.
struct Scaled<F: Float> {
    root: Double<F>,
    sum: Double<F>,
    /// 1/s.
    back: F,
    /// Is there a bend at all, and x finite?
    curved: F::Mask,
    far: F::Mask,
    near: F::Mask,
}

impl Default for Squareplus {
    fn default() -> Self {
        Squareplus { b: 4.0 }
    }
}

impl Page for Squareplus {
    const INFO: Info = Info {
        name: "squareplus",
        aliases: &[],
        names: &[Name::of(Jax, "squareplus"), Name::of(Keras, "squareplus")],
        kind: Kind::Element,
        formula: "squareplus(x) = (x + √(x² + b)) / 2",
        derivative: "squareplus′(x) = (1 + x/√(x² + b)) / 2",
        origin: &[Reference {
            text: "J. T. Barron, Squareplus: a softplus-like algebraic rectifier (2021)",
            url: "https://arxiv.org/abs/2112.11687",
        }],
        good: "smooth as softplus is, with no exponential and no logarithm",
        bad: "on the left it falls off as −b/(4x) only, far slower than softplus",
        hard: "x + √(x² + b) loses all digits on the left, and x² overflows for x in the middle of the numbers there are",
        parameters: &[Parameter {
            name: "b",
            aliases: &[],
            default: Some("4"),
            meaning: "the size of the bend at 0, a finite number, 0 or above; 0 is ReLU",
        }],
        settings: &["1", "0", "1e-8"],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0,
            1.0,
            1099511627776.0,
            4e19,
            9.223372e18,
            1.8e19,
            2.1359870359209e96,
            1.3e154,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        Squareplus::new(arguments.number("b", 4.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        vec![("b", Argument::Number(self.b))]
    }
}

impl Elementwise for Squareplus {
    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one, two] = [0.0, 1.0, 2.0].map(N::from);
        let b = N::parameter(self.b);
        // Without a bend it is ReLU, and the root has no slope at 0.
        let bend = b.if_above(zero, b, one);
        let curve = (x + (x.square() + bend).sqrt()) / two;
        b.if_above(zero, curve, x.if_above(zero, x, zero))
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let Scaled { sum, back, curved, far, near, .. } = self.scaled(x);
        let right = sum.scaled(F::lit(0.5)).scaled(back);
        // b is taken up and the quotient down, so that neither loses digits on the way.
        let [lift, unlift] = self.lift::<F>(near);
        let up = pick::<F>(far, near, -(F::HOLD * 5 / 8), F::HOLD * 3 / 2) * lift;
        let down = pick::<F>(far, near, -(F::HOLD * 5 / 8), 0) * unlift;
        let left = Double::exact(F::lit(self.b) * up) / sum.scaled(F::lit(2.0));
        let curve = Double::select(x.lt(F::ZERO), left.scaled(down), right);
        let straight = F::select(x.gt(F::ZERO), x, F::ZERO);
        Double::select(curved, curve, Double::exact(straight))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let Scaled { root, sum, curved, far, near, .. } = self.scaled(x);
        let twice = root.scaled(F::lit(2.0));
        let right = sum / twice;
        // As for the value.
        let [lift, unlift] = self.lift::<F>(far | near);
        let up = pick::<F>(far, near, -(F::HOLD * 5 / 8), F::HOLD * 3 / 2) * lift;
        let up_again = pick::<F>(far, near, 0, F::HOLD * 3 / 2);
        let down = pick::<F>(far, near, -(F::HOLD * 15 / 8), 0) * unlift;
        let left = Double::exact(F::lit(self.b) * up * up_again) / (twice * sum);
        // Taken down in one step, so that it is rounded once; far down the low word has no room left.
        let left = left.scaled(down);
        let roomy = left.hi.gt(F::lit(power(-F::HOLD)));
        let left = Double::select(roomy, left, Double::exact(left.hi));
        let curve = Double::select(x.lt(F::ZERO), left, right);
        let straight = F::select(x.gt(F::ZERO), F::lit(1.0), F::ZERO);
        Double::select(curved, curve, Double::exact(straight))
    }
}
