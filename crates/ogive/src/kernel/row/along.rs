//! The loops along a row: 16 of its neighbours at a time.
//!
//! Some rows are worked on together, pass by pass. What a row costs beside its elements is a chain of operations from its maximum to what
//! scores are measured by, and from its sum to the normaliser, each of which waits for the one before: so they are done for all these rows
//! in the lanes of vectors.

use std::marker::PhantomData;
use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, Axis, ShapeBuilder};

use super::exponentials::{
    Base, ROUND, Summary, are_scaled, exponentials, gradients, least, results,
};
use super::lanes::{LANES, Lanes, Lined, load};
use super::numbers::Numbers;
use super::part::{Tile, cut, cut_at};
use super::shards::Known;
use super::sums::{Counts, Partial, ROWS, Sums, in_memory, in_trees};
use crate::kernel::isa::Fusing;
use crate::kernel::memory::fetch_early;
use crate::kernel::vector::Vector;
use crate::number::{Chains, Dtype, Number, Wide};
use crate::page::{Row, RowGradient};

/// How many elements of a row are held in the cache at a time; a row of more is read in chunks, once for each pass. Whole rounds of the
/// partial sums.
const CHUNK: usize = 1 << 16;

/// The size in bytes of their scores, which should stay in the first cache.
const BLOCK: usize = 1 << 15;

/// The length up to which rows are fetched ahead. Longer ones processors fetch by themselves.
const FETCHED: usize = 1 << 9;

/// The rows under work, and what is kept of them from pass to pass.
pub(super) struct Block<'p, A, R, C, F: Number, E> {
    isa: A,
    page: &'p R,
    /// The length of a row.
    length: usize,
    /// How many rows there are.
    rows: usize,
    /// Elements of one row as they come and as they go, where they do not lie side by side.
    elements: Lined<E>,
    /// The scores of each row, in whole rounds, then their exponentials where the function is made of those.
    work: Lined<F>,
    /// How many numbers of `work` a row has.
    apart: usize,
    /// What each row has come to so far.
    partial: Vec<Partial<F>>,
    numbers: Numbers<F>,
    /// What the loops compute with.
    chains: PhantomData<C>,
}

/// The chunks that rows of this length are worked on in.
fn chunks(length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(CHUNK).map(move |start| start..length.min(start + CHUNK))
}

/// How many of so many rows of this length are a block.
fn at_once<F>(length: usize, rows: usize) -> usize {
    (BLOCK / size_of::<F>() / length.max(1)).clamp(1, ROWS).min(rows)
}

/// The blocks of so many rows of this length.
fn blocks<F>(length: usize, rows: usize) -> impl Iterator<Item = Range<usize>> {
    let size = at_once::<F>(length, rows).max(1);
    (0..rows).step_by(size).map(move |start| start..rows.min(start + size))
}

/// Fetches the rows after those of a block while these are worked on: blocks are read in bursts, and processors fetch ahead for a steady
/// reader.
#[derive(Clone, Copy)]
struct Ahead {
    /// Where the first of them begins; a place to fetch from, and not to read.
    first: *const u8,
    /// How many bytes rows are apart, and how many each has.
    apart: isize,
    bytes: usize,
    rows: usize,
}

impl Ahead {
    fn of<E>(all: ArrayView2<E>, block: &Range<usize>) -> Self {
        let (length, rows) = all.dim();
        let lies = all.strides()[0] == 1 && length <= FETCHED;
        let apart = all.strides()[1].wrapping_mul(size_of::<E>() as isize);
        Ahead {
            first: all
                .as_ptr()
                .cast::<u8>()
                .wrapping_offset(apart.wrapping_mul(block.end as isize)),
            apart,
            bytes: size_of::<E>() * length,
            rows: if lies { block.len().min(rows - block.end) } else { 0 },
        }
    }

    /// As many rows as a block has come one by one, while each of those is worked on.
    #[inline(always)]
    fn fetch(&self, i: usize) {
        if i < self.rows {
            fetch_early(self.first.wrapping_offset(self.apart * i as isize), self.bytes);
        }
    }
}

/// The numbers of a row that lies side by side.
#[inline(always)]
fn line<'a, F: Number>(rows: ArrayView2<'a, F::Word>, i: usize) -> &'a [F] {
    let line = rows.index_axis_move(Axis(1), i).to_slice().expect("of stride 1");
    F::as_numbers(line).expect("words, which are the same in memory")
}

