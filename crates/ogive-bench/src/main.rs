//! ogive beside its peers and the machine's limits: measures, and makes docs/speed.md of it.

mod cell;
mod contenders;
mod element;
mod grid;
mod input;
mod machine;
mod record;
mod report;
mod run;
mod table;
mod timing;
mod verdict;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// ogive beside its peers and the machine's limits.
#[derive(Parser)]
#[command(version, max_term_width = 100, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Run,
}

#[derive(Subcommand)]
enum Command {
    /// Times ogive, the Rust peers and the machine's limits, in turns; so it does without a command.
    Run(run::Run),
    /// Makes docs/speed.md and its plots from bench/rust.json and bench/python.json.
    Report(report::Report),
    /// Measures cells that it reads: the child of a run.
    #[command(hide = true)]
    Measure,
}

fn main() -> ExitCode {
    let Arguments { command, run } = Arguments::parse();
    let done = match command.unwrap_or(Command::Run(run)) {
        Command::Run(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Measure => run::measure(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the repository that this program was built in.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
