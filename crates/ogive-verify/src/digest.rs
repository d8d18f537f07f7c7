//! Digests of results: BLAKE3 over the bytes of all results, in the order of the inputs' bit
//! patterns, so that machines can be compared without sending the results.

use std::sync::Arc;

use blake3::hazmat::{ChainingValue, HasherExt, Mode};
use blake3::hazmat::{merge_subtrees_non_root, merge_subtrees_root};
use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut2};
use ogive::Function;
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::page::Kind;

use crate::cases::{Blocks, Kernel, Part, Type, functions};
use crate::inputs::{Inputs, Random, from_bits};
use crate::with_type;

/// How many inputs are computed at a time: few enough that all buffers stay in the cache.
pub const BLOCK: usize = 1 << 13;

/// The chaining value of a subtree: of the results that begin at byte `offset` of all.
///
/// Subtrees that are a power of two long are put together by [`root`].
pub struct Subtree(blake3::Hasher);

impl Subtree {
    /// Of what begins at this byte of the whole.
    pub fn at(offset: u64) -> Subtree {
        let mut hasher = blake3::Hasher::new();
        hasher.set_input_offset(offset);
        Subtree(hasher)
    }

    /// More results.
    pub fn update<E: Supported>(&mut self, results: &[E]) {
        self.0.update(bytemuck::cast_slice(results));
    }

    /// What the subtree comes to.
    pub fn finish(&self) -> ChainingValue {
        self.0.finalize_non_root()
    }
}

/// The digest of the whole from a power of two of equal subtrees.
pub fn root(mut subtrees: Vec<ChainingValue>) -> String {
    assert!(subtrees.len() > 1 && subtrees.len().is_power_of_two());
    while subtrees.len() > 2 {
        let pairs = subtrees.chunks_exact(2);
        subtrees = pairs.map(|p| merge_subtrees_non_root(&p[0], &p[1], Mode::Hash)).collect();
    }
    merge_subtrees_root(&subtrees[0], &subtrees[1], Mode::Hash).to_hex().to_string()
}

/// What one digest of a sample is taken of.
pub struct Case {
    /// The function, which other cases share.
    pub function: Arc<dyn Function>,
    /// The part of it.
    pub part: Part,
    /// The element type.
    pub dtype: Type,
    /// The sample of inputs.
    pub inputs: Inputs,
}

impl Case {
    /// What the digest is called.
    pub fn key(&self) -> String {
        Line::key(&*self.function, self.part, self.dtype.name(), self.inputs.name())
    }

    /// Is it one of those that stand for all where time is short? Functions at their defaults, over the shortest sample.
    pub fn is_quick(&self) -> bool {
        let shortest = samples(&*self.function, self.dtype).last();
        shortest == Some(self.inputs) && self.is_default()
    }

    /// Has the function its defaults?
    pub fn is_default(&self) -> bool {
        self.function.to_string() == default_text(self.function.info().name)
    }

    /// The digest on this instruction set.
    pub fn digest(&self, isa: Isa) -> String {
        let (function, run) = (&*self.function, Run::on(isa));
        with_type!(self.dtype, E => of_sample::<E>(function, self.part, run, self.inputs))
    }
}

/// A function at its defaults, as it is written in full; over the last axis, if it is over one.
fn default_text(name: &str) -> String {
    let entry = ogive::find(name).expect("the name is from the book");
    entry.examples(-1).next().expect("the defaults come first").to_string()
}

/// Everything of the book that a digest of a sample is taken of.
pub fn cases() -> Vec<Case> {
    [Kind::Element, Kind::Axis].into_iter().flat_map(functions).flat_map(cases_of).collect()
}

/// All parts of one function in all element types.
pub fn cases_of(function: Box<dyn Function>) -> impl Iterator<Item = Case> {
    let function: Arc<dyn Function> = function.into();
    let kinds = Type::ALL.into_iter().flat_map(|dtype| Part::ALL.map(move |part| (dtype, part)));
    kinds.flat_map(move |(dtype, part)| {
        let function = function.clone();
        let samples = samples(&*function, dtype);
        samples.map(move |inputs| Case { function: function.clone(), part, dtype, inputs })
    })
}

