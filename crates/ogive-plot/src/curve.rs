//! What is drawn: functions with their parameters.

use std::str::FromStr;

use ogive::Function;
use ogive::page::{Info, Kind};

use crate::error::{Error, Result};

/// A function of one number with its parameters: one curve, or two with its gradient.
#[derive(Debug)]
pub struct Curve {
    function: Box<dyn Function>,
}

impl Curve {
    /// From a call as people write it: `relu`, `leaky_relu(0.04)`, `keras:leaky_relu`.
    ///
    /// # Errors
    /// Those of [`ogive::parse`] and of [`Curve::of`].
    pub fn parse(call: &str) -> Result<Curve> {
        Curve::of(ogive::parse(call)?)
    }

    /// Of a function.
    ///
    /// # Errors
    /// [`Error::NotOfOneNumber`], or [`Error::Varying`] if a parameter has more values than one, as
    /// that of `prelu([0.1, 0.2])`.
    pub fn of(function: Box<dyn Function>) -> Result<Curve> {
        let info = function.info();
        if info.kind != Kind::Element {
            return Err(Error::NotOfOneNumber { function: info.name, kind: info.kind });
        }
        // Only where each element has the same parameters is there one formula to record.
        if function.definition().is_none() {
            return Err(Error::Varying { given: function.to_string() });
        }
        Ok(Curve { function })
    }

    /// Each of these calls, once for every combination of the values of those parameters that it has.
    ///
    /// ```
    /// let slopes = ["negative_slope=0.01,0.1,0.3".parse()?];
    /// let curves = ogive_plot::Curve::all(&["relu", "leaky_relu"], &slopes)?;
    /// assert_eq!(curves.len(), 4);
    /// assert_eq!(curves[3].to_string(), "leaky_relu(negative_slope=0.3)");
    /// # Ok::<(), ogive_plot::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Curve::parse`], and [`Error::NoParameter`] if none of the functions has a parameter.
    pub fn all(calls: &[&str], variations: &[Variation]) -> Result<Vec<Curve>> {
        let names = calls.iter().map(|call| call.split('(').next().unwrap_or(call));
        let infos = names.map(|name| Ok(ogive::find(name)?.info)).collect::<Result<Vec<_>>>()?;
        for variation in variations {
            if infos.iter().any(|info| variation.is_of(info)) {
                continue;
            }
            return Err(match calls {
                // A function alone says which parameters it has.
                [one] => Curve::parse(&variation.applied(one, &variation.values[0]))
                    .err()
                    .unwrap_or_else(|| variation.unknown(&infos)),
                _ => variation.unknown(&infos),
            });
        }
        let mut curves = Vec::new();
        for (call, info) in calls.iter().zip(infos) {
            let mut combined = vec![(*call).to_string()];
            for variation in variations.iter().filter(|variation| variation.is_of(info)) {
                let with = |call: String| {
                    variation.values.iter().map(move |value| variation.applied(&call, value))
                };
                combined = combined.into_iter().flat_map(with).collect();
            }
            for call in combined {
                curves.push(Curve::parse(&call)?);
            }
        }
        Ok(curves)
    }

    /// The function.
    pub fn function(&self) -> &dyn Function {
        self.function.as_ref()
    }

    pub(crate) fn info(&self) -> &'static Info {
        self.function.info()
    }
}

/// As it could be parsed again: `leaky_relu(negative_slope=0.04)`.
impl std::fmt::Display for Curve {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.function.fmt(f)
    }
}

/// A parameter and the values that it is to be drawn with, as in `negative_slope=0.01,0.1,0.3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variation {
    name: String,
    values: Vec<String>,
}

impl Variation {
    fn is_of(&self, info: &Info) -> bool {
        let called = |name: &str| name == self.name;
        info.parameters.iter().any(|p| called(p.name) || p.aliases.iter().any(|name| called(name)))
    }

    /// A call with this parameter set; one that sets it already will be refused.
    fn applied(&self, call: &str, value: &str) -> String {
        let setting = format!("{}={value}", self.name);
        match call.trim().strip_suffix(')') {
            Some(open) if open.ends_with('(') => format!("{open}{setting})"),
            Some(open) => format!("{}, {setting})", open.trim_end().trim_end_matches(',')),
            None => format!("{call}({setting})"),
        }
    }

    fn unknown(&self, infos: &[&'static Info]) -> Error {
        Error::NoParameter {
            name: self.name.clone(),
            functions: infos.iter().map(|info| info.name).collect(),
        }
    }
}

impl FromStr for Variation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Variation> {
        let wrong = || Error::VariationSyntax { given: text.into() };
        let (name, values) = text.split_once('=').ok_or_else(wrong)?;
        let values: Vec<String> = values.split(',').map(|value| value.trim().into()).collect();
        let name = name.trim();
        if name.is_empty() || values.iter().any(String::is_empty) {
            return Err(wrong());
        }
        Ok(Variation { name: name.into(), values })
    }
}
