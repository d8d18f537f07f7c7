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

use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut2, ArrayViewMutD, Axis, Ix2};

use super::Run;
use super::element::rounded;
use super::isa::{Fusing, Job};
use super::layout::same_shape;
use crate::error::{Error, Result};
use crate::math::exp;
use crate::number::{Double, Dtype, Float, Sum};
use crate::page::{Exponentials, Row};

const LANES: usize = 16;

/// The length after which the partial sums of a row are added up and begin anew.
const SEGMENT: usize = 1 << 16;

/// How many groups of 16 are held in the cache at a time; a row of more is read in chunks,
/// once for each pass. A whole number of rounds of the partial sums.
const CHUNK: usize = 1 << 12;

/// How many rows are gathered at a time when they are worked on across: a cache line or more.
const TILE: usize = 64;

/// A row that lies side by side in memory and is at least this long is worked on along itself.
const ALONG_FROM: usize = 64;

/// Where the axis is in an array of this shape.
pub(crate) fn axis_of<R: Row>(page: &R, shape: &[usize]) -> Result<Axis> {
    let (axis, dimensions) = (page.axis(), shape.len());
    let from_start = if axis < 0 { axis.checked_add_unsigned(dimensions) } else { Some(axis) };
    let index = from_start
        .and_then(|axis| usize::try_from(axis).ok())
        .filter(|axis| *axis < dimensions)
        .ok_or(Error::Axis { function: R::INFO.name, axis, dimensions })?;
    if shape[index] == 0 {
        return Err(Error::EmptyAxis {
            function: R::INFO.name,
            axis: index,
            shape: shape.to_vec(),
        });
    }
    Ok(Axis(index))
}

/// The function of each row of `x`, into `out`.
pub(crate) fn forward<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape::<R>("output", out.shape(), x.shape())?;
    let axis = axis_of(page, x.shape())?;
    halve(run, Part::new(axis, Some(x), None, out), &|part: Tile<E>| {
        run.isa.run(Forward { page, part });
    });
    Ok(())
}

/// The function of each row of `x`, into `x` itself.
pub(crate) fn forward_inplace<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewMutD<E>,
) -> Result<()> {
    let axis = axis_of(page, x.shape())?;
    halve(run, Part::new(axis, None, None, x), &|part: Tile<E>| {
        run.isa.run(Forward { page, part });
    });
    Ok(())
}

/// The gradient by each row of `x`, for the incoming gradient `g`, into `out`.
pub(crate) fn backward<R: Row, E: Dtype>(
    page: &R,
    run: Run,
    x: ArrayViewD<E>,
    g: ArrayViewD<E>,
    out: ArrayViewMutD<E>,
) -> Result<()> {
    same_shape::<R>("upstream gradient", g.shape(), x.shape())?;
    same_shape::<R>("output", out.shape(), x.shape())?;
    let axis = axis_of(page, x.shape())?;
    halve(run, Part::new(axis, Some(x), Some(g), out), &|part: Tile<E>| {
        run.isa.run(Backward { page, part });
    });
    Ok(())
}

/// A part of the arrays: all of the axis, which comes first, and some of the rows.
struct Part<'a, E> {
    /// The input, if it is not `out` itself.
    x: Option<ArrayViewD<'a, E>>,
    g: Option<ArrayViewD<'a, E>>,
    out: ArrayViewMutD<'a, E>,
}

/// A part in two dimensions: the axis, and the rows side by side.
struct Tile<'a, E> {
    x: Option<ArrayView2<'a, E>>,
    g: Option<ArrayView2<'a, E>>,
    out: ArrayViewMut2<'a, E>,
}

