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
//! j mod 16, the 16 partial sums are added in a tree, and where a row is longer than a segment
//! ([`sums`]), segment after segment.
//!
//! [`part`] cuts arrays into rows side by side, [`lanes`] takes those to groups of lanes and back, [`exponentials`] has the
//! loops over a block of groups, and here are the passes that make functions and gradients of them. [`across`] does without
//! groups.

mod across;
mod exponentials;
mod lanes;
mod part;
pub(crate) mod shards;
mod sums;

use std::marker::PhantomData;

use ndarray::{ArrayView2, ArrayViewD, ArrayViewMut2, ArrayViewMutD, Axis};

use crate::error::{Error, Result};
use crate::kernel::Run;
use crate::kernel::element::rounded;
use crate::kernel::isa::{Fusing, Job};
use crate::kernel::layout::same_shape;
use crate::kernel::memory::Aligned;
use crate::math::{power, term_hold};
use crate::number::{Chains, Double, Dtype, Float, Number, Wide};
use crate::page::{Page, Row, RowGradient};
use across::Across;
use exponentials::{
    BLOCK, Block, Summary, Terms, gradients, is_scaled, results, scale, scaled_exponential,
};
use lanes::{Groups, LANES, Lanes, Rows, aligned, line, load, write};
use part::{Part, Tile, halve, halve_as_it_lies, staged};
use shards::Known;
use sums::{Counts, Sums, in_memory};

/// How many groups of 16 are held in the cache at a time; a row of more is read in chunks,
/// once for each pass. A whole number of rounds of the partial sums.
const CHUNK: usize = 1 << 12;

/// A row that lies side by side in memory and is at least this long is worked on along itself: what
/// a row costs beside its elements is shared across rows.
const ALONG_FROM: usize = 128;

/// The same where outputs are given, and there is no exponential and no maximum.
const OUTPUTS_ALONG_FROM: usize = 64;

/// The length from which outputs and gradients are read as they lie. Below, a copy that stays in the first cache costs less than
/// what it takes to do without.
const LYING_FROM: usize = 256;

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
    halve_as_it_lies(
        run,
        Part::new(axis, Some(y), Some(g), out),
        &|part: Tile<E>| match Across::of(page, part) {
            Ok(across) => run.isa.run(across),
            Err(part) => staged(part, &|part| {
                run.isa.run(Backward { page, part, from_output: true });
            }),
        },
    );
    Ok(())
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

    /// How often what belongs to a row is repeated: see [`OfRow`](exponentials::OfRow).
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
