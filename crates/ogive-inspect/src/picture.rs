//! A report as a picture: the histogram of the inputs, with the slope over it.

use ndarray::Array1;
use ogive::Function;
use ogive::nn::Layer;
use ogive_plot::Theme;
use ogive_plot::drawing::{self, FONTS, Palette, coordinate as n, formula, text, ticks, wrapped};
use svg::node::element::{Description, Group, Line, Path, Rectangle, Title};
use svg::{Document, Node};

use crate::error::Result;
use crate::histogram::Histogram;
use crate::report::{Figures, Report};
use crate::words::{count, number, percent};

/// The sheet, and the panel on it.
const WIDTH: f64 = 640.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 582.0;
const TOP: f64 = 78.0;
const BOTTOM: f64 = 338.0;

const HEADING: f64 = 15.0;
const CAPTION: f64 = 12.5;
const NAME: f64 = 12.0;
const TICK: f64 = 11.0;

// A light tint of the first curve's colour, which the axis of the bars is written in, and the ground of what is
// saturated, with its rim in the legend.
const BARS: &str = "#9cc9e6";
const FLAT: &str = "#f4f1ec";
const RIM: &str = "#d9d3c7";

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
    let palette = Theme::Light.palette();
    let mut body = Group::new();
    let title = format!("{}: inputs of {}", name, report.function);
    let mut y = 30.0;
    for line in wrapped(&title, HEADING, RIGHT - LEFT) {
        body.append(text(&line, LEFT, y, HEADING, palette.ink, "start"));
        y += 19.0;
    }
    match histogram.filter(|histogram| !histogram.counts.is_empty()) {
        None => {
            body.append(text("no finite inputs", WIDTH / 2.0, 200.0, 13.0, palette.faint, "middle"))
        }
        Some(histogram) => {
            let panel = Panel::new(histogram, palette);
            let slope = saturated_below.and_then(|below| Some((panel.slope(function)?, below)));
            panel.draw(&mut body, slope.as_ref());
        }
    }
    let mut y = BOTTOM + 56.0;
    let lines = |caption: &String| wrapped(caption, CAPTION, RIGHT - LEFT);
    for line in captions(report).iter().flat_map(lines) {
        body.append(text(&line, LEFT, y, CAPTION, palette.ink, "start"));
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
        .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", palette.paper))
        .add(body);
    format!("{document}\n")
}

/// The same picture as PNG, with [`ogive_plot::PIXELS`] pixels to a unit. No font of the machine is used.
///
/// # Errors
/// [`Error::Picture`](crate::Error::Picture) if there is not enough memory for the pixels.
pub fn png(function: &dyn Function, report: &Report, name: &str) -> Result<Vec<u8>> {
    Ok(drawing::png(&svg(function, report, name))?)
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
    palette: &'a Palette,
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

impl<'a> Panel<'a> {
    fn new(histogram: &'a Histogram, palette: &'a Palette) -> Panel<'a> {
        let all = histogram.counts.iter().sum::<u64>() + histogram.below + histogram.above;
        let most = histogram.counts.iter().copied().max().unwrap_or(0);
        let all = (all as f64).max(1.0);
        // A bin more on both sides, so that a single one is not the whole picture.
        let x = (histogram.from - histogram.width, histogram.to() + histogram.width);
        Panel { histogram, palette, x, most: (most as f64 / all).max(1e-9) * 1.08, all }
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

    /// The colour of the slope, its axis and its name.
    fn slope_colour(&self) -> &'static str {
        self.palette.curves[1]
    }

    fn at(&self, x: f64) -> f64 {
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (RIGHT - LEFT)
    }

    fn draw(&self, body: &mut Group, slope: Option<&(Slope, f64)>) {
        if let Some((slope, below)) = slope {
            self.ground(body, slope, *below);
        }
        let share = |share: f64| BOTTOM - share / self.most * (BOTTOM - TOP);
        let Palette { ink, faint, grid, curves, .. } = *self.palette;
        for (percent, label) in ticks((0.0, 100.0 * self.most), 5) {
            let y = share(percent / 100.0);
            body.append(line((LEFT, y), (RIGHT, y), grid));
            let label = format!("{label} %");
            body.append(formula(&label, LEFT - 7.0, y + 4.0, TICK, faint, "end"));
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
        body.append(bars.set("stroke", self.palette.paper).set("stroke-width", edge));
        for (x, label) in ticks(self.x, 9) {
            let x = self.at(x);
            body.append(line((x, BOTTOM), (x, BOTTOM + 4.0), ink));
            body.append(formula(&label, x, BOTTOM + 17.0, TICK, faint, "middle"));
        }
        body.append(line((LEFT, BOTTOM), (RIGHT, BOTTOM), ink));
        let middle = (LEFT + RIGHT) / 2.0;
        body.append(text("input x", middle, BOTTOM + 33.0, NAME, ink, "middle"));
        let share_axis = "share of the inputs";
        body.append(text(share_axis, LEFT - 36.0, TOP - 10.0, NAME, curves[0], "start"));
        if let Some((slope, _)) = slope {
            self.curve(body, slope);
        }
        let outside = self.histogram.below + self.histogram.above;
        if outside > 0 {
            let note = format!("further out: {}", count(outside, "input"));
            body.append(text(&note, RIGHT, BOTTOM + 33.0, TICK, faint, "end"));
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
                    .set("stroke", RIM),
            );
            let label = format!("saturated: slope below {below}");
            body.append(text(&label, LEFT + 186.0, TOP - 10.0, NAME, self.palette.faint, "start"));
        }
    }

    /// The slope, with an axis of its own on the right.
    fn curve(&self, body: &mut Group, slope: &Slope) {
        let colour = self.slope_colour();
        let y =
            |value: f64| BOTTOM - (value - slope.low) / (slope.high - slope.low) * (BOTTOM - TOP);
        let mut path = String::new();
        for (i, (x, value)) in slope.points.iter().enumerate() {
            let start = if i == 0 { "M" } else { "L" };
            path += &format!("{start}{} {}", n(self.at(*x)), n(y(*value)));
        }
        let curve = Path::new().set("d", path).set("fill", "none").set("stroke", colour);
        body.append(curve.set("stroke-width", 2.2).set("stroke-linejoin", "round"));
        for (value, label) in ticks((slope.low, slope.high), 5) {
            body.append(line((RIGHT, y(value)), (RIGHT + 4.0, y(value)), colour));
            body.append(formula(&label, RIGHT + 7.0, y(value) + 4.0, TICK, colour, "start"));
        }
        body.append(text("slope f′(x)", RIGHT + 36.0, TOP - 10.0, NAME, colour, "end"));
    }
}

fn line(from: (f64, f64), to: (f64, f64), stroke: &str) -> Line {
    let line = Line::new().set("x1", n(from.0)).set("y1", n(from.1));
    line.set("x2", n(to.0)).set("y2", n(to.1)).set("stroke", stroke)
}
