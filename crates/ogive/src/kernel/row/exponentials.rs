//! The loops over some elements, of one row or each of another: exponentials, results, gradients.

use std::slice::from_ref;

use super::lanes::LANES;
use super::sums::are_pairs;
use crate::kernel::element::{parts, parts_mut, rounded, store};
use crate::kernel::isa::Fusing;
use crate::kernel::vector::Vector;
use crate::math::Terms;
use crate::math::table::Roots;
use crate::number::{Chains, Double, Dtype, Float, Number, Wide, Word};
use crate::page::{Row, RowGradient};

/// One over a temperature, as a pair.
#[inline(always)]
pub(super) fn scale<F: Float>(temperature: f64) -> Double<F> {
    Double::exact(F::lit(temperature)).recip()
}

/// Do the scores of this page have to be divided?
pub(super) fn is_scaled<R: Row>(page: &R) -> bool {
    page.temperature() != 1.0
}

/// The least that a row's maximum can be.
pub(super) fn least<R: Row, F: Float>(page: &R) -> F {
    if page.beside_zero() { F::ZERO } else { -F::INFINITY }
}

/// How many numbers a [`Base`] is.
pub(super) const BASE: usize = 6;

/// How many numbers a [`Summary`] is besides those of a base.
pub(super) const SUMMARY: usize = 5;

/// What the scores of a row are measured by; of each of some rows, where `T` is as many numbers.
#[derive(Clone, Copy)]
pub(super) struct Base<T> {
    /// The maximum.
    pub(super) max: T,
    /// What is subtracted from scores: nothing if the maximum is near 0, else the maximum; that, too, in rows that come to one number,
    /// which may be next to 0, so that all digits of the sum count.
    pub(super) origin: T,
    /// See [`Terms`].
    pub(super) floor: T,
    /// See [`Terms`].
    pub(super) rounder: T,
    /// The term of the maximum, as a pair.
    pub(super) top: [T; 2],
}

impl<T> Base<T> {
    #[inline(always)]
    fn map<'a, U>(&'a self, each: impl Fn(&'a T) -> U) -> Base<U> {
        let Base { max, origin, floor, rounder, top: [hi, lo] } = self;
        let (max, origin, floor) = (each(max), each(origin), each(floor));
        Base { max, origin, floor, rounder: each(rounder), top: [each(hi), each(lo)] }
    }
}

impl<F: Float> Base<F> {
    /// Of a row with this maximum.
    #[inline(always)]
    pub(super) fn new<R: Row>(page: &R, max: F) -> Self {
        let top = as_score(page, max);
        let near = top.hi.abs().lt(F::lit(if R::REDUCES { 0.0 } else { Terms::<F>::TO }));
        let top = Double::select(near, top, Double::exact(F::ZERO));
        let h = if R::OF_EXPONENTIALS { F::TOP_OF_ALL } else { F::TOP_OF_OTHERS };
        let terms = Terms::up_to(top.hi, h, roots::<R, F>());
        let Terms { floor, rounder, .. } = terms;
        let Double { hi, lo } = terms.term(top);
        let Double { hi, lo } = Double::fast_two_sum(hi, lo);
        Base { max, origin: F::select(near, F::ZERO, max), floor, rounder, top: [hi, lo] }
    }

    /// In one array each, of as many rows.
    #[inline(always)]
    fn all(self) -> [F; BASE] {
        let Base { max, origin, floor, rounder, top: [hi, lo] } = self;
        [max, origin, floor, rounder, hi, lo]
    }

    /// As those of one row.
    #[inline(always)]
    pub(super) fn each_ref(&self) -> Base<&[F]> {
        self.map(from_ref)
    }

    /// The term of the maximum.
    #[inline(always)]
    fn top(self) -> Double<F> {
        let [hi, lo] = self.top;
        Double { hi, lo }
    }
}

