//! docs/lab.md and its pictures, made of the record and of nothing else: the same record makes the same files.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::experiments::ALL;
use crate::plot::Plot;
use crate::record::{self, Record};

/// The part of the page that is about one experiment.
pub struct Section {
    name: &'static str,
    text: String,
    tables: String,
    pictures: BTreeMap<String, String>,
}

impl Section {
    /// An empty one, but for its title.
    pub fn new(name: &'static str, title: &str) -> Section {
        let tables = format!("{title}\n");
        Section { name, text: format!("## {title}\n\n"), tables, pictures: BTreeMap::new() }
    }

    /// What is claimed, and by whom.
    pub fn claim(&mut self, text: &str) {
        self.paragraph(&format!("**The claim.** {text}"));
    }

    /// What was done.
    pub fn done(&mut self, text: &str) {
        self.paragraph(&format!("**What was done.** {text}"));
    }

    /// What the results mean: sentences that are made of them.
    pub fn means(&mut self, text: &str) {
        self.paragraph(&format!("**What came out.** {text}"));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// A table, its first column to the left and the others to the right, legible as it stands.
    pub fn table<const N: usize>(&mut self, head: [&str; N], rows: &[[String; N]]) {
        let width = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.chain([head[column].chars().count(), 3]).max().unwrap_or(3)
        };
        let widths: [usize; N] = std::array::from_fn(width);
        let mut table = String::new();
        let mut line = |cells: [&str; N]| {
            for (column, cell) in cells.into_iter().enumerate() {
                let (width, space) = (widths[column], widths[column] - cell.chars().count());
                let padded = match column {
                    0 => format!("{cell}{}", " ".repeat(space)),
                    _ => format!("{}{cell}", " ".repeat(width.min(space))),
                };
                write!(table, "| {padded} ").expect("a string takes all that is written");
            }
            table.push_str("|\n");
        };
        line(head);
        let rules: [String; N] = std::array::from_fn(|column| match column {
            0 => "-".repeat(widths[column]),
            _ => format!("{}:", "-".repeat(widths[column] - 1)),
        });
        line(rules.each_ref().map(String::as_str));
        for row in rows {
            line(row.each_ref().map(String::as_str));
        }
        self.tables.push('\n');
        self.tables.push_str(&table);
        self.paragraph(table.trim_end());
    }

    /// A plot, and what it shows.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn plot(&mut self, name: &str, plot: &Plot) -> Result<()> {
        let text = plot.svg()?;
        self.picture(name, &plot.title, text);
        Ok(())
    }

    /// A picture as SVG, and what it shows.
    pub fn picture(&mut self, name: &str, caption: &str, svg: String) {
        let file = match name {
            "" => format!("{}.svg", self.name),
            name => format!("{}-{name}.svg", self.name),
        };
        self.paragraph(&format!("![{caption}](lab/{file})"));
        self.pictures.insert(file, svg);
    }

    /// The tables alone, for the terminal.
    pub fn tables(&self) -> &str {
        &self.tables
    }
}

const HEAD: &str = "\
# Lab notes: the textbook's claims, put to the test

A textbook says of activation functions that the sigmoid's gradient vanishes, that ReLU converges faster, that Leaky \
ReLU is not reliably better, and that softmax turns scores into probabilities. Here each claim is an experiment that \
anyone can repeat in minutes: `cargo run --release -p ogive-lab -- NAME`, with the name that each section ends with. \
The networks are small, and so are the data; what comes out may differ from what is published, and is reported as it \
came out.

The pictures are of two kinds. *Shapes* are triangles, ellipses and parallelograms that the program draws itself, from \
a fixed seed. *Digits* are the 1,797 handwritten digits of 8×8 pixels that scikit-learn carries (E. Alpaydin and C. \
Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998). The networks are trained \
with candle, by plain stochastic gradient descent unless it is said otherwise; activations, softmax and losses are \
ogive's. Initial weights are even random numbers of the variance that is named: 2/(inputs + outputs) for *Xavier* \
(Glorot and Bengio 2010), 2/inputs for *He* (He and others 2015). `a ± b` is a mean over runs with different seeds and \
their standard deviation.

Numbers, and sentences that state a result, are made from `docs/lab.json` by `cargo run --release -p ogive-lab -- \
--report`; on one machine, two runs of an experiment give the same numbers, but for times.
";

/// All files by their names in the folder of documents.
fn files(record: &Record) -> Result<BTreeMap<String, String>> {
    let mut page = format!("{HEAD}\n");
    let mut files = BTreeMap::new();
    for entry in ALL {
        let mut section = Section::new(entry.name, entry.title);
        match record.get(entry.name) {
            Some(results) => (entry.report)(results, &mut section)
                .with_context(|| format!("the record of {}", entry.name))?,
            None => section.paragraph("Not run yet."),
        }
        section.paragraph(&format!("`cargo run --release -p ogive-lab -- {}`", entry.name));
        page.push_str(&section.text);
        let named = section.pictures.into_iter().map(|(name, text)| (format!("lab/{name}"), text));
        files.extend(named);
    }
    page.truncate(page.trim_end().len());
    files.insert("lab.md".to_string(), page + "\n");
    Ok(files)
}

/// Pictures in the folder that are no longer made.
fn left_over(docs: &Path, files: &BTreeMap<String, String>) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(docs.join("lab")) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_svg = path.extension().is_some_and(|extension| extension == "svg");
        if is_svg && !files.keys().any(|name| docs.join(name) == path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Writes the page and its pictures, and removes pictures that are no longer shown.
///
/// # Errors
/// If the record is damaged, or a file cannot be written.
pub fn write(record: &Record, docs: &Path) -> Result<()> {
    let files = files(record)?;
    for path in left_over(docs, &files)? {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    for (name, text) in &files {
        record::write(&docs.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// Compares the page and its pictures with what would be written.
///
/// # Errors
/// If the record is damaged, or a file is missing, stale or left over.
pub fn check(record: &Record, docs: &Path) -> Result<()> {
    let files = files(record)?;
    let is_stale = |(name, text): &(&String, &String)| {
        fs::read_to_string(docs.join(name)).ok().as_ref() != Some(*text)
    };
    let stale = files.iter().filter(is_stale).map(|(name, _)| docs.join(name));
    let stale = stale.chain(left_over(docs, &files)?);
    let stale: Vec<String> = stale.map(|path| path.display().to_string()).collect();
    if !stale.is_empty() {
        bail!("stale: {}; `ogive-lab --report` makes them anew from lab.json", stale.join(", "));
    }
    Ok(())
}
