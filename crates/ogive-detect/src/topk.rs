//! The most probable classes of each row.

use ndarray::{Array2, ArrayD, ArrayView1, ArrayView2, Axis, concatenate, s};
use ogive::kernel::Run;
use ogive::prelude::*;
use ogive::sharded::{self, RowState};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::score::Score;

/// The k most probable classes of each row, the most probable first.
#[derive(Clone, Debug, PartialEq)]
pub struct TopK<E> {
    /// (rows, k)
    pub probabilities: Array2<E>,
    /// (rows, k)
    pub classes: Array2<usize>,
}

/// The k most probable classes of each row of scores (rows, classes), with the softmax over all classes.
///
/// `background` is a class that takes part in the softmax and is not among the results. Of equal scores the first class
/// comes first. A row with NaN, or of nothing but −∞, has no probabilities: its results are NaN, whatever the classes.
///
/// One pass over the scores: a row is reduced to its sum and its largest scores while it is in the cache, and only the
/// results are finished. They are those of `softmax` but for the last bit of its sum in `f64`.
///
/// # Errors
/// If there are fewer than k such classes, or no class at all, or the background is none of them.
pub fn softmax_topk<E: Score>(
    scores: ArrayView2<E>,
    k: usize,
    background: Option<usize>,
) -> Result<TopK<E>> {
    let classes = scores.ncols();
    let shape = "(rows, classes) with at least one class";
    if classes == 0 {
        return Err(Error::shape("scores", scores.shape(), shape));
    }
    if let Some(background) = background.filter(|background| *background >= classes) {
        let expected = format!("one of the {classes} classes, from 0 to {}", classes - 1);
        return Err(Error::parameter("background", background, expected));
    }
    let most = classes - usize::from(background.is_some());
    if k > most {
        return Err(Error::parameter(
            "k",
            k,
            format!("at most {most}, as many as there are classes"),
        ));
    }
    TopKPartial::new(scores, k, background, 0)?.finish()
}

/// What a row's top k come to in a shard of the classes: the state of its softmax, and its largest scores.
#[derive(Clone, Debug, PartialEq)]
pub struct TopKPartial<E: Score> {
    k: usize,
    /// (rows, 1)
    states: ArrayD<RowState<E::Word>>,
    /// (rows, k or fewer), the largest first.
    scores: Array2<E>,
    classes: Array2<usize>,
}

impl<E: Score> TopKPartial<E> {
    /// Of the scores (rows, classes) of a shard whose first class has the index `first` among all; `background` counts
    /// among all, too. A shard may have fewer than k classes, or none.
    ///
    /// # Errors
    /// If the environment variable `OGIVE_ISA` asks for what this machine cannot do.
    pub fn new(
        scores: ArrayView2<E>,
        k: usize,
        background: Option<usize>,
        first: usize,
    ) -> Result<Self> {
        let (rows, classes) = scores.dim();
        let skipped = background.and_then(|b| b.checked_sub(first)).filter(|b| *b < classes);
        let kept = k.min(classes - usize::from(skipped.is_some()));
        let run = Run { parallel: false, ..Run::active()? };
        let at_once = (BLOCK / classes.max(1)).max(1);
        let starts: Vec<usize> = (0..rows).step_by(at_once).collect();
        let block = |start: &usize| {
            let block = scores.slice(s![*start..rows.min(start + at_once), ..]);
            let states = sharded::partial_on(run, &softmax(), &block)?;
            let mut largest = Array2::from_elem((block.nrows(), kept), (E::default(), 0));
            for (row, mut largest) in block.rows().into_iter().zip(largest.rows_mut()) {
                let largest = largest.as_slice_mut().expect("side by side");
                top(row, skipped, largest);
                largest.iter_mut().for_each(|(_, class)| *class += first);
            }
            Ok((states, largest))
        };
        let blocks: Vec<_> = match rows * classes > WORTH {
            true => starts.par_iter().map(block).collect::<Result<_>>()?,
            false => starts.iter().map(block).collect::<Result<_>>()?,
        };
        let states: Vec<_> = blocks.iter().map(|(states, _)| states.view()).collect();
        let largest: Vec<_> = blocks.iter().map(|(_, largest)| largest.view()).collect();
        let width = "blocks have the same width";
        let (states, largest) = match blocks.is_empty() {
            true => (
                ArrayD::from_elem(vec![0, 1], RowState::empty()),
                Array2::from_elem((0, kept), (E::default(), 0)),
            ),
            false => (
                concatenate(Axis(0), &states).expect(width),
                concatenate(Axis(0), &largest).expect(width),
            ),
        };
        Ok(TopKPartial {
            k,
            states,
            scores: largest.mapv(|(score, _)| score),
            classes: largest.mapv(|(_, class)| class),
        })
    }