impl<'a, E: Dtype> Part<'a, E> {
    fn new(
        axis: Axis,
        x: Option<ArrayViewD<'a, E>>,
        g: Option<ArrayViewD<'a, E>>,
        out: ArrayViewMutD<'a, E>,
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
                let mergeable = |view: &Option<ArrayViewD<E>>| {
                    view.as_ref().is_none_or(|view| view.view().merge_axes(take, into))
                };
                let out_too = self.out.view().merge_axes(take, into);
                if out_too && mergeable(&self.x) && mergeable(&self.g) {
                    self.out.merge_axes(take, into);
                    for view in [&mut self.x, &mut self.g].into_iter().flatten() {
                        view.merge_axes(take, into);
                    }
                    break;
                }
            }
        }
    }

    fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
        let halves = |view: Option<ArrayViewD<'a, E>>| match view {
            Some(view) => {
                let (left, right) = view.split_at(axis, at);
                (Some(left), Some(right))
            }
            None => (None, None),
        };
        let (x_left, x_right) = halves(self.x);
        let (g_left, g_right) = halves(self.g);
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
    fn tile(self, rows: Option<Axis>) -> Tile<'a, E> {
        let rows = rows.map(|axis| axis.index());
        let flat = |ndim: usize| {
            // Everything but the axis and the rows is dropped, from the back.
            (1..ndim).rev().filter(move |axis| Some(*axis) != rows).map(Axis)
        };
        let plane = |view: ArrayViewD<'a, E>| {
            let ndim = view.ndim();
            let view = flat(ndim).fold(view, |view, axis| view.index_axis_move(axis, 0));
            let view = if rows.is_none() { view.insert_axis(Axis(1)) } else { view };
            view.into_dimensionality::<Ix2>().expect("the axis and the rows are left")
        };
        let out = {
            let ndim = self.out.ndim();
            let out = flat(ndim).fold(self.out, |out, axis| out.index_axis_move(axis, 0));
            let out = if rows.is_none() { out.insert_axis(Axis(1)) } else { out };
            out.into_dimensionality::<Ix2>().expect("the axis and the rows are left")
        };
        Tile { x: self.x.map(plane), g: self.g.map(plane), out }
    }
}

/// Halves the rows, over threads, until what is left is two-dimensional and a thread's worth.
fn halve<E: Dtype>(run: Run, part: Part<E>, work: &(impl Fn(Tile<E>) + Sync)) {
    if part.out.is_empty() {
        return;
    }
    let rows = part.nearest();
    let other = (1..part.out.ndim())
        .filter(|axis| Some(Axis(*axis)) != rows && part.out.shape()[*axis] > 1)
        .max_by_key(|axis| part.out.strides()[*axis].unsigned_abs());
    let elements = part.out.len();
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
const WORTH: usize = 1 << 15;

impl<E: Dtype> Tile<'_, E> {
    /// Are the rows worked on along themselves?
    fn along(&self) -> bool {
        let (length, rows) = self.out.dim();
        let stride = self.x.as_ref().map_or(self.out.strides()[0], |x| x.strides()[0]);
        (stride == 1 && length >= ALONG_FROM) || rows < LANES / 2
    }
}

type Lanes<T> = [T; LANES];

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
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter_mut().enumerate() {
                let line = from.row(start + j);
                match line.as_slice() {
                    Some(line) => group[..self.count].copy_from_slice(&line[columns.clone()]),
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
    fn scatter<E: Dtype>(
        &self,
        groups: &[Lanes<E>],
        start: usize,
        out: &mut ArrayViewMut2<E>,
    ) {
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
        } else {
            let columns = self.first..self.first + self.count;
            for (j, group) in groups.iter().enumerate() {
                let mut line = out.row_mut(start + j);
                match line.as_slice_mut() {
                    Some(line) => line[columns.clone()].copy_from_slice(&group[..self.count]),
                    None => {
                        for (lane, column) in group.iter().zip(columns.clone()) {
                            line[column] = *lane;
                        }
                    }
                }
            }
        }
    }

    /// Calls `work` on the rows of a tile: one by one along, or 16 by 16 across.
    #[inline(always)]
    fn each(length: usize, rows: usize, along: bool, mut work: impl FnMut(Rows)) {
        let step = if along { 1 } else { LANES };
        for first in (0..rows).step_by(step) {
            let count = step.min(rows - first);
            work(Rows { first, count, along, length });
        }
    }
}

/// Partial sums of the rows under work.
#[derive(Clone, Copy)]
struct Sums<F: Float> {
    /// Across, element j goes to `partial[j mod 16]`; along, to lane j mod 16 of the first.
    partial: [Lanes<F::Sum>; LANES],
    /// The segments that are done.
    total: Lanes<F::Sum>,
}

