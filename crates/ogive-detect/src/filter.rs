//! Scores of a head to those that pass a threshold.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, ArrayView2, s};
use ogive::prelude::*;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::score::{Score, narrow, wide};

/// Which axis of a head's scores has the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// (classes, anchors), as YOLOv8 and its like give them.
    ClassesFirst,
    /// (anchors, classes), as YOLOv3 to v5, SSD and RetinaNet give them.
    AnchorsFirst,
}

/// The anchors whose best score passed, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored<E> {
    /// The index of each anchor,
    pub anchors: Vec<usize>,
    /// its best class,
    pub classes: Vec<usize>,
    /// and that class's score.
    pub scores: Vec<E>,
}

/// The anchors whose best class has a score above the threshold, where a score is the sigmoid of a logit.
///
/// The answer is that of the three steps one by one, to the bit: the sigmoid of all, the maximum over the classes (the
/// first of equal ones), and those maxima `> threshold`. An anchor with a NaN passes nothing. The threshold is rounded to
/// the computing type first. Below 0 it lets everything pass, from 1 on nothing.
///
/// The sigmoid is computed for the anchors alone whose largest logit may pass; for all others, one comparison tells.
///
/// # Errors
/// If there are no classes, or the threshold is NaN.
pub fn score_filter<E: Score>(
    logits: ArrayView2<E>,
    layout: Layout,
    threshold: f64,
) -> Result<Scored<E>> {
    Filter::new(logits, None, layout, threshold)?.run()
}

/// The same where the score is that of the class times the objectness of the anchor, each the sigmoid of a logit and the
/// product rounded once, as YOLOv3 to v5 have it.
///
/// # Errors
/// As [`score_filter`], and if there is not one objectness for each anchor.
pub fn score_filter_with_objectness<E: Score>(
    logits: ArrayView2<E>,
    objectness: ArrayView1<E>,
    layout: Layout,
    threshold: f64,
) -> Result<Scored<E>> {
    Filter::new(logits, Some(objectness), layout, threshold)?.run()
}

/// A threshold, rounded to the computing type of the scores as any parameter is.
pub(crate) fn checked<E: Score>(threshold: f64) -> Result<f64> {
    if threshold.is_nan() {
        return Err(Error::parameter("threshold", threshold, "a number, such as 0.25"));
    }
    Ok(wide(narrow::<E::Word>(threshold)))
}

/// How many anchors are looked at together: their largest logits stay in the first cache.
const BLOCK: usize = 1 << 10;

/// How many logits one task looks at, at least.
const WORTH: usize = 1 << 17;

struct Filter<'a, E: Score> {
    /// (classes, anchors) if the classes come first, else (anchors, classes).
    logits: ArrayView2<'a, E>,
    objectness: Option<ArrayView1<'a, E>>,
    layout: Layout,
    threshold: f64,
    /// No logit below it has a score above the threshold.
    bound: E::Key,
}

impl<'a, E: Score> Filter<'a, E> {
    fn new(
        logits: ArrayView2<'a, E>,
        objectness: Option<ArrayView1<'a, E>>,
        layout: Layout,
        threshold: f64,
    ) -> Result<Self> {
        let threshold = checked::<E>(threshold)?;
        let filter = Filter { logits, objectness, layout, threshold, bound: bound::<E>(threshold) };
        if filter.classes() == 0 {
            let expected = match layout {
                Layout::ClassesFirst => "(classes, anchors) with at least one class",
                Layout::AnchorsFirst => "(anchors, classes) with at least one class",
            };
            return Err(Error::shape("logits", logits.shape(), expected));
        }
        match objectness {
            Some(of) if of.len() != filter.anchors() => {
                let expected = format!("[{}], one for each anchor", filter.anchors());
                Err(Error::shape("logits of objectness", of.shape(), expected))
            }
            _ => Ok(filter),
        }
    }

    fn classes(&self) -> usize {
        self.logits.shape()[usize::from(self.layout == Layout::AnchorsFirst)]
    }

    fn anchors(&self) -> usize {
        self.logits.shape()[usize::from(self.layout == Layout::ClassesFirst)]
    }

    fn run(&self) -> Result<Scored<E>> {
        // No sigmoid is above 1.
        if self.threshold >= 1.0 {
            return Ok(Scored::default());
        }
        let blocks: Vec<Range<usize>> = (0..self.anchors())
            .step_by(BLOCK)
            .map(|first| first..self.anchors().min(first + BLOCK))
            .collect();
        let at_once = (WORTH / (BLOCK * self.classes())).max(1);
        let found: Vec<Result<Scored<E>>> = blocks
            .par_iter()
            .with_min_len(at_once)
            .map(|block| self.block(block.clone()))
            .collect();
        let mut all = Scored::default();
        for block in found {
            let block = block?;
            all.anchors.extend(block.anchors);
            all.classes.extend(block.classes);
            all.scores.extend(block.scores);
        }
        Ok(all)
    }

