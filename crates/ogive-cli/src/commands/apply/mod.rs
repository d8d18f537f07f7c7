//! `ogive apply` and `ogive grad`: a function on files.

mod arrays;
mod compute;
#[cfg(feature = "parquet")]
mod parquet;
mod report;
mod table;

use std::io::{self, IsTerminal};
use std::path::Path;

use ogive::function::Function;
use ogive::kernel;

use super::{call, top};
use crate::args::{Apply, Files, Grad};
use crate::files::{self, Format, Source};
use crate::report::{Failure, How, Result};

/// Applies a function to arrays.
///
/// # Errors
/// If the function, the arrays and the axis do not fit, or a file cannot be read or written.
pub fn apply(options: &Apply, how: How) -> Result<()> {
    let run = kernel::Run::active()?;
    let function = call::for_file(&options.function, options.axis, &options.files.input)?;
    let stdin = Some(Path::new("-"));
    if [Some(&*options.files.input), options.labels.as_deref()] == [stdin; 2] {
        return Err(Failure::new("INPUT and --labels cannot both be standard input"));
    }
    let top = options.top.map(|count| top::Options::new(count, options, &*function)).transpose()?;
    Job { function, run, files: &options.files, upstream: None, top, how }.go()
}

/// Takes the gradient by arrays, from the gradient by the function's output.
///
/// # Errors
/// As for [`apply`]; also if the arrays differ in type or shape.
pub fn grad(options: &Grad, how: How) -> Result<()> {
    let run = kernel::Run::active()?;
    let function = call::for_file(&options.function, options.axis, &options.files.input)?;
    let upstream = Some(&*options.upstream);
    Job { function, run, files: &options.files, upstream, top: None, how }.go()
}

/// What is to be done.
struct Job<'a> {
    function: Box<dyn Function>,
    run: kernel::Run,
    files: &'a Files,
    /// The gradient by the output, if a gradient is to be taken.
    upstream: Option<&'a Path>,
    top: Option<top::Options>,
    how: How,
}

impl Job<'_> {
    fn input(&self) -> &Path {
        &self.files.input
    }

    /// Where the result is written to, if it is not to be shown.
    fn output(&self) -> Option<&Path> {
        if self.files.in_place { Some(self.input()) } else { self.files.output.as_deref() }
    }

    /// The format of the result.
    fn format(&self, input: Format) -> Format {
        let named = || self.output().and_then(Format::of_name);
        self.files.format.or_else(named).unwrap_or(input)
    }

    /// The arrays or columns that are named.
    fn names(&self) -> Vec<String> {
        [&self.files.tensor, self.files.columns.as_deref().unwrap_or_default()].concat()
    }

    fn go(&self) -> Result<()> {
        let stdout = self.output() == Some(Path::new("-"));
        if stdout && self.files.in_place {
            return Err(Failure::new("standard input cannot be replaced in place")
                .hint("-o - writes to standard output"));
        }
        if stdout && self.how.json {
            return Err(Failure::new("--json and `-o -` both write to standard output")
                .hint("write the result to a file, or leave out --json"));
        }
        if self.input() == Path::new("-") && self.upstream == Some(Path::new("-")) {
            return Err(Failure::new("INPUT and GRAD cannot both be standard input"));
        }
        let (format, opened) = Source::recognise(self.input(), self.files.format)?;
        if self.files.in_place && self.format(format) != format {
            return Err(Failure::new(format!(
                "--in-place keeps the format of INPUT, .{}; expected no other",
                format.name()
            ))
            .hint("write another file with -o"));
        }
        let to = self.format(format);
        if stdout && !to.is_text() && io::stdout().is_terminal() {
            return Err(Failure::new(format!(
                "standard output is a terminal, and .{} is not text",
                to.name()
            ))
            .hint("-o FILE writes a file; without -o, the result is shown"));
        }
        if let Some(delimiter) = format.delimiter() {
            return self.table(opened, delimiter, to);
        }
        if self.files.columns.is_some() && !format.is_table() {
            return Err(Failure::new(format!("is .{}, which has no columns", format.name()))
                .part_of(&files::shown(self.input()))
                .hint("--columns is for tables: .csv, .tsv and .parquet"));
        }
        let source = Source::of(self.input(), format, opened)?;
        #[cfg(feature = "parquet")]
        if let (Some(output), Format::Parquet, Format::Parquet, None) =
            (self.output(), format, to, &self.top)
        {
            return self.columns(&source, output);
        }
        self.arrays(source)
    }
}
