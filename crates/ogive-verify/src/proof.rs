//! Proofs, in pieces: each piece is a stretch of inputs that any thread may take, and what was
//! found in it is kept, so that an interrupted proof goes on where it was.

use std::marker::PhantomData;

use blake3::hazmat::ChainingValue;
use ogive::Function;
use ogive::kernel::{Isa, Run};
use serde::{Deserialize, Serialize};

use crate::cases::{Blocks, Kernel, Part};
use crate::digest::{BLOCK, Subtree};
use crate::inputs::{Inputs, Random, from_bits, random, structured, walks_f32};
use crate::oracle::Format;
use crate::sweep::{Subject, judge, judge_order};
use crate::tally::{Rule, Tally};

/// What was found in one piece.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Piece {
    /// The counts.
    pub tally: Tally,
    /// What the digest of all results needs from this piece, where there is one.
    pub chain: Option<ChainingValue>,
}

/// A proof in pieces.
pub trait Plan: Sync {
    /// How many pieces there are.
    fn pieces(&self) -> usize;
    /// How many inputs there are in all.
    fn inputs(&self) -> u64;
    /// Does one piece. `advance` is told of inputs that are done.
    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece;
}

/// The rule for a function that has a definition at one element: every one of the book's kind
/// `element` whose parameters are the same for all elements.
fn rule<E: Format>(function: &dyn Function, part: Part) -> Rule {
    Rule::new::<E>(function, part).expect("asked for when the plan was made")
}

/// Why a function cannot be proved element by element.
#[derive(Clone, Copy, Debug)]
pub struct NoDefinition;

fn check(function: &dyn Function) -> Result<(), NoDefinition> {
    function.definition().map(|_| ()).ok_or(NoDefinition)
}

/// All 2^32 inputs of `f32`, by the reference and the oracle.
pub struct Exhaustive<'a> {
    subject: Subject<'a>,
}

impl<'a> Exhaustive<'a> {
    const PIECES: usize = 256;

    /// Of this part of a function.
    ///
    /// # Errors
    /// If it has no definition at one element, or its parameters leave the range of `f32`.
    pub fn new(function: &'a dyn Function, part: Part) -> anyhow::Result<Self> {
        check(function).map_err(|_| undefined(function))?;
        Ok(Exhaustive { subject: Subject::new(function, part)? })
    }
}

fn undefined(function: &dyn Function) -> anyhow::Error {
    anyhow::anyhow!("{function} has no definition at a single element that could be checked")
}

impl Plan for Exhaustive<'_> {
    fn pieces(&self) -> usize {
        Self::PIECES
    }

    fn inputs(&self) -> u64 {
        1 << 32
    }

    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
        let rule = rule::<f32>(self.subject.function, self.subject.part);
        let length = (1_u64 << 32) / Self::PIECES as u64;
        let begin = piece as u64 * length;
        let mut subtree = Subtree::at(begin * 4);
        let mut tally = Tally::default();
        let widest = Isa::available().last().unwrap_or(Isa::Scalar);
        let mut kernel = Blocks::<f32>::new(self.subject.kernel(widest), BLOCK);
        let mut reference = self.subject.reference();
        let mut x = vec![0.0; BLOCK];
        // The input before the first of a half is of the other sign, or NaN.
        let before = f32::from_bits((begin as u32).wrapping_sub(1));
        let mut last = kernel.apply(&[before])[0];
        for start in (begin..begin + length).step_by(BLOCK) {
            for (i, x) in x.iter_mut().enumerate() {
                *x = f32::from_bits((start + i as u64) as u32);
            }
            let y = kernel.apply(&x);
            subtree.update(y);
            judge(&mut tally, &rule, &x, y, reference.at(&x));
            if rule.monotone {
                let first_of_half = start & 0x7fff_ffff == 0;
                judge_order(&mut tally, if first_of_half { y[0] } else { last }, &x, y);
            }
            last = y[BLOCK - 1];
            advance(BLOCK as u64);
        }
        Piece { tally, chain: Some(subtree.finish()) }
    }
}

/// The sample of `f32`, and the walks round the landmarks, on every instruction set that this
/// machine has.
pub struct Strided<'a> {
    subject: Subject<'a>,
}

impl<'a> Strided<'a> {
    const PIECES: usize = 16;
    const BLOCKS_FOR_ONE_ON_SCALAR: usize = 16;

    /// Of this part of a function.
    ///
    /// # Errors
    /// As for [`Exhaustive::new`].
    pub fn new(function: &'a dyn Function, part: Part) -> anyhow::Result<Self> {
        check(function).map_err(|_| undefined(function))?;
        Ok(Strided { subject: Subject::new(function, part)? })
    }
}

