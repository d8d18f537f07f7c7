//! What is done with a piece of rows side by side, place by place.

use std::marker::PhantomData;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2};

use super::across::{GradientPasses, Passes, fetch_after, place, place_mut};
use super::exponentials::{ROUND, are_scaled, exponentials, gradients, least, results};
use super::numbers::Numbers;
use super::shards::Known;
use super::sums::{CountsSideBySide, SideBySide, add_pairs, add_round};
use crate::kernel::isa::Fusing;
use crate::number::{Chains, Dtype, Number, Wide};
use crate::page::{Row, RowGradient};

/// What lies at a place, by [rounds](ROUND).
#[inline(always)]
fn rounds_at<F: Number>(from: ArrayView2<'_, F::Word>, j: usize) -> &[[F; ROUND]] {
    let numbers = F::as_numbers(place(from, j));
    rounds(numbers.expect("words, which are the same in memory"))
}

#[inline(always)]
fn rounds<T>(numbers: &[T]) -> &[[T; ROUND]] {
    numbers.as_chunks().0
}

#[inline(always)]
fn rounds_mut<T>(numbers: &mut [T]) -> &mut [[T; ROUND]] {
    numbers.as_chunks_mut().0
}

/// What is in the place of results, where they are of the type that is computed in.
#[inline(always)]
fn own<F: Number, O: Dtype<Word = F::Word>>(out: &[O; ROUND]) -> [F; ROUND] {
    std::array::from_fn(
        #[inline(always)]
        |k| F::from_word(out[k].widen()),
    )
}

/// The rows under work: their numbers, and those of the place that is worked on.
pub(super) struct Piece<'p, A, R, C, F: Number> {
    isa: A,
    page: &'p R,
    numbers: Numbers<F>,
    sums: SideBySide<F>,
    ties: CountsSideBySide<F>,
    chains: PhantomData<C>,
}

impl<'p, A: Fusing, R: Row, C, F: Number> Piece<'p, A, R, C, F> {
    pub(super) fn new(isa: A, page: &'p R) -> Self {
        Piece {
            isa,
            page,
            numbers: Numbers::new(),
            sums: SideBySide::new(),
            ties: CountsSideBySide::new(),
            chains: PhantomData,
        }
    }
}

