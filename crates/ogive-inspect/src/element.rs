//! The element types that are read, and what they are computed in.

use half::{bf16, f16};
use ndarray::{ArrayViewD, CowArray, IxDyn};
use ogive::function::Supported;

/// An element type: `f16`, `bf16`, `f32` or `f64`.
///
/// Half precision is widened to `f32` before the function is applied, so that what is reported is
/// the function's slope and not that slope rounded: in `f16`, the slope of a sigmoid at −20 would
/// round to 0, and a unit would look dead that is only saturated.
pub trait Element: Copy + Send + Sync + sealed::Sealed + 'static {
    /// What it is computed in.
    #[doc(hidden)]
    type Working: Working;
    /// Its name: `"f16"`, `"bf16"`, `"f32"` or `"f64"`.
    const NAME: &'static str;
    /// The elements in the working type.
    #[doc(hidden)]
    fn widen(view: ArrayViewD<'_, Self>) -> CowArray<'_, Self::Working, IxDyn>;
}

/// A type that slopes are computed in.
#[doc(hidden)]
pub trait Working: Supported + Into<f64> {
    /// One.
    const ONE: Self;
    /// Is the square of every number exact in `f64`?
    const EXACT_SQUARES: bool;
}

impl Working for f32 {
    const ONE: f32 = 1.0;
    const EXACT_SQUARES: bool = true;
}

impl Working for f64 {
    const ONE: f64 = 1.0;
    const EXACT_SQUARES: bool = false;
}

macro_rules! element {
    ($type:ident, $working:ident, $view:ident => $widened:expr) => {
        impl sealed::Sealed for $type {}
        impl Element for $type {
            type Working = $working;
            const NAME: &'static str = stringify!($type);
            fn widen($view: ArrayViewD<'_, Self>) -> CowArray<'_, $working, IxDyn> {
                $widened
            }
        }
    };
}
element!(f16, f32, view => view.mapv(f32::from).into());
element!(bf16, f32, view => view.mapv(f32::from).into());
element!(f32, f32, view => view.into());
element!(f64, f64, view => view.into());

mod sealed {
    pub trait Sealed {}
}
