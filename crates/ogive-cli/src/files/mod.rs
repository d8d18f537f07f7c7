//! Files of arrays: which formats there are, a [`Source`] to read one of any format from, a
//! [`Sink`] to write one to, and how a file is replaced whole or not at all.
//!
//! Nothing here knows what is done with the arrays.

pub mod csv;
mod memory;
pub mod npy;
pub mod npz;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod replace;
pub mod safetensors;
mod sink;
pub mod source;
pub mod stream;

use std::path::Path;

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

pub use npy::Layout;
pub use sink::Sink;
pub use source::{Entry, Source};

use crate::report::{Failure, Result};
use crate::tensor::{Dtype, Element, Tensor};

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// NumPy's, for one array.
    Npy,
    /// A zip archive of `.npy` files, NumPy's for several arrays.
    Npz,
    /// Hugging Face's, for several tensors.
    Safetensors,
    /// A table with commas between its columns.
    Csv,
    /// A table with tabs between its columns.
    Tsv,
    /// Apache's, for tables; a build may lack it.
    Parquet,
}

impl Format {
    /// The one that a file's name tells.
    pub fn of_name(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "npy" => Format::Npy,
            "npz" => Format::Npz,
            "safetensors" => Format::Safetensors,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            "parquet" | "pq" => Format::Parquet,
            _ => return None,
        })
    }

    /// The one that the first bytes of a file tell, if it is one of the binary ones.
    pub fn of_content(start: &[u8]) -> Option<Format> {
        match start {
            [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Some(Format::Npy),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Some(Format::Npz),
            [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
            // The length of the header, which is below 2^32, and the bracket that it begins with.
            [_, _, _, _, 0, 0, 0, 0, b'{', ..] => Some(Format::Safetensors),
            _ => None,
        }
    }

    /// Is it text that people can read?
    pub fn is_text(self) -> bool {
        self.delimiter().is_some()
    }

    /// Is it a table, whose columns have names?
    pub fn is_table(self) -> bool {
        self.is_text() || self == Format::Parquet
    }

    /// What stands between the columns of a table of text.
    pub fn delimiter(self) -> Option<u8> {
        match self {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            Format::Npy | Format::Npz | Format::Safetensors | Format::Parquet => None,
        }
    }

    /// The name, which is its extension, too.
    pub fn name(self) -> &'static str {
        match self {
            Format::Npy => "npy",
            Format::Npz => "npz",
            Format::Safetensors => "safetensors",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Parquet => "parquet",
        }
    }
}

/// An array with the layout that it had in its file.
#[derive(Debug)]
pub struct Stored {
    /// The array, in memory order as it was in the file.
    pub tensor: Tensor,
    /// Its layout there.
    pub layout: Layout,
}

/// One array is wanted, and there are several.
pub fn several(source: &Source, chosen: &[usize]) -> Failure {
    let names = chosen.iter().take(4).map(|i| format!("`{}`", source.entries()[*i].name));
    let names: Vec<_> = names.collect();
    let more = if chosen.len() > names.len() { ", …" } else { "" };
    let count = chosen.len();
    Failure::new(format!("holds {count} arrays: {}{more}; expected one", names.join(", ")))
        .hint("--tensor NAME chooses one")
}

/// How a path is called in messages.
pub fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

/// Elements in file order as an array with its shape.
fn shaped<E: Element>(elements: Vec<E>, shape: &[usize], fortran: bool) -> Option<Tensor> {
    ArrayD::from_shape_vec(IxDyn(shape).set_f(fortran), elements).ok().map(E::tensor)
}

/// Does a name fit a pattern, in which `*` stands for any letters and `?` for one?
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    // Where the last star was, and how far it reaches by now: no recursion, at most m·n steps.
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, reach)) => {
                    star = Some((at, reach + 1));
                    (p, n) = (at + 1, reach + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

/// The element type of an entry that must have one.
fn floating(entry: &Entry, format: Format) -> Result<Dtype> {
    entry.dtype.ok_or_else(|| match format {
        Format::Safetensors => {
            Failure::new(format!("holds {}; expected F16, BF16, F32 or F64", entry.holds))
                .part(&entry.name)
        }
        Format::Npz => npy::unexpected(&entry.holds, FLOATS, "float32").part(&entry.name),
        Format::Parquet => Failure::new(format!(
            "holds {}; expected float32 or float64, or lists of them",
            entry.holds
        ))
        .part_of(&format!("(column `{}`)", entry.name.escape_debug())),
        _ => npy::unexpected(&entry.holds, FLOATS, "float32"),
    })
}

/// What a build without Parquet says of it.
#[cfg(not(feature = "parquet"))]
fn without_parquet() -> Failure {
    Failure::new("is Parquet, and this ogive was built without it; expected another format")
        .hint("cargo install --path crates/ogive-cli --features parquet, in a checkout of ogive")
}

/// The element types of NumPy that functions take.
const FLOATS: &str = "float16, float32 or float64";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_a_shell() {
        let yes = [("a", "a"), ("*", ""), ("a*c", "abbc"), ("*.w?", "x.y.w1"), ("**b*", "aab")];
        let no = [("a", "ab"), ("?", ""), ("a*c", "abcd"), ("*.w?", "x.w"), ("", "a")];
        assert!(yes.iter().all(|(pattern, name)| fits(pattern, name)));
        assert!(no.iter().all(|(pattern, name)| !fits(pattern, name)));
        // Backtracking that is not bounded would take forever here.
        assert!(!fits(&"*a".repeat(200), &"a".repeat(190)));
    }
}
