//! The picture: what is in it, and that it is one.

mod support;

use ndarray::{Array1, Array2, ArrayD};
use ogive_inspect::{Options, picture};
use roxmltree::Document;

use support::*;

fn drawn(call: &str, x: ArrayD<f64>, name: &str) -> String {
    let report = inspected(call, &x, &Options::default());
    picture::svg(&*ogive::parse(call).unwrap(), &report, name)
}

/// The paths of this colour: `M…z` for each bar or ground, `M…L…` for the curve.
fn path(svg: &str, attribute: &str, colour: &str) -> Option<String> {
    let document = Document::parse(svg).unwrap();
    let found = document
        .descendants()
        .find(|node| node.has_tag_name("path") && node.attribute(attribute) == Some(colour));
    found.map(|node| node.attribute("d").unwrap().into())
}

const BARS: &str = "#9cc9e6";
const SLOPE: &str = "#d55e00";
const FLAT: &str = "#f4f1ec";

#[test]
fn each_bin_has_a_bar_and_the_slope_lies_over_them() {
    let x = batch(1024, 2, 3.0);
    let report = report("sigmoid", &x);
    let svg = drawn("sigmoid", x.into_dyn(), "x.npy");
    let counts = &total(&report).histogram.as_ref().unwrap().counts;
    let bars = path(&svg, "fill", BARS).unwrap();
    assert_eq!(bars.matches('M').count(), counts.iter().filter(|count| **count > 0).count());
    // The curve is in the panel, and its highest point is where the slope is: in the middle.
    let curve = path(&svg, "stroke", SLOPE).unwrap();
    let points = curve[1..].split('L').map(|point| {
        let (x, y) = point.split_once(' ').unwrap();
        (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())
    });
    let points: Vec<_> = points.collect();
    assert!(points.iter().all(|(x, y)| (58.0..=582.0).contains(x) && (78.0..=338.0).contains(y)));
    let top = points.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a }).unwrap();
    assert!((top.0 - 320.0).abs() < 2.0, "{top:?}");
    // Both tails are saturated.
    assert_eq!(path(&svg, "fill", FLAT).unwrap().matches('M').count(), 2);
    assert!(svg.contains("saturated: slope below 0.01"));
    assert!(svg.contains("Vanishing gradient"));
}

#[test]
fn what_is_not_there_is_not_drawn() {
    // No input is saturated.
    let svg = drawn("tanh", batch(256, 2, 0.5).into_dyn(), "x.npy");
    assert_eq!((path(&svg, "fill", FLAT), svg.contains("saturated: ")), (None, false));
    // A slope for each channel has no one curve.
    let svg = drawn("prelu(weight=[0.1, 0.5])", batch(256, 2, 1.0).into_dyn(), "x.npy");
    assert_eq!(path(&svg, "stroke", SLOPE), None);
    assert!(path(&svg, "fill", BARS).is_some());
    // Nor has a softmax one.
    let svg = drawn("softmax(axis=1)", batch(256, 2, 1.0).into_dyn(), "x.npy");
    assert_eq!(path(&svg, "stroke", SLOPE), None);
    let svg = drawn("relu", Array1::from_elem(3, f64::NAN).into_dyn(), "x.npy");
    assert!(svg.contains("no finite inputs"));
    let mut outlier = Array2::zeros((1000, 1));
    outlier[(0, 0)] = 1e6;
    let svg = drawn("relu", outlier.into_dyn(), "x.npy");
    assert!(svg.contains("further out: 1 input") && !svg.contains("1 inputs"));
}

#[test]
fn any_name_any_input_and_any_function_gives_a_picture() {
    let svg = drawn("relu", batch(128, 1, 1.0).into_dyn(), "a<b>&\"c\".npy");
    assert!(Document::parse(&svg).unwrap().descendants().any(|node| {
        node.text().is_some_and(|text| text.contains("a<b>&\"c\".npy: inputs of relu"))
    }));
    for x in [0.0, 1e-30, -5e5, 1e100] {
        let x = Array1::from_elem(200, x).into_dyn();
        Document::parse(&drawn("gelu", x, "x")).unwrap();
    }
    let x = batch(128, 2, 2.0).mapv(f64::abs);
    for entry in ogive::BOOK {
        let Ok(function) = ogive::parse(entry.info.name) else { continue };
        let Ok(report) = ogive_inspect::inspect(&*function, &x, &Options::default()) else {
            continue;
        };
        let svg = picture::svg(&*function, &report, "x");
        Document::parse(&svg).unwrap_or_else(|error| panic!("{}: {error}", entry.info.name));
        assert!(!svg.contains("NaN") && !svg.contains("inf "), "{}: {svg}", entry.info.name);
    }
}

#[test]
fn pixels_are_twice_as_many_as_units() {
    let x = batch(128, 1, 1.0);
    let function = ogive::parse("silu").unwrap();
    let report = report("silu", &x);
    let png = picture::png(&*function, &report, "x.npy").unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let width = u32::from_be_bytes([png[16], png[17], png[18], png[19]]);
    assert_eq!(width, 1280);
    assert_eq!(png, picture::png(&*function, &report, "x.npy").unwrap());
}
