//! Histograms whose bins are chosen last, when all elements have been seen.

use serde::Serialize;

/// How many elements lie in each of a row of bins of the same width.
///
/// The width is a power of two and every edge a multiple of it, so that 0 is one of the edges if it
/// is in range. An element on an edge counts in the bin that is further from 0, and 0 itself in the
/// bin to its right. The bins reach over all elements, but at most four deviations from the mean;
/// what lies further out is counted in `below` and `above`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// The left edge of the first bin.
    pub from: f64,
    /// The width of each bin.
    pub width: f64,
    /// The elements in each bin.
    pub counts: Vec<u64>,
    /// The finite elements left of the first bin.
    pub below: u64,
    /// The finite elements right of the last bin.
    pub above: u64,
}

impl Histogram {
    /// The right edge of the last bin.
    pub fn to(&self) -> f64 {
        self.from + self.width * self.counts.len() as f64
    }
}

/// Bins of a width relative to the magnitude: sixteen between a power of two and the next, from
/// 2^−12 to 2^12, on both sides of 0. Whatever is between the inner two, or beyond the outer two,
/// is one bin: the features of an activation function are far away from both.
///
/// They do not depend on what has been seen, so that they can be counted in one pass and in any
/// order. Bins of equal width 2^k that end at ±32·2^k are unions of them, without a rest.
#[derive(Clone, Debug)]
pub(crate) struct FineCounts(Box<[u64; 2 * SIDE]>);

/// Fine bins between a power of two and the next: 2 to this power.
const BITS: u32 = 4;
const LOWEST: i32 = -12;
const HIGHEST: i32 = 12;
/// The fine bins on one side of 0: the inner one, those between, the outer one.
const SIDE: usize = ((HIGHEST - LOWEST) as usize) * (1 << BITS) + 2;
/// A histogram ends at so many widths from 0.
const REACH: f64 = 32.0;

impl Default for FineCounts {
    fn default() -> Self {
        FineCounts(Box::new([0; 2 * SIDE]))
    }
}

impl FineCounts {
    #[inline(always)]
    pub(crate) fn add(&mut self, x: f64) {
        const BASE: u64 = ((1023 + LOWEST) as u64) << BITS;
        // Exponent and first bits of the mantissa, as one number, count the bins.
        let place = (x.abs().to_bits() >> (52 - BITS)) as i64 - BASE as i64 + 1;
        let place = place.clamp(0, SIDE as i64 - 1) as usize;
        // −0 is 0.
        let side = if x < 0.0 { SIDE - 1 - place } else { SIDE + place };
        self.0[side] += 1;
    }

    pub(crate) fn merge(&mut self, other: &FineCounts) {
        for (count, more) in self.0.iter_mut().zip(other.0.iter()) {
            *count += more;
        }
    }

    /// The histogram over the elements from `smallest` to `largest`, at most four deviations from the
    /// mean; empty if nothing has been counted.
    pub(crate) fn histogram(&self, smallest: f64, largest: f64, mean: f64, dev: f64) -> Histogram {
        let end = 2.0_f64.powi(HIGHEST);
        let low = smallest.max(mean - 4.0 * dev).clamp(-end, end);
        let high = largest.min(mean + 4.0 * dev).clamp(-end, end).max(low);
        let farthest = low.abs().max(high.abs());
        let width = power_of_two_above(farthest / REACH).max(2.0_f64.powi(LOWEST));
        // An element on the last edge belongs to the bin beyond it, if that is the side away from 0.
        let first = (low / width).floor();
        let on_edge = |x: f64| x / width == (x / width).floor();
        let first = if low < 0.0 && on_edge(low) { first - 1.0 } else { first };
        let last = (high / width).ceil();
        let last = if high >= 0.0 && on_edge(high) { last + 1.0 } else { last };
        let bins = (last - first) as usize;
        let mut histogram =
            Histogram { from: first * width, width, counts: vec![0; bins], below: 0, above: 0 };
        for (index, count) in self.0.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (negative, place) = match index.checked_sub(SIDE) {
                Some(place) => (false, place),
                None => (true, SIDE - 1 - index),
            };
            let bin = (inner_edge(place) / width).floor();
            let bin = if negative { -1.0 - bin } else { bin } - first;
            let outermost = place == SIDE - 1;
            if bin < 0.0 || outermost && negative {
                histogram.below += count;
            } else if bin >= bins as f64 || outermost {
                histogram.above += count;
            } else {
                histogram.counts[bin as usize] += count;
            }
        }
        histogram
    }
}

