//! A cell of the benchmark: what is computed, on how much, and where the result goes.

use std::fmt;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What one comparison is about. Its contenders get the same arrays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// The function, as ogive reads it: `gelu`, `softmax(-1)`. `copy` stands for the machine's limits.
    pub function: String,
    /// Its value or its gradient, and what that begins with.
    pub part: Part,
    /// The element type.
    pub dtype: Type,
    /// The shape of the array.
    pub shape: Vec<usize>,
    /// How many threads each contender has.
    pub threads: usize,
    /// Where the result goes.
    #[serde(default)]
    pub into: Destination,
}

/// The function whose cells hold the machine's limits.
pub const COPY: &str = "copy";

/// The value of a function or its gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The function itself.
    Value,
    /// The gradient by its input, for an incoming gradient.
    Gradient,
    /// The same, from the output that the forward pass left.
    GradientFromOutput,
}

/// An element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
    /// 16 bits, IEEE 754.
    F16,
    /// 16 bits with the exponent of `f32`.
    Bf16,
}

/// Where a result goes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum,
)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Destination {
    /// Into a new array, which the call makes.
    #[default]
    New,
    /// Into an array that is there.
    Given,
    /// Into the input's own memory.
    InPlace,
}

impl Part {
    /// Does it take an incoming gradient?
    pub fn is_gradient(self) -> bool {
        self != Part::Value
    }
}

impl Cell {
    /// The number of elements of the input.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Is it about rows, that is, a function over an axis?
    pub fn over_rows(&self) -> bool {
        self.shape.len() > 1
    }
}

impl Type {
    /// Bytes of an element.
    pub fn bytes(self) -> usize {
        match self {
            Type::F16 | Type::Bf16 => 2,
            Type::F32 => 4,
            Type::F64 => 8,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Part::Value => "value",
            Part::Gradient => "gradient",
            Part::GradientFromOutput => "gradient from output",
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::F16 => "f16",
            Type::Bf16 => "bf16",
        })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Destination::New => "new",
            Destination::Given => "given",
            Destination::InPlace => "in place",
        })
    }
}

/// A shape as it is read: `2^18` for a power of two, `4096×1000` for more axes than one.
pub fn shape_text(shape: &[usize]) -> String {
    match shape {
        [n] if n.is_power_of_two() => format!("2^{}", n.ilog2()),
        [n] if *n > 256 && (n - 1).is_power_of_two() => format!("2^{}+1", n.ilog2()),
        _ => shape.iter().map(usize::to_string).collect::<Vec<_>>().join("×"),
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Cell { function, part, dtype, shape, threads, into } = self;
        let s = if *threads == 1 { "" } else { "s" };
        write!(f, "{function} {part} {dtype} {}, {threads} thread{s}, {into}", shape_text(shape))
    }
}
