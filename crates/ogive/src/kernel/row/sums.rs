//! Sums of a row, in one order, however it is worked on.

use std::ops::Add;
use std::slice::from_mut;

use super::exponentials::ROUND;
use super::lanes::{LANES, Lanes, Lined};
use crate::kernel::isa::Fusing;
use crate::number::{Double, Number, Wide};

/// The length after which the partial sums of a row are added up and begin anew.
const SEGMENT: usize = 1 << 16;

/// The most rows that are worked on together along themselves: a round of them, as what scores are measured by takes whole vectors.
pub(super) const ROWS: usize = ROUND;

/// The number of groups from which sums along a row are added four groups at a time: what that costs at the end is not worth it
/// before.
const MANY: usize = 4;

/// What is summed up over a row, where the compiler has to take it for memory. What it keeps in registers it keeps
/// as pairs of numbers, since nothing tells it that all 16 lanes are wanted together; from memory and back they are
/// whole vectors. Pairs of words are no vectors either way.
#[inline(always)]
pub(super) fn in_memory<F: Number, T>(sums: &mut T) -> &mut T {
    if size_of::<F::Wide>() == size_of::<f64>() { std::hint::black_box(sums) } else { sums }
}

/// Partial sums along a row: element j goes to lane j mod 16.
#[derive(Clone, Copy)]
pub(super) struct Sums<F: Number> {
    partial: Lanes<F::Wide>,
    /// The low words of terms, which are so small that their sum need not be wide; of pairs they are in the sums themselves.
    low: Lanes<F>,
    /// The segments that are done.
    total: F::Wide,
}

/// Are sums pairs, and not single numbers?
pub(super) const fn are_pairs<F: Number>() -> bool {
    size_of::<F::Wide>() > size_of::<f64>()
}

impl<F: Number> Sums<F> {
    pub(super) const EMPTY: Self =
        Sums { partial: [F::Wide::ZERO; LANES], low: [F::ZERO; LANES], total: F::Wide::ZERO };

    /// Those of so many rows.
    #[inline(never)]
    pub(super) fn of_rows(rows: usize) -> Vec<Self> {
        vec![Sums::EMPTY; rows]
    }

    /// The length of a segment in groups of lanes.
    const SEGMENT: usize = SEGMENT / LANES;

    /// Adds a term of each lane of group `j`, and ends a segment with its last.
    #[inline(always)]
    pub(super) fn add(&mut self, j: usize, term: impl Fn(usize) -> F::Wide) {
        // A copy, so that nothing is written while the terms are read, makes vectors of this; of pairs it does not.
        let mut sums = self.partial;
        for l in 0..LANES {
            sums[l] = sums[l] + term(l);
        }
        self.partial = sums;
        if (j + 1).is_multiple_of(Self::SEGMENT) {
            self.fold();
        }
    }

    /// Adds terms, which are pairs of words, of a last group, which is group `j`.
    #[inline(always)]
    pub(super) fn add_group(&mut self, j: usize, hi: &Lanes<F>, lo: &Lanes<F>) {
        self.add_terms(hi, lo);
        if (j + 1).is_multiple_of(Self::SEGMENT) {
            self.fold();
        }
    }

    /// Adds those of two groups, the first of which is group `j`, an even number.
    #[inline(always)]
    pub(super) fn add_round(&mut self, j: usize, hi: &[F; ROUND], lo: &[F; ROUND]) {
        self.add_terms(hi, lo);
        if (j + 2).is_multiple_of(Self::SEGMENT) {
            self.fold();
        }
    }

    #[inline(always)]
    fn add_terms<const N: usize>(&mut self, hi: &[F; N], lo: &[F; N]) {
        let (mut sums, mut low) = (self.partial, self.low);
        for group in 0..N / LANES {
            for l in 0..LANES {
                let k = group * LANES + l;
                sums[l] = sums[l] + wide_part(hi[k], lo[k]);
            }
        }
        for group in 0..N / LANES {
            for l in 0..LANES {
                low[l] = low[l] + lo[group * LANES + l];
            }
        }
        self.partial = sums;
        if !are_pairs::<F>() {
            self.low = low;
        }
    }

