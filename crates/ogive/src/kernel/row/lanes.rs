//! Groups of lanes: how elements come to them from rows of any layout, and how results go back.

use ndarray::{ArrayView2, ArrayViewMut2, Axis};

use super::exponentials::BLOCK;
use crate::kernel::isa::Fusing;
use crate::kernel::memory::{Aligned, fetch};
use crate::number::{Dtype, Float, Number};

pub(super) const LANES: usize = 16;

/// How many elements of the next row are fetched ahead.
const FETCHED: usize = 1 << 11;

pub(super) type Lanes<T> = [T; LANES];

/// Rows under work: one of them along its own neighbours, or up to 16 across.
pub(super) struct Rows {
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) along: bool,
    pub(super) length: usize,
}

impl Rows {
    /// How many groups of lanes hold the row.
    pub(super) fn groups(&self) -> usize {
        if self.along { self.length.div_ceil(LANES) } else { self.length }
    }

    /// Fetches the row after this one, or its beginning, while this one is worked on, and so the next 16: rows are read in
    /// bursts, and processors fetch ahead for a steady reader.
    #[inline(always)]
    pub(super) fn fetch_next<E: Dtype>(&self, from: ArrayView2<E>) {
        let next = self.first + self.count;
        for row in next..from.ncols().min(next + self.count) {
            if let Some(row) = from.column(row).to_slice() {
                fetch(&row[..row.len().min(FETCHED)]);
            }
        }
    }

    /// Copies elements from an array into groups of lanes, `missing` into lanes without one.
    fn gather<E: Dtype>(
        &self,
        from: ArrayView2<E>,
        start: usize,
        groups: &mut [Lanes<E>],
        missing: E,
    ) {
        if self.along {
            let (start, flat) = (start * LANES, groups.as_flattened_mut());
            let row = from.column(self.first);
            let end = self.length.min(start + flat.len());
            let (here, beyond) = flat.split_at_mut(end - start);
            match row.as_slice() {
                Some(row) => here.copy_from_slice(&row[start..end]),
                None => {
                    for (i, element) in here.iter_mut().enumerate() {
                        *element = row[start + i];
                    }
                }
            }
            beyond.fill(missing);
        } else if from.strides()[0] == 1 {
            // Short rows, each side by side in memory: a small transpose on the way.
            let end = start + groups.len();
            let fours = self.count / TURNED * TURNED;
            for lane in (0..fours).step_by(TURNED) {
                let rows: [_; TURNED] = std::array::from_fn(|k| from.column(self.first + lane + k));
                let rows =
                    rows.each_ref().map(|row| &row.as_slice().expect("of stride 1")[start..end]);
                turn_to_groups(rows, lane, groups);
            }
            for lane in fours..self.count {
                let row = from.column(self.first + lane);
                let row = row.as_slice().expect("of stride 1");
                for (group, element) in groups.iter_mut().zip(&row[start..]) {
                    group[lane] = *element;
                }
            }
            for group in groups {
                group[self.count..].fill(missing);
            }
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter_mut().enumerate() {
                let line = from.row(start + j);
                match line.as_slice().map(|line| &line[columns.clone()]) {
                    // Of a known length: a vector, and no call.
                    Some(line) => match line.first_chunk() {
                        Some(whole) => *group = *whole,
                        None => group[..self.count].copy_from_slice(line),
                    },
                    None => {
                        for (lane, column) in group.iter_mut().zip(columns.clone()) {
                            *lane = line[column];
                        }
                    }
                }
                group[self.count..].fill(missing);
            }
        }
    }

