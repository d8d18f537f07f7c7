//! The two halves of a row function apart: what a row's elements come to, and its results from that. Between the two,
//! others may have seen more elements of the same rows.

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::lanes::{LANES, Rows};
use super::part::{Part, Tile, halve};
use super::{ALONG_FROM, Buffers, RowLoop, axis_of, each};
use crate::error::Result;
use crate::kernel::Run;
use crate::kernel::isa::Fusing;
use crate::kernel::layout::same_shape;
use crate::math::{power, term_hold};
use crate::number::{Chains, Double, Dtype, Number, Word};
use crate::page::Row;

/// What is known of a row: its maximum, and the sum of the exponentials of all its other elements.
pub(crate) type Known = [f64; 2];

/// What each row of `x` comes to, into `out`, whose axis has the length 1. The page is one whose normaliser is the
/// sum of the exponentials itself, without the first maximum's own.
pub(crate) fn summarise<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<Known>,
) -> Result<()> {
    let axis = axis_of::<R>(page.axis(), x.shape())?;
    let part = Part::<E, E, Known>::new(axis, Some(x), None, out);
    halve(run, part, &|part: Tile<E, E, Known>| run.isa.run(Summarise { page, part }));
    Ok(())
}

/// The function of each row of `x`, into `out`, from what `known` says of the row, whose axis has the length 1.
pub(crate) fn finish_known<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    known: ArrayViewD<Known>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let axis = axis_of::<R>(page.axis(), x.shape())?;
    let mut shape = x.shape().to_vec();
    same_shape(R::INFO.name, "output", out.shape(), &shape)?;
    shape[axis.index()] = 1;
    same_shape(R::INFO.name, "state of the rows", known.shape(), &shape)?;
    each(page, run, Part::new(axis, Some(x), Some(known), out));
    Ok(())
}

struct Summarise<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E, E, Known>,
}

impl<R: Row, E: Dtype> RowLoop for Summarise<'_, '_, R, E> {
    type Element = E;
    fn along(&self) -> bool {
        self.part.along(ALONG_FROM)
    }
    #[inline(always)]
    fn rows<A, C, F, const SLOTS: usize>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Summarise { page, mut part } = self;
        let Some(x) = part.x else { return };
        let mut room = Vec::new();
        let mut buffers = Buffers::<A, C, F, E>::new(isa, part.groups::<SLOTS>(), &mut room);
        for rows in part.rows::<SLOTS>() {
            rows.fetch_next(x);
            buffers.maxima::<R, SLOTS>(page, &rows, x);
            buffers.normalisers::<R, SLOTS>(page, &rows, x);
            for lane in 0..rows.count {
                let [max, hi, lo] = [&buffers.terms.max, &buffers.norm_hi, &buffers.norm_lo]
                    .map(|numbers| numbers.0[0][lane].word().wide());
                // A NaN counts for the sum alone; an infinite sum has no low word beside it.
                let others = if lo == 0.0 { hi } else { hi + lo };
                part.out[[0, rows.first + lane]] = [max, others];
            }
        }
    }
}

impl<A, C, F, E> Buffers<'_, A, C, F, E>
where
    A: Fusing,
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    /// The maxima and normalisers of the rows under work, from what is known of them.
    #[inline(always)]
    pub(super) fn know<R: Row, const SLOTS: usize>(
        &mut self,
        page: &R,
        rows: &Rows,
        known: impl Fn(usize) -> Known,
    ) {
        let [mut max, mut hi, mut lo] = [[F::ZERO; LANES]; 3];
        for lane in 0..rows.count {
            let [largest, others] = known(lane);
            let (word, _) = F::Word::of_pair(largest, 0.0);
            max[lane] = F::from_word(word);
            let norm = normaliser::<R, F>(page, max[lane], others);
            (hi[lane], lo[lane]) = (norm.hi, norm.lo);
        }
        if rows.along {
            [max, hi, lo] = [max, hi, lo].map(|numbers| [numbers[0]; LANES]);
        }
        let repeats = Self::repeats::<SLOTS>(rows);
        self.terms.max.0[..repeats].fill(max);
        self.norm_hi.0[..repeats].fill(hi);
        self.norm_lo.0[..repeats].fill(lo);
    }
}

/// What a row is summed up in, from its maximum and the sum of its other exponentials.
#[inline(always)]
fn normaliser<R: Row, F: Number>(page: &R, max: F, others: f64) -> Double<F> {
    if others.is_nan() {
        return Double::exact(F::NAN);
    }
    if max.word().wide() == f64::NEG_INFINITY {
        return Double::exact(page.of_nothing());
    }
    let pair = |hi: f64, lo: f64| {
        let (hi, lo) = F::Word::of_pair(hi, lo);
        Double { hi: F::from_word(hi), lo: F::from_word(lo) }
    };
    match R::OF_EXPONENTIALS {
        // Exponentials are held up by as much as the normaliser takes down.
        true => {
            let down = F::lit(power(-term_hold::<F>()));
            let sum = 1.0 + others;
            // The error of that sum: the larger of the two comes first.
            let (large, small) = if others > 1.0 { (others, 1.0) } else { (1.0, others) };
            let rest = if sum.is_finite() { small - (sum - large) } else { 0.0 };
            page.normaliser(pair(sum, rest)).scaled(down)
        }
        false => page.normaliser(pair(others, 0.0)),
    }
}
