//! The command line of the proofs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use ogive::Function;
use ogive::kernel::{Isa, Run};
use ogive::page::Kind;
use ogive_verify::cases::{Type, functions};
use ogive_verify::digest::{self, Case, Line};

#[cfg(feature = "mpfr")]
mod commands;

/// Proofs that ogive's results are within the errors it claims, and the same bits everywhere.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    /// Threads; as many as the machine has cores by default.
    #[arg(long, global = true, value_name = "N")]
    jobs: Option<usize>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Proves the errors of functions: of all of them if none is named.
    ///
    /// f32: all 2^32 inputs; f16 and bf16: all 65,536; f64: a sample of more than 10^7; functions
    /// over an axis: rows of 1 to 131,072 scores. An interrupted proof goes on where it was.
    #[cfg(feature = "mpfr")]
    Prove(commands::Prove),
    /// Prints the exact value and slope, and ogive's, at some inputs.
    #[cfg(feature = "mpfr")]
    Exact(commands::Exact),
    /// Judges results from elsewhere, as raw little-endian numbers on standard input.
    #[cfg(feature = "mpfr")]
    Judge(commands::Judge),
    /// Writes the scores that `judge` expects the softmax of, as raw little-endian f32.
    #[cfg(feature = "mpfr")]
    Scores(commands::Scores),
    /// Checks the committed results against the claims, and writes docs/accuracy.md from them.
    #[cfg(feature = "mpfr")]
    Table(commands::Table),
    /// Computes the digests of all functions over the samples, and compares them with the
    /// committed ones.
    Digest(Digest),
}

