//! The page and the plots, from made-up runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

fn report(folder: &Path, check: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ogive-bench"));
    command.arg("report").arg("--bench").arg(folder).arg("--docs").arg(folder);
    if check {
        command.arg("--check");
    }
    command.output().unwrap()
}

fn made(folder: &Path) -> String {
    let output = report(folder, false);
    assert!(output.status.success(), "{output:?}");
    fs::read_to_string(folder.join("speed.md")).unwrap()
}

fn cell(
    function: &str,
    part: &str,
    shape: Value,
    threads: usize,
    into: &str,
    seconds: Value,
) -> Value {
    json!({
        "function": function, "part": part, "dtype": "f32", "shape": shape, "threads": threads,
        "into": into, "seconds": seconds,
    })
}

fn machine(versions: Value) -> Value {
    json!({
        "date": "2026-11-24", "processor": "Example (family 1)", "isa": "avx2", "cores": 2,
        "versions": versions,
    })
}

fn rust() -> Value {
    let copies = json!({"copy": 50e-9, "streaming copy": 100e-9, "read": 30e-9});
    let mut cells = vec![
        cell(
            "gelu",
            "value",
            json!([4096]),
            1,
            "given",
            json!({"ogive": 4096e-9, "candle": 2048e-9}),
        ),
        cell(
            "gelu",
            "gradient",
            json!([4096]),
            1,
            "given",
            json!({"ogive": 1e-6, "ndarray": 2e-6}),
        ),
        cell(
            "softmax(-1)",
            "value",
            json!([4096, 1000]),
            2,
            "new",
            json!({"ogive": 1e-3, "burn": 3e-3}),
        ),
        cell("copy", "value", json!([4096]), 1, "given", copies),
        cell(
            "relu",
            "value",
            json!([256]),
            1,
            "given",
            json!({"ogive": 50e-9, "ndarray": 25e-9, "copy": 20e-9}),
        ),
        cell(
            "relu",
            "value",
            json!([4096]),
            1,
            "given",
            json!({"ogive": 350e-9, "ndarray": 400e-9, "copy": 300e-9}),
        ),
    ];
    let far = json!({"ogive": 12e-3, "ndarray": 20e-3, "copy": 15e-3, "streaming copy": 10e-3});
    cells.push(cell("relu", "value", json!([16_777_216]), 2, "given", far));
    let mut left_out = cell("mish", "value", json!([4096]), 1, "new", json!({}));
    left_out["contender"] = "candle".into();
    left_out["why"] = "its result 7 is 1e0, and ogive's is 2e0".into();
    json!({
        "machine": machine(json!({"ogive": "0.1.0", "candle": "0.11.1"})), "cells": cells, "left_out": [left_out],
    })
}

/// As another program writes it: no list of those left out.
fn python() -> Value {
    let seconds = json!({"ogive": 2e-6, "torch": 3e-6, "litert": 1e-6});
    json!({
        "machine": machine(json!({"torch": "2.15.0"})),
        "cells": [cell("sigmoid", "value", json!([4096]), 1, "given", seconds)],
    })
}

fn folder(runs: &[(&str, Value)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, run) in runs {
        fs::write(folder.path().join(name), run.to_string()).unwrap();
    }
    folder
}

#[test]
fn the_page_counts_shows_and_hides_nothing() {
    let folder = folder(&[("rust.json", rust()), ("python.json", python())]);
    let page = made(folder.path());
    for expected in [
        "Of 6 cells beside Rust libraries, ogive is slower than the best of them in 2.",
        "| gelu value f32 2^12, 1 thread, given | 1.00 | 0.500 | candle | **2.00** |",
        "Of 1 cells beside Python libraries but XNNPACK, ogive is slower than the best of them in 0.",
        "ogive is the slower one in 1 of 1 cells.",
        "Measured on 2026-11-24 by `cargo run --release -p ogive-bench -- --record`, which wrote \
         `bench/rust.json`: Example (family 1), avx2, 2 cores. Versions: candle 0.11.1, ogive 0.1.0.",
        "### f32, 2^12 elements, 1 thread, into a given array",
        "| `softmax(-1)` | value | 4096×1000 | 0.244 | 0.732 | burn | 0.33 |",
        // 256 and 4096 elements: 50 ns and 350 ns are 20 ns for each 256, and 30 ns at none.
        "| `relu` | 50.0 | 25.0 | 30 |",
        // 2^24 elements of 4 bytes, read and written in 12 ms.
        "| `relu` | 11.2 | 187 | 8.95 | 13.4 | 1.20 |",
        "| candle | mish value f32 2^12, 1 thread, new | its result 7 is 1e0, and ogive's is 2e0 |",
    ] {
        assert!(page.contains(expected), "the page lacks: {expected}\n{page}");
    }
    let plots = ["ratio-rust", "ratio-python", "scaling-relu", "roofline"];
    for plot in plots {
        assert!(page.contains(&format!("(speed/{plot}.svg)")), "{plot}");
        let text = fs::read_to_string(folder.path().join(format!("speed/{plot}.svg"))).unwrap();
        assert!(text.starts_with("<svg") && text.contains("#FFFFFF"), "{plot} is not on white");
        assert!(
            text.contains("relu") || plot == "ratio-python",
            "{plot} does not name its function"
        );
    }
    // Of gelu there is but one size.
    assert!(!folder.path().join("speed/scaling-gelu.svg").exists());
}

#[test]
fn the_same_runs_make_the_same_files_and_others_are_seen() {
    let folder = folder(&[("rust.json", rust())]);
    assert!(!report(folder.path(), true).status.success(), "nothing is made yet");
    let page = made(folder.path());
    assert!(page.contains("There is no bench/python.json yet"), "{page}");
    assert!(report(folder.path(), true).status.success());
    assert_eq!(made(folder.path()), page);

    let plot = folder.path().join("speed/roofline.svg");
    let text = fs::read_to_string(&plot).unwrap();
    fs::write(&plot, text.replace("relu", "elu")).unwrap();
    let output = report(folder.path(), true);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && error.contains("stale: ") && error.contains("roofline.svg")
    );
    made(folder.path());

    // A plot that is no longer made is stale, too, and goes.
    let old = folder.path().join("speed/old.svg");
    fs::write(&old, "<svg/>").unwrap();
    assert!(!report(folder.path(), true).status.success());
    made(folder.path());
    assert!(!old.exists() && report(folder.path(), true).status.success());

    let mut other = rust();
    other["cells"][0]["seconds"]["ogive"] = 1e-6.into();
    fs::write(folder.path().join("rust.json"), other.to_string()).unwrap();
    assert!(!report(folder.path(), true).status.success(), "the run is another");
}

#[test]
fn without_a_run_the_page_says_so_and_a_damaged_one_is_refused() {
    let empty = folder(&[]);
    let page = made(empty.path());
    for expected in
        ["No run is recorded yet", "There is no bench/rust.json", "There is no bench/python.json"]
    {
        assert!(page.contains(expected), "{page}");
    }
    let damaged = folder(&[("rust.json", json!({"cells": "none"}))]);
    let output = report(damaged.path(), false);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && error.contains("rust.json is not a record of a run"),
        "{error}"
    );
}
