//! Parquet files: their columns of floating-point numbers, and of lists of such.
//!
//! A file is a sequence of row groups, each of which has a chunk of every column. What a function changes is
//! read and written a part of a chunk at a time; all other chunks are copied as they are, compressed and with
//! their indexes. Where numbers are missing, and where lists end, stands in *levels* beside the numbers
//! ([Dremel's](https://parquet.apache.org/docs/file-format/nestedencoding/)); they are kept.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};

use bytemuck::cast_slice;
use parquet::basic::{Compression, ConvertedType, Repetition, Type};
use parquet::bloom_filter::Sbbf;
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{DataType, DoubleType, FloatType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::ColumnDescriptor;

use super::replace::Target;
use super::source::Entry;
use super::stream::{self, Trouble};
use super::{Layout, npy};
use crate::report::{Failure, Result};
use crate::tensor::{Dtype, Element};
use crate::text;

/// An element type that Parquet has.
pub trait Physical: Element {
    /// Its type there.
    type Type: DataType<T = Self>;
}

impl Physical for f32 {
    type Type = FloatType;
}

impl Physical for f64 {
    type Type = DoubleType;
}

/// A file that is open, of which the metadata has been read.
pub struct Container {
    file: File,
    reader: SerializedFileReader<File>,
    /// For each entry, the index among all columns of the one that has its numbers.
    leaves: Vec<Option<usize>>,
}

impl Container {
    /// Opens a file: an entry for each column of the table, whatever it holds.
    ///
    /// # Errors
    /// If it is no Parquet file, or its metadata are damaged.
    pub fn open(file: File) -> Result<(Vec<Entry>, Container)> {
        let clone = file.try_clone().map_err(npy::unreadable)?;
        let reader = guarded(|| SerializedFileReader::new(clone))?;
        let metadata = reader.metadata();
        check(metadata)?;
        let schema = metadata.file_metadata().schema_descr();
        let rows = metadata.row_groups().iter().map(|group| group.num_rows());
        let rows = rows.map(size).sum::<Result<usize>>()?;
        let (mut entries, mut leaves) = (Vec::new(), Vec::new());
        for (i, field) in schema.root_schema().get_fields().iter().enumerate() {
            let own: Vec<usize> = (0..schema.num_columns())
                .filter(|leaf| schema.get_column_root_idx(*leaf) == i)
                .collect();
            let column = own.first().map(|leaf| schema.column(*leaf));
            let dtype = column.as_ref().filter(|_| own.len() == 1).and_then(|c| of_numbers(c));
            let mut shape = vec![rows];
            if let Some(leaf) = own.first().filter(|leaf| schema.column(**leaf).max_rep_level() > 0)
            {
                let values =
                    metadata.row_groups().iter().map(|group| group.column(*leaf).num_values());
                let values = values.map(size).sum::<Result<usize>>()?;
                // If all lists are of one length; whether they are shows when they are read.
                shape.push(values.checked_div(rows).unwrap_or(0));
            }
            let holds = match (dtype, column) {
                (Some(dtype), _) => dtype.name().into(),
                (None, Some(column)) if field.is_primitive() => {
                    match (column.logical_type_ref(), column.converted_type()) {
                        (Some(logical), _) => format!("{logical:?}"),
                        (None, ConvertedType::NONE) => column.physical_type().to_string(),
                        (None, converted) => converted.to_string(),
                    }
                }
                _ => "nested values".into(),
            };
            let count = shape.iter().try_fold(1_usize, |all, size| all.checked_mul(*size));
            entries.push(Entry {
                name: field.name().into(),
                dtype,
                holds,
                count: count.ok_or_else(|| npy::too_large(&text::shape(&shape)))?,
                shape,
                layout: Layout::PLAIN,
            });
            leaves.push(dtype.and_then(|_| own.first().copied()));
        }
        Ok((entries, Container { file, reader, leaves }))
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }

    fn column(&self, leaf: usize) -> Arc<ColumnDescriptor> {
        self.metadata().file_metadata().schema_descr().column(leaf)
    }

    /// Are the numbers of this entry in lists?
    pub fn is_list(&self, entry: usize) -> bool {
        self.leaves[entry].is_some_and(|leaf| self.column(leaf).max_rep_level() > 0)
    }

    /// The numbers of an entry as a stream of bytes, of which none may be missing.
    ///
    /// # Errors
    /// If it has no numbers.
    pub fn stream(&self, index: usize, entry: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        let columns = entry.shape.get(1).copied();
        Ok(match entry.dtype {
            Some(Dtype::F32) => Box::new(Bytes::<f32>::of(self, index, columns)?),
            Some(Dtype::F64) => Box::new(Bytes::<f64>::of(self, index, columns)?),
            _ => return Err(unexpected(&entry.holds)),
        })
    }
}

/// What the library takes for granted, and panics without.
fn check(metadata: &ParquetMetaData) -> Result<()> {
    for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
        let (offset, length) = (column.data_page_offset(), column.compressed_size());
        if start < 0 || offset < 0 || length < 0 || start.checked_add(length).is_none() {
            let name = column.column_path().string();
            return Err(Failure::new(format!(
                "has damaged metadata: column `{name}` is {length} bytes at {start}"
            )));
        }
    }
    Ok(())
}

