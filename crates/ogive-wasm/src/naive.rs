//! The textbook's formula as someone would write it down: each step rounded to the element type.

use half::{bf16, f16};
use ogive::number::graph::{Arithmetic, Graph};
use wasm_bindgen::prelude::*;

use crate::{Function, thrown};

/// Arithmetic in an element type: each operation is exact, or nearly so, and then rounded. So an error of the
/// formula is the formula's, and not that of some library's exponential.
///
/// Rounding twice, to `f64` and then to a type of less than half its digits, is rounding once, for all operations
/// but the elementary functions; those differ from the nearest number in one of some 2^28 cases.
struct Stepwise {
    round: fn(f64) -> f64,
}

impl Arithmetic for Stepwise {
    type Number = f64;
    fn constant(&self, c: f64) -> f64 {
        (self.round)(c)
    }
    fn parameter(&self, p: f64) -> f64 {
        (self.round)(p)
    }
    fn add(&self, a: &f64, b: &f64) -> f64 {
        (self.round)(a + b)
    }
    fn sub(&self, a: &f64, b: &f64) -> f64 {
        (self.round)(a - b)
    }
    fn mul(&self, a: &f64, b: &f64) -> f64 {
        (self.round)(a * b)
    }
    fn div(&self, a: &f64, b: &f64) -> f64 {
        (self.round)(a / b)
    }
    fn neg(&self, a: &f64) -> f64 {
        -a
    }
    fn exp(&self, a: &f64) -> f64 {
        (self.round)(libm::exp(*a))
    }
    fn ln(&self, a: &f64) -> f64 {
        (self.round)(libm::log(*a))
    }
    // ln(1 + a) as it stands there: 1 + a is rounded first, which is what the formula suffers from.
    fn tanh(&self, a: &f64) -> f64 {
        (self.round)(libm::tanh(*a))
    }
    fn sqrt(&self, a: &f64) -> f64 {
        (self.round)(libm::sqrt(*a))
    }
    fn erfc(&self, a: &f64) -> f64 {
        (self.round)(libm::erfc(*a))
    }
    fn sin(&self, a: &f64) -> f64 {
        (self.round)(libm::sin(*a))
    }
    fn pi(&self) -> f64 {
        (self.round)(std::f64::consts::PI)
    }
    fn above(&self, a: &f64, b: &f64) -> bool {
        a > b
    }
}

/// The formula of a function, in the arithmetic of an element type.
#[wasm_bindgen]
pub struct Naive {
    graph: Graph,
    arithmetic: Stepwise,
    length: usize,
}

#[wasm_bindgen]
impl Naive {
    /// The formula at one number or, for a function over an axis, over a row of `length` numbers, in `f32`, `f16`,
    /// `bf16` or `f64`.
    ///
    /// # Errors
    /// If the function has no formula of that kind, or the type is unknown.
    #[wasm_bindgen(constructor)]
    pub fn new(function: &Function, dtype: &str, length: usize) -> Result<Naive, JsError> {
        let arithmetic = arithmetic(dtype).map_err(thrown)?;
        // Its parameters, too, are those that the type computes with.
        let single = function.function.single().map_err(thrown)?;
        let function: &dyn ogive::Function =
            if dtype == "f64" { &*function.function } else { &*single };
        let one = function.definition();
        let by_row = one.is_none();
        let graph = one.or_else(|| function.definition_over(length));
        let graph = graph.ok_or_else(|| {
            thrown(format_args!("{function} is no formula of one number or of a row of {length}"))
        })?;
        Ok(Naive { graph, arithmetic, length: if by_row { length } else { 1 } })
    }

    /// The formula, operation for operation.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.graph.to_string()
    }

    /// The formula at each number.
    pub fn values(&self, x: &[f64]) -> Vec<f64> {
        x.iter()
            .map(|x| self.graph.evaluate(&self.arithmetic, &(self.arithmetic.round)(*x)))
            .collect()
    }

    /// Its derivative by the chain rule, in the same arithmetic.
    pub fn slopes(&self, x: &[f64]) -> Vec<f64> {
        let slope = |x: &f64| {
            self.graph.differentiate(&self.arithmetic, &(self.arithmetic.round)(*x)).slope
        };
        x.iter().map(slope).collect()
    }

    /// The formula over a row, which has to be as long as was said.
    ///
    /// # Errors
    /// If it is not.
    pub fn row(&self, row: &[f64]) -> Result<Vec<f64>, JsError> {
        if row.len() != self.length {
            let (given, expected) = (row.len(), self.length);
            return Err(thrown(format_args!(
                "a row of {given} numbers; expected the {expected} that the formula is of"
            )));
        }
        let rounded: Vec<f64> = row.iter().map(|x| (self.arithmetic.round)(*x)).collect();
        Ok(self.graph.evaluate_row(&self.arithmetic, &rounded))
    }
}

fn arithmetic(dtype: &str) -> Result<Stepwise, String> {
    let round: fn(f64) -> f64 = match dtype {
        "f64" => |x| x,
        "f32" => |x| f64::from(x as f32),
        "f16" => |x| f64::from(f16::from_f64(x)),
        "bf16" => |x| f64::from(bf16::from_f64(x)),
        other => return Err(format!("the type `{other}`; expected f32, f64, f16 or bf16")),
    };
    Ok(Stepwise { round })
}
