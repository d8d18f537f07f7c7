//! `ogive inspect`: what it says to people and to programs, of every format, and what it refuses.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Folder, Ran, command, float32, npy, ogive};

/// Runs `inspect` with this function on this file.
fn inspect(call: &str, input: &Path, more: &[&str]) -> Ran {
    let first = ["inspect".as_ref(), call.as_ref(), input.as_os_str()];
    ogive(first.into_iter().chain(more.iter().map(AsRef::as_ref)))
}

/// Numbers that rise from −1 to 1, in an order that depends on the channel: 256 entries of 4 channels.
fn even() -> Vec<f32> {
    let number = |place: usize| (place as f32 * 2.0 - 255.0) / 255.0;
    (0..1024).map(|i| number((i / 4 * (2 * (i % 4) + 5)) % 256)).collect()
}

fn layer(folder: &Folder, change: impl Fn(usize, f32) -> f32) -> PathBuf {
    let numbers: Vec<f32> = even().into_iter().enumerate().map(|(i, x)| change(i % 4, x)).collect();
    folder.file("layer.npy", &float32("(256, 4)", &numbers))
}

#[test]
fn a_healthy_layer_is_said_to_be_one() {
    let folder = Folder::new();
    let text = inspect("relu", &layer(&folder, |_, x| 2.0 * x), &[]).fine();
    let (_, shown) = text.split_once(":").unwrap();
    let expected = "\
                 mean   deviation
input               0       1.159
value          0.5020      0.6480
slope          0.5000      0.5000

elements   1024
range      -2.000 to 2.000
";
    assert!(shown.contains(expected), "{text}");
    assert!(text.contains("saturated  50.0 % (slopes below 0.01)\n"), "{text}");
    assert!(text.contains("E[f′²]     0.5000 (mean squared slope)\n"), "{text}");
    assert!(
        text.contains("units      4: 0 dead (slope 0 on the whole batch), 0 stuck (below 0.01)\n")
    );
    assert!(text.contains("channel  mean  deviation  saturated  E[f′²]  unit\n"), "{text}");
    assert!(text.contains("      3     0      1.159     50.0 %  0.5000  live\n"), "{text}");
    let verdict = text.split("\n\n").last().unwrap();
    assert!(verdict.starts_with("verdict: Healthy: after 20 such layers"), "{text}");
    assert!(!text.contains("try:") && !text.contains("warning"), "{text}");
}

#[test]
fn trouble_is_named_with_what_to_try() {
    let folder = Folder::new();
    let wide = layer(&folder, |_, x| 40.0 * x);
    let text = inspect("sigmoid", &wide, &[]).fine();
    let verdict = text.split("\n\n").last().unwrap();
    assert!(verdict.starts_with("warning: Saturated: at 88."), "{text}");
    assert!(verdict.contains("\ntry: smaller pre-activations"), "{text}");

    // One channel of four is dead, and comes first.
    let dead = layer(&folder, |channel, x| if channel == 2 { -2.0 - x } else { x });
    let text = inspect("relu", &dead, &["--channels", "1"]).fine();
    assert!(text.contains("unit\n      2"), "{text}");
    assert!(
        text.contains("100.0 %       0  dead\nand 3 more channels; --all shows them\n"),
        "{text}"
    );
    assert!(text.contains("warning: Of 4 units, 1 dead"), "{text}");
    assert!(text.contains("\ntry: a function with a slope on both sides"), "{text}");
    let all = inspect("relu", &dead, &["--all"]).fine();
    assert!(all.contains("\n      0  ") && !all.contains("more channels"), "{all}");
    let none = inspect("relu", &dead, &["--channels", "0"]).fine();
    assert!(!none.contains("channel  "), "{none}");
}

#[test]
fn lines_fit_80_columns_and_need_no_colour() {
    let folder = Folder::new();
    let odd = layer(&folder, |channel, x| match channel {
        0 => f32::NAN,
        1 => f32::INFINITY,
        2 => -1e30 * x,
        _ => 1e-30 * x,
    });
    let cases: Vec<(&str, &Path)> = vec![
        ("sigmoid", &odd),
        ("xielu", &odd),
        ("relu", Path::new("examples/digits_logits.npy")),
        ("softmax(axis=1)", Path::new("examples/digits_logits.npy")),
        ("sigmoid", Path::new("examples/digits_logits.npy")),
    ];
    for (call, input) in cases {
        let out = inspect(call, input, &[]).fine();
        for line in out.lines() {
            let path = line.contains(folder.path("").to_str().unwrap());
            assert!(path || line.chars().count() <= 80, "{call}: {line}");
        }
        assert!(!out.contains('\x1b'), "{out}");
        let plain = command().args(["inspect", call]).arg(input).env("NO_COLOR", "1").output();
        assert_eq!(String::from_utf8(plain.unwrap().stdout).unwrap(), out);
    }
}

