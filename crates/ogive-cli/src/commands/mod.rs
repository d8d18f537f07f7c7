//! What the command does.

mod apply;
mod book;
mod top;

use crate::args::{Args, Command};
use crate::report::Result;

/// Does what was asked for.
///
/// # Errors
/// What went wrong; nothing is half written then.
pub fn run(args: &Args) -> Result<()> {
    match &args.command {
        Command::Apply(options) => apply::apply(options, args.json),
        Command::Grad(options) => apply::grad(options, args.json),
        Command::List(options) => book::list(options, args.json),
        Command::Info(options) => book::info(options, args.json),
    }
}
