//! The loops over whole rows: all elements along one axis.
//!
//! Everything is computed in groups of 16 lanes, as many as the widest vector holds, on every
//! instruction set. There are two ways to fill them:
//!
//! - *along*: 16 neighbours of one row, where a row lies side by side in memory;
//! - *across*: one element each of 16 rows, where the rows lie side by side, or are short.
//!   An axis that is not the last is worked on so, with no transpose.
//!
//! Both add up a row in the same order, hence to the same bits: element j goes to partial sum
//! j mod 16, the 16 partial sums are added in a tree, and where a row is longer than
//! [`SEGMENT`], segment after segment.

pub(crate) mod shards;

use std::marker::PhantomData;

use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut2, ArrayViewMutD, Axis, Ix2, IxDyn};

use super::Run;
use super::element::{part, parts, parts_mut, rounded, store};
use super::isa::{Fusing, Job};
use super::layout::same_shape;
use super::memory::{Aligned, fetch};
use crate::error::{Error, Result};
use crate::math::{exp_term, power, term_hold};
use crate::number::{Chains, Double, Dtype, Float, Number, Wide, Word};
use crate::page::{Page, Row, RowGradient};
use shards::Known;

const LANES: usize = 16;

/// The length after which the partial sums of a row are added up and begin anew.
const SEGMENT: usize = 1 << 16;

/// How many groups of 16 are held in the cache at a time; a row of more is read in chunks,
/// once for each pass. A whole number of rounds of the partial sums.
const CHUNK: usize = 1 << 12;

/// How many elements of the next row are fetched ahead.
const FETCHED: usize = 1 << 11;

/// How many rows are gathered at a time when they are worked on across: a cache line or more.
const TILE: usize = 64;

/// A row that lies side by side in memory and is at least this long is worked on along itself: what
/// a row costs beside its elements is shared across rows.
const ALONG_FROM: usize = 128;

/// The same where outputs are given, and there is no exponential and no maximum.
const OUTPUTS_ALONG_FROM: usize = 64;

/// The length from which outputs and gradients are read as they lie. Below, a copy that stays in the first cache costs less than
/// what it takes to do without.
const LYING_FROM: usize = 256;

/// The number of groups from which sums along a row are added four groups at a time: what that costs at the end is not worth it
/// before.
const MANY: usize = 8;

/// Where the axis of a page is in an array of so many dimensions.
pub(crate) fn axis_in<R: Page>(axis: isize, dimensions: usize) -> Result<Axis> {
    let from_start = if axis < 0 { axis.checked_add_unsigned(dimensions) } else { Some(axis) };
    from_start
        .and_then(|axis| usize::try_from(axis).ok())
        .filter(|axis| *axis < dimensions)
        .map(Axis)
        .ok_or(Error::Axis { function: R::INFO.name, axis, dimensions })
}

/// Where the axis of a page is in an array of this shape; it has to have a length.
pub(crate) fn axis_of<R: Page>(axis: isize, shape: &[usize]) -> Result<Axis> {
    let axis = axis_in::<R>(axis, shape.len())?;
    if shape[axis.index()] == 0 {
        return Err(Error::EmptyAxis {
            function: R::INFO.name,
            axis: axis.index(),
            shape: shape.to_vec(),
        });
    }
    Ok(axis)
}

/// The function of each row of `x`, into `out`.
pub(crate) fn forward<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    let shape = output_shape(page, x.shape())?;
    let axis = axis_of::<R>(page.axis(), x.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), &shape)?;
    if R::REDUCES {
        halve(run, Part::new(axis, Some(x), None, out), &|part: Tile<E>| {
            run.isa.run(Reduce { page, part });
        });
    } else {
        each(page, run, Part::new(axis, Some(x), None, out));
    }
    Ok(())
}

/// The shape of the result for an input of this shape: a row that comes to one number leaves an axis
/// of length 1.
pub(crate) fn output_shape<R: Row>(page: &R, shape: &[usize]) -> Result<Vec<usize>> {
    let axis = axis_of::<R>(page.axis(), shape)?;
    let mut shape = shape.to_vec();
    if R::REDUCES {
        shape[axis.index()] = 1;
    }
    Ok(shape)
}

/// The function of each row of `x`, into `x` itself.
pub(crate) fn forward_inplace<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    let axis = axis_of::<R>(page.axis(), x.shape())?;
    same_shape(R::INFO.name, "output", x.shape(), &output_shape(page, x.shape())?)?;
    each(page, run, Part::new(axis, None, None, x));
    Ok(())
}

/// The function of each row.
fn each<R: Row, E: Dtype>(page: &R, run: Run, part: Part<E, Known>) {
    halve(run, part, &|part: Tile<E, Known>| run.isa.run(Forward { page, part }));
}

/// The gradient by each row of `x`, for the incoming gradient `g`, into `out`.
pub(crate) fn backward<R: RowGradient, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(R::INFO.name, "upstream gradient", g.shape(), x.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), x.shape())?;
    let axis = axis_of::<R>(page.axis(), x.shape())?;
    halve(run, Part::new(axis, Some(x), Some(g), out), &|part: Tile<E>| {
        run.isa.run(Backward { page, part, from_output: false });
    });
    Ok(())
}

/// The gradient by the input of a row, for its output `y` and the incoming gradient `g`, into `out`.
pub(crate) fn backward_from_output<R: RowGradient, E: Dtype>(
    page: &R,
    run: Run,
    y: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape(R::INFO.name, "upstream gradient", g.shape(), y.shape())?;
    same_shape(R::INFO.name, "output", out.shape(), y.shape())?;
    let axis = axis_of::<R>(page.axis(), y.shape())?;
    halve(run, Part::new(axis, Some(y), Some(g), out), &|part: Tile<E>| {
        run.isa.run(Backward { page, part, from_output: true });
    });
    Ok(())
}

/// A part of the arrays: all of the axis, which comes first, and some of the rows. `G` is what comes in beside the
/// input, and `O` what comes out.
struct Part<'a, E, G = E, O = E> {
    /// The input, if it is not `out` itself.
    x: Option<ArrayViewD<'a, E>>,
    g: Option<ArrayViewD<'a, G>>,
    out: ArrayViewMutD<'a, O>,
}

/// A part in two dimensions: the axis, and the rows side by side.
struct Tile<'a, E, G = E, O = E> {
    x: Option<ArrayView2<'a, E>>,
    g: Option<ArrayView2<'a, G>>,
    out: ArrayViewMut2<'a, O>,
}

/// What an array of a part may hold.
trait Element: Copy + Default + Send + Sync {}

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
    fn new(
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
                return staged(part.tile(Some(rows)), work);
            }
            (rows, middle)
        }
        _ => return staged(part.tile(rows), work),
    };
    let (left, right) = part.split_at(axis, middle);
    run.both(elements, || halve(run, left, work), || halve(run, right, work));
}

/// Works on rows that lie side by side, across an axis that reaches far, by way of a buffer: from each place along
/// the axis a long piece is read at a time, and not a cache line here and a cache line there.
fn staged<E: Element, G: Element, O: Element>(
    mut tile: Tile<E, G, O>,
    work: &(dyn Fn(Tile<E, G, O>) + Sync),
) {
    let (length, rows) = (tile.length(), tile.out.ncols());
    let side_by_side = tile.x.as_ref().is_none_or(|x| x.strides()[1] == 1)
        && tile.g.as_ref().is_none_or(|g| g.strides()[1] == 1)
        && tile.out.strides()[1] == 1;
    let fitting = STAGE / size_of::<E>() / length;
    // An odd number of cache lines: so many of an even one would be held in few places of the first cache.
    let width = (fitting / LINE * LINE).saturating_sub(LINE) | LINE;
    if !side_by_side || fitting < 2 * LINE || rows < 2 * LINE {
        return work(tile);
    }
    let (mut x, mut g, mut out) = (Vec::new(), Vec::new(), Vec::new());
    for first in (0..rows).step_by(width) {
        let columns = first..rows.min(first + width);
        let count = columns.len();
        let x = tile.x.as_ref().map(|view| taken(view, columns.clone(), &mut x));
        let g = tile.g.as_ref().map(|view| taken(view, columns.clone(), &mut g));
        let here = tile.out.nrows();
        match x {
            Some(_) => out.resize(here * count, O::default()),
            None => drop(taken(&tile.out.view(), columns.clone(), &mut out)),
        }
        let results = ArrayViewMut2::from_shape((here, count), &mut out).expect("so many elements");
        work(Tile { x, g, out: results });
        let mut places = tile.out.slice_axis_mut(Axis(1), columns.into());
        for (mut place, line) in places.rows_mut().into_iter().zip(out.chunks_exact(count)) {
            place.as_slice_mut().expect("of stride 1").copy_from_slice(line);
        }
    }
}

