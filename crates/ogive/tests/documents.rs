//! `docs/functions.md` is made from the book. `OGIVE_BLESS=1 cargo test --release -p ogive --test
//! documents` writes it anew.

use std::fmt::Write;

use ogive::BOOK;
use ogive::page::{Ecosystem, Info, Kind, Name};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/functions.md");

#[test]
fn the_table_of_names_is_that_of_the_book() {
    let text = document();
    if std::env::var_os("OGIVE_BLESS").is_some() {
        std::fs::write(PATH, &text).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        committed == text,
        "docs/functions.md is stale: OGIVE_BLESS=1 cargo test --release -p ogive --test documents \
         writes it anew"
    );
}

fn document() -> String {
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