#[test]
fn json_holds_all_figures() {
    let folder = Folder::new();
    let x = layer(&folder, |channel, x| if channel == 1 { -1.0 } else { x });
    let more = ["--json", "--layers", "3", "--fan-in", "8", "--weight-std", "0.5"];
    let json = inspect("relu", &x, &more).json();
    assert_eq!((json["function"].as_str(), json["input"].as_str()), (Some("relu"), x.to_str()));
    let one = &json["tensors"][0];
    assert_eq!((one["tensor"].is_null(), one["kind"].as_str()), (true, Some("element")));
    assert_eq!(
        (one["dtype"].as_str(), &one["shape"]),
        (Some("float32"), &serde_json::json!([256, 4]))
    );
    assert_eq!((one["channel_axis"].as_u64(), one["dead"].as_u64()), (Some(1), Some(1)));
    assert_eq!(one["channels"][1]["state"], "dead");
    assert_eq!(one["total"]["mean_squared_slope"], 0.375);
    // σ_w² = 8·0.5², and χ^(3/2).
    assert_eq!(one["gradient"]["chi"], 0.75);
    assert_eq!(one["gradient"]["over_layers"], 0.75_f64.sqrt().powf(3.0));
    let counts = one["total"]["histogram"]["counts"].as_array().unwrap();
    assert_eq!(counts.iter().map(|count| count.as_u64().unwrap()).sum::<u64>(), 1024);
    assert_eq!(one["verdict"]["level"], "warning");
    assert_eq!(one["verdict"]["findings"][0]["rule"], "dead_units");

    let digits = Path::new("examples/digits_logits.npy");
    let rows = inspect("softmax", digits, &["--axis", "-1", "--json"]).json();
    let one = &rows["tensors"][0];
    assert_eq!((one["kind"].as_str(), one["rows"].as_u64()), (Some("axis"), Some(1797)));
    assert_eq!((one["classes"].as_u64(), one["axis"].as_u64()), (Some(10), Some(1)));
}

#[test]
fn the_initialisation_is_chosen_by_name() {
    let folder = Folder::new();
    let x = layer(&folder, |_, x| x);
    let chi = |more: &[&str]| {
        let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
        inspect("linear", &x, &more).json()["tensors"][0]["gradient"]["chi"].as_f64().unwrap()
    };
    assert_eq!(chi(&["--init", "he"]), 2.0);
    assert_eq!(chi(&["--init", "glorot"]), 1.0);
    assert_eq!(chi(&["--init", "lecun"]), 1.0);
    assert_eq!(chi(&["--init", "torch"]), 1.0 / 3.0);
    assert_eq!(chi(&["--init", "usual"]), chi(&[]));
}

#[test]
fn the_axis_counts_channels_or_is_that_of_the_rows() {
    let folder = Folder::new();
    let numbers: Vec<f32> = (0..120).map(|i| i as f32).collect();
    let x = folder.file("x.npy", &float32("(4, 5, 6)", &numbers));
    let axis = |more: &[&str]| {
        let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
        inspect("relu", &x, &more).json()["tensors"][0]["channel_axis"].as_u64()
    };
    assert_eq!(axis(&[]), Some(1));
    assert_eq!(axis(&["--axis", "-1"]), Some(2));
    assert_eq!(axis(&["--axis", "0"]), Some(0));
    assert_eq!(axis(&["--axis", "none"]), None);
    let rows = |call: &str, more: &[&str]| {
        let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
        inspect(call, &x, &more).json()["tensors"][0]["rows"].as_u64()
    };
    assert_eq!(rows("softmax", &["--axis", "0"]), Some(30));
    assert_eq!(rows("softmax(axis=1)", &[]), Some(24));
}

