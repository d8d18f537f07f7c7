//! `ogive detect`: from a detector's raw output to what it has found.

use std::path::Path;

use ndarray::{ArrayView2, Axis, Ix2, Ix3};
use ogive_detect::{Detection, Grid, Head, Layout, Score, Scores};
use serde::Serialize;

use crate::args::{Detect, Order};
use crate::files::{Source, replace, several, shown};
use crate::report::{self, Failure, How, Result};
use crate::show;
use crate::tensor::{Number, each};
use crate::text;

/// What a picture is found to show.
#[derive(Debug, Serialize)]
struct Picture {
    anchors: usize,
    detections: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    anchor: usize,
    class: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    score: Number<f64>,
    /// Left, top, right, bottom.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    corners: Option<[Number<f64>; 4]>,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    input: &'a str,
    threshold: f64,
    pictures: Vec<Picture>,
}

/// Finds what a head has detected, in one picture or in each of several.
///
/// # Errors
/// If the array is not such an output, an option does not fit it, or a file cannot be read or written.
pub fn detect(options: &Detect, how: How) -> Result<()> {
    let head = head(options)?;
    let names = options.names.as_deref().map(read_names).transpose()?;
    let mut source = Source::open(&options.input, None)?;
    let chosen = source.choose(&options.tensor)?;
    let [index] = chosen[..] else { return Err(source.about(several(&source, &chosen))) };
    let tensor = source.read(index)?.tensor;
    let found = each!(&tensor, array => {
        let shape = array.shape().to_vec();
        if let Ok(one) = array.view().into_dimensionality::<Ix2>() {
            vec![picture(&head, one, names.as_deref())]
        } else if let Ok(batch) = array.view().into_dimensionality::<Ix3>() {
            batch.axis_iter(Axis(0)).map(|one| picture(&head, one, names.as_deref())).collect()
        } else {
            vec![Err(Failure::new(format!(
                "has shape {}; expected two axes, (channels, anchors) or the other way round, or three with the \
                 pictures first",
                text::shape(&shape)
            )))]
        }
    });
    let pictures: Vec<Picture> =
        found.into_iter().collect::<Result<_>>().map_err(|failure| source.about(failure))?;
    if let Some(output) = &options.output {
        replace::write(output, &table(&pictures)?)?;
        if !how.quiet && !how.json {
            report::tell(&format!("wrote {}", output.display()));
        }
    }
    let input = shown(&options.input);
    if how.json {
        let threshold = options.threshold;
        return report::print_json(&Document { input: &input, threshold, pictures });
    }
    if options.output.is_some() {
        return Ok(());
    }
    report::print(|out| {
        for (number, picture) in pictures.iter().enumerate() {
            if pictures.len() > 1 {
                writeln!(out, "{}picture {number}", if number > 0 { "\n" } else { "" })?;
            }
            let count = picture.detections.len();
            let left = if options.bins.is_some() { " are left" } else { "" };
            writeln!(
                out,
                "{count} of {} anchors{left}, of a score above {}",
                picture.anchors, options.threshold
            )?;
            write!(out, "{}", picture.text())?;
        }
        Ok(())
    })
}

/// What the options say of the head.
fn head(options: &Detect) -> Result<Head> {
    let layout = match options.layout {
        Order::ChannelsFirst => Layout::ClassesFirst,
        Order::AnchorsFirst => Layout::AnchorsFirst,
    };
    let scores = match (options.objectness, options.softmax) {
        (true, _) => Scores::SigmoidWithObjectness,
        (_, true) => Scores::Softmax { background: options.background },
        _ => Scores::Sigmoid,
    };
    let grid = match (options.bins, options.image) {
        (Some(bins), Some((width, height))) => {
            Some(Grid::new(height, width, &options.strides, bins, options.overlap)?)
        }
        _ => None,
    };
    Ok(Head { layout, scores, threshold: options.threshold, grid })
}

fn picture<E: Score>(head: &Head, of: ArrayView2<E>, names: Option<&[String]>) -> Result<Picture> {
    let anchors = match head.layout {
        Layout::ClassesFirst => of.ncols(),
        Layout::AnchorsFirst => of.nrows(),
    };
    let found = |Detection { anchor, class, score, corners }| Found {
        anchor,
        class,
        name: names.map(|names| names.get(class).cloned().unwrap_or_else(|| class.to_string())),
        score: Number(score),
        corners: corners.map(|corners| corners.map(Number)),
    };
    Ok(Picture { anchors, detections: head.detect(of)?.into_iter().map(found).collect() })
}

impl Picture {
    /// As a table for people.
    fn text(&self) -> String {
        let with_boxes = self.detections.iter().any(|found| found.corners.is_some());
        let mut rows = vec![vec!["anchor".to_string(), "class".into(), "score".into()]];
        if with_boxes {
            rows[0].extend(SIDES.map(String::from));
        }
        for found in &self.detections {
            let class = found.name.clone().unwrap_or_else(|| found.class.to_string());
            let mut row = vec![found.anchor.to_string(), class, show::number(found.score.0)];
            row.extend(found.corners.iter().flatten().map(|side| format!("{:.1}", side.0)));
            rows.push(row);
        }
        if self.detections.is_empty() { String::new() } else { text::right_aligned(&rows) }
    }
}

const SIDES: [&str; 4] = ["left", "top", "right", "bottom"];

/// All detections as a table with commas, the number of the picture first.
fn table(pictures: &[Picture]) -> Result<Vec<u8>> {
    let write = || -> csv::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut head = vec!["picture", "anchor", "class", "name", "score"];
        head.extend(SIDES);
        writer.write_record(head)?;
        for (number, picture) in pictures.iter().enumerate() {
            for found in &picture.detections {
                let mut row: Vec<String> =
                    [number, found.anchor, found.class].map(|index| index.to_string()).to_vec();
                row.extend([found.name.clone().unwrap_or_default(), found.score.0.to_string()]);
                match &found.corners {
                    Some(corners) => row.extend(corners.iter().map(|side| side.0.to_string())),
                    None => row.extend(SIDES.map(|_| String::new())),
                }
                writer.write_record(row)?;
            }
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    };
    write().map_err(|error| Failure::new(format!("the table cannot be made: {error}")))
}

/// The classes' names, one in each line.
fn read_names(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format!("{} cannot be read: {error}", path.display()))
            .hint("expected a text file with the name of a class in each line")
    })?;
    Ok(text.lines().map(|line| line.trim().to_string()).collect())
}
