//! A training step with ogive's functions, and with candle's own.

use anyhow::Result;
use candle_core::Tensor;
use candle_nn::{Optimizer, SGD};
use cpu_time::ProcessTime;
use ogive::kernel::Isa;
use serde::{Deserialize, Serialize};

use super::{Experiment, listed, short};
use crate::data::digits::digits;
use crate::data::{Pictures, purpose, random};
use crate::lab::Lab;
use crate::network::{Initial, Mode, Network, Unit};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::median;
use crate::train::{Loss, cross_entropy, shuffled};

type Foreign = fn(&Tensor) -> candle_core::Result<Tensor>;

/// ogive's functions, and candle's of the same formulas.
const FUNCTIONS: [(&str, Foreign); 6] = [
    ("relu", Tensor::relu),
    ("leaky_relu", |x| candle_nn::ops::leaky_relu(x, 0.01)),
    ("sigmoid", candle_nn::ops::sigmoid),
    ("tanh", Tensor::tanh),
    ("silu", Tensor::silu),
    ("gelu", Tensor::gelu_erf),
];
const WIDTH: usize = 128;
const HIDDEN: usize = 4;
const BATCH: usize = 1024;
const RATE: f64 = 0.05;
/// Steps that are not timed.
const WARM: usize = 3;

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Step {
    isa: String,
    rows: Vec<Row>,
}

/// One function.
#[derive(Serialize, Deserialize)]
struct Row {
    function: String,
    /// Milliseconds of a step, medians.
    ogive: f64,
    candle: f64,
    /// The losses of each step.
    ogive_losses: Vec<f32>,
    candle_losses: Vec<f32>,
}

impl Row {
    /// The largest difference of the two losses of a step.
    fn difference(&self) -> f64 {
        let pairs = self.ogive_losses.iter().zip(&self.candle_losses);
        pairs.map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
    }
}

impl Experiment for Step {
    const NAME: &'static str = "step";
    const TITLE: &'static str = "A training step beside candle's own functions";
    const ABOUT: &'static str =
        "time and loss of a training step, with ogive's functions and with candle's";

    fn run(lab: &Lab) -> Result<Step> {
        let steps = lab.scale(60, 10);
        let digits = digits();
        let rows = lab.each_alone("functions", &FUNCTIONS, |(name, candle)| {
            compared(name, *candle, steps, &digits)
        })?;
        Ok(Step { isa: Isa::active()?.name().to_string(), rows })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        let steps = self.rows.first().map_or(0, |row| row.ogive_losses.len());
        section.claim(
            "ogive's functions are off by less than a unit in the last place, and candle's state no bound; a network should \
             learn the same with both, but for rounding, and a step should not take longer.",
        );
        section.done(&format!(
            "Two networks of {HIDDEN} hidden layers of {WIDTH} units, with the same weights, take turns: a step of one, a step \
             of the other on the same {BATCH} digits, {steps} steps each. One has ogive's function and ogive's log_softmax, \
             the other candle's own; all else is candle. A step is forward, backward and the change of the weights; a \
             time is the processor's, which other programs change less than that on the clock, and the median of all \
             steps but the first {WARM}, on one thread with {}. Times are of one run on one machine: compare within the \
             table only.",
            self.isa,
        ));
        let rows: Vec<[String; 6]> = self
            .rows
            .iter()
            .map(|row| {
                let last = row.ogive_losses.last().copied().unwrap_or(f32::NAN);
                [
                    row.function.clone(),
                    format!("{:.2}", row.ogive),
                    format!("{:.2}", row.candle),
                    format!("{:.2}", row.ogive / row.candle),
                    format!("{last:.4}"),
                    short(row.difference()),
                ]
            })
            .collect();
        let head = [
            "function",
            "ogive, ms",
            "candle, ms",
            "ratio",
            "last loss",
            "losses differ by, at most",
        ];
        section.table(head, &rows);
        section.plot("", &self.plot())?;
        section.means(&self.meaning());
        Ok(())
    }
}

impl Step {
    fn plot(&self) -> Plot {
        let points = |losses: &[f32]| {
            let every = (losses.len() / 40).max(1);
            let points = losses.iter().enumerate().step_by(every);
            points.map(|(step, loss)| (step as f64 + 1.0, f64::from(*loss))).collect()
        };
        let series = self.rows.iter().enumerate().flat_map(|(colour, row)| {
            let series = |name, losses: &[f32], style| Series {
                name: format!("{}, {name}", row.function),
                points: points(losses),
                style,
                colour,
            };
            [
                series("candle", &row.candle_losses, Style::Dots),
                series("ogive", &row.ogive_losses, Style::Dashes),
            ]
        });
        Plot {
            title: "The loss by step: ogive's lines through candle's dots".to_string(),
            x: Axis::linear("steps"),
            y: Axis::linear("loss"),
            series: series.collect(),
        }
    }

