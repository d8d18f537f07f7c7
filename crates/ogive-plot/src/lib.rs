//! Pictures of activation functions: value and gradient as a textbook draws them, with axes through the
//! origin, as SVG and PNG and in the terminal.
//!
//! ```
//! use ogive_plot::{Curve, Figure, Language};
//!
//! let slopes = ["negative_slope=0.01,0.1,0.3".parse()?];
//! let picture = Figure::new()
//!     .curves(Curve::all(&["leaky_relu"], &slopes)?)
//!     .language(Language::Chinese)
//!     .draw()?;
//! let page: String = picture.svg();
//! let pixels: Vec<u8> = picture.png()?;
//! let screen: String = picture.text(80, 24);
//! # assert!(page.starts_with("<svg") && pixels.starts_with(b"\x89PNG"));
//! # assert_eq!(screen.lines().count(), 24);
//! # Ok::<(), ogive_plot::Error>(())
//! ```
//!
//! Curves are computed by [`ogive`] itself. Where a function bends, a point is exactly there; where its
//! value or its slope jumps, the line has a gap, with a full dot at the value that is taken and a ring at
//! the one that is not. The same figure is the same SVG, byte for byte, on every machine.
//!
//! Nothing here touches a file, so that a web page and a Python module can use it as well. Bad input is
//! an [`Error`] that says what was expected; nothing panics on it.

mod curve;
pub mod drawing;
mod element;
mod error;
mod figure;
mod geometry;
mod narrow;
mod picture;
#[cfg(feature = "png")]
mod png;
mod range;
mod sample;
mod svg;
mod text;
mod textbook;
mod theme;
mod words;

pub use curve::{Curve, Variation};
pub use element::Dtype;
pub use error::{Error, Result};
pub use figure::{Figure, Measure};
pub use narrow::Column;
pub use picture::{Drawn, Part, Picture};
#[cfg(feature = "png")]
pub use png::PIXELS;
pub use range::Range;
pub use sample::{End, Line, Point};
pub use textbook::{Numbered, figures, gallery};
pub use theme::Theme;
pub use words::Language;
