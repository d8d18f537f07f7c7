//! What is wrong is refused with a clear message, and nothing is changed by it.

mod support;

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use support::{Folder, command, float32, npy, ogive, ran};

/// The arguments of `apply`, or of `grad` if a file of gradients is given.
fn arguments(call: &str, input: &Path, more: &[&str]) -> Vec<OsString> {
    let first = [OsString::from("apply"), call.into(), input.into()];
    first.into_iter().chain(more.iter().map(OsString::from)).collect()
}

/// Runs `apply` into a file that is already there: it must fail, and leave the file as it was
/// and no other beside it.
fn refused(folder: &Folder, call: &str, input: &Path, more: &[&str]) -> String {
    let output = folder.file("there.npy", b"as it was");
    let names = folder.names();
    let mut arguments = arguments(call, input, more);
    arguments.extend(["-o".into(), output.clone().into()]);
    let message = ogive(arguments).failed();
    assert_eq!(fs::read(output).unwrap(), b"as it was");
    assert_eq!(folder.names(), names);
    message
}

#[test]
fn files_that_hold_no_array_of_numbers() {
    let folder = Folder::new();
    let with = |descr: &str| npy(1, descr, false, "(2,)", &[0; 64]);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", vec![], "is empty"),
        ("text", b"1.0, 2.0\n".to_vec(), "begins with \"1.0, 2.0\""),
        ("zip", b"PK\x03\x04 and so on".to_vec(), "is not a whole .npz file"),
        ("zip.npy", b"PK\x03\x04 and so on".to_vec(), "hint: it is a zip archive"),
        (
            "version",
            npy(4, "'<f4'", false, "(1,)", &[0; 4]),
            "of .npy version 4.0; expected 1.0, 2.0 or 3.0",
        ),
        (
            "integers",
            with("'<i4'"),
            "holds int32; expected float16, float32 or float64\nhint: in Python",
        ),
        ("complex", with("'<c8'"), "holds complex64"),
        ("records", with("[('x', '<f4'), ('y', '<f4')]"), "holds records of several fields"),
        ("objects", with("'|O'"), "holds Python objects"),
        ("long", with("'<f16'"), "holds float128"),
        ("negative", npy(1, "'<f4'", false, "(-2,)", &[0; 8]), "the shape is (-2,)"),
        (
            "huge",
            npy(1, "'<f4'", false, "(4294967296, 4294967296)", &[0; 8]),
            "no machine can hold float32 (4294967296, 4294967296)",
        ),
        (
            "large",
            npy(1, "'<f8'", false, "(1099511627776,)", &[0; 8]),
            "is cut off: its header says float64 (1099511627776,), 8796093022208 bytes; 8 bytes follow",
        ),
        ("flat", npy(1, "'<f4'", false, "(0, 9223372036854775807, 9)", &[]), "no machine can hold"),
    ];
    for (name, bytes, expected) in cases {
        let input = folder.file(name, &bytes);
        let message = refused(&folder, "relu", &input, &[]);
        assert!(message.contains(expected), "{name}: {message}");
        assert!(message.contains(input.to_str().unwrap()), "{name}: {message}");
    }
    let message = refused(&folder, "relu", &folder.path("missing.npy"), &[]);
    assert!(message.contains("cannot read") && message.contains("missing.npy"), "{message}");
    let message = refused(&folder, "relu", &folder.path(""), &[]);
    assert!(message.contains("is a directory; expected a .npy file"), "{message}");
}

