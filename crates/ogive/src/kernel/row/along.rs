//! The loops along a row: 16 of its neighbours at a time.

use std::marker::PhantomData;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::exponentials::{
    ROUND, Summary, exponentials, gradients, is_scaled, normaliser, other_exponentials, results,
};
use super::lanes::{BLOCK, Groups, LANES, Lanes, Lined, RowAt, line, load, write};
use super::part::Tile;
use super::shards::{Known, known_normaliser};
use super::sums::{Counts, Sums, in_memory};
use crate::kernel::isa::Fusing;
use crate::number::{Chains, Double, Dtype, Float, Number, Wide};
use crate::page::{Row, RowGradient};

/// How many groups of 16 are held in the cache at a time; a row of more is read in chunks,
/// once for each pass. A whole number of rounds of the partial sums.
const CHUNK: usize = 1 << 12;

/// The length from which outputs and gradients are read as they lie. Below, a copy that stays in the first cache costs less than
/// what it takes to do without.
const LYING_FROM: usize = 256;

/// The greater one of each lane of `max` and all groups.
#[inline(always)]
fn greatest<F: Number>(groups: &[Lanes<F>], max: &mut Lanes<F>) {
    for group in groups {
        let mut greater = *max;
        for l in 0..LANES {
            greater[l] = group[l].at_least(greater[l]);
        }
        *max = greater;
    }
}

/// Adds the terms that gradients need, from group `j` on, and gives what the sums are by then, if these are the last.
#[inline(always)]
fn add_terms<R: RowGradient, F: Number>(
    isa: impl Fusing,
    page: &R,
    sums: &mut Sums<F>,
    j: usize,
    (y, g): (&Groups<F>, &Groups<F>),
    groups: usize,
) -> F::Wide {
    isa.apart(
        #[inline(always)]
        || {
            sums.add_all(
                j,
                y.whole,
                g.whole,
                #[inline(always)]
                |y, g| page.gradient_term(y, g),
            );
            let mut end = j + y.whole.len();
            if let ([y], [g]) = (y.last, g.last) {
                sums.add(
                    end,
                    #[inline(always)]
                    |l| page.gradient_term(y[l], g[l]),
                );
                end += 1;
            }
            if end == groups { sums.finished() } else { F::Wide::ZERO }
        },
    )
}

/// The exponentials of a block of scores, which are the terms of sums.
struct Terms<F> {
    /// Pairs; the high words are here where the scores are still wanted, and else in their place.
    hi: Lined<F>,
    lo: Lined<F>,
    /// 1 where the maximum is, 0 elsewhere.
    tied: Lined<F>,
    /// The maximum of the row.
    max: F,
}

impl<F: Number> Terms<F> {
    /// Those of some groups of `work`, no more than a block.
    #[inline(always)]
    fn of_block<R: Row, C>(
        &mut self,
        isa: impl Fusing,
        page: &R,
        work: &mut [Lanes<F>],
        first: usize,
        count: usize,
    ) where
        C: Chains<Word = F::Word>,
    {
        // An even number of groups, for which there is room: half of it is whole vectors.
        let count = count.next_multiple_of(2);
        let work = work[first..first + count].as_flattened_mut();
        // What is infinite takes the longer way as well.
        let infinite = self.max.word().abs() == <F::Word as Float>::INFINITY;
        let (t, max, lo) = (page.temperature(), &[self.max], &mut self.lo.get_mut()[..work.len()]);
        let scaled = is_scaled(page) || infinite;
        if R::OF_EXPONENTIALS {
            match scaled {
                false => exponentials_along::<C, F, false>(isa, t, work, max, lo),
                true => exponentials_along::<C, F, true>(isa, t, work, max, lo),
            }
        } else {
            let terms = (self.hi.get_mut(), lo, self.tied.get_mut());
            match scaled {
                false => other_exponentials_along::<C, F, false>(isa, t, work, max, terms),
                true => other_exponentials_along::<C, F, true>(isa, t, work, max, terms),
            }
        }
    }
}

/// See [`exponentials`].
#[inline(always)]
fn exponentials_along<C: Chains<Word = F::Word>, F: Number, const SCALED: bool>(
    isa: impl Fusing,
    temperature: f64,
    x: &mut [F],
    max: &[F],
    lo: &mut [F],
) {
    isa.apart(
        #[inline(always)]
        || exponentials::<C, F, false, SCALED>(temperature, x, max, lo),
    );
}

/// See [`other_exponentials`].
#[inline(always)]
fn other_exponentials_along<C: Chains<Word = F::Word>, F: Number, const SCALED: bool>(
    isa: impl Fusing,
    temperature: f64,
    x: &[F],
    max: &[F],
    terms: (&mut [F], &mut [F], &mut [F]),
) {
    isa.apart(
        #[inline(always)]
        || other_exponentials::<C, F, false, SCALED>(temperature, x, max, terms),
    );
}

