//! A recorded run: what bench/rust.json and bench/python.json hold.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::cell::Cell;

/// A run: the machine, and what was measured on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Where and when.
    pub machine: Machine,
    /// The times.
    pub cells: Vec<Measured>,
    /// Who was not timed although it has the function, and why.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// Where and when a run took place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The day, as 2026-11-24.
    pub date: String,
    /// The kind of processor.
    pub processor: String,
    /// The instruction set that ogive took.
    pub isa: String,
    /// How many cores there are.
    pub cores: usize,
    /// The versions of all contenders.
    pub versions: BTreeMap<String, String>,
}

/// A cell with its times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// What was measured.
    #[serde(flatten)]
    pub cell: Cell,
    /// Seconds for a call, by contender: medians over rounds in which they took turns.
    pub seconds: BTreeMap<String, f64>,
}

/// A contender that a cell does without.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// Where.
    #[serde(flatten)]
    pub cell: Cell,
    /// Who.
    pub contender: String,
    /// Why.
    pub why: String,
}

impl Record {
    /// The record in this file, if there is one.
    ///
    /// # Errors
    /// If the file cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Option<Record>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context(format!("cannot read {}", path.display())),
        };
        let record = serde_json::from_str(&text);
        record.map(Some).with_context(|| format!("{} is not a record of a run", path.display()))
    }

    /// As JSON with a cell in each line, so that two runs can be compared line by line.
    ///
    /// # Errors
    /// None that a record could cause.
    pub fn json(&self) -> Result<String> {
        fn lines<T: Serialize>(items: &[T]) -> Result<String> {
            let lines: Result<Vec<String>, _> = items.iter().map(serde_json::to_string).collect();
            let lines = lines?.join(",\n  ");
            Ok(if lines.is_empty() { String::new() } else { format!("\n  {lines}\n ") })
        }
        let machine = serde_json::to_string(&self.machine)?;
        let (cells, left_out) = (lines(&self.cells)?, lines(&self.left_out)?);
        Ok(format!(
            "{{\n \"machine\": {machine},\n \"cells\": [{cells}],\n \"left_out\": [{left_out}]\n}}\n"
        ))
    }
}

/// Writes a file beside its place and moves it there, so that it is never half written.
///
/// # Errors
/// If the folder cannot be made, or the file not written.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let say = || format!("cannot write {}", path.display());
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).with_context(say)?;
    fs::write(&beside, text).with_context(say)?;
    fs::rename(&beside, path).with_context(say)
}
