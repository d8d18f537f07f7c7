//! The limits of the machine: no function that reads an array and writes another can be faster than
//! a copy.

use std::hint::black_box;

use anyhow::{Result, ensure};
use rayon::prelude::*;

use super::{COPY, Contender, Prepared, READ, STREAMING_COPY, elements, given, made, slice};
use crate::cell::{self, Cell, Destination, Part};
use crate::element::Element;
use crate::input::Input;

/// A copy with ordinary stores.
pub struct Copy;

/// A copy with stores that go past the cache, on x86-64.
pub struct StreamingCopy;

/// A sum of the bits.
pub struct Read;

/// A part of an array, in bytes, for one thread. The system's `memcpy` begins to stream by itself
/// in copies of many megabytes; parts are too small for that.
const PART: usize = 1 << 18;

/// Do the limits stand beside this cell? A function of one number, whose value is written beside it.
fn compares(cell: &Cell) -> bool {
    cell.part == Part::Value && !cell.over_rows()
}

impl<E: Element> Contender<E> for Copy {
    fn name(&self) -> &'static str {
        COPY
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        let threads = cell.threads;
        let x = &input.x;
        Ok(match cell.into {
            _ if !compares(cell) => None,
            Destination::Given => Some(given(x.shape(), move |out| {
                let out = out.as_slice_mut().expect("it is made row-major");
                by_parts(threads, slice(x), out, |x, out| out.copy_from_slice(x));
                Ok(())
            })),
            Destination::New => {
                let make = move || {
                    let mut out: Vec<E> = bytemuck::zeroed_vec(x.len());
                    by_parts(threads, slice(x), &mut out, |x, out| out.copy_from_slice(x));
                    Ok(out)
                };
                Some(made(make, Ok))
            }
            Destination::InPlace => None,
        })
    }
}

impl<E: Element> Contender<E> for StreamingCopy {
    fn name(&self) -> &'static str {
        STREAMING_COPY
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        let here = cfg!(target_arch = "x86_64");
        if !here || !compares(cell) || cell.into != Destination::Given {
            return Ok(None);
        }
        let threads = cell.threads;
        let x = &input.x;
        Ok(Some(given(x.shape(), move |out| {
            let out = out.as_slice_mut().expect("it is made row-major");
            by_parts(threads, slice(x), out, |x, out| {
                streamed(bytemuck::cast_slice(x), bytemuck::cast_slice_mut(out));
            });
            Ok(())
        })))
    }
}

impl<E: Element> Contender<E> for Read {
    fn name(&self) -> &'static str {
        READ
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        // It writes nothing, so one cell of each size is enough.
        if cell.function != cell::COPY || cell.into != Destination::Given {
            return Ok(None);
        }
        let threads = cell.threads;
        let x = &input.x;
        let sum = move || {
            let bytes: &[u8] = bytemuck::cast_slice(black_box(slice(x)));
            if threads == 1 {
                return Ok(total(bytes));
            }
            let totals = bytes.par_chunks(PART).map(total);
            Ok(totals.reduce(|| 0, u64::wrapping_add))
        };
        Ok(Some(made(sum, move |sum| {
            let expected = slice(x)
                .iter()
                .flat_map(|x| bytemuck::bytes_of(x).iter().copied())
                .collect::<Vec<u8>>()
                .chunks(8)
                .fold(0_u64, |sum, word| sum.wrapping_add(padded(word)));
            ensure!(sum == expected, "the sum of the bits is {sum}, not {expected}");
            elements(x.clone())
        })))
    }
}

/// Copies part by part, over threads if there are more than one.
fn by_parts<E: Element>(
    threads: usize,
    x: &[E],
    out: &mut [E],
    copy: impl Fn(&[E], &mut [E]) + Sync,
) {
    let part = PART / size_of::<E>();
    if threads == 1 {
        x.chunks(part).zip(out.chunks_mut(part)).for_each(|(x, out)| copy(x, out));
    } else {
        let parts = x.par_chunks(part).zip(out.par_chunks_mut(part));
        parts.for_each(|(x, out)| copy(x, out));
    }
}

/// The sum of all words of 8 bytes; the last one is padded.
fn total(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(0, |sum: u64, word| sum.wrapping_add(u64::from_ne_bytes(*word)));
    sum.wrapping_add(padded(rest))
}

fn padded(rest: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    u64::from_ne_bytes(word)
}

/// Copies bytes with stores that go past the cache, but for the few at the ends that do not fill an
/// aligned vector.
#[cfg(target_arch = "x86_64")]
fn streamed(x: &[u8], out: &mut [u8]) {
    use std::arch::x86_64::{__m128i, _mm_sfence, _mm_stream_si128};

    let (head, vectors, tail) = bytemuck::pod_align_to_mut::<u8, __m128i>(out);
    let (x_head, x) = x.split_at(head.len());
    let (x, x_tail) = x.split_at(size_of_val(vectors));
    head.copy_from_slice(x_head);
    tail.copy_from_slice(x_tail);
    let (from, _) = x.as_chunks::<16>();
    // SAFETY: each `out` is a reference, so it is aligned and may be written; the fence puts the
    // streamed stores in order before anyone reads them. Every x86-64 has both instructions.
    unsafe {
        for (out, x) in vectors.iter_mut().zip(from) {
            _mm_stream_si128(out, bytemuck::cast(*x));
        }
        _mm_sfence();
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn streamed(x: &[u8], out: &mut [u8]) {
    out.copy_from_slice(x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streamed_copy_is_a_copy_at_every_position_and_length() {
        let x: Vec<u8> = (0..200).collect();
        for begin in 0..20 {
            for end in begin..x.len() {
                let mut out = vec![255; x.len() + 1];
                streamed(&x[begin..end], &mut out[begin + 1..end + 1]);
                assert_eq!(out[begin + 1..end + 1], x[begin..end]);
                assert!(out[..=begin].iter().chain(&out[end + 1..]).all(|byte| *byte == 255));
            }
        }
    }

    #[test]
    fn the_sum_takes_every_byte() {
        let mut bytes = vec![0; 29];
        for position in 0..bytes.len() {
            bytes[position] = 1;
            assert_eq!(total(&bytes), 1 << (8 * (position % 8)));
            bytes[position] = 0;
        }
    }
}
