//! `ogive list` and `ogive info` tell of the whole book, and the help's examples work.

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, command, ogive, ran, root};

#[test]
fn the_list_has_every_function_with_its_names() {
    let text = ogive(["list"]).fine();
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let head: Vec<_> = text.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["name", "kind", "parameters", "aliases"]);
    for entry in ogive::BOOK {
        let line = text.lines().find(|line| line.split(' ').next() == Some(entry.info.name));
        let line = line.unwrap_or_else(|| panic!("{} is not listed", entry.info.name));
        assert_eq!(line.split_whitespace().nth(1), Some(entry.info.kind.name()));
        for alias in entry.info.aliases {
            assert!(text.contains(alias), "{alias} is not listed");
        }
    }
}

#[test]
fn the_list_as_json_has_what_each_page_says() {
    let list = ogive(["list", "--json"]).json();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), ogive::BOOK.len());
    for (page, entry) in list.iter().zip(ogive::BOOK) {
        let info = entry.info;
        assert_eq!(page["name"], info.name);
        assert_eq!(page["kind"], info.kind.name());
        assert_eq!(page["aliases"], serde_json::json!(info.aliases));
        let parameters = page["parameters"].as_array().unwrap();
        assert_eq!(parameters.len(), info.parameters.len());
        for (parameter, expected) in parameters.iter().zip(info.parameters) {
            assert_eq!(parameter["name"], expected.name);
            assert_eq!(parameter["default"], serde_json::json!(expected.default));
        }
        assert_eq!(*page, ogive(["info", info.name, "--json"]).json());
    }
}

#[test]
fn infinities_are_strings_in_json() {
    let page = ogive(["info", "leaky_relu", "--json"]).json();
    assert_eq!(page["range"], serde_json::json!(["-inf", "inf"]));
    assert_eq!(page["error_ulp"]["value"], 0.5);
    let page = ogive(["info", "softmax", "--json"]).json();
    assert_eq!(page["range"], serde_json::json!([0.0, 1.0]));
    assert_eq!(page["error_ulp"]["slope"], Value::Null);
}

#[test]
fn every_name_leads_to_its_page() {
    for info in ogive::BOOK.iter().map(|entry| entry.info) {
        let text = ogive(["info", info.name]).fine();
        assert!(
            text.lines().all(|line| line.chars().count() <= 100 || line.contains("://")),
            "{text}"
        );
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut said =
            vec![info.name, info.formula, info.derivative, info.good, info.bad, info.hard];
        said.extend(info.parameters.iter().map(|parameter| parameter.meaning));
        said.extend(info.origin.iter().flat_map(|source| [source.text, source.url]));
        said.extend([info.keeps.describe(), "0.5 ulp is correctly rounded"]);
        for part in said {
            let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(&part), "{part:?} is not in {text}");
        }
        for alias in info.aliases {
            assert_eq!(ogive(["info", alias]).fine(), text);
        }
    }
    assert_eq!(ogive(["info", "nn.LeakyReLU(0.04)"]).fine(), ogive(["info", "lrelu"]).fine());
}

/// The commands that a help shows as examples.
fn examples(help: &str) -> Vec<String> {
    let joined = help.replace(" \\\n", " ");
    let lines = joined.lines().filter_map(|line| line.strip_prefix("  ogive "));
    lines.map(String::from).collect()
}

#[test]
fn the_examples_of_the_help_work() {
    let folder = Folder::new();
    fs::create_dir(folder.path("examples")).unwrap();
    for file in fs::read_dir(root().join("examples")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path("examples").join(file.file_name())).unwrap();
    }
    let commands = [
        &["--help"][..],
        &["apply", "--help"],
        &["grad", "--help"],
        &["list", "--help"],
        &["info", "--help"],
    ];
    for help in commands {
        let text = ogive(help).fine();
        let examples = examples(&text);
        assert!(!examples.is_empty(), "no example in {text}");
        for example in examples {
            // No example has a space within its quotes.
            let arguments = example.split_whitespace().map(|word| word.trim_matches('\''));
            let run = command().args(arguments).current_dir(folder.path("")).output().unwrap();
            assert_eq!(ran(run).code, 0, "ogive {example}");
        }
    }
}

#[test]
fn help_and_version_are_there() {
    let alone = ogive::<&str>([]);
    assert!(alone.code == 2 && alone.err.contains("Usage: ogive"), "{}", alone.err);
    assert_eq!(ogive(["--version"]).fine(), format!("ogive {}\n", env!("CARGO_PKG_VERSION")));
}
