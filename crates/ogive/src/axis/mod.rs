//! The functions over one axis: a page each, and their list.

use ndarray::Axis;

use crate::book::chapter;

chapter! {
    axis softmax(axis: Axis) -> Softmax = Ok(Softmax::new(axis.index() as isize));
    axis log_softmax(axis: Axis) -> LogSoftmax = Ok(LogSoftmax::new(axis.index() as isize));
}
