//! What detectors are trained with: each loss and its gradient in one pass over memory, stable everywhere, computed in
//! `f64` and rounded once.

use ndarray::{Array, Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Dimension};
use ogive::kernel::Run;
use ogive::number::Word;
use ogive::prelude::*;
use ogive::sharded;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::score::{Score, narrow, wide};

/// The sigmoid focal loss of one logit x and its target t in [0, 1]:
///
/// α_t·(1 − p_t)^γ·CE, with p = σ(x), CE = −t·ln p − (1 − t)·ln(1 − p), p_t = t·p + (1 − t)(1 − p),
/// α_t = α·t + (1 − α)(1 − t).
///
/// Source: T.-Y. Lin et al., [Focal loss for dense object detection](https://arxiv.org/abs/1708.02002) (2017), in the
/// form that torchvision's `sigmoid_focal_loss` has for targets between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FocalLoss {
    alpha: Option<f64>,
    gamma: f64,
}

impl Default for FocalLoss {
    /// α = 0.25 and γ = 2, as in the paper.
    fn default() -> Self {
        FocalLoss { alpha: Some(0.25), gamma: 2.0 }
    }
}

impl FocalLoss {
    /// With these parameters; without α, both kinds of targets weigh the same.
    ///
    /// # Errors
    /// Unless α is in [0, 1] and γ is finite and not negative.
    pub fn new(alpha: Option<f64>, gamma: f64) -> Result<Self> {
        if let Some(alpha) = alpha.filter(|alpha| !(0.0..=1.0).contains(alpha)) {
            let expected = "a number from 0 to 1, or none for no weights";
            return Err(Error::parameter("alpha", alpha, expected));
        }
        if !(gamma.is_finite() && gamma >= 0.0) {
            return Err(Error::parameter("gamma", gamma, "a finite number that is not negative"));
        }
        Ok(FocalLoss { alpha, gamma })
    }

    /// The loss of each logit. A NaN gives NaN; an infinite logit the limit.
    ///
    /// # Errors
    /// If the targets have another shape, or one is outside of [0, 1].
    pub fn forward<E: Score, S, T, D>(
        &self,
        logits: &ArrayBase<S, D>,
        targets: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        self.each(logits, targets, |loss, x, t| loss.value(x, t))
    }

    /// The gradient by each logit, of a gradient of 1 by each loss: a mean divides it by their number.
    ///
    /// # Errors
    /// As [`forward`](FocalLoss::forward).
    pub fn gradient<E: Score, S, T, D>(
        &self,
        logits: &ArrayBase<S, D>,
        targets: &ArrayBase<T, D>,
    ) -> Result<Array<E, D>>
    where
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        self.each(logits, targets, |loss, x, t| loss.slope(x, t))
    }

    fn each<E: Score, S, T, D>(
        &self,
        logits: &ArrayBase<S, D>,
        targets: &ArrayBase<T, D>,
        function: impl Fn(&Self, Parts, f64) -> f64 + Sync + Send,
    ) -> Result<Array<E, D>>
    where
        S: Data<Elem = E>,
        T: Data<Elem = E>,
        D: Dimension,
    {
        if logits.shape() != targets.shape() {
            let expected = format!("{:?}, the shape of the logits", logits.shape());
            return Err(Error::shape("targets", targets.shape(), expected));
        }
        let outside = |t: &&E| !(0.0..=1.0).contains(&wide(**t));
        if let Some(target) = targets.iter().find(outside) {
            return Err(Error::parameter("a target", target, "a number from 0 to 1"));
        }
        let (x, t) = (logits.as_standard_layout(), targets.as_standard_layout());
        let (x, t) = (x.as_slice().expect("in order"), t.as_slice().expect("in order"));
        let mut out = vec![E::default(); x.len()];
        let work = |((out, x), t): ((&mut [E], &[E]), &[E])| -> Result<()> {
            let mut buffers = Buffers::default();
            let parts = buffers.fill(x)?;
            for (i, (out, t)) in out.iter_mut().zip(t).enumerate() {
                *out = narrow(function(self, parts.at(i), wide(*t)));
            }
            Ok(())
        };
        let blocks = out.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).zip(t.par_chunks(BLOCK));
        blocks.with_min_len(WORTH / BLOCK).try_for_each(work)?;
        Ok(Array::from_shape_vec(logits.raw_dim(), out).expect("as many as logits"))
    }

    /// How much a target weighs.
    fn weight(&self, t: f64) -> f64 {
        self.alpha.map_or(1.0, |alpha| alpha * t + (1.0 - alpha) * (1.0 - t))
    }

    fn value(&self, x: Parts, t: f64) -> f64 {
        let (miss, entropy) = (x.miss(t), x.entropy(t));
        // Far out on the right side both vanish.
        if entropy == 0.0 { 0.0 } else { self.weight(t) * power(miss, self.gamma) * entropy }
    }

    /// With m = 1 − p_t: m′ = (1 − 2t)·p(1 − p), and CE′ = p − t.
    fn slope(&self, x: Parts, t: f64) -> f64 {
        let (miss, entropy) = (x.miss(t), x.entropy(t));
        let by_entropy = power(miss, self.gamma) * ((1.0 - t) * x.up - t * x.down);
        let slope = (1.0 - 2.0 * t) * x.up * x.down;
        // An infinite entropy meets a slope of 0.
        let by_miss = if self.gamma == 0.0 || slope == 0.0 || entropy == 0.0 {
            0.0
        } else {
            self.gamma * power(miss, self.gamma - 1.0) * slope * entropy
        };
        self.weight(t) * (by_miss + by_entropy)
    }
}

