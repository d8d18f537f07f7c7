//! Leaky ReLU, PReLU and RReLU beside ReLU, in pairs of networks that differ in nothing else.

use std::ops::ControlFlow;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{Experiment, listed, short};
use crate::data::digits::digits;
use crate::data::{purpose, random};
use crate::lab::{Lab, pairs};
use crate::network::{Initial, Network, Unit};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::{Signs, Spread};
use crate::train::{Plan, cross_entropy, error, shuffled, train};

/// As they are asked for, and as they are called here. The first one is what the others are compared with.
const FUNCTIONS: [(&str, &str); 5] = [
    ("relu", "relu"),
    ("leaky_relu(0.01)", "leaky_relu(0.01)"),
    ("leaky_relu(0.18181818181818182)", "leaky_relu(1/5.5)"),
    ("prelu", "prelu"),
    ("rrelu", "rrelu(1/8, 1/3)"),
];
const TRAINING: usize = 500;
const PLAN: Plan = Plan { epochs: 12, batch: 20, rate: 0.1 };
/// The limit of a probability for one comparison: 5 %, shared out over all of them (Bonferroni).
const LEVEL: f64 = 0.05 / (2.0 * (FUNCTIONS.len() - 1) as f64);

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Rectifiers {
    functions: Vec<Runs>,
}

/// The networks of one function.
#[derive(Serialize, Deserialize)]
struct Runs {
    function: String,
    /// By seed: the error on the digits that were not learned.
    error: Vec<f64>,
    /// By seed: the mean training loss of the last epoch; nothing if it diverged.
    loss: Vec<Option<f64>>,
}

impl Experiment for Rectifiers {
    const NAME: &'static str = "rectifiers";
    const TITLE: &'static str = "Leaky ReLU and its kin beside ReLU";
    const ABOUT: &'static str =
        "leaky_relu, prelu and rrelu against relu, in pairs, with a sign test";

    fn run(lab: &Lab) -> Result<Rectifiers> {
        let seeds: Vec<u64> = (0..lab.scale(40, 3) as u64).collect();
        let plan = Plan { epochs: lab.scale(PLAN.epochs, 2), ..PLAN };
        let all = digits();
        let runs = lab.each("networks", &pairs(&FUNCTIONS, &seeds), |((function, _), seed)| {
            let order = shuffled(all.count(), &mut random(purpose::PICTURES, *seed));
            let (pictures, test) = all.chosen(&order).split(TRAINING);
            // Each layer has a seed of its own, for the slopes of rrelu.
            let unit = |layer: u64| Unit::new(function, seed << 1 | layer);
            let network = Network::new(Initial::He, *seed)
                .convolution(1, 8, 1)?
                .unit(unit(0)?)
                .convolution(8, 16, 2)?
                .unit(unit(1)?)
                .flatten()
                .dense(16 * 4 * 4, pictures.classes)?;
            let mut last = None;
            let ended = train(&network, &pictures, cross_entropy, plan, *seed, |_, loss| {
                last = Some(loss);
                Ok(ControlFlow::Continue(()))
            })?;
            Ok((error(&network, &test)?, last.filter(|_| ended)))
        })?;
        let functions =
            FUNCTIONS.iter().zip(runs.chunks(seeds.len())).map(|((_, name), runs)| Runs {
                function: name.to_string(),
                error: runs.iter().map(|run| run.0).collect(),
                loss: runs.iter().map(|run| run.1).collect(),
            });
        Ok(Rectifiers { functions: functions.collect() })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        let seeds = self.functions.first().map_or(0, |runs| runs.error.len());
        section.claim(
            "Leaky ReLU should beat ReLU by theory; many experiments do not show that it does (textbook). Maas, Hannun and \
             Ng (Rectifier nonlinearities improve neural network acoustic models, 2013) found no significant difference \
             with the slope 0.01. Xu, Wang, Chen and Li (Empirical evaluation of rectified activations in convolutional \
             network, 2015) found all of leaky_relu with 1/5.5, prelu and rrelu better than relu on the test pictures of \
             CIFAR, and prelu best on the training pictures.",
        );
        section.done(&format!(
            "{seeds} times, {TRAINING} digits are drawn to learn from, and the others to test with; two convolutional layers \
             of 8 and 16 channels, softmax, {} epochs in batches of {} at the rate {}. In each of the {seeds} rounds, all \
             functions have the same initial weights (He's), pictures and order. PReLU has one slope for each layer, which begins at 1/4; \
             RReLU draws its slopes anew in each step. A *win* is a round in which the \
             function's error is below relu's. The sign test asks how probable it is that a fair coin decides the \
             rounds that are no ties as unevenly. As there are {} comparisons, a probability counts as a difference \
             below {} (5 % over {}).",
            PLAN.epochs,
            PLAN.batch,
            PLAN.rate,
            2 * (FUNCTIONS.len() - 1),
            LEVEL,
            2 * (FUNCTIONS.len() - 1),
        ));
        let rows: Vec<[String; 7]> = self.functions.iter().map(|runs| self.row(runs)).collect();
        let head = [
            "function",
            "test error, %",
            "less than relu's",
            "wins, losses, ties",
            "probability",
            "training loss",
            "probability",
        ];
        section.table(head, &rows);
        section.plot("", &self.plot())?;
        section.means(&self.meaning());
        Ok(())
    }
}

