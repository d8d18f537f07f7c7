//! The most probable classes are those of softmax and a sort.

mod support;

use half::{bf16, f16};
use ndarray::{Array2, ArrayView2, s};
use ogive::prelude::*;
use ogive_detect::{Score, TopKPartial, softmax_topk};
use support::{error, narrow, scores, wide};

/// Classes and probabilities by sorting all of a row.
fn by_sorting<E: Score>(
    x: ArrayView2<E>,
    k: usize,
    background: Option<usize>,
) -> (Array2<usize>, Array2<E>) {
    let all = Softmax::new(1).forward(&x).unwrap();
    let mut classes = Array2::zeros((x.nrows(), k));
    let mut probabilities = Array2::from_elem((x.nrows(), k), E::default());
    for row in 0..x.nrows() {
        let mut order: Vec<usize> = (0..x.ncols()).filter(|c| Some(*c) != background).collect();
        order.sort_by(|a, b| wide(x[[row, *b]]).partial_cmp(&wide(x[[row, *a]])).unwrap());
        for (place, class) in order.into_iter().take(k).enumerate() {
            classes[[row, place]] = class;
            probabilities[[row, place]] = all[[row, class]];
        }
    }
    (classes, probabilities)
}

/// Results may be so many units in the last place from those of the whole row.
fn of_type<E: Score>(epsilon: f64, most: f64) {
    for (rows, classes) in [(1, 1), (4, 5), (50, 81), (3, 1000), (2, 50_257), (2000, 21)] {
        for spread in [1e-3, 3.0, 40.0] {
            let x = scores::<E, _, _>(11, (rows, classes), 0.0, spread);
            let across = x.t().as_standard_layout().into_owned();
            for k in [0, 1, 5, 70] {
                for background in [None, Some(0), Some(classes - 1)] {
                    if k + usize::from(background.is_some()) > classes {
                        continue;
                    }
                    let (wanted, exact) = by_sorting(x.view(), k, background);
                    let top = softmax_topk(x.view(), k, background).unwrap();
                    assert_eq!(top.classes, wanted, "{} {rows} {classes} {k}", E::NAME);
                    for (a, b) in top.probabilities.iter().zip(&exact) {
                        assert!(error(wide(*a), wide(*b), epsilon) <= most, "{a} {b}");
                    }
                    assert_eq!(softmax_topk(across.t(), k, background).unwrap(), top);
                    // The classes in three places.
                    let (one, two) = (classes / 3, classes / 2);
                    let part = |from: usize, to: usize| {
                        TopKPartial::new(x.slice(s![.., from..to]), k, background, from).unwrap()
                    };
                    let merged = part(0, one).merge(&part(one, two)).unwrap();
                    let merged = merged.merge(&part(two, classes)).unwrap().finish().unwrap();
                    assert_eq!(merged.classes, wanted, "in three places");
                    for (a, b) in merged.probabilities.iter().zip(&exact) {
                        assert!(error(wide(*a), wide(*b), epsilon) <= most, "{a} {b}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_most_probable_are_those_of_a_sort() {
    of_type::<f32>(f64::from(f32::EPSILON), 1.0);
    of_type::<f64>(f64::EPSILON, 2.0);
    of_type::<f16>(9.765_625e-4, 0.0);
    of_type::<bf16>(7.812_5e-3, 0.0);
}

#[test]
fn rows_without_probabilities_and_ties() {
    let inf = f32::INFINITY;
    let x = ndarray::array![
        [1.0, f32::NAN, 3.0],
        [-inf, -inf, -inf],
        [2.0, 2.0, 2.0],
        [inf, 0.0, inf],
        [-inf, 1.0, -inf],
    ];
    let top = softmax_topk(x.view(), 2, None).unwrap();
    assert!(top.probabilities.slice(s![..2, ..]).iter().all(|p| p.is_nan()));
    assert_eq!(top.classes.row(2).to_vec(), [0, 1]);
    assert_eq!(top.classes.row(3).to_vec(), [0, 2]);
    assert_eq!(top.probabilities.row(3).to_vec(), [0.5, 0.5]);
    assert_eq!(top.classes.row(4).to_vec(), [1, 0]);
    assert_eq!(top.probabilities.row(4).to_vec(), [1.0, 0.0]);
    let x: Array2<f16> = x.mapv(|x| narrow(f64::from(x)));
    assert_eq!(softmax_topk(x.view(), 2, None).unwrap().classes.row(3).to_vec(), [0, 2]);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let x = Array2::<f32>::zeros((2, 3));
    let message = |k, background| softmax_topk(x.view(), k, background).unwrap_err().to_string();
    assert_eq!(message(4, None), "k = 4; expected at most 3, as many as there are classes");
    assert!(message(3, Some(0)).contains("at most 2"));
    assert!(message(1, Some(3)).contains("one of the 3 classes"));
    assert!(softmax_topk(Array2::<f32>::zeros((2, 0)).view(), 0, None).is_err());
    assert_eq!(
        softmax_topk(Array2::<f32>::zeros((0, 3)).view(), 2, None).unwrap().classes.dim(),
        (0, 2)
    );
    let (two, three) =
        (TopKPartial::new(x.view(), 2, None, 0), TopKPartial::new(x.view(), 3, None, 3));
    assert!(two.unwrap().merge(&three.unwrap()).is_err());
    // Too few in all shards together.
    assert!(TopKPartial::new(x.view(), 9, None, 0).unwrap().finish().is_err());
}
