//! Functions as people write them: `leaky_relu(0.04)`, `nn.LeakyReLU(negative_slope=0.04)`.

use std::fmt;

use crate::book;
use crate::error::{Error, Result};
use crate::function::Function;
use crate::page::{Ecosystem, Info, Name, Parameter};

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A number.
    Number(f64),
    /// A whole number, such as an axis or a seed.
    Integer(i128),
    /// True or false.
    Truth(bool),
    /// Several numbers.
    Numbers(Vec<f64>),
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Argument::Number(number) => write!(f, "{number}"),
            Argument::Integer(integer) => write!(f, "{integer}"),
            Argument::Truth(truth) => write!(f, "{truth}"),
            Argument::Numbers(numbers) => {
                let texts: Vec<_> = numbers.iter().map(f64::to_string).collect();
                write!(f, "[{}]", texts.join(", "))
            }
        }
    }
}

/// The arguments of one call, taken one by one by the page that they are for.
#[derive(Debug)]
pub struct Arguments {
    info: &'static Info,
    given: Vec<(&'static Parameter, Argument)>,
}

impl Arguments {
    /// Those that an ecosystem's default differs in, unless another value is given.
    fn or_else(mut self, defaults: Arguments) -> Arguments {
        for (parameter, value) in defaults.given {
            if self.given.iter().all(|(known, _)| known.name != parameter.name) {
                self.given.push((parameter, value));
            }
        }
        self
    }

    fn read(info: &'static Info, text: &str, call: &str) -> Result<Arguments> {
        let syntax = |problem: String| Error::Syntax { given: call.into(), problem };
        let mut given: Vec<(&'static Parameter, Argument)> = Vec::new();
        for (position, part) in split(text).map_err(syntax)?.into_iter().enumerate() {
            let (name, value) = match part.split_once('=') {
                Some((name, value)) => (Some(name.trim()), value.trim()),
                None => (None, part.trim()),
            };
            // PyTorch's `inplace` says where the result goes, not what it is.
            let inplace = name == Some("inplace")
                || (name.is_none() && position == info.parameters.len() && truth(value).is_some());
            let value = argument(value).ok_or_else(|| {
                syntax(format!("`{value}` is not a number, a list of numbers, or true or false"))
            })?;
            if inplace {
                continue;
            }
            let parameter = match name {
                Some(name) => info
                    .parameters
                    .iter()
                    .find(|p| p.name == name || p.aliases.contains(&name))
                    .ok_or_else(|| has_no(info, name))?,
                None => info.parameters.get(position).ok_or_else(|| too_many(info))?,
            };
            if given.iter().any(|(known, _)| known.name == parameter.name) {
                return Err(Error::Parameter {
                    function: info.name,
                    problem: format!("{} is given twice", parameter.name),
                });
            }
            given.push((parameter, value));
        }
        Ok(Arguments { info, given })
    }

    /// Arguments by the names of their parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`] if the function has none of that name.
    pub fn of(
        info: &'static Info,
        named: impl IntoIterator<Item = (&'static str, Argument)>,
    ) -> Result<Arguments> {
        let parameter = |name| {
            info.parameters.iter().find(|p| p.name == name).ok_or_else(|| has_no(info, name))
        };
        let given = named.into_iter().map(|(name, value)| Ok((parameter(name)?, value)));
        Ok(Arguments { info, given: given.collect::<Result<_>>()? })
    }

    /// An error about one of these arguments.
    pub fn error(&self, problem: String) -> Error {
        Error::Parameter { function: self.info.name, problem }
    }

    fn take(&mut self, name: &str) -> Option<Argument> {
        let index = self.given.iter().position(|(parameter, _)| parameter.name == name)?;
        Some(self.given.remove(index).1)
    }

    fn wrong(&self, name: &str, given: &Argument, expected: &str) -> Error {
        self.error(format!("{name} = {given}; expected {expected}"))
    }

    /// A number.
    pub fn number(&mut self, name: &str, default: f64) -> Result<f64> {
        match self.take(name) {
            None => Ok(default),
            Some(Argument::Number(number)) => Ok(number),
            Some(Argument::Integer(integer)) => Ok(integer as f64),
            Some(other) => Err(self.wrong(name, &other, "a number")),
        }
    }

    /// One number or several, if given.
    pub fn numbers(&mut self, name: &str) -> Result<Option<Vec<f64>>> {
        match self.take(name) {
            Some(Argument::Numbers(numbers)) => Ok(Some(numbers)),
            Some(Argument::Number(number)) => Ok(Some(vec![number])),
            Some(Argument::Integer(integer)) => Ok(Some(vec![integer as f64])),
            None => Ok(None),
            Some(other) => Err(self.wrong(name, &other, "a number or a list of numbers")),
        }
    }

    /// A whole number, if given; anything else stays to be taken.
    pub fn integer(&mut self, name: &str) -> Result<Option<i128>> {
        let found = self.given.iter().find(|(parameter, _)| parameter.name == name);
        match found.map(|(_, argument)| argument) {
            None => Ok(None),
            Some(Argument::Integer(integer)) => {
                let integer = *integer;
                self.take(name);
                Ok(Some(integer))
            }
            Some(other) => Err(self.wrong(name, other, "a whole number")),
        }
    }

    /// True or false.
    pub fn truth(&mut self, name: &str, default: bool) -> Result<bool> {
        match self.take(name) {
            None => Ok(default),
            Some(Argument::Truth(truth)) => Ok(truth),
            Some(other) => Err(self.wrong(name, &other, "true or false")),
        }
    }

    /// A seed.
    pub fn seed(&mut self, name: &str, default: u64) -> Result<u64> {
        match self.take(name) {
            None => Ok(default),
            Some(Argument::Integer(integer)) if u64::try_from(integer).is_ok() => {
                Ok(integer as u64)
            }
            Some(other) => Err(self.wrong(name, &other, "a whole number from 0 to 2^64 - 1")),
        }
    }

    /// An axis with a default.
    pub fn axis_or(&mut self, name: &str, default: isize) -> Result<isize> {
        match self.given.iter().any(|(parameter, _)| parameter.name == name) {
            true => self.axis(name),
            false => Ok(default),
        }
    }

    /// An axis, which has no default.
    pub fn axis(&mut self, name: &str) -> Result<isize> {
        match self.take(name) {
            Some(Argument::Integer(integer)) if isize::try_from(integer).is_ok() => {
                Ok(integer as isize)
            }
            None => Err(self.error(format!("the {name} is missing; say {name}=-1 for the last"))),
            Some(other) => Err(self.wrong(name, &other, "a whole number; -1 is the last axis")),
        }
    }
}

fn has_no(info: &Info, name: &str) -> Error {
    Error::Parameter {
        function: info.name,
        problem: format!("there is no parameter `{name}`; expected {}", parameters(info)),
    }
}

fn too_many(info: &Info) -> Error {
    Error::Parameter {
        function: info.name,
        problem: format!("too many arguments; expected {}", parameters(info)),
    }
}

fn parameters(info: &Info) -> String {
    if info.parameters.is_empty() {
        return "none".into();
    }
    info.parameters.iter().map(|p| p.name).collect::<Vec<_>>().join(", ")
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" => Some(true),
        "false" | "False" => Some(false),
        _ => None,
    }
}

fn argument(text: &str) -> Option<Argument> {
    if let Some(truth) = truth(text) {
        return Some(Argument::Truth(truth));
    }
    if let Ok(integer) = text.parse() {
        return Some(Argument::Integer(integer));
    }
    let list = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(list) = list.or(text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))) {
        let list = list.trim().strip_suffix(',').unwrap_or(list);
        let numbers = list.split(',').map(number).collect::<Option<_>>()?;
        return Some(Argument::Numbers(numbers));
    }
    number(text).map(Argument::Number)
}