impl<F: Float> Sums<F> {
    const EMPTY: Self = Sums {
        partial: [[<F::Sum as Sum<F>>::ZERO; LANES]; LANES],
        total: [<F::Sum as Sum<F>>::ZERO; LANES],
    };

    #[inline(always)]
    fn add(&mut self, slot: usize, terms: &Lanes<Double<F>>) {
        let slot = &mut self.partial[slot];
        for l in 0..LANES {
            slot[l] = slot[l].plus(terms[l]);
        }
    }

    /// Ends a segment: adds up the 16 partial sums of each row, in a tree.
    #[inline(always)]
    fn fold(&mut self, along: bool) {
        let zero = <F::Sum as Sum<F>>::ZERO;
        if along {
            let mut tree = self.partial[0];
            let mut width = LANES / 2;
            while width > 0 {
                for l in 0..width {
                    tree[l] = tree[l].merge(tree[l + width]);
                }
                width /= 2;
            }
            self.total[0] = self.total[0].merge(tree[0]);
            self.total = [self.total[0]; LANES];
            self.partial[0] = [zero; LANES];
        } else {
            let mut width = LANES / 2;
            while width > 0 {
                for slot in 0..width {
                    for l in 0..LANES {
                        let other = self.partial[slot + width][l];
                        self.partial[slot][l] = self.partial[slot][l].merge(other);
                    }
                }
                width /= 2;
            }
            for l in 0..LANES {
                self.total[l] = self.total[l].merge(self.partial[0][l]);
            }
            self.partial = [[zero; LANES]; LANES];
        }
    }
}

/// What is known of the rows after the first pass, per lane.
struct Maxima<F> {
    max: Lanes<F>,
    /// No result can be given: a NaN stands in the row, or nothing but −∞.
    void: Lanes<bool>,
}

/// x − max as a pair; 0 for the maximum itself, be it infinite.
#[inline(always)]
fn below_maximum<F: Float>(x: F, max: F) -> Double<F> {
    let difference = Double::two_sum(x, -max);
    let finite = difference.hi.gt(-F::INFINITY);
    let lo = F::select(finite, difference.lo, F::ZERO);
    let zero = Double { hi: F::ZERO, lo: F::ZERO };
    Double::select(x.eq(max), zero, Double { hi: difference.hi, lo })
}

/// e^d for d ≤ 0, in the parts that the sum and the result need.
#[inline(always)]
fn exponential<F: Float>(d: Double<F>) -> Double<F> {
    // Far below, the low word has no meaning: the high one is cut off at the floor.
    let near = d.hi.gt(F::lit(F::FLOOR));
    exp(Double { hi: d.hi, lo: F::select(near, d.lo, F::ZERO) }).value()
}

/// The buffers of one part, used for all of its rows.
struct Buffers<F, E> {
    /// Elements as they come and as they go.
    lanes: Vec<Lanes<E>>,
    /// The scores, then their exponentials where the function is made of those.
    work: Vec<Lanes<F>>,
}

impl<F: Float, E: Dtype<Word = F::Word>> Buffers<F, E> {
    fn new(groups: usize) -> Self {
        let groups = groups.min(CHUNK);
        Buffers { lanes: vec![[E::default(); LANES]; groups], work: vec![[F::ZERO; LANES]; groups] }
    }

