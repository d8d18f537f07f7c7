//! Small networks of layers one after another, whose initial weights come from a seed.

use anyhow::{Context, Result};
use candle_core::{Device, Module, Tensor, Var};
use ogive_candle::{Activation, Learned};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::data::{purpose, random};

/// How large initial weights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initial {
    /// Of variance 2/(inputs + outputs).
    Xavier,
    /// Of variance 2/inputs.
    He,
}

impl Initial {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Initial::Xavier => "Xavier",
            Initial::He => "He",
        }
    }

    /// The variance of a weight.
    pub fn variance(self, inputs: usize, outputs: usize) -> f64 {
        match self {
            Initial::Xavier => 2.0 / (inputs + outputs) as f64,
            Initial::He => 2.0 / inputs as f64,
        }
    }

    /// That which is usual with a function: He's was made for the kin of ReLU.
    pub fn usual(function: &str) -> Initial {
        if matches!(function, "sigmoid" | "tanh") { Initial::Xavier } else { Initial::He }
    }
}

/// So many even random numbers of this variance and of mean 0.
pub fn even(count: usize, variance: f64, random: &mut impl Rng) -> Vec<f32> {
    let limit = (3.0 * variance).sqrt() as f32;
    (0..count).map(|_| random.random_range(-limit..limit)).collect()
}

/// What a network is run for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To learn, in the step of this number.
    Training(u64),
    /// To see what it has learned.
    Evaluation,
}

/// The activation between two layers of weights.
pub enum Unit {
    /// A function of the book.
    Fixed(Activation),
    /// PReLU, with a weight of its own that begins at 1/4.
    Prelu(Var, Learned),
    /// RReLU, which draws its slopes anew in each step, from this seed.
    Rrelu(u64),
    /// A function of another library.
    Foreign(fn(&Tensor) -> candle_core::Result<Tensor>),
}

impl Unit {
    /// By name; the seed is that of rrelu's slopes.
    ///
    /// # Errors
    /// If there is no such function.
    pub fn new(function: &str, seed: u64) -> Result<Unit> {
        match function {
            "prelu" => {
                let weight = Var::new(&[0.25_f32], &Device::Cpu)?;
                let learned = Learned::new("prelu", &[("weight", weight.as_tensor().clone())])?;
                Ok(Unit::Prelu(weight, learned))
            }
            "rrelu" => Ok(Unit::Rrelu(seed)),
            other => {
                let activation = other.parse().with_context(|| format!("the unit {other}"))?;
                Ok(Unit::Fixed(activation))
            }
        }
    }

    fn forward(&self, x: &Tensor, mode: Mode) -> Result<Tensor> {
        let (lower, upper) = (1.0 / 8.0, 1.0 / 3.0);
        Ok(match (self, mode) {
            (Unit::Fixed(activation), _) => activation.forward(x)?,
            (Unit::Prelu(_, learned), _) => learned.forward(x)?,
            (Unit::Rrelu(seed), Mode::Training(step)) => {
                let seed: u64 = random(purpose::SLOPES + (step << 3), *seed).random();
                apply(&format!("rrelu({lower}, {upper}, training=true, seed={seed})"), x)?
            }
            (Unit::Rrelu(_), Mode::Evaluation) => apply(&format!("rrelu({lower}, {upper})"), x)?,
            (Unit::Foreign(function), _) => function(x)?,
        })
    }
}

/// A function of the book, of a tensor. It is asked for by name, as text; of its struct, cargo would compile all kernels
/// of the function once more, here.
///
/// # Errors
/// If there is no such function, or the shape does not fit.
pub fn apply(function: &str, x: &Tensor) -> Result<Tensor> {
    let activation: Activation = function.parse()?;
    Ok(activation.forward(x)?)
}

enum Layer {
    Dense {
        weight: Var,
        bias: Var,
    },
    /// Of 3×3 pixels, with a border of zeros.
    Convolution {
        weight: Var,
        bias: Var,
        stride: usize,
    },
    Flatten,
    Unit(Unit),
}

