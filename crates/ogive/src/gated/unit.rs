//! What the gated linear units share: one of two numbers, times an activation of the other one.

use crate::math::power;
use crate::number::{Double, Float};
use crate::page::{Claim, Info, Keeps, Kind, Parameter};

/// The axis parameter, which every gated function has.
pub(super) const AXIS: Parameter = Parameter {
    name: "axis",
    aliases: &["dim"],
    default: Some("-1"),
    meaning: "the axis along which one array holds both halves, of even length; -1 is the last",
};

/// A number that an activation of another one gates, and the slopes of the product: the activation's
/// value and slope, times the number.
#[inline(always)]
pub(super) fn slopes<F: Float>(value: Double<F>, slope: Double<F>, gated: F) -> [Double<F>; 2] {
    [product(slope, gated), factor(value)]
}

/// A value as a factor. Where an activation is next to 0, its low word may tell its side of a tie and
/// no more; what a product needs is then in the high word alone.
#[inline(always)]
pub(super) fn factor<F: Float>(pair: Double<F>) -> Double<F> {
    let magnitude = pair.hi.abs();
    let told = pair.lo.abs().gt(magnitude * F::lit(power(-20)));
    let tiny = magnitude.lt(F::lit(F::SMALLEST * power(40)));
    Double { hi: pair.hi, lo: F::select(told | tiny, F::lit(-0.0), pair.lo) }
}

/// The pair times the number.
#[inline(always)]
pub(super) fn product<F: Float>(pair: Double<F>, number: F) -> Double<F> {
    factor(pair).times(number)
}

/// What their pages have in common, to be filled in.
pub(super) const GATED: Info = Info {
    name: "",
    aliases: &[],
    names: &[],
    kind: Kind::Gated,
    formula: "",
    derivative: "",
    origin: &[],
    good: "",
    bad: "",
    hard: "",
    parameters: &[AXIS],
    settings: &[],
    range: (f64::NEG_INFINITY, f64::INFINITY),
    monotone: false,
    kinks: &[],
    landmarks: &[],
    claim: Claim { value: 1.05, slope: Some(1.05) },
    keeps: Keeps::Input,
};

/// The page of a linear unit: its struct, its head, which of its numbers `a` and `b` is the gate, and the
/// activation that makes it one; and whether its results are [`SHORT`](crate::page::Gated::SHORT).
macro_rules! linear_unit {
    ($(#[$what:meta])* $page:ident = $info:expr, gate $gate:ident by $activation:ident $(, short: $short:expr)?) => {
        use $crate::arguments::{Argument, Arguments};
        use $crate::error::Result;
        use $crate::number::{Double, Float, Real};
        use $crate::page::{Elementwise, Gated, Info, Page};

        $(#[$what])*
        ///
        /// The first half of the axis, or the first array, is a.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $page {
            axis: isize,
        }

        impl $page {
            /// Over the halves of this axis; −1 is the last. That the array has it, and that its length
            /// is even, is checked when it is applied.
            pub fn new(axis: isize) -> Self {
                $page { axis }
            }
        }

        impl Default for $page {
            fn default() -> Self {
                $page::new(-1)
            }
        }

        impl Page for $page {
            const INFO: Info = $info;

            fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
                Ok($page::new(arguments.axis_or("axis", -1)?))
            }

            fn arguments(&self) -> Vec<(&'static str, Argument)> {
                vec![("axis", Argument::Integer(self.axis as i128))]
            }
        }

        impl Gated for $page {
            $(const SHORT: bool = $short;)?
            const LOOKS_UP: bool = <$activation as Elementwise>::LOOKS_UP;

            fn axis(&self) -> isize {
                self.axis
            }

            fn definition<N: Real>(&self, a: N, b: N) -> N {
                let [gate, gated] = $crate::gated::unit::gate_first!($gate [a, b]);
                gated * Elementwise::definition(&$activation::default(), gate)
            }

            #[inline(always)]
            fn value<F: Float>(&self, a: F, b: F) -> Double<F> {
                let [gate, gated] = $crate::gated::unit::gate_first!($gate [a, b]);
                $crate::gated::unit::product(Elementwise::value(&$activation::default(), gate), gated)
            }

            #[inline(always)]
            fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2] {
                let [gate, gated] = $crate::gated::unit::gate_first!($gate [a, b]);
                let (value, slope) =
                    (Elementwise::value(&$activation::default(), gate), Elementwise::slope(&$activation::default(), gate));
                let by = $crate::gated::unit::slopes(value, slope, gated);
                $crate::gated::unit::gate_first!($gate by)
            }
        }
    };
}
pub(super) use linear_unit;

/// Of two, for a and b, that of the gate first; and the other way round, which is the same.
macro_rules! gate_first {
    (a $both:expr) => {
        $both
    };
    (b $both:expr) => {{
        let [a, b] = $both;
        [b, a]
    }};
}
pub(super) use gate_first;
