//! The plots, on white, so that they are legible on a page of any colour.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Runs;
use super::page::{Reached, position, present, roofline, verdicts};
use crate::cell::{Part, Type, shape_text};
use crate::contenders::{COPY, OGIVE, STREAMING_COPY, is_limit};
use crate::grid::{SCALED, base, follows_size};
use crate::record::{Measured, Record};

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
const WIDTH: u32 = 860;

/// All plots that the runs have cells for, by name.
pub fn all(runs: &Runs) -> Result<BTreeMap<String, String>> {
    let mut plots = BTreeMap::new();
    for (name, run) in [("rust", &runs.rust), ("python", &runs.python)] {
        if let Some(run) = run.as_ref().filter(|run| !verdicts(run, |_| true).is_empty()) {
            let title =
                format!("ogive's time to that of the best peer, {} libraries", capital(name));
            plots.insert(format!("ratio-{name}.svg"), ratios(run, &title)?);
        }
    }
    if let Some(run) = &runs.rust {
        for function in SCALED {
            let here = |m: &&Measured| follows_size(&m.cell) && m.cell.function == function;
            let mut cells: Vec<&Measured> = run.cells.iter().filter(here).collect();
            cells.sort_by_key(|m| m.cell.elements());
            if cells.len() > 1 {
                plots.insert(format!("scaling-{function}.svg"), scaling(function, &cells)?);
            }
        }
        let rows = roofline(run);
        if !rows.is_empty() {
            plots.insert("roofline.svg".to_string(), speeds(&rows)?);
        }
    }
    Ok(plots)
}

fn capital(name: &str) -> &str {
    if name == "rust" { "Rust" } else { "Python" }
}

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The width of the names and marks beside a chart, where they hide nothing.
const LEGEND: u32 = 150;

/// A mark of the legend.
#[derive(Clone, Copy)]
enum Mark {
    /// A line, with dots of this size on it.
    Line(ShapeStyle, u32),
    Dot(ShapeStyle),
    Cross(ShapeStyle),
    Bar(ShapeStyle),
    Triangle(ShapeStyle),
}

/// A white canvas, drawn on: a chart on its left, and what its marks mean beside it.
fn drawn(
    height: u32,
    title: &str,
    draw: impl FnOnce(&Canvas) -> Result<Vec<(String, Mark)>>,
) -> Result<String> {
    let mut text = String::new();
    {
        let canvas = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        canvas.fill(&WHITE).map_err(wrong)?;
        let canvas = canvas.titled(title, (FONT, 18)).map_err(wrong)?;
        let (chart, legend) = canvas.split_horizontally(WIDTH - LEGEND);
        for (index, (name, mark)) in draw(&chart)?.into_iter().enumerate() {
            let (x, y) = (8, 30 + 22 * index as i32);
            let (from, middle, to) = ((x, y), (x + 10, y), (x + 20, y));
            let drawn = match mark {
                Mark::Line(style, dots) => legend
                    .draw(&PathElement::new([from, to], style))
                    .and_then(|()| legend.draw(&Circle::new(middle, dots, style.filled()))),
                Mark::Dot(style) => legend.draw(&Circle::new(middle, 4, style)),
                Mark::Cross(style) => legend.draw(&Cross::new(middle, 4, style)),
                Mark::Bar(style) => {
                    let corners = [(x, y - 5), (x + 20, y + 5)];
                    legend.draw(&Rectangle::new(corners, style))
                }
                Mark::Triangle(style) => legend.draw(&TriangleMarker::new(middle, 6, style)),
            };
            drawn.map_err(wrong)?;
            label(&legend, &name, (x + 28, y), HPos::Left)?;
        }
        canvas.present().map_err(wrong)?;
    }
    Ok(text)
}

/// plotters' errors hold what cannot be shared between threads.
fn wrong(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("cannot draw: {error}")
}

