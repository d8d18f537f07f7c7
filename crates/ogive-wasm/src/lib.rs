//! The library as a WebAssembly module.
//!
//! No function is named here: one comes from its text, as people write it, and what is known of all of them is
//! [`book()`]. Arrays cross the border as slices, which wasm-bindgen copies; the typed module around this one
//! (`web/package`) is what JavaScript programs see.

mod book;
mod function;
mod naive;

pub use book::{book, describe};
pub use function::Function;
pub use naive::Naive;

use ogive::kernel::{Isa, Run};
use wasm_bindgen::prelude::*;

/// An error as JavaScript has it.
fn thrown(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

/// On the widest instruction set that the module was built for.
fn run() -> Run {
    Run::on(isa())
}

fn isa() -> Isa {
    Isa::available().last().unwrap_or(Isa::Scalar)
}

/// The instruction set that the kernels run on: `simd128` or `scalar`.
#[wasm_bindgen]
pub fn instruction_set() -> String {
    isa().to_string()
}