/// Some columns, copied side by side.
fn taken<'a, T: Element>(
    from: &ArrayView2<T>,
    columns: std::ops::Range<usize>,
    buffer: &'a mut Vec<T>,
) -> ArrayView2<'a, T> {
    buffer.clear();
    for line in from.rows() {
        buffer.extend_from_slice(&line.as_slice().expect("of stride 1")[columns.clone()]);
    }
    ArrayView2::from_shape((from.nrows(), columns.len()), buffer).expect("so many elements")
}

/// The size in bytes of such a buffer, which with its like should stay in the second cache.
const STAGE: usize = 1 << 17;

/// A cache line in elements of `f32`.
const LINE: usize = 16;

/// The number of elements below which rows are not divided any further.
const WORTH: usize = 1 << 17;

impl<E: Element, G: Element, O: Element> Tile<'_, E, G, O> {
    /// The length of a row, which a reduced output does not have.
    fn length(&self) -> usize {
        self.x.as_ref().map_or(self.out.nrows(), |x| x.nrows())
    }

    /// Are the rows worked on along themselves, as those that lie side by side are if they have so many
    /// elements?
    fn along(&self, from: usize) -> bool {
        let (length, rows) = (self.length(), self.out.ncols());
        let stride = self.x.as_ref().map_or(self.out.strides()[0], |x| x.strides()[0]);
        (stride == 1 && length >= from) || rows < LANES / 2
    }

    /// How many groups of lanes hold a row.
    fn groups<const SLOTS: usize>(&self) -> usize {
        let length = self.length();
        if SLOTS == 1 { length.div_ceil(LANES) } else { length }
    }

    /// The rows to work on: one by one along, or 16 by 16 across.
    fn rows<const SLOTS: usize>(&self) -> impl Iterator<Item = Rows> + use<E, G, O, SLOTS> {
        let (length, rows) = (self.length(), self.out.ncols());
        let (along, step) = if SLOTS == 1 { (true, 1) } else { (false, LANES) };
        let from = (0..rows).step_by(step);
        from.map(move |first| Rows { first, count: step.min(rows - first), along, length })
    }
}

type Lanes<T> = [T; LANES];

/// What is summed up over a row, where the compiler has to take it for memory. What it keeps in registers it keeps
/// as pairs of numbers, since nothing tells it that all 16 lanes are wanted together; from memory and back they are
/// whole vectors. Across rows they are in memory anyway, and pairs of words are no vectors either way.
#[inline(always)]
fn in_memory<F: Number, T, const SLOTS: usize>(sums: &mut T) -> &mut T {
    if SLOTS == 1 && size_of::<F::Wide>() == size_of::<f64>() {
        std::hint::black_box(sums)
    } else {
        sums
    }
}

/// Rows under work: one of them along its own neighbours, or up to 16 across.
struct Rows {
    first: usize,
    count: usize,
    along: bool,
    length: usize,
}

impl Rows {
    /// How many groups of lanes hold the row.
    fn groups(&self) -> usize {
        if self.along { self.length.div_ceil(LANES) } else { self.length }
    }

    /// Fetches the row after this one, or its beginning, while this one is worked on, and so the next 16: rows are read in
    /// bursts, and processors fetch ahead for a steady reader.
    #[inline(always)]
    fn fetch_next<E: Dtype>(&self, from: ArrayView2<E>) {
        let next = self.first + self.count;
        for row in next..from.ncols().min(next + self.count) {
            if let Some(row) = from.column(row).to_slice() {
                fetch(&row[..row.len().min(FETCHED)]);
            }
        }
    }

    /// Copies elements from an array into groups of lanes, `missing` into lanes without one.
    fn gather<E: Dtype>(
        &self,
        from: ArrayView2<E>,
        start: usize,
        groups: &mut [Lanes<E>],
        missing: E,
    ) {
        if self.along {
            let (start, flat) = (start * LANES, groups.as_flattened_mut());
            let row = from.column(self.first);
            let end = self.length.min(start + flat.len());
            let (here, beyond) = flat.split_at_mut(end - start);
            match row.as_slice() {
                Some(row) => here.copy_from_slice(&row[start..end]),
                None => {
                    for (i, element) in here.iter_mut().enumerate() {
                        *element = row[start + i];
                    }
                }
            }
            beyond.fill(missing);
        } else if from.strides()[0] == 1 {
            // Short rows, each side by side in memory: a small transpose on the way.
            let end = start + groups.len();
            let fours = self.count / TURNED * TURNED;
            for lane in (0..fours).step_by(TURNED) {
                let rows: [_; TURNED] = std::array::from_fn(|k| from.column(self.first + lane + k));
                let rows =
                    rows.each_ref().map(|row| &row.as_slice().expect("of stride 1")[start..end]);
                turn_to_groups(rows, lane, groups);
            }
            for lane in fours..self.count {
                let row = from.column(self.first + lane);
                let row = row.as_slice().expect("of stride 1");
                for (group, element) in groups.iter_mut().zip(&row[start..]) {
                    group[lane] = *element;
                }
            }
            for group in groups {
                group[self.count..].fill(missing);
            }
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter_mut().enumerate() {
                let line = from.row(start + j);
                match line.as_slice().map(|line| &line[columns.clone()]) {
                    // Of a known length: a vector, and no call.
                    Some(line) => match line.first_chunk() {
                        Some(whole) => *group = *whole,
                        None => group[..self.count].copy_from_slice(line),
                    },
                    None => {
                        for (lane, column) in group.iter_mut().zip(columns.clone()) {
                            *lane = line[column];
                        }
                    }
                }
                group[self.count..].fill(missing);
            }
        }
    }

    /// Copies groups of lanes back.
    fn scatter<E: Dtype>(&self, groups: &[Lanes<E>], start: usize, out: &mut ArrayViewMut2<E>) {
        if self.along {
            let (start, flat) = (start * LANES, groups.as_flattened());
            let mut row = out.column_mut(self.first);
            let end = self.length.min(start + flat.len());
            let here = &flat[..end - start];
            match row.as_slice_mut() {
                Some(row) => row[start..end].copy_from_slice(here),
                None => {
                    for (i, element) in here.iter().enumerate() {
                        row[start + i] = *element;
                    }
                }
            }
        } else if out.strides()[0] == 1 {
            let end = start + groups.len();
            let lanes = self.first..self.first + self.count;
            let mut rows = out.slice_axis_mut(Axis(1), lanes.into());
            let mut rows = rows
                .columns_mut()
                .into_iter()
                .map(|row| &mut row.into_slice().expect("of stride 1")[start..end]);
            let fours = self.count / TURNED * TURNED;
            for lane in (0..fours).step_by(TURNED) {
                let rows = std::array::from_fn(|_| rows.next().unwrap_or_default());
                turn_from_groups(groups, lane, rows);
            }
            for (lane, row) in (fours..self.count).zip(rows) {
                for (group, element) in groups.iter().zip(row) {
                    *element = group[lane];
                }
            }
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter().enumerate() {
                let mut line = out.row_mut(start + j);
                match line.as_slice_mut().map(|line| &mut line[columns.clone()]) {
                    Some(line) => match line.first_chunk_mut() {
                        Some(whole) => *whole = *group,
                        None => line.copy_from_slice(&group[..self.count]),
                    },
                    None => {
                        for (lane, column) in group.iter().zip(columns.clone()) {
                            line[column] = *lane;
                        }
                    }
                }
            }
        }
    }
}

/// How many rows are turned into lanes at a time, or back, as many elements of each together: square blocks, which are a few
/// shuffles of vectors on any instruction set.
const TURNED: usize = 4;

