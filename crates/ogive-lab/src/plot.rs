//! Plots of lines and dots as SVG, in the way of the benchmark's: on white, so that they are legible on a page of any
//! colour.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Colours that people who see few of them can tell apart (Okabe and Ito).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(120, 120, 120),
];

const FONT: &str = "sans-serif";
const SIZE: (u32, u32) = (860, 440);
/// The width of the names beside the chart, where they hide nothing.
const LEGEND: u32 = 170;

/// A plot with two axes.
pub struct Plot {
    /// Above it.
    pub title: String,
    /// From left to right.
    pub x: Axis,
    /// From below to above.
    pub y: Axis,
    /// What is drawn, the first in the background.
    pub series: Vec<Series>,
}

/// An axis, as long as all that is drawn takes.
pub struct Axis {
    /// What is counted.
    pub label: &'static str,
    /// Powers of ten at equal distances?
    pub logarithmic: bool,
}

impl Axis {
    /// With equal steps.
    pub fn linear(label: &'static str) -> Axis {
        Axis { label, logarithmic: false }
    }

    /// With powers of ten.
    pub fn logarithmic(label: &'static str) -> Axis {
        Axis { label, logarithmic: true }
    }

    /// Where a number stands, in steps of the axis.
    fn place(&self, number: f64) -> f64 {
        if self.logarithmic { number.log10() } else { number }
    }

    /// The number at a place.
    fn number(&self, place: f64) -> String {
        if !self.logarithmic {
            return plain(place);
        }
        let power = 10.0_f64.powf(place);
        if !(1e-3..1e4).contains(&power) {
            return format!("1e{}", plain(place));
        }
        // Two digits: marks stand at equal distances, not at round numbers.
        let unit = 10.0_f64.powf(power.log10().floor() - 1.0);
        plain((power / unit).round() * unit)
    }

    /// From the least to the greatest of these numbers, and a little more.
    fn range(&self, numbers: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
        let places = numbers.map(|number| self.place(number)).filter(|place| place.is_finite());
        let ends = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = places.fold(ends, |(low, high), p| (low.min(p), high.max(p)));
        if low > high {
            return 0.0..1.0;
        }
        let margin = if high > low { (high - low) * 0.04 } else { 0.5 };
        low - margin..high + margin
    }
}

/// Points of one colour and name.
pub struct Series {
    /// Beside its colour.
    pub name: String,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
    /// How they are drawn.
    pub style: Style,
    /// Which of the colours; series that belong together share one.
    pub colour: usize,
}

/// How points are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Joined, with a dot at each.
    Line,
    /// Joined by dashes: what theory says.
    Dashes,
    /// Each by itself.
    Dots,
}

impl Plot {
    /// It as SVG. Points that have no place on a logarithmic axis are left out.
    ///
    /// # Errors
    /// If plotters cannot draw it.
    pub fn svg(&self) -> Result<String> {
        let mut text = String::new();
        {
            let canvas = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
            canvas.fill(&WHITE).map_err(wrong)?;
            let canvas = canvas.titled(&self.title, (FONT, 17)).map_err(wrong)?;
            let (area, legend) = canvas.split_horizontally(SIZE.0 - LEGEND);
            let all = || self.series.iter().flat_map(|series| &series.points);
            let (x, y) = (&self.x, &self.y);
            let mut chart = ChartBuilder::on(&area)
                .margin(12)
                .x_label_area_size(44)
                .y_label_area_size(68)
                .build_cartesian_2d(
                    x.range(all().map(|point| point.0)),
                    y.range(all().map(|point| point.1)),
                )
                .map_err(wrong)?;
            chart
                .configure_mesh()
                .light_line_style(WHITE)
                .x_desc(x.label)
                .y_desc(y.label)
                .x_label_formatter(&|place| x.number(*place))
                .y_label_formatter(&|place| y.number(*place))
                .label_style((FONT, 13))
                .draw()
                .map_err(wrong)?;
            for (index, series) in self.series.iter().enumerate() {
                let colour = COLOURS[series.colour % COLOURS.len()];
                let points = series.points.iter().map(|(a, b)| (x.place(*a), y.place(*b)));
                let points = points.filter(|(a, b)| a.is_finite() && b.is_finite());
                let at = (8, 30 + 22 * index as i32);
                let (from, to) = (at, (at.0 + 24, at.1));
                let (middle, stroke) = ((at.0 + 12, at.1), colour.stroke_width(2));
                match series.style {
                    Style::Line => {
                        let line = LineSeries::new(points, stroke).point_size(3);
                        chart.draw_series(line).map_err(wrong)?;
                        legend.draw(&PathElement::new([from, to], stroke)).map_err(wrong)?;
                        legend.draw(&Circle::new(middle, 3, colour.filled())).map_err(wrong)?;
                    }
                    Style::Dashes => {
                        let line = DashedLineSeries::new(points, 6, 4, stroke);
                        chart.draw_series(line).map_err(wrong)?;
                        let dashes = [(from.0, from.0 + 9), (to.0 - 9, to.0)];
                        for (left, right) in dashes {
                            let dash = PathElement::new([(left, at.1), (right, at.1)], stroke);
                            legend.draw(&dash).map_err(wrong)?;
                        }
                    }
                    Style::Dots => {
                        let dots = points.map(|point| Circle::new(point, 4, colour.filled()));
                        chart.draw_series(dots).map_err(wrong)?;
                        legend.draw(&Circle::new(middle, 4, colour.filled())).map_err(wrong)?;
                    }
                }
                let style = (FONT, 13).into_text_style(&legend);
                let style = style.pos(Pos::new(HPos::Left, VPos::Center));
                legend.draw_text(&series.name, &style, (at.0 + 32, at.1)).map_err(wrong)?;
            }
            canvas.present().map_err(wrong)?;
        }
        Ok(text)
    }
}

/// plotters' errors hold what cannot be shared between threads.
fn wrong(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("cannot draw: {error}")
}

/// A number without digits that say nothing.
fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}
