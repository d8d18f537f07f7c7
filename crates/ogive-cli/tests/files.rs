//! Every format in and out, and blocks of any size, give what the library gives.

mod support;

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Stdio;

use half::{bf16, f16};
use serde_json::{Value, json};
use support::{Folder, Ran, command, data, float32, header, npy, ran};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const NUMBERS: [f32; 6] = [-2.5, -0.75, 0.0, 0.5, 1.5, 30.0];

/// What `leaky_relu(0.5)` makes of these numbers: exact in every type.
fn leaky(numbers: &[f32]) -> Vec<f32> {
    numbers.iter().map(|x| if *x > 0.0 { *x } else { x * 0.5 }).collect()
}

fn little(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Runs a line of words; a word that is a name of a file in the folder becomes its path.
fn run(folder: &Folder, line: &str) -> Ran {
    run_with(folder, line, &[], &[])
}

fn run_with(folder: &Folder, line: &str, input: &[u8], environment: &[(&str, &str)]) -> Ran {
    ran(output_of(folder, line, input, environment))
}

fn output_of(
    folder: &Folder,
    line: &str,
    input: &[u8],
    environment: &[(&str, &str)],
) -> std::process::Output {
    let mut command = command();
    command.current_dir(folder.path("")).args(line.split_whitespace());
    command.envs(environment.iter().copied());
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn archive(method: CompressionMethod, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, file) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(file).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The files of an archive, with how they are compressed.
fn unpacked(path: &Path) -> Vec<(String, CompressionMethod, Vec<u8>)> {
    let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), file.compression(), bytes)
        })
        .collect()
}

#[test]
fn archives_keep_what_is_not_chosen() {
    let folder = Folder::new();
    let big: Vec<u8> = NUMBERS.iter().flat_map(|x| f64::from(*x).to_be_bytes()).collect();
    let expected_big: Vec<u8> =
        leaky(&NUMBERS).iter().flat_map(|x| f64::from(*x).to_be_bytes()).collect();
    let integers = npy(1, "'<i8'", false, "(1,)", &7_i64.to_le_bytes());
    let big = npy(2, "'>f8'", true, "(3, 2)", &big);
    let plain = float32("(2, 3)", &NUMBERS);
    let empty = float32("(0, 3)", &[]);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let files = [
            ("a.npy", plain.clone()),
            ("ids.npy", integers.clone()),
            ("sub/b.npy", big.clone()),
            ("empty.npy", empty.clone()),
            ("readme.txt", b"not an array".to_vec()),
        ];
        folder.file("x.npz", &archive(method, &files));
        let told = run(&folder, "apply leaky_relu(0.5) x.npz -o y.npz");
        assert!(told.err.contains("leaky_relu(negative_slope=0.5), 3 arrays: 12 elements in "));
        told.fine();
        let found = unpacked(&folder.path("y.npz"));
        let names: Vec<_> = found.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["a.npy", "ids.npy", "sub/b.npy", "empty.npy", "readme.txt"]);
        assert!(found.iter().all(|(_, how, _)| *how == method));
        assert_eq!(data(&found[0].2), little(&leaky(&NUMBERS)));
        assert_eq!(data(&found[2].2), expected_big);
        assert!(
            header(&found[2].2)
                .starts_with("{'descr': '>f8', 'fortran_order': True, 'shape': (3, 2)")
        );
        assert_eq!((&found[1].2, &found[3].2), (&integers, &empty));
        assert_eq!(found[4].2, b"not an array");

        run(&folder, "apply leaky_relu(0.5) x.npz --tensor sub/* --in-place").fine();
        let found = unpacked(&folder.path("x.npz"));
        assert_eq!((&found[0].2, data(&found[2].2)), (&plain, &expected_big[..]));
    }
}

/// A header and the elements after it.
fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// The header of a file, and the elements.
fn parted(file: &[u8]) -> (Value, &[u8]) {
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    (serde_json::from_slice(&file[8..8 + length]).unwrap(), &file[8 + length..])
}

