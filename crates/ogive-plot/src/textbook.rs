//! The figures of the textbook, and the sheet of the whole book.

use ogive::BOOK;
use ogive::page::Kind;

use crate::curve::Curve;
use crate::error::Result;
use crate::figure::Figure;
use crate::range::Range;
use crate::words::Language;

/// A figure of the textbook.
#[derive(Debug)]
pub struct Numbered {
    /// Its number, as in `3.4`.
    pub number: &'static str,
    /// The figure.
    pub figure: Figure,
}

/// The textbook's figures 3.4, 3.5 and 3.6: the sigmoid and ReLU with their gradients, and leaky ReLU with
/// the slope 0.04 that the text takes.
///
/// # Errors
/// None, as long as the book has these functions.
pub fn figures(language: Language) -> Result<Vec<Numbered>> {
    let shown =
        [("3.4", "sigmoid", true), ("3.5", "relu", true), ("3.6", "leaky_relu(0.04)", false)];
    let numbered = shown.into_iter().map(|(number, call, gradient)| {
        let figure = Figure::new()
            .curve(Curve::parse(call)?)
            .range(Range::new(-6.0, 6.0)?)
            .gradient(gradient)
            .language(language)
            .heading(language.figure(number));
        Ok(Numbered { number, figure })
    });
    numbered.collect()
}

/// One sheet of the whole book: every function of one number, with its gradient.
///
/// # Errors
/// None, as long as every function can be drawn.
pub fn gallery(language: Language) -> Result<Figure> {
    let names = BOOK.iter().map(|entry| entry.info).filter(|info| info.kind == Kind::Element);
    let curves = names.map(|info| Curve::parse(info.name)).collect::<Result<Vec<_>>>()?;
    let figure = Figure::new().curves(curves).grid(true);
    Ok(figure.language(language).heading(language.book()))
}