    /// Copies groups of lanes back.
    fn scatter<E: Dtype>(&self, groups: &[Lanes<E>], start: usize, out: &mut ArrayViewMut2<E>) {
        if self.along {
            let (start, flat) = (start * LANES, groups.as_flattened());
            let mut row = out.column_mut(self.first);
            let end = self.length.min(start + flat.len());
            let here = &flat[..end - start];
            match row.as_slice_mut() {
                Some(row) => row[start..end].copy_from_slice(here),
                None => {
                    for (i, element) in here.iter().enumerate() {
                        row[start + i] = *element;
                    }
                }
            }
        } else if out.strides()[0] == 1 {
            let end = start + groups.len();
            let lanes = self.first..self.first + self.count;
            let mut rows = out.slice_axis_mut(Axis(1), lanes.into());
            let mut rows = rows
                .columns_mut()
                .into_iter()
                .map(|row| &mut row.into_slice().expect("of stride 1")[start..end]);
            let fours = self.count / TURNED * TURNED;
            for lane in (0..fours).step_by(TURNED) {
                let rows = std::array::from_fn(|_| rows.next().unwrap_or_default());
                turn_from_groups(groups, lane, rows);
            }
            for (lane, row) in (fours..self.count).zip(rows) {
                for (group, element) in groups.iter().zip(row) {
                    *element = group[lane];
                }
            }
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter().enumerate() {
                let mut line = out.row_mut(start + j);
                match line.as_slice_mut().map(|line| &mut line[columns.clone()]) {
                    Some(line) => match line.first_chunk_mut() {
                        Some(whole) => *whole = *group,
                        None => line.copy_from_slice(&group[..self.count]),
                    },
                    None => {
                        for (lane, column) in group.iter().zip(columns.clone()) {
                            line[column] = *lane;
                        }
                    }
                }
            }
        }
    }
}

/// How many rows are turned into lanes at a time, or back, as many elements of each together: square blocks, which are a few
/// shuffles of vectors on any instruction set.
const TURNED: usize = 4;

/// The columns of a square.
#[inline(always)]
fn turned<E: Dtype>(square: [[E; TURNED]; TURNED]) -> [[E; TURNED]; TURNED] {
    #[cfg(target_arch = "x86_64")]
    if const { size_of::<E>() == size_of::<f32>() } {
        // Shuffles, which compilers do not find here.
        use std::arch::x86_64::{
            __m128, _mm_movehl_ps, _mm_movelh_ps, _mm_unpackhi_ps, _mm_unpacklo_ps,
        };
        let [a, b, c, d]: [__m128; TURNED] = square.map(bytemuck::cast);
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

/// Copies rows to the lanes of groups, from this lane on.
fn turn_to_groups<E: Dtype>(rows: [&[E]; TURNED], lane: usize, groups: &mut [Lanes<E>]) {
    let [a, b, c, d] = rows.map(|row| row.as_chunks::<TURNED>());
    let rest = [a.1, b.1, c.1, d.1];
    let (blocks, last) = groups.as_chunks_mut::<TURNED>();
    for ((((a, b), c), d), block) in a.0.iter().zip(b.0).zip(c.0).zip(d.0).zip(blocks) {
        let turned = turned([*a, *b, *c, *d]);
        for k in 0..TURNED {
            block[k][lane..lane + TURNED].copy_from_slice(&turned[k]);
        }
    }
    for (k, group) in last.iter_mut().enumerate() {
        group[lane..lane + TURNED].copy_from_slice(&rest.map(|row| row[k]));
    }
}

/// And back.
fn turn_from_groups<E: Dtype>(groups: &[Lanes<E>], lane: usize, rows: [&mut [E]; TURNED]) {
    let (blocks, last) = groups.as_chunks::<TURNED>();
    let [a, b, c, d] = rows.map(|row| row.as_chunks_mut::<TURNED>());
    let rest = [a.1, b.1, c.1, d.1];
    for ((((a, b), c), d), block) in a.0.iter_mut().zip(b.0).zip(c.0).zip(d.0).zip(blocks) {
        let mut square = [[E::default(); TURNED]; TURNED];
        for k in 0..TURNED {
            square[k].copy_from_slice(&block[k][lane..lane + TURNED]);
        }
        [*a, *b, *c, *d] = turned(square);
    }
    for (i, row) in rest.into_iter().enumerate() {
        for (element, group) in row.iter_mut().zip(last) {
            *element = group[lane + i];
        }
    }
}

/// So many groups of a buffer, [`Aligned`]; it grows as it has to.
pub(super) fn aligned<T: Copy>(room: &mut Vec<T>, groups: usize, zero: T) -> &mut [Lanes<T>] {
    let line = align_of::<Aligned<T>>();
    let most = line / size_of::<T>();
    if room.len() < groups * LANES + most {
        room.resize(groups * LANES + most, zero);
    }
    let start = room.as_ptr().align_offset(line).min(most);
    room[start..][..groups * LANES].as_chunks_mut().0
}

/// Widens the elements of some groups, or what is their negatives, `missing` in lanes without one.
///
/// Never inlined, as it is wanted in many places.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "what belongs to a chunk, and how it is taken")]
pub(super) fn load<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    rows: &Rows,
    from: ArrayView2<E>,
    start: usize,
    lanes: &mut Vec<E>,
    turned: bool,
    missing: F,
    to: &mut [Lanes<F>],
) {
    let to = to.as_flattened_mut();
    let line = if rows.along { from.column(rows.first).to_slice() } else { None };
    match line {
        Some(line) => {
            let line = &line[start * LANES..rows.length.min(start * LANES + to.len())];
            let (here, beyond) = to.split_at_mut(line.len());
            widen(isa, line, turned, here);
            beyond.fill(missing);
        }
        None => {
            let lanes = aligned(lanes, to.len() / LANES, E::default());
            let absent = if turned { -missing } else { missing };
            rows.gather(from, start, lanes, E::narrow(absent.word(), E::Word::ZERO));
            widen(isa, lanes.as_flattened(), turned, to);
        }
    }
}

/// Some groups of a row.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a, F> {
    pub(super) whole: &'a [Lanes<F>],
    /// The last one, where the row lies in its array and ends within a group.
    pub(super) last: &'a [Lanes<F>],
}

