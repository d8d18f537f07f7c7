//! The last layer of a classifier: one softmax, or a sigmoid for each class.

use std::ops::ControlFlow;

use anyhow::Result;
use candle_core::{DType, Device, Tensor};
use serde::{Deserialize, Serialize};

use super::Experiment;
use crate::data::digits::digits;
use crate::data::{purpose, random};
use crate::lab::{Lab, pairs};
use crate::network::{Initial, Network, Unit, apply};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::{Signs, Spread};
use crate::train::{
    Loss, Plan, binary_cross_entropy, cross_entropy, largest, scores, shuffled, train,
};

const HEADS: [&str; 2] = ["softmax", "10 sigmoids"];
const RATES: [f64; 3] = [0.03, 0.1, 0.3];
const TRAINING: usize = 500;
const BINS: usize = 15;

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Head {
    kinds: Vec<Kind>,
}

/// One head at one rate.
#[derive(Serialize, Deserialize)]
struct Kind {
    head: String,
    rate: f64,
    runs: Vec<Measured>,
}

/// One network, on the digits that it did not learn. Counts are shares of these digits.
#[derive(Clone, Serialize, Deserialize)]
struct Measured {
    error: f64,
    /// Of the largest output as the probability of its class.
    calibration: f64,
    /// The same, once the outputs have been divided by their sum.
    calibration_divided: f64,
    /// How far the sum of the outputs is from 1, on the average.
    sum: f64,
    /// No output is above 1/2.
    none: f64,
    /// More than one is.
    several: f64,
    /// Two outputs are the largest, in `f32` and in `f16`.
    ties: f64,
    ties_half: f64,
    /// Of each bin of [`BINS`]: how many digits, the mean of the largest output, the share of right answers.
    bins: Vec<(usize, f64, f64)>,
}

impl Experiment for Head {
    const NAME: &'static str = "head";
    const TITLE: &'static str = "Softmax, or a sigmoid for each class";
    const ABOUT: &'static str = "softmax against ten binary sigmoids: accuracy, calibration, ties";

    fn run(lab: &Lab) -> Result<Head> {
        let seeds: Vec<u64> = (0..lab.scale(20, 2) as u64).collect();
        let all = digits();
        let kinds = pairs(&HEADS, &RATES);
        let runs = lab.each("networks", &pairs(&kinds, &seeds), |((head, rate), seed)| {
            let order = shuffled(all.count(), &mut random(purpose::PICTURES, *seed));
            let (pictures, test) = all.chosen(&order).split(TRAINING);
            let network = Network::new(Initial::He, *seed)
                .flatten()
                .dense(64, 32)?
                .unit(Unit::new("relu", *seed)?)
                .dense(32, pictures.classes)?;
            let loss: Loss = if *head == HEADS[0] { cross_entropy } else { binary_cross_entropy };
            let plan = Plan { epochs: lab.scale(30, 3), batch: 20, rate: *rate };
            train(&network, &pictures, loss, plan, *seed, |_, _| Ok(ControlFlow::Continue(())))?;
            measured(head, &scores(&network, &test)?, &test.labels)
        })?;
        let kinds = kinds.iter().zip(runs.chunks(seeds.len())).map(|((head, rate), runs)| Kind {
            head: head.to_string(),
            rate: *rate,
            runs: runs.to_vec(),
        });
        Ok(Head { kinds: kinds.collect() })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "Softmax turns class scores into probabilities, each in (0, 1), that sum to 1; the same can be built of many \
             binary sigmoids, but awkwardly (textbook).",
        );
        section.done(&format!(
            "{} times, {TRAINING} digits are drawn to learn from, and the others to test with; one hidden layer of 32 ReLU \
             units, 30 epochs in batches of 20, at each of three rates. The head is softmax with cross-entropy, or ten \
             sigmoids with a binary cross-entropy each; weights, pictures and order are the same for both. The answer is \
             the class of the largest output. *Calibration error* is the expected one over {BINS} equal bins: how far \
             the largest output is from the share of right answers, on the average (Guo and others, On calibration of \
             modern neural networks, 2017). *Divided* is the same, once the outputs have been divided by their sum. \
             *Ties* are digits with two largest outputs, in `f32` and if scores and outputs are `f16`.",
            self.kinds.first().map_or(0, |kind| kind.runs.len()),
        ));
        let share = |kind: &Kind, of: fn(&Measured) -> f64| {
            format!("{:.2}", Spread::of(kind.runs.iter().map(of)).times(100.0))
        };
        let rows: Vec<[String; 5]> = self
            .kinds
            .iter()
            .map(|kind| {
                let error = share(kind, |run| run.error);
                let calibration = share(kind, |run| run.calibration);
                let divided = share(kind, |run| run.calibration_divided);
                [kind.head.clone(), kind.rate.to_string(), error, calibration, divided]
            })
            .collect();
        section
            .table(["head", "rate", "test error, %", "calibration error, %", "divided, %"], &rows);
        let rows: Vec<[String; 7]> = self
            .kinds
            .iter()
            .map(|kind| {
                let sum = format!("{:.4}", Spread::of(kind.runs.iter().map(|run| run.sum)));
                let none = share(kind, |run| run.none);
                let several = share(kind, |run| run.several);
                let (ties, half) = (share(kind, |run| run.ties), share(kind, |run| run.ties_half));
                [kind.head.clone(), kind.rate.to_string(), sum, none, several, ties, half]
            })
            .collect();
        let head = [
            "head",
            "rate",
            "distance of the sum from 1",
            "none above ½, %",
            "several above ½, %",
            "ties, %",
            "ties in f16, %",
        ];
        section.table(head, &rows);
        section.plot("", &self.plot())?;
        section.means(&self.meaning());
        Ok(())
    }
}

