//! The filter says what sigmoid, maximum and threshold say one by one.

mod support;

use half::{bf16, f16};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use ogive::prelude::*;
use ogive_detect::{Layout, Score, Scored, score_filter, score_filter_with_objectness};
use support::{Random, narrow, scores, wide};

/// The three steps as people write them; logits are (anchors, classes).
fn by_steps<E: Score>(
    logits: ArrayView2<E>,
    objectness: Option<ArrayView1<E>>,
    threshold: f64,
) -> Scored<E> {
    let mut all = Sigmoid.forward(&logits).unwrap();
    if let Some(objectness) = objectness {
        let objectness = Sigmoid.forward(&objectness).unwrap();
        for (mut row, o) in all.rows_mut().into_iter().zip(&objectness) {
            row.mapv_inplace(|s| narrow::<E>(wide(s) * wide(*o)));
        }
    }
    let mut found = Scored::default();
    for (anchor, row) in all.rows().into_iter().enumerate() {
        let largest = row.iter().fold(row[0], |m, s| if *s > m { *s } else { m });
        let has_nan = row.iter().any(|s| wide(*s).is_nan());
        if !has_nan && wide(largest) > wide(narrow::<E::Word>(threshold)) {
            found.anchors.push(anchor);
            found.classes.push(row.iter().position(|s| *s == largest).unwrap());
            found.scores.push(largest);
        }
    }
    found
}

const THRESHOLDS: [f64; 12] =
    [-1.0, 0.0, 1e-40, 1e-7, 0.001, 0.25, 0.3, 0.5, 0.999, 0.999_999_9, 1.0, 7.0];

fn check<E: Score>(logits: &Array2<E>, objectness: Option<&Array1<E>>) {
    let turned = logits.t().as_standard_layout().into_owned();
    // Every second of twice as many, so that nothing lies side by side.
    let mut apart = Array2::from_elem((2 * logits.nrows(), 2 * logits.ncols()), E::default());
    apart.slice_mut(s![..;2, ..;2]).assign(logits);
    for threshold in THRESHOLDS {
        let expected = by_steps(logits.view(), objectness.map(|o| o.view()), threshold);
        for (logits, layout) in [
            (logits.view(), Layout::AnchorsFirst),
            (logits.t(), Layout::ClassesFirst),
            (turned.view(), Layout::ClassesFirst),
            (turned.t(), Layout::AnchorsFirst),
            (apart.slice(s![..;2, ..;2]), Layout::AnchorsFirst),
            (apart.slice(s![..;2, ..;2]).reversed_axes(), Layout::ClassesFirst),
        ] {
            let found = match objectness {
                None => score_filter(logits, layout, threshold),
                Some(o) => score_filter_with_objectness(logits, o.view(), layout, threshold),
            };
            assert_eq!(found.unwrap(), expected, "{} {threshold} {layout:?}", E::NAME);
        }
    }
}

fn of_type<E: Score>() {
    for (anchors, classes, mean, spread) in [
        (1, 1, 0.0, 1.0),
        (17, 3, 0.0, 2.0),
        (1500, 80, -4.0, 2.0),
        // Saturated: many scores are 1, and the first of them counts.
        (300, 20, 12.0, 9.0),
        (300, 5, -60.0, 30.0),
        (5000, 2, 0.0, 1e-3),
    ] {
        let mut logits = scores::<E, _, _>(3, (anchors, classes), mean, spread);
        check(&logits, None);
        let objectness = scores::<E, _, _>(4, anchors, 1.0, 3.0);
        check(&logits, Some(&objectness));
        // Now with what a damaged head gives.
        let mut random = Random(5);
        for special in [f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 1e38, -1e38] {
            for _ in 0..3 {
                let place = [random.below(anchors), random.below(classes)];
                logits[place] = narrow(special);
            }
        }
        check(&logits, None);
        let mut objectness = objectness;
        objectness[random.below(anchors)] = E::NAN;
        check(&logits, Some(&objectness));
    }
}

#[test]
fn the_answer_is_that_of_the_steps_in_f32() {
    of_type::<f32>();
}

#[test]
fn the_answer_is_that_of_the_steps_in_f64() {
    of_type::<f64>();
}

#[test]
fn the_answer_is_that_of_the_steps_in_half_precision() {
    of_type::<f16>();
    of_type::<bf16>();
}

/// Around the logit whose sigmoid is the threshold, one number after the other.
#[test]
fn the_bound_is_below_all_that_pass() {
    for threshold in [1e-7_f64, 0.001, 0.25, 0.3, 0.5, 0.7, 0.999, 0.999_999] {
        let around = (threshold / (1.0 - threshold)).ln() as f32;
        let mut x = around;
        for _ in 0..2000 {
            x = x.next_down();
        }
        let logits = Array1::from_iter((0..4000).map(|_| {
            x = x.next_up();
            x
        }));
        check(&logits.insert_axis(Axis(1)), None);
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let logits = Array2::<f32>::zeros((3, 4));
    let nan = score_filter(logits.view(), Layout::ClassesFirst, f64::NAN).unwrap_err();
    assert_eq!(nan.to_string(), "threshold = NaN; expected a number, such as 0.25");
    let none = Array2::<f32>::zeros((0, 4));
    let error = score_filter(none.view(), Layout::ClassesFirst, 0.5).unwrap_err().to_string();
    assert!(error.contains("[0, 4]") && error.contains("at least one class"), "{error}");
    assert!(score_filter(none.view(), Layout::AnchorsFirst, 0.5).unwrap().anchors.is_empty());
    let objectness = Array1::<f32>::zeros(3);
    let error =
        score_filter_with_objectness(logits.view(), objectness.view(), Layout::ClassesFirst, 0.5);
    assert!(error.unwrap_err().to_string().contains("one for each anchor"));
}
