use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, as mathematics has it: what the `definition` of a page is written over.
///
/// `f64` implements it (a quick, rounded evaluation) and so does [`graph::Expr`], which
/// records the formula for an oracle of any precision.
///
/// [`graph::Expr`]: super::graph::Expr
pub trait Real:
    Copy
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A parameter of the function. An oracle rounds it to the computing type first, as the
    /// kernels do; a constant of the formula, made with `from`, stays as it is.
    fn parameter(value: f64) -> Self {
        Self::from(value)
    }
    /// e to the power of `self`.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The complementary error function, 2/√π · ∫ e^(−t²) dt from `self` to ∞.
    fn erfc(self) -> Self;
    /// The sine, of an angle in radians.
    fn sin(self) -> Self;
    /// The circle's circumference over its diameter.
    fn pi() -> Self;
    /// `then` where `self > than`, `otherwise` elsewhere. At a kink the slope is that of
    /// the branch which the comparison picks.
    fn if_above(self, than: Self, then: Self, otherwise: Self) -> Self;

    /// The absolute value; at 0 its slope is −1.
    fn abs(self) -> Self {
        self.if_above(Self::from(0.0), self, -self)
    }
    /// The square.
    fn square(self) -> Self {
        self * self
    }
}

impl Real for f64 {
    fn exp(self) -> Self {
        f64::exp(self)
    }
    fn ln(self) -> Self {
        f64::ln(self)
    }
    fn tanh(self) -> Self {
        f64::tanh(self)
    }
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    fn erfc(self) -> Self {
        libm::erfc(self)
    }
    fn sin(self) -> Self {
        f64::sin(self)
    }
    fn pi() -> Self {
        std::f64::consts::PI
    }
    fn if_above(self, than: Self, then: Self, otherwise: Self) -> Self {
        if self > than { then } else { otherwise }
    }
}
