//! Scenes with their boxes, as SVG.

use std::fmt::Write;

use svg::Document;
use svg::node::Text as Content;
use svg::node::element::{Group, Path, Rectangle, Text};

use super::boxes::Detection;
use crate::data::scenes::{SIZE, Scene};
use crate::data::shapes::NAMES;

/// Of each class; light, because they lie on grey.
const COLOURS: [&str; 3] = ["#F0E442", "#56B4E9", "#E69F00"];
/// How large a pixel is drawn.
const SCALE: usize = 5;
const GAP: usize = 12;
const COLUMNS: usize = 3;
/// Shades of grey: enough for the eye, and few enough for short paths.
const SHADES: usize = 16;

/// Scenes in a grid: true boxes are dashed and white, and those that were found have their class's colour.
pub fn sheet(scenes: &[Scene], found: &[Vec<Detection>]) -> String {
    let rows = scenes.len().div_ceil(COLUMNS);
    let step = SIZE * SCALE + GAP;
    let (width, height) = (COLUMNS * step + GAP, rows * step + GAP + 24);
    let mut document = Document::new()
        .set("viewBox", (0, 0, width, height))
        .set("width", width)
        .set("height", height)
        .set("font-family", "sans-serif")
        .add(rectangle(0.0, 0.0, width as f32, height as f32).set("fill", "white"));
    let nothing = Vec::new();
    for (index, scene) in scenes.iter().enumerate() {
        let (x, y) = (GAP + index % COLUMNS * step, GAP + index / COLUMNS * step);
        let found = found.get(index).unwrap_or(&nothing);
        let place = format!("translate({x} {y})");
        document = document.add(drawn(scene, found).set("transform", place));
    }
    let mut x = GAP;
    for (name, colour) in NAMES.iter().zip(COLOURS).chain([(&"true box", "white")]) {
        let y = (height - 20) as f32;
        let mark = rectangle(x as f32, y, 14.0, 14.0)
            .set("fill", "#666")
            .set("stroke", colour)
            .set("stroke-width", 3);
        document = document.add(mark).add(text(name, (x + 22) as f32, y + 12.0, "black"));
        x += 150;
    }
    document.to_string() + "\n"
}

fn drawn(scene: &Scene, found: &[Detection]) -> Group {
    let mut group = Group::new();
    for path in shades(&scene.pixels) {
        group = group.add(path);
    }
    let scale = SCALE as f32;
    let outline = |[left, top, right, bottom]: [f32; 4], colour: &str| {
        rectangle(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
            .set("fill", "none")
            .set("stroke", colour)
    };
    for object in &scene.objects {
        let dashed =
            outline(object.extent, "white").set("stroke-dasharray", "4 3").set("stroke-width", 1.5);
        group = group.add(dashed);
    }
    for Detection { class, score, extent } in found {
        let colour = COLOURS[class % COLOURS.len()];
        group = group.add(outline(*extent, colour).set("stroke-width", 2));
        let y = (extent[1] * scale - 4.0).max(11.0);
        let score = text(&format!("{score:.2}"), (extent[0] * scale).max(1.0), y, colour);
        // An edge around the digits, so that they are legible on any grey.
        let score =
            score.set("stroke", "black").set("stroke-width", 2.5).set("paint-order", "stroke");
        group = group.add(score);
    }
    group
}

/// The pixels, a path for each shade: horizontal strokes as thick as a pixel.
fn shades(pixels: &[u8]) -> Vec<Path> {
    let shade = |pixel: u8| usize::from(pixel) * SHADES / 256;
    let mut strokes = vec![String::new(); SHADES];
    for (row, line) in pixels.chunks(SIZE).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|a, b| shade(*a) == shade(*b)) {
            let (x, y) = (column * SCALE, row * SCALE + SCALE / 2);
            write!(strokes[shade(run[0])], "M{x} {y}.5h{}", run.len() * SCALE)
                .expect("a string takes all");
            column += run.len();
        }
    }
    let path = |(shade, data): (usize, String)| {
        let grey = shade * 255 / (SHADES - 1);
        Path::new()
            .set("d", data)
            .set("stroke", format!("rgb({grey},{grey},{grey})"))
            .set("stroke-width", SCALE)
            .set("shape-rendering", "crispEdges")
    };
    strokes.into_iter().enumerate().filter(|(_, data)| !data.is_empty()).map(path).collect()
}

/// Places are rounded to a tenth of a pixel.
fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
    let [x, y, width, height] = [x, y, width, height].map(|number| (number * 10.0).round() / 10.0);
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height)
}

fn text(content: &str, x: f32, y: f32, colour: &str) -> Text {
    let [x, y] = [x, y].map(|number| (number * 10.0).round() / 10.0);
    Text::new("")
        .set("x", x)
        .set("y", y)
        .set("font-size", 13)
        .set("fill", colour)
        .add(Content::new(content))
}
