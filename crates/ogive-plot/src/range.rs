//! The inputs that are drawn, and the numbers along an axis.

use std::str::FromStr;

use ogive::Function;

use crate::element::evaluate;
use crate::error::{Error, Result};

/// The inputs that are drawn: from one finite number to a greater one, as in `-6:6`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    low: f64,
    high: f64,
}

impl Range {
    /// From `low` to `high`.
    ///
    /// # Errors
    /// [`Error::Range`] unless both are finite, the first is below the second, and the distance between
    /// them is a number, and not below 10⁻⁹ of the larger one.
    pub fn new(low: f64, high: f64) -> Result<Range> {
        let refused = |problem| Err(Error::Range { low, high, problem });
        if !low.is_finite() || !high.is_finite() {
            return refused("is not finite; expected two finite numbers");
        }
        if low >= high {
            return refused("is empty; expected the lower number first, as in -6:6");
        }
        let span = high - low;
        if !span.is_finite() || span > 1e300 {
            return refused("is too wide; expected at most 1e300 between its ends");
        }
        if span < 1e-9 * low.abs().max(high.abs()) || span < 1e-290 {
            return refused("is too narrow; expected its ends to differ in the first nine digits");
        }
        Ok(Range { low, high })
    }

    /// The lower end.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper end.
    pub fn high(self) -> f64 {
        self.high
    }

    pub(crate) fn span(self) -> f64 {
        self.high - self.low
    }

    pub(crate) fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// The least range that holds both.
    pub(crate) fn with(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// This many numbers, evenly from one end to the other.
    pub(crate) fn evenly(self, count: usize) -> Vec<f64> {
        let last = (count - 1) as f64;
        // Both ends come out exactly, and 0 where it lies on the way.
        let at = |i: usize| (self.low * (last - i as f64) + self.high * i as f64) / last;
        let at = |i: usize| {
            if at(i).is_finite() { at(i) } else { self.low + self.span() / last * i as f64 }
        };
        (0..count).map(|i| at(i).clamp(self.low, self.high)).collect()
    }

    /// Where a function bends: beyond its ends the slope stays within 3 % of what it is far out.
    /// From −6 to 6 for a function whose slope never settles.
    pub(crate) fn natural(function: &dyn Function) -> Result<Range> {
        const FAR: f64 = 6144.0;
        let near = (1..60).map(|i| 0.1 * f64::from(i));
        let octaves = (0..10).flat_map(|octave| {
            (0..16).map(move |i| f64::from(6 << octave) * (1.0 + f64::from(i) / 16.0))
        });
        let radii: Vec<f64> = near.chain(octaves).chain([FAR]).collect();
        let (domain_low, domain_high) = function.domain();
        let slopes = |side: f64| -> Result<Vec<f64>> {
            Ok(evaluate(function, radii.iter().map(|r| side * r).collect())?[1].clone())
        };
        let sides = [slopes(-1.0)?, slopes(1.0)?];
        // How far slopes are from those far out, relative to the steepest one that is nearer, for radii
        // in an interval.
        let unsettled = |from: f64, to: f64| {
            let nearer = (0..radii.len()).filter(|i| radii[*i] <= from);
            let steepest = nearer
                .flat_map(|i| sides.iter().map(move |side| side[i].abs()))
                .filter(|slope| slope.is_finite())
                .fold(0.0, f64::max);
            let within = |i: &usize| from < radii[*i] && radii[*i] <= to;
            // Where it is not defined, there is nothing to settle.
            let known = sides.iter().filter(|side| !side[radii.len() - 1].is_nan());
            let differences = known.flat_map(|side| {
                (0..radii.len()).filter(within).map(|i| (side[i] - side[radii.len() - 1]).abs())
            });
            // The difference of two infinities is as good as infinite.
            let size = |d: f64| if d.is_nan() { f64::INFINITY } else { d };
            differences.map(size).fold(0.0, f64::max) / steepest
        };
        // Of a slope that is 0 everywhere, the quotient is NaN.
        let settled = |radius: f64| {
            let left = unsettled(radius, FAR);
            left.is_nan() || left <= 0.03
        };
        let doubled = std::iter::successors(Some(3.0), |radius| Some(2.0 * radius));
        let radius = doubled.take_while(|radius| *radius < FAR).find(|radius| settled(*radius));
        // A slope that only fades for long, as that of a square root, bends near 0 all the same.
        let radius =
            radius.filter(|radius| *radius <= 12.0 || unsettled(radius / 2.0, *radius) > 0.3);
        let kinks = function.info().kinks.iter().map(|kink| 1.5 * kink.abs());
        let radius = kinks.fold(radius.unwrap_or(6.0), f64::max);
        // A little beside the domain, so that its end is seen as one.
        let low = (-radius).max(domain_low - radius / 12.0);
        let high = radius.min(domain_high + radius / 12.0);
        Ok(Range { low, high })
    }
}

impl FromStr for Range {
    type Err = Error;

