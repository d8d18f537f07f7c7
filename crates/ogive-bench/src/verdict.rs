//! Who is the faster one in a cell.

use crate::contenders::{OGIVE, is_limit};
use crate::record::Measured;

/// ogive beside the best of its peers.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    /// The cell.
    pub measured: &'a Measured,
    /// ogive's time.
    pub ogive: f64,
    /// The best peer.
    pub best: &'a str,
    /// Its time.
    pub peer: f64,
}

impl<'a> Verdict<'a> {
    /// The verdict on a cell over those peers that count. None if ogive is alone.
    pub fn of(measured: &'a Measured, counts: impl Fn(&str) -> bool) -> Option<Verdict<'a>> {
        let ogive = *measured.seconds.get(OGIVE)?;
        let peers = measured.seconds.iter().map(|(name, seconds)| (name.as_str(), *seconds));
        let (best, peer) = peers
            .filter(|(name, _)| *name != OGIVE && !is_limit(name) && counts(name))
            .min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(Verdict { measured, ogive, best, peer })
    }

    /// ogive's time to the peer's: below 1, ogive is the faster one.
    pub fn ratio(&self) -> f64 {
        self.ogive / self.peer
    }

    /// Is ogive the slower one, in the two digits that are shown?
    pub fn slower(&self) -> bool {
        self.ratio() >= 1.005
    }
}

/// A number with three significant digits.
pub fn significant(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return format!("{number}");
    }
    let digits = 2 - number.abs().log10().floor() as i32;
    format!("{number:.*}", digits.max(0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_whatever_the_size() {
        let shown = [0.012_345, 0.1, 1.0, 12.345, 123.45, 12345.0].map(significant);
        assert_eq!(shown, ["0.0123", "0.100", "1.00", "12.3", "123", "12345"]);
    }
}
