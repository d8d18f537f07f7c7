//! The table that a run prints, row by row as they come.

use console::Style;

use crate::cell::{Cell, shape_text};
use crate::contenders::{OGIVE, is_limit, names};
use crate::record::{Measured, Record};
use crate::verdict::{Verdict, significant};

/// The table.
pub struct Table {
    columns: Vec<&'static str>,
}

impl Table {
    /// With a column for each contender of this build.
    pub fn new() -> Table {
        Table { columns: names() }
    }

    /// Prints the head.
    pub fn head(&self) {
        println!("nanoseconds for an element; the ratio is ogive's time to that of the best peer");
        let left = left("function", "part", "type", "shape", "threads", "into");
        let times: String = self.columns.iter().map(|name| right(short(name))).collect();
        println!("{left}{}  {:9}{times}", right("ratio"), "best");
    }

    /// Prints a row.
    pub fn row(&self, measured: &Measured) {
        let Measured { cell, seconds } = measured;
        let Cell { function, part, dtype, shape, threads, into } = cell;
        let left = left(
            function,
            &part.to_string(),
            &dtype.to_string(),
            &shape_text(shape),
            &threads.to_string(),
            &into.to_string(),
        );
        let verdict = Verdict::of(measured, |_| true);
        let (ratio, best) = match &verdict {
            Some(verdict) => (format!("{:.2}", verdict.ratio()), short(verdict.best)),
            None => (String::new(), ""),
        };
        let slower = verdict.is_some_and(|verdict| verdict.slower());
        let style = if slower { Style::new().red().bold() } else { Style::new() };
        let ratio = style.apply_to(right(&ratio));
        let times: String = self
            .columns
            .iter()
            .map(|name| {
                let time = seconds.get(*name).map(|s| s * 1e9 / cell.elements() as f64);
                right(&time.map(significant).unwrap_or_default())
            })
            .collect();
        println!("{left}{ratio}  {best:9}{times}");
    }

    /// Prints what it all comes to.
    pub fn foot(&self, record: &Record) {
        let verdicts: Vec<Verdict> =
            record.cells.iter().filter_map(|cell| Verdict::of(cell, |_| true)).collect();
        let slower = verdicts.iter().filter(|verdict| verdict.slower()).count();
        let peers: Vec<_> = self
            .columns
            .iter()
            .filter(|name| **name != OGIVE && !is_limit(name))
            .copied()
            .collect();
        println!(
            "ogive is slower than the best of {} in {slower} of {} cells",
            peers.join(", "),
            verdicts.len()
        );
    }
}

/// What a row begins with, in columns.
fn left(function: &str, part: &str, dtype: &str, shape: &str, threads: &str, into: &str) -> String {
    format!("{function:16}{part:9}{dtype:5}{shape:13}{threads:8}{into:8}")
}

/// A number, or the name of a column of numbers.
fn right(text: &str) -> String {
    format!("{text:>9}")
}

/// A name that fits a column.
fn short(name: &str) -> &str {
    match name {
        "rten-vecmath" => "rten",
        "streaming copy" => "stream",
        name => name,
    }
}
