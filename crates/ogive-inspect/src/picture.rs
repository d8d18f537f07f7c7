//! A report as a picture: the histogram of the inputs, with the slope over it.

use std::sync::Arc;

use ndarray::Array1;
use ogive::Function;
use ogive::nn::Layer;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, fontdb::Database};
use svg::node::element::{Description, Group, Line, Path, Rectangle, Text, Title};
use svg::{Document, Node};

use crate::error::{Error, Result};
use crate::histogram::Histogram;
use crate::report::{Figures, Report};
use crate::words::{count, number, percent};

/// The sheet, and the panel on it.
const WIDTH: f64 = 640.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 582.0;
const TOP: f64 = 78.0;
const BOTTOM: f64 = 338.0;

const FONTS: &str = "Noto Sans, Noto Sans Math, sans-serif";
// The same colours as those of the other pictures of this project: Okabe and Ito's, which people who see
// few colours can tell apart.
const INK: &str = "#1c1c1c";
const FAINT: &str = "#5f5f5f";
const GRID: &str = "#ececec";
const BARS: &str = "#9cc9e6";
const SLOPE: &str = "#d55e00";
const FLAT: &str = "#f4f1ec";

/// Points of the slope's curve.
const POINTS: usize = 1201;

/// The report as SVG: the histogram of all finite inputs and, for a function of one number, its slope
/// over it, on a ground that is darker where inputs are saturated. The same report is the same text on
/// every machine.
///
/// `function` is the one that the report is on, and `name` says what of, such as a file. The fonts are
/// those of the reader's system; their first choice is Noto Sans.
pub fn svg(function: &dyn Function, report: &Report, name: &str) -> String {
    let (histogram, saturated_below) = match &report.figures {
        Figures::Element(elements) => {
            (elements.total.histogram.as_ref(), Some(elements.saturated_below))
        }
        Figures::Axis(rows) => (rows.input.histogram.as_ref(), None),
    };
    let mut body = Group::new();
    let title = format!("{}: inputs of {}", name, report.function);
    let mut y = 30.0;
    for line in wrapped(&title, 62) {
        body.append(text(&line, LEFT, y, 15.0, INK, "start"));
        y += 19.0;
    }
    match histogram.filter(|histogram| !histogram.counts.is_empty()) {
        None => body.append(text("no finite inputs", WIDTH / 2.0, 200.0, 13.0, FAINT, "middle")),
        Some(histogram) => {
            let panel = Panel::new(histogram);
            let slope = saturated_below.and_then(|below| Some((panel.slope(function)?, below)));
            panel.draw(&mut body, slope.as_ref());
        }
    }
    let mut y = BOTTOM + 56.0;
    for line in captions(report).iter().flat_map(|caption| wrapped(caption, 88)) {
        body.append(text(&line, LEFT, y, 12.5, INK, "start"));
        y += 18.0;
    }
    let document = Document::new()
        .set("viewBox", format!("0 0 {WIDTH} {}", n(y)))
        .set("width", WIDTH)
        .set("height", n(y))
        .set("role", "img")
        .set("aria-labelledby", "title desc")
        .set("font-family", FONTS)
        .add(Title::new(title).set("id", "title"))
        .add(
            Description::new().set("id", "desc").add(svg::node::Text::new(&report.verdict.summary)),
        )
        .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "#ffffff"))
        .add(body);
    format!("{document}\n")
}

/// The fonts of the project's pictures: what is in a caption is in one of them.
const FACES: [&[u8]; 2] = [
    include_bytes!("../../ogive-plot/fonts/NotoSans-subset.ttf"),
    include_bytes!("../../ogive-plot/fonts/NotoSansMath-subset.ttf"),
];

