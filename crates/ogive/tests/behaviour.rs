//! The rules: special values, kinks, gradients that do not pass, random slopes, bad input.

mod support;

use half::{bf16, f16};
use ndarray::{Array1, Array2, ArrayD, Axis, array};
use ogive::kernel::Run;
use ogive::page::{Keeps, Kind};
use ogive::prelude::*;
use ogive::{Error, parse};
use support::*;

#[test]
fn nan_in_gives_the_canonical_nan_out() {
    let run = Run::active().unwrap();
    for f in element_functions() {
        for pattern in [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xffff_ffff, 0x7fc1_2345] {
            // At every position of a short and of a long array.
            for n in [1, 70] {
                for at in 0..n {
                    let mut x = vec![0.5_f32; n];
                    x[at] = f32::from_bits(pattern);
                    let y = forward(&*f, run, &x);
                    let s = slope(&*f, run, &x);
                    for i in 0..n {
                        let expected = if i == at { f32::NAN.to_bits() } else { y[i].to_bits() };
                        assert_eq!(y[i].to_bits(), expected, "{f} {pattern:x} at {at}");
                        assert_eq!(y[i].is_nan(), i == at, "{f} {pattern:x} at {at}");
                        assert_eq!(s[i].is_nan(), i == at, "{f}′ {pattern:x} at {at}");
                    }
                }
            }
        }
        assert!(
            forward(&*f, run, &[f16::NAN])[0].is_nan() && slope(&*f, run, &[f16::NAN])[0].is_nan()
        );
        assert!(
            forward(&*f, run, &[bf16::NAN])[0].is_nan()
                && slope(&*f, run, &[bf16::NAN])[0].is_nan()
        );
        assert!(
            forward(&*f, run, &[f64::NAN])[0].is_nan() && slope(&*f, run, &[f64::NAN])[0].is_nan()
        );
    }
}

/// Name, x, value, slope.
const LIMITS: [(&str, f32, f32, f32); 32] = [
    ("sigmoid", f32::INFINITY, 1.0, 0.0),
    ("sigmoid", f32::NEG_INFINITY, 0.0, 0.0),
    ("sigmoid", 0.0, 0.5, 0.25),
    ("sigmoid", -0.0, 0.5, 0.25),
    ("tanh", f32::INFINITY, 1.0, 0.0),
    ("tanh", f32::NEG_INFINITY, -1.0, 0.0),
    ("tanh", 0.0, 0.0, 1.0),
    ("tanh", -0.0, -0.0, 1.0),
    ("tanh", 1e-45, 1e-45, 1.0),
    ("relu", f32::INFINITY, f32::INFINITY, 1.0),
    ("relu", f32::NEG_INFINITY, 0.0, 0.0),
    ("relu", 0.0, 0.0, 0.0),
    ("relu", -0.0, 0.0, 0.0),
    ("relu", 1e-45, 1e-45, 1.0),
    ("leaky_relu(0.25)", f32::INFINITY, f32::INFINITY, 1.0),
    ("leaky_relu(0.25)", f32::NEG_INFINITY, f32::NEG_INFINITY, 0.25),
    ("leaky_relu(0.25)", 0.0, 0.0, 0.25),
    ("leaky_relu(0.25)", -0.0, -0.0, 0.25),
    ("leaky_relu(0)", f32::NEG_INFINITY, -0.0, 0.0),
    ("prelu(0.5)", f32::NEG_INFINITY, f32::NEG_INFINITY, 0.5),
    ("prelu(0.5)", 0.0, 0.0, 0.5),
    ("rrelu(0.25, 0.75)", -2.0, -1.0, 0.5),
    // A wave has no limit, but what it is added to has one.
    ("snake", f32::INFINITY, f32::INFINITY, f32::NAN),
    ("snake(-2)", f32::NEG_INFINITY, f32::NEG_INFINITY, f32::NAN),
    ("snake", -0.0, -0.0, 1.0),
    ("snake", 1e-45, 1e-45, 1.0),
    ("xielu", f32::INFINITY, f32::INFINITY, f32::INFINITY),
    ("xielu(2, 1, 0.25)", f32::NEG_INFINITY, f32::INFINITY, -0.75),
    ("xielu(0, 1, 1)", f32::NEG_INFINITY, -1.0, 0.0),
    ("xielu(0, 1, 0)", f32::INFINITY, 0.0, 0.0),
    ("xielu(2, 1, 0.25)", -0.0, -0.0, 0.25),
    ("xielu(2, 1, 0.25)", 3.0, 18.75, 12.25),
];

