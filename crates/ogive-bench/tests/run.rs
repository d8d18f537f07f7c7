//! A run of a few small cells.

use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ogive-bench")).args(arguments).output().unwrap()
}

#[test]
fn a_run_prints_records_and_measures_everyone_in_both_numbers_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let path = path.to_str().unwrap();
    let small = [
        "--functions",
        "relu,gelu,copy",
        "--sizes",
        "2^12",
        "--rounds",
        "1",
        "--turn",
        "0",
        "--full",
    ];
    let output = run(&[&small[..], &["--record", path]].concat());
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(
        table.contains("gelu") && table.contains("ogive is slower than the best of"),
        "{table}"
    );

    let record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(record["left_out"], Value::Array(Vec::new()));
    let cells = record["cells"].as_array().unwrap();
    // Two functions, five ways, and the copies' two, in four types and two numbers of threads.
    assert_eq!(cells.len(), (2 * 5 + 2) * 4 * 2);
    for cell in cells {
        let seconds = cell["seconds"].as_object().unwrap();
        let ogive = seconds.contains_key("ogive");
        assert_eq!(ogive, cell["function"] != "copy", "{cell}");
        assert!(seconds.values().all(|seconds| seconds.as_f64().unwrap() > 0.0), "{cell}");
    }
    let of = |function: &str, into: &str| {
        let cell = cells.iter().find(|cell| {
            cell["function"] == function && cell["into"] == into && cell["part"] == "value"
        });
        cell.unwrap()["seconds"].as_object().unwrap().clone()
    };
    let gelu = of("gelu", "given");
    assert!(gelu.contains_key("ndarray") && gelu.contains_key("copy"));
    assert_eq!(gelu.contains_key("streaming copy"), cfg!(target_arch = "x86_64"));
    assert_eq!(gelu.contains_key("rten-vecmath"), cfg!(feature = "peers"));
    let new = of("gelu", "new");
    assert_eq!(new.contains_key("candle") && new.contains_key("burn"), cfg!(feature = "peers"));
    assert!(of("copy", "given").contains_key("read"));

    let json = ["--functions", "relu", "--sizes", "2^12", "--rounds", "1", "--turn", "0", "--json"];
    let printed: Value = serde_json::from_slice(&run(&json).stdout).unwrap();
    assert_eq!(printed["cells"][0]["function"], "relu");
    assert!(printed["machine"]["cores"].as_u64().unwrap() > 0);
}

#[test]
fn what_the_grid_lacks_is_refused_in_one_line() {
    for (arguments, expected) in [
        (["--functions", "sine"], "the grid has no function sine"),
        (["--sizes", "12"], "the grid has no size 12"),
        (["--sizes", "big"], "big is no size"),
        (["--threads", "3"], "1 and 2 threads, not 3"),
        (["--sizes", "2^26"], "with --full there are more cells"),
    ] {
        // One more, so that the last is not met by what follows time over size.
        let output = run(&[&arguments[..], &["--into", "new"]].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(expected), "{error} lacks {expected}");
    }
    let output = run(&["--dtypes", "i32"]);
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("possible values: f32, f64, f16, bf16")
    );
}
