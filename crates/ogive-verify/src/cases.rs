//! What there is to verify: every function of the book, at its defaults and at the settings that
//! its page names, its value and its slope, in each element type.

use std::fmt;
use std::str::FromStr;

use ndarray::{ArrayView1, ArrayViewMut1};
use ogive::function::Supported;
use ogive::kernel::Run;
use ogive::number::Float;
use ogive::page::Kind;
use ogive::{BOOK, Function};
use serde::{Deserialize, Serialize};

/// What of a function is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What the forward pass gives.
    Value,
    /// What the backward pass gives for an incoming gradient of ones; over an axis, for one of
    /// scores.
    Slope,
}

impl Part {
    /// Both of them.
    pub const ALL: [Part; 2] = [Part::Value, Part::Slope];

    /// `"value"` or `"slope"`.
    pub fn name(self) -> &'static str {
        match self {
            Part::Value => "value",
            Part::Slope => "slope",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Part {
    type Err = String;
    fn from_str(name: &str) -> Result<Part, String> {
        let known = Part::ALL.into_iter().find(|part| part.name() == name);
        known.ok_or_else(|| format!("`{name}` is not a part; expected value or slope"))
    }
}

/// An element type, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Type {
    F32,
    F64,
    F16,
    Bf16,
}

impl Type {
    /// All of them.
    pub const ALL: [Type; 4] = [Type::F32, Type::F64, Type::F16, Type::Bf16];

    /// `"f32"` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::F16 => "f16",
            Type::Bf16 => "bf16",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Type {
    type Err = String;
    fn from_str(name: &str) -> Result<Type, String> {
        let known = Type::ALL.into_iter().find(|dtype| dtype.name() == name);
        known.ok_or_else(|| {
            format!("`{name}` is not an element type; expected f32, f64, f16 or bf16")
        })
    }
}

/// Runs the same lines for the element type that a [`Type`] names.
#[macro_export]
macro_rules! with_type {
    ($dtype:expr, $element:ident => $body:expr) => {
        match $dtype {
            $crate::cases::Type::F32 => {
                type $element = f32;
                $body
            }
            $crate::cases::Type::F64 => {
                type $element = f64;
                $body
            }
            $crate::cases::Type::F16 => {
                type $element = half::f16;
                $body
            }
            $crate::cases::Type::Bf16 => {
                type $element = half::bf16;
                $body
            }
        }
    };
}

/// The functions of one kind that have a formula to be judged by: each at its defaults, then at the
/// settings that its page names. A function over an axis is taken over the last one.
pub fn functions(kind: Kind) -> Vec<Box<dyn Function>> {
    let entries = BOOK.iter().filter(|entry| entry.info.kind == kind);
    let all = entries.flat_map(|entry| entry.examples(-1));
    all.filter(|f| f.definition().is_some() || f.definition_over(2).is_some()).collect()
}

/// One part of a function of one number, as a kernel over slices.
#[derive(Clone, Copy)]
pub struct Kernel<'a> {
    /// The function.
    pub function: &'a dyn Function,
    /// The part of it.
    pub part: Part,
    /// How to run it.
    pub run: Run,
}

impl Kernel<'_> {
    /// The part at each element of `x`, into `y`. `ones` is as long and full of ones.
    ///
    /// # Panics
    /// If the lengths differ, or the function does not take one number at a time.
    pub fn apply<E: Supported>(&self, x: &[E], ones: &[E], y: &mut [E]) {
        let (x, y) = (ArrayView1::from(x).into_dyn(), ArrayViewMut1::from(y).into_dyn());
        let typed = self.function.typed::<E>();
        let done = match self.part {
            Part::Value => typed.run_forward(self.run, x, y),
            Part::Slope => typed.run_backward(self.run, x, ArrayView1::from(ones).into_dyn(), y),
        };
        done.expect("an element-wise function takes every shape");
    }
}

/// A function's part over one block after another, with buffers that are made once.
pub struct Blocks<'a, E> {
    kernel: Kernel<'a>,
    ones: Vec<E>,
    out: Vec<E>,
}

impl<'a, E: Supported> Blocks<'a, E> {
    /// For blocks of at most `length` elements.
    pub fn new(kernel: Kernel<'a>, length: usize) -> Self {
        let one = E::narrow(Float::lit(1.0), E::Word::default());
        Blocks { kernel, ones: vec![one; length], out: vec![E::default(); length] }
    }

    /// The part at each element of `x`.
    pub fn apply(&mut self, x: &[E]) -> &[E] {
        self.kernel.apply(x, &self.ones[..x.len()], &mut self.out[..x.len()]);
        &self.out[..x.len()]
    }
}
