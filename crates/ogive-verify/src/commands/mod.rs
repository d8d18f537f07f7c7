//! The commands that need the oracle.

mod exact;
mod judge;
mod prove;
mod table;

pub use exact::Exact;
pub use judge::{Judge, Scores};
pub use prove::Prove;
pub use table::Table;