/// The samples that digests are taken of. A type of 16 bits has no more inputs than a brief one may take.
pub fn samples(function: &dyn Function, dtype: Type) -> impl Iterator<Item = Inputs> + use<> {
    let all = function.info().kind != Kind::Axis && matches!(dtype, Type::F16 | Type::Bf16);
    [Inputs::Sample, Inputs::Brief].into_iter().take(if all { 1 } else { 2 })
}

/// The digest of one part of a function over the sample of an element type.
pub fn of_sample<E: Supported>(
    function: &dyn Function,
    part: Part,
    run: Run,
    inputs: Inputs,
) -> String {
    match function.info().kind {
        Kind::Axis => of_rows::<E>(function, part, run, inputs),
        _ => of_elements::<E>(Kernel { function, part, run }, inputs),
    }
}

fn of_elements<E: Supported>(kernel: Kernel, inputs: Inputs) -> String {
    let bytes = size_of::<E>();
    let mut hasher = blake3::Hasher::new();
    let mut blocks = Blocks::<E>::new(kernel, BLOCK);
    let length = inputs.length(bytes);
    for start in (0..length).step_by(BLOCK) {
        let end = length.min(start + BLOCK as u64);
        let x: Vec<E> = (start..end).map(|i| from_bits(inputs.pattern(bytes, i))).collect();
        hasher.update(bytemuck::cast_slice(blocks.apply(&x)));
    }
    hasher.finalize().to_hex().to_string()
}

/// The lengths of the rows in a sample, each of which takes an even share of it: one, a few, the
/// classes of data sets that people know, and a large vocabulary.
const LENGTHS: [usize; 8] = [1, 2, 3, 10, 80, 1000, 21_841, 131_072];

fn of_rows<E: Supported>(function: &dyn Function, part: Part, run: Run, inputs: Inputs) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut random = Random(12);
    let share = inputs.scores().div_ceil(LENGTHS.len());
    for length in LENGTHS {
        let at_once = (1_usize << 16).div_ceil(length);
        let mut left = share.div_ceil(length);
        while left > 0 {
            let rows = left.min(at_once);
            left -= rows;
            let x: Vec<E> = random.scores(rows * length, 8.0);
            let out = function.output_shape(&[rows, length]).expect("the last axis is there");
            let g: Vec<E> = random.scores(rows * out[1], 1.0);
            let outputs = if part == Part::Value { rows * out[1] } else { x.len() };
            let mut y = vec![E::default(); outputs];
            let out = ArrayViewMut2::from_shape((rows, outputs / rows), &mut y);
            let out = out.expect("so long").into_dyn();
            let typed = function.typed::<E>();
            let done = match part {
                Part::Value => typed.run_forward(run, rows_of(rows, &x), out),
                Part::Slope => typed.run_backward(run, rows_of(rows, &x), rows_of(rows, &g), out),
            };
            done.expect("the last axis is always there");
            hasher.update(bytemuck::cast_slice(&y));
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// So many rows, side by side.
fn rows_of<E>(rows: usize, x: &[E]) -> ArrayViewD<'_, E> {
    ArrayView2::from_shape((rows, x.len() / rows), x).expect("whole rows").into_dyn()
}

/// A line of the committed list: what was computed, over which inputs, and the digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The function with its parameters, part, element type, and `all`, `sample` or `brief`.
    pub key: String,
    /// In hexadecimal.
    pub digest: String,
}

impl Line {
    /// The key of a digest.
    pub fn key(function: &dyn Function, part: Part, dtype: &str, inputs: &str) -> String {
        format!("{function} {part} {dtype} {inputs}")
    }
}

/// The committed digests, one line each: the key, a colon, the digest.
pub fn parse(text: &str) -> Vec<Line> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .filter_map(|line| line.rsplit_once(": "))
        .map(|(key, digest)| Line { key: key.into(), digest: digest.into() })
        .collect()
}

/// The committed digests, as they were when this program was built.
pub const COMMITTED: &str = include_str!("../digests.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtrees_make_the_digest_of_the_whole() {
        let results: Vec<f32> = (0..8192).map(|i| i as f32).collect();
        let subtree = |k: usize| {
            let mut subtree = Subtree::at(k as u64 * 8192);
            subtree.update(&results[k * 2048..][..2048]);
            subtree.finish()
        };
        let whole = blake3::hash(bytemuck::cast_slice(&results)).to_hex().to_string();
        assert_eq!(root((0..4).map(subtree).collect()), whole);
    }
}
