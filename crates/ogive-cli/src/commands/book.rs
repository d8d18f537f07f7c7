//! `ogive list` and `ogive info`: what is known of the functions.

use ogive::BOOK;
use ogive::page::{self, Claim};
use serde::Serialize;

use crate::args;
use crate::report::{self, Result};
use crate::tensor::Number;
use crate::text;

/// Lists all functions.
///
/// # Errors
/// If standard output cannot be written.
pub fn list(json: bool) -> Result<()> {
    if json {
        let pages: Vec<_> = BOOK.iter().map(|entry| Page::of(entry.info)).collect();
        return report::print_json(&pages);
    }
    let rows: Vec<_> = BOOK
        .iter()
        .map(|entry| {
            let info = entry.info;
            let parameters: Vec<_> = info.parameters.iter().map(short).collect();
            [
                info.name.to_string(),
                info.kind.name().to_string(),
                parameters.join(", "),
                info.aliases.join(", "),
            ]
        })
        .collect();
    let widths = [20, 8, 30, text::width().saturating_sub(64)];
    let table = text::table(["name", "kind", "parameters", "aliases"], widths, &rows);
    report::print(|out| out.write_all(table.as_bytes()))
}

/// Tells what is known of one function.
///
/// # Errors
/// If there is no such function, or standard output cannot be written.
pub fn info(options: &args::Info, json: bool) -> Result<()> {
    let info = match options.function.contains('(') {
        true => ogive::parse(&options.function)?.info(),
        false => ogive::find(&options.function)?.info,
    };
    if json {
        return report::print_json(&Page::of(info));
    }
    let text = describe(info, text::width());
    report::print(|out| out.write_all(text.as_bytes()))
}

/// A parameter in a list: `lower=1/8`, or `axis` without a default.
fn short(parameter: &page::Parameter) -> String {
    match parameter.default {
        Some(default) => format!("{}={default}", parameter.name),
        None => parameter.name.into(),
    }
}

/// A page for people.
fn describe(info: &page::Info, width: usize) -> String {
    let mut fields = vec![
        ("formula", info.formula.to_string()),
        ("derivative", info.derivative.into()),
        ("kind", kind(info.kind)),
    ];
    let parameters: Vec<_> = info.parameters.iter().map(long).collect();
    fields.push(("parameters", none_or(parameters.join("\n"))));
    fields.push(("aliases", none_or(info.aliases.join(", "))));
    fields.push(("range", range(info.range)));
    fields.push(("monotone", if info.monotone { "yes" } else { "no" }.into()));
    let kinks: Vec<_> = info.kinks.iter().map(f64::to_string).collect();
    fields.push(("kinks", none_or(kinks.join(", "))));
    fields.push(("error", claim(&info.claim)));
    fields.push(("keeps", format!("for backward: {}", info.keeps.describe())));
    fields.push(("good", info.good.into()));
    fields.push(("bad", info.bad.into()));
    fields.push(("hard", info.hard.into()));
    let origin: Vec<_> =
        info.origin.iter().map(|source| format!("{}\n{}", source.text, source.url)).collect();
    fields.push(("origin", none_or(origin.join("\n"))));
    format!("{}\n\n{}", info.name, text::fields(&fields, width))
}

fn none_or(text: String) -> String {
    if text.is_empty() { "none".into() } else { text }
}

fn kind(kind: page::Kind) -> String {
    let meaning = match kind {
        page::Kind::Element => "one number at a time",
        page::Kind::Axis => "all numbers along one axis together",
        page::Kind::Gated => "two numbers, one of which gates the other",
    };
    format!("{}: {meaning}", kind.name())
}

/// A parameter with its meaning.
fn long(parameter: &page::Parameter) -> String {
    let also = match parameter.aliases {
        [] => String::new(),
        names => format!(" (also {})", names.join(", ")),
    };
    format!("{}{also}: {}", short(parameter), parameter.meaning)
}

/// An interval as mathematics writes it.
fn range((low, high): (f64, f64)) -> String {
    let open = if low.is_finite() { '[' } else { '(' };
    let close = if high.is_finite() { ']' } else { ')' };
    format!("{open}{low}, {high}{close}")
}

fn claim(claim: &Claim) -> String {
    let slope = match claim.slope {
        Some(slope) => format!("slope {}", ulps(slope)),
        None => "no claim about the slope".into(),
    };
    format!(
        "at most, in float32: value {}, {slope}; 0.5 ulp is correctly rounded",
        ulps(claim.value)
    )
}

fn ulps(error: f64) -> String {
    if error == 0.0 { "exact".into() } else { format!("{error} ulp") }
}

/// The head of a page, as JSON.
#[derive(Serialize)]
struct Page {
    name: &'static str,
    aliases: &'static [&'static str],
    kind: &'static str,
    formula: &'static str,
    derivative: &'static str,
    parameters: Vec<Parameter>,
    range: [Number<f64>; 2],
    monotone: bool,
    kinks: &'static [f64],
    landmarks: &'static [f64],
    error_ulp: Error,
    keeps: &'static str,
    good: &'static str,
    bad: &'static str,
    hard: &'static str,
    origin: Vec<Source>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    aliases: &'static [&'static str],
    default: Option<&'static str>,
    meaning: &'static str,
}

/// The largest errors in float32, in ulp; 0.5 is correctly rounded.
#[derive(Serialize)]
struct Error {
    value: f64,
    slope: Option<f64>,
}

#[derive(Serialize)]
struct Source {
    text: &'static str,
    url: &'static str,
}

impl Page {
    fn of(info: &'static page::Info) -> Page {
        let parameter = |p: &page::Parameter| Parameter {
            name: p.name,
            aliases: p.aliases,
            default: p.default,
            meaning: p.meaning,
        };
        Page {
            name: info.name,
            aliases: info.aliases,
            kind: info.kind.name(),
            formula: info.formula,
            derivative: info.derivative,
            parameters: info.parameters.iter().map(parameter).collect(),
            range: [Number(info.range.0), Number(info.range.1)],
            monotone: info.monotone,
            kinks: info.kinks,
            landmarks: info.landmarks,
            error_ulp: Error { value: info.claim.value, slope: info.claim.slope },
            keeps: info.keeps.describe(),
            good: info.good,
            bad: info.bad,
            hard: info.hard,
            origin: info.origin.iter().map(|o| Source { text: o.text, url: o.url }).collect(),
        }
    }
}
