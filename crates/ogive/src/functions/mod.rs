//! The functions of one number: a page each. The one list of the book is [`crate::book`].

pub mod leaky_relu;
pub mod prelu;
pub mod relu;
pub mod rrelu;
pub mod sigmoid;
pub mod tanh;