/// The [`Base`] of each of some rows, whole rounds of them, whose maxima come first and stay.
#[inline(always)]
pub(super) fn measure<A: Fusing, R: Row, F: Number>(page: &R, rows: &mut [&mut [F]; BASE]) {
    let n = rows[0].len();
    if const { looks_up::<A, F>(!R::REDUCES) } {
        for i in (0..n).step_by(A::Vector::LANES) {
            let base = Base::new(page, A::Vector::load(&numbers(rows[0])[i..]));
            for (row, number) in rows.iter_mut().zip(base.all()) {
                number.store(&mut numbers_mut(row)[i..]);
            }
        }
        return;
    }
    let [max, origin, floor, rounder, hi, lo] = rows.each_mut().map(
        #[inline(always)]
        |row| &mut row[..n],
    );
    for i in 0..n {
        [max[i], origin[i], floor[i], rounder[i], hi[i], lo[i]] = Base::new(page, max[i]).all();
    }
}

/// Do scores have to be moved from their origin the longer way, in a row with one of these, or divided?
fn are_moved<R: Row, F: Number>(page: &R, origins: &[F]) -> bool {
    let [zero, infinity] = [F::ZERO, F::INFINITY].map(F::word);
    let mut origins = origins.iter().map(|origin| origin.word());
    is_scaled(page)
        || match R::REDUCES {
            true => origins.any(|origin| origin.abs() == infinity),
            false => origins.any(|origin| origin != zero),
        }
}

impl<F: Number> Base<&[F]> {
    /// Do scores of some row have to be moved the longer way, or divided?
    pub(super) fn is_moved<R: Row>(&self, page: &R) -> bool {
        are_moved(page, self.origin)
    }
}

/// The term of a score; if not `MOVED`, the short way.
#[inline(always)]
fn term<R: Row, F: Float, const MOVED: bool>(x: F, base: Base<F>, scale: Double<F>) -> Double<F> {
    let Base { origin, floor, rounder, .. } = base;
    let score = match (MOVED, R::REDUCES) {
        (true, _) => at_least(moved(x, origin, scale), floor),
        (false, true) => at_least(Double::two_sum(x, -origin), floor),
        (false, false) => at_least(Double::exact(x), floor),
    };
    Terms { floor, rounder, roots: roots::<R, F>() }.term(score)
}

/// A pair that is not below a floor; NaN stays.
#[inline(always)]
fn at_least<F: Float>(x: Double<F>, floor: F) -> Double<F> {
    Double { hi: floor.at_least(x.hi), lo: F::select(x.hi.lt(floor), F::lit(-0.0), x.lo) }
}

/// x, divided if scores are.
#[inline(always)]
fn as_score<R: Row, F: Float>(page: &R, x: F) -> Double<F> {
    if is_scaled(page) { moved(x, F::ZERO, scale(page.temperature())) } else { Double::exact(x) }
}

/// (x − origin) times a scale; 0 for the origin itself, be it infinite. −∞ has a low word without a meaning.
#[inline(always)]
fn moved<F: Float>(x: F, origin: F, scale: Double<F>) -> Double<F> {
    let zero = Double { hi: F::ZERO, lo: F::ZERO };
    let d = Double::select(x.eq(origin), zero, Double::two_sum(x, -origin));
    let hi = d.hi * scale.hi;
    let lo = d.hi.fma(scale.hi, -hi) + d.hi.fma(scale.lo, d.lo * scale.hi);
    Double { hi, lo }
}

/// The numbers at an index of each part.
#[inline(always)]
fn joined<C: Chains<Word = F::Word>, F: Number>([first, second]: [&[F]; 2], i: usize) -> C {
    C::from_words([first[i].word(), second[i].word()])
}

/// Numbers as `f32`, which they are.
#[inline(always)]
fn numbers<F: Number>(numbers: &[F]) -> &[f32] {
    bytemuck::cast_slice(F::words_of(numbers))
}

