//! What is reported.

use serde::{Serialize, Serializer};

use crate::histogram::Histogram;

/// What a function does to an array of pre-activations.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The function with its parameters.
    pub function: String,
    /// The element type: `"f16"`, `"bf16"`, `"f32"` or `"f64"`.
    pub dtype: &'static str,
    /// The shape of all blocks together.
    pub shape: Vec<usize>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// What to make of them.
    pub verdict: Verdict,
}

/// The figures, by the kind of function.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Figures {
    /// Of a function of one number.
    Element(Box<Elements>),
    /// Of a function over an axis, which turns scores into shares.
    Axis(Box<Rows>),
}

/// The figures of a function of one number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Elements {
    /// The channel axis; none where all elements are one unit.
    pub channel_axis: Option<usize>,
    /// Slopes below this magnitude count as saturated.
    pub saturated_below: f64,
    /// All elements together.
    pub total: Unit,
    /// Each channel; empty without a channel axis.
    pub channels: Vec<Unit>,
    /// How many units are dead: the slope is 0 on the whole batch.
    pub dead: u64,
    /// How many are stuck: not dead, but the slope is below the threshold on the whole batch.
    pub stuck: u64,
    /// How many entries the batch has: what lies along the axes before the channel axis.
    pub entries: u64,
    /// What a stack of such layers does to a gradient.
    pub gradient: Gradient,
}

impl Elements {
    /// The units: the channels, or the whole array if it has none.
    pub fn units(&self) -> &[Unit] {
        if self.channel_axis.is_some() { &self.channels } else { std::slice::from_ref(&self.total) }
    }

    /// The indices of the channels, those first that need a look first: with NaN or infinities, then
    /// those whose mean squared slope is furthest from that of all, by ratio; a dead one is furthest.
    pub fn worst_first(&self) -> Vec<usize> {
        let distance = |unit: &Unit| {
            let odd = unit.nan + unit.infinite + unit.undefined > 0;
            let ratio = match (unit.mean_squared_slope, self.total.mean_squared_slope) {
                (Some(own), Some(all)) if own > 0.0 && all > 0.0 => (own / all).ln().abs(),
                (Some(0.0), _) => f64::INFINITY,
                _ => 0.0,
            };
            (odd, ratio)
        };
        let mut order: Vec<usize> = (0..self.channels.len()).collect();
        let keys: Vec<_> = self.channels.iter().map(distance).collect();
        // Stable: of equal channels the first comes first.
        order.sort_by(|a, b| keys[*b].partial_cmp(&keys[*a]).unwrap_or(std::cmp::Ordering::Equal));
        order
    }
}

/// The figures of one channel, or of all elements.
///
/// NaN and infinities are counted and kept out of everything else; so are magnitudes from 10^140 on,
/// which count as infinite. Inputs whose value or slope is not a finite number, such as those outside
/// the function's domain, are counted and kept out of `output`, `slope` and all that follows from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unit {
    /// The number of elements.
    pub elements: u64,
    /// Those that are NaN.
    pub nan: u64,
    /// Those that are infinite.
    pub infinite: u64,
    /// Finite ones where the function has no finite value or slope.
    pub undefined: u64,
    /// The smallest finite element; none if there is no finite one.
    pub smallest: Option<f64>,
    /// The largest finite element.
    pub largest: Option<f64>,
    /// Of the inputs.
    pub input: Moments,
    /// Of the function's values.
    pub output: Moments,
    /// Of the function's slopes.
    pub slope: Moments,
    /// E\[f′²\].
    pub mean_squared_slope: Option<f64>,
    /// The share of inputs where the magnitude of the slope is below the threshold.
    pub saturated: Option<f64>,
    /// Does a gradient pass?
    pub state: State,
    /// The histogram of the finite inputs.
    pub histogram: Option<Histogram>,
}

/// Mean and deviation; none of nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Moments {
    /// The mean.
    pub mean: Option<f64>,
    /// The standard deviation of the population: the divisor is the number of elements.
    pub deviation: Option<f64>,
}

/// Does a gradient pass through a unit?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On some of the batch.
    Live,
    /// The slope is below the threshold on the whole batch, and not 0 on all of it.
    Stuck,
    /// The slope is 0 on the whole batch.
    Dead,
    /// There is no element where the slope is a finite number.
    Unknown,
}

