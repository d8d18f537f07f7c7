//! How many epochs a small convolutional network takes to a training error, by its activation.

use std::ops::ControlFlow;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::Experiment;
use crate::data::Pictures;
use crate::data::shapes::shapes;
use crate::lab::{Lab, pairs};
use crate::network::{Initial, Network, Unit};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::{Spread, median};
use crate::train::{Plan, cross_entropy, error, train};

const FUNCTIONS: [&str; 3] = ["sigmoid", "tanh", "relu"];
const RATES: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
/// The training error that the rates are chosen by, as Krizhevsky and others have it, and a smaller one.
const TARGETS: [f64; 2] = [0.25, 0.05];
const PICTURES: usize = 600;
const BATCH: usize = 20;

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Convergence {
    /// No network learned for longer.
    epochs: usize,
    /// The search for a rate.
    search: Vec<Curves>,
    /// With the rate that was found, other seeds.
    found: Vec<Curves>,
}

/// Networks of one function that learned at one rate.
#[derive(Clone, Serialize, Deserialize)]
struct Curves {
    function: String,
    rate: f64,
    /// By seed: the training error after each epoch, until the smaller target was reached.
    errors: Vec<Vec<f64>>,
}

impl Curves {
    /// Epochs to a training error, by seed; none where it was not reached.
    fn epochs(&self, target: f64) -> Vec<Option<f64>> {
        self.errors.iter().map(|errors| crossing(errors, target)).collect()
    }

    /// The mean, where those that did not reach it count as `limit`.
    fn score(&self, target: f64, limit: usize) -> f64 {
        let epochs = self.epochs(target).into_iter();
        Spread::of(epochs.map(|epochs| epochs.unwrap_or(limit as f64))).mean
    }

    /// The median; none if the half of them or more did not reach it.
    fn median(&self, target: f64) -> Option<f64> {
        let epochs = self.epochs(target).into_iter();
        median(epochs.map(|epochs| epochs.unwrap_or(f64::INFINITY)))
            .filter(|epochs| epochs.is_finite())
    }
}

/// When an error that is known after each epoch first came down to a target, on straight lines between.
fn crossing(errors: &[f64], target: f64) -> Option<f64> {
    let after = errors.iter().position(|error| *error <= target)?;
    let Some(before) = after.checked_sub(1) else { return Some(1.0) };
    let (above, below) = (errors[before], errors[after]);
    Some(after as f64 + (above - target) / (above - below))
}

impl Experiment for Convergence {
    const NAME: &'static str = "convergence";
    const TITLE: &'static str = "Convergence: sigmoid, tanh and ReLU";
    const ABOUT: &'static str = "epochs to a training error of a small convolutional network";

