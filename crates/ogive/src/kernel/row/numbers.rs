//! The numbers of each row under work: what its scores are measured by, and what its results are made with.

use ndarray::ArrayView1;

use super::exponentials::{BASE, Base, SUMMARY, Summary, measure, summarise, with_zero};
use super::lanes::Lined;
use super::shards::{Known, known_summary};
use crate::kernel::isa::Fusing;
use crate::number::{Number, Wide};
use crate::page::Row;

/// The numbers of each row under work, those of a kind side by side: so they are worked out for all rows together, in vectors. Compiled
/// once for each type of number.
pub(super) struct Numbers<F> {
    numbers: Lined<F>,
    rows: usize,
    /// How many elements a row has.
    length: usize,
}

impl<F: Number> Numbers<F> {
    pub(super) fn new() -> Self {
        Numbers { numbers: Lined::new(), rows: 0, length: 0 }
    }

    /// Makes them those of so many rows of this length.
    #[inline(never)]
    pub(super) fn begin(&mut self, rows: usize, length: usize) {
        self.numbers.resize((BASE + SUMMARY) * rows, F::ZERO);
        (self.rows, self.length) = (rows, length);
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

    #[inline(never)]
    pub(super) fn base(&self) -> Base<&[F]> {
        let ([max, origin, floor, rounder, hi, lo], _) = self.kinds();
        Base { max, origin, floor, rounder, top: [hi, lo] }
    }

    #[inline(never)]
    pub(super) fn summary(&self) -> Summary<&[F]> {
        let ([_, origin, ..], [top, hi, lo, total_hi, total_lo]) = self.kinds();
        Summary { top, origin, norm: [hi, lo], total: [total_hi, total_lo] }
    }

    /// The maxima, which are found first.
    pub(super) fn maxima(&mut self) -> &mut [F] {
        let ([max, ..], _) = self.kinds_mut();
        max
    }

    /// The maximum of a row, and its normaliser as a pair.
    pub(super) fn row(&self, row: usize) -> [F::Word; 3] {
        let ([max, ..], [_, hi, lo, ..]) = self.kinds();
        [max, hi, lo].map(|numbers| numbers[row].word())
    }

    /// What scores are measured by, from the maxima of the rows, whole vectors of them.
    #[inline(never)]
    pub(super) fn measure<A: Fusing, R: Row>(&mut self, isa: A, page: &R) {
        let (mut base, _) = self.kinds_mut();
        isa.apart(
            #[inline(always)]
            || measure::<A, R, F>(page, &mut base),
        );
    }

    /// What results are made with, from the sums of all exponentials of the rows, and, of a function that is not made of those, from how
    /// many of them are maxima.
    #[inline(never)]
    pub(super) fn normalise<A: Fusing, R: Row>(
        &mut self,
        isa: A,
        page: &R,
        sums: &mut [F::Wide],
        ties: &[F::Wide],
    ) {
        let nothing = if self.length == 1 { -0.0 } else { 0.0 };
        let (base, [top, hi, lo, total_hi, total_lo]) = self.kinds_mut();
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
                // The sums, and how many are maxima, where what comes of them will be.
                for i in 0..n {
                    let sum = sums[i].pair();
                    (hi[i], lo[i]) = (sum.hi, sum.lo);
                }
                if !R::OF_EXPONENTIALS {
                    for i in 0..n {
                        let ties = ties[i].pair();
                        (total_hi[i], total_lo[i]) = (ties.hi, ties.lo);
                    }
                }
                let numbers = [top, hi, lo, total_hi, total_lo];
                summarise::<A, R, F>(page, &base, nothing, numbers);
            },
        );
    }

    /// All of these from what is known of the rows.
    #[inline(never)]
    pub(super) fn know<A: Fusing, R: Row>(&mut self, isa: A, page: &R, known: ArrayView1<Known>) {
        let ([max, ..], [top, hi, lo, total_hi, total_lo]) = self.kinds_mut();
        for (i, known) in known.iter().enumerate() {
            let (base, summary) = known_summary(page, *known);
            (max[i], top[i]) = (base.max, summary.top);
            [hi[i], lo[i]] = summary.norm;
            [total_hi[i], total_lo[i]] = summary.total;
        }
        self.measure(isa, page);
    }
}