#[derive(clap::Args)]
struct Digest {
    /// Only these functions.
    #[arg(value_name = "FUNCTION")]
    functions: Vec<String>,
    /// Only this instruction set, or the `widest`; by default every one that this machine has.
    #[arg(long)]
    isa: Option<String>,
    /// Only this element type.
    #[arg(long)]
    dtype: Option<Type>,
    /// Only functions at their defaults.
    #[arg(long)]
    defaults: bool,
    /// Only those that stand for all: functions at their defaults, over a sixteenth of the sample, and not in f64 unless
    /// that is asked for.
    #[arg(long)]
    quick: bool,
    /// Write the digests as the committed ones, from the first instruction set.
    #[arg(long)]
    bless: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let threads = arguments.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    let done = pool.context("cannot start the threads").and_then(|()| match arguments.command {
        Command::Digest(command) => command.run(),
        #[cfg(feature = "mpfr")]
        Command::Prove(command) => command.run(),
        #[cfg(feature = "mpfr")]
        Command::Exact(command) => command.run(),
        #[cfg(feature = "mpfr")]
        Command::Judge(command) => command.run(),
        #[cfg(feature = "mpfr")]
        Command::Scores(command) => command.run(),
        #[cfg(feature = "mpfr")]
        Command::Table(command) => command.run(),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            // What is no function is a mistake in the command line.
            let usage = error.chain().any(|cause| cause.is::<ogive::Error>());
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

/// The functions of these names, as they are written; all of the book if there are none.
fn chosen(names: &[String]) -> Result<Vec<Box<dyn Function>>> {
    if names.is_empty() {
        return Ok([Kind::Element, Kind::Axis].into_iter().flat_map(functions).collect());
    }
    names.iter().map(|name| parsed(name)).collect()
}

/// The function of this name, over a row of any length; one over an axis is over the last one if
/// none is said.
fn parsed(name: &str) -> Result<Box<dyn Function>> {
    let bare = name.split('(').next().unwrap_or(name);
    let kind = ogive::find(bare)?.info.kind;
    if kind == Kind::Gated {
        bail!("{bare} is a function of two numbers; expected one of one number or of a row");
    }
    let axis = kind == Kind::Axis;
    let over_last = axis && (bare == name || name.trim_end().ends_with("()"));
    let function =
        ogive::parse(&if over_last { format!("{bare}(axis=-1)") } else { name.to_string() })?;
    // A row has one axis and one channel.
    let mut row = [0.0_f32, 1.0];
    let mut out = row;
    let length = function.output_shape(&[row.len()])?[0];
    let row = ndarray::ArrayViewMut1::from(&mut row[..]).into_dyn();
    let out = ndarray::ArrayViewMut1::from(&mut out[..length]).into_dyn();
    function.typed::<f32>().run_forward(Run::on(Isa::Scalar), row.view(), out)?;
    Ok(function)
}

/// The folder of the repository that this program was built in.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Digest {
    fn run(self) -> Result<bool> {
        let isas: Vec<Isa> = match &self.isa {
            Some(name) if name == "widest" => Isa::available().last().into_iter().collect(),
            Some(name) => vec![Isa::chosen(name)?],
            None => Isa::available().collect(),
        };
        let cases: Vec<Case> = chosen(&self.functions)?
            .into_iter()
            .flat_map(digest::cases_of)
            .filter(|case| match self.dtype {
                Some(dtype) => dtype == case.dtype,
                None => !self.quick || case.dtype != Type::F64,
            })
            .filter(|case| !self.quick || case.is_quick())
            .filter(|case| !self.defaults || case.is_default())
            .collect();
        let jobs: Vec<(Isa, &Case)> =
            isas.iter().flat_map(|isa| cases.iter().map(|case| (*isa, case))).collect();
        use rayon::prelude::*;
        let lines: Vec<(Isa, Line)> = jobs
            .into_par_iter()
            .with_max_len(1)
            .map(|(isa, case)| (isa, Line { key: case.key(), digest: case.digest(isa) }))
            .collect();
        if self.bless {
            let mut kept = committed();
            for (_, line) in lines.iter().filter(|(isa, _)| *isa == isas[0]) {
                kept.retain(|old| old.key != line.key);
                kept.push(line.clone());
            }
            write_digests(kept)?;
        }
        let committed = committed();
        let mut right = true;
        for isa in Isa::ALL {
            let mine: Vec<&Line> =
                lines.iter().filter(|(i, _)| *i == isa).map(|(_, l)| l).collect();
            let wrong: Vec<&&Line> = mine.iter().filter(|line| !committed.contains(line)).collect();
            for line in &wrong {
                println!("{isa}: {}: {} is not the committed digest", line.key, line.digest);
            }
            if !mine.is_empty() {
                println!(
                    "{isa}: {} of {} digests are the committed ones",
                    mine.len() - wrong.len(),
                    mine.len()
                );
            }
            right &= wrong.is_empty();
        }
        Ok(right)
    }
}

/// The committed digests, as they are by now where there still is a repository.
fn committed() -> Vec<Line> {
    let text = std::fs::read_to_string(digests_path());
    digest::parse(&text.unwrap_or_else(|_| digest::COMMITTED.into()))
}

fn digests_path() -> PathBuf {
    repository().join("crates/ogive-verify/digests.txt")
}

/// Writes the committed digests, in the order of the book.
fn write_digests(lines: Vec<Line>) -> Result<()> {
    let book: Vec<String> = chosen(&[])?.iter().map(|f| format!("{f} ")).collect();
    let place = |line: &Line| book.iter().position(|name| line.key.starts_with(name));
    let mut lines: Vec<(Option<usize>, Line)> =
        lines.into_iter().map(|line| (place(&line), line)).filter(|(p, _)| p.is_some()).collect();
    lines.sort();
    let mut text = String::from(HEAD);
    for (_, line) in lines {
        text += &format!("{}: {}\n", line.key, line.digest);
    }
    let path = digests_path();
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

const HEAD: &str = "\
# BLAKE3 over the bytes of all results, little-endian, in the order of the inputs' bit patterns.
# `all`: all inputs there are; written by `ogive-verify prove --record`.
# `sample`: every 255th pattern of 32 bits, all of 16, multiples of 0x9e3779b97f4a7c15 of 64, rows of
# scores, more than 2^24 of each but those of 16 bits; written by `ogive-verify digest --bless`, compared by
# `ogive-verify digest`.
# `brief`: every 4093rd pattern of 32 bits, 2^20 of 64 and of scores; written in the same way, compared by `digest --quick`, too.
";
