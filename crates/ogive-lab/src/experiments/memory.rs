//! How much memory a training step takes, by what its activations keep.

use anyhow::{Context, Result};
use ndarray::{ArcArray2, Array1, Array2, Axis};
use ogive::Function;
use ogive::nn::{Layer, Saving, TrainedLayer};
use peak_alloc::PeakAlloc;
use serde::{Deserialize, Serialize};

use super::{Experiment, listed, short};
use crate::data::digits::digits;
use crate::data::{purpose, random};
use crate::lab::{Lab, pairs};
use crate::network::{Initial, even};
use crate::plot::{Axis as PlotAxis, Plot, Series, Style};
use crate::report::Section;

/// Counts what is allocated, in all experiments; this one asks it.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// A function, and what it keeps: what it is called here, and what is asked for.
const KINDS: [(&str, &str, Saving); 8] = [
    ("relu", "input", Saving::Input),
    ("relu", "least", Saving::Least),
    ("leaky_relu", "input", Saving::Input),
    ("leaky_relu", "least", Saving::Least),
    ("gelu", "input", Saving::Input),
    ("gelu", "least", Saving::Least),
    ("tanh", "input", Saving::Input),
    ("tanh", "output", Saving::Output),
];
const DEPTHS: [usize; 4] = [2, 4, 8, 16];
const WIDTH: usize = 256;
const BATCH: usize = 512;
const RATE: f32 = 0.05;
const MEBIBYTE: f64 = (1 << 20) as f64;

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Memory {
    rows: Vec<Row>,
}

/// One network.
#[derive(Serialize, Deserialize)]
struct Row {
    function: String,
    keeps: String,
    depth: usize,
    /// Bytes at the peak of a step, beyond those before it.
    peak: usize,
    /// Bytes that the activations kept beside the inputs of the next layers, which are there anyway.
    kept: usize,
    /// The loss of each step.
    losses: Vec<f32>,
}

impl Experiment for Memory {
    const NAME: &'static str = "memory";
    const TITLE: &'static str = "The memory of a training step";
    const ABOUT: &'static str =
        "peak bytes of a training step, by what activations keep for their gradients";

    fn run(lab: &Lab) -> Result<Memory> {
        let steps = lab.scale(12, 2);
        let rows = lab.each_alone("networks", &pairs(&KINDS, &DEPTHS), |(kind, depth)| {
            let (function, keeps, saving) = *kind;
            let (peak, kept, losses) = measured(function, saving, *depth, steps)?;
            let (function, keeps) = (function.to_string(), keeps.to_string());
            Ok(Row { function, keeps, depth: *depth, peak, kept, losses })
        })?;
        Ok(Memory { rows })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "`nn.ReLU(inplace=True)` overwrites its input, to save memory (textbook). What a layer keeps for its backward \
             pass need be no more than what its gradient takes (`ogive::nn::TrainedLayer`): a bit for each element \
             where the slope is one of two, as with ReLU and Leaky ReLU; the output where it tells the slope, which the \
             next layer holds anyway; the input elsewhere.",
        );
        let steps = self.rows.first().map_or(0, |row| row.losses.len());
        section.done(&format!(
            "Networks of {WIDTH} units a layer over ndarray, without candle, which keeps every operation's input by itself. \
             {steps} steps of {BATCH} digits each. All of the program's memory is counted by its allocator; *peak* is the \
             most there was in a step beyond what there was before it (weights and pictures): activations, gradients, \
             and room to compute in. *Input* is what a framework keeps that knows nothing of its functions. *Kept* is \
             what the activations hold beyond the inputs of the next layers.",
        ));
        let rows: Vec<[String; 6]> = self.rows.iter().map(|row| self.row(row)).collect();
        let head = [
            "function",
            "keeps",
            "hidden layers",
            "kept, MiB",
            "peak, MiB",
            "loss differs by, at most",
        ];
        section.table(head, &rows);
        section.plot("", &self.plot())?;
        section.means(&self.meaning());
        Ok(())
    }
}

impl Memory {
    /// The network that keeps its inputs, and is the same otherwise.
    fn with_input(&self, row: &Row) -> Option<&Row> {
        let fits = |other: &&Row| {
            other.function == row.function && other.depth == row.depth && other.keeps == KINDS[0].1
        };
        self.rows.iter().find(fits)
    }

