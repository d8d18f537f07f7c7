//! The figures, for inputs where the right ones are known.

mod support;

use half::{bf16, f16};
use ndarray::{Array, Array1, Array2, ArrayD, Axis, IxDyn, ShapeBuilder, array, s};
use ogive::Function;
use ogive::nn::Layer;
use ogive_inspect::{Accumulator, Channels, Error, Figures, Level, Options, Rule, State, inspect};

use support::*;

fn along(axis: isize) -> Options {
    Options { channels: Channels::Along(axis), ..Options::default() }
}

#[test]
fn the_mean_squared_slope_is_the_integral() {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let of_sigmoid = expected(1.0, |x| (sigmoid(x) * (1.0 - sigmoid(x))).powi(2));
    near(of_sigmoid, 0.0448, 1e-3);
    let of_tanh = expected(1.0, |x| (1.0 - x.tanh().powi(2)).powi(2));
    let x = batch(4096, 3, 1.0);
    near(total(&report("sigmoid", &x)).mean_squared_slope, of_sigmoid, 1e-4);
    near(total(&report("tanh", &x)).mean_squared_slope, of_tanh, 1e-3);
    // Half of a symmetric input is positive, and a line has the same slope everywhere.
    assert_eq!(total(&report("relu", &x)).mean_squared_slope, Some(0.5));
    assert_eq!(total(&report("linear", &x)).mean_squared_slope, Some(1.0));
    near(total(&report("leaky_relu(0.5)", &x)).mean_squared_slope, 0.625, 1e-15);
}

#[test]
fn inputs_values_and_slopes_have_their_moments() {
    let x = array![[1.0, -2.0], [3.0, 4.0]];
    let report = report("relu", &x);
    let both = elements(&report);
    assert_eq!(both.channel_axis, Some(1));
    let moments = |m: ogive_inspect::Moments| (m.mean.unwrap(), m.deviation.unwrap());
    assert_eq!(moments(both.total.input), (1.5, 5.25_f64.sqrt()));
    assert_eq!(moments(both.total.output), (2.0, 2.5_f64.sqrt()));
    assert_eq!(moments(both.total.slope), (0.75, 0.1875_f64.sqrt()));
    assert_eq!(moments(both.channels[1].input), (1.0, 3.0));
    assert_eq!((both.total.smallest, both.total.largest), (Some(-2.0), Some(4.0)));
    assert_eq!(both.channels[1].saturated, Some(0.5));
    let counts: u64 = both.total.histogram.as_ref().unwrap().counts.iter().sum();
    assert_eq!((counts, both.channels.len()), (4, 2));
}

#[test]
fn the_threshold_decides_what_is_saturated() {
    let x = batch(4096, 1, 10.0);
    // σ′ is below 0.01 beyond ±4.595, and below 0.1 beyond ±2.063.
    let beyond = |end: f64| expected(10.0, |x| if x.abs() > end { 1.0 } else { 0.0 });
    near(total(&report("sigmoid", &x)).saturated, beyond(4.59512), 1e-3);
    let options = Options { saturated_below: 0.1, ..Options::default() };
    let report = inspected("sigmoid", &x.into_dyn(), &options);
    near(total(&report).saturated, beyond(2.06344), 1e-3);
}

#[test]
fn large_means_leave_the_deviation_its_digits() {
    // The mean is a million times the deviation.
    let x = Array1::from_iter((0..1000).map(|i| 1e6_f32 + (i % 2) as f32));
    let report = inspect(&*ogive::parse("linear").unwrap(), &x, &Options::default()).unwrap();
    assert_eq!(total(&report).input.deviation, Some(0.5));
    let x = Array1::from_iter((0..1000).map(|i| 1e9 + 0.1 * f64::from(i % 2)));
    let apart = (1e9 + 0.1) - 1e9;
    let report = inspect(&*ogive::parse("linear").unwrap(), &x, &Options::default()).unwrap();
    near(total(&report).input.deviation, apart / 2.0, 1e-7);
}

/// An array of four dimensions, of numbers that fit into every element type.
fn features() -> ArrayD<f32> {
    let noise: Vec<f32> = noise(6 * 5 * 4 * 7).map(|x| bf16::from_f64(6.0 * x).to_f32()).collect();
    ArrayD::from_shape_vec(IxDyn(&[6, 5, 4, 7]), noise).unwrap()
}

