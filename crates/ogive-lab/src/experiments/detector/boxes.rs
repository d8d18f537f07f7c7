//! Boxes that overlap.

use serde::{Deserialize, Serialize};

/// A shape that a network believes to see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// Which.
    pub class: usize,
    /// How sure it is.
    pub score: f32,
    /// Left, top, right, bottom, in pixels.
    pub extent: [f32; 4],
}

/// Two detections of a class that overlap by more are one.
const SAME: f32 = 0.45;

/// The area that two boxes share, over the area that they cover together.
pub fn overlap(a: &[f32; 4], b: &[f32; 4]) -> f32 {
    let side = |from: usize, to: usize| (a[to].min(b[to]) - a[from].max(b[from])).max(0.0);
    let shared = side(0, 2) * side(1, 3);
    let area = |extent: &[f32; 4]| (extent[2] - extent[0]) * (extent[3] - extent[1]);
    let together = area(a) + area(b) - shared;
    if together > 0.0 { shared / together } else { 0.0 }
}

/// Those that stay if, of several of a class at one place, only the best does; the best first.
pub fn suppressed(mut detections: Vec<Detection>) -> Vec<Detection> {
    detections.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Detection> = Vec::new();
    for detection in detections {
        let same = |other: &Detection| {
            other.class == detection.class && overlap(&other.extent, &detection.extent) > SAME
        };
        if !kept.iter().any(same) {
            kept.push(detection);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_by_hand() {
        let square = [0.0, 0.0, 2.0, 2.0];
        assert_eq!(overlap(&square, &square), 1.0);
        assert_eq!(overlap(&square, &[1.0, 0.0, 3.0, 2.0]), 2.0 / 6.0);
        assert_eq!(overlap(&square, &[2.0, 0.0, 3.0, 2.0]), 0.0);
        assert_eq!(overlap(&[0.0; 4], &[0.0; 4]), 0.0);
    }

    #[test]
    fn of_several_at_one_place_the_best_stays() {
        let at =
            |class, score, left| Detection { class, score, extent: [left, 0.0, left + 10.0, 10.0] };
        let kept =
            suppressed(vec![at(0, 0.5, 1.0), at(0, 0.9, 0.0), at(1, 0.4, 0.0), at(0, 0.3, 8.0)]);
        assert_eq!(kept, [at(0, 0.9, 0.0), at(1, 0.4, 0.0), at(0, 0.3, 8.0)]);
    }
}
