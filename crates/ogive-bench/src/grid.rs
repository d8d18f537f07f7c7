//! The grid: all cells that there are, and which of them a run takes.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

use crate::cell::{COPY, Cell, Destination, Part, Type, shape_text};

/// The functions of one number.
pub const ELEMENTWISE: [&str; 11] = [
    "relu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "silu",
    "gelu",
    "gelu_tanh",
    "softplus",
    "elu",
    "mish",
    "hardswish",
];

/// The functions over an axis.
const ROWS: [&str; 2] = ["softmax", "log_softmax"];

/// The axis and the shapes of the functions over an axis: classifiers, attention and a vocabulary
/// along the last axis; a detector's and a segmenter's classes along axis 1.
const ROW_SHAPES: [(isize, &[usize]); 5] = [
    (-1, &[4096, 1000]),
    (-1, &[65536, 80]),
    (-1, &[128, 50257]),
    (1, &[8, 84, 8400]),
    (1, &[1, 21, 512, 512]),
];

/// The lengths of arrays: in the first-level cache, in the second, beyond the last, far beyond.
pub const SIZES: [usize; 4] = [1 << 12, 1 << 18, 1 << 24, 1 << 26];

const TYPES: [Type; 4] = [Type::F32, Type::F64, Type::F16, Type::Bf16];
const THREADS: [usize; 2] = [1, 2];
const DESTINATIONS: [Destination; 3] = [Destination::Given, Destination::New, Destination::InPlace];

/// The functions whose time is followed over all sizes: nothing to compute, a little, much.
pub const SCALED: [&str; 3] = ["relu", "sigmoid", "gelu"];
/// The exponents of these sizes.
const EXPONENTS: std::ops::RangeInclusive<u32> = 8..=27;
/// Those beside which there is a length that is 1 more, and odd.
const ODD: [u32; 6] = [10, 14, 18, 20, 22, 24];

/// What a run takes of the grid. An empty list takes all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// All of the grid, and not the part that stands for it.
    pub full: bool,
    /// Functions by name, an axis left out or not.
    pub functions: Vec<String>,
    /// Element types.
    pub dtypes: Vec<Type>,
    /// Shapes.
    pub sizes: Vec<Vec<usize>>,
    /// Numbers of threads.
    pub threads: Vec<usize>,
    /// Destinations.
    pub into: Vec<Destination>,
    /// Values or gradients.
    pub parts: Vec<Part>,
}

impl Selection {
    /// The cells, by threads and then in the order of the grid.
    ///
    /// # Errors
    /// If there are none, or the grid does not have what is selected.
    pub fn cells(&self) -> Result<Vec<Cell>> {
        self.check()?;
        let mut seen = BTreeSet::new();
        let mut cells: Vec<Cell> = grid()
            .chain(scaling())
            .filter(|cell| self.full || stands_for_the_grid(cell))
            .filter(|cell| self.takes(cell) && seen.insert(cell.clone()))
            .collect();
        ensure!(
            !cells.is_empty(),
            "no cell is selected by all of these options{}",
            if self.full { "" } else { "; with --full there are more cells" }
        );
        cells.sort_by_key(|cell| cell.threads);
        Ok(cells)
    }

    fn takes(&self, cell: &Cell) -> bool {
        fn among<T: PartialEq>(list: &[T], item: &T) -> bool {
            list.is_empty() || list.contains(item)
        }
        let named = |name: &String| *name == cell.function || *name == base(&cell.function);
        (self.functions.is_empty() || self.functions.iter().any(named))
            && among(&self.dtypes, &cell.dtype)
            && among(&self.sizes, &cell.shape)
            && among(&self.threads, &cell.threads)
            && among(&self.into, &cell.into)
            && among(&self.parts, &cell.part)
    }

