//! `ogive completions` and `ogive man`: what a shell and a manual know of the command.

use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::{Args, Completions, Manual};
use crate::files::replace;
use crate::report::{self, Failure, Result};

/// Prints the completions for a shell.
///
/// # Errors
/// If standard output cannot be written.
pub fn completions(options: &Completions) -> Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(options.shell, &mut Args::command(), "ogive", &mut text);
    report::print(|out| out.write_all(&text))
}

/// Prints the manual page of the command, or writes one for each subcommand as well into a folder.
///
/// # Errors
/// If standard output or the folder cannot be written.
pub fn man(options: &Manual) -> Result<()> {
    // Built, so that subcommands have their full names and the options that are common to all.
    let mut command = Args::command();
    command.build();
    match &options.folder {
        None => {
            let text = page(command)?;
            report::print(|out| out.write_all(&text))
        }
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::new(format!("cannot make the folder {}: {error}", folder.display()))
            })?;
            for subcommand in command.get_subcommands().filter(|command| !command.is_hide_set()) {
                let name = format!("ogive-{}", subcommand.get_name());
                write(folder, &name, subcommand.clone())?;
            }
            write(folder, "ogive", command)
        }
    }
}

fn write(folder: &Path, name: &str, command: clap::Command) -> Result<()> {
    replace::write(&folder.join(format!("{name}.1")), &page(command)?)
}

fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let rendered = Man::new(command).render(&mut text);
    rendered.map_err(|error| Failure::new(format!("cannot write the manual: {error}")))?;
    Ok(text)
}
