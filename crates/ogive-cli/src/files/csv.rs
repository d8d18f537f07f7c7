//! Tables of text: `.csv` and `.tsv`, by the crate csv.
//!
//! The first line is the header, unless all of its cells are numbers. Numbers are double precision, written with
//! the fewest digits that lead back to them; what is not among the chosen columns is copied.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator, Writer, WriterBuilder};
use ogive_inspect::words::one_of;

use super::replace::Target;
use super::source::{Entry, Opened};
use crate::report::{Failure, Result};
use crate::tensor::{Element, each_type};
use crate::text;

/// What some programs begin a text with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// What stands between its columns.
    pub delimiter: u8,
    /// Do its lines end with `\r\n`?
    crlf: bool,
    marked: bool,
}

/// A table that is being read.
pub struct Table {
    reader: Reader<Box<dyn Read>>,
    header: Option<ByteRecord>,
    /// The first line, if it is no header and has not been read yet.
    first: Option<ByteRecord>,
    /// How many columns there are.
    width: usize,
    /// Those that hold the numbers, from 0.
    chosen: Vec<usize>,
    style: Style,
}

/// Some lines of a table.
#[derive(Debug, Default)]
pub struct Rows {
    /// The lines as they are.
    pub records: Vec<ByteRecord>,
    /// The numbers of the chosen columns, line after line; NaN where a cell is empty.
    pub numbers: Vec<f64>,
}

impl Table {
    /// Opens a table. Without names, its columns are all those that hold numbers alone.
    ///
    /// # Errors
    /// If it cannot be read, is empty, or has no such columns.
    pub fn open(opened: Opened, delimiter: u8, names: Option<&[String]>) -> Result<Table> {
        // Which columns hold numbers shows at the end: then it is read a second time.
        let stream: Box<dyn Read> = match (names, opened) {
            (Some(_), Opened::Stream(stream)) => stream,
            (_, opened) => {
                let (mut file, _) = opened.seekable()?;
                if names.is_none() {
                    let mut table =
                        Table::begin(Box::new(file.try_clone().map_err(unreadable)?), delimiter)?;
                    let chosen = table.numeric()?;
                    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
                    return Ok(Table { chosen, ..Table::begin(Box::new(file), delimiter)? });
                }
                Box::new(file)
            }
        };
        let mut table = Table::begin(stream, delimiter)?;
        table.chosen = table.named(names.unwrap_or_default())?;
        Ok(table)
    }

    fn begin(mut stream: Box<dyn Read>, delimiter: u8) -> Result<Table> {
        let mut start = Vec::new();
        Read::take(&mut stream, 1 << 16).read_to_end(&mut start).map_err(unreadable)?;
        let end = start.iter().position(|byte| *byte == b'\n');
        let crlf = end.is_some_and(|end| end > 0 && start[end - 1] == b'\r');
        let marked = start.starts_with(BYTE_ORDER_MARK);
        let skipped = if marked { start.split_off(BYTE_ORDER_MARK.len()) } else { start };
        let stream: Box<dyn Read> = Box::new(io::Cursor::new(skipped).chain(stream));
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(stream);
        let mut first = ByteRecord::new();
        if !reader.read_byte_record(&mut first).map_err(|error| wrong(&error))? {
            return Err(Failure::new("is empty; expected a table"));
        }
        let width = first.len();
        let header = first.iter().any(|cell| number(cell).is_none());
        let (header, first) = if header { (Some(first), None) } else { (None, Some(first)) };
        let style = Style { delimiter, crlf, marked };
        Ok(Table { reader, header, first, width, chosen: Vec::new(), style })
    }

