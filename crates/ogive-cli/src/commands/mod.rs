//! What the command does.

mod apply;
mod book;
mod call;
mod cut;
mod detect;
mod explore;
mod inspect;
mod plot;
mod shell;
mod top;

use crate::args::{Args, Command};
use crate::report::{How, Result};

/// Does what was asked for.
///
/// # Errors
/// What went wrong; nothing is half written then.
pub fn run(args: &Args) -> Result<()> {
    let how = How { json: args.json, quiet: args.quiet };
    match &args.command {
        Command::Apply(options) => apply::apply(options, how),
        Command::Grad(options) => apply::grad(options, how),
        Command::List(options) => book::list(options, args.json),
        Command::Info(options) => book::info(options, args.json),
        Command::Inspect(options) => inspect::inspect(options, how),
        Command::Plot(options) => plot::plot(options, args.json),
        Command::Detect(options) => detect::detect(options, how),
        Command::Explore(options) => explore::explore(options, how),
        Command::Completions(options) => shell::completions(options),
        Command::Man(options) => shell::man(options),
    }
}