/// Layers one after another.
pub struct Network {
    layers: Vec<Layer>,
    initial: Initial,
    random: ChaCha8Rng,
}

impl Network {
    /// Without a layer yet.
    pub fn new(initial: Initial, seed: u64) -> Network {
        Network { layers: Vec::new(), initial, random: random(purpose::WEIGHTS, seed) }
    }

    /// With one more layer: each output is a sum over all inputs.
    ///
    /// # Errors
    /// None but candle's own.
    pub fn dense(mut self, inputs: usize, outputs: usize) -> Result<Network> {
        let variance = self.initial.variance(inputs, outputs);
        let weight = self.weights(&[inputs, outputs], variance)?;
        let bias = Var::from_tensor(&Tensor::zeros(outputs, weight.dtype(), &Device::Cpu)?)?;
        self.layers.push(Layer::Dense { weight, bias });
        Ok(self)
    }

    /// With one more layer: each output is a sum over 3×3 pixels of all channels.
    ///
    /// # Errors
    /// None but candle's own.
    pub fn convolution(mut self, inputs: usize, outputs: usize, stride: usize) -> Result<Network> {
        let variance = self.initial.variance(9 * inputs, 9 * outputs);
        let weight = self.weights(&[outputs, inputs, 3, 3], variance)?;
        let shape = (1, outputs, 1, 1);
        let bias = Var::from_tensor(&Tensor::zeros(shape, weight.dtype(), &Device::Cpu)?)?;
        self.layers.push(Layer::Convolution { weight, bias, stride });
        Ok(self)
    }

    /// With the pixels of all channels in a row.
    pub fn flatten(mut self) -> Network {
        self.layers.push(Layer::Flatten);
        self
    }

    /// With an activation.
    pub fn unit(mut self, unit: Unit) -> Network {
        self.layers.push(Layer::Unit(unit));
        self
    }

    fn weights(&mut self, shape: &[usize], variance: f64) -> Result<Var> {
        let numbers = even(shape.iter().product(), variance, &mut self.random);
        Ok(Var::from_vec(numbers, shape, &Device::Cpu)?)
    }

    /// All that learns.
    pub fn variables(&self) -> Vec<Var> {
        let of = |layer: &Layer| match layer {
            Layer::Dense { weight, bias } | Layer::Convolution { weight, bias, .. } => {
                vec![weight.clone(), bias.clone()]
            }
            Layer::Unit(Unit::Prelu(weight, _)) => vec![weight.clone()],
            Layer::Flatten | Layer::Unit(_) => Vec::new(),
        };
        self.layers.iter().flat_map(of).collect()
    }

    /// The outputs for these inputs.
    ///
    /// # Errors
    /// If the shapes do not fit.
    pub fn forward(&self, x: &Tensor, mode: Mode) -> Result<Tensor> {
        self.watched(x, mode, |_| Ok(()))
    }

    /// The same, and `watch` sees the output of each activation.
    ///
    /// # Errors
    /// If the shapes do not fit, and those of `watch`.
    pub fn watched(
        &self,
        x: &Tensor,
        mode: Mode,
        mut watch: impl FnMut(&Tensor) -> Result<()>,
    ) -> Result<Tensor> {
        let mut x = x.clone();
        for layer in &self.layers {
            x = match layer {
                Layer::Dense { weight, bias } => x.matmul(weight)?.broadcast_add(bias)?,
                Layer::Convolution { weight, bias, stride } => {
                    x.conv2d(weight, 1, *stride, 1, 1)?.broadcast_add(bias)?
                }
                Layer::Flatten => x.flatten_from(1)?,
                Layer::Unit(unit) => {
                    let y = unit.forward(&x, mode)?;
                    watch(&y)?;
                    y
                }
            };
        }
        Ok(x)
    }
}
