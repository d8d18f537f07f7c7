//! Rows that are in several places: what their shards come to, merged, is what the whole row comes to.

mod support;

use half::{bf16, f16};
use ndarray::{Array2, ArrayD, ArrayView2, Axis, s};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::number::{Dtype, Word};
use ogive::prelude::*;
use ogive::sharded::{self, RowState, Sharded};
use support::Random;

fn wide<E: Dtype>(x: E) -> f64 {
    x.widen().wide()
}

fn narrow<E: Dtype>(x: f64) -> E {
    let (hi, lo) = E::Word::of_pair(x, 0.0);
    E::narrow(hi, lo)
}

/// Normal numbers with this deviation.
fn scores<E: Dtype>(rows: usize, classes: usize, spread: f64) -> Array2<E> {
    let mut random = Random((rows * classes) as u64);
    Array2::from_shape_fn((rows, classes), |_| narrow(random.normal() * spread))
}

/// How far apart, in units in the last place of the larger.
fn ulps<E: Dtype>(a: E, b: E, epsilon: f64) -> f64 {
    let (a, b) = (wide(a), wide(b));
    if a == b || (a.is_nan() && b.is_nan()) {
        return 0.0;
    }
    (a - b).abs() / (a.abs().max(b.abs()) * epsilon)
}

/// By way of shards that end at these classes.
fn by_shards<P: Sharded, E: Dtype>(
    run: Run,
    function: &P,
    x: ArrayView2<E>,
    ends: &[usize],
) -> Array2<E> {
    let mut first = 0;
    let shards: Vec<_> =
        ends.iter().map(|end| x.slice(s![.., std::mem::replace(&mut first, *end)..*end])).collect();
    let states: Vec<_> =
        shards.iter().map(|shard| sharded::partial_on(run, function, shard).unwrap()).collect();
    let states = sharded::merge_all(function, &states).unwrap();
    let finished: Vec<_> = shards
        .iter()
        .map(|shard| sharded::finish_on(run, function, shard, &states).unwrap())
        .collect();
    let views: Vec<_> = finished.iter().map(|part| part.view()).collect();
    ndarray::concatenate(Axis(1), &views).unwrap()
}

fn whole_and_shards<P: Sharded + Layer, E: Supported>(function: &P, epsilon: f64, most: f64) {
    let mut worst = 0.0_f64;
    for (rows, classes) in [(1, 1), (3, 2), (40, 7), (9, 130), (20, 80), (2, 70_001)] {
        for spread in [0.01, 2.0, 30.0] {
            let x = scores::<E>(rows, classes, spread);
            let whole = function.forward(&x).unwrap();
            for ends in [
                vec![classes],
                vec![classes / 2, classes],
                vec![0, classes / 3, classes / 3, classes * 3 / 4, classes],
            ] {
                let mut same: Option<Array2<E>> = None;
                for isa in Isa::available() {
                    for parallel in [false, true] {
                        let got = by_shards(Run { isa, parallel }, function, x.view(), &ends);
                        for (a, b) in got.iter().zip(&whole) {
                            worst = worst.max(ulps(*a, *b, epsilon));
                        }
                        let same = same.get_or_insert_with(|| got.clone());
                        assert_eq!(*same, got, "{isa}, {ends:?}");
                    }
                }
                // The axis first, as rows across.
                let across = by_shards(
                    Run::on(Isa::active().unwrap()),
                    function,
                    x.t().as_standard_layout().t(),
                    &ends,
                );
                assert_eq!(same.unwrap(), across, "{ends:?} across");
            }
        }
    }
    println!("{} {}: at most {worst} of an ulp apart", P::INFO.name, E::NAME);
    assert!(worst <= most, "{worst} ulps apart");
}

#[test]
fn shards_give_what_the_whole_row_gives() {
    let temperature = |t| Softmax::new(1).with_temperature(t).unwrap();
    for softmax in [Softmax::new(1), temperature(0.7), temperature(20.0)] {
        whole_and_shards::<_, f32>(&softmax, f64::from(f32::EPSILON), 1.0);
        whole_and_shards::<_, f64>(&softmax, f64::EPSILON, 2.0);
        whole_and_shards::<_, f16>(&softmax, 9.8e-4, 1.0);
        whole_and_shards::<_, bf16>(&softmax, 7.9e-3, 1.0);
    }
    whole_and_shards::<_, f32>(&LogSoftmax::new(1), f64::from(f32::EPSILON), 1.0);
    whole_and_shards::<_, f64>(&LogSoftmax::new(1), f64::EPSILON, 4.0);
    whole_and_shards::<_, f16>(&LogSoftmax::new(-1), 9.8e-4, 1.0);
    whole_and_shards::<_, bf16>(&LogSoftmax::new(-1), 7.9e-3, 1.0);
}

