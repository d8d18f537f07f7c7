//! The distances of a box from the distributions of a head.

use ndarray::{Array2, Array3, ArrayView2, Axis, Zip, s};
use ogive::prelude::*;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::filter::Layout;
use crate::score::{Score, narrow, wide};

/// The distances from an anchor to the four sides of its box, each the mean of a distribution over `bins` whole numbers
/// from 0 on, which a softmax makes of as many scores: what YOLOv8's heads (with 16 bins) and those of Generalized Focal
/// Loss end with.
///
/// The scores are (4·bins, anchors), the bins of a side one after the other, or (anchors, 4·bins); the result is (4,
/// anchors) or (anchors, 4). Distances are in cells of the head's grid.
///
/// The mean is Σ i·e^(xᵢ − m) / Σ e^(xᵢ − m), summed in `f64` and rounded once, so that the error is that of the
/// exponentials alone: in `f32` it was at most 1.62 units in the last place on the tests' 33,600 distributions.
///
/// Source: X. Li et al., [Generalized Focal Loss](https://arxiv.org/abs/2006.04388) (2020).
///
/// # Errors
/// If there are no bins, or not 4 times as many scores for each anchor.
pub fn distribution_to_distance<E: Score>(
    scores: ArrayView2<E>,
    layout: Layout,
    bins: usize,
) -> Result<Array2<E>> {
    if bins == 0 {
        return Err(Error::parameter("bins", bins, "at least 1, such as YOLOv8's 16"));
    }
    // Seen as (4·bins, anchors); what comes out is turned back.
    let turned = layout == Layout::AnchorsFirst;
    let scores = if turned { scores.reversed_axes() } else { scores };
    if Some(scores.nrows()) != bins.checked_mul(4) {
        let expected = match turned {
            true => format!("(anchors, 4·bins) with 4·bins = {}", 4 * bins as u128),
            false => format!("(4·bins, anchors) with 4·bins = {}", 4 * bins as u128),
        };
        let given =
            if turned { vec![scores.ncols(), scores.nrows()] } else { scores.shape().to_vec() };
        return Err(Error::shape("scores", &given, expected));
    }
    let anchors = scores.ncols();
    let mut out = match turned {
        true => Array2::from_elem((anchors, 4), E::default()).reversed_axes(),
        false => Array2::from_elem((4, anchors), E::default()),
    };
    let width = (BLOCK / scores.nrows()).clamp(16, 1 << 10);
    let blocks: Vec<_> =
        (0..anchors).step_by(width).zip(out.axis_chunks_iter_mut(Axis(1), width)).collect();
    blocks.into_par_iter().with_min_len(WORTH / BLOCK).try_for_each(|(first, mut out)| {
        let part = scores.slice(s![.., first..first + out.ncols()]);
        // In the computing type, the anchors side by side.
        let mut probabilities = Array2::from_elem(part.dim(), E::Word::default());
        Zip::from(&mut probabilities).and(&part).for_each(|wide, score| *wide = score.widen());
        let mut probabilities: Array3<E::Word> = probabilities
            .into_shape_with_order((4, bins, out.ncols()))
            .expect("so many elements, in order");
        Softmax::new(1).forward_inplace(&mut probabilities)?;
        for (mut out, side) in out.rows_mut().into_iter().zip(probabilities.outer_iter()) {
            let mut sums = vec![(0.0_f64, 0.0_f64); out.len()];
            for (bin, line) in side.rows().into_iter().enumerate() {
                for ((weighted, all), p) in sums.iter_mut().zip(line) {
                    let p = wide(*p);
                    *weighted += bin as f64 * p;
                    *all += p;
                }
            }
            out.iter_mut()
                .zip(sums)
                .for_each(|(out, (weighted, all))| *out = narrow(weighted / all));
        }
        Ok::<(), Error>(())
    })?;
    Ok(if turned { out.reversed_axes() } else { out })
}

/// How many scores are worked on together: they stay in the first cache.
const BLOCK: usize = 1 << 12;

/// How many scores one task has, at least.
const WORTH: usize = 1 << 17;
