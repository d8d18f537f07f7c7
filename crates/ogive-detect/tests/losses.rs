//! Losses and their gradients against the formulas in `f64`, and against differences.

mod support;

use half::{bf16, f16};
use ndarray::{Array1, Array2, array};
use ogive_detect::{CrossEntropy, FocalLoss, Score};
use support::{Random, error, narrow, scores, wide};

/// The formula, where nothing cancels or overflows: for logits of moderate size.
fn focal(x: f64, t: f64, alpha: f64, gamma: f64) -> f64 {
    let (p, q) = (1.0 / (1.0 + (-x).exp()), 1.0 / (1.0 + x.exp()));
    let entropy = t * (-x).exp().ln_1p() + (1.0 - t) * x.exp().ln_1p();
    let weight = alpha * t + (1.0 - alpha) * (1.0 - t);
    weight * (t * q + (1.0 - t) * p).powf(gamma) * entropy
}

fn focal_in<E: Score>(epsilon: f64) {
    let x = scores::<E, _, _>(1, (40, 30), 0.0, 6.0);
    let mut random = Random(2);
    let hard: Array2<E> = x.mapv(|_| narrow(random.below(2) as f64));
    let soft: Array2<E> = x.mapv(|_| narrow(random.uniform()));
    for t in [&hard, &soft] {
        for (alpha, gamma) in [(0.25, 2.0), (0.7, 0.0), (0.25, 1.0), (0.9, 3.7), (0.5, 0.5)] {
            let loss = FocalLoss::new(Some(alpha), gamma).unwrap();
            let (y, g) = (loss.forward(&x, t).unwrap(), loss.gradient(&x, t).unwrap());
            for ((x, t), (y, g)) in x.iter().zip(t).zip(y.iter().zip(&g)) {
                let (x, t) = (wide(*x), wide(*t));
                let exact = focal(x, t, alpha, gamma);
                // The formula in f64 is off by some of its own ulps.
                let allowed = if epsilon < 1e-12 { 64.0 } else { 0.6 };
                if exact.abs() > 1e-6 {
                    assert!(error(wide(*y), exact, epsilon) < allowed, "{x} {t} {y} {exact}");
                }
                let h = 1e-5 * x.abs().max(1.0);
                let difference =
                    (focal(x + h, t, alpha, gamma) - focal(x - h, t, alpha, gamma)) / (2.0 * h);
                let close = (wide(*g) - difference).abs() < 1e-7 + 2.0 * epsilon * difference.abs();
                assert!(close, "{x} {t} {g} {difference}");
            }
        }
    }
}

#[test]
fn the_focal_loss_is_its_formula() {
    focal_in::<f32>(f64::from(f32::EPSILON));
    focal_in::<f64>(f64::EPSILON);
    focal_in::<f16>(9.765_625e-4);
    focal_in::<bf16>(7.812_5e-3);
}

#[test]
fn the_focal_loss_far_out() {
    let inf = f32::INFINITY;
    let x = array![200.0_f32, -200.0, 200.0, -200.0, inf, -inf, inf, -inf, f32::NAN, f32::NAN];
    let t = array![1.0_f32, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0];
    let loss = FocalLoss::new(None, 2.0).unwrap();
    let y = loss.forward(&x, &t).unwrap().to_vec();
    assert_eq!(y[..8], [0.0, 0.0, 200.0, 200.0, 0.0, 0.0, inf, inf]);
    assert!(y[8].is_nan() && y[9].is_nan());
    let g = loss.gradient(&x, &t).unwrap().to_vec();
    assert_eq!(g[..8], [0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 1.0, -1.0]);
    assert!(g[8].is_nan() && g[9].is_nan());
    // In f32, the formula as people write it gives 0 here.
    let far = loss.forward(&array![30.0_f32], &array![1.0]).unwrap()[0];
    let exact = (-90.0_f64).exp();
    assert!((f64::from(far) / exact - 1.0).abs() < 1e-6, "{far} {exact}");
}