impl Rectifiers {
    fn signs(&self, runs: &Runs) -> (Signs, Signs) {
        let relu = &self.functions[0];
        let errors = runs.error.iter().copied().zip(relu.error.iter().copied());
        let losses = runs.loss.iter().zip(&relu.loss).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
        (Signs::of(errors), Signs::of(losses))
    }

    /// In per cent.
    fn gain(&self, runs: &Runs) -> Spread {
        let pairs = runs.error.iter().zip(&self.functions[0].error);
        Spread::of(pairs.map(|(own, relu)| relu - own)).times(100.0)
    }

    fn row(&self, runs: &Runs) -> [String; 7] {
        let error = format!("{:.2}", Spread::of(runs.error.iter().copied()).times(100.0));
        let loss = format!("{:.4}", Spread::of(runs.loss.iter().flatten().copied()));
        if runs.function == FUNCTIONS[0].1 {
            let no = || "–".to_string();
            return [runs.function.clone(), error, no(), no(), no(), loss, no()];
        }
        let (errors, losses) = self.signs(runs);
        [
            runs.function.clone(),
            error,
            format!("{:.2}", self.gain(runs)),
            format!("{}, {}, {}", errors.smaller, errors.larger, errors.ties),
            short(errors.probability()),
            loss,
            short(losses.probability()),
        ]
    }

    fn plot(&self) -> Plot {
        let series = self.functions.iter().skip(1).enumerate().map(|(colour, runs)| {
            let mut gains: Vec<f64> = runs
                .error
                .iter()
                .zip(&self.functions[0].error)
                .map(|(own, relu)| (relu - own) * 100.0)
                .collect();
            gains.sort_by(f64::total_cmp);
            let points = gains.into_iter().enumerate().map(|(at, gain)| (at as f64 + 1.0, gain));
            Series {
                name: runs.function.clone(),
                points: points.collect(),
                style: Style::Line,
                colour,
            }
        });
        Plot {
            title: "relu's test error less the other's, round by round, sorted; above 0 the other is better".to_string(),
            x: Axis::linear("rounds"),
            y: Axis::linear("percentage points"),
            series: series.collect(),
        }
    }

    fn meaning(&self) -> String {
        let others = || self.functions.iter().skip(1);
        let name = |runs: &Runs| runs.function.clone();
        let differ = |of: fn(&(Signs, Signs)) -> Signs, smaller: bool| {
            let fits = |runs: &&Runs| {
                let signs = of(&self.signs(runs));
                signs.probability() < LEVEL && (signs.smaller > signs.larger) == smaller
            };
            others().filter(fits).map(name).collect::<Vec<_>>()
        };
        let say = |what: &str, of: fn(&(Signs, Signs)) -> Signs| {
            let (better, worse) = (differ(of, true), differ(of, false));
            let is_same =
                |runs: &&Runs| !better.contains(&runs.function) && !worse.contains(&runs.function);
            let same: Vec<String> = others().filter(is_same).map(name).collect();
            format!(
                "{what} lower than relu's: {}; higher: {}; no difference: {}. ",
                listed(&better),
                listed(&worse),
                listed(&same)
            )
        };
        let mut text = say("Test error", |signs| signs.0) + &say("Training loss", |signs| signs.1);
        let small = self.functions.iter().find(|runs| runs.function == FUNCTIONS[1].1);
        if let Some(small) = small {
            let differs = self.signs(small).0.probability() < LEVEL;
            text += match differs {
                false => {
                    "That leaky_relu with 0.01 makes no difference for the test error agrees with Maas and others. "
                }
                true => {
                    "That leaky_relu with 0.01 differs in the test error is not what Maas and others found. "
                }
            };
        }
        let better = differ(|signs| signs.0, true);
        let claimed: Vec<String> = self.functions.iter().skip(2).map(name).collect();
        let supported = claimed.iter().filter(|name| better.contains(name)).count();
        text += &format!(
            "Of the three that Xu and others found better on test pictures, {supported} of {} are so here. ",
            claimed.len()
        );
        let size = |runs: &&Runs| self.gain(runs).mean.abs();
        if let Some(most) = others().max_by(|a, b| size(a).total_cmp(&size(b))) {
            let side = if self.gain(most).mean > 0.0 { "below" } else { "above" };
            text += &format!(
                "Farthest from relu is {}, whose test error is {:.2} percentage points {side}. Smaller differences than these \
                 rounds can tell from chance are not excluded.",
                most.function,
                size(&most)
            );
        }
        text
    }
}