    /// The columns of these names; without a header, their numbers from 1.
    fn named(&self, names: &[String]) -> Result<Vec<usize>> {
        let all = match &self.header {
            Some(header) => {
                header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_string()).collect()
            }
            None => (1..=self.width()).map(|number| number.to_string()).collect::<Vec<_>>(),
        };
        names
            .iter()
            .map(|name| {
                let mut found = (0..all.len()).filter(|i| all[*i] == name.trim());
                match (found.next(), found.next()) {
                    (Some(one), None) => Ok(one),
                    (Some(_), Some(_)) => {
                        Err(Failure::new(format!("has several columns `{name}`; expected one")))
                    }
                    (None, _) => Err(Failure::new(format!(
                        "has no column `{name}`; it has {}",
                        one_of(&all).replace(" or ", " and ")
                    ))),
                }
            })
            .collect()
    }

    /// The columns that hold numbers alone, and at least one.
    fn numeric(&mut self) -> Result<Vec<usize>> {
        let mut seen = vec![(false, true); self.width()];
        let mut record = ByteRecord::new();
        while self.next(&mut record)? {
            for (cell, (any, all)) in record.iter().zip(&mut seen) {
                match number(cell) {
                    Some(_) => *any = true,
                    None => *all &= cell.trim_ascii().is_empty(),
                }
            }
        }
        let chosen: Vec<_> = (0..seen.len()).filter(|i| seen[*i] == (true, true)).collect();
        if chosen.is_empty() {
            return Err(Failure::new("has no column of numbers alone; expected at least one")
                .hint(
                    "--columns a,b names the columns; a cell that is no number is then pointed out",
                ));
        }
        Ok(chosen)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many of them are chosen.
    pub fn columns(&self) -> usize {
        self.chosen.len()
    }

    /// The names of those that are chosen; without a header, their numbers from 1.
    pub fn names(&self) -> Vec<String> {
        let name = |column: &usize| match &self.header {
            Some(header) => String::from_utf8_lossy(&header[*column]).into_owned(),
            None => (column + 1).to_string(),
        };
        self.chosen.iter().map(name).collect()
    }

    /// How it is written.
    pub fn style(&self) -> Style {
        self.style
    }

    fn next(&mut self, record: &mut ByteRecord) -> Result<bool> {
        if let Some(first) = self.first.take() {
            *record = first;
            return Ok(true);
        }
        self.reader.read_byte_record(record).map_err(|error| wrong(&error))
    }

    /// Reads up to `most` lines; none are left if there are fewer.
    ///
    /// # Errors
    /// If a chosen cell is no number, or is empty and none may be, or the file cannot be read.
    pub fn read(&mut self, rows: &mut Rows, most: usize, may_be_empty: bool) -> Result<()> {
        rows.numbers.clear();
        let mut count = 0;
        while count < most {
            if rows.records.len() == count {
                rows.records.push(ByteRecord::new());
            }
            let record = &mut rows.records[count];
            if !self.next(record)? {
                break;
            }
            for column in &self.chosen {
                let cell = record.get(*column).unwrap_or_default();
                rows.numbers.push(match number(cell) {
                    Some(number) => number,
                    None if may_be_empty && cell.trim_ascii().is_empty() => f64::NAN,
                    None => return Err(self.no_number(record, *column)),
                });
            }
            count += 1;
        }
        rows.records.truncate(count);
        Ok(())
    }

    fn no_number(&self, record: &ByteRecord, column: usize) -> Failure {
        let cell = String::from_utf8_lossy(record.get(column).unwrap_or_default()).into_owned();
        let line = record.position().map_or(1, |position| position.line());
        let name = match &self.header {
            Some(header) => format!("column `{}`", String::from_utf8_lossy(&header[column])),
            None => format!("column {}", column + 1),
        };
        let what = match cell.trim() {
            "" => "an empty cell".into(),
            cell => format!("\"{}\"", cell.chars().take(40).collect::<String>().escape_debug()),
        };
        Failure::new(format!("has {what} in line {line}, {name}; expected a number"))
            .hint("--columns a,b names the columns of numbers")
    }
}

/// A table that is being written.
pub struct TableWriter {
    writer: Writer<Target>,
    cells: ByteRecord,
}

impl TableWriter {
    /// Begins one like this table, with its header.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(mut target: Target, style: Style, table: &Table) -> Result<TableWriter> {
        if style.marked {
            target.write_all(BYTE_ORDER_MARK).map_err(|error| target.failure(&error))?;
        }
        let ends = if style.crlf { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let writer = WriterBuilder::new()
            .delimiter(style.delimiter)
            .terminator(ends)
            .buffer_capacity(1 << 18)
            .from_writer(target);
        let mut writer = TableWriter { writer, cells: ByteRecord::new() };
        if let Some(header) = &table.header {
            writer.line(header)?;
        }
        Ok(writer)
    }

