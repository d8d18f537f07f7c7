//! From distributions to distances, from distances to boxes, and from many boxes to few.

mod support;

use half::{bf16, f16};
use ndarray::{Array2, ArrayView2, array};
use ogive_detect::{Layout, Score, boxes, distribution_to_distance};
use support::{Random, error, scores, wide};

fn mean(scores: impl Iterator<Item = f64>) -> f64 {
    let scores: Vec<f64> = scores.collect();
    let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let terms = scores.iter().map(|x| (x - max).exp());
    let weighted: f64 = terms.clone().enumerate().map(|(i, e)| i as f64 * e).sum();
    weighted / terms.sum::<f64>()
}

fn distances<E: Score>(epsilon: f64, most: f64) {
    let mut worst = 0.0_f64;
    for (bins, anchors, spread) in [(16, 8400, 3.0), (1, 5, 1.0), (17, 33, 20.0), (3, 1, 0.1)] {
        let x = scores::<E, _, _>(6, (4 * bins, anchors), 0.0, spread);
        let got = distribution_to_distance(x.view(), Layout::ClassesFirst, bins).unwrap();
        for side in 0..4 {
            for anchor in 0..anchors {
                let exact = mean((0..bins).map(|bin| wide(x[[side * bins + bin, anchor]])));
                worst = worst.max(error(wide(got[[side, anchor]]), exact, epsilon));
            }
        }
        let turned = x.t().as_standard_layout().into_owned();
        let other = distribution_to_distance(turned.view(), Layout::AnchorsFirst, bins).unwrap();
        assert_eq!(got.t(), other, "{bins} bins");
        assert_eq!(distribution_to_distance(x.t(), Layout::AnchorsFirst, bins).unwrap(), other);
    }
    println!("{}: at most {worst} ulp", E::NAME);
    assert!(worst <= most, "{}: {worst} ulp", E::NAME);
}

#[test]
fn distances_are_means() {
    distances::<f32>(f64::from(f32::EPSILON), 1.75);
    distances::<f16>(9.765_625e-4, 0.51);
    distances::<bf16>(7.812_5e-3, 0.51);
    distances::<f64>(f64::EPSILON, 16.0);
}

#[test]
fn distances_at_their_ends() {
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    // The four sides: certain of one bin, torn between two, NaN, and of nothing.
    let x = array![[-inf], [0.0], [inf], [inf], [nan], [0.0], [-inf], [-inf]];
    let got = distribution_to_distance(x.view(), Layout::ClassesFirst, 2).unwrap();
    assert_eq!(got[[0, 0]], 1.0);
    assert_eq!(got[[1, 0]], 0.5);
    assert!(got[[2, 0]].is_nan() && got[[3, 0]].is_nan());
    let error = distribution_to_distance(x.view(), Layout::ClassesFirst, 3).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the scores have shape [8, 1]; expected (4·bins, anchors) with 4·bins = 12"
    );
    assert!(distribution_to_distance(x.view(), Layout::AnchorsFirst, 2).is_err());
    assert!(distribution_to_distance(x.view(), Layout::ClassesFirst, 0).is_err());
    let none = Array2::<f32>::zeros((64, 0));
    assert_eq!(
        distribution_to_distance(none.view(), Layout::ClassesFirst, 16).unwrap().dim(),
        (4, 0)
    );
}

#[test]
fn boxes_from_distances() {
    let centres = boxes::centres(2, 3, 8.0);
    assert_eq!(centres.row(0).to_vec(), [4.0, 4.0]);
    assert_eq!(centres.row(5).to_vec(), [20.0, 12.0]);
    let distances = array![[0.5, 0.25, 1.0, 2.0]];
    let got = boxes::from_distances(distances.view(), centres.slice(ndarray::s![5..6, ..]), 8.0);
    assert_eq!(got.unwrap().row(0).to_vec(), [16.0, 10.0, 28.0, 28.0]);
    assert!(boxes::from_distances(distances.view(), centres.view(), 8.0).is_err());
    assert!(boxes::from_distances(centres.view(), centres.view(), 8.0).is_err());
}

/// Every pair, by the definition.
fn by_pairs(boxes: ArrayView2<f64>, scores: &[f64], classes: &[usize], overlap: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let mut kept: Vec<usize> = Vec::new();
    for i in order {
        let covers = |j: &usize| {
            let (a, b) = (boxes.row(i), boxes.row(*j));
            let width = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
            let height = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
            let area = |x: ndarray::ArrayView1<f64>| (x[2] - x[0]) * (x[3] - x[1]);
            let both = width * height;
            classes[i] == classes[*j] && both / (area(a) + area(b) - both) > overlap
        };
        if !kept.iter().any(covers) {
            kept.push(i);
        }
    }
    kept
}

#[test]
fn suppression_is_that_of_the_definition() {
    let mut random = Random(12);
    for count in [0, 1, 2, 300] {
        let boxes = Array2::from_shape_fn((count, 4), |_| random.uniform() * 40.0);
        let boxes = Array2::from_shape_fn((count, 4), |(i, side)| {
            boxes[[i, side % 2]] + if side < 2 { 0.0 } else { 10.0 + boxes[[i, side]] }
        });
        // Few scores, so that there are equal ones.
        let scores: Vec<f64> = (0..count).map(|_| random.below(20) as f64 / 20.0).collect();
        let classes: Vec<usize> = (0..count).map(|_| random.below(3)).collect();
        for overlap in [0.0, 0.3, 0.45, 0.9, 1.0] {
            let view = ndarray::ArrayView1::from(&scores[..]);
            let kept = boxes::suppress(boxes.view(), view, &classes, overlap).unwrap();
            assert_eq!(
                kept,
                by_pairs(boxes.view(), &scores, &classes, overlap),
                "{count} {overlap}"
            );
        }
    }
    let one = array![[0.0, 0.0, 1.0, 1.0]];
    let suppress = |scores: ndarray::Array1<f64>, classes: &[usize], overlap| {
        boxes::suppress(one.view(), scores.view(), classes, overlap)
    };
    assert!(suppress(array![1.0, 2.0], &[0], 0.5).is_err());
    assert!(suppress(array![1.0], &[], 0.5).is_err());
    assert!(suppress(array![f64::NAN], &[0], 0.5).is_err());
    assert!(suppress(array![1.0], &[0], 1.5).is_err());
}
