//! `ogive list` and `ogive info` tell of the whole book, and the help's examples work.

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, float32, ogive, ran, root};

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
    let shown = joined.split("Example").nth(1).unwrap_or_default();
    let lines = shown.lines().filter_map(|line| line.strip_prefix("  "));
    lines.filter(|line| line.contains("ogive ")).map(String::from).collect()
}

/// A `.safetensors` file of one tensor of float32.
fn safetensors(name: &str, numbers: [f32; 2]) -> Vec<u8> {
    let header =
        format!("{{\"{name}\":{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}}}");
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(numbers.map(f32::to_le_bytes).as_flattened());
    file
}

#[cfg(unix)]
#[test]
fn the_examples_of_the_help_work() {
    let folder = Folder::new();
    fs::create_dir(folder.path("examples")).unwrap();
    for file in fs::read_dir(root().join("examples")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path("examples").join(file.file_name())).unwrap();
    }
    folder.file("x.npy", &float32("(2,)", &[1.0, 2.0]));
    folder.file("scores.csv", b"id,cat,dog,bird\n7,1,2,3\n");
    folder.file("weights.safetensors", &safetensors("a.mlp.b", [1.0, 2.0]));
    folder.file("gradients.safetensors", &safetensors("a.mlp.b", [3.0, 4.0]));
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ogive"), folder.path("ogive")).unwrap();
    let path = format!("{}:{}", folder.path("").display(), std::env::var("PATH").unwrap());
    let commands = [
        &["--help"][..],
        &["apply", "--help"],
        &["grad", "--help"],
        &["list", "--help"],
        &["info", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
    ];
    for help in commands {
        let text = ogive(help).fine();
        let examples = examples(&text);
        assert!(!examples.is_empty(), "no example in {text}");
        for example in examples {
            let mut shell = std::process::Command::new("bash");
            let script = format!("set -o pipefail; {example}");
            shell.args(["-c", &script]).current_dir(folder.path("")).env("PATH", &path);
            let ran = ran(shell.output().unwrap());
            assert_eq!(ran.code, 0, "{example}: {}", ran.err);
        }
    }
    for page in ["ogive.1", "ogive-apply.1", "ogive-grad.1", "ogive-list.1", "ogive-info.1"] {
        let text = fs::read_to_string(folder.path("share/man/man1").join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}: {text}");
    }
}

#[test]
fn shells_get_their_completions() {
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef ogive"), ("fish", "complete -c")]
    {
        let text = ogive(["completions", shell]).fine();
        assert!(text.contains(word) && text.contains("safetensors"), "{shell}: {text}");
    }
    assert!(ogive(["man"]).fine().contains(".SH SYNOPSIS"));
    // Known to those who ask, and no noise for others.
    assert!(ogive(["--help"]).fine().contains("ogive completions bash|zsh|fish"));
    assert!(!ogive(["-h"]).fine().contains("completions"));
}

#[test]
fn help_and_version_are_there() {
    let alone = ogive::<&str>([]);
    assert!(alone.code == 2 && alone.err.contains("Usage: ogive"), "{}", alone.err);
    assert_eq!(ogive(["--version"]).fine(), format!("ogive {}\n", env!("CARGO_PKG_VERSION")));
}
