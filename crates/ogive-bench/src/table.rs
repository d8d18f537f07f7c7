//! The table that a run prints, row by row as they come.

use console::{Alignment, Style, pad_str};

use crate::cell::{Cell, shape_text};
use crate::contenders::{OGIVE, is_limit, names};
use crate::record::{Measured, Record};
use crate::verdict::{Verdict, significant};

/// The table.
pub struct Table {
    columns: Vec<&'static str>,
}

const FUNCTION: usize = 16;
const TIME: usize = 9;

impl Table {
    /// With a column for each contender of this build.
    pub fn new() -> Table {
        Table { columns: names() }
    }

    /// Prints the head.
    pub fn head(&self) {
        println!("nanoseconds for an element; the ratio is ogive's time to that of the best peer");
        let left = format!("{:FUNCTION$}part     type shape       threads into    ", "function");
        let times: String = self
            .columns
            .iter()
            .map(|name| pad_str(short(name), TIME, Alignment::Right, None))
            .collect();
        println!("{left}{:>7}  best{times}", "ratio");
    }

    /// Prints a row.
    pub fn row(&self, measured: &Measured) {
        let Measured { cell, seconds } = measured;
        let Cell { function, part, dtype, shape, threads, into } = cell;
        let shape = pad_str(&shape_text(shape), 14, Alignment::Left, None).to_string();
        let left = format!("{function:FUNCTION$}{part:9}{dtype:5}{shape}{threads:<5}{into:8}");
        let verdict = Verdict::of(measured, |_| true);
        let (ratio, best) = match &verdict {
            Some(verdict) => (format!("{:.2}", verdict.ratio()), short(verdict.best)),
            None => (String::new(), ""),
        };
        let slower = verdict.is_some_and(|verdict| verdict.slower());
        let style = if slower { Style::new().red().bold() } else { Style::new() };
        let ratio = style.apply_to(format!("{ratio:>7}"));
        let times: String = self
            .columns
            .iter()
            .map(|name| {
                let time = seconds.get(*name).map(|s| s * 1e9 / cell.elements() as f64);
                format!("{:>TIME$}", time.map(significant).unwrap_or_default())
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

/// A name that fits a column.
fn short(name: &str) -> &str {
    match name {
        "rten-vecmath" => "rten",
        "streaming copy" => "stream",
        name => name,
    }
}