#[test]
fn the_report_is_the_same_however_blocks_are_cut() {
    // Long enough to be cut inside, too.
    let long = Array2::from_shape_vec((300_000, 2), noise(600_000).map(|x| x as f32).collect());
    for (x, call) in [
        (features(), "tanh"),
        (features(), "prelu(weight=[0.1, 0.2, 0.3, 0.4, 0.5])"),
        (features(), "softmax(axis=1)"),
        (long.unwrap().into_dyn(), "gelu"),
    ] {
        let function: Box<dyn Function> = ogive::parse(call).unwrap();
        let options = Options::default();
        let whole = inspect(&*function, &x, &options).unwrap();
        let length = x.len_of(Axis(0));
        for size in [1, 2, 5, length - 1].into_iter().filter(|size| length / size < 7000) {
            let mut blocks = Accumulator::new(&*function, &options).unwrap();
            for block in x.axis_chunks_iter(Axis(0), size) {
                blocks.add(&block).unwrap();
            }
            // An empty block changes nothing.
            blocks.add(&x.slice_axis(Axis(0), (0..0).into())).unwrap();
            assert_eq!(blocks.finish(), whole, "{call}, blocks of {size}");
        }
    }
}

#[test]
fn a_parameter_for_each_channel_stays_with_it() {
    // So large that it is cut inside, and not along axis 1, though no channels are counted there.
    let x = Array::from_shape_fn(
        (1, 3, 500_000),
        |(_, j, k)| if k % 2 == 0 { 1.0 } else { -1.0 - j as f32 },
    );
    let function = ogive::parse("prelu(weight=[0.1, 0.2, 0.3])").unwrap();
    let options = Options { channels: Channels::None, ..Options::default() };
    let report = inspect(&*function, &x, &options).unwrap();
    near(total(&report).slope.mean, (1.0 + 0.2) / 2.0, 1e-7);
    near(total(&report).output.mean, (1.0 - (0.1 + 0.4 + 0.9) / 3.0) / 2.0, 1e-7);
}

#[test]
fn the_report_is_the_same_in_any_layout() {
    let x = features();
    for call in ["silu", "softmax(axis=-1)"] {
        let function = ogive::parse(call).unwrap();
        let options = along(2);
        let standard = inspect(&*function, &x, &options).unwrap();
        let mut fortran = Array::zeros(x.raw_dim().f());
        fortran.assign(&x);
        assert_eq!(inspect(&*function, &fortran, &options).unwrap(), standard);
        let turned = x.slice(s![..;-1, .., .., ..;-1]);
        let copied = turned.to_owned();
        let expected = inspect(&*function, &copied, &options).unwrap();
        assert_eq!(inspect(&*function, &turned, &options).unwrap(), expected);
        let twice = Array::from_shape_fn((6, 10, 4, 7), |(i, j, k, l)| x[[i, j / 2, k, l]]);
        let strided = twice.slice(s![.., ..;2, .., ..]);
        assert_eq!(inspect(&*function, &strided, &options).unwrap(), standard);
    }
}

#[test]
fn every_element_type_is_read() {
    let x = features();
    let function = ogive::parse("tanh").unwrap();
    let options = Options::default();
    let single = inspect(&*function, &x, &options).unwrap();
    // Half precision is widened: the same figures, not those of rounded slopes.
    let brain = inspect(&*function, &x.mapv(bf16::from_f32), &options).unwrap();
    assert_eq!((brain.dtype, &brain.figures), ("bf16", &single.figures));
    let halves = x.mapv(|x| f16::from_f32(x).to_f32());
    let half = inspect(&*function, &halves.mapv(f16::from_f32), &options).unwrap();
    let expected = inspect(&*function, &halves, &options).unwrap();
    assert_eq!((half.dtype, &half.figures), ("f16", &expected.figures));
    let double = inspect(&*function, &x.mapv(f64::from), &options).unwrap();
    assert_eq!(double.dtype, "f64");
    near(total(&double).mean_squared_slope, total(&single).mean_squared_slope.unwrap(), 1e-6);
    assert_eq!(total(&double).input, total(&single).input);
}