/// The same, to write to.
#[inline(always)]
fn numbers_mut<F: Number>(numbers: &mut [F]) -> &mut [f32] {
    bytemuck::cast_slice_mut(F::words_of_mut(numbers))
}

/// Puts numbers there.
#[inline(always)]
fn put<C: Chains<Word = F::Word>, F: Number, const N: usize>(
    numbers: C,
    to: &mut [F; N],
    i: usize,
) {
    let words = numbers.words();
    to[i] = F::from_word(words[0]);
    if C::COUNT > 1 {
        to[N / 2 + i] = F::from_word(words[1]);
    }
}

/// A number that belongs to the row of each element: the same for all along a row, and another for each across rows.
#[derive(Clone, Copy)]
pub(super) struct OfRow<'a, C, F, const ACROSS: bool> {
    first: C,
    each: [&'a [F]; 2],
}

impl<'a, C: Chains<Word = F::Word>, F: Number, const ACROSS: bool> OfRow<'a, C, F, ACROSS> {
    #[inline(always)]
    fn new(numbers: &'a [F], part: usize) -> Self {
        let words = [numbers[0].word(); 2];
        let each = if ACROSS { parts::<C, F>(numbers, part) } else { [&[][..]; 2] };
        OfRow { first: C::from_words(words), each }
    }

    #[inline(always)]
    fn at(&self, i: usize) -> C {
        if ACROSS { joined(self.each, i) } else { self.first }
    }
}

/// The numbers of the rows of a [`ROUND`].
#[inline(always)]
fn round<F>(numbers: &[F], r: usize) -> &[F] {
    &numbers.as_chunks::<ROUND>().0[r]
}

impl<'a, F: Number> Base<&'a [F]> {
    #[inline(always)]
    pub(super) fn round(&self, r: usize) -> Base<&'a [F]> {
        self.map(
            #[inline(always)]
            |numbers| round(numbers, r),
        )
    }

    /// Those of so many rows.
    #[inline(always)]
    pub(super) fn first(&self, rows: usize) -> Base<&'a [F]> {
        self.map(
            #[inline(always)]
            |numbers| &numbers[..rows],
        )
    }

    /// Those of one row.
    #[inline(always)]
    pub(super) fn at_row(&self, i: usize) -> Base<F> {
        self.map(
            #[inline(always)]
            |numbers| numbers[i],
        )
    }

    #[inline(always)]
    fn of_rows<C: Chains<Word = F::Word>, const ACROSS: bool>(
        &self,
        part: usize,
    ) -> Base<OfRow<'a, C, F, ACROSS>> {
        self.map(
            #[inline(always)]
            |numbers| OfRow::new(numbers, part),
        )
    }
}

impl<C: Chains<Word = F::Word>, F: Number, const ACROSS: bool> Base<OfRow<'_, C, F, ACROSS>> {
    #[inline(always)]
    fn at(&self, i: usize) -> Base<C> {
        self.map(
            #[inline(always)]
            |numbers| numbers.at(i),
        )
    }
}

impl<'a, F: Number> Summary<&'a [F]> {
    #[inline(always)]
    pub(super) fn round(&self, r: usize) -> Summary<&'a [F]> {
        self.map(
            #[inline(always)]
            |numbers| round(numbers, r),
        )
    }

    /// Those of one row.
    #[inline(always)]
    pub(super) fn at_row(&self, i: usize) -> Summary<F> {
        self.map(
            #[inline(always)]
            |numbers| numbers[i],
        )
    }

    /// As what the loops compute with, in so many parts.
    #[inline(always)]
    pub(super) fn of_rows<C: Chains<Word = F::Word>, const ACROSS: bool>(
        &self,
        part: usize,
    ) -> Summary<OfRow<'a, C, F, ACROSS>> {
        self.map(
            #[inline(always)]
            |numbers| OfRow::new(numbers, part),
        )
    }
}

