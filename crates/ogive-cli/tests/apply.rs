//! `ogive apply` and `ogive grad` give what the library gives, from and into every kind of file.

mod support;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use half::f16;
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use ogive::function::{Function, Supported};
use ogive::nn::Layer;
use support::{Folder, command, data, float32, header, npy, ogive, ran, root};

const NUMBERS: [f64; 6] = [-2.5, -0.75, 0.0, 0.4768, 1.5, 30.0];

/// An element type as files hold it.
trait Element: Supported {
    const DESCR: &'static str;
    fn from_f64(number: f64) -> Self;
    fn bytes(self, big_endian: bool) -> Vec<u8>;
}

macro_rules! element {
    ($type:ident, $descr:literal, $number:ident => $make:expr) => {
        impl Element for $type {
            const DESCR: &'static str = $descr;
            fn from_f64($number: f64) -> Self {
                $make
            }
            fn bytes(self, big_endian: bool) -> Vec<u8> {
                if big_endian { self.to_be_bytes().into() } else { self.to_le_bytes().into() }
            }
        }
    };
}
element!(f16, "f2", number => f16::from_f64(number));
element!(f32, "f4", number => number as f32);
element!(f64, "f8", number => number);

/// The numbers as an array of 2 rows and 3 columns, in either memory order.
fn array<E: Element>(fortran: bool) -> ArrayD<E> {
    let numbers = NUMBERS.iter().map(|number| E::from_f64(*number)).collect();
    ArrayD::from_shape_vec(IxDyn(&[2, 3]).set_f(fortran), numbers).unwrap()
}

/// An array's elements as a file holds them.
fn bytes<E: Element>(array: &ArrayD<E>, big_endian: bool, fortran: bool) -> Vec<u8> {
    let array = if fortran { array.t() } else { array.view() };
    array.iter().flat_map(|element| element.bytes(big_endian)).collect()
}

fn every_layout_of<E: Element>(call: &str) {
    let function = ogive::parse(call).unwrap();
    let folder = Folder::new();
    for (version, big_endian, fortran) in (1..=3)
        .flat_map(|v| [(v, false, false), (v, false, true), (v, true, false), (v, true, true)])
    {
        let descr = format!("{}{}", if big_endian { '>' } else { '<' }, E::DESCR);
        let x = array::<E>(fortran);
        let g = x.mapv(|x| E::from_f64(1.0 - f64::from(x.to_string().parse::<f32>().unwrap())));
        let file = |array| {
            let data = bytes(array, big_endian, fortran);
            npy(version, &format!("'{descr}'"), fortran, "(2, 3)", &data)
        };
        let input = folder.file("x.npy", &file(&x));
        let upstream = folder.file("g.npy", &file(&g));
        let output = folder.path("y.npy");
        let check = |expected: ArrayD<E>, what: &str| {
            let written = fs::read(&output).unwrap();
            let about = format!("{what} {call} {descr} fortran {fortran} version {version}");
            assert_eq!(data(&written), bytes(&expected, big_endian, fortran), "{about}");
            let order = if fortran { "True" } else { "False" };
            let start =
                format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': (2, 3), }}");
            assert!(header(&written).starts_with(&start), "{about}: {}", header(&written));
            assert_eq!((written.len() - data(&written).len()) % 64, 0, "{about}");
        };

        let ran = ogive([
            "apply".as_ref(),
            call.as_ref(),
            input.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ]);
        assert_eq!(ran.fine(), "");
        check(function.forward(&x).unwrap(), "apply");

        let ran = ogive([
            "grad".as_ref(),
            call.as_ref(),
            input.as_os_str(),
            "--upstream".as_ref(),
            upstream.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ]);
        assert_eq!(ran.fine(), "");
        check(function.backward(&x, &g).unwrap(), "grad");
    }
}

#[test]
fn every_type_and_layout_gives_what_the_library_gives() {
    for call in ["leaky_relu(0.04)", "softmax(axis=0)"] {
        every_layout_of::<f16>(call);
        every_layout_of::<f32>(call);
        every_layout_of::<f64>(call);
    }
}

/// A call of a function of the book, with the arguments that it cannot do without.
fn call(entry: &ogive::Entry) -> String {
    let info = entry.info;
    if ogive::parse(info.name).is_ok() {
        return info.name.into();
    }
    let value = |name| if name == "axis" { "-1" } else { "0.5" };
    let needed = info.parameters.iter().filter(|p| p.default.is_none());
    let arguments: Vec<_> = needed.map(|p| format!("{}={}", p.name, value(p.name))).collect();
    format!("{}({})", info.name, arguments.join(", "))
}

