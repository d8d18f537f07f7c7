use anyhow::{Context, Result};
use clap::Args;
use ogive::kernel::Run;
use ogive_verify::cases::{Kernel, Part, Type};
use ogive_verify::oracle::{Format, Oracle};
use ogive_verify::with_type;

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
}

impl Exact {
    pub fn run(self) -> Result<bool> {
        let function = crate::parsed(&self.function)?;
        println!("{function} in {}", self.dtype);
        with_type!(self.dtype, E => show::<E>(&*function, &self.inputs))?;
        Ok(true)
    }
}

fn show<E: Format>(function: &dyn ogive::Function, inputs: &[f64]) -> Result<()> {
    let oracle = Oracle::new::<E>(function).context("it has no definition at one element")?;
    for x in inputs {
        let narrow = |x: f64| E::narrow(ogive::number::Float::lit(x), E::Word::default());
        let x: E = narrow(*x);
        println!("at {}", x.wide());
        for part in Part::ALL {
            let mut y = [E::default()];
            let kernel = Kernel { function, part, run: Run::active()? };
            kernel.apply(&[x], &[narrow(1.0)], &mut y);
            let y = y[0].wide();
            match oracle.at::<E>(part, x.wide()) {
                Ok(exact) => {
                    let digits = exact.interval.low.to_string_radix(10, Some(30));
                    let error = exact.error(y);
                    println!("  {part}: exactly {digits}, rounded {:e}", exact.nearest);
                    println!("  {}  ogive {y:e}, {error:.4} ulp", " ".repeat(part.name().len()));
                }
                Err(_) => println!("  {part}: the oracle cannot tell; ogive {y:e}"),
            }
        }
    }
    Ok(())
}