    fn run(lab: &Lab) -> Result<Convergence> {
        let epochs = lab.scale(40, 4);
        let pictures = shapes(lab.scale(PICTURES, 100), 16, 0.1, 1);
        let curves =
            |what: &str, kinds: Vec<(&'static str, f64)>, seeds: Vec<u64>| -> Result<Vec<Curves>> {
                let runs = lab.each(what, &pairs(&kinds, &seeds), |((function, rate), seed)| {
                    let plan = Plan { epochs, batch: BATCH, rate: *rate };
                    learned(function, plan, *seed, &pictures)
                })?;
                let of = |((function, rate), runs): (&(&str, f64), &[Vec<f64>])| Curves {
                    function: function.to_string(),
                    rate: *rate,
                    errors: runs.to_vec(),
                };
                Ok(kinds.iter().zip(runs.chunks(seeds.len())).map(of).collect())
            };
        let search = curves("search", pairs(&FUNCTIONS, &RATES), (100..102).collect())?;
        let best = |function: &&'static str| {
            let tried = search.iter().filter(|curves| curves.function == *function);
            let score = |curves: &&Curves| curves.score(TARGETS[0], epochs + 1);
            let best = tried.min_by(|a, b| score(a).total_cmp(&score(b)));
            (*function, best.map_or(RATES[0], |curves| curves.rate))
        };
        let kinds = FUNCTIONS.iter().map(best).collect();
        let found = curves("training", kinds, (0..lab.scale(10, 2) as u64).collect())?;
        Ok(Convergence { epochs, search, found })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "ReLU converges faster (textbook). Krizhevsky, Sutskever and Hinton (ImageNet classification with deep \
             convolutional neural networks, 2012) found that a network of four convolutional layers reached a training \
             error of 25 % on CIFAR-10 six times faster with ReLU than with tanh, each with a learning rate of its own. \
             Glorot and Bengio (Understanding the difficulty of training deep feedforward neural networks, 2010) found \
             that deep networks of sigmoids hardly begin to learn, on pictures of the same three shapes as here among \
             others.",
        );
        section.done(&format!(
            "{PICTURES} shapes of 16×16 pixels; two convolutional layers of 8 and 16 channels with stride 2, a layer of 32 \
             units, and softmax; batches of {BATCH}, at most {} epochs. Weights as is usual with each function: Xavier's \
             with sigmoid and tanh, He's with ReLU. The rate is chosen among {} by two networks each: that with the \
             fewest epochs to 25 % on the average, the lowest where none gets there. Then {} networks with other seeds learn at that rate, all from the \
             same pictures, in the same orders. The training error is measured after each epoch, with straight lines \
             between; a median is – where half of the networks did not get there.",
            self.epochs,
            RATES.map(|rate| rate.to_string()).join(", "),
            self.found.first().map_or(0, |curves| curves.errors.len()),
        ));
        let rows: Vec<[String; 6]> = self.found.iter().map(row).collect();
        let head = [
            "function",
            "rate",
            "reached 25 %",
            "epochs to 25 %, median",
            "reached 5 %",
            "epochs to 5 %, median",
        ];
        section.table(head, &rows);
        section.plot("", &self.plot())?;
        section.paragraph("The search: mean epochs to 25 %, where a network that did not get there counts as one epoch \
                           more than there are.");
        let rows: Vec<[String; 4]> = RATES
            .into_iter()
            .map(|rate| {
                let score = |function: &str| {
                    let fits =
                        |curves: &&Curves| curves.function == function && curves.rate == rate;
                    let tried = self.search.iter().find(fits);
                    tried.map_or("–".into(), |c| {
                        format!("{:.1}", c.score(TARGETS[0], self.epochs + 1))
                    })
                };
                let [a, b, c] = FUNCTIONS.map(score);
                [rate.to_string(), a, b, c]
            })
            .collect();
        let [a, b, c] = FUNCTIONS;
        section.table(["rate", a, b, c], &rows);
        section.means(&self.meaning());
        Ok(())
    }
}

fn row(curves: &Curves) -> [String; 6] {
    let reached = |target| {
        let epochs = curves.epochs(target);
        format!("{} of {}", epochs.iter().flatten().count(), epochs.len())
    };
    let middle =
        |target| curves.median(target).map_or("–".into(), |epochs| format!("{epochs:.1}"));
    let [first, second] = TARGETS;
    [
        curves.function.clone(),
        curves.rate.to_string(),
        reached(first),
        middle(first),
        reached(second),
        middle(second),
    ]
}

impl Convergence {
    fn find(&self, function: &str) -> Option<&Curves> {
        self.found.iter().find(|curves| curves.function == function)
    }

    fn plot(&self) -> Plot {
        // After a network has reached the smaller target, its last error stands for what follows.
        let point = |curves: &Curves, epoch: usize| {
            let runs = curves.errors.iter();
            let errors = runs.filter_map(|errors| errors.get(epoch).or(errors.last()).copied());
            (epoch as f64 + 1.0, Spread::of(errors).mean * 100.0)
        };
        let series = self.found.iter().enumerate().map(|(colour, curves)| {
            let length = curves.errors.iter().map(Vec::len).max().unwrap_or(0);
            let points = (0..length).map(|epoch| point(curves, epoch)).collect();
            let name = format!("{}, rate {}", curves.function, curves.rate);
            Series { name, points, style: Style::Line, colour }
        });
        Plot {
            title: "Training error, mean over the networks".to_string(),
            x: Axis::linear("epochs"),
            y: Axis::linear("training error, %"),
            series: series.collect(),
        }
    }

