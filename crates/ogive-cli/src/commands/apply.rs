//! `ogive apply` and `ogive grad`: a function on files.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bytemuck::{Pod, cast_slice};
use ndarray::{ArrayD, ArrayView, ArrayViewD, ArrayViewMut, IxDyn, ShapeBuilder};
use ogive::function::{Function, Supported};
use ogive::kernel;
use ogive::nn::Layer;
use serde::Serialize;

use super::cut::Cut;
use super::top;
use crate::args::{Apply, Files, Grad};
use crate::files::csv::{self, Rows, Table, TableWriter};
use crate::files::replace::Target;
use crate::files::source::Opened;
use crate::files::stream::{self, Input, Trouble};
use crate::files::{self, Entry, Format, Layout, Sink, Source, Stored, npy};
use crate::progress::Progress;
use crate::report::{self, Failure, How, Result};
use crate::show;
use crate::tensor::{Element, Nested, Tensor, each, each_type};
use crate::text;

/// Applies a function to arrays.
///
/// # Errors
/// If the function, the arrays and the axis do not fit, or a file cannot be read or written.
pub fn apply(options: &Apply, how: How) -> Result<()> {
    let run = kernel::Run::active()?;
    let function = function_of(&options.function, options.axis, &options.files.input)?;
    let top = options.top.map(|count| top::Options::new(count, options, &*function)).transpose()?;
    Job { function, run, files: &options.files, upstream: None, top, how }.go()
}

/// Takes the gradient by arrays, from the gradient by the function's output.
///
/// # Errors
/// As for [`apply`]; also if the arrays differ in type or shape.
pub fn grad(options: &Grad, how: How) -> Result<()> {
    let run = kernel::Run::active()?;
    let function = function_of(&options.function, options.axis, &options.files.input)?;
    let upstream = Some(&*options.upstream);
    Job { function, run, files: &options.files, upstream, top: None, how }.go()
}

/// The function that a text and perhaps `--axis` mean, for this file: a line of a table is a row of scores.
fn function_of(text: &str, axis: Option<isize>, input: &Path) -> Result<Box<dyn Function>> {
    let table = Format::of_name(input).is_some_and(Format::is_text);
    match function(text, axis) {
        Err(failure) if axis.is_none() && table => function(text, Some(-1)).map_err(|_| failure),
        result => result,
    }
}

/// The function that a text and perhaps `--axis` mean.
///
/// # Errors
/// If there is no such function, or its axis is missing, given twice or given to a function without one.
pub fn function(text: &str, axis: Option<isize>) -> Result<Box<dyn Function>> {
    let Some(axis) = axis else {
        return ogive::parse(text).map_err(|error| {
            let failure = Failure::from(error);
            match with_axis(text, -1).is_ok_and(|text| ogive::parse(&text).is_ok()) {
                true => failure.hint("--axis -1 is the last axis"),
                false => failure,
            }
        });
    };
    ogive::parse(&with_axis(text, axis)?).map_err(|error| match ogive::parse(text) {
        Ok(function) => {
            Failure::new(format!("the axis is given twice: {function} and --axis {axis}"))
                .hint("give it once")
        }
        Err(_) => Failure::from(error),
    })
}

