//! Parquet: chosen columns are computed, and all else is as it was.

mod support;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use support::{Folder, command, ogive, ran};

/// The values of a column with its definition and repetition levels.
#[derive(Clone, Debug, PartialEq)]
struct Column<T>(Vec<T>, Vec<i16>, Vec<i16>);

/// A row group of the table.
#[derive(Clone, Debug)]
struct Group {
    id: Vec<i64>,
    plain: Vec<f32>,
    /// With gaps.
    wide: Column<f64>,
    name: Vec<&'static str>,
    /// Rows of scores, some of which are missing or empty.
    scores: Column<f32>,
}

const SCHEMA: &str = "message table {
    required int64 id;
    required float plain;
    optional double wide;
    required binary name (UTF8);
    optional group scores (LIST) { repeated group list { optional float element; } }
}";

/// The table, in row groups of 3 and 2 rows.
fn table() -> Vec<Group> {
    vec![
        Group {
            id: vec![1, 2, 3],
            plain: vec![-2.5, 0.5, 30.0],
            wide: Column(vec![-1.5, 4.0], vec![1, 0, 1], vec![]),
            name: vec!["a", "b", "c"],
            // Two rows of two, and one that is missing.
            scores: Column(vec![0.0, 0.0, 1.0, -8.0], vec![3, 3, 0, 3, 3], vec![0, 1, 0, 0, 1]),
        },
        Group {
            id: vec![4, 5],
            plain: vec![f32::NAN, -0.25],
            wide: Column(vec![-3.0, -7.0], vec![1, 1], vec![]),
            name: vec!["d", "d"],
            // One that is empty, and one of two.
            scores: Column(vec![5.0, 5.0], vec![1, 3, 3], vec![0, 0, 1]),
        },
    ]
}

fn write(path: &Path, schema: &str, groups: &[Group]) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let note = KeyValue::new("note".to_string(), "of the table".to_string());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_column_compression("wide".into(), Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![note]))
        .set_column_bloom_filter_enabled("id".into(), true)
        .build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for Group { id, plain, wide, name, scores } in groups {
        let mut group = writer.next_row_group().unwrap();
        let mut next =
            |write: &mut dyn FnMut(&mut parquet::file::writer::SerializedColumnWriter)| {
                let mut column = group.next_column().unwrap().unwrap();
                write(&mut column);
                column.close().unwrap();
            };
        next(&mut |c| {
            c.typed::<Int64Type>().write_batch(id, None, None).unwrap();
        });
        next(&mut |c| {
            c.typed::<FloatType>().write_batch(plain, None, None).unwrap();
        });
        let Column(values, levels, _) = wide;
        next(&mut |c| {
            c.typed::<DoubleType>().write_batch(values, Some(levels), None).unwrap();
        });
        let name: Vec<ByteArray> = name.iter().map(|name| (*name).into()).collect();
        next(&mut |c| {
            c.typed::<ByteArrayType>().write_batch(&name, None, None).unwrap();
        });
        let Column(values, levels, repeated) = scores;
        next(&mut |c| {
            c.typed::<FloatType>().write_batch(values, Some(levels), Some(repeated)).unwrap();
        });
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn column<D: DataType>(path: &Path, group: usize, column: usize) -> Column<D::T> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let group = reader.get_row_group(group).unwrap();
    let mut reader = get_typed_column_reader::<D>(group.get_column_reader(column).unwrap());
    let (mut values, mut definition, mut repetition) = (vec![], vec![], vec![]);
    let read = reader.read_records(100, Some(&mut definition), Some(&mut repetition), &mut values);
    read.unwrap();
    Column(values, definition, repetition)
}

