//! Short rows, each in memory one after the other, transposed to the places along the axis and back.

use crate::number::Dtype;

/// How many rows are transposed at a time, as many elements of each together: square blocks, which are a few shuffles of vectors on any
/// instruction set.
const SIDE: usize = 4;

/// The columns of a square.
#[inline(always)]
fn transposed<E: Dtype>(square: [[E; SIDE]; SIDE]) -> [[E; SIDE]; SIDE] {
    #[cfg(target_arch = "x86_64")]
    if const { size_of::<E>() == size_of::<f32>() } {
        // Shuffles, which compilers do not find here.
        use std::arch::x86_64::{
            __m128, _mm_movehl_ps, _mm_movelh_ps, _mm_unpackhi_ps, _mm_unpacklo_ps,
        };
        let [a, b, c, d]: [__m128; SIDE] = square.map(bytemuck::cast);
        // SAFETY: every x86-64 has these instructions, which touch no memory.
        let columns = unsafe {
            let (ab, cd) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
            let (ab_2, cd_2) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            let (first, second) = (_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab));
            [first, second, _mm_movelh_ps(ab_2, cd_2), _mm_movehl_ps(cd_2, ab_2)]
        };
        return columns.map(bytemuck::cast);
    }
    let [a, b, c, d] = square;
    [
        [a[0], b[0], c[0], d[0]],
        [a[1], b[1], c[1], d[1]],
        [a[2], b[2], c[2], d[2]],
        [a[3], b[3], c[3], d[3]],
    ]
}

/// Copies rows of one length to places so far apart, one element of each row to each place.
pub(super) fn to_places<'r, E: Dtype>(
    rows: impl ExactSizeIterator<Item = &'r [E]>,
    places: &mut [E],
    apart: usize,
) {
    let count = rows.len();
    let mut rows = rows;
    for first in (0..count / SIDE * SIDE).step_by(SIDE) {
        let [a, b, c, d] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        let [a, b, c, d] = [a, b, c, d].map(|row| row.as_chunks::<SIDE>());
        // Places in an order that compilers see the lengths of: else they ask for each whether it is there.
        let mut places = places.chunks_exact_mut(apart);
        let mut put = |column: &[E; SIDE]| {
            if let Some(place) = places.next() {
                place[first..first + SIDE].copy_from_slice(column);
            }
        };
        for (((a, b), c), d) in a.0.iter().zip(b.0).zip(c.0).zip(d.0) {
            // No loop: compilers may leave one as it is, with the square in memory.
            let [first, second, third, fourth] = transposed([*a, *b, *c, *d]);
            put(&first);
            put(&second);
            put(&third);
            put(&fourth);
        }
        for (place, k) in places.zip(0..a.1.len()) {
            place[first..first + SIDE].copy_from_slice(&[a.1[k], b.1[k], c.1[k], d.1[k]]);
        }
    }
    for (lane, row) in (count / SIDE * SIDE..).zip(rows) {
        for (j, element) in row.iter().enumerate() {
            places[j * apart + lane] = *element;
        }
    }
}

/// And back.
pub(super) fn from_places<'r, E: Dtype>(
    places: &[E],
    apart: usize,
    rows: impl ExactSizeIterator<Item = &'r mut [E]>,
) {
    let count = rows.len();
    let mut rows = rows;
    for first in (0..count / SIDE * SIDE).step_by(SIDE) {
        let four: [&mut [E]; SIDE] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        let [a, b, c, d] = four.map(|row| row.as_chunks_mut::<SIDE>());
        let column = |j: usize| -> [E; SIDE] {
            std::array::from_fn(
                #[inline(always)]
                |k| places[j * apart + first..][..SIDE][k],
            )
        };
        let mut j = 0;
        for (((a, b), c), d) in a.0.iter_mut().zip(b.0).zip(c.0).zip(d.0) {
            let square = std::array::from_fn(
                #[inline(always)]
                |k| column(j + k),
            );
            [*a, *b, *c, *d] = transposed(square);
            j += SIDE;
        }
        for k in 0..a.1.len() {
            [a.1[k], b.1[k], c.1[k], d.1[k]] = column(j + k);
        }
    }
    for (lane, row) in (count / SIDE * SIDE..).zip(rows) {
        for (j, element) in row.iter_mut().enumerate() {
            *element = places[j * apart + lane];
        }
    }
}
