//! What goes wrong, and how it is said.

use ogive::page::Kind;

/// What went wrong: what was given, what was expected. [`hint`](Error::hint) says what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What the library refuses: an unknown name, a parameter that does not fit.
    #[error(transparent)]
    Function(#[from] ogive::Error),
    /// A function of more than one number.
    #[error("{function} works on {}; expected a function of one number", works_on(*kind))]
    NotOfOneNumber {
        /// The function's name.
        function: &'static str,
        /// What it works on.
        kind: Kind,
    },
    /// A function whose parameter differs from element to element.
    #[error("{given} has a parameter that differs from element to element; expected one curve")]
    Varying {
        /// The function as it would be written.
        given: String,
    },
    /// A text that is no range.
    #[error("the range `{given}` cannot be read; expected LO:HI, as in -6:6")]
    RangeSyntax {
        /// The text as it was given.
        given: String,
    },
    /// A range that nothing can be drawn over.
    #[error("the range {low}:{high} {problem}")]
    Range {
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
        /// What was expected.
        problem: &'static str,
    },
    /// A range in which the function is not defined.
    #[error("{function} is defined from {} to {}, and nowhere in the range {low}:{high}", domain.0, domain.1)]
    Undefined {
        /// The function's name.
        function: &'static str,
        /// Where it is defined.
        domain: (f64, f64),
        /// The lower end of the range.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// A text that names no parameter and values.
    #[error("`{given}` is no parameter with its values; expected NAME=V1,V2, as in alpha=0.5,1,2")]
    VariationSyntax {
        /// The text as it was given.
        given: String,
    },
    /// A parameter that none of the functions has.
    #[error("none of {} has a parameter `{name}`", functions.join(", "))]
    NoParameter {
        /// The name as it was given.
        name: String,
        /// The functions.
        functions: Vec<&'static str>,
    },
    /// A figure without a curve.
    #[error("there is nothing to draw; expected at least one function")]
    Empty,
    /// More curves than a reader could tell apart, or a sheet could hold.
    #[error("{given} curves; expected at most {most} {}", if *grid { "panels" } else { "in one panel" })]
    TooMany {
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
        /// Were they to be small multiples?
        grid: bool,
    },
    /// Errors in an element type that there is no better one for.
    #[error("there is nothing to compare an f64 result with; expected f32, f16 or bf16")]
    ErrorOfF64,
    /// A word that is none of a few.
    #[error("{what} `{given}`; expected {}", expected.join(" or "))]
    Word {
        /// What the word stands for.
        what: &'static str,
        /// The word as it was given.
        given: String,
        /// The words that there are.
        expected: &'static [&'static str],
    },
    /// A picture that could not be turned into pixels.
    #[error("the picture cannot be drawn as PNG: {problem}")]
    Pixels {
        /// What went wrong.
        problem: String,
    },
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What to do about it, where that is not plain from the error.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Error::NotOfOneNumber { function, kind: Kind::Gated } => {
                let formula = ogive::find(function).map_or("", |entry| entry.info.formula);
                format!("{formula}: draw the factor that gates; {OF_ONE_NUMBER}")
            }
            Error::NotOfOneNumber { .. } => {
                format!("{OF_ONE_NUMBER}; softmax over two scores is sigmoid of their difference")
            }
            Error::Varying { .. } => {
                "give one number for all elements; several, as in --param weight=0.1,0.3, draw a curve each".into()
            }
            Error::Undefined { function, domain, .. } => {
                format!("choose a range that meets its domain, or none: {function} starts at {}", domain.0)
            }
            Error::NoParameter { .. } => "`ogive info FUNCTION` shows the parameters".into(),
            Error::TooMany { grid: false, .. } => "--grid draws each in a panel of its own".into(),
            Error::ErrorOfF64 => {
                "docs/accuracy.md has what was proved of f64, against results of many more digits".into()
            }
            _ => return None,
        })
    }
}

const OF_ONE_NUMBER: &str =
    "the functions of kind `element` in `ogive list` can be drawn; --gallery draws them all";

fn works_on(kind: Kind) -> &'static str {
    match kind {
        Kind::Element => "one number at a time",
        Kind::Axis => "all numbers along an axis together",
        Kind::Gated => "two numbers, one of which gates the other",
    }
}
