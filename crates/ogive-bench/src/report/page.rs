//! The page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Runs;
use crate::cell::{COPY, Cell, Destination, Part, Type, shape_text};
use crate::contenders::{self, OGIVE, READ, STREAMING_COPY};
use crate::grid::{ELEMENTWISE, SCALED, base, follows_size, only_follows_size};
use crate::record::{LeftOut, Machine, Measured, Record};
use crate::verdict::{Verdict, significant};

/// XNNPACK's contender. Its results are farther off than the others', which buys it time, so that
/// it is counted apart.
const XNNPACK: &str = "litert";

/// The page as Markdown. `plots` are the names of those that there are.
pub fn markdown(runs: &Runs, plots: &BTreeSet<String>) -> String {
    let mut page = Page { text: String::new(), plots };
    page.head();
    page.summary(runs);
    page.run("Beside the Rust libraries", "rust", runs.rust.as_ref(), RUST);
    page.run("Beside the Python libraries", "python", runs.python.as_ref(), PYTHON);
    if let Some(rust) = &runs.rust {
        page.scaling(rust);
        page.overhead(rust);
        page.roofline(rust);
    }
    let left_out = [&runs.rust, &runs.python].into_iter().flatten().flat_map(|run| &run.left_out);
    page.left_out(left_out);
    // One line feed at the end.
    page.text.truncate(page.text.trim_end().len());
    page.text + "\n"
}

struct How {
    command: &'static str,
    file: &'static str,
    method: &'static str,
}

const RUST: How = How {
    command: "cargo run --release -p ogive-bench -- --record",
    file: "bench/rust.json",
    method: "`ndarray` is the loop that people write, over ndarray's arrays and with std's functions; over \
             two threads it is ndarray's own parallel form. candle has new results only. burn (flex) \
             works in place on a tensor that nobody else holds; the backward passes of both begin with \
             a gradient of ones that they fill themselves, and burn's graph is made anew before each, \
             which is not counted. rten-vecmath has `f32` values only, and over two threads its arrays \
             are cut as rten's own operators cut them. `copy` has ordinary stores, `streaming copy` \
             stores that go past the cache; they took their turns in the same rounds.",
};

const PYTHON: How = How {
    command: "bench/peers.py",
    file: "bench/python.json",
    method: "All are called from Python, ogive by its package, which keeps the memory of large results for the \
             next ones; `litert` is XNNPACK.",
};

struct Page<'a> {
    text: String,
    plots: &'a BTreeSet<String>,
}