    /// The largest difference of two losses of the same step.
    fn difference(&self, row: &Row) -> Option<f64> {
        let other = self.with_input(row)?;
        let pairs = row.losses.iter().zip(&other.losses);
        Some(pairs.map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max))
    }

    fn row(&self, row: &Row) -> [String; 6] {
        let mebibytes = |bytes: usize| format!("{:.2}", bytes as f64 / MEBIBYTE);
        let difference = match row.keeps == KINDS[0].1 {
            true => "–".to_string(),
            false => self.difference(row).map_or("–".into(), short),
        };
        [
            row.function.clone(),
            row.keeps.clone(),
            row.depth.to_string(),
            mebibytes(row.kept),
            mebibytes(row.peak),
            difference,
        ]
    }

    fn plot(&self) -> Plot {
        let series = KINDS.iter().enumerate().map(|(index, (function, keeps, _))| {
            let fits = |row: &&Row| row.function == *function && row.keeps == *keeps;
            let points = self.rows.iter().filter(fits);
            let points = points.map(|row| (row.depth as f64, row.peak as f64 / MEBIBYTE)).collect();
            let style = if *keeps == KINDS[0].1 { Style::Dashes } else { Style::Line };
            Series { name: format!("{function}, {keeps}"), points, style, colour: index / 2 }
        });
        Plot {
            title: "The peak of a training step".to_string(),
            x: PlotAxis::linear("hidden layers"),
            y: PlotAxis::linear("MiB"),
            series: series.collect(),
        }
    }

    fn meaning(&self) -> String {
        let deepest = DEPTHS[DEPTHS.len() - 1];
        let mut text = format!("With {deepest} hidden layers: ");
        let mut parts = Vec::new();
        for row in self.rows.iter().filter(|row| row.depth == deepest && row.keeps != KINDS[0].1) {
            let Some(input) = self.with_input(row) else { continue };
            let share = 100.0 * (1.0 - row.peak as f64 / input.peak as f64);
            let saved = match share {
                share if share >= 0.5 => format!("saves {share:.0} % of the peak"),
                share if share <= -0.5 => format!("takes {:.0} % more at the peak", -share),
                _ => "saves nothing".to_string(),
            };
            parts.push(format!(
                "{}, which keeps {}, {saved}",
                row.function,
                match row.keeps.as_str() {
                    "least" if row.kept == input.kept => "its input even at the least",
                    "least" => "bits",
                    _ => "its output",
                }
            ));
        }
        text += &parts.join("; ");
        text += ". ";
        let others = || self.rows.iter().filter(|row| row.keeps != KINDS[0].1);
        let equal = |row: &&Row| self.difference(row) == Some(0.0);
        let same: Vec<&Row> = others().filter(equal).collect();
        text += &format!(
            "Of the {} networks beside those that are told to keep the input, {} have the same loss in every step, to the \
             last bit",
            others().count(),
            same.len()
        );
        let mut different: Vec<String> = others()
            .filter(|row| !equal(row))
            .map(|row| format!("{} from its {}", row.function, row.keeps))
            .collect();
        different.dedup();
        if !different.is_empty() {
            let largest = others().filter_map(|row| self.difference(row)).fold(0.0, f64::max);
            text += &format!(
                "; {} differs, by {} at most, because its output has been rounded",
                listed(&different),
                short(largest)
            );
        }
        text + "."
    }
}

/// A network of dense layers, with the gradients written out.
struct Dense {
    weights: Vec<Array2<f32>>,
    biases: Vec<Array1<f32>>,
}

impl Dense {
    fn new(depth: usize, inputs: usize, classes: usize) -> Result<Dense> {
        let mut random = random(purpose::WEIGHTS, 1);
        let mut weights = Vec::new();
        for layer in 0..=depth {
            let from = if layer == 0 { inputs } else { WIDTH };
            let to = if layer == depth { classes } else { WIDTH };
            let numbers = even(from * to, Initial::He.variance(from, to), &mut random);
            weights.push(Array2::from_shape_vec((from, to), numbers)?);
        }
        let biases = weights.iter().map(|matrix| Array1::zeros(matrix.ncols())).collect();
        Ok(Dense { weights, biases })
    }

