//! The committed results of the proofs, `docs/accuracy.json`, from which `docs/accuracy.md` is
//! made and the claims of the pages are judged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cases::{Part, Type, functions};
use ogive::page::Kind;

/// All results.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    /// One for each function, element type and part, in the order of the book.
    pub results: Vec<Entry>,
}

/// The result of one proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The function with its parameters, as it can be parsed.
    pub function: String,
    /// The element type.
    pub dtype: Type,
    /// The part.
    pub part: Part,
    /// How many inputs were looked at.
    pub inputs: u64,
    /// Were these all that there are?
    pub all: bool,
    /// The largest error, in units in the last place.
    pub worst: f64,
    /// Where that is.
    pub worst_at: Option<f64>,
    /// How many results are not correctly rounded.
    pub misrounded: u64,
    /// How many were decided by the oracle.
    pub decided: u64,
    /// Faults by kind, those that there are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub faults: BTreeMap<String, u64>,
    /// For rows that add up to 1, how far their sums are off, in halves of a unit in the last
    /// place of 1 for each element.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sum: f64,
    /// What comes out at inputs that people ask about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub special: BTreeMap<String, String>,
    /// The digest of the results at all inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The digest over the sample, by which a later change of the kernels shows.
    pub sample_digest: String,
    /// The day of the run.
    pub date: String,
    /// The commit that ran, with a `+` if something was not committed.
    pub commit: String,
    /// The kind of processor, and the instruction set.
    pub machine: String,
    /// How long it took.
    pub seconds: f64,
}

fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

impl Record {
    /// From the committed text.
    ///
    /// # Errors
    /// If it is not of this form.
    pub fn parse(text: &str) -> serde_json::Result<Record> {
        serde_json::from_str(text)
    }

    /// As it is committed.
    pub fn text(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("all numbers are finite");
        text + "\n"
    }

    /// A result in place of the one before it.
    pub fn put(&mut self, entry: Entry) {
        let same = |e: &Entry| {
            (&e.function, e.dtype, e.part) == (&entry.function, entry.dtype, entry.part)
        };
        self.results.retain(|e| !same(e));
        self.results.push(entry);
        let book: Vec<String> = wanted_functions();
        let place = |e: &Entry| book.iter().position(|name| *name == e.function);
        // What the book does not have any more is dropped.
        self.results.retain(|e| place(e).is_some());
        self.results.sort_by_key(|e| (place(e), e.dtype, e.part));
    }

    /// The result for a function, element type and part.
    pub fn get(&self, function: &str, dtype: Type, part: Part) -> Option<&Entry> {
        self.results
            .iter()
            .find(|e| (e.function.as_str(), e.dtype, e.part) == (function, dtype, part))
    }
}

fn wanted_functions() -> Vec<String> {
    [Kind::Element, Kind::Axis].into_iter().flat_map(functions).map(|f| f.to_string()).collect()
}

/// The proofs that there have to be: function, element type, part.
pub fn wanted() -> Vec<(String, Type, Part)> {
    let mut all = Vec::new();
    for kind in [Kind::Element, Kind::Axis] {
        for function in functions(kind) {
            for dtype in Type::ALL {
                let parts: &[Part] = if kind == Kind::Axis { &[Part::Value] } else { &Part::ALL };
                all.extend(parts.iter().map(|part| (function.to_string(), dtype, *part)));
            }
        }
    }
    all
}

/// A claim may be looser than what was measured by this much.
pub const SLACK: f64 = 0.05;

/// The proofs that there have to be and are not: function, part and element type of each.
pub fn missing(record: &Record) -> Vec<String> {
    let wanted = wanted().into_iter();
    let missing = wanted.filter(|(f, dtype, part)| record.get(f, *dtype, *part).is_none());
    missing.map(|(function, dtype, part)| format!("{function} {part} {dtype}")).collect()
}

/// The list of proofs that are known to be missing, a line each, from its text.
pub fn waiting(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// What does not fit between the claims of the pages, the committed results and the list of proofs
/// that wait; nothing, if all is well.
pub fn contradictions(record: &Record, waiting: &[&str]) -> Vec<String> {
    let missing = missing(record);
    let unknown = missing.iter().filter(|name| !waiting.contains(&name.as_str()));
    let mut found: Vec<String> = unknown
        .map(|name| format!("{name} has not been proved, and does not wait for it"))
        .collect();
    let done = waiting.iter().filter(|name| !missing.iter().any(|m| m == *name));
    found.extend(done.map(|name| format!("{name} waits for a proof that is there, or not wanted")));
    for (function, dtype, part) in wanted() {
        let Some(entry) = record.get(&function, dtype, part) else { continue };
        for (fault, count) in &entry.faults {
            found.push(format!("{function} {part} {dtype}: {count} faults of {fault}"));
        }
        let half = matches!(dtype, Type::F16 | Type::Bf16);
        if half && entry.all && entry.misrounded > 0 {
            found.push(format!("{function} {part} {dtype}: {} misrounded", entry.misrounded));
        }
        let element = ogive::parse(&function).is_ok_and(|f| f.info().kind == Kind::Element);
        let limit = if element { 1.0 } else { 2.0 };
        if dtype == Type::F64 && entry.worst >= limit {
            found.push(format!("{function} {part} f64: {} ulp", entry.worst));
        }
    }
    for entry in ogive::BOOK {
        let info = entry.info;
        let claims = [(Part::Value, Some(info.claim.value)), (Part::Slope, info.claim.slope)];
        for (part, claim) in claims {
            let Some(claim) = claim else { continue };
            let of_page = |e: &&Entry| {
                let name = e.function.split('(').next().unwrap_or_default();
                name == info.name && e.dtype == Type::F32 && e.part == part
            };
            let measured = record.results.iter().filter(of_page).map(|e| e.worst);
            let measured: Vec<f64> = measured.collect();
            if measured.is_empty() {
                continue;
            }
            let worst = measured.into_iter().fold(0.0, f64::max);
            let name = info.name;
            if worst > claim {
                found.push(format!("{name} {part} claims {claim} ulp, but {worst} was measured"));
            }
            if claim > worst + SLACK {
                found.push(format!(
                    "{name} {part} claims {claim} ulp, which is more than {SLACK} looser than the {worst} measured"
                ));
            }
            let too_large = if info.kind == Kind::Element { claim >= 1.0 } else { claim > 2.0 };
            if too_large {
                found.push(format!("{name} {part} claims {claim} ulp, which is too much"));
            }
        }
    }
    found
}

/// Which results are not those of the kernels as they are now: the digest over the sample that was
/// recorded with them is not the committed one, which `ogive-verify digest` compares with the
/// kernels.
pub fn stale(record: &Record, digests: &str) -> Vec<String> {
    let committed = crate::digest::parse(digests);
    let find = |key: String| committed.iter().find(|line| line.key == key).map(|l| &l.digest);
    let mut found = Vec::new();
    for e in &record.results {
        let key = |inputs| format!("{} {} {} {inputs}", e.function, e.part, e.dtype);
        let same = find(key("sample")) == Some(&e.sample_digest)
            && (e.digest.is_none() || find(key("all")) == e.digest.as_ref());
        if !same {
            let name = key("");
            found.push(format!("{name}was proved before its bits changed; prove it with --record"));
        }
    }
    found
}
