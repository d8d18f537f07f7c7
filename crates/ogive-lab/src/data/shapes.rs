//! Pictures of one triangle, ellipse or parallelogram, drawn from random numbers.
//!
//! Only operations that IEEE 754 defines are used, no sine and no logarithm, so that the pictures are the same on every
//! machine: a direction is a random point of the unit disc over its length, and noise is a sum of even random numbers.

use rand::Rng;

use super::{Pictures, purpose, random};

/// What is drawn, by class.
pub const NAMES: [&str; 3] = ["triangle", "ellipse", "parallelogram"];

/// A point, or a vector.
pub type Point = (f32, f32);

/// A figure, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// A place in [`NAMES`].
    pub class: usize,
    centre: Point,
    /// Where its own first and second unit vectors go.
    axes: [Point; 2],
}

/// The corners of a triangle, in its own axes.
const TRIANGLE: [Point; 3] = [(0.0, 1.0), (-0.866, -0.5), (0.866, -0.5)];
/// Half of a parallelogram's sides, in its own axes: it is about as large as the others.
const SIDE: f32 = 0.75;

impl Shape {
    /// A random one of this class, of about this radius, turned, stretched and sheared.
    pub fn random(class: usize, centre: Point, radius: f32, random: &mut impl Rng) -> Shape {
        let (p, q) = direction(random);
        let along = radius * random.random_range(0.85..1.15_f32);
        let across = radius * random.random_range(0.6..0.9_f32);
        // An ellipse with sheared axes would be an ellipse, but its box would not be as simple.
        let shear = if class == 1 { 0.0 } else { random.random_range(-0.4..0.4_f32) };
        let first = (along * p, along * q);
        let second = (across * (shear * p - q), across * (shear * q + p));
        Shape { class, centre, axes: [first, second] }
    }

    fn corners(&self) -> Vec<Point> {
        let own: &[Point] = match self.class {
            0 => &TRIANGLE,
            _ => &[(-SIDE, -SIDE), (-SIDE, SIDE), (SIDE, SIDE), (SIDE, -SIDE)],
        };
        let [a, b] = self.axes;
        let place =
            |(u, v): &Point| (self.centre.0 + u * a.0 + v * b.0, self.centre.1 + u * a.1 + v * b.1);
        own.iter().map(place).collect()
    }

    /// The smallest box around it: left, top, right, bottom.
    pub fn extent(&self) -> [f32; 4] {
        let (x, y) = self.centre;
        if self.class == 1 {
            let [a, b] = self.axes;
            let (width, height) = ((a.0 * a.0 + b.0 * b.0).sqrt(), (a.1 * a.1 + b.1 * b.1).sqrt());
            return [x - width, y - height, x + width, y + height];
        }
        self.corners().into_iter().fold([x, y, x, y], |[left, top, right, bottom], (x, y)| {
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        })
    }

    /// Does it hold this point?
    fn holds(&self, (x, y): Point) -> bool {
        let [a, b] = self.axes;
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let area = a.0 * b.1 - a.1 * b.0;
        // The point in its own axes.
        let (u, v) = ((dx * b.1 - dy * b.0) / area, (a.0 * dy - a.1 * dx) / area);
        match self.class {
            0 => (0..3).all(|corner| {
                let (from, to) = (TRIANGLE[corner], TRIANGLE[(corner + 1) % 3]);
                (to.0 - from.0) * (v - from.1) - (to.1 - from.1) * (u - from.0) >= 0.0
            }),
            1 => u * u + v * v <= 1.0,
            _ => u.abs() <= SIDE && v.abs() <= SIDE,
        }
    }

    /// How much of a pixel it covers: of 16 points, the share that it holds.
    fn coverage(&self, column: usize, row: usize) -> f32 {
        let offset = |step: usize| (step as f32 + 0.5) / 4.0;
        let points = (0..16).map(|point| (offset(point % 4), offset(point / 4)));
        let held = points.filter(|(x, y)| self.holds((column as f32 + x, row as f32 + y)));
        held.count() as f32 / 16.0
    }
}

/// A random direction: a vector of length 1.
fn direction(random: &mut impl Rng) -> Point {
    loop {
        let (p, q) = (random.random_range(-1.0..1.0_f32), random.random_range(-1.0..1.0_f32));
        let squares = p * p + q * q;
        if (0.01..1.0).contains(&squares) {
            let length = squares.sqrt();
            return (p / length, q / length);
        }
    }
}

/// Shapes on a background, all of random brightness, with noise of this deviation (1 is from black to white).
pub fn paint(size: usize, shapes: &[Shape], noise: f32, random: &mut impl Rng) -> Vec<u8> {
    let background = random.random_range(0.2..0.8_f32);
    let contrasts: Vec<f32> = shapes
        .iter()
        .map(|_| {
            let contrast = random.random_range(0.25..0.5_f32);
            if random.random::<bool>() { contrast } else { -contrast }
        })
        .collect();
    let mut pixels = Vec::with_capacity(size * size);
    for row in 0..size {
        for column in 0..size {
            let mut light = background;
            for (shape, contrast) in shapes.iter().zip(&contrasts) {
                light += contrast * shape.coverage(column, row);
            }
            // The sum of four even numbers from −1 to 1 has the variance 4/3, and 3/4 of its square is 1.
            let sum: f32 = (0..4).map(|_| random.random_range(-1.0..1.0_f32)).sum();
            light += noise * sum * 0.866;
            pixels.push((light.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        }
    }
    pixels
}

/// Pictures of this size with one shape each; the classes take turns.
pub fn shapes(count: usize, size: usize, noise: f32, seed: u64) -> Pictures {
    let mut random = random(purpose::PICTURES, seed);
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for index in 0..count {
        let class = index % NAMES.len();
        let extent = size as f32;
        let mut place = || extent * random.random_range(0.38..0.62_f32);
        let centre = (place(), place());
        let radius = extent * random.random_range(0.24..0.34_f32);
        let shape = Shape::random(class, centre, radius, &mut random);
        pixels.extend(paint(size, &[shape], noise, &mut random));
        labels.push(class as u32);
    }
    Pictures { size, classes: NAMES.len(), pixels, white: 255, labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same on every machine: this is their digest.
    #[test]
    fn the_pictures_have_their_digest() {
        let pictures = shapes(300, 16, 0.1, 1);
        let digest = blake3::hash(&pictures.pixels).to_hex();
        assert_eq!(&digest[..16], "7250f7f657bee306");
        assert_ne!(shapes(300, 16, 0.1, 2).pixels, pictures.pixels);
    }

    /// Points of a shape are in its box, and touch each of its sides but for the distance of two points.
    #[test]
    fn a_box_is_the_smallest_around_its_shape() {
        let mut random = random(purpose::PICTURES, 3);
        for class in [0, 1, 2].into_iter().cycle().take(60) {
            let shape = Shape::random(class, (50.0, 50.0), 20.0, &mut random);
            let [left, top, right, bottom] = shape.extent();
            let (mut low, mut high) = ((100.0_f32, 100.0_f32), (0.0_f32, 0.0_f32));
            for step in 0..400 * 400 {
                let point = ((step % 400) as f32 / 4.0, (step / 400) as f32 / 4.0);
                if shape.holds(point) {
                    low = (low.0.min(point.0), low.1.min(point.1));
                    high = (high.0.max(point.0), high.1.max(point.1));
                }
            }
            let gaps = [low.0 - left, low.1 - top, right - high.0, bottom - high.1];
            assert!(gaps.iter().all(|gap| (-0.01..2.0).contains(gap)), "{shape:?}: {gaps:?}");
        }
    }
}