impl Page<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: impl AsRef<str>) {
        self.line(text);
        self.line("");
    }

    fn head(&mut self) {
        self.paragraph("# Speed");
        self.paragraph(
            "How long a call of ogive takes beside other libraries' and beside a copy of the same \
             array. Made by `cargo run --release -p ogive-bench -- report` from the recorded runs \
             that each section names; no number is written by hand.",
        );
        self.paragraph(
            "In a run all contenders of a cell get the same array of normal numbers of deviation 3. \
             Each result is compared with ogive's, and then they take turns, round after round; a time \
             is the median over the rounds. Compare only within a run. **Ratio** is ogive's time to \
             that of the best peer: below 1, ogive is the faster one, and where it is not, the ratio \
             is bold. A result goes into a *new* array, which the call makes, into a *given* one that is \
             there, or *in place*, into the input's memory, which is put back after eight calls at most, \
             outside of the time.",
        );
    }

    fn summary(&mut self, runs: &Runs) {
        self.paragraph("## Where ogive is the slower one");
        for (name, run) in [("Rust", &runs.rust), ("Python", &runs.python)] {
            let Some(run) = run else { continue };
            let but = verdicts(run, |peer| peer != XNNPACK);
            let slower = slowest_first(&but);
            let has_xnnpack = run.cells.iter().any(|cell| cell.seconds.contains_key(XNNPACK));
            let apart = if has_xnnpack { " but XNNPACK" } else { "" };
            let count = format!(
                "Of {} cells beside {name} libraries{apart}, ogive is slower than the best of them \
                 in {}.",
                but.len(),
                slower.len()
            );
            self.paragraph(count);
            self.slower(&slower);
            if has_xnnpack {
                let xnnpack = verdicts(run, |peer| peer == XNNPACK);
                let slower = slowest_first(&xnnpack);
                let count = format!(
                    "Beside XNNPACK, whose results are not held to the same error, ogive is the \
                     slower one in {} of {} cells.",
                    slower.len(),
                    xnnpack.len()
                );
                self.paragraph(count);
                self.slower(&slower);
            }
        }
        if runs.rust.is_none() && runs.python.is_none() {
            self.paragraph("No run is recorded yet.");
        }
    }

    fn slower(&mut self, slower: &[Verdict]) {
        if slower.is_empty() {
            return;
        }
        self.line("| cell | ogive, ns | best peer, ns | | ratio |");
        self.line("| --- | ---: | ---: | --- | ---: |");
        for verdict in slower {
            let cell = &verdict.measured.cell;
            let [ogive, peer] = [verdict.ogive, verdict.peer].map(|s| each(s, cell));
            self.line(format!(
                "| {cell} | {ogive} | {peer} | {} | {} |",
                verdict.best,
                ratio(verdict.ratio(), verdict.slower())
            ));
        }
        self.line("");
    }

    fn run(&mut self, title: &str, name: &str, run: Option<&Record>, how: How) {
        self.paragraph(format!("## {title}"));
        let Some(run) = run else {
            self.paragraph(format!(
                "There is no {} yet; `{}` measures and writes it.",
                how.file, how.command
            ));
            return;
        };
        self.machine(&run.machine, &how);
        self.paragraph(how.method);
        self.plot(&format!("ratio-{name}.svg"), "ogive's time to the best peer's, for every cell");
        for (group, cells) in groups(run) {
            self.paragraph(format!("### {}", group.title()));
            let measured = match group.rows {
                true => "Functions over an axis, whose shapes are in the table.",
                false => "Functions of one number.",
            };
            self.paragraph(format!("{measured} Nanoseconds for an element."));
            self.table(&cells, group.rows);
        }
    }

    fn machine(&mut self, machine: &Machine, how: &How) {
        let Machine { date, processor, isa, cores, versions } = machine;
        let versions: Vec<String> =
            versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        self.paragraph(format!(
            "Measured on {date} by `{}`, which wrote `{}`: {processor}, {isa}, {cores} cores. Versions: {}.",
            how.command,
            how.file,
            versions.join(", ")
        ));
    }

    fn plot(&mut self, name: &str, alternative: &str) {
        if self.plots.contains(name) {
            self.paragraph(format!("![{alternative}](speed/{name})"));
        }
    }

    fn table(&mut self, cells: &[&Measured], rows: bool) {
        let contenders = present(cells);
        let shape = if rows { " shape |" } else { "" };
        self.line(format!(
            "| function | part |{shape} {} | best peer | ratio |",
            contenders.join(" | ")
        ));
        let bar = if rows { " --- |" } else { "" };
        self.line(format!("| --- | --- |{bar}{} --- | ---: |", " ---: |".repeat(contenders.len())));
        for measured in cells {
            let cell = &measured.cell;
            let mut row = format!("| `{}` | {} |", cell.function, cell.part);
            if rows {
                _ = write!(row, " {} |", shape_text(&cell.shape));
            }
            for name in &contenders {
                let time = measured.seconds.get(*name).map(|seconds| each(*seconds, cell));
                _ = write!(row, " {} |", time.unwrap_or_default());
            }
            match Verdict::of(measured, |_| true) {
                Some(verdict) => {
                    let ratio = ratio(verdict.ratio(), verdict.slower());
                    _ = write!(row, " {} | {ratio} |", verdict.best);
                }
                None => row.push_str(" | |"),
            }
            self.line(row);
        }
        self.line("");
    }

    fn scaling(&mut self, run: &Record) {
        let cells: Vec<&Measured> = run.cells.iter().filter(|m| follows_size(&m.cell)).collect();
        let lengths: BTreeSet<usize> = cells.iter().map(|m| m.cell.elements()).collect();
        if lengths.len() < 2 {
            return;
        }
        self.paragraph("## Time over size");
        self.paragraph(
            "`f32`, values, one thread, into a given array: nanoseconds for an element, from the same \
             run as the Rust libraries. If time is a straight line in the number of elements, a column \
             is level; it may rise where the copy's rises, from one cache to the next. Lengths that end \
             in +1 are odd.",
        );
        for function in SCALED {
            let name = format!("scaling-{function}.svg");
            self.plot(
                &name,
                &format!("{function}: time for an element over the number of elements"),
            );
        }
        let functions: Vec<&str> = SCALED.into_iter().chain([COPY]).collect();
        self.line(format!("| elements | {} | streaming copy |", functions.join(" | ")));
        self.line(format!("| ---: |{} ---: |", " ---: |".repeat(functions.len())));
        for length in lengths {
            let find = |function: &str| {
                cells.iter().find(|m| m.cell.function == function && m.cell.elements() == length)
            };
            let mut row = format!("| {} |", shape_text(&[length]));
            for function in &functions {
                let who = if *function == COPY { contenders::COPY } else { OGIVE };
                _ = write!(row, " {} |", time(find(function), who));
            }
            _ = write!(row, " {} |", time(find(COPY), STREAMING_COPY));
            self.line(row);
        }
        self.line("");
    }

    fn overhead(&mut self, run: &Record) {
        let find = |function: &str, length: usize| {
            let here = |m: &&Measured| {
                follows_size(&m.cell) && m.cell.function == function && m.cell.elements() == length
            };
            run.cells.iter().find(here)
        };
        let mut rows = Vec::new();
        for function in SCALED {
            let (Some(few), Some(many)) = (find(function, 256), find(function, 4096)) else {
                continue;
            };
            let nanoseconds = |m: &Measured, who| m.seconds.get(who).map(|s| s * 1e9);
            let (Some(at_256), Some(at_4096)) = (nanoseconds(few, OGIVE), nanoseconds(many, OGIVE))
            else {
                continue;
            };
            let plain = nanoseconds(few, "ndarray").map(significant).unwrap_or_default();
            // Where the line through both meets no elements.
            let overhead = (16.0 * at_256 - at_4096) / 15.0;
            rows.push(format!(
                "| `{function}` | {} | {plain} | {overhead:.0} |",
                significant(at_256)
            ));
        }
        if rows.is_empty() {
            return;
        }
        self.paragraph("## A call on few elements");
        self.paragraph(
            "256 elements of `f32`, one thread, into a given array, by `ogive::nn::Layer::forward_into`: \
             nanoseconds for a call, beside the plain loop over the same arrays, which the compiler sees \
             as a whole. The overhead is where a straight line through the times of 256 and 4096 \
             elements meets 0 elements.",
        );
        self.line("| function | ogive | plain loop | ogive's overhead |");
        self.line("| --- | ---: | ---: | ---: |");
        rows.iter().for_each(|row| self.line(row));
        self.line("");
    }

    fn roofline(&mut self, run: &Record) {
        let rows = roofline(run);
        if rows.is_empty() {
            return;
        }
        self.paragraph("## At the memory's limit");
        let threads = rows[0].threads;
        let s = if threads == 1 { "" } else { "s" };
        self.paragraph(format!(
            "Values of {} elements of `f32`, {threads} thread{s}, into a given array: gigabytes read and \
             written in a second. What computing alone would allow is taken from {} elements, which lie \
             in the cache, on one thread, times the threads. A copy is the limit for every function; \
             the last column is the time to that of the streaming copy in the same rounds.",
            shape_text(&[rows[0].far]),
            shape_text(&[NEAR]),
        ));
        self.plot("roofline.svg", "gigabytes in a second by function, beside the copies");
        self.line("| function | reached | computing alone | copy | streaming copy | to the streaming copy |");
        self.line("| --- | ---: | ---: | ---: | ---: | ---: |");
        for row in rows {
            let show = |number: Option<f64>| number.map(significant).unwrap_or_default();
            let to = row.streaming.map(|streaming| format!("{:.2}", streaming / row.reached));
            self.line(format!(
                "| `{}` | {} | {} | {} | {} | {} |",
                row.function,
                significant(row.reached),
                show(row.alone),
                show(row.copy),
                show(row.streaming),
                to.unwrap_or_default()
            ));
        }
        self.line("");
    }

    fn left_out<'r>(&mut self, left_out: impl Iterator<Item = &'r LeftOut>) {
        let mut by_why: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for one in left_out {
            by_why.entry((&one.contender, &one.why)).or_default().push(one.cell.to_string());
        }
        if by_why.is_empty() {
            return;
        }
        self.paragraph("## Left out");
        self.paragraph("Who was not timed in a cell although it has the function, and why.");
        self.line("| who | where | why |");
        self.line("| --- | --- | --- |");
        for ((contender, why), cells) in by_why {
            self.line(format!(
                "| {contender} | {} | {} |",
                cells.join("; "),
                why.replace('|', "\\|")
            ));
        }
        self.line("");
    }
}