impl Head {
    fn plot(&self) -> Plot {
        let middle = RATES[RATES.len() / 2];
        let mut series = vec![Series {
            name: "as it should be".to_string(),
            points: vec![(0.0, 0.0), (1.0, 1.0)],
            style: Style::Dashes,
            colour: 6,
        }];
        for (colour, kind) in self.kinds.iter().filter(|kind| kind.rate == middle).enumerate() {
            let point = |bin: usize| {
                let bins = kind.runs.iter().filter_map(|run| run.bins.get(bin));
                let (count, outputs, right) =
                    bins.fold((0, 0.0, 0.0), |(n, a, b), (count, output, right)| {
                        let weight = *count as f64;
                        (n + count, a + weight * output, b + weight * right)
                    });
                (count >= 20).then(|| (outputs / count as f64, right / count as f64))
            };
            let points = (0..BINS).filter_map(point).collect();
            series.push(Series { name: kind.head.clone(), points, style: Style::Line, colour });
        }
        Plot {
            title: format!(
                "Calibration at the rate {middle}: bins with 20 digits or more, all networks together"
            ),
            x: Axis::linear("largest output"),
            y: Axis::linear("share of right answers"),
            series,
        }
    }

    fn meaning(&self) -> String {
        let compared = |of: fn(&Measured) -> f64| {
            let mut signs = Vec::new();
            for rate in RATES {
                let find = |head: &str| {
                    self.kinds.iter().find(|kind| kind.head == head && kind.rate == rate)
                };
                if let (Some(a), Some(b)) = (find(HEADS[0]), find(HEADS[1])) {
                    let pairs = a.runs.iter().map(of).zip(b.runs.iter().map(of));
                    signs.push((rate, Signs::of(pairs)));
                }
            }
            signs
        };
        let say = |what: &str, of: fn(&Measured) -> f64| {
            let parts: Vec<String> = compared(of)
                .into_iter()
                .map(|(rate, signs)| {
                    let decided =
                        match (signs.probability() < 0.05 / 6.0, signs.smaller > signs.larger) {
                            (false, _) => "no difference",
                            (true, true) => "softmax has the lower one",
                            (true, false) => "the sigmoids have the lower one",
                        };
                    format!("{decided} at {rate}")
                })
                .collect();
            format!(
                "{what}, by the sign test over the pairs (5 % over six comparisons): {}. ",
                parts.join(", ")
            )
        };
        let worst = |head: &str, of: fn(&Measured) -> f64| {
            let kinds = self.kinds.iter().filter(|kind| kind.head == head);
            kinds.map(|kind| Spread::of(kind.runs.iter().map(of)).mean).fold(0.0, f64::max)
        };
        let mut text =
            say("Test error", |run| run.error) + &say("Calibration error", |run| run.calibration);
        text += &format!(
            "The outputs of softmax sum to 1 within {:.1e} on the average; those of the sigmoids are off by up to {:.2}. ",
            worst(HEADS[0], |run| run.sum),
            worst(HEADS[1], |run| run.sum)
        );
        text += &format!(
            "The sigmoids leave up to {:.1} % of the digits without any class above ½, and give several classes to up to \
             {:.1} %; softmax can leave a digit without one ({:.1} %), but never gives two ({:.1} %). ",
            worst(HEADS[1], |run| run.none) * 100.0,
            worst(HEADS[1], |run| run.several) * 100.0,
            worst(HEADS[0], |run| run.none) * 100.0,
            worst(HEADS[0], |run| run.several) * 100.0,
        );
        let ties = |head: &str| {
            [worst(head, |run| run.ties), worst(head, |run| run.ties_half)].map(|t| t * 100.0)
        };
        let ([soft, soft_half], [sigmoids, sigmoids_half]) = (ties(HEADS[0]), ties(HEADS[1]));
        let worse = compared(|run| run.error).into_iter();
        let costs = worse
            .filter(|(_, signs)| signs.probability() < 0.05 / 6.0 && signs.smaller > signs.larger)
            .count();
        text += &match costs {
            0 => "In wrong answers, the sigmoids cost nothing here: what is awkward is their outputs as probabilities. ".to_string(),
            _ => format!("In wrong answers, the sigmoids cost something at {costs} of {} rates. ", RATES.len()),
        };
        text + &format!(
            "Ties in `f32`: {soft:.2} % with softmax and {sigmoids:.2} % with sigmoids at most; in `f16`, {soft_half:.2} % and \
             {sigmoids_half:.2} %."
        )
    }
}