/// What a column holds, if it is numbers or lists of numbers.
fn of_numbers(column: &ColumnDescriptor) -> Option<Dtype> {
    let dtype = match column.physical_type() {
        Type::FLOAT => Dtype::F32,
        Type::DOUBLE => Dtype::F64,
        _ => return None,
    };
    // A list is a group of a repeated group of the elements; a field of a record is neither.
    let depth = column.path().parts().len();
    let fits = if column.max_rep_level() == 0 { depth == 1 } else { depth <= 3 };
    (fits && column.max_rep_level() <= 1).then_some(dtype)
}

/// A number of rows or values, which damage may have made negative.
fn size(number: i64) -> Result<usize> {
    usize::try_from(number)
        .ok()
        .filter(|number| *number < 1 << 48)
        .ok_or_else(|| Failure::new(format!("has damaged metadata: {number} rows or values")))
}

/// A column of something else.
pub fn unexpected(holds: &str) -> Failure {
    Failure::new(format!("holds {holds}; expected float32 or float64, or lists of them"))
}

/// What the library reads, which panics on some kinds of damage.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T> {
    thread_local!(static READING: Cell<bool> = const { Cell::new(false) });
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // What it would print is told as any other error.
            if !READING.get() {
                usual(info);
            }
        }));
    });
    READING.set(true);
    // Whatever it leaves behind is not looked at again.
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    READING.set(false);
    match read {
        Ok(read) => read.map_err(|error| wrong(&error)),
        Err(_) => Err(Failure::new("cannot be read as Parquet: it is damaged")),
    }
}

/// What the library says of a file.
fn wrong(error: &ParquetError) -> Failure {
    let said = error.to_string();
    let said = said.strip_prefix("Parquet error: ").unwrap_or(&said);
    Failure::new(format!("cannot be read as Parquet: {said}"))
}

/// Some rows of a column.
#[derive(Debug, Default)]
pub struct Part<E> {
    /// The numbers that there are.
    pub values: Vec<E>,
    /// How many rows they are of.
    pub rows: usize,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl<E> Part<E> {
    /// Are numbers missing at the same places, and are lists of the same lengths?
    pub fn is_like<F>(&self, other: &Part<F>) -> bool {
        (self.rows, self.values.len(), &self.definition, &self.repetition)
            == (other.rows, other.values.len(), &other.definition, &other.repetition)
    }
}

/// The numbers of a column, row by row.
pub struct Numbers<'a, E: Physical> {
    container: &'a Container,
    leaf: usize,
    /// The row groups that are left.
    groups: std::ops::Range<usize>,
    reader: Option<ColumnReaderImpl<E::Type>>,
    /// How many rows have been read.
    rows: usize,
}