#[test]
fn channels_are_counted_along_the_axis_that_is_asked_for() {
    let x = features().mapv(f64::from);
    for axis in [0_isize, 1, 2, 3, -1, -4] {
        let report = inspected("silu", &x, &along(axis));
        let place = axis.rem_euclid(4) as usize;
        let found = elements(&report);
        assert_eq!(found.channel_axis, Some(place));
        for (channel, lane) in x.axis_iter(Axis(place)).enumerate() {
            let own = inspected(
                "silu",
                &lane.to_owned(),
                &Options { channels: Channels::None, ..Options::default() },
            );
            assert_eq!(&found.channels[channel], total(&own), "axis {axis}, channel {channel}");
        }
        assert_eq!(found.entries, x.shape()[..place].iter().product::<usize>() as u64);
    }
    assert_eq!(elements(&inspected("silu", &x, &Options::default())).channel_axis, Some(1));
    let flat = x.flatten().into_owned().into_dyn();
    let report = inspected("silu", &flat, &Options::default());
    assert_eq!((elements(&report).channel_axis, elements(&report).channels.len()), (None, 0));
}

#[test]
fn dead_and_stuck_units_are_found() {
    let normal = normal(256);
    let x = Array2::from_shape_fn((256, 4), |(i, j)| match j {
        0 => normal[i],
        1 => -normal[i].abs(),
        2 => normal[i].abs() + 0.1,
        // Positive once in the batch.
        _ => {
            if i == 100 {
                0.5
            } else {
                -1.0
            }
        }
    });
    let report = report("relu", &x);
    let found = elements(&report);
    let states: Vec<State> = found.channels.iter().map(|unit| unit.state).collect();
    assert_eq!(states, [State::Live, State::Dead, State::Live, State::Live]);
    assert_eq!((found.dead, found.stuck), (1, 0));
    // The dead one first, then the one of the 256th part.
    assert_eq!(found.worst_first()[..2], [1, 3]);

    let x = Array2::from_shape_fn((256, 2), |(i, j)| normal[i] + 40.0 * j as f64);
    let sigmoid = support::report("sigmoid", &x);
    let states: Vec<State> = elements(&sigmoid).channels.iter().map(|unit| unit.state).collect();
    assert_eq!(states, [State::Live, State::Stuck]);
    // In half precision too, where such a slope rounds to 0.
    let narrow =
        inspect(&*ogive::parse("sigmoid").unwrap(), &x.mapv(f16::from_f64), &Options::default());
    assert_eq!(elements(&narrow.unwrap()).channels[1].state, State::Stuck);
}

#[test]
fn nan_and_infinities_are_counted_and_kept_out() {
    let clean = array![[1.0, 2.0], [3.0, -4.0]];
    let x = array![[1.0, 2.0], [f64::NAN, f64::INFINITY], [3.0, -4.0], [1e200, f64::NEG_INFINITY]];
    let (with, without) = (report("silu", &x), report("silu", &clean));
    let (with, without) = (elements(&with), elements(&without));
    assert_eq!((with.total.elements, with.total.nan, with.total.infinite), (8, 1, 3));
    assert_eq!((with.channels[0].nan, with.channels[0].infinite), (1, 1));
    assert_eq!(with.total.input, without.total.input);
    assert_eq!(with.total.slope, without.total.slope);
    assert_eq!(with.total.histogram, without.total.histogram);
}

#[test]
fn where_the_function_is_not_defined_is_counted() {
    let x = Array1::from_iter((0..200).map(|i| f64::from(i % 2) * 2.0 - 1.0));
    let report = inspected("log1mexp", &x.into_dyn(), &Options::default());
    let unit = total(&report);
    assert_eq!((unit.undefined, unit.elements), (100, 200));
    assert_eq!(unit.input.mean, Some(0.0));
    // Of the slope at 1, which is 1/(e − 1).
    near(unit.slope.mean, 1.0 / (1.0_f64.exp() - 1.0), 1e-14);
    assert_eq!(fired(&report)[0], Rule::Undefined);
    assert!(report.verdict.tries[0].starts_with("inputs between 0 and inf"), "{report:?}");
    let large = Array1::from_elem(200, 1e4).into_dyn();
    assert_eq!(total(&inspected("exponential", &large, &Options::default())).undefined, 200);
}