    fn from_str(text: &str) -> Result<Range> {
        let wrong = || Error::RangeSyntax { given: text.into() };
        let (low, high) = text.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().replace('−', "-").parse::<f64>().map_err(|_| wrong());
        Range::new(number(low)?, number(high)?)
    }
}

/// About so many numbers to name along an axis, each with its text, in which exponents follow a caret; none if
/// its ends are all but equal.
pub fn ticks((low, high): (f64, f64), about: usize) -> Vec<(f64, String)> {
    let ticks = Range::new(low, high).map(|range| Ticks::over(range, about).labelled().collect());
    ticks.unwrap_or_default()
}

/// The numbers to name along an axis: multiples of 1, 2 or 5 times a power of ten.
struct Ticks {
    first: i64,
    count: i64,
    step: f64,
    /// Digits after the point, or none if powers of ten are written.
    digits: Option<usize>,
}

impl Ticks {
    /// About this many over a range.
    fn over(range: Range, about: usize) -> Ticks {
        // Powers of ten by way of their digits, since a logarithm may differ between machines.
        let least = range.span() / about.max(1) as f64;
        let written = format!("{least:e}");
        let exponent: i32 = written.split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
        let candidates = [(1, exponent), (2, exponent), (5, exponent), (1, exponent + 1)];
        let number = |(digit, exponent): (i32, i32)| -> f64 {
            format!("{digit}e{exponent}").parse().unwrap_or(1.0)
        };
        let step = candidates.into_iter().find(|c| number(*c) >= least * (1.0 - 1e-9));
        let (digit, exponent) = step.unwrap_or((1, exponent + 1));
        let step = number((digit, exponent));
        let first = (range.low / step - 1e-9).ceil() as i64;
        let last = (range.high / step + 1e-9).floor() as i64;
        let largest = range.low.abs().max(range.high.abs());
        let plain = (1e-4..1e6).contains(&largest) && exponent >= -9;
        let digits = plain.then(|| usize::try_from(-exponent).unwrap_or(0));
        Ticks { first, count: (last - first + 1).max(0), step, digits }
    }

    /// Each with its text.
    fn labelled(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        (0..self.count).map(|i| {
            let x = (self.first + i) as f64 * self.step;
            let text = match self.digits {
                Some(digits) => format!("{x:.digits$}"),
                None => powers(x),
            };
            (x, minus(&text))
        })
    }
}

/// A number in a few digits and a power of ten: `2·10^-7`, which is set with a raised exponent.
fn powers(x: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let text = format!("{x:.9e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    match digits {
        "1" => format!("10^({exponent})"),
        "-1" => format!("-10^({exponent})"),
        digits => format!("{digits}·10^({exponent})"),
    }
}

/// A number as a caption shows it: as it is if that is short, else rounded.
pub(crate) fn short(x: f64) -> String {
    let exact = x.to_string();
    let text = match x.abs() {
        _ if exact.len() <= 7 => exact,
        size if (1e-3..1e5).contains(&size) => {
            let rounded = format!("{x:.4}");
            rounded.trim_end_matches('0').trim_end_matches('.').into()
        }
        _ => {
            let text = format!("{x:.3e}");
            let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            format!("{}·10^({exponent})", digits.trim_end_matches('0').trim_end_matches('.'))
        }
    };
    minus(&text)
}

/// With the minus sign of a printed page.
pub(crate) fn minus(text: &str) -> String {
    text.replace('-', "−")
}