/// The columns of a square.
#[inline(always)]
fn turned<E: Dtype>(square: [[E; TURNED]; TURNED]) -> [[E; TURNED]; TURNED] {
    #[cfg(target_arch = "x86_64")]
    if const { size_of::<E>() == size_of::<f32>() } {
        // Shuffles, which compilers do not find here.
        use std::arch::x86_64::{
            __m128, _mm_movehl_ps, _mm_movelh_ps, _mm_unpackhi_ps, _mm_unpacklo_ps,
        };
        let [a, b, c, d]: [__m128; TURNED] = square.map(bytemuck::cast);
        // SAFETY: every x86-64 has these instructions, which touch no memory.
        let columns = unsafe {
            let (ab, cd) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
            let (ab_2, cd_2) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            let (first, second) = (_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab));
            [first, second, _mm_movelh_ps(ab_2, cd_2), _mm_movehl_ps(cd_2, ab_2)]
        };
        return columns.map(bytemuck::cast);
    }
    let [a, b, c, d] = square;
    [
        [a[0], b[0], c[0], d[0]],
        [a[1], b[1], c[1], d[1]],
        [a[2], b[2], c[2], d[2]],
        [a[3], b[3], c[3], d[3]],
    ]
}

/// Copies rows to the lanes of groups, from this lane on.
fn turn_to_groups<E: Dtype>(rows: [&[E]; TURNED], lane: usize, groups: &mut [Lanes<E>]) {
    let [a, b, c, d] = rows.map(|row| row.as_chunks::<TURNED>());
    let rest = [a.1, b.1, c.1, d.1];
    let (blocks, last) = groups.as_chunks_mut::<TURNED>();
    for ((((a, b), c), d), block) in a.0.iter().zip(b.0).zip(c.0).zip(d.0).zip(blocks) {
        let turned = turned([*a, *b, *c, *d]);
        for k in 0..TURNED {
            block[k][lane..lane + TURNED].copy_from_slice(&turned[k]);
        }
    }
    for (k, group) in last.iter_mut().enumerate() {
        group[lane..lane + TURNED].copy_from_slice(&rest.map(|row| row[k]));
    }
}

/// And back.
fn turn_from_groups<E: Dtype>(groups: &[Lanes<E>], lane: usize, rows: [&mut [E]; TURNED]) {
    let (blocks, last) = groups.as_chunks::<TURNED>();
    let [a, b, c, d] = rows.map(|row| row.as_chunks_mut::<TURNED>());
    let rest = [a.1, b.1, c.1, d.1];
    for ((((a, b), c), d), block) in a.0.iter_mut().zip(b.0).zip(c.0).zip(d.0).zip(blocks) {
        let mut square = [[E::default(); TURNED]; TURNED];
        for k in 0..TURNED {
            square[k].copy_from_slice(&block[k][lane..lane + TURNED]);
        }
        [*a, *b, *c, *d] = turned(square);
    }
    for (i, row) in rest.into_iter().enumerate() {
        for (element, group) in row.iter_mut().zip(last) {
            *element = group[lane + i];
        }
    }
}

/// Partial sums of the rows under work: `SLOTS` is 16 across, where element j goes to slot
/// j mod 16, and 1 along, where it goes to lane j mod 16.
#[derive(Clone, Copy)]
struct Sums<F: Number, const SLOTS: usize> {
    partial: [Lanes<F::Wide>; SLOTS],
    /// The segments that are done.
    total: Lanes<F::Wide>,
}

impl<F: Number, const SLOTS: usize> Sums<F, SLOTS> {
    const EMPTY: Self =
        Sums { partial: [[F::Wide::ZERO; LANES]; SLOTS], total: [F::Wide::ZERO; LANES] };

    /// How many rows are under work, whose sums come in the first lanes.
    const ROWS: usize = if SLOTS == 1 { 1 } else { LANES };

    /// The length of a segment in groups of lanes.
    const SEGMENT: usize = if SLOTS == 1 { SEGMENT / LANES } else { SEGMENT };

    /// Adds a term of each lane of group `j`, and ends a segment with its last.
    #[inline(always)]
    fn add(&mut self, j: usize, term: impl Fn(usize) -> F::Wide) {
        let slot = &mut self.partial[j % SLOTS];
        if size_of::<F::Wide>() == size_of::<f64>() {
            // A copy, so that nothing is written while the terms are read, makes vectors of this; of pairs
            // it does not.
            let mut sums = *slot;
            for l in 0..LANES {
                sums[l] = sums[l] + term(l);
            }
            *slot = sums;
        } else {
            for l in 0..LANES {
                slot[l] = slot[l] + term(l);
            }
        }
        if (j + 1).is_multiple_of(Self::SEGMENT) {
            self.fold();
        }
    }

    /// Adds a term of each lane of some groups, the first of which is group `j`, in the same way: a term is made of two
    /// numbers. Along a row, `j` is a multiple of [`BLOCK`].
    #[inline(always)]
    fn add_all(
        &mut self,
        j: usize,
        a: &[Lanes<F>],
        b: &[Lanes<F>],
        term: impl Fn(F, F) -> F::Wide,
    ) {
        let mut done = 0;
        if SLOTS == 1 && size_of::<F::Wide>() == size_of::<f64>() && a.len() >= MANY {
            // Four at a time: a sum that goes to memory and back for each group would be waited for.
            let (fours, other_fours) = (a.as_chunks::<4>().0, b.as_chunks::<4>().0);
            for (a, b) in fours.iter().zip(other_fours) {
                let mut sums = self.partial[0];
                for k in 0..4 {
                    for l in 0..LANES {
                        sums[l] = sums[l] + term(a[k][l], b[k][l]);
                    }
                }
                self.partial[0] = sums;
                done += 4;
                if (j + done).is_multiple_of(Self::SEGMENT) {
                    self.fold();
                }
            }
        }
        for (i, (a, b)) in a.iter().zip(b).enumerate().skip(done) {
            self.add(
                j + i,
                #[inline(always)]
                |l| term(a[l], b[l]),
            );
        }
    }

    /// Ends a segment: adds up the 16 partial sums of each row, in a tree, and begins the next one. Rare, and long: so it is not
    /// inlined, and goes without vectors.
    #[inline(never)]
    fn fold(&mut self) {
        self.add_up(SLOTS);
        self.partial = [[F::Wide::ZERO; LANES]; SLOTS];
    }

    /// Adds up the partial sums of a segment, of which those from `used` on are empty.
    #[inline(always)]
    fn add_up(&mut self, used: usize) {
        // A number stays the same if 0 is added; a pair may be put in order by it.
        let used = if size_of::<F::Wide>() == size_of::<f64>() { used } else { SLOTS };
        let mut width = LANES / 2;
        while width > 0 {
            if SLOTS == 1 {
                for l in 0..width {
                    self.partial[0][l] = self.partial[0][l] + self.partial[0][l + width];
                }
            } else {
                for slot in 0..width.min(used.saturating_sub(width)) {
                    for l in 0..LANES {
                        let other = self.partial[slot + width][l];
                        self.partial[slot][l] = self.partial[slot][l] + other;
                    }
                }
            }
            width /= 2;
        }
        for l in 0..Self::ROWS {
            self.total[l] = self.total[l] + self.partial[0][l];
        }
    }

    /// The sum of each row, once all of its groups are added, so many; that of the one row in every lane. No more can be added
    /// then.
    #[inline(always)]
    fn finished(&mut self, groups: usize) -> Lanes<F::Wide> {
        self.add_up(groups.min(SLOTS));
        if SLOTS == 1 { [self.total[0]; LANES] } else { self.total }
    }
}

/// How many elements of each row under work are as large as its maximum. Whole numbers, whose sums are
/// exact in any order.
#[derive(Clone, Copy)]
struct Counts<F: Number> {
    partial: Lanes<F>,
    /// The segments that are done.
    total: Lanes<F::Wide>,
}

impl<F: Number> Counts<F> {
    const NONE: Self = Counts { partial: [F::ZERO; LANES], total: [F::Wide::ZERO; LANES] };