#[test]
fn arrays_of_nothing_and_of_one() {
    for shape in [vec![0], vec![0, 3], vec![5, 0], vec![2, 3, 0]] {
        let report = inspected("relu", &ArrayD::zeros(shape.clone()), &Options::default());
        assert_eq!(report.shape, shape);
        let found = elements(&report);
        assert_eq!((found.total.elements, found.total.input.mean), (0, None));
        assert_eq!((found.total.state, found.dead), (State::Unknown, 0));
        assert_eq!(report.verdict.level, Level::Undecided);
        assert_eq!(found.gradient.chi, None);
    }
    let nothing =
        Accumulator::new(&*ogive::parse("relu").unwrap(), &Options::default()).unwrap().finish();
    assert_eq!(
        (nothing.shape.as_slice(), nothing.verdict.level),
        ([0].as_slice(), Level::Undecided)
    );

    for shape in [vec![], vec![1], vec![1, 1]] {
        let report = inspected("sigmoid", &ArrayD::zeros(shape.clone()), &Options::default());
        assert_eq!(report.shape, shape);
        let unit = total(&report);
        assert_eq!((unit.input.mean, unit.input.deviation), (Some(0.0), Some(0.0)));
        assert_eq!(unit.mean_squared_slope, Some(0.0625));
        assert_eq!(fired(&report), [Rule::Few]);
    }
}

#[test]
fn a_stack_of_layers_multiplies() {
    let x = batch(4096, 2, 1.0);
    let report = report("sigmoid", &x);
    let gradient = &elements(&report).gradient;
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let slope = expected(1.0, |x| (sigmoid(x) * (1.0 - sigmoid(x))).powi(2));
    let square = expected(1.0, |x| sigmoid(x).powi(2));
    near(gradient.weight_variance, 1.0 / square, 2e-3);
    near(gradient.chi, slope / square, 2e-3);
    near(gradient.over_layers, gradient.chi.unwrap().powi(10), 1e-12);
    near(gradient.slopes_alone, slope.powi(10), 1e-3);
    // √χ is 0.391: 0.391^7 is above a thousandth, 0.391^8 is below.
    assert_eq!(gradient.layers_to_thousandth, Some(8));

    let options = |weights, layers| Options { weights, layers, ..Options::default() };
    use ogive_inspect::Weights;
    let chi = |call, weights| {
        let report = inspected(call, &x.clone().into_dyn(), &options(weights, 20));
        elements(&report).gradient.chi.unwrap()
    };
    // The rule gives the factors that are known by name.
    near(chi("relu", Weights::Usual), 1.0, 1e-6);
    near(chi("relu", Weights::He), 1.0, 1e-15);
    near(chi("leaky_relu(0.5)", Weights::Usual), 1.0, 1e-6);
    near(chi("linear", Weights::Glorot), 1.0, 1e-15);
    near(chi("linear", Weights::TorchDefault), 1.0 / 3.0, 1e-15);
    near(chi("relu", Weights::Variance(3.0)), 1.5, 1e-15);
    near(chi("relu", Weights::Layer { fan_in: 512, deviation: 0.0625 }), 1.0, 1e-15);
    let usual = |call| {
        let report = inspected(call, &x.clone().into_dyn(), &Options::default());
        elements(&report).gradient.weight_variance.unwrap()
    };
    near(usual("relu"), 2.0, 1e-6);
    near(usual("selu"), 1.0, 2e-3);
    near(usual("tanh"), 1.0 / expected(1.0, |x| x.tanh().powi(2)), 2e-3);
    // Wide inputs are held against those of N(0, 1), small ones and positive ones against themselves.
    let usual_at = |call: &str, x: &Array2<f64>| {
        elements(&support::report(call, x)).gradient.weight_variance.unwrap()
    };
    near(usual_at("tanh", &(8.0 * &x)), 1.0 / expected(1.0, |x| x.tanh().powi(2)), 1e-9);
    near(usual_at("tanh", &(0.01 * &x)), 1.0, 1e-3);
    near(usual_at("relu", &x.mapv(f64::abs)), 1.0, 1e-15);
    near(usual("linear"), 1.0, 1e-6);

    let report = inspected("linear", &x.into_dyn(), &options(Weights::Variance(4.0), 3));
    assert_eq!(elements(&report).gradient.over_layers, Some(8.0));
    assert_eq!(elements(&report).gradient.layers_to_thousandth, None);
}

/// The mean of ‖J‖_F² by as many calls of `backward` as a row has elements.
fn jacobian(function: &dyn Function, x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for class in 0..x.ncols() {
        let g = Array2::from_shape_fn(x.raw_dim(), |(_, j)| f64::from(j == class));
        sum += function.backward(x, &g).unwrap().iter().map(|dx| dx * dx).sum::<f64>();
    }
    sum / x.nrows() as f64
}