/// The edge of a fine bin that is nearer to 0.
fn inner_edge(place: usize) -> f64 {
    match place.checked_sub(1) {
        None => 0.0,
        Some(step) => {
            let (exponent, part) = ((step >> BITS) as i32, step & ((1 << BITS) - 1));
            2.0_f64.powi(LOWEST + exponent) * (1.0 + part as f64 / f64::from(1 << BITS))
        }
    }
}

/// The smallest power of two above `x`; 0 for 0 and subnormal numbers.
fn power_of_two_above(x: f64) -> f64 {
    2.0 * f64::from_bits(x.to_bits() & 0x7ff0_0000_0000_0000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A histogram counted one by one, as its definition says.
    fn counted(like: &Histogram, elements: &[f64]) -> Histogram {
        let mut plain =
            Histogram { counts: vec![0; like.counts.len()], below: 0, above: 0, ..*like };
        for x in elements {
            let bin = (x.abs() / like.width).floor();
            let bin = if *x < 0.0 { -1.0 - bin } else { bin } - like.from / like.width;
            match bin {
                bin if bin < 0.0 => plain.below += 1,
                bin if bin >= like.counts.len() as f64 => plain.above += 1,
                bin => plain.counts[bin as usize] += 1,
            }
        }
        plain
    }

    fn of(elements: &[f64]) -> Histogram {
        let mut fine = FineCounts::default();
        elements.iter().for_each(|x| fine.add(*x));
        let count = elements.len() as f64;
        let mean = elements.iter().sum::<f64>() / count;
        let dev = (elements.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
        let ends = elements
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
        fine.histogram(ends.0, ends.1, mean, dev)
    }

    #[test]
    fn wide_bins_are_unions_of_fine_ones() {
        let wave = |scale: f64, shift: f64| -> Vec<f64> {
            (0..4000).map(|i| shift + scale * (f64::from(i) * 0.37).sin()).collect()
        };
        let grid: Vec<f64> = (-64..=64).map(|i| f64::from(i) / 16.0).collect();
        let cases = [
            wave(1.0, 0.0),
            wave(5.0, 0.3),
            wave(0.01, 0.0),
            wave(1.0, 10.0),
            wave(9.0, -40.0),
            grid,
        ];
        for elements in cases {
            let histogram = of(&elements);
            assert_eq!(histogram, counted(&histogram, &elements));
            assert_eq!((histogram.below, histogram.above), (0, 0), "{histogram:?}");
            assert!((2..=64).contains(&histogram.counts.len()), "{histogram:?}");
            assert!(histogram.counts[0] > 0 && histogram.counts[histogram.counts.len() - 1] > 0);
        }
    }

    #[test]
    fn outliers_do_not_squeeze_the_rest() {
        let mut elements: Vec<f64> = (0..10_000).map(|i| (f64::from(i) * 0.37).sin()).collect();
        elements.extend([90.0, 5e9, -1e8]);
        // The deviation is that of the outliers, and the bins end where fine bins do.
        let histogram = of(&elements);
        assert_eq!((histogram.below, histogram.above), (1, 1));
        elements.truncate(10_001);
        let histogram = of(&elements);
        assert_eq!((histogram.below, histogram.above), (0, 1));
        assert_eq!(histogram, counted(&histogram, &elements));
        assert!(histogram.width <= 0.25, "{histogram:?}");
    }

    #[test]
    fn one_value_is_one_bin() {
        for x in [0.0, 1.0, -1.0, 0.3, -7.3, 1e-9, -1e-9, 4095.9] {
            let histogram = of(&[x; 3]);
            assert_eq!((histogram.counts.as_slice(), histogram.below), ([3].as_slice(), 0), "{x}");
            assert!(histogram.from <= x && x <= histogram.to(), "{x} in {histogram:?}");
        }
        let beyond = of(&[-1e6]);
        assert_eq!((beyond.counts.iter().sum::<u64>(), beyond.below), (0, 1));
    }
}