/// A file with a tensor of each type, among them one that functions do not take; and what
/// `leaky_relu(0.5)` makes of it.
fn of_all_types() -> (Vec<u8>, Vec<u8>) {
    let header = concat!(
        r#"{"__metadata__":{"format":"pt","note":"kept: é"},"#,
        r#""w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#,
        r#""ids":{"dtype":"I64","shape":[1],"data_offsets":[24,32]},"#,
        r#""h":{"dtype":"F16","shape":[6],"data_offsets":[32,44]},"#,
        r#""none":{"dtype":"F32","shape":[0,4],"data_offsets":[44,44]},"#,
        r#""b":{"dtype":"BF16","shape":[1,6],"data_offsets":[44,56]},"#,
        r#""d":{"dtype":"F64","shape":[6],"data_offsets":[56,104]}}   "#,
    );
    let elements = |numbers: &[f32]| -> Vec<u8> {
        [
            little(numbers),
            7_i64.to_le_bytes().to_vec(),
            numbers.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes()).collect(),
            numbers.iter().flat_map(|x| bf16::from_f32(*x).to_le_bytes()).collect(),
            numbers.iter().flat_map(|x| f64::from(*x).to_le_bytes()).collect(),
        ]
        .concat()
    };
    (safetensors(header, &elements(&NUMBERS)), safetensors(header, &elements(&leaky(&NUMBERS))))
}

#[test]
fn safetensors_keep_the_header_to_the_byte() {
    let folder = Folder::new();
    let (file, expected) = of_all_types();
    folder.file("x.safetensors", &file);
    run(&folder, "apply leaky_relu(0.5) x.safetensors -o y.safetensors").fine();
    assert!(fs::read(folder.path("y.safetensors")).unwrap() == expected);
    // One by its name: all others are as they were.
    run(&folder, "apply leaky_relu(0.5) x.safetensors --tensor w -o y.safetensors").fine();
    let written = fs::read(folder.path("y.safetensors")).unwrap();
    assert_eq!(parted(&written).1[..24], little(&leaky(&NUMBERS)));
    assert_eq!(parted(&written).1[24..], parted(&file).1[24..]);
    // The gradient, with the same file as the gradient of the output: 1·x above 0, 0.5·x below.
    run(&folder, "grad leaky_relu(0.5) x.safetensors --upstream x.safetensors -o y.safetensors")
        .fine();
    assert!(fs::read(folder.path("y.safetensors")).unwrap() == expected);
}

#[test]
fn safetensors_of_another_shape_get_another_header() {
    let folder = Folder::new();
    let (file, _) = of_all_types();
    folder.file("x.safetensors", &file);
    run(&folder, "apply glu x.safetensors --axis -1 --tensor h -o y.safetensors").fine();
    let written = fs::read(folder.path("y.safetensors")).unwrap();
    let (header, elements) = parted(&written);
    assert_eq!(header["__metadata__"], json!({"format": "pt", "note": "kept: é"}));
    assert_eq!(header["h"], json!({"dtype": "F16", "shape": [3], "data_offsets": [32, 38]}));
    assert_eq!(header["b"], json!({"dtype": "BF16", "shape": [1, 6], "data_offsets": [38, 50]}));
    assert_eq!(elements.len(), 98);
    assert_eq!(elements[38..], parted(&file).1[44..]);
    assert_eq!((written.len() - elements.len()) % 8, 0);
}

#[test]
fn bfloat16_is_shown() {
    let folder = Folder::new();
    folder.file("x.safetensors", &of_all_types().0);
    let shown = run(&folder, "apply relu x.safetensors --tensor b --tensor w").fine();
    let expected = "\
w: tensor([[ 0.0000,  0.0000,  0.0000],
        [ 0.5000,  1.5000, 30.0000]])