#[test]
fn limits_zeros_and_kinks() {
    let run = Run::active().unwrap();
    for (name, x, value, slope_there) in LIMITS {
        let f = parse(name).unwrap();
        let (y, s) = (forward(&*f, run, &[x])[0], slope(&*f, run, &[x])[0]);
        assert_eq!(y.to_bits(), value.to_bits(), "{name} at {x:e} is {y:e}");
        assert_eq!(s.to_bits(), slope_there.to_bits(), "{name}′ at {x:e} is {s:e}");
    }
}

#[test]
fn values_stay_in_their_range_and_rise() {
    let run = Run::active().unwrap();
    // A page states both at the defaults, which come first.
    let entries = ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element);
    for f in entries.filter_map(|entry| entry.examples(-1).next()) {
        let info = f.info();
        let x = f32_inputs(&*f, 256, 64);
        let y = forward(&*f, run, &x);
        let rises = info.monotone;
        // Rounded outward, as a bound that no f32 is must be.
        let outward = |bound: f64, out: f32| {
            let near = bound as f32;
            let inside = f64::from(near) != bound && (f64::from(near) > bound) == (out < 0.0);
            f64::from(if !inside {
                near
            } else if out < 0.0 {
                near.next_down()
            } else {
                near.next_up()
            })
        };
        let (low, high) = (outward(info.range.0, -1.0), outward(info.range.1, 1.0));
        for i in 0..x.len() {
            assert!((low..=high).contains(&f64::from(y[i])), "{f} at {:e} is {:e}", x[i], y[i]);
            assert!(!rises || i == 0 || y[i - 1] <= y[i], "{f} falls at {:e}", x[i]);
        }
    }
}

#[test]
fn a_gradient_that_does_not_pass_is_zero() {
    let run = Run::active().unwrap();
    let g = [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1.0];
    for name in ["relu", "leaky_relu(0)", "prelu(weight=0)"] {
        let f = parse(name).unwrap();
        assert_eq!(bits(backward(&*f, run, &[-1.0; 4], &g)), bits([0.0_f32; 4]), "{name}");
    }
    // And one that passes is what it is.
    let through = backward(&Relu, run, &[1.0; 4], &g);
    assert_eq!(bits(through), bits([f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1.0]));
    // An infinite gradient times a positive slope is infinite, whatever the slope's low word.
    let x: Vec<f32> = (-80..80).map(|i| i as f32 * 0.5).collect();
    for f in [parse("sigmoid").unwrap(), parse("tanh").unwrap()] {
        let s = slope(&*f, run, &x);
        let y = backward(&*f, run, &x, &vec![f32::INFINITY; x.len()]);
        assert!(s.iter().zip(&y).all(|(s, y)| *y == if *s > 0.0 { f32::INFINITY } else { 0.0 }));
        let y = backward(&*f, run, &x, &vec![f32::MAX; x.len()]);
        assert!(y.iter().all(|y| y.is_finite()));
    }
}