    /// Of both shards together. The first is that of the lower classes, which come first where scores are equal.
    ///
    /// # Errors
    /// If they are not of as many rows, or not of the same k.
    pub fn merge(&self, other: &Self) -> Result<Self> {
        if self.k != other.k {
            let expected = format!("k = {}, as in the first shard", self.k);
            return Err(Error::parameter("k of the second shard", other.k, expected));
        }
        let states = sharded::merge(&softmax(), &self.states, &other.states)?;
        let kept = self.k.min(self.scores.ncols() + other.scores.ncols());
        let rows = self.scores.nrows();
        let mut merged = TopKPartial {
            k: self.k,
            states,
            scores: Array2::from_elem((rows, kept), E::default()),
            classes: Array2::from_elem((rows, kept), 0),
        };
        for row in 0..rows {
            let (mut a, mut b) = (0, 0);
            for place in 0..kept {
                let of_b = other.scores.row(row).get(b).copied();
                let of_a = self.scores.row(row).get(a).copied();
                let take_b = match (of_a, of_b) {
                    (Some(x), Some(y)) => y.key() > x.key(),
                    (None, _) => true,
                    (_, None) => false,
                };
                let (from, at) = if take_b { (other, &mut b) } else { (self, &mut a) };
                merged.scores[[row, place]] = from.scores[[row, *at]];
                merged.classes[[row, place]] = from.classes[[row, *at]];
                *at += 1;
            }
        }
        Ok(merged)
    }

    /// The probabilities of the largest scores.
    ///
    /// # Errors
    /// If all shards together had fewer than k classes.
    pub fn finish(&self) -> Result<TopK<E>> {
        if self.scores.ncols() < self.k {
            let expected = format!("at most {}, as many as there are classes", self.scores.ncols());
            return Err(Error::parameter("k", self.k, expected));
        }
        let probabilities = sharded::finish(&softmax(), &self.scores, &self.states)?;
        Ok(TopK { probabilities, classes: self.classes.clone() })
    }
}

/// Scores are (rows, classes).
fn softmax() -> Softmax {
    Softmax::new(1)
}

/// How many scores are looked at together: they stay in the second cache.
const BLOCK: usize = 1 << 16;

/// From how many on several threads pay.
const WORTH: usize = 1 << 17;

/// The largest scores of a row and their classes, the largest first; of equal ones the first. In a row with NaN, some of
/// the scores and classes.
fn top<E: Score>(row: ArrayView1<E>, skipped: Option<usize>, largest: &mut [(E, usize)]) {
    let Some(last) = largest.len().checked_sub(1) else { return };
    let mut filled = 0;
    let mut offer = |class: usize, score: E, largest: &mut [(E, usize)]| {
        if Some(class) == skipped {
            return;
        }
        // From the back: all that is smaller moves on.
        let mut place = filled.min(last + 1);
        if place == last + 1 {
            let is_larger = score.key() > largest[last].0.key();
            if !is_larger {
                return;
            }
            place = last;
        } else {
            filled += 1;
        }
        while place > 0 && score.key() > largest[place - 1].0.key() {
            largest[place] = largest[place - 1];
            place -= 1;
        }
        largest[place] = (score, class);
    };
    let Some(slice) = row.to_slice() else {
        row.iter().enumerate().for_each(|(class, score)| offer(class, *score, largest));
        return;
    };
    const LANES: usize = 64;
    let (groups, rest) = slice.as_chunks::<LANES>();
    for (i, group) in groups.iter().enumerate() {
        // Most groups have nothing to offer, which a few comparisons of vectors tell.
        let least = largest[last].0.key();
        let above = group.iter().fold(false, |above, score| above | (score.key() > least));
        if above || i * LANES <= last + 1 {
            for (l, score) in group.iter().enumerate() {
                offer(i * LANES + l, *score, largest);
            }
        }
    }
    let first = groups.len() * LANES;
    for (l, score) in rest.iter().enumerate() {
        offer(first + l, *score, largest);
    }
}
