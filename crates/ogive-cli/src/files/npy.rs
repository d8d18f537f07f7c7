//! `.npy` files, NumPy's format for one array, which `.npz` archives hold as well.
//!
//! The format is `numpy.lib.format`'s: a magic string, a version, the length of a header, the
//! header (a Python dictionary, as text), and the elements. Versions 1, 2 and 3 are read, with
//! either byte order and either memory order; version 1 is written. Bytes after the elements
//! are ignored, as NumPy ignores them.
//!
//! Nothing that a header says is believed before it is checked: sizes are multiplied with
//! overflow in mind, compared with the length of the file, and only then is memory taken. The
//! crate npyz (0.9.1) was weighed and left: it multiplies the sizes unchecked, which panics in
//! a debug build and gives a wrong count in release, and its parser takes time exponential in
//! the number of open brackets.

use std::io::{self, ErrorKind, Read};
use std::path::Path;

use bytemuck::{Pod, cast_slice_mut};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::shown;
use super::source::Opened;
use crate::report::{Failure, Result};
use crate::tensor::Dtype;
use crate::text;

/// What every file begins with.
const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// Longer headers are damage: those of plain arrays take 118 bytes.
const LONGEST_HEADER: u64 = 1 << 20;

/// More dimensions are damage: NumPy has at most 64.
const MOST_DIMENSIONS: usize = 64;

/// How the elements lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The most significant byte first?
    pub big_endian: bool,
    /// The first axis contiguous, instead of the last?
    pub fortran: bool,
}

/// Reads a file of integers of any size, in any layout.
///
/// # Errors
/// If the file cannot be read, is no `.npy` file, is cut off or damaged, or holds something else.
pub fn read_integers(path: &Path) -> Result<ArrayD<i128>> {
    let (mut source, length) = Opened::open(path)?.stream();
    read_wide(&mut source, length).map_err(|failure| failure.part_of(&shown(path)))
}

fn read_wide(source: &mut dyn Read, length: Option<u64>) -> Result<ArrayD<i128>> {
    let (header, left) = read_header(source, length)?;
    macro_rules! wide {
        ($type:ident) => {
            Ok(elements::<$type>(source, left, &header)?.mapv(i128::from))
        };
    }
    match (header.element.kind, header.element.size) {
        ('i', 1) => wide!(i8),
        ('i', 2) => wide!(i16),
        ('i', 4) => wide!(i32),
        ('i', 8) => wide!(i64),
        ('u', 1) => wide!(u8),
        ('u', 2) => wide!(u16),
        ('u', 4) => wide!(u32),
        ('u', 8) => wide!(u64),
        _ => Err(unexpected(&header.element.name(), "integers", "int64")),
    }
}

/// An array holds something else than was expected.
pub fn unexpected(holds: &str, expected: &str, convert_to: &str) -> Failure {
    Failure::new(format!("holds {holds}; expected {expected}"))
        .hint(format!("in Python: numpy.save(path, array.astype(\"{convert_to}\"))"))
}

/// A header that says what cannot be.
pub fn damaged(what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("has a damaged header: {what}"))
}

/// A file that ends too early.
pub fn cut_off(what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("is cut off: {what}")).hint("copy or save it again")
}

