//! `ogive list` and `ogive info`: what is known of the functions.

use ogive::BOOK;
use ogive::page::{self, Claim, Ecosystem};
use serde::Serialize;

use crate::args;
use crate::report::{self, Result};
use crate::tensor::Number;
use crate::text;

/// Lists all functions.
///
/// # Errors
/// If another library's names are asked for and it is not known, or standard output cannot be
/// written.
pub fn list(options: &args::List, json: bool) -> Result<()> {
    if let Some(library) = &options.like {
        return like(ogive::arguments::ecosystem(library)?, json);
    }
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

/// Lists the names of another library.
fn like(ecosystem: Ecosystem, json: bool) -> Result<()> {
    let entries = BOOK.iter().map(|entry| entry.info);
    let names = entries
        .flat_map(|info| info.names.iter().map(move |name| (info, name)))
        .filter(|(_, name)| name.ecosystem == ecosystem);
    if json {
        let names: Vec<_> = names.map(|(info, name)| Known::of(info, name)).collect();
        return report::print_json(&names);
    }
    let rows: Vec<_> = names
        .map(|(info, name)| {
            [
                format!("{}:{}", ecosystem.prefix(), name.name),
                info.name.to_string(),
                name.defaults.to_string(),
                name.note.to_string(),
            ]
        })
        .collect();
    let here = ["here", "other defaults", "to know"];
    let widths = [24, 18, 20, text::width().saturating_sub(68).max(16)];
    let table = text::table([ecosystem.name(), here[0], here[1], here[2]], widths, &rows);
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
    fields.push(("elsewhere", none_or(elsewhere(info))));
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

/// The names that other libraries have for it, a line each.
fn elsewhere(info: &page::Info) -> String {
    let lines = Ecosystem::ALL.iter().filter_map(|ecosystem| {
        let names = info.names.iter().filter(|name| name.ecosystem == *ecosystem);
        let texts: Vec<_> = names
            .map(|name| {
                let defaults = match name.defaults {
                    "" => String::new(),
                    defaults => format!(" with {defaults}"),
                };
                let note = match name.note {
                    "" => String::new(),
                    note => format!(" ({note})"),
                };
                format!("{}{defaults}{note}", name.name)
            })
            .collect();
        (!texts.is_empty()).then(|| format!("{}: {}", ecosystem.name(), texts.join(", ")))
    });
    lines.collect::<Vec<_>>().join("\n")
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
    names: Vec<Known>,
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

/// A name that another library has, and what it means here.
#[derive(Serialize)]
struct Known {
    library: &'static str,
    name: &'static str,
    here: &'static str,
    other_defaults: &'static str,
    note: &'static str,
}

impl Known {
    fn of(info: &'static page::Info, name: &'static page::Name) -> Known {
        Known {
            library: name.ecosystem.prefix(),
            name: name.name,
            here: info.name,
            other_defaults: name.defaults,
            note: name.note,
        }
    }
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
            names: info.names.iter().map(|name| Known::of(info, name)).collect(),
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