#[test]
fn the_cross_entropy_is_its_formula() {
    fn of<E: Score>(epsilon: f64) {
        for (rows, classes, spread) in [(1, 1, 1.0), (30, 7, 3.0), (20, 300, 8.0)] {
            let x = scores::<E, _, _>(8, (rows, classes), 0.0, spread);
            let mut random = Random(9);
            let labels = Array1::from_shape_simple_fn(rows, || random.below(classes) as i64);
            let g = scores::<E, _, _>(10, rows, 0.0, 1.0);
            let entropy = CrossEntropy::default();
            let y = entropy.forward(x.view(), labels.view()).unwrap();
            let dx = entropy.gradient(x.view(), labels.view(), g.view()).unwrap();
            for row in 0..rows {
                let x = x.row(row).mapv(wide);
                let label = labels[row] as usize;
                let below = x.mapv(|y| y - x[label]);
                let others: f64 =
                    (0..classes).filter(|c| *c != label).map(|c| below[c].exp()).sum();
                let exact = others.ln_1p();
                assert!(error(wide(y[row]), exact, epsilon) <= 0.6, "{} {exact}", y[row]);
                let g = wide(g[row]);
                for class in 0..classes {
                    let p = below[class].exp() / (1.0 + others);
                    let exact = if class == label { -g * others / (1.0 + others) } else { g * p };
                    let got = wide(dx[[row, class]]);
                    assert!(error(got, exact, epsilon) <= 3.0, "{got} {exact}");
                }
            }
        }
    }
    of::<f32>(f64::from(f32::EPSILON));
    // In f64, the test's own formula rounds as often.
    of::<f64>(f64::EPSILON * 64.0);
    of::<f16>(9.765_625e-4);
    of::<bf16>(7.812_5e-3);
}

#[test]
fn the_cross_entropy_at_its_ends() {
    let inf = f64::INFINITY;
    let x = array![[0.0, -60.0], [-inf, 1.0], [inf, 1.0], [f64::NAN, 1.0], [5.0, 1.0]];
    let labels = array![0_i64, 0, 0, 0, -100];
    let entropy = CrossEntropy::default();
    let y = entropy.forward(x.view(), labels.view()).unwrap();
    assert!((y[0] / (-60.0_f64).exp() - 1.0).abs() < 1e-15);
    assert_eq!(y[1], inf);
    assert_eq!(y[2], 0.0);
    assert!(y[3].is_nan());
    assert_eq!(y[4], 0.0);
    let g =
        entropy.gradient(x.view(), labels.view(), array![1.0, 1.0, 1.0, 1.0, 1.0].view()).unwrap();
    // Not 1 − 1.
    assert!((g[[0, 0]] / -(-60.0_f64).exp() - 1.0).abs() < 1e-15);
    assert_eq!(g.row(1).to_vec(), [-1.0, 1.0]);
    assert_eq!(g.row(4).to_vec(), [0.0, 0.0]);
}

#[test]
fn what_does_not_fit_is_an_error() {
    assert!(FocalLoss::new(Some(1.5), 2.0).is_err());
    assert!(FocalLoss::new(None, -1.0).is_err());
    assert!(FocalLoss::new(None, f64::NAN).is_err());
    let focal = FocalLoss::default();
    let error = focal.forward(&array![1.0_f32, 2.0], &array![0.0]).unwrap_err().to_string();
    assert_eq!(error, "the targets have shape [1]; expected [2], the shape of the logits");
    let error = focal.forward(&array![1.0_f32], &array![2.0]).unwrap_err().to_string();
    assert_eq!(error, "a target = 2; expected a number from 0 to 1");
    let x = array![[0.0_f32, 1.0]];
    let entropy = CrossEntropy::default();
    let error = entropy.forward(x.view(), array![2].view()).unwrap_err().to_string();
    assert_eq!(error, "a label = 2; expected a class from 0 to 1, or -100");
    assert!(entropy.forward(x.view(), array![0, 1].view()).is_err());
    assert!(entropy.gradient(x.view(), array![0].view(), array![1.0, 2.0].view()).is_err());
    assert!(CrossEntropy::ignoring(9).forward(x.view(), array![9].view()).is_ok());
}