/// Reads up to the elements; returns, too, how many bytes of the file are left for them.
///
/// # Errors
/// If it is no `.npy` file, or its header is damaged or cut off.
pub fn read_header(source: &mut dyn Read, length: Option<u64>) -> Result<(Header, Option<u64>)> {
    let mut start = Vec::new();
    Read::take(&mut *source, 8).read_to_end(&mut start).map_err(unreadable)?;
    if start.len() < 8 || !start.starts_with(MAGIC) {
        return Err(not_npy(&start));
    }
    let version = (start[6], start[7]);
    let mut bytes = [0; 4];
    // The length of the header has 16 bits in version 1, and 32 from then on.
    let width = match version {
        (1, 0) => 2,
        (2 | 3, 0) => 4,
        (major, minor) => {
            return Err(Failure::new(format!(
                "is of .npy version {major}.{minor}; expected 1.0, 2.0 or 3.0"
            )));
        }
    };
    let ends = |error: io::Error| match error.kind() {
        ErrorKind::UnexpectedEof => cut_off("it ends within its header"),
        _ => unreadable(error),
    };
    source.read_exact(&mut bytes[..width]).map_err(ends)?;
    let header = u64::from(u32::from_le_bytes(bytes));
    let begin = 8 + width as u64 + header;
    if length.is_some_and(|length| length < begin) {
        return Err(cut_off("it ends within its header"));
    }
    if header > LONGEST_HEADER {
        return Err(damaged(format!("it claims to be {header} bytes long")));
    }
    let mut text = vec![0; header as usize];
    source.read_exact(&mut text).map_err(ends)?;
    // Versions 1 and 2 are in Latin-1 and version 3 is in UTF-8: the same for plain arrays.
    let header = Header::parse(&String::from_utf8_lossy(&text))?;
    Ok((header, length.map(|length| length - begin)))
}

/// A file that the system does not let one read.
pub fn unreadable(error: io::Error) -> Failure {
    Failure::new(format!("cannot be read: {error}"))
}

fn not_npy(start: &[u8]) -> Failure {
    if start.is_empty() {
        return Failure::new("is empty; expected a .npy file");
    }
    let failure = Failure::new(format!(
        "is not a .npy file: it begins with \"{}\"; expected \"{}\"",
        start.escape_ascii(),
        MAGIC.escape_ascii()
    ));
    match start.starts_with(b"PK") {
        true => failure.hint("it is a zip archive, as .npz files are: name it so"),
        false => failure.hint("in Python: numpy.save(path, array) makes one"),
    }
}

/// Reads the elements that the header promises, into the machine's byte order.
fn elements<E: Pod>(
    source: &mut dyn Read,
    left: Option<u64>,
    header: &Header,
) -> Result<ArrayD<E>> {
    let count = header.count(left)?;
    let what = || header.what();
    let mut all = read_elements(source, count, left.is_some(), &what)?;
    if header.layout.swapped() {
        swap_bytes(&mut all);
    }
    let shape = IxDyn(&header.shape).set_f(header.layout.fortran);
    ArrayD::from_shape_vec(shape, all).map_err(|_| too_large(&what()))
}

/// Reads so many elements, as they lie.
///
/// Where it is not `certain` that as many follow, memory is taken as they arrive.
///
/// # Errors
/// If there are fewer, or there is no memory for them.
pub fn read_elements<E: Pod>(
    source: &mut dyn Read,
    count: usize,
    certain: bool,
    what: &dyn Fn() -> String,
) -> Result<Vec<E>> {
    let step = if certain { count } else { 1 << 20 };
    let bytes = count as u64 * size_of::<E>() as u64;
    let no_memory = || {
        Failure::new(format!(
            "is too large to be held in memory: {} takes {}",
            what(),
            text::bytes(bytes)
        ))
    };
    if !super::memory::may_have(bytes) {
        return Err(no_memory());
    }
    let mut all: Vec<E> = Vec::new();
    while all.len() < count {
        let mut part = bytemuck::allocation::try_zeroed_vec(step.min(count - all.len()))
            .map_err(|()| no_memory())?;
        source.read_exact(cast_slice_mut(&mut part)).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => {
                cut_off(format!("its header says {}, {bytes} bytes; fewer follow", what()))
            }
            _ => unreadable(error),
        })?;
        if all.is_empty() {
            all = part;
        } else {
            all.try_reserve(part.len()).map_err(|_| no_memory())?;
            all.extend_from_slice(&part);
        }
    }
    Ok(all)
}

/// A shape that no array can have.
pub fn too_large(what: &str) -> Failure {
    damaged(format!("no machine can hold {what}"))
}

/// Reverses the bytes of each element.
pub fn swap_bytes<E: Pod>(elements: &mut [E]) {
    for element in elements {
        bytemuck::bytes_of_mut(element).reverse();
    }
}