/// The same, to write to.
#[inline(always)]
fn line_mut<'a, E>(out: &'a mut ArrayViewMut2<E>, i: usize) -> &'a mut [E] {
    out.index_axis_mut(Axis(1), i).into_slice().expect("of stride 1")
}

/// Numbers of rows so far apart, as words.
fn rows_of<F: Number>(
    numbers: &[F],
    (rows, length): (usize, usize),
    apart: usize,
) -> ArrayView2<'_, F::Word> {
    let shape = (length, rows).strides((1, apart));
    ArrayView2::from_shape(shape, F::words_of(numbers)).expect("so many rows")
}

impl<'p, A: Fusing, R: Row, C: Chains<Word = F::Word>, F: Number<Word = E::Word>, E: Dtype>
    Block<'p, A, R, C, F, E>
{
    /// For so many rows of this length at a time, at most.
    fn new(isa: A, page: &'p R, length: usize, at_once: usize) -> Self {
        Block {
            isa,
            page,
            length,
            rows: 0,
            elements: Lined::new(),
            work: Lined::new(),
            apart: length.min(CHUNK).next_multiple_of(ROUND),
            partial: Partial::of_rows(at_once),
            numbers: Numbers::new(),
            chains: PhantomData,
        }
    }

    /// Begins with so many rows.
    fn begin(&mut self, rows: usize) {
        self.rows = rows;
        self.work.resize(self.apart * rows, F::ZERO);
    }

    /// Is a row more than one chunk?
    fn is_cut(&self) -> bool {
        self.length > CHUNK
    }

    /// Copies the scores of a chunk, unless they are read where they lie.
    fn see(&mut self, x: ArrayView2<E>, chunk: &Range<usize>) {
        if lying(self.page, &x, chunk).is_none() {
            self.load(x, chunk);
        }
    }

    /// Copies the scores of a chunk.
    fn load(&mut self, x: ArrayView2<E>, chunk: &Range<usize>) {
        self.copy(cut_at(&x, Axis(0), chunk), self.page.turned(), -F::INFINITY);
    }

    /// Copies elements of each row, or what is their negatives, and fills up rounds.
    fn copy(&mut self, from: ArrayView2<E>, turned: bool, missing: F) {
        let to = (self.work.get_mut(), self.apart);
        load_rows(self.isa, from, &mut self.elements, turned, missing, to);
    }

    /// The first two passes: what each row comes to.
    fn summarise(&mut self, x: ArrayView2<E>, ahead: &[Ahead]) {
        self.numbers.begin(self.rows.next_multiple_of(A::Vector::LANES), self.length);
        self.maxima(x);
        self.normalisers(x, ahead);
    }

    /// First pass: the maxima. NaN is passed over: the sum has it.
    fn maxima(&mut self, x: ArrayView2<E>) {
        for row in &mut self.partial[..self.rows] {
            row.greatest = [least(self.page); LANES];
        }
        for chunk in chunks(self.length) {
            self.see(x, &chunk);
            let scores = match lying(self.page, &x, &chunk) {
                Some(scores) => scores,
                None => rows_of(self.work.get(), (self.rows, chunk.len()), self.apart),
            };
            add_greatest(self.isa, scores, &mut self.partial[..self.rows]);
        }
        greatest_lanes(self.isa, &mut self.partial[..self.rows], self.numbers.maxima());
        self.numbers.measure(self.isa, self.page);
    }

    /// Second pass: the sums of the exponentials, and from them the normalisers.
    fn normalisers(&mut self, x: ArrayView2<E>, ahead: &[Ahead]) {
        for chunk in chunks(self.length) {
            if self.is_cut() {
                self.see(x, &chunk);
            }
            self.exponentials(x, chunk, ahead);
        }
        let rows = &mut self.partial[..self.rows];
        let mut sums = Sums::finished::<true, _>(self.isa, rows);
        let counts = match R::OF_EXPONENTIALS {
            true => [F::Wide::ZERO; ROWS],
            false => Counts::finished(self.isa, rows),
        };
        self.numbers.normalise(self.isa, self.page, &mut sums, &counts);
    }

    /// The exponentials of a chunk, in place of the scores, if results are made of those, and their sums.
    fn exponentials(&mut self, x: ArrayView2<E>, chunk: Range<usize>, ahead: &[Ahead]) {
        let (isa, base, t) = (self.isa, self.numbers.base(), self.page.temperature());
        let at = At { apart: self.apart, start: chunk.start, end: chunk.end, length: self.length };
        let lying = lying(self.page, &x, &chunk);
        let (work, partial) = (self.work.get_mut(), &mut self.partial[..]);
        match base.is_moved(self.page) {
            false => {
                add_exponentials::<A, R, C, F, false>(isa, t, lying, work, base, at, partial, ahead)
            }
            true => {
                add_exponentials::<A, R, C, F, true>(isa, t, lying, work, base, at, partial, ahead)
            }
        }
    }

    /// A chunk of scores, or of their exponentials where the function is made of those.
    fn ready(&mut self, x: ArrayView2<E>, chunk: &Range<usize>) {
        if R::OF_EXPONENTIALS {
            self.see(x, chunk);
            // The sums once more, which cost little, and which nobody wants.
            self.exponentials(x, chunk.clone(), &[]);
        } else {
            self.load(x, chunk);
        }
    }

    /// Last pass: the results of a chunk, to where they belong.
    fn put(&mut self, chunk: &Range<usize>, out: &mut ArrayViewMut2<E>) {
        let (isa, page) = (self.isa, self.page);
        let (work, summary) =
            (rows_of(self.work.get(), (self.rows, self.apart), self.apart), self.numbers.summary());
        let out = out.slice_axis_mut(Axis(0), chunk.clone().into());
        side_by_side(out, &mut self.elements, &mut |out| match summary.is_moved(page) {
            false => put_results::<R, C, F, E, false>(isa, page, work, &summary, out),
            true => put_results::<R, C, F, E, true>(isa, page, work, &summary, out),
        });
    }

    /// The outputs of a chunk, in place of what they are made of: in the computing type, as half precision is rounded once, at the end.
    fn outputs(&mut self, size: usize) {
        let (isa, page, summary) = (self.isa, self.page, self.numbers.summary());
        let rows = self.work.get_mut().chunks_mut(self.apart);
        let rows = rows.map(|row| row[..size.next_multiple_of(ROUND)].as_chunks_mut().0);
        match summary.is_moved(page) {
            false => take_outputs::<R, C, F, false>(isa, page, &summary, rows),
            true => take_outputs::<R, C, F, true>(isa, page, &summary, rows),
        }
    }
}

