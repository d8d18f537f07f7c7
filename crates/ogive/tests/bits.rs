//! The same bits for the same input: on every instruction set, at every position, length,
//! alignment and stride, for every layout, and for every number of threads.

mod support;

use half::{bf16, f16};
use ndarray::{Array1, ArrayD, ArrayViewD, Axis, IxDyn, Slice};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::nn::Layer;
use ogive::number::Float;
use ogive::page::Kind;
use ogive::{Function, parse};
use support::*;

/// All functions of the book, those over an axis over axis 1, gated ones over axis 0, and drawn slopes:
/// those that take an array of this shape.
fn all_functions(shape: &[usize]) -> Vec<Box<dyn Function>> {
    let drawn = parse("rrelu(training=true, seed=12345678901234567890)").unwrap();
    let hard = parse("gumbel_softmax(axis=1, hard=true, seed=9)").unwrap();
    let all = element_functions().into_iter().chain(functions(Kind::Axis, 1));
    let all = all.chain(functions(Kind::Gated, 0)).chain([drawn, hard]);
    all.filter(|f| f.output_shape(shape).is_ok()).collect()
}

fn converted<E: Supported>(x: impl IntoIterator<Item = f64>) -> Vec<E> {
    x.into_iter().map(|x| E::narrow(E::Word::lit(x), E::Word::default())).collect()
}

/// Numbers of every kind: normal ones, tails, subnormals, zeros, infinities, NaN.
fn mixture(n: usize) -> Vec<f64> {
    let mut random = Random(7);
    let special = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-40, -1e-40, -87.9];
    (0..n)
        .map(|i| match i % 23 {
            0 => special[i / 23 % special.len()],
            1..=4 => random.normal() * 100.0,
            _ => random.normal() * 3.0,
        })
        .collect()
}

/// Forward, backward, and backward from the output where that is told, over arrays of any layout, on one
/// way to run.
fn both_ways<E: Supported>(
    f: &dyn Function,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
) -> [Vec<u64>; 3] {
    let shape = f.output_shape(x.shape()).unwrap();
    let mut y = ArrayD::<E>::from_elem(&shape[..], E::NAN);
    f.typed::<E>().run_forward(run, x.view(), y.view_mut()).unwrap();
    let mut dx = ArrayD::<E>::from_elem(x.shape(), E::NAN);
    // The gradient of a result that is smaller is a corner of `g`.
    let g = g.slice_each_axis(|axis| Slice::from(..shape[axis.axis.index()]));
    let done = f.typed::<E>().run_backward(run, x, g.view(), dx.view_mut());
    assert_eq!(done.is_ok(), learns(f), "{f}: {done:?}");
    let mut from_output = ArrayD::<E>::from_elem(&shape[..], E::NAN);
    let told = f.typed::<E>().run_backward_from_output(run, y.view(), g, from_output.view_mut());
    assert!(
        told.is_ok() || from_output.iter().all(|x| x.widen().is_nan()),
        "{f} wrote, and failed"
    );
    [bits(y), bits(dx), bits(from_output)]
}

fn one_thread() -> Run {
    Run { parallel: false, ..Run::active().unwrap() }
}

#[test]
fn every_instruction_set() {
    compared_instruction_sets();

    fn check<E: Supported>() {
        let n = 4 * 37 * 211;
        let shape = [4, 37, 211];
        let x = array(&shape, converted::<E>(mixture(n)));
        let g = array(&shape, converted::<E>(mixture(n + 5).into_iter().skip(5)));
        for f in all_functions(&shape) {
            let reference = both_ways(&*f, Run::on(Isa::Scalar), x.view(), g.view());
            for isa in Isa::available() {
                let found = both_ways(&*f, Run::on(isa), x.view(), g.view());
                assert!(found == reference, "{f} {} on {isa}", E::NAME);
            }
        }
    }
    check::<f32>();
    check::<f64>();
    check::<f16>();
    check::<bf16>();
}

#[test]
fn every_f32_binade_on_every_instruction_set() {
    for f in element_functions() {
        let x = f32_inputs(&*f, 64, 64);
        let reference = Run::on(Isa::Scalar);
        let value = bits(forward(&*f, reference, &x));
        let gradient = bits(slope(&*f, reference, &x));
        for isa in Isa::available() {
            assert!(bits(forward(&*f, Run::on(isa), &x)) == value, "{f} value on {isa}");
            assert!(bits(slope(&*f, Run::on(isa), &x)) == gradient, "{f} slope on {isa}");
        }
    }
}