impl<'a, F: Number> Groups<'a, F> {
    /// Of a row that lies side by side as what it is computed in: without a copy, but for the last group.
    #[inline(always)]
    pub(super) fn lying(
        line: &'a [F],
        (start, size): (usize, usize),
        missing: F,
        last: &'a mut [Lanes<F>; 1],
    ) -> Self {
        let line = &line[start * LANES..line.len().min((start + size) * LANES)];
        let (whole, rest) = line.as_chunks::<LANES>();
        if rest.is_empty() {
            return Groups { whole, last: &[] };
        }
        last[0] = [missing; LANES];
        last[0][..rest.len()].copy_from_slice(rest);
        Groups { whole, last }
    }

    /// Some of them, of which the last one, if it is not whole, comes alone.
    #[inline(always)]
    pub(super) fn at(&self, groups: std::ops::Range<usize>) -> &'a [Lanes<F>] {
        self.whole.get(groups).unwrap_or(self.last)
    }
}

/// The row under work as it lies, which is side by side and as what it is computed in.
#[inline(always)]
pub(super) fn line<'a, F: Number<Word = E::Word>, E: Dtype>(
    rows: &Rows,
    from: ArrayView2<'a, E>,
) -> &'a [F] {
    let line = from.index_axis_move(Axis(1), rows.first).to_slice().expect("of stride 1");
    F::as_numbers(line).expect("numbers, as those of no row are")
}

#[inline(always)]
fn widen<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    from: &[E],
    turned: bool,
    to: &mut [F],
) {
    isa.apart(
        #[inline(always)]
        || {
            for (to, element) in to.iter_mut().zip(from) {
                *to = F::from_word(element.widen());
            }
            if turned {
                for to in to.iter_mut() {
                    *to = -*to;
                }
            }
        },
    );
}

/// What writes the groups of this range.
pub(super) type Writer<'w, E> = dyn FnMut(std::ops::Range<usize>, &mut [Lanes<E>]) + 'w;

/// Has groups of lanes written by `write` to where they belong: at once where a row lies side by side, else
/// by way of `lanes`. `write` gets some groups, by their numbers counted from `start`.
///
/// Neither inlined nor generic over who writes, as [`load`] is not.
#[inline(never)]
pub(super) fn write<E: Dtype>(
    rows: &Rows,
    out: &mut ArrayViewMut2<E>,
    (start, size): (usize, usize),
    lanes: &mut Vec<E>,
    write: &mut Writer<E>,
) {
    let end = rows.length.min((start + size) * LANES);
    if rows.along
        && let Some(line) = out.column_mut(rows.first).as_slice_mut()
    {
        let (whole, rest) = line[start * LANES..end].as_chunks_mut::<LANES>();
        for (i, groups) in whole.chunks_mut(BLOCK).enumerate() {
            write(i * BLOCK..i * BLOCK + groups.len(), groups);
        }
        if !rest.is_empty() {
            let mut last = [[E::default(); LANES]];
            write(size - 1..size, &mut last);
            rest.copy_from_slice(&last[0][..rest.len()]);
        }
        return;
    }
    let lanes = aligned(lanes, size, E::default());
    for first in (0..size).step_by(BLOCK) {
        let end = size.min(first + BLOCK);
        write(first..end, &mut lanes[first..end]);
    }
    rows.scatter(lanes, start, out);
}