/// The cells of one table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    rows: bool,
    dtype: Type,
    /// The number of elements, if all of the table have the same.
    length: usize,
    threads: usize,
    into: Destination,
}

impl Group {
    fn of(cell: &Cell) -> Group {
        let rows = cell.over_rows();
        let length = if rows { 0 } else { cell.elements() };
        Group { rows, dtype: cell.dtype, length, threads: cell.threads, into: cell.into }
    }

    fn title(self) -> String {
        let Group { rows, dtype, length, threads, into } = self;
        let size =
            if rows { "rows".to_string() } else { format!("{} elements", shape_text(&[length])) };
        let s = if threads == 1 { "" } else { "s" };
        let into = match into {
            Destination::New => "into a new array",
            Destination::Given => "into a given array",
            Destination::InPlace => "in place",
        };
        format!("{dtype}, {size}, {threads} thread{s}, {into}")
    }
}

/// The tables of a run, their cells in the order of the grid; those that only follow time over size
/// have a section of their own.
fn groups(run: &Record) -> BTreeMap<Group, Vec<&Measured>> {
    let mut groups: BTreeMap<Group, Vec<&Measured>> = BTreeMap::new();
    for measured in run.cells.iter().filter(|m| !only_follows_size(&m.cell)) {
        groups.entry(Group::of(&measured.cell)).or_default().push(measured);
    }
    for cells in groups.values_mut() {
        cells.sort_by_key(|m| (m.cell.part, position(&m.cell.function), m.cell.clone()));
    }
    groups
}

