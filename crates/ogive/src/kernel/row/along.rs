//! The loops along a row: 16 of its neighbours at a time.

use std::marker::PhantomData;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::exponentials::{
    Base, ROUND, Summary, exponentials, gradients, other_exponentials, results, with_zero,
};
use super::lanes::{Groups, LANES, Lanes, Lined, RowAt, line, load, write};
use super::part::Tile;
use super::shards::{Known, known_summary};
use super::sums::{Counts, Sums, in_memory};
use crate::kernel::isa::Fusing;
use crate::number::{Chains, Double, Dtype, Number, Wide};
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

/// See [`Base`]. Compiled once for all element types, as what follows.
#[inline(always)]
fn base_of<R: Row, F: Number>(isa: impl Fusing, page: &R, max: F) -> Base<F> {
    isa.apart(
        #[inline(always)]
        || Base::new(page, max),
    )
}

/// See [`Summary`].
#[inline(always)]
fn summary_of<R: Row, F: Number>(
    isa: impl Fusing,
    page: &R,
    base: Base<F>,
    sums: &mut Sums<F>,
    ties: &mut Counts<F>,
) -> Summary<F> {
    isa.apart(
        #[inline(always)]
        || {
            let ties = match R::OF_EXPONENTIALS {
                true => Double::exact(F::ZERO),
                false => ties.finished(),
            };
            Summary::new(page, base, with_zero(page, base, sums.finished()), ties)
        },
    )
}

/// The buffers of one part, used for all of its rows.
pub(super) struct Buffers<A, C, F, E> {
    isa: A,
    /// Elements as they come and as they go, where they do not lie side by side.
    lanes: Lined<E>,
    /// The scores, then their exponentials where the function is made of those.
    work: Lined<F>,
    /// What the scores are measured by,
    base: Base<F>,
    /// and what its results are made with.
    summary: Summary<F>,
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
    fn new(isa: A, groups: usize) -> Self {
        let mut work = Lined::new();
        // An even number, which is whole rounds.
        work.resize(groups.min(CHUNK).next_multiple_of(2) * LANES, F::ZERO);
        let base = Base {
            max: F::ZERO,
            origin: F::ZERO,
            floor: F::ZERO,
            rounder: F::ZERO,
            top: [F::ZERO; 2],
        };
        let summary =
            Summary { top: F::ZERO, origin: F::ZERO, norm: [F::ZERO; 2], total: [F::ZERO; 2] };
        Buffers { isa, lanes: Lined::new(), work, base, summary, chains: PhantomData }
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
        self.base = base_of(self.isa, page, max[0]);
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
            self.exponentials(page, size, Some((start, &mut *sums, &mut *ties)));
        }
        self.summary = summary_of(self.isa, page, self.base, sums, ties);
    }

    /// The exponentials of so many groups, in place of the scores, if results are made of those; added to the sums, if there are any, from
    /// this group on.
    #[inline(always)]
    fn exponentials<R: Row>(
        &mut self,
        page: &R,
        groups: usize,
        sums: Option<(usize, &mut Sums<F>, &mut Counts<F>)>,
    ) {
        match self.base.each_ref().is_moved(page) {
            false => self.exponentials_by::<R, false>(page, groups, sums),
            true => self.exponentials_by::<R, true>(page, groups, sums),
        }
    }

    #[inline(always)]
    fn exponentials_by<R: Row, const MOVED: bool>(
        &mut self,
        page: &R,
        groups: usize,
        sums: Option<(usize, &mut Sums<F>, &mut Counts<F>)>,
    ) {
        let (isa, base, t) = (self.isa, self.base, page.temperature());
        let work = &mut self.work.get_mut()[..groups.next_multiple_of(2) * LANES];
        let work = work.as_chunks_mut().0;
        match sums {
            Some(sums) => add_exponentials::<A, R, C, F, MOVED>(isa, t, work, base, groups, sums),
            // Nobody else keeps them.
            None if R::OF_EXPONENTIALS => {
                take_exponentials::<A, R, C, F, MOVED>(isa, t, work, base)
            }
            None => {}
        }
    }

    /// The same of a row of which something is known.
    #[inline(always)]
    fn know<R: Row>(&mut self, page: &R, known: Known) {
        (self.base, self.summary) = known_summary(page, known);
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
            self.exponentials(page, chunk.1, None);
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
        let summary = self.summary;
        write(row, out, chunk, &mut self.lanes, &mut |groups, out| {
            let (work, out) = (work[groups].as_flattened(), out.as_flattened_mut());
            results_along::<R, C, F, E>(isa, page, work, &summary.each_ref(), out);
        });
    }

    /// Last pass: the results of a chunk, into a buffer.
    #[inline(always)]
    fn outputs<R: Row>(&mut self, page: &R, size: usize, out: &mut [F::Word]) {
        let summary = self.summary;
        let work = &self.work.get()[..size * LANES];
        let out = &mut out[..work.len()];
        results_along::<R, C, F, F::Word>(self.isa, page, work, &summary.each_ref(), out);
    }
}

