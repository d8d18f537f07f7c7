//! Arrays of any layout, cut into rows that lie side by side: all of the axis, which comes first, and some of the rows.

use ndarray::{
    ArrayView2, ArrayViewD, ArrayViewMut2, ArrayViewMutD, Axis, Ix2, IxDyn, ShapeBuilder,
    StrideShape,
};

use std::ops::Range;

use super::lanes::LANES;
use crate::kernel::Run;

/// How many rows are gathered at a time when they are worked on across: a cache line or more.
const TILE: usize = 64;

/// A part of the arrays: all of the axis, which comes first, and some of the rows. `G` is what comes in beside the
/// input, and `O` what comes out.
pub(super) struct Part<'a, E, G = E, O = E> {
    /// The input, if it is not `out` itself.
    pub(super) x: Option<ArrayViewD<'a, E>>,
    pub(super) g: Option<ArrayViewD<'a, G>>,
    pub(super) out: ArrayViewMutD<'a, O>,
}

/// A part in two dimensions: the axis, and the rows side by side.
pub(super) struct Tile<'a, E, G = E, O = E> {
    pub(super) x: Option<ArrayView2<'a, E>>,
    pub(super) g: Option<ArrayView2<'a, G>>,
    pub(super) out: ArrayViewMut2<'a, O>,
}

/// What an array of a part may hold.
pub(super) trait Element: Copy + Default + Send + Sync {}

impl<T: Copy + Default + Send + Sync> Element for T {}

/// Merges two axes of a view, if there is one, or says whether that can be.
fn merges<T>(view: &Option<ArrayViewD<T>>, take: Axis, into: Axis) -> bool {
    view.as_ref().is_none_or(|view| view.view().merge_axes(take, into))
}

/// Both halves of a view, if there is one.
fn halves<T>(
    view: Option<ArrayViewD<T>>,
    axis: Axis,
    at: usize,
) -> (Option<ArrayViewD<T>>, Option<ArrayViewD<T>>) {
    match view {
        Some(view) => {
            let (left, right) = view.split_at(axis, at);
            (Some(left), Some(right))
        }
        None => (None, None),
    }
}

/// A view in two dimensions, the axis and the rows, where all others have the length 1; they are dropped, from the
/// back.
fn plane<S: ndarray::RawData>(
    view: ndarray::ArrayBase<S, IxDyn>,
    rows: Option<Axis>,
) -> ndarray::ArrayBase<S, Ix2> {
    let flat = (1..view.ndim()).rev().map(Axis).filter(|axis| Some(*axis) != rows);
    let view = flat.fold(view, |view, axis| view.index_axis_move(axis, 0));
    let view = if rows.is_none() { view.insert_axis(Axis(1)) } else { view };
    view.into_dimensionality::<Ix2>().expect("the axis and the rows are left")
}

impl<'a, E: Element, G: Element, O: Element> Part<'a, E, G, O> {
    pub(super) fn new(
        axis: Axis,
        x: Option<ArrayViewD<'a, E>>,
        g: Option<ArrayViewD<'a, G>>,
        out: ArrayViewMutD<'a, O>,
    ) -> Self {
        // The axis comes first; the others keep their order.
        let mut order: Vec<usize> = (0..out.ndim()).filter(|i| *i != axis.index()).collect();
        order.insert(0, axis.index());
        let x = x.map(|x| x.permuted_axes(order.clone()));
        let g = g.map(|g| g.permuted_axes(order.clone()));
        let mut part = Part { x, g, out: out.permuted_axes(order) };
        part.merge();
        part
    }

    /// Makes one dimension of two wherever all arrays allow it: more rows lie side by side then.
    fn merge(&mut self) {
        for outer in (1..self.out.ndim()).rev() {
            for inner in (outer + 1..self.out.ndim()).rev() {
                let (take, into) = (Axis(outer), Axis(inner));
                let out_too = self.out.view().merge_axes(take, into);
                if out_too && merges(&self.x, take, into) && merges(&self.g, take, into) {
                    self.out.merge_axes(take, into);
                    let _ = self.x.as_mut().map(|x| x.merge_axes(take, into));
                    let _ = self.g.as_mut().map(|g| g.merge_axes(take, into));
                    break;
                }
            }
        }
    }

    fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
        let (x_left, x_right) = halves(self.x, axis, at);
        let (g_left, g_right) = halves(self.g, axis, at);
        let (out_left, out_right) = self.out.split_at(axis, at);
        (
            Part { x: x_left, g: g_left, out: out_left },
            Part { x: x_right, g: g_right, out: out_right },
        )
    }

    /// The dimension along which rows lie closest together; none if there is but one row.
    fn nearest(&self) -> Option<Axis> {
        let strides = self.x.as_ref().map_or(self.out.strides(), |x| x.strides());
        (1..self.out.ndim())
            .filter(|axis| self.out.shape()[*axis] > 1)
            .min_by_key(|axis| strides[*axis].unsigned_abs())
            .map(Axis)
    }

    /// In two dimensions, where all others have the length 1.
    fn tile(self, rows: Option<Axis>) -> Tile<'a, E, G, O> {
        let x = self.x.map(|x| plane(x, rows));
        Tile { x, g: self.g.map(|g| plane(g, rows)), out: plane(self.out, rows) }
    }
}