b: tensor([[ 0.0000,  0.0000,  0.0000,  0.5000,  1.5000, 30.0000]],
       dtype=bfloat16)
";
    assert_eq!(shown, expected);
    let json = run(&folder, "apply relu x.safetensors --tensor b --json").json();
    let array = json!({"name": "b", "shape": [1, 6], "dtype": "bfloat16", "elements": 6,
        "data": [[0.0, 0.0, 0.0, 0.5, 1.5, 30.0]]});
    assert_eq!(json["arrays"], json!([array]));
}

#[test]
fn any_format_goes_into_any() {
    let folder = Folder::new();
    folder.file("x.npy", &float32("(2, 3)", &NUMBERS));
    for format in ["npz", "safetensors", "csv", "tsv"] {
        run(&folder, &format!("apply leaky_relu(0.5) x.npy -o y.{format}")).fine();
        let back = format!("apply leaky_relu(1) y.{format} -o back.npy");
        run(&folder, &back).fine();
        let back = fs::read(folder.path("back.npy")).unwrap();
        if format.ends_with("sv") {
            let wide: Vec<u8> =
                leaky(&NUMBERS).iter().flat_map(|x| f64::from(*x).to_le_bytes()).collect();
            assert_eq!(data(&back), wide, "{format}");
        } else {
            assert!(back == float32("(2, 3)", &leaky(&NUMBERS)), "{format}");
        }
    }
    assert_eq!(
        fs::read_to_string(folder.path("y.csv")).unwrap(),
        "-1.25,-0.375,0.0\n0.5,1.5,30.0\n"
    );
    let file = fs::read(folder.path("y.safetensors")).unwrap();
    assert_eq!(
        parted(&file).0,
        json!({"x": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}})
    );
    // Big-endian in Fortran's order, into a format that has neither.
    let turned: Vec<u8> =
        [0, 3, 1, 4, 2, 5].iter().flat_map(|i| NUMBERS[*i].to_be_bytes()).collect();
    folder.file("x.npy", &npy(1, "'>f4'", true, "(2, 3)", &turned));
    run(&folder, "apply leaky_relu(0.5) x.npy -o y.safetensors").fine();
    let file = fs::read(folder.path("y.safetensors")).unwrap();
    assert_eq!(parted(&file).1, little(&leaky(&NUMBERS)));
}

#[test]
fn standard_input_and_output_take_every_format() {
    let folder = Folder::new();
    let files = [
        float32("(2, 3)", &NUMBERS),
        archive(CompressionMethod::Deflated, &[("a.npy", float32("(2, 3)", &NUMBERS))]),
        of_all_types().0,
        b"a,b\n-1,2\n".to_vec(),
    ];
    for (file, name) in files.iter().zip(["x.npy", "x.npz", "x.safetensors", "x.csv"]) {
        folder.file(name, file);
        run(&folder, &format!("apply leaky_relu(0.5) {name} -o y.{}", &name[2..])).fine();
        let output = output_of(&folder, "apply leaky_relu(0.5) - -o -", file, &[]);
        assert!(
            output.stdout == fs::read(folder.path(&format!("y.{}", &name[2..]))).unwrap(),
            "{name}"
        );
        ran(output).fine();
    }
    let text = run_with(&folder, "apply relu - --format tsv", b"a\tb\n-1\t2\n", &[]).fine();
    assert_eq!(text, "a\tb\n0.0\t2.0\n");
}

