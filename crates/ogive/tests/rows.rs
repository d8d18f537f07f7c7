//! Functions over an axis beyond softmax: temperature, masks, sums, draws, projections.

mod support;

use ndarray::{Array1, Array2, ArrayD, Axis, array};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::prelude::*;
use ogive::{Error, parse};
use support::*;

const INF: f32 = f32::INFINITY;

#[test]
fn a_temperature_divides_the_scores() {
    let x = array![[0.3_f64, -1.7, 2.9, 4.4], [700.0, -700.0, 1e-3, 0.0]];
    for (text, plain) in [
        ("softmax(axis=1, temperature=0.5)", "softmax(axis=1)"),
        ("log_softmax(axis=1, temperature=0.5)", "log_softmax(axis=1)"),
        ("softmin(axis=1, temperature=0.5)", "softmin(axis=1)"),
    ] {
        // A division by one half is exact.
        let warm = parse(text).unwrap().forward(&x).unwrap();
        let scaled = parse(plain).unwrap().forward(&(&x / 0.5)).unwrap();
        assert_eq!(warm, scaled, "{text}");
        let g = array![[1.0, -2.0, 0.5, 0.25], [1.0, 2.0, 3.0, 4.0]];
        let warm = parse(text).unwrap().backward(&x, &g).unwrap();
        let scaled = parse(plain).unwrap().backward(&(&x / 0.5), &g).unwrap() / 0.5;
        assert_eq!(warm, scaled, "{text}");
    }
    for wrong in ["0", "-1", "inf", "nan"] {
        let error = parse(&format!("softmax(1, temperature={wrong})")).err().unwrap().to_string();
        assert!(error.contains("expected a finite number above 0"), "{error}");
    }
}

#[test]
fn softmin_is_softmax_of_the_negated_scores() {
    let mut random = Random(21);
    for shape in [(7, 5), (3, 200), (200, 3)] {
        let x = Array2::from_shape_fn(shape, |_| (random.normal() * 9.0) as f32);
        let g = Array2::from_shape_fn(shape, |_| random.normal() as f32);
        for axis in [0, 1] {
            let turned = Softmax::new(axis);
            let y = Softmin::new(axis).forward(&x).unwrap();
            assert_eq!(bits(y), bits(turned.forward(&-&x).unwrap()));
            let dx = Softmin::new(axis).backward(&x, &g).unwrap();
            assert_eq!(dx, -turned.backward(&-&x, &g).unwrap());
        }
    }
    let y = Softmin::new(0).forward(&array![INF, 0.0, 0.0]).unwrap();
    assert_eq!(y.to_vec(), [0.0, 0.5, 0.5]);
}

