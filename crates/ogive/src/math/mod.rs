//! The appendices of the book: elementary functions in the working number, each accurate to
//! far more than one word, and each with the program that produced its coefficients.

pub mod circle;
pub mod exp;
pub(crate) mod fixed;
pub mod gate;
pub mod interval;
pub mod log;
pub mod normal;
pub mod roots;
pub mod table;

pub use circle::{HalfTurns, sine_squared};
pub(crate) use exp::power;
pub use exp::{
    Exp, Factor, Held, Parts, Quotient, Terms, exp, exp_below_zero, exp_in_parts, exp_parts,
    exp_quotient, expm1, expm1_below_zero, expm1_parts, half_tanh, logistic, phi2, share, within,
};
pub use log::{LOG1P_EXP_TO, log1mexp, log1p, log1p_exp, log1p_exp_parts, log1p_of_pair};
pub use normal::{excess, let_down, one_plus, upper, upper_of_pair};
pub(crate) use roots::from_root;
