//! The training loop that the experiments share.

use std::ops::ControlFlow;

use anyhow::Result;
use candle_core::Tensor;
use candle_nn::{Optimizer, SGD};
use rand::Rng;

use crate::data::{Pictures, purpose, random};
use crate::network::{Mode, Network, apply};

/// How long and how fast a network learns.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often it sees all pictures, at most.
    pub epochs: usize,
    /// How many pictures it sees in a step.
    pub batch: usize,
    /// How far it goes in a step.
    pub rate: f64,
}

/// A loss: of scores and target, each a row for each picture, the mean over the rows.
pub type Loss = fn(&Tensor, &Tensor) -> Result<Tensor>;

/// Softmax and cross-entropy: −log of the probability that softmax gives to the class.
///
/// # Errors
/// If the shapes differ.
pub fn cross_entropy(scores: &Tensor, target: &Tensor) -> Result<Tensor> {
    let logarithms = apply("log_softmax(axis=1)", scores)?;
    let rows = scores.dim(0)? as f64;
    Ok(((logarithms * target)?.sum_all()? / -rows)?)
}

/// A sigmoid for each class and its binary cross-entropy, summed over the classes.
///
/// # Errors
/// If the shapes differ.
pub fn binary_cross_entropy(scores: &Tensor, target: &Tensor) -> Result<Tensor> {
    let rows = scores.dim(0)? as f64;
    Ok((binary_losses(scores, target)?.sum_all()? / rows)?)
}

/// The binary cross-entropy of each score. 1 − σ(x) is σ(−x), which has all its digits where σ(x) is nearly 1.
///
/// # Errors
/// If the shapes differ.
pub fn binary_losses(scores: &Tensor, target: &Tensor) -> Result<Tensor> {
    let yes = apply("log_sigmoid", scores)?;
    let no = apply("log_sigmoid", &scores.neg()?)?;
    Ok(((yes * target)? + (no * target.affine(-1.0, 1.0)?)?)?.neg()?)
}

/// The numbers below `count` in random order.
pub fn shuffled(count: usize, random: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, random.random_range(0..=last as u32) as usize);
    }
    order
}

/// Trains a network by stochastic gradient descent. After each epoch, `after` gets its number, from 1, and the mean
/// loss in it, and says whether to go on. Training ends at a loss that is no number: then it has diverged, and `false`
/// comes back.
///
/// # Errors
/// If the shapes do not fit, and those of `after`.
pub fn train(
    network: &Network,
    pictures: &Pictures,
    loss: Loss,
    plan: Plan,
    seed: u64,
    mut after: impl FnMut(usize, f64) -> Result<ControlFlow<()>>,
) -> Result<bool> {
    let mut descent = SGD::new(network.variables(), plan.rate)?;
    let mut random = random(purpose::ORDER, seed);
    let mut step = 0;
    for epoch in 1..=plan.epochs {
        let (mut sum, mut batches) = (0.0, 0.0);
        for chosen in shuffled(pictures.count(), &mut random).chunks(plan.batch) {
            let scores = network.forward(&pictures.batch(chosen)?, Mode::Training(step))?;
            let loss = loss(&scores, &pictures.target(chosen)?)?;
            let value = f64::from(loss.to_scalar::<f32>()?);
            if !value.is_finite() {
                return Ok(false);
            }
            descent.backward_step(&loss)?;
            sum += value;
            batches += 1.0;
            step += 1;
        }
        if after(epoch, sum / batches)?.is_break() {
            break;
        }
    }
    Ok(true)
}

/// The scores of all pictures, a row each.
///
/// # Errors
/// If the shapes do not fit.
pub fn scores(network: &Network, pictures: &Pictures) -> Result<Vec<Vec<f32>>> {
    let all: Vec<usize> = (0..pictures.count()).collect();
    let mut rows = Vec::new();
    for chosen in all.chunks(256) {
        let scores = network.forward(&pictures.batch(chosen)?, Mode::Evaluation)?;
        rows.extend(scores.to_vec2::<f32>()?);
    }
    Ok(rows)
}

/// The place of the largest of these numbers; the first of several.
pub fn largest(numbers: &[f32]) -> usize {
    (1..numbers.len())
        .fold(0, |best, index| if numbers[index] > numbers[best] { index } else { best })
}

/// The share of the pictures whose class has not the largest score.
///
/// # Errors
/// If the shapes do not fit.
pub fn error(network: &Network, pictures: &Pictures) -> Result<f64> {
    let scores = scores(network, pictures)?;
    let wrong = |(row, label): &(&Vec<f32>, &u32)| largest(row) != **label as usize;
    let wrong = scores.iter().zip(&pictures.labels).filter(wrong).count();
    Ok(wrong as f64 / pictures.count() as f64)
}
