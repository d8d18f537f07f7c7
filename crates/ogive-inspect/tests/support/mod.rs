//! Inputs for which the right answer is known.
#![allow(dead_code)] // each test file uses its part

use ndarray::{Array1, Array2, ArrayD};
use ogive::nn::Layer;
use ogive_inspect::{Elements, Figures, Options, Report, Rows, Rule, Unit};

/// n quantiles of N(0, 1), symmetric about 0: a sample without luck.
pub fn normal(n: usize) -> Vec<f64> {
    // The normal distribution function is a page of the book.
    let phi = ogive::parse("laplace(mu=0, sigma=1)").unwrap();
    let (mut low, mut high) = (Array1::from_elem(n, -9.0_f64), Array1::from_elem(n, 9.0_f64));
    for _ in 0..60 {
        let middle = (&low + &high) / 2.0;
        let below = phi.forward(&middle).unwrap();
        for i in 0..n {
            let aim = (i as f64 + 0.5) / n as f64;
            if below[i] < aim { low[i] = middle[i] } else { high[i] = middle[i] }
        }
    }
    (0..n).map(|i| (low[i] - low[n - 1 - i]) / 2.0).collect()
}

/// E[g(x)] for x ~ N(0, σ²), by the midpoint rule.
pub fn expected(deviation: f64, g: impl Fn(f64) -> f64) -> f64 {
    let step = 1.0 / 4096.0;
    let points = (-12 * 4096..12 * 4096).map(|i| (f64::from(i) + 0.5) * step);
    let sum: f64 = points.map(|z| (-z * z / 2.0).exp() * g(deviation * z)).sum();
    sum * step / (2.0 * std::f64::consts::PI).sqrt()
}

/// A sequence that looks random, between −1 and 1.
pub fn noise(n: usize) -> impl Iterator<Item = f64> {
    let mut state = 1_u64;
    (0..n).map(move |_| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    })
}

/// A batch of N(0, σ²) in each channel: the quantiles, in an order that differs between channels.
pub fn batch(entries: usize, channels: usize, deviation: f64) -> Array2<f64> {
    let normal = normal(entries);
    // An odd step takes a power of two of places in turn, in another order.
    assert!(entries.is_power_of_two());
    Array2::from_shape_fn((entries, channels), |(i, j)| {
        deviation * normal[(i * (2 * j + 5) + 7 * j) % entries]
    })
}

pub fn inspected(call: &str, x: &ArrayD<f64>, options: &Options) -> Report {
    ogive_inspect::inspect(&*ogive::parse(call).unwrap(), x, options).unwrap()
}

pub fn report(call: &str, x: &Array2<f64>) -> Report {
    inspected(call, &x.clone().into_dyn(), &Options::default())
}

pub fn elements(report: &Report) -> &Elements {
    match &report.figures {
        Figures::Element(elements) => elements,
        Figures::Axis(_) => panic!("of one number"),
    }
}

pub fn rows(report: &Report) -> &Rows {
    match &report.figures {
        Figures::Axis(rows) => rows,
        Figures::Element(_) => panic!("over an axis"),
    }
}

pub fn total(report: &Report) -> &Unit {
    &elements(report).total
}

/// The rules that fired.
pub fn fired(report: &Report) -> Vec<Rule> {
    report.verdict.findings.iter().map(|finding| finding.rule).collect()
}

#[track_caller]
pub fn near(given: impl Into<Option<f64>>, expected: f64, relative: f64) {
    let given = given.into().expect("a number");
    let error = (given - expected).abs();
    assert!(error <= relative * expected.abs(), "{given} is not {expected}");
}