    /// Adds a term of each lane of some groups, the first of which is group `j`, in the same way: a term is made of two
    /// numbers. `j` is a multiple of 4.
    #[inline(always)]
    pub(super) fn add_all(
        &mut self,
        j: usize,
        a: &[Lanes<F>],
        b: &[Lanes<F>],
        term: impl Fn(F, F) -> F::Wide,
    ) {
        if are_pairs::<F>() {
            // Pairs stay in registers, if they are this function's own.
            let mut sums = self.partial;
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                for l in 0..LANES {
                    sums[l] = sums[l] + term(a[l], b[l]);
                }
                if (j + i + 1).is_multiple_of(Self::SEGMENT) {
                    self.partial = sums;
                    self.fold();
                    sums = self.partial;
                }
            }
            self.partial = sums;
            return;
        }
        let mut done = 0;
        if a.len() >= MANY {
            // Four at a time: a sum that goes to memory and back for each group would be waited for.
            let (fours, other_fours) = (a.as_chunks::<4>().0, b.as_chunks::<4>().0);
            for (a, b) in fours.iter().zip(other_fours) {
                let mut sums = self.partial;
                for k in 0..4 {
                    for l in 0..LANES {
                        sums[l] = sums[l] + term(a[k][l], b[k][l]);
                    }
                }
                self.partial = sums;
                done += 4;
                if (j + done).is_multiple_of(Self::SEGMENT) {
                    self.fold();
                }
            }
        }
        for (i, (a, b)) in a.iter().zip(b).enumerate().skip(done) {
            self.add(
                j + i,
                #[inline(always)]
                |l| term(a[l], b[l]),
            );
        }
    }

    /// Ends a segment: adds up the partial sums, and begins the next one. Rare, and long: so it is not inlined, and goes without vectors.
    #[inline(never)]
    fn fold(&mut self) {
        let [total, ..] = Sums::added_up::<true, _>(from_mut(self));
        *self = Sums { total, ..Sums::EMPTY };
    }

    /// The sum of each row, once all groups are added; `OF_PAIRS` if its terms were pairs. No more can be added then.
    ///
    /// Never inlined, as it is wanted in many places.
    #[inline(never)]
    pub(super) fn finished<const OF_PAIRS: bool, S: AsMut<Self>>(
        isa: impl Fusing,
        rows: &mut [S],
    ) -> [F::Wide; ROWS] {
        isa.apart(
            #[inline(always)]
            || Sums::added_up::<OF_PAIRS, S>(rows),
        )
    }

    #[inline(always)]
    fn added_up<const OF_PAIRS: bool, S: AsMut<Self>>(rows: &mut [S]) -> [F::Wide; ROWS] {
        in_trees(rows, |row| &mut row.as_mut().partial, F::Wide::add);
        let has_low = OF_PAIRS && !are_pairs::<F>();
        if has_low {
            in_trees(rows, |row| &mut row.as_mut().low, F::add);
        }
        let mut sums = [F::Wide::ZERO; ROWS];
        for (sum, row) in sums.iter_mut().zip(rows) {
            let row = row.as_mut();
            *sum = row.total + row.partial[0];
            if has_low {
                *sum = *sum + F::Wide::of(Double::exact(row.low[0]));
            }
        }
        sums
    }
}

