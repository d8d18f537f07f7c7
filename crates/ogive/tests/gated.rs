//! Gated functions: packed and as two arrays, their gradients, special values; and the gradients of
//! parameters that are learned.

mod support;

use half::bf16;
use ndarray::{Array1, Array2, Array3, ArrayD, Axis, Slice, array, concatenate};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::number::Float;
use ogive::page::Kind;
use ogive::prelude::*;
use ogive::{Error, parse};
use support::*;

fn array_of<E: Supported>(shape: &[usize], seed: u64, deviation: f64) -> ArrayD<E> {
    let mut random = Random(seed);
    ArrayD::from_shape_fn(shape, |_| {
        E::narrow(E::Word::lit(random.normal() * deviation), E::Word::default())
    })
}

/// Long enough that results begin with a cache line, and in pieces that are not.
#[test]
fn long_arrays_are_as_their_pieces() {
    fn check<E: Supported>() {
        let n = 20_001;
        let [a, b, g] = [41, 42, 43].map(|seed| array_of::<E>(&[n], seed, 3.0));
        for f in functions(Kind::Gated, 0) {
            let y = bits(f.forward_pair(&a, &b).unwrap());
            let (da, db) = f.backward_pair(&a, &b, &g).unwrap();
            let (da, db) = (bits(da), bits(db));
            for start in (0..n).step_by(1_003) {
                let range = start..n.min(start + 1_003);
                let [a, b, g] = [&a, &b, &g].map(|x| x.slice_axis(Axis(0), range.clone().into()));
                let what = format!("{f} {} from {start}", E::NAME);
                assert!(bits(f.forward_pair(&a, &b).unwrap()) == y[range.clone()], "{what}");
                let (da_here, db_here) = f.backward_pair(&a, &b, &g).unwrap();
                assert!(bits(da_here) == da[range.clone()], "{what}");
                assert!(bits(db_here) == db[range], "{what}");
            }
        }
    }
    check::<f32>();
    check::<f64>();
    check::<bf16>();
}

/// Two results of an array that is larger than the caches, which begin at places of a cache line that are alike, or not.
#[test]
fn gradients_beyond_the_caches_are_as_their_pieces() {
    let (period, n) = (20_001, 5_000_003);
    let once = [41, 42, 43].map(|seed| array_of::<f32>(&[period], seed, 3.0));
    let f = parse("swiglu").unwrap();
    let (da, db) = f.backward_pair(&once[0], &once[1], &once[2]).unwrap();
    let expected = [bits(da), bits(db)];
    let [a, b, g] = once.map(|once| ArrayD::from_shape_fn(vec![n], |i| once[[i[0] % period]]));
    for (first, second) in [(0, 0), (3, 3), (0, 1)] {
        let mut memory = [first, second].map(|skipped| Array1::from_elem(n + skipped, f32::NAN));
        let [da, db] = &mut memory;
        let outs = [
            da.slice_axis_mut(Axis(0), (first..).into()).into_dyn(),
            db.slice_axis_mut(Axis(0), (second..).into()).into_dyn(),
        ];
        let run = Run { parallel: false, ..Run::active().unwrap() };
        f.typed::<f32>().run_gated_backward(run, [a.view(), b.view(), g.view()], outs).unwrap();
        for ((memory, skipped), expected) in memory.iter().zip([first, second]).zip(&expected) {
            let found = bits(memory.iter().copied().skip(skipped));
            let same = found.chunks(period).all(|found| found == &expected[..found.len()]);
            assert!(same, "from {first} and {second} on");
        }
    }
}