/// A number, or a quotient of two such as the `1/3` that papers print.
fn number(text: &str) -> Option<f64> {
    match text.split_once('/') {
        Some((top, bottom)) => {
            Some(top.trim().parse::<f64>().ok()? / bottom.trim().parse::<f64>().ok()?)
        }
        None => text.trim().parse().ok(),
    }
}

/// Cuts at the commas that stand outside of brackets.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (i, c) in text.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => {
                depth = depth.checked_sub(1).ok_or("a bracket closes that was not opened")?;
            }
            ',' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        return Err("a bracket is not closed".into());
    }
    // A comma may end the list.
    if !text[start..].trim().is_empty() {
        parts.push(&text[start..]);
    }
    if parts.iter().any(|part| part.trim().is_empty()) {
        return Err("an argument is empty".into());
    }
    Ok(parts)
}

/// How names are compared: without case, underscores, hyphens, and anything up to the last dot.
fn key(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// A function from text the way people write it.
///
/// The name may be any that the book knows, in PyTorch's spelling too, with or without a
/// module before it; the arguments may be given by position or by name. PyTorch's `inplace`
/// is accepted and has no effect: call `forward_inplace` for that.
///
/// # Errors
/// [`Error::UnknownFunction`] with the nearest names, [`Error::Syntax`], or
/// [`Error::Parameter`] for arguments that do not fit.
///
/// ```
/// let f = ogive::parse("nn.LeakyReLU(negative_slope=0.04)")?;
/// assert_eq!(f.to_string(), "leaky_relu(negative_slope=0.04)");
/// assert_eq!(ogive::parse("Softmax(dim=1)")?.to_string(), "softmax(axis=1)");
/// let error = ogive::parse("sigmoyd").unwrap_err();
/// assert!(error.to_string().contains("did you mean `sigmoid`"));
/// # Ok::<(), ogive::Error>(())
/// ```
pub fn parse(text: &str) -> Result<Box<dyn Function>> {
    let text = text.trim();
    let (name, arguments) = match text.split_once('(') {
        Some((name, rest)) => {
            let inner = rest.strip_suffix(')').ok_or_else(|| Error::Syntax {
                given: text.into(),
                problem: "the bracket after the name is not closed".into(),
            })?;
            (name, inner)
        }
        None => (text, ""),
    };
    let (entry, known_as) = find_as(name)?;
    let mut arguments = Arguments::read(entry.info, arguments, text)?;
    if let Some(name) = known_as {
        arguments = arguments.or_else(Arguments::read(entry.info, name.defaults, name.name)?);
    }
    (entry.build)(&mut arguments)
}

/// The entry of the book that a name means.
///
/// # Errors
/// [`Error::UnknownFunction`] with the nearest names, [`Error::UnknownEcosystem`].
pub fn find(name: &str) -> Result<&'static book::Entry> {
    find_as(name).map(|(entry, _)| entry)
}

