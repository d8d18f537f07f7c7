//! A file to read arrays from, whatever its format.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::npy::{self, Header, Layout};
#[cfg(feature = "parquet")]
use super::parquet;
use super::{Format, Stored, fits, floating, npz, safetensors, shaped, shown};
use crate::report::{Failure, Result};
use crate::tensor::{Dtype, each_type};
use crate::text;

/// A file of one or several arrays, of which the headers have been read and checked.
pub struct Source {
    path: PathBuf,
    format: Format,
    entries: Vec<Entry>,
    body: Body,
}

/// What a file says of one of its arrays.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name; that of the file, where the file has one array.
    pub name: String,
    /// The element type, if it is one that functions take.
    pub dtype: Option<Dtype>,
    /// The element type in words, whatever it is.
    pub holds: String,
    /// The size along each axis.
    pub shape: Vec<usize>,
    /// How the elements lie.
    pub layout: Layout,
    /// The number of elements, which the file is long enough for.
    pub count: usize,
}

impl Entry {
    /// Type and shape, in words.
    pub fn what(&self) -> String {
        format!("{} {}", self.holds, text::shape(&self.shape))
    }

    /// The bytes that the elements take, if it is of a type that functions take.
    pub fn bytes(&self) -> u64 {
        self.count as u64 * self.dtype.map_or(0, Dtype::size) as u64
    }
}

/// Where the elements are.
enum Body {
    /// One array, of a stream that stands at its elements.
    Npy {
        stream: Box<dyn Read + Send>,
        certain: bool,
    },
    Npz(npz::Archive),
    Safetensors(safetensors::Container),
    #[cfg(feature = "parquet")]
    Parquet(parquet::Container),
}

/// A file as it is opened: one that has a length, or a stream.
pub enum Opened {
    /// A regular file, and its length.
    File(File, u64),
    /// A pipe, a device, or standard input.
    Stream(Box<dyn Read + Send>),
}

impl Opened {
    /// Opens the file at this path; `-` is standard input.
    ///
    /// # Errors
    /// If it cannot be opened, or is a directory.
    pub fn open(path: &Path) -> Result<Opened> {
        if path == Path::new("-") {
            return Ok(Opened::Stream(Box::new(io::stdin())));
        }
        let cannot =
            |error: io::Error| Failure::new(format!("cannot read {}: {error}", path.display()));
        let file = File::open(path).map_err(cannot)?;
        let there = file.metadata().map_err(cannot)?;
        if there.is_dir() {
            return Err(Failure::new("is a directory; expected a .npy file").about(path));
        }
        Ok(match there.is_file() {
            true => Opened::File(file, there.len()),
            false => Opened::Stream(Box::new(file)),
        })
    }

    /// As a stream, and its length if it is known.
    pub fn stream(self) -> (Box<dyn Read + Send>, Option<u64>) {
        match self {
            Opened::File(file, length) => (Box::new(BufReader::new(file)), Some(length)),
            Opened::Stream(stream) => (stream, None),
        }
    }

    /// Its first bytes, which stay to be read.
    fn start(self) -> io::Result<(Vec<u8>, Opened)> {
        let mut start = Vec::new();
        Ok(match self {
            Opened::File(mut file, length) => {
                Read::take(&mut file, 16).read_to_end(&mut start)?;
                file.seek(SeekFrom::Start(0))?;
                (start, Opened::File(file, length))
            }
            Opened::Stream(mut stream) => {
                Read::take(&mut stream, 16).read_to_end(&mut start)?;
                (start.clone(), Opened::Stream(Box::new(Cursor::new(start).chain(stream))))
            }
        })
    }

    /// As a file that one can move about in: a stream is copied to a temporary one without a name.
    ///
    /// # Errors
    /// If it cannot be read, or the temporary file cannot be written.
    pub fn seekable(self) -> Result<(File, u64)> {
        match self {
            Opened::File(file, length) => Ok((file, length)),
            Opened::Stream(mut stream) => {
                let mut keep = || -> io::Result<_> {
                    let mut file = tempfile::tempfile()?;
                    let length = io::copy(&mut stream, &mut file)?;
                    file.seek(SeekFrom::Start(0))?;
                    Ok((file, length))
                };
                keep().map_err(|error| {
                    Failure::new(format!("cannot be kept in a temporary file: {error}"))
                })
            }
        }
    }
}

impl Source {
    /// Opens a file of arrays, and reads its headers.
    ///
    /// The format is the one that the name tells; else the one that is expected or that the first bytes
    /// tell.
    ///
    /// # Errors
    /// If it cannot be read, is of no such format, or is damaged.
    pub fn open(path: &Path, expected: Option<Format>) -> Result<Source> {
        let (format, opened) = Source::recognise(path, expected)?;
        Source::of(path, format, opened)
    }

