//! Units of ReLU that are 0 whatever the input: at birth, and after training.

use std::ops::ControlFlow;

use anyhow::Result;
use ndarray::Array2;
use ogive::nn::Layer;
use serde::{Deserialize, Serialize};

use super::{Experiment, listed, short};
use crate::data::digits::digits;
use crate::data::{Pictures, purpose, random};
use crate::lab::{Lab, pairs};
use crate::network::{Initial, Mode, Network, Unit, even};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::{Spread, interval};
use crate::train::{Plan, cross_entropy, error, train};

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Dead {
    born: Vec<Born>,
    trained: Vec<Trained>,
}

/// Networks of one width and depth, before training.
#[derive(Serialize, Deserialize)]
struct Born {
    width: usize,
    depth: usize,
    networks: u64,
    /// How many of them give 0 for one input.
    dead_at_one: u64,
    /// How many give 0 for each of [`INPUTS`] inputs.
    dead_at_all: u64,
}

impl Born {
    fn share(&self) -> f64 {
        self.dead_at_one as f64 / self.networks as f64
    }

    /// Is the formula within the 95 % interval of what was counted?
    fn agrees(&self) -> bool {
        let (low, high) = interval(self.dead_at_one, self.networks);
        (low..=high).contains(&born_dead(self.width, self.depth))
    }
}

/// Networks of one depth that learned at one rate.
#[derive(Serialize, Deserialize)]
struct Trained {
    depth: usize,
    rate: f64,
    /// By seed: the share of the hidden units that are 0 for every picture, before and after training.
    before: Vec<f64>,
    after: Vec<f64>,
    /// By seed: the share of wrong answers on the other pictures.
    error: Vec<f64>,
    /// How many ended in a loss that is no number. They count nowhere else.
    diverged: usize,
}

/// The probability that a network of ReLU of this width and depth gives 0 for an input, if its weights are as often
/// positive as negative: 1 − Π(1 − 2^−N).
fn born_dead(width: usize, depth: usize) -> f64 {
    let alive = 1.0 - 0.5_f64.powi(width as i32);
    1.0 - alive.powi(depth as i32)
}

const WIDTHS: [usize; 4] = [2, 3, 4, 6];
const BORN_DEPTHS: [usize; 6] = [1, 2, 4, 8, 16, 32];
/// How many inputs stand for all of them.
const INPUTS: usize = 64;
const DIMENSIONS: usize = 2;

const DEPTHS: [usize; 3] = [2, 4, 8];
const RATES: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
const HIDDEN: usize = 32;

impl Experiment for Dead {
    const NAME: &'static str = "dead";
    const TITLE: &'static str = "Dead units";
    const ABOUT: &'static str =
        "the share of ReLU units that are 0 for every input, at birth and by learning rate";

    fn run(lab: &Lab) -> Result<Dead> {
        let networks = lab.scale(4000, 200) as u64;
        let born = lab.each("at birth", &WIDTHS, |width| born(*width, networks))?;
        let born = born.into_iter().flatten().collect();

        let (train, test) = digits().split(1000);
        let seeds: Vec<u64> = (0..lab.scale(8, 2) as u64).collect();
        let plan = Plan { epochs: lab.scale(10, 2), batch: 20, rate: 0.0 };
        let kinds = pairs(&DEPTHS, &RATES);
        let runs = lab.each("training", &pairs(&kinds, &seeds), |((depth, rate), seed)| {
            trained(*depth, Plan { rate: *rate, ..plan }, *seed, &train, &test)
        })?;
        let trained = kinds.iter().zip(runs.chunks(seeds.len())).map(|((depth, rate), runs)| {
            let ended = || runs.iter().flatten();
            Trained {
                depth: *depth,
                rate: *rate,
                before: ended().map(|run| run.0).collect(),
                after: ended().map(|run| run.1).collect(),
                error: ended().map(|run| run.2).collect(),
                diverged: runs.len() - ended().count(),
            }
        });
        Ok(Dead { born, trained: trained.collect() })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "Below 0, value and gradient of ReLU are 0 (textbook). A unit that is below 0 for every input gets no gradient, \
             and stays as it is: it is dead. Lu, Shin, Su and Karniadakis (Dying ReLU and initialization, 2020) ask how \
             probable it is that a network is dead before it has learned anything. Where weights are as often positive \
             as negative, all N units of a layer are below 0 for a given input with the probability 2^−N, whatever the \
             layers before it did, so long as those are alive: the network gives 0 there with the probability 1 − Π(1 − \
             2^−N). For one input this is exact; that *all* inputs give 0 is less probable, so for those it is a bound.",
        );
        section.done(&format!(
            "At birth: {} networks of each width, with even random weights and without biases, of {DIMENSIONS} inputs. \
             The same network is looked at after 1, 2, 4, … layers: does it give 0 for one random input, and for each of \
             {INPUTS}? The interval is the exact one of 95 % (Clopper and Pearson) for the share at one input.",
            self.born.first().map_or(0, |born| born.networks),
        ));
        let rows: Vec<[String; 6]> = self.born.iter().map(born_row).collect();
        section.table(
            ["width", "layers", "dead at one input", "interval", "formula", "dead at all inputs"],
            &rows,
        );
        section.plot("birth", &self.plot_born())?;
        section.means(&self.meaning_born());
        section.done(&format!(
            "By training: networks of {HIDDEN} ReLU units a layer, with He's weights, learn 1,000 digits for 10 epochs in \
             batches of 20; {} networks of each kind. A hidden unit is dead if it is 0 for each of the 1,000 digits. The \
             error is that on the 797 other digits. Networks whose loss was no number in the end are counted as \
             diverged, and nowhere else.",
            self.trained.first().map_or(0, |t| t.before.len() + t.diverged),
        ));
        let rows: Vec<[String; 6]> = self.trained.iter().map(trained_row).collect();
        let head =
            ["layers", "learning rate", "dead before, %", "dead after, %", "error, %", "diverged"];
        section.table(head, &rows);
        section.plot("training", &self.plot_trained())?;
        section.means(&self.meaning_trained());
        Ok(())
    }
}

