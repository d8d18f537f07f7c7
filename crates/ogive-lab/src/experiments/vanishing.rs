//! How much of the gradient reaches the first layer, by depth.

use anyhow::Result;
use candle_core::Module;
use candle_core::{Device, Tensor, Var};
use ndarray::Array1;
use ogive::nn::Layer;
use ogive_candle::Activation;
use serde::{Deserialize, Serialize};

use super::{Experiment, listed, short};
use crate::data::{purpose, random};
use crate::lab::{Lab, pairs};
use crate::network::{Initial, even};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::Spread;

const FUNCTIONS: [&str; 6] = ["sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu"];
const INITIALS: [Initial; 2] = [Initial::Xavier, Initial::He];
const DEPTHS: [usize; 9] = [2, 3, 5, 8, 12, 16, 20, 25, 30];
const WIDTH: usize = 256;
const BATCH: usize = 64;
/// The variance of single inputs: that of 256 even numbers scatters by 6 %.
const AROUND: [f64; 2] = [0.9, 1.1];

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Vanishing {
    rows: Vec<Row>,
}

/// One function with one initialisation.
#[derive(Serialize, Deserialize)]
struct Row {
    function: String,
    initial: String,
    /// The size of the gradient at the first layer over that at the last, by depth, by seed.
    passed: Vec<Vec<f64>>,
    /// The same by theory.
    predicted: Vec<f64>,
    /// What a layer passes on in the deepest networks by theory, if the inputs' variance is [`AROUND`].
    around: Vec<f64>,
}

impl Row {
    /// What a layer passes on, in the deepest networks: of so many layers' product, the root.
    fn factor(&self) -> Spread {
        let runs = self.passed.last().into_iter().flatten();
        Spread::of(runs.map(|passed| passed.powf(1.0 / (DEPTHS[DEPTHS.len() - 1] - 1) as f64)))
    }

    fn predicted_factor(&self) -> f64 {
        factor(&self.predicted)
    }

    /// The mean over the seeds, of logarithms: sizes of gradients scatter by factors.
    fn middle(&self, depth: usize) -> f64 {
        let runs = &self.passed[depth];
        (runs.iter().map(|run| run.ln()).sum::<f64>() / runs.len() as f64).exp()
    }
}

/// Of what is passed on by depth: what a layer passes on in the deepest networks.
fn factor(passed: &[f64]) -> f64 {
    let last = passed.last().copied().unwrap_or(f64::NAN);
    last.powf(1.0 / (DEPTHS[DEPTHS.len() - 1] - 1) as f64)
}

impl Experiment for Vanishing {
    const NAME: &'static str = "vanishing";
    const TITLE: &'static str = "Vanishing gradients";
    const ABOUT: &'static str = "how much of the gradient reaches the first layer, by depth";

    fn run(lab: &Lab) -> Result<Vanishing> {
        let seeds: Vec<u64> = (0..lab.scale(10, 2) as u64).collect();
        let kinds = pairs(&FUNCTIONS, &INITIALS);
        let passed =
            lab.each("networks", &pairs(&kinds, &seeds), |((function, initial), seed)| {
                DEPTHS.into_iter().map(|depth| passed(function, *initial, depth, *seed)).collect()
            })?;
        let rows = kinds.iter().zip(passed.chunks(seeds.len()));
        let rows = rows.map(|((function, initial), runs): (_, &[Vec<f64>])| {
            let by_depth = |depth| runs.iter().map(|run| run[depth]).collect();
            Ok(Row {
                function: function.to_string(),
                initial: initial.name().to_string(),
                passed: (0..DEPTHS.len()).map(by_depth).collect(),
                predicted: predicted(function, *initial, 1.0)?,
                around: AROUND
                    .into_iter()
                    .map(|variance| Ok(factor(&predicted(function, *initial, variance)?)))
                    .collect::<Result<_>>()?,
            })
        });
        Ok(Vanishing { rows: rows.collect::<Result<_>>()? })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "The slope of the sigmoid is at most 1/4, so that by the chain rule a layer passes on at most a quarter of the \
             gradient (times what the weights do), and through many layers nothing is left; ReLU keeps the gradient \
             (textbook, section on activation functions). With weights of variance 1/n a ReLU halves the square of the \
             gradient, and passes on √½ = 0.71 of it; with He's 2/n it passes on all of it (He and others, Delving deep \
             into rectifiers, 2015).",
        );
        section.done(&format!(
            "Networks of 2 to {} layers of {WIDTH} units, before any training, get {BATCH} random inputs of variance 1, \
             and a random gradient at the last layer. Measured is the size of the gradient at the first layer over that \
             at the last (root mean square over units and inputs), {} networks of each kind. *A layer passes on* is \
             its root over the {} activations between. *Theory* is that of infinitely wide layers: the pre-activations \
             are normal, and the variance of their gradient is multiplied, layer by layer, by n·Var(w)·E f′(z)². The \
             expectations are integrals over ogive's functions and slopes in `f64`.",
            DEPTHS[DEPTHS.len() - 1],
            self.rows.first().map_or(0, |row| row.passed[0].len()),
            DEPTHS[DEPTHS.len() - 1] - 1,
        ));
        let shown = [2, 4, 6, 8];
        let rows: Vec<[String; 8]> = self
            .rows
            .iter()
            .map(|row| {
                let [a, b, c, d] = shown.map(|depth| short(row.middle(depth)));
                let factor = format!("{:.3}", row.factor());
                let theory = format!("{:.3}", row.predicted_factor());
                [row.function.clone(), row.initial.clone(), factor, theory, a, b, c, d]
            })
            .collect();
        let heads = shown.map(|depth| format!("{} layers", DEPTHS[depth]));
        let [a, b, c, d] = heads.each_ref().map(String::as_str);
        section.table(["function", "weights", "a layer passes on", "theory", a, b, c, d], &rows);
        for initial in INITIALS {
            section.plot(&initial.name().to_lowercase(), &self.plot(initial))?;
        }
        section.means(&self.meaning());
        Ok(())
    }
}

