//! From a head's raw output to boxes, against the steps one by one.

mod support;

use ndarray::{Array2, array, s};
use ogive_detect::{Grid, Head, Layout, Scores, boxes, distribution_to_distance, score_filter};
use support::scores;

fn yolo() -> Head {
    Head {
        layout: Layout::ClassesFirst,
        scores: Scores::Sigmoid,
        threshold: 0.3,
        grid: Some(Grid::new(64, 96, &[8, 16, 32], 16, 0.45).unwrap()),
    }
}

#[test]
fn a_head_with_boxes_is_its_steps() {
    let head = yolo();
    let anchors = head.grid.as_ref().unwrap().anchors();
    assert_eq!(anchors, 8 * 12 + 4 * 6 + 2 * 3);
    let raw = scores::<f32, _, _>(1, (64 + 5, anchors), -1.0, 1.5);
    let found = head.detect(raw.view()).unwrap();
    let passed = score_filter(raw.slice(s![64.., ..]), Layout::ClassesFirst, 0.3).unwrap();
    assert!(!found.is_empty() && found.len() < passed.anchors.len());
    assert!(found.is_sorted_by(|a, b| a.score >= b.score));
    let distances =
        distribution_to_distance(raw.slice(s![..64, ..]), Layout::ClassesFirst, 16).unwrap();
    for one in &found {
        let place = passed.anchors.iter().position(|anchor| *anchor == one.anchor).unwrap();
        assert_eq!(passed.classes[place], one.class);
        assert_eq!(f64::from(passed.scores[place]), one.score);
        let (stride, cell, width) = match one.anchor {
            i if i < 96 => (8.0, i, 12),
            i if i < 120 => (16.0, i - 96, 6),
            i => (32.0, i - 120, 3),
        };
        let centre =
            [((cell % width) as f64 + 0.5) * stride, ((cell / width) as f64 + 0.5) * stride];
        for (side, corner) in one.corners.unwrap().iter().enumerate() {
            let towards = if side < 2 { -stride } else { stride };
            let distance = f64::from(distances[[side, one.anchor]]);
            assert_eq!(*corner, centre[side % 2] + towards * distance);
        }
    }
    // The other way round it is the same.
    let turned = Head { layout: Layout::AnchorsFirst, ..head.clone() };
    assert_eq!(turned.detect(raw.t()).unwrap(), found);
    let standard: Array2<f32> = raw.t().as_standard_layout().into_owned();
    assert_eq!(turned.detect(standard.view()).unwrap(), found);
}

#[test]
fn heads_without_boxes() {
    let raw = array![[2.0_f32, -3.0, 0.0], [0.5, 3.0, -1.0], [1.5, -9.0, 4.0]];
    let head =
        |scores, threshold| Head { layout: Layout::ClassesFirst, scores, threshold, grid: None };
    let found = |scores, threshold| {
        let found = head(scores, threshold).detect(raw.view()).unwrap();
        found.iter().map(|one| (one.anchor, one.class)).collect::<Vec<_>>()
    };
    assert_eq!(found(Scores::Sigmoid, 0.9), [(1, 1), (2, 2)]);
    // σ(2)·σ(1.5) = 0.72, σ(−3)·σ(3) = 0.05, σ(0)·σ(4) = 0.49.
    assert_eq!(found(Scores::SigmoidWithObjectness, 0.4), [(0, 1), (2, 1)]);
    assert_eq!(found(Scores::Softmax { background: Some(0) }, 0.3), [(0, 2), (1, 1), (2, 2)][..]);
    assert_eq!(found(Scores::Softmax { background: None }, 0.5), [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let message =
        |shape| yolo().detect(Array2::<f32>::zeros(shape).view()).unwrap_err().to_string();
    assert!(message((64, 126)).contains("64 of distributions and at least one class"));
    assert!(message((70, 100)).contains("126 anchors"), "{}", message((70, 100)));
    assert!(Grid::new(64, 96, &[7], 16, 0.5).unwrap_err().to_string().contains("divisor"));
    assert!(Grid::new(64, 96, &[], 16, 0.5).is_err());
    assert!(Grid::new(64, 96, &[0], 16, 0.5).is_err());
    assert!(Grid::new(0, 0, &[8], 16, 0.5).is_err());
    assert!(Grid::new(64, 96, &[8], 0, 0.5).is_err());
    assert!(Grid::new(64, 96, &[8], 16, 1.5).is_err());
    let nan = Head { threshold: f64::NAN, ..yolo() };
    assert!(nan.detect(Array2::<f32>::zeros((70, 126)).view()).is_err());
    assert!(boxes::centres(0, 3, 8.0).is_empty());
}