    /// The chunks that a row of so many groups is worked on in.
    fn chunks(groups: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..groups).step_by(CHUNK).map(move |start| (start, CHUNK.min(groups - start)))
    }

    /// Gathers a chunk and widens it.
    #[inline(always)]
    fn load(&mut self, rows: &Rows, from: ArrayView2<E>, start: usize, size: usize) {
        let lanes = &mut self.lanes[..size];
        rows.gather(from, start, lanes, E::NEG_INFINITY);
        for (work, lanes) in self.work[..size].iter_mut().zip(lanes) {
            for l in 0..LANES {
                work[l] = F::from_word(lanes[l].widen());
            }
        }
    }

    /// First pass: the maxima.
    #[inline(always)]
    fn maxima(&mut self, rows: &Rows, x: ArrayView2<E>) -> Maxima<F> {
        let mut max = [-F::INFINITY; LANES];
        let mut nan = [F::ZERO; LANES];
        for (start, size) in Self::chunks(rows.groups()) {
            self.load(rows, x, start, size);
            for group in &self.work[..size] {
                for l in 0..LANES {
                    max[l] = F::select(group[l].gt(max[l]), group[l], max[l]);
                    nan[l] = F::select(group[l].is_nan(), F::NAN, nan[l]);
                }
            }
        }
        if rows.along {
            let mut all = max[0];
            let mut any = nan[0];
            for l in 1..LANES {
                all = F::select(max[l].gt(all), max[l], all);
                any = F::select(nan[l].is_nan(), F::NAN, any);
            }
            max = [all; LANES];
            nan = [any; LANES];
        }
        let mut void = [false; LANES];
        for l in 0..LANES {
            let nan = nan[l].word();
            void[l] = nan != nan || max[l].word() == (-F::INFINITY).word();
        }
        Maxima { max, void }
    }

    /// Second pass: the sum of the exponentials, and from it what each row is divided by.
    /// Leaves the last chunk of `work` ready for the next pass.
    #[inline(always)]
    fn normalisers<R: Row>(
        &mut self,
        page: &R,
        rows: &Rows,
        x: ArrayView2<E>,
        maxima: &Maxima<F>,
    ) -> Lanes<Double<F>> {
        let mut sums = Sums::<F>::EMPTY;
        let mut ties = Sums::<F>::EMPTY;
        let one = F::lit(1.0);
        let per_segment = if rows.along { SEGMENT / LANES } else { SEGMENT };
        for (start, size) in Self::chunks(rows.groups()) {
            if rows.groups() > CHUNK {
                self.load(rows, x, start, size);
            }
            for (j, group) in self.work[..size].iter_mut().enumerate() {
                let mut others = [Double { hi: F::ZERO, lo: F::ZERO }; LANES];
                let mut tied = others;
                for l in 0..LANES {
                    let is_max = group[l].eq(maxima.max[l]);
                    let e = exponential(below_maximum(group[l], maxima.max[l]));
                    if R::OF_EXPONENTIALS {
                        group[l] = e.hi;
                    }
                    others[l].hi = F::select(is_max, F::ZERO, e.hi);
                    others[l].lo = F::select(is_max, F::ZERO, e.lo);
                    tied[l].hi = F::select(is_max, one, F::ZERO);
                }
                let slot = if rows.along { 0 } else { (start + j) % LANES };
                sums.add(slot, &others);
                ties.add(slot, &tied);
                if (start + j + 1) % per_segment == 0 {
                    sums.fold(rows.along);
                    ties.fold(rows.along);
                }
            }
        }
        sums.fold(rows.along);
        ties.fold(rows.along);
        let mut normalisers = [Double::exact(F::ZERO); LANES];
        for l in 0..LANES {
            let ties = ties.total[l].double();
            let without_maximum = sums.total[l].double() + (ties + (-one));
            normalisers[l] = page.normaliser(Exponentials { without_maximum });
        }
        normalisers
    }

    /// The last pass but for the storing: a chunk of results, rounded to `O`.
    #[inline(always)]
    fn finish<R: Row, O: Dtype<Word = F::Word>>(
        &mut self,
        page: &R,
        rows: &Rows,
        x: ArrayView2<E>,
        known: (&Maxima<F>, &Lanes<Double<F>>),
        (start, size): (usize, usize),
        out: &mut [Lanes<O>],
    ) {
        let (maxima, normalisers) = known;
        let again = rows.groups() > CHUNK;
        if again {
            self.load(rows, x, start, size);
        }
        for (group, out) in self.work[..size].iter().zip(out) {
            for l in 0..LANES {
                let element = if !R::OF_EXPONENTIALS {
                    below_maximum(group[l], maxima.max[l])
                } else if again {
                    Double::exact(exponential(below_maximum(group[l], maxima.max[l])).hi)
                } else {
                    Double::exact(group[l])
                };
                let y = page.finish(element, normalisers[l]);
                out[l] = rounded(y, maxima.void[l]);
            }
        }
    }
}

