//! A small single-shot detector: where on a picture are shapes, and which?

mod boxes;
mod picture;
mod precision;

use anyhow::{Context, Result};
use candle_core::{Device, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use serde::{Deserialize, Serialize};

use self::boxes::{Detection, suppressed};
use self::precision::{Curve, curve};
use super::Experiment;
use crate::data::scenes::{Object, SIZE, Scene, scenes};
use crate::data::shapes::NAMES;
use crate::data::{purpose, random};
use crate::lab::Lab;
use crate::network::{Initial, Mode, Network, Unit, apply};
use crate::plot::{Axis, Plot, Series, Style};
use crate::report::Section;
use crate::statistics::Spread;
use crate::train::{binary_losses, shuffled};

/// The picture is cut into so many cells in each direction; a shape belongs to the cell that its centre lies in.
const GRID: usize = 6;
const CELL: f32 = (SIZE / GRID) as f32;
const CLASSES: usize = NAMES.len();
/// Of each cell: is there a shape, four numbers for its box, a score for each class.
const OUTPUTS: usize = 5 + CLASSES;
const BATCH: usize = 20;
const RATE: f64 = 0.003;
/// Detections below this count nowhere, and those below the other are not drawn.
const LEAST: f32 = 0.01;
const DRAWN: f32 = 0.5;
/// The seeds of the scenes: those to learn from, one more in each epoch, and the others.
const LEARNED: u64 = 1000;
const OTHERS: u64 = 2;
/// How many scenes are shown.
const SHOWN: usize = 6;

/// What came out.
#[derive(Serialize, Deserialize)]
pub struct Detector {
    /// How many it learned from in each of so many epochs, and how many it was tested with.
    scenes: usize,
    epochs: usize,
    tested: usize,
    runs: Vec<Run>,
    /// The precisions of the first network, by class: (recall, precision).
    curves: Vec<Vec<(f64, f64)>>,
    /// What the first network finds on the first scenes.
    found: Vec<Vec<Detection>>,
}

/// One network.
#[derive(Serialize, Deserialize)]
struct Run {
    /// The mean loss of each epoch.
    losses: Vec<f64>,
    /// The average precision by class at an overlap of 0.5, and of 0.75.
    half: Vec<f64>,
    strict: Vec<f64>,
}

fn mean(precisions: &[f64]) -> f64 {
    precisions.iter().sum::<f64>() / precisions.len() as f64
}

impl Experiment for Detector {
    const NAME: &'static str = "detector";
    const TITLE: &'static str = "A small detector";
    const ABOUT: &'static str =
        "a single-shot detector: leaky_relu inside, sigmoid objectness, softmax classes";

    fn run(lab: &Lab) -> Result<Detector> {
        let epochs = lab.scale(40, 2) as u64;
        let learned: Vec<Vec<Scene>> =
            (0..epochs).map(|epoch| scenes(lab.scale(800, 60), LEARNED + epoch)).collect();
        let others = scenes(lab.scale(300, 30), OTHERS);
        let seeds: Vec<u64> = (0..lab.scale(3, 1) as u64).collect();
        let networks = lab.each("networks", &seeds, |seed| {
            let (network, losses) = trained(&learned, *seed)?;
            let detections = detected(&network, &others)?;
            let curves = |overlap| {
                (0..CLASSES).map(|class| curve(&detections, &others, class, overlap)).collect()
            };
            let (half, strict): (Vec<Curve>, Vec<Curve>) = (curves(0.5), curves(0.75));
            let average = |curves: &[Curve]| curves.iter().map(Curve::average).collect();
            let run = Run { losses, half: average(&half), strict: average(&strict) };
            let head = network.forward(&batch(others[..SHOWN].iter())?, Mode::Evaluation)?;
            Ok((run, half, detections, head))
        })?;
        if let (Some((.., head)), false) = (networks.first(), lab.quick()) {
            // What the example of `ogive-detect` makes boxes of.
            let file = crate::repository().join("examples/detector_head.npy");
            head.flatten_from(2)?.write_npy(&file).with_context(|| file.display().to_string())?;
        }
        let curves = networks
            .first()
            .map_or(Vec::new(), |(_, half, ..)| half.iter().map(Curve::thinned).collect());
        let drawn =
            |found: &Vec<Detection>| found.iter().filter(|d| d.score >= DRAWN).cloned().collect();
        let found = networks
            .first()
            .map_or(Vec::new(), |(_, _, all, _)| all[..SHOWN].iter().map(drawn).collect());
        let runs = networks.into_iter().map(|(run, ..)| run).collect();
        Ok(Detector {
            scenes: learned[0].len(),
            epochs: learned.len(),
            tested: others.len(),
            runs,
            curves,
            found,
        })
    }

    fn report(&self, section: &mut Section) -> Result<()> {
        section.claim(
            "Detection networks mostly use sigmoid, ReLU or its leaky kin, and softmax (textbook, whose chapter leads to R-CNN, \
             SPPNet and YOLO). A single-shot detector uses all of them: YOLO (Redmon and others, You only look once, \
             2016) has leaky_relu with 0.1 between its layers, a number for *is there an object* in each cell of a grid, \
             and probabilities of classes.",
        );
        section.done(&format!(
            "Scenes of {SIZE}×{SIZE} pixels with one to three shapes, which do not touch: {} new ones to learn from in each epoch, \
             and {} others to test with. Four \
             convolutional layers of 12, 24, 32 and 32 channels with leaky_relu of 0.1, three of them with stride 2, and \
             one more make {OUTPUTS} numbers for each cell of a {GRID}×{GRID} grid: a sigmoid says whether the centre of \
             a shape lies there, four sigmoids say where in the cell it is and how wide and high the shape is, and a \
             softmax says which shape. {} epochs in batches of {BATCH} with Adam at {RATE}, a tenth of that in the last \
             quarter; {} networks. A detection's score is the product of both probabilities; of two of a class that \
             overlap by more than 0.45, the better stays. Average precision is the area below the curve of precision \
             over recall, as Pascal VOC has it since 2010; a detection is right if it overlaps a shape of its class, \
             which no better detection has taken, by 0.5 (intersection over union).",
            self.scenes,
            self.tested,
            self.epochs,
            self.runs.len(),
        ));
        let spread =
            |of: &dyn Fn(&Run) -> f64| format!("{:.3}", Spread::of(self.runs.iter().map(of)));
        let by_class = (0..CLASSES).map(|class| {
            let half = spread(&|run| run.half[class]);
            [NAMES[class].to_string(), half, spread(&|run| run.strict[class])]
        });
        let all = ["mean".into(), spread(&|run| mean(&run.half)), spread(&|run| mean(&run.strict))];
        let rows: Vec<[String; 3]> = by_class.chain([all]).collect();
        section.table(["class", "average precision, overlap 0.5", "overlap 0.75"], &rows);
        section.plot("precision", &self.plot())?;
        let shown = picture::sheet(&scenes(SHOWN, OTHERS), &self.found);
        section.picture(
            "scenes",
            "Scenes that were not learned, with true boxes dashed and found ones in colour",
            shown,
        );
        section.means(&self.meaning());
        Ok(())
    }
}

impl Detector {
    fn plot(&self) -> Plot {
        let series = self.curves.iter().enumerate().map(|(colour, points)| Series {
            name: NAMES[colour].to_string(),
            points: points.clone(),
            style: Style::Line,
            colour,
        });
        Plot {
            title: "Precision over recall of the first network, overlap 0.5".to_string(),
            x: Axis::linear("recall"),
            y: Axis::linear("precision"),
            series: series.collect(),
        }
    }

    fn meaning(&self) -> String {
        let half = Spread::of(self.runs.iter().map(|run| mean(&run.half)));
        let strict = Spread::of(self.runs.iter().map(|run| mean(&run.strict)));
        let by_class = |class: usize| Spread::of(self.runs.iter().map(|run| run.half[class])).mean;
        let order = |a: &usize, b: &usize| by_class(*a).total_cmp(&by_class(*b));
        let best = (0..CLASSES).max_by(order).unwrap_or(0);
        let worst = (0..CLASSES).min_by(order).unwrap_or(0);
        let how = match half.mean {
            m if m >= 0.9 => {
                "The pieces do work together: the networks find nearly all shapes that they have not seen"
            }
            m if m >= 0.6 => {
                "The pieces work together, and the networks find most of the shapes that they have not seen"
            }
            m if m >= 0.3 => {
                "The networks find some of the shapes that they have not seen, and miss many"
            }
            _ => "The networks hardly learn to detect",
        };
        let (first, last): (Vec<f64>, Vec<f64>) = self
            .runs
            .iter()
            .filter_map(|run| Some((*run.losses.first()?, *run.losses.last()?)))
            .unzip();
        let (right, missed) = self.counted();
        format!(
            "{how}: the mean average precision is {half:.3}. The {} is found best ({:.3}) and the {} worst ({:.3}). With an \
             overlap of 0.75 asked for, it is {strict:.3}: boxes are less exact than classes. The loss came down from \
             {:.2} to {:.2}. On the {} scenes that are shown, {right} of {} shapes are found, with the right class, at a score of \
             {DRAWN} or more.",
            NAMES[best],
            by_class(best),
            NAMES[worst],
            by_class(worst),
            Spread::of(first).mean,
            Spread::of(last).mean,
            self.found.len(),
            right + missed,
        )
    }

    /// On the scenes that are shown: how many shapes are found, and how many are not.
    fn counted(&self) -> (usize, usize) {
        let scenes = scenes(SHOWN, OTHERS);
        let mut counts = (0, 0);
        for (scene, found) in scenes.iter().zip(&self.found) {
            for object in &scene.objects {
                let is_it = |d: &Detection| {
                    d.class == object.class && boxes::overlap(&d.extent, &object.extent) >= 0.5
                };
                if found.iter().any(is_it) { counts.0 += 1 } else { counts.1 += 1 }
            }
        }
        counts
    }
}

/// The scenes as a batch, pixels from −1 to 1.
fn batch<'a>(scenes: impl ExactSizeIterator<Item = &'a Scene>) -> Result<Tensor> {
    let shape = (scenes.len(), 1, SIZE, SIZE);
    let pixels =
        scenes.flat_map(|scene| &scene.pixels).map(|pixel| f32::from(*pixel) / 127.5 - 1.0);
    Ok(Tensor::from_vec(pixels.collect(), shape, &Device::Cpu)?)
}