    fn meaning(&self) -> String {
        let mut text = String::new();
        for target in TARGETS {
            let percent = target * 100.0;
            let compare = |slow: &str| {
                let (Some(a), Some(b)) = (self.find(slow), self.find("relu")) else {
                    return String::new();
                };
                match (a.median(target), b.median(target)) {
                    (Some(a), Some(b)) => {
                        let ratio = a / b;
                        match ratio {
                            r if r > 1.1 => {
                                format!("{slow} takes {ratio:.1} times as many epochs as ReLU")
                            }
                            r if r < 0.9 => {
                                format!(
                                    "{slow} takes {ratio:.1} times as many epochs as ReLU: it is the faster one"
                                )
                            }
                            _ => format!(
                                "{slow} takes about as many epochs as ReLU ({ratio:.2} times as many)"
                            ),
                        }
                    }
                    (None, Some(_)) => format!(
                        "half of the networks of {slow} or more did not get there, and ReLU did"
                    ),
                    (Some(_), None) => format!(
                        "{slow} gets there, and half of the networks of ReLU or more did not"
                    ),
                    (None, None) => {
                        format!("neither {slow} nor ReLU gets there in the half of the cases")
                    }
                }
            };
            text += &format!(
                "To a training error of {percent:.0} %, {}; {}. ",
                compare("tanh"),
                compare("sigmoid")
            );
        }
        for function in FUNCTIONS {
            let tried = || self.search.iter().filter(|curves| curves.function == function);
            let limit = self.epochs + 1;
            if tried().all(|curves| curves.score(TARGETS[0], limit) == limit as f64) {
                let errors = tried().flat_map(|curves| &curves.errors).flatten();
                let least = errors.copied().fold(f64::INFINITY, f64::min) * 100.0;
                text += &format!(
                    "With {function}, no rate of the search got to 25 % within {} epochs: the least error after any epoch \
                     was {least:.0} %, where an answer that is always the same has 67 %. ",
                    self.epochs
                );
            }
        }
        let (tanh, relu) = (self.find("tanh"), self.find("relu"));
        let ratio =
            tanh.and_then(|c| c.median(TARGETS[0])).zip(relu.and_then(|c| c.median(TARGETS[0])));
        if let Some((tanh, relu)) = ratio {
            let ratio = tanh / relu;
            text += "Beside the published six times for tanh to 25 %, ";
            text += &match ratio {
                r if r > 4.5 => {
                    format!("the {ratio:.1} times of these small networks are of the same size.")
                }
                r if r > 1.1 => format!(
                    "the {ratio:.1} times of these small networks are the same direction, and less."
                ),
                _ => format!(
                    "the {ratio:.1} times of these small networks do not support the claim."
                ),
            };
        }
        text
    }
}

/// The training error after each epoch.
fn learned(function: &str, plan: Plan, seed: u64, pictures: &Pictures) -> Result<Vec<f64>> {
    let unit = || Unit::new(function, seed);
    let network = Network::new(Initial::usual(function), seed)
        .convolution(1, 8, 2)?
        .unit(unit()?)
        .convolution(8, 16, 2)?
        .unit(unit()?)
        .flatten()
        .dense(16 * 4 * 4, 32)?
        .unit(unit()?)
        .dense(32, pictures.classes)?;
    let mut errors = Vec::new();
    train(&network, pictures, cross_entropy, plan, seed, |_, _| {
        let error = error(&network, pictures)?;
        errors.push(error);
        Ok(if error <= TARGETS[1] { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_crossed_between_two_epochs() {
        assert_eq!(crossing(&[0.6, 0.5, 0.3, 0.1], 0.4), Some(2.5));
        assert_eq!(crossing(&[0.6, 0.5], 0.5), Some(2.0));
        assert_eq!(crossing(&[0.2, 0.1], 0.4), Some(1.0));
        assert_eq!(crossing(&[0.6, 0.5], 0.4), None);
    }

    #[test]
    fn a_median_is_missing_where_half_did_not_get_there() {
        let curves = |errors: &[&[f64]]| Curves {
            function: "relu".into(),
            rate: 0.1,
            errors: errors.iter().map(|errors| errors.to_vec()).collect(),
        };
        assert_eq!(curves(&[&[0.2], &[0.6, 0.2], &[0.9]]).median(0.2), Some(2.0));
        assert_eq!(curves(&[&[0.2], &[0.9]]).median(0.2), None);
    }
}
