//! The doctor for activations: what a function does to the pre-activations of a layer, and to the
//! gradient that comes back through it.
//!
//! ```
//! use ndarray::Array2;
//! use ogive_inspect::{Level, Options, Rule, inspect};
//!
//! // A layer whose pre-activations have grown far too large for a sigmoid.
//! let x = Array2::from_shape_fn((256, 8), |(i, j)| 30.0 * ((i * 8 + j) as f32 * 0.37).sin());
//! let sigmoid = ogive::parse("sigmoid")?;
//! let report = inspect(&*sigmoid, &x, &Options::default())?;
//! assert_eq!(report.verdict.level, Level::Warning);
//! assert_eq!(report.verdict.findings[0].rule, Rule::Saturated);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`inspect`] takes an array of any layout, of [`half::f16`], [`half::bf16`], `f32` or `f64`; an
//! [`Accumulator`] takes it in blocks. Values and slopes are the library's own, the slopes for an
//! incoming gradient of ones. The [`Report`] can be serialised.
//!
//! # What is measured
//! Of each channel, and of all elements together: mean and deviation of inputs, values and slopes; a
//! histogram of the inputs; the share of saturated inputs, where the magnitude of the slope is below a
//! threshold ([`Options::saturated_below`]); and the mean squared slope E\[f′²\]. A unit is *dead* if its
//! slope is 0 on the whole batch, as that of a relu that is never positive, and *stuck* if it is below the
//! threshold on the whole batch.
//!
//! # What a stack of layers does to a gradient
//! In a wide layer with independent weights of mean 0, the mean square of the gradient is multiplied,
//! on its way back, by
//!
//! > χ = σ_w²·E\[f′(x)²\],  σ_w² = n·Var(w),
//!
//! with n the number of inputs of the layer. So over L layers, its size (its root mean square) is multiplied
//! by √χ^L: below 1 it vanishes, above 1 it explodes.
//!
//! - The argument is that of X. Glorot and Y. Bengio, [Understanding the difficulty of training deep
//!   feedforward neural networks](https://proceedings.mlr.press/v9/glorot10a.html) (2010), on the variance
//!   of gradients that are propagated back, with E\[f′²\] kept where they take it for 1; K. He and others,
//!   [Delving deep into rectifiers](https://arxiv.org/abs/1502.01852) (2015), in their “backward propagation
//!   case”, have it with ½ for relu.
//! - For any function, it is χ₁ of B. Poole and others, [Exponential expressivity in deep neural networks
//!   through transient chaos](https://arxiv.org/abs/1606.05340) (2016), and of S. S. Schoenholz and others,
//!   [Deep information propagation](https://arxiv.org/abs/1611.01232) (2017): there E is taken over a normal
//!   distribution, here over the inputs that were measured.
//! - It is a statement about a plain stack: without residual connections, without normalisation layers
//!   (which scale the gradient, too), of layers of the same width, with weights that are still independent, as
//!   they are at the start of training. For the weights of *your* layer, give its fan-in and deviation
//!   ([`Weights::Layer`]).
//!
//! # The verdict
//! A rule is a threshold and a reason. A healthy layer gets no warning; a notice is something to know.
//!
//! | rule | fires | reason |
//! |---|---|---|
//! | [`NotFinite`](Rule::NotFinite) | warning: an input is NaN or infinite (softmax and kin: NaN) | all that follows from it is lost; −∞ is how attention masks a score |
//! | [`Undefined`](Rule::Undefined) | warning: no finite value or slope at a finite input, or a row with NaN | it is outside the domain, or overflows |
//! | [`Few`](Rule::Few) | undecided: fewer than 100 finite inputs, or rows; no further rule is looked at | E\[f′²\] of 100 values of relu is known to a tenth, χ^20 to a factor of 7 |
//! | [`Constant`](Rule::Constant) | warning: all inputs are equal | no pre-activation of a working layer is |
//! | [`DeadUnits`](Rule::DeadUnits) | dead and stuck units: warning from 10 % on, notice below; notice if the batch has fewer than 16 entries or a unit fewer than 100 values | a few dead units are usual and cost a layer little; a unit that is active for 5 % of the inputs is silent on 100 once in 170 times |
//! | [`Saturated`](Rule::Saturated) | warning: from 50 % on, for functions that are bounded on both sides and not flat over half of N(0, 1) by design, as relu6 is | most of the layer learns at less than a hundredth of the rate; gates, as in an LSTM, saturate usefully below that |
//! | [`Vanishing`](Rule::Vanishing) | warning: √χ^L below 1/1000 | with one learning rate for all layers, the first learn a thousand times slower than the last |
//! | [`Exploding`](Rule::Exploding) | warning: √χ^L above 1000 | likewise, the first take steps a thousand times too large |
//! | [`StraightLine`](Rule::StraightLine) | notice: the slope deviates by less than 1 % of its mean, unless it does so for N(0, 1), too | layers of straight lines are one layer |
//! | [`Decided`](Rule::Decided) | notice, softmax and kin: from 50 % of rows with a winner above 0.99 on | A. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), under “Scaled dot-product attention”: it passes next to no gradient; but that of cross-entropy is p − y and does not go through it |
//! | [`Even`](Rule::Even) | notice, softmax and kin: mean entropy from 99.9 % of ln C on | the scores tell no class from another |
//!
//! # Functions over an axis
//! softmax, softmin, softmax2d, quiet_softmax, log_softmax and sparsemax turn rows into shares (or their
//! logarithms). Of those are reported the share of rows with a winner above 0.99
//! ([`Options::winner_above`]), the mean entropy, and the mean of ‖J‖_F² = Σᵢⱼ (∂yᵢ/∂xⱼ)²: for
//! softmax, from its shares, Σp² − 2·Σp³ + (Σp²)², over the temperature's square. quiet_softmax has one
//! more outcome, none of the classes, which counts for the entropy. Other functions over an axis, gated and
//! random ones are refused with what to do instead.
//!
//! # What is not there
//! | input | report |
//! |---|---|
//! | no elements, or none that is finite | counts; no means; undecided |
//! | one element | its figures, deviation 0; undecided |
//! | equal elements | deviation 0, a histogram of one bin; the rule `Constant` from 100 on |
//! | NaN, infinities, magnitudes from 10^140 on | counted, and kept out of all means |
//! | a channel axis that the array does not have | [`Error::Axis`] |
//! | channels along axis 0 | no batch: one block, and dead units are a notice |

mod accumulator;
mod element;
mod error;
mod histogram;
mod options;
pub mod picture;
mod reference;
mod report;
mod rows;
mod suggestions;
mod sum;
mod tally;
mod verdict;
pub mod words;

pub use accumulator::Accumulator;
pub use element::Element;
pub use error::{Error, Result};
pub use histogram::Histogram;
pub use options::{Channels, Options, Weights};
pub use report::{
    Elements, Figures, Finding, Gradient, Inputs, Level, Moments, Report, Rows, Rule, State, Unit,
    Verdict,
};

use ndarray::{ArrayBase, Data, Dimension};
use ogive::Function;

/// What a function does to an array of pre-activations.
///
/// # Errors
/// Those of [`Accumulator::new`] and [`Accumulator::add`].
pub fn inspect<E, S, D>(
    function: &dyn Function,
    x: &ArrayBase<S, D>,
    options: &Options,
) -> Result<Report>
where
    E: Element,
    S: Data<Elem = E>,
    D: Dimension,
{
    let mut accumulator = Accumulator::new(function, options)?;
    accumulator.add(x)?;
    Ok(accumulator.finish())
}
