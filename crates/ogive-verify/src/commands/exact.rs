use anyhow::{Context, Result};
use clap::Args;
use ogive::kernel::Run;
use ogive_verify::cases::{Kernel, Part, Type};
use ogive_verify::oracle::{Format, Oracle};
use ogive_verify::with_type;
use serde::Serialize;

/// The exact results at some inputs.
#[derive(Args)]
pub struct Exact {
    /// The function, as `leaky_relu(0.04)`.
    function: String,
    /// The inputs.
    #[arg(required = true, allow_negative_numbers = true)]
    inputs: Vec<f64>,
    /// The element type.
    #[arg(long, default_value = "f32")]
    dtype: Type,
    /// Print one JSON document: for each input x, and for its value and its slope, `exact` (in decimal),
    /// `nearest` (the number of the type) and `ogive`; exact and nearest are null where nothing can be told.
    #[arg(long)]
    json: bool,
}

/// One input and what it gives.
#[derive(Serialize)]
struct At {
    x: f64,
    value: Found,
    slope: Found,
}

/// The exact result, it rounded to the type, and ogive's.
#[derive(Serialize)]
struct Found {
    exact: Option<String>,
    nearest: Option<f64>,
    ogive: f64,
    #[serde(skip)]
    error: f64,
}

impl Exact {
    pub fn run(self) -> Result<bool> {
        let function = crate::parsed(&self.function)?;
        let all = with_type!(self.dtype, E => look::<E>(&*function, &self.inputs))?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(true);
        }
        println!("{function} in {}", self.dtype);
        for at in all {
            println!("at {}", at.x);
            for (name, found) in [("value", at.value), ("slope", at.slope)] {
                let Found { exact, nearest, ogive, error } = found;
                match (exact, nearest) {
                    (Some(exact), Some(nearest)) => {
                        println!("  {name}: exactly {exact}, rounded {nearest:e}");
                        println!("         ogive {ogive:e}, {error:.4} ulp");
                    }
                    _ => println!("  {name}: the oracle cannot tell; ogive {ogive:e}"),
                }
            }
        }
        Ok(true)
    }
}

fn look<E: Format>(function: &dyn ogive::Function, inputs: &[f64]) -> Result<Vec<At>> {
    let oracle = Oracle::new::<E>(function).context("it has no definition at one element")?;
    let run = Run::active()?;
    let narrow = |x: f64| E::narrow(ogive::number::Float::lit(x), E::Word::default());
    let found = |part, x: E| {
        let mut y = [E::default()];
        Kernel { function, part, run }.apply(&[x], &[narrow(1.0)], &mut y);
        let ogive = y[0].wide();
        let exact = x.wide().is_finite().then(|| oracle.at::<E>(part, x.wide()));
        match exact {
            Some(Ok(exact)) => Found {
                exact: Some(exact.interval.low.to_string_radix(10, Some(30))),
                nearest: Some(exact.nearest),
                ogive,
                error: exact.error(ogive),
            },
            _ => Found { exact: None, nearest: None, ogive, error: f64::NAN },
        }
    };
    let at = |x: &f64| {
        let x = narrow(*x);
        At { x: x.wide(), value: found(Part::Value, x), slope: found(Part::Slope, x) }
    };
    Ok(inputs.iter().map(at).collect())
}