#[test]
fn tables_keep_what_is_not_chosen() {
    let folder = Folder::new();
    let table = "name,a,b,\"no, te\"\nfoo,1,-2.5,\"x, \"\"y\"\"\"\nbar,,3e-3,1 m\nbaz,nan,-inf,é\n";
    folder.file("x.csv", table.as_bytes());
    let expected =
        "name,a,b,\"no, te\"\nfoo,1.0,-1.25,\"x, \"\"y\"\"\"\nbar,,0.003,1 m\nbaz,nan,-inf,é\n";
    assert_eq!(run(&folder, "apply leaky_relu(0.5) x.csv").fine(), expected);
    run(&folder, "apply leaky_relu(0.5) x.csv --in-place").fine();
    assert_eq!(fs::read_to_string(folder.path("x.csv")).unwrap(), expected);
    let one = run(&folder, "apply leaky_relu(2) x.csv --columns b").fine();
    assert_eq!(one.lines().nth(1), Some("foo,1.0,-2.5,\"x, \"\"y\"\"\""));
    // What other programs write: a mark at the start, lines that end with \r\n.
    folder.file("x.tsv", b"\xef\xbb\xbfa\tb\r\n1\t-4\r\n");
    run(&folder, "apply leaky_relu(0.5) x.tsv -o y.tsv").fine();
    assert_eq!(fs::read(folder.path("y.tsv")).unwrap(), b"\xef\xbb\xbfa\tb\r\n1.0\t-2.0\r\n");
    // No header, and the gradient.
    folder.file("x.csv", b"-1,2\n3,-4\n");
    folder.file("g.csv", b"10,20\n30,40\n");
    assert_eq!(
        run(&folder, "grad leaky_relu(0.5) x.csv --upstream g.csv").fine(),
        "5.0,20.0\n30.0,20.0\n"
    );
    assert_eq!(run(&folder, "apply relu x.csv --columns 2").fine(), "-1,2.0\n3,0.0\n");
    let json = run(&folder, "apply relu x.csv --json").json();
    assert_eq!(json["data"], json!([[0.0, 2.0], [3.0, 0.0]]));
}

#[test]
fn a_line_of_a_table_is_a_row_of_scores() {
    let folder = Folder::new();
    folder.file("x.csv", b"id,cat,dog,bird\na,0.5,-1,2\nb,1,1,1\nc,100,0,-5\n");
    let text = run(&folder, "apply softmax x.csv --columns cat,dog,bird").fine();
    assert_eq!(text, run(&folder, "apply softmax x.csv --axis 1").fine());
    for (line, scores) in text.lines().skip(1).zip([[0.5, -1.0, 2.0], [1.0; 3], [100.0, 0.0, -5.0]])
    {
        let cells: Vec<f64> = line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
        let sum: f64 = scores.iter().map(|x| f64::exp(*x)).sum();
        for (cell, score) in cells.iter().zip(scores) {
            assert!((cell / (score.exp() / sum) - 1.0).abs() < 1e-14, "{line}");
        }
    }
    // Along a column, all lines are needed.
    let along =
        run_with(&folder, "apply softmax x.csv --axis 0", &[], &[("OGIVE_BLOCK_BYTES", "8")])
            .fine();
    assert!(along.lines().nth(3).unwrap().starts_with("c,1.0,0.244728471"), "{along}");
}