impl<C: Chains<Word = F::Word>, F: Number, const ACROSS: bool> Summary<OfRow<'_, C, F, ACROSS>> {
    #[inline(always)]
    fn at(&self, i: usize) -> Summary<C> {
        self.map(
            #[inline(always)]
            |numbers| numbers.at(i),
        )
    }
}

/// How many elements are worked on together: two chains of whole vectors, on any instruction set.
///
/// The loops here are over arrays of a known length, which are copies: of memory, compilers would have to see first whether it lies
/// apart, which takes as long as some hundred exponentials.
pub(super) const ROUND: usize = 2 * LANES;

/// What is made of a score, see [`exponentials`].
#[inline(always)]
fn made<R: Row, F: Float, const MOVED: bool>(
    temperature: f64,
    of_pairs: bool,
    score: F,
    base: Base<F>,
) -> [F; 3] {
    let is_max = score.eq(base.max);
    let Double { hi, lo } = term::<R, F, MOVED>(score, base, scale(temperature));
    if R::OF_EXPONENTIALS {
        let rounded = if of_pairs { hi + lo } else { hi };
        return [F::select(is_max, -rounded, rounded), hi, lo];
    }
    let [hi, lo] = [hi, lo].map(
        #[inline(always)]
        |word| F::select(is_max, F::ZERO, word),
    );
    [F::select(is_max, F::lit(1.0), F::ZERO), hi, lo]
}

/// The [terms](Terms) of a round or a group of scores as pairs, high words and low words, after what is kept of them: if results are made
/// of exponentials, these, rounded, and the maximum's negated to tell it from what is next to it; else a 1 for each maximum, whose term is
/// 0 then, and a 0 for all others.
///
/// In whole vectors where that looks something up, see [`vector`](crate::kernel::vector).
#[inline(always)]
pub(super) fn exponentials<
    A: Fusing,
    R: Row,
    C,
    F,
    const ACROSS: bool,
    const MOVED: bool,
    const N: usize,
>(
    temperature: f64,
    x: &[F; N],
    base: &Base<&[F]>,
) -> [[F; N]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    if const { looks_up::<A, F>(!R::REDUCES) } {
        return match N < ROUND {
            true => in_vectors::<A::Group, R, F, ACROSS, MOVED, N>(temperature, x, base),
            false => in_vectors::<A::Vector, R, F, ACROSS, MOVED, N>(temperature, x, base),
        };
    }
    let of_pairs = are_pairs::<F>();
    let mut all = [[F::ZERO; N]; 3];
    let n = N / C::COUNT;
    let (x, base) = (parts::<C, F>(x, n), base.of_rows::<C, ACROSS>(n));
    for i in 0..n {
        let made = made::<R, C, MOVED>(temperature, of_pairs, joined::<C, F>(x, i), base.at(i));
        for (all, made) in all.iter_mut().zip(made) {
            put(made, all, i);
        }
    }
    all
}

/// The same in vectors of this kind, of which `N` is a multiple.
#[inline(always)]
fn in_vectors<V, R: Row, F, const ACROSS: bool, const MOVED: bool, const N: usize>(
    temperature: f64,
    x: &[F; N],
    base: &Base<&[F]>,
) -> [[F; N]; 3]
where
    V: Vector,
    F: Number,
{
    let mut all = [[F::ZERO; N]; 3];
    for i in (0..N).step_by(V::LANES) {
        let base = base.map(
            #[inline(always)]
            |of_rows| match ACROSS {
                true => V::load(&numbers(of_rows)[i..]),
                false => V::lit(f64::from(numbers(of_rows)[0])),
            },
        );
        let x = V::load(&numbers(x)[i..]);
        let made = made::<R, V, MOVED>(temperature, are_pairs::<F>(), x, base);
        for (all, made) in all.iter_mut().zip(made) {
            made.store(&mut numbers_mut(all)[i..]);
        }
    }
    all
}