#[test]
fn rows_have_the_norm_of_their_jacobian() {
    let x = Array2::from_shape_vec((50, 7), noise(350).map(|x| 3.0 * x).collect()).unwrap();
    for call in [
        "softmax(axis=1)",
        "softmax(axis=1, temperature=0.5)",
        "softmin(axis=-1)",
        "quiet_softmax(axis=1)",
        "log_softmax(axis=1)",
        "sparsemax(axis=1)",
    ] {
        let function = ogive::parse(call).unwrap();
        let report = report(call, &x);
        near(rows(&report).jacobian, jacobian(&*function, &x), 1e-12);
        assert_eq!((rows(&report).rows, rows(&report).classes), (50, 7));
    }
}

#[test]
fn rows_have_their_entropy_and_their_winners() {
    let x = Array2::from_shape_fn((200, 4), |(i, j)| if i < 50 && j == 2 { 100.0 } else { 0.0 });
    let softmax = report("softmax(axis=1)", &x);
    let found = rows(&softmax);
    assert_eq!(found.decided, Some(0.25));
    near(found.winner, 0.25 + 0.75 * 0.25, 1e-12);
    near(found.entropy, 0.75 * 4.0_f64.ln(), 1e-12);
    near(found.entropy_of_even, 4.0_f64.ln(), 1e-15);
    near(found.jacobian, 0.75 * (0.25 - 2.0 / 16.0 + 1.0 / 16.0), 1e-12);
    // The logarithms are of the same shares.
    let logarithm = report("log_softmax(axis=1)", &x);
    near(rows(&logarithm).entropy, found.entropy.unwrap(), 1e-12);
    assert_eq!(rows(&logarithm).decided, Some(0.25));
    // The other axis: rows of 200.
    assert_eq!(rows(&report("softmax(axis=0)", &x)).rows, 4);
    // None of the classes is a fifth outcome, as likely as each.
    let quiet = report("quiet_softmax(axis=1)", &Array2::zeros((3, 4)));
    near(rows(&quiet).entropy, 5.0_f64.ln(), 1e-12);
    let images = ArrayD::zeros(IxDyn(&[2, 3, 4, 5]));
    let report = inspected("softmax2d", &images, &Options::default());
    assert_eq!((rows(&report).rows, rows(&report).classes, rows(&report).axis), (40, 3, 1));
}

#[test]
fn masked_and_broken_rows_are_counted() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let x = array![[0.0, 0.0], [-inf, -inf], [0.0, -inf], [nan, 0.0]];
    let plain = report("softmax(axis=1)", &x);
    let found = rows(&plain);
    assert_eq!((found.rows, found.undefined, found.masked), (4, 2, 0));
    near(found.winner, 0.75, 1e-15);
    let masked = report("softmax(axis=1, masked=true)", &x);
    let found = rows(&masked);
    assert_eq!((found.undefined, found.masked), (1, 1));
    assert_eq!((found.input.nan, found.input.infinite), (1, 3));
}

#[test]
fn what_cannot_be_inspected_is_refused_with_what_to_do() {
    let refused = |call: &str, x: ArrayD<f64>, options: &Options| {
        let error = inspect(&*ogive::parse(call).unwrap(), &x, options).unwrap_err();
        (error.to_string(), error.hint())
    };
    const SHARES: &str = "of the functions over an axis, softmax, log_softmax, softmin, quiet_softmax, \
                          softmax2d and sparsemax can be inspected";
    let flat = || Array1::zeros(4).into_dyn();
    let options = Options::default();
    for (call, problem, hint) in [
        ("swiglu(axis=-1)", "swiglu gates", "swiglu(a, b) = a·σ(a)·b"),
        ("rrelu(training=true)", "rrelu draws its slopes", "form for evaluation"),
        ("gumbel_softmax(axis=0)", "gumbel_softmax draws", "evaluation"),
        ("logsumexp(axis=0)", "logsumexp gives no shares", SHARES),
        ("hardmax(axis=0)", "hardmax gives no shares", SHARES),
    ] {
        let (error, advice) = refused(call, flat(), &options);
        assert!(error.starts_with(problem), "{error}");
        assert!(advice.unwrap().contains(hint), "{call}");
    }
    let (error, hint) = refused("relu", flat(), &along(1));
    assert_eq!(error, "channel axis 1 of an array of 1 dimensions; expected -1 or 0");
    assert!(hint.unwrap().contains("leave it out"));
    let (error, _) = refused("relu", ArrayD::zeros(vec![2, 3]), &along(-3));
    assert_eq!(error, "channel axis -3 of an array of 2 dimensions; expected -2 to 1");
    let (error, _) = refused("softmax(axis=2)", flat(), &options);
    assert_eq!(error, "softmax: axis 2 of an array of 1 dimensions; expected -1 to 0");
    let (error, _) = refused("prelu(weight=[0.1, 0.2])", ArrayD::zeros(vec![2, 3]), &options);
    assert!(error.starts_with("prelu"), "{error}");

    use ogive_inspect::Weights;
    let with = |options: Options| refused("relu", flat(), &options).0;
    for (options, error) in [
        (Options { layers: 0, ..Options::default() }, "layers = 0; expected at least 1"),
        (
            Options { saturated_below: f64::NAN, ..Options::default() },
            "saturated_below = NaN; expected a finite number above 0",
        ),
        (
            Options { winner_above: 1.0, ..Options::default() },
            "winner_above = 1; expected a number between 0 and 1, both excluded",
        ),
        (
            Options { weights: Weights::Variance(-1.0), ..Options::default() },
            "the variance of the weights = -1; expected a finite number above 0",
        ),
        (
            Options { weights: Weights::Layer { fan_in: 0, deviation: 1.0 }, ..Options::default() },
            "fan_in = 0; expected at least 1",
        ),
    ] {
        assert_eq!(with(options), error);
    }
}