/// Every cell as a dot: functions downwards, the ratio to the right, the types by colour; values
/// full, gradients hollow.
fn ratios(run: &Record, title: &str) -> Result<String> {
    let verdicts = verdicts(run, |_| true);
    let mut functions: Vec<&str> =
        verdicts.iter().map(|verdict| base(&verdict.measured.cell.function)).collect();
    functions.sort_by_key(|name| (position(name), *name));
    functions.dedup();
    let ratios = verdicts.iter().map(|verdict| verdict.ratio());
    let (low, high) =
        ratios.fold((0.5, 2.0), |(low, high): (f64, f64), r| (low.min(r), high.max(r)));
    let rows = functions.len() as f64;
    let types = [Type::F32, Type::F64, Type::F16, Type::Bf16];
    let colour =
        |dtype: Type| COLOURS[types.iter().position(|known| *known == dtype).unwrap_or_default()];
    drawn(140 + 34 * functions.len() as u32, title, |canvas| {
        let mut legend = Vec::new();
        let mut chart = ChartBuilder::on(canvas)
            .margin(12)
            .x_label_area_size(48)
            .y_label_area_size(96)
            .build_cartesian_2d((low * 0.8..high * 1.25).log_scale(), 0.0..rows)
            .map_err(wrong)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(WHITE)
            .x_desc("ratio of times (logarithmic); left of 1, ogive is the faster one")
            .x_label_formatter(&|ratio| plain(*ratio))
            .label_style((FONT, 13))
            .draw()
            .map_err(wrong)?;
        let line = LineSeries::new([(1.0, 0.0), (1.0, rows)], BLACK.stroke_width(2));
        chart.draw_series(line).map_err(wrong)?;
        let middle = |function: &str| {
            let row = functions.iter().position(|known| *known == base(function));
            rows - row.unwrap_or_default() as f64 - 0.5
        };
        for function in &functions {
            let (x, y) = chart.backend_coord(&(low * 0.8, middle(function)));
            label(canvas, function, inside(canvas, (x - 8, y)), HPos::Right)?;
        }
        for dtype in types {
            let of_type = |part| {
                let here = move |cell: &crate::cell::Cell| cell.dtype == dtype && cell.part == part;
                verdicts.iter().filter(move |verdict| here(&verdict.measured.cell))
            };
            let gradients = || of_type(Part::Gradient).chain(of_type(Part::GradientFromOutput));
            if of_type(Part::Value).chain(gradients()).next().is_none() {
                continue;
            }
            // Each type a little lower, so that dots do not hide one another.
            let shift = 0.27 - 0.18 * types.iter().position(|t| *t == dtype).unwrap_or(0) as f64;
            let at = |verdict: &&crate::verdict::Verdict| {
                (verdict.ratio(), middle(&verdict.measured.cell.function) + shift)
            };
            let colour = colour(dtype);
            let full = of_type(Part::Value).map(|v| Circle::new(at(&v), 4, colour.filled()));
            chart.draw_series(full).map_err(wrong)?;
            let hollow = gradients().map(|v| Circle::new(at(&v), 4, colour.stroke_width(1)));
            chart.draw_series(hollow).map_err(wrong)?;
            legend.push((dtype.to_string(), Mark::Dot(colour.filled())));
        }
        legend.push(("value".to_string(), Mark::Dot(BLACK.filled())));
        legend.push(("gradient".to_string(), Mark::Dot(BLACK.stroke_width(1))));
        Ok(legend)
    })
}

/// Time for an element over the number of elements, a line for each contender.
fn scaling(function: &str, cells: &[&Measured]) -> Result<String> {
    let contenders = present(cells);
    let series: Vec<(&str, Vec<(f64, f64)>)> = contenders
        .into_iter()
        .map(|name| {
            let point = |m: &&Measured| {
                let elements = m.cell.elements() as f64;
                m.seconds.get(name).map(|seconds| (elements, seconds * 1e9 / elements))
            };
            (name, cells.iter().filter_map(point).collect())
        })
        .collect();
    let times = series.iter().flat_map(|(_, points)| points.iter().map(|point| point.1));
    let (low, high) = times.fold((f64::MAX, 0.0_f64), |(low, high), t| (low.min(t), high.max(t)));
    let first = cells.first().map_or(1, |m| m.cell.elements()) as f64;
    let last = cells.last().map_or(2, |m| m.cell.elements()) as f64;
    let title = format!("{function}: f32, one thread, given array");
    drawn(460, &title, |canvas| {
        let mut legend = Vec::new();
        let mut chart = ChartBuilder::on(canvas)
            .margin(12)
            .x_label_area_size(48)
            .y_label_area_size(70)
            .build_cartesian_2d(
                (first..last * 1.2).log_scale().base(2.0),
                (low * 0.8..high * 1.25).log_scale(),
            )
            .map_err(wrong)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_desc("elements (logarithmic)")
            .y_desc("ns for an element (logarithmic)")
            .x_label_formatter(&|n| shape_text(&[n.round() as usize]))
            .y_label_formatter(&|t| plain(*t))
            .x_labels(12)
            .label_style((FONT, 13))
            .draw()
            .map_err(wrong)?;
        for (index, (name, points)) in series.iter().enumerate() {
            // The limits are grey, and one of them has dots.
            let colour =
                if is_limit(name) { COLOURS.len() - 1 } else { index % (COLOURS.len() - 1) };
            let style = COLOURS[colour].stroke_width(if *name == OGIVE { 3 } else { 2 });
            let dots = if *name == STREAMING_COPY { 3 } else { 0 };
            // Odd lengths lie close beside the powers of two, and are crosses without a line.
            let is_power = |point: &&(f64, f64)| (point.0 as usize).is_power_of_two();
            let powers = points.iter().filter(is_power).copied();
            let line = LineSeries::new(powers, style).point_size(dots);
            chart.draw_series(line).map_err(wrong)?;
            let odd = points.iter().filter(|point| !is_power(point));
            let crosses = odd.map(|point| Cross::new(*point, 4, style));
            chart.draw_series(crosses).map_err(wrong)?;
            legend.push((name.to_string(), Mark::Line(style, dots)));
        }
        legend.push(("odd length".to_string(), Mark::Cross(BLACK.stroke_width(2))));
        Ok(legend)
    })
}

