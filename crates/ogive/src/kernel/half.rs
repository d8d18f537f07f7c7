//! Half precision, to and from what it is computed in: a few at a time in the loop of a light function, or a block of them.

use std::ops::Range;

use half::f16;

use super::isa::{Fusing, Job};
use crate::number::Dtype;

/// How many elements a light function computes at a time.
pub(super) const LANES: usize = 16;

/// How many elements are converted at a time around the loop of another function.
pub(super) const BLOCK: usize = 512;

/// How many of them are looked at one by one where one of them is in doubt.
pub(super) const GROUP: usize = 64;

/// Does the machine convert elements of this type?
pub(super) const fn converts<A: Fusing, E: Dtype>() -> bool {
    A::F16_AT_ONCE > 0 && E::IS_F16
}

/// Some elements as what they are computed in, by the machine, which must have [what converts them](converts).
#[inline(always)]
pub(super) fn open<A: Fusing, E: Dtype>(from: &[E; LANES]) -> [E::Word; LANES] {
    // SAFETY: the machine has the instructions.
    bytemuck::cast(unsafe { f16c::widen::<A>(bytemuck::cast_ref(from)) })
}

/// And back, from what is rounded to odd, or need not be.
#[inline(always)]
pub(super) fn close<A: Fusing, E: Dtype>(from: &[E::Word; LANES], to: &mut [E; LANES]) {
    // SAFETY: the machine has the instructions.
    unsafe { f16c::narrow::<A>(bytemuck::cast_ref(from), bytemuck::cast_mut(to)) }
}

/// Elements to what they are computed in.
pub(super) struct Open<'a, E: Dtype> {
    pub(super) from: &'a [E],
    pub(super) to: &'a mut [E::Word],
}

impl<E: Dtype> Job for Open<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        let done = if const { converts::<A, E>() } { self.from.len() / LANES * LANES } else { 0 };
        let (from, from_rest) = self.from.split_at(done);
        let (to, to_rest) = self.to.split_at_mut(done);
        for (to, from) in to.as_chunks_mut().0.iter_mut().zip(from.as_chunks().0) {
            *to = open::<A, E>(from);
        }
        for (to, from) in to_rest.iter_mut().zip(from_rest) {
            *to = from.widen();
        }
    }
}

/// The elements of the groups in doubt, of which there is a bit for each: those of neighbours together, of the last one as if it
/// were whole.
pub(super) fn in_doubt(mut doubts: u32) -> impl Iterator<Item = Range<usize>> {
    std::iter::from_fn(move || {
        let first = (doubts != 0).then_some(doubts.trailing_zeros())?;
        let end = first + (doubts >> first).trailing_ones();
        doubts &= u32::MAX.checked_shl(end).unwrap_or_default();
        Some(first as usize * GROUP..end as usize * GROUP)
    })
}

/// And back, from words that are near to the exact results: no farther than `margin` units of their last place and something
/// less than another. The result has a bit for each [`GROUP`]: may the exact results be rounded differently?
pub(super) struct Close<'a, E: Dtype> {
    pub(super) from: &'a [E::Word],
    pub(super) to: &'a mut [E],
    pub(super) margin: u32,
}

impl<E: Dtype> Job for Close<'_, E> {
    type Output = u32;
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) -> u32 {
        let Close { from, to, margin } = self;
        {
            let done = if const { converts::<A, E>() } { from.len() / LANES * LANES } else { 0 };
            let (from, from_rest) = from.split_at(done);
            let (to, to_rest) = to.split_at_mut(done);
            for (to, from) in to.as_chunks_mut().0.iter_mut().zip(from.as_chunks().0) {
                close::<A, E>(from, to);
            }
            for (to, from) in to_rest.iter_mut().zip(from_rest) {
                *to = E::of_odd(*from);
            }
        }
        let mut doubts = 0;
        for (i, group) in from.chunks(GROUP).enumerate() {
            // Not `any`, which is no vector code.
            if group.iter().fold(false, |any, word| any | E::may_be_near_tie(*word, margin)) {
                let tie = group.iter().fold(false, |any, word| any | E::is_near_tie(*word, margin));
                doubts |= u32::from(tie) << i;
            }
        }
        doubts
    }
}

/// The instructions of x86-64. The machine must have F16C, and AVX-512 if `F16_AT_ONCE` is as many as that takes.
#[cfg(target_arch = "x86_64")]
mod f16c {
    use std::arch::x86_64::{
        _MM_FROUND_TO_NEAREST_INT, _mm_loadu_si128, _mm_storeu_si128, _mm256_cvtph_ps,
        _mm256_cvtps_ph, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_storeu_ps,
        _mm256_storeu_si256, _mm512_cvtph_ps, _mm512_cvtps_ph, _mm512_loadu_ps, _mm512_storeu_ps,
    };

    use super::{Fusing, LANES, f16};

    /// How many the instructions of F16C itself take.
    const EIGHT: usize = 8;

    #[inline(always)]
    pub(super) unsafe fn widen<A: Fusing>(from: &[f16; LANES]) -> [f32; LANES] {
        let mut to = [0.0; LANES];
        // SAFETY: both arrays have as many numbers as are read and written, and the machine has the instructions.
        unsafe {
            if A::F16_AT_ONCE == LANES {
                let halves = _mm256_loadu_si256(from.as_ptr().cast());
                _mm512_storeu_ps(to.as_mut_ptr(), _mm512_cvtph_ps(halves));
            } else {
                for i in [0, EIGHT] {
                    let halves = _mm_loadu_si128(from.as_ptr().add(i).cast());
                    _mm256_storeu_ps(to.as_mut_ptr().add(i), _mm256_cvtph_ps(halves));
                }
            }
        }
        to
    }

    /// To the nearest, ties to even.
    #[inline(always)]
    pub(super) unsafe fn narrow<A: Fusing>(from: &[f32; LANES], to: &mut [f16; LANES]) {
        // SAFETY: as above.
        unsafe {
            if A::F16_AT_ONCE == LANES {
                let numbers = _mm512_loadu_ps(from.as_ptr());
                let halves = _mm512_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(numbers);
                _mm256_storeu_si256(to.as_mut_ptr().cast(), halves);
            } else {
                for i in [0, EIGHT] {
                    let numbers = _mm256_loadu_ps(from.as_ptr().add(i));
                    let halves = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(numbers);
                    _mm_storeu_si128(to.as_mut_ptr().add(i).cast(), halves);
                }
            }
        }
    }
}

/// Never called: `F16_AT_ONCE` is 0.
#[cfg(not(target_arch = "x86_64"))]
mod f16c {
    use super::{Fusing, LANES, f16};

    pub(super) unsafe fn widen<A: Fusing>(_: &[f16; LANES]) -> [f32; LANES] {
        [0.0; LANES]
    }
    pub(super) unsafe fn narrow<A: Fusing>(_: &[f32; LANES], _: &mut [f16; LANES]) {}
}