#[test]
fn blocks_that_do_not_fit_are_refused_and_not_counted() {
    let relu = ogive::parse("relu").unwrap();
    let mut blocks = Accumulator::new(&*relu, &Options::default()).unwrap();
    // The first one decides; a refused first one does not.
    let prelu = ogive::parse("prelu(weight=[0.1, 0.2])").unwrap();
    let mut channels = Accumulator::new(&*prelu, &Options::default()).unwrap();
    channels.add(&Array2::<f32>::zeros((3, 5))).unwrap_err();
    channels.add(&Array2::<f64>::zeros((3, 2))).unwrap();
    assert_eq!(channels.finish().shape, [3, 2]);

    blocks.add(&Array2::<f32>::zeros((3, 5))).unwrap();
    let error = blocks.add(&Array2::<f32>::zeros((3, 4))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a block of shape [3, 4] after [3, 5]; expected the same but for axis 0"
    );
    blocks.add(&Array1::<f32>::zeros(5)).unwrap_err();
    let error = blocks.add(&Array2::<f64>::zeros((3, 5))).unwrap_err();
    assert_eq!(error, Error::Type { given: "f64", before: "f32" });
    blocks.add(&Array2::<f32>::zeros((2, 5))).unwrap();
    let report = blocks.finish();
    assert_eq!((report.shape.as_slice(), total(&report).elements), ([5, 5].as_slice(), 25));

    for (call, options) in [("relu", along(0)), ("softmax(axis=0)", Options::default())] {
        let function = ogive::parse(call).unwrap();
        let mut blocks = Accumulator::new(&*function, &options).unwrap();
        blocks.add(&Array2::<f32>::zeros((2, 3))).unwrap();
        let error = blocks.add(&Array2::<f32>::zeros((2, 3))).unwrap_err();
        assert!(matches!(error, Error::Whole { .. }), "{error}");
    }
}

#[test]
fn the_report_is_json() {
    let x = batch(128, 2, 1.0);
    let json = serde_json::to_value(report("tanh", &x)).unwrap();
    assert_eq!((json["kind"].as_str(), json["function"].as_str()), (Some("element"), Some("tanh")));
    assert_eq!(json["channels"][1]["state"], "live");
    assert_eq!(json["verdict"]["level"], "healthy");
    assert!(json["total"]["input"]["deviation"].is_f64());
    assert!(json["gradient"]["over_layers"].is_f64());
    let json = serde_json::to_value(report("softmax(axis=1)", &x)).unwrap();
    assert_eq!((json["kind"].as_str(), json["rows"].as_u64()), (Some("axis"), Some(128)));
    // What is beyond f64 is a word, which JSON has not.
    let options = Options { layers: 10_000, ..Options::default() };
    let large = inspected("exponential", &(3.0 * x).into_dyn(), &options);
    let json = serde_json::to_value(large).unwrap();
    assert_eq!(json["gradient"]["over_layers"], "inf");
    let Figures::Element(_) = inspected("relu", &ArrayD::zeros(vec![0]), &options).figures else {
        panic!("of one number");
    };
}
