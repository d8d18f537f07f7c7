//! The loops over some elements, of one row or each of another: exponentials, results, gradients.

use std::slice::from_ref;

use super::lanes::LANES;
use super::sums::are_pairs;
use crate::kernel::element::{parts, parts_mut, rounded, store};
use crate::math::Terms;
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
        let terms @ Terms { floor, rounder } = Terms::up_to(top.hi);
        let Double { hi, lo } = terms.term(top);
        let Double { hi, lo } = Double::fast_two_sum(hi, lo);
        Base { max, origin: F::select(near, F::ZERO, max), floor, rounder, top: [hi, lo] }
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
        (false, true) => {
            let Double { hi, .. } = at_least(Double::exact(x), origin + floor);
            Double::two_sum(hi, -origin)
        }
        (false, false) => at_least(Double::exact(x), floor),
    };
    Terms { floor, rounder }.term(score)
}

/// A pair that is not below a floor; NaN stays.
#[inline(always)]
fn at_least<F: Float>(x: Double<F>, floor: F) -> Double<F> {
    Double::select(x.hi.lt(floor), Double::exact(floor), x)
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
struct OfRow<'a, C, F, const ACROSS: bool> {
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

    #[inline(always)]
    fn of_rows<C: Chains<Word = F::Word>, const ACROSS: bool>(
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

/// The [terms](Terms) of scores, rounded, the maximum's negated to tell it from what is next to it; and as pairs: high words and low
/// words.
#[inline(always)]
pub(super) fn exponentials<R: Row, C, F, const ACROSS: bool, const MOVED: bool>(
    temperature: f64,
    x: &[F; ROUND],
    base: &Base<&[F]>,
) -> [[F; ROUND]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let (n, scale) = (ROUND / C::COUNT, scale::<C>(temperature));
    let (x, base) = (parts::<C, F>(x, n), base.of_rows::<C, ACROSS>(n));
    let [mut out, mut hi, mut lo] = [[F::ZERO; ROUND]; 3];
    for i in 0..n {
        let (score, base): (C, Base<C>) = (joined(x, i), base.at(i));
        let mut e = term::<R, C, MOVED>(score, base, scale);
        let rounded = e.hi + e.lo;
        put(C::select(score.eq(base.max), -rounded, rounded), &mut out, i);
        if are_pairs::<F>() {
            // What is nothing beside a number may be something in a pair.
            let nothing = Double { hi: C::ZERO, lo: C::ZERO };
            e = Double::select(score.eq(-C::INFINITY), nothing, e);
        }
        put(e.hi, &mut hi, i);
        put(e.lo, &mut lo, i);
    }
    [out, hi, lo]
}

/// The terms alone, but 0 for the maxima themselves, which the last numbers mark with a 1 instead, and for −∞.
#[inline(always)]
pub(super) fn other_exponentials<R: Row, C, F, const ACROSS: bool, const MOVED: bool>(
    temperature: f64,
    x: &[F; ROUND],
    base: &Base<&[F]>,
) -> [[F; ROUND]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let (n, scale) = (ROUND / C::COUNT, scale::<C>(temperature));
    let (x, base) = (parts::<C, F>(x, n), base.of_rows::<C, ACROSS>(n));
    let [mut hi, mut lo, mut tied] = [[F::ZERO; ROUND]; 3];
    for i in 0..n {
        let (score, base): (C, Base<C>) = (joined(x, i), base.at(i));
        let is_max = score.eq(base.max);
        let e = term::<R, C, MOVED>(score, base, scale);
        // The smallest sums count: in this, nothing may stand for nothing.
        let is_none = is_max | score.eq(-C::INFINITY);
        put(C::select(is_none, C::ZERO, e.hi), &mut hi, i);
        put(C::select(is_none, C::ZERO, e.lo), &mut lo, i);
        put(C::select(is_max, C::lit(1.0), C::ZERO), &mut tied, i);
    }
    [hi, lo, tied]
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

impl<F: Number> Summary<F> {
    /// From the sum of its exponentials and how many of those are maxima.
    #[inline(always)]
    pub(super) fn new<R: Row>(page: &R, base: Base<F>, mut sum: F::Wide, ties: Double<F>) -> Self {
        if page.beside_zero() {
            sum = sum + F::Wide::of(term::<R, F, true>(F::ZERO, base, scale(page.temperature())));
        }
        let sum = sum.sum(1.0);
        let is_nan = sum.hi.is_nan();
        // A row with NaN has no sum.
        let nothing = base.max.eq(-F::INFINITY) & !is_nan;
        if R::OF_EXPONENTIALS {
            let total = page.normaliser(sum);
            let norm = or_none(page, is_nan, nothing, total * base.top());
            return Summary::of::<R>(base, norm, total);
        }
        // A 0 keeps its sign.
        let sum = Double::select(sum.hi.eq(F::ZERO), sum, sum.over(base.top()));
        let others = ties + F::lit(-1.0);
        let alone = others.hi.eq(F::ZERO);
        let norm = page.normaliser(Double::select(alone, sum, sum + others));
        Summary::of_normaliser(page, base, or_none(page, is_nan, nothing, norm))
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
    nothing: F::Mask,
    norm: Double<F>,
) -> Double<F> {
    let something = F::select(is_nan, F::NAN, norm.hi);
    let hi = F::select(nothing, page.of_nothing(), something);
    Double { hi, lo: F::select(nothing, F::ZERO, norm.lo) }
}

/// So many results, from terms or, if the function is not made of those, from scores, which have to be moved or divided if `MOVED`.
#[inline(always)]
pub(super) fn results<R: Row, C, F, O, const ACROSS: bool, const MOVED: bool, const N: usize>(
    page: &R,
    work: &[F; N],
    summary: &Summary<&[F]>,
) -> [O; N]
where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let (n, scale) = (N / C::COUNT, scale::<C>(page.temperature()));
    let work = parts::<C, F>(work, n);
    let summary = summary.of_rows::<C, ACROSS>(n);
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

/// So many gradients that go out, from outputs, the gradients that come in, and the sum of the row; across, of each row.
#[inline(always)]
pub(super) fn gradients<R: RowGradient, C, F, E, const ACROSS: bool, const N: usize>(
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
    let n = N / C::COUNT;
    let outputs = parts::<C, F>(y, n);
    let [mut hi, mut lo] = [[F::ZERO; N]; 2];
    for i in 0..n {
        let probability = page.probability(joined::<C, F>(outputs, i));
        put(probability.hi, &mut hi, i);
        put(probability.lo, &mut lo, i);
    }
    let scale = scale::<F>(page.temperature()).hi;
    let scaled = is_scaled(page);
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
