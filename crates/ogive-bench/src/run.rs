//! Measures cells, and says what came out.
//!
//! Some peers read the number of threads from the environment, once. So a process has one number of
//! threads, and the cells of each number are measured by a child of this program, which reads cells
//! as lines of JSON and answers with their times.

use std::env;
use std::io::{BufRead, BufReader, IsTerminal, Write, stdin, stdout};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use half::{bf16, f16};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::ThreadPoolBuilder;
use serde::{Deserialize, Serialize};

use crate::cell::{COPY, Cell, Destination, Part, Type};
use crate::contenders::{self, OGIVE, Prepared};
use crate::element::{Element, Wide};
use crate::grid::{Selection, size};
use crate::input::Input;
use crate::machine::{free_memory, machine};
use crate::record::{LeftOut, Measured, Record, write};
use crate::table::Table;
use crate::timing::{Plan, medians};

/// Times ogive, the Rust peers and the machine's limits, in turns.
///
/// Prints nanoseconds for an element and the ratio to the best peer. Without options it takes the
/// part that stands for the grid, which is about a quarter of an hour.
#[derive(clap::Args)]
pub struct Run {
    /// All of the grid, for hours.
    #[arg(long)]
    full: bool,
    /// Only these functions.
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    functions: Vec<String>,
    /// Only these element types.
    #[arg(long, value_delimiter = ',', value_name = "TYPES")]
    dtypes: Vec<Type>,
    /// Only these sizes, as 4096, 2^18 or 4096x1000.
    #[arg(long, value_delimiter = ',', value_name = "SIZES")]
    sizes: Vec<String>,
    /// Only these numbers of threads.
    #[arg(long, value_delimiter = ',', value_name = "NUMBERS")]
    threads: Vec<usize>,
    /// Only results that go there.
    #[arg(long, value_delimiter = ',', value_name = "WHERE")]
    into: Vec<Destination>,
    /// Only values, or only gradients.
    #[arg(long, value_delimiter = ',', value_name = "PARTS")]
    parts: Vec<Part>,
    /// Rounds that count, beside the one that warms up.
    #[arg(long, value_name = "N", default_value = "7", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Milliseconds of a turn; a turn is at least one call.
    #[arg(long, value_name = "MS", default_value = "10")]
    turn: u32,
    /// Print JSON in place of the table.
    #[arg(long)]
    json: bool,
    /// Write the run to bench/rust.json, or to this file.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    record: Option<Option<PathBuf>>,
}

/// What the parent sends to the child.
#[derive(Serialize, Deserialize)]
struct Task {
    cell: Cell,
    turn: Duration,
    rounds: usize,
}

/// What the child answers.
#[derive(Serialize, Deserialize)]
struct Answer {
    measured: Option<Measured>,
    left_out: Vec<LeftOut>,
}

