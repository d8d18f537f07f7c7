//! A figure: what is to be drawn, and how.

use ogive::arguments::Argument;

use crate::curve::Curve;
use crate::element::Dtype;
use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::narrow::{Column, INPUTS, errors, stairs};
use crate::picture::{
    Caption, Colour, Drawn, Guide, Key, Mark, Panel, Part, Picture, Shape, Style,
};
use crate::range::{Range, short};
use crate::sample::{Line, sample};
use crate::theme::{CURVES, Theme};
use crate::words::Language;

/// What is to be drawn, and how. [`draw`](Figure::draw) computes it.
///
/// ```
/// use ogive_plot::{Curve, Figure, Range, Theme};
///
/// let picture = Figure::new()
///     .curve(Curve::parse("leaky_relu(0.04)")?)
///     .range(Range::new(-4.0, 4.0)?)
///     .theme(Theme::Dark)
///     .draw()?;
/// assert!(picture.svg().contains("negative_slope"));
/// # Ok::<(), ogive_plot::Error>(())
/// ```
#[derive(Debug)]
pub struct Figure {
    curves: Vec<Curve>,
    range: Option<Range>,
    theme: Theme,
    language: Language,
    dtype: Option<Dtype>,
    measure: Measure,
    grid: bool,
    gradient: bool,
    heading: Option<String>,
}

/// What is drawn of each function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Its value and its gradient.
    #[default]
    Curve,
    /// The errors of both in a narrow element type.
    Error,
}

/// As many panels fit on a sheet.
const PANELS: usize = 96;
/// What is drawn is exact to this part of a panel's width and height; of a small one, to that.
const FINEST: f64 = 4000.0;
const SMALL: f64 = 1000.0;

impl Default for Figure {
    fn default() -> Figure {
        Figure::new()
    }
}

impl Figure {
    /// Without curves: light, in English, in one panel, with gradients.
    pub fn new() -> Figure {
        Figure {
            curves: Vec::new(),
            range: None,
            theme: Theme::default(),
            language: Language::default(),
            dtype: None,
            measure: Measure::default(),
            grid: false,
            gradient: true,
            heading: None,
        }
    }

    /// With a curve more.
    pub fn curve(mut self, curve: Curve) -> Figure {
        self.curves.push(curve);
        self
    }

    /// With these curves more.
    pub fn curves(mut self, curves: impl IntoIterator<Item = Curve>) -> Figure {
        self.curves.extend(curves);
        self
    }

    /// Over these inputs, and not those where the functions bend.
    pub fn range(self, range: Range) -> Figure {
        Figure { range: Some(range), ..self }
    }

    /// On light or dark.
    pub fn theme(self, theme: Theme) -> Figure {
        Figure { theme, ..self }
    }

    /// With labels and captions in this language.
    pub fn language(self, language: Language) -> Figure {
        Figure { language, ..self }
    }

    /// As this element type has it: with stairs, where they can be seen. Errors are those of `f32`
    /// unless another type is given.
    pub fn dtype(self, dtype: Dtype) -> Figure {
        Figure { dtype: Some(dtype), ..self }
    }

    /// Curves or errors.
    pub fn measure(self, measure: Measure) -> Figure {
        Figure { measure, ..self }
    }

    /// Each curve in a panel of its own, or all in one.
    pub fn grid(self, grid: bool) -> Figure {
        Figure { grid, ..self }
    }

    /// With gradients, or values alone.
    pub fn gradient(self, gradient: bool) -> Figure {
        Figure { gradient, ..self }
    }

    /// With a heading, such as `Figure 3.4`. (A PNG shows those of its characters that are in ASCII
    /// or in the captions.)
    pub fn heading(self, heading: impl Into<String>) -> Figure {
        Figure { heading: Some(heading.into()), ..self }
    }