fn born_row(born: &Born) -> [String; 6] {
    let (low, high) = interval(born.dead_at_one, born.networks);
    let formula = short(born_dead(born.width, born.depth));
    [
        born.width.to_string(),
        born.depth.to_string(),
        format!("{:.4}", born.share()),
        format!("{low:.4} to {high:.4}"),
        if born.agrees() { formula } else { format!("**{formula}**") },
        format!("{:.4}", born.dead_at_all as f64 / born.networks as f64),
    ]
}

fn trained_row(trained: &Trained) -> [String; 6] {
    let share = |runs: &[f64]| format!("{:.1}", Spread::of(runs.iter().copied()).times(100.0));
    [
        trained.depth.to_string(),
        trained.rate.to_string(),
        share(&trained.before),
        share(&trained.after),
        share(&trained.error),
        trained.diverged.to_string(),
    ]
}

impl Dead {
    fn plot_born(&self) -> Plot {
        let series = WIDTHS.into_iter().enumerate().flat_map(|(colour, width)| {
            let of_width = || self.born.iter().filter(move |born| born.width == width);
            let points = |of: &dyn Fn(&Born) -> f64| {
                of_width().map(|born| (born.depth as f64, of(born))).collect()
            };
            let measured = Series {
                name: format!("width {width}"),
                points: points(&Born::share),
                style: Style::Dots,
                colour,
            };
            let formula = Series {
                name: format!("width {width}, formula"),
                points: points(&|born| born_dead(born.width, born.depth)),
                style: Style::Dashes,
                colour,
            };
            [measured, formula]
        });
        Plot {
            title: "Networks that give 0 for an input before any training".to_string(),
            x: Axis::logarithmic("layers (logarithmic)"),
            y: Axis::linear("share of the networks"),
            series: series.collect(),
        }
    }

    fn plot_trained(&self) -> Plot {
        let series = DEPTHS.into_iter().enumerate().map(|(colour, depth)| Series {
            name: format!("{depth} layers"),
            points: self
                .trained
                .iter()
                .filter(|trained| trained.depth == depth && !trained.after.is_empty())
                .map(|trained| {
                    (trained.rate, Spread::of(trained.after.iter().copied()).mean * 100.0)
                })
                .collect(),
            style: Style::Line,
            colour,
        });
        Plot {
            title: "Hidden units that are dead after training".to_string(),
            x: Axis::logarithmic("learning rate (logarithmic)"),
            y: Axis::linear("dead units, %"),
            series: series.collect(),
        }
    }

    fn meaning_born(&self) -> String {
        let off: Vec<String> = self
            .born
            .iter()
            .filter(|born| !born.agrees())
            .map(|born| format!("width {} with {} layers", born.width, born.depth))
            .collect();
        let agree = self.born.len() - off.len();
        let expected = self.born.len() as f64 * 0.05;
        let mut text = format!(
            "The formula lies within the interval in {agree} of {} cases; of 95 % intervals, about {expected:.0} would \
             miss by chance. ",
            self.born.len(),
        );
        if !off.is_empty() {
            text += &format!("It misses for {} (bold). ", listed(&off));
        }
        let above = self.born.iter().filter(|born| born.dead_at_all > born.dead_at_one).count();
        text += &match above {
            0 => "For all inputs together the share is never above that for one, as it has to be."
                .to_string(),
            _ => format!(
                "In {above} cases more networks are dead for all inputs than for one of them, which cannot be."
            ),
        };
        text
    }