/// What the outputs should be, as (scenes, [`OUTPUTS`], [`GRID`], [`GRID`]).
fn target<'a>(scenes: impl ExactSizeIterator<Item = &'a Scene>) -> Result<Tensor> {
    let shape = (scenes.len(), OUTPUTS, GRID, GRID);
    let mut target = vec![0.0_f32; scenes.len() * OUTPUTS * GRID * GRID];
    for (index, scene) in scenes.enumerate() {
        for Object { class, extent: [left, top, right, bottom] } in &scene.objects {
            let (x, y) = ((left + right) / 2.0 / CELL, (top + bottom) / 2.0 / CELL);
            let (column, row) = ((x as usize).min(GRID - 1), (y as usize).min(GRID - 1));
            let size = SIZE as f32;
            let numbers =
                [x - column as f32, y - row as f32, (right - left) / size, (bottom - top) / size];
            let mut set = |output: usize, number: f32| {
                target[((index * OUTPUTS + output) * GRID + row) * GRID + column] = number;
            };
            set(0, 1.0);
            numbers.into_iter().enumerate().for_each(|(at, number)| set(1 + at, number));
            (0..CLASSES).for_each(|other| set(5 + other, f32::from(u8::from(other == *class))));
        }
    }
    Ok(Tensor::from_vec(target, shape, &Device::Cpu)?)
}