// What a closure that is compiled apart is generic over: not the element type.
impl<A, R, C, F> Piece<'_, A, R, C, F>
where
    A: Fusing,
    R: Row,
    C: Chains<Word = F::Word>,
    F: Number,
{
    #[inline(always)]
    fn exponentials_by<const MOVED: bool>(
        &mut self,
        first: Option<usize>,
        x: Option<ArrayView2<F::Word>>,
        mut kept: ArrayViewMut2<F::Word>,
    ) {
        let (t, sums, ties) = (self.page.temperature(), &mut self.sums, &mut self.ties);
        let base = self.numbers.base();
        self.isa.apart(
            #[inline(always)]
            || {
                for i in 0..x.map_or(kept.nrows(), |x| x.nrows()) {
                    let x = x.map(|x| rounds_at::<F>(x, i));
                    // Where nothing is kept, there need not be a place for it.
                    let place = match x {
                        Some(_) if !R::OF_EXPONENTIALS => &mut [][..],
                        _ => rounds_mut(place_mut(&mut kept, i)),
                    };
                    let j = first.map(|first| first + i);
                    let mut slot = j.map(|j| {
                        let (sums, low) = sums.slot_of_pairs(j);
                        (rounds_mut(sums), rounds_mut(low))
                    });
                    for r in 0..base.max.len() / ROUND {
                        let base = &base.round(r);
                        let x = match x {
                            Some(x) => x[r],
                            None => own::<F, F::Word>(&place[r]),
                        };
                        let [first, hi, lo] =
                            exponentials::<A, R, C, F, true, MOVED, ROUND>(t, &x, base);
                        if R::OF_EXPONENTIALS {
                            place[r].copy_from_slice(F::words_of(&first));
                        }
                        let Some((sums, low)) = &mut slot else { continue };
                        add_pairs(&mut sums[r], low.get_mut(r), &hi, &lo);
                        if !R::OF_EXPONENTIALS {
                            let ties = &mut rounds_mut(ties.partial())[r];
                            for k in 0..ROUND {
                                ties[k] = ties[k] + first[k];
                            }
                        }
                    }
                    if let Some(j) = j {
                        sums.added(j);
                        ties.added(j);
                    }
                }
            },
        );
    }

    #[inline(never)]
    fn begin(&mut self, rows: usize, length: usize) {
        self.numbers.begin(rows, length);
        self.numbers.maxima().fill(least(self.page));
        self.sums.begin_pairs(rows, length);
        if !R::OF_EXPONENTIALS {
            self.ties.begin(rows);
        }
    }

    #[inline(never)]
    fn exponentials(
        &mut self,
        first: Option<usize>,
        x: Option<ArrayView2<F::Word>>,
        kept: ArrayViewMut2<F::Word>,
    ) {
        // One that is far from 0 takes all the longer way.
        match self.numbers.base().is_moved(self.page) {
            false => self.exponentials_by::<false>(first, x, kept),
            true => self.exponentials_by::<true>(first, x, kept),
        }
    }

    #[inline(never)]
    fn greatest(&mut self, x: ArrayView2<F::Word>) {
        let max = self.numbers.maxima();
        self.isa.apart(
            #[inline(always)]
            || {
                for i in 0..x.nrows() {
                    fetch_after(&x, i);
                    let x = rounds_at::<F>(x, i).as_flattened();
                    // NaN is passed over: the sum has it.
                    for (max, x) in max.iter_mut().zip(x) {
                        *max = x.at_least(*max);
                    }
                }
            },
        );
    }

    fn results<O: Dtype<Word = F::Word>>(
        &self,
        from: Option<ArrayView2<F::Word>>,
        out: ArrayViewMut2<O>,
    ) {
        // A row that comes to one number has no others, and so there are no loops for them.
        if R::REDUCES {
            return;
        }
        match self.numbers.summary().is_moved(self.page) {
            false => self.results_by::<O, false>(from, out),
            true => self.results_by::<O, true>(from, out),
        }
    }

    #[inline(always)]
    fn results_by<O: Dtype<Word = F::Word>, const MOVED: bool>(
        &self,
        from: Option<ArrayView2<F::Word>>,
        mut out: ArrayViewMut2<O>,
    ) {
        let (page, summary) = (self.page, self.numbers.summary());
        self.isa.apart(
            #[inline(always)]
            || {
                for i in 0..out.nrows() {
                    fetch_after(&out.view(), i);
                    let from = from.map(|from| rounds_at::<F>(from, i));
                    for (r, out) in rounds_mut(place_mut(&mut out, i)).iter_mut().enumerate() {
                        let from = match from {
                            Some(from) => from[r],
                            None => own(out),
                        };
                        let summary = &summary.round(r).of_rows(ROUND / C::COUNT);
                        *out = results::<R, C, F, O, true, MOVED, ROUND>(page, &from, summary);
                    }
                }
            },
        );
    }
}

impl<A, R, C, F, E> Passes<E> for Piece<'_, A, R, C, F>
where
    A: Fusing,
    R: Row,
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    fn begin(&mut self, rows: usize, length: usize) {
        Piece::begin(self, rows, length);
    }

    fn greatest(&mut self, x: ArrayView2<E::Word>) {
        Piece::greatest(self, x);
    }

    fn measure(&mut self) {
        self.numbers.measure(self.isa, self.page);
    }

    fn exponentials(
        &mut self,
        first: Option<usize>,
        x: Option<ArrayView2<E::Word>>,
        kept: ArrayViewMut2<E::Word>,
    ) {
        Piece::exponentials(self, first, x, kept);
    }

    fn keeps(&self) -> bool {
        R::OF_EXPONENTIALS
    }

    fn normalise(&mut self) {
        let (sums, ties) = (self.sums.finished(self.isa), self.ties.finished());
        self.numbers.normalise(self.isa, self.page, sums, ties);
    }

    fn know(&mut self, known: ArrayView1<Known>) {
        self.numbers.know(self.isa, self.page, known);
    }

    fn row(&self, row: usize) -> [E::Word; 3] {
        self.numbers.row(row)
    }

    fn results(&mut self, from: Option<ArrayView2<E::Word>>, out: ArrayViewMut2<E>) {
        Piece::results(self, from, out);
    }

    fn outputs(&mut self, from: Option<ArrayView2<E::Word>>, kept: ArrayViewMut2<E::Word>) {
        Piece::results(self, from, kept);
    }
}

