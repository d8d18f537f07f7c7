//! Arrays of any size through memory of a fixed size: blocks that are read, computed and written.
//!
//! One thread reads ahead, one computes, one writes; the blocks go round between them. So the disk and the
//! processor work at the same time, and no more than [`MEMORY`] is taken whatever the file.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::mpsc::sync_channel;
use std::thread;

use bytemuck::{Pod, cast_slice, cast_slice_mut};

use super::npy;
use crate::report::{Failure, Result};

/// The most bytes of all blocks together.
const MEMORY: usize = 60 << 20;

/// Three blocks keep all threads busy; more make up for one of them being held up.
const BLOCKS: std::ops::RangeInclusive<usize> = 3..=8;

/// The bytes of a block of one array.
///
/// Measured on 4 GiB of float32 in the page cache, two busy cores, medians of five: 4 MiB took 7.2 s, 1 MiB
/// and 512 KiB 4.8 s, 128 KiB 5.4 s, where `cat` and `sync` took 4.6 s. Smaller blocks stay in the
/// caches from one thread to the next.
const BLOCK: usize = 512 << 10;

/// The most bytes that a block of all arrays together may take, where rows are long.
pub const LONGEST_BLOCK: usize = MEMORY / 3;

/// The bytes of a block, which a test may make small.
pub fn block() -> usize {
    let small = std::env::var("OGIVE_BLOCK_BYTES").ok().and_then(|bytes| bytes.parse().ok());
    small.unwrap_or(BLOCK)
}

/// An array that is read in blocks.
pub struct Input<'a> {
    /// Its elements, as they lie.
    pub stream: Box<dyn Read + Send + 'a>,
    /// Are their bytes the other way round than this machine has them?
    pub swapped: bool,
    /// What it is, for a message.
    pub what: String,
}

/// What went wrong.
pub enum Trouble {
    /// While reading or computing.
    Failure(Failure),
    /// While writing.
    Write(io::Error),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble::Failure(failure)
    }
}

/// A part of each input, and of the result.
struct Block<E> {
    inputs: Vec<Vec<E>>,
    /// How many elements of each are there.
    length: usize,
    /// The result, if it does not stand in the place of the first input.
    output: Vec<E>,
}

impl<E: Pod> Block<E> {
    fn read(&mut self, inputs: &mut [Input], length: usize) -> Result<()> {
        self.length = length;
        for (input, elements) in inputs.iter_mut().zip(&mut self.inputs) {
            // A block is as large as it needs to be: most files are smaller than one.
            if elements.len() < length {
                let no_memory = |()| Failure::new("there is no memory for a block of the file");
                *elements = bytemuck::allocation::try_zeroed_vec(length).map_err(no_memory)?;
            }
            let read = input.stream.read_exact(cast_slice_mut(&mut elements[..length]));
            read.map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => {
                    npy::cut_off(format!("its header says {}; fewer elements follow", input.what))
                }
                _ => npy::unreadable(error),
            })?;
        }
        Ok(())
    }

    fn compute(&mut self, swapped: &[bool], out_swapped: bool, compute: Compute<E>) -> Result<()> {
        let mut parts: Vec<&mut [E]> =
            self.inputs.iter_mut().map(|input| &mut input[..self.length]).collect();
        for (part, swapped) in parts.iter_mut().zip(swapped) {
            if *swapped {
                npy::swap_bytes(part);
            }
        }
        compute(&mut parts, &mut self.output)?;
        if out_swapped {
            npy::swap_bytes(self.result());
        }
        Ok(())
    }

    fn result(&mut self) -> &mut [E] {
        if self.output.is_empty() { &mut self.inputs[0][..self.length] } else { &mut self.output }
    }
}

/// What computes a block: the parts of the inputs, and the result, which may be left empty if it stands
/// in the place of the first input.
pub type Compute<'a, E> = &'a mut dyn FnMut(&mut [&mut [E]], &mut Vec<E>) -> Result<()>;