    /// Writes lines of the table with other numbers in the chosen columns; an empty cell stays empty.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, table: &Table, rows: &Rows, numbers: &[f64]) -> Result<()> {
        let mut chosen = vec![None; table.width()];
        for (place, column) in table.chosen.iter().enumerate() {
            chosen[*column] = Some(place);
        }
        for (record, numbers) in rows.records.iter().zip(numbers.chunks(table.columns().max(1))) {
            let mut cells = std::mem::take(&mut self.cells);
            cells.clear();
            for (cell, place) in record.iter().zip(&chosen) {
                match place {
                    Some(place) if !cell.trim_ascii().is_empty() => {
                        cells.push_field(shortest(numbers[*place]).as_bytes());
                    }
                    _ => cells.push_field(cell),
                }
            }
            self.line(&cells)?;
            self.cells = cells;
        }
        Ok(())
    }

    fn line(&mut self, record: &ByteRecord) -> Result<()> {
        self.writer.write_byte_record(record).map_err(|error| match error.into_kind() {
            ErrorKind::Io(error) => self.writer.get_ref().failure(&error),
            other => Failure::new(format!("cannot write the table: {other:?}")),
        })
    }

    /// Ends the table: from here on, it is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<()> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| self.writer.get_ref().failure(&error))?;
        match self.writer.into_inner() {
            Ok(target) => target.finish(),
            Err(error) => Err(Failure::new(format!("cannot write the table: {error}"))),
        }
    }
}

/// The text of an array's elements as a table, as they come.
pub struct Cells {
    entry: Entry,
    delimiter: char,
    columns: usize,
    /// How many elements have come.
    count: usize,
}

impl Cells {
    /// For an array of one dimension, which makes a column, or of two.
    ///
    /// # Errors
    /// If it has more.
    pub fn new(entry: &Entry, delimiter: u8) -> Result<Cells> {
        let columns = match entry.shape[..] {
            [] | [_] => 1,
            [_, columns] => columns,
            _ => {
                return Err(Failure::new(format!(
                    "an array of shape {} is no table; expected one or two dimensions",
                    text::shape(&entry.shape)
                )));
            }
        };
        Ok(Cells { entry: entry.clone(), delimiter: delimiter.into(), columns, count: 0 })
    }

    /// The text of these elements, which follow those before.
    pub fn text(&mut self, bytes: &[u8]) -> String {
        let mut text = String::new();
        let Some(dtype) = self.entry.dtype else { return text };
        for bytes in bytes.chunks_exact(dtype.size()) {
            text.push_str(&each_type!(dtype, E => cell(bytemuck::pod_read_unaligned::<E>(bytes))));
            self.count += 1;
            text.push(if self.count.is_multiple_of(self.columns) { '\n' } else { self.delimiter });
        }
        text
    }
}

fn cell<E: Element>(element: E) -> String {
    let wide: f64 = element.into();
    shortest(if wide.is_finite() { element.shortest() } else { wide })
}

/// The fewest digits that lead back to a number: `0.5`, `1e-7`, `nan`.
fn shortest(number: f64) -> String {
    if number.is_nan() { "nan".into() } else { format!("{number:?}") }
}

/// The number in a cell.
fn number(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.trim().parse().ok()
}

/// The array of all numbers of a table: a row for each line.
///
/// # Errors
/// If a cell is no number, the file cannot be read, or there is no memory.
pub fn array(mut table: Table, path: &Path) -> Result<(Entry, Vec<f64>)> {
    let (mut rows, mut all) = (Rows::default(), Vec::new());
    loop {
        table.read(&mut rows, 1 << 12, false)?;
        if rows.records.is_empty() {
            break;
        }
        let no_memory = |_| Failure::new("is too large to be held in memory");
        all.try_reserve(rows.numbers.len()).map_err(no_memory)?;
        all.extend_from_slice(&rows.numbers);
    }
    let name = path.file_stem().filter(|_| path != Path::new("-"));
    let columns = table.columns();
    let entry = Entry {
        name: name.map_or("array".into(), |name| name.to_string_lossy().into_owned()),
        dtype: Some(crate::tensor::Dtype::F64),
        holds: "float64".into(),
        shape: vec![all.len() / columns.max(1), columns],
        layout: super::Layout::PLAIN,
        count: all.len(),
    };
    Ok((entry, all))
}

fn unreadable(error: io::Error) -> Failure {
    super::npy::unreadable(error)
}

fn wrong(error: &::csv::Error) -> Failure {
    match error.kind() {
        ErrorKind::Io(error) => Failure::new(format!("cannot be read: {error}")),
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, ::csv::Position::line);
            Failure::new(format!(
                "has {len} cells in line {line}; expected {expected_len}, as in the first"
            ))
        }
        other => Failure::new(format!("cannot be read as a table: {other:?}")),
    }
}