#[test]
fn every_function_of_the_book_gives_what_the_library_gives() {
    let folder = Folder::new();
    // Three dimensions, as softmax2d asks for, the last of which has two halves.
    let x = ArrayD::from_shape_fn(vec![1, 2, 4], |i| (i[1] * 4 + i[2]) as f32 * 0.7 - 2.0);
    let data_of_x: Vec<u8> = x.iter().flat_map(|x| x.to_le_bytes()).collect();
    let input = folder.file("x.npy", &npy(1, "'<f4'", false, "(1, 2, 4)", &data_of_x));
    let output = folder.path("y.npy");
    for entry in ogive::BOOK {
        let call = call(entry);
        let function: Box<dyn Function> = ogive::parse(&call).unwrap();
        let y = function.forward(&x).unwrap();
        let shape: Vec<_> = y.shape().iter().map(usize::to_string).collect();
        let told = format!("{function}, float32 ({}): {} elements in ", shape.join(", "), y.len());
        let arguments =
            ["apply".as_ref(), call.as_ref(), input.as_os_str(), "-o".as_ref(), output.as_os_str()];
        let ran = ogive(arguments);
        assert!(ran.err.starts_with(&told), "{}", ran.err);
        ran.fine();
        let expected: Vec<u8> = y.iter().flat_map(|y| y.to_le_bytes()).collect();
        assert_eq!(data(&fs::read(&output).unwrap()), expected, "{call}");
    }
}

#[test]
fn the_textbooks_runs_come_out_as_printed() {
    let scores = ogive(["apply", "softmax", "examples/textbook_scores.npy", "--axis", "1"]);
    assert_eq!(scores.fine(), "tensor([[0.2222, 0.3324, 0.3454, 0.0999]])\n");
    let features = ogive(["apply", "nn.LeakyReLU(0.04, True)", "examples/textbook_features.npy"]);
    let expected = "tensor([[[[-0.0318,  0.3595],\n          [ 0.1483,  0.2836]]]])\n";
    assert_eq!(features.fine(), expected);
    let folder = Folder::new();
    let ones = folder.file("ones.npy", &float32("(1, 1, 2, 2)", &[1.0; 4]));
    let sigmoid = ogive(["apply".as_ref(), "nn.Sigmoid()".as_ref(), ones.as_os_str()]);
    let expected = "tensor([[[[0.7311, 0.7311],\n          [0.7311, 0.7311]]]])\n";
    assert_eq!(sigmoid.fine(), expected);
    let relu = ogive(["apply".as_ref(), "nn.ReLU(inplace=True)".as_ref(), ones.as_os_str()]);
    assert_eq!(relu.fine(), "tensor([[[[1., 1.],\n          [1., 1.]]]])\n");
}

#[test]
fn the_gradient_is_shown_like_a_result() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2,)", &[0.0, -1.0]));
    let g = folder.file("g.npy", &float32("(2,)", &[4.0, 2.0]));
    let upstream = ["--upstream".as_ref(), g.as_os_str()];
    let ran =
        ogive(["grad".as_ref(), "sigmoid".as_ref(), x.as_os_str()].into_iter().chain(upstream));
    assert!(
        ran.err.starts_with("gradient of sigmoid, float32 (2,): 2 elements in "),
        "{}",
        ran.err
    );
    // 4·¼, and 2·e/(1 + e)².
    assert_eq!(ran.fine(), "tensor([1.0000, 0.3932])\n");
}

#[test]
fn the_axis_may_stand_in_the_text_or_beside_it() {
    let folder = Folder::new();
    let x = array::<f32>(false);
    let input = folder.file("x.npy", &npy(1, "'<f4'", false, "(2, 3)", &bytes(&x, false, false)));
    let shown = |call: &str, axis: &[&str]| {
        let axis = axis.iter().map(AsRef::as_ref);
        let arguments = ["apply".as_ref(), call.as_ref(), input.as_os_str()];
        ogive(arguments.into_iter().chain(axis)).fine()
    };
    let beside = shown("softmax", &["--axis", "1"]);
    assert_eq!(beside, shown("Softmax(dim=1)", &[]));
    assert_eq!(beside, shown("F.softmax( )", &["--axis", "-1"]));
    assert_eq!(beside, shown("softmax", &["--axis=-1"]));
    assert_ne!(beside, shown("softmax", &["--axis", "0"]));
}