    /// One step: the loss before it, and the bytes that the activations kept.
    fn step(
        &mut self,
        function: &dyn Function,
        saving: Saving,
        x: &ArcArray2<f32>,
        target: &Array2<f32>,
    ) -> Result<(f32, usize)> {
        let depth = self.weights.len() - 1;
        let (mut inputs, mut saved) = (vec![x.clone()], Vec::new());
        for layer in 0..depth {
            let z = inputs[layer].dot(&self.weights[layer]) + &self.biases[layer];
            let (y, kept) = function.forward_train(z, saving)?;
            inputs.push(y);
            saved.push(kept);
        }
        // An output that is kept is the next layer's input, and takes nothing.
        let own = |kept: &ogive::nn::Saved<f32, _>| match kept.what() {
            Some(Saving::Output) => 0,
            _ => kept.bytes(),
        };
        let kept = saved.iter().map(own).sum();

        let scores = inputs[depth].dot(&self.weights[depth]) + &self.biases[depth];
        let loss = -(ogive::parse("log_softmax(axis=1)")?.forward(&scores)? * target).sum()
            / x.nrows() as f32;
        let mut g =
            (ogive::parse("softmax(axis=1)")?.forward(&scores)? - target) / x.nrows() as f32;
        for layer in (0..=depth).rev() {
            let x = inputs.pop().context("each layer has an input")?;
            let by_weights = x.t().dot(&g);
            let by_biases = g.sum_axis(Axis(0));
            drop(x);
            if let Some(kept) = saved.pop_if(|_| layer > 0) {
                g = g.dot(&self.weights[layer].t());
                function.backward_train_inplace(&kept, &mut g)?;
            }
            self.weights[layer].scaled_add(-RATE, &by_weights);
            self.biases[layer].scaled_add(-RATE, &by_biases);
        }
        Ok((loss, kept))
    }
}

/// The peak of a step, the bytes that the activations keep, and the loss of each step.
fn measured(
    function: &str,
    saving: Saving,
    depth: usize,
    steps: usize,
) -> Result<(usize, usize, Vec<f32>)> {
    let function = ogive::parse(function)?;
    let digits = digits();
    let chosen: Vec<usize> = (0..BATCH).collect();
    let numbers = |tensor: candle_core::Tensor| tensor.flatten_all()?.to_vec1::<f32>();
    let x = Array2::from_shape_vec((BATCH, 64), numbers(digits.batch(&chosen)?)?)?.into_shared();
    let target =
        Array2::from_shape_vec((BATCH, digits.classes), numbers(digits.target(&chosen)?)?)?;
    let mut network = Dense::new(depth, 64, digits.classes)?;
    let (mut peak, mut kept, mut losses) = (0, 0, Vec::with_capacity(steps));
    for _ in 0..steps {
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let (loss, bytes) = network.step(&*function, saving, &x, &target)?;
        peak = peak.max(ALLOCATOR.peak_usage().saturating_sub(before));
        kept = bytes;
        losses.push(loss);
    }
    Ok((peak, kept, losses))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gradients that are written out are those of finite differences.
    #[test]
    fn a_step_goes_down_the_gradient() {
        let (inputs, classes) = (5, 3);
        let mut network = Dense::new(2, inputs, classes).unwrap();
        let x =
            Array2::from_shape_fn((4, inputs), |(r, c)| (r as f32 - c as f32) * 0.3).into_shared();
        let target = Array2::from_shape_fn((4, classes), |(r, c)| f32::from(u8::from(r % 3 == c)));
        let gelu = ogive::parse("gelu").unwrap();
        let loss = |network: &Dense| {
            let mut y = x.to_owned();
            for layer in 0..3 {
                y = y.dot(&network.weights[layer]) + &network.biases[layer];
                if layer < 2 {
                    gelu.forward_inplace(&mut y).unwrap();
                }
            }
            let logarithms = ogive::parse("log_softmax(axis=1)").unwrap().forward(&y).unwrap();
            f64::from(-(logarithms * &target).sum() / 4.0)
        };
        let before = Dense { weights: network.weights.clone(), biases: network.biases.clone() };
        network.step(&*gelu, Saving::Least, &x, &target).unwrap();
        for layer in 0..3 {
            let gradient =
                f64::from(before.weights[layer][[1, 2]] - network.weights[layer][[1, 2]])
                    / f64::from(RATE);
            let moved = |by: f32| {
                let mut other =
                    Dense { weights: before.weights.clone(), biases: before.biases.clone() };
                other.weights[layer][[1, 2]] += by;
                loss(&other)
            };
            let quotient = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!(
                (gradient - quotient).abs() < 2e-3,
                "layer {layer}: {gradient}, not {quotient}"
            );
        }
    }

    #[test]
    fn bits_and_the_input_give_the_same_losses() {
        let [input, bits] =
            [Saving::Input, Saving::Least].map(|saving| measured("relu", saving, 2, 3).unwrap());
        assert_eq!(input.2, bits.2);
        assert_eq!(input.1, 2 * BATCH * WIDTH * 4);
        assert_eq!(bits.1, 2 * BATCH * WIDTH / 8);
    }
}