/// The same picture as PNG, two pixels to a unit. No font of the machine is used.
///
/// # Errors
/// [`Error::Pixels`] if there is not enough memory for the pixels.
pub fn png(function: &dyn Function, report: &Report, name: &str) -> Result<Vec<u8>> {
    const SCALE: f32 = 2.0;
    let wrong = |problem: String| Error::Pixels { problem };
    let mut fonts = Database::new();
    for face in FACES {
        fonts.load_font_data(face.to_vec());
    }
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        font_family: "Noto Sans".into(),
        ..usvg::Options::default()
    };
    let tree = Tree::from_str(&svg(function, report, name), &options);
    let tree = tree.map_err(|error| wrong(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let pixels = size.and_then(|size| Pixmap::new(size.width(), size.height()));
    let mut pixels = pixels.ok_or_else(|| wrong("there is no memory for it".into()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| wrong(error.to_string()))
}

/// What stands under the picture: the figures in a line, and the verdict.
fn captions(report: &Report) -> Vec<String> {
    let figures = match &report.figures {
        Figures::Element(elements) => {
            let total = &elements.total;
            let parts = [
                total.saturated.map(|share| format!("saturated {}", percent(share))),
                total.mean_squared_slope.map(|square| format!("E[f′²] {}", number(square))),
                elements.gradient.chi.map(|chi| format!("χ {}", number(chi))),
                (elements.channel_axis.is_some()).then(|| {
                    format!("dead units {} of {}", elements.dead, elements.channels.len())
                }),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Figures::Axis(rows) => {
            let parts = [
                rows.decided.map(|share| {
                    format!("winner above {} in {} of the rows", rows.winner_above, percent(share))
                }),
                rows.entropy.map(|entropy| format!("entropy {}", number(entropy))),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
    };
    [figures, report.verdict.summary.clone()].into_iter().filter(|text| !text.is_empty()).collect()
}

/// The axes: inputs from left to right, shares upwards.
struct Panel<'a> {
    histogram: &'a Histogram,
    /// The inputs at both ends.
    x: (f64, f64),
    /// The height of the highest bar that there is room for.
    most: f64,
    all: f64,
}

/// The slope's curve: points, and the lowest and highest slope on the axis.
struct Slope {
    points: Vec<(f64, f64)>,
    low: f64,
    high: f64,
}

impl Panel<'_> {
    fn new(histogram: &Histogram) -> Panel<'_> {
        let all = histogram.counts.iter().sum::<u64>() + histogram.below + histogram.above;
        let most = histogram.counts.iter().copied().max().unwrap_or(0);
        let all = (all as f64).max(1.0);
        // A bin more on both sides, so that a single one is not the whole picture.
        let x = (histogram.from - histogram.width, histogram.to() + histogram.width);
        Panel { histogram, x, most: (most as f64 / all).max(1e-9) * 1.08, all }
    }

    /// The slope over the inputs; none where it differs between channels or is not finite anywhere.
    fn slope(&self, function: &dyn Function) -> Option<Slope> {
        let step = (self.x.1 - self.x.0) / (POINTS - 1) as f64;
        let x = Array1::from_shape_fn(POINTS, |i| self.x.0 + i as f64 * step);
        let slopes = function.backward(&x, &Array1::ones(POINTS)).ok()?;
        let points: Vec<_> =
            x.into_iter().zip(slopes).filter(|(_, slope)| slope.is_finite()).collect();
        let (low, high) = points.iter().fold((0.0_f64, 0.0_f64), |(low, high), (_, slope)| {
            (low.min(*slope), high.max(*slope))
        });
        let room = 0.08 * (high - low);
        (high > low).then_some(Slope {
            points,
            low: if low < 0.0 { low - room } else { 0.0 },
            high: high + room,
        })
    }

    fn at(&self, x: f64) -> f64 {
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (RIGHT - LEFT)
    }

    fn draw(&self, body: &mut Group, slope: Option<&(Slope, f64)>) {
        if let Some((slope, below)) = slope {
            self.ground(body, slope, *below);
        }
        let share = |share: f64| BOTTOM - share / self.most * (BOTTOM - TOP);
        for tick in ticks(0.0, self.most, 5) {
            body.append(line((LEFT, share(tick)), (RIGHT, share(tick)), GRID));
            let label = format!("{} %", short(100.0 * tick));
            body.append(text(&label, LEFT - 7.0, share(tick) + 4.0, 11.0, FAINT, "end"));
        }
        let mut bars = String::new();
        for (i, count) in self.histogram.counts.iter().enumerate().filter(|(_, count)| **count > 0)
        {
            let left = self.at(self.histogram.from + i as f64 * self.histogram.width);
            let right = self.at(self.histogram.from + (i + 1) as f64 * self.histogram.width);
            let top = share(*count as f64 / self.all).min(BOTTOM - 0.5);
            bars += &format!("M{} {}V{}H{}V{}z", n(left), n(BOTTOM), n(top), n(right), n(BOTTOM));
        }
        let edge = if self.histogram.counts.len() > 40 { 0.5 } else { 1.0 };
        let bars = Path::new().set("d", bars).set("fill", BARS);
        body.append(bars.set("stroke", "#ffffff").set("stroke-width", edge));
        for tick in ticks(self.x.0, self.x.1, 9) {
            let x = self.at(tick);
            body.append(line((x, BOTTOM), (x, BOTTOM + 4.0), INK));
            body.append(text(&short(tick), x, BOTTOM + 17.0, 11.0, FAINT, "middle"));
        }
        body.append(line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK));
        body.append(text("input x", (LEFT + RIGHT) / 2.0, BOTTOM + 33.0, 12.0, INK, "middle"));
        body.append(text("share of the inputs", LEFT - 36.0, TOP - 10.0, 12.0, "#3a7ca5", "start"));
        if let Some((slope, _)) = slope {
            self.curve(body, slope);
        }
        let outside = self.histogram.below + self.histogram.above;
        if outside > 0 {
            let note = format!("further out: {}", count(outside, "input"));
            body.append(text(&note, RIGHT, BOTTOM + 33.0, 11.0, FAINT, "end"));
        }
    }

    /// A ground where inputs are saturated.
    fn ground(&self, body: &mut Group, slope: &Slope, below: f64) {
        let step = (self.x.1 - self.x.0) / (POINTS - 1) as f64;
        let flat = |point: &&(f64, f64)| point.1.abs() < below;
        let mut path = String::new();
        let mut points = slope.points.iter().peekable();
        while let Some(start) = points.next() {
            if !flat(&start) {
                continue;
            }
            let mut end = start;
            while let Some(next) = points.next_if(flat) {
                end = next;
            }
            let (left, right) = (self.at(start.0 - step / 2.0), self.at(end.0 + step / 2.0));
            let (left, right) = (left.max(LEFT), right.min(RIGHT));
            path += &format!("M{} {}V{}H{}V{}z", n(left), n(BOTTOM), n(TOP), n(right), n(BOTTOM));
        }
        if !path.is_empty() {
            body.append(Path::new().set("d", path).set("fill", FLAT));
            body.append(
                Rectangle::new()
                    .set("x", LEFT + 168.0)
                    .set("y", TOP - 20.0)
                    .set("width", 12)
                    .set("height", 12)
                    .set("fill", FLAT)
                    .set("stroke", "#d9d3c7"),
            );
            let label = format!("saturated: slope below {below}");
            body.append(text(&label, LEFT + 186.0, TOP - 10.0, 12.0, FAINT, "start"));
        }
    }

    /// The slope, with an axis of its own on the right.
    fn curve(&self, body: &mut Group, slope: &Slope) {
        let y =
            |value: f64| BOTTOM - (value - slope.low) / (slope.high - slope.low) * (BOTTOM - TOP);
        let mut path = String::new();
        for (i, (x, value)) in slope.points.iter().enumerate() {
            let start = if i == 0 { "M" } else { "L" };
            path += &format!("{start}{} {}", n(self.at(*x)), n(y(*value)));
        }
        let curve = Path::new().set("d", path).set("fill", "none").set("stroke", SLOPE);
        body.append(curve.set("stroke-width", 2.2).set("stroke-linejoin", "round"));
        for tick in ticks(slope.low, slope.high, 5) {
            body.append(line((RIGHT, y(tick)), (RIGHT + 4.0, y(tick)), SLOPE));
            body.append(text(&short(tick), RIGHT + 7.0, y(tick) + 4.0, 11.0, SLOPE, "start"));
        }
        body.append(text("slope f′(x)", RIGHT + 36.0, TOP - 10.0, 12.0, SLOPE, "end"));
    }
}

/// Round numbers between two, about so many.
fn ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let rough = (high - low) / about as f64;
    let power = 10.0_f64.powi(rough.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(10.0 * power);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A tick's number: without the last digits of what is not exact.
fn short(x: f64) -> String {
    let rounded: f64 = format!("{x:.6e}").parse().unwrap_or(x);
    let text = if rounded != 0.0 && !(1e-4..1e6).contains(&rounded.abs()) {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    };
    text.replace('-', "−")
}

fn line(from: (f64, f64), to: (f64, f64), stroke: &str) -> Line {
    let line = Line::new().set("x1", n(from.0)).set("y1", n(from.1));
    line.set("x2", n(to.0)).set("y2", n(to.1)).set("stroke", stroke)
}

/// A text with its anchor at this place.
fn text(content: &str, x: f64, y: f64, size: f64, fill: &str, anchor: &str) -> Text {
    let text = Text::new(content).set("x", n(x)).set("y", n(y)).set("font-size", n(size));
    text.set("fill", fill).set("text-anchor", anchor)
}

/// The lines of a text of at most so many characters, broken at spaces; a longer word stays whole.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

/// A coordinate, to a hundredth of a unit.
fn n(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}
