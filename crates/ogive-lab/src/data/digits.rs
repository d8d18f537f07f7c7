//! Handwritten digits: `data/digits.bin`, which `data/export_digits.py` wrote.

use super::Pictures;

/// 1,797 records: the digit, and 64 pixels of 5 bits each.
const FILE: &[u8] = include_bytes!("../../data/digits.bin");
const RECORD: usize = 41;

/// All digits, in the order of the data set.
pub fn digits() -> Pictures {
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for record in FILE.chunks_exact(RECORD) {
        labels.push(u32::from(record[0]));
        let bit = |place: usize| record[1 + place / 8] >> (7 - place % 8) & 1;
        let pixel = |index: usize| (0..5).fold(0, |high, place| high << 1 | bit(5 * index + place));
        pixels.extend((0..64).map(pixel));
    }
    Pictures { size: 8, classes: 10, pixels, white: 16, labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts that the data set's description gives, and its first picture.
    #[test]
    fn they_are_those_of_the_data_set() {
        let digits = digits();
        assert_eq!(FILE.len(), 1797 * RECORD);
        let count = |digit| digits.labels.iter().filter(|label| **label == digit).count();
        let counts: Vec<usize> = (0..10).map(count).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert_eq!(digits.pixels[..16], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
        assert_eq!(digits.pixels.iter().max(), Some(&16));
    }
}
