//! The appendices of the book: elementary functions in the working number, each accurate to
//! far more than one word, and each with the program that produced its coefficients.

pub mod exp;
pub mod log;
pub mod normal;

pub(crate) use exp::power;
pub use exp::{Exp, exp, exp_held, expm1};
pub use log::log1p;
pub(crate) use normal::from_root;
pub use normal::{excess, upper};
