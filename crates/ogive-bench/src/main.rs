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
mod serve;
mod table;
mod timing;
mod verdict;

use std::io::{BufReader, stdin, stdout};
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
    /// Answers requests on standard input until that ends: for a program that times another library
    /// in turn.
    ///
    /// A request is one line of JSON: {"function": "gelu", "part": "value" or "gradient", "dtype": "f32",
    /// "shape": [1024, 256], "threads": 1, "into": "new", "given" or "in_place"}, and then the array as
    /// raw numbers, row-major in this machine's byte order; for a gradient, after it the incoming
    /// gradient. "into" says where the result goes, a new array if it is absent; "given" is one that
    /// is made once for the request, and "in_place" the input's own memory.
    ///
    /// The answer is one line, {"shape": [1024, 256]}, and the result of one call. From then on a line
    /// of JSON that is a number asks for the time of one call, and the answer {"seconds": 0.001} is the
    /// mean over that many seconds; null goes on to the next request. In place, what is timed is call
    /// after call on the same array, whose numbers may drift to a fixed point.
    Serve,
    /// Measures cells that it reads: the child of a run.
    #[command(hide = true)]
    Measure,
}

fn main() -> ExitCode {
    let Arguments { command, run } = Arguments::parse();
    let done = match command.unwrap_or(Command::Run(run)) {
        Command::Run(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Serve => serve::serve(&mut BufReader::new(stdin()), &mut stdout()),
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