/// Any offset from 0 to 63 and any length from 0 to 130 of one long array.
#[test]
fn every_position_and_length() {
    let x: Vec<f32> = converted(mixture(63 + 130));
    for f in element_functions() {
        for isa in Isa::available() {
            let whole = bits(forward(&*f, Run::on(isa), &x));
            let gradient = bits(backward(&*f, Run::on(isa), &x, &x));
            for offset in 0..64 {
                for length in 0..=130 {
                    let part = &x[offset..offset + length];
                    let y = bits(forward(&*f, Run::on(isa), part));
                    assert!(y == whole[offset..][..length], "{f} {isa} {offset}+{length}");
                    if offset % 8 == 3 {
                        let dx = bits(backward(&*f, Run::on(isa), part, part));
                        assert!(dx == gradient[offset..][..length], "{f} {isa} {offset}+{length}");
                    }
                }
            }
        }
    }
}

/// One logical array, laid out in many ways; the results must not know.
#[test]
fn every_layout() {
    fn check<E: Supported>() {
        let shape = [6, 37, 5, 19];
        let n = shape.iter().product::<usize>();
        let x = array(&shape, converted::<E>(mixture(n)));
        let g = array(&shape, converted::<E>(mixture(n + 9).into_iter().skip(9)));
        for f in all_functions(&shape) {
            let reference = both_ways(&*f, one_thread(), x.view(), g.view());
            for order in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [0, 2, 1, 3], [0, 3, 2, 1]] {
                let (x, g) = (reordered(&x, order), reordered(&g, order));
                let found = both_ways(&*f, one_thread(), x.view(), g.view());
                assert!(found == reference, "{f} {} memory order {order:?}", E::NAME);
            }
            let (spaced_x, spaced_g) = (spaced(&x), spaced(&g));
            let (spaced_x, spaced_g) =
                (every_third_backwards(&spaced_x), every_third_backwards(&spaced_g));
            let found = both_ways(&*f, one_thread(), spaced_x, spaced_g);
            assert!(found == reference, "{f} {} spaced and backwards", E::NAME);

            // In place, contiguous and not, where the shape stays.
            let out_shape = f.output_shape(&shape).unwrap();
            for mut own in [x.clone(), reordered(&x, [2, 0, 3, 1])] {
                let done = f.typed::<E>().run_forward_inplace(one_thread(), own.view_mut());
                assert_eq!(done.is_ok(), out_shape == shape, "{f} in place: {done:?}");
                if done.is_ok() {
                    let found = bits(own.iter().copied());
                    assert!(found == reference[0], "{f} {} in place", E::NAME);
                }
            }

            // Into a strided output.
            let mut big = ArrayD::<E>::zeros_like_spaced(&out_shape);
            f.typed::<E>()
                .run_forward(
                    one_thread(),
                    x.view(),
                    big.slice_each_axis_mut(|_| Slice::new(0, None, 2)),
                )
                .unwrap();
            let taken = big.slice_each_axis(|_| Slice::new(0, None, 2));
            assert!(bits(taken.iter().copied()) == reference[0], "{f} {} strided output", E::NAME);
        }
    }
    check::<f32>();
    check::<f64>();
    check::<f16>();
    check::<bf16>();
}

/// Helper for an output of which every second element along each axis is used.
trait Spaced {
    fn zeros_like_spaced(shape: &[usize]) -> Self;
}

impl<E: Supported> Spaced for ArrayD<E> {
    fn zeros_like_spaced(shape: &[usize]) -> Self {
        let doubled: Vec<usize> = shape.iter().map(|n| 2 * n - 1).collect();
        ArrayD::from_elem(doubled, E::default())
    }
}

/// The same array with its axes in this order in memory.
fn reordered<E: Supported>(x: &ArrayD<E>, order: [usize; 4]) -> ArrayD<E> {
    let mut back = [0; 4];
    for (position, axis) in order.iter().enumerate() {
        back[*axis] = position;
    }
    let moved = x.view().permuted_axes(IxDyn(&order));
    let laid_out = ArrayD::from_shape_vec(moved.shape(), moved.iter().copied().collect()).unwrap();
    laid_out.permuted_axes(IxDyn(&back))
}

/// The array turned round, with two unused elements after each along every axis.
fn spaced<E: Supported>(x: &ArrayD<E>) -> ArrayD<E> {
    let shape: Vec<usize> = x.shape().iter().map(|n| 3 * n).collect();
    let mut big = ArrayD::from_elem(shape, E::NAN);
    big.slice_each_axis_mut(|_| Slice::new(0, None, -3)).assign(x);
    big
}

fn every_third_backwards<E>(big: &ArrayD<E>) -> ArrayViewD<'_, E> {
    big.slice_each_axis(|_| Slice::new(0, None, -3))
}