impl<'a, E: Physical> Numbers<'a, E> {
    /// Those of one row group.
    ///
    /// # Errors
    /// If the entry has no numbers.
    pub fn of_group(
        container: &'a Container,
        entry: usize,
        group: usize,
    ) -> Result<Numbers<'a, E>> {
        Numbers::of_groups(container, entry, group..group + 1)
    }

    /// Those from this row on.
    ///
    /// # Errors
    /// If the entry has no numbers, or the file cannot be read.
    pub fn from_row(container: &'a Container, entry: usize, row: usize) -> Result<Numbers<'a, E>> {
        let groups = container.metadata().row_groups();
        let (mut first, mut skipped) = (0, 0);
        while let Some(rows) = groups.get(first).map(|group| size(group.num_rows())) {
            let rows = rows?;
            if skipped + rows > row {
                break;
            }
            (first, skipped) = (first + 1, skipped + rows);
        }
        let mut numbers = Numbers::of_groups(container, entry, first..groups.len())?;
        numbers.rows = row;
        if row > skipped && numbers.open()? {
            let reader = numbers.reader.iter_mut();
            for reader in reader {
                guarded(|| reader.skip_records(row - skipped))?;
            }
        }
        Ok(numbers)
    }

    fn of_groups(
        container: &'a Container,
        entry: usize,
        groups: std::ops::Range<usize>,
    ) -> Result<Numbers<'a, E>> {
        let leaf = container.leaves[entry].ok_or_else(|| unexpected("no numbers"))?;
        Ok(Numbers { container, leaf, groups, reader: None, rows: 0 })
    }

    /// Opens the next row group, if there is one.
    fn open(&mut self) -> Result<bool> {
        let Some(group) = self.groups.next() else { return Ok(false) };
        let Numbers { container, leaf, .. } = *self;
        let read = || container.reader.get_row_group(group)?.get_column_reader(leaf);
        self.reader = Some(get_typed_column_reader(guarded(read)?));
        Ok(true)
    }

    /// Reads up to `most` rows; fewer are left if it reads fewer.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&mut self, part: &mut Part<E>, most: usize) -> Result<()> {
        part.rows = 0;
        part.values.clear();
        part.definition.clear();
        part.repetition.clear();
        while part.rows < most {
            let Some(reader) = &mut self.reader else {
                if self.open()? {
                    continue;
                }
                break;
            };
            let Part { definition, repetition, .. } = part;
            let (left, values) = (most - part.rows, &mut part.values);
            let read = || reader.read_records(left, Some(definition), Some(repetition), values);
            match guarded(read)? {
                (0, ..) => self.reader = None,
                (rows, ..) => part.rows += rows,
            }
        }
        self.rows += part.rows;
        Ok(())
    }

    /// The lengths of the lists of a part that has just been read; those that are missing or empty have none.
    ///
    /// # Errors
    /// If a number is missing in one of them: a row without one of its numbers is no row.
    pub fn lengths(&self, part: &Part<E>) -> Result<Vec<usize>> {
        let column = self.container.column(self.leaf);
        let full = column.max_def_level();
        let optional = column.self_type().get_basic_info().repetition() == Repetition::OPTIONAL;
        let mut lengths: Vec<usize> = Vec::new();
        let mut row = self.rows - part.rows;
        for (i, repeated) in part.repetition.iter().enumerate() {
            if *repeated == 0 {
                lengths.push(0);
                row += 1;
            }
            match part.definition.get(i).copied().unwrap_or(full) {
                level if level == full => {
                    lengths.iter_mut().last().into_iter().for_each(|n| *n += 1)
                }
                level if optional && level == full - 1 => return Err(self.missing(row)),
                _ => {}
            }
        }
        lengths.retain(|length| *length > 0);
        Ok(lengths)
    }

    /// A number is missing in this row, from 1.
    fn missing(&self, row: usize) -> Failure {
        let name = self.container.column(self.leaf).path().parts()[0].clone();
        Failure::new(format!("lacks a number in row {row} of column `{name}`; expected all"))
    }
}

/// The numbers of a column as bytes; all rows have one number, or as many as the first.
struct Bytes<'a, E: Physical> {
    numbers: Numbers<'a, E>,
    columns: Option<usize>,
    part: Part<E>,
    /// How many of the part's bytes have been given away.
    given: usize,
}

impl<'a, E: Physical> Bytes<'a, E> {
    fn of(container: &'a Container, entry: usize, columns: Option<usize>) -> Result<Bytes<'a, E>> {
        let groups = 0..container.metadata().num_row_groups();
        let numbers = Numbers::of_groups(container, entry, groups)?;
        Ok(Bytes { numbers, columns, part: Part::default(), given: 0 })
    }

    fn next(&mut self) -> Result<()> {
        let rows = rows_of_a_part(self.columns.unwrap_or(1) * size_of::<E>());
        self.numbers.read(&mut self.part, rows)?;
        let (before, numbers) = (self.numbers.rows - self.part.rows, &self.numbers);
        match self.columns {
            None => {
                let full = numbers.container.column(numbers.leaf).max_def_level();
                let missing = self.part.definition.iter().position(|level| *level != full);
                missing.map_or(Ok(()), |at| Err(numbers.missing(before + at + 1)))
            }
            Some(columns) => {
                let lengths = numbers.lengths(&self.part)?;
                let fits = |length: &usize| *length == columns;
                if lengths.len() < self.part.rows || !lengths.iter().all(fits) {
                    let failure = "has lists that differ in length, or that are missing or empty; expected lists of \
                                   one length";
                    return Err(Failure::new(failure));
                }
                Ok(())
            }
        }
    }
}

impl<E: Physical> Read for Bytes<'_, E> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == size_of_val(&*self.part.values) {
            self.next().map_err(|failure| io::Error::other(failure.text()))?;
            self.given = 0;
        }
        let bytes = &cast_slice::<_, u8>(&self.part.values)[self.given..];
        let count = bytes.len().min(out.len());
        out[..count].copy_from_slice(&bytes[..count]);
        self.given += count;
        Ok(count)
    }
}

