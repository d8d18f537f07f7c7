//! How far the results are from the exact ones, on dense samples: an oracle judges the `f64`
//! kernels, and they judge those of the narrower types.

mod support;

use half::{bf16, f16};
use ndarray::Axis;
use ogive::kernel::Run;
use ogive::{Function, parse};
use rayon::prelude::*;
use support::*;

/// The bound that every element-wise function is held to, whatever smaller error it claims.
const BELOW: f64 = 1.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Value,
    Slope,
}

impl Part {
    fn of<E: ogive::function::Supported>(self, f: &dyn Function, x: &[E]) -> Vec<E> {
        let run = Run::active().unwrap();
        match self {
            Part::Value => forward(f, run, x),
            Part::Slope => slope(f, run, x),
        }
    }
    fn claim(self, f: &dyn Function) -> f64 {
        let claim = f.info().claim;
        match self {
            Part::Value => claim.value,
            Part::Slope => claim.slope.unwrap(),
        }
    }
}

#[test]
fn f64_against_the_oracle() {
    let worst = on_all_cores(|f| {
        let oracle = Oracle::new(false);
        let graph = f.definition().unwrap();
        let x = f64_inputs(f, 16, 4);
        [Part::Value, Part::Slope].map(|part| {
            let mut worst = (0.0, 0.0);
            for (x, y) in x.iter().zip(&part.of(f, &x)) {
                if x.is_infinite() || y.is_infinite() {
                    continue; // see the test on special values
                }
                let exact = oracle.at(&graph, *x);
                let exact = if part == Part::Value { exact.value } else { exact.slope };
                let error = oracle.error(*y, &exact, 53, -1074);
                if error > worst.0 {
                    worst = (error, *x);
                }
            }
            (part, worst)
        })
    });
    for (f, parts) in worst {
        for (part, (error, x)) in parts {
            println!("{f} {part:?} f64: {error:.4} ulp at {x:e}");
            assert!(error < BELOW, "{f} {part:?}: {error} ulp at {x:e}");
        }
    }
}

/// Something of every function, each on whichever core is free: by the oracle they take minutes.
fn on_all_cores<T: Send>(of: impl Fn(&dyn Function) -> T + Sync) -> Vec<(String, T)> {
    let functions = element_functions();
    functions.par_iter().with_max_len(1).map(|f| (f.to_string(), of(&**f))).collect()
}

