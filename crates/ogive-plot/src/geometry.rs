//! Lines cut off at the edge of the picture, and with no more points than are seen.

use crate::sample::Point;

/// A rectangle of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub x: (f64, f64),
    pub y: (f64, f64),
}

impl Window {
    pub fn holds(&self, (x, y): Point) -> bool {
        self.x.0 <= x && x <= self.x.1 && self.y.0 <= y && y <= self.y.1
    }

    /// The part of a segment that lies in the window.
    fn clip(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        // Liang and Barsky: the segment is a + t·(b − a); each edge bounds t.
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (p, q) in [
            (-dx, a.0 - self.x.0),
            (dx, self.x.1 - a.0),
            (-dy, a.1 - self.y.0),
            (dy, self.y.1 - a.1),
        ] {
            if p == 0.0 {
                if q < 0.0 {
                    return None;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        let start = if from == 0.0 { a } else { at(from) };
        let end = if to == 1.0 { b } else { at(to) };
        (from <= to).then_some((start, end))
    }

    /// The pieces of a line that lie in the window.
    pub fn clipped(&self, pieces: &[Vec<Point>]) -> Vec<Vec<Point>> {
        let mut inside: Vec<Vec<Point>> = Vec::new();
        for piece in pieces {
            let mut open = false;
            for pair in piece.windows(2) {
                let Some((a, b)) = self.clip(pair[0], pair[1]) else {
                    open = false;
                    continue;
                };
                match inside.last_mut() {
                    Some(last) if open && a == pair[0] => last.push(b),
                    _ => inside.push(vec![a, b]),
                }
                open = b == pair[1];
            }
        }
        inside
    }

    /// A line without the points that lie nearer to it than 1/`finest` of the window, unless they are at
    /// one of the inputs `keep`.
    pub fn simplified(&self, piece: &[Point], keep: &[f64], finest: f64) -> Vec<Point> {
        let (width, height) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let scaled: Vec<Point> =
            piece.iter().map(|(x, y)| (x / width * finest, y / height * finest)).collect();
        let mut kept = vec![false; piece.len()];
        if let Some(last) = piece.len().checked_sub(1) {
            kept[0] = true;
            // Douglas and Peucker: keep the point that is farthest from the chord, on both sides of it.
            let mut chords = Vec::new();
            let mut from = 0;
            for to in 1..=last {
                if to == last || keep.contains(&piece[to].0) {
                    kept[to] = true;
                    chords.push((from, to));
                    from = to;
                }
            }
            while let Some((from, to)) = chords.pop() {
                let beside = |i: &usize| distance(scaled[*i], scaled[from], scaled[to]);
                let middle = (from + 1..to).max_by(|i, j| beside(i).total_cmp(&beside(j)));
                if let Some(middle) = middle.filter(|i| beside(i) > 1.0) {
                    kept[middle] = true;
                    chords.extend([(from, middle), (middle, to)]);
                }
            }
        }
        piece.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
    }
}

fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt();
    let (x, y) = (p.0 - a.0, p.1 - a.1);
    if length == 0.0 { (x * x + y * y).sqrt() } else { (x * dy - y * dx).abs() / length }
}

/// Does a segment touch a rectangle?
pub(crate) fn touches(window: &Window, a: Point, b: Point) -> bool {
    window.clip(a, b).is_some()
}
