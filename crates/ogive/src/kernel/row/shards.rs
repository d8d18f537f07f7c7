//! The two halves of a row function apart: what a row's elements come to, and its results from that. Between the two,
//! others may have seen more elements of the same rows.

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::exponentials::{Base, Summary};
use super::part::{Tile, divide};
use super::{OfRow, Summaries, axis_of, each};
use crate::error::Result;
use crate::kernel::Run;
use crate::kernel::layout::same_shape;
use crate::number::{Double, Dtype, Number, Word};
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
    let axis = axis_of(R::INFO.name, page.axis(), x.shape())?;
    divide(run, axis, Some(x), None, out, &|tile: Tile<E, E, Known>| {
        run.isa.run(Summaries::<R, E, ToKnow> { page, tile })
    });
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
    let axis = axis_of(R::INFO.name, page.axis(), x.shape())?;
    let mut shape = x.shape().to_vec();
    same_shape(R::INFO.name, "output", out.shape(), &shape)?;
    shape[axis.index()] = 1;
    same_shape(R::INFO.name, "state of the rows", known.shape(), &shape)?;
    each(page, run, axis, Some(x), Some(known), out);
    Ok(())
}

/// What is known then of a row.
struct ToKnow;

impl<R: Row, E: Dtype> OfRow<R, E> for ToKnow {
    type Result = Known;
    fn of<F: Number<Word = E::Word>>(_: &R, summary: [E::Word; 3]) -> Known {
        let [max, hi, lo] = summary.map(Word::wide);
        // A NaN counts for the sum alone; an infinite sum has no low word beside it.
        [max, if lo == 0.0 { hi } else { hi + lo }]
    }
}

/// What the scores of a row are measured by, and what its results are made with, from what is known of it.
#[inline(always)]
pub(super) fn known_summary<R: Row, F: Number>(
    page: &R,
    [largest, others]: Known,
) -> (Base<F>, Summary<F>) {
    let (word, _) = F::Word::of_pair(largest, 0.0);
    let base = Base::new(page, F::from_word(word));
    (base, Summary::of_normaliser(page, base, normaliser(page, base.max, others)))
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
        true => {
            let sum = 1.0 + others;
            // The error of that sum: the larger of the two comes first.
            let (large, small) = if others > 1.0 { (others, 1.0) } else { (1.0, others) };
            let rest = if sum.is_finite() { small - (sum - large) } else { 0.0 };
            page.normaliser(pair(sum, rest))
        }
        false => page.normaliser(pair(others, 0.0)),
    }
}
