//! The rules of the verdict, each on both sides of its threshold.

mod support;

use ndarray::{Array1, Array2, ArrayD};
use ogive_inspect::{Level, Options, Report, Rule, Weights};

use support::*;

fn first_words(report: &Report) -> &str {
    &report.verdict.summary
}

#[test]
fn healthy_layers_are_called_healthy() {
    let x = batch(1024, 8, 1.0);
    for call in [
        "relu",
        "leaky_relu",
        "elu",
        "celu",
        "selu",
        "gelu",
        "gelu_tanh",
        "quick_gelu",
        "silu",
        "mish",
        "tanh",
        "hardswish",
        "linear",
        "relu6",
        "hardtanh",
        "prelu",
        "xielu",
    ] {
        let report = report(call, &x);
        assert_eq!(report.verdict.level, Level::Healthy, "{call}: {:?}", report.verdict);
        assert!(
            first_words(&report)
                .starts_with("Healthy: after 20 such layers with the usual initialisation, "),
            "{call}"
        );
        assert!(report.verdict.tries.is_empty(), "{call}: {:?}", report.verdict.tries);
    }
    // So is a relu that is active for a third of its inputs, and one over few.
    let sparse = x.mapv(|x| x - 0.43);
    assert_eq!(report("relu", &sparse).verdict.level, Level::Healthy);
    let few = batch(128, 1, 1.0);
    assert_eq!(report("relu", &few).verdict.level, Level::Healthy);
    // So is a tanh whose inputs have stayed small, as Glorot's weights leave them.
    assert_eq!(report("tanh", &batch(1024, 8, 0.3)).verdict.level, Level::Healthy);
    // And a sigmoid, where there are few layers.
    let options = Options { layers: 3, ..Options::default() };
    assert_eq!(inspected("sigmoid", &x.into_dyn(), &options).verdict.level, Level::Healthy);
}

#[test]
fn a_stack_of_sigmoids_makes_the_gradient_vanish() {
    let report = report("sigmoid", &batch(1024, 4, 1.0));
    assert_eq!((report.verdict.level, fired(&report)), (Level::Warning, vec![Rule::Vanishing]));
    assert_eq!(
        report.verdict.summary,
        "Vanishing gradient: after 20 such layers, 6.9e-9 of its size is left; a layer multiplies \
         its mean square by 0.153 (σ_w² 3.40 of the usual initialisation × E[f′²] 0.0448)."
    );
    // Its own best is no better, so another function is suggested.
    assert!(
        report.verdict.tries[0].contains("relu (χ = 1.00; keeps"),
        "{:?}",
        report.verdict.tries
    );
    assert!(report.verdict.tries[0].contains("selu"), "{:?}", report.verdict.tries);
    assert!(report.verdict.tries[1].starts_with("residual connections"));
}

#[test]
fn wide_inputs_saturate() {
    for call in ["sigmoid", "tanh", "hardtanh", "hardsigmoid", "softsign"] {
        let report = report(call, &batch(1024, 4, 40.0));
        assert_eq!(fired(&report)[0], Rule::Saturated, "{call}: {:?}", report.verdict);
        assert!(first_words(&report).starts_with("Saturated: at "));
        assert!(
            report.verdict.tries[0].contains("their deviation 40.0"),
            "{:?}",
            report.verdict.tries
        );
    }
    let report = report("sigmoid", &batch(1024, 4, 10.0));
    assert!(first_words(&report).starts_with("Saturated: at 64.6 % of the inputs"), "{report:?}");
    // Half is where it begins: slopes of sigmoid are below 0.01 beyond ±4.6.
    let share = |count: usize| {
        let x = Array1::from_iter((0..1000).map(|i| if i < count { 6.0 } else { 0.5 }));
        support::fired(&inspected(
            "sigmoid",
            &x.into_dyn(),
            &Options { layers: 2, ..Options::default() },
        ))
    };
    assert_eq!(share(500), [Rule::Saturated]);
    assert_eq!(share(499), []);
    // relu and relu6 are flat on one side by design: that is no saturation.
    for call in ["relu", "relu6", "gelu"] {
        let far_left =
            Array2::from_shape_fn((1024, 1), |(i, _)| if i % 4 == 0 { 1.0 } else { -9.0 });
        assert!(!fired(&support::report(call, &far_left)).contains(&Rule::Saturated), "{call}");
    }
}