    /// Adds those of group `j`, each 1 or 0.
    #[inline(always)]
    fn add(&mut self, j: usize, counts: &Lanes<F>) {
        // A copy, as in `Sums`.
        let mut partial = self.partial;
        for l in 0..LANES {
            partial[l] = partial[l] + counts[l];
        }
        self.partial = partial;
        if (j + 1).is_multiple_of(SEGMENT) {
            self.fold();
        }
    }

    /// Ends a segment, while its counts are still whole numbers of a word.
    #[inline(always)]
    fn fold(&mut self) {
        for l in 0..LANES {
            self.total[l] = self.total[l] + F::Wide::of(Double::exact(self.partial[l]));
        }
        self.partial = [F::ZERO; LANES];
    }

    /// That of each row, once all groups are added; of the one row, if they are `along` it.
    #[inline(always)]
    fn finished(&mut self, along: bool) -> Lanes<Double<F>> {
        self.fold();
        if along {
            for l in 1..LANES {
                self.total[0] = self.total[0] + self.total[l];
            }
        }
        self.total.map(
            #[inline(always)]
            |total| total.sum(1.0),
        )
    }
}

/// One over a temperature, as a pair.
#[inline(always)]
fn scale<F: Float>(temperature: f64) -> Double<F> {
    Double::exact(F::lit(temperature)).recip()
}

/// Do the scores of this page have to be divided?
fn is_scaled<R: Row>(page: &R) -> bool {
    page.temperature() != 1.0
}

/// e^(x − max) for a finite maximum, held up by 2^[`term_hold`], as a pair; 0 for −∞, and NaN for NaN.
#[inline(always)]
fn near_exponential<F: Float>(x: F, max: F) -> Double<F> {
    term_of(x, Double::two_sum(x, -max))
}

/// The same for any maximum, of the difference times a scale.
#[inline(always)]
fn scaled_exponential<F: Float>(x: F, max: F, scale: Double<F>) -> Double<F> {
    term_of(x, scaled_below(x, max, scale))
}

/// The term of a score so far below the maximum; 0 if the score is −∞. Below what counts at all, it counts as that.
#[inline(always)]
fn term_of<F: Float>(score: F, below: Double<F>) -> Double<F> {
    let vanishes = below.hi.lt(F::lit(F::VANISHES));
    let term = exp_term(Double::select(vanishes, Double::lit(F::VANISHES), below));
    Double::select(score.eq(-F::INFINITY), Double { hi: F::ZERO, lo: F::ZERO }, term)
}

/// x − max, exactly; 0 for the maximum itself, be it infinite. −∞ has a low word without a meaning.
#[inline(always)]
fn below_maximum<F: Float>(x: F, max: F) -> Double<F> {
    let zero = Double { hi: F::ZERO, lo: F::ZERO };
    Double::select(x.eq(max), zero, Double::two_sum(x, -max))
}

/// (x − max) times a scale.
#[inline(always)]
fn scaled_below<F: Float>(x: F, max: F, scale: Double<F>) -> Double<F> {
    let d = below_maximum(x, max);
    let hi = d.hi * scale.hi;
    let lo = d.hi.fma(scale.hi, -hi) + d.hi.fma(scale.lo, d.lo * scale.hi);
    Double { hi, lo }
}

/// The greater one of each lane of `max` and all groups.
#[inline(always)]
fn greatest<F: Number>(groups: &[Lanes<F>], max: &mut Lanes<F>) {
    for group in groups {
        let mut greater = *max;
        for l in 0..LANES {
            greater[l] = group[l].at_least(greater[l]);
        }
        *max = greater;
    }
}

/// Adds the terms that gradients need, from group `j` on, and gives what the sums are by then, if these are the last.
#[inline(always)]
fn add_terms<R: RowGradient, F: Number, const SLOTS: usize>(
    isa: impl Fusing,
    page: &R,
    sums: &mut Sums<F, SLOTS>,
    j: usize,
    (y, g): (&Groups<F>, &Groups<F>),
    groups: usize,
) -> Lanes<F::Wide> {
    isa.apart(
        #[inline(always)]
        || {
            sums.add_all(
                j,
                y.whole,
                g.whole,
                #[inline(always)]
                |y, g| page.gradient_term(y, g),
            );
            let mut end = j + y.whole.len();
            if let ([y], [g]) = (y.last, g.last) {
                sums.add(
                    end,
                    #[inline(always)]
                    |l| page.gradient_term(y[l], g[l]),
                );
                end += 1;
            }
            if end == groups { sums.finished(groups) } else { [F::Wide::ZERO; LANES] }
        },
    )
}

/// The normaliser of each row under work, from the sum of its exponentials: high words and low words.
#[inline(always)]
fn summed_up<R: Row, F: Number, const SLOTS: usize>(
    isa: impl Fusing,
    page: &R,
    max: &Lanes<F>,
    groups: usize,
    sums: &mut Sums<F, SLOTS>,
    ties: &mut Counts<F>,
) -> (Lanes<F>, Lanes<F>) {
    isa.apart(
        #[inline(always)]
        || {
            let sums = sums.finished(groups);
            let ties = match R::OF_EXPONENTIALS {
                true => [Double::exact(F::ZERO); LANES],
                false => ties.finished(SLOTS == 1),
            };
            let (mut hi, mut lo) = ([F::ZERO; LANES], [F::ZERO; LANES]);
            let down = power(-term_hold::<F>());
            for l in 0..if SLOTS == 1 { 1 } else { LANES } {
                let max = max[l];
                let mut sum = sums[l];
                if page.beside_zero() {
                    let zero = scaled_exponential(F::ZERO, max, scale(page.temperature()));
                    sum = sum + F::Wide::of(zero);
                }
                let is_nan = sum.sum(1.0).hi.is_nan();
                let normaliser = match R::OF_EXPONENTIALS {
                    true => page.normaliser(sum.sum(down)).scaled(F::lit(down)),
                    false => {
                        let (sum, others) = (sum.sum(down), ties[l] + F::lit(-1.0));
                        let alone = others.hi.eq(F::ZERO);
                        page.normaliser(Double::select(alone, sum, sum + others))
                    }
                };
                // A row with NaN has no sum.
                let nothing = max.eq(-F::INFINITY) & !is_nan;
                let something = F::select(is_nan, F::NAN, normaliser.hi);
                hi[l] = F::select(nothing, page.of_nothing(), something);
                lo[l] = F::select(nothing, F::ZERO, normaliser.lo);
            }
            if SLOTS == 1 {
                (hi, lo) = ([hi[0]; LANES], [lo[0]; LANES]);
            }
            (hi, lo)
        },
    )
}

/// How many groups the loops below work on at a time: what they take from one pass to the next
/// stays in the first cache.
const BLOCK: usize = 64;

/// A block of numbers, one for each lane of up to [`BLOCK`] groups.
type Block<F> = Aligned<[Lanes<F>; BLOCK]>;

/// The numbers at an index of each part.
#[inline(always)]
fn joined<C: Chains<Word = F::Word>, F: Number>([first, second]: [&[F]; 2], i: usize) -> C {
    C::from_words([first[i].word(), second[i].word()])
}

/// Puts numbers there.
#[inline(always)]
fn put<C: Chains<Word = F::Word>, F: Number>(
    numbers: C,
    (first, second): (&mut [F], &mut [F]),
    i: usize,
) {
    let words = numbers.words();
    first[i] = F::from_word(words[0]);
    if C::COUNT > 1 {
        second[i] = F::from_word(words[1]);
    }
}

/// A number that belongs to the row of each element: the same for all along a row, and repeated for
/// each group across rows.
#[derive(Clone, Copy)]
struct OfRow<'a, C, F, const SLOTS: usize> {
    first: C,
    repeated: [&'a [F]; 2],
}

impl<'a, C: Chains<Word = F::Word>, F: Number, const SLOTS: usize> OfRow<'a, C, F, SLOTS> {
    #[inline(always)]
    fn new(numbers: &'a [F], part: usize) -> Self {
        let words = [numbers[0].word(); 2];
        let repeated = if SLOTS == 1 { [&[][..]; 2] } else { parts::<C, F>(numbers, part) };
        OfRow { first: C::from_words(words), repeated }
    }

    #[inline(always)]
    fn at(&self, i: usize) -> C {
        if SLOTS == 1 { self.first } else { joined(self.repeated, i) }
    }
}

