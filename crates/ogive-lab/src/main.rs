//! The textbook's claims about activation functions, put to the test; makes docs/lab.md of what comes out.

mod data;
mod experiments;
mod lab;
mod network;
mod plot;
mod record;
mod report;
mod statistics;
mod train;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use clap::builder::PossibleValuesParser;

use crate::experiments::{ALL, Entry};
use crate::lab::Lab;
use crate::record::Record;
use crate::report::Section;

/// Puts a textbook's claims about activation functions to the test.
///
/// Trains small networks with ogive's functions, prints tables of what came out, records it in docs/lab.json, and makes
/// docs/lab.md and its plots of the record. Two runs give the same tables, but for times.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    /// The experiments to run: all of them, if none is named.
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(ALL.iter().map(|entry| entry.name)))]
    names: Vec<String>,
    /// List the experiments.
    #[arg(long, conflicts_with_all = ["names", "check", "report", "quick"])]
    list: bool,
    /// Train and write nothing: fail if docs/lab.md and its pictures are not what the record gives.
    #[arg(long, conflicts_with_all = ["names", "report", "quick"])]
    check: bool,
    /// Train nothing: make docs/lab.md and its pictures anew from the record.
    #[arg(long, conflicts_with_all = ["names", "quick"])]
    report: bool,
    /// Fewer and shorter runs, to try an experiment out; nothing is written.
    #[arg(long)]
    quick: bool,
    /// Where lab.json, lab.md and the folder lab are; docs/ of the repository by default.
    #[arg(long, value_name = "FOLDER")]
    docs: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let trains = !(arguments.list || arguments.check || arguments.report);
    let done = match env::var_os(THREADS) {
        None if trains => return with_one_thread(),
        _ => run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// What candle asks before each product of matrices.
const THREADS: &str = "RAYON_NUM_THREADS";

/// Runs this program once more, as a child whose networks have one thread each: they are trained side by side
/// ([`Lab::each`]) and need no more. Where the variable is not set, candle reads the machine's list of processors
/// instead, each time anew, and that was a quarter of all the time.
fn with_one_thread() -> ExitCode {
    let again =
        |program| Command::new(program).args(env::args_os().skip(1)).env(THREADS, "1").status();
    match env::current_exe().and_then(again).context("cannot run this program once more") {
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
        }
        Err(error) => failed(&error),
    }
}

fn run(arguments: Arguments) -> Result<()> {
    if arguments.list {
        let width = ALL.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
        for entry in ALL {
            println!("{:width$}  {}", entry.name, entry.about);
        }
        return Ok(());
    }
    let docs = arguments.docs.unwrap_or_else(|| repository().join("docs"));
    let path = docs.join("lab.json");
    let mut record = Record::read(&path)?;
    if arguments.check {
        return report::check(&record, &docs);
    }
    if arguments.report {
        return report::write(&record, &docs);
    }
    let is_chosen = |entry: &&Entry| {
        arguments.names.is_empty() || arguments.names.iter().any(|name| name == entry.name)
    };
    for entry in ALL.iter().filter(is_chosen) {
        let results = (entry.run)(&Lab::new(entry.name, arguments.quick))?;
        let mut section = Section::new(entry.name, entry.title);
        (entry.report)(&results, &mut section)?;
        println!("{}", section.tables());
        if !arguments.quick {
            // After each, so that an interruption costs one experiment at most.
            record.insert(entry.name, results);
            record.write(&path)?;
            report::write(&record, &docs)?;
        }
    }
    Ok(())
}

/// The folder of the repository that this program was built in.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
