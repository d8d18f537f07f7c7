//! `docs/functions.md` and `docs/memory.md` are made from the book. `OGIVE_BLESS=1 cargo test --release -p ogive
//! --test documents` writes them anew.

use std::fmt::Write;

use half::bf16;
use ndarray::ArrayD;
use ogive::function::Supported;
use ogive::nn::{Layer, Saving, TrainedLayer};
use ogive::page::{Ecosystem, Info, Keeps, Kind, Name};
use ogive::{BOOK, Entry};
use serde_json::Value;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

#[test]
fn the_table_of_names_is_that_of_the_book() {
    fresh("functions.md", &names());
}

#[test]
fn the_table_of_memory_is_what_is_kept() {
    fresh("memory.md", &memory());
}

#[track_caller]
fn fresh(name: &str, text: &str) {
    let path = format!("{DOCS}/{name}");
    if std::env::var_os("OGIVE_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/{name} is stale: OGIVE_BLESS=1 cargo test --release -p ogive --test documents writes it \
         anew"
    );
}

fn names() -> String {
    let mut text = String::from(
        "# The functions, and what others call them\n\n\
         This page is made from the book, the pages in `crates/ogive/src`. In a program and in the \
         command a name may be given as another library has it: `keras:leaky_relu` is `leaky_relu` with \
         Keras' default. `ogive list --like keras` lists them, `ogive info NAME` shows a page.\n",
    );
    text.push_str("\n## Defaults that differ\n\n");
    text.push_str(
        "Where a library's function has other defaults than the function here, which has PyTorch's \
         unless the page says otherwise. Someone who ports a model should look here first.\n\n",
    );
    text.push_str("| library | its name | here | that is |\n| --- | --- | --- | --- |\n");
    each_name(|info, name| {
        // That an axis has a default is no other function.
        let differs = !name.defaults.is_empty() && name.defaults != "axis=-1";
        if differs {
            let defaults = own_defaults(info);
            let ours = format!("`{}{defaults}`", info.name);
            let call = format!("`{}({})`", info.name, name.defaults);
            let _ =
                writeln!(text, "| {} | `{}` | {ours} | {call} |", name.ecosystem.name(), name.name);
        }
    });
    text.push_str("\n## To know when porting\n\n");
    text.push_str("| library | its name | here | to know |\n| --- | --- | --- | --- |\n");
    each_name(|info, name| {
        if !name.note.is_empty() {
            let (library, note) = (name.ecosystem.name(), name.note);
            let _ = writeln!(text, "| {library} | `{}` | `{}` | {note} |", name.name, info.name);
        }
    });
    for (kind, title) in [
        (Kind::Element, "Element by element"),
        (Kind::Axis, "Over an axis"),
        (Kind::Gated, "Gated"),
    ] {
        let _ = write!(text, "\n## {title}\n\n| here | formula |");
        for ecosystem in Ecosystem::ALL {
            let _ = write!(text, " {} |", ecosystem.name());
        }
        text.push_str("\n| --- | --- |");
        text.push_str(&" --- |".repeat(Ecosystem::ALL.len()));
        text.push('\n');
        for info in BOOK.iter().map(|entry| entry.info).filter(|info| info.kind == kind) {
            let mut names = format!("`{}`", info.name);
            for alias in info.aliases {
                let _ = write!(names, ", `{alias}`");
            }
            let _ = write!(text, "| {names} | {} |", info.formula.replace('|', "\\|"));
            for ecosystem in Ecosystem::ALL {
                let theirs = info.names.iter().filter(|name| name.ecosystem == ecosystem);
                let theirs: Vec<_> = theirs.map(|name| format!("`{}`", name.name)).collect();
                let _ = write!(text, " {} |", theirs.join(", "));
            }
            text.push('\n');
        }
    }
    text
}

fn each_name(mut tell: impl FnMut(&Info, &Name)) {
    for entry in BOOK {
        entry.info.names.iter().for_each(|name| tell(entry.info, name));
    }
}

/// The defaults here, as they would be written.
fn own_defaults(info: &Info) -> String {
    let known = info.parameters.iter().filter_map(|p| Some(format!("{}={}", p.name, p.default?)));
    let known: Vec<_> = known.collect();
    if known.is_empty() { String::new() } else { format!("({})", known.join(", ")) }
}

