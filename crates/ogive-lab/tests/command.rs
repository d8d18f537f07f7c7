//! The command line, and that docs/lab.md is what the record gives.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn lab(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ogive-lab")).args(arguments).output().unwrap()
}

fn error(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

const NAMES: [&str; 8] =
    ["vanishing", "convergence", "rectifiers", "dead", "head", "memory", "step", "detector"];

#[test]
fn the_list_names_every_experiment() {
    let output = lab(&["--list"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = text.lines().filter_map(|line| line.split("  ").next()).collect();
    assert_eq!(names, NAMES, "{text}");
}

#[test]
fn a_wrong_name_is_answered_with_the_right_ones() {
    let text = error(&lab(&["vanish"]));
    assert!(text.contains("'vanish'") && text.contains("'vanishing'"), "{text}");
    for name in NAMES {
        assert!(text.contains(name), "{name} is not offered: {text}");
    }
}

#[test]
fn options_that_contradict_are_refused() {
    for arguments in [["--check", "head"], ["--check", "--quick"], ["--list", "--report"]] {
        error(&lab(&arguments));
    }
}

/// The committed page, its pictures and the record.
#[test]
fn the_page_is_what_the_record_gives() {
    let output = lab(&["--check"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_stale_page_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    fs::copy(docs.join("lab.json"), folder.path().join("lab.json")).unwrap();
    let at = folder.path().to_str().unwrap();
    let missing = error(&lab(&["--check", "--docs", at]));
    assert!(missing.contains("lab.md") && missing.contains("--report"), "{missing}");

    assert!(lab(&["--report", "--docs", at]).status.success());
    assert!(lab(&["--check", "--docs", at]).status.success());
    let page = folder.path().join("lab.md");
    let text = fs::read_to_string(&page).unwrap();
    assert_eq!(text, fs::read_to_string(docs.join("lab.md")).unwrap());
    fs::write(&page, text.replacen("0.", "1.", 1)).unwrap();
    assert!(error(&lab(&["--check", "--docs", at])).contains("lab.md"));
    assert!(lab(&["--report", "--docs", at]).status.success());

    // A picture that is no longer made is stale, too, and goes.
    let old = folder.path().join("lab/old.svg");
    fs::write(&old, "<svg/>").unwrap();
    assert!(error(&lab(&["--check", "--docs", at])).contains("old.svg"));
    assert!(lab(&["--report", "--docs", at]).status.success());
    assert!(!old.exists());
}

#[test]
fn a_damaged_record_is_named_with_what_makes_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lab.json"), r#"{"head": {"kinds": 3}}"#).unwrap();
    let text = error(&lab(&["--report", "--docs", folder.path().to_str().unwrap()]));
    assert!(text.contains("ogive-lab head") && text.contains("lab.json"), "{text}");
    assert!(!folder.path().join("lab.md").exists(), "nothing is half written");
}

#[test]
fn without_a_record_each_section_says_how_to_run_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().to_str().unwrap();
    assert!(lab(&["--report", "--docs", at]).status.success());
    let page = fs::read_to_string(folder.path().join("lab.md")).unwrap();
    for name in NAMES {
        assert!(page.contains(&format!("`cargo run --release -p ogive-lab -- {name}`")), "{name}");
    }
    assert_eq!(page.matches("Not run yet.").count(), NAMES.len());
}
