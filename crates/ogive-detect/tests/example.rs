//! The example prints what is recorded; the Python one is held to the same record.

#[allow(dead_code, reason = "an example has a main function")]
#[path = "../examples/detect.rs"]
mod detect;

#[test]
fn the_example_prints_what_is_recorded() {
    let recorded = include_str!("../../../examples/detections.txt");
    assert_eq!(detect::detections().unwrap(), recorded);
}
