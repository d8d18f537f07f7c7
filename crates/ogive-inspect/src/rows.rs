//! Functions over an axis that turn scores into shares: how decided their rows are.

use ogive::Function;
use ogive::arguments::Argument;

use crate::error::{Error, Result};
use crate::report::Rows;
use crate::sum::Sum;
use crate::tally::Tally;

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
    pub(crate) fn of(function: &dyn Function) -> Result<RowFunction> {
        let name = function.info().name;
        let results = match name {
            "softmax" | "softmin" | "softmax2d" | "quiet_softmax" => Results::Shares,
            "log_softmax" => Results::Logarithms,
            "sparsemax" => Results::Projection,
            _ => {
                return Err(Error::Kind {
                    function: name,
                    problem: "gives no shares that could be judged",
                    hint: "of the functions over an axis, softmax, softmin, softmax2d, \
                           quiet_softmax, log_softmax and sparsemax can be inspected",
                });
            }
        };
        let arguments = function.arguments();
        let argument = |name| arguments.iter().find(|(known, _)| *known == name).map(|(_, a)| a);
        let axis = match argument("axis") {
            Some(Argument::Integer(axis)) => *axis as isize,
            // The one without an axis of its own: over the channels of (N, C, H, W) or (C, H, W).
            _ => -3,
        };
        let temperature = match argument("temperature") {
            Some(Argument::Number(temperature)) => *temperature,
            _ => 1.0,
        };
        Ok(RowFunction { results, axis, temperature, with_none: name == "quiet_softmax" })
    }

    fn share(&self, result: f64) -> f64 {
        if self.results == Results::Logarithms { result.exp() } else { result }
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
            let share = self.function.share(result);
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
