//! A picture before it is SVG, PNG or text: panels with axes and lines.

use crate::geometry::Window;
use crate::narrow::Column;
use crate::range::Range;
use crate::sample::Line;
use crate::theme::Theme;
use crate::words::Language;

/// A figure that has been computed, to be had in several forms.
#[derive(Clone, Debug)]
pub struct Picture {
    pub(crate) theme: Theme,
    pub(crate) language: Language,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) heading: Option<String>,
    pub(crate) panels: Vec<Panel>,
    /// How many panels stand beside each other.
    pub(crate) columns: usize,
    pub(crate) legend: Vec<Key>,
    pub(crate) caption: Vec<Caption>,
    pub(crate) drawn: Vec<Drawn>,
}

/// What is drawn of one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The function as it could be parsed again.
    pub function: String,
    /// The inputs that it is drawn over.
    pub range: Range,
    /// Where two branches meet, within the range.
    pub kinks: Vec<f64>,
    /// The lines or the errors of the value and, if it is drawn, of the gradient.
    pub parts: Vec<Part>,
}

/// A function's value or its gradient, as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// The value.
    Value(Line),
    /// The gradient.
    Gradient(Line),
    /// The errors of the value.
    ValueError(Vec<Column>),
    /// The errors of the gradient.
    GradientError(Vec<Column>),
}

impl Picture {
    /// What it shows, in a few words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, for someone who cannot see it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What is drawn, function by function.
    pub fn drawn(&self) -> &[Drawn] {
        &self.drawn
    }
}

/// A pair of axes and what is drawn on them.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    /// Its name, among others.
    pub name: Option<String>,
    /// What the upright axis counts.
    pub unit: &'static str,
    pub window: Window,
    /// Where a line keeps a point, however straight it is there.
    pub kinks: Vec<f64>,
    pub marks: Vec<Mark>,
    pub guides: Vec<Guide>,
}

impl Panel {
    /// Does it show errors, which fill it, so that axes through the origin would be hidden?
    pub fn filled(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark.shape, Shape::Band(_)))
    }

    /// Where the axes cross: at the origin, or else at the edge next to it.
    pub fn crossing(&self) -> (f64, f64) {
        let origin = |(low, high): (f64, f64)| if low <= 0.0 && 0.0 <= high { 0.0 } else { low };
        match self.filled() {
            true => (self.window.x.0, self.window.y.0),
            false => (origin(self.window.x), origin(self.window.y)),
        }
    }
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub colour: Colour,
    pub style: Style,
    pub shape: Shape,
    /// Its number in the legend, where several functions share a panel.
    pub number: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Line(Line),
    Band(Vec<Column>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Curve(usize),
    Ink,
    Faint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Solid,
    Dashed,
    /// Thin, behind the others.
    Thin,
    /// The treads of stairs.
    Steps,
}

/// A level across a panel.
#[derive(Clone, Debug)]
pub(crate) struct Guide {
    pub level: f64,
    pub label: Option<String>,
}

/// An entry of the legend.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub label: String,
    pub colour: Colour,
    pub style: Style,
    pub number: Option<usize>,
}

/// A line of the caption, or more if it is long.
#[derive(Clone, Debug)]
pub(crate) struct Caption {
    pub text: String,
    /// A note under the formulas.
    pub note: bool,
}
