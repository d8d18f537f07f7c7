//! The checker, checked: results that are wrong in one place are found, by the sweep as well as by
//! the oracle alone.
#![cfg(feature = "mpfr")]

use ogive::kernel::Isa;
use ogive_verify::cases::{Blocks, Part};
use ogive_verify::digest::BLOCK;
use ogive_verify::oracle::Oracle;
use ogive_verify::proof::{Exhaustive, Halves, Plan, Sample, Strided};
use ogive_verify::sweep::{Subject, judge, judge_order};
use ogive_verify::tally::{Rule, Tally};

/// What the sweep says of a block of inputs that begins at `first`, with results that `tamper` has
/// had its way with.
fn sweep(text: &str, part: Part, first: f32, tamper: impl Fn(&[f32], &mut [f32])) -> Tally {
    let function = ogive::parse(text).unwrap();
    let subject = Subject::new(&*function, part).unwrap();
    let rule = Rule::new::<f32>(&*function, part).unwrap();
    let x: Vec<f32> = (0..BLOCK as u32).map(|i| f32::from_bits(first.to_bits() + i)).collect();
    let mut y = Blocks::new(subject.kernel(Isa::Scalar), BLOCK).apply(&x).to_vec();
    tamper(&x, &mut y);
    let mut tally = Tally::default();
    judge(&mut tally, &rule, &x, &y, subject.reference().at(&x));
    if rule.monotone {
        judge_order(&mut tally, y[0], &x, &y);
    }
    tally
}

const FIRST: [f32; 5] = [0.0, 1e-40, 0.7, 30.0, f32::MAX];

#[test]
fn right_results_pass() {
    for text in ["sigmoid", "tanh", "relu", "leaky_relu(0.04)"] {
        for part in Part::ALL {
            for first in FIRST.into_iter().flat_map(|x| [x, -x]) {
                let tally = sweep(text, part, first, |_, _| {});
                assert!(
                    !tally.is_faulty() && tally.worst < 1.0,
                    "{text} {part} {first}: {tally:?}"
                );
                assert_eq!(tally.inputs, BLOCK as u64);
            }
        }
    }
}

#[test]
fn one_ulp_at_one_input_is_found() {
    let sigmoid =
        |tamper: fn(&mut f32)| sweep("sigmoid", Part::Value, 0.7, |_, y| tamper(&mut y[4321]));
    let claim = ogive::find("sigmoid").unwrap().info.claim.value;
    let untouched = sigmoid(|_| {});
    assert!(untouched.worst < claim && untouched.above_one == 0, "{untouched:?}");
    // Some results of this block are rounded to the number next to the nearest, but not this one: so
    // there is one more.
    let at = Some(f64::from(f32::from_bits(0.7_f32.to_bits() + 4321)));
    let tampers: [fn(&mut f32); 2] = [|y| *y = y.next_up(), |y| *y = y.next_up().next_up()];
    for tamper in tampers {
        let tally = sigmoid(tamper);
        assert!(tally.worst > claim && tally.worst_at == at, "{tally:?}");
        assert_eq!((tally.above_one, tally.misrounded), (1, untouched.misrounded + 1));
    }
    let tally = sweep("relu", Part::Value, 1.0, |_, y| y[0] = y[0].next_up());
    assert_eq!((tally.worst, tally.worst_at), (1.0, Some(1.0)));
}

#[test]
fn a_wrong_slope_is_found() {
    // s·(1 − s) in f32, as most libraries have it.
    let naive = |x: &[f32], y: &mut [f32]| {
        for (x, y) in x.iter().zip(y) {
            let s = 1.0 / (1.0 + (-x).exp());
            *y = s * (1.0 - s);
        }
    };
    assert!(sweep("sigmoid", Part::Slope, 10.0, naive).worst > 100.0);
    // The slope of tanh where that of sigmoid is asked for.
    let other = |x: &[f32], y: &mut [f32]| {
        x.iter().zip(y).for_each(|(x, y)| *y = 1.0 - x.tanh() * x.tanh());
    };
    assert!(sweep("sigmoid", Part::Slope, 0.7, other).worst > 100.0);
    // The other branch at a kink.
    assert_eq!(sweep("relu", Part::Slope, 0.0, |_, y| y[0] = 1.0).misrounded, 1);
}