/// How many rows of so many bytes are read at a time.
pub fn rows_of_a_part(bytes: usize) -> usize {
    (stream::block() / bytes.max(1)).max(1)
}

/// The place of a chunk that is being written: its entry, its row group and the first of its rows.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which entry.
    pub entry: usize,
    /// Which row group.
    pub group: usize,
    /// How many rows are before it.
    pub row: usize,
}

/// Where the numbers of a chunk go.
pub struct Chunk<'a>(SerializedColumnWriter<'a>);

impl Chunk<'_> {
    /// Writes a part, with its levels.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write<E: Physical>(&mut self, part: &Part<E>) -> Result<(), Trouble> {
        let Part { values, definition, repetition, .. } = part;
        // A column without gaps, or without lists, has no such levels.
        let definition = Some(&definition[..]).filter(|levels| !levels.is_empty());
        let repetition = Some(&repetition[..]).filter(|levels| !levels.is_empty());
        let writer = self.0.typed::<E::Type>();
        let written = writer.write_batch(values, definition, repetition);
        written.map(|_| ()).map_err(not_written)
    }
}

/// Writes a file like this one, in which the entries that are `changed` are written by `write`.
///
/// # Errors
/// Those of `write`, and if the new file cannot be written.
pub fn rewrite(
    container: &Container,
    target: &mut Target,
    changed: &[usize],
    write: &mut dyn FnMut(Place, &mut Chunk) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    // Once more, with the indexes, which reading does without.
    let with_indexes =
        ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
    let metadata = guarded(|| with_indexes.parse_and_finish(&container.file))?;
    let file = metadata.file_metadata();
    let is_changed =
        |leaf: usize| changed.iter().copied().find(|entry| container.leaves[*entry] == Some(leaf));
    let mut properties = WriterProperties::builder()
        .set_writer_version(match file.version() {
            2 => parquet::file::properties::WriterVersion::PARQUET_2_0,
            _ => parquet::file::properties::WriterVersion::PARQUET_1_0,
        })
        // Results hardly ever repeat.
        .set_dictionary_enabled(false)
        .set_key_value_metadata(file.key_value_metadata().cloned());
    if let Some(first) = metadata.row_groups().first() {
        let columns = first.columns().iter().enumerate();
        for (_, column) in columns.filter(|(leaf, _)| is_changed(*leaf).is_some()) {
            // The one that the library does not know is found out when it is read.
            if column.compression() != Compression::LZO {
                let path = column.column_path().clone();
                properties = properties.set_column_compression(path, column.compression());
            }
        }
        // Rows stay sorted by columns that stay.
        let sorting = first.sorting_columns().filter(|sorting| {
            let stays =
                |column: i32| usize::try_from(column).is_ok_and(|c| is_changed(c).is_none());
            sorting.iter().all(|by| stays(by.column_idx))
                && metadata
                    .row_groups()
                    .iter()
                    .all(|group| group.sorting_columns() == Some(sorting))
        });
        properties = properties.set_sorting_columns(sorting.cloned());
    }
    let schema = file.schema_descr().root_schema_ptr();
    let properties = Arc::new(properties.build());
    let mut writer = SerializedFileWriter::new(target, schema, properties).map_err(not_written)?;
    let mut row = 0;
    for (group, from) in metadata.row_groups().iter().enumerate() {
        let mut to = writer.next_row_group().map_err(not_written)?;
        for (leaf, column) in from.columns().iter().enumerate() {
            if let Some(entry) = is_changed(leaf) {
                let Some(chunk) = to.next_column().map_err(not_written)? else { break };
                let mut chunk = Chunk(chunk);
                write(Place { entry, group, row }, &mut chunk)?;
                chunk.0.close().map_err(not_written)?;
                continue;
            }
            let indexes = metadata.page_index();
            let chunk = ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: from.num_rows() as u64,
                metadata: column.clone(),
                bloom_filter: guarded(|| Sbbf::read_from_column_chunk(column, &container.file))?,
                column_index: indexes.and_then(|all| all.column_index(group, leaf)).cloned(),
                offset_index: indexes.and_then(|all| all.offset_index(group, leaf)).cloned(),
            };
            to.append_column(&container.file, chunk).map_err(not_written)?;
        }
        to.close().map_err(not_written)?;
        row += size(from.num_rows())?;
    }
    writer.close().map_err(not_written)?;
    Ok(())
}

/// What the library says of a file that it writes.
fn not_written(error: ParquetError) -> Trouble {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => Trouble::Write(*error),
            Err(error) => Trouble::Failure(wrong(&ParquetError::External(error))),
        },
        error => Trouble::Failure(wrong(&error)),
    }
}
