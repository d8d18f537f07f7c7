//! The gated functions, of two numbers: a page each, and their list.
//!
//! The first half of an array, or the first of two arrays, is `a`, the second `b`.

use ndarray::Axis;

use crate::book::chapter;

mod unit;

chapter! {
    gated glu(axis: Axis) -> Glu = Ok(Glu::new(axis.index() as isize));
    gated swiglu(axis: Axis) -> Swiglu = Ok(Swiglu::new(axis.index() as isize));
    gated swiglu_clamped(alpha: f64, limit: f64, axis: Axis) -> SwigluClamped =
        SwigluClamped::new(alpha, limit, axis.index() as isize);
    gated geglu(axis: Axis) -> Geglu = Ok(Geglu::new(axis.index() as isize));
    gated geglu_tanh(axis: Axis) -> GegluTanh = Ok(GegluTanh::new(axis.index() as isize));
    gated geglu_quick(axis: Axis) -> GegluQuick = Ok(GegluQuick::new(axis.index() as isize));
    gated reglu(axis: Axis) -> Reglu = Ok(Reglu::new(axis.index() as isize));
}