#[test]
fn lost_nans_flipped_zeros_and_infinities_are_found() {
    let tally = sweep("tanh", Part::Value, f32::from_bits(0x7fc0_0000), |_, y| y[7] = 1.0);
    assert_eq!((tally.nan.count, tally.nan.first), (1, Some(0x7fc0_0007)));
    let tally = sweep("tanh", Part::Value, 1.0, |_, y| y[7] = f32::NAN);
    assert_eq!(tally.nan.count, 1);
    let tally = sweep("tanh", Part::Value, -0.0, |_, y| y[0] = 0.0);
    assert_eq!((tally.zero.count, tally.zero.first), (1, Some(0x8000_0000)));
    let tally = sweep("sigmoid", Part::Value, -120.0, |_, y| y[9] = -0.0);
    assert_eq!(tally.zero.count, 1);
    let tally = sweep("relu", Part::Value, 3e38, |_, y| y[9] = f32::INFINITY);
    assert_eq!(tally.infinite.count, 1);
    let tally = sweep("relu", Part::Value, f32::INFINITY, |_, y| y[0] = f32::MAX);
    assert_eq!(tally.infinite.count, 1);
}

#[test]
fn what_leaves_the_range_or_falls_is_found() {
    let tally = sweep("sigmoid", Part::Value, 90.0, |_, y| y[9] = 1.0_f32.next_up());
    assert_eq!(tally.range.count, 1);
    let tally = sweep("sigmoid", Part::Value, 0.7, |_, y| y.swap(10, 4000));
    assert!(tally.monotone.count >= 1 && tally.worst > 1.0, "{tally:?}");
    let tally = sweep("sigmoid", Part::Value, -0.7, |_, y| y.swap(10, 4000));
    assert!(tally.monotone.count >= 1, "{tally:?}");
}

#[test]
fn plans_look_at_every_input_once() {
    let sigmoid = ogive::parse("sigmoid").unwrap();
    let count = |plan: &dyn Plan| {
        let told = std::cell::Cell::new(0);
        let pieces = (0..plan.pieces()).map(|i| plan.run(i, &|n| told.set(told.get() + n)));
        let inputs: u64 = pieces.map(|piece| piece.tally.inputs).sum();
        assert_eq!((inputs, told.get()), (plan.inputs(), plan.inputs()));
    };
    count(&Strided::new(&*sigmoid, Part::Value).unwrap());
    count(&Sample::new(&*sigmoid, Part::Slope, 1, 1000).unwrap());
    count(&Halves::<half::f16>::new(&*sigmoid, Part::Slope).unwrap());
    let exhaustive = Exhaustive::new(&*sigmoid, Part::Value).unwrap();
    let piece = exhaustive.run(63, &|_| {});
    assert_eq!(piece.tally.inputs * exhaustive.pieces() as u64, exhaustive.inputs());
    assert!(piece.tally.worst > 0.4 && !piece.tally.is_faulty(), "{:?}", piece.tally);
}

/// The sweep and the oracle say the same of each input.
#[test]
fn the_sweep_agrees_with_the_oracle() {
    for text in ["sigmoid", "tanh", "leaky_relu(0.04)"] {
        let function = ogive::parse(text).unwrap();
        for part in Part::ALL {
            let subject = Subject::new(&*function, part).unwrap();
            let oracle = Oracle::new::<f32>(&*function).unwrap();
            let x: Vec<f32> = (0..BLOCK).map(|i| f32::from_bits(i as u32 * 260_000)).collect();
            let x: Vec<f32> = x.into_iter().filter(|x| x.is_finite()).collect();
            let exact = subject.reference().at(&x).to_vec();
            for (x, reference) in x.iter().zip(exact) {
                let found = oracle.at::<f32>(part, f64::from(*x)).unwrap();
                assert_eq!(found.nearest, f64::from(reference as f32), "{text} {part} {x:e}");
            }
        }
    }
}