/// Reads `count` elements of each input in blocks of `step`, computes, and writes the results.
///
/// # Errors
/// If a stream ends early or cannot be read, if `compute` fails, or the result cannot be written.
pub fn run<E: Pod + Send>(
    inputs: &mut [Input],
    out: &mut (dyn Write + Send),
    out_swapped: bool,
    (count, step): (usize, usize),
    compute: Compute<E>,
) -> Result<(), Trouble> {
    let swapped: Vec<bool> = inputs.iter().map(|input| input.swapped).collect();
    let fresh = || Block {
        inputs: inputs.iter().map(|_| Vec::new()).collect(),
        length: 0,
        output: Vec::new(),
    };
    let step = step.max(1);
    if count <= step {
        if count > 0 {
            let mut block = fresh();
            block.read(inputs, count)?;
            block.compute(&swapped, out_swapped, compute)?;
            out.write_all(cast_slice(block.result())).map_err(Trouble::Write)?;
        }
        return Ok(end(inputs)?);
    }
    let bytes = step.saturating_mul(size_of::<E>() * (inputs.len() + 1));
    let blocks = (MEMORY / bytes.max(1)).clamp(*BLOCKS.start(), *BLOCKS.end());
    let (give_back, free) = sync_channel(blocks);
    for _ in 0..blocks {
        let _ = give_back.send(fresh());
    }
    let (read, to_compute) = sync_channel::<Block<E>>(blocks);
    let (computed, to_write) = sync_channel::<Block<E>>(blocks);
    thread::scope(|scope| {
        // Whoever fails lets go of its ends of the channels, and the others stop.
        let reader = scope.spawn(move || -> Result<()> {
            let mut left = count;
            while left > 0 {
                let Ok(mut block): Result<Block<E>, _> = free.recv() else { return Ok(()) };
                let length = step.min(left);
                block.read(inputs, length)?;
                left -= length;
                if read.send(block).is_err() {
                    return Ok(());
                }
            }
            end(inputs)
        });
        let writer = scope.spawn(move || -> io::Result<()> {
            while let Ok(mut block) = to_write.recv() {
                out.write_all(cast_slice(block.result()))?;
                let _ = give_back.send(block);
            }
            Ok(())
        });
        let mut done = Ok(());
        for mut block in to_compute {
            done = block.compute(&swapped, out_swapped, compute);
            if done.is_err() || computed.send(block).is_err() {
                break;
            }
        }
        drop(computed);
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.map_err(Trouble::Write)?;
        Ok(done.and(read)?)
    })
}

/// Looks past the last element: there an archive finds that a checksum is wrong.
fn end(inputs: &mut [Input]) -> Result<()> {
    for input in inputs {
        let _ = input.stream.read(&mut [0]).map_err(npy::unreadable)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(bytes: &[u8], swapped: bool) -> Input<'_> {
        Input { stream: Box::new(bytes), swapped, what: "some".into() }
    }

    #[test]
    fn blocks_of_any_size_come_out_in_order() {
        let numbers: Vec<u16> = (0..1000).collect();
        for step in [1, 7, 256, 999, 1000, 1001] {
            let (mut out, mut sizes) = (Vec::new(), Vec::new());
            let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
            let mut inputs = [input(&bytes, true), input(cast_slice(&numbers), false)];
            let add = &mut |parts: &mut [&mut [u16]], _: &mut Vec<u16>| {
                sizes.push(parts[0].len());
                for i in 0..parts[0].len() {
                    parts[0][i] += 2 * parts[1][i];
                }
                Ok(())
            };
            assert!(run(&mut inputs, &mut out, false, (1000, step), add).is_ok());
            let expected: Vec<u16> = numbers.iter().map(|number| 3 * number).collect();
            assert_eq!(out, cast_slice::<_, u8>(&expected));
            assert!(sizes.iter().all(|size| *size <= step));
        }
    }

    #[test]
    fn a_failure_anywhere_ends_it() {
        /// A disk with room for so many bytes.
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let bytes = [0; 1000];
        let nothing = || |_: &mut [&mut [u8]], _: &mut Vec<u8>| Ok(());
        let mut short = [input(&bytes, false)];
        let ended = run::<u8>(&mut short, &mut io::sink(), false, (1001, 10), &mut nothing());
        assert!(
            matches!(ended, Err(Trouble::Failure(failure)) if failure.to_string().contains("is cut off"))
        );
        let mut whole = [input(&bytes, false)];
        let ended = run::<u8>(&mut whole, &mut Full(500), false, (1000, 10), &mut nothing());
        assert!(
            matches!(ended, Err(Trouble::Write(error)) if error.kind() == ErrorKind::StorageFull)
        );
        let (mut whole, mut left) = ([input(&bytes, false)], 50);
        let fails = &mut |_: &mut [&mut [u8]], _: &mut Vec<u8>| {
            left -= 1;
            if left == 0 { Err(Failure::new("enough")) } else { Ok(()) }
        };
        let ended = run::<u8>(&mut whole, &mut io::sink(), false, (1000, 10), fails);
        assert!(
            matches!(ended, Err(Trouble::Failure(failure)) if failure.to_string().contains("enough"))
        );
    }
}