/// The buffers of one part, used for all of its rows.
pub(super) struct Buffers<A, C, F, E> {
    isa: A,
    /// Elements as they come and as they go, where they do not lie side by side.
    lanes: Lined<E>,
    /// The scores, then their exponentials where the function is made of those.
    work: Lined<F>,
    /// What is summed up, and the maximum,
    terms: Terms<F>,
    /// the normaliser, NaN if the row has no result.
    norm: Double<F>,
    /// What the loops compute with.
    chains: PhantomData<C>,
}

/// The chunks that a row of so many groups is worked on in.
fn chunks(groups: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..groups).step_by(CHUNK).map(move |start| (start, CHUNK.min(groups - start)))
}

impl<A: Fusing, C: Chains<Word = F::Word>, F: Number, E: Dtype<Word = F::Word>>
    Buffers<A, C, F, E>
{
    /// For rows of so many groups; for none, if they are not needed.
    fn new<R: Row>(isa: A, groups: usize) -> Self {
        let groups = groups.min(CHUNK).next_multiple_of(2);
        let numbers = |groups: usize| {
            let mut numbers = Lined::new();
            numbers.resize(groups * LANES, F::ZERO);
            numbers
        };
        let block = groups.min(BLOCK);
        let beside = if R::OF_EXPONENTIALS { 0 } else { block };
        Buffers {
            isa,
            lanes: Lined::new(),
            work: numbers(groups),
            terms: Terms {
                hi: numbers(beside),
                lo: numbers(block),
                tied: numbers(beside),
                max: F::ZERO,
            },
            norm: Double::exact(F::ZERO),
            chains: PhantomData,
        }
    }

    /// Loads the scores of a chunk.
    #[inline(always)]
    fn load<R: Row>(
        &mut self,
        page: &R,
        row: RowAt,
        x: ArrayView2<E>,
        (start, size): (usize, usize),
    ) {
        let work = &mut self.work.groups()[..size];
        load(self.isa, row, x, start, &mut self.lanes, page.turned(), -F::INFINITY, work);
    }

    /// The first two passes: what a row comes to.
    #[inline(always)]
    fn summarise<R: Row>(&mut self, page: &R, row: RowAt, x: ArrayView2<E>) {
        self.maximum(page, row, x);
        self.normaliser(page, row, x);
    }

    /// First pass: the maximum. NaN is passed over: the sum has it.
    #[inline(always)]
    fn maximum<R: Row>(&mut self, page: &R, row: RowAt, x: ArrayView2<E>) {
        let mut max = [if page.beside_zero() { F::ZERO } else { -F::INFINITY }; LANES];
        let max = in_memory::<F, _>(&mut max);
        for (start, size) in chunks(row.groups()) {
            self.load(page, row, x, (start, size));
            greatest(&self.work.groups()[..size], max);
        }
        let mut width = LANES / 2;
        while width > 0 {
            for l in 0..width {
                max[l] = max[l + width].at_least(max[l]);
            }
            width /= 2;
        }
        self.terms.max = max[0];
    }

    /// Second pass: the sum of the exponentials, and from it the normaliser.
    #[inline(always)]
    fn normaliser<R: Row>(&mut self, page: &R, row: RowAt, x: ArrayView2<E>) {
        let (mut sums, mut ties) = (Sums::<F>::EMPTY, Counts::<F>::NONE);
        let (sums, ties) = (in_memory::<F, _>(&mut sums), in_memory::<F, _>(&mut ties));
        for (start, size) in chunks(row.groups()) {
            if row.groups() > CHUNK {
                self.load(page, row, x, (start, size));
            }
            for first in (0..size).step_by(BLOCK) {
                self.add_block::<R>(page, (start, first, BLOCK.min(size - first)), sums, ties);
            }
        }
        let max = self.terms.max;
        self.norm = self.isa.apart(
            #[inline(always)]
            || {
                let ties = match R::OF_EXPONENTIALS {
                    true => Double::exact(F::ZERO),
                    false => ties.finished(),
                };
                normaliser(page, max, sums.finished(), ties)
            },
        );
    }

    /// Adds the exponentials of so many groups, the first of this chunk's.
    #[inline(always)]
    fn add_block<R: Row>(
        &mut self,
        page: &R,
        (start, first, count): (usize, usize, usize),
        sums: &mut Sums<F>,
        ties: &mut Counts<F>,
    ) {
        let work = self.work.groups();
        self.terms.of_block::<R, C>(self.isa, page, work, first, count);
        let hi = match R::OF_EXPONENTIALS {
            true => &work[first..first + count],
            false => &self.terms.hi.groups()[..count],
        };
        add_exponentials(self.isa, sums, start + first, hi, &self.terms.lo.groups()[..count]);
        if !R::OF_EXPONENTIALS {
            let tied = &self.terms.tied.groups()[..count];
            self.isa.apart(
                #[inline(always)]
                || {
                    for (j, tied) in tied.iter().enumerate() {
                        ties.add(start + first + j, tied);
                    }
                },
            );
        }
    }

    /// The maximum and the normaliser of a row, from what is known of it.
    #[inline(always)]
    fn know<R: Row>(&mut self, page: &R, known: Known) {
        (self.terms.max, self.norm) = known_normaliser(page, known);
    }

    /// Before the last pass: a chunk of `work` as [`normaliser`](Buffers::normaliser) left it, if others have
    /// been there since.
    #[inline(always)]
    fn again<R: Row>(&mut self, page: &R, row: RowAt, x: ArrayView2<E>, chunk: (usize, usize)) {
        if row.groups() > CHUNK {
            self.ready(page, row, x, chunk);
        }
    }

    /// A chunk of scores, or of their exponentials where the function is made of those.
    #[inline(always)]
    fn ready<R: Row>(&mut self, page: &R, row: RowAt, x: ArrayView2<E>, chunk: (usize, usize)) {
        self.load(page, row, x, chunk);
        if R::OF_EXPONENTIALS {
            let work = self.work.groups();
            for first in (0..chunk.1).step_by(BLOCK) {
                let count = BLOCK.min(chunk.1 - first);
                self.terms.of_block::<R, C>(self.isa, page, work, first, count);
            }
        }
    }

    /// Last pass: the results of a chunk, to where they belong.
    #[inline(always)]
    fn put<R: Row>(
        &mut self,
        page: &R,
        row: RowAt,
        chunk: (usize, usize),
        out: &mut ArrayViewMut2<E>,
    ) {
        let (isa, work) = (self.isa, self.work.groups());
        let (max, hi, lo) = ([self.terms.max], [self.norm.hi], [self.norm.lo]);
        write(row, out, chunk, &mut self.lanes, &mut |groups, out| {
            let summary = Summary { max: &max, hi: &hi, lo: &lo };
            let (work, out) = (work[groups].as_flattened(), out.as_flattened_mut());
            results_along::<R, C, F, E>(isa, page, work, &summary, out);
        });
    }

    /// Last pass: the results of a chunk, into a buffer.
    #[inline(always)]
    fn outputs<R: Row>(&mut self, page: &R, size: usize, out: &mut [F::Word]) {
        let (max, hi, lo) = ([self.terms.max], [self.norm.hi], [self.norm.lo]);
        let summary = Summary { max: &max, hi: &hi, lo: &lo };
        let work = &self.work.get()[..size * LANES];
        let out = &mut out[..work.len()];
        results_along::<R, C, F, F::Word>(self.isa, page, work, &summary, out);
    }
}

