//! From distances to boxes, and from many boxes to few.
//!
//! A box is its left, top, right and bottom in pixels: (boxes, 4).

use ndarray::{Array2, ArrayView1, ArrayView2, s};

use crate::error::{Error, Result};

/// The centres of a head's cells in pixels, row by row: (height·width, 2), x before y.
pub fn centres(height: usize, width: usize, stride: f64) -> Array2<f64> {
    Array2::from_shape_fn((height * width, 2), |(cell, side)| {
        let place = if side == 0 { cell % width } else { cell / width };
        (place as f64 + 0.5) * stride
    })
}

/// The boxes whose sides are at these distances from these centres. Distances are (anchors, 4), to the left, the top, the
/// right and the bottom, in cells; a stride is the size of a cell in pixels.
///
/// # Errors
/// If the shapes do not fit.
pub fn from_distances(
    distances: ArrayView2<f64>,
    centres: ArrayView2<f64>,
    stride: f64,
) -> Result<Array2<f64>> {
    let anchors = distances.nrows();
    if distances.ncols() != 4 {
        return Err(Error::shape("distances", distances.shape(), "(anchors, 4)"));
    }
    if centres.dim() != (anchors, 2) {
        let expected = format!("({anchors}, 2), one centre for each anchor");
        return Err(Error::shape("centres", centres.shape(), expected));
    }
    Ok(Array2::from_shape_fn((anchors, 4), |(anchor, side)| {
        let towards = if side < 2 { -stride } else { stride };
        centres[[anchor, side % 2]] + towards * distances[[anchor, side]]
    }))
}

/// Non-maximum suppression within each class: the indices of the boxes that are left, those of the highest scores
/// first; of equal scores the first. A box goes if its overlap (intersection over union) with one that stays is above
/// `overlap`.
///
/// # Errors
/// If the boxes are not (boxes, 4), there is not a score and a class for each, a number is NaN, or the overlap is
/// outside of [0, 1].
pub fn suppress(
    boxes: ArrayView2<f64>,
    scores: ArrayView1<f64>,
    classes: &[usize],
    overlap: f64,
) -> Result<Vec<usize>> {
    let count = boxes.nrows();
    if boxes.ncols() != 4 {
        return Err(Error::shape("boxes", boxes.shape(), "(boxes, 4)"));
    }
    if scores.len() != count {
        let expected = format!("[{count}], one for each box");
        return Err(Error::shape("scores", scores.shape(), expected));
    }
    if classes.len() != count {
        let expected = format!("[{count}], one for each box");
        return Err(Error::shape("classes", &[classes.len()], expected));
    }
    if !(0.0..=1.0).contains(&overlap) {
        return Err(Error::parameter("overlap", overlap, "a number from 0 to 1, such as 0.45"));
    }
    if boxes.iter().chain(scores).any(|x| x.is_nan()) {
        return Err(Error::parameter("a box or score", f64::NAN, "numbers alone"));
    }
    // By class, and within it by score; what is equal stays in its order.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|a, b| {
        let by_score = scores[*b].total_cmp(&scores[*a]);
        classes[*a].cmp(&classes[*b]).then(by_score).then(a.cmp(b))
    });
    let mut kept = Vec::new();
    for group in order.chunk_by(|a, b| classes[*a] == classes[*b]) {
        let flat: Vec<f64> = group.iter().flat_map(|i| boxes.slice(s![*i, ..]).to_vec()).collect();
        // It sorts by score and not stably, so it is given ranks.
        let ranks: Vec<f64> = (0..group.len()).rev().map(|rank| rank as f64).collect();
        let stay = powerboxesrs::nms::nms_slice(&flat, &ranks, overlap, 0.0);
        kept.extend(stay.into_iter().map(|i| group[i]));
    }
    kept.sort_unstable_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    Ok(kept)
}
