//! The errors of other libraries, as `docs/accuracy-peers/measure` collects them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::cases::{Part, Type};

/// All that was measured.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Peers {
    /// The kind of processor.
    pub machine: String,
    /// The day of the last measurement.
    pub date: String,
    /// There was an input for every so manieth bit pattern.
    pub every: u32,
    /// The versions of the libraries.
    pub versions: BTreeMap<String, String>,
    /// One for each library, function, element type and part.
    pub results: Vec<Measured>,
}

/// The errors of one function of a library.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    /// The library.
    pub peer: String,
    /// The function, as ogive writes it.
    pub function: String,
    /// The part.
    pub part: Part,
    /// The element type.
    pub dtype: Type,
    /// How many inputs were looked at.
    #[serde(default)]
    pub inputs: u64,
    /// The largest error; none if it could not be measured.
    pub worst: Option<Worst>,
    /// How many results are off by more than 1 ulp.
    #[serde(default)]
    pub above_one: u64,
    /// NaN where a number should be, and the other way round.
    #[serde(default)]
    pub nan_faults: u64,
    /// Infinite where it should be finite, and the other way round.
    #[serde(default)]
    pub infinite_faults: u64,
}

/// The largest error.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Worst {
    /// In units in the last place.
    pub ulps: Option<f64>,
    /// Where.
    pub at: Option<f64>,
}

impl Peers {
    /// From the committed text.
    ///
    /// # Errors
    /// If it is not of this form.
    pub fn parse(text: &str) -> serde_json::Result<Peers> {
        serde_json::from_str(text)
    }

    /// The libraries, in the order of their names.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.results.iter().map(|m| m.peer.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What was measured of a part of a function of a library.
    pub fn get(&self, peer: &str, function: &str, dtype: Type, part: Part) -> Option<&Measured> {
        self.results.iter().find(|m| {
            (m.peer.as_str(), m.function.as_str(), m.dtype, m.part) == (peer, function, dtype, part)
        })
    }
}