    /// Opens a file, and tells its format.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn recognise(path: &Path, expected: Option<Format>) -> Result<(Format, Opened)> {
        let opened = Opened::open(path)?;
        if let Some(format) = Format::of_name(path) {
            return Ok((format, opened));
        }
        let start = opened.start().map_err(|error| npy::unreadable(error).part_of(&shown(path)));
        let (start, opened) = start?;
        let text = || !start.is_empty() && path == Path::new("-") && is_text(&start);
        let format = Format::of_content(&start).or_else(|| match expected {
            Some(format) if format.is_text() => Some(format),
            _ => text().then_some(Format::Csv),
        });
        Ok((format.unwrap_or(Format::Npy), opened))
    }

    /// The arrays of an opened file of this format.
    ///
    /// # Errors
    /// As those of [`open`](Source::open).
    pub fn of(path: &Path, format: Format, opened: Opened) -> Result<Source> {
        let name = path.file_stem().filter(|_| path != Path::new("-"));
        let name = name.map_or("array".into(), |name| name.to_string_lossy().into_owned());
        let read = || -> Result<(Vec<Entry>, Body)> {
            Ok(match format {
                Format::Npy => {
                    let (stream, length) = opened.stream();
                    let (entry, stream) = of_npy(name, stream, length)?;
                    (vec![entry], Body::Npy { stream, certain: length.is_some() })
                }
                Format::Npz => {
                    let (file, length) = opened.seekable()?;
                    let (entries, archive) = npz::Archive::open(file, length)?;
                    (entries, Body::Npz(archive))
                }
                Format::Safetensors => {
                    let (file, length) = opened.seekable()?;
                    let (entries, container) = safetensors::Container::open(file, length)?;
                    (entries, Body::Safetensors(container))
                }
                #[cfg(feature = "parquet")]
                Format::Parquet => {
                    let (file, _) = opened.seekable()?;
                    let (entries, container) = parquet::Container::open(file)?;
                    (entries, Body::Parquet(container))
                }
                #[cfg(not(feature = "parquet"))]
                Format::Parquet => return Err(super::without_parquet()),
                Format::Csv | Format::Tsv => {
                    return Err(Failure::new("is a table; expected a file of arrays").hint(
                        "`ogive apply FUNCTION TABLE.csv -o ARRAY.npy` makes one of its numbers",
                    ));
                }
            })
        };
        let (entries, body) = read().map_err(|failure| failure.part_of(&shown(path)))?;
        Ok(Source { path: path.to_path_buf(), format, entries, body })
    }

    /// The one array of these bytes of a `.npy` file, whose length may be known.
    ///
    /// # Errors
    /// As those of [`open`](Source::open).
    #[cfg(test)]
    pub fn of_bytes(bytes: &[u8], length: Option<u64>) -> Result<Source> {
        let stream = Box::new(Cursor::new(bytes.to_vec()));
        let (entry, stream) = of_npy("array".into(), stream, length)?;
        let body = Body::Npy { stream, certain: length.is_some() };
        Ok(Source { path: "array".into(), format: Format::Npy, entries: vec![entry], body })
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The path, or `-`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the file says of its arrays, in the order in which they lie.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Which arrays these names or patterns mean; all that functions take, if there are none.
    ///
    /// # Errors
    /// If there is none, or one that is named is of a type that no function takes.
    pub fn choose(&self, names: &[String]) -> Result<Vec<usize>> {
        let all = || 0..self.entries.len();
        let mut chosen = vec![false; self.entries.len()];
        for name in names {
            if let Some(exact) = all().find(|i| self.entries[*i].name == *name) {
                floating(&self.entries[exact], self.format)
                    .map_err(|failure| self.about(failure))?;
                chosen[exact] = true;
                continue;
            }
            let mut found = false;
            for i in all().filter(|i| fits(name, &self.entries[*i].name)) {
                found = true;
                chosen[i] |= self.entries[i].dtype.is_some();
            }
            if !found {
                return Err(self.about(self.lacks(name)));
            }
        }
        if names.is_empty() {
            chosen = self.entries.iter().map(|entry| entry.dtype.is_some()).collect();
        }
        let chosen: Vec<usize> = all().filter(|i| chosen[*i]).collect();
        match (&chosen[..], &self.entries[..]) {
            ([], [one]) => floating(one, self.format).map(|_| chosen).map_err(|failure| self.about(failure)),
            ([], []) => Err(self.about(Failure::new("holds no arrays; expected at least one"))),
            ([], _) => Err(self.about(Failure::new(
                "holds no floating-point numbers in the arrays that are meant; expected at least one",
            ))),
            _ => Ok(chosen),
        }
    }

    /// There is no array of this name.
    fn lacks(&self, name: &str) -> Failure {
        let names: Vec<_> =
            self.entries.iter().take(6).map(|entry| format!("`{}`", entry.name)).collect();
        let more = if self.entries.len() > names.len() { ", …" } else { "" };
        let what = if self.format.is_table() { "column" } else { "array" };
        Failure::new(format!("has no {what} `{name}`; it has {}{more}", names.join(", ")))
            .hint("in patterns, * stands for any letters: --tensor '*weight*'")
    }

    /// A failure with the name of the file in front; that of the array, too, where there are several.
    pub fn about(&self, failure: Failure) -> Failure {
        failure.part_of(&shown(&self.path))
    }

    /// Reads one array whole.
    ///
    /// # Errors
    /// If it cannot be read, is of a type that no function takes, or there is no memory for it.
    pub fn read(&mut self, index: usize) -> Result<Stored> {
        let (entry, format) = (self.entries[index].clone(), self.format);
        let mut read = || -> Result<Stored> {
            let dtype = floating(&entry, format)?;
            let certain = self.certain(index);
            let mut stream = self.stream(index)?;
            let what = || entry.what();
            let tensor = each_type!(dtype, E => {
                let mut elements: Vec<E> =
                    npy::read_elements(&mut stream, entry.count, certain, &what)?;
                if entry.layout.swapped() {
                    npy::swap_bytes(&mut elements);
                }
                shaped(elements, &entry.shape, entry.layout.fortran)
            });
            let tensor = tensor.ok_or_else(|| npy::too_large(&entry.what()))?;
            Ok(Stored { tensor, layout: entry.layout })
        };
        read().map_err(|failure| failure.part_of(&shown(&self.path)))
    }

    /// Is the file known to be long enough for this array?
    fn certain(&self, index: usize) -> bool {
        match &self.body {
            Body::Npy { certain, .. } => *certain,
            Body::Npz(archive) => archive.certain(index),
            Body::Safetensors(_) => true,
            #[cfg(feature = "parquet")]
            Body::Parquet(_) => false,
        }
    }

    /// The elements of an array, as they lie in the file. A `.npy` file has them once.
    ///
    /// # Errors
    /// If the file cannot be read there.
    pub fn stream(&mut self, index: usize) -> Result<Box<dyn Read + Send + '_>> {
        match &mut self.body {
            Body::Npy { stream, .. } => Ok(Box::new(stream)),
            Body::Npz(archive) => archive.stream(index),
            Body::Safetensors(container) => container.stream(index),
            #[cfg(feature = "parquet")]
            Body::Parquet(container) => container.stream(index, &self.entries[index]),
        }
    }

    /// The archive that this is, to read from.
    pub fn npz(&mut self) -> Option<&mut npz::Archive> {
        match &mut self.body {
            Body::Npz(archive) => Some(archive),
            _ => None,
        }
    }

    /// The table that this is.
    #[cfg(feature = "parquet")]
    pub fn parquet(&self) -> Option<&parquet::Container> {
        match &self.body {
            Body::Parquet(container) => Some(container),
            _ => None,
        }
    }

    /// The container that this is.
    pub fn safetensors(&self) -> Option<&safetensors::Container> {
        match &self.body {
            Body::Safetensors(container) => Some(container),
            _ => None,
        }
    }
}

/// The array of a `.npy` file, and the stream that stands at its elements.
fn of_npy(
    name: String,
    mut stream: Box<dyn Read + Send>,
    length: Option<u64>,
) -> Result<(Entry, Box<dyn Read + Send>)> {
    let (header, left) = npy::read_header(&mut stream, length)?;
    Ok((entry(name, &header, left)?, stream))
}

/// What a `.npy` header says.
///
/// # Errors
/// If no machine could hold the array, or there are too few bytes left for it.
pub fn entry(name: String, header: &Header, left: Option<u64>) -> Result<Entry> {
    Ok(Entry {
        name,
        dtype: header.element.dtype(),
        holds: header.element.name(),
        shape: header.shape.clone(),
        layout: header.layout,
        count: header.count(left)?,
    })
}

/// Could these bytes be the start of a text?
fn is_text(start: &[u8]) -> bool {
    start.iter().all(|byte| *byte >= b' ' || b"\t\r\n".contains(byte))
}