/// Copies elements of each row to numbers so far apart, see [`load`].
fn load_rows<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    from: ArrayView2<E>,
    elements: &mut Lined<E>,
    turned: bool,
    missing: F,
    (to, apart): (&mut [F], usize),
) {
    let size = from.nrows().next_multiple_of(ROUND);
    for (row, to) in from.axis_iter(Axis(1)).zip(to.chunks_mut(apart)) {
        load(isa, row, elements, turned, missing, &mut to[..size]);
    }
}

/// Which elements of each row are in `work`, and how far rows are apart there.
#[derive(Clone, Copy)]
struct At {
    apart: usize,
    start: usize,
    end: usize,
    length: usize,
}

/// The scores of a chunk, where they lie side by side in the type that is computed in.
fn lying<'a, R: Row, E: Dtype>(
    page: &R,
    x: &ArrayView2<'a, E>,
    chunk: &Range<usize>,
) -> Option<ArrayView2<'a, E::Word>> {
    let lies = x.strides()[0] == 1 && !page.turned();
    if lies { E::words(cut_at(x, Axis(0), chunk)) } else { None }
}

/// The greater one of each lane and some scores of each row.
#[inline(never)]
fn add_greatest<F: Number>(isa: impl Fusing, scores: ArrayView2<F::Word>, rows: &mut [Partial<F>]) {
    isa.apart(
        #[inline(always)]
        || {
            for (i, row) in rows.iter_mut().enumerate() {
                let max = in_memory::<F, _>(&mut row.greatest);
                let row = line::<F>(scores, i);
                let (whole, last) = row.as_chunks();
                for group in whole {
                    greater(max, group);
                }
                if !last.is_empty() {
                    greater(max, &last_group(row, -F::INFINITY));
                }
            }
        },
    );
}

/// The greater one of each lane of both.
#[inline(always)]
fn greater<F: Number>(max: &mut Lanes<F>, group: &Lanes<F>) {
    let mut greater = *max;
    for l in 0..LANES {
        greater[l] = group[l].at_least(greater[l]);
    }
    *max = greater;
}

