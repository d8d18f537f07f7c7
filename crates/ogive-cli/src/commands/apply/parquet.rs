//! From one Parquet file to another: the chosen columns a part at a time, all others copied.

use std::path::Path;
use std::time::{Duration, Instant};

use ogive::page::Kind;

use super::Job;
use super::report::Part;
use crate::commands::cut::Cut;
use crate::files::parquet::{self, Chunk, Container, Numbers, Physical, Place};
use crate::files::replace::Target;
use crate::files::stream::Trouble;
use crate::files::{self, Format, Source};
use crate::progress::Progress;
use crate::report::{Failure, Result};
use crate::tensor::Dtype;

/// The gradients by the outputs.
struct Upstream<'a> {
    container: &'a Container,
    /// The column for each of those of the inputs.
    partners: Vec<usize>,
    path: &'a Path,
}

impl Job<'_> {
    /// Writes a file like the source, with the results in the chosen columns.
    pub(super) fn columns(&self, source: &Source, output: &Path) -> Result<()> {
        let Some(container) = source.parquet() else {
            return Err(source.about(Failure::new("is not .parquet; expected it to be")));
        };
        let chosen = source.choose(&self.names())?;
        for index in &chosen {
            self.takes(container, *index)
                .map_err(|failure| self.of(source, &source.entries()[*index], failure))?;
        }
        let gradients = self.upstream.map(|path| Source::open(path, Some(Format::Parquet)));
        let gradients = gradients.transpose()?;
        let upstream = match (&gradients, self.upstream) {
            (Some(gradients), Some(path)) => {
                let Some(container) = gradients.parquet() else {
                    return Err(gradients.about(Failure::new(format!(
                        "is .{}; expected .parquet, as {} is",
                        gradients.format().name(),
                        files::shown(source.path())
                    ))));
                };
                let partner =
                    |index: &usize| self.partner(source, *index, gradients, chosen.len() == 1);
                let partners = chosen.iter().map(partner).collect::<Result<_>>()?;
                Some(Upstream { container, partners, path })
            }
            _ => None,
        };
        let mut parts: Vec<Part> = chosen
            .iter()
            .map(|index| {
                let entry = &source.entries()[*index];
                Part {
                    name: Some(entry.name.clone()),
                    dtype: entry.dtype.map_or("", Dtype::name),
                    shape: entry.shape.clone(),
                    elements: 0,
                    bytes: 0,
                    time: Duration::ZERO,
                    tensor: None,
                }
            })
            .collect();
        let bytes = chosen.iter().map(|index| source.entries()[*index].bytes()).sum();
        let mut progress = Progress::new(bytes, self.how.quiet || self.how.json);
        let mut target = Target::open(output)?;
        let write = &mut |place: Place, chunk: &mut Chunk| -> Result<(), Trouble> {
            let Some(number) = chosen.iter().position(|index| *index == place.entry) else {
                return Ok(());
            };
            let part = &mut parts[number];
            let partner = upstream.as_ref().map(|upstream| (upstream, upstream.partners[number]));
            match source.entries()[place.entry].dtype {
                Some(Dtype::F64) => {
                    self.chunk::<f64>(container, place, partner, chunk, part, &mut progress)
                }
                _ => self.chunk::<f32>(container, place, partner, chunk, part, &mut progress),
            }
        };
        match parquet::rewrite(container, &mut target, &chosen, write) {
            Ok(()) => {}
            Err(Trouble::Write(error)) => return Err(target.failure(&error)),
            Err(Trouble::Failure(failure)) => return Err(source.about(failure)),
        }
        drop(progress);
        target.finish()?;
        self.report(parts, false)
    }

    /// Can the function be computed of this column, a part at a time, with a number for each?
    fn takes(&self, container: &Container, index: usize) -> Result<()> {
        let info = self.function.info();
        if info.kind != Kind::Element && !container.is_list(index) {
            return Err(Failure::new(format!(
                "{} takes rows; expected a column of lists, one for each row",
                info.name
            ))
            .hint("--columns a,b names the columns of lists"));
        }
        // Some rows of some length, which lists of any have in common; an even one has halves.
        let shape = [2, 6];
        if Cut::new(&*self.function, &shape, false).is_none() {
            return Err(Failure::new(format!(
                "{} depends on more than the numbers of a row; a .parquet file is computed row by row",
                self.function
            ))
            .hint("-o FILE.npz computes whole arrays; --axis -1 is along the lists"));
        }
        let result = self.function.output_shape(&shape)?;
        if result != shape {
            return Err(Failure::new(format!(
                "{} makes rows of another length; expected a number for each",
                info.name
            ))
            .hint("-o FILE.npz writes arrays of any shape"));
        }
        Ok(())
    }

    /// A chunk of one column.
    fn chunk<E: Physical>(
        &self,
        container: &Container,
        place: Place,
        upstream: Option<(&Upstream, usize)>,
        chunk: &mut Chunk,
        told: &mut Part,
        progress: &mut Progress,
    ) -> Result<(), Trouble> {
        let mut numbers = Numbers::<E>::of_group(container, place.entry, place.group)?;
        let about = |upstream: &Upstream, failure: Failure| {
            // With its own name in front, not that of the input.
            failure.part_of(&format!("goes with {}, which", files::shown(upstream.path)))
        };
        let mut gradients = match upstream {
            Some((upstream, partner)) => {
                let read = Numbers::<E>::from_row(upstream.container, partner, place.row);
                Some((read.map_err(|failure| about(upstream, failure))?, upstream))
            }
            None => None,
        };
        let columns =
            if container.is_list(place.entry) { told.shape.get(1).copied() } else { None };
        let most = parquet::rows_of_a_part(columns.unwrap_or(1) * size_of::<E>());
        let (mut x, mut g) = (parquet::Part::default(), parquet::Part::default());
        let mut out = Vec::new();
        loop {
            numbers.read(&mut x, most)?;
            if x.rows == 0 {
                return Ok(());
            }
            if let Some((gradients, upstream)) = &mut gradients {
                gradients.read(&mut g, x.rows).map_err(|failure| about(upstream, failure))?;
                if !x.is_like(&g) {
                    let failure = "lacks numbers at other places, or has lists of other lengths; \
                                   expected the same";
                    return Err(about(upstream, Failure::new(failure)).into());
                }
            }
            let begun = Instant::now();
            // Rows of one length that follow each other are an array.
            let arrays: Vec<Vec<usize>> = match self.function.info().kind {
                Kind::Element => vec![vec![x.values.len()]],
                _ => {
                    let lengths = numbers.lengths(&x)?;
                    lengths.chunk_by(|a, b| a == b).map(|run| vec![run.len(), run[0]]).collect()
                }
            };
            let (mut left, mut left_of_g) = (&mut x.values[..], &mut g.values[..]);
            for shape in arrays {
                let x = left.split_off_mut(..shape.iter().product()).unwrap_or_default();
                if gradients.is_none() {
                    self.block(&mut [x], &shape, false, &mut out)?;
                    continue;
                }
                let g = left_of_g.split_off_mut(..x.len()).unwrap_or_default();
                self.block(&mut [&mut *x, g], &shape, false, &mut out)?;
                x.copy_from_slice(&out);
            }
            told.time += begun.elapsed();
            told.elements += x.values.len();
            let bytes = size_of_val(&*x.values) as u64;
            told.bytes += bytes;
            progress.add(bytes);
            chunk.write(&x)?;
        }
    }
}
