//! `.npz` files, NumPy's format for several arrays: a zip archive of `.npy` files.
//!
//! The crate zip reads and writes the archive. An entry that is compressed may claim any size, so memory
//! for it is taken as its elements arrive.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::npy::{self, Header, Layout};
use super::source::{self, Entry};
use crate::report::{Failure, Result};
use crate::tensor::Dtype;

/// What the names of arrays end with in the archive.
const EXTENSION: &str = ".npy";

/// An open archive.
pub struct Archive {
    zip: ZipArchive<File>,
    /// How each entry is compressed.
    methods: Vec<CompressionMethod>,
}

impl Archive {
    /// Opens an archive, and reads the headers of its arrays.
    ///
    /// # Errors
    /// If it is no zip archive, is damaged, or is compressed in a way that NumPy does not know.
    pub fn open(file: File, length: u64) -> Result<(Vec<Entry>, Archive)> {
        let mut zip = ZipArchive::new(file).map_err(|error| damaged(&error))?;
        let (mut entries, mut methods) = (Vec::new(), Vec::new());
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).map_err(|error| damaged(&error))?;
            let full = part.name().map_err(|error| damaged(&error))?.into_owned();
            let method = part.compression();
            methods.push(method);
            let stored = method == CompressionMethod::Stored;
            // What is stored as it is takes as many bytes of the file.
            if stored && (part.size() > length || part.compressed_size() != part.size()) {
                return Err(npy::damaged(format!("`{full}` claims {} bytes", part.size())));
            }
            let size = part.size();
            entries.push(match full.strip_suffix(EXTENSION) {
                Some(name) => {
                    let header = npy::read_header(&mut part, Some(size));
                    let (header, left) = header.map_err(|failure| failure.part(name))?;
                    source::entry(name.into(), &header, left)
                        .map_err(|failure| failure.part(name))?
                }
                None => Entry {
                    name: full,
                    dtype: None,
                    holds: "no array".into(),
                    shape: Vec::new(),
                    layout: Layout::PLAIN,
                    count: 0,
                },
            });
        }
        Ok((entries, Archive { zip, methods }))
    }

    /// Is the file known to be long enough for this array?
    pub fn certain(&self, index: usize) -> bool {
        self.methods[index] == CompressionMethod::Stored
    }

    /// The elements of an array, as they lie.
    ///
    /// # Errors
    /// If the archive is damaged there.
    pub fn stream(&mut self, index: usize) -> Result<Box<dyn Read + Send + '_>> {
        let mut part = self.zip.by_index(index).map_err(|error| damaged(&error))?;
        npy::read_header(&mut part, None)?;
        Ok(Box::new(part))
    }

    /// An entry as it is, for a copy.
    fn raw(&mut self, index: usize) -> Result<ZipFile<'_, File>> {
        self.zip.by_index_raw(index).map_err(|error| damaged(&error))
    }
}

/// An archive that is being written.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> Writer<W> {
    /// An empty one.
    pub fn new(out: W) -> Writer<W> {
        Writer { zip: ZipWriter::new(out) }
    }

    /// Begins an array, compressed as the entry of that index in the archive, if there is one.
    ///
    /// # Errors
    /// If it cannot be written, or is of a type that NumPy does not have.
    pub fn begin(
        &mut self,
        name: &str,
        dtype: Dtype,
        layout: Layout,
        shape: &[usize],
        like: Option<(&Archive, usize)>,
    ) -> Result<io::Result<()>> {
        let header = Header::encode(dtype, layout, shape)?;
        let elements: u64 = shape.iter().map(|size| *size as u64).product();
        let method = like.map_or(CompressionMethod::Stored, |(archive, i)| archive.methods[i]);
        let options = SimpleFileOptions::default()
            .compression_method(method)
            // Sizes of 64 bits where those of 32 might not do.
            .large_file(elements * dtype.size() as u64 >= 0xff00_0000);
        let started = self.zip.start_file(format!("{name}{EXTENSION}"), options);
        Ok(started.map_err(io::Error::from).and_then(|()| self.zip.write_all(&header)))
    }

    /// Copies an entry as it is.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(&mut self, archive: &mut Archive, index: usize) -> Result<io::Result<()>> {
        Ok(self.zip.raw_copy_file(archive.raw(index)?).map_err(io::Error::from))
    }

    /// Where the elements go.
    pub fn out(&mut self) -> &mut ZipWriter<W> {
        &mut self.zip
    }

    /// Writes the end of the archive.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?)
    }
}

fn damaged(error: &ZipError) -> Failure {
    match error {
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Failure::new(format!("is a zip archive of a kind that is not read here: {error}"))
                .hint("numpy.savez and numpy.savez_compressed write archives that are")
        }
        error => {
            Failure::new(format!("is not a whole .npz file, a zip archive of arrays: {error}"))
                .hint("in Python: numpy.savez(path, name=array) makes one")
        }
    }
}