/// m^γ for m in [0, 1].
fn power(m: f64, gamma: f64) -> f64 {
    match gamma {
        0.0 => 1.0,
        1.0 => m,
        2.0 => m * m,
        _ => libm::pow(m, gamma),
    }
}

/// What a logit comes to: σ(x), σ(−x), and −ln of each.
#[derive(Clone, Copy)]
struct Parts {
    up: f64,
    down: f64,
    /// softplus(−x) = −ln σ(x)
    of_up: f64,
    /// softplus(x) = −ln σ(−x)
    of_down: f64,
}

impl Parts {
    /// 1 − p_t.
    fn miss(self, t: f64) -> f64 {
        t * self.down + (1.0 - t) * self.up
    }

    /// The cross-entropy; an infinite one that does not count is none.
    fn entropy(self, t: f64) -> f64 {
        let times =
            |weight: f64, of: f64| if weight == 0.0 && !of.is_nan() { 0.0 } else { weight * of };
        times(t, self.of_up) + times(1.0 - t, self.of_down)
    }
}

/// Room for a block of logits and what they come to.
#[derive(Default)]
struct Buffers {
    x: Vec<f64>,
    up: Vec<f64>,
    down: Vec<f64>,
    of_up: Vec<f64>,
    of_down: Vec<f64>,
}

impl Buffers {
    fn fill<E: Score>(&mut self, x: &[E]) -> Result<&Self> {
        let softplus = Softplus::with_threshold(1.0, f64::INFINITY)?;
        self.x = x.iter().map(|x| wide(*x)).collect();
        self.up = Sigmoid.forward(&ArrayView1::from(&self.x))?.to_vec();
        self.of_down = softplus.forward(&ArrayView1::from(&self.x))?.to_vec();
        self.x.iter_mut().for_each(|x| *x = -*x);
        self.down = Sigmoid.forward(&ArrayView1::from(&self.x))?.to_vec();
        self.of_up = softplus.forward(&ArrayView1::from(&self.x))?.to_vec();
        Ok(self)
    }

    fn at(&self, i: usize) -> Parts {
        Parts { up: self.up[i], down: self.down[i], of_up: self.of_up[i], of_down: self.of_down[i] }
    }
}

/// How many logits are worked on together: what they come to stays in the first cache.
const BLOCK: usize = 1 << 10;

/// How many logits one task has, at least.
const WORTH: usize = 1 << 15;