    fn check(&self) -> Result<()> {
        let known: BTreeSet<String> = grid().map(|cell| cell.function).collect();
        for name in &self.functions {
            let is_known = known.iter().any(|known| known == name || base(known) == name);
            let all = known.iter().cloned().collect::<Vec<_>>().join(", ");
            ensure!(is_known, "the grid has no function {name}; it has {all}");
        }
        let shapes: BTreeSet<Vec<usize>> = grid().chain(scaling()).map(|cell| cell.shape).collect();
        for size in &self.sizes {
            let all = shapes.iter().map(|shape| shape_text(shape)).collect::<Vec<_>>().join(", ");
            ensure!(
                shapes.contains(size),
                "the grid has no size {}; it has {all}",
                shape_text(size)
            );
        }
        for threads in &self.threads {
            ensure!(THREADS.contains(threads), "the grid has 1 and 2 threads, not {threads}");
        }
        Ok(())
    }
}

/// A function's name without its arguments.
pub fn base(function: &str) -> &str {
    function.split('(').next().unwrap_or(function)
}

/// A size as it is written: 4096, 2^18, 2^24+1, 4096x1000.
///
/// # Errors
/// If it is written otherwise.
pub fn size(text: &str) -> Result<Vec<usize>> {
    let number = |text: &str| -> Result<usize> {
        let expected = || format!("{text} is no size; expected one as 4096, 2^18 or 4096x1000");
        let (power, more) = match text.split_once('+') {
            Some((power, more)) => (power, more.parse::<usize>().with_context(expected)?),
            None => (text, 0),
        };
        let number = match power.split_once('^') {
            Some((base, exponent)) => {
                let (base, exponent) = (base.parse::<usize>(), exponent.parse());
                let power =
                    base.with_context(expected)?.checked_pow(exponent.with_context(expected)?);
                power.with_context(expected)?
            }
            None => power.parse().with_context(expected)?,
        };
        number.checked_add(more).with_context(expected)
    };
    text.split(['x', '×']).map(number).collect()
}

/// All cells of the grid.
fn grid() -> impl Iterator<Item = Cell> {
    THREADS.into_iter().flat_map(|threads| {
        TYPES.into_iter().flat_map(move |dtype| {
            let of = move |function: &str, part, shape: &[usize], into| {
                let (function, shape) = (function.to_string(), shape.to_vec());
                Cell { function, part, dtype, shape, threads, into }
            };
            let ways = || {
                DESTINATIONS.into_iter().flat_map(|into| {
                    let parts = [Part::Value, Part::Gradient].into_iter();
                    // A gradient is made of two arrays, and replaces neither.
                    parts.map(move |part| (part, into)).filter(|(part, into)| {
                        *part == Part::Value || *into != Destination::InPlace
                    })
                })
            };
            let copies = SIZES.into_iter().flat_map(move |n| {
                let into = [Destination::Given, Destination::New];
                into.map(|into| of(COPY, Part::Value, &[n], into))
            });
            let elementwise = SIZES.into_iter().flat_map(move |n| {
                ways().flat_map(move |(part, into)| {
                    ELEMENTWISE.into_iter().map(move |function| of(function, part, &[n], into))
                })
            });
            let rows = ROW_SHAPES.into_iter().flat_map(move |(axis, shape)| {
                ways().flat_map(move |(part, into)| {
                    ROWS.into_iter()
                        .map(move |function| of(&format!("{function}({axis})"), part, shape, into))
                })
            });
            copies.chain(elementwise).chain(rows)
        })
    })
}

/// The cells that follow time over size.
fn scaling() -> impl Iterator<Item = Cell> {
    let lengths = EXPONENTS.flat_map(|exponent| {
        let power = 1_usize << exponent;
        std::iter::once(power).chain(ODD.contains(&exponent).then_some(power + 1))
    });
    lengths.flat_map(|length| {
        SCALED.into_iter().chain([COPY]).map(move |function| Cell {
            function: function.to_string(),
            part: Part::Value,
            dtype: Type::F32,
            shape: vec![length],
            threads: 1,
            into: Destination::Given,
        })
    })
}