/// What is kept for the backward pass here, found by keeping it, beside what PyTorch keeps, as `docs/memory/measure.py`
/// has found it.
fn memory() -> String {
    let path = format!("{DOCS}/memory/pytorch.json");
    let measured = std::fs::read_to_string(&path).expect("docs/memory/pytorch.json is committed");
    let measured: Value =
        serde_json::from_str(&measured).expect("docs/memory/measure.py writes JSON");
    let theirs = measured["functions"].as_object().expect("functions, by name");
    for name in theirs.keys() {
        let known = BOOK.iter().any(|entry| entry.info.name == name);
        assert!(
            known,
            "docs/memory/pytorch.json has {name}, which is not in the book: measure anew"
        );
    }

    let mut rows = [Kind::Element, Kind::Axis, Kind::Gated].map(|kind| (kind, String::new()));
    let (mut less, mut same, mut more) = (0, 0, 0);
    let mut free_there = Vec::new();
    for entry in BOOK.iter().filter(|entry| entry.info.keeps != Keeps::NoGradient) {
        let row = &mut rows.iter_mut().find(|(kind, _)| *kind == entry.info.kind).unwrap().1;
        let (words, single) = kept::<f32>(entry);
        let (_, half) = kept::<bf16>(entry);
        let _ = write!(row, "| `{}` | {words} | {single} | {half} |", entry.info.name);
        let Some(theirs) = theirs.get(entry.info.name) else {
            let has = entry.info.names.iter().any(|name| name.ecosystem == Ecosystem::PyTorch);
            assert!(!has, "docs/memory/pytorch.json lacks {}: measure anew", entry.info.name);
            row.push_str(" not in PyTorch | | | |\n");
            continue;
        };
        let call = theirs["call"].as_str().expect("a call, as text");
        let of = |dtype: &str, what: &str| theirs[dtype][what].as_f64().unwrap_or(0.0);
        let total =
            |dtype| ["input", "output", "more"].iter().map(|what| of(dtype, what)).sum::<f64>();
        let parts =
            [("input", "the input"), ("output", "the output"), ("more", "tensors of its own")];
        let parts: Vec<_> = parts.iter().filter(|(what, _)| of("f32", what) > 0.0).collect();
        let parts: Vec<_> = parts.iter().map(|(_, words)| *words).collect();
        let parts = if parts.is_empty() { "nothing".to_owned() } else { parts.join(" and ") };
        let (wide, narrow) = (total("f32"), total("bf16"));
        let _ = writeln!(row, " `{call}` | {parts} | {wide} | {narrow} |");
        if parts == "the output" && words != parts {
            free_there.push(format!("`{}` ({single})", entry.info.name));
        }
        match single.total_cmp(&wide) {
            std::cmp::Ordering::Less => less += 1,
            std::cmp::Ordering::Equal => same += 1,
            std::cmp::Ordering::Greater => more += 1,
        }
    }

    let mut text = format!(
        "# What a training step keeps\n\n\
         A layer keeps something of its forward pass for its backward pass: bytes for each element of its input, at the \
         function's defaults. ogive's columns are what `forward_train(x, Saving::Least)` keeps, which \
         `crates/ogive/tests/documents.rs` measures when it makes this page. `ogive.torch`, `ogive-burn` and the layers of \
         `ogive::nn` keep the same. PyTorch's columns are what PyTorch {} saves on the CPU, by `saved_tensors_hooks`: \
         `python docs/memory/measure.py` measures it anew. Where PyTorch has no such function and people write it of \
         others, what they write is measured.\n\n\
         Of the {} functions that are measured in PyTorch, ogive keeps fewer bytes in `f32` for {less}, as many for \
         {same}, more for {more}.\n\n\
         How much of this is memory of its own depends on the layers around. **An output is also kept by the next \
         layer, if that is linear or a convolution**, and costs nothing more there. So before such a layer, PyTorch keeps \
         nothing more of these, and ogive what stands beside them in bytes: {}. (`Saving::Output` keeps the output here, too: \
         the same gradients for relu and its kin, fewer digits for sigmoid and tanh.) An input costs what it says, unless the \
         layer before keeps its output.\n",
        measured["torch"].as_str().expect("PyTorch's version"),
        less + same + more,
        free_there.join(", "),
    );
    for (kind, row) in rows {
        let title = match kind {
            Kind::Element => "Element by element",
            Kind::Axis => "Over an axis",
            Kind::Gated => "Gated: the input is both halves",
        };
        let _ = write!(
            text,
            "\n## {title}\n\n| function | ogive keeps | `f32` | `bf16` | PyTorch | keeps | `f32` | `bf16` |\n\
             | --- | --- | ---: | ---: | --- | --- | ---: | ---: |\n{row}"
        );
    }
    text
}

/// What a function keeps, in words, and in bytes for each element of its input.
fn kept<E: Supported>(entry: &Entry) -> (String, f64) {
    let function = entry.examples(-1).next().expect("its defaults");
    let x = ArrayD::from_elem(vec![4, 8, 16, 64], E::default());
    let (_, saved) = function.forward_train(x.clone(), Saving::Least).unwrap();
    let words = match saved.what() {
        None => "nothing",
        Some(Saving::Bits) => "a bit",
        Some(Saving::Output) => "the output",
        Some(_) => "the input",
    };
    let learns = saved.what() != Some(Saving::Input)
        && function.parameter_gradients(&x, &x).is_ok_and(|gradients| !gradients.is_empty());
    let unless = if learns { "; the input where its parameter learns" } else { "" };
    (format!("{words}{unless}"), saved.bytes() as f64 / x.len() as f64)
}