#[test]
fn merging_is_associative_within_an_ulp() {
    let softmax = Softmax::new(1);
    let mut worst = 0.0_f64;
    for spread in [0.1, 4.0, 90.0] {
        let x = scores::<f32>(500, 90, spread);
        let [a, b, c] = [0..10, 10..50, 50..90]
            .map(|classes| sharded::partial(&softmax, &x.slice(s![.., classes])).unwrap());
        let merge = |a: &ArrayD<RowState<f32>>, b: &ArrayD<RowState<f32>>| {
            sharded::merge(&softmax, a, b).unwrap()
        };
        let (left, right) = (merge(&merge(&a, &b), &c), merge(&a, &merge(&b, &c)));
        for (left, right) in left.iter().zip(&right) {
            assert_eq!(left.maximum(), right.maximum());
            let (left, right) = (1.0 + left.others(), 1.0 + right.others());
            worst = worst.max((left - right).abs() / (left * f64::EPSILON));
        }
        // The order of two does not matter at all.
        assert_eq!(merge(&a, &b), merge(&b, &a));
    }
    println!("{worst} of an ulp");
    assert!(worst <= 1.0, "{worst} ulps apart");
}

#[test]
fn a_small_result_keeps_its_digits() {
    // The winner is far ahead: its log-probability is all in the others.
    let x = Array2::from_shape_vec((1, 3), vec![0.0_f64, -60.0, -61.0]).unwrap();
    let log = LogSoftmax::new(1);
    let got = by_shards(Run::active().unwrap(), &log, x.view(), &[1, 3]);
    let exact = -((-60.0_f64).exp() + (-61.0_f64).exp());
    assert!((got[[0, 0]] / exact - 1.0).abs() < 1e-15, "{} {exact}", got[[0, 0]]);
}

#[test]
fn rows_without_a_sum() {
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    let x = ndarray::array![
        [-inf, -inf, -inf, -inf],
        [-inf, 1.0, 2.0, -inf],
        [inf, 0.0, 1.0, inf],
        [0.0, 1.0, nan, 2.0],
        [nan, nan, -inf, -inf],
        [-inf, -inf, -inf, nan],
        [inf, nan, 0.0, 0.0],
        [3e38, -3e38, 3e38, 0.0],
    ];
    let run = Run::active().unwrap();
    let same = |a: &Array2<f32>, b: &Array2<f32>| {
        let equal = |(a, b): (&f32, &f32)| a == b || (a.is_nan() && b.is_nan());
        assert!(a.iter().zip(b).all(equal), "{a}\n{b}");
    };
    for ends in [vec![4], vec![2, 4], vec![1, 2, 3, 4], vec![0, 3, 4, 4]] {
        for softmax in [Softmax::new(1), Softmax::new(1).masked()] {
            same(&by_shards(run, &softmax, x.view(), &ends), &softmax.forward(&x).unwrap());
        }
        for log in [LogSoftmax::new(1), LogSoftmax::new(1).masked()] {
            same(&by_shards(run, &log, x.view(), &ends), &log.forward(&x).unwrap());
        }
    }
}

#[test]
fn a_state_is_two_numbers_and_has_a_logarithm() {
    let softmax = Softmax::new(0);
    let exact = (0.5_f64.exp() + (-1.0_f64).exp() + 2.0 * 3.0_f64.exp()).ln();
    let x = ndarray::array![0.5_f64, -1.0, 3.0, 3.0];
    let state = sharded::partial(&softmax, &x).unwrap()[[0]];
    assert_eq!(state, RowState::from_numbers(state.to_numbers()).unwrap());
    assert_eq!(state.maximum(), 3.0);
    assert!((state.logsumexp() - exact).abs() < 1e-14);
    // Single precision has its own exponentials, whose errors are far below those of the results.
    let state = sharded::partial(&softmax, &x.mapv(|x| x as f32)).unwrap()[[0]];
    assert!((state.logsumexp() - exact).abs() < 1e-8, "{} {exact}", state.logsumexp());
    assert_eq!(RowState::<f32>::empty().logsumexp(), f64::NEG_INFINITY);
    // 0.1 is no element of `f32`.
    for numbers in [[f64::NAN, 1.0], [0.0, -1.0], [0.1, 1.0]] {
        let error = RowState::<f32>::from_numbers(numbers).unwrap_err().to_string();
        assert!(error.contains("RowState::to_numbers"), "{error}");
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let softmax = Softmax::new(1);
    let x = Array2::<f32>::zeros((3, 4));
    let states = sharded::partial(&softmax, &x).unwrap();
    let other = sharded::partial(&softmax, &Array2::<f32>::zeros((2, 4))).unwrap();
    assert!(sharded::merge(&softmax, &states, &other).is_err());
    assert!(sharded::finish(&softmax, &x, &other).is_err());
    assert!(sharded::merge_all::<_, f32>(&softmax, &[]).is_err());
    assert!(sharded::partial(&Softmax::new(2), &x).is_err());
    assert!(sharded::finish(&Softmax::new(-3), &x, &states).is_err());
    // Rows without elements, and no rows.
    let none = sharded::partial(&softmax, &Array2::<f32>::zeros((3, 0))).unwrap();
    assert!(none.iter().all(|state| *state == RowState::empty()));
    assert_eq!(sharded::partial(&softmax, &Array2::<f32>::zeros((0, 4))).unwrap().len(), 0);
}
