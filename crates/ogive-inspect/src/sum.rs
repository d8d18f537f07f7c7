//! Sums that do not drift: mean and deviation of any number of elements.

use ogive::number::Double;

/// A sum in twice the precision of `f64`: the rounding error of each addition is kept and added last
/// (T. Ogita, S. M. Rump, S. Oishi, [Accurate sum and dot product](https://doi.org/10.1137/030601818),
/// 2005).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    rounded: f64,
    errors: f64,
}

impl Sum {
    #[inline(always)]
    pub(crate) fn add(&mut self, x: f64) {
        let Double { hi, lo } = Double::two_sum(self.rounded, x);
        self.rounded = hi;
        self.errors += lo;
    }

    #[inline(always)]
    pub(crate) fn add_square(&mut self, x: f64, exact: bool) {
        if exact {
            self.add(x * x);
        } else {
            let Double { hi, lo } = Double::two_product(x, x);
            self.add(hi);
            self.errors += lo;
        }
    }

    pub(crate) fn merge(&mut self, other: Sum) {
        self.add(other.rounded);
        self.errors += other.errors;
    }

    fn pair(self) -> Double<f64> {
        Double::two_sum(self.rounded, self.errors)
    }

    /// The mean of as many terms; none of no terms.
    pub(crate) fn mean(self, terms: u64) -> Option<f64> {
        (terms > 0).then(|| (self.pair() / Double::exact(terms as f64)).hi)
    }
}

/// The sums that mean and deviation follow from.
///
/// The deviation is √(E\[x²\] − E\[x\]²). That subtraction loses as many digits as the square of
/// mean by deviation has: 14 where the mean is ten million times the deviation, which is as far as `f32`
/// goes. The sums of n terms have about 32 digits less those of n.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    terms: Sum,
    squares: Sum,
}

impl Sums {
    #[inline(always)]
    pub(crate) fn add(&mut self, x: f64, exact_squares: bool) {
        self.terms.add(x);
        self.squares.add_square(x, exact_squares);
    }

    pub(crate) fn merge(&mut self, other: Sums) {
        self.terms.merge(other.terms);
        self.squares.merge(other.squares);
    }

    pub(crate) fn mean(self, terms: u64) -> Option<f64> {
        self.terms.mean(terms)
    }

    pub(crate) fn mean_square(self, terms: u64) -> Option<f64> {
        self.squares.mean(terms)
    }

    /// The deviation of the population: the divisor is the number of terms, as in batch
    /// normalisation.
    pub(crate) fn deviation(self, terms: u64) -> Option<f64> {
        (terms > 0).then(|| {
            let count = Double::exact(terms as f64);
            let mean = self.terms.pair() / count;
            let variance = self.squares.pair() / count - mean.square();
            variance.hi.max(0.0).sqrt()
        })
    }
}
