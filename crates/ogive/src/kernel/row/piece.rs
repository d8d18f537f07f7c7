//! What is done with a piece of rows side by side, place by place.

use std::marker::PhantomData;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2};

use super::across::{GradientPasses, Passes, fetch_after, place, place_mut};
use super::exponentials::{
    BASE, Base, ROUND, Summary, exponentials, gradients, measure, other_exponentials, results,
    with_zero,
};
use super::lanes::Lined;
use super::shards::{Known, known_summary};
use super::sums::{CountsSideBySide, SideBySide, add_pairs, add_round};
use crate::kernel::isa::Fusing;
use crate::number::{Chains, Double, Dtype, Number, Wide};
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

/// What each row has besides a [`Base`]: that of a [`Summary`].
const SUMMARY: usize = 5;

/// The numbers of each row under work, those of a kind side by side. Compiled once for each type of number.
struct Numbers<F> {
    numbers: Lined<F>,
    rows: usize,
}

impl<F: Number> Numbers<F> {
    #[inline(never)]
    fn begin(&mut self, rows: usize) {
        self.numbers.resize((BASE + SUMMARY) * rows, F::ZERO);
        self.rows = rows;
    }

    #[inline(never)]
    fn base(&self) -> Base<&[F]> {
        let ([max, origin, floor, rounder, hi, lo], _) = self.kinds();
        Base { max, origin, floor, rounder, top: [hi, lo] }
    }

    #[inline(never)]
    fn kinds(&self) -> ([&[F]; BASE], [&[F]; SUMMARY]) {
        let mut kinds = self.numbers.get().chunks_exact(self.rows.max(1));
        let mut next = |_| kinds.next().unwrap_or_default();
        (std::array::from_fn(&mut next), std::array::from_fn(&mut next))
    }

    #[inline(never)]
    fn kinds_mut(&mut self) -> ([&mut [F]; BASE], [&mut [F]; SUMMARY]) {
        let mut kinds = self.numbers.get_mut().chunks_exact_mut(self.rows.max(1));
        let mut next = |_| kinds.next().unwrap_or_default();
        (std::array::from_fn(&mut next), std::array::from_fn(&mut next))
    }
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
            numbers: Numbers { numbers: Lined::new(), rows: 0 },
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
                        let [hi, lo, tied] = if R::OF_EXPONENTIALS {
                            let [e, hi, lo] = exponentials::<A, R, C, F, true, MOVED>(t, &x, base);
                            place[r].copy_from_slice(F::words_of(&e));
                            [hi, lo, [F::ZERO; ROUND]]
                        } else {
                            other_exponentials::<A, R, C, F, true, MOVED>(t, &x, base)
                        };
                        let Some((sums, low)) = &mut slot else { continue };
                        add_pairs(&mut sums[r], low.get_mut(r), &hi, &lo);
                        if !R::OF_EXPONENTIALS {
                            let ties = &mut rounds_mut(ties.partial())[r];
                            for k in 0..ROUND {
                                ties[k] = ties[k] + tied[k];
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
        self.numbers.begin(rows);
        let ([max, ..], _) = self.numbers.kinds_mut();
        max.fill(if self.page.beside_zero() { F::ZERO } else { -F::INFINITY });
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
    fn know(&mut self, known: ArrayView1<Known>) {
        let ([max, ..], [top, hi, lo, total_hi, total_lo]) = self.numbers.kinds_mut();
        for (i, known) in known.iter().enumerate() {
            let (base, summary) = known_summary(self.page, *known);
            (max[i], top[i]) = (base.max, summary.top);
            [hi[i], lo[i]] = summary.norm;
            [total_hi[i], total_lo[i]] = summary.total;
        }
        self.measure();
    }

    #[inline(never)]
    fn greatest(&mut self, x: ArrayView2<F::Word>) {
        let ([max, ..], _) = self.numbers.kinds_mut();
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

    #[inline(never)]
    fn normalise(&mut self) {
        let (isa, page) = (self.isa, self.page);
        let sums = self.sums.finished(isa);
        let ties = self.ties.finished();
        let (base, [top, hi, lo, total_hi, total_lo]) = self.numbers.kinds_mut();
        let [max, origin, floor, rounder, top_hi, top_lo] = base.map(|numbers| &*numbers);
        let (base, n) = (Base { max, origin, floor, rounder, top: [top_hi, top_lo] }, max.len());
        isa.apart(
            #[inline(always)]
            || {
                let (base, sums) = (base.first(n), &mut sums[..n]);
                if page.beside_zero() {
                    // On its own: what looks something up is no loop over vectors.
                    for i in 0..n {
                        sums[i] = with_zero(page, base.at_row(i), sums[i]);
                    }
                }
                let (top, hi, lo) = (&mut top[..n], &mut hi[..n], &mut lo[..n]);
                let (total_hi, total_lo) = (&mut total_hi[..n], &mut total_lo[..n]);
                for i in 0..n {
                    let ties = match R::OF_EXPONENTIALS {
                        true => Double::exact(F::ZERO),
                        false => ties[i].sum(1.0),
                    };
                    let summary = Summary::new(page, base.at_row(i), sums[i], ties);
                    top[i] = summary.top;
                    [hi[i], lo[i]] = summary.norm;
                    [total_hi[i], total_lo[i]] = summary.total;
                }
            },
        );
    }

    /// What scores are measured by.
    #[inline(never)]
    fn measure(&mut self) {
        let page = self.page;
        let (mut base, _) = self.numbers.kinds_mut();
        self.isa.apart(
            #[inline(always)]
            || measure::<A, R, F>(page, &mut base),
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
        match !R::OF_EXPONENTIALS && self.numbers.base().is_moved(self.page) {
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
        let page = self.page;
        let ([_, origin, ..], [top, hi, lo, total_hi, total_lo]) = self.numbers.kinds();
        let summary = Summary { top, origin, norm: [hi, lo], total: [total_hi, total_lo] };
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
                        let summary = &summary.round(r);
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
        Piece::measure(self);
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
        Piece::normalise(self);
    }

    fn know(&mut self, known: ArrayView1<Known>) {
        Piece::know(self, known);
    }

    fn row(&self, row: usize) -> [E::Word; 3] {
        let ([max, ..], [_, hi, lo, ..]) = self.numbers.kinds();
        [max, hi, lo].map(|numbers| numbers[row].word())
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
                        *out = gradients::<A, R, C, F, E, true, ROUND>(page, &y, &g[r], &sums[r]);
                    }
                }
            },
        );
    }
}
