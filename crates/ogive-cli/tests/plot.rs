//! `ogive plot` draws functions, the textbook's figures and the whole book.

mod support;

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};
use support::{Folder, command, ogive, ran, root};

/// Draws into a file, and returns its bytes.
fn drawn(folder: &Folder, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path = folder.path(name);
    let mut all = vec!["plot"];
    all.extend(arguments);
    let path_text = path.to_str().unwrap();
    all.extend(["-o", path_text]);
    assert_eq!(ogive(all).fine(), "");
    fs::read(path).unwrap()
}

fn svg(folder: &Folder, arguments: &[&str]) -> String {
    String::from_utf8(drawn(folder, "picture.svg", arguments)).unwrap()
}

#[test]
fn without_an_output_the_terminal_shows_it() {
    let text = ogive(["plot", "sigmoid"]).fine();
    assert_eq!(text.lines().count(), 24, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("σ(x) = 1 / (1 + e^(−x))") && text.contains("gradient"), "{text}");
    assert!(text.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count() > 60, "{text}");
    // Not to a terminal, so without colours.
    assert!(!text.contains('\u{1b}'));
    let values = ogive(["plot", "sigmoid", "--no-gradient"]).fine();
    assert!(!values.contains("gradient"), "{values}");
    let chinese = ogive(["plot", "sigmoid", "--lang", "zh"]).fine();
    assert!(chinese.contains("梯度") && !chinese.contains("gradient"), "{chinese}");
}

