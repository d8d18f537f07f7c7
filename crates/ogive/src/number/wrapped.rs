/// Gives a number that wraps others of the type `inner` their coefficients.
macro_rules! wrapped {
    ([$($bounds:tt)*] $outer:ty, $inner:ty) => {
        impl<$($bounds)*> crate::math::exp::Coefficients for $outer {
            const TAIL: &'static [f64] = <$inner>::TAIL;
            const PHI2: &'static [f64] = <$inner>::PHI2;
            const PHI2_FIRST: [[f64; 2]; 2] = <$inner>::PHI2_FIRST;
            const LN_2: [f64; 2] = <$inner>::LN_2;
            const FLOOR: f64 = <$inner>::FLOOR;
            const SATURATED: f64 = <$inner>::SATURATED;
            const RAISE: i32 = <$inner>::RAISE;
            const TAIL_FROM: f64 = <$inner>::TAIL_FROM;
            const HOLD: i32 = <$inner>::HOLD;
            const TOP_OF_ALL: i32 = <$inner>::TOP_OF_ALL;
            const TOP_OF_OTHERS: i32 = <$inner>::TOP_OF_OTHERS;
            const WIDE: f64 = <$inner>::WIDE;
            const NEAR: f64 = <$inner>::NEAR;
            const FAR: f64 = <$inner>::FAR;
            const FULL: f64 = <$inner>::FULL;
        }

        impl<$($bounds)*> crate::math::log::Coefficients for $outer {
            const ATANH: &'static [f64] = <$inner>::ATANH;
            const ATANH_FAR: &'static [f64] = <$inner>::ATANH_FAR;
        }

        impl<$($bounds)*> crate::math::roots::Coefficients for $outer {
            const SILU: crate::math::roots::Zero = <$inner>::SILU;
            const MISH: crate::math::roots::Zero = <$inner>::MISH;
            const GELU_TANH: crate::math::roots::Zero = <$inner>::GELU_TANH;
            const TANHSHRINK: &'static [f64] = <$inner>::TANHSHRINK;
            const TANHSHRINK_FIRST: [[f64; 2]; 2] = <$inner>::TANHSHRINK_FIRST;
        }

        impl<$($bounds)*> crate::math::normal::Coefficients for $outer {
            const UPPER: crate::math::normal::Fit = <$inner>::UPPER;
            const EXCESS: crate::math::normal::Fit = <$inner>::EXCESS;
            const EXCESS_ROOT: [f64; 3] = <$inner>::EXCESS_ROOT;
            const DENSITY: [f64; 2] = <$inner>::DENSITY;
            const NORMAL_HOLD: i32 = <$inner>::NORMAL_HOLD;
            const UPPER_VANISHES: f64 = <$inner>::UPPER_VANISHES;
            const SMALLEST: f64 = <$inner>::SMALLEST;
            const NEXT_TO_LINEAR: f64 = <$inner>::NEXT_TO_LINEAR;
        }

        impl<$($bounds)*> crate::math::gate::Coefficients for $outer {
            const GATE: [f64; 2] = <$inner>::GATE;
            const GATE_CUBE: [f64; 2] = <$inner>::GATE_CUBE;
            const GATE_CLOSES: f64 = <$inner>::GATE_CLOSES;
        }

        impl<$($bounds)*> crate::math::circle::Coefficients for $outer {
            const SINE_SQUARED: &'static [f64] = <$inner>::SINE_SQUARED;
            const SINE_SQUARED_FIRST: [[f64; 2]; 3] = <$inner>::SINE_SQUARED_FIRST;
            const TAU_REST: f64 = <$inner>::TAU_REST;
            const DIGIT: i32 = <$inner>::DIGIT;
            const SMALL: i32 = <$inner>::SMALL;
        }

        impl<$($bounds)*> crate::math::table::Coefficients for $outer {
            const TANH: Option<&'static crate::math::table::Tanh> = <$inner>::TANH;
            const POWERS: Option<&'static crate::math::table::Powers> = <$inner>::POWERS;
            const ROOTS: Option<&'static crate::math::table::Roots> = <$inner>::ROOTS;
        }

        impl<$($bounds)*> crate::math::interval::Coefficients for $outer {
            const BY_INTERVAL: bool = <$inner>::BY_INTERVAL;
        }
    };
}
pub(crate) use wrapped;