    /// Computes what is to be drawn.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::TooMany`], [`Error::Undefined`], [`Error::ErrorOfF64`], or
    /// [`Error::Function`] if `OGIVE_ISA` asks for what this machine cannot do.
    pub fn draw(&self) -> Result<Picture> {
        if self.curves.is_empty() {
            return Err(Error::Empty);
        }
        let apart = self.grid || self.measure == Measure::Error;
        let most = if apart { PANELS } else { CURVES };
        if self.curves.len() > most {
            return Err(Error::TooMany { given: self.curves.len(), most, grid: apart });
        }
        match self.measure {
            Measure::Curve => self.draw_curves(),
            Measure::Error => self.draw_errors(),
        }
    }

    fn draw_curves(&self) -> Result<Picture> {
        let shared = if self.grid { None } else { Some(self.common_range()?) };
        let several = self.curves.len() > 1 && !self.grid;
        let mut notes: Vec<String> = Vec::new();
        let mut thin = false;
        let mut panels: Vec<Panel> = Vec::new();
        let mut drawn = Vec::new();
        for (i, curve) in self.curves.iter().enumerate() {
            let function = curve.function();
            let range = match (self.range, shared) {
                (Some(range), _) | (None, Some(range)) => range,
                (None, None) => Range::natural(function)?,
            };
            let sampled = sample(function, range)?;
            let colours = if several { [i, i] } else { [0, 1] };
            let number = several.then_some(i + 1);
            let mut lines = [sampled.value.clone(), sampled.gradient.clone()];
            let mut marks = Vec::new();
            let mut style = [Style::Solid, Style::Dashed];
            if let Some(dtype) = self.dtype {
                let stairs = stairs(function, dtype, range, &sampled)?;
                if stairs.steps {
                    style[0] = Style::Steps;
                    for line in lines.iter().take(1 + usize::from(self.gradient)) {
                        marks.push(mark(Colour::Faint, Style::Thin, line.clone(), None));
                    }
                    thin = true;
                }
                let note = self.language.stairs(dtype, stairs.steps);
                if !notes.contains(&note) {
                    notes.push(note);
                }
                lines = [stairs.value, stairs.gradient];
            }
            let [value, gradient] = lines;
            marks.push(mark(Colour::Curve(colours[0]), style[0], value, number));
            if self.gradient {
                marks.push(mark(Colour::Curve(colours[1]), style[1], gradient, None));
            }
            match panels.first_mut().filter(|_| !self.grid) {
                Some(panel) => {
                    panel.marks.extend(marks);
                    panel.kinks.extend(&sampled.kinks);
                }
                None => panels.push(Panel {
                    name: self.grid.then(|| self.label(i)),
                    unit: "y",
                    window: Window { x: (range.low(), range.high()), y: (0.0, 0.0) },
                    kinks: sampled.kinks.clone(),
                    marks,
                    guides: Vec::new(),
                }),
            }
            drawn.push(Drawn {
                function: curve.to_string(),
                range,
                kinks: sampled.kinks,
                parts: Vec::new(),
            });
        }
        let finest = if columns(panels.len()) > 2 { SMALL } else { FINEST };
        for panel in &mut panels {
            // Gradients lie behind values, and what is exact behind both.
            panel.marks.sort_by_key(|mark| match mark.style {
                Style::Thin => 0,
                Style::Dashed => 1,
                Style::Solid | Style::Steps => 2,
            });
            fit(panel, finest);
        }
        self.keep(&panels, &mut drawn);
        let mut caption = self.formulas();
        caption.extend(notes.into_iter().map(|text| Caption { text, note: true }));
        Ok(Picture {
            theme: self.theme,
            language: self.language,
            title: self.titled(self.language.title(&self.names(), self.gradient)),
            description: self.describe(&drawn),
            heading: self.heading.clone(),
            columns: columns(panels.len()),
            panels,
            legend: self.legend(several, thin),
            caption,
            drawn,
        })
    }