#[test]
fn the_output_may_be_the_input() {
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(2,)", &[-1.0, 2.0]));
    ogive(["apply".as_ref(), "relu".as_ref(), x.as_os_str(), "-o".as_ref(), x.as_os_str()]).fine();
    let written = fs::read(&x).unwrap();
    assert_eq!(data(&written), [0.0_f32.to_le_bytes(), 2.0_f32.to_le_bytes()].as_flattened());
    assert_eq!(folder.names(), ["x.npy"]);
}

#[test]
fn a_file_that_does_not_change_is_numpys_to_the_byte() {
    let folder = Folder::new();
    let output = folder.path("y.npy");
    for name in ["textbook_scores.npy", "textbook_features.npy", "digits_logits.npy"] {
        let input = root().join("examples").join(name);
        let arguments = [
            "apply".as_ref(),
            "leaky_relu(1)".as_ref(),
            input.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ];
        ogive(arguments).fine();
        assert!(fs::read(&output).unwrap() == fs::read(&input).unwrap(), "{name} differs");
    }
}

#[cfg(unix)]
#[test]
fn a_new_file_is_like_any_other_and_a_replaced_one_keeps_its_mode_and_its_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    let x = folder.file("x.npy", &float32("(1,)", &[1.0]));
    let mode = |name| fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    let apply = |name| {
        let output = folder.path(name);
        ogive([
            "apply".as_ref(),
            "relu".as_ref(),
            x.as_os_str(),
            "-o".as_ref(),
            output.as_os_str(),
        ])
        .fine();
    };
    apply("new.npy");
    assert_eq!(mode("new.npy"), mode("x.npy"));

    let old = folder.file("old.npy", b"old");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("old.npy", folder.path("link.npy")).unwrap();
    apply("link.npy");
    assert!(fs::symlink_metadata(folder.path("link.npy")).unwrap().is_symlink());
    assert_eq!(mode("old.npy"), 0o640);
    assert_eq!(fs::read(&old).unwrap(), fs::read(&x).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_are_read_and_written() {
    let x = float32("(2,)", &[-1.0, 2.0]);
    let mut child = command()
        .args(["apply", "relu", "/dev/stdin", "-o", "/dev/stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&x).unwrap();
    let output = child.wait_with_output().unwrap();
    let expected = float32("(2,)", &[0.0, 2.0]);
    assert_eq!(data(&output.stdout), data(&expected));
    ran(output).fine();
}

#[test]
fn the_largest_entries_are_shown_and_compared_with_labels() {
    let digits = "examples/digits_logits.npy";
    let arguments = ["apply", "softmax", digits, "--axis", "1", "--top", "1"];
    let labels = ["--labels", "examples/digits_labels.npy"];
    let text = ogive(arguments.into_iter().chain(labels)).fine();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "row  class  probability  label");
    assert_eq!(lines[1], "  0      0       0.9912      0");
    assert_eq!(lines.len(), 1 + 8 + 2);
    assert_eq!(lines[10], "1742 of 1797 rows (96.94 %) have their label on top");

    let two = ogive(["apply", "log_softmax", digits, "--axis", "1", "--top", "2", "--rows", "2"]);
    let expected = "\
row  class    value
  0      0  -0.0089
         9  -5.5045
  1      1  -0.0066
         8  -5.6690
and 1795 more rows; --rows 1797 shows all
";
    assert_eq!(two.fine(), expected);
}

#[test]
fn rows_run_over_all_other_axes_and_nan_is_never_a_hit() {
    let folder = Folder::new();
    let nan = f32::NAN;
    let x = [1.0, 2.0, 3.0, 0.0, nan, 1.0, 5.0, 5.0];
    let x = folder.file("x.npy", &float32("(2, 2, 2)", &x));
    // Row (0, 0) has 1 and 3, (0, 1) has 2 and 0, (1, 0) has NaN, (1, 1) has two equal ones.
    let labels: Vec<u8> = [1_i64, 0, 0, 0].iter().flat_map(|label| label.to_be_bytes()).collect();
    let labels = folder.file("labels.npy", &npy(2, "'>i8'", true, "(2, 2)", &labels));
    let arguments = ["apply".as_ref(), "softmax".as_ref(), x.as_os_str()];
    let more = ["--axis", "1", "--top", "1", "--labels"].map(AsRef::as_ref);
    let text = ogive(arguments.into_iter().chain(more).chain([labels.as_os_str()])).fine();
    let expected = "\
row  class  probability  label
0,0      1       0.8808      1
0,1      0       0.8808      0
1,0      0          nan      0
1,1      1       0.9820      0
2 of 4 rows (50.00 %) have their label on top
";
    assert_eq!(text, expected);
}

#[test]
fn json_holds_the_report_and_the_data() {
    let folder = Folder::new();
    let x = [0.1, -2.0, f32::NAN, f32::INFINITY];
    let x = folder.file("x.npy", &float32("(2, 2)", &x));
    let json =
        ogive(["apply".as_ref(), "leaky_relu(1)".as_ref(), x.as_os_str(), "--json".as_ref()])
            .json();
    assert_eq!(json["function"], "leaky_relu(negative_slope=1)");
    assert_eq!(json["input"], x.to_str().unwrap());
    assert_eq!(json["output"], serde_json::Value::Null);
    assert_eq!(json["shape"], serde_json::json!([2, 2]));
    assert_eq!((json["dtype"].as_str(), json["elements"].as_u64()), (Some("float32"), Some(4)));
    assert!(json["seconds"].as_f64().unwrap() > 0.0 && json["gb_per_s"].as_f64().unwrap() > 0.0);
    assert!(json["isa"].is_string() && json["threads"].as_u64().unwrap() >= 1);
    assert_eq!(json["data"], serde_json::json!([[0.1, -2.0], ["nan", "inf"]]));

    let output = folder.path("y.npy");
    let json = ogive([
        "--json".as_ref(),
        "grad".as_ref(),
        "relu".as_ref(),
        x.as_os_str(),
        "--upstream".as_ref(),
        x.as_os_str(),
        "-o".as_ref(),
        output.as_os_str(),
    ])
    .json();
    assert_eq!((json["upstream"].as_str(), json["output"].as_str()), (x.to_str(), output.to_str()));
    assert_eq!(json.get("data"), None);

    let empty = folder.file("empty.npy", &float32("(1099511627776, 0)", &[]));
    let json =
        ogive(["apply".as_ref(), "relu".as_ref(), empty.as_os_str(), "--json".as_ref()]).json();
    assert_eq!(json["data"], serde_json::json!([]));
}

#[test]
fn json_holds_the_largest_entries() {
    let json = ogive([
        "apply",
        "softmax",
        "examples/digits_logits.npy",
        "--axis",
        "1",
        "--top",
        "1",
        "--rows",
        "1",
        "--labels",
        "examples/digits_labels.npy",
        "--json",
    ])
    .json();
    let row =
        serde_json::json!({"row": [0], "top": [{"class": 0, "value": 0.99116147}], "label": 0});
    assert_eq!(json["rows"], serde_json::json!([row]));
    assert_eq!((json["on_top"].as_u64(), json["all_rows"].as_u64()), (Some(1742), Some(1797)));
    assert_eq!(json.get("data"), None);
}

#[test]
fn empty_and_dimensionless_arrays_are_arrays() {
    let folder = Folder::new();
    let scalar = folder.file("scalar.npy", &float32("()", &[0.0]));
    let text = ogive(["apply".as_ref(), "sigmoid".as_ref(), scalar.as_os_str()]).fine();
    assert_eq!(text, "tensor(0.5000)\n");
    let empty = folder.file("empty.npy", &float32("(0, 3)", &[]));
    let text = ogive(["apply".as_ref(), "sigmoid".as_ref(), empty.as_os_str()]).fine();
    assert_eq!(text, "tensor([], size=(0, 3))\n");
    let top = ["--axis", "1", "--top", "2"].map(AsRef::as_ref);
    let softmax = ["apply".as_ref(), "softmax".as_ref(), empty.as_os_str()];
    assert_eq!(ogive(softmax.into_iter().chain(top)).fine(), "row  class  probability\n");
}

#[test]
fn every_instruction_set_gives_the_same_bytes() {
    let folder = Folder::new();
    let output = folder.path("y.npy");
    let results: Vec<_> = ogive::kernel::Isa::available()
        .map(|isa| {
            let mut command = command();
            command.args(["apply", "softmax", "examples/digits_logits.npy", "--axis", "1", "-o"]);
            let ran = ran(command.arg(&output).env("OGIVE_ISA", isa.name()).output().unwrap());
            assert!(ran.err.contains(&format!("({isa}, ")), "{}", ran.err);
            ran.fine();
            fs::read(&output).unwrap()
        })
        .collect();
    assert!(results.iter().all(|result| *result == results[0]));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    // More than a pipe holds, so that the command is still writing when its reader goes away.
    for json in [&["--json"][..], &[]] {
        let mut child = command()
            .args(["apply", "softmax", "examples/digits_logits.npy", "--axis", "1"])
            .args(["--top", "10", "--rows", "2000"])
            .args(json)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.err.contains("error"), "{}", ran.err);
    }
}