/// Is the cell one of those that follow time over size?
pub fn follows_size(cell: &Cell) -> bool {
    let function = cell.function.as_str();
    (SCALED.contains(&function) || function == COPY)
        && cell.part == Part::Value
        && cell.dtype == Type::F32
        && cell.shape.len() == 1
        && cell.threads == 1
        && cell.into == Destination::Given
}

/// Does it do that alone, and is it no part of the grid?
pub fn only_follows_size(cell: &Cell) -> bool {
    follows_size(cell) && !SIZES.contains(&cell.elements())
}

/// The cells that a run without options takes, about a quarter of an hour: in cache, one thread, a
/// given array, every type; beyond the cache, two threads, `f32`, every destination; rows in `f32`
/// over two threads; all that follows time over size.
fn stands_for_the_grid(cell: &Cell) -> bool {
    if follows_size(cell) {
        return true;
    }
    let given = cell.into == Destination::Given;
    let f32 = cell.dtype == Type::F32;
    match cell.shape[..] {
        [4096] => f32 && given && cell.threads == 1,
        [n] if n == 1 << 18 => given && cell.threads == 1,
        [n] if n == 1 << 24 => f32 && cell.threads == 2,
        [_] => false,
        _ => f32 && cell.threads == 2 && cell.into != Destination::InPlace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        assert_eq!(size("4096").unwrap(), [4096]);
        assert_eq!(size("2^18").unwrap(), [1 << 18]);
        assert_eq!(size("2^10+1").unwrap(), [1025]);
        assert_eq!(size("65536x80").unwrap(), [65536, 80]);
        for text in ["", "big", "2^", "2^99", "4096x", "-1"] {
            assert!(size(text).is_err(), "{text}");
        }
        for cell in grid().chain(scaling()) {
            assert_eq!(size(&shape_text(&cell.shape)).unwrap(), cell.shape);
        }
    }

    #[test]
    fn the_whole_grid_has_each_cell_once_and_no_gradient_in_place() {
        let cells = Selection { full: true, ..Selection::default() }.cells().unwrap();
        let distinct: BTreeSet<&Cell> = cells.iter().collect();
        assert_eq!(distinct.len(), cells.len());
        let impossible =
            |cell: &&Cell| cell.part == Part::Gradient && cell.into == Destination::InPlace;
        assert_eq!(cells.iter().find(impossible), None);
        let gelu = |cell: &&Cell| cell.function == "gelu" && !only_follows_size(cell);
        assert_eq!(cells.iter().filter(gelu).count(), 2 * 4 * 4 * 5);
        // Every shape fits its axis.
        for cell in cells.iter().filter(|cell| cell.function != COPY) {
            ogive::parse(&cell.function).unwrap().output_shape(&cell.shape).unwrap();
        }
    }

    #[test]
    fn what_stands_for_the_grid_is_a_part_of_it_and_what_is_unknown_is_refused() {
        let all = Selection { full: true, ..Selection::default() }.cells().unwrap();
        let some = Selection::default().cells().unwrap();
        assert!(some.len() < all.len() / 4 && some.iter().all(|cell| all.contains(cell)));

        let softmax = Selection { functions: vec!["softmax".to_string()], ..Selection::default() };
        let functions: BTreeSet<String> =
            softmax.cells().unwrap().into_iter().map(|cell| cell.function).collect();
        assert!(functions.into_iter().eq(["softmax(-1)", "softmax(1)"]));

        let refused = Selection { functions: vec!["sine".to_string()], ..Selection::default() };
        assert!(refused.cells().unwrap_err().to_string().contains("no function sine"));
        let refused = Selection { sizes: vec![vec![77]], ..Selection::default() };
        assert!(refused.cells().unwrap_err().to_string().contains("no size 77"));
    }
}