/// e^(x − max), held up by 2^[`term_hold`], as pairs: the high words in place of the scores.
///
/// The loops here are flat, over slices of a length that is not known beforehand, because that is
/// what compilers make vector code of.
#[inline(always)]
fn exponentials<C, F, const SLOTS: usize, const SCALED: bool>(
    temperature: f64,
    x: &mut [F],
    max: &[F],
    lo: &mut [F],
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let n = whole::<C>(x.len());
    let max = OfRow::<C, F, SLOTS>::new(max, n);
    let (x, x_2) = parts_mut::<C, F>(x, n);
    let (lo, lo_2) = parts_mut::<C, F>(lo, n);
    exponential_loop::<C, F, SLOTS, SCALED>(temperature, n, max, x, x_2, lo, lo_2);
}

/// Over the parts that are computed in step: functions of their own, like the loop over elements, because what
/// they write to is known to lie apart where it is an argument.
#[inline(always)]
fn exponential_loop<C, F, const SLOTS: usize, const SCALED: bool>(
    temperature: f64,
    n: usize,
    max: OfRow<C, F, SLOTS>,
    x: &mut [F],
    x_2: &mut [F],
    lo: &mut [F],
    lo_2: &mut [F],
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let scale = scale::<C>(temperature);
    let (x, lo) = (&mut x[..n], &mut lo[..n]);
    let (x_2, lo_2) = seconds::<C, F>(n, x_2, lo_2);
    for i in 0..n {
        let words = [x[i].word(), if C::COUNT == 1 { x[i].word() } else { x_2[i].word() }];
        let (score, max) = (C::from_words(words), max.at(i));
        let e = match SCALED {
            true => scaled_exponential(score, max, scale),
            false => near_exponential(score, max),
        };
        put(e.hi, (x, x_2), i);
        put(e.lo, (lo, lo_2), i);
    }
}

/// The length of each part, seen to be whole vectors, as it is for an even number of groups.
#[inline(always)]
fn whole<C: Chains>(length: usize) -> usize {
    part::<C>(length) & !(LANES - 1)
}

/// The second parts, if there are any, seen to be of this length.
#[inline(always)]
fn seconds<'a, C: Chains, T>(
    n: usize,
    a: &'a mut [T],
    b: &'a mut [T],
) -> (&'a mut [T], &'a mut [T]) {
    if C::COUNT == 1 { (&mut [], &mut []) } else { (&mut a[..n], &mut b[..n]) }
}

/// The same beside the scores, but 0 for the maxima themselves, which `tied` marks with a 1 instead.
#[inline(always)]
fn other_exponentials<C, F, const SLOTS: usize, const SCALED: bool>(
    temperature: f64,
    x: &[F],
    max: &[F],
    (hi, lo, tied): (&mut [F], &mut [F], &mut [F]),
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let n = whole::<C>(x.len());
    let max = OfRow::<C, F, SLOTS>::new(max, n);
    let x = parts::<C, F>(x, n);
    let (hi, hi_2) = parts_mut::<C, F>(hi, n);
    let (lo, lo_2) = parts_mut::<C, F>(lo, n);
    let (tied, tied_2) = parts_mut::<C, F>(tied, n);
    other_loop::<C, F, SLOTS, SCALED>(temperature, x, max, hi, hi_2, lo, lo_2, tied, tied_2);
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "only arguments are known to lie apart")]
fn other_loop<C, F, const SLOTS: usize, const SCALED: bool>(
    temperature: f64,
    [x, x_2]: [&[F]; 2],
    max: OfRow<C, F, SLOTS>,
    hi: &mut [F],
    hi_2: &mut [F],
    lo: &mut [F],
    lo_2: &mut [F],
    tied: &mut [F],
    tied_2: &mut [F],
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let scale = scale::<C>(temperature);
    let n = x.len();
    let x = [x, &x_2[..n]];
    let (hi, lo, tied) = (&mut hi[..n], &mut lo[..n], &mut tied[..n]);
    let (hi_2, lo_2) = seconds::<C, F>(n, hi_2, lo_2);
    let tied_2 = if C::COUNT == 1 { &mut [][..] } else { &mut tied_2[..n] };
    for i in 0..n {
        let (score, max): (C, C) = (joined(x, i), max.at(i));
        let is_max = score.eq(max);
        let e = match SCALED {
            true => scaled_exponential(score, max, scale),
            false => near_exponential(score, max),
        };
        put(C::select(is_max, C::ZERO, e.hi), (hi, hi_2), i);
        put(C::select(is_max, C::ZERO, e.lo), (lo, lo_2), i);
        put(C::select(is_max, C::lit(1.0), C::ZERO), (tied, tied_2), i);
    }
}

/// The exponentials of a block of scores, which are the terms of sums.
struct Terms<F> {
    /// Pairs; the high words are here where the scores are still wanted, and else in their place.
    hi: Block<F>,
    lo: Block<F>,
    /// 1 where the maximum is, 0 elsewhere.
    tied: Block<F>,
    /// The maximum of each row.
    max: Block<F>,
}

impl<F: Number> Terms<F> {
    /// Those of some groups of `work`, no more than a block.
    #[inline(always)]
    fn of_block<C, const SLOTS: usize, const OF_EXPONENTIALS: bool>(
        &mut self,
        temperature: f64,
        work: &mut [Lanes<F>],
        first: usize,
        count: usize,
    ) where
        C: Chains<Word = F::Word>,
    {
        // An even number of groups, for which there is room: half of it is whole vectors.
        let count = count.next_multiple_of(2);
        let work = work[first..first + count].as_flattened_mut();
        // What is infinite takes the longer way as well.
        let scaled = temperature != 1.0
            || !self.max.0[0].iter().all(
                #[inline(always)]
                |max| max.word().abs() < <F::Word as Float>::INFINITY,
            );
        let (max, lo) = (self.max.0.as_flattened(), self.lo.0.as_flattened_mut());
        if OF_EXPONENTIALS {
            match scaled {
                false => exponentials::<C, F, SLOTS, false>(temperature, work, max, lo),
                true => exponentials::<C, F, SLOTS, true>(temperature, work, max, lo),
            }
        } else {
            let terms = (self.hi.0.as_flattened_mut(), lo, self.tied.0.as_flattened_mut());
            match scaled {
                false => other_exponentials::<C, F, SLOTS, false>(temperature, work, max, terms),
                true => other_exponentials::<C, F, SLOTS, true>(temperature, work, max, terms),
            }
        }
    }

    /// Adds those of `work`, which is so many groups from `start` on, to the sums.
    #[inline(always)]
    fn add<C, const SLOTS: usize, const OF_EXPONENTIALS: bool>(
        &mut self,
        isa: impl Fusing,
        temperature: f64,
        work: &mut [Lanes<F>],
        (start, size): (usize, usize),
        (sums, ties): (&mut Sums<F, SLOTS>, &mut Counts<F>),
    ) where
        C: Chains<Word = F::Word>,
    {
        isa.apart(
            #[inline(always)]
            || {
                for first in (0..size).step_by(BLOCK) {
                    let count = BLOCK.min(size - first);
                    self.of_block::<C, SLOTS, OF_EXPONENTIALS>(temperature, work, first, count);
                    let hi = match OF_EXPONENTIALS {
                        true => &work[first..first + count],
                        false => &self.hi.0[..count],
                    };
                    sums.add_all(
                        start + first,
                        hi,
                        &self.lo.0[..count],
                        #[inline(always)]
                        |hi, lo| F::Wide::of(Double { hi, lo }),
                    );
                    if !OF_EXPONENTIALS {
                        for (j, tied) in self.tied.0[..count].iter().enumerate() {
                            ties.add(start + first + j, tied);
                        }
                    }
                }
            },
        );
    }

    /// Puts their high words in place of the scores.
    #[inline(always)]
    fn replace<C, const SLOTS: usize>(
        &mut self,
        isa: impl Fusing,
        temperature: f64,
        work: &mut [Lanes<F>],
        size: usize,
    ) where
        C: Chains<Word = F::Word>,
    {
        isa.apart(
            #[inline(always)]
            || {
                for first in (0..size).step_by(BLOCK) {
                    let count = BLOCK.min(size - first);
                    self.of_block::<C, SLOTS, true>(temperature, work, first, count);
                }
            },
        );
    }
}

