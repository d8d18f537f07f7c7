//! What the pictures of this project have in common, for those that are drawn elsewhere: fonts, colours,
//! texts, the numbers along an axis, pixels.
//!
//! ```
//! use ogive_plot::{Theme, drawing};
//! use svg::{Document, node::element::Group};
//!
//! let ink = Theme::Light.palette().ink;
//! let mut axis = Group::new().set("font-family", drawing::FONTS);
//! for (x, number) in drawing::ticks((0.0, 3.0), 4) {
//!     axis = axis.add(drawing::formula(&number, 100.0 * x, 20.0, 12.0, ink, "middle"));
//! }
//! let svg = Document::new().set("width", 300).set("height", 30).add(axis).to_string();
//! let png: Vec<u8> = drawing::png(&svg)?;
//! # assert!(svg.contains("x=\"200\"") && png.starts_with(b"\x89PNG"));
//! # Ok::<(), ogive_plot::Error>(())
//! ```

#[cfg(feature = "png")]
pub use crate::png::png;
pub use crate::range::ticks;
pub use crate::svg::{FONTS, formula, n as coordinate, text, wrapped};
pub use crate::theme::Palette;