impl Vanishing {
    fn plot(&self, initial: Initial) -> Plot {
        let rows = || self.rows.iter().filter(|row| row.initial == initial.name()).enumerate();
        let points = |of: &dyn Fn(usize) -> f64| {
            DEPTHS.iter().enumerate().map(|(index, depth)| (*depth as f64, of(index))).collect()
        };
        let theory = rows().map(|(colour, row)| Series {
            name: format!("{}, theory", row.function),
            points: points(&|depth| row.predicted[depth]),
            style: Style::Dashes,
            colour,
        });
        let measured = rows().map(|(colour, row)| Series {
            name: row.function.clone(),
            points: points(&|depth| row.middle(depth)),
            style: Style::Dots,
            colour,
        });
        Plot {
            title: format!(
                "The gradient that reaches the first layer, weights by {}",
                initial.name()
            ),
            x: Axis::linear("layers"),
            y: Axis::logarithmic("gradient at the first layer, over that at the last"),
            series: measured.chain(theory).collect(),
        }
    }

    fn meaning(&self) -> String {
        let find = |function: &str, initial: Initial| {
            let fits = |row: &&Row| row.function == function && row.initial == initial.name();
            self.rows.iter().find(fits)
        };
        let mut text = String::new();
        if let Some(row) = find("sigmoid", Initial::Xavier) {
            let (factor, bound) = (row.factor(), 0.25);
            let holds = if factor.mean <= bound {
                "at most the quarter that"
            } else {
                "more than the quarter that"
            };
            text += &format!(
                "With Xavier's weights, a layer of sigmoids passes on {factor:.3} of the gradient: {holds} the claim \
                 allows. Through {} layers, {} of it is left. ",
                DEPTHS[DEPTHS.len() - 1],
                short(row.middle(DEPTHS.len() - 1)),
            );
        }
        for (initial, expected) in [(Initial::He, 1.0), (Initial::Xavier, 0.5_f64.sqrt())] {
            if let Some(row) = find("relu", initial) {
                let factor = row.factor();
                let near = (factor.mean - expected).abs() < 0.02;
                text += &format!(
                    "ReLU with the weights of {} passes on {factor:.3}, where {expected:.2} is expected{}. ",
                    initial.name(),
                    if near { "" } else { ": the claim does not hold here" },
                );
            }
        }
        let off = |row: &&Row| (row.factor().mean - row.predicted_factor()).abs() > 0.02;
        let kind = |row: &Row| format!("{} with {}", row.function, row.initial);
        let far: Vec<String> = self.rows.iter().filter(off).map(kind).collect();
        text += &match far.is_empty() {
            true => format!(
                "In all {} kinds of networks, theory and measurement agree within 0.02 for a layer. ",
                self.rows.len()
            ),
            false => {
                format!("Theory and measurement are more than 0.02 apart for {}. ", listed(&far))
            }
        };
        let others = self.rows.iter().filter(|row| !off(row));
        let scatter = others.map(|row| row.factor().deviation).fold(0.0, f64::max);
        for row in self.rows.iter().filter(off) {
            let [low, high] = [0, 1].map(|end| row.around.get(end).copied().unwrap_or(f64::NAN));
            text += &format!(
                "For {}, the networks themselves scatter by {:.3}, all that agree by {scatter:.3} at most; and theory \
                 gives {low:.3} if an input's variance is {} and {high:.3} if it is {}. ",
                kind(row),
                row.factor().deviation,
                AROUND[0],
                AROUND[1]
            );
            if row.factor().deviation > 2.0 * scatter {
                text += &format!(
                    "Both speak for small differences that grow from layer to layer, which the theory of infinitely wide \
                     layers leaves out: these have {WIDTH} units. "
                );
            }
        }
        let of_one = |factor: f64| (0.95..1.05).contains(&factor);
        let keep = self.rows.iter().filter(|row| of_one(row.factor().mean));
        let keep: Vec<String> = keep.map(kind).collect();
        text += &format!(
            "Within 5 % for a layer, the gradient is kept by {} of the {} kinds: {}.",
            keep.len(),
            self.rows.len(),
            listed(&keep)
        );
        text
    }
}