/// The numbers of each row under work that its results are made with.
struct Summary<'a, F> {
    max: &'a Block<F>,
    norm_hi: &'a Block<F>,
    norm_lo: &'a Block<F>,
}

/// The results, from exponentials or, if the function is not made of those, from scores.
#[inline(always)]
fn results<R: Row, C, F, O, const SLOTS: usize, const SCALED: bool>(
    isa: impl Fusing,
    page: &R,
    work: &[F],
    summary: &Summary<F>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    isa.apart(
        #[inline(always)]
        || {
            let n = part::<C>(work.len());
            let [max, norm_hi, norm_lo] = [summary.max, summary.norm_hi, summary.norm_lo].map(
                #[inline(always)]
                |numbers| OfRow::<C, F, SLOTS>::new(numbers.0.as_flattened(), n),
            );
            let work = parts::<C, F>(work, n);
            let (out, out_2) = parts_mut::<C, O>(out, n);
            let norm = [norm_hi, norm_lo];
            result_loop::<R, C, F, O, SLOTS, SCALED>(page, work, max, norm, out, out_2);
        },
    );
}

#[inline(always)]
fn result_loop<R: Row, C, F, O, const SLOTS: usize, const SCALED: bool>(
    page: &R,
    [work, work_2]: [&[F]; 2],
    max: OfRow<C, F, SLOTS>,
    [norm_hi, norm_lo]: [OfRow<C, F, SLOTS>; 2],
    out: &mut [O],
    out_2: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let scale = scale::<C>(page.temperature());
    let n = work.len();
    let (work, out) = ([work, &work_2[..n]], &mut out[..n]);
    let out_2 = if C::COUNT == 1 { &mut [][..] } else { &mut out_2[..n] };
    for i in 0..n {
        let element: C = joined(work, i);
        let element = match (R::OF_EXPONENTIALS, SCALED) {
            (true, _) => Double::exact(element),
            (false, true) => scaled_below(element, max.at(i), scale),
            (false, false) => below_maximum(element, max.at(i)),
        };
        let normaliser = Double { hi: norm_hi.at(i), lo: norm_lo.at(i) };
        let result = page.finish(element, normaliser);
        store(result, are_nan(normaliser.hi), (out, out_2), i);
    }
}

/// Which of them are NaN?
#[inline(always)]
fn are_nan<C: Chains<Word: Word>>(numbers: C) -> [bool; 2] {
    let words = numbers.words();
    [words[0].is_nan(), words[1].is_nan()]
}

/// The gradients that go out, from the outputs, those that come in, and the sum of each lane's row.
#[inline(always)]
fn gradients<R: RowGradient, F, E, const SLOTS: usize, const SCALED: bool>(
    isa: impl Fusing,
    page: &R,
    y: &[F],
    g: &[F],
    sums: &[F::Wide],
    out: &mut [E],
) where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    isa.apart(
        #[inline(always)]
        || {
            let n = out.len();
            let (y, g) = (&y[..n], &g[..n]);
            let (of_row, sums) = (sums[0], if SLOTS == 1 { sums } else { &sums[..n] });
            let scale = scale::<F>(page.temperature()).hi;
            for i in 0..n {
                let sum = if SLOTS == 1 { of_row } else { sums[i] };
                let mut gradient = page.gradient(y[i], g[i], sum);
                if SCALED {
                    // A zero keeps its sign.
                    let zero = gradient.hi.eq(F::ZERO);
                    gradient = Double::select(zero, gradient, gradient * scale);
                }
                let gradient = if page.turned() { -gradient } else { gradient };
                out[i] = rounded(gradient, y[i].word().is_nan());
            }
        },
    );
}

/// The buffers of one part, used for all of its rows.
struct Buffers<'b, A, C, F, E> {
    isa: A,
    /// Elements as they come and as they go, where they do not lie side by side.
    lanes: Vec<E>,
    /// The scores, then their exponentials where the function is made of those.
    work: &'b mut [Lanes<F>],
    /// What is summed up, and the maximum of each row,
    terms: Terms<F>,
    /// its normaliser, as a pair, NaN if the row has no result.
    norm_hi: Block<F>,
    norm_lo: Block<F>,
    /// What the loops compute with.
    chains: PhantomData<C>,
}

/// The chunks that a row of so many groups is worked on in.
fn chunks(groups: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..groups).step_by(CHUNK).map(move |start| (start, CHUNK.min(groups - start)))
}

/// So many groups of a buffer, [`Aligned`]; it grows as it has to.
fn aligned<T: Copy>(room: &mut Vec<T>, groups: usize, zero: T) -> &mut [Lanes<T>] {
    let line = align_of::<Aligned<T>>();
    let most = line / size_of::<T>();
    if room.len() < groups * LANES + most {
        room.resize(groups * LANES + most, zero);
    }
    let start = room.as_ptr().align_offset(line).min(most);
    room[start..][..groups * LANES].as_chunks_mut().0
}

/// Widens the elements of some groups, or what is their negatives, `missing` in lanes without one.
///
/// Never inlined, as it is wanted in many places.
#[inline(never)]
#[expect(clippy::too_many_arguments, reason = "what belongs to a chunk, and how it is taken")]
fn load<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    rows: &Rows,
    from: ArrayView2<E>,
    start: usize,
    lanes: &mut Vec<E>,
    turned: bool,
    missing: F,
    to: &mut [Lanes<F>],
) {
    let to = to.as_flattened_mut();
    let line = if rows.along { from.column(rows.first).to_slice() } else { None };
    match line {
        Some(line) => {
            let line = &line[start * LANES..rows.length.min(start * LANES + to.len())];
            let (here, beyond) = to.split_at_mut(line.len());
            widen(isa, line, turned, here);
            beyond.fill(missing);
        }
        None => {
            let lanes = aligned(lanes, to.len() / LANES, E::default());
            let absent = if turned { -missing } else { missing };
            rows.gather(from, start, lanes, E::narrow(absent.word(), E::Word::ZERO));
            widen(isa, lanes.as_flattened(), turned, to);
        }
    }
}

/// Some groups of a row.
#[derive(Clone, Copy)]
struct Groups<'a, F> {
    whole: &'a [Lanes<F>],
    /// The last one, where the row lies in its array and ends within a group.
    last: &'a [Lanes<F>],
}

impl<'a, F: Number> Groups<'a, F> {
    /// Of a row that lies side by side as what it is computed in: without a copy, but for the last group.
    #[inline(always)]
    fn lying(
        line: &'a [F],
        (start, size): (usize, usize),
        missing: F,
        last: &'a mut [Lanes<F>; 1],
    ) -> Self {
        let line = &line[start * LANES..line.len().min((start + size) * LANES)];
        let (whole, rest) = line.as_chunks::<LANES>();
        if rest.is_empty() {
            return Groups { whole, last: &[] };
        }
        last[0] = [missing; LANES];
        last[0][..rest.len()].copy_from_slice(rest);
        Groups { whole, last }
    }

    /// Some of them, of which the last one, if it is not whole, comes alone.
    #[inline(always)]
    fn at(&self, groups: std::ops::Range<usize>) -> &'a [Lanes<F>] {
        self.whole.get(groups).unwrap_or(self.last)
    }
}

/// The row under work as it lies, which is side by side and as what it is computed in.
#[inline(always)]
fn line<'a, F: Number<Word = E::Word>, E: Dtype>(rows: &Rows, from: ArrayView2<'a, E>) -> &'a [F] {
    let line = from.index_axis_move(Axis(1), rows.first).to_slice().expect("of stride 1");
    F::as_numbers(line).expect("numbers, as those of no row are")
}

#[inline(always)]
fn widen<F: Number<Word = E::Word>, E: Dtype>(
    isa: impl Fusing,
    from: &[E],
    turned: bool,
    to: &mut [F],
) {
    isa.apart(
        #[inline(always)]
        || {
            for (to, element) in to.iter_mut().zip(from) {
                *to = F::from_word(element.widen());
            }
            if turned {
                for to in to.iter_mut() {
                    *to = -*to;
                }
            }
        },
    );
}