    fn meaning(&self) -> String {
        let largest = self.rows.iter().map(Row::difference).fold(0.0, f64::max);
        let name = |row: &Row| row.function.clone();
        let mut text = format!(
            "The losses of both are the same within {} over all functions and steps{}. ",
            short(largest),
            if largest < 1e-4 {
                ", which is rounding that has been carried on"
            } else {
                ": more than rounding explains"
            },
        );
        let faster: Vec<String> =
            self.rows.iter().filter(|row| row.ogive < 0.95 * row.candle).map(name).collect();
        let slower: Vec<String> =
            self.rows.iter().filter(|row| row.ogive > 1.05 * row.candle).map(name).collect();
        text += &format!(
            "A step with ogive is shorter by more than 5 % for {}, and longer by more than 5 % for {}.",
            listed(&faster),
            listed(&slower)
        );
        text
    }
}

/// One of the two networks.
struct Learner {
    network: Network,
    loss: Loss,
    descent: SGD,
    seconds: Vec<f64>,
    losses: Vec<f32>,
}

impl Learner {
    fn new(unit: impl Fn() -> Result<Unit>, loss: Loss, digits: &Pictures) -> Result<Learner> {
        let mut network = Network::new(Initial::He, 1).flatten();
        let mut inputs = digits.size * digits.size;
        for _ in 0..HIDDEN {
            network = network.dense(inputs, WIDTH)?.unit(unit()?);
            inputs = WIDTH;
        }
        let network = network.dense(inputs, digits.classes)?;
        let descent = SGD::new(network.variables(), RATE)?;
        Ok(Learner { network, loss, descent, seconds: Vec::new(), losses: Vec::new() })
    }

    fn step(&mut self, x: &Tensor, target: &Tensor, number: u64) -> Result<()> {
        let begun = ProcessTime::now();
        let scores = self.network.forward(x, Mode::Training(number))?;
        let loss = (self.loss)(&scores, target)?;
        self.descent.backward_step(&loss)?;
        self.losses.push(loss.to_scalar::<f32>()?);
        self.seconds.push(begun.elapsed().as_secs_f64());
        Ok(())
    }

    fn milliseconds(&self) -> f64 {
        let timed = self.seconds.iter().skip(WARM);
        median(timed.map(|seconds| seconds * 1e3)).unwrap_or(f64::NAN)
    }
}

fn candle_cross_entropy(scores: &Tensor, target: &Tensor) -> Result<Tensor> {
    let logarithms = candle_nn::ops::log_softmax(scores, 1)?;
    let rows = scores.dim(0)? as f64;
    Ok(((logarithms * target)?.sum_all()? / -rows)?)
}

fn compared(name: &str, candle: Foreign, steps: usize, digits: &Pictures) -> Result<Row> {
    let mut ogive = Learner::new(|| Unit::new(name, 1), cross_entropy, digits)?;
    let mut other = Learner::new(|| Ok(Unit::Foreign(candle)), candle_cross_entropy, digits)?;
    let mut random = random(purpose::ORDER, 1);
    for step in 0..steps as u64 {
        let order = shuffled(digits.count(), &mut random);
        let (x, target) = (digits.batch(&order[..BATCH])?, digits.target(&order[..BATCH])?);
        // Each goes first in every other step.
        let turns = if step % 2 == 0 { [&mut ogive, &mut other] } else { [&mut other, &mut ogive] };
        for learner in turns {
            learner.step(&x, &target, step)?;
        }
    }
    Ok(Row {
        function: name.to_string(),
        ogive: ogive.milliseconds(),
        candle: other.milliseconds(),
        ogive_losses: ogive.losses,
        candle_losses: other.losses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// candle's functions here are those that they are taken for.
    #[test]
    fn both_learn_the_same_but_for_rounding() {
        let digits = digits();
        for (name, candle) in FUNCTIONS {
            let row = compared(name, candle, 3, &digits).unwrap();
            assert!(row.difference() < 1e-5, "{name}: {}", row.difference());
            assert!(row.ogive_losses[2] < row.ogive_losses[0], "{name} does not learn");
        }
        let wrong = compared("gelu", Tensor::silu, 2, &digits).unwrap();
        assert!(wrong.difference() > 1e-5, "another function is not seen");
    }
}