fn leaky(x: f64) -> f64 {
    if x > 0.0 { x } else { x * 0.5 }
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// Runs a line of words in the folder; with small blocks, so that there are several.
fn run(folder: &Folder, line: &str) -> support::Ran {
    let mut command = command();
    command.current_dir(folder.path("")).args(line.split_whitespace());
    ran(command.env("OGIVE_BLOCK_BYTES", "8").output().unwrap())
}

#[test]
fn numbers_are_computed_and_gaps_and_other_columns_stay() {
    let folder = Folder::new();
    let path = folder.path("x.parquet");
    write(&path, SCHEMA, &table());
    let told = run(&folder, "apply leaky_relu(0.5) x.parquet -o y.parquet");
    assert!(told.err.contains("3 arrays: 15 elements in "), "{}", told.err);
    told.fine();
    let new = folder.path("y.parquet");
    for (i, group) in table().into_iter().enumerate() {
        let single = |x: &f32| leaky(f64::from(*x)) as f32;
        let plain: Vec<f32> = group.plain.iter().map(single).collect();
        assert_eq!(bits(&column::<FloatType>(&new, i, 1).0), bits(&plain));
        let Column(values, levels, repeated) = group.wide;
        let expected = Column(values.into_iter().map(leaky).collect(), levels, repeated);
        assert_eq!(column::<DoubleType>(&new, i, 2), expected);
        let Column(values, levels, repeated) = group.scores;
        let expected = Column(values.iter().map(single).collect(), levels, repeated);
        assert_eq!(column::<FloatType>(&new, i, 4), expected);
        assert_eq!(column::<Int64Type>(&new, i, 0).0, group.id);
        let names: Vec<ByteArray> = group.name.iter().map(|name| (*name).into()).collect();
        assert_eq!(column::<ByteArrayType>(&new, i, 3).0, names);
    }
    // Chunks that are not changed are copied, byte for byte, and what the file says of itself is kept.
    let [old, new] = [path, new].map(|path| {
        let bytes = fs::read(&path).unwrap();
        (SerializedFileReader::new(File::open(path).unwrap()).unwrap(), bytes)
    });
    for group in 0..2 {
        for leaf in [0, 3] {
            let [a, b] = [&old, &new].map(|(reader, bytes)| {
                let (start, length) = reader.metadata().row_group(group).column(leaf).byte_range();
                bytes[start as usize..(start + length) as usize].to_vec()
            });
            assert_eq!(a, b);
        }
        let of = |leaf: usize| new.0.metadata().row_group(group).column(leaf).clone();
        assert_eq!(
            (of(1).compression(), of(0).compression()),
            (Compression::SNAPPY, Compression::SNAPPY)
        );
        assert!(matches!(of(2).compression(), Compression::ZSTD(_)));
        assert!(of(0).bloom_filter_offset().is_some() && of(0).offset_index_offset().is_some());
    }
    let note = new.0.metadata().file_metadata().key_value_metadata().unwrap();
    assert_eq!(note[0].value.as_deref(), Some("of the table"));
}

#[test]
fn lists_are_rows_of_scores() {
    let folder = Folder::new();
    write(&folder.path("x.parquet"), SCHEMA, &table());
    run(&folder, "apply softmax x.parquet --columns scores --in-place").fine();
    let path = folder.path("x.parquet");
    let small = (1.0 / (1.0 + 9.0_f64.exp())) as f32;
    let of = |group| column::<FloatType>(&path, group, 4);
    assert_eq!(of(0).0[..2], [0.5, 0.5]);
    assert!((of(0).0[3] / small - 1.0).abs() < 1e-6);
    assert_eq!((of(1).0, of(1).1), (vec![0.5, 0.5], vec![1, 3, 3]));
    assert_eq!(of(0).1, table()[0].scores.1);
    // The others are as they were.
    assert_eq!(bits(&column::<FloatType>(&path, 1, 1).0), bits(&table()[1].plain));
}

#[test]
fn gradients_may_be_cut_into_other_row_groups() {
    let folder = Folder::new();
    write(&folder.path("x.parquet"), SCHEMA, &table());
    // All rows in one group.
    let [first, second] = <[Group; 2]>::try_from(table()).unwrap();
    let join = |a: Column<f32>, b: Column<f32>| {
        Column([a.0, b.0].concat(), [a.1, b.1].concat(), [a.2, b.2].concat())
    };
    let one = Group {
        id: [first.id, second.id].concat(),
        plain: vec![10.0, 20.0, 30.0, 40.0, 50.0],
        wide: Column(vec![1.0, 2.0, 3.0, 4.0], vec![1, 0, 1, 1, 1], vec![]),
        name: [first.name, second.name].concat(),
        scores: join(first.scores, second.scores),
    };
    write(&folder.path("g.parquet"), SCHEMA, std::slice::from_ref(&one));
    let line = "grad leaky_relu(0.5) x.parquet --upstream g.parquet -o out.parquet";
    run(&folder, line).fine();
    let path = folder.path("out.parquet");
    assert_eq!(column::<FloatType>(&path, 0, 1).0, [5.0, 20.0, 30.0]);
    assert_eq!(column::<FloatType>(&path, 1, 1).0[1], 25.0);
    assert_eq!(column::<DoubleType>(&path, 0, 2).0, [0.5, 2.0]);
    assert_eq!(column::<DoubleType>(&path, 1, 2).0, [1.5, 2.0]);

    let gap = Group { wide: Column(vec![1.0, 2.0, 3.0, 4.0], vec![0, 1, 1, 1, 1], vec![]), ..one };
    write(&folder.path("g.parquet"), SCHEMA, &[gap]);
    let failed = run(&folder, line).failed();
    let expected = "x.parquet goes with g.parquet, which lacks numbers at other places";
    assert!(failed.contains(expected), "{failed}");
    // The old result is still there.
    assert_eq!(column::<DoubleType>(&path, 1, 2).0, [1.5, 2.0]);
    assert_eq!(folder.names(), ["g.parquet", "out.parquet", "x.parquet"]);
}

#[test]
fn columns_become_arrays() {
    let folder = Folder::new();
    write(&folder.path("x.parquet"), SCHEMA, &table()[..1]);
    let shown = run(&folder, "apply relu x.parquet --columns plain").fine();
    assert_eq!(shown, "plain: tensor([ 0.0000,  0.5000, 30.0000])\n");
    let json = ogive(["--json", "apply", "relu"].into_iter().map(String::from).chain([
        folder.path("x.parquet").display().to_string(),
        "--columns".into(),
        "plain".into(),
    ]));
    assert_eq!(json.json()["arrays"][0]["data"], serde_json::json!([0.0, 0.5, 30.0]));
    run(&folder, "apply relu x.parquet --columns plain -o y.npy").fine();
    assert_eq!(
        support::data(&fs::read(folder.path("y.npy")).unwrap())[8..],
        30.0_f32.to_le_bytes()
    );
    // A gap has no place in an array.
    for (column, row) in [
        ("wide", "x.parquet cannot be read: lacks a number in row 2 of column `wide`"),
        ("scores", "expected lists of one length"),
    ] {
        let failed = run(&folder, &format!("apply relu x.parquet --columns {column} -o y.npz"));
        assert!(failed.failed().contains(row));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let folder = Folder::new();
    write(&folder.path("x.parquet"), SCHEMA, &table());
    folder.file("a.npy", &support::float32("(2,)", &[1.0, 2.0]));
    folder.file("cut.parquet", &fs::read(folder.path("x.parquet")).unwrap()[..200]);
    folder.file("text.parquet", b"id,x\n1,2\n");
    let gap = Group { scores: Column(vec![1.0], vec![3, 2], vec![0, 1]), ..table()[1].clone() };
    let gap = Group {
        id: vec![1],
        plain: vec![1.0],
        wide: Column(vec![], vec![0], vec![]),
        name: vec!["a"],
        ..gap
    };
    write(&folder.path("gap.parquet"), SCHEMA, &[gap]);
    for (line, expected) in [
        (
            "relu x.parquet --columns heat -o y.parquet",
            "has no column `heat`; it has `id`, `plain`",
        ),
        (
            "relu x.parquet --columns name -o y.parquet",
            "(column `name`) holds UTF8; expected float32",
        ),
        ("relu x.parquet --columns id -o y.parquet", "(column `id`) holds INT64; expected float32"),
        ("softmax x.parquet -o y.parquet", "softmax takes rows; expected a column of lists"),
        (
            "softmax x.parquet --columns scores --axis 0 -o y.parquet",
            "depends on more than the numbers of a row",
        ),
        ("prelu([1,2]) x.parquet --columns scores -o y.parquet", "depends on more than"),
        ("logsumexp x.parquet --columns scores -o y.parquet", "expected a number for each"),
        (
            "softmax gap.parquet --columns scores -o y.parquet",
            "lacks a number in row 1 of column `scores`",
        ),
        ("relu a.npy -o y.parquet", "only the columns of a .parquet file"),
        ("relu a.npy --columns a", "is .npy, which has no columns"),
        ("relu cut.parquet -o y.parquet", "cut.parquet cannot be read as Parquet"),
        ("relu text.parquet -o y.parquet", "text.parquet cannot be read as Parquet"),
        ("relu x.parquet -o /dev/full", "cannot write /dev/full: No space left"),
    ] {
        let line = format!("apply {line} --format parquet");
        let line =
            if line.contains("a.npy") { line.replace(" --format parquet", "") } else { line };
        let failed = run(&folder, &line).failed();
        assert!(failed.contains(expected), "{line}: {failed}");
    }
    assert!(!folder.path("y.parquet").exists());
    let failed = run(&folder, "grad relu x.parquet --upstream a.npy -o y.parquet").failed();
    assert!(failed.contains("a.npy is .npy; expected .parquet, as x.parquet is"), "{failed}");
}

#[test]
fn a_damaged_file_never_panics() {
    let folder = Folder::new();
    write(&folder.path("x.parquet"), SCHEMA, &table());
    let whole = fs::read(folder.path("x.parquet")).unwrap();
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut failed = 0;
    for _ in 0..300 {
        let mut damaged = whole.clone();
        for _ in 0..=random(3) {
            damaged[random(whole.len())] = random(256) as u8;
        }
        folder.file("damaged.parquet", &damaged);
        // A panic fails in `ran`.
        let ran = run(&folder, "apply relu damaged.parquet -o y.parquet");
        failed += usize::from(ran.code == 1);
    }
    assert!(failed > 100, "only {failed} were refused: damage misses the parser");
    assert_eq!(folder.names().iter().filter(|name| name.starts_with(".ogive")).count(), 0);
}