/// What a header says.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The element type.
    pub element: ElementType,
    /// How the elements lie.
    pub layout: Layout,
    /// The size along each axis.
    pub shape: Vec<usize>,
}

/// An element type as NumPy writes it, such as `<f4`.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementType {
    /// `f` for floating point, `i` and `u` for integers, `c` for complex numbers, ….
    kind: char,
    /// In bytes; 0 for Python's objects, and for records.
    size: usize,
}

impl ElementType {
    /// The one that functions take, if it is one of those.
    pub fn dtype(&self) -> Option<Dtype> {
        match (self.kind, self.size) {
            ('f', 2) => Some(Dtype::F16),
            ('f', 4) => Some(Dtype::F32),
            ('f', 8) => Some(Dtype::F64),
            _ => None,
        }
    }

    /// As NumPy and people call it.
    pub fn name(&self) -> String {
        let bits = self.size.saturating_mul(8);
        match self.kind {
            'f' => format!("float{bits}"),
            'i' => format!("int{bits}"),
            'u' => format!("uint{bits}"),
            'c' => format!("complex{bits}"),
            'b' => "bool".into(),
            'm' | 'M' => "times".into(),
            'O' => "Python objects".into(),
            'S' | 'U' | 'a' => "text".into(),
            'V' => format!("raw values of {} bytes", self.size),
            _ => "records of several fields".into(),
        }
    }
}

/// The kind of [`ElementType`] for a list of fields; NumPy has no letter for it.
const RECORD: char = '[';

impl Layout {
    /// As most files are: the least significant byte first, the last axis contiguous.
    pub const PLAIN: Layout = Layout { big_endian: false, fortran: false };

    /// Are the bytes of an element the other way round than this machine has them?
    pub fn swapped(self) -> bool {
        self.big_endian != cfg!(target_endian = "big")
    }
}

impl Header {
    /// The number of elements, if the bytes that are left are enough for them.
    ///
    /// # Errors
    /// If no machine could hold them, or they are cut off.
    pub fn count(&self, left: Option<u64>) -> Result<usize> {
        let what = || self.what();
        let too_large = || too_large(&what());
        let count = self.shape.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        // A size of 0 makes the product 0, but it comes after others that may be absurd.
        let count = if self.shape.contains(&0) {
            // An array counts the strides of its other axes, too.
            let mut others = self.shape.iter().filter(|size| **size != 0);
            let strides = others.try_fold(1_usize, |count, size| count.checked_mul(*size));
            strides.filter(|strides| isize::try_from(*strides).is_ok()).ok_or_else(too_large)?;
            0
        } else {
            count.ok_or_else(too_large)?
        };
        let bytes = count.checked_mul(self.element.size.max(1)).ok_or_else(too_large)?;
        let bytes = isize::try_from(bytes).map_err(|_| too_large())? as u64;
        match left.filter(|left| *left < bytes) {
            Some(left) => Err(cut_off(format!(
                "its header says {}, {bytes} bytes; {left} bytes follow",
                what()
            ))),
            None => Ok(count),
        }
    }

    /// Type and shape, in words.
    pub fn what(&self) -> String {
        format!("{} {}", self.element.name(), text::shape(&self.shape))
    }

    /// The start of a file of version 1, up to the elements.
    ///
    /// # Errors
    /// If the type is `bfloat16`, which NumPy does not have.
    pub fn encode(dtype: Dtype, layout: Layout, shape: &[usize]) -> Result<Vec<u8>> {
        if dtype == Dtype::BF16 {
            return Err(Failure::new(
                "bfloat16 cannot be written as .npy or .npz: NumPy has no such type",
            )
            .hint("write .safetensors"));
        }
        let text = Header::format(&format!("f{}", dtype.size()), layout, shape);
        let length = u16::try_from(text.len()).map_err(|_| too_large(&text::shape(shape)))?;
        let mut start = MAGIC.to_vec();
        start.extend([1, 0]);
        start.extend(length.to_le_bytes());
        start.extend(text.as_bytes());
        Ok(start)
    }

