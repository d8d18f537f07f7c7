//! Proofs for functions of a whole row, by the oracle alone.

use std::cell::RefCell;
use std::marker::PhantomData;

use ndarray::{ArrayView1, ArrayViewMut1};
use ogive::Function;
use ogive::kernel::{Isa, Run};
use ogive::number::graph::{Arithmetic, Graph};

use crate::inputs::{Random, to_bits};
use crate::interval::Intervals;
use crate::oracle::{Exact, Format};
use crate::proof::{Piece, Plan};
use crate::tally::Tally;

/// The deviations of the scores.
pub const DEVIATIONS: [f64; 5] = [0.1, 1.0, 10.0, 30.0, 100.0];

/// A kind of row.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Scores of a deviation.
    Scores(f64),
    /// Few different scores, so that several share the maximum.
    Ties,
    /// One score far above the others, by this much.
    Dominated(f64),
    /// Scores, of which every third is −∞, or +∞ for a function of −x.
    Masked,
    /// All the same.
    Equal,
}

/// Rows of many lengths and kinds.
pub struct Rows<'a, E> {
    function: &'a dyn Function,
    /// Length, kind, number of rows.
    groups: Vec<(usize, Kind, usize)>,
    element: PhantomData<fn() -> E>,
}

thread_local! {
    /// The last definition that this thread recorded, and its length.
    static RECORDED: RefCell<Option<(String, Graph, usize)>> = const { RefCell::new(None) };
}

impl<'a, E: Format> Rows<'a, E> {
    /// For a function over one axis: about `elements` scores of each length and kind, and at
    /// least one row; of lengths far above `elements`, only rows of the first kinds of scores.
    ///
    /// # Errors
    /// If it is not such a function.
    pub fn new(function: &'a dyn Function, elements: usize) -> anyhow::Result<Self> {
        if function.definition_over(1).is_none() {
            anyhow::bail!("{function} is not a function over one axis");
        }
        let mut groups = Vec::new();
        for length in [1, 2, 3, 10, 80, 1000, 21_841, 50_257, 131_072] {
            let others = [
                Kind::Ties,
                Kind::Dominated(20.0),
                Kind::Dominated(90.0),
                Kind::Masked,
                Kind::Equal,
            ];
            let all = DEVIATIONS.map(Kind::Scores).into_iter().chain(others);
            let kinds = if length > 2 * elements { 1 } else { DEVIATIONS.len() + others.len() };
            for kind in all.take(kinds) {
                groups.push((length, kind, (elements / length).clamp(1, 500)));
            }
        }
        Ok(Rows { function, groups, element: PhantomData })
    }
}

impl<E: Format> Plan for Rows<'_, E> {
    fn pieces(&self) -> usize {
        self.groups.len()
    }

    fn inputs(&self) -> u64 {
        self.groups.iter().map(|(length, _, rows)| (length * rows) as u64).sum()
    }

    fn run(&self, piece: usize, advance: &dyn Fn(u64)) -> Piece {
        let (length, kind, rows) = self.groups[piece];
        // What has no share: the lowest score or, where low scores win, the highest.
        let mask = E::from_wide(match self.function.info().monotone {
            true => f64::NEG_INFINITY,
            false => f64::INFINITY,
        });
        let mut random = Random(0x5c0e_0000 + piece as u64);
        let mut tally = Tally::default();
        for _ in 0..rows {
            let x = row::<E>(&mut random, length, kind, mask);
            let y = apply(self.function, &x);
            judge(&mut tally, self.function, &x, &y);
            advance(length as u64);
        }
        Piece { tally, chain: None }
    }
}

fn row<E: Format>(random: &mut Random, length: usize, kind: Kind, mask: E) -> Vec<E> {
    let narrow = |x: f64| E::narrow(ogive::number::Float::lit(x), E::Word::default());
    match kind {
        Kind::Scores(deviation) => random.scores(length, deviation),
        Kind::Ties => (0..length).map(|_| narrow((random.bits() % 4) as f64)).collect(),
        Kind::Dominated(by) => {
            let mut x: Vec<E> = random.scores(length, 1.0);
            x[random.bits() as usize % length] = narrow(4.0 + by);
            x
        }
        Kind::Masked => {
            let mut x: Vec<E> = random.scores(length, 10.0);
            x.iter_mut().skip(1).step_by(3).for_each(|x| *x = mask);
            x
        }
        Kind::Equal => vec![narrow(random.normal() * 10.0); length],
    }
}

/// The function of one row.
pub fn apply<E: Format>(function: &dyn Function, x: &[E]) -> Vec<E> {
    let widest = Isa::available().last().unwrap_or(Isa::Scalar);
    let shape = function.output_shape(&[x.len()]).expect("the last axis is always there");
    let mut y = vec![E::default(); shape[0]];
    let (view, out) = (ArrayView1::from(x).into_dyn(), ArrayViewMut1::from(&mut y[..]).into_dyn());
    let done = function.typed::<E>().run_forward(Run::on(widest), view, out);
    done.expect("the last axis is always there");
    y
}

