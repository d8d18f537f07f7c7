use std::io::{Read, Write};

use anyhow::{Context, Result, bail};
use clap::Args;
use ogive::Function;
use ogive_verify::cases::{Part, Type};
use ogive_verify::digest::BLOCK;
use ogive_verify::inputs::from_bits;
use ogive_verify::oracle::Format;
use ogive_verify::rows;
use ogive_verify::sweep::{self, Subject};
use ogive_verify::tally::{Rule, Tally};
use rayon::prelude::*;

/// Results from elsewhere, judged by the same oracle.
///
/// For a function of one number there is one result for each of the bit patterns 0, K, 2K and so
/// on; for one over an axis, one for each of the scores that `scores` writes.
#[derive(Args)]
pub struct Judge {
    /// The function, as `leaky_relu(0.04)`.
    function: String,
    /// Of its values, or of its slopes.
    #[arg(long, default_value = "value")]
    part: Part,
    /// The element type: f32, f16 or bf16.
    #[arg(long, default_value = "f32")]
    dtype: Type,
    /// There is a result for every so manieth bit pattern.
    #[arg(long, default_value_t = 1, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Rows of scores.
    #[command(flatten)]
    shape: Shape,
    /// One JSON object instead of a sentence.
    #[arg(long)]
    json: bool,
}

/// The shape of the scores that peers are compared on.
#[derive(Args, Clone, Copy)]
pub struct Shape {
    /// Rows.
    #[arg(long, default_value_t = 1000)]
    rows: usize,
    /// Scores in a row, at least one.
    #[arg(long, default_value_t = 1000, value_parser = at_least_one)]
    columns: usize,
    /// The deviation of the scores.
    #[arg(long, default_value_t = 10.0)]
    deviation: f64,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "expected a whole number from 1 on".into())
}

/// The scores that peers are compared on.
#[derive(Args)]
pub struct Scores {
    #[command(flatten)]
    shape: Shape,
}

impl Shape {
    /// The scores of this shape.
    fn scores(self) -> Result<Vec<f32>> {
        let Shape { rows, columns, deviation } = self;
        let most = 1 << 32;
        if rows.checked_mul(columns).is_none_or(|all| all > most) {
            bail!("{rows} rows of {columns} scores are too many; expected at most {most} scores");
        }
        Ok(rows::scores(rows, columns, deviation))
    }
}

impl Scores {
    pub fn run(self) -> Result<bool> {
        let scores = self.shape.scores()?;
        let mut out = std::io::stdout().lock();
        out.write_all(bytemuck::cast_slice(&scores)).context("cannot write the scores")?;
        Ok(true)
    }
}

impl Judge {
    pub fn run(self) -> Result<bool> {
        let function = crate::parsed(&self.function)?;
        let tally = match (self.dtype, function.definition().is_some()) {
            (Type::F32, false) => self.rows(&*function)?,
            (Type::F32, true) => self.singles(&*function)?,
            (Type::F16, true) => self.halves::<half::f16>(&*function)?,
            (Type::Bf16, true) => self.halves::<half::bf16>(&*function)?,
            (dtype, _) => bail!("results of {function} in {dtype} cannot be judged; expected f32"),
        };
        self.show(&*function, &tally);
        Ok(true)
    }

    fn show(&self, function: &dyn Function, tally: &Tally) {
        if self.json {
            let object = serde_json::json!({
                "function": function.to_string(),
                "part": self.part,
                "dtype": self.dtype,
                "inputs": tally.inputs,
                "worst": { "ulps": tally.worst, "at": tally.worst_at },
                "above_one": tally.above_one,
                "misrounded": tally.misrounded,
                "nan_faults": tally.nan.count,
                "zero_faults": tally.zero.count,
                "infinite_faults": tally.infinite.count,
                "range_faults": tally.range.count,
                "undecided": tally.undecided.count,
            });
            println!("{object}");
        } else {
            println!(
                "{function} {} {}: {} inputs, largest error {:.3} ulp at {:e}, {} above 1 ulp, {} not \
                 correctly rounded, {} faults of NaN, {} of infinity, {} of the sign of zero",
                self.part,
                self.dtype,
                tally.inputs,
                tally.worst,
                tally.worst_at.unwrap_or(f64::NAN),
                tally.above_one,
                tally.misrounded,
                tally.nan.count,
                tally.infinite.count,
                tally.zero.count
            );
        }
    }