/// A row has the same result wherever and beside whatever it lies.
#[test]
fn rows_do_not_know_their_neighbours() {
    fn check<E: Supported>(name: &str, rows: usize, length: usize) {
        let finite =
            mixture(rows * length).into_iter().map(|x| if x.is_finite() { x } else { 0.25 });
        let x = array(&[rows, length], converted::<E>(finite));
        let last = parse(&format!("{name}(axis=1)")).unwrap();
        let first = parse(&format!("{name}(axis=0)")).unwrap();
        let together = both_ways(&*last, one_thread(), x.view(), x.view());
        // The same rows along axis 0, where they lie side by side.
        let turned = x.t().as_standard_layout().into_owned().into_dyn();
        let across = both_ways(&*first, one_thread(), turned.view(), turned.view());
        for part in 0..3 {
            let rows_of: Vec<u64> = (0..rows)
                .flat_map(|row| across[part].iter().skip(row).step_by(rows).copied())
                .collect();
            let what = ["value", "gradient", "gradient from the output"][part];
            assert!(
                rows_of == together[part],
                "{name} of {length} {} over axis 0: {what}",
                E::NAME
            );
        }
        if name != "logsumexp" {
            let mut inplace = turned.clone();
            first.typed::<E>().run_forward_inplace(one_thread(), inplace.view_mut()).unwrap();
            assert!(bits(inplace) == across[0], "{name} of {length} {} in place", E::NAME);
        }
        // One by one.
        for row in [0, rows - 1] {
            let alone = x.view().slice_axis_move(Axis(0), Slice::from(row..row + 1));
            let alone = both_ways(&*last, one_thread(), alone.view(), alone.view());
            for part in 0..3 {
                let length = alone[part].len();
                let whole = &together[part][row * length..][..length];
                assert!(alone[part] == whole, "{name} of {length} {}, row {row} alone", E::NAME);
            }
        }
    }
    for name in ["softmax", "log_softmax", "softmin", "quiet_softmax", "logsumexp", "sparsemax"] {
        for length in [1, 2, 7, 15, 16, 17, 63, 64, 65, 80, 1000] {
            check::<f32>(name, 75, length);
            check::<f64>(name, 75, length);
            check::<f16>(name, 75, length);
        }
        // Longer than what is kept of them, and than the segments of their sums.
        for length in [2000, 65_535, 65_536, 70_000] {
            check::<f32>(name, 42, length);
        }
        check::<f64>(name, 42, 66_000);
    }
}

#[test]
fn every_number_of_threads() {
    let shape = [4, 7, 37_021];
    let n = shape.iter().product::<usize>();
    let x = array(&shape, converted::<f32>(mixture(n)));
    let g = array(&shape, converted::<f32>(mixture(n + 3).into_iter().skip(3)));
    for f in all_functions(&shape) {
        let reference = both_ways(&*f, one_thread(), x.view(), g.view());
        for threads in [1, 2, 3, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = Run { parallel: true, ..one_thread() };
            let found = pool.install(|| both_ways(&*f, run, x.view(), g.view()));
            assert!(found == reference, "{f} in {threads} threads");
        }
    }
}

#[test]
fn new_arrays_and_arrays_beyond_the_caches() {
    fn check<E: Supported>(name: &str, elements: usize) {
        let f = parse(name).unwrap();
        let numbers = converted::<E>(mixture(4_001));
        let x = Array1::from_shape_fn(elements, |i| numbers[i % numbers.len()]);
        let g = Array1::from_shape_fn(elements, |i| numbers[(i + 5) % numbers.len()]);
        // One thread, in pieces that stay in the first cache.
        let (mut y, mut dx) = (Vec::new(), Vec::new());
        for start in (0..elements).step_by(1_003) {
            let piece = Slice::from(start..elements.min(start + 1_003));
            let (x, g) = (x.slice_axis(Axis(0), piece), g.slice_axis(Axis(0), piece));
            let [forward, backward, _] = both_ways(&*f, one_thread(), x.into_dyn(), g.into_dyn());
            y.extend(forward);
            dx.extend(backward);
        }
        let what = format!("{name}, {elements} of {}", E::NAME);
        assert!(bits(f.forward(&x).unwrap()) == y, "{what}: a new array");
        assert!(bits(f.backward(&x, &g).unwrap()) == dx, "{what}: a new gradient");
        if let Ok(told) = f.backward_from_output(&x, &g) {
            let mut out = x.clone();
            f.backward_from_output_into(&x, &g, &mut out).unwrap();
            assert!(bits(told) == bits(out), "{what}: a new gradient from the output");
        }
        // One that begins elsewhere in a cache line.
        let mut memory = Array1::from_elem(elements + 1, E::NAN);
        let mut out = memory.slice_axis_mut(Axis(0), Slice::from(1..));
        f.forward_into(&x, &mut out).unwrap();
        assert!(bits(out.to_owned()) == y, "{what}: an array that is there");
        f.backward_into(&x, &g, &mut out).unwrap();
        assert!(bits(out.to_owned()) == dx, "{what}: a gradient into an array that is there");
        out.assign(&x);
        f.forward_inplace(&mut out).unwrap();
        assert!(bits(out.to_owned()) == y, "{what}: in place");
    }
    for name in ["relu", "sigmoid", "prelu(0.3)"] {
        // In the first cache, from there on written once, a block, a little more, in huge pages, and, with 34 MB, past all caches.
        for bytes in [100, 3_000, 32_768, 49_156, 300_012, 9_000_004, 34_000_004] {
            check::<f32>(name, bytes / 4);
            check::<f64>(name, bytes / 8);
            check::<bf16>(name, bytes / 2);
        }
        check::<f16>(name, 20_001);
    }
}

