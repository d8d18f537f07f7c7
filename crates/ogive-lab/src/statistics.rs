//! What runs have in common, and whether two kinds of runs differ.

use std::fmt;

use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF};

/// Mean and standard deviation of several runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, with n − 1; 0 of a single run.
    pub deviation: f64,
}

impl Spread {
    /// Of these runs; not a number, if there are none.
    pub fn of(runs: impl IntoIterator<Item = f64>) -> Spread {
        let runs: Vec<f64> = runs.into_iter().collect();
        let count = runs.len() as f64;
        let mean = runs.iter().sum::<f64>() / count;
        let squares: f64 = runs.iter().map(|run| (run - mean) * (run - mean)).sum();
        Spread { mean, deviation: (squares / (count - 1.0).max(1.0)).sqrt() }
    }

    /// Both multiplied, as for a share in per cent.
    pub fn times(self, factor: f64) -> Spread {
        Spread { mean: self.mean * factor, deviation: self.deviation * factor }
    }
}

/// As `0.250 ± 0.013`, with as many digits as are asked for: `{:.3}`.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.mean.is_nan() {
            return f.write_str("–");
        }
        let digits = f.precision().unwrap_or(3);
        write!(f, "{:.digits$} ± {:.digits$}", self.mean, self.deviation)
    }
}

/// The middle one of these numbers, or the mean of the two in the middle; `None` of none.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = numbers.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => Some(sorted[middle]),
        _ => Some((sorted.get(middle.checked_sub(1)?)? + sorted[middle]) / 2.0),
    }
}

/// A comparison of pairs: how often one was better than the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// How often the first was the smaller one.
    pub smaller: u64,
    /// How often it was the larger one.
    pub larger: u64,
    /// How often both were the same.
    pub ties: u64,
}

impl Signs {
    /// Of these pairs.
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>) -> Signs {
        let mut signs = Signs { smaller: 0, larger: 0, ties: 0 };
        for (a, b) in pairs {
            match () {
                () if a < b => signs.smaller += 1,
                () if a > b => signs.larger += 1,
                () => signs.ties += 1,
            }
        }
        signs
    }

    /// The two-sided sign test: how probable it is that a fair coin decides the pairs that are no ties at least as
    /// unevenly as this.
    pub fn probability(&self) -> f64 {
        let decided = self.smaller + self.larger;
        let fair = Binomial::new(0.5, decided).expect("a probability within 0 and 1");
        (2.0 * fair.cdf(self.smaller.min(self.larger))).min(1.0)
    }
}

/// The exact 95 % interval of Clopper and Pearson for the probability of what happened `hits` times in `tries`.
pub fn interval(hits: u64, tries: u64) -> (f64, f64) {
    let quantile = |a: u64, b: u64, p: f64| {
        let beta = Beta::new(a as f64, b as f64).expect("both parameters are positive");
        beta.inverse_cdf(p)
    };
    let low = if hits == 0 { 0.0 } else { quantile(hits, tries - hits + 1, 0.025) };
    let high = if hits == tries { 1.0 } else { quantile(hits + 1, tries - hits, 0.975) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_deviation() {
        let spread = Spread::of([2.0, 4.0, 4.0, 6.0]);
        assert_eq!(spread.mean, 4.0);
        assert!((spread.deviation - (8.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(format!("{spread:.2}"), "4.00 ± 1.63");
        assert_eq!(Spread::of([5.0]).deviation, 0.0);
        assert_eq!(format!("{:.1}", Spread::of([])), "–");
    }

    #[test]
    fn the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median([]), None);
    }

    /// The probabilities are sums of binomial coefficients by hand.
    #[test]
    fn the_sign_test_counts_coins() {
        let signs = |smaller, larger, ties| Signs { smaller, larger, ties };
        let close = |signs: Signs, expected: f64| {
            assert!(
                (signs.probability() - expected).abs() < 1e-12,
                "{signs:?}: {}",
                signs.probability()
            );
        };
        close(signs(0, 5, 0), 2.0 / 32.0);
        close(signs(5, 0, 9), 2.0 / 32.0);
        close(signs(1, 7, 0), 2.0 * (1.0 + 8.0) / 256.0);
        close(signs(4, 4, 0), 1.0);
        close(signs(0, 0, 3), 1.0);
        let counted = Signs::of([(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (0.0, 3.0)]);
        assert_eq!(counted, signs(2, 1, 1));
    }

    /// From the defining equations: so much of the binomial distribution lies beyond each end.
    #[test]
    fn the_interval_leaves_a_fortieth_on_each_side() {
        assert_eq!(interval(0, 10).0, 0.0);
        assert_eq!(interval(10, 10).1, 1.0);
        let (low, high) = interval(7, 50);
        let below = Binomial::new(high, 50).unwrap().cdf(7);
        let above = Binomial::new(low, 50).unwrap().sf(6);
        assert!((below - 0.025).abs() < 1e-6 && (above - 0.025).abs() < 1e-6, "{below} {above}");
    }
}