/// The entry that a name means and, if it is an ecosystem's, as in `keras:leaky_relu`, that name.
fn find_as(name: &str) -> Result<(&'static book::Entry, Option<&'static Name>)> {
    match name.split_once(':') {
        None => find_own(name).map(|entry| (entry, None)),
        Some((prefix, name)) => {
            let (entry, name) = find_in(ecosystem(prefix)?, name.trim())?;
            Ok((entry, Some(name)))
        }
    }
}

/// The ecosystem that a word stands for: the word before the colon in `keras:leaky_relu`, or its
/// name.
///
/// # Errors
/// [`Error::UnknownEcosystem`]
pub fn ecosystem(word: &str) -> Result<Ecosystem> {
    let wanted = key(&word.replace(' ', ""));
    let known = |e: &Ecosystem| [e.prefix(), &e.name().replace(' ', "")].map(key).contains(&wanted);
    let found = Ecosystem::ALL.into_iter().find(known);
    found.ok_or_else(|| Error::UnknownEcosystem { given: word.trim().into() })
}

/// The entry and the name that an ecosystem's name means. Names that differ in case alone, such as
/// Keras' `leaky_relu` and `LeakyReLU`, are told apart.
fn find_in(ecosystem: Ecosystem, name: &str) -> Result<(&'static book::Entry, &'static Name)> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_string();
    let all = || {
        let names = |entry: &'static &'static book::Entry| {
            entry.info.names.iter().map(move |name| (*entry, name))
        };
        book::BOOK.iter().flat_map(names).filter(move |(_, n)| n.ecosystem == ecosystem)
    };
    let same = |n: &Name| n.name == name || last(n.name) == last(name);
    let alike = |n: &Name| key(n.name) == key(name);
    let found = all().find(|(_, n)| same(n)).or_else(|| all().find(|(_, n)| alike(n)));
    found.ok_or_else(|| {
        let nearest = nearest(name, all().map(|(_, n)| (n.name, n.name)));
        Error::UnknownName { given: name.into(), ecosystem: ecosystem.name(), nearest }
    })
}

/// Up to three of the names most like one, each with what to say for it.
fn nearest(
    name: &str,
    names: impl Iterator<Item = (&'static str, &'static str)>,
) -> Vec<&'static str> {
    let wanted = key(name);
    let mut scored: Vec<(f64, usize, &'static str)> = names
        .enumerate()
        .map(|(place, (name, say))| (strsim::jaro_winkler(&key(name), &wanted), place, say))
        .filter(|(score, ..)| *score > 0.7)
        .collect();
    scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut nearest: Vec<&'static str> = Vec::new();
    for (.., say) in scored {
        if !nearest.contains(&say) && nearest.len() < 3 {
            nearest.push(say);
        }
    }
    nearest
}

fn find_own(name: &str) -> Result<&'static book::Entry> {
    let wanted = key(name.trim());
    let names = |entry: &'static &'static book::Entry| {
        std::iter::once(entry.info.name).chain(entry.info.aliases.iter().copied())
    };
    if let Some(entry) = book::BOOK.iter().find(|e| names(e).any(|n| key(n) == wanted)) {
        return Ok(entry);
    }
    let all = book::BOOK.iter().flat_map(|entry| names(entry).map(|name| (name, entry.info.name)));
    let nearest = nearest(name, all);
    Err(Error::UnknownFunction { given: name.trim().into(), nearest })
}
