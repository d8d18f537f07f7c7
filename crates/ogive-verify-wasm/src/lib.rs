//! The digests of `ogive-verify` as a WebAssembly module, for `digest.mjs` to run.
//!
//! Only numbers cross the border. What is text is left in the module's memory: a function that
//! makes one returns its length, and [`ogive_text`] says where it lies until the next one is made.

use std::sync::{Mutex, OnceLock};

use ogive::kernel::Isa;
use ogive_verify::digest::{Case, cases};

static TEXT: Mutex<String> = Mutex::new(String::new());

fn leave(text: String) -> usize {
    let length = text.len();
    *TEXT.lock().expect("nothing panics that holds it") = text;
    length
}

/// All cases, made once.
fn all() -> &'static [Case] {
    static ALL: OnceLock<Vec<Case>> = OnceLock::new();
    ALL.get_or_init(cases)
}

fn case(index: usize) -> &'static Case {
    &all()[index]
}

fn isa(index: usize) -> Isa {
    Isa::available().nth(index).expect("the caller has asked how many there are")
}

// SAFETY of the attributes below: nothing else that is linked has names that begin with `ogive_`.

/// Where the last text begins.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_text() -> *const u8 {
    TEXT.lock().expect("nothing panics that holds it").as_ptr()
}

/// How many instruction sets the module was built for.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_isas() -> usize {
    Isa::available().count()
}

/// Leaves the name of an instruction set.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_isa(index: usize) -> usize {
    leave(isa(index).to_string())
}

/// How many digests there are.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_cases() -> usize {
    all().len()
}

/// Leaves the key of a digest.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_key(index: usize) -> usize {
    leave(case(index).key())
}

/// Is it one of those that stand for all where time is short? 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_is_quick(index: usize) -> usize {
    usize::from(case(index).is_quick())
}

/// Computes a digest on an instruction set, and leaves it.
#[unsafe(no_mangle)]
pub extern "C" fn ogive_digest(isa_index: usize, index: usize) -> usize {
    leave(case(index).digest(isa(isa_index)))
}