/// Judges the results of one row of finite scores and −∞.
pub fn judge<E: Format>(tally: &mut Tally, function: &dyn Function, x: &[E], y: &[E]) {
    tally.inputs += x.len() as u64;
    let Some(exact) = exact::<E>(function, x) else {
        tally.undecided.at(x[0]);
        return;
    };
    let (low, high) = function.info().range;
    for ((x, y), exact) in x.iter().zip(y).zip(&exact) {
        let wide = y.wide();
        if wide.is_nan() {
            tally.nan.at(*x);
            continue;
        }
        tally.misrounded += u64::from(wide != exact.nearest);
        let ulps = exact.error(wide);
        if ulps.is_infinite() {
            tally.infinite.at(*x);
        } else {
            tally.error(ulps, x.wide());
        }
        if wide < low || wide > high {
            tally.range.at(*x);
        }
        let sign = exact.is_negative();
        if wide == 0.0 && sign.is_some_and(|negative| negative != wide.is_sign_negative()) {
            tally.zero.at(*x);
        }
    }
    if y.len() != x.len() {
        return;
    }
    // Equal scores have equal results, and a larger score never has the smaller one, unless the page
    // says otherwise.
    let rising = function.info().monotone;
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|i, j| x[*i].wide().total_cmp(&x[*j].wide()));
    for pair in order.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let equal = to_bits(x[a]) == to_bits(x[b]);
        if (rising && y[a] > y[b]) || (equal && to_bits(y[a]) != to_bits(y[b])) {
            tally.monotone.at(x[b]);
        }
    }
    if let Some(sum) = exact_sum(&exact) {
        let found: f64 = y.iter().map(|y| y.wide()).sum();
        let unit = crate::oracle::power_of_two(-E::BITS);
        tally.sum = tally.sum.max((found - sum).abs() / (x.len() as f64 * unit));
    }
}

/// 1, if that is what the exact results add up to.
fn exact_sum(exact: &[Exact]) -> Option<f64> {
    let intervals = Intervals::new(128, false, 0.0);
    let zero = intervals.point(0.0);
    let sum = exact.iter().fold(zero, |sum, exact| intervals.add(&sum, &exact.interval));
    let narrow = (sum.high.clone() - &sum.low) < 1e-20;
    (narrow && sum.low <= 1.0 && sum.high >= 1.0).then_some(1.0)
}

/// The exact results, with as many bits as it takes.
fn exact<E: Format>(function: &dyn Function, x: &[E]) -> Option<Vec<Exact>> {
    RECORDED.with_borrow_mut(|recorded| {
        let name = function.to_string();
        if !matches!(recorded, Some((known, _, length)) if *known == name && *length == x.len()) {
            *recorded = Some((name, function.definition_over(x.len())?, x.len()));
        }
        let (_, graph, _) = recorded.as_ref()?;
        let mut bits = 128;
        while bits <= 1 << 12 {
            let intervals = Intervals::new(bits, E::SINGLE, 1e6);
            let row: Vec<_> = x.iter().map(|x| intervals.point(x.wide())).collect();
            let results = graph.evaluate_row(&intervals, &row);
            if !intervals.undecided() && !intervals.held() {
                let exact: Option<Vec<Exact>> =
                    results.into_iter().map(|y| Exact::of::<E>(y, false)).collect();
                let known = |exact: &Vec<Exact>| !exact.iter().any(|e| e.wants_sign(bits));
                if let Some(exact) = exact.filter(known) {
                    return Some(exact);
                }
            }
            bits *= 2;
        }
        None
    })
}

/// The scores that peers are compared on: rows of this deviation.
pub fn scores(rows: usize, columns: usize, deviation: f64) -> Vec<f32> {
    Random(0x9ee7).scores(rows * columns, deviation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::from_bits;

    #[test]
    fn a_row_that_is_wrong_is_found() {
        let softmax = ogive::parse("softmax(-1)").unwrap();
        let x: Vec<f32> = scores(1, 100, 3.0);
        let mut y = apply(&*softmax, &x);
        let mut tally = Tally::default();
        judge(&mut tally, &*softmax, &x, &y);
        assert!(tally.worst < 2.0 && !tally.is_faulty() && tally.sum < 1.0, "{tally:?}");
        y[7] = from_bits(to_bits(y[7]) + 3);
        let mut tally = Tally::default();
        judge(&mut tally, &*softmax, &x, &y);
        assert!(tally.worst > 1.5, "{tally:?}");
        y[8] = f32::NAN;
        judge(&mut tally, &*softmax, &x, &y);
        assert_eq!(tally.nan.count, 1);
    }
}