/// The softmax cross-entropy of rows of scores and the class that each should have: −ln softmax(x)_label.
///
/// Source: D. R. Cox, The regression analysis of binary sequences (1958), for many classes; PyTorch's
/// `F.cross_entropy` with `reduction="none"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossEntropy {
    ignored: i64,
}

impl Default for CrossEntropy {
    /// The label −100 says that a row does not count, as in PyTorch.
    fn default() -> Self {
        CrossEntropy { ignored: -100 }
    }
}

impl CrossEntropy {
    /// With this label for rows that do not count: their loss and gradient are 0.
    pub fn ignoring(label: i64) -> Self {
        CrossEntropy { ignored: label }
    }

    /// The loss of each row of scores (rows, classes). A row with NaN gives NaN; a label whose score is −∞ gives ∞.
    ///
    /// # Errors
    /// If there is not one label for each row, or a label is no class.
    pub fn forward<E: Score>(
        &self,
        scores: ArrayView2<E>,
        labels: ArrayView1<i64>,
    ) -> Result<Array1<E>> {
        let labels = self.labels(scores, labels)?;
        let states = states(scores)?;
        let losses = labels.iter().zip(scores.rows()).zip(&states).map(|((label, row), state)| {
            label.map_or(E::default(), |label| narrow(-log_probability(wide(row[label]), *state)))
        });
        Ok(losses.collect())
    }

    /// The gradient by the scores, of the gradient `g` by the loss of each row: g·(softmax(x) − 1 at the label). What is
    /// left of the 1 is computed as such, and not as a difference.
    ///
    /// # Errors
    /// As [`forward`](CrossEntropy::forward), and if `g` has not one element for each row.
    pub fn gradient<E: Score>(
        &self,
        scores: ArrayView2<E>,
        labels: ArrayView1<i64>,
        g: ArrayView1<E>,
    ) -> Result<Array2<E>> {
        let labels = self.labels(scores, labels)?;
        if g.len() != scores.nrows() {
            let expected = format!("[{}], one for each row", scores.nrows());
            return Err(Error::shape("gradients of the losses", g.shape(), expected));
        }
        let states = states(scores)?;
        let known = states.clone().insert_axis(Axis(1)).into_dyn();
        let mut out = sharded::finish(&Softmax::new(1), &scores, &known)?;
        for (row, label) in labels.iter().enumerate() {
            let mut gradients = out.row_mut(row);
            let Some(label) = *label else {
                gradients.fill(E::default());
                continue;
            };
            let of_label = libm::expm1(log_probability(wide(scores[[row, label]]), states[row]));
            let g = wide(g[row]);
            gradients.mapv_inplace(|p| narrow(g * wide(p)));
            gradients[label] = narrow(g * of_label);
        }
        Ok(out)
    }

    fn labels<E>(
        &self,
        scores: ArrayView2<E>,
        labels: ArrayView1<i64>,
    ) -> Result<Vec<Option<usize>>> {
        let (rows, classes) = scores.dim();
        if labels.len() != rows {
            let expected = format!("[{rows}], one for each row of scores");
            return Err(Error::shape("labels", labels.shape(), expected));
        }
        let label = |label: &i64| match usize::try_from(*label) {
            _ if *label == self.ignored => Ok(None),
            Ok(class) if class < classes => Ok(Some(class)),
            _ => {
                let expected =
                    format!("a class from 0 to {}, or {}", classes as i64 - 1, self.ignored);
                Err(Error::parameter("a label", label, expected))
            }
        };
        labels.iter().map(label).collect()
    }
}

/// What each row comes to.
fn states<E: Score>(scores: ArrayView2<E>) -> Result<Array1<sharded::RowState<E::Word>>> {
    let states = sharded::partial_on(Run::active()?, &Softmax::new(1), &scores)?;
    Ok(states.into_dimensionality::<ndarray::Ix2>().expect("of rows").remove_axis(Axis(1)))
}

/// ln of the probability of a score in a row: 0 for an infinite score that is the only such one.
fn log_probability<W: Word>(score: f64, row: sharded::RowState<W>) -> f64 {
    let maximum = row.maximum().wide();
    let below = if score == maximum { 0.0 } else { score - maximum };
    below - libm::log1p(row.others())
}