/// What writes the groups of this range.
type Writer<'w, E> = dyn FnMut(std::ops::Range<usize>, &mut [Lanes<E>]) + 'w;

/// Has groups of lanes written by `write` to where they belong: at once where a row lies side by side, else
/// by way of `lanes`. `write` gets some groups, by their numbers counted from `start`.
///
/// Neither inlined nor generic over who writes, as [`load`] is not.
#[inline(never)]
fn write<E: Dtype>(
    rows: &Rows,
    out: &mut ArrayViewMut2<E>,
    (start, size): (usize, usize),
    lanes: &mut Vec<E>,
    write: &mut Writer<E>,
) {
    let end = rows.length.min((start + size) * LANES);
    if rows.along
        && let Some(line) = out.column_mut(rows.first).as_slice_mut()
    {
        let (whole, rest) = line[start * LANES..end].as_chunks_mut::<LANES>();
        for (i, groups) in whole.chunks_mut(BLOCK).enumerate() {
            write(i * BLOCK..i * BLOCK + groups.len(), groups);
        }
        if !rest.is_empty() {
            let mut last = [[E::default(); LANES]];
            write(size - 1..size, &mut last);
            rest.copy_from_slice(&last[0][..rest.len()]);
        }
        return;
    }
    let lanes = aligned(lanes, size, E::default());
    for first in (0..size).step_by(BLOCK) {
        let end = size.min(first + BLOCK);
        write(first..end, &mut lanes[first..end]);
    }
    rows.scatter(lanes, start, out);
}

impl<'b, A: Fusing, C: Chains<Word = F::Word>, F: Number, E: Dtype<Word = F::Word>>
    Buffers<'b, A, C, F, E>
{
    fn new(isa: A, groups: usize, room: &'b mut Vec<F>) -> Self {
        let groups = groups.min(CHUNK).next_multiple_of(2);
        let zeros = || Aligned([[F::ZERO; LANES]; BLOCK]);
        Buffers {
            isa,
            lanes: Vec::new(),
            work: aligned(room, groups, F::ZERO),
            terms: Terms { hi: zeros(), lo: zeros(), tied: zeros(), max: zeros() },
            norm_hi: zeros(),
            norm_lo: zeros(),
            chains: PhantomData,
        }
    }

    /// Loads the scores of a chunk.
    #[inline(always)]
    fn load<R: Row>(
        &mut self,
        page: &R,
        rows: &Rows,
        x: ArrayView2<E>,
        (start, size): (usize, usize),
    ) {
        let work = &mut self.work[..size];
        load(self.isa, rows, x, start, &mut self.lanes, page.turned(), -F::INFINITY, work);
    }

    /// How often what belongs to a row is repeated: see [`OfRow`].
    fn repeats<const SLOTS: usize>(rows: &Rows) -> usize {
        if SLOTS == 1 { 1 } else { rows.groups().next_multiple_of(2).min(BLOCK) }
    }

    /// First pass: the maxima. NaN is passed over: the sum has it.
    #[inline(always)]
    fn maxima<R: Row, const SLOTS: usize>(&mut self, page: &R, rows: &Rows, x: ArrayView2<E>) {
        let mut max = [if page.beside_zero() { F::ZERO } else { -F::INFINITY }; LANES];
        let max = in_memory::<F, _, SLOTS>(&mut max);
        for (start, size) in chunks(rows.groups()) {
            self.load(page, rows, x, (start, size));
            greatest(&self.work[..size], max);
        }
        if rows.along {
            let mut width = LANES / 2;
            while width > 0 {
                for l in 0..width {
                    max[l] = max[l + width].at_least(max[l]);
                }
                width /= 2;
            }
            *max = [max[0]; LANES];
        }
        self.terms.max.0[..Self::repeats::<SLOTS>(rows)].fill(*max);
    }

    /// Second pass: the sums of the exponentials, and from them the normalisers.
    #[inline(always)]
    fn normalisers<R: Row, const SLOTS: usize>(&mut self, page: &R, rows: &Rows, x: ArrayView2<E>) {
        let (mut sums, mut ties) = (Sums::<F, SLOTS>::EMPTY, Counts::<F>::NONE);
        let (sums, ties) =
            (in_memory::<F, _, SLOTS>(&mut sums), in_memory::<F, _, SLOTS>(&mut ties));
        for (start, size) in chunks(rows.groups()) {
            if rows.groups() > CHUNK {
                self.load(page, rows, x, (start, size));
            }
            let (isa, t, work) = (self.isa, page.temperature(), &mut self.work);
            let sums = (&mut *sums, &mut *ties);
            match R::OF_EXPONENTIALS {
                true => self.terms.add::<C, SLOTS, true>(isa, t, work, (start, size), sums),
                false => self.terms.add::<C, SLOTS, false>(isa, t, work, (start, size), sums),
            }
        }
        let (max, groups) = (&self.terms.max.0[0], rows.groups());
        let (hi, lo) = summed_up::<R, F, SLOTS>(self.isa, page, max, groups, sums, ties);
        let repeats = Self::repeats::<SLOTS>(rows);
        self.norm_hi.0[..repeats].fill(hi);
        self.norm_lo.0[..repeats].fill(lo);
    }

    /// Before the last pass: a chunk of `work` as [`normalisers`](Buffers::normalisers) left it, if others have
    /// been there since.
    #[inline(always)]
    fn again<R: Row, const SLOTS: usize>(
        &mut self,
        page: &R,
        rows: &Rows,
        x: ArrayView2<E>,
        (start, size): (usize, usize),
    ) {
        if rows.groups() > CHUNK {
            self.ready::<R, SLOTS>(page, rows, x, (start, size));
        }
    }

    /// A chunk of scores, or of their exponentials where the function is made of those.
    #[inline(always)]
    fn ready<R: Row, const SLOTS: usize>(
        &mut self,
        page: &R,
        rows: &Rows,
        x: ArrayView2<E>,
        (start, size): (usize, usize),
    ) {
        self.load(page, rows, x, (start, size));
        if R::OF_EXPONENTIALS {
            let work = &mut self.work;
            self.terms.replace::<C, SLOTS>(self.isa, page.temperature(), work, size);
        }
    }

    /// Last pass: the results of a chunk, to where they belong.
    #[inline(always)]
    fn put<R: Row, const SLOTS: usize>(
        &mut self,
        page: &R,
        rows: &Rows,
        chunk: (usize, usize),
        out: &mut ArrayViewMut2<E>,
    ) {
        let mut lanes = std::mem::take(&mut self.lanes);
        let (isa, work, summary) = (self.isa, &self.work, self.summary());
        write(rows, out, chunk, &mut lanes, &mut |groups, out| {
            finish::<R, C, F, E, SLOTS>(isa, page, &work[groups], &summary, out)
        });
        self.lanes = lanes;
    }

    fn summary(&self) -> Summary<'_, F> {
        Summary { max: &self.terms.max, norm_hi: &self.norm_hi, norm_lo: &self.norm_lo }
    }

    /// Last pass: the results of a chunk, into a buffer.
    #[inline(always)]
    fn outputs<R: Row, const SLOTS: usize>(
        &self,
        page: &R,
        size: usize,
        out: &mut [Lanes<F::Word>],
    ) {
        for first in (0..size).step_by(BLOCK) {
            let groups = first..size.min(first + BLOCK);
            let work = &self.work[groups.clone()];
            finish::<R, C, F, F::Word, SLOTS>(
                self.isa,
                page,
                work,
                &self.summary(),
                &mut out[groups],
            );
        }
    }
}

/// The results of some groups, no more than a block.
#[inline(always)]
fn finish<R: Row, C, F, O, const SLOTS: usize>(
    isa: impl Fusing,
    page: &R,
    work: &[Lanes<F>],
    summary: &Summary<F>,
    out: &mut [Lanes<O>],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let (work, out) = (work.as_flattened(), out.as_flattened_mut());
    match !R::OF_EXPONENTIALS && is_scaled(page) {
        false => results::<R, C, F, O, SLOTS, false>(isa, page, work, summary, out),
        true => results::<R, C, F, O, SLOTS, true>(isa, page, work, summary, out),
    }
}

