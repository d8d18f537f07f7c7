//! Sums of a row, in one order, however it is worked on.

use super::lanes::{LANES, Lanes};
use crate::number::{Double, Number, Wide};

/// The length after which the partial sums of a row are added up and begin anew.
const SEGMENT: usize = 1 << 16;

/// The number of groups from which sums along a row are added four groups at a time: what that costs at the end is not worth it
/// before.
const MANY: usize = 8;

/// What is summed up over a row, where the compiler has to take it for memory. What it keeps in registers it keeps
/// as pairs of numbers, since nothing tells it that all 16 lanes are wanted together; from memory and back they are
/// whole vectors. Across rows they are in memory anyway, and pairs of words are no vectors either way.
#[inline(always)]
pub(super) fn in_memory<F: Number, T, const SLOTS: usize>(sums: &mut T) -> &mut T {
    if SLOTS == 1 && size_of::<F::Wide>() == size_of::<f64>() {
        std::hint::black_box(sums)
    } else {
        sums
    }
}

/// Partial sums of the rows under work: `SLOTS` is 16 across, where element j goes to slot
/// j mod 16, and 1 along, where it goes to lane j mod 16.
#[derive(Clone, Copy)]
pub(super) struct Sums<F: Number, const SLOTS: usize> {
    partial: [Lanes<F::Wide>; SLOTS],
    /// The segments that are done.
    total: Lanes<F::Wide>,
}

impl<F: Number, const SLOTS: usize> Sums<F, SLOTS> {
    pub(super) const EMPTY: Self =
        Sums { partial: [[F::Wide::ZERO; LANES]; SLOTS], total: [F::Wide::ZERO; LANES] };

    /// Are the sums pairs, and not single numbers?
    const PAIRS: bool = size_of::<F::Wide>() > size_of::<f64>();

    /// How many rows are under work, whose sums come in the first lanes.
    const ROWS: usize = if SLOTS == 1 { 1 } else { LANES };

    /// The length of a segment in groups of lanes.
    const SEGMENT: usize = if SLOTS == 1 { SEGMENT / LANES } else { SEGMENT };

    /// Adds a term of each lane of group `j`, and ends a segment with its last.
    #[inline(always)]
    pub(super) fn add(&mut self, j: usize, term: impl Fn(usize) -> F::Wide) {
        let slot = &mut self.partial[j % SLOTS];
        if !Self::PAIRS {
            // A copy, so that nothing is written while the terms are read, makes vectors of this; of pairs
            // it does not.
            let mut sums = *slot;
            for l in 0..LANES {
                sums[l] = sums[l] + term(l);
            }
            *slot = sums;
        } else {
            for l in 0..LANES {
                slot[l] = slot[l] + term(l);
            }
        }
        if (j + 1).is_multiple_of(Self::SEGMENT) {
            self.fold();
        }
    }

