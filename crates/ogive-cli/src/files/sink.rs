//! A file to write arrays to, whatever its format.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::csv::Cells;
use super::npy::{Header, Layout};
use super::replace::Target;
use super::source::{Entry, Source};
use super::{Format, npz, safetensors};
use crate::report::{Failure, Result};
use crate::tensor::Dtype;

/// A file that is being written; it is not there before [`finish`](Sink::finish).
pub struct Sink {
    target: Target,
    entries: Vec<Entry>,
    /// Are the arrays those of a file of the same format, all of which the new one gets?
    copies: bool,
    archive: Option<npz::Writer<File>>,
    cells: Option<Cells>,
}

impl Sink {
    /// How arrays of this layout lie in a file of this format.
    pub fn layout(format: Format, layout: Layout) -> Layout {
        match format {
            Format::Npy | Format::Npz => layout,
            Format::Safetensors | Format::Csv | Format::Tsv | Format::Parquet => Layout::PLAIN,
        }
    }

    /// Begins a file of these arrays.
    ///
    /// `entries` are as they are to be written, each with its index in `source`. If that is a file of
    /// the same format, the new one gets all else that it has.
    ///
    /// # Errors
    /// If the file cannot be made, or the format does not take these arrays.
    pub fn create(
        path: &Path,
        format: Format,
        entries: &[(usize, Entry)],
        source: Option<&Source>,
    ) -> Result<Sink> {
        let same = source.filter(|source| source.format() == format);
        let refused = |failure: Failure| failure.part_of(&format!("{}:", path.display()));
        if format == Format::Parquet {
            return Err(Failure::new(
                "only the columns of a .parquet file are written to another one, and without --top",
            )
            .hint("-o FILE.npz or FILE.safetensors writes arrays"));
        }
        if matches!(format, Format::Npy | Format::Csv | Format::Tsv) && entries.len() != 1 {
            let count = entries.len();
            return Err(Failure::new(format!(
                "{} arrays do not fit into a .{} file, which holds one",
                count,
                format.name()
            ))
            .hint("--tensor NAME chooses one; .npz and .safetensors hold several"));
        }
        if matches!(format, Format::Npy | Format::Npz) {
            for (_, entry) in entries.iter().filter(|(_, entry)| entry.dtype == Some(Dtype::BF16)) {
                Header::encode(Dtype::BF16, entry.layout, &entry.shape).map_err(refused)?;
            }
        }
        let start = match format {
            Format::Npy => {
                let entry = &entries[0].1;
                let dtype = entry.dtype.unwrap_or(Dtype::F32);
                Header::encode(dtype, entry.layout, &entry.shape).map_err(refused)?
            }
            Format::Safetensors => match same {
                Some(source) if same_shapes(source, entries) => {
                    source.safetensors().map_or(Vec::new(), |file| file.start().to_vec())
                }
                Some(source) => {
                    let shape = |index| {
                        let found = entries.iter().find(|(i, _)| *i == index);
                        found.map(|(_, entry)| entry.shape.clone())
                    };
                    source.safetensors().map_or(Vec::new(), |file| file.start_with(shape))
                }
                None => {
                    let entries: Vec<_> = entries.iter().map(|(_, entry)| entry.clone()).collect();
                    safetensors::start_of(&entries)
                }
            },
            Format::Npz | Format::Csv | Format::Tsv | Format::Parquet => Vec::new(),
        };
        let cells = format.delimiter().map(|delimiter| Cells::new(&entries[0].1, delimiter));
        let cells = cells.transpose().map_err(refused)?;
        let mut target = Target::open(path)?;
        let archive = match format {
            Format::Npz => Some(npz::Writer::new(match target.seekable() {
                Some(file) => file.try_clone().map_err(|error| target.failure(&error))?,
                // An archive is written with its sizes last, in places that a pipe does not have.
                None => tempfile::tempfile().map_err(|error| target.failure(&error))?,
            })),
            _ => None,
        };
        target.write_all(&start).map_err(|error| target.failure(&error))?;
        Ok(Sink {
            target,
            entries: entries.iter().map(|(_, entry)| entry.clone()).collect(),
            copies: same.is_some(),
            archive,
            cells,
        })
    }

    /// Does the new file get all that the source has?
    pub fn copies(&self) -> bool {
        self.copies
    }

    /// Begins the array of this index among the entries; `source` is where it comes from, and its index there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(&mut self, index: usize, source: Option<(&mut Source, usize)>) -> Result<()> {
        let Some(archive) = &mut self.archive else { return Ok(()) };
        let entry = &self.entries[index];
        let like = source.and_then(|(source, i)| Some((&*source.npz()?, i)));
        let dtype = entry.dtype.unwrap_or(Dtype::F32);
        let begun = archive.begin(&entry.name, dtype, entry.layout, &entry.shape, like)?;
        begun.map_err(|error| self.target.failure(&error))
    }

    /// Copies an array of the source byte for byte.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(&mut self, source: &mut Source, index: usize) -> Result<()> {
        if let Some(archive) = &mut self.archive {
            let Some(from) = source.npz() else { return Ok(()) };
            let copied = archive.copy(from, index)?;
            return copied.map_err(|error| self.target.failure(&error));
        }
        let mut stream = source.stream(index)?;
        let mut buffer = vec![0; 1 << 20];
        loop {
            let count = stream.read(&mut buffer).map_err(super::npy::unreadable)?;
            if count == 0 {
                return Ok(());
            }
            let written = self.target.write_all(&buffer[..count]);
            written.map_err(|error| self.target.failure(&error))?;
        }
    }

    /// Where the elements go, in the order and the byte order of the entry's layout.
    pub fn out(&mut self) -> Out<'_> {
        match (&mut self.archive, &mut self.cells) {
            (Some(archive), _) => Out::Archive(archive.out()),
            (None, Some(cells)) => Out::Cells(cells, &mut self.target),
            (None, None) => Out::Target(&mut self.target),
        }
    }

    /// What went wrong while it was written.
    pub fn failure(&self, error: &io::Error) -> Failure {
        self.target.failure(error)
    }

    /// Ends the file: from here on, it is there.
    ///
    /// # Errors
    /// If it cannot be written; then the old file is still there.
    pub fn finish(mut self) -> Result<()> {
        if let Some(archive) = self.archive.take() {
            let end = || -> io::Result<()> {
                let mut file = archive.finish()?;
                if self.target.seekable().is_none() {
                    file.seek(SeekFrom::Start(0))?;
                    io::copy(&mut file, &mut self.target)?;
                }
                Ok(())
            };
            end().map_err(|error| self.target.failure(&error))?;
        }
        self.target.finish()
    }
}

/// Have all arrays the shapes that they had?
fn same_shapes(source: &Source, entries: &[(usize, Entry)]) -> bool {
    entries.iter().all(|(index, entry)| source.entries()[*index].shape == entry.shape)
}

/// Where elements go.
pub enum Out<'a> {
    /// Into a file.
    Target(&'a mut Target),
    /// Into an archive.
    Archive(&'a mut zip::ZipWriter<File>),
    /// Into the cells of a table.
    Cells(&'a mut Cells, &'a mut Target),
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Target(target) => target.write(bytes),
            Out::Archive(archive) => archive.write(bytes),
            Out::Cells(cells, target) => {
                target.write_all(cells.text(bytes).as_bytes())?;
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