/// Second derivatives claim no ulps: they are near to the exact ones, and finite where those are.
#[test]
fn second_derivatives_against_the_oracle() {
    let worst = on_all_cores(|f| {
        let oracle = Oracle::new(false);
        let graph = f.definition().unwrap();
        let x: Vec<f64> = f64_inputs(f, 4, 0).into_iter().filter(|x| x.abs() < 1e30).collect();
        let second = second_derivative(f, Run::active().unwrap(), &x);
        let mut worst = (0.0, 0.0);
        for (x, second) in x.iter().zip(&second) {
            let error = |x: f64| {
                let exact = oracle.second_at(&graph, x).to_f64().value();
                let error = (second - exact).abs() / exact.abs().max(1.0);
                match () {
                    () if exact.abs() > 1e300 => 0.0,
                    () if error.is_nan() => f64::INFINITY,
                    () => error,
                }
            };
            let mut error_here = error(*x);
            if error_here >= 1e-14 {
                // Where it jumps, either side will do.
                error_here = error(x.next_down()).min(error(x.next_up()));
            }
            if error_here > worst.0 {
                worst = (error_here, *x);
            }
        }
        worst
    });
    let mut wrong = Vec::new();
    for (f, (error, x)) in worst {
        println!("{f}: {error:e} at {x:e}");
        if error >= 1e-14 {
            wrong.push(format!("{f}: {error:e} at {x:e}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn f32_against_f64() {
    for f in element_functions() {
        let x = f32_inputs(&*f, 2048, 64);
        let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
        let f64_twin = f.single().unwrap();
        for part in [Part::Value, Part::Slope] {
            let (y, exact) = (part.of(&*f, &x), part.of(&*f64_twin, &wide));
            let (mut worst, mut at, mut misrounded) = (0.0, 0.0, 0);
            for ((x, y), exact) in x.iter().zip(&y).zip(&exact) {
                misrounded += usize::from(*y != *exact as f32);
                if exact.is_infinite() || exact.abs() > f64::from(f32::MAX) || y.is_infinite() {
                    assert_eq!(*y, *exact as f32, "{f} {part:?} at {x:e}");
                    continue;
                }
                let error = (f64::from(*y) - exact).abs() / ulp(exact.abs(), 24, -149);
                if error > worst {
                    (worst, at) = (error, *x);
                }
            }
            let n = x.len();
            println!("{f} {part:?} f32: {worst:.4} ulp at {at:e}, {misrounded} of {n} misrounded");
            assert!(worst < BELOW, "{f} {part:?}: {worst} ulp at {at:e}");
            let claim = part.claim(&*f);
            assert!(worst <= claim, "{f} {part:?} claims {claim}: {worst} ulp at {at:e}");
        }
    }
}

/// All 65,536 inputs: the result is the exact one, rounded once. Where the `f64` kernel is too
/// close to a tie to tell, the oracle tells.
#[test]
fn halves_are_correctly_rounded() {
    let oracle = Oracle::new(true);
    macro_rules! check {
        ($half:ident) => {
            for f in element_functions() {
                let twin = f.single().unwrap();
                let graph = twin.definition().unwrap();
                let x: Vec<$half> = (0..=u16::MAX)
                    .map($half::from_bits)
                    .filter(|x| is_defined(&*f, x.to_f64()))
                    .collect();
                let wide: Vec<f64> = x.iter().map(|x| x.to_f64()).collect();
                for part in [Part::Value, Part::Slope] {
                    let (y, exact) = (part.of(&*f, &x), part.of(&*twin, &wide));
                    let mut wrong = Vec::new();
                    for ((x, y), exact) in x.iter().zip(&y).zip(&exact) {
                        let nudge = 2.0_f64.powi(-48);
                        let low = $half::from_f32(odd_f32(exact * (1.0 - nudge)));
                        let high = $half::from_f32(odd_f32(exact * (1.0 + nudge)));
                        let expected = if low == high || !x.is_finite() {
                            [$half::from_f32(odd_f32(*exact)); 2]
                        } else {
                            let exact = oracle.at(&graph, x.to_f64());
                            let exact = if part == Part::Value { exact.value } else { exact.slope };
                            // So near to a tie that no such oracle tells (x − tanh x for a large x),
                            // both neighbours will do; ogive-verify has more bits.
                            [-1.0, 1.0].map(|step| {
                                $half::from_f32(odd_f32(oracle.odd(&oracle.beside(&exact, step))))
                            })
                        };
                        if expected.iter().all(|e| e.to_bits() != y.to_bits()) {
                            wrong.push((*x, *y, expected));
                        }
                    }
                    let first = wrong.first();
                    assert!(first.is_none(), "{f} {part:?}: {} wrong, {first:?}", wrong.len());
                }
            }
        };
    }
    check!(f16);
    check!(bf16);
}

/// Rows of normal scores, against the same in `f64` by the system's functions.
#[test]
fn softmax_rows() {
    let mut random = Random(3);
    let mut worst = [0.0_f64; 2];
    for length in [1, 2, 10, 80, 1000, 50_257] {
        for deviation in [0.1, 1.0, 10.0, 30.0, 100.0] {
            let rows = (20_000 / length).clamp(1, 200);
            for _ in 0..rows {
                let scores: Vec<f32> =
                    (0..length).map(|_| (random.normal() * deviation) as f32).collect();
                let errors = softmax_errors(&scores);
                worst = [worst[0].max(errors[0]), worst[1].max(errors[1])];
                assert!(
                    errors[0] <= 2.0 && errors[1] <= 2.0,
                    "{length} scores of deviation {deviation}: {errors:?} ulp"
                );
            }
        }
    }
    println!("softmax {:.3} ulp, log_softmax {:.3} ulp", worst[0], worst[1]);
}

/// The largest errors in ulp of softmax and log_softmax of one row.
fn softmax_errors(scores: &[f32]) -> [f64; 2] {
    let winner = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap();
    let max = f64::from(scores[winner]);
    let below = |i: usize| f64::from(scores[i]) - max;
    let others: f64 = (0..scores.len()).filter(|i| *i != winner).map(|i| below(i).exp()).sum();
    let x = ndarray::arr1(scores);
    let s = ogive::softmax(&x, Axis(0)).unwrap();
    let l = ogive::log_softmax(&x, Axis(0)).unwrap();
    let mut worst = [0.0_f64; 2];
    for i in 0..scores.len() {
        let exact = [below(i).exp() / (1.0 + others), below(i) - others.ln_1p()];
        for (k, y) in [s[i], l[i]].into_iter().enumerate() {
            let error = (f64::from(y) - exact[k]).abs() / ulp(exact[k].abs(), 24, -149);
            worst[k] = worst[k].max(error);
        }
    }
    worst
}

/// The check itself must be able to fail: one ulp at one input is seen.
#[test]
fn a_wrong_bit_is_seen() {
    let oracle = Oracle::new(false);
    let graph = parse("sigmoid").unwrap().definition().unwrap();
    let exact = oracle.at(&graph, 0.75).value;
    let right = exact.to_f64().value();
    assert!(oracle.error(right, &exact, 53, -1074) <= 0.5);
    let wrong = f64::from_bits(right.to_bits() + 1);
    assert!(oracle.error(wrong, &exact, 53, -1074) > 0.5);
    assert!(oracle.error(f64::from_bits(right.to_bits() + 2), &exact, 53, -1074) > 1.0);
}