    /// From the text of a Python dictionary with the keys `descr`, `fortran_order`, `shape`.
    fn parse(text: &str) -> Result<Header> {
        let (mut element, mut fortran, mut shape) = (None, None, None);
        let mut rest = Literals { rest: text };
        rest.expect('{')?;
        while !rest.found('}') {
            let key = rest.next()?;
            rest.expect(':')?;
            let value = rest.next()?;
            match key {
                Literal::Text("descr") => element = Some(element_type(value)?),
                Literal::Text("fortran_order") => fortran = Some(truth(value)?),
                Literal::Text("shape") => shape = Some(sizes(value)?),
                key => return Err(damaged(format!("it has the key {key}"))),
            }
            if !rest.found(',') {
                rest.expect('}')?;
                break;
            }
        }
        if let [_, ..] = rest.rest.trim().as_bytes() {
            return Err(damaged("it goes on after its closing bracket"));
        }
        let lacks = |key: &'static str| move || damaged(format!("it lacks the key '{key}'"));
        let (element, big_endian) = element.ok_or_else(lacks("descr"))?;
        let fortran = fortran.ok_or_else(lacks("fortran_order"))?;
        let shape = shape.ok_or_else(lacks("shape"))?;
        Ok(Header { element, layout: Layout { big_endian, fortran }, shape })
    }

    /// The text for an array, to the byte as NumPy writes it.
    fn format(element: &str, layout: Layout, shape: &[usize]) -> String {
        let Layout { big_endian, fortran } = layout;
        let mut text = format!(
            "{{'descr': '{}{element}', 'fortran_order': {}, 'shape': {}, }}",
            if big_endian { '>' } else { '<' },
            if fortran { "True" } else { "False" },
            text::shape(shape),
        );
        // Room for the outer axis to grow in place to 21 digits, and a start of the elements
        // at a multiple of 64 bytes.
        if let Some(outer) = if fortran { shape.last() } else { shape.first() } {
            text.push_str(&" ".repeat(21_usize.saturating_sub(outer.to_string().len())));
        }
        text.push_str(&" ".repeat(64 - (10 + text.len() + 1) % 64));
        text.push('\n');
        text
    }
}

/// The element type, and whether its most significant byte comes first.
fn element_type(value: Literal) -> Result<(ElementType, bool)> {
    let text = match value {
        Literal::Text(text) => text,
        Literal::Bracketed(text) if text.starts_with('[') => {
            return Ok((ElementType { kind: RECORD, size: 0 }, false));
        }
        value => return Err(damaged(format!("the element type is {value}"))),
    };
    let wrong = || damaged(format!("the element type is '{}'", text.escape_debug()));
    let mut letters = text.chars();
    let big_endian = match letters.next() {
        Some('<') => false,
        Some('>') => true,
        Some('|' | '=') => cfg!(target_endian = "big"),
        _ => return Err(wrong()),
    };
    let kind = letters.next().filter(char::is_ascii_alphabetic).ok_or_else(wrong)?;
    // A unit may follow the size: `<M8[ns]`.
    let size = letters.as_str().split('[').next().unwrap_or_default();
    let size = match (kind, size) {
        ('O', "") => 0,
        (_, size) => size.parse().map_err(|_| wrong())?,
    };
    Ok((ElementType { kind, size }, big_endian))
}

fn truth(value: Literal) -> Result<bool> {
    match value {
        Literal::Word("True") => Ok(true),
        Literal::Word("False") => Ok(false),
        value => Err(damaged(format!("fortran_order is {value}; expected True or False"))),
    }
}

fn sizes(value: Literal) -> Result<Vec<usize>> {
    let wrong =
        || damaged(format!("the shape is {value}; expected sizes from 0, such as (2, 3) or (5,)"));
    let Literal::Bracketed(text) = value else { return Err(wrong()) };
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).ok_or_else(wrong)?;
    let inner = inner.trim();
    if inner.is_empty() {
        return Ok(Vec::new());
    }
    // A comma may end the tuple, and an L each number, as Python 2 wrote long ones.
    let sizes = inner.strip_suffix(',').unwrap_or(inner).split(',').map(|size| {
        let digits = size.trim();
        let digits = digits.strip_suffix('L').unwrap_or(digits);
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    });
    let sizes: Vec<usize> = sizes.collect::<Option<_>>().ok_or_else(wrong)?;
    if sizes.len() > MOST_DIMENSIONS {
        let count = sizes.len();
        return Err(damaged(format!("{count} dimensions; expected at most {MOST_DIMENSIONS}")));
    }
    Ok(sizes)
}

