//! The book as JSON.

use ogive::Entry;
use ogive::arguments::Argument;
use ogive::page::{Ecosystem, Keeps};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// What is known of all functions, in the order of the book, as one JSON document.
#[wasm_bindgen]
pub fn book() -> String {
    Value::Array(ogive::BOOK.iter().map(|entry| describe(entry)).collect()).to_string()
}

/// What is known of one function.
pub fn describe(entry: &Entry) -> Value {
    let info = entry.info;
    // As the function itself says them, at its defaults: over the last axis, if it is over one.
    let made = entry.examples(-1).next().expect("the defaults come first");
    let names = info.names.iter().map(|name| {
        json!({
            "ecosystem": name.ecosystem.name(),
            "prefix": name.ecosystem.prefix(),
            "name": name.name,
            "defaults": name.defaults,
            "note": name.note,
        })
    });
    let parameters = info.parameters.iter().map(|parameter| {
        json!({ "name": parameter.name, "default": parameter.default, "meaning": parameter.meaning })
    });
    let origin = info.origin.iter().map(|it| json!({ "text": it.text, "url": it.url }));
    let arguments =
        made.arguments().into_iter().map(|(name, value)| (name.to_string(), argument(&value)));
    // What computing it takes, and where it turns: from the formula itself, where there is one.
    let graph = made.definition();
    json!({
        "name": info.name,
        "aliases": info.aliases,
        "kind": info.kind.name(),
        "formula": info.formula,
        "derivative": info.derivative,
        "origin": origin.collect::<Vec<_>>(),
        "good": info.good,
        "bad": info.bad,
        "hard": info.hard,
        "parameters": parameters.collect::<Vec<_>>(),
        "arguments": arguments.collect::<serde_json::Map<_, _>>(),
        "settings": info.settings,
        "range": [number(info.range.0), number(info.range.1)],
        "domain": [number(made.domain().0), number(made.domain().1)],
        "monotone": info.monotone,
        "kinks": info.kinks,
        "claim": { "value": info.claim.value, "slope": info.claim.slope },
        "keeps": keeps(info.keeps),
        "operations": graph.as_ref().map(ogive::number::graph::Graph::operations),
        "straight": straight(graph.as_ref()),
        "names": names.collect::<Vec<_>>(),
        "ecosystems": ecosystems(entry),
    })
}

/// Is its formula made of sums, products and comparisons alone? Then it costs no more than reading and writing.
fn straight(graph: Option<&ogive::number::graph::Graph>) -> Option<bool> {
    let text = graph?.to_string();
    let calls = ["exp(", "ln(", "tanh(", "sqrt(", "erfc(", "sin("];
    Some(!calls.iter().any(|call| text.contains(call)))
}

fn ecosystems(entry: &Entry) -> Vec<&'static str> {
    let has =
        |ecosystem: &Ecosystem| entry.info.names.iter().any(|name| name.ecosystem == *ecosystem);
    Ecosystem::ALL.into_iter().filter(has).map(Ecosystem::name).collect()
}

fn keeps(keeps: Keeps) -> &'static str {
    match keeps {
        Keeps::Nothing => "nothing",
        Keeps::Input => "input",
        Keeps::Output => "output",
        Keeps::Sign => "sign",
        Keeps::NoGradient => "no gradient",
    }
}

/// JSON has no infinities: they are text.
fn number(x: f64) -> Value {
    if x.is_finite() { json!(x) } else { json!(x.to_string()) }
}

fn argument(argument: &Argument) -> Value {
    match argument {
        Argument::Number(x) => number(*x),
        Argument::Integer(x) => {
            i64::try_from(*x).map_or_else(|_| json!(x.to_string()), |x| json!(x))
        }
        Argument::Truth(x) => json!(x),
        Argument::Numbers(x) => json!(x),
    }
}
