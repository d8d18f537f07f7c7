//! The command `ogive`.
fn main() {}