struct Forward<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E>,
}

impl<R: Row, E: Dtype> Job for Forward<'_, '_, R, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        let Forward { page, mut part } = self;
        let along = part.along();
        let (length, rows) = part.out.dim();
        let groups = if along { length.div_ceil(LANES) } else { length };
        let mut buffers = Buffers::<A::Number<E::Word>, E>::new(groups);
        let mut results = vec![[E::default(); LANES]; groups.min(CHUNK)];
        Rows::each(
            length,
            rows,
            along,
            #[inline(always)]
            |rows| {
                let x = part.x.as_ref().map_or(part.out.view(), |x| x.view());
                let maxima = buffers.maxima(&rows, x);
                let normalisers = buffers.normalisers(page, &rows, x, &maxima);
                for (start, size) in Buffers::<A::Number<E::Word>, E>::chunks(groups) {
                    let x = part.x.as_ref().map_or(part.out.view(), |x| x.view());
                    let known = (&maxima, &normalisers);
                    buffers.finish(page, &rows, x, known, (start, size), &mut results);
                    rows.scatter(&results[..size], start, &mut part.out);
                }
            },
        );
    }
}

struct Backward<'p, 'a, R, E> {
    page: &'p R,
    part: Tile<'a, E>,
}

impl<R: Row, E: Dtype> Job for Backward<'_, '_, R, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        let Backward { page, mut part } = self;
        let along = part.along();
        let (length, rows) = part.out.dim();
        let groups = if along { length.div_ceil(LANES) } else { length };
        let mut buffers = Buffers::<A::Number<E::Word>, E>::new(groups);
        // Outputs stay in the computing type: half precision is rounded once, at the end.
        let mut outputs = vec![[E::Word::default(); LANES]; groups.min(CHUNK)];
        let mut upstream = vec![[E::default(); LANES]; groups.min(CHUNK)];
        let (Some(x), Some(g)) = (part.x, part.g) else { return };
        Rows::each(
            length,
            rows,
            along,
            #[inline(always)]
            |rows| {
                let maxima = buffers.maxima(&rows, x);
                let normalisers = buffers.normalisers(page, &rows, x, &maxima);
                let known = (&maxima, &normalisers);
                let per_segment = if along { SEGMENT / LANES } else { SEGMENT };
                let mut sums = Sums::<A::Number<E::Word>>::EMPTY;
                for (start, size) in Buffers::<A::Number<E::Word>, E>::chunks(groups) {
                    buffers.finish(page, &rows, x, known, (start, size), &mut outputs);
                    rows.gather(g, start, &mut upstream[..size], E::default());
                    for j in 0..size {
                        let mut terms = [Double::exact(A::Number::<E::Word>::ZERO); LANES];
                        for l in 0..LANES {
                            let y = A::Number::<E::Word>::from_word(outputs[j][l]);
                            let g = A::Number::<E::Word>::from_word(upstream[j][l].widen());
                            terms[l] = page.gradient_term(y, g);
                        }
                        sums.add(if along { 0 } else { (start + j) % LANES }, &terms);
                        if (start + j + 1) % per_segment == 0 {
                            sums.fold(along);
                        }
                    }
                }
                sums.fold(along);
                let mut totals = [Double::exact(A::Number::<E::Word>::ZERO); LANES];
                for l in 0..LANES {
                    totals[l] = sums.total[l].double();
                }
                for (start, size) in Buffers::<A::Number<E::Word>, E>::chunks(groups) {
                    if groups > CHUNK {
                        buffers.finish(page, &rows, x, known, (start, size), &mut outputs);
                        rows.gather(g, start, &mut upstream[..size], E::default());
                    }
                    for j in 0..size {
                        for l in 0..LANES {
                            let y = A::Number::<E::Word>::from_word(outputs[j][l]);
                            let g = A::Number::<E::Word>::from_word(upstream[j][l].widen());
                            let gradient = page.gradient(y, g, totals[l]);
                            upstream[j][l] = rounded(gradient, maxima.void[l]);
                        }
                    }
                    rows.scatter(&upstream[..size], start, &mut part.out);
                }
            },
        );
    }
}