/// Combines the 16 numbers of each row to its first one: each and the one that is half of them further, until there is one. All rows before
/// the next half: these are vectors then, and what one row waits for the others do meanwhile.
#[inline(always)]
pub(super) fn in_trees<R, T: Copy>(
    rows: &mut [R],
    lanes: impl Fn(&mut R) -> &mut Lanes<T>,
    combine: impl Fn(T, T) -> T,
) {
    #[inline(always)]
    fn halve<R, T: Copy, const N: usize>(
        rows: &mut [R],
        lanes: &impl Fn(&mut R) -> &mut Lanes<T>,
        combine: &impl Fn(T, T) -> T,
    ) {
        for row in rows {
            // Row by row: elsewhere compilers gather vectors from all rows, a number at a time.
            let lanes = std::hint::black_box(lanes(row));
            let mut half: [T; N] = *lanes.first_chunk().expect("half of them");
            for l in 0..N {
                half[l] = combine(half[l], lanes[l + N]);
            }
            *lanes.first_chunk_mut().expect("half of them") = half;
        }
    }
    halve::<_, _, 8>(rows, &lanes, &combine);
    halve::<_, _, 4>(rows, &lanes, &combine);
    halve::<_, _, 2>(rows, &lanes, &combine);
    halve::<_, _, 1>(rows, &lanes, &combine);
}

/// What of a pair is added to a sum: all of it where that is a pair, too, else its high word.
#[inline(always)]
fn wide_part<F: Number>(hi: F, lo: F) -> F::Wide {
    F::Wide::of(if are_pairs::<F>() { Double { hi, lo } } else { Double::exact(hi) })
}

/// Adds pairs of words to sums, and to those of their low words, if there are any.
#[inline(always)]
pub(super) fn add_pairs<F: Number>(
    sums: &mut [F::Wide; ROUND],
    low: Option<&mut [F; ROUND]>,
    hi: &[F; ROUND],
    lo: &[F; ROUND],
) {
    for k in 0..ROUND {
        sums[k] = sums[k] + wide_part(hi[k], lo[k]);
    }
    if let (false, Some(low)) = (are_pairs::<F>(), low) {
        for k in 0..ROUND {
            low[k] = low[k] + lo[k];
        }
    }
}

/// Adds others to sums, by way of copies: of pairs, compilers make vectors only of those.
#[inline(always)]
pub(super) fn add_round<F: Number>(sums: &mut [F::Wide; ROUND], others: [F::Wide; ROUND]) {
    let mut added = *sums;
    for k in 0..ROUND {
        added[k] = added[k] + others[k];
    }
    *sums = added;
}

/// The same of any number of rounds.
#[inline(always)]
fn add_rounds<F: Number>(sums: &mut [F::Wide], others: &[F::Wide]) {
    let (sums, others) = (sums.as_chunks_mut().0, others.as_chunks().0);
    for (sums, others) in sums.iter_mut().zip(others) {
        add_round::<F>(sums, *others);
    }
}

/// Partial sums of any number of rows side by side: element j of each goes to slot j mod 16, which has those of all rows together.
pub(super) struct SideBySide<F: Number> {
    /// The segments that are done, and the slots.
    numbers: Lined<F::Wide>,
    /// Of the slots, see [`Sums`]; nothing if no terms are pairs.
    low: Lined<F>,
    rows: usize,
    /// How many slots have elements.
    used: usize,
}

impl<F: Number> SideBySide<F> {
    pub(super) fn new() -> Self {
        SideBySide { numbers: Lined::new(), low: Lined::new(), rows: 0, used: 0 }
    }

    /// Makes them empty, for so many rows of this length.
    pub(super) fn begin(&mut self, rows: usize, length: usize) {
        // A number stays the same if the 0 of an empty slot is added; a pair may be put in order by it.
        self.used = if are_pairs::<F>() { LANES } else { LANES.min(length) };
        self.rows = rows;
        self.numbers.resize((1 + self.used) * rows, F::Wide::ZERO);
        self.numbers.get_mut().fill(F::Wide::ZERO);
    }

    /// The same for terms that are pairs.
    pub(super) fn begin_pairs(&mut self, rows: usize, length: usize) {
        self.begin(rows, length);
        self.low.resize(if are_pairs::<F>() { 0 } else { self.used * rows }, F::ZERO);
        self.low.get_mut().fill(F::ZERO);
    }