/// The loss of YOLO's kind: an empty cell counts half, a box five times.
fn loss(outputs: &Tensor, target: &Tensor) -> Result<Tensor> {
    let parts = |tensor: &Tensor| -> Result<[Tensor; 3]> {
        Ok([tensor.narrow(1, 0, 1)?, tensor.narrow(1, 1, 4)?, tensor.narrow(1, 5, CLASSES)?])
    };
    let ([object, place, class], [is_object, is_place, is_class]) =
        (parts(outputs)?, parts(target)?);
    let weight = is_object.affine(0.5, 0.5)?;
    let objects = (binary_losses(&object, &is_object)? * weight)?.sum_all()?;
    let off = (apply("sigmoid", &place)? - is_place)?.sqr()?;
    let places = off.broadcast_mul(&is_object)?.sum_all()?;
    // Where there is no shape, its class is 0 for all, and counts nothing.
    let classes = (apply("log_softmax(axis=1)", &class)? * is_class)?.sum_all()?;
    let sum = ((objects + (places * 5.0)?)? - classes)?;
    Ok((sum / outputs.dim(0)? as f64)?)
}

/// Learns from other scenes in each epoch.
fn trained(learned: &[Vec<Scene>], seed: u64) -> Result<(Network, Vec<f64>)> {
    let unit = || Unit::new("leaky_relu(0.1)", seed);
    let network = Network::new(Initial::He, seed)
        .convolution(1, 12, 2)?
        .unit(unit()?)
        .convolution(12, 24, 2)?
        .unit(unit()?)
        .convolution(24, 32, 2)?
        .unit(unit()?)
        .convolution(32, 32, 1)?
        .unit(unit()?)
        .convolution(32, OUTPUTS, 1)?;
    let plan = ParamsAdamW { lr: RATE, weight_decay: 0.0, ..ParamsAdamW::default() };
    let mut adam = AdamW::new(network.variables(), plan)?;
    let epochs = learned.len();
    let mut random = random(purpose::ORDER, seed);
    let (mut losses, mut step) = (Vec::new(), 0);
    for (epoch, learned) in learned.iter().enumerate() {
        if 4 * (epoch + 1) > 3 * epochs {
            adam.set_learning_rate(RATE / 10.0);
        }
        let (mut sum, mut batches) = (0.0, 0.0);
        for chosen in shuffled(learned.len(), &mut random).chunks(BATCH) {
            let of_batch = || chosen.iter().map(|index| &learned[*index]);
            let outputs = network.forward(&batch(of_batch())?, Mode::Training(step))?;
            let loss = loss(&outputs, &target(of_batch())?)?;
            adam.backward_step(&loss)?;
            sum += f64::from(loss.to_scalar::<f32>()?);
            batches += 1.0;
            step += 1;
        }
        losses.push(sum / batches);
    }
    Ok((network, losses))
}