/// See [`results`].
#[inline(always)]
fn results_along<R: Row, C, F, O>(
    isa: impl Fusing,
    page: &R,
    work: &[F],
    summary: &Summary<F>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    isa.apart(
        #[inline(always)]
        || results::<R, C, F, O, false>(page, work, summary, out),
    );
}

/// See [`gradients`]: of whole groups.
#[inline(always)]
fn gradients_along<R: RowGradient, C, F, E>(
    isa: impl Fusing,
    page: &R,
    y: &[F],
    g: &[F],
    sum: F::Wide,
    out: &mut [E],
) where
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    isa.apart(
        #[inline(always)]
        || {
            let (y, y_last) = y.as_chunks::<ROUND>();
            let (g, g_last) = g.as_chunks::<ROUND>();
            let (out, last) = out.as_chunks_mut::<ROUND>();
            for (out, (y, g)) in out.iter_mut().zip(y.iter().zip(g)) {
                *out = gradients::<R, C, F, E, false, ROUND>(page, y, g, &[sum]);
            }
            // A group that is left, in one chain.
            let (y, g, out) = (y_last.as_chunks().0, g_last.as_chunks().0, last.as_chunks_mut().0);
            for (out, (y, g)) in out.iter_mut().zip(y.iter().zip(g)) {
                *out = gradients::<R, F, F, E, false, LANES>(page, y, g, &[sum]);
            }
        },
    );
}

/// Adds exponentials, from group `j` on.
#[inline(always)]
fn add_exponentials<F: Number>(
    isa: impl Fusing,
    sums: &mut Sums<F>,
    j: usize,
    hi: &[Lanes<F>],
    lo: &[Lanes<F>],
) {
    isa.apart(
        #[inline(always)]
        || {
            sums.add_all(
                j,
                hi,
                lo,
                #[inline(always)]
                |hi, lo| F::Wide::of(Double { hi, lo }),
            );
        },
    );
}