/// What the outputs for these scores are worth.
fn measured(head: &str, scores: &[Vec<f32>], labels: &[u32]) -> Result<Measured> {
    let classes = scores.first().map_or(0, Vec::len);
    let flat: Vec<f32> = scores.iter().flatten().copied().collect();
    let scores = Tensor::from_vec(flat, (scores.len(), classes), &Device::Cpu)?;
    let outputs = |scores: &Tensor| -> Result<Vec<Vec<f32>>> {
        let outputs = apply(if head == HEADS[0] { "softmax(axis=1)" } else { "sigmoid" }, scores)?;
        Ok(outputs.to_dtype(DType::F32)?.to_vec2()?)
    };
    let rows = outputs(&scores)?;
    let count = rows.len() as f64;
    let share =
        |of: &dyn Fn(&Vec<f32>) -> bool| rows.iter().filter(|row| of(row)).count() as f64 / count;
    let sum = |row: &Vec<f32>| row.iter().map(|output| f64::from(*output)).sum::<f64>();
    let above = |row: &Vec<f32>| row.iter().filter(|output| **output > 0.5).count();
    let is_tied =
        |row: &Vec<f32>| row.iter().filter(|output| **output == row[largest(row)]).count() > 1;
    let right: Vec<bool> =
        rows.iter().zip(labels).map(|(row, label)| largest(row) == *label as usize).collect();
    let confidence: Vec<f64> = rows.iter().map(|row| f64::from(row[largest(row)])).collect();
    let divided: Vec<f64> = rows.iter().zip(&confidence).map(|(row, c)| c / sum(row)).collect();
    let bins = bins(&confidence, &right);
    let half = outputs(&scores.to_dtype(DType::F16)?)?;
    Ok(Measured {
        error: right.iter().filter(|right| !**right).count() as f64 / count,
        calibration: calibration(&bins),
        calibration_divided: calibration(&self::bins(&divided, &right)),
        sum: rows.iter().map(|row| (sum(row) - 1.0).abs()).sum::<f64>() / count,
        none: share(&|row| above(row) == 0),
        several: share(&|row| above(row) > 1),
        ties: share(&is_tied),
        ties_half: half.iter().filter(|row| is_tied(row)).count() as f64 / count,
        bins,
    })
}

/// By equal bins of confidence: how many, the mean confidence, and the share of right answers.
fn bins(confidence: &[f64], right: &[bool]) -> Vec<(usize, f64, f64)> {
    let mut sums = vec![(0, 0.0, 0.0); BINS];
    for (confidence, right) in confidence.iter().zip(right) {
        let bin = ((confidence * BINS as f64) as usize).min(BINS - 1);
        let (count, total, hits) = &mut sums[bin];
        *count += 1;
        *total += confidence;
        *hits += f64::from(u8::from(*right));
    }
    let mean = |(count, total, hits): (usize, f64, f64)| {
        let by = (count as f64).max(1.0);
        (count, total / by, hits / by)
    };
    sums.into_iter().map(mean).collect()
}

/// The expected calibration error.
fn calibration(bins: &[(usize, f64, f64)]) -> f64 {
    let count: usize = bins.iter().map(|bin| bin.0).sum();
    let off =
        |(count, confidence, right): &(usize, f64, f64)| *count as f64 * (confidence - right).abs();
    bins.iter().map(off).sum::<f64>() / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two digits with confidence 0.9, one of them right; two with 0.5, both right: (2·0.4 + 2·0.5)/4.
    #[test]
    fn the_calibration_error_of_a_case_by_hand() {
        let bins = bins(&[0.9, 0.9, 0.5, 0.5], &[true, false, true, true]);
        assert!((calibration(&bins) - 0.45).abs() < 1e-12);
    }

    #[test]
    fn sigmoids_tie_where_they_saturate_and_softmax_does_not() {
        let scores = [vec![20.0, 25.0, -30.0], vec![-3.0, -2.0, -4.0]];
        let sigmoids = measured(HEADS[1], &scores, &[1, 1]).unwrap();
        assert_eq!((sigmoids.ties, sigmoids.several, sigmoids.none), (0.5, 0.5, 0.5));
        let softmax = measured(HEADS[0], &scores, &[1, 1]).unwrap();
        assert_eq!((softmax.ties, softmax.several, softmax.error), (0.0, 0.0, 0.0));
        assert!(softmax.sum < 1e-6 && sigmoids.sum > 0.3);
    }
}