/// What the network finds on each scene, the best first.
fn detected(network: &Network, scenes: &[Scene]) -> Result<Vec<Vec<Detection>>> {
    let mut found = Vec::new();
    for chosen in scenes.chunks(50) {
        let outputs = network.forward(&batch(chosen.iter())?, Mode::Evaluation)?;
        let numbers = apply("sigmoid", &outputs.narrow(1, 0, 5)?)?;
        let classes = apply("softmax(axis=1)", &outputs.narrow(1, 5, CLASSES)?)?;
        let rows =
            Tensor::cat(&[numbers, classes], 1)?.flatten_from(2)?.transpose(1, 2)?.contiguous()?;
        for cells in rows.to_vec3::<f32>()? {
            let decoded = cells.iter().enumerate().map(|(cell, numbers)| decode(cell, numbers));
            found.push(suppressed(decoded.filter(|detection| detection.score >= LEAST).collect()));
        }
    }
    Ok(found)
}

/// What the numbers of a cell say.
fn decode(cell: usize, numbers: &[f32]) -> Detection {
    let (column, row) = ((cell % GRID) as f32, (cell / GRID) as f32);
    let (x, y) = ((column + numbers[1]) * CELL, (row + numbers[2]) * CELL);
    let (width, height) = (numbers[3] * SIZE as f32 / 2.0, numbers[4] * SIZE as f32 / 2.0);
    let class = crate::train::largest(&numbers[5..]);
    let score = numbers[0] * numbers[5 + class];
    Detection { class, score, extent: [x - width, y - height, x + width, y + height] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a perfect network would give is decoded to what is there.
    #[test]
    fn targets_are_decoded_to_their_shapes() {
        let scenes = scenes(40, 5);
        let target = target(scenes.iter()).unwrap();
        let cells = target.flatten_from(2).unwrap().transpose(1, 2).unwrap().contiguous().unwrap();
        for (scene, cells) in scenes.iter().zip(cells.to_vec3::<f32>().unwrap()) {
            let decoded = cells.iter().enumerate().map(|(cell, numbers)| decode(cell, numbers));
            let found: Vec<Detection> = decoded.filter(|detection| detection.score > 0.5).collect();
            assert_eq!(found.len(), scene.objects.len());
            for object in &scene.objects {
                let close = |d: &Detection| {
                    d.class == object.class
                        && d.extent.iter().zip(&object.extent).all(|(a, b)| (a - b).abs() < 1e-3)
                };
                assert!(found.iter().any(close), "{object:?} is not among {found:?}");
            }
        }
    }
}
