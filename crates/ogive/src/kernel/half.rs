//! Half precision, a block at a time, to and from what it is computed in.
//!
//! Element by element, in the loop of a function, the conversions would be integer operations, more of them
//! than a light function has; and that loop would have to be compiled for each element type.

use std::ops::Range;

use half::f16;

use super::isa::{Fusing, Job};
use crate::number::Dtype;

/// How many elements are converted at a time.
pub(super) const BLOCK: usize = 512;

/// How many of them are computed once more where one of them is in doubt.
pub(super) const GROUP: usize = 64;

/// Elements to what they are computed in.
pub(super) struct Open<'a, E: Dtype> {
    pub(super) from: &'a [E],
    pub(super) to: &'a mut [E::Word],
}

impl<E: Dtype> Job for Open<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        let Open { from, to } = self;
        let done = if A::F16C && E::IS_F16 {
            let (from, to) = (bytemuck::cast_slice(from), bytemuck::cast_slice_mut(to));
            // SAFETY: `F16C` says that the machine has these instructions.
            unsafe { f16c::widen(from, to) }
        } else {
            0
        };
        opened(&from[done..], &mut to[done..]);
    }
}

#[inline(always)]
fn opened<E: Dtype>(from: &[E], to: &mut [E::Word]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.widen();
    }
}

/// In a block in which more than so many groups are in doubt, and in so many blocks after it, all are.
pub(super) const FEW: u32 = 2;
pub(super) const FOR_A_WHILE: u32 = 15;

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
        close::<A, E>(bytemuck::cast_slice(from), to);
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

/// And back, from what is rounded to odd.
pub(super) struct CloseOdd<'a, E: Dtype> {
    pub(super) from: &'a [E::Working],
    pub(super) to: &'a mut [E],
}

impl<E: Dtype> Job for CloseOdd<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        close::<A, E>(self.from, self.to);
    }
}

#[inline(always)]
fn close<A: Fusing, E: Dtype>(from: &[E::Working], to: &mut [E]) {
    let done = if A::F16C && E::IS_F16 {
        let (from, to) = (bytemuck::cast_slice(from), bytemuck::cast_slice_mut(to));
        // SAFETY: `F16C` says that the machine has these instructions.
        unsafe { f16c::narrow(from, to) }
    } else {
        0
    };
    for (to, from) in to[done..].iter_mut().zip(&from[done..]) {
        *to = E::close(*from);
    }
}

/// The instructions of x86-64. Both functions convert a multiple of eight numbers, as many as there are
/// in both slices, and return how many; the machine must have F16C.
#[cfg(target_arch = "x86_64")]
mod f16c {
    use std::arch::x86_64::{
        _MM_FROUND_TO_NEAREST_INT, _mm_loadu_si128, _mm_storeu_si128, _mm256_cvtph_ps,
        _mm256_cvtps_ph, _mm256_loadu_ps, _mm256_storeu_ps,
    };

    use super::f16;

    /// How many the instructions take.
    const EIGHT: usize = 8;

    #[inline(always)]
    pub(super) unsafe fn widen(from: &[f16], to: &mut [f32]) -> usize {
        let length = from.len().min(to.len()) / EIGHT * EIGHT;
        for i in (0..length).step_by(EIGHT) {
            // SAFETY: both slices have eight numbers from i on, and the machine has the instructions.
            unsafe {
                let halves = _mm_loadu_si128(from.as_ptr().add(i).cast());
                _mm256_storeu_ps(to.as_mut_ptr().add(i), _mm256_cvtph_ps(halves));
            }
        }
        length
    }

    /// To the nearest, ties to even.
    #[inline(always)]
    pub(super) unsafe fn narrow(from: &[f32], to: &mut [f16]) -> usize {
        let length = from.len().min(to.len()) / EIGHT * EIGHT;
        for i in (0..length).step_by(EIGHT) {
            // SAFETY: as above.
            unsafe {
                let numbers = _mm256_loadu_ps(from.as_ptr().add(i));
                let halves = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(numbers);
                _mm_storeu_si128(to.as_mut_ptr().add(i).cast(), halves);
            }
        }
        length
    }
}

/// Never called: `F16C` is false.
#[cfg(not(target_arch = "x86_64"))]
mod f16c {
    use super::f16;

    pub(super) unsafe fn widen(_: &[f16], _: &mut [f32]) -> usize {
        0
    }
    pub(super) unsafe fn narrow(_: &[f32], _: &mut [f16]) -> usize {
        0
    }
}
