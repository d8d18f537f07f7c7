//! What was done, and the results that have not been written: for people, and as JSON.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::Job;
use crate::commands::top;
use crate::report::{self, Result};
use crate::show;
use crate::tensor::{Nested, Tensor};
use crate::text;

/// What was done to one array.
pub(super) struct Part {
    /// Its name, in a file of several.
    pub name: Option<String>,
    /// Type and shape of the result.
    pub dtype: &'static str,
    pub shape: Vec<usize>,
    pub elements: usize,
    pub bytes: u64,
    /// That the function took.
    pub time: Duration,
    /// The result, if it has not been written.
    pub tensor: Option<Tensor>,
}

impl Job<'_> {
    /// Tells what was done, and shows what has not been written.
    pub(super) fn report(&self, mut parts: Vec<Part>, single: bool) -> Result<()> {
        let found = match (&self.top, &parts[..]) {
            (Some(top), [Part { tensor: Some(tensor), .. }]) => Some(top.find(tensor)?),
            _ => None,
        };
        if self.output().is_some() || found.is_some() {
            parts.iter_mut().for_each(|part| part.tensor = None);
        }
        if self.how.json {
            return self.print_json(&parts, single, found.as_ref());
        }
        self.tell(&parts);
        if let Some(found) = found {
            return report::print(|out| write!(out, "{}", found.text()));
        }
        report::print(|out| {
            for part in &parts {
                let Some(tensor) = &part.tensor else { continue };
                match &part.name {
                    Some(name) if !single => writeln!(out, "{name}: {}", show::tensor(tensor))?,
                    _ => writeln!(out, "{}", show::tensor(tensor))?,
                }
            }
            Ok(())
        })
    }

    /// Tells people what was done.
    pub(super) fn tell(&self, parts: &[Part]) {
        if self.how.quiet {
            return;
        }
        let what = if self.upstream.is_some() { "gradient of " } else { "" };
        let of = match parts {
            [part] => format!("{} {}", part.dtype, text::shape(&part.shape)),
            parts => format!("{} arrays", parts.len()),
        };
        let elements: usize = parts.iter().map(|part| part.elements).sum();
        let time = text::duration(parts.iter().map(|part| part.time).sum());
        let rate = text::three_digits(self.gb_per_s(parts));
        let isa = self.run.isa;
        let (name, threads) = (self.function.to_string(), rayon::current_num_threads());
        report::tell(&format!(
            "{what}{name}, {of}: {elements} elements in {time}, {rate} GB/s ({isa}, up to {threads} threads)",
        ));
        if let Some(output) = self.output().filter(|output| *output != Path::new("-")) {
            report::tell(&format!("wrote {}", output.display()));
        }
    }

    /// The bytes that the function read and wrote, by its time.
    fn gb_per_s(&self, parts: &[Part]) -> f64 {
        let passes = if self.upstream.is_some() { 3.0 } else { 2.0 };
        let bytes: u64 = parts.iter().map(|part| part.bytes).sum();
        let time: Duration = parts.iter().map(|part| part.time).sum();
        // A clock may stand still over a few elements.
        passes * bytes as f64 / time.as_nanos().max(1) as f64
    }

    /// Prints what was done, with the arrays unless they have been written.
    fn print_json(&self, parts: &[Part], single: bool, found: Option<&top::Found>) -> Result<()> {
        let arrays: Vec<Array> = parts.iter().map(Array::of).collect();
        let (alone, several) = match (single, arrays) {
            (true, mut arrays) => (arrays.pop(), None),
            (false, arrays) => (None, Some(arrays)),
        };
        report::print_json(&Report {
            function: &self.function.to_string(),
            input: self.input().to_string_lossy(),
            upstream: self.upstream.map(Path::to_string_lossy),
            output: self.output().map(Path::to_string_lossy),
            alone,
            arrays: several,
            seconds: parts.iter().map(|part| part.time).sum::<Duration>().as_secs_f64(),
            gb_per_s: self.gb_per_s(parts),
            isa: self.run.isa.name(),
            threads: rayon::current_num_threads(),
            found,
        })
    }
}

impl Part {
    pub(super) fn of(name: Option<String>, tensor: Tensor, time: Duration) -> Part {
        Part {
            name,
            dtype: tensor.dtype(),
            shape: tensor.shape().to_vec(),
            elements: tensor.len(),
            bytes: tensor.bytes() as u64,
            time,
            tensor: Some(tensor),
        }
    }
}

/// What was done, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    function: &'a str,
    input: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<Cow<'a, str>>,
    output: Option<Cow<'a, str>>,
    #[serde(flatten)]
    alone: Option<Array<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrays: Option<Vec<Array<'a>>>,
    seconds: f64,
    gb_per_s: f64,
    isa: &'a str,
    threads: usize,
    #[serde(flatten)]
    found: Option<&'a top::Found>,
}

/// One array, as JSON.
#[derive(Serialize)]
struct Array<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    shape: &'a [usize],
    dtype: &'a str,
    pub elements: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Nested<'a>>,
}

impl Array<'_> {
    fn of(part: &Part) -> Array<'_> {
        Array {
            name: part.name.as_deref(),
            shape: &part.shape,
            dtype: part.dtype,
            elements: part.elements,
            data: part.tensor.as_ref().map(Nested),
        }
    }
}