#[test]
fn the_extension_decides_what_is_written() {
    let folder = Folder::new();
    let svg = drawn(&folder, "a.svg", &["relu"]);
    assert!(svg.starts_with(b"<svg ") && svg.ends_with(b"</svg>\n"));
    assert!(drawn(&folder, "a.PNG", &["relu"]).starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(folder.names(), ["a.PNG", "a.svg"]);
    // The same again, and in the place of a file that is there.
    assert_eq!(drawn(&folder, "a.svg", &["relu"]), svg);
}

#[test]
fn each_option_has_its_effect() {
    let folder = Folder::new();
    let plain = svg(&folder, &["elu"]);
    let dark = svg(&folder, &["elu", "--theme", "dark"]);
    assert!(plain.contains("#ffffff") && !dark.contains("#ffffff"));
    let chinese = svg(&folder, &["elu", "--lang", "zh"]);
    assert!(chinese.contains("函数值") && chinese.contains("lang=\"zh\""));
    let zoomed = svg(&folder, &["elu", "--range", "-2:2"]);
    assert!(zoomed.contains("for x from −2 to 2"), "{zoomed}");
    let values = svg(&folder, &["elu", "--no-gradient"]);
    assert!(!values.contains("stroke-dasharray=\"6 4\""), "{values}");
    let stairs = svg(&folder, &["elu", "--dtype", "bf16", "--range", "1:1.1"]);
    assert!(stairs.contains("computed in bf16: a step for each result"), "{stairs}");
    let error = svg(&folder, &["elu", "--error"]);
    assert!(error.contains("error in f32") && error.contains("f64 result"), "{error}");
    let error = svg(&folder, &["elu", "--error", "--dtype", "f16"]);
    assert!(error.contains("error in f16"), "{error}");
}

#[test]
fn several_functions_overlay_or_stand_beside_each_other() {
    let folder = Folder::new();
    let names = ["silu", "gelu", "mish"];
    let together = svg(&folder, &names);
    let apart = svg(&folder, &[&names[..], &["--grid"]].concat());
    // An arrow at the end of each axis: one pair, or three.
    let arrows = |svg: &str| svg.matches("l-8 -3.2v6.4z").count();
    assert_eq!([arrows(&together), arrows(&apart)], [1, 3]);
    for name in names {
        assert!(together.contains(name) && apart.contains(name));
    }
}

#[test]
fn a_parameter_with_several_values_has_a_curve_for_each() {
    let arguments =
        ["plot", "relu", "leaky_relu", "--param", "negative_slope=0.01,0.1,0.3", "--json"];
    let document = ogive(arguments).json();
    let functions: Vec<_> =
        document["curves"].as_array().unwrap().iter().map(|curve| &curve["function"]).collect();
    let slopes = ["0.01", "0.1", "0.3"].map(|s| format!("leaky_relu(negative_slope={s})"));
    assert_eq!(functions, ["relu", &slopes[0], &slopes[1], &slopes[2]]);
    let both = ["plot", "hardtanh", "--param", "min_val=-1,0", "--param", "max_val=1,6", "--json"];
    assert_eq!(ogive(both).json()["curves"].as_array().unwrap().len(), 4);
}

#[test]
fn json_has_what_was_drawn() {
    let folder = Folder::new();
    let path = folder.path("relu.svg");
    let path = path.to_str().unwrap();
    let document = ogive(["plot", "relu", "--range", "-2:2", "-o", path, "--json"]).json();
    let curves = json!([{
        "function": "relu",
        "name": "relu",
        "formula": "relu(x) = max(0, x)",
        "parameters": {},
        "range": [-2.0, 2.0],
        "kinks": [0.0],
        "value": [[[-2.0, 0.0], [0.0, 0.0], [2.0, 2.0]]],
        "gradient": [[[-2.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [2.0, 1.0]]],
    }]);
    assert_eq!(document["curves"], curves);
    assert_eq!(document["output"], path);
    assert_eq!([&document["measure"], &document["dtype"]], ["curve", "f64"]);
    assert_eq!(document["title"], "relu: value and gradient");
    assert!(document["description"].as_str().unwrap().contains("the gradient jumps at x = 0"));
    assert!(fs::read_to_string(path).unwrap().contains(document["title"].as_str().unwrap()));

    let document = ogive(["plot", "leaky_relu(0.04)", "--no-gradient", "--json"]).json();
    assert_eq!(document["output"], Value::Null);
    assert_eq!(document["curves"][0]["parameters"], json!({"negative_slope": 0.04}));
    assert_eq!(document["curves"][0]["gradient"], Value::Null);

    let document = ogive(["plot", "gelu", "--error", "--json"]).json();
    assert_eq!([&document["measure"], &document["dtype"]], ["error", "f32"]);
    let columns = document["curves"][0]["value"].as_array().unwrap();
    let claim = ogive::find("gelu").unwrap().info.claim.value;
    assert!(columns.len() > 100);
    for column in columns {
        let [from, to, least, greatest] = [0, 1, 2, 3].map(|i| column[i].as_f64().unwrap());
        assert!(from < to && -claim <= least && least <= greatest && greatest <= claim);
    }
}

#[test]
fn the_figures_of_the_textbook() {
    let folder = Folder::new();
    let into = folder.path("new/figures");
    let said = ogive(["plot".as_ref(), "--figures".as_ref(), into.as_os_str()]).fine();
    let mut names: Vec<String> = Vec::new();
    for number in ["3.4", "3.5", "3.6"] {
        for extension in ["svg", "png"] {
            let name = format!("figure-{number}.{extension}");
            assert!(said.contains(&name), "{said}");
            // Those in docs/ are the same.
            let here = fs::read(into.join(&name)).unwrap();
            let there = fs::read(root().join("docs/figures").join(&name)).unwrap();
            assert!(extension == "png" || here == there, "{name}");
            names.push(name);
        }
    }
    assert_eq!(fs::read_dir(&into).unwrap().count(), names.len());
    // Without a folder, here.
    let mut here = command();
    let here = here.args(["plot", "--figures", "--json"]).current_dir(folder.path(""));
    let document = ran(here.output().unwrap()).json();
    assert_eq!(document["figures"].as_array().unwrap().len(), 6);
    assert!(folder.names().contains(&"figure-3.4.svg".to_string()), "{:?}", folder.names());
}

#[test]
fn the_gallery_has_every_function_of_one_number() {
    let folder = Folder::new();
    let sheet = svg(&folder, &["--gallery"]);
    for entry in ogive::BOOK {
        let one = entry.info.kind == ogive::page::Kind::Element;
        let name = format!("\n{}\n", entry.info.name);
        assert_eq!(sheet.contains(&name), one, "{}", entry.info.name);
    }
    assert_eq!(sheet, fs::read_to_string(root().join("docs/figures/gallery.svg")).unwrap());
    let chinese = svg(&folder, &["--gallery", "--lang", "zh"]);
    assert_eq!(chinese, fs::read_to_string(root().join("docs/figures/zh/gallery.svg")).unwrap());
}

#[test]
fn what_is_wrong_is_refused() {
    let cases: [(&[&str], &str); 14] = [
        (&["sigmoyd"], "did you mean `sigmoid` or `log_sigmoid`?\nhint: `ogive list`"),
        (&["softmax"], "the axis is missing"),
        (
            &["softmax(1)"],
            "expected a function of one number\nhint: the functions of kind `element`",
        ),
        (
            &["swiglu"],
            "one of which gates the other; expected a function of one number\nhint: swiglu(a, b)",
        ),
        (
            &["prelu([0.1, 0.2])"],
            "differs from element to element; expected one curve\nhint: give one number",
        ),
        (&["relu", "--range", "3:1"], "the range 3:1 is empty; expected the lower number first"),
        (&["relu", "--range", "nan:1"], "the range NaN:1 is not finite"),
        (&["relu", "--range", "-1"], "the range `-1` cannot be read; expected LO:HI, as in -6:6"),
        (&["log1mexp", "--range", "-2:-1"], "nowhere in the range -2:-1\nhint: choose a range"),
        (&["elu", "--param", "beta=1"], "there is no parameter `beta`; expected alpha"),
        (&["elu", "relu", "--param", "beta=1"], "none of elu, relu has a parameter `beta`\nhint: "),
        (&["elu", "--param", "alpha"], "expected NAME=V1,V2"),
        (
            &["elu", "--error", "--dtype", "f64"],
            "expected f32, f16 or bf16\nhint: docs/accuracy.md",
        ),
        (
            &["elu", "--param", "alpha=1,2,3,4,5,6,7,8,9"],
            "9 curves; expected at most 8 in one panel\nhint: --grid",
        ),
    ];
    let folder = Folder::new();
    let output = folder.file("there.svg", b"as it was");
    for (arguments, expected) in cases {
        let mut all = vec!["plot"];
        all.extend(arguments);
        all.extend(["-o", output.to_str().unwrap()]);
        let message = ogive(all).failed();
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert_eq!(fs::read(&output).unwrap(), b"as it was");
        assert_eq!(folder.names(), ["there.svg"]);
    }
    for name in ["picture", "picture.pdf", "svg"] {
        let path = folder.path(name);
        let message = ogive(["plot", "relu", "-o", path.to_str().unwrap()]).failed();
        assert!(message.contains("expected a name that ends in .svg or .png\nhint: "), "{message}");
    }
    let path = folder.path("no/such/a.svg");
    let message = ogive(["plot", "relu", "-o", path.to_str().unwrap()]).failed();
    assert!(message.contains("there is no folder"), "{message}");
    let message = ogive(["plot", "--figures", output.to_str().unwrap()]).failed();
    assert!(message.contains("cannot make the folder"), "{message}");
    assert_eq!(folder.names(), ["there.svg"]);
}

#[test]
fn failures_are_json_if_json_was_asked_for() {
    let ran = ogive(["plot", "swiglu", "--json"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let json: Value = serde_json::from_str(&ran.err).unwrap();
    assert!(json["error"].as_str().unwrap().starts_with("swiglu works on two numbers"), "{json}");
    assert!(json["hint"].as_str().unwrap().contains("ogive list"), "{json}");
}

#[test]
fn wrong_usage_exits_with_2() {
    let cases: [&[&str]; 7] = [
        &["plot"],
        &["plot", "relu", "--theme", "blue"],
        &["plot", "relu", "--lang", "fr"],
        &["plot", "relu", "--dtype", "f8"],
        &["plot", "relu", "--gallery"],
        &["plot", "--figures", ".", "--grid"],
        &["plot", "--gallery", "--param", "alpha=1"],
    ];
    for arguments in cases {
        let ran = ogive(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command();
    child.args(["plot", "--gallery"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    drop(child.stdout.take());
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn the_help_has_examples() {
    let help = ogive(["plot", "--help"]).fine();
    let folder = Folder::new();
    let examples: Vec<&str> =
        help.lines().filter_map(|line| line.strip_prefix("  ogive ")).collect();
    assert!(examples.len() > 3, "{help}");
    for example in examples {
        let mut run = command();
        let run = run.args(example.split_whitespace()).current_dir(folder.path(""));
        assert_eq!(ran(run.output().unwrap()).code, 0, "ogive {example}");
    }
}
