//! The command `ogive`: activation functions on tensor files.
//!
//! Data goes to standard output, messages go to standard error. Nothing here names a function:
//! all that is known of them comes from [`ogive::BOOK`].

mod args;
mod commands;
mod files;
mod progress;
mod report;
mod show;
mod tensor;
mod text;

use std::process::ExitCode;

use clap::Parser;

use args::Args;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return report::usage(&error),
    };
    match commands::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report::failure(&failure, args.json),
    }
}