/// Packed over any axis, or as two arrays: the same bits, forward and backward.
#[test]
fn halves_of_one_array_are_two_arrays() {
    fn check<E: Supported>() {
        for axis in [0, 1, 2] {
            let shape = [6, 10, 34];
            let (a, b) = (array_of::<E>(&shape, 31, 3.0), array_of::<E>(&shape, 32, 3.0));
            let g = array_of::<E>(&shape, 33, 1.0);
            let packed = concatenate(Axis(axis), &[a.view(), b.view()]).unwrap();
            for f in functions(Kind::Gated, axis as isize) {
                let y = f.forward(&packed).unwrap();
                assert_eq!(bits(y), bits(f.forward_pair(&a, &b).unwrap()), "{f} {}", E::NAME);
                let dx = f.backward(&packed, &g).unwrap();
                let (da, db) = f.backward_pair(&a, &b, &g).unwrap();
                let together = concatenate(Axis(axis), &[da.view(), db.view()]).unwrap();
                assert_eq!(bits(dx), bits(together), "{f} {}", E::NAME);
                // And in another memory order.
                let turned = packed.view().reversed_axes();
                let other = f.info().name;
                let same = parse(&format!("{other}(axis={})", 2 - axis));
                if let (Ok(same), 1) = (same, f.arguments().len()) {
                    let y = same.forward(&turned).unwrap().reversed_axes();
                    assert_eq!(bits(y.iter().copied()), bits(f.forward(&packed).unwrap()), "{f}");
                }
            }
        }
    }
    check::<f32>();
    check::<f64>();
    check::<bf16>();
}

/// Against the definition in 300 bits, value and both slopes.
#[test]
fn values_and_slopes_are_within_their_claims() {
    fn check<E: Supported>(single: bool, precision: i32, lowest: i32, below: impl Fn(f64) -> f64) {
        let oracle = Oracle::new(single);
        for f in functions(Kind::Gated, -1) {
            let graph = f.definition_over(2).unwrap();
            let normal = [0.5, 3.0, 20.0].map(|deviation| {
                (array_of::<E>(&[400], 41, deviation), array_of::<E>(&[400], 42, 2.0))
            });
            for (a, b) in normal.into_iter().chain([far_apart::<E>()]) {
                let y = f.forward_pair(&a, &b).unwrap();
                let ones = Array1::from_elem(400, E::narrow(E::Word::lit(1.0), E::Word::default()));
                let (da, db) = f.backward_pair(&a, &b, &ones.into_dyn()).unwrap();
                let wide = |x: E| ogive::number::Word::wide(x.widen());
                // Where an activation is not a normal number, no claim is made.
                let normal = |x: f64| x.abs() > 2.0_f64.powi(lowest + 32);
                for i in 0..400 {
                    if ![y[i], da[i], db[i]].iter().all(|x| normal(wide(*x))) {
                        continue;
                    }
                    let point = [wide(a[i]), wide(b[i])];
                    let exact = |which: usize| oracle.at_row(&graph, &point, which);
                    let results = [
                        (wide(y[i]), exact(0).value),
                        (wide(da[i]), exact(0).slope),
                        (wide(db[i]), exact(1).slope),
                    ];
                    for (k, (found, exact)) in results.into_iter().enumerate() {
                        let error = oracle.error(found, &exact, precision, lowest);
                        let claim = if k == 0 {
                            f.info().claim.value
                        } else {
                            f.info().claim.slope.unwrap()
                        };
                        assert!(error <= below(claim), "{f} {k} at {point:?}: {error} ulp");
                    }
                }
            }
        }
    }
    check::<f32>(true, 24, -149, |claim| claim);
    check::<f64>(false, 53, -1074, |_| 1.0);
}

