//! Functions over an axis that turn scores into shares: how decided their rows are.

use ndarray::{Array3, ArrayD};
use ogive::Function;
use ogive::arguments::Argument;
use ogive::nn::Layer;
use ogive::page::Kind;

use crate::error::{Error, Result};
use crate::report::Rows;
use crate::sum::Sum;
use crate::tally::Tally;
use crate::words::one_of;

/// What the results of a row are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Results {
    /// Shares pᵢ, with ∂pᵢ/∂xⱼ = pᵢ·(δᵢⱼ − pⱼ): those of softmax.
    Shares,
    /// Logarithms of such shares, with the gradient δᵢⱼ − pⱼ.
    Logarithms,
    /// The nearest point of the simplex: δᵢⱼ − 1/k where both are among the k that are not 0.
    Projection,
}

/// A function over an axis, and how its gradient follows from its results.
#[derive(Clone, Debug)]
pub(crate) struct RowFunction {
    results: Results,
    /// The axis that its rows run along; −1 is the last.
    pub(crate) axis: isize,
    /// What the scores are divided by.
    temperature: f64,
    /// Is what is missing from a sum of 1 one more outcome, as in quiet_softmax?
    with_none: bool,
}

impl RowFunction {
    /// Of a function whose results are shares.
    pub(crate) fn of(function: &dyn Function) -> Result<RowFunction> {
        RowFunction::recognised(function).ok_or_else(|| Error::Kind {
            function: function.info().name,
            problem: "gives no shares that could be judged",
            hint: format!(
                "of the functions over an axis, {} can be inspected",
                one_of(&judged()).replace(" or ", " and ")
            ),
        })
    }

    /// Recognised by what it does: its derivatives at one row are compared with those of each kind of results.
    fn recognised(function: &dyn Function) -> Option<RowFunction> {
        let arguments = function.arguments();
        let argument = |name| arguments.iter().find(|(known, _)| *known == name).map(|(_, a)| a);
        // Another draw has other results.
        if argument("seed").is_some() {
            return None;
        }
        let temperature = match argument("temperature") {
            Some(Argument::Number(temperature)) => *temperature,
            _ => 1.0,
        };
        let (axis, along_last) = match argument("axis") {
            Some(Argument::Integer(axis)) => (*axis as isize, Some(along_last(function)?)),
            _ => (own_axis(function)?, None),
        };
        let probe = along_last.as_deref().unwrap_or(function);
        // Neither even nor decided, and with one that sparsemax leaves out.
        let scores = [0.0, 0.9, -0.6].map(|score| score * temperature);
        let mut shape = vec![1; if along_last.is_some() { 1 } else { axis.unsigned_abs() }];
        shape[0] = scores.len();
        let row = |numbers: [f64; 3]| ArrayD::from_shape_vec(shape.clone(), numbers.to_vec()).ok();
        let x = row(scores)?;
        let results: Vec<f64> = probe.forward(&x).ok()?.into_iter().collect();
        let mut slopes = Vec::new();
        for i in 0..scores.len() {
            let g = row(std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 }))?;
            slopes.extend(probe.backward(&x, &g).ok()?);
        }
        let kinds = [Results::Shares, Results::Logarithms, Results::Projection];
        let kind = kinds.into_iter().find(|kind| {
            let expected = kind.slopes(&results);
            // Softmin has the other sign throughout.
            [temperature, -temperature].iter().any(|factor| {
                let both = slopes.iter().zip(&expected);
                both.into_iter().all(|(slope, expected)| (slope * factor - expected).abs() < 1e-9)
            })
        })?;
        let total: f64 = results.iter().map(|result| kind.share(*result)).sum();
        Some(RowFunction { results: kind, axis, temperature, with_none: total < 1.0 - 1e-9 })
    }

    /// The squared Frobenius norm of the Jacobian, from the sums of the shares' powers.
    fn jacobian(&self, classes: f64, squares: f64, cubes: f64, positive: f64) -> f64 {
        let norm = match self.results {
            Results::Shares => squares - 2.0 * cubes + squares * squares,
            Results::Logarithms => classes - 2.0 + classes * squares,
            Results::Projection => positive - 1.0,
        };
        // Rounding may leave less than nothing of a row that is all but decided.
        norm.max(0.0) / (self.temperature * self.temperature)
    }
}

impl Results {
    fn share(self, result: f64) -> f64 {
        if self == Results::Logarithms { result.exp() } else { result }
    }

    /// The derivatives ∂yᵢ/∂xⱼ at a row with these results, row by row, at temperature 1.
    fn slopes(self, results: &[f64]) -> Vec<f64> {
        let shares: Vec<f64> = results.iter().map(|result| self.share(*result)).collect();
        let support = shares.iter().filter(|share| **share > 0.0).count() as f64;
        let slope = |i: usize, j: usize| {
            let same = if i == j { 1.0 } else { 0.0 };
            match self {
                Results::Shares => shares[i] * (same - shares[j]),
                Results::Logarithms => same - shares[j],
                Results::Projection if shares[i] > 0.0 && shares[j] > 0.0 => same - 1.0 / support,
                Results::Projection => 0.0,
            }
        };
        let pairs = (0..shares.len()).flat_map(|i| (0..shares.len()).map(move |j| (i, j)));
        pairs.map(|(i, j)| slope(i, j)).collect()
    }
}