/// The greatest lane of each row.
#[inline(never)]
fn greatest_lanes<F: Number>(isa: impl Fusing, rows: &mut [Partial<F>], maxima: &mut [F]) {
    isa.apart(
        #[inline(always)]
        || {
            in_trees(rows, |row| &mut row.greatest, |a, b| b.at_least(a));
            // Nothing has to be moved for those that are no rows.
            maxima.fill(F::ZERO);
            for (max, row) in maxima.iter_mut().zip(rows) {
                *max = row.greatest[0];
            }
        },
    );
}

/// Has rows made where they belong, if they lie side by side, else by way of `elements`.
///
/// Neither inlined nor generic over who makes them: it is wanted in many places.
#[inline(never)]
fn side_by_side<E: Dtype>(
    mut out: ArrayViewMut2<E>,
    elements: &mut Lined<E>,
    make: &mut dyn FnMut(ArrayViewMut2<E>),
) {
    let (length, rows) = out.dim();
    if length == 1 || out.strides()[0] == 1 {
        return make(out);
    }
    elements.resize(length * rows, E::default());
    let shape = (length, rows).strides((1, length));
    let mut made = ArrayViewMut2::from_shape(shape, elements.get_mut()).expect("so many rows");
    make(made.view_mut());
    out.assign(&made);
}

/// See [`results`]: of rows, whose numbers are whole rounds.
#[inline(always)]
fn put_results<R: Row, C, F, O, const MOVED: bool>(
    isa: impl Fusing,
    page: &R,
    work: ArrayView2<F::Word>,
    summary: &Summary<&[F]>,
    mut out: ArrayViewMut2<O>,
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    isa.apart(
        #[inline(always)]
        || {
            for i in 0..out.ncols() {
                let summary = summary.at_row(i);
                let summary = summary.each_ref();
                let (work, out) = (line::<F>(work, i), line_mut(&mut out, i));
                let of_row = summary.of_rows::<C, false>(ROUND / C::COUNT);
                for (out, work) in out.as_chunks_mut().0.iter_mut().zip(work.as_chunks().0) {
                    *out = results::<R, C, F, O, false, MOVED, ROUND>(page, work, &of_row);
                }
                // What is left, in one chain.
                let of_row = summary.of_rows::<F, false>(LANES);
                by_groups(
                    out,
                    #[inline(always)]
                    |start| {
                        let work = group_at(work, start);
                        results::<R, F, F, O, false, MOVED, LANES>(page, &work, &of_row)
                    },
                );
            }
        },
    );
}

/// See [`results`]: in the place of what they are made of.
#[inline(always)]
fn take_outputs<'w, R: Row, C, F, const MOVED: bool>(
    isa: impl Fusing,
    page: &R,
    summary: &Summary<&[F]>,
    rows: impl Iterator<Item = &'w mut [[F; ROUND]]>,
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    isa.apart(
        #[inline(always)]
        || {
            for (i, work) in rows.enumerate() {
                let summary = summary.at_row(i);
                let summary = summary.each_ref();
                let of_row = summary.of_rows::<C, false>(ROUND / C::COUNT);
                for work in work {
                    let made =
                        results::<R, C, F, F::Word, false, MOVED, ROUND>(page, work, &of_row);
                    F::words_of_mut(work).copy_from_slice(&made);
                }
            }
        },
    );
}

/// The last elements of a row, those that are no whole group, and what stands for those that are missing.
#[inline(always)]
fn last_group<F: Copy>(row: &[F], missing: F) -> Lanes<F> {
    let rest = row.len() % LANES;
    if let Some(last) = row.last_chunk::<LANES>() {
        // By way of a vector: some numbers alone are copied by a call.
        let mut longer = [missing; 2 * LANES];
        longer[..LANES].copy_from_slice(last);
        return *longer[LANES - rest..].first_chunk().expect("at most a group left out");
    }
    let mut group = [missing; LANES];
    group[..rest].copy_from_slice(row);
    group
}

/// Has the elements of a row that are no whole rounds made by groups: `make` gets the place of the first one. The last group begins where
/// it ends with the row, so that some are made twice, but in a row that is shorter.
#[inline(always)]
fn by_groups<O: Dtype>(row: &mut [O], make: impl Fn(usize) -> Lanes<O>) {
    let length = row.len();
    let mut i = length - length % ROUND;
    while i < length {
        let start = i.min(length.saturating_sub(LANES));
        let made = make(start);
        match row[start..].first_chunk_mut() {
            Some(place) => *place = made,
            None => row.copy_from_slice(&made[..length]),
        }
        i += LANES;
    }
}

