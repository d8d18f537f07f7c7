//! Proofs that ogive's results are within the errors it claims, and the same bits everywhere.

pub mod cases;
pub mod digest;
#[cfg(all(feature = "mpfr", feature = "program"))]
pub mod driver;
#[cfg(feature = "mpfr")]
pub mod exact;
pub mod inputs;
#[cfg(feature = "mpfr")]
pub mod interval;
#[cfg(feature = "mpfr")]
pub mod oracle;
#[cfg(feature = "program")]
pub mod peers;
#[cfg(all(feature = "mpfr", feature = "program"))]
pub mod proof;
#[cfg(feature = "program")]
pub mod record;
#[cfg(all(feature = "mpfr", feature = "program"))]
pub mod rows;
#[cfg(feature = "mpfr")]
pub mod sweep;
#[cfg(feature = "program")]
pub mod table;
#[cfg(feature = "mpfr")]
pub mod tally;
