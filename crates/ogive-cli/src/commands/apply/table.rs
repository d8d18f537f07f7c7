//! Tables: their lines in blocks, or all of them as an array.

use std::path::Path;
use std::time::{Duration, Instant};

use ndarray::{ArrayD, IxDyn};

use super::Job;
use super::arrays::write_tensor;
use super::report::Part;
use crate::commands::cut::Cut;
use crate::files::csv::{self, Rows, Table, TableWriter};
use crate::files::replace::Target;
use crate::files::source::Opened;
use crate::files::{self, Entry, Format, Layout, Sink, Source, npy, stream};
use crate::report::{Failure, Result};
use crate::tensor::Tensor;
use crate::text;

impl Job<'_> {
    /// A table: its lines in blocks, or whole.
    pub(super) fn table(&self, opened: Opened, delimiter: u8, to: Format) -> Result<()> {
        let about = |failure: Failure| failure.part_of(&files::shown(self.input()));
        if !self.files.tensor.is_empty() {
            return Err(about(Failure::new("is a table, which has no named arrays"))
                .hint("--columns a,b names columns"));
        }
        let names = self.files.columns.as_deref();
        let table = Table::open(opened, delimiter, names).map_err(about)?;
        let upstream = match self.upstream {
            Some(path) => {
                let about = |failure: Failure| failure.part_of(&files::shown(path));
                let (format, opened) = Source::recognise(path, Some(Format::Csv))?;
                let Some(delimiter) = format.delimiter() else {
                    return Err(about(Failure::new(format!(
                        "is .{}; expected a table, as {} is",
                        format.name(),
                        files::shown(self.input())
                    ))));
                };
                // The columns of the same names.
                let names = table.names();
                Some((Table::open(opened, delimiter, Some(&names)).map_err(about)?, path))
            }
            None => None,
        };
        let written = self.output().is_none_or(|_| to.is_text());
        if written && !self.how.json && self.top.is_none() {
            return self.lines(table, upstream, to);
        }
        let (entry, numbers) = csv::array(table, self.input()).map_err(about)?;
        let x = ArrayD::from_shape_vec(IxDyn(&entry.shape), numbers);
        let x = x.map_err(|_| about(npy::too_large(&entry.what())))?;
        let g = match upstream {
            Some((table, path)) => {
                let about = |failure: Failure| failure.part_of(&files::shown(path));
                let (g, numbers) = csv::array(table, path).map_err(about)?;
                let shape = self.function.output_shape(x.shape())?;
                let g = ArrayD::from_shape_vec(IxDyn(&g.shape), numbers);
                let g = g.ok().filter(|g| g.shape() == shape).ok_or_else(|| {
                    let expected = text::shape(&shape);
                    about(Failure::new(format!("has other lines; expected shape {expected}")))
                })?;
                Some(Tensor::F64(g))
            }
            None => None,
        };
        let (tensor, time) = self.compute(Tensor::F64(x), g)?;
        let mut part = Part::of(None, tensor, time);
        if let (Some(output), Some(tensor)) = (self.output(), &part.tensor) {
            if let Some(top) = &self.top {
                top.find(tensor)?;
            }
            let (shape, count) = (tensor.shape().to_vec(), tensor.len());
            let entry = Entry { shape, count, ..entry };
            let mut sink = Sink::create(output, to, &[(0, entry)], None)?;
            sink.begin(0, None)?;
            let written = write_tensor(&mut sink.out(), tensor, Layout::PLAIN);
            written.map_err(|error| sink.failure(&error))?;
            sink.finish()?;
            if self.top.is_none() {
                part.tensor = None;
            }
        }
        self.report(vec![part], true)
    }

    /// The lines of a table, with other numbers in the chosen columns.
    fn lines(
        &self,
        mut table: Table,
        mut upstream: Option<(Table, &Path)>,
        to: Format,
    ) -> Result<()> {
        let about = |failure: Failure| failure.part_of(&files::shown(self.input()));
        let columns = table.columns();
        let of_one = self.function.info().kind == ogive::page::Kind::Element;
        // A row without one of its numbers is no row.
        let may_be_empty = of_one;
        // Any number of lines may stand for all of them.
        let cut = Cut::new(&*self.function, &[2, columns], false);
        let block = stream::block() / size_of::<f64>() / table.width().max(1);
        let most = if cut.is_some() { block.clamp(1, 1 << 12) } else { usize::MAX };
        let mut style = table.style();
        if let Some(delimiter) = to.delimiter() {
            style.delimiter = delimiter;
        }
        let (mut rows, mut gradient) = (Rows::default(), Rows::default());
        let mut out: Option<TableWriter> = None;
        let (mut lines, mut time) = (0, Duration::ZERO);
        loop {
            table.read(&mut rows, most, may_be_empty).map_err(about)?;
            let count = rows.records.len();
            if let Some((table, path)) = &mut upstream {
                let about = |failure: Failure| failure.part_of(&files::shown(path));
                table.read(&mut gradient, most, may_be_empty).map_err(about)?;
                if gradient.records.len() != count {
                    let than = if gradient.records.len() < count { "fewer" } else { "more" };
                    let input = files::shown(self.input());
                    return Err(about(Failure::new(format!(
                        "has {than} lines than {input}; expected as many"
                    ))));
                }
            }
            let shape = [count, columns];
            let expected = self.function.output_shape(&shape)?;
            if expected != shape {
                return Err(Failure::new(format!(
                    "{} makes an array of shape {} of these columns; expected a number for each cell",
                    self.function.info().name,
                    text::shape(&expected)
                ))
                .hint("-o FILE.npy writes an array"));
            }
            let begun = Instant::now();
            let x = std::mem::take(&mut rows.numbers);
            let x = ArrayD::from_shape_vec(IxDyn(&shape), x).map_err(|_| npy::too_large("it"))?;
            let g = std::mem::take(&mut gradient.numbers);
            let g = upstream.as_ref().map(|_| ArrayD::from_shape_vec(IxDyn(&shape), g));
            let g = g.transpose().map_err(|_| npy::too_large("it"))?.map(Tensor::F64);
            let (y, _) = self.compute(Tensor::F64(x), g)?;
            time += begun.elapsed();
            let out = match &mut out {
                Some(out) => out,
                // As late as possible: a wrong cell in the first lines leaves no trace.
                None => {
                    let target = Target::open(self.output().unwrap_or(Path::new("-")))?;
                    out.insert(TableWriter::begin(target, style, &table)?)
                }
            };
            if let Tensor::F64(y) = y {
                let y = y.as_standard_layout();
                out.write(&table, &rows, y.as_slice().unwrap_or_default())?;
            }
            lines += count;
            if count < most {
                break;
            }
        }
        if let Some(out) = out {
            out.finish()?;
        }
        let part = Part {
            name: None,
            dtype: "float64",
            shape: vec![lines, columns],
            elements: lines * columns,
            bytes: (lines * columns * size_of::<f64>()) as u64,
            time,
            tensor: None,
        };
        self.tell(&[part]);
        Ok(())
    }
}