/// So many numbers of a row from a place on: a whole group, unless the row is shorter.
#[inline(always)]
fn group_at<F: Number>(row: &[F], start: usize) -> Lanes<F> {
    row[start..].first_chunk().copied().unwrap_or_else(
        #[inline(always)]
        || last_group(row, F::ZERO),
    )
}

/// See [`gradients`]: of rows, from outputs and the gradients that come in.
#[inline(always)]
fn put_gradients<A: Fusing, R: RowGradient, C, F, E, const SCALED: bool>(
    isa: A,
    page: &R,
    [y, g]: [ArrayView2<F::Word>; 2],
    sums: &[F::Wide],
    mut out: ArrayViewMut2<E>,
) where
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    isa.apart(
        #[inline(always)]
        || {
            for (i, sum) in sums.iter().enumerate().take(out.ncols()) {
                let (y, g) = (line::<F>(y, i), line::<F>(g, i));
                let out = line_mut(&mut out, i);
                let rounds = y.as_chunks().0.iter().zip(g.as_chunks().0);
                for (out, (y, g)) in out.as_chunks_mut().0.iter_mut().zip(rounds) {
                    *out = gradients::<A, R, C, F, E, false, SCALED, ROUND>(page, y, g, &[*sum]);
                }
                // What is left, in one chain.
                by_groups(
                    out,
                    #[inline(always)]
                    |start| {
                        let (y, g) = (group_at(y, start), group_at(g, start));
                        gradients::<A, R, F, F, E, false, SCALED, LANES>(page, &y, &g, &[*sum])
                    },
                );
            }
        },
    );
}

/// The scores of a row by rounds: where they lie, or where their exponentials go.
struct Scores<'a, F> {
    lying: Option<&'a [[F; ROUND]]>,
    /// The last round of those that lie.
    last: [F; ROUND],
}

impl<'a, F: Number> Scores<'a, F> {
    #[inline(always)]
    fn new(lying: Option<ArrayView2<'a, F::Word>>, i: usize) -> Self {
        let mut last = [-F::INFINITY; ROUND];
        let lying = lying.map(
            #[inline(always)]
            |lying| {
                let row = line::<F>(lying, i);
                let (whole, rest) = row.as_chunks();
                let (group, rest) = rest.as_chunks();
                let groups = last.as_chunks_mut::<LANES>().0;
                if let Some(group) = group.first() {
                    groups[0] = *group;
                }
                if !rest.is_empty() {
                    groups[group.len()] = last_group(row, -F::INFINITY);
                }
                whole
            },
        );
        Scores { lying, last }
    }

    #[inline(always)]
    fn at(&self, r: usize, work: &[F; ROUND]) -> [F; ROUND] {
        match self.lying {
            None => *work,
            Some(whole) => *whole.get(r).unwrap_or(&self.last),
        }
    }
}

/// The first group of a round.
#[inline(always)]
fn first_group<F: Number>(round: &[F; ROUND]) -> Lanes<F> {
    *round.first_chunk().expect("the longer of the two")
}

/// See [`exponentials`]; puts there what results are made of, these or the scores.
#[inline(always)]
fn terms<A: Fusing, R: Row, C, F, const MOVED: bool, const N: usize>(
    temperature: f64,
    x: &[F; N],
    work: &mut [F; N],
    base: &Base<&[F]>,
) -> [[F; N]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let made = exponentials::<A, R, C, F, false, MOVED, N>(temperature, x, base);
    *work = if R::OF_EXPONENTIALS { made[0] } else { *x };
    made
}