#[test]
fn gradients_from_the_output() {
    let mut random = Random(31);
    let x = Array2::from_shape_fn((6, 40), |_| random.normal() * 2.0);
    let g = Array2::from_shape_fn((6, 40), |_| random.normal());
    let mut told = Vec::new();
    let all = element_functions().into_iter().chain(functions(Kind::Axis, 1));
    for f in all.chain(functions(Kind::Gated, 1)) {
        // softmax2d takes no array of two dimensions.
        let Ok(y) = f.forward(&x) else { continue };
        let g = g.slice(ndarray::s![.., ..y.ncols()]).to_owned();
        let found = match f.backward_from_output(&y, &g) {
            Ok(found) => found,
            Err(error) => {
                let name = f.info().name;
                assert_eq!(error, Error::FromOutput { function: name }, "{f}");
                // What the page promises is kept at the defaults.
                let defaults = f.to_string() == entry_default(name);
                let keeps = f.info().keeps;
                assert!(!defaults || !matches!(keeps, Keeps::Output | Keeps::Sign), "{f}");
                continue;
            }
        };
        let expected = f.backward(&x, &g).unwrap();
        for ((found, expected), x) in found.iter().zip(&expected).zip(&x) {
            let near = (found - expected).abs() <= 1e-13 * (1.0 + expected.abs());
            assert!(near, "{f} at {x}: {found}, and from the input {expected}");
        }
        told.push(f.info().name);
    }
    told.dedup();
    let expected = [
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "prelu",
        "rrelu",
        "relu6",
        "thresholded_relu",
        "hardtanh",
        "hardsigmoid",
        "hardshrink",
        "softshrink",
        "softsign",
        "exponential",
        "log_sigmoid",
        "elu",
        "celu",
        "selu",
        "softmax",
        "log_softmax",
        "softmin",
        "quiet_softmax",
        "gumbel_softmax",
        "sparsemax",
    ];
    assert_eq!(told, expected);
    let error = parse("gelu").unwrap().backward_from_output(&x, &g).unwrap_err().to_string();
    assert!(error.starts_with("gelu: its gradient does not follow from its output"), "{error}");
    for text in [
        "leaky_relu(-0.5)",
        "prelu(weight=-0.5)",
        "elu(-1)",
        "gumbel_softmax(1, hard=true)",
        "thresholded_relu(-1)",
    ] {
        assert!(parse(text).unwrap().backward_from_output(&x, &g).is_err(), "{text}");
    }
    let error = Sigmoid.backward_from_output(&x, &g.slice(ndarray::s![.., ..3])).unwrap_err();
    assert!(error.to_string().contains("the upstream gradient has shape [6, 3]"), "{error}");
    // What is NaN stays so; where a probability is 0, nothing passes.
    let y = array![[f64::NAN, 0.5], [0.0, 1.0]];
    let from = Softmax::new(1).backward_from_output(&y, &array![[1.0, 1.0], [f64::INFINITY, 1.0]]);
    let from = from.unwrap();
    assert!(from.row(0).iter().any(|x| x.is_nan()) && from.row(1).to_vec() == [0.0, 0.0], "{from}");
}

/// A function at its defaults, as it is written.
fn entry_default(name: &str) -> String {
    let entry = ogive::find(name).unwrap();
    entry.examples(1).next().unwrap().to_string()
}

#[test]
fn softmax_of_special_rows() {
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    let rows: [([f32; 3], [f32; 3]); 8] = [
        ([0.0, 0.0, -inf], [0.5, 0.5, 0.0]),
        ([1.0, inf, -inf], [0.0, 1.0, 0.0]),
        ([inf, 3.0, inf], [0.5, 0.0, 0.5]),
        ([-inf, -inf, -inf], [nan, nan, nan]),
        ([0.0, nan, 1.0], [nan, nan, nan]),
        ([3e38, -3e38, 0.0], [1.0, 0.0, 0.0]),
        ([1000.0, 1000.0, 0.0], [0.5, 0.5, 0.0]),
        ([-1e30, -1e30, -1e30], [1.0 / 3.0; 3]),
    ];
    for (scores, expected) in rows {
        let s = ogive::softmax(&Array1::from(scores.to_vec()), Axis(0)).unwrap();
        assert_eq!(bits(s), bits(expected), "{scores:?}");
        // The same across: 40 such rows side by side.
        let across = Array2::from_shape_fn((3, 40), |(i, _)| scores[i]);
        let s = ogive::softmax(&across, Axis(0)).unwrap();
        assert_eq!(bits(s.column(39).iter().copied()), bits(expected), "{scores:?} across");
    }
    let l = ogive::log_softmax(&array![0.0_f32, 100.0, -inf], Axis(0)).unwrap();
    assert_eq!(l.to_vec(), [-100.0, -3.783506e-44, -inf]);
    let l = ogive::log_softmax(&array![inf, 0.0_f32], Axis(0)).unwrap();
    assert_eq!(l.to_vec(), [0.0, -inf]);
    assert_eq!(ogive::softmax(&array![5.0_f32], Axis(0)).unwrap().to_vec(), [1.0]);
    assert_eq!(ogive::log_softmax(&array![5.0_f32], Axis(0)).unwrap().to_vec(), [0.0]);
}

