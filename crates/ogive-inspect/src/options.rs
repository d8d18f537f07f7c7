//! What can be chosen.

use crate::error::{Error, Result};

/// What can be chosen; [`Options::default`] is what most people want.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which axis the channels are counted along. (For a function over an axis, its own axis counts
    /// instead.)
    pub channels: Channels,
    /// Slopes below this magnitude count as saturated: 0.01, a hundredth of a straight line's.
    /// Sigmoid is there beyond ±4.6, tanh beyond ±3.
    pub saturated_below: f64,
    /// How many layers the gradient goes through: 20.
    pub layers: u32,
    /// What the weights of these layers are taken to be.
    pub weights: Weights,
    /// For softmax and its kin: a row whose largest share is above this counts as decided: 0.99.
    pub winner_above: f64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            channels: Channels::Usual,
            saturated_below: 0.01,
            layers: 20,
            weights: Weights::Usual,
            winner_above: 0.99,
        }
    }
}

/// Which axis the channels are counted along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channels {
    /// Axis 1 of two dimensions or more, as in PyTorch's (N, C) and (N, C, H, W); no channels in one
    /// dimension, or none.
    #[default]
    Usual,
    /// This axis; −1 is the last, as in (batch, token, feature).
    Along(isize),
    /// No channels: the whole array is one unit.
    None,
}

impl Channels {
    /// The axis in an array of so many dimensions.
    pub(crate) fn axis(self, dimensions: usize) -> Result<Option<usize>> {
        match self {
            Channels::Usual => Ok((dimensions >= 2).then_some(1)),
            Channels::None => Ok(None),
            Channels::Along(axis) => {
                let from_first = if axis < 0 { axis + dimensions as isize } else { axis };
                let there = usize::try_from(from_first).ok().filter(|axis| *axis < dimensions);
                there.map(Some).ok_or(Error::Axis { axis, dimensions })
            }
        }
    }
}

/// What the weights of a layer are taken to be: independent, with mean 0 and a variance.
///
/// All that counts is σ_w² = fan-in · Var(w). On the way back it is the fan-out that counts; for layers of
/// the same width, which a stack is taken to have, they are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Weights {
    /// The variance that keeps the size of the pre-activations from layer to layer, which is He's rule for
    /// any function: σ_w² = 1/E\[f(z)²\] with z ~ N(0, 1). That is 2 for relu, 2/(1 + a²) for leaky_relu, 1
    /// for linear and selu, and 2.54 for tanh, a gain of 1.59, where PyTorch's table of gains has 5/3.
    ///
    /// Inputs that are smaller than those, or further to the right, come from smaller weights: where
    /// E\[x²\]/E\[f(x)²\] of the inputs that were measured is less, it is taken instead. (Tanh is a
    /// straight line over small inputs, and 1 keeps them; to take 2.54 there would be to cry of an explosion
    /// that does not happen.)
    #[default]
    Usual,
    /// σ_w² = 2: K. He and others, [Delving deep into rectifiers](https://arxiv.org/abs/1502.01852)
    /// (2015); PyTorch's `kaiming_normal_(nonlinearity="relu")`.
    He,
    /// σ_w² = 1 for layers of the same width: X. Glorot, Y. Bengio, [Understanding the difficulty of
    /// training deep feedforward neural networks](https://proceedings.mlr.press/v9/glorot10a.html)
    /// (2010); PyTorch's `xavier_uniform_`, the default of Keras.
    Glorot,
    /// σ_w² = 1: Y. LeCun and others, [Efficient BackProp](http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf)
    /// (1998); the default of Flax, and the one for selu.
    LeCun,
    /// σ_w² = 1/3: what `nn.Linear` and `nn.Conv2d` of PyTorch do when nothing is said,
    /// `kaiming_uniform_(a=math.sqrt(5))`.
    TorchDefault,
    /// This σ_w².
    Variance(f64),
    /// A layer with this many inputs and this standard deviation of its weights: σ_w² = n·s².
    Layer {
        /// The number of inputs that each output sums over; for a convolution, the channels that
        /// come in times the size of the kernel.
        fan_in: u64,
        /// The standard deviation of the weights.
        deviation: f64,
    },
}

impl Weights {
    /// σ_w², given that of the usual initialisation.
    pub(crate) fn variance(self, usual: Option<f64>) -> Option<f64> {
        match self {
            Weights::Usual => usual,
            Weights::He => Some(2.0),
            Weights::Glorot | Weights::LeCun => Some(1.0),
            Weights::TorchDefault => Some(1.0 / 3.0),
            Weights::Variance(variance) => Some(variance),
            Weights::Layer { fan_in, deviation } => Some(fan_in as f64 * deviation * deviation),
        }
    }

    /// In words.
    pub(crate) fn describe(self) -> String {
        match self {
            Weights::Usual => "the usual initialisation".into(),
            Weights::He => "He's initialisation".into(),
            Weights::Glorot => "Glorot's initialisation".into(),
            Weights::LeCun => "LeCun's initialisation".into(),
            Weights::TorchDefault => "PyTorch's default initialisation".into(),
            Weights::Variance(_) => "these weights".into(),
            Weights::Layer { fan_in, deviation } => {
                format!("fan-in {fan_in} and weights of deviation {deviation}")
            }
        }
    }
}

impl Options {
    /// # Errors
    /// If one is out of its range.
    pub(crate) fn checked(&self) -> Result<()> {
        let refuse =
            |option, given: String, expected| Err(Error::Option { option, given, expected });
        if !(self.saturated_below > 0.0 && self.saturated_below.is_finite()) {
            return refuse(
                "saturated_below",
                self.saturated_below.to_string(),
                "a finite number above 0",
            );
        }
        if self.layers == 0 {
            return refuse("layers", "0".into(), "at least 1");
        }
        if !(self.winner_above > 0.0 && self.winner_above < 1.0) {
            return refuse(
                "winner_above",
                self.winner_above.to_string(),
                "a number between 0 and 1, both excluded",
            );
        }
        match self.weights {
            Weights::Variance(v) if !(v > 0.0 && v.is_finite()) => {
                refuse("the variance of the weights", v.to_string(), "a finite number above 0")
            }
            Weights::Layer { fan_in: 0, .. } => refuse("fan_in", "0".into(), "at least 1"),
            Weights::Layer { deviation: s, .. } if !(s > 0.0 && s.is_finite()) => {
                refuse("the deviation of the weights", s.to_string(), "a finite number above 0")
            }
            _ => Ok(()),
        }
    }
}