    fn draw_errors(&self) -> Result<Picture> {
        let dtype = self.dtype.unwrap_or(Dtype::F32);
        let language = self.language;
        let mut panels = Vec::new();
        let mut drawn = Vec::new();
        for (i, curve) in self.curves.iter().enumerate() {
            let function = curve.function();
            let range = self.range.map_or_else(|| Range::natural(function), Ok)?;
            let errors = errors(function, dtype, range)?;
            let claim = curve.info().claim;
            let mut parts = vec![(0, language.value(), errors.value, Some(claim.value))];
            if self.gradient {
                parts.push((1, language.gradient(), errors.gradient, claim.slope));
            }
            let mut kept = Vec::new();
            for (colour, part, columns, claim) in parts {
                let claim = claim.filter(|claim| dtype == Dtype::F32 && *claim > 0.5);
                let name = match self.curves.len() {
                    1 => language.error_of(part),
                    _ => format!("{}: {part}", self.label(i)),
                };
                kept.push(match colour {
                    0 => Part::ValueError(columns.clone()),
                    _ => Part::GradientError(columns.clone()),
                });
                panels.push(error_panel(name, range, columns, colour, claim, language));
            }
            drawn.push(Drawn {
                function: curve.to_string(),
                range,
                kinks: Vec::new(),
                parts: kept,
            });
        }
        let mut caption = self.formulas();
        caption.push(Caption { text: language.compared(dtype, INPUTS), note: true });
        let title = self.titled(language.error_title(&self.names(), dtype));
        let found = drawn.iter().map(|drawn| describe_errors(drawn, language));
        let description = std::iter::once(language.compared(dtype, INPUTS)).chain(found);
        Ok(Picture {
            theme: self.theme,
            language,
            description: description.collect::<Vec<_>>().join(" "),
            heading: Some(title.clone()),
            title,
            columns: if self.curves.len() > 1 && self.gradient { 2 } else { 1 },
            panels,
            legend: Vec::new(),
            caption,
            drawn,
        })
    }

    /// The least range that shows where each of the curves bends.
    fn common_range(&self) -> Result<Range> {
        let mut common: Option<Range> = None;
        for curve in &self.curves {
            let range = Range::natural(curve.function())?;
            common = Some(common.map_or(range, |common| common.with(range)));
        }
        common.ok_or(Error::Empty)
    }