#[test]
fn a_file_cut_anywhere() {
    let folder = Folder::new();
    let whole = float32("(1, 4)", &[0.4768, 0.8797, 0.9180, -0.3224]);
    for end in 0..whole.len() {
        let input = folder.file("cut.npy", &whole[..end]);
        let message = refused(&folder, "relu", &input, &[]);
        let expected = match end {
            0 => "is empty",
            1..8 => "is not a .npy file",
            _ => "is cut off",
        };
        assert!(message.contains(expected), "{end}: {message}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_memory_is_taken_for_what_a_header_claims() {
    let folder = Folder::new();
    let mut long_header = npy(2, "'<f4'", false, "(2,)", &[0; 8]);
    long_header[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    let large = npy(1, "'<f4'", false, "(1099511627776,)", &[0; 8]);
    for (name, bytes) in [("header", long_header), ("large", large)] {
        let input = folder.file(name, &bytes);
        for source in ["\"$1\"", "<(cat \"$1\")"] {
            let script = format!("ulimit -v 1000000; exec \"$0\" apply relu {source}");
            let mut bash = std::process::Command::new("bash");
            let bash = bash.args(["-c", &script, env!("CARGO_BIN_EXE_ogive")]).arg(&input);
            let message = ran(bash.output().unwrap()).failed();
            assert!(
                ["is cut off", "claims to be", "is too large to be held"]
                    .iter()
                    .any(|w| message.contains(w)),
                "{name} {source}: {message}"
            );
        }
    }
}

#[test]
fn functions_and_axes_that_do_not_fit() {
    let folder = Folder::new();
    let input = folder.file("x.npy", &float32("(2, 2)", &[0.0; 4]));
    let empty = folder.file("empty.npy", &float32("(2, 0)", &[]));
    let channels = folder.file("channels.npy", &float32("(1, 3)", &[0.0; 3]));
    let cases: Vec<(&str, &Path, &[&str], &str)> = vec![
        (
            "sigmoyd",
            &input,
            &[],
            "no activation function is called `sigmoyd`; did you mean `sigmoid` or `log_sigmoid`?\nhint: `ogive list`",
        ),
        ("relu(", &input, &[], "the bracket after the name is not closed"),
        ("relu(1)", &input, &[], "too many arguments; expected none"),
        (
            "leaky_relu(slope=1)",
            &input,
            &[],
            "there is no parameter `slope`; expected negative_slope",
        ),
        ("leaky_relu(nan)", &input, &[], "expected a finite number"),
        ("leaky_relu(x)", &input, &[], "`x` is not a number"),
        ("", &input, &[], "no activation function is called ``"),
        ("relu", &input, &["--axis", "0"], "relu has no axis; --axis is for "),
        ("nope", &input, &["--axis", "0"], "no activation function is called `nope`"),
        ("softmax", &input, &[], "the axis is missing; say axis=-1 for the last\nhint: --axis -1"),
        (
            "softmax(1)",
            &input,
            &["--axis", "0"],
            "the axis is given twice: softmax(axis=1) and --axis 0",
        ),
        ("softmax(", &input, &["--axis", "0"], "cannot be read as a function"),
        (
            "softmax",
            &input,
            &["--axis", "2"],
            "axis 2 of an array of 2 dimensions; expected -2 to 1",
        ),
        ("softmax", &input, &["--axis", "-3"], "axis -3 of an array of 2 dimensions"),
        ("softmax", &empty, &["--axis", "1"], "is empty; expected at least one element"),
        ("prelu([0.1, 0.2])", &channels, &[], "prelu"),
        ("relu", &input, &["--top", "1"], "relu has no axis; --top is for functions over an axis"),
        (
            "softmax",
            &input,
            &["--axis", "1", "--top", "1", "--labels", "no.npy"],
            "cannot read no.npy",
        ),
        (
            "softmax",
            &input,
            &["--axis", "1", "--top", "1", "--labels", "examples/digits_labels.npy"],
            "examples/digits_labels.npy has shape (1797,); expected (2,), a label for each row",
        ),
        (
            "softmax",
            &input,
            &["--axis", "1", "--top", "1", "--labels", "examples/textbook_scores.npy"],
            "examples/textbook_scores.npy holds float32; expected integers",
        ),
    ];
    for (call, input, more, expected) in cases {
        let message = refused(&folder, call, input, more);
        assert!(message.contains(expected), "{call} {more:?}: {message}");
    }
}

#[test]
fn gradients_that_do_not_fit() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2,)", &[0.0; 2]));
    let wide = npy(1, "'<f8'", false, "(2,)", &[0; 16]);
    let cases = [
        (
            "shape",
            float32("(1, 2)", &[0.0; 2]),
            "holds float32 (1, 2); expected float32 (2,), as in ",
        ),
        ("type", wide, "holds float64 (2,); expected float32 (2,), as in "),
        ("damage", b"no".to_vec(), "is not a .npy file"),
    ];
    for (name, bytes, expected) in cases {
        let g = folder.file(name, &bytes);
        let message = refused_gradient(&folder, &x, &g);
        assert!(message.contains(expected) && message.contains(g.to_str().unwrap()), "{message}");
    }
}

fn refused_gradient(folder: &Folder, x: &Path, g: &Path) -> String {
    let output = folder.file("there.npy", b"as it was");
    let message = ogive([
        "grad".as_ref(),
        "relu".as_ref(),
        x.as_os_str(),
        "--upstream".as_ref(),
        g.as_os_str(),
        "-o".as_ref(),
        output.as_os_str(),
    ])
    .failed();
    assert_eq!(fs::read(output).unwrap(), b"as it was");
    message
}

#[test]
fn outputs_that_cannot_be_written() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2,)", &[0.0; 2]));
    fs::create_dir(folder.path("sub")).unwrap();
    let names = folder.names();
    let mut cases = vec![
        (folder.path("sub"), "it is a directory\nhint: name a file in it"),
        (folder.path("no/such/y.npy"), "there is no folder"),
        (folder.path("x.npy/y.npy"), "cannot write"),
    ];
    if cfg!(target_os = "linux") {
        // A folder that even the superuser cannot write to.
        cases.push(("/proc/y.npy".into(), "cannot write /proc/y.npy: No such file"));
        cases.push(("/dev/full".into(), "cannot write /dev/full: No space left"));
    }
    for (output, expected) in cases {
        let mut arguments = arguments("relu", &x, &["-o"]);
        arguments.push(output.into());
        let message = ogive(arguments).failed();
        assert!(message.contains(expected) && !message.contains(".ogive-"), "{message}");
        assert_eq!(folder.names(), names);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_gets_full_on_the_way() {
    let folder = Folder::new();
    let output = folder.file("there.npy", b"as it was");
    // A limit of 10 kB on files stands for the disk; the file needs 72.
    let script =
        "trap '' XFSZ; ulimit -f 10; exec \"$0\" apply relu examples/digits_logits.npy -o \"$1\"";
    let mut bash = std::process::Command::new("bash");
    bash.current_dir(support::root()).args(["-c", script, env!("CARGO_BIN_EXE_ogive")]);
    let message = ran(bash.arg(&output).output().unwrap()).failed();
    assert!(message.contains("there.npy: File too large"), "{message}");
    assert_eq!(fs::read(output).unwrap(), b"as it was");
    assert_eq!(folder.names(), ["there.npy"]);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_cannot_be_written() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = ran(command().arg("list").stdout(full).output().unwrap());
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("error: cannot write to standard output: No space left"),
        "{}",
        ran.err
    );
}