#[test]
fn a_row_that_is_masked_altogether_is_zero() {
    let x = array![[1.0_f32, -INF, 1.0], [-INF, -INF, -INF], [0.0, f32::NAN, 0.0]];
    let safe = Softmax::new(1).masked();
    let y = safe.forward(&x).unwrap();
    assert_eq!(y.row(0).to_vec(), [0.5, 0.0, 0.5]);
    assert_eq!(bits(y.row(1).to_vec()), bits([0.0_f32; 3]));
    assert!(y.row(2).iter().all(|y| y.is_nan()));
    assert_eq!(safe.backward(&x, &x).unwrap().row(1).to_vec(), [0.0; 3]);
    let log = LogSoftmax::new(1).masked().forward(&x).unwrap();
    assert_eq!(log.row(1).to_vec(), [-INF; 3]);
    // Of any length, along and across.
    for length in [1, 5, 16, 80, 200, 1000, 70_000] {
        for axis in [0, 1] {
            let shape = if axis == 0 { [length, 20] } else { [20, length] };
            let nothing = Array2::from_elem(shape, -INF);
            let (safe, log) = (Softmax::new(axis).masked(), LogSoftmax::new(axis).masked());
            let wide = nothing.mapv(f64::from);
            let y = safe.forward(&nothing).unwrap();
            assert!(y.iter().all(|y| y.to_bits() == 0), "{length} along axis {axis}");
            let y = safe.forward(&wide).unwrap();
            assert!(y.iter().all(|y| y.to_bits() == 0), "{length} along axis {axis}, f64");
            assert_eq!(log.forward(&nothing).unwrap(), nothing);
            assert_eq!(log.forward(&wide).unwrap(), wide);
        }
    }
    // The same over axis 0, and as PyTorch has it.
    let across = Softmax::new(0).masked().forward(&x.t()).unwrap();
    assert_eq!(bits(across.column(1).to_vec()), bits([0.0_f32; 3]));
    assert!(Softmax::new(1).forward(&x).unwrap().row(1).iter().all(|y| y.is_nan()));

    let mask = array![[true, false, true], [false, false, false], [true, true, true]];
    let scores = array![[1.0_f32, 99.0, 1.0], [1.0, 2.0, 3.0], [0.0, 0.0, 0.0]];
    let y = ogive::nn::masked_softmax(&scores, &mask, Axis(1)).unwrap();
    assert_eq!(y, array![[0.5, 0.0, 0.5], [0.0, 0.0, 0.0], [1.0 / 3.0; 3]]);
    // One mask for all rows; and one that does not fit.
    let keys = array![true, true, false];
    let y = ogive::nn::masked_softmax(&scores, &keys, Axis(1)).unwrap();
    assert_eq!(y.column(2).to_vec(), [0.0; 3]);
    let error = ogive::nn::masked_softmax(&scores, &array![true, false], Axis(1)).unwrap_err();
    let expected = "softmax: the mask has shape [2]; expected [3, 3], the shape of the input";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn logsumexp_keeps_the_axis_and_its_digits() {
    let x = array![[0.0_f64, 0.0], [1000.0, 1000.0], [-1000.0, 0.0], [0.0, -700.0]];
    let y = ogive::logsumexp(&x, Axis(1)).unwrap();
    assert_eq!(y.shape(), [4, 1]);
    let two = std::f64::consts::LN_2;
    assert_eq!(y.column(0).to_vec(), [two, 1000.0 + two, 0.0, (-700.0_f64).exp()]);
    let special = array![[-INF, -INF], [INF, 0.0], [f32::NAN, 0.0], [5.0, -INF]];
    let y = ogive::logsumexp(&special, Axis(1)).unwrap();
    assert_eq!(bits(y), bits([-INF, INF, f32::NAN, 5.0]));
    // Its gradient is softmax, for one incoming gradient a row.
    let g = array![[1.0], [2.0], [3.0], [-1.0]];
    let dx = LogSumExp::new(1).backward(&x, &g).unwrap();
    assert_eq!(dx, Softmax::new(1).forward(&x).unwrap() * &g);
    assert!(matches!(
        LogSumExp::new(1).forward_inplace(&mut x.clone()),
        Err(Error::InPlace { .. })
    ));
    let wrong = LogSumExp::new(1).backward(&x, &x).unwrap_err().to_string();
    assert!(wrong.contains("the upstream gradient has shape [4, 2]; expected [4, 1]"), "{wrong}");
}

#[test]
fn quiet_softmax_leaves_a_share_to_nobody() {
    let mut random = Random(22);
    for length in [1, 2, 16, 63, 64, 1000] {
        for shift in [-30.0, 0.0, 30.0] {
            let x = Array1::from_shape_fn(length, |_| random.normal() * 3.0 + shift);
            // Softmax with one more score of 0.
            let mut with_zero = x.to_vec();
            with_zero.push(0.0);
            let expected = ogive::softmax(&Array1::from(with_zero), Axis(0)).unwrap();
            let y = ogive::quiet_softmax(&x, Axis(0)).unwrap();
            for (y, expected) in y.iter().zip(&expected) {
                assert!((y / expected - 1.0).abs() < 1e-15, "{y} {expected}");
            }
        }
    }
    let y = ogive::quiet_softmax(&array![-INF, -INF], Axis(0)).unwrap();
    assert_eq!(bits(y), bits([0.0_f32; 2]));
    let y = ogive::quiet_softmax(&array![0.0_f32], Axis(0)).unwrap();
    assert_eq!(y.to_vec(), [0.5]);
    let y = ogive::quiet_softmax(&array![INF, 1.0], Axis(0)).unwrap();
    assert_eq!(y.to_vec(), [1.0, 0.0]);
}

#[test]
fn softmax2d_is_over_channels() {
    let mut random = Random(23);
    let x = ArrayD::from_shape_fn(vec![2, 5, 3, 4], |_| random.normal() as f32);
    assert_eq!(Softmax2d.forward(&x).unwrap(), ogive::softmax(&x, Axis(1)).unwrap());
    let picture = x.index_axis(Axis(0), 0).to_owned();
    assert_eq!(Softmax2d.forward(&picture).unwrap(), ogive::softmax(&picture, Axis(0)).unwrap());
    let error = Softmax2d.forward(&array![[1.0_f32]]).unwrap_err().to_string();
    assert!(error.contains("expected 3 dimensions (C, H, W) or 4 (N, C, H, W)"), "{error}");
}

#[test]
fn hardmax_takes_the_first_of_the_largest() {
    let x =
        array![[1.0_f32, 3.0, 3.0], [-INF, -INF, -INF], [f32::NAN, 1.0, 2.0], [-0.0, 0.0, -1.0]];
    let y = ogive::hardmax(&x, Axis(1)).unwrap();
    assert_eq!(y.row(0).to_vec(), [0.0, 1.0, 0.0]);
    assert_eq!(y.row(1).to_vec(), [1.0, 0.0, 0.0]);
    assert!(y.row(2).iter().all(|y| y.is_nan()));
    assert_eq!(y.row(3).to_vec(), [1.0, 0.0, 0.0]);
    let error = Hardmax::new(1).backward(&x, &x).unwrap_err().to_string();
    assert!(error.contains("it has no gradient"), "{error}");
}

#[test]
fn sparsemax_is_the_nearest_point_of_the_simplex() {
    let near = |y: &Array1<f64>, expected: &[f64]| {
        assert!(y.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{y} {expected:?}");
    };
    near(&ogive::sparsemax(&array![0.1, 0.1], Axis(0)).unwrap(), &[0.5, 0.5]);
    near(&ogive::sparsemax(&array![2.0, 0.5, -1.0], Axis(0)).unwrap(), &[1.0, 0.0, 0.0]);
    near(&ogive::sparsemax(&array![0.9, 0.5, 0.1], Axis(0)).unwrap(), &[0.7, 0.3, 0.0]);
    let mut random = Random(24);
    for length in [1, 3, 10, 100] {
        let x = Array1::from_shape_fn(length, |_| random.normal());
        let y = ogive::sparsemax(&x, Axis(0)).unwrap();
        assert!((y.sum() - 1.0).abs() < 1e-14 && y.iter().all(|y| *y >= 0.0), "{y}");
        // The conditions of the nearest point: x − y is one constant where y is above 0, and no larger
        // than that elsewhere.
        let gap = &x - &y;
        let tau = (0..length).filter(|i| y[*i] > 0.0).map(|i| gap[i]).fold(-1e9, f64::max);
        for i in 0..length {
            let right =
                if y[i] > 0.0 { (gap[i] - tau).abs() < 1e-14 } else { gap[i] <= tau + 1e-14 };
            assert!(right, "{x} {y}");
        }
    }
    for row in [[f32::NAN, 1.0], [INF, 1.0], [-INF, -INF]] {
        let y = ogive::sparsemax(&Array1::from(row.to_vec()), Axis(0)).unwrap();
        assert!(y.iter().all(|y| y.is_nan()), "{row:?}");
    }
    let y = ogive::sparsemax(&array![-INF, 1.0, 3e38], Axis(0)).unwrap();
    assert_eq!(y.to_vec(), [0.0, 0.0, 1.0]);
}

#[test]
fn gradients_are_those_of_finite_differences() {
    let mut random = Random(25);
    let x = Array2::from_shape_fn((4, 9), |_| random.normal());
    for text in [
        "softmin(1)",
        "softmax(1, temperature=0.7)",
        "log_softmax(1, temperature=3)",
        "quiet_softmax(1)",
        "logsumexp(1)",
        "sparsemax(1)",
        "gumbel_softmax(1, temperature=0.7, seed=5)",
    ] {
        let f = parse(text).unwrap();
        let shape = f.output_shape(&[4, 9]).unwrap();
        let g = Array2::from_shape_fn((shape[0], shape[1]), |_| random.normal());
        let gradient = f.backward(&x, &g).unwrap();
        for at in [(0, 0), (1, 5), (3, 8)] {
            let loss = |step: f64| {
                let mut moved = x.clone();
                moved[at] += step;
                (f.forward(&moved).unwrap() * &g).sum()
            };
            let difference = (loss(1e-6) - loss(-1e-6)) / 2e-6;
            assert!((gradient[at] - difference).abs() < 1e-8, "{text} at {at:?}");
        }
    }
}

#[test]
fn gumbel_draws_follow_the_probabilities() {
    // Of n draws, class i comes up n·p times, give or take a few √(n·p·(1 − p)).
    let p = [0.1_f64, 0.2, 0.7];
    let n = 40_000;
    let x = Array2::from_shape_fn((n, 3), |(_, i)| p[i].ln() as f32);
    let hard = GumbelSoftmax::new(1, 1.0, true, 3).unwrap();
    let y = hard.forward(&x).unwrap();
    for (i, p) in p.iter().enumerate() {
        let count = f64::from(y.column(i).sum());
        let spread = (n as f64 * p * (1.0 - p)).sqrt();
        assert!((count - n as f64 * p).abs() < 5.0 * spread, "class {i}: {count}");
    }
    // The same seed draws the same, another one does not; each row has one winner.
    assert_eq!(y, hard.forward(&x).unwrap());
    assert_ne!(y, GumbelSoftmax::new(1, 1.0, true, 4).unwrap().forward(&x).unwrap());
    assert!(y.rows().into_iter().all(|row| row.sum() == 1.0));
    // The hard draw is where the soft one is largest, and has its gradient.
    let soft = GumbelSoftmax::new(1, 1.0, false, 3).unwrap();
    let s = soft.forward(&x).unwrap();
    assert_eq!(ogive::hardmax(&s, Axis(1)).unwrap(), y);
    let g = Array2::from_shape_fn((n, 3), |(i, j)| (i % 7 + j) as f32);
    assert_eq!(hard.backward(&x, &g).unwrap(), soft.backward(&x, &g).unwrap());
    // What is masked is not drawn.
    let masked = array![[0.0_f32, -INF], [0.0, -INF]];
    assert_eq!(hard.forward(&masked).unwrap(), array![[1.0, 0.0], [1.0, 0.0]]);
}

#[test]
fn equal_scores_share_alike() {
    for score in [0.0, 0.3, -1.0, 1e-30, 3.3, 88.7, -1000.1, 4095.9, 4096.0, -4100.5, 1e30] {
        for count in [1_u16, 2, 4, 64, 1024] {
            // And two that are so far below them that they have nothing.
            let scores = (0..count).map(|_| score).chain([-f64::INFINITY, -f64::MAX]);
            let x: Array1<f64> = scores.collect();
            let wide = Softmax::new(0).forward(&x).unwrap();
            let narrow = Softmax::new(0).forward(&x.mapv(|x| x as f32)).unwrap();
            for i in 0..usize::from(count) {
                assert_eq!(wide[i], 1.0 / f64::from(count), "{count} of {score}");
                assert_eq!(narrow[i], 1.0 / f32::from(count), "{count} of {score}");
            }
            let log = LogSoftmax::new(0).forward(&x).unwrap();
            assert_eq!(log[0], -f64::from(count).ln(), "{count} of {score}");
        }
    }
}

/// Rows whose maxima are near 0, around where they count as far from it, far, and infinite, beside each other: each as if it were alone.
#[test]
fn rows_do_not_change_each_other() {
    fn compare<E: Supported>(text: &str, isa: Isa, of: impl Fn(f64) -> E) {
        let (function, run, mut random) = (parse(text).unwrap(), Run::on(isa), Random(77));
        let apply = |x: ndarray::ArrayViewD<E>| {
            let mut out = ArrayD::from_elem(x.shape(), E::default());
            function.typed::<E>().run_forward(run, x, out.view_mut()).unwrap();
            out
        };
        let tops = [0.0, 3.0, -7.5, 500.0, 4095.0, 4096.0, 4097.0, -4096.5, 1e6, -1e30];
        for length in [1, 2, 15, 37, 130] {
            let mut x = ArrayD::from_shape_fn(vec![length, 96], |at| {
                of(tops[at[1] % tops.len()] + random.normal() * 4.0)
            });
            x[[0, 5]] = of(f64::INFINITY);
            x[[0, 17]] = of(f64::NAN);
            x.index_axis_mut(Axis(1), 29).fill(of(-f64::INFINITY));
            let upright = x.t().as_standard_layout().into_owned();
            let (across, along) = (apply(x.view()), apply(upright.t()));
            for (row, x) in x.axis_chunks_iter(Axis(1), 1).enumerate() {
                let alone = bits(apply(x.as_standard_layout().view()));
                for beside in [&across, &along] {
                    let own = beside.index_axis(Axis(1), row).to_owned();
                    assert_eq!(bits(own), alone, "{text}, row {row} of length {length}, {isa}");
                }
            }
        }
    }
    for isa in compared_instruction_sets() {
        for text in [
            "softmax(axis=0)",
            "log_softmax(axis=0)",
            "softmin(axis=0)",
            "quiet_softmax(axis=0)",
            "softmax(axis=0, temperature=0.7)",
            "log_softmax(axis=0, temperature=3)",
            "softmax(axis=0, masked=true)",
        ] {
            compare::<f32>(text, isa, |x| x as f32);
            compare::<f64>(text, isa, |x| x);
        }
    }
}

/// Gradients along rows and across, of rows that end within a group or a round, and of such as are worked on in several chunks.
#[test]
fn gradients_are_the_same_along_and_across() {
    fn compare<E: Supported>(text: &str, isa: Isa, of: impl Fn(f64) -> E) {
        let (function, run, mut random) = (parse(text).unwrap(), Run::on(isa), Random(78));
        let function = function.typed::<E>();
        for (length, rows) in [(33, 40), (84, 40), (95, 9), (1000, 19), (70_000, 9)] {
            let mut drawn =
                || ArrayD::from_shape_fn(vec![length, rows], |_| of(random.normal() * 3.0));
            let (x, g) = (drawn(), drawn());
            let [x_along, g_along] =
                [&x, &g].map(|view| view.t().as_standard_layout().into_owned());
            let [mut across, mut along] = [&x, &x].map(|x| x.clone());
            function.run_backward(run, x.view(), g.view(), across.view_mut()).unwrap();
            function.run_backward(run, x_along.t(), g_along.t(), along.view_mut()).unwrap();
            assert!(bits(along) == bits(across.clone()), "{text}, rows of {length}, {isa}");
            // And to where rows lie side by side.
            let mut out = x_along.clone();
            function
                .run_backward(run, x_along.t(), g_along.t(), out.view_mut().reversed_axes())
                .unwrap();
            assert!(bits(out.t().to_owned()) == bits(across), "{text}, rows of {length}, {isa}");
            // From outputs, as which any numbers do.
            let [mut across, mut along] = [&x, &x].map(|x| x.clone());
            function.run_backward_from_output(run, x.view(), g.view(), across.view_mut()).unwrap();
            function
                .run_backward_from_output(run, x_along.t(), g_along.t(), along.view_mut())
                .unwrap();
            assert!(bits(along) == bits(across), "{text}, from outputs, rows of {length}, {isa}");
        }
    }
    for isa in compared_instruction_sets() {
        for text in ["softmax(axis=0)", "log_softmax(axis=0)", "softmin(axis=0, temperature=3)"] {
            compare::<f32>(text, isa, |x| x as f32);
            compare::<f64>(text, isa, |x| x);
            compare::<half::f16>(text, isa, half::f16::from_f64);
        }
    }
}

/// The logarithm of a winner whose others have next to nothing, or nothing, is below 0 or −0: around where their sum, and what is left of it
/// after a division, is no number any more. That of one alone is +0.
#[test]
fn the_logarithm_of_a_winner_keeps_its_sign() {
    fn check<E: Supported>(isa: Isa, gaps: [i32; 2], of: impl Fn(f64) -> E, to: impl Fn(E) -> f64) {
        let run = Run::on(isa);
        for text in ["log_softmax(axis=0)", "log_softmax(axis=0, temperature=0.5)"] {
            let function = parse(text).unwrap();
            let function = function.typed::<E>();
            for top in [0.0, 3.5, 104.25, -40.0, 1000.0, 5000.0] {
                for others in [0_usize, 1, 3, 40] {
                    for quarters in 4 * gaps[0]..4 * gaps[1] {
                        let other = of(top - f64::from(quarters) / 4.0);
                        let mut x = ArrayD::from_elem(vec![1 + others], other);
                        x[0] = of(top);
                        let mut out = x.clone();
                        function.run_forward(run, x.view(), out.view_mut()).unwrap();
                        let is_negative = to(out[0]).is_sign_negative();
                        assert_eq!(is_negative, others > 0, "{text} of {top}, {quarters}, {isa}");
                    }
                }
            }
        }
    }
    for isa in compared_instruction_sets() {
        check::<f32>(isa, [40, 150], |x| x as f32, f64::from);
        check::<f64>(isa, [340, 800], |x| x, |y| y);
    }
}

#[test]
fn next_to_the_maximum_is_not_the_maximum() {
    // The steps of f32 are finer than those of the exponentials: what is next to the maximum has the same, but not its result.
    let mut random = Random(5);
    let mut worst = 0.0_f64;
    for _ in 0..2_000 {
        let max = (random.unit() * 0.7) as f32;
        let mut x: Vec<f32> = (0..9).map(|_| (random.normal() - 4.0) as f32).collect();
        x.extend((0..40).map(|steps| f32::from_bits(max.to_bits() - steps)));
        let y = Softmax::new(0).forward(&Array1::from(x.clone())).unwrap();
        let exact: Vec<f64> = x.iter().map(|x| (f64::from(*x) - f64::from(max)).exp()).collect();
        let sum: f64 = exact.iter().sum();
        for (y, e) in y.iter().zip(exact) {
            worst = worst.max((f64::from(*y) - e / sum).abs() / ulp(e / sum, 24, -149));
        }
    }
    let claim = parse("softmax(axis=0)").unwrap().info().claim.value;
    assert!(worst < claim, "{worst} ulp; {claim} are claimed");
}
