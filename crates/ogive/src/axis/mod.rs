//! The functions over one axis: a page each, and their list.

use ndarray::Axis;

use crate::book::chapter;

chapter! {
    axis softmax(axis: Axis) -> Softmax = Ok(Softmax::new(axis.index() as isize));
    axis log_softmax(axis: Axis) -> LogSoftmax = Ok(LogSoftmax::new(axis.index() as isize));
    composed softmin(axis: Axis) -> Softmin = Ok(Softmin::new(axis.index() as isize));
    composed quiet_softmax(axis: Axis) -> QuietSoftmax = Ok(QuietSoftmax::new(axis.index() as isize));
    composed softmax2d() -> Softmax2d = Ok(Softmax2d);
    composed logsumexp(axis: Axis) -> LogSumExp = Ok(LogSumExp::new(axis.index() as isize));
    composed gumbel_softmax(axis: Axis, temperature: f64, hard: bool, seed: u64) -> GumbelSoftmax =
        GumbelSoftmax::new(axis.index() as isize, temperature, hard, seed);
    composed hardmax(axis: Axis) -> Hardmax = Ok(Hardmax::new(axis.index() as isize));
    composed sparsemax(axis: Axis) -> Sparsemax = Ok(Sparsemax::new(axis.index() as isize));
}