#[test]
fn an_instruction_set_that_is_not_there() {
    let scores = ["apply", "relu", "examples/textbook_scores.npy"];
    let message = ran(command().args(scores).env("OGIVE_ISA", "mmx").output().unwrap()).failed();
    assert!(message.contains("instruction set `mmx` is unknown; this machine has: "), "{message}");
    assert!(message.contains("hint: the environment variable OGIVE_ISA"), "{message}");
    // What computes nothing needs none.
    ran(command().arg("list").env("OGIVE_ISA", "mmx").output().unwrap()).fine();
}

#[test]
fn failures_are_json_if_json_was_asked_for() {
    let ran = ogive(["apply", "softmax", "examples/textbook_scores.npy", "--json"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let json: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert!(json["error"].as_str().unwrap().contains("the axis is missing"), "{json}");
    assert!(json["hint"].as_str().unwrap().contains("--axis -1"), "{json}");

    let ran = ogive(["--json", "apply", "relu"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let json: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    let error = json["error"].as_str().unwrap();
    assert_eq!(error, "the following required arguments were not provided: <INPUT>");
}

#[test]
fn wrong_usage_exits_with_2() {
    let cases: [&[&str]; 8] = [
        &["apply"],
        &["frob"],
        &["list", "more"],
        &["apply", "relu", "x.npy", "--axis", "one"],
        &["apply", "softmax", "x.npy", "--top", "0"],
        &["apply", "softmax", "x.npy", "--labels", "y.npy"],
        &["apply", "softmax", "x.npy", "--rows", "3"],
        &["grad", "relu", "x.npy"],
    ];
    for arguments in cases {
        let ran = ogive(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn headers_damaged_at_random() {
    let folder = Folder::new();
    let whole = float32("(2, 3)", &[0.5; 6]);
    let mut seed = 3_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    // The parser alone is tested with many more, in its own file.
    for _ in 0..300 {
        let mut damaged = whole.clone();
        damaged[random(80)] = random(256) as u8;
        let input = folder.file("damaged.npy", &damaged);
        let ran = ogive(arguments("relu", &input, &[]));
        match ran.code {
            0 => assert!(ran.out.starts_with("tensor("), "{}", ran.out),
            _ => drop(ran.failed()),
        }
    }
}

#[test]
fn what_standard_input_cannot_be_twice() {
    let line = ["apply", "softmax(axis=-1)", "-", "--top", "1", "--labels", "-"];
    let failed = ogive(line).failed();
    assert!(failed.contains("INPUT and --labels cannot both be standard input"), "{failed}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_where_it_is_not_built_in() {
    let folder = Folder::new();
    for (name, arguments) in [("x.parquet", &[][..]), ("x", &["--columns", "a"])] {
        let path = folder.file(name, b"PAR1 and so on");
        let failed = refused(&folder, "relu", &path, arguments);
        assert!(failed.contains("is Parquet, and this ogive was built without it"), "{failed}");
        assert!(failed.contains("hint: cargo install --path crates/ogive-cli --features parquet"));
    }
}