/// Where a function stands in a table.
pub fn position(function: &str) -> usize {
    ELEMENTWISE.iter().position(|known| *known == base(function)).unwrap_or(ELEMENTWISE.len())
}

/// Those who take part in any of the cells, ogive first and the limits last.
pub fn present<'a>(cells: &[&'a Measured]) -> Vec<&'a str> {
    let all: BTreeSet<&str> =
        cells.iter().flat_map(|m| m.seconds.keys().map(String::as_str)).collect();
    let mut all: Vec<&str> = all.into_iter().filter(|name| *name != READ).collect();
    all.sort_by_key(|name| (*name != OGIVE, contenders::is_limit(name), *name));
    // What reads alone is in the cells of copies.
    if cells.iter().any(|m| m.seconds.contains_key(READ)) {
        all.push(READ);
    }
    all
}

/// What a function reaches of the memory's speed, in gigabytes a second.
pub struct Reached<'a> {
    /// The function.
    pub function: &'a str,
    /// How many elements.
    pub far: usize,
    /// How many threads.
    pub threads: usize,
    /// What it reaches.
    pub reached: f64,
    /// What its computing alone would allow.
    pub alone: Option<f64>,
    /// What a copy reaches.
    pub copy: Option<f64>,
    /// What a copy with streaming stores reaches.
    pub streaming: Option<f64>,
}

/// The length at which computing alone is measured.
const NEAR: usize = 1 << 12;

/// The rows of the roofline: the largest arrays and most threads that most functions were measured
/// with.
pub fn roofline(run: &Record) -> Vec<Reached<'_>> {
    let is_value = |m: &&Measured| {
        let cell = &m.cell;
        cell.part == Part::Value
            && cell.dtype == Type::F32
            && cell.into == Destination::Given
            && ELEMENTWISE.contains(&cell.function.as_str())
            && m.seconds.contains_key(OGIVE)
    };
    let values: Vec<&Measured> = run.cells.iter().filter(is_value).collect();
    let beyond_cache = values.iter().filter(|m| m.cell.elements() >= 1 << 24);
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for m in beyond_cache {
        *counts.entry((m.cell.elements(), m.cell.threads)).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    let Some(((far, threads), _)) = counts.into_iter().rev().find(|(_, count)| *count == most)
    else {
        return Vec::new();
    };
    let here = |length, threads| {
        let fits = move |m: &&&Measured| m.cell.elements() == length && m.cell.threads == threads;
        values.iter().filter(fits)
    };
    // Each element is read and written.
    let speed = |m: &Measured, who: &str| {
        let bytes = 2 * m.cell.elements() * m.cell.dtype.bytes();
        m.seconds.get(who).map(|seconds| bytes as f64 / seconds / 1e9)
    };
    let mut rows: Vec<Reached> = here(far, threads)
        .filter_map(|m| {
            let function = m.cell.function.as_str();
            let near = here(NEAR, 1).find(|near| near.cell.function == function);
            Some(Reached {
                function,
                far,
                threads,
                reached: speed(m, OGIVE)?,
                alone: near.and_then(|near| speed(near, OGIVE)).map(|one| one * threads as f64),
                copy: speed(m, contenders::COPY),
                streaming: speed(m, STREAMING_COPY),
            })
        })
        .collect();
    rows.sort_by_key(|row| position(row.function));
    rows
}

/// The verdicts of a run.
pub fn verdicts(run: &Record, counts: impl Fn(&str) -> bool + Copy) -> Vec<Verdict<'_>> {
    run.cells.iter().filter_map(|measured| Verdict::of(measured, counts)).collect()
}

fn slowest_first<'a>(verdicts: &[Verdict<'a>]) -> Vec<Verdict<'a>> {
    let mut slower: Vec<_> = verdicts.iter().filter(|verdict| verdict.slower()).copied().collect();
    slower.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
    slower
}

/// Nanoseconds for an element.
fn each(seconds: f64, cell: &Cell) -> String {
    significant(seconds * 1e9 / cell.elements() as f64)
}

fn time(measured: Option<&&Measured>, who: &str) -> String {
    let time = measured.and_then(|m| m.seconds.get(who).map(|seconds| each(*seconds, &m.cell)));
    time.unwrap_or_default()
}

fn ratio(ratio: f64, slower: bool) -> String {
    if slower { format!("**{ratio:.2}**") } else { format!("{ratio:.2}") }
}