impl Run {
    /// Measures, prints and records.
    ///
    /// # Errors
    /// If nothing is selected, or a child fails.
    pub fn run(self) -> Result<()> {
        let sizes: Result<Vec<Vec<usize>>> = self.sizes.iter().map(|text| size(text)).collect();
        let selection = Selection {
            full: self.full,
            functions: self.functions,
            dtypes: self.dtypes,
            sizes: sizes?,
            threads: self.threads,
            into: self.into,
            parts: self.parts,
        };
        let cells = selection.cells()?;
        if cfg!(debug_assertions) {
            eprintln!("warning: built without --release, so that the times mean little");
        }
        let table = Table::new();
        if !self.json {
            table.head();
        }
        let bar = bar(cells.len());
        let mut record = Record { machine: machine()?, cells: Vec::new(), left_out: Vec::new() };
        let mut child: Option<Measurer> = None;
        for cell in cells {
            bar.set_message(cell.to_string());
            if child.as_ref().is_none_or(|child| child.threads != cell.threads) {
                // The last one goes first, with its threads.
                drop(child.take());
                child = Some(Measurer::start(cell.threads)?);
            }
            let turn = Duration::from_millis(self.turn.into());
            let task = Task { cell, turn, rounds: self.rounds.into() };
            let measurer = child.as_mut().context("a child has been started")?;
            let Answer { measured, left_out } = measurer.answer(&task)?;
            bar.suspend(|| {
                for one in &left_out {
                    eprintln!("left out: {} in {}: {}", one.contender, one.cell, one.why);
                }
                if let Some(measured) = measured.as_ref().filter(|_| !self.json) {
                    table.row(measured);
                }
            });
            record.cells.extend(measured);
            record.left_out.extend(left_out);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let json = record.json()?;
        if self.json {
            stdout().write_all(json.as_bytes())?;
        } else {
            table.foot(&record);
        }
        if let Some(path) = self.record {
            let path = path.unwrap_or_else(|| crate::repository().join("bench/rust.json"));
            write(&path, &json)?;
            eprintln!("{} is written", path.display());
        }
        Ok(())
    }
}

/// A line that shows how far the run is, where a person watches.
fn bar(cells: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{pos} of {len}, {eta} left: {msg}");
    let bar = ProgressBar::new(cells as u64);
    bar.set_style(style.expect("the template is right"));
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

/// A child that measures in so many threads.
struct Measurer {
    threads: usize,
    process: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Measurer {
    fn start(threads: usize) -> Result<Measurer> {
        let mut process = Command::new(env::current_exe().context("cannot find this program")?)
            .arg("measure")
            .env("RAYON_NUM_THREADS", threads.to_string())
            // candle's name for it goes before.
            .env_remove("CANDLE_NUM_THREADS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start this program again")?;
        let to = process.stdin.take();
        let from = BufReader::new(process.stdout.take().context("it was asked to be piped")?);
        Ok(Measurer { threads, process, to, from })
    }

    fn answer(&mut self, task: &Task) -> Result<Answer> {
        let to = self.to.as_mut().context("it is there until the child ends")?;
        let mut line = serde_json::to_string(task)?;
        line.push('\n');
        let sent = to.write_all(line.as_bytes()).and_then(|()| to.flush());
        line.clear();
        let heard = sent.and_then(|()| self.from.read_line(&mut line));
        let heard = heard.with_context(|| format!("measuring {} failed", task.cell))?;
        ensure!(heard > 0, "measuring {} failed; what went wrong stands above", task.cell);
        serde_json::from_str(&line).with_context(|| format!("not an answer: {line}"))
    }
}

impl Drop for Measurer {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.to.take());
        _ = self.process.wait();
    }
}

/// The child: measures what it reads, until that ends.
///
/// # Errors
/// If ogive fails in a cell, or what is read is no task.
pub fn measure() -> Result<()> {
    let pool = ThreadPoolBuilder::new().build()?;
    for line in stdin().lock().lines() {
        let line = line?;
        let task: Task =
            serde_json::from_str(&line).with_context(|| format!("not a task: {line}"))?;
        ensure!(
            pool.current_num_threads() == task.cell.threads,
            "there are {} threads for {}",
            pool.current_num_threads(),
            task.cell
        );
        // From a thread of the pool, so that no call waits for one to wake up.
        let answer = pool.install(|| match task.cell.dtype {
            Type::F32 => measured::<f32>(task),
            Type::F64 => measured::<f64>(task),
            Type::F16 => measured::<f16>(task),
            Type::Bf16 => measured::<bf16>(task),
        })?;
        let mut to = stdout().lock();
        serde_json::to_writer(&mut to, &answer)?;
        to.write_all(b"\n")?;
        to.flush()?;
    }
    Ok(())
}

/// Arrays of the input's size that a cell takes, all contenders together, at most.
const ARRAYS: u64 = 16;

fn measured<E: Element>(Task { cell, turn, rounds }: Task) -> Result<Answer> {
    let mut left_out = Vec::new();
    let mut leave_out = |contender: &str, why: String| {
        left_out.push(LeftOut { cell: cell.clone(), contender: contender.to_string(), why });
    };
    let needed = ARRAYS * (cell.elements() * size_of::<E>()) as u64;
    let free = free_memory();
    if needed > free {
        let gib = |bytes| bytes as f64 / f64::from(1 << 30);
        let why = format!("it takes {:.1} GiB of memory, of {:.1} free", gib(needed), gib(free));
        leave_out("the whole cell", why);
        return Ok(Answer { measured: None, left_out });
    }

    let input = Input::<E>::of(&cell);
    // A copy is judged by what it copies, a function by ogive's result.
    let mut expected = (cell.function == COPY).then(|| input.x.iter().copied().collect::<Vec<E>>());
    let mut names = Vec::new();
    let mut calls: Vec<Prepared<E>> = Vec::new();
    for contender in contenders::all::<E>() {
        let name = contender.name();
        let ready = contender.call(&cell, &input).and_then(|call| {
            let Some(mut call) = call else { return Ok(None) };
            let result = call.result()?;
            Ok(Some((call, result)))
        });
        let (call, result) = match ready {
            Ok(Some(ready)) => ready,
            Ok(None) => continue,
            Err(error) if name == OGIVE => return Err(error.context(format!("ogive in {cell}"))),
            Err(error) => {
                leave_out(name, format!("{error:#}"));
                continue;
            }
        };
        let copied = contenders::is_limit(name);
        let judged = if copied { None } else { expected.as_deref() };
        let difference = match judged {
            Some(expected) => difference(expected, &result),
            None if copied && !equal_bits(&result, input.x.as_slice().unwrap_or_default()) => {
                Some("the copy differs".to_string())
            }
            None => None,
        };
        match difference {
            Some(why) => leave_out(name, why),
            None => {
                names.push(name.to_string());
                calls.push(call);
            }
        }
        if name == OGIVE {
            expected = Some(result);
        }
    }
    drop(expected);
    let times = medians(&mut calls, Plan { turn, rounds })?;
    drop(calls);
    let seconds = names.into_iter().zip(times.into_iter().map(rounded)).collect();
    Ok(Answer { measured: Some(Measured { cell, seconds }), left_out })
}

/// Where a result is not ogive's, within the tolerance of its type.
fn difference<E: Element>(expected: &[E], found: &[E]) -> Option<String> {
    if expected.len() != found.len() {
        return Some(format!("{} results, not {}", found.len(), expected.len()));
    }
    let wide = |x: E| Wide::to_f64(x.to_wide());
    let pairs = expected.iter().zip(found).map(|(expected, found)| (wide(*expected), wide(*found)));
    let distance = |(expected, found): (f64, f64)| {
        let relative = (expected - found).abs() / (1.0 + expected.abs());
        if relative.is_nan() { f64::INFINITY } else { relative }
    };
    let (index, (expected, found)) =
        pairs.enumerate().max_by(|(_, a), (_, b)| distance(*a).total_cmp(&distance(*b)))?;
    (distance((expected, found)) > E::TOLERANCE)
        .then(|| format!("its result {index} is {found:e}, and ogive's is {expected:e}"))
}

fn equal_bits<E: Element>(a: &[E], b: &[E]) -> bool {
    bytemuck::cast_slice::<E, u8>(a) == bytemuck::cast_slice::<E, u8>(b)
}

/// A time with as many digits as mean something.
fn rounded(seconds: f64) -> f64 {
    format!("{seconds:.4e}").parse().unwrap_or(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_result_is_seen_and_one_that_is_less_exact_passes() {
        let expected = [1.0_f32, -2.0, 1e-30];
        assert_eq!(difference(&expected, &[1.000_01, -2.000_01, 0.0]), None);
        assert!(difference(&expected, &[1.0, 2.0, 1e-30]).unwrap().contains("result 1 is 2e0"));
        assert!(difference(&expected, &[1.0, f32::NAN, 1e-30]).unwrap().contains("result 1"));
        assert!(difference(&expected, &[1.0, -2.0]).unwrap().contains("2 results, not 3"));
    }

    #[test]
    fn every_contender_agrees_in_every_kind_of_cell() {
        let shapes: [(&str, &[usize]); 5] = [
            ("softmax(-1)", &[7, 80]),
            ("softmax(1)", &[2, 5, 9]),
            ("log_softmax(-1)", &[3, 33]),
            ("log_softmax(1)", &[1, 4, 3, 5]),
            (COPY, &[1001]),
        ];
        let elementwise = crate::grid::ELEMENTWISE.map(|function| (function, &[1001_usize][..]));
        let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        for (function, shape) in elementwise.into_iter().chain(shapes) {
            for part in [Part::Value, Part::Gradient] {
                for into in [Destination::New, Destination::Given, Destination::InPlace] {
                    let (function, shape) = (function.to_string(), shape.to_vec());
                    let cell = Cell { function, part, dtype: Type::F32, shape, threads: 2, into };
                    let impossible = part == Part::Gradient && into == Destination::InPlace;
                    if impossible || (cell.function == COPY && part == Part::Gradient) {
                        continue;
                    }
                    pool.install(|| {
                        agrees::<f32>(Cell { dtype: Type::F32, ..cell.clone() });
                        agrees::<f64>(Cell { dtype: Type::F64, threads: 1, ..cell.clone() });
                        agrees::<f16>(Cell { dtype: Type::F16, ..cell.clone() });
                        agrees::<bf16>(Cell { dtype: Type::Bf16, threads: 1, ..cell.clone() });
                    });
                }
            }
        }
    }

    fn agrees<E: Element>(cell: Cell) {
        let task = Task { cell, turn: Duration::ZERO, rounds: 1 };
        let answer = measured::<E>(task).unwrap();
        let whys: Vec<_> = answer
            .left_out
            .iter()
            .map(|one| format!("{} {}: {}", one.contender, one.cell, one.why))
            .collect();
        assert_eq!(whys, [""; 0]);
        let measured = answer.measured.unwrap();
        let (cell, seconds) = (&measured.cell, &measured.seconds);
        if cell.function == COPY {
            let copies = usize::from(cell.into != Destination::InPlace);
            assert!(seconds.len() >= copies, "{cell}: {seconds:?}");
        } else {
            assert!(seconds.contains_key(OGIVE) && seconds.contains_key("ndarray"), "{cell}");
        }
    }
}