#[test]
fn gradients_over_an_axis_are_those_of_finite_differences() {
    let mut random = Random(5);
    let x = Array2::from_shape_fn((4, 9), |_| random.normal());
    let g = Array2::from_shape_fn((4, 9), |_| random.normal());
    for f in [parse("softmax(1)").unwrap(), parse("log_softmax(1)").unwrap()] {
        let gradient = f.backward(&x, &g).unwrap();
        for at in [(0, 0), (1, 5), (3, 8)] {
            let loss = |step: f64| {
                let mut moved = x.clone();
                moved[at] += step;
                (f.forward(&moved).unwrap() * &g).sum()
            };
            let difference = (loss(1e-6) - loss(-1e-6)) / 2e-6;
            assert!((gradient[at] - difference).abs() < 1e-8, "{f} at {at:?}");
        }
    }
    // A class that cannot win passes nothing on, even from an infinite gradient.
    let x = array![0.0_f32, 1.0, f32::NEG_INFINITY];
    let d = Softmax::new(0).backward(&x, &array![1.0, 2.0, f32::INFINITY]).unwrap();
    assert!(d[0].is_finite() && d[1].is_finite() && d[2] == 0.0, "{d}");
}

#[test]
fn half_rows_are_summed_wide() {
    // A bf16 sum of ones would stick at 256.
    let x = Array1::from_elem(1000, bf16::ONE);
    let s = ogive::softmax(&x, Axis(0)).unwrap();
    assert!(s.iter().all(|s| *s == bf16::from_f32(0.001)));
}

#[test]
fn rrelu_draws_by_seed_and_index_alone() {
    let x = ArrayD::from_elem(vec![30, 40, 50], -1.0_f32);
    let one = RRelu::training(0.1, 0.3, 1).unwrap();
    let y = one.forward(&x).unwrap();
    assert_eq!(y, one.forward(&x).unwrap());
    assert_ne!(y, RRelu::training(0.1, 0.3, 2).unwrap().forward(&x).unwrap());
    // Evenly: mean and deviation of U(0.1, 0.3), of 60,000 draws, within five deviations of theirs.
    let n = y.len() as f64;
    let mean = y.iter().map(|y| -f64::from(*y)).sum::<f64>() / n;
    let variance = y.iter().map(|y| (-f64::from(*y) - mean).powi(2)).sum::<f64>() / n;
    let spread = 0.2 / 12.0_f64.sqrt();
    assert!((mean - 0.2).abs() < 5.0 * spread / n.sqrt(), "{mean}");
    assert!((variance.sqrt() / spread - 1.0).abs() < 0.02, "{variance}");
    assert!(y.iter().all(|y| (-0.3..=-0.1).contains(y)));
    // The backward pass meets the same slopes.
    let g = one.backward(&x, &x.mapv(|_| 1.0)).unwrap();
    assert_eq!(g, -y);
    // Evaluation is the mean of the limits, PyTorch's 11/48.
    let e = RRelu::default().forward(&x).unwrap();
    assert!(e.iter().all(|e| *e == -(11.0_f32 / 48.0)));
}

#[test]
fn prelu_has_a_weight_for_each_channel() {
    let f = PRelu::new(&[0.1, 0.2, 0.3]).unwrap();
    for shape in [vec![2, 3], vec![2, 3, 4], vec![2, 3, 4, 500]] {
        let x = ArrayD::from_elem(shape.clone(), -1.0_f64);
        let y = f.forward(&x).unwrap();
        for (i, y) in y.indexed_iter() {
            assert_eq!(*y, -[0.1, 0.2, 0.3][i[1]], "{shape:?} {i:?}");
        }
        assert_eq!(f.backward(&x, &x).unwrap(), y);
    }
    let wrong = f.forward(&ArrayD::<f32>::zeros(vec![3, 4])).unwrap_err().to_string();
    assert!(wrong.starts_with("prelu: 3 weights for 4 channels; expected"), "{wrong}");
    // Fewer than two dimensions: one channel.
    assert!(f.forward(&array![1.0_f32, 2.0, 3.0]).is_err());
    assert_eq!(PRelu::default().forward(&array![-1.0_f32]).unwrap(), array![-0.25]);
}

