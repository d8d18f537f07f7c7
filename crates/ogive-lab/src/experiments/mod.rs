//! The experiments: a file for each, and their list.

mod convergence;
mod dead;
mod detector;
mod head;
mod memory;
mod rectifiers;
mod step;
mod vanishing;

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lab::Lab;
use crate::report::Section;

/// An experiment: the struct is what it gives, and what is recorded.
pub trait Experiment: Serialize + DeserializeOwned {
    /// As it is called on the command line.
    const NAME: &'static str;
    /// Above its section.
    const TITLE: &'static str;
    /// In the list of experiments.
    const ABOUT: &'static str;

    /// Does it.
    ///
    /// # Errors
    /// None that are expected.
    fn run(lab: &Lab) -> Result<Self>;

    /// Says what came out, with sentences that are made of the numbers.
    ///
    /// # Errors
    /// If a plot cannot be drawn.
    fn report(&self, section: &mut Section) -> Result<()>;
}

/// An experiment, whatever it gives.
pub struct Entry {
    /// [`Experiment::NAME`].
    pub name: &'static str,
    /// [`Experiment::TITLE`].
    pub title: &'static str,
    /// [`Experiment::ABOUT`].
    pub about: &'static str,
    /// [`Experiment::run`].
    pub run: fn(&Lab) -> Result<Value>,
    /// [`Experiment::report`], of what has been recorded.
    pub report: fn(&Value, &mut Section) -> Result<()>,
}

const fn entry<E: Experiment>() -> Entry {
    fn run<E: Experiment>(lab: &Lab) -> Result<Value> {
        Ok(serde_json::to_value(E::run(lab)?)?)
    }
    fn report<E: Experiment>(results: &Value, section: &mut Section) -> Result<()> {
        let results = E::deserialize(results)
            .with_context(|| format!("lab.json: `ogive-lab {}` makes it anew", E::NAME))?;
        results.report(section)
    }
    Entry { name: E::NAME, title: E::TITLE, about: E::ABOUT, run: run::<E>, report: report::<E> }
}

/// All of them, in the order of the page.
pub const ALL: &[Entry] = &[
    entry::<vanishing::Vanishing>(),
    entry::<convergence::Convergence>(),
    entry::<rectifiers::Rectifiers>(),
    entry::<dead::Dead>(),
    entry::<head::Head>(),
    entry::<memory::Memory>(),
    entry::<step::Step>(),
    entry::<detector::Detector>(),
];

/// `one`, `one and two`, `one, two and three`.
fn listed(items: &[String]) -> String {
    match items {
        [] => "none".to_string(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A number with three significant digits, as `1.3e-8` where it is small.
fn short(number: f64) -> String {
    match number.abs() {
        size if size == 0.0 || (0.001..10_000.0).contains(&size) => {
            let digits = 2 - if size == 0.0 { 0 } else { size.log10().floor() as i32 };
            format!("{number:.*}", digits.max(0) as usize)
        }
        _ => format!("{number:.1e}"),
    }
}