#[test]
fn blocks_of_a_file_give_the_same_report() {
    let folder = Folder::new();
    let numbers: Vec<f32> = (0..6000).map(|i| (i as f32 * 0.37).sin() * 4.0).collect();
    let c = folder.file("c.npy", &float32("(100, 6, 10)", &numbers));
    // The same array, the first axis contiguous and the most significant byte first.
    let turned: Vec<u8> = (0..6000)
        .map(|i| numbers[(i % 100) * 60 + (i / 100 % 6) * 10 + i / 600])
        .flat_map(f32::to_be_bytes)
        .collect();
    let fortran = folder.file("f.npy", &npy(1, "'>f4'", true, "(100, 6, 10)", &turned));
    for call in ["tanh", "softmax(axis=1)", "softmax(axis=0)"] {
        let report = |input: &Path, bytes: &str| {
            let run = command()
                .args(["inspect", call, "--json"])
                .arg(input)
                .env("OGIVE_BLOCK_BYTES", bytes)
                .output();
            let ran = support::ran(run.unwrap()).json();
            ran["tensors"].clone()
        };
        let whole = report(&c, "1000000");
        for bytes in ["1", "240", "1000", "7777"] {
            assert_eq!(report(&c, bytes), whole, "{call} in blocks of {bytes}");
        }
        assert_eq!(report(&fortran, "1000"), whole, "{call}");
    }
}

#[test]
fn tables_have_their_columns_as_channels() {
    let folder = Folder::new();
    let lines: Vec<String> =
        (0..200).map(|i| format!("{},{}", f64::from(i) / 100.0 - 1.0, -1.5)).collect();
    let table = folder.file("t.csv", format!("left,right\n{}\n", lines.join("\n")).as_bytes());
    let text = inspect("relu", &table, &[]).fine();
    assert!(text.contains("relu on float64 (200, 2), 2 channels along axis 1"), "{text}");
    assert!(text.contains("\n  right  "), "{text}");
    let json = inspect("relu", &table, &["--json"]).json();
    assert_eq!(json["tensors"][0]["columns"], serde_json::json!(["left", "right"]));
    assert_eq!(json["tensors"][0]["channels"][1]["state"], "dead");
    let rows = inspect("softmax", &table, &["--axis", "0", "--json"]).json();
    assert_eq!(rows["tensors"][0]["rows"], 2);
    // A line is a row of scores, unless another axis is named.
    let rows = inspect("softmax", &table, &["--json"]).json();
    assert_eq!(rows["tensors"][0]["rows"], 200);
}

/// A `.safetensors` file: the names, shapes and elements of its arrays.
fn safetensors(arrays: &[(&str, &str, &[f32])]) -> Vec<u8> {
    let (mut header, mut data) = (String::from("{"), Vec::new());
    for (name, shape, numbers) in arrays {
        let start = data.len();
        data.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        let comma = if header.len() > 1 { "," } else { "" };
        header += &format!(
            "{comma}\"{name}\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{start},{}]}}",
            data.len()
        );
    }
    header.push('}');
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}

#[test]
fn every_array_of_a_file_is_inspected() {
    let folder = Folder::new();
    let even = even();
    let wide: Vec<f32> = even.iter().map(|x| 100.0 * x).collect();
    let arrays: [(&str, &str, &[f32]); 3] =
        [("a.fine", "[256,4]", &even), ("b.wide", "[256,4]", &wide), ("c.few", "[4]", &even[..4])];
    let file = folder.file("x.safetensors", &safetensors(&arrays));
    let text = inspect("tanh", &file, &[]).fine();
    let heads: Vec<_> = text.lines().filter(|line| line.contains("tanh on float32")).collect();
    assert_eq!(heads.len(), 3, "{text}");
    let summary =
        "\n\nwarning    1 of 3: b.wide\nundecided  1 of 3: c.few\nhealthy    1 of 3: a.fine\n";
    assert!(text.ends_with(summary), "{text}");
    let json = inspect("tanh", &file, &["--tensor", "*.wide", "--json"]).json();
    assert_eq!(json["tensors"].as_array().unwrap().len(), 1);
    assert_eq!(json["tensors"][0]["tensor"], "b.wide");
    // The axis is missing from one of them, which is named.
    let message = inspect("tanh", &file, &["--axis", "1"]).failed();
    assert!(
        message.contains("(array `c.few`) channel axis 1 of an array of 1 dimensions"),
        "{message}"
    );
}

