//! The functions over one axis: a page each. The one list of the book is [`crate::book`].

pub mod log_softmax;
pub mod softmax;