/// The function of each row, of which something may be known already.
#[inline(always)]
pub(super) fn forward<R: Row, A: Fusing, C: Chains<Word = F::Word>, F, E>(
    isa: A,
    page: &R,
    mut tile: Tile<E, Known>,
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    let mut buffers = Buffers::<A, C, F, E>::new::<R>(isa, tile.length().div_ceil(LANES));
    for row in tile.rows() {
        let x = tile.x.as_ref().map_or(tile.out.view(), |x| x.view());
        row.fetch_next(x);
        match tile.g {
            Some(known) => buffers.know(page, known[[0, row.index]]),
            None => {
                buffers.maximum(page, row, x);
                row.fetch_next(tile.out.view());
                buffers.normaliser(page, row, x);
            }
        }
        for chunk in chunks(row.groups()) {
            let x = tile.x.as_ref().map_or(tile.out.view(), |x| x.view());
            match tile.g {
                Some(_) => buffers.ready(page, row, x, chunk),
                None => buffers.again(page, row, x, chunk),
            }
            buffers.put(page, row, chunk, &mut tile.out);
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
    let mut buffers = Buffers::<A, C, F, E>::new::<R>(isa, length.div_ceil(LANES));
    for index in 0..rows {
        let row = RowAt { index, length };
        row.fetch_next(x);
        buffers.summarise(page, row, x);
        let norm = buffers.norm;
        each(index, [buffers.terms.max, norm.hi, norm.lo].map(F::word));
    }
}

/// The gradient by each row: by its scores, or `from_output` by what these outputs were made of.
#[inline(always)]
pub(super) fn backward<R: RowGradient, A: Fusing, C: Chains<Word = F::Word>, F, E>(
    isa: A,
    page: &R,
    mut tile: Tile<E>,
    from_output: bool,
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    let (Some(x), Some(g)) = (tile.x, tile.g) else { return };
    let zero = F::ZERO;
    // Are outputs and gradients read as they lie? Then results can be written so, too, and there are no buffers.
    let lying = from_output
        && x.nrows() >= LYING_FROM
        && F::as_numbers::<E>(&[]).is_some()
        && [x.strides()[0], g.strides()[0], tile.out.strides()[0]] == [1; 3];
    let groups = if lying { 0 } else { tile.length().div_ceil(LANES) };
    let mut buffers = Buffers::<A, C, F, E>::new::<R>(isa, groups);
    let (mut upstream, mut outputs) = (Lined::new(), Lined::new());
    upstream.resize(buffers.work.get().len(), zero);
    if !from_output {
        // In the computing type: half precision is rounded once, at the end.
        outputs.resize(buffers.work.get().len(), E::Word::default());
    }
    let (mut last_y, mut last_g) = ([[zero; LANES]], [[zero; LANES]]);
    for row in tile.rows() {
        let groups = row.groups();
        if !from_output {
            buffers.summarise(page, row, x);
        }
        let lines = lying.then(|| (line::<F, E>(row, x), line::<F, E>(row, g)));
        let mut sums = Sums::<F>::EMPTY;
        let sums = in_memory::<F, _>(&mut sums);
        let mut sum = F::Wide::ZERO;
        // Twice over the row: for the sum, and for the gradients.
        for last in [false, true] {
            for (start, size) in chunks(groups) {
                if lines.is_none() && (!last || groups > CHUNK) {
                    let lanes = &mut buffers.lanes;
                    load(isa, row, g, start, lanes, false, zero, &mut upstream.groups()[..size]);
                    if from_output {
                        let work = &mut buffers.work.groups()[..size];
                        load(isa, row, x, start, lanes, false, zero, work);
                    } else {
                        buffers.again(page, row, x, (start, size));
                        buffers.outputs(page, size, outputs.get_mut());
                        let work = &mut buffers.work.get_mut()[..size * LANES];
                        for (work, y) in work.iter_mut().zip(outputs.get()) {
                            *work = F::from_word(*y);
                        }
                    }
                }
                let (y, g) = match lines {
                    Some((y, g)) => (
                        Groups::lying(y, (start, size), zero, &mut last_y),
                        Groups::lying(g, (start, size), zero, &mut last_g),
                    ),
                    None => (
                        Groups { whole: &buffers.work.groups()[..size], last: &[] },
                        Groups { whole: &upstream.groups()[..size], last: &[] },
                    ),
                };
                if !last {
                    sum = add_terms(isa, page, sums, start, (&y, &g), groups);
                    continue;
                }
                let lanes = &mut buffers.lanes;
                write(row, &mut tile.out, (start, size), lanes, &mut |groups, out| {
                    let y = y.at(groups.clone()).as_flattened();
                    let g = g.at(groups).as_flattened();
                    gradients_along::<R, C, F, E>(isa, page, y, g, sum, out.as_flattened_mut());
                });
            }
        }
    }
}