/// The same for gradients: the sums of the rows under work.
pub(super) struct GradientPiece<'p, A, R, C, F: Number> {
    isa: A,
    page: &'p R,
    sums: SideBySide<F>,
    chains: PhantomData<C>,
}

impl<'p, A: Fusing, R: RowGradient, C, F: Number> GradientPiece<'p, A, R, C, F> {
    pub(super) fn new(isa: A, page: &'p R) -> Self {
        GradientPiece { isa, page, sums: SideBySide::new(), chains: PhantomData }
    }
}

impl<A, R, C, F> GradientPiece<'_, A, R, C, F>
where
    A: Fusing,
    R: RowGradient,
    C: Chains<Word = F::Word>,
    F: Number,
{
    #[inline(always)]
    fn gradients_by<E: Dtype<Word = F::Word>, const SCALED: bool>(
        &self,
        y: Option<ArrayView2<F::Word>>,
        g: ArrayView2<F::Word>,
        mut out: ArrayViewMut2<E>,
    ) {
        let (page, sums) = (self.page, rounds(self.sums.totals()));
        self.isa.apart(
            #[inline(always)]
            || {
                for i in 0..out.nrows() {
                    fetch_after(&out.view(), i);
                    let (y, g) = (y.map(|y| rounds_at::<F>(y, i)), rounds_at::<F>(g, i));
                    for (r, out) in rounds_mut(place_mut(&mut out, i)).iter_mut().enumerate() {
                        let y = match y {
                            Some(y) => y[r],
                            None => own(out),
                        };
                        *out = gradients::<A, R, C, F, E, true, SCALED, ROUND>(
                            page, &y, &g[r], &sums[r],
                        );
                    }
                }
            },
        );
    }
}

/// Adds the terms of gradients to sums, from place `first` on.
fn add_terms<R: RowGradient, F: Number>(
    isa: impl Fusing,
    page: &R,
    sums: &mut SideBySide<F>,
    first: usize,
    [y, g]: [ArrayView2<F::Word>; 2],
) {
    isa.apart(
        #[inline(always)]
        || {
            for i in 0..y.nrows() {
                fetch_after(&y, i);
                fetch_after(&g, i);
                let (y, g) = (rounds_at::<F>(y, i), rounds_at::<F>(g, i));
                let slot = rounds_mut(sums.slot(first + i));
                for ((slot, y), g) in slot.iter_mut().zip(y).zip(g) {
                    let mut terms = [F::Wide::ZERO; ROUND];
                    for k in 0..ROUND {
                        terms[k] = page.gradient_term(y[k], g[k]);
                    }
                    add_round::<F>(slot, terms);
                }
                sums.added(first + i);
            }
        },
    );
}

impl<A, R, C, F, E> GradientPasses<E> for GradientPiece<'_, A, R, C, F>
where
    A: Fusing,
    R: RowGradient,
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    fn begin(&mut self, rows: usize, length: usize) {
        self.sums.begin(rows, length);
    }

    fn add(&mut self, first: usize, y: ArrayView2<E::Word>, g: ArrayView2<E::Word>) {
        add_terms(self.isa, self.page, &mut self.sums, first, [y, g]);
    }

    fn add_up(&mut self) {
        self.sums.finished(self.isa);
    }

    fn gradients(
        &mut self,
        y: Option<ArrayView2<E::Word>>,
        g: ArrayView2<E::Word>,
        out: ArrayViewMut2<E>,
    ) {
        match are_scaled::<R, E>(self.page) {
            false => self.gradients_by::<E, false>(y, g, out),
            true => self.gradients_by::<E, true>(y, g, out),
        }
    }
}