/// An array of several blocks, whatever a test takes for a block.
fn numbers(count: usize) -> Vec<f32> {
    let mut seed = 11_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f32 / 16_777_216.0 * 8.0 - 4.0
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn blocks_of_any_size_give_the_same_bits() {
    let folder = Folder::new();
    let numbers = numbers(6 * 5 * 14);
    let calls = [
        "sigmoid",
        "prelu(0.25)",
        "prelu([0.5,0.25,0.125,2,3])",
        "rrelu(training=True,seed=3)",
        "gumbel_softmax(axis=-1)",
        "softmax(axis=-1)",
        "log_softmax(axis=1)",
        "softmax(axis=0)",
        "sparsemax(axis=2)",
        "logsumexp(axis=-1)",
        "swiglu(axis=-1)",
    ];
    for fortran in [false, true] {
        let big: Vec<u8> = numbers.iter().flat_map(|x| x.to_be_bytes()).collect();
        let files = [
            ("x.npy", npy(1, "'<f4'", fortran, "(6, 5, 14)", &little(&numbers))),
            ("big.npy", npy(1, "'>f4'", fortran, "(6, 5, 14)", &big)),
        ];
        for (name, file) in &files {
            folder.file(name, file);
        }
        folder.file("x.npz", &archive(CompressionMethod::Deflated, &files));
        for call in calls {
            for name in ["x.npy", "big.npy", "x.npz"] {
                let line = format!("apply {call} {name} -o y.{}", &name[name.len() - 3..]);
                let result = |block: &str| -> Vec<Vec<u8>> {
                    run_with(&folder, &line, &[], &[("OGIVE_BLOCK_BYTES", block)]).fine();
                    let path = folder.path(&format!("y.{}", &name[name.len() - 3..]));
                    // How well an archive is compressed may depend on the blocks.
                    match name {
                        "x.npz" => unpacked(&path).into_iter().map(|(.., file)| file).collect(),
                        _ => vec![fs::read(path).unwrap()],
                    }
                };
                let whole = result("100000000");
                for block in ["4", "60", "1000"] {
                    assert!(
                        result(block) == whole,
                        "{call} {name} fortran {fortran} block {block}"
                    );
                }
            }
        }
        for call in &calls[..9] {
            let line = format!("grad {call} x.npy --upstream big.npy -o y.npy");
            let result = |block: &str| {
                run_with(&folder, &line, &[], &[("OGIVE_BLOCK_BYTES", block)]).fine();
                fs::read(folder.path("y.npy")).unwrap()
            };
            let whole = result("100000000");
            assert!(["4", "60", "1000"].iter().all(|block| result(block) == whole), "{line}");
        }
    }
}

#[test]
fn blocks_of_a_file_give_what_the_library_gives() {
    use ndarray::{ArrayD, IxDyn};
    use ogive::nn::Layer;
    let folder = Folder::new();
    let numbers = numbers(3 * 1001);
    folder.file("x.npy", &float32("(3, 1001)", &numbers));
    let x = ArrayD::from_shape_vec(IxDyn(&[3, 1001]), numbers).unwrap();
    for call in ["gelu", "softmax(axis=1)", "softmax(axis=0)"] {
        let environment = [("OGIVE_BLOCK_BYTES", "500")];
        run_with(&folder, &format!("apply {call} x.npy -o y.npy"), &[], &environment).fine();
        let y = ogive::parse(call).unwrap().forward(&x).unwrap();
        let expected = little(&y.iter().copied().collect::<Vec<_>>());
        assert!(data(&fs::read(folder.path("y.npy")).unwrap()) == expected, "{call}");
    }
}

#[test]
fn quiet_says_nothing_and_messages_go_to_standard_error() {
    let folder = Folder::new();
    folder.file("x.npy", &float32("(2,)", &[-1.0, 2.0]));
    let ran = run(&folder, "apply relu x.npy -o y.npy --quiet");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let ran = run(&folder, "apply relu x.npy -q");
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("tensor([0., 2.])\n", ""));
    assert!(run(&folder, "apply relu x.npy -o y.npy").err.contains("wrote y.npy"));
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = Folder::new();
    folder.file("x.npy", &float32("(2, 1, 1)", &[-1.0, 2.0]));
    folder.file("x.safetensors", &of_all_types().0);
    folder.file("x.csv", b"name,a,a2\nfoo,1,2\nbar,x,3\n");
    folder.file("short.csv", b"a,b\n1,2\n3\n");
    folder.file("words.csv", b"a,b\nx,y\n");
    let (ids, one) = (npy(1, "'<i8'", false, "(1,)", &[0; 8]), float32("(2,)", &[1.0; 2]));
    folder.file(
        "x.npz",
        &archive(CompressionMethod::Stored, &[("ids.npy", ids), ("one.npy", one.clone())]),
    );
    let mut broken = archive(CompressionMethod::Stored, &[("one.npy", one)]);
    let place = broken.windows(4).position(|bytes| bytes == 1.0_f32.to_le_bytes()).unwrap();
    broken[place] ^= 1;
    folder.file("broken.npz", &broken);
    let names = folder.names();
    let cases = [
        ("apply relu x.safetensors -o y.npz", "bfloat16 cannot be written as .npy or .npz"),
        ("apply relu x.safetensors --tensor b -o y.npy", "bfloat16 cannot be written"),
        ("apply relu x.safetensors -o y.npy", "5 arrays do not fit into a .npy file"),
        (
            "apply relu x.safetensors --tensor ids",
            "(array `ids`) holds I64; expected F16, BF16, F32 or F64",
        ),
        ("apply relu x.safetensors --tensor q", "has no array `q`; it has `w`, `ids`, `h`,"),
        (
            "apply softmax(axis=1) x.safetensors",
            "axis 1 of an array of 1 dimensions; expected -1 to 0 (array `h` of x.safetensors)\nhint: --tensor",
        ),
        (
            "apply softmax(axis=0) x.safetensors --top 1",
            "holds 5 arrays: `w`, `h`, `none`, `b`, …; expected one",
        ),
        (
            "apply relu x.npz --tensor ids -o y.npy",
            "x.npz (array `ids`) holds int64; expected float16, float32 or float64",
        ),
        ("apply relu broken.npz -o y.npz", "broken.npz cannot be read: Invalid checksum"),
        ("apply relu x.npy --tensor y", "has no array `y`; it has `x`"),
        ("apply relu x.npy --columns a", "x.npy is .npy, which has no columns"),
        ("apply relu x.npy -o y.csv", "an array of shape (2, 1, 1) is no table"),
        ("apply relu x.npy --in-place --format npz", "--in-place keeps the format of INPUT"),
        ("apply relu - --in-place", "standard input cannot be replaced"),
        (
            "apply relu x.csv --columns a",
            "x.csv has \"x\" in line 3, column `a`; expected a number",
        ),
        ("apply relu x.csv --columns b", "has no column `b`; it has name, a and a2"),
        ("apply relu x.csv --tensor a", "is a table, which has no named arrays"),
        ("apply relu short.csv", "has 1 cells in line 3; expected 2"),
        ("apply relu words.csv", "has no column of numbers alone"),
        (
            "apply swiglu(axis=1) x.csv --columns a2,a2",
            "expected a number for each cell\nhint: -o FILE.npy",
        ),
        (
            "grad relu x.npz --upstream x.npy",
            "x.npy holds float32 (2, 1, 1); expected float32 (2,)",
        ),
        (
            "grad relu x.safetensors --upstream x.npz",
            "x.npz has no array `w`; expected a gradient for each",
        ),
        ("grad relu x.csv --upstream x.npy --columns a2", "x.npy is .npy; expected a table"),
    ];
    for (line, expected) in cases {
        let ran = run(&folder, line);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{line}: {}", ran.err);
        assert!(
            ran.err.starts_with("error: ") && ran.err.contains(expected),
            "{line}: {}",
            ran.err
        );
        assert_eq!(folder.names(), names, "{line}");
    }
    let ran = run(&folder, "apply relu x.npy -o - --json");
    assert!(ran.code == 1 && ran.err.contains("both write to standard output"), "{}", ran.err);
    assert_eq!(run(&folder, "apply relu x.npy --in-place -o y.npy").code, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_no_binary_data() {
    let folder = Folder::new();
    folder.file("x.npy", &float32("(2,)", &[-1.0, 2.0]));
    // `script` gives the command a terminal.
    let line = format!("{} apply relu x.npy -o -", env!("CARGO_BIN_EXE_ogive"));
    let mut script = std::process::Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(folder.path(""));
    let Ok(output) = script.stdin(Stdio::null()).output() else {
        println!("skipped: the program `script` is not there");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("standard output is a terminal, and .npy is not text"), "{text}");
    assert!(text.contains("hint: -o FILE"), "{text}");
}
