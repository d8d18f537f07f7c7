//! From a head's raw output to boxes: that of the lab's detector, on the six scenes that docs/lab.md shows.
//!
//! ```console
//! $ cargo run --release --example detect
//! ```
//!
//! It prints what is in examples/detections.txt, and so does examples/detect.py.
//!
//! Of each of 6×6 cells there are a logit for whether a shape is there, four for its box (its centre in the cell, its
//! width and height in the picture), and the scores of three classes.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use ndarray::{Array1, Array2, Array3, Axis, s};
use ogive::prelude::*;
use ogive_detect::{Layout, boxes, score_filter, softmax_topk};

const GRID: usize = 6;
const SIZE: f64 = 48.0;
const CELL: f64 = SIZE / GRID as f64;
const NAMES: [&str; 3] = ["triangle", "ellipse", "parallelogram"];

fn main() -> Result<()> {
    print!("{}", detections()?);
    Ok(())
}

/// A line for each scene and each box.
pub fn detections() -> Result<String> {
    let mut lines = String::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/detector_head.npy");
    let heads: Array3<f32> =
        ndarray_npy::read_npy(&path).with_context(|| path.display().to_string())?;
    for (scene, head) in heads.outer_iter().enumerate() {
        // Where there is a shape at all: one comparison for most cells.
        let cells = score_filter(head.slice(s![..1, ..]), Layout::ClassesFirst, 0.01)?;
        let of_cells = head.select(Axis(1), &cells.anchors);
        // Which: the best class and its probability.
        let best = softmax_topk(of_cells.slice(s![5.., ..]).t(), 1, None)?;
        // And the box.
        let places = Sigmoid.forward(&of_cells.slice(s![1..5, ..]))?.mapv(f64::from);
        let corners = Array2::from_shape_fn((cells.anchors.len(), 4), |(i, side)| {
            let (row, column) = (cells.anchors[i] / GRID, cells.anchors[i] % GRID);
            let cell = if side % 2 == 0 { column } else { row };
            let half = places[[2 + side % 2, i]] * SIZE / 2.0;
            let centre = (cell as f64 + places[[side % 2, i]]) * CELL;
            if side < 2 { centre - half } else { centre + half }
        });
        let both = cells.scores.iter().zip(&best.probabilities);
        let scores: Array1<f64> = both.map(|(shape, class)| f64::from(shape * class)).collect();
        let classes: Vec<usize> = best.classes.iter().copied().collect();
        writeln!(lines, "scene {scene}")?;
        for i in boxes::suppress(corners.view(), scores.view(), &classes, 0.45)? {
            if scores[i] < 0.5 {
                break;
            }
            let [left, top, right, bottom]: [f64; 4] =
                std::array::from_fn(|side| corners[[i, side]]);
            writeln!(
                lines,
                "  {:13}  {:.3}  from ({left:.1}, {top:.1}) to ({right:.1}, {bottom:.1})",
                NAMES[classes[i]], scores[i]
            )?;
        }
    }
    Ok(lines)
}