#[test]
fn empty_arrays_and_axes() {
    for shape in [vec![0], vec![3, 0], vec![0, 3], vec![2, 0, 3]] {
        let x = ArrayD::<f32>::zeros(shape.clone());
        for f in element_functions() {
            assert_eq!(f.forward(&x).unwrap().shape(), shape);
            assert_eq!(f.backward(&x, &x).unwrap().shape(), shape);
        }
    }
    let x = ArrayD::<f32>::zeros(vec![2, 0]);
    assert_eq!(ogive::softmax(&x, Axis(0)).unwrap().shape(), [2, 0]);
    let error = ogive::softmax(&x, Axis(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "softmax: axis 1 of shape [2, 0] is empty; expected at least one element along it"
    );
    let point = ArrayD::<f32>::zeros(vec![]);
    assert_eq!(Sigmoid.forward(&point).unwrap()[[]], 0.5);
    let error = ogive::softmax(&point, Axis(0)).unwrap_err().to_string();
    assert!(error.contains("expected an array of at least one dimension"), "{error}");
}

#[test]
fn arrays_that_do_not_fit() {
    let x = Array2::<f32>::zeros((2, 3));
    let mut out = Array2::<f32>::zeros((3, 2));
    let error = Sigmoid.forward_into(&x, &mut out).unwrap_err().to_string();
    assert_eq!(
        error,
        "sigmoid: the output has shape [3, 2]; expected [2, 3], the shape of the input"
    );
    let error = Relu.backward(&x, &out).unwrap_err().to_string();
    assert!(error.contains("the upstream gradient has shape [3, 2]"), "{error}");
    for axis in [2, -3, isize::MAX, isize::MIN] {
        let error = Softmax::new(axis).forward(&x).unwrap_err().to_string();
        assert!(error.contains(&format!("axis {axis} of an array of 2 dimensions")), "{error}");
        assert!(error.contains("expected -2 to 1"), "{error}");
    }
    let s = Softmax::new(-1).forward(&x).unwrap();
    assert_eq!(s, ogive::softmax(&x, Axis(1)).unwrap());
}

#[test]
fn results_keep_the_memory_order() {
    let x = Array2::<f32>::ones((5, 7));
    assert!(Sigmoid.forward(&x).unwrap().is_standard_layout());
    let turned = x.reversed_axes();
    assert_eq!(Sigmoid.forward(&turned).unwrap().strides(), turned.strides());
    let cube = ArrayD::<f32>::ones(vec![2, 3, 4]).permuted_axes(vec![1, 2, 0]);
    assert_eq!(Sigmoid.forward(&cube).unwrap().strides(), cube.strides());
}

#[test]
fn functions_are_read_as_people_write_them() {
    for (text, expected) in [
        ("leaky_relu(0.04)", "leaky_relu(negative_slope=0.04)"),
        ("LeakyReLU(negative_slope=0.04)", "leaky_relu(negative_slope=0.04)"),
        ("nn.LeakyReLU(0.04, True)", "leaky_relu(negative_slope=0.04)"),
        ("nn.ReLU(inplace=True)", "relu"),
        ("torch.nn.ReLU(True)", "relu"),
        ("Softmax(dim=1)", "softmax(axis=1)"),
        ("softmax(-1)", "softmax(axis=-1)"),
        ("F.log_softmax( axis = 0 )", "log_softmax(axis=0)"),
        ("expit", "sigmoid"),
        (" Sigmoid() ", "sigmoid"),
        ("prelu([0.1, 0.2])", "prelu(weight=[0.1, 0.2])"),
        ("nn.PReLU(num_parameters=2, init=0.5)", "prelu(weight=[0.5, 0.5])"),
        ("nn.PReLU(2)", "prelu(weight=[0.25, 0.25])"),
        ("PReLU(0.5)", "prelu(weight=0.5)"),
        ("RReLU(1/8, 0.5)", "rrelu(lower=0.125, upper=0.5, training=false)"),
        (
            "rrelu(training=True, seed=3, lower=0, upper=1)",
            "rrelu(lower=0, upper=1, training=true, seed=3)",
        ),
    ] {
        let f = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(f.to_string(), expected, "{text}");
        // What is displayed can be read again.
        assert_eq!(parse(&f.to_string()).unwrap().to_string(), expected);
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for (text, expected) in [
        ("sigmiod", "no activation function is called `sigmiod`; did you mean `sigmoid`"),
        ("leakyrelu6", "did you mean `leaky_relu`"),
        ("qqq", "`ogive list` shows the names there are"),
        ("", "no activation function is called ``"),
        ("relu(", "is not closed"),
        ("relu(3)", "too many arguments; expected none"),
        ("leaky_relu(slope=1)", "there is no parameter `slope`; expected negative_slope"),
        ("leaky_relu(0.1, 0.2)", "too many arguments"),
        ("leaky_relu(0.1, negative_slope=0.2)", "is given twice"),
        ("leaky_relu(x)", "`x` is not a number"),
        ("leaky_relu(,)", "an argument is empty"),
        ("leaky_relu(nan)", "expected a finite number"),
        ("leaky_relu(true)", "expected a number"),
        ("leaky_relu(1))", "a bracket closes that was not opened"),
        ("leaky_relu([1)", "a bracket is not closed"),
        ("softmax", "the axis is missing"),
        ("softmax(1.5)", "expected a whole number"),
        ("prelu(num_parameters=-1)", "num_parameters = -1; expected a number of channels"),
        ("prelu([])", "not a number"),
        ("prelu(inf)", "expected a finite number"),
        ("snake(0)", "a = 0; expected any other finite number"),
        ("snake(inf)", "expected a finite number"),
        ("xielu(-1)", "alpha_p = -1; expected 0, or a number from 2^-20 to 2^20"),
        ("xielu(1, 0)", "alpha_n = 0; expected a number from 2^-20 to 2^20"),
        ("xielu(1, 0.4)", "alpha_n = 0.4 is below beta = 0.5; expected a number of at least beta"),
        ("rrelu(0.5, 0.25)", "lower = 0.5 is above upper = 0.25"),
        ("rrelu(training=true, seed=-1)", "expected a whole number from 0"),
    ] {
        let error = parse(text).err().unwrap_or_else(|| panic!("{text} is accepted")).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    assert!(matches!(parse("nonsense"), Err(Error::UnknownFunction { .. })));
}

#[test]
fn every_page_is_complete() {
    for &entry in ogive::BOOK {
        let info = entry.info;
        for text in [info.formula, info.derivative, info.good, info.bad, info.hard] {
            assert!(!text.is_empty() && !text.contains("  "), "{}: {text:?}", info.name);
        }
        assert!(!info.origin.is_empty(), "{}", info.name);
        assert!(info.origin.iter().all(|o| o.url.starts_with("https://")), "{}", info.name);
        assert!(std::ptr::eq(ogive::find(info.name).unwrap(), entry), "{}", info.name);
        for alias in info.aliases {
            assert!(std::ptr::eq(ogive::find(alias).unwrap(), entry), "{alias}");
        }
        for name in info.names {
            let known = format!("{}:{}", name.ecosystem.prefix(), name.name);
            let found = ogive::find(&known).unwrap_or_else(|error| panic!("{known}: {error}"));
            assert!(std::ptr::eq(found, entry), "{known} is {}", found.info.name);
            // Its defaults, and the axis where there is none, make a function.
            let over = info.parameters.iter().any(|p| p.name == "axis" && p.default.is_none());
            let axis = if over { "(axis=0)" } else { "" };
            parse(&format!("{known}{axis}")).unwrap_or_else(|error| panic!("{known}: {error}"));
        }
    }
}
