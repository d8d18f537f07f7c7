//! Colours.

use std::str::FromStr;

use crate::error::{Error, Result};

/// Whether a picture is drawn on light or on dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// On white, as on a printed page.
    #[default]
    Light,
    /// On a dark grey.
    Dark,
}

impl Theme {
    /// The words for them.
    pub const NAMES: [&str; 2] = ["light", "dark"];

    /// Its colours.
    pub fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

impl FromStr for Theme {
    type Err = Error;

    fn from_str(text: &str) -> Result<Theme> {
        match text {
            "light" => Ok(Theme::Light),
            "dark" => Ok(Theme::Dark),
            _ => {
                Err(Error::Word { what: "the theme", given: text.into(), expected: &Theme::NAMES })
            }
        }
    }
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// What is drawn on.
    pub paper: &'static str,
    /// Axes and captions.
    pub ink: &'static str,
    /// Numbers and notes.
    pub faint: &'static str,
    /// The lines behind the curves.
    pub grid: &'static str,
    /// The curves.
    pub curves: [&'static str; CURVES],
}

/// How many curves can be told apart.
pub const CURVES: usize = 8;

// Okabe and Ito's colours, which people who see few colours can tell apart, in an order that puts
// strong contrasts first; on dark, lighter ones of the same hue.
const LIGHT: Palette = Palette {
    paper: "#ffffff",
    ink: "#1c1c1c",
    faint: "#5f5f5f",
    grid: "#ececec",
    curves: [
        "#0072b2", "#d55e00", "#009e73", "#b8609a", "#c98a00", "#3f9fd8", "#6b4fa0", "#707070",
    ],
};
const DARK: Palette = Palette {
    paper: "#15181d",
    ink: "#ececec",
    faint: "#a8afb8",
    grid: "#282d35",
    curves: [
        "#4db2f0", "#ff8f4d", "#35c99c", "#e59cc8", "#f0bd4a", "#93d3fb", "#b49bea", "#b4b4b4",
    ],
};