    /// What the lines are, clipped and simplified as they are drawn.
    fn keep(&self, panels: &[Panel], drawn: &mut [Drawn]) {
        for (i, drawn) in drawn.iter_mut().enumerate() {
            let marks: Vec<&Mark> = match self.grid {
                true => panels[i].marks.iter().collect(),
                false => panels[0].marks.iter().collect(),
            };
            let nth = if self.grid { 0 } else { i };
            let of = |value: bool| {
                let is = |mark: &&&Mark| match mark.style {
                    Style::Thin => false,
                    Style::Dashed => !value,
                    Style::Solid | Style::Steps => value,
                };
                marks.iter().filter(is).nth(nth).and_then(|mark| match &mark.shape {
                    Shape::Line(line) => Some(line.clone()),
                    Shape::Band(_) => None,
                })
            };
            drawn.parts.extend(of(true).map(Part::Value));
            drawn.parts.extend(of(false).map(Part::Gradient));
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for curve in &self.curves {
            if !names.iter().any(|name| name == curve.info().name) {
                names.push(curve.info().name.into());
            }
        }
        names
    }

    fn titled(&self, title: String) -> String {
        match &self.heading {
            Some(heading) if title.starts_with(heading) => title,
            Some(heading) if self.language == Language::English => format!("{heading}. {title}"),
            Some(heading) => format!("{heading} {title}"),
            None => title,
        }
    }

    /// What a curve is called among the others: its name, and the parameters that tell it from other
    /// curves of that name.
    fn label(&self, i: usize) -> String {
        let curve = &self.curves[i];
        let same: Vec<Vec<(&str, Argument)>> = self
            .curves
            .iter()
            .filter(|other| other.info().name == curve.info().name)
            .map(|other| other.function().arguments())
            .collect();
        let settings = curve.function().arguments();
        let differs = |(name, value): &&(&str, Argument)| {
            same.iter().any(|other| !other.iter().any(|(n, v)| n == name && v == value))
        };
        let different: Vec<String> = settings.iter().filter(differs).map(setting).collect();
        match (different.is_empty(), self.names().len()) {
            (true, _) => curve.info().name.into(),
            (false, 1) => different.join(", "),
            (false, _) => format!("{}, {}", curve.info().name, different.join(", ")),
        }
    }

    /// The formulas with their parameters, of a few functions.
    fn formulas(&self) -> Vec<Caption> {
        const MOST: usize = 4;
        let mut caption: Vec<Caption> = Vec::new();
        if self.names().len() > MOST {
            return caption;
        }
        for (i, curve) in self.curves.iter().enumerate() {
            let info = curve.info();
            if self.curves[..i].iter().any(|other| other.info().name == info.name) {
                continue;
            }
            let alike: Vec<&Curve> =
                self.curves.iter().filter(|other| other.info().name == info.name).collect();
            caption.push(Caption { text: self.language.formula(info.formula), note: false });
            // What differs is in the legend.
            let common = |(name, value): &&(&str, Argument)| {
                let has = |other: &Curve| {
                    other.function().arguments().iter().any(|(n, v)| n == name && v == value)
                };
                alike.iter().all(|other| has(other))
            };
            let settings: Vec<String> =
                curve.function().arguments().iter().filter(common).map(setting).collect();
            if !settings.is_empty() {
                caption.push(Caption { text: settings.join(", "), note: true });
            }
        }
        caption
    }

    fn legend(&self, several: bool, thin: bool) -> Vec<Key> {
        let language = self.language;
        let key =
            |label: &str, colour, style| Key { label: label.into(), colour, style, number: None };
        let mut keys = Vec::new();
        if several {
            for i in 0..self.curves.len() {
                keys.push(Key {
                    label: self.label(i),
                    colour: Colour::Curve(i),
                    style: Style::Solid,
                    number: Some(i + 1),
                });
            }
        }
        let colours = if several { [Colour::Ink; 2] } else { [Colour::Curve(0), Colour::Curve(1)] };
        if self.gradient {
            keys.push(key(language.value(), colours[0], Style::Solid));
            keys.push(key(language.gradient(), colours[1], Style::Dashed));
        }
        if thin {
            keys.push(key(language.exact(), Colour::Faint, Style::Thin));
        }
        keys
    }

    fn describe(&self, drawn: &[Drawn]) -> String {
        let language = self.language;
        // Of a whole book, the names are enough.
        if drawn.len() > CURVES {
            return language.sentence(language.book(), &[language.and(&self.names())]);
        }
        let mut sentences = Vec::new();
        let mut over: Option<Range> = None;
        for drawn in drawn {
            if over != Some(drawn.range) {
                sentences.push(language.graph_over(drawn.range.low(), drawn.range.high()));
                over = Some(drawn.range);
            }
            let mut parts = Vec::new();
            for part in &drawn.parts {
                let (what, line) = match part {
                    Part::Value(line) => (language.value(), line),
                    Part::Gradient(line) => (language.gradient(), line),
                    _ => continue,
                };
                if let Some((low, high)) = spread(line) {
                    parts.push(language.runs(what, low, high));
                }
                let mut jumps: Vec<f64> = line.ends.iter().map(|end| end.at.0).collect();
                jumps.dedup();
                if !jumps.is_empty() {
                    parts.push(language.jumps(what, &jumps));
                }
            }
            sentences.push(language.sentence(&drawn.function, &parts));
        }
        sentences.join(" ")
    }
}

/// How many panels stand beside each other, for a sheet that is a little higher than wide.
fn columns(panels: usize) -> usize {
    (1..).find(|columns| columns * columns * 8 >= panels * 5).unwrap_or(1)
}

fn describe_errors(drawn: &Drawn, language: Language) -> String {
    let parts = drawn.parts.iter().filter_map(|part| {
        let (what, columns) = match part {
            Part::ValueError(columns) => (language.value(), columns),
            Part::GradientError(columns) => (language.gradient(), columns),
            _ => return None,
        };
        let least = columns.iter().map(|column| column.least).fold(f64::INFINITY, f64::min);
        let most = columns.iter().map(|column| column.greatest).fold(f64::NEG_INFINITY, f64::max);
        (least <= most).then(|| language.runs(&language.error_of(what), least, most))
    });
    language.sentence(&drawn.function, &parts.collect::<Vec<_>>())
}

fn mark(colour: Colour, style: Style, line: Line, number: Option<usize>) -> Mark {
    Mark { colour, style, shape: Shape::Line(line), number }
}

/// A parameter as a caption shows it.
fn setting((name, value): &(&'static str, Argument)) -> String {
    match value {
        Argument::Number(number) => {
            let text = short(*number);
            let exact = text.replace('−', "-").parse() == Ok(*number);
            format!("{name} {} {text}", if exact { "=" } else { "≈" })
        }
        other => format!("{name} = {other}"),
    }
}

/// The least and the greatest y of a line.
fn spread(line: &Line) -> Option<(f64, f64)> {
    let ys = || line.pieces.iter().flatten().map(|point| point.1);
    let (low, high) = (ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max));
    (low <= high).then_some((low, high))
}

/// Chooses the part of the upright axis that is drawn, then clips and simplifies the lines.
fn fit(panel: &mut Panel, finest: f64) {
    let span = panel.window.x.1 - panel.window.x.0;
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for mark in &panel.marks {
        let Shape::Line(line) = &mark.shape else { continue };
        let mut sizes: Vec<f64> = line.pieces.iter().flatten().map(|point| point.1.abs()).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        // A curve that runs off to many times of what most of it takes is cut off.
        let usual = sizes.get(sizes.len() * 3 / 4).map_or(0.0, |size| 1.25 * size);
        let limit = span.max(usual);
        if let Some((least, greatest)) = spread(line) {
            let cut = |y: f64| if y.abs() > 4.0 * limit { y.signum() * limit } else { y };
            low = low.min(cut(least));
            high = high.max(cut(greatest));
        }
    }
    if low > high {
        (low, high) = (-1.0, 1.0);
    }
    // The axis is shown, unless that would leave little for the curve.
    let room = high - low;
    if low > 0.0 && low <= room / 2.0 {
        low = 0.0;
    } else if high < 0.0 && -high <= room / 2.0 {
        high = 0.0;
    }
    let least = 1e-9 * low.abs().max(high.abs());
    if high - low <= least {
        let around = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
        (low, high) = (low - around, high + around);
    }
    let margin = 0.06 * (high - low);
    panel.window.y = (low - margin, high + margin);
    let (window, kinks) = (panel.window, &panel.kinks);
    for mark in &mut panel.marks {
        let Shape::Line(line) = &mut mark.shape else { continue };
        line.pieces = window.clipped(&line.pieces);
        for piece in &mut line.pieces {
            *piece = window.simplified(piece, kinks, finest);
        }
        line.ends.retain(|end| window.holds(end.at));
    }
}

fn error_panel(
    name: String,
    range: Range,
    columns: Vec<Column>,
    colour: usize,
    claim: Option<f64>,
    language: Language,
) -> Panel {
    let sizes = columns.iter().flat_map(|column| [column.least.abs(), column.greatest.abs()]);
    let most = sizes.chain([0.5]).chain(claim).fold(0.0, f64::max);
    let both = |level: f64, label: String| {
        [Guide { level, label: Some(label) }, Guide { level: -level, label: None }]
    };
    let mut guides = both(0.5, language.correctly_rounded().into()).to_vec();
    guides.extend(claim.iter().flat_map(|claim| both(*claim, language.claimed(*claim))));
    Panel {
        name: Some(name),
        unit: "ulp",
        window: Window { x: (range.low(), range.high()), y: (-1.2 * most, 1.2 * most) },
        kinks: Vec::new(),
        marks: vec![Mark {
            colour: Colour::Curve(colour),
            style: Style::Solid,
            shape: Shape::Band(columns),
            number: None,
        }],
        guides,
    }
}