    fn singles(&self, function: &dyn Function) -> Result<Tally> {
        let subject = Subject::new(function, self.part)?;
        let judge = |inputs: &[f32], results: &[f32]| {
            let rule = peer_rule::<f32>(function, self.part);
            let mut reference = subject.reference();
            let mut tally = Tally::default();
            for (x, y) in inputs.chunks(BLOCK).zip(results.chunks(BLOCK)) {
                sweep::judge(&mut tally, &rule, x, y, reference.at(x));
            }
            tally
        };
        self.stream(1 << 32, judge)
    }

    fn halves<E: Format>(&self, function: &dyn Function) -> Result<Tally> {
        self.stream(1 << 16, |inputs: &[E], results: &[E]| {
            let rule = peer_rule::<E>(function, self.part);
            let mut tally = Tally::default();
            inputs.iter().zip(results).for_each(|(x, y)| rule.judge(&mut tally, *x, *y));
            tally
        })
    }

    /// Reads results in stretches, and has each judged in pieces, over threads.
    fn stream<E: Format>(
        &self,
        patterns: u64,
        judge: impl Fn(&[E], &[E]) -> Tally + Sync,
    ) -> Result<Tally> {
        let mut left = patterns.div_ceil(self.every.into());
        let mut next = 0;
        let mut input = std::io::stdin().lock();
        let mut tally = Tally::default();
        while left > 0 {
            let length = left.min(1 << 20) as usize;
            let mut results = vec![E::default(); length];
            let bytes = bytemuck::cast_slice_mut(&mut results);
            input.read_exact(bytes).context("fewer results arrived than there are inputs")?;
            let inputs: Vec<E> =
                (0..length as u64).map(|i| from_bits(next + i * u64::from(self.every))).collect();
            let pieces = inputs.par_chunks(1 << 16).zip(results.par_chunks(1 << 16));
            let tallies: Vec<Tally> = pieces.map(|(x, y)| judge(x, y)).collect();
            tallies.iter().for_each(|piece| tally.merge(piece));
            next += length as u64 * u64::from(self.every);
            left -= length as u64;
        }
        nothing_more(&mut input)?;
        Ok(tally)
    }

    fn rows(&self, function: &dyn Function) -> Result<Tally> {
        let columns = self.shape.columns;
        let scores = self.shape.scores()?;
        let mut results = vec![0.0_f32; scores.len()];
        let mut input = std::io::stdin().lock();
        let bytes = bytemuck::cast_slice_mut(&mut results);
        input.read_exact(bytes).context("fewer results arrived than there are scores")?;
        nothing_more(&mut input)?;
        let pieces = scores.par_chunks(columns).zip(results.par_chunks(columns));
        let tallies: Vec<Tally> = pieces
            .map(|(x, y)| {
                let mut tally = Tally::default();
                rows::judge(&mut tally, function, x, y);
                tally
            })
            .collect();
        let mut tally = Tally::default();
        tallies.iter().for_each(|row| tally.merge(row));
        Ok(tally)
    }
}

fn peer_rule<E: Format>(function: &dyn Function, part: Part) -> Rule {
    let rule = Rule::new::<E>(function, part).expect("the caller has seen the definition");
    rule.without_claim()
}

fn nothing_more(input: &mut impl Read) -> Result<()> {
    if input.read(&mut [0]).context("cannot read the results")? > 0 {
        bail!("more results arrived than there are inputs");
    }
    Ok(())
}
