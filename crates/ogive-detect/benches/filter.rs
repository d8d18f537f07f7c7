//! The filter beside what people write with ndarray: sigmoid by `mapv`, then loops; in turns, results checked first.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ndarray::{Array2, ArrayView2};
use ogive_detect::{Layout, Scored, score_filter, softmax_topk};

/// As people write it.
fn by_mapv(logits: ArrayView2<f32>, threshold: f32) -> Scored<f32> {
    let scores = logits.mapv(|x| 1.0 / (1.0 + (-x).exp()));
    let mut found = Scored::default();
    for (anchor, column) in scores.columns().into_iter().enumerate() {
        let (mut class, mut best) = (0, f32::NEG_INFINITY);
        for (c, score) in column.iter().enumerate() {
            if *score > best {
                (class, best) = (c, *score);
            }
        }
        if best > threshold {
            found.anchors.push(anchor);
            found.classes.push(class);
            found.scores.push(best);
        }
    }
    found
}

/// Normal numbers from a seed.
fn normal(shape: (usize, usize), mean: f32, deviation: f32) -> Array2<f32> {
    let mut state = 1_u64;
    let mut uniform = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as f32 + 0.5) / (1 << 24) as f32
    };
    Array2::from_shape_simple_fn(shape, || {
        let radius = (-2.0 * uniform().ln()).sqrt();
        mean + deviation * radius * (std::f32::consts::TAU * uniform()).cos()
    })
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn main() {
    let logits = normal((84, 8400), -9.0, 2.0);
    let ours = || score_filter(black_box(logits.view()), Layout::ClassesFirst, 0.25).unwrap();
    let theirs = || by_mapv(black_box(logits.view()), 0.25);
    let (a, b) = (ours(), theirs());
    assert_eq!((&a.anchors, &a.classes), (&b.anchors, &b.classes));
    let (mut of_ours, mut of_theirs) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        let start = Instant::now();
        black_box(ours());
        of_ours.push(start.elapsed());
        let start = Instant::now();
        black_box(theirs());
        of_theirs.push(start.elapsed());
    }
    let (ours, theirs) = (median(of_ours), median(of_theirs));
    println!("(84, 8400) f32, {} anchors pass", a.anchors.len());
    println!("score_filter     {ours:8.3} ms");
    println!("mapv and loops   {theirs:8.3} ms, {:.1} times as long", theirs / ours);

    let scores = normal((1024, 50_257), 0.0, 3.0);
    let mut times = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        black_box(softmax_topk(black_box(scores.view()), 5, None).unwrap());
        times.push(start.elapsed());
    }
    println!("top 5 of softmax, (1024, 50257) f32   {:8.3} ms", median(times));
}
