//! Average precision, as Pascal VOC has it since 2010.

use super::boxes::{Detection, overlap};
use crate::data::scenes::Scene;

/// Precision over recall, as the detections are taken from the surest to the least sure.
pub struct Curve {
    /// After each detection: how many of the shapes are found, and how many of the detections are right.
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// The area below it, where the precision at a recall is the best at this or a higher one.
    pub fn average(&self) -> f64 {
        let (mut area, mut best, mut above) = (0.0, 0.0_f64, None);
        for (recall, precision) in self.points.iter().rev() {
            if let Some(next) = above {
                area += (next - recall) * best;
            }
            best = best.max(*precision);
            above = Some(*recall);
        }
        area + above.unwrap_or(0.0) * best
    }

    /// About 60 of its points.
    pub fn thinned(&self) -> Vec<(f64, f64)> {
        let every = (self.points.len() / 60).max(1);
        self.points.iter().step_by(every).copied().collect()
    }
}

/// The curve of a class. A detection is right if the shape of its class that it overlaps most, on its scene, is
/// overlapped by at least `least`, and no surer detection has taken it.
pub fn curve(detections: &[Vec<Detection>], scenes: &[Scene], class: usize, least: f32) -> Curve {
    let of_class = detections.iter().enumerate().flat_map(|(scene, found)| {
        found.iter().filter(|detection| detection.class == class).map(move |found| (scene, found))
    });
    let mut sorted: Vec<(usize, &Detection)> = of_class.collect();
    sorted.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let mut taken: Vec<Vec<bool>> =
        scenes.iter().map(|scene| vec![false; scene.objects.len()]).collect();
    let shapes = scenes
        .iter()
        .flat_map(|scene| &scene.objects)
        .filter(|object| object.class == class)
        .count();
    let (mut right, mut points) = (0.0, Vec::new());
    for (index, (scene, detection)) in sorted.into_iter().enumerate() {
        let objects =
            scenes[scene].objects.iter().enumerate().filter(|(_, object)| object.class == class);
        let overlaps =
            objects.map(|(place, object)| (place, overlap(&object.extent, &detection.extent)));
        if let Some((place, most)) = overlaps.max_by(|a, b| a.1.total_cmp(&b.1))
            && most >= least
            && !std::mem::replace(&mut taken[scene][place], true)
        {
            right += 1.0;
        }
        points.push((right / (shapes as f64).max(1.0), right / (index as f64 + 1.0)));
    }
    Curve { points }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::scenes::Object;

    fn scene(lefts: &[f32]) -> Scene {
        let object = |left: &f32| Object { class: 0, extent: [*left, 0.0, left + 10.0, 10.0] };
        Scene { pixels: Vec::new(), objects: lefts.iter().map(object).collect() }
    }

    fn found(score: f32, left: f32) -> Detection {
        Detection { class: 0, score, extent: [left, 0.0, left + 10.0, 10.0] }
    }

    fn average(detections: &[Vec<Detection>], scenes: &[Scene]) -> f64 {
        curve(detections, scenes, 0, 0.5).average()
    }

    #[test]
    fn all_found_is_one_and_nothing_found_is_zero() {
        let scenes = [scene(&[0.0, 20.0]), scene(&[5.0])];
        let all = [vec![found(0.9, 0.0), found(0.3, 21.0)], vec![found(0.8, 5.0)]];
        assert_eq!(average(&all, &scenes), 1.0);
        assert_eq!(average(&[vec![], vec![]], &scenes), 0.0);
        assert_eq!(average(&[vec![found(0.9, 40.0)], vec![]], &scenes), 0.0);
    }

    /// Right, wrong, right, of two shapes: precision 1 up to recall 1/2, then 2/3.
    #[test]
    fn a_wrong_one_between_costs_what_it_should() {
        let scenes = [scene(&[0.0, 20.0])];
        let detections = [vec![found(0.9, 0.0), found(0.8, 40.0), found(0.7, 20.0)]];
        assert!((average(&detections, &scenes) - (0.5 + 0.5 * 2.0 / 3.0)).abs() < 1e-12);
    }

    /// The second detection of a shape is wrong, and so is one that overlaps too little or is of another class.
    #[test]
    fn a_shape_is_found_once() {
        let scenes = [scene(&[0.0])];
        let twice = [vec![found(0.9, 0.0), found(0.8, 1.0)]];
        assert_eq!(curve(&twice, &scenes, 0, 0.5).points, [(1.0, 1.0), (1.0, 0.5)]);
        assert_eq!(average(&[vec![found(0.9, 4.0)]], &scenes), 0.0);
        let other = Detection { class: 1, ..found(0.9, 0.0) };
        assert_eq!(average(&[vec![other]], &scenes), 0.0);
    }
}
