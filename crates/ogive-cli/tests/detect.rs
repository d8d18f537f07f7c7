//! `ogive detect`: what it finds, how it says so, and what it refuses.

mod support;

use std::fs;
use std::path::Path;

use support::{Folder, Ran, float32, ogive};

fn detect(input: &Path, more: &[&str]) -> Ran {
    let first = ["detect".as_ref(), input.as_os_str()];
    ogive(first.into_iter().chain(more.iter().map(AsRef::as_ref)))
}

/// Three channels of four anchors.
const HEAD: [f32; 12] = [2.0, -3.0, 0.0, -8.0, 0.5, 3.0, -1.0, -8.0, 1.5, -9.0, 4.0, -8.0];

#[test]
fn what_passes_is_shown() {
    let folder = Folder::new();
    let head = folder.file("head.npy", &float32("(3, 4)", &HEAD));
    let names = folder.file("names.txt", b"cat\ndog\nowl\n");
    let text = detect(&head, &["--threshold", "0.9", "--names", names.to_str().unwrap()]).fine();
    let expected = "\
2 of 4 anchors, of a score above 0.9
anchor  class   score
     1    dog  0.9526
     2    owl  0.9820
";
    assert_eq!(text, expected);
    let found = detect(&head, &["--threshold", "0.9", "--json"]).json();
    assert_eq!(found["pictures"][0]["anchors"], 4);
    assert_eq!(found["pictures"][0]["detections"][1]["class"], 2);
    // As f32 has it; the reader of the test may round it once more.
    let score = found["pictures"][0]["detections"][1]["score"].as_f64().unwrap();
    assert_eq!(score as f32, 0.982_013_76_f32);
    let more = detect(&head, &["--objectness", "--threshold", "0.4", "--json"]).json();
    assert_eq!(more["pictures"][0]["detections"][0]["class"], 1);
    let softmax =
        detect(&head, &["--softmax", "--background", "0", "--threshold", "0.3", "--json"]);
    assert_eq!(softmax.json()["pictures"][0]["detections"].as_array().unwrap().len(), 4);
    assert!(detect(&head, &["--threshold", "1"]).fine().starts_with("0 of 4 anchors"));
    // Two pictures, the anchors first.
    let turned: Vec<f32> = (0..2).flat_map(|_| (0..12).map(|i| HEAD[i % 3 * 4 + i / 3])).collect();
    let batch = folder.file("batch.npy", &float32("(2, 4, 3)", &turned));
    let text = detect(&batch, &["--layout", "anchors-first", "--threshold", "0.9"]).fine();
    assert_eq!(text.matches("2 of 4 anchors").count(), 2, "{text}");
    assert!(text.contains("\n\npicture 1\n"), "{text}");
}

#[test]
fn boxes_are_made_and_written() {
    let folder = Folder::new();
    // One cell of 8 pixels; each side one bin, hence at distance 0; one class.
    let head = folder.file("head.npy", &float32("(5, 1)", &[0.0, 0.0, 0.0, 0.0, 3.0]));
    let more = ["--bins", "1", "--image", "8x8", "--strides", "8"];
    let text = detect(&head, &more).fine();
    assert!(
        text.contains(
            "left  top  right  bottom\n     0      0  0.9526   4.0  4.0    4.0     4.0\n"
        ),
        "{text}"
    );
    let table = folder.path("found.csv");
    let ran = detect(&head, &[&more[..], &["-o", table.to_str().unwrap()]].concat());
    assert_eq!(ran.fine(), "");
    assert_eq!(
        fs::read_to_string(table).unwrap(),
        "picture,anchor,class,name,score,left,top,right,bottom\n0,0,0,,0.9525741338729858,4,4,4,4\n"
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = Folder::new();
    let head = folder.file("head.npy", &float32("(3, 4)", &HEAD));
    let error = detect(&head, &["--bins", "16", "--image", "64x64"]).failed();
    assert!(
        error.contains("head.npy")
            && error.contains("[3, 4]")
            && error.contains("64 of distributions"),
        "{error}"
    );
    let error = detect(&head, &["--threshold", "nan"]).failed();
    assert!(error.contains("threshold = NaN; expected a number"), "{error}");
    let flat = folder.file("flat.npy", &float32("(12,)", &HEAD));
    assert!(detect(&flat, &[]).failed().contains("expected two axes"), "one axis");
    assert_eq!(detect(&head, &["--bins", "16"]).code, 2);
    assert_eq!(detect(&head, &["--bins", "1", "--image", "64"]).code, 2);
    assert_eq!(detect(&head, &["--background", "0"]).code, 2);
    assert!(detect(&head, &["--names", "no/such/file"]).failed().contains("no/such/file"));
    assert!(
        detect(&head, &["--softmax", "--background", "3"])
            .failed()
            .contains("one of the 3 classes")
    );
    let table = folder.path("none/found.csv");
    detect(&head, &["-o", table.to_str().unwrap()]).failed();
    let unknown = folder.file("head.bin", b"nothing of the kind");
    detect(&unknown, &[]).failed();
}