/// A loop over the rows of a part.
trait RowLoop: Sized {
    /// The element type of the arrays.
    type Element: Dtype;
    /// Are the rows worked on along themselves?
    fn along(&self) -> bool;
    /// Does it: along, with one slot of partial sums, or across, with one for each lane.
    fn rows<A, C, F, const SLOTS: usize>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = <Self::Element as Dtype>::Word>,
        F: Number<Word = <Self::Element as Dtype>::Word>;
}

type WordOf<L> = <<L as RowLoop>::Element as Dtype>::Word;

impl<L: RowLoop> Job for L {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, isa: A) {
        if self.along() {
            self.rows::<A, A::Chains<WordOf<L>>, A::Number<WordOf<L>>, 1>(isa);
        } else {
            self.rows::<A, A::Chains<WordOf<L>>, A::Number<WordOf<L>>, LANES>(isa);
        }
    }
}

/// The function of rows, of which something may be known already.
struct Forward<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E, Known>,
}

impl<R: Row, E: Dtype> RowLoop for Forward<'_, '_, R, E> {
    type Element = E;
    fn along(&self) -> bool {
        self.part.along(ALONG_FROM)
    }
    #[inline(always)]
    fn rows<A, C, F, const SLOTS: usize>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Forward { page, mut part } = self;
        let mut room = Vec::new();
        let mut buffers = Buffers::<A, C, F, E>::new(isa, part.groups::<SLOTS>(), &mut room);
        for rows in part.rows::<SLOTS>() {
            let x = part.x.as_ref().map_or(part.out.view(), |x| x.view());
            rows.fetch_next(x);
            match part.g {
                Some(known) => {
                    buffers.know::<R, SLOTS>(page, &rows, |lane| known[[0, rows.first + lane]]);
                }
                None => {
                    buffers.maxima::<R, SLOTS>(page, &rows, x);
                    rows.fetch_next(part.out.view());
                    buffers.normalisers::<R, SLOTS>(page, &rows, x);
                }
            }
            for chunk in chunks(rows.groups()) {
                let x = part.x.as_ref().map_or(part.out.view(), |x| x.view());
                match part.g {
                    Some(_) => buffers.ready::<R, SLOTS>(page, &rows, x, chunk),
                    None => buffers.again::<R, SLOTS>(page, &rows, x, chunk),
                }
                buffers.put::<R, SLOTS>(page, &rows, chunk, &mut part.out);
            }
        }
    }
}

/// Rows that come to one number each.
struct Reduce<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E>,
}

impl<R: Row, E: Dtype> RowLoop for Reduce<'_, '_, R, E> {
    type Element = E;
    fn along(&self) -> bool {
        self.part.along(ALONG_FROM)
    }
    #[inline(always)]
    fn rows<A, C, F, const SLOTS: usize>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Reduce { page, mut part } = self;
        let Some(x) = part.x else { return };
        let mut room = Vec::new();
        let mut buffers = Buffers::<A, C, F, E>::new(isa, part.groups::<SLOTS>(), &mut room);
        for rows in part.rows::<SLOTS>() {
            buffers.maxima::<R, SLOTS>(page, &rows, x);
            buffers.normalisers::<R, SLOTS>(page, &rows, x);
            for lane in 0..rows.count {
                let max = buffers.terms.max.0[0][lane];
                let norm =
                    Double { hi: buffers.norm_hi.0[0][lane], lo: buffers.norm_lo.0[0][lane] };
                // An infinite maximum is the result; there is no low word beside it.
                let infinite = max.abs().eq(F::INFINITY);
                let sum = page.finish(Double::exact(max), norm);
                let sum = Double::select(infinite, Double::exact(max), sum);
                part.out[[0, rows.first + lane]] = rounded(sum, norm.hi.word().is_nan());
            }
        }
    }
}

struct Backward<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E>,
    /// Is the part's input the output of the function, rather than its input?
    from_output: bool,
}

impl<R: RowGradient, E: Dtype> RowLoop for Backward<'_, '_, R, E> {
    type Element = E;
    fn along(&self) -> bool {
        self.part.along(if self.from_output { OUTPUTS_ALONG_FROM } else { ALONG_FROM })
    }
    #[inline(always)]
    fn rows<A, C, F, const SLOTS: usize>(self, isa: A)
    where
        A: Fusing,
        C: Chains<Word = E::Word>,
        F: Number<Word = E::Word>,
    {
        let Backward { page, mut part, from_output } = self;
        let (Some(x), Some(g)) = (part.x, part.g) else { return };
        let zero = F::ZERO;
        // Are outputs and gradients read as they lie? Then results can be written so, too, and there are no buffers.
        let lying = SLOTS == 1
            && from_output
            && x.nrows() >= LYING_FROM
            && F::as_numbers::<E>(&[]).is_some()
            && [x.strides()[0], g.strides()[0], part.out.strides()[0]] == [1; 3];
        let (mut room, mut upstream) = (Vec::new(), Vec::new());
        let size = if lying { 0 } else { part.groups::<SLOTS>() };
        let mut buffers = Buffers::<A, C, F, E>::new(isa, size, &mut room);
        let groups = buffers.work.len();
        let upstream = aligned(&mut upstream, groups, F::ZERO);
        // Outputs stay in the computing type: half precision is rounded once, at the end.
        let size = if from_output { 0 } else { groups };
        let mut outputs = Vec::new();
        let outputs = aligned(&mut outputs, size, E::Word::default());
        let Aligned(repeated) = &mut Aligned([[F::Wide::ZERO; LANES]; BLOCK]);
        let (mut last_y, mut last_g) = ([[zero; LANES]], [[zero; LANES]]);
        for rows in part.rows::<SLOTS>() {
            let groups = rows.groups();
            if !from_output {
                buffers.maxima::<R, SLOTS>(page, &rows, x);
                buffers.normalisers::<R, SLOTS>(page, &rows, x);
            }
            let lines = lying.then(|| (line::<F, E>(&rows, x), line::<F, E>(&rows, g)));
            let mut sums = Sums::<F, SLOTS>::EMPTY;
            let sums = in_memory::<F, _, SLOTS>(&mut sums);
            let mut of_rows = [F::Wide::ZERO; LANES];
            // Twice over the row: for the sum, and for the gradients.
            for last in [false, true] {
                for (start, size) in chunks(groups) {
                    if lines.is_none() && (!last || groups > CHUNK) {
                        let lanes = &mut buffers.lanes;
                        load(isa, &rows, g, start, lanes, false, zero, &mut upstream[..size]);
                        if from_output {
                            let work = &mut buffers.work[..size];
                            load(isa, &rows, x, start, lanes, false, zero, work);
                        } else {
                            buffers.again::<R, SLOTS>(page, &rows, x, (start, size));
                            buffers.outputs::<R, SLOTS>(page, size, outputs);
                            let work = buffers.work[..size].as_flattened_mut();
                            for (work, y) in work.iter_mut().zip(outputs.as_flattened()) {
                                *work = F::from_word(*y);
                            }
                        }
                    }
                    let (y, g) = match lines {
                        Some((y, g)) => (
                            Groups::lying(y, (start, size), zero, &mut last_y),
                            Groups::lying(g, (start, size), zero, &mut last_g),
                        ),
                        None => (
                            Groups { whole: &buffers.work[..size], last: &[] },
                            Groups { whole: &upstream[..size], last: &[] },
                        ),
                    };
                    if !last {
                        of_rows = add_terms(isa, page, sums, start, (&y, &g), groups);
                        continue;
                    }
                    write(
                        &rows,
                        &mut part.out,
                        (start, size),
                        &mut buffers.lanes,
                        &mut |groups, out| {
                            let y = y.at(groups.clone()).as_flattened();
                            let g = g.at(groups).as_flattened();
                            let (sums, out) = (repeated.as_flattened(), out.as_flattened_mut());
                            match is_scaled(page) {
                                false => {
                                    gradients::<R, F, E, SLOTS, false>(isa, page, y, g, sums, out)
                                }
                                true => {
                                    gradients::<R, F, E, SLOTS, true>(isa, page, y, g, sums, out)
                                }
                            }
                        },
                    );
                }
                if !last {
                    let repeats = Buffers::<A, C, F, E>::repeats::<SLOTS>(&rows);
                    repeated[..repeats].fill(of_rows);
                }
            }
        }
    }
}