/// Adds the exponentials of a chunk of each row; puts them in place of the scores, if results are made of those.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "what belongs to a block, but for its elements")]
fn add_exponentials<A: Fusing, R: Row, C, F, const MOVED: bool>(
    isa: A,
    temperature: f64,
    lying: Option<ArrayView2<F::Word>>,
    work: &mut [F],
    base: Base<&[F]>,
    at: At,
    partial: &mut [Partial<F>],
    ahead: &[Ahead],
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    isa.apart(
        #[inline(always)]
        || {
            let (start, groups) = (at.start / LANES, (at.end - at.start).div_ceil(LANES));
            for (i, work) in work.chunks_mut(at.apart).enumerate() {
                let Partial { sums, ties, .. } = in_memory::<F, _>(&mut partial[i]);
                let base = base.at_row(i);
                let base = &base.each_ref();
                if start == 0 {
                    *sums = Sums::EMPTY;
                    if !R::OF_EXPONENTIALS {
                        *ties = Counts::NONE;
                    }
                    for ahead in ahead {
                        ahead.fetch(i);
                    }
                }
                let rounds = &mut work.as_chunks_mut().0[..groups.div_ceil(2)];
                let (whole, last) = rounds.split_at_mut(groups / 2);
                let scores = Scores::new(lying, i);
                for (r, work) in whole.iter_mut().enumerate() {
                    let x = scores.at(r, work);
                    let [tied, hi, lo] =
                        terms::<A, R, C, F, MOVED, ROUND>(temperature, &x, work, base);
                    let j = start + 2 * r;
                    sums.add_round(j, &hi, &lo);
                    if !R::OF_EXPONENTIALS {
                        ties.add_round(j, &tied);
                    }
                }
                for work in last {
                    let x = first_group(&scores.at(groups / 2, work));
                    let work = &mut work.as_chunks_mut().0[0];
                    // In one chain.
                    let [tied, hi, lo] =
                        terms::<A, R, F, F, MOVED, LANES>(temperature, &x, work, base);
                    sums.add_group(start + groups - 1, &hi, &lo);
                    if !R::OF_EXPONENTIALS {
                        ties.add_group(&tied);
                    }
                }
            }
        },
    );
}

/// Adds the terms that gradients need, of some elements of each row from `start` on. The sums of rows that end with these go to where those
/// of all rows are.
#[inline(always)]
fn add_terms<R: RowGradient, F: Number>(
    isa: impl Fusing,
    page: &R,
    sums: &mut [Sums<F>],
    totals: &mut [F::Wide; ROWS],
    [y, g]: [ArrayView2<F::Word>; 2],
    at: At,
    ahead: &[Ahead],
) {
    let sums = &mut sums[..y.ncols()];
    isa.apart(
        #[inline(always)]
        || {
            for (i, sums) in sums.iter_mut().enumerate() {
                let sums = in_memory::<F, _>(sums);
                let (y, g) = (line::<F>(y, i), line::<F>(g, i));
                if at.start == 0 {
                    *sums = Sums::EMPTY;
                    for ahead in ahead {
                        ahead.fetch(i);
                    }
                }
                let j = at.start / LANES;
                let whole = y.as_chunks().0;
                sums.add_all(
                    j,
                    whole,
                    g.as_chunks().0,
                    #[inline(always)]
                    |y, g| page.gradient_term(y, g),
                );
                if !y.len().is_multiple_of(LANES) {
                    let (last_y, last_g) = (last_group(y, F::ZERO), last_group(g, F::ZERO));
                    sums.add(
                        j + whole.len(),
                        #[inline(always)]
                        |l| page.gradient_term(last_y[l], last_g[l]),
                    );
                }
            }
        },
    );
    if at.end == at.length {
        *totals = Sums::finished::<false, _>(isa, sums);
    }
}

/// The function of each row, of which something may be known already.
#[inline(always)]
pub(super) fn forward<R: Row, A: Fusing, C: Chains<Word = F::Word>, F, E>(
    isa: A,
    page: &R,
    tile: Tile<E, Known>,
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    let Tile { x: input, g: all_known, mut out } = tile;
    let (length, rows) = out.dim();
    let mut block = Block::<A, R, C, F, E>::new(isa, page, length, at_once::<F>(length, rows));
    for columns in blocks::<F>(length, rows) {
        block.begin(columns.len());
        let known = all_known.as_ref().map(|known| cut(known, &columns));
        match known {
            Some(known) => {
                block.numbers.begin(columns.len().next_multiple_of(A::Vector::LANES), block.length);
                block.numbers.know(isa, page, known.row(0));
            }
            None => {
                let all = input.unwrap_or_else(|| out.view());
                let ahead = [Ahead::of(all, &columns), Ahead::of(out.view(), &columns)];
                let ahead = if input.is_some() { &ahead[..] } else { &ahead[..1] };
                block.summarise(cut(&all, &columns), ahead);
            }
        }
        let x = input.as_ref().map(|x| cut(x, &columns));
        let mut out = out.slice_axis_mut(Axis(1), columns.into());
        for chunk in chunks(length) {
            if known.is_some() || block.is_cut() {
                block.ready(x.unwrap_or_else(|| out.view()), &chunk);
            }
            block.put(&chunk, &mut out);
        }
    }
}