/// The tables that terms are computed with. A row that comes to one number takes none: next to 0, the logarithm of a sum has all errors of
/// its terms.
const fn roots<R: Row, F: Float>() -> Option<&'static Roots> {
    if R::REDUCES { None } else { F::ROOTS }
}

/// Are there vectors for what is looked up, if something is?
const fn looks_up<A: Fusing, F: Number>(something: bool) -> bool {
    something && has_vectors::<A, F>()
}

/// Are there vectors of these numbers?
const fn has_vectors<A: Fusing, F: Number>() -> bool {
    A::Vector::LANES > 1 && size_of::<F::Word>() == size_of::<f32>()
}

/// The numbers of a row, or of each of some rows, that its results are made with.
#[derive(Clone, Copy)]
pub(super) struct Summary<T> {
    /// What stands for the maximum where results are made: its term negated, or itself.
    pub(super) top: T,
    /// What is subtracted from scores.
    pub(super) origin: T,
    /// The normaliser, as a pair: NaN if there is no result.
    pub(super) norm: [T; 2],
    /// The same for terms, or for scores as they are.
    pub(super) total: [T; 2],
}

impl<T> Summary<T> {
    #[inline(always)]
    fn map<'a, U>(&'a self, each: impl Fn(&'a T) -> U) -> Summary<U> {
        let Summary { top, origin, norm: [hi, lo], total: [total_hi, total_lo] } = self;
        let (norm, total) = ([each(hi), each(lo)], [each(total_hi), each(total_lo)]);
        Summary { top: each(top), origin: each(origin), norm, total }
    }
}

impl<F: Number> Summary<&[F]> {
    /// Are results made of scores that have to be moved or divided?
    pub(super) fn is_moved<R: Row>(&self, page: &R) -> bool {
        !R::OF_EXPONENTIALS && are_moved(page, self.origin)
    }
}

/// The sum of a row's exponentials and that of the score 0, if that is beside those of the row.
#[inline(always)]
pub(super) fn with_zero<R: Row, F: Number>(page: &R, base: Base<F>, sum: F::Wide) -> F::Wide {
    match page.beside_zero() {
        true => sum + F::Wide::of(term::<R, F, true>(F::ZERO, base, scale(page.temperature()))),
        false => sum,
    }
}

/// The [`Summary`] of each of some rows, whole rounds of them, in place of what it is made from: after a place for the first number, the sums
/// of exponentials and how many of those are maxima, as pairs.
#[inline(always)]
pub(super) fn summarise<A: Fusing, R: Row, F: Number>(
    page: &R,
    base: &Base<&[F]>,
    nothing: f64,
    mut rows: [&mut [F]; SUMMARY],
) {
    let n = rows[0].len();
    if const { has_vectors::<A, F>() } {
        for i in (0..n).step_by(A::Vector::LANES) {
            let base = base.map(
                #[inline(always)]
                |of_rows| A::Vector::load(&numbers(of_rows)[i..]),
            );
            let from = rows.each_ref().map(
                #[inline(always)]
                |row| A::Vector::load(&numbers(row)[i..]),
            );
            let summary = Summary::new(page, base, from, A::Vector::lit(nothing));
            for (row, number) in rows.iter_mut().zip(summary.all()) {
                number.store(&mut numbers_mut(row)[i..]);
            }
        }
        return;
    }
    let [top, hi, lo, total_hi, total_lo] = rows.each_mut().map(
        #[inline(always)]
        |row| &mut row[..n],
    );
    for i in 0..n {
        let from = [top[i], hi[i], lo[i], total_hi[i], total_lo[i]];
        let summary = Summary::new(page, base.at_row(i), from, F::lit(nothing));
        [top[i], hi[i], lo[i], total_hi[i], total_lo[i]] = summary.all();
    }
}