#[test]
fn normal_inputs_are_suggested_where_they_help() {
    let report = report("tanh", &batch(1024, 4, 10.0));
    assert_eq!(fired(&report), [Rule::Saturated, Rule::Vanishing]);
    let normalise = report.verdict.tries.iter().find(|text| text.starts_with("normalised"));
    assert!(
        normalise.unwrap().contains("a layer multiplies by 1.18"),
        "{:?}",
        report.verdict.tries
    );
}

#[test]
fn the_initialisation_is_suggested_where_it_is_the_fault() {
    let x = batch(1024, 4, 1.0).into_dyn();
    let options = Options { weights: Weights::TorchDefault, ..Options::default() };
    let report = inspected("relu", &x, &options);
    assert_eq!(fired(&report), [Rule::Vanishing]);
    assert_eq!(
        report.verdict.tries[0],
        "the usual initialisation for relu: weights of deviation √(2.00/fan-in)"
    );
    let options = Options { weights: Weights::Variance(5.0), ..Options::default() };
    let report = inspected("relu", &x, &options);
    assert_eq!(fired(&report), [Rule::Exploding]);
    assert!(first_words(&report).starts_with("Exploding gradient: after 20 such layers, it is 9"));
    assert_eq!(
        report.verdict.tries[0],
        "the usual initialisation for relu: weights of deviation √(2.00/fan-in)"
    );
}

#[test]
fn the_change_over_all_layers_decides() {
    // A linear layer multiplies by √σ_w²: a thousandth over ten layers is where it begins.
    let fired_at = |variance: f64| {
        let options =
            Options { weights: Weights::Variance(variance), layers: 10, ..Options::default() };
        fired(&inspected("linear", &batch(128, 2, 1.0).into_dyn(), &options))
    };
    let tenth = 10.0_f64.powf(-0.6);
    assert_eq!(fired_at(tenth * 1.001), []);
    assert_eq!(fired_at(tenth * 0.999), [Rule::Vanishing]);
    assert_eq!(fired_at(0.999 / tenth), []);
    assert_eq!(fired_at(1.001 / tenth), [Rule::Exploding]);
}

/// 256 entries for so many units, the first of which are dead.
fn with_dead(units: usize, dead: usize, entries: usize) -> Array2<f64> {
    let x = batch(256, units, 1.0);
    let x =
        Array2::from_shape_fn(
            (256, units),
            |(i, j)| if j < dead { -x[(i, j)].abs() } else { x[(i, j)] },
        );
    x.slice_move(ndarray::s![..entries, ..])
}

#[test]
fn dead_units_are_a_warning_from_a_tenth_on() {
    let report = report("relu", &with_dead(20, 2, 256));
    assert_eq!((report.verdict.level, fired(&report)), (Level::Warning, vec![Rule::DeadUnits]));
    assert_eq!(
        report.verdict.summary,
        "Of 20 units, 2 dead: no gradient passes on the whole batch."
    );
    assert!(report.verdict.tries[0].contains("leaky_relu"));
    let fewer = support::report("relu", &with_dead(20, 1, 256));
    assert_eq!((fewer.verdict.level, fired(&fewer)), (Level::Notice, vec![Rule::DeadUnits]));
    assert!(fewer.verdict.summary.starts_with("Healthy: "), "{}", fewer.verdict.summary);
    // A small batch does not tell.
    for (entries, level) in [(100, Level::Warning), (99, Level::Notice)] {
        let report = support::report("relu", &with_dead(20, 4, entries));
        assert_eq!(
            (report.verdict.level, fired(&report)),
            (level, vec![Rule::DeadUnits]),
            "{entries}"
        );
    }
    // Nor do many values of one image.
    let image = |entries: usize| {
        let dead =
            |i: ndarray::IxDyn| if i[1] < 2 { -1.0 } else { ((i[2] * 7 + i[0]) % 4) as f64 - 1.5 };
        inspected("relu", &ArrayD::from_shape_fn(vec![entries, 10, 200], dead), &Options::default())
    };
    assert_eq!(image(15).verdict.level, Level::Notice);
    assert_eq!(image(16).verdict.level, Level::Warning);
    // Without channels, the whole array is the unit.
    let all = inspected(
        "relu",
        &Array1::from_iter((1..201).map(|i| -f64::from(i))).into_dyn(),
        &Options::default(),
    );
    assert_eq!(all.verdict.summary, "The unit is dead: its slope is 0 on the whole batch.");
}