/// What each row comes to: `each` gets its number, its maximum, and its normaliser as a pair.
#[inline(always)]
pub(super) fn summaries<R: Row, A: Fusing, C: Chains<Word = F::Word>, F, E>(
    isa: A,
    page: &R,
    x: ArrayView2<E>,
    each: &mut dyn FnMut(usize, [E::Word; 3]),
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    let (length, rows) = x.dim();
    let mut block = Block::<A, R, C, F, E>::new(isa, page, length, at_once::<F>(length, rows));
    for columns in blocks::<F>(length, rows) {
        block.begin(columns.len());
        block.summarise(cut(&x, &columns), &[Ahead::of(x, &columns)]);
        for (i, row) in columns.enumerate() {
            each(row, block.numbers.row(i));
        }
    }
}

/// The gradient by each row: by its scores, or `from_output` by what these outputs were made of.
#[inline(always)]
pub(super) fn backward<R: RowGradient, A: Fusing, C: Chains<Word = F::Word>, F, E>(
    isa: A,
    page: &R,
    tile: Tile<E>,
    from_output: bool,
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    let Tile { x: Some(all), g: Some(all_g), mut out } = tile else { return };
    let (length, rows) = out.dim();
    // Are outputs, or the gradients that come in, read as they lie?
    let lies = |view: &ArrayView2<E>| E::words(*view).is_some() && view.strides()[0] == 1;
    let (y_lies, g_lies) = (from_output && lies(&all), lies(&all_g));
    let mut block = Block::<A, R, C, F, E>::new(isa, page, length, at_once::<F>(length, rows));
    let mut upstream = Lined::new();
    // Not those of the block, which is busy with exponentials between the chunks of a row.
    let mut sums = Sums::<F>::of_rows(at_once::<F>(length, rows));
    let mut totals = [F::Wide::ZERO; ROWS];
    for columns in blocks::<F>(length, rows) {
        let (x, g) = (cut(&all, &columns), cut(&all_g, &columns));
        block.rows = columns.len();
        if !y_lies {
            block.begin(columns.len());
        }
        if !g_lies {
            upstream.resize(block.apart * columns.len(), F::ZERO);
        }
        let ahead = [Ahead::of(all, &columns), Ahead::of(all_g, &columns)];
        if !from_output {
            block.summarise(x, &ahead);
        }
        let mut out = out.slice_axis_mut(Axis(1), columns.clone().into());
        // Twice over the rows: for the sums, and for the gradients.
        for last in [false, true] {
            for chunk in chunks(length) {
                let [x_here, g_here] = [x, g].map(|view| cut_at(&view, Axis(0), &chunk));
                if !last || block.is_cut() {
                    if !g_lies {
                        let to = (upstream.get_mut(), block.apart);
                        load_rows(isa, g_here, &mut block.elements, false, F::ZERO, to);
                    }
                    if !from_output {
                        if block.is_cut() {
                            block.ready(x, &chunk);
                        }
                        block.outputs(chunk.len());
                    } else if !y_lies {
                        block.copy(x_here, false, F::ZERO);
                    }
                }
                let shape = (columns.len(), chunk.len());
                let y = match y_lies {
                    true => E::words(x_here).expect("words, as it lies"),
                    false => rows_of(block.work.get(), shape, block.apart),
                };
                let g = match g_lies {
                    true => E::words(g_here).expect("words, as it lies"),
                    false => rows_of(upstream.get(), shape, block.apart),
                };
                if !last {
                    let at = At { apart: 0, start: chunk.start, end: chunk.end, length };
                    let ahead = if from_output { &ahead[..] } else { &[] };
                    add_terms(isa, page, &mut sums, &mut totals, [y, g], at, ahead);
                    continue;
                }
                let out = out.slice_axis_mut(Axis(0), chunk.into());
                side_by_side(out, &mut block.elements, &mut |out| match are_scaled::<R, E>(page) {
                    false => put_gradients::<A, R, C, F, E, false>(isa, page, [y, g], &totals, out),
                    true => put_gradients::<A, R, C, F, E, true>(isa, page, [y, g], &totals, out),
                });
            }
        }
    }
}