/// Small, large and negative numbers, beside small and large ones; the activation of each is a normal
/// number, as the claims demand.
fn far_apart<E: Supported>() -> (ArrayD<E>, ArrayD<E>) {
    let a = [1e-36, -1e-35, 1e-31, -3e-30, 1e-20, -1e-8, 1e-3, -0.1, -6.0, 7.5, -85.0, 1e10];
    let b = [1.0, -3.0, 1e20, 1e-5];
    let narrow = |x: f64| E::narrow(E::Word::lit(x), E::Word::default());
    let all = |x: &dyn Fn(usize) -> f64| ArrayD::from_shape_fn(vec![400], |i| narrow(x(i[0])));
    (all(&|i| a[i % a.len()]), all(&|i| b[i / a.len() % b.len()]))
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let special =
        [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-40, -90.0, 1e30, -7.0, 7.0];
    let a: ArrayD<f32> = ArrayD::from_shape_fn(vec![10, 10, 3], |i| special[i[0]] as f32);
    let b: ArrayD<f32> = ArrayD::from_shape_fn(vec![10, 10, 3], |i| special[i[1]] as f32);
    let g: ArrayD<f32> = ArrayD::from_shape_fn(vec![10, 10, 3], |i| special[2 * i[2]] as f32);
    for f in functions(Kind::Gated, -1) {
        let on = |isa| {
            let [mut y, mut da, mut db] = [(); 3].map(|()| ArrayD::<f32>::zeros(a.raw_dim()));
            let (run, typed) = (Run::on(isa), f.typed::<f32>());
            typed.run_gated_forward(run, [a.view(), b.view()], y.view_mut()).unwrap();
            let outs = [da.view_mut(), db.view_mut()];
            typed.run_gated_backward(run, [a.view(), b.view(), g.view()], outs).unwrap();
            [bits(y), bits(da), bits(db)]
        };
        let reference = on(Isa::Scalar);
        for isa in Isa::available() {
            assert!(on(isa) == reference, "{f} on {isa}");
        }
        // NaN in either gives NaN, and the only NaN is the canonical one.
        let nan = u64::from(f32::NAN.to_bits());
        for (i, y) in reference[0].iter().enumerate() {
            let (a, b) = (a.as_slice().unwrap()[i], b.as_slice().unwrap()[i]);
            if a.is_nan() || b.is_nan() {
                assert_eq!(*y, nan, "{f} of {a} and {b}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let odd = Array2::<f32>::zeros((3, 5));
    let error = ogive::glu(&odd, Axis(1)).unwrap_err().to_string();
    assert!(error.contains("length 5; expected an even length, two halves"), "{error}");
    let error = ogive::glu(&odd, Axis(2)).unwrap_err().to_string();
    assert!(error.contains("axis 2 of an array of 2 dimensions"), "{error}");
    let mut even = Array2::<f32>::zeros((3, 4));
    assert!(matches!(Glu::new(1).forward_inplace(&mut even), Err(Error::InPlace { .. })));
    let error = Glu::new(1).backward(&even, &even).unwrap_err().to_string();
    assert!(error.contains("the upstream gradient has shape [3, 4]; expected [3, 2]"), "{error}");
    let error = Glu::new(1).forward_pair(&even, &odd).unwrap_err().to_string();
    assert!(error.contains("the second input has shape [3, 5]; expected [3, 4]"), "{error}");
    let error = Relu.forward_pair(&even, &even).unwrap_err();
    assert_eq!(error, Error::NotGated);
    assert_eq!(ogive::glu(&Array2::<f32>::zeros((0, 4)), Axis(1)).unwrap().shape(), [0, 2]);
}

#[test]
fn a_closed_gate_passes_no_gradient() {
    let (a, b) = (array![-1.0_f32, 2.0], array![5.0, 5.0]);
    let (da, db) = Reglu::new(-1).backward_pair(&a, &b, &array![f32::INFINITY, 1.0]).unwrap();
    assert_eq!((da.to_vec(), db.to_vec()), (vec![0.0, 5.0], vec![0.0, 2.0]));
}

/// The learned parameters: sums over all elements, or over each channel, against finite differences.
#[test]
fn gradients_of_learned_parameters() {
    let mut random = Random(51);
    let x = Array3::from_shape_fn((4, 3, 700), |_| random.normal());
    let g = Array3::from_shape_fn((4, 3, 700), |_| random.normal());
    let prelu = PRelu::new(&[0.1, 0.2, 0.3]).unwrap();
    let found = prelu.parameter_gradients(&x, &g).unwrap();
    assert_eq!(found.len(), 1);
    let (name, found) = &found[0];
    assert_eq!((*name, found.len()), ("weight", 3));
    for channel in 0..3 {
        let loss = |step: f64| {
            let mut weights = [0.1, 0.2, 0.3];
            weights[channel] += step;
            (PRelu::new(&weights).unwrap().forward(&x).unwrap() * &g).sum()
        };
        let difference = (loss(1e-6) - loss(-1e-6)) / 2e-6;
        assert!((found[channel] / difference - 1.0).abs() < 1e-6, "{found:?} {difference}");
    }
    for entry in ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element) {
        for f in entry.examples(-1) {
            for (name, gradient) in f.parameter_gradients(&x, &g).unwrap() {
                let at = |step: f64| {
                    let arguments = f.arguments().into_iter().map(|(n, value)| match value {
                        ogive::arguments::Argument::Number(v) if n == name => {
                            format!("{n}={}", v + step)
                        }
                        other => format!("{n}={other}"),
                    });
                    let text = format!(
                        "{}({})",
                        entry.info.name,
                        arguments.collect::<Vec<_>>().join(", ")
                    );
                    Some((parse(&text).ok()?.forward(&x).unwrap() * &g).sum())
                };
                let above = at(1e-6).unwrap();
                // At the end of what a parameter may be, there is one side.
                let difference = match at(-1e-6) {
                    Some(below) => (above - below) / 2e-6,
                    None => (above - at(0.0).unwrap()) / 1e-6,
                };
                let scale = difference.abs().max(1.0);
                let close = (gradient[0] - difference).abs() < 1e-4 * scale;
                assert!(close, "{f} by {name}: {gradient:?}, {difference}");
            }
        }
    }
    assert_eq!(Sigmoid.parameter_gradients(&x, &g).unwrap(), []);
}

#[test]
fn the_order_of_a_sum_is_fixed() {
    let x = array_of::<f32>(&[8, 5, 9000], 61, 1.0);
    let g = array_of::<f32>(&[8, 5, 9000], 62, 1e3);
    for text in ["prelu(0.25)", "prelu([1, 2, 3, 4, 5])"] {
        let f = parse(text).unwrap();
        let on = |run, x: &ArrayD<f32>, g: &ArrayD<f32>| {
            let found = f.typed::<f32>().run_parameter_gradients(run, x.view(), g.view()).unwrap();
            found[0].1.iter().map(|sum| sum.to_bits()).collect::<Vec<_>>()
        };
        let reference = on(Run::on(Isa::Scalar), &x, &g);
        for isa in Isa::available() {
            assert_eq!(on(Run::on(isa), &x, &g), reference, "{text} on {isa}");
        }
        for threads in [2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = Run { parallel: true, ..Run::active().unwrap() };
            assert_eq!(pool.install(|| on(run, &x, &g)), reference, "{text} in {threads} threads");
        }
        // Another memory order, the same logical one.
        let turned = |x: &ArrayD<f32>| {
            let mut all = ArrayD::zeros(vec![9000, 5, 8]);
            all.assign(&x.view().reversed_axes());
            all.reversed_axes()
        };
        assert_eq!(on(Run::active().unwrap(), &turned(&x), &turned(&g)), reference, "{text}");
    }
    let x = array![1.0_f32, f32::NAN, -2.0];
    let (_, gradient) =
        &PRelu::default().parameter_gradients(&x, &array![1.0, 1.0, 1.0]).unwrap()[0];
    assert!(gradient[0].is_nan());
    let dropped = x.slice_axis(Axis(0), Slice::from(2..));
    let by_weight = PRelu::default().parameter_gradients(&dropped, &array![3.0]).unwrap();
    assert_eq!(by_weight, [("weight", vec![-6.0])]);
}
