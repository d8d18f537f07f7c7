//! The memory that results go to: written before or not, small or far larger than the caches.

use std::mem::MaybeUninit;

use crate::number::Dtype;

/// What begins where a cache line does: vectors that lie across two of them are read and written in two steps.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Aligned<T>(pub(super) T);

/// Where the results of one contiguous part go.
pub(crate) struct Target<'a, E> {
    places: &'a mut [MaybeUninit<E>],
    /// Does it hold nothing yet?
    fresh: bool,
}

impl<'a, E: Dtype> Target<'a, E> {
    /// An array that is there.
    pub(crate) fn written(out: &'a mut [E]) -> Self {
        let (start, length) = (out.as_mut_ptr().cast(), out.len());
        // SAFETY: a `MaybeUninit<E>` lies in memory as an `E` does, and the borrow of `out` goes on in
        // this one. No place is ever left without a value: all that is written here are values.
        let places = unsafe { std::slice::from_raw_parts_mut(start, length) };
        Target { places, fresh: false }
    }

    /// Memory that holds nothing yet. Once it has been written through [`split_at`](Target::split_at)
    /// and [`numbers`](Target::numbers), wholly, it holds values.
    pub(crate) fn fresh(places: &'a mut [MaybeUninit<E>]) -> Self {
        Target { places, fresh: true }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// How many of its places are before the first cache line that begins within it.
    pub(crate) fn before_line(&self) -> usize {
        match self.places.as_ptr().align_offset(align_of::<Aligned<E>>()) {
            places if places < self.len() => places,
            _ => 0,
        }
    }

    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh
    }

    pub(crate) fn split_at(self, middle: usize) -> (Self, Self) {
        let fresh = self.fresh;
        let (left, right) = self.places.split_at_mut(middle);
        (Target { places: left, fresh }, Target { places: right, fresh })
    }

    /// The numbers that are there; zeros in fresh memory. Ask for no more of that at a time than stays
    /// in the first cache, where the zeros cost next to nothing.
    pub(crate) fn numbers(self) -> &'a mut [E] {
        if self.fresh {
            self.places.fill(MaybeUninit::zeroed());
        }
        let (start, length) = (self.places.as_mut_ptr().cast(), self.places.len());
        // SAFETY: all places hold values, either from the array that this was made of or, just now,
        // zeros, which are numbers of every `E`, plain data.
        unsafe { std::slice::from_raw_parts_mut(start, length) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Does it consist of whole cache lines?
    pub(crate) fn is_lines(&self) -> bool {
        self.is_empty()
            || self.places.as_ptr().cast::<Line>().is_aligned()
                && self.len().is_multiple_of(Line::length::<E>())
    }

    /// The whole cache lines in it.
    pub(crate) fn lines(self) -> &'a mut [Line] {
        // SAFETY: any place may be taken for bytes that need not hold anything, and all that is
        // written to a line are numbers.
        unsafe { self.places.align_to_mut().1 }
    }
}

/// A cache line of places.
#[repr(C, align(64))]
pub(crate) struct Line([MaybeUninit<u8>; 64]);

impl Line {
    /// How many numbers it has.
    pub(super) const fn length<E>() -> usize {
        size_of::<Line>() / size_of::<E>()
    }
}