/// Gigabytes a second: functions downwards, what each reaches, what its computing alone would allow,
/// and the copies as lines.
fn speeds(rows: &[Reached]) -> Result<String> {
    let count = rows.len() as f64;
    let mean = |of: fn(&Reached) -> Option<f64>| {
        let speeds: Vec<f64> = rows.iter().filter_map(of).collect();
        (!speeds.is_empty()).then(|| speeds.iter().sum::<f64>() / speeds.len() as f64)
    };
    let limits: Vec<(&str, f64)> =
        [(COPY, mean(|row| row.copy)), (STREAMING_COPY, mean(|row| row.streaming))]
            .into_iter()
            .filter_map(|(name, speed)| speed.map(|speed| (name, speed)))
            .collect();
    let reached = rows.iter().map(|row| row.reached).chain(limits.iter().map(|limit| limit.1));
    // What is bound by memory alone may be computed much faster: such marks end at the edge.
    let end = reached.fold(0.0, f64::max) * 1.6;
    let Reached { far, threads, .. } = rows[0];
    let s = if threads == 1 { "" } else { "s" };
    let title = format!(
        "Speed beyond the cache: f32, {} elements, {threads} thread{s}",
        shape_text(&[far])
    );
    drawn(150 + 30 * rows.len() as u32, &title, |canvas| {
        let mut legend = Vec::new();
        let mut chart = ChartBuilder::on(canvas)
            .margin(12)
            .x_label_area_size(48)
            .y_label_area_size(96)
            .build_cartesian_2d(0.0..end, 0.0..count)
            .map_err(wrong)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(WHITE)
            .x_desc("GB read and written in a second")
            .label_style((FONT, 13))
            .draw()
            .map_err(wrong)?;
        for (index, (name, speed)) in limits.into_iter().enumerate() {
            let style = [COLOURS[6], BLACK][index % 2].stroke_width(2);
            let line = LineSeries::new([(speed, 0.0), (speed, count)], style);
            chart.draw_series(line).map_err(wrong)?;
            legend.push((name.to_string(), Mark::Line(style, 0)));
        }
        let middle = |index: usize| count - index as f64 - 0.5;
        for (index, row) in rows.iter().enumerate() {
            let (x, y) = chart.backend_coord(&(0.0, middle(index)));
            label(canvas, row.function, inside(canvas, (x - 8, y)), HPos::Right)?;
        }
        let ogive = COLOURS[0].filled();
        let bars = rows.iter().enumerate().map(|(index, row)| {
            let y = middle(index);
            Rectangle::new([(0.0, y - 0.22), (row.reached, y + 0.22)], ogive)
        });
        chart.draw_series(bars).map_err(wrong)?;
        legend.push(("ogive".to_string(), Mark::Bar(ogive)));
        let alone = COLOURS[1].filled();
        let marks = rows.iter().enumerate().filter_map(|(index, row)| {
            let at = (row.alone?.min(end * 0.99), middle(index));
            Some(TriangleMarker::new(at, 6, alone))
        });
        chart.draw_series(marks).map_err(wrong)?;
        legend.push(("computing alone".to_string(), Mark::Triangle(alone)));
        Ok(legend)
    })
}

/// A place on the whole picture, as this part of it counts.
fn inside(canvas: &Canvas, (x, y): (i32, i32)) -> (i32, i32) {
    let (left, top) = canvas.get_base_pixel();
    (x - left, y - top)
}

fn label(canvas: &Canvas, text: &str, at: (i32, i32), side: HPos) -> Result<()> {
    let style = (FONT, 13).into_text_style(canvas).pos(Pos::new(side, VPos::Center));
    canvas.draw_text(text, &style, at).map_err(wrong)
}

/// A number of an axis without digits that say nothing.
fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