/// The size of the gradient at the first layer's pre-activations over that at the last layer's.
fn passed(function: &str, initial: Initial, depth: usize, seed: u64) -> Result<f64> {
    let device = &Device::Cpu;
    let activation: Activation = function.parse()?;
    let mut weights = random(purpose::WEIGHTS, seed);
    let mut signals = random(purpose::SIGNALS, seed);
    let signal =
        |random: &mut _| Tensor::from_vec(even(BATCH * WIDTH, 1.0, random), (BATCH, WIDTH), device);
    let mut matrix = || {
        let numbers = even(WIDTH * WIDTH, initial.variance(WIDTH, WIDTH), &mut weights);
        Tensor::from_vec(numbers, (WIDTH, WIDTH), device)
    };
    let (x, g) = (signal(&mut signals)?, signal(&mut signals)?);
    // Zeros that are added to the pre-activations: the gradient by them is the gradient there.
    let first = Var::zeros((BATCH, WIDTH), x.dtype(), device)?;
    let mut z = (x.matmul(&matrix()?)? + first.as_tensor())?;
    for _ in 1..depth {
        z = activation.forward(&z)?.matmul(&matrix()?)?;
    }
    let gradients = (z * &g)?.sum_all()?.backward()?;
    let at_first = gradients.get(&first).expect("the output depends on the first layer");
    let size = |tensor: &Tensor| -> Result<f64> {
        let numbers = tensor.flatten_all()?.to_vec1::<f32>()?;
        Ok(numbers.iter().map(|number| f64::from(*number).powi(2)).sum::<f64>().sqrt())
    };
    Ok(size(at_first)? / size(&g)?)
}

/// The same in networks that are infinitely wide, by depth, for inputs of this variance.
fn predicted(function: &str, initial: Initial, inputs: f64) -> Result<Vec<f64>> {
    let function = ogive::parse(function)?;
    let gain = initial.variance(WIDTH, WIDTH) * WIDTH as f64;
    let (mut variance, mut squared) = (gain * inputs, 1.0);
    let mut by_layers = vec![1.0];
    for _ in 1..DEPTHS[DEPTHS.len() - 1] {
        let z = normal() * variance.sqrt();
        let value = function.forward(&z)?;
        let slope = function.backward(&z, &Array1::ones(z.len()))?;
        squared *= gain * expectation(&slope);
        variance = gain * expectation(&value);
        by_layers.push(squared.sqrt());
    }
    Ok(DEPTHS.into_iter().map(|depth| by_layers[depth - 1]).collect())
}

const STEP: f64 = 1.0 / 256.0;

/// Points from −10 to 10, over which the normal distribution is summed. None is 0, where slopes jump.
fn normal() -> Array1<f64> {
    let half = (10.0 / STEP) as i64;
    (-half..half).map(|step| (step as f64 + 0.5) * STEP).collect()
}

/// The expectation of a square over them.
fn expectation(at_points: &Array1<f64>) -> f64 {
    let density = |z: f64| (-z * z / 2.0).exp() * STEP / (2.0 * std::f64::consts::PI).sqrt();
    normal().iter().zip(at_points).map(|(z, number)| density(*z) * number * number).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known in closed form: ReLU keeps half of the squares, and a line all of them.
    #[test]
    fn theory_is_exact_where_it_is_known() {
        let factor = |function, initial| factor(&predicted(function, initial, 1.0).unwrap());
        let cases = [
            ("relu", Initial::He, 1.0),
            ("relu", Initial::Xavier, 0.5_f64.sqrt()),
            ("linear", Initial::Xavier, 1.0),
            ("leaky_relu(0.5)", Initial::He, 1.25_f64.sqrt()),
        ];
        for (function, initial, expected) in cases {
            let found = factor(function, initial);
            assert!((found - expected).abs() < 1e-9, "{function}: {found}, not {expected}");
        }
        assert!(factor("sigmoid", Initial::Xavier) < 0.25);
    }

    #[test]
    fn a_network_of_lines_with_one_layer_passes_all_of_it() {
        assert_eq!(passed("linear", Initial::He, 1, 7).unwrap(), 1.0);
        let once = passed("gelu", Initial::He, 5, 7).unwrap();
        assert_eq!(once, passed("gelu", Initial::He, 5, 7).unwrap());
    }
}