#[test]
fn what_is_wrong_is_refused_with_what_to_do() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2, 3)", &[0.0; 6]));
    let refused = |call: &str, more: &[&str]| inspect(call, &x, more).failed();
    for (call, more, error, hint) in [
        ("swiglu", &["--axis", "1"][..], "swiglu gates one half", "hint: inspect the half"),
        ("logsumexp", &["--axis", "1"], "logsumexp gives no shares", "hint: of the functions over"),
        ("rrelu(training=true)", &[], "rrelu draws its slopes", "hint: inspect its form"),
        ("softmax", &[], "softmax: the axis is missing", "hint: --axis -1 is the last axis"),
        ("softmax", &["--axis", "none"], "softmax works along an axis", "hint: --axis -1"),
        ("softmax", &["--axis", "2"], "axis 2 of an array of 2 dimensions", ""),
        (
            "relu",
            &["--axis", "2"],
            "channel axis 2 of an array of 2 dimensions; expected -2 to 1",
            "",
        ),
        ("relu", &["--saturated-below", "0"], "saturated_below = 0; expected", ""),
        ("relu", &["--fan-in", "0", "--weight-std", "1"], "fan_in = 0; expected at least 1", ""),
        (
            "relu",
            &["--fan-in", "8", "--weight-std", "nan"],
            "the deviation of the weights = NaN",
            "",
        ),
        ("sigmoyd", &[], "did you mean `sigmoid`", ""),
    ] {
        let message = refused(call, more);
        assert!(message.contains(error) && message.contains(hint), "{call}: {message}");
    }
    let text = folder.file("text.npy", b"1.0, 2.0\n");
    assert!(inspect("relu", &text, &[]).failed().contains("begins with \"1.0, 2.0\""));
    assert!(inspect("relu", &folder.path("none.npy"), &[]).failed().contains("cannot read"));

    for more in [
        &["--layers", "0"][..],
        &["--axis", "first"],
        &["--init", "zero"],
        &["--fan-in", "8"],
        &["--fan-in", "8", "--weight-std", "1", "--init", "he"],
        &["--all", "--channels", "3"],
    ] {
        let ran = inspect("relu", &x, more);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{more:?}: {}", ran.err);
    }
}

#[test]
fn a_picture_is_written_in_the_format_of_its_name() {
    let folder = Folder::new();
    let x = layer(&folder, |_, x| 5.0 * x);
    let (svg, png) = (folder.path("x.svg"), folder.path("x.PNG"));
    let plotted = |call: &str, to: &Path, more: &[&str]| {
        let more: Vec<&str> =
            ["--plot", to.to_str().unwrap()].iter().chain(more).copied().collect();
        inspect(call, &x, &more)
    };
    let ran = plotted("sigmoid", &svg, &[]);
    assert_eq!(ran.err, format!("wrote {}\n", svg.display()));
    assert!(ran.fine().contains("warning: "));
    let text = fs::read_to_string(&svg).unwrap();
    assert!(text.starts_with("<svg ") && text.contains("slope f′(x)"), "{text}");
    assert!(text.contains("layer.npy: inputs of sigmoid"), "{text}");
    // No message beside JSON.
    plotted("sigmoid", &png, &["--json"]).json();
    assert!(fs::read(&png).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    // Of a function over an axis, the inputs alone.
    plotted("softmax", &svg, &["--axis", "1", "-q"]).fine();
    assert!(!fs::read_to_string(&svg).unwrap().contains("slope f′(x)"));
    let empty = folder.file("empty.npy", &float32("(0, 3)", &[]));
    inspect("relu", &empty, &["--plot", svg.to_str().unwrap()]).fine();
    assert!(fs::read_to_string(&svg).unwrap().contains("no finite inputs"));

    let names = folder.names();
    let message = plotted("relu", &folder.path("x.jpg"), &[]).failed();
    assert!(message.contains("expected a name that ends in .svg or .png"), "{message}");
    let message = plotted("relu", &folder.path("none/x.svg"), &[]).failed();
    assert!(message.contains("there is no folder"), "{message}");
    let even = even();
    let arrays: [(&str, &str, &[f32]); 2] = [("a", "[256,4]", &even), ("b", "[4]", &even[..4])];
    let two = folder.file("two.safetensors", &safetensors(&arrays));
    let message = inspect("relu", &two, &["--plot", svg.to_str().unwrap()]).failed();
    assert!(message.contains("2 arrays; expected one for a picture"), "{message}");
    assert!(message.contains("hint: --tensor NAME chooses one"), "{message}");
    inspect("relu", &two, &["--tensor", "a", "--plot", svg.to_str().unwrap()]).fine();
    assert_eq!(folder.names().len(), names.len() + 1);
}

#[test]
fn little_is_said_of_little() {
    let folder = Folder::new();
    let one = folder.file("one.npy", &float32("()", &[0.5]));
    let text = inspect("sigmoid", &one, &[]).fine();
    assert!(text.contains("undecided: 1 finite input: too few to judge a layer by."), "{text}");
    let empty = folder.file("empty.npy", &float32("(0, 3)", &[]));
    let text = inspect("sigmoid", &empty, &[]).fine();
    assert!(text.contains("input            none        none\n"), "{text}");
    assert!(text.contains("undecided: no finite inputs: too few"), "{text}");
    let rows = inspect("softmax", &empty, &["--axis", "1"]).fine();
    assert!(rows.contains("undecided: There are no rows to judge."), "{rows}");
}