/// Fetched ahead and written past the caches, where the processor can: the same numbers again and again give the same results.
#[test]
fn arrays_beyond_the_caches_on_every_instruction_set() {
    fn check<E: Supported>(name: &str) {
        let (period, elements) = (4_001, 34_000_004 / size_of::<E>());
        let numbers = converted::<E>(mixture(period + 5));
        let once = [0, 5].map(|first| Array1::from(numbers[first..first + period].to_vec()));
        let [x, g] = once
            .each_ref()
            .map(|once| Array1::from_shape_fn(elements, |i| once[i % period]).into_dyn());
        let f = parse(name).unwrap();
        let [small_x, small_g] = once.map(Array1::into_dyn);
        let expected = both_ways(&*f, one_thread(), small_x.view(), small_g.view());
        for isa in Isa::available() {
            let found = both_ways(&*f, Run::on(isa), x.view(), g.view());
            for (part, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let same = found.chunks(period).all(|found| found == &expected[..found.len()]);
                assert!(same, "{name} of {}, part {part}, {isa}", E::NAME);
            }
        }
    }
    for name in ["relu", "sigmoid", "elu"] {
        check::<f32>(name);
        check::<f64>(name);
    }
}

/// Zero strides: one row, seen many times.
#[test]
fn broadcast_inputs() {
    let row: Array1<f32> = converted(mixture(301)).into();
    let seen = row.broadcast((40, 301)).unwrap();
    let laid_out = seen.to_owned().into_dyn();
    for f in all_functions(laid_out.shape()) {
        let reference = both_ways(&*f, one_thread(), laid_out.view(), laid_out.view());
        let found = both_ways(&*f, one_thread(), seen.into_dyn(), seen.into_dyn());
        assert!(found == reference, "{f}");
    }
}

/// Elements beyond the intervals of a function are taken out, computed side by side, and put back: however many there are
/// among the others, and wherever, each has the bits that it has alone.
#[test]
fn far_elements_among_near_ones() {
    let mut random = Random(3);
    let near: Vec<f64> = (0..1500).map(|_| random.normal()).collect();
    for name in ["gelu", "gelu_tanh", "silu", "sigmoid", "tanh"] {
        let f = parse(name).unwrap();
        for every in [1, 2, 3, 7, 16, 61, 64, 65, 600] {
            let x = near.iter().enumerate().map(|(i, near)| match i % every {
                0 => -18.0 - i as f64 / 100.0,
                _ => *near,
            });
            let x: Vec<f32> = converted(x);
            let alone: Vec<_> =
                x.iter().map(|x| forward(&*f, one_thread(), &[*x])[0].to_bits()).collect();
            let alone_slopes: Vec<_> =
                x.iter().map(|x| slope(&*f, one_thread(), &[*x])[0].to_bits()).collect();
            for isa in Isa::available() {
                for length in [1, 63, 64, 511, 512, 513, 1500] {
                    let about = || format!("{f} on {isa}, every {every} of {length}");
                    let y = forward(&*f, Run::on(isa), &x[..length]);
                    assert!(
                        y.iter().map(|y| y.to_bits()).eq(alone[..length].iter().copied()),
                        "{}",
                        about()
                    );
                    let s = slope(&*f, Run::on(isa), &x[..length]);
                    assert!(
                        s.iter().map(|s| s.to_bits()).eq(alone_slopes[..length].iter().copied()),
                        "{}",
                        about()
                    );
                }
            }
        }
    }
}

/// A lone number is computed as it is in an array.
#[test]
fn scalars() {
    use ogive::prelude::*;
    let x: Vec<f32> = converted(mixture(2000));
    let y = forward(&Sigmoid, one_thread(), &x);
    let s = slope(&Sigmoid, one_thread(), &x);
    assert_eq!(bits(x.iter().map(|x| Sigmoid.value(*x))), bits(y));
    assert_eq!(bits(x.iter().map(|x| Sigmoid.slope(*x))), bits(s));
    let x: Vec<f16> = converted(mixture(2000));
    let y = forward(&Tanh, one_thread(), &x);
    assert_eq!(bits(x.iter().map(|x| Tanh.value(*x))), bits(y));
}