impl<F: Float> Summary<F> {
    /// From the sum of all its exponentials and how many of those are maxima. `nothing` stands for a sum without the maximum's that is 0,
    /// or of which a division leaves nothing: +0 where others are, so that the maximum's logarithm is −0, and −0 where nobody else is.
    #[inline(always)]
    pub(super) fn new<R: Row>(
        page: &R,
        base: Base<F>,
        [_, hi, lo, ties, ties_lo]: [F; SUMMARY],
        nothing: F,
    ) -> Self {
        let (sum, ties) = (Double { hi, lo }, Double { hi: ties, lo: ties_lo });
        let is_nan = sum.hi.is_nan();
        // A row with NaN has no sum.
        let is_masked = base.max.eq(-F::INFINITY) & !is_nan;
        if R::OF_EXPONENTIALS {
            let total = page.normaliser(sum);
            let norm = or_none(page, is_nan, is_masked, total * base.top());
            return Summary::of::<R>(base, norm, total);
        }
        let quotient = sum.over(base.top());
        let zero = Double { hi: nothing, lo: nothing };
        let sum = Double::select(quotient.hi.eq(F::ZERO), zero, quotient);
        let others = ties + F::lit(-1.0);
        let alone = others.hi.eq(F::ZERO);
        let norm = page.normaliser(Double::select(alone, sum, sum + others));
        Summary::of_normaliser(page, base, or_none(page, is_nan, is_masked, norm))
    }

    /// From the normaliser.
    #[inline(always)]
    pub(super) fn of_normaliser<R: Row>(page: &R, base: Base<F>, norm: Double<F>) -> Self {
        let total = match R::OF_EXPONENTIALS {
            true => norm.over(base.top()),
            false => {
                let near = base.origin.eq(F::ZERO);
                Double::select(near, norm + as_score(page, base.max), norm)
            }
        };
        Summary::of::<R>(base, norm, total)
    }

    #[inline(always)]
    fn of<R: Row>(base: Base<F>, norm: Double<F>, total: Double<F>) -> Self {
        Summary {
            top: if R::OF_EXPONENTIALS { -base.top[0] } else { base.max },
            origin: base.origin,
            norm: [norm.hi, norm.lo],
            total: [total.hi, total.lo],
        }
    }

    /// In one array each, of as many rows.
    #[inline(always)]
    fn all(self) -> [F; SUMMARY] {
        let Summary { top, origin: _, norm: [hi, lo], total: [total_hi, total_lo] } = self;
        [top, hi, lo, total_hi, total_lo]
    }

    /// As those of one row.
    #[inline(always)]
    pub(super) fn each_ref(&self) -> Summary<&[F]> {
        self.map(from_ref)
    }
}

/// The normaliser; NaN if there is no result.
#[inline(always)]
fn or_none<R: Row, F: Float>(
    page: &R,
    is_nan: F::Mask,
    is_masked: F::Mask,
    norm: Double<F>,
) -> Double<F> {
    let something = F::select(is_nan, F::NAN, norm.hi);
    let hi = F::select(is_masked, page.of_nothing(), something);
    Double { hi, lo: F::select(is_masked, F::ZERO, norm.lo) }
}

/// So many results, from terms or, if the function is not made of those, from scores, which have to be moved or divided if `MOVED`.
#[inline(always)]
pub(super) fn results<R: Row, C, F, O, const ACROSS: bool, const MOVED: bool, const N: usize>(
    page: &R,
    work: &[F; N],
    summary: &Summary<OfRow<C, F, ACROSS>>,
) -> [O; N]
where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let (n, scale) = (N / C::COUNT, scale::<C>(page.temperature()));
    let work = parts::<C, F>(work, n);
    let mut out = [O::default(); N];
    let (first, second) = parts_mut::<C, O>(&mut out, n);
    for i in 0..n {
        let x: C = joined(work, i);
        let Summary { top, origin, norm: [hi, lo], total: [total_hi, total_lo] } = summary.at(i);
        let element = if MOVED { moved(x, origin, scale) } else { Double::exact(x) };
        let result = page.finish(element, Double { hi: total_hi, lo: total_lo });
        // The maximum's own is known better.
        let result = Double::select(x.eq(top), page.finish_maximum(Double { hi, lo }), result);
        store(result, are_nan(hi), (&mut *first, &mut *second), i);
    }
    out
}