#[test]
fn what_is_not_finite_is_a_warning() {
    let mut x = batch(128, 2, 1.0);
    x[(3, 0)] = f64::NAN;
    x[(4, 1)] = f64::INFINITY;
    let report = report("relu", &x);
    assert_eq!((report.verdict.level, fired(&report)), (Level::Warning, vec![Rule::NotFinite]));
    assert!(first_words(&report).starts_with("Of 256 inputs, 1 NaN and 1 infinite"));
    assert_eq!(elements(&report).worst_first().len(), 2);
    // −∞ masks a score of softmax, and is no fault; NaN is one.
    x[(3, 0)] = f64::NEG_INFINITY;
    x[(4, 1)] = f64::NEG_INFINITY;
    assert_eq!(support::report("softmax(axis=1)", &x).verdict.level, Level::Healthy);
    x[(3, 0)] = f64::NAN;
    let report = support::report("softmax(axis=1)", &x);
    assert_eq!(fired(&report), [Rule::NotFinite, Rule::Undefined]);
}

#[test]
fn equal_inputs_are_a_warning() {
    let report = report("relu", &Array2::from_elem((64, 4), 0.5));
    assert_eq!((report.verdict.level, fired(&report)), (Level::Warning, vec![Rule::Constant]));
    assert!(first_words(&report).starts_with("Every finite input is 0.500"));
    let few = support::report("relu", &Array2::from_elem((3, 4), 0.5));
    assert_eq!((few.verdict.level, fired(&few)), (Level::Undecided, vec![Rule::Few]));
    assert_eq!(few.verdict.summary, "12 finite inputs: too few to judge a layer by.");
}

#[test]
fn a_straight_line_is_noticed() {
    let positive = batch(128, 2, 1.0).mapv(|x| x.abs() + 0.1);
    let report = support::report("relu", &positive);
    assert_eq!((report.verdict.level, fired(&report)), (Level::Notice, vec![Rule::StraightLine]));
    assert!(report.verdict.summary.contains("relu is a straight line of slope 1.00"));
    // Small inputs do not bend tanh.
    assert_eq!(fired(&support::report("tanh", &batch(128, 2, 0.01))), [Rule::StraightLine]);
    assert_eq!(fired(&support::report("tanh", &batch(128, 2, 0.3))), []);
    // A line is one wherever it is looked at.
    assert_eq!(fired(&support::report("linear", &positive)), []);
}

#[test]
fn decided_and_even_rows_are_noticed() {
    let rows = |decided: usize, height: f64| {
        Array2::from_shape_fn((200, 4), move |(i, j)| match j == i % 4 {
            true if i < decided => height,
            true => 1.0,
            false => 0.0,
        })
    };
    assert_eq!(fired(&report("softmax(axis=1)", &rows(100, 50.0))), [Rule::Decided]);
    assert_eq!(fired(&report("softmax(axis=1)", &rows(99, 50.0))), []);
    assert_eq!(report("softmax(axis=1)", &rows(200, 50.0)).verdict.level, Level::Notice);
    // The logarithm keeps its gradient.
    assert_eq!(fired(&report("log_softmax(axis=1)", &rows(200, 50.0))), []);
    assert_eq!(fired(&report("softmax(axis=1)", &Array2::zeros((200, 4)))), [Rule::Even]);
    let few = report("softmax(axis=1)", &Array2::zeros((99, 4)));
    assert_eq!((few.verdict.level, fired(&few)), (Level::Undecided, vec![Rule::Few]));
    let healthy = report("softmax(axis=1)", &rows(0, 0.0));
    assert_eq!(healthy.verdict.summary, "Healthy: the largest share of a row is 0.475 on average.");
}