    /// Adds a term of each lane of some groups, the first of which is group `j`, in the same way: a term is made of two
    /// numbers. Along a row, `j` is a multiple of [`BLOCK`](super::exponentials::BLOCK).
    #[inline(always)]
    pub(super) fn add_all(
        &mut self,
        j: usize,
        a: &[Lanes<F>],
        b: &[Lanes<F>],
        term: impl Fn(F, F) -> F::Wide,
    ) {
        if SLOTS == 1 && Self::PAIRS {
            // Pairs stay in registers, if they are this function's own.
            let mut sums = self.partial[0];
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                for l in 0..LANES {
                    sums[l] = sums[l] + term(a[l], b[l]);
                }
                if (j + i + 1).is_multiple_of(Self::SEGMENT) {
                    self.partial[0] = sums;
                    self.fold();
                    sums = self.partial[0];
                }
            }
            self.partial[0] = sums;
            return;
        }
        let mut done = 0;
        if SLOTS == 1 && a.len() >= MANY && !Self::PAIRS {
            // Four at a time: a sum that goes to memory and back for each group would be waited for.
            let (fours, other_fours) = (a.as_chunks::<4>().0, b.as_chunks::<4>().0);
            for (a, b) in fours.iter().zip(other_fours) {
                let mut sums = self.partial[0];
                for k in 0..4 {
                    for l in 0..LANES {
                        sums[l] = sums[l] + term(a[k][l], b[k][l]);
                    }
                }
                self.partial[0] = sums;
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

    /// Ends a segment: adds up the 16 partial sums of each row, in a tree, and begins the next one. Rare, and long: so it is not
    /// inlined, and goes without vectors.
    #[inline(never)]
    fn fold(&mut self) {
        self.add_up(SLOTS);
        self.partial = [[F::Wide::ZERO; LANES]; SLOTS];
    }

    /// Adds up the partial sums of a segment, of which those from `used` on are empty.
    #[inline(always)]
    fn add_up(&mut self, used: usize) {
        // A number stays the same if 0 is added; a pair may be put in order by it.
        let used = if Self::PAIRS { SLOTS } else { used };
        let mut width = LANES / 2;
        while width > 0 {
            if SLOTS == 1 {
                for l in 0..width {
                    self.partial[0][l] = self.partial[0][l] + self.partial[0][l + width];
                }
            } else {
                for slot in 0..width.min(used.saturating_sub(width)) {
                    for l in 0..LANES {
                        let other = self.partial[slot + width][l];
                        self.partial[slot][l] = self.partial[slot][l] + other;
                    }
                }
            }
            width /= 2;
        }
        for l in 0..Self::ROWS {
            self.total[l] = self.total[l] + self.partial[0][l];
        }
    }

    /// The sum of each row, once all of its groups are added, so many; that of the one row in every lane. No more can be added
    /// then.
    #[inline(always)]
    pub(super) fn finished(&mut self, groups: usize) -> Lanes<F::Wide> {
        self.add_up(groups.min(SLOTS));
        if SLOTS == 1 { [self.total[0]; LANES] } else { self.total }
    }
}

/// Partial sums of any number of rows side by side, of one segment at most: in the order of [`Sums`] across rows, slot by slot with
/// those of all rows together.
pub(super) struct SideBySide<F: Number> {
    partial: Vec<F::Wide>,
    rows: usize,
}

impl<F: Number> SideBySide<F> {
    /// The longest rows that they are for.
    pub(super) const LONGEST: usize = SEGMENT;

    pub(super) fn of(rows: usize) -> Self {
        SideBySide { partial: vec![F::Wide::ZERO; LANES * rows], rows }
    }

    /// Makes all of them empty.
    pub(super) fn clear(&mut self) {
        self.partial.fill(F::Wide::ZERO);
    }

    /// Those that element `j` of each row belongs to.
    pub(super) fn slot(&mut self, j: usize) -> &mut [F::Wide] {
        &mut self.partial[j % LANES * self.rows..][..self.rows]
    }

    /// Adds up the partial sums of each row, in a tree. Nothing can be added then.
    pub(super) fn add_up(&mut self) {
        let mut width = LANES / 2;
        while width > 0 {
            let (sums, others) = self.partial.split_at_mut(width * self.rows);
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum = *sum + *other;
            }
            width /= 2;
        }
        // To the total of no segments before.
        for sum in &mut self.partial[..self.rows] {
            *sum = F::Wide::ZERO + *sum;
        }
    }

    /// The sums, once they are added up.
    pub(super) fn totals(&self) -> &[F::Wide] {
        &self.partial[..self.rows]
    }
}

/// How many elements of each row under work are as large as its maximum. Whole numbers, whose sums are
/// exact in any order.
#[derive(Clone, Copy)]
pub(super) struct Counts<F: Number> {
    partial: Lanes<F>,
    /// The segments that are done.
    total: Lanes<F::Wide>,
}

impl<F: Number> Counts<F> {
    pub(super) const NONE: Self =
        Counts { partial: [F::ZERO; LANES], total: [F::Wide::ZERO; LANES] };

    /// Adds those of group `j`, each 1 or 0.
    #[inline(always)]
    pub(super) fn add(&mut self, j: usize, counts: &Lanes<F>) {
        // A copy, as in `Sums`.
        let mut partial = self.partial;
        for l in 0..LANES {
            partial[l] = partial[l] + counts[l];
        }
        self.partial = partial;
        if (j + 1).is_multiple_of(SEGMENT) {
            self.fold();
        }
    }

    /// Ends a segment, while its counts are still whole numbers of a word.
    #[inline(always)]
    fn fold(&mut self) {
        for l in 0..LANES {
            self.total[l] = self.total[l] + F::Wide::of(Double::exact(self.partial[l]));
        }
        self.partial = [F::ZERO; LANES];
    }

    /// That of each row, once all groups are added; of the one row, if they are `along` it.
    #[inline(always)]
    pub(super) fn finished(&mut self, along: bool) -> Lanes<Double<F>> {
        self.fold();
        if along {
            for l in 1..LANES {
                self.total[0] = self.total[0] + self.total[l];
            }
        }
        self.total.map(
            #[inline(always)]
            |total| total.sum(1.0),
        )
    }
}