impl Plan for Strided<'_> {
    fn pieces(&self) -> usize {
        Self::PIECES + 1
    }

    fn inputs(&self) -> u64 {
        Inputs::Sample.length(4) + walks_f32(self.subject.function.info()).len() as u64
    }

    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
        let inputs: Vec<f32> = if piece == Self::PIECES {
            walks_f32(self.subject.function.info())
        } else {
            let share = Inputs::Sample.length(4).div_ceil(Self::PIECES as u64);
            let end = Inputs::Sample.length(4).min((piece as u64 + 1) * share);
            (piece as u64 * share..end).map(|i| from_bits(Inputs::Sample.pattern(4, i))).collect()
        };
        let rule = rule::<f32>(self.subject.function, self.subject.part);
        let mut reference = self.subject.reference();
        let mut kernels: Vec<Blocks<f32>> =
            Isa::available().map(|isa| Blocks::new(self.subject.kernel(isa), BLOCK)).collect();
        // The widest one is judged, and the others are compared with it; scalar is the last.
        kernels.reverse();
        let mut tally = Tally::default();
        for (i, x) in inputs.chunks(BLOCK).enumerate() {
            let exact = reference.at(x);
            // Scalar, which may have to emulate a fused multiply-add, takes longer than all others together.
            let all = piece == Self::PIECES || i % Self::BLOCKS_FOR_ONE_ON_SCALAR == 0;
            let asked = if all { kernels.len() } else { kernels.len().saturating_sub(1).max(1) };
            let mut results = kernels[..asked].iter_mut().map(|kernel| kernel.apply(x));
            let first = results.next().unwrap_or_default();
            judge(&mut tally, &rule, x, first, exact);
            // The others are the same bits, which says the same of them; where they are not, each
            // is judged for itself, so that the error shows.
            for other in results {
                if bytemuck::cast_slice::<_, u32>(other) != bytemuck::cast_slice::<_, u32>(first) {
                    judge(&mut tally, &rule, x, other, exact);
                    for (x, (a, b)) in x.iter().zip(first.iter().zip(other)) {
                        if a.to_bits() != b.to_bits() {
                            tally.bits.at(*x);
                        }
                    }
                }
            }
            advance(x.len() as u64);
        }
        Piece { tally, chain: None }
    }
}

/// All 65,536 inputs of a type of 16 bits, by the oracle.
pub struct Halves<'a, E> {
    function: &'a dyn Function,
    part: Part,
    element: PhantomData<fn() -> E>,
}

impl<'a, E: Format> Halves<'a, E> {
    const PIECES: usize = 8;

    /// Of this part of a function.
    ///
    /// # Errors
    /// If it has no definition at one element.
    pub fn new(function: &'a dyn Function, part: Part) -> anyhow::Result<Self> {
        check(function).map_err(|_| undefined(function))?;
        Ok(Halves { function, part, element: PhantomData })
    }
}

impl<E: Format> Plan for Halves<'_, E> {
    fn pieces(&self) -> usize {
        Self::PIECES
    }

    fn inputs(&self) -> u64 {
        1 << 16
    }

    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
        let rule = rule::<E>(self.function, self.part);
        let length = (1 << 16) / Self::PIECES;
        let begin = piece * length;
        let widest = Isa::available().last().unwrap_or(Isa::Scalar);
        let kernel = Kernel { function: self.function, part: self.part, run: Run::on(widest) };
        let mut kernel = Blocks::<E>::new(kernel, length);
        let mut tally = Tally::default();
        let x: Vec<E> = (begin..begin + length).map(|bits| from_bits(bits as u64)).collect();
        let before = kernel.apply(&[from_bits(begin.saturating_sub(1) as u64)])[0];
        let y = kernel.apply(&x);
        for (x, y) in x.iter().zip(y) {
            rule.judge(&mut tally, *x, *y);
            advance(1);
        }
        if rule.monotone {
            let first_of_half = begin & 0x7fff == 0;
            judge_order(&mut tally, if first_of_half { y[0] } else { before }, &x, y);
        }
        let mut subtree = Subtree::at((begin * size_of::<E>()) as u64);
        subtree.update(y);
        Piece { tally, chain: Some(subtree.finish()) }
    }
}

/// A sample of `f64`, structured and random, by the oracle.
pub struct Sample<'a> {
    function: &'a dyn Function,
    part: Part,
    structured: Vec<f64>,
    random: usize,
}

impl<'a> Sample<'a> {
    const LENGTH: usize = 1 << 14;

    /// Of this part of a function, with `random` random inputs beside the structured ones.
    ///
    /// # Errors
    /// If it has no definition at one element.
    pub fn new(
        function: &'a dyn Function,
        part: Part,
        per_binade: usize,
        random: usize,
    ) -> anyhow::Result<Self> {
        check(function).map_err(|_| undefined(function))?;
        let mut structured = structured(function.info(), per_binade);
        structured.sort_by(f64::total_cmp);
        Ok(Sample { function, part, structured, random })
    }
}

impl Plan for Sample<'_> {
    fn pieces(&self) -> usize {
        self.structured.len().div_ceil(Self::LENGTH) + self.random.div_ceil(Self::LENGTH)
    }

    fn inputs(&self) -> u64 {
        (self.structured.len() + self.random) as u64
    }

    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
        let structured = self.structured.len().div_ceil(Self::LENGTH);
        let x: Vec<f64> = if piece < structured {
            let rest = &self.structured[piece * Self::LENGTH..];
            rest[..rest.len().min(Self::LENGTH)].to_vec()
        } else {
            let done = (piece - structured) * Self::LENGTH;
            let mut generator = Random(0x5eed_0000 + piece as u64);
            let length = Self::LENGTH.min(self.random - done);
            let mut x: Vec<f64> = (0..length).map(|_| random(&mut generator)).collect();
            x.sort_by(f64::total_cmp);
            x
        };
        let rule = rule::<f64>(self.function, self.part);
        let widest = Isa::available().last().unwrap_or(Isa::Scalar);
        let kernel = Kernel { function: self.function, part: self.part, run: Run::on(widest) };
        let mut kernel = Blocks::<f64>::new(kernel, x.len());
        let y = kernel.apply(&x);
        let mut tally = Tally::default();
        for (i, (x, y)) in x.iter().zip(y).enumerate() {
            rule.judge(&mut tally, *x, *y);
            if i % 256 == 255 {
                advance(256);
            }
        }
        advance((x.len() % 256) as u64);
        if rule.monotone {
            for (x, pair) in x[1..].iter().zip(y.windows(2)) {
                if pair[0] > pair[1] {
                    tally.monotone.at(*x);
                }
            }
        }
        Piece { tally, chain: None }
    }
}
