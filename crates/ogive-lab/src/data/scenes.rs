//! Pictures of several shapes, for a detector: they do not touch, and each has a box.

use rand::Rng;

use super::shapes::{NAMES, Shape, paint};
use super::{purpose, random};

/// The width of a scene in pixels.
pub const SIZE: usize = 48;

/// A picture, and what is on it.
pub struct Scene {
    /// Row by row.
    pub pixels: Vec<u8>,
    /// The shapes.
    pub objects: Vec<Object>,
}

/// A shape as a detector sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Object {
    /// A place in [`NAMES`].
    pub class: usize,
    /// Left, top, right, bottom, in pixels.
    pub extent: [f32; 4],
}

/// Scenes with one to three shapes each.
pub fn scenes(count: usize, seed: u64) -> Vec<Scene> {
    let mut random = random(purpose::PICTURES, seed);
    (0..count).map(|_| scene(&mut random)).collect()
}

fn scene(random: &mut impl Rng) -> Scene {
    let size = SIZE as f32;
    let wanted = random.random_range(1..=3_u32) as usize;
    let mut shapes: Vec<Shape> = Vec::new();
    // A shape that finds no room is left out, so that there is always an end.
    for _ in 0..wanted * 20 {
        let class = random.random_range(0..NAMES.len() as u32) as usize;
        let radius = random.random_range(6.0..11.0_f32);
        let mut place = || random.random_range(0.15 * size..0.85 * size);
        let shape = Shape::random(class, (place(), place()), radius, random);
        let inside = shape.extent().iter().all(|side| (0.0..=size).contains(side));
        if inside && shapes.iter().all(|other| apart(&shape.extent(), &other.extent())) {
            shapes.push(shape);
        }
        if shapes.len() == wanted {
            break;
        }
    }
    let pixels = paint(SIZE, &shapes, 0.06, random);
    let object = |shape: &Shape| Object { class: shape.class, extent: shape.extent() };
    Scene { pixels, objects: shapes.iter().map(object).collect() }
}

/// Is there room between them?
fn apart(a: &[f32; 4], b: &[f32; 4]) -> bool {
    a[2] + 1.0 < b[0] || b[2] + 1.0 < a[0] || a[3] + 1.0 < b[1] || b[3] + 1.0 < a[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenes_have_their_digest() {
        let scenes = scenes(100, 1);
        let mut hasher = blake3::Hasher::new();
        for scene in &scenes {
            hasher.update(&scene.pixels);
            for object in &scene.objects {
                hasher.update(&[object.class as u8]);
                object.extent.iter().for_each(|side| {
                    hasher.update(&side.to_le_bytes());
                });
            }
        }
        assert_eq!(&hasher.finalize().to_hex()[..16], "d4cf499b95ada4fa");
        assert!(scenes.iter().all(|scene| (1..=3).contains(&scene.objects.len())));
    }
}