    fn meaning_trained(&self) -> String {
        let after = |trained: &Trained| Spread::of(trained.after.iter().copied()).mean * 100.0;
        let mut text = String::new();
        for depth in DEPTHS {
            let of_depth =
                || self.trained.iter().filter(move |t| t.depth == depth && !t.after.is_empty());
            let (Some(low), Some(high)) = (of_depth().next(), of_depth().next_back()) else {
                continue;
            };
            text += &format!(
                "With {depth} layers, {:.1} % of the units are dead at the rate {}, and {:.1} % at {}. ",
                after(low),
                low.rate,
                after(high),
                high.rate
            );
        }
        let grows = |depth: usize| {
            let shares: Vec<f64> = self
                .trained
                .iter()
                .filter(|t| t.depth == depth && !t.after.is_empty())
                .map(&after)
                .collect();
            shares.first() < shares.last()
        };
        let growing = DEPTHS.into_iter().filter(|depth| grows(*depth)).count();
        text += &format!(
            "From the lowest rate to the highest at which a network did not diverge, the share of dead units grows at \
             {growing} of {} depths.",
            DEPTHS.len()
        );
        let most = self.trained.iter().filter(|t| !t.after.is_empty() && after(t) > 50.0);
        let errors = most.map(|t| Spread::of(t.error.iter().copied()).mean * 100.0);
        let least = errors.fold(f64::INFINITY, f64::min);
        if least.is_finite() {
            text += &format!(
                " Where more than half of the units are dead, the error is {least:.0} % or more: an answer that is always the \
                 same has about 90 %."
            );
        }
        let diverged: usize = self.trained.iter().map(|trained| trained.diverged).sum();
        let runs: usize = self.trained.iter().map(|t| t.before.len() + t.diverged).sum();
        text + &format!(" {diverged} of {runs} networks diverged.")
    }
}

/// Networks of a width, looked at after each of the depths.
fn born(width: usize, networks: u64) -> Result<Vec<Born>> {
    let counted =
        |depth: &usize| Born { width, depth: *depth, networks, dead_at_one: 0, dead_at_all: 0 };
    let mut counts: Vec<Born> = BORN_DEPTHS.iter().map(counted).collect();
    let relu = ogive::parse("relu")?;
    for network in 0..networks {
        let seed = network << 8 | width as u64;
        let mut weights = random(purpose::WEIGHTS, seed);
        let mut signals = random(purpose::SIGNALS, seed);
        let inputs = even(INPUTS * DIMENSIONS, 1.0, &mut signals);
        let mut x = Array2::from_shape_vec((INPUTS, DIMENSIONS), inputs)?;
        for depth in 1..=BORN_DEPTHS[BORN_DEPTHS.len() - 1] {
            let inputs = x.ncols();
            let variance = Initial::He.variance(inputs, width);
            let matrix = even(inputs * width, variance, &mut weights);
            x = x.dot(&Array2::from_shape_vec((inputs, width), matrix)?);
            relu.forward_inplace(&mut x)?;
            if let Some(count) = counts.iter_mut().find(|count| count.depth == depth) {
                count.dead_at_one += u64::from(x.row(0).iter().all(|unit| *unit == 0.0));
                count.dead_at_all += u64::from(x.iter().all(|unit| *unit == 0.0));
            }
        }
    }
    Ok(counts)
}

/// The shares of dead units before and after training, and the error; nothing if it diverged.
fn trained(
    depth: usize,
    plan: Plan,
    seed: u64,
    pictures: &Pictures,
    test: &Pictures,
) -> Result<Option<(f64, f64, f64)>> {
    let mut network = Network::new(Initial::He, seed).flatten();
    let mut inputs = pictures.size * pictures.size;
    for _ in 0..depth {
        network = network.dense(inputs, HIDDEN)?.unit(Unit::new("relu", seed)?);
        inputs = HIDDEN;
    }
    let network = network.dense(inputs, pictures.classes)?;
    let before = dead(&network, pictures)?;
    let go_on = |_, _| Ok(ControlFlow::Continue(()));
    if !train(&network, pictures, cross_entropy, plan, seed, go_on)? {
        return Ok(None);
    }
    Ok(Some((before, dead(&network, pictures)?, error(&network, test)?)))
}

/// The share of the hidden units that are 0 for every picture.
fn dead(network: &Network, pictures: &Pictures) -> Result<f64> {
    let all: Vec<usize> = (0..pictures.count()).collect();
    let (mut dead, mut units) = (0, 0);
    network.watched(&pictures.batch(&all)?, Mode::Evaluation, |outputs| {
        let greatest = outputs.max(0)?.to_vec1::<f32>()?;
        dead += greatest.iter().filter(|unit| **unit == 0.0).count();
        units += greatest.len();
        Ok(())
    })?;
    Ok(dead as f64 / units as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By counting signs: of two units in a layer, one of four cases is dead; of two such layers, 7 of 16.
    #[test]
    fn the_formula_counts_signs() {
        assert_eq!(born_dead(1, 1), 0.5);
        assert_eq!(born_dead(2, 1), 0.25);
        assert_eq!(born_dead(2, 2), 7.0 / 16.0);
        assert_eq!(born_dead(3, 1), 0.125);
        assert!(born_dead(2, 200) > 0.999_999);
    }

    #[test]
    fn networks_are_born_dead_as_often_as_it_says() {
        for born in born(2, 400).unwrap() {
            let (low, high) = interval(born.dead_at_one, born.networks);
            // Wider than 95 %, so that the test fails if the formula is wrong and not by bad luck.
            let slack = 0.03;
            let formula = born_dead(2, born.depth);
            assert!(
                (low - slack..=high + slack).contains(&formula),
                "{} layers: {low} {high}",
                born.depth
            );
            assert!(born.dead_at_all <= born.dead_at_one);
        }
    }
}