    /// The slot of element `j` of each row.
    #[inline(always)]
    pub(super) fn slot(&mut self, j: usize) -> &mut [F::Wide] {
        &mut self.numbers.get_mut()[(1 + j % LANES) * self.rows..][..self.rows]
    }

    /// The same of terms that are pairs, and the sums of their low words.
    #[inline(always)]
    pub(super) fn slot_of_pairs(&mut self, j: usize) -> (&mut [F::Wide], &mut [F]) {
        let (slot, rows) = (j % LANES, self.rows);
        let sums = &mut self.numbers.get_mut()[(1 + slot) * rows..][..rows];
        let low = match are_pairs::<F>() {
            true => &mut [][..],
            false => &mut self.low.get_mut()[slot * rows..][..rows],
        };
        (sums, low)
    }

    /// To be called when the terms of element `j` are added: ends a segment with its last.
    #[inline(always)]
    pub(super) fn added(&mut self, j: usize) {
        if (j + 1).is_multiple_of(SEGMENT) {
            self.fold();
        }
    }

    /// Ends a segment: as [`Sums::fold`] does.
    #[inline(never)]
    fn fold(&mut self) {
        self.add_up();
        self.numbers.get_mut()[self.rows..].fill(F::Wide::ZERO);
        self.low.get_mut().fill(F::ZERO);
    }

    /// Adds up the partial sums of a segment, in a tree.
    #[inline(always)]
    fn add_up(&mut self) {
        let rows = self.rows;
        let (totals, partial) = self.numbers.get_mut().split_at_mut(rows);
        let mut width = LANES / 2;
        while width > 0 {
            if let Some((sums, others)) = partial.split_at_mut_checked(width * rows) {
                add_rounds::<F>(sums, others);
            }
            width /= 2;
        }
        add_rounds::<F>(totals, &partial[..rows]);
        if are_pairs::<F>() {
            return;
        }
        let low = self.low.get_mut();
        let mut width = LANES / 2;
        while width > 0 {
            if let Some((sums, others)) = low.split_at_mut_checked(width * rows) {
                for (sum, other) in sums.iter_mut().zip(others) {
                    *sum = *sum + *other;
                }
            }
            width /= 2;
        }
        for (total, low) in totals.iter_mut().zip(low) {
            *total = *total + F::Wide::of(Double::exact(*low));
        }
    }

    /// The sum of each row, once all elements are added. Nothing can be added then.
    pub(super) fn finished(&mut self, isa: impl Fusing) -> &mut [F::Wide] {
        isa.apart(
            #[inline(always)]
            || self.add_up(),
        );
        &mut self.numbers.get_mut()[..self.rows]
    }

    /// The sums, once they are [finished](SideBySide::finished).
    pub(super) fn totals(&self) -> &[F::Wide] {
        &self.numbers.get()[..self.rows]
    }
}

/// How many elements of a row are as large as its maximum. Whole numbers, whose sums are exact in any order.
#[derive(Clone, Copy)]
pub(super) struct Counts<F: Number> {
    partial: Lanes<F>,
    /// The segments that are done.
    total: F::Wide,
}

impl<F: Number> Counts<F> {
    pub(super) const NONE: Self = Counts { partial: [F::ZERO; LANES], total: F::Wide::ZERO };

    /// Adds those of a last group, each 1 or 0.
    #[inline(always)]
    pub(super) fn add_group(&mut self, counts: &Lanes<F>) {
        // A copy, as in `Sums`.
        let mut partial = self.partial;
        for l in 0..LANES {
            partial[l] = partial[l] + counts[l];
        }
        self.partial = partial;
    }

    /// Adds those of two groups, the first of which is group `j`, an even number.
    #[inline(always)]
    pub(super) fn add_round(&mut self, j: usize, counts: &[F; ROUND]) {
        let mut partial = self.partial;
        for l in 0..LANES {
            partial[l] = partial[l] + (counts[l] + counts[LANES + l]);
        }
        self.partial = partial;
        if (j + 2).is_multiple_of(SEGMENT) {
            self.fold();
        }
    }