/// The literals of a Python expression, one after the other. Brackets are skipped, not parsed,
/// so that no header makes it recurse.
struct Literals<'a> {
    rest: &'a str,
}

/// A literal of Python.
#[derive(Clone, Copy, Debug)]
enum Literal<'a> {
    /// A string, without its quotes.
    Text(&'a str),
    /// Anything in brackets, with them.
    Bracketed(&'a str),
    /// A number or a name.
    Word(&'a str),
}

/// As it stands in the header, cut where it gets long.
impl std::fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (quote, text) = match self {
            Literal::Text(text) => ("'", text),
            Literal::Bracketed(text) | Literal::Word(text) => ("", text),
        };
        let start: String = text.chars().take(60).collect();
        let more = if start.len() < text.len() { "…" } else { "" };
        write!(f, "{quote}{}{more}{quote}", start.escape_debug())
    }
}

impl<'a> Literals<'a> {
    /// Takes this mark, if it comes next.
    fn found(&mut self, mark: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes this mark, which must come next.
    fn expect(&mut self, mark: char) -> Result<()> {
        if self.found(mark) {
            return Ok(());
        }
        let found: String = self.rest.chars().take(20).collect();
        Err(damaged(format!("expected `{mark}` at \"{}\"", found.escape_debug())))
    }

    /// Takes the next literal.
    fn next(&mut self) -> Result<Literal<'a>> {
        self.rest = self.rest.trim_start();
        let rest = self.rest;
        let (literal, end) = match rest.chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let end = string_end(rest, quote)?;
                (Literal::Text(&rest[1..end - 1]), end)
            }
            Some('(' | '[' | '{') => {
                let end = bracket_end(rest)?;
                (Literal::Bracketed(&rest[..end]), end)
            }
            _ => {
                let end = rest
                    .find(|c: char| matches!(c, ',' | ':' | '}') || c.is_whitespace())
                    .unwrap_or(rest.len());
                (Literal::Word(&rest[..end]), end)
            }
        };
        self.rest = &rest[end..];
        Ok(literal)
    }
}

/// Where the string ends that `text` begins with, its quotes included.
fn string_end(text: &str, quote: char) -> Result<usize> {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == quote => return Ok(place + 1),
            _ => {}
        }
    }
    Err(damaged("a string is not closed"))
}