/// Which of them are NaN?
#[inline(always)]
fn are_nan<C: Chains<Word: Word>>(numbers: C) -> [bool; 2] {
    let words = numbers.words();
    [words[0].is_nan(), words[1].is_nan()]
}

/// The probabilities that outputs stand for, as pairs: high words and low words.
#[inline(always)]
fn probabilities<A: Fusing, R: RowGradient, C, F, const N: usize>(
    page: &R,
    y: &[F; N],
) -> [[F; N]; 2]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    if const { looks_up::<A, F>(R::LOOKS_UP) } {
        return match N < ROUND {
            true => looked_up::<A::Group, R, F, N>(page, y),
            false => looked_up::<A::Vector, R, F, N>(page, y),
        };
    }
    let [mut hi, mut lo] = [[F::ZERO; N]; 2];
    let n = N / C::COUNT;
    let outputs = parts::<C, F>(y, n);
    for i in 0..n {
        let probability = page.probability(joined::<C, F>(outputs, i));
        put(probability.hi, &mut hi, i);
        put(probability.lo, &mut lo, i);
    }
    [hi, lo]
}

/// The same in vectors of this kind, of which `N` is a multiple.
#[inline(always)]
fn looked_up<V: Vector, R: RowGradient, F: Number, const N: usize>(
    page: &R,
    y: &[F; N],
) -> [[F; N]; 2] {
    let [mut hi, mut lo] = [[F::ZERO; N]; 2];
    for i in (0..N).step_by(V::LANES) {
        let probability = page.probability(V::load(&numbers(y)[i..]));
        probability.hi.store(&mut numbers_mut(&mut hi)[i..]);
        probability.lo.store(&mut numbers_mut(&mut lo)[i..]);
    }
    [hi, lo]
}

/// Do gradients have to be divided, or is that seen in the loop? Only of `f32` a loop of its own for those that are not has less to do.
pub(super) fn are_scaled<R: Row, E>(page: &R) -> bool {
    is_scaled(page) || size_of::<E>() != size_of::<f32>()
}

/// So many gradients that go out, from outputs, the gradients that come in, and the sum of the row; across, of each row. See
/// [`are_scaled`].
#[inline(always)]
pub(super) fn gradients<
    A: Fusing,
    R: RowGradient,
    C,
    F,
    E,
    const ACROSS: bool,
    const SCALED: bool,
    const N: usize,
>(
    page: &R,
    y: &[F; N],
    g: &[F; N],
    sums: &[F::Wide],
) -> [E; N]
where
    C: Chains<Word = F::Word>,
    F: Number<Word = E::Word>,
    E: Dtype,
{
    // In loops of their own: all lanes of a vector are wanted for these, and half of them for the rest.
    let [hi, lo] = probabilities::<A, R, C, F, N>(page, y);
    let scale = scale::<F>(page.temperature()).hi;
    let scaled = SCALED && is_scaled(page);
    let mut out = [E::default(); N];
    for i in 0..N {
        let sum = if ACROSS { sums[i] } else { sums[0] };
        let mut gradient = page.gradient(Double { hi: hi[i], lo: lo[i] }, g[i], sum);
        if scaled {
            // A zero keeps its sign.
            let zero = gradient.hi.eq(F::ZERO);
            gradient = Double::select(zero, gradient, gradient * scale);
        }
        let gradient = if page.turned() { -gradient } else { gradient };
        out[i] = rounded(gradient, y[i].word().is_nan());
    }
    out
}