    /// Ends a segment, while all of its counts are a whole number of a word together.
    #[inline(never)]
    fn fold(&mut self) {
        let [total, ..] = Counts::added_up(from_mut(self));
        *self = Counts { total, ..Counts::NONE };
    }

    /// That of each row, once all groups are added. Never inlined, as above.
    #[inline(never)]
    pub(super) fn finished(isa: impl Fusing, rows: &mut [impl AsMut<Self>]) -> [F::Wide; ROWS] {
        isa.apart(
            #[inline(always)]
            || Counts::added_up(rows),
        )
    }

    #[inline(always)]
    fn added_up(rows: &mut [impl AsMut<Self>]) -> [F::Wide; ROWS] {
        in_trees(rows, |row| &mut row.as_mut().partial, F::add);
        let mut counts = [F::Wide::ZERO; ROWS];
        for (count, row) in counts.iter_mut().zip(rows) {
            let row = row.as_mut();
            *count = row.total + F::Wide::of(Double::exact(row.partial[0]));
        }
        counts
    }
}

/// What a row has come to so far, where it is worked on along itself.
#[derive(Clone, Copy)]
pub(super) struct Partial<F: Number> {
    /// The greatest score of each lane.
    pub(super) greatest: Lanes<F>,
    /// Of exponentials.
    pub(super) sums: Sums<F>,
    pub(super) ties: Counts<F>,
}

impl<F: Number> Partial<F> {
    /// That of so many rows, none of whose elements have come.
    #[inline(never)]
    pub(super) fn of_rows(rows: usize) -> Vec<Self> {
        let none = Partial { greatest: [F::ZERO; LANES], sums: Sums::EMPTY, ties: Counts::NONE };
        vec![none; rows]
    }
}

macro_rules! part_of {
    ($part:ident: $($whole:ident $this:ident $of:expr),*) => {$(
        impl<F: Number> AsMut<$part<F>> for $whole<F> {
            #[inline(always)]
            fn as_mut(&mut self) -> &mut $part<F> {
                let $this = self;
                $of
            }
        }
    )*};
}
part_of!(Sums: Sums sums sums, Partial row &mut row.sums);
part_of!(Counts: Counts counts counts, Partial row &mut row.ties);

/// The same of any number of rows side by side.
pub(super) struct CountsSideBySide<F: Number> {
    partial: Lined<F>,
    /// The segments that are done.
    total: Lined<F::Wide>,
}

impl<F: Number> CountsSideBySide<F> {
    pub(super) fn new() -> Self {
        CountsSideBySide { partial: Lined::new(), total: Lined::new() }
    }

    /// Makes them empty, for so many rows.
    pub(super) fn begin(&mut self, rows: usize) {
        self.partial.resize(rows, F::ZERO);
        self.total.resize(rows, F::Wide::ZERO);
        self.partial.get_mut().fill(F::ZERO);
        self.total.get_mut().fill(F::Wide::ZERO);
    }

    /// Those of the segment.
    #[inline(always)]
    pub(super) fn partial(&mut self) -> &mut [F] {
        self.partial.get_mut()
    }

    /// See [`SideBySide::added`].
    #[inline(always)]
    pub(super) fn added(&mut self, j: usize) {
        if (j + 1).is_multiple_of(SEGMENT) {
            self.fold();
        }
    }

    fn fold(&mut self) {
        let partial = self.partial.get_mut();
        for (total, partial) in self.total.get_mut().iter_mut().zip(&*partial) {
            *total = *total + F::Wide::of(Double::exact(*partial));
        }
        partial.fill(F::ZERO);
    }

    /// That of each row, once all elements are added.
    pub(super) fn finished(&mut self) -> &[F::Wide] {
        self.fold();
        self.total.get()
    }
}