/// The text of a call with the axis among its arguments.
fn with_axis(text: &str, axis: isize) -> Result<String> {
    let text = text.trim();
    let info = ogive::find(text.split('(').next().unwrap_or(text))?.info;
    let has_axis = |info: &ogive::page::Info| info.parameters.iter().any(|p| p.name == top::AXIS);
    if !has_axis(info) {
        let others: Vec<_> =
            ogive::BOOK.iter().map(|e| e.info).filter(|i| has_axis(i)).map(|i| i.name).collect();
        return Err(Failure::new(format!(
            "{} has no axis; --axis is for {}",
            info.name,
            text::one_of(&others)
        ))
        .hint("leave out --axis"));
    }
    Ok(match text.strip_suffix(')').map(str::trim_end) {
        None => format!("{text}({}={axis})", top::AXIS),
        Some(open) => {
            let open = open.strip_suffix(',').unwrap_or(open);
            let comma = if open.ends_with('(') { "" } else { ", " };
            format!("{open}{comma}{}={axis})", top::AXIS)
        }
    })
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

/// What was done to one array.
struct Part {
    /// Its name, in a file of several.
    name: Option<String>,
    /// Type and shape of the result.
    dtype: &'static str,
    shape: Vec<usize>,
    elements: usize,
    bytes: u64,
    /// That the function took.
    time: Duration,
    /// The result, if it has not been written.
    tensor: Option<Tensor>,
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
        if self.files.columns.is_some() {
            return Err(Failure::new(format!("is .{}, which has no columns", format.name()))
                .map_error(|error| format!("{} {error}", files::shown(self.input())))
                .hint("--columns is for .csv and .tsv"));
        }
        let source = Source::of(self.input(), format, opened)?;
        self.arrays(source)
    }

    /// A file of arrays.
    fn arrays(&self, mut source: Source) -> Result<()> {
        let mut upstream = self.upstream.map(|path| Source::open(path, None)).transpose()?;
        let chosen = source.choose(&self.files.tensor)?;
        let mut pairs = Vec::new();
        for index in &chosen {
            pairs.push(match &upstream {
                Some(upstream) => {
                    Some(self.partner(&source, *index, upstream, chosen.len() == 1)?)
                }
                None => None,
            });
        }
        match self.output() {
            None => self.show(source, &chosen, &pairs, upstream.as_mut()),
            Some(output) => self.write(&mut source, &chosen, &pairs, upstream.as_mut(), output),
        }
    }

    /// Which array of the upstream file belongs to this one; it must fit.
    fn partner(
        &self,
        source: &Source,
        index: usize,
        upstream: &Source,
        alone: bool,
    ) -> Result<usize> {
        let x = &source.entries()[index];
        let others = upstream.entries();
        let found = match others {
            [_] if alone => Some(0),
            _ => others.iter().position(|other| other.name == x.name),
        };
        let Some(partner) = found else {
            return Err(upstream.about(Failure::new(format!(
                "has no array `{}`; expected a gradient for each array of {}",
                x.name,
                files::shown(source.path())
            ))));
        };
        let g = &others[partner];
        let shape = self
            .function
            .output_shape(&x.shape)
            .map_err(|error| self.of(source, x, error.into()))?;
        if g.holds != x.holds || g.shape != shape {
            let given = g.what();
            let expected = format!("{} {}", x.holds, text::shape(&shape));
            let name = files::shown(source.path());
            let whose = match shape == x.shape {
                true => format!("as in {name}"),
                false => format!("as {} of {name} has", self.function.info().name),
            };
            let failure = Failure::new(format!("holds {given}; expected {expected}, {whose}"));
            return Err(upstream.about(match others.len() {
                1 => failure,
                _ => failure.part(&g.name),
            }));
        }
        Ok(partner)
    }

    /// A failure that an array is the cause of: which one, where the file has several.
    fn of(&self, source: &Source, entry: &Entry, failure: Failure) -> Failure {
        if source.entries().len() == 1 {
            return failure;
        }
        let (name, path) = (entry.name.escape_debug(), files::shown(source.path()));
        failure
            .map_error(|error| format!("{error} (array `{name}` of {path})"))
            .hint_if_none("--tensor NAME chooses arrays")
    }

    /// Computes, and shows the results.
    fn show(
        &self,
        mut source: Source,
        chosen: &[usize],
        pairs: &[Option<usize>],
        mut upstream: Option<&mut Source>,
    ) -> Result<()> {
        if self.top.is_some() && chosen.len() != 1 {
            return Err(source.about(files::several(&source, chosen)));
        }
        let mut parts = Vec::new();
        for (index, pair) in chosen.iter().zip(pairs) {
            let part = self.whole(&mut source, *index, upstream.as_deref_mut().zip(*pair))?;
            parts.push(part.0);
        }
        self.report(parts, source.format() == Format::Npy)
    }

    /// One array in memory: what was done, and the layout that it had.
    fn whole(
        &self,
        source: &mut Source,
        index: usize,
        upstream: Option<(&mut Source, usize)>,
    ) -> Result<(Part, Layout)> {
        let entry = source.entries()[index].clone();
        let Stored { tensor, layout } = source.read(index)?;
        let g = upstream.map(|(upstream, index)| upstream.read(index)).transpose()?;
        let computed = self.compute(tensor, g.map(|stored| stored.tensor));
        let (tensor, time) = computed.map_err(|failure| self.of(source, &entry, failure))?;
        let name = (source.format() != Format::Npy).then_some(entry.name);
        Ok((Part::of(name, tensor, time), layout))
    }

    /// The function of an array, or the gradient by it.
    fn compute(&self, x: Tensor, g: Option<Tensor>) -> Result<(Tensor, Duration)> {
        let function = &*self.function;
        match (x, g) {
            (mut x, None) if function.output_shape(x.shape())? == x.shape() => {
                // In place, which is the fastest, and takes no second array.
                let ((), time) = timed(|| each!(&mut x, x => function.forward_inplace(x)))?;
                Ok((x, time))
            }
            (x, None) => each!(x, x => {
                let (y, time) = timed(|| function.forward(&x))?;
                Ok((Element::tensor(y), time))
            }),
            (Tensor::F16(x), Some(Tensor::F16(g))) => self.backward(&x, &g),
            (Tensor::BF16(x), Some(Tensor::BF16(g))) => self.backward(&x, &g),
            (Tensor::F32(x), Some(Tensor::F32(g))) => self.backward(&x, &g),
            (Tensor::F64(x), Some(Tensor::F64(g))) => self.backward(&x, &g),
            (x, Some(g)) => {
                let (given, expected) = (g.dtype(), x.dtype());
                Err(Failure::new(format!("the gradient holds {given}; expected {expected}")))
            }
        }
    }

    /// The gradient by `x` for the gradient `g` by the output, and the time it took.
    fn backward<E: Element>(&self, x: &ArrayD<E>, g: &ArrayD<E>) -> Result<(Tensor, Duration)> {
        // A copy is memory that is there, and in the right order, before the clock starts.
        let mut out = x.clone();
        let typed = self.function.typed::<E>();
        let backward = || typed.run_backward(self.run, x.view(), g.view(), out.view_mut());
        let ((), time) = timed(backward)?;
        Ok((E::tensor(out), time))
    }

    /// Computes, and writes the results.
    fn write(
        &self,
        source: &mut Source,
        chosen: &[usize],
        pairs: &[Option<usize>],
        mut upstream: Option<&mut Source>,
        output: &Path,
    ) -> Result<()> {
        let to = self.format(source.format());
        let mut entries = Vec::new();
        for index in chosen {
            let entry = &source.entries()[*index];
            let layout = Sink::layout(to, entry.layout);
            let shape = match self.upstream {
                Some(_) => entry.shape.clone(),
                None => {
                    let shape = self.function.output_shape(&entry.shape);
                    shape.map_err(|error| self.of(source, entry, error.into()))?
                }
            };
            let count = shape.iter().product();
            entries.push((*index, Entry { shape, layout, count, ..entry.clone() }));
        }
        if to == Format::Safetensors && source.format() != to {
            // As the format's own library does it: so that all elements are aligned.
            entries
                .sort_by_key(|(_, entry)| std::cmp::Reverse(entry.dtype.map_or(0, |d| d.size())));
        }
        if let Some(top) = &self.top {
            return self.write_top(source, chosen, output, to, &entries, top);
        }
        let mut sink = Sink::create(output, to, &entries, Some(source))?;
        let bytes = entries.iter().map(|(_, entry)| entry.bytes()).sum();
        let mut progress = Progress::new(bytes, self.how.quiet || self.how.json);
        let mut parts = Vec::new();
        let order: Vec<usize> = match sink.copies() {
            true => (0..source.entries().len()).collect(),
            false => entries.iter().map(|(index, _)| *index).collect(),
        };
        for index in order {
            let Some(place) = entries.iter().position(|(i, _)| *i == index) else {
                sink.copy(source, index)?;
                continue;
            };
            let pair = chosen.iter().position(|i| *i == index).and_then(|i| pairs[i]);
            let upstream = upstream.as_deref_mut().zip(pair);
            parts.push(self.transform(
                source,
                index,
                upstream,
                &mut sink,
                place,
                &entries[place].1,
                &mut progress,
            )?);
        }
        drop(progress);
        sink.finish()?;
        self.report(parts, source.format() == Format::Npy)
    }

    /// With `--top`, the result is needed as a whole: all that can fail is done before the file is written.
    fn write_top(
        &self,
        source: &mut Source,
        chosen: &[usize],
        output: &Path,
        to: Format,
        entries: &[(usize, Entry)],
        top: &top::Options,
    ) -> Result<()> {
        let [index] = chosen[..] else { return Err(source.about(files::several(source, chosen))) };
        let (part, _) = self.whole(source, index, None)?;
        if let Some(tensor) = &part.tensor {
            top.find(tensor)?;
            let mut sink = Sink::create(output, to, entries, Some(source))?;
            for other in 0..source.entries().len() {
                if other != index && sink.copies() {
                    sink.copy(source, other)?;
                } else if other == index {
                    sink.begin(0, Some((source, index)))?;
                    let written = write_tensor(&mut sink.out(), tensor, entries[0].1.layout);
                    written.map_err(|error| sink.failure(&error))?;
                }
            }
            sink.finish()?;
        }
        self.report(vec![part], source.format() == Format::Npy)
    }

    /// One array from the source to the sink: in blocks, if the function and the layouts allow it.
    #[allow(clippy::too_many_arguments)]
    fn transform(
        &self,
        source: &mut Source,
        index: usize,
        upstream: Option<(&mut Source, usize)>,
        sink: &mut Sink,
        place: usize,
        to: &Entry,
        progress: &mut Progress,
    ) -> Result<Part> {
        sink.begin(place, Some((source, index)))?;
        let from = source.entries()[index].clone();
        let dtype = from.dtype.ok_or_else(|| npy::unexpected(&from.holds, "numbers", "float32"))?;
        let g = upstream.as_ref().map(|(upstream, index)| upstream.entries()[*index].clone());
        let alike = |layout: Layout, shape: &[usize]| {
            layout.fortran == from.layout.fortran
                || shape.iter().filter(|size| **size > 1).count() <= 1
        };
        let fits = alike(to.layout, &from.shape)
            && g.as_ref().is_none_or(|g| g.shape == from.shape && alike(g.layout, &g.shape));
        let cut = Cut::new(&*self.function, &from.shape, from.layout.fortran)
            .filter(|_| fits && from.count > 0);
        // Of the input, the gradient and the result.
        let arrays = if upstream.is_some() { 3 } else { 1 + usize::from(to.count != from.count) };
        let step = cut.as_ref().and_then(|cut| step(cut.unit(), dtype.size(), arrays));
        let (Some(cut), Some(step)) = (cut, step) else {
            let (part, _) = self.whole(source, index, upstream)?;
            if let Some(tensor) = &part.tensor {
                let written = write_tensor(&mut sink.out(), tensor, to.layout);
                written.map_err(|error| sink.failure(&error))?;
            }
            progress.add(to.bytes());
            return Ok(Part { tensor: None, ..part });
        };
        let mut time = Duration::ZERO;
        let streamed = each_type!(dtype, E => {
            let mut inputs = vec![Input {
                stream: source.stream(index)?,
                swapped: from.layout.swapped(),
                what: from.what(),
            }];
            if let (Some((upstream, index)), Some(g)) = (upstream, &g) {
                inputs.push(Input {
                    stream: upstream.stream(index)?,
                    swapped: g.layout.swapped(),
                    what: g.what(),
                });
            }
            let mut compute = |parts: &mut [&mut [E]], out: &mut Vec<E>| {
                let shape = cut.shape(parts[0].len());
                let begun = Instant::now();
                self.block(parts, &shape, cut.fortran(), out)?;
                time += begun.elapsed();
                progress.add(size_of_val(&*parts[0]) as u64);
                Ok(())
            };
            let (out_swapped, size) = (to.layout.swapped(), (from.count, step));
            stream::run(&mut inputs, &mut sink.out(), out_swapped, size, &mut compute)
        });
        match streamed {
            Ok(()) => {}
            Err(Trouble::Write(error)) => return Err(sink.failure(&error)),
            Err(Trouble::Failure(failure)) => return Err(source.about(failure)),
        }
        Ok(Part {
            name: (source.format() != Format::Npy).then_some(from.name),
            dtype: dtype.name(),
            shape: to.shape.clone(),
            elements: to.count,
            bytes: to.bytes(),
            time,
            tensor: None,
        })
    }

    /// A part of an array, and of the gradient.
    fn block<E: Supported>(
        &self,
        parts: &mut [&mut [E]],
        shape: &[usize],
        fortran: bool,
        out: &mut Vec<E>,
    ) -> Result<()> {
        let (typed, run) = (self.function.typed::<E>(), self.run);
        let of = |shape: &[usize]| IxDyn(shape).set_f(fortran);
        let strange = |_| Failure::new("a part of the array has another size than its shape");
        let view = |part, shape: &[usize]| ArrayView::from_shape(of(shape), part).map_err(strange);
        match parts {
            [x] => {
                let result = self.function.output_shape(shape)?;
                if result == shape {
                    let x = ArrayViewMut::from_shape(of(shape), x).map_err(strange)?;
                    return Ok(typed.run_forward_inplace(run, x)?);
                }
                out.resize(result.iter().product(), E::default());
                let x = view(x, shape)?;
                let out = ArrayViewMut::from_shape(of(&result), out).map_err(strange)?;
                Ok(typed.run_forward(run, x, out)?)
            }
            [x, g] => {
                out.resize(x.len(), E::default());
                let (x, g) = (view(x, shape)?, view(g, shape)?);
                let out = ArrayViewMut::from_shape(of(shape), out).map_err(strange)?;
                Ok(typed.run_backward(run, x, g, out)?)
            }
            _ => Ok(()),
        }
    }

    /// A table: its lines in blocks, or whole.
    fn table(&self, opened: Opened, delimiter: u8, to: Format) -> Result<()> {
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

    /// Tells what was done, and shows what has not been written.
    fn report(&self, mut parts: Vec<Part>, single: bool) -> Result<()> {
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
    fn tell(&self, parts: &[Part]) {
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
    fn of(name: Option<String>, tensor: Tensor, time: Duration) -> Part {
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

/// How many elements of each array a block has: as many of the smallest parts as fit.
///
/// None if even one is too large.
fn step(unit: usize, size: usize, arrays: usize) -> Option<usize> {
    let unit = unit.max(1);
    let fits = unit.checked_mul(size * arrays).is_some_and(|bytes| bytes <= stream::LONGEST_BLOCK);
    fits.then(|| unit * (stream::block() / size / unit).max(1))
}

/// Writes the elements of an array in this layout.
fn write_tensor(out: &mut dyn Write, tensor: &Tensor, layout: Layout) -> io::Result<()> {
    each!(tensor, array => write_elements(out, array.view(), layout))
}

fn write_elements<E: Pod>(
    out: &mut dyn Write,
    array: ArrayViewD<E>,
    layout: Layout,
) -> io::Result<()> {
    // Fortran's order is C's order of the axes turned round.
    let array = if layout.fortran { array.reversed_axes() } else { array };
    let ordered = array.as_standard_layout();
    let elements = ordered.as_slice().unwrap_or_default();
    if !layout.swapped() {
        return out.write_all(cast_slice(elements));
    }
    for part in elements.chunks(1 << 14) {
        let mut part = part.to_vec();
        npy::swap_bytes(&mut part);
        out.write_all(cast_slice(&part))?;
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> ogive::Result<T>) -> Result<(T, Duration)> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed()))
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
    elements: usize,
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