/// See [`results`]: of whole groups.
#[inline(always)]
fn results_along<R: Row, C, F, O>(
    isa: impl Fusing,
    page: &R,
    work: &[F],
    summary: &Summary<&[F]>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    match summary.is_moved(page) {
        false => results_by::<R, C, F, O, false>(isa, page, work, summary, out),
        true => results_by::<R, C, F, O, true>(isa, page, work, summary, out),
    }
}

#[inline(always)]
fn results_by<R: Row, C, F, O, const MOVED: bool>(
    isa: impl Fusing,
    page: &R,
    work: &[F],
    summary: &Summary<&[F]>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    isa.apart(
        #[inline(always)]
        || {
            let (work, last) = work.as_chunks::<ROUND>();
            let (out, last_out) = out.as_chunks_mut::<ROUND>();
            for (out, work) in out.iter_mut().zip(work) {
                *out = results::<R, C, F, O, false, MOVED, ROUND>(page, work, summary);
            }
            // A group that is left, in one chain.
            let (out, last) = (last_out.as_chunks_mut().0, last.as_chunks().0);
            for (out, work) in out.iter_mut().zip(last) {
                *out = results::<R, F, F, O, false, MOVED, LANES>(page, work, summary);
            }
        },
    );
}

/// See [`gradients`]: of whole groups.
#[inline(always)]
fn gradients_along<A: Fusing, R: RowGradient, C, F, E>(
    isa: A,
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
                *out = gradients::<A, R, C, F, E, false, ROUND>(page, y, g, &[sum]);
            }
            // A group that is left, in one chain.
            let (y, g, out) = (y_last.as_chunks().0, g_last.as_chunks().0, last.as_chunks_mut().0);
            for (out, (y, g)) in out.iter_mut().zip(y.iter().zip(g)) {
                *out = gradients::<A, R, F, F, E, false, LANES>(page, y, g, &[sum]);
            }
        },
    );
}

/// Puts exponentials in place of scores.
#[inline(always)]
fn take_exponentials<A: Fusing, R: Row, C, F, const MOVED: bool>(
    isa: A,
    temperature: f64,
    work: &mut [[F; ROUND]],
    base: Base<F>,
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    isa.apart(
        #[inline(always)]
        || {
            let base = &base.each_ref();
            for work in work {
                [*work, ..] = exponentials::<A, R, C, F, false, MOVED>(temperature, work, base);
            }
        },
    );
}

/// The terms of a round, and which are maxima; puts exponentials in place of the scores, if results are made of those.
#[inline(always)]
fn terms<A: Fusing, R: Row, C, F, const MOVED: bool>(
    temperature: f64,
    work: &mut [F; ROUND],
    base: &Base<&[F]>,
) -> [[F; ROUND]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    if R::OF_EXPONENTIALS {
        let [e, hi, lo] = exponentials::<A, R, C, F, false, MOVED>(temperature, work, base);
        *work = e;
        [hi, lo, [F::ZERO; ROUND]]
    } else {
        other_exponentials::<A, R, C, F, false, MOVED>(temperature, work, base)
    }
}

/// Adds the exponentials of so many groups, from group `start` on; puts them in place of the scores, if results are made of those.
#[inline(always)]
fn add_exponentials<A: Fusing, R: Row, C, F, const MOVED: bool>(
    isa: A,
    temperature: f64,
    work: &mut [[F; ROUND]],
    base: Base<F>,
    groups: usize,
    (start, sums, ties): (usize, &mut Sums<F>, &mut Counts<F>),
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    isa.apart(
        #[inline(always)]
        || {
            let base = &base.each_ref();
            let (whole, last) = work.split_at_mut(groups / 2);
            for (r, work) in whole.iter_mut().enumerate() {
                let [hi, lo, tied] = terms::<A, R, C, F, MOVED>(temperature, work, base);
                let j = start + 2 * r;
                sums.add_round(j, &hi, &lo);
                if !R::OF_EXPONENTIALS {
                    ties.add_round(j, &tied);
                }
            }
            for work in last {
                let [hi, lo, tied] = terms::<A, R, C, F, MOVED>(temperature, work, base);
                sums.add_group(start + groups - 1, &hi, &lo);
                if !R::OF_EXPONENTIALS {
                    ties.add_group(tied.first_chunk().expect("the longer of the two"));
                }
            }
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
    let mut buffers = Buffers::<A, C, F, E>::new(isa, tile.length().div_ceil(LANES));
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
    let mut buffers = Buffers::<A, C, F, E>::new(isa, length.div_ceil(LANES));
    for index in 0..rows {
        let row = RowAt { index, length };
        row.fetch_next(x);
        buffers.summarise(page, row, x);
        let [hi, lo] = buffers.summary.norm;
        each(index, [buffers.base.max, hi, lo].map(F::word));
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
    let mut buffers = Buffers::<A, C, F, E>::new(isa, groups);
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
                    gradients_along::<A, R, C, F, E>(isa, page, y, g, sum, out.as_flattened_mut());
                });
            }
        }
    }
}