/// The same function along the last axis.
fn along_last(function: &dyn Function) -> Option<Box<dyn Function>> {
    let arguments = function.arguments().into_iter().map(|(name, value)| match name {
        "axis" => "axis=-1".to_string(),
        name => format!("{name}={value}"),
    });
    let arguments: Vec<String> = arguments.collect();
    ogive::parse(&format!("{}({})", function.info().name, arguments.join(", "))).ok()
}

/// The axis of a function that is not told one: along it, and nowhere else, one element tells on the others.
fn own_axis(function: &dyn Function) -> Option<isize> {
    let shape = [2, 3, 4];
    let even = Array3::<f64>::zeros(shape);
    let mut uneven = even.clone();
    uneven[(0, 0, 0)] = 1.0;
    let results = [even, uneven].map(|x| function.forward(&x.into_dyn()));
    let [Ok(even), Ok(uneven)] = results else { return None };
    let differ = |(a, b): &(&f64, &f64)| a != b;
    let told = even.iter().zip(&uneven).filter(differ).count();
    let axis = shape.iter().position(|length| *length == told)?;
    Some(axis as isize - shape.len() as isize)
}

/// The functions over an axis that are judged.
fn judged() -> Vec<&'static str> {
    let over_an_axis = ogive::BOOK.iter().map(|entry| entry.info).filter(|i| i.kind == Kind::Axis);
    let is_judged = |name: &&str| {
        let with_axis = ogive::parse(&format!("{name}(axis=-1)"));
        let function = with_axis.or_else(|_| ogive::parse(name));
        function.is_ok_and(|function| RowFunction::recognised(&*function).is_some())
    };
    over_an_axis.map(|info| info.name).filter(is_judged).collect()
}

/// The rows that have been seen.
#[derive(Clone, Debug)]
pub(crate) struct RowTally {
    function: RowFunction,
    winner_above: f64,
    inputs: Tally,
    classes: u64,
    rows: u64,
    undefined: u64,
    masked: u64,
    decided: u64,
    winners: Sum,
    entropies: Sum,
    jacobians: Sum,
}

impl RowTally {
    pub(crate) fn new(function: RowFunction, winner_above: f64) -> RowTally {
        RowTally {
            function,
            winner_above,
            inputs: Tally::default(),
            classes: 0,
            rows: 0,
            undefined: 0,
            masked: 0,
            decided: 0,
            winners: Sum::default(),
            entropies: Sum::default(),
            jacobians: Sum::default(),
        }
    }

    /// A row: its inputs and results, side by side.
    pub(crate) fn add(&mut self, row: impl Iterator<Item = [f64; 2]>, exact: bool) {
        self.rows += 1;
        let (mut classes, mut positive) = (0_u64, 0_u64);
        let (mut winner, mut total, mut squares, mut cubes, mut entropy) =
            (0.0_f64, 0.0, 0.0, 0.0, 0.0);
        for [x, result] in row {
            self.inputs.take_input(x, exact);
            let share = self.function.results.share(result);
            classes += 1;
            positive += u64::from(share > 0.0);
            winner = winner.max(share);
            total += share;
            squares += share * share;
            cubes += share * share * share;
            entropy += self_information(share);
        }
        self.classes = classes;
        if total.is_nan() {
            self.undefined += 1;
            return;
        }
        if positive == 0 && !self.function.with_none {
            self.masked += 1;
            return;
        }
        if self.function.with_none {
            let none = (1.0 - total).max(0.0);
            entropy += self_information(none);
        }
        self.decided += u64::from(winner > self.winner_above);
        self.winners.add(winner);
        self.entropies.add(entropy);
        self.jacobians.add(self.function.jacobian(classes as f64, squares, cubes, positive as f64));
    }

    pub(crate) fn finish(&self, axis: usize) -> Rows {
        let judged = self.rows - self.undefined - self.masked;
        let outcomes = self.classes + u64::from(self.function.with_none);
        Rows {
            axis,
            classes: self.classes,
            rows: self.rows,
            undefined: self.undefined,
            masked: self.masked,
            winner_above: self.winner_above,
            decided: (judged > 0).then(|| self.decided as f64 / judged as f64),
            winner: self.winners.mean(judged),
            entropy: self.entropies.mean(judged),
            entropy_of_even: (outcomes > 0).then(|| (outcomes as f64).ln()),
            jacobian: self.jacobians.mean(judged),
            input: self.inputs.unit(0.0).into(),
        }
    }
}

/// −p·ln p, which is 0 for p = 0.
fn self_information(p: f64) -> f64 {
    if p > 0.0 { -p * p.ln() } else { 0.0 }
}