    /// Those of a block of anchors.
    fn block(&self, anchors: Range<usize>) -> Result<Scored<E>> {
        let mut found = Scored::default();
        let survivors = self.survivors(anchors);
        // So many at a time that their scores stay in the cache.
        for survivors in survivors.chunks((1 << 14) / self.classes() + 1) {
            let mut scores = Array2::from_elem((survivors.len(), self.classes()), E::default());
            for (mut scores, anchor) in scores.rows_mut().into_iter().zip(survivors) {
                scores.assign(&self.of_anchor(*anchor));
            }
            Sigmoid.forward_inplace(&mut scores)?;
            let objectness = match self.objectness {
                None => None,
                Some(logits) => {
                    let of: ndarray::Array1<E> = survivors.iter().map(|i| logits[*i]).collect();
                    Some(Sigmoid.forward(&of)?)
                }
            };
            for (i, anchor) in survivors.iter().enumerate() {
                if let Some(objectness) = &objectness {
                    let objectness = objectness[i].widen();
                    scores.row_mut(i).mapv_inplace(|score| product::<E>(score.widen(), objectness));
                }
                if let Some((class, score)) = best(scores.row(i))
                    && wide(score) > self.threshold
                {
                    found.anchors.push(*anchor);
                    found.classes.push(class);
                    found.scores.push(score);
                }
            }
        }
        Ok(found)
    }

    /// The logits of one anchor.
    fn of_anchor(&self, anchor: usize) -> ArrayView1<'_, E> {
        match self.layout {
            Layout::ClassesFirst => self.logits.column(anchor),
            Layout::AnchorsFirst => self.logits.row(anchor),
        }
    }

    /// The anchors of a block that may pass: a NaN may be among their scores.
    fn survivors(&self, anchors: Range<usize>) -> Vec<usize> {
        let mut largest = vec![E::LOWEST; anchors.len()];
        match self.layout {
            Layout::ClassesFirst => {
                for line in self.logits.slice(s![.., anchors.clone()]).rows() {
                    match line.to_slice() {
                        Some(line) => {
                            for (largest, x) in largest.iter_mut().zip(line) {
                                raise(largest, x.key());
                            }
                        }
                        None => largest.iter_mut().zip(line).for_each(|(l, x)| raise(l, x.key())),
                    }
                }
            }
            Layout::AnchorsFirst => {
                let rows = self.logits.slice(s![anchors.clone(), ..]);
                for (largest, row) in largest.iter_mut().zip(rows.rows()) {
                    *largest = row_maximum(row);
                }
            }
        }
        let passes = |(i, largest): (usize, &E::Key)| {
            let objectness = self.objectness.map(|of| of[anchors.start + i].key());
            let may = *largest >= self.bound && objectness.is_none_or(|of| of >= self.bound);
            may.then_some(anchors.start + i)
        };
        largest.iter().enumerate().filter_map(passes).collect()
    }
}

/// The product, rounded once: in half precision it is exact before that.
fn product<E: Score>(a: E::Word, b: E::Word) -> E {
    E::narrow(narrow(wide(a) * wide(b)), narrow(0.0))
}

#[inline(always)]
fn raise<K: Copy + PartialOrd>(largest: &mut K, key: K) {
    *largest = if key > *largest { key } else { *largest };
}

fn row_maximum<E: Score>(row: ArrayView1<E>) -> E::Key {
    const LANES: usize = 16;
    let mut largest = [E::LOWEST; LANES];
    match row.to_slice() {
        Some(row) => {
            let (groups, rest) = row.as_chunks::<LANES>();
            for group in groups {
                for l in 0..LANES {
                    raise(&mut largest[l], group[l].key());
                }
            }
            rest.iter().for_each(|x| raise(&mut largest[0], x.key()));
        }
        None => row.iter().for_each(|x| raise(&mut largest[0], x.key())),
    }
    largest.into_iter().reduce(|a, b| if b > a { b } else { a }).expect("16 lanes")
}

/// The first largest score and its class; none if there is a NaN.
fn best<E: Score>(scores: ArrayView1<E>) -> Option<(usize, E)> {
    let mut best = (0, *scores.first()?);
    for (class, score) in scores.iter().enumerate() {
        if wide(*score).is_nan() {
            return None;
        }
        if *score > best.1 {
            best = (class, *score);
        }
    }
    Some(best)
}

/// A logit that no logit with a score above the threshold is below: what the threshold's inverse is, less what rounding
/// may have added to a score. (A few more anchors survive than pass, and have their scores compared.)
fn bound<E: Score>(threshold: f64) -> E::Key {
    // A sigmoid of the library is within a unit in the last place of the exact one, which rises.
    let least = threshold * (1.0 - 4.0 * E::EPSILON) - f64::MIN_POSITIVE;
    if least <= 0.0 {
        return E::LOWEST;
    }
    let logit = libm::log(least) - libm::log1p(-least);
    E::at_most(logit - 1e-12 * (1.0 + logit.abs())).key()
}