/// Where the bracket closes that `text` begins with.
fn bracket_end(text: &str) -> Result<usize> {
    let mut depth = 0_usize;
    let mut place = 0;
    while let Some(letter) = text[place..].chars().next() {
        match letter {
            '\'' | '"' => {
                place += string_end(&text[place..], letter)?;
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        place += letter.len_utf8();
        if depth == 0 {
            return Ok(place);
        }
    }
    Err(damaged("a bracket is not closed"))
}

#[cfg(test)]
mod tests {
    use super::super::{Source, Stored};
    use super::*;
    use crate::tensor::Tensor;

    /// A file with this header, whatever it says.
    fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend([version, 0]);
        match version {
            1 => file.extend((header.len() as u16).to_le_bytes()),
            _ => file.extend((header.len() as u32).to_le_bytes()),
        }
        file.extend(header.as_bytes());
        file.extend(data);
        file
    }

    /// A header of an array of `<f4` with this shape.
    fn of_shape(shape: &str) -> String {
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n")
    }

    fn decode(file: &[u8]) -> Result<Stored> {
        of_bytes(file, Some(file.len() as u64))
    }

    /// As from a pipe, whose length is not known.
    fn decode_pipe(file: &[u8]) -> Result<Stored> {
        of_bytes(file, None)
    }

    fn of_bytes(file: &[u8], length: Option<u64>) -> Result<Stored> {
        let mut source = Source::of_bytes(file, length)?;
        source.choose(&[])?;
        source.read(0)
    }

    fn message(result: Result<Stored>) -> String {
        result.expect_err("should be refused").to_string()
    }

    #[test]
    fn headers_are_read_as_python_reads_them() {
        let data = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];
        let headers = [
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
            "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
            "  { \"shape\" : ( 2 , ) , \"fortran_order\" : True , \"descr\" : \"<f4\" }   \n",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }\n",
        ];
        for (version, header) in (1..=3).flat_map(|v| headers.map(|h| (v, h))) {
            for stored in [decode, decode_pipe].map(|read| read(&file(version, header, &data))) {
                match stored.expect(header).tensor {
                    Tensor::F32(array) => assert_eq!(array, ndarray::arr1(&[1.0, 2.0]).into_dyn()),
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn bytes_after_the_array_are_ignored() {
        let stored = decode(&file(1, &of_shape("()"), &[0, 0, 0x80, 0x3f, 1, 2, 3])).unwrap();
        assert_eq!(stored.tensor.shape(), &[] as &[usize]);
    }

    #[test]
    fn bad_headers_are_refused_with_what_is_wrong() {
        let cases = [
            (of_shape("(-1,)"), "the shape is (-1,)"),
            (of_shape("(2,,3)"), "the shape is (2,,3)"),
            (of_shape("(,)"), "the shape is (,)"),
            (of_shape("(1.5,)"), "the shape is (1.5,)"),
            (of_shape("[2]"), "the shape is [2]"),
            (of_shape("2"), "the shape is 2"),
            (of_shape("(99999999999999999999,)"), "the shape is (99999999999999999999,)"),
            (of_shape("((2,),)"), "the shape is ((2,),)"),
            (of_shape("(2"), "the shape is (2, }"),
            (of_shape("'2"), "a string is not closed"),
            (of_shape("(4294967296, 4294967296)"), "no machine can hold"),
            (of_shape("(4611686018427387904,)"), "no machine can hold"),
            // 2 more than 2^64: two elements, if the product wrapped.
            (of_shape("(9223372036854775809, 2)"), "no machine can hold"),
            (of_shape("(0, 4611686018427387904, 4)"), "no machine can hold"),
            (of_shape(&format!("({})", "1,".repeat(65))), "65 dimensions; expected at most 64"),
            (of_shape("(1099511627776,)"), "is cut off"),
            ("{}".into(), "lacks the key 'descr'"),
            ("".into(), "expected `{`"),
            ("{'descr': '<f4'}".into(), "lacks the key 'fortran_order'"),
            ("{'descr': '<f4', 'fortran_order': False}".into(), "lacks the key 'shape'"),
            ("{'descr': 4, 'fortran_order': False, 'shape': ()}".into(), "the element type is 4"),
            ("{'descr': 'f4', 'fortran_order': False, 'shape': ()}".into(), "element type is 'f4'"),
            ("{'descr': '<fx', 'fortran_order': False, 'shape': ()}".into(), "type is '<fx'"),
            ("{'descr': '<f4', 'fortran_order': 1, 'shape': ()}".into(), "fortran_order is 1"),
            ("{'extra': 1}".into(), "it has the key 'extra'"),
            ("{'descr': '<f4' 'shape': ()}".into(), "expected `}` at"),
            (of_shape("(1,)") + "x", "it goes on after its closing bracket"),
        ];
        for (header, expected) in cases {
            let text = message(decode(&file(1, &header, &[0; 16])));
            assert!(text.contains(expected), "{header}: {text}");
        }
    }

    #[test]
    fn other_element_types_are_called_by_their_names() {
        let cases = [
            ("'<i8'", "int64"),
            ("'|u1'", "uint8"),
            ("'|b1'", "bool"),
            ("'<c8'", "complex64"),
            ("'<f16'", "float128"),
            ("'|O'", "Python objects"),
            ("'<U7'", "text"),
            ("'|V2'", "raw values of 2 bytes"),
            ("'<M8[ns]'", "times"),
            ("[('x', '<f4'), ('y(', '<f4')]", "records of several fields"),
        ];
        for (descr, name) in cases {
            let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (1,)}}");
            let text = message(decode(&file(3, &header, &[0; 16])));
            let expected = format!("holds {name}; expected float16, float32 or float64");
            assert!(text.contains(&expected), "{descr}: {text}");
        }
    }

    #[test]
    fn open_brackets_cost_neither_time_nor_stack() {
        for bracket in ["[", "(", "{", "['", "{'a':"] {
            let header = format!("{{'descr': {}", bracket.repeat(100_000));
            assert!(message(decode(&file(2, &header, &[]))).contains("is not closed"));
        }
    }

    #[test]
    fn a_long_header_is_refused_before_memory_is_taken() {
        let mut claims = file(2, "", &[0; 100]);
        claims[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(message(decode(&claims)).contains("is cut off"));
        assert!(message(decode_pipe(&claims)).contains("claims to be 4294967295 bytes"));
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let whole = file(1, &of_shape("(2, 1)"), &[7; 8]);
        assert!(decode(&whole).is_ok());
        for end in 0..whole.len() {
            for read in [decode, decode_pipe] {
                let text = message(read(&whole[..end]));
                assert!(text.contains("hint") || text.contains("is empty"), "{end}: {text}");
            }
        }
    }

    #[test]
    fn a_header_damaged_at_random_never_panics() {
        // Room after the dictionary, as NumPy leaves it, so that it may grow.
        let header = of_shape("(2, 3)");
        let whole = file(1, &format!("{header:80}"), &[7; 24]);
        let data = 10 + header.len();
        let mut seed = 2_u64;
        let mut random = move |below: usize| {
            // A linear congruential generator; its upper bits are the random ones.
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let telling = b"'\"\\()[]{}:,0123456789-L<>|fiuTF \n\0\xff";
        let mut read_well = 0;
        for case in 0..30_000 {
            let mut damaged = whole.clone();
            for _ in 0..=random(3) {
                let in_text = 10 + random(data - 10);
                match case % 3 {
                    0 => damaged[random(data)] = random(256) as u8,
                    1 => damaged[in_text] = telling[random(telling.len())],
                    _ => damaged.insert(in_text, telling[random(telling.len())]),
                }
            }
            for stored in [decode, decode_pipe].map(|read| read(&damaged)).into_iter().flatten() {
                // What is read can be shown, whatever its shape.
                assert!(!crate::show::tensor(&stored.tensor).is_empty());
                read_well += 1;
            }
            let _ = read_wide(&mut &damaged[..], Some(damaged.len() as u64));
        }
        assert!(read_well > 300, "only {read_well} were read: damage misses the parser");
    }

    #[test]
    fn the_header_that_is_written_is_numpys_to_the_byte() {
        let little = Layout { big_endian: false, fortran: false };
        let text = Header::format("f4", little, &[1797, 10]);
        assert_eq!(text.len(), 118);
        let start = "{'descr': '<f4', 'fortran_order': False, 'shape': (1797, 10), }  ";
        assert!(text.starts_with(start) && text.ends_with(" \n"), "{text:?}");
        // Where one column more or less for growth would change the length.
        let ones = [1; 12];
        for (last, length) in [(10, 128), (100, 192)] {
            let shape = [&[7][..], &ones, &[last]].concat();
            assert_eq!(10 + Header::format("f8", little, &shape).len(), length);
        }
        for shape in [&[][..], &[3], &[2, 3], &[0, 4], &[1; 64], &[usize::MAX; 12]] {
            for layout in [little, Layout { big_endian: true, fortran: true }] {
                let text = Header::format("f8", layout, shape);
                assert_eq!((10 + text.len()) % 64, 0, "{text:?}");
                let header = Header::parse(&text).unwrap();
                assert_eq!((&header.shape[..], header.layout), (shape, layout));
            }
        }
    }
}
