//! Files of arrays: each in blocks, where the function and the layouts allow it, or whole.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bytemuck::{Pod, cast_slice};
use ndarray::ArrayViewD;

use super::Job;
use super::report::Part;
use crate::commands::cut::Cut;
use crate::commands::top;
use crate::files::stream::{self, Input, Trouble};
use crate::files::{self, Entry, Format, Layout, Sink, Source, Stored, npy};
use crate::progress::Progress;
use crate::report::{Failure, Result};
use crate::tensor::{Tensor, each, each_type};
use crate::text;

/// The file of inputs and, for a gradient, that of the gradients by the outputs.
struct Sources {
    x: Source,
    g: Option<Source>,
}

/// An array that is worked on.
#[derive(Clone, Copy)]
struct Task {
    /// Its index in the file of inputs.
    index: usize,
    /// That of the gradient by its output.
    partner: Option<usize>,
}

impl Job<'_> {
    /// A file of arrays.
    pub(super) fn arrays(&self, x: Source) -> Result<()> {
        let g = self.upstream.map(|path| Source::open(path, None)).transpose()?;
        let chosen = x.choose(&self.names())?;
        let task = |index: &usize| {
            let partner = g.as_ref().map(|g| self.partner(&x, *index, g, chosen.len() == 1));
            Ok(Task { index: *index, partner: partner.transpose()? })
        };
        let tasks: Vec<Task> = chosen.iter().map(task).collect::<Result<_>>()?;
        let sources = Sources { x, g };
        match self.output() {
            None => self.show(sources, &tasks),
            Some(output) => self.write(sources, &tasks, output),
        }
    }

    /// Which array of the upstream file belongs to this one; it must fit.
    pub(super) fn partner(
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
    pub(super) fn of(&self, source: &Source, entry: &Entry, failure: Failure) -> Failure {
        if source.entries().len() == 1 {
            return failure;
        }
        let (name, path) = (entry.name.escape_debug(), files::shown(source.path()));
        failure
            .map_error(|error| format!("{error} (array `{name}` of {path})"))
            .hint_if_none("--tensor NAME chooses arrays")
    }

    /// Computes, and shows the results.
    fn show(&self, mut sources: Sources, tasks: &[Task]) -> Result<()> {
        if self.top.is_some() {
            only(&sources.x, tasks)?;
        }
        let parts = tasks.iter().map(|task| Ok(self.whole(&mut sources, *task)?.0));
        let parts = parts.collect::<Result<_>>()?;
        self.report(parts, sources.x.format() == Format::Npy)
    }

    /// One array in memory: what was done, and the layout that it had.
    fn whole(&self, sources: &mut Sources, task: Task) -> Result<(Part, Layout)> {
        let entry = sources.x.entries()[task.index].clone();
        let Stored { tensor, layout } = sources.x.read(task.index)?;
        let g = sources.g.as_mut().zip(task.partner).map(|(g, index)| g.read(index)).transpose()?;
        let computed = self.compute(tensor, g.map(|stored| stored.tensor));
        let (tensor, time) = computed.map_err(|failure| self.of(&sources.x, &entry, failure))?;
        let name = (sources.x.format() != Format::Npy).then_some(entry.name);
        Ok((Part::of(name, tensor, time), layout))
    }

    /// Computes, and writes the results.
    fn write(&self, mut sources: Sources, tasks: &[Task], output: &Path) -> Result<()> {
        let x = &sources.x;
        let to = self.format(x.format());
        let mut results = Vec::new();
        for task in tasks {
            let entry = &x.entries()[task.index];
            let layout = Sink::layout(to, entry.layout);
            let shape = match self.upstream {
                Some(_) => entry.shape.clone(),
                None => {
                    let shape = self.function.output_shape(&entry.shape);
                    shape.map_err(|error| self.of(x, entry, error.into()))?
                }
            };
            let count = shape.iter().product();
            results.push((*task, Entry { shape, layout, count, ..entry.clone() }));
        }
        if to == Format::Safetensors && x.format() != to {
            // As the format's own library does it: so that all elements are aligned.
            results
                .sort_by_key(|(_, entry)| std::cmp::Reverse(entry.dtype.map_or(0, |d| d.size())));
        }
        let entries: Vec<_> =
            results.iter().map(|(task, entry)| (task.index, entry.clone())).collect();
        if let Some(top) = &self.top {
            let task = only(x, tasks)?;
            return self.write_top(sources, task, output, to, &entries, top);
        }
        let mut sink = Sink::create(output, to, &entries, Some(x))?;
        let bytes = entries.iter().map(|(_, entry)| entry.bytes()).sum();
        let mut progress = Progress::new(bytes, self.how.quiet || self.how.json);
        let mut parts = Vec::new();
        let order: Vec<usize> = match sink.copies() {
            true => (0..x.entries().len()).collect(),
            false => entries.iter().map(|(index, _)| *index).collect(),
        };
        for index in order {
            match results.iter().position(|(task, _)| task.index == index) {
                None => sink.copy(&mut sources.x, index)?,
                Some(place) => {
                    let (task, to) = &results[place];
                    sink.begin(place, Some((&mut sources.x, index)))?;
                    parts.push(self.transform(
                        &mut sources,
                        *task,
                        &mut sink,
                        to,
                        &mut progress,
                    )?);
                }
            }
        }
        drop(progress);
        sink.finish()?;
        self.report(parts, sources.x.format() == Format::Npy)
    }

    /// With `--top`, the result is needed as a whole: all that can fail is done before the file is written.
    fn write_top(
        &self,
        mut sources: Sources,
        task: Task,
        output: &Path,
        to: Format,
        entries: &[(usize, Entry)],
        top: &top::Options,
    ) -> Result<()> {
        let (part, _) = self.whole(&mut sources, task)?;
        let x = &mut sources.x;
        if let Some(tensor) = &part.tensor {
            top.find(tensor)?;
            let mut sink = Sink::create(output, to, entries, Some(x))?;
            for index in 0..x.entries().len() {
                if index == task.index {
                    sink.begin(0, Some((x, index)))?;
                    let written = write_tensor(&mut sink.out(), tensor, entries[0].1.layout);
                    written.map_err(|error| sink.failure(&error))?;
                } else if sink.copies() {
                    sink.copy(x, index)?;
                }
            }
            sink.finish()?;
        }
        self.report(vec![part], x.format() == Format::Npy)
    }

    /// One array from the sources to the sink, where it has begun: in blocks, if the function and the layouts
    /// allow it.
    fn transform(
        &self,
        sources: &mut Sources,
        task: Task,
        sink: &mut Sink,
        to: &Entry,
        progress: &mut Progress,
    ) -> Result<Part> {
        let from = sources.x.entries()[task.index].clone();
        let dtype = from.dtype.ok_or_else(|| npy::unexpected(&from.holds, "numbers", "float32"))?;
        let g = sources.g.as_ref().zip(task.partner);
        let g = g.map(|(source, index)| source.entries()[index].clone());
        let alike = |layout: Layout, shape: &[usize]| {
            layout.fortran == from.layout.fortran
                || shape.iter().filter(|size| **size > 1).count() <= 1
        };
        let fits = alike(to.layout, &from.shape)
            && g.as_ref().is_none_or(|g| g.shape == from.shape && alike(g.layout, &g.shape));
        let cut = Cut::new(&*self.function, &from.shape, from.layout.fortran)
            .filter(|_| fits && from.count > 0);
        // Of the input, the gradient and the result.
        let arrays = if g.is_some() { 3 } else { 1 + usize::from(to.count != from.count) };
        let step = cut.as_ref().and_then(|cut| step(cut.unit(), dtype.size(), arrays));
        let (Some(cut), Some(step)) = (cut, step) else {
            let (part, _) = self.whole(sources, task)?;
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
                stream: sources.x.stream(task.index)?,
                swapped: from.layout.swapped(),
                what: from.what(),
            }];
            if let (Some((source, index)), Some(g)) = (sources.g.as_mut().zip(task.partner), &g) {
                inputs.push(Input {
                    stream: source.stream(index)?,
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
            Err(Trouble::Failure(failure)) => return Err(sources.x.about(failure)),
        }
        Ok(Part {
            name: (sources.x.format() != Format::Npy).then_some(from.name),
            dtype: dtype.name(),
            shape: to.shape.clone(),
            elements: to.count,
            bytes: to.bytes(),
            time,
            tensor: None,
        })
    }
}

/// The one array that there is.
fn only(source: &Source, tasks: &[Task]) -> Result<Task> {
    match tasks {
        [one] => Ok(*one),
        _ => {
            let chosen: Vec<_> = tasks.iter().map(|task| task.index).collect();
            Err(source.about(files::several(source, &chosen)))
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
pub(super) fn write_tensor(out: &mut dyn Write, tensor: &Tensor, layout: Layout) -> io::Result<()> {
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