/// Has the work done for all rows: by halves, over threads; or at once if they lie one after the other and are no more than a thread's
/// worth, for to turn, merge and halve arrays takes longer than a row of a few elements.
pub(super) fn divide<E: Element, G: Element, O: Element>(
    run: Run,
    axis: Axis,
    x: Option<ArrayViewD<E>>,
    g: Option<ArrayViewD<G>>,
    out: ArrayViewMutD<O>,
    work: &(dyn Fn(Tile<E, G, O>) + Sync),
) {
    let elements = x.as_ref().map_or(out.len(), |x| x.len());
    let lie = axis.index() + 1 == out.ndim()
        && out.is_standard_layout()
        && x.as_ref().is_none_or(|x| x.is_standard_layout())
        && g.as_ref().is_none_or(|g| g.is_standard_layout());
    if !lie || out.is_empty() || elements == 0 || run.parallel && elements > WORTH {
        return halve(run, Part::new(axis, x, g, out), work);
    }
    let rows = out.len() / out.len_of(axis);
    let out = out.into_slice().expect("in standard layout");
    let shape = columns(out.len(), rows);
    let out = ArrayViewMut2::from_shape(shape, out).expect("so many rows");
    work(Tile { x: x.map(|x| upright(x, rows)), g: g.map(|g| upright(g, rows)), out });
}

/// Rows that lie one after the other, each as a column.
fn upright<T>(view: ArrayViewD<'_, T>, rows: usize) -> ArrayView2<'_, T> {
    let elements = view.to_slice().expect("in standard layout");
    ArrayView2::from_shape(columns(elements.len(), rows), elements).expect("so many rows")
}

/// The shape and strides of as many columns that are so many elements together.
fn columns(elements: usize, rows: usize) -> StrideShape<Ix2> {
    let length = elements / rows;
    (length, rows).strides((1, length))
}

/// Halves the rows, over threads, until what is left is two-dimensional and a thread's worth.
fn halve<E: Element, G: Element, O: Element>(
    run: Run,
    part: Part<E, G, O>,
    work: &(dyn Fn(Tile<E, G, O>) + Sync),
) {
    if part.out.is_empty() {
        return;
    }
    let rows = part.nearest();
    let elements = part.x.as_ref().map_or(part.out.len(), |x| x.len());
    let other = (1..part.out.ndim())
        .filter(|axis| Some(Axis(*axis)) != rows && part.out.shape()[*axis] > 1)
        .max_by_key(|axis| part.out.strides()[*axis].unsigned_abs());
    let (axis, middle) = match (other, rows) {
        (Some(axis), _) => (Axis(axis), part.out.shape()[axis] / 2),
        (None, Some(rows)) if run.parallel && elements > WORTH => {
            let half = part.out.len_of(rows) / 2;
            // Whole tiles, if there are any.
            let middle = if half > TILE { half / TILE * TILE } else { half };
            if middle == 0 {
                return work(part.tile(Some(rows)));
            }
            (rows, middle)
        }
        _ => return work(part.tile(rows)),
    };
    let (left, right) = part.split_at(axis, middle);
    run.both(elements, || halve(run, left, work), || halve(run, right, work));
}

/// The number of elements below which rows are not divided any further.
const WORTH: usize = 1 << 17;

impl<E: Element, G: Element, O: Element> Tile<'_, E, G, O> {
    /// The length of a row, which a reduced output does not have.
    pub(super) fn length(&self) -> usize {
        self.x.as_ref().map_or(self.out.nrows(), |x| x.nrows())
    }

    /// Are the rows worked on along themselves, as those that lie side by side are if they have so many
    /// elements?
    pub(super) fn is_along(&self, from: usize) -> bool {
        let (length, rows) = (self.length(), self.out.ncols());
        let stride = self.x.as_ref().map_or(self.out.strides()[0], |x| x.strides()[0]);
        (stride == 1 && length >= from) || rows < LANES / 2
    }
}

/// Some rows.
pub(super) fn cut<'a, T>(view: &ArrayView2<'a, T>, columns: &Range<usize>) -> ArrayView2<'a, T> {
    cut_at(view, Axis(1), columns)
}

/// Some rows, or some elements of each.
pub(super) fn cut_at<'a, T>(
    view: &ArrayView2<'a, T>,
    axis: Axis,
    range: &Range<usize>,
) -> ArrayView2<'a, T> {
    view.slice_axis_move(axis, range.clone().into())
}