/// What a stack of such layers does to a gradient on its way back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Gradient {
    /// How many layers.
    pub layers: u32,
    /// What the weights are taken to be.
    pub weights: String,
    /// σ_w²: the fan-in times the variance of the weights.
    #[serde(serialize_with = "finite_or_word")]
    pub weight_variance: Option<f64>,
    /// χ = σ_w²·E\[f′²\]: what a layer multiplies the gradient's mean square by.
    #[serde(serialize_with = "finite_or_word")]
    pub chi: Option<f64>,
    /// √χ^L: what all layers together multiply the gradient's size, its root mean square, by.
    #[serde(serialize_with = "finite_or_word")]
    pub over_layers: Option<f64>,
    /// √E\[f′²\]^L: the same of the slopes alone.
    #[serde(serialize_with = "finite_or_word")]
    pub slopes_alone: Option<f64>,
    /// After how many layers the gradient's size is first below a thousandth; none if it never is.
    pub layers_to_thousandth: Option<u64>,
}

/// JSON has no infinity: it is the word "inf", which Python's `float()` reads.
fn finite_or_word<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) if number.is_infinite() => serializer.serialize_str("inf"),
        number => number.serialize(serializer),
    }
}

/// The figures of a function over an axis. All means are over the rows that have shares.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rows {
    /// The axis that rows run along.
    pub axis: usize,
    /// The length of a row.
    pub classes: u64,
    /// The number of rows.
    pub rows: u64,
    /// Rows with NaN among their results.
    pub undefined: u64,
    /// Rows whose elements are all masked, and whose results are all 0.
    pub masked: u64,
    /// A row whose largest share is above this counts as decided.
    pub winner_above: f64,
    /// The share of rows that are decided, saturated in other words.
    pub decided: Option<f64>,
    /// The mean of the largest share of each row.
    pub winner: Option<f64>,
    /// The mean entropy of a row, −Σ p·ln p.
    pub entropy: Option<f64>,
    /// The entropy of a row of equal shares, ln C, which is the largest there is.
    pub entropy_of_even: Option<f64>,
    /// The mean of ‖J‖_F² = Σᵢⱼ (∂yᵢ/∂xⱼ)²: what a row multiplies the mean square of the incoming
    /// gradient by, summed over its elements.
    pub jacobian: Option<f64>,
    /// The scores.
    pub input: Inputs,
}

/// The inputs of a function over an axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Inputs {
    /// The number of elements.
    pub elements: u64,
    /// Those that are NaN.
    pub nan: u64,
    /// Those that are infinite: −∞ is how attention masks a score.
    pub infinite: u64,
    /// The smallest finite element.
    pub smallest: Option<f64>,
    /// The largest finite element.
    pub largest: Option<f64>,
    /// Of the finite elements.
    #[serde(flatten)]
    pub moments: Moments,
    /// The histogram of the finite elements.
    pub histogram: Option<Histogram>,
}

impl From<Unit> for Inputs {
    fn from(unit: Unit) -> Inputs {
        let Unit { elements, nan, infinite, smallest, largest, input, histogram, .. } = unit;
        Inputs { elements, nan, infinite, smallest, largest, moments: input, histogram }
    }
}

/// What to make of the figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The gravest level of all findings.
    pub level: Level,
    /// One to three sentences.
    pub summary: String,
    /// What to try, the most promising first.
    pub tries: Vec<String>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing is wrong.
    Healthy,
    /// Too little was seen to tell.
    Undecided,
    /// Worth knowing; nothing need be wrong.
    Notice,
    /// Something is wrong, or would be in a stack of such layers.
    Warning,
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// How grave.
    pub level: Level,
    /// In words, with the figures.
    pub text: String,
}

/// The rules of the verdict. [The crate's page](crate#the-verdict) has the threshold and the reason of
/// each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// There are NaN or infinities in the input.
    NotFinite,
    /// The function has no finite value or slope at some inputs.
    Undefined,
    /// There are too few elements to judge by.
    Few,
    /// All elements are equal.
    Constant,
    /// Units through which no gradient passes.
    DeadUnits,
    /// Most inputs are where the function is flat.
    Saturated,
    /// A stack of such layers makes the gradient vanish.
    Vanishing,
    /// A stack of such layers makes the gradient explode.
    Exploding,
    /// The function is a straight line over the inputs.
    StraightLine,
    /// Most rows are decided.
    Decided,
    /// The shares of most rows are all but equal.
    Even,
}