/// Writes numbers to as many lines past the caches. [`finish_streams`] has to follow before another thread reads them.
#[inline(always)]
pub(super) fn stream_lines<E: Dtype>(lines: &mut [Line], numbers: &[E]) {
    for (line, numbers) in lines.iter_mut().zip(numbers.chunks_exact(Line::length::<E>())) {
        #[cfg(target_arch = "x86_64")]
        for i in 0..size_of::<Line>() / size_of::<std::arch::x86_64::__m128i>() {
            use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_stream_si128};
            // SAFETY: so many vectors are a line, which begins at a multiple of their size, and `numbers`
            // is as long. Every x86-64 has these instructions.
            unsafe {
                let vector = _mm_loadu_si128(numbers.as_ptr().cast::<__m128i>().add(i));
                _mm_stream_si128(line.0.as_mut_ptr().cast::<__m128i>().add(i), vector);
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        for (place, byte) in line.0.iter_mut().zip(bytemuck::cast_slice(numbers)) {
            place.write(*byte);
        }
    }
}

/// Can this machine write past the caches?
pub(crate) const STREAMS: bool = cfg!(target_arch = "x86_64");

/// The size in bytes from which results are written past the caches: they would leave them before anyone
/// reads them, and a line that is written as a whole need not be read first.
///
/// Measured for a copy by two threads with a last-level cache of 32 MiB, ordinary stores and these: 16 MiB
/// 1.01 and 0.86 ms, 32 MiB 2.7 and 2.1 ms, 64 MiB 6.1 and 4.8 ms. From fresh memory, whose
/// zeros have just gone through the caches, there is nothing to gain: 14.0 and 16.2 ms for 64 MiB.
pub(crate) const STREAM_FROM: usize = 32 << 20;

/// Fetches so many numbers from a place on, where there need not be any, into the first cache. A loop that reads them in two places at once,
/// or in bursts, is not always what a processor fetches ahead for by itself.
#[inline(always)]
pub(super) fn fetch_lines<E>(from: *const E, count: usize) {
    for i in (0..count).step_by(Line::length::<E>()) {
        let _place = from.wrapping_add(i);
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: a hint, which reads nothing and takes any address; every x86-64 has it.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(_place.cast()) };
        }
    }
}

/// The same of so many bytes that are not needed at once: no further than into the second cache, where they are out of the way of what is
/// in use.
#[inline(always)]
pub(super) fn fetch_early(from: *const u8, bytes: usize) {
    for i in (0..bytes).step_by(size_of::<Line>()) {
        let _place = from.wrapping_add(i);
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
            // SAFETY: a hint, as above.
            unsafe { _mm_prefetch::<_MM_HINT_T1>(_place.cast()) };
        }
    }
}

/// Waits until what this thread has streamed has arrived.
pub(crate) fn finish_streams() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 has this instruction, which orders writes and touches no memory.
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

/// An empty vector with room for so many numbers, if they are enough that writing them once, with zeros for each block first
/// while it is in the first cache, costs less than [`zeros`] for all of them.
pub(crate) fn room<E: Dtype>(length: usize) -> Option<Vec<E>> {
    if length.saturating_mul(size_of::<E>()) < ROOM_FROM {
        return None;
    }
    let mut numbers = Vec::with_capacity(length);
    ask_for_huge_pages(numbers.spare_capacity_mut());
    Some(numbers)
}

/// So many zeros: fresh pages come from the system as they are first written, by the thread that
/// writes them.
pub(crate) fn zeros<E: Dtype>(length: usize) -> Vec<E> {
    let mut numbers: Vec<E> = bytemuck::zeroed_vec(length);
    ask_for_huge_pages(Target::written(&mut numbers).places);
    numbers
}

/// Asks the system to give this memory in pages of 2 MiB rather than of 4 KiB, each of which costs an
/// interruption when it is first written. It need not: nothing depends on it.
fn ask_for_huge_pages<E>(places: &mut [MaybeUninit<E>]) {
    #[cfg(target_os = "linux")]
    if size_of_val(places) >= HUGE_FROM {
        const PAGE: usize = 4096;
        let skipped = places.as_ptr().cast::<u8>().align_offset(PAGE);
        let length = size_of_val(places).saturating_sub(skipped);
        // SAFETY: the range is within memory that this borrow owns, and the advice changes
        // nothing that is stored there, only how it is backed.
        unsafe {
            let start = places.as_mut_ptr().cast::<u8>().add(skipped);
            libc::madvise(start.cast(), length, libc::MADV_HUGEPAGE);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = places;
}

/// The size in bytes from which a new array is written once. Measured with AVX-512, one thread, a new relu with zeros for all
/// of it first, and with those of each block: 256 KiB 14.0 and 10.0 µs, 512 KiB of f64 27 and 21 µs, 2 MiB 274 and 161 µs, 4 MiB of
/// f64 543 and 337 µs; into an array that is there 6.9, 17, 158 and 317 µs.
const ROOM_FROM: usize = 1 << 15;

/// The size in bytes from which a new array asks for huge pages. Measured, one thread, a new copy of 64
/// MiB: 51 ms without them and 14 ms with them.
#[cfg(target_os = "linux")]
const HUGE_FROM: usize = 8 << 20;
