//! The loops over some elements, of one row or each of another: exponentials, results, gradients.

use super::lanes::LANES;
use crate::kernel::element::{parts, parts_mut, rounded, store};
use crate::math::{exp_term, power, term_hold};
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

/// e^(x − max) for a finite maximum, held up by 2^[`term_hold`], as a pair; 0 for −∞, and NaN for NaN.
#[inline(always)]
fn near_exponential<F: Float>(x: F, max: F) -> Double<F> {
    term_of(x, Double::two_sum(x, -max))
}

/// The same for any maximum, of the difference times a scale.
#[inline(always)]
pub(super) fn scaled_exponential<F: Float>(x: F, max: F, scale: Double<F>) -> Double<F> {
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

/// How many elements are worked on together: two chains of whole vectors, on any instruction set.
///
/// The loops here are over arrays of a known length, which are copies: of memory, compilers would have to see first whether it lies
/// apart, which takes as long as some hundred exponentials.
pub(super) const ROUND: usize = 2 * LANES;

/// e^(x − max), held up by 2^[`term_hold`], as pairs: high words and low words.
#[inline(always)]
pub(super) fn exponentials<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    x: &[F; ROUND],
    max: &[F],
) -> [[F; ROUND]; 2]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let (n, scale) = (ROUND / C::COUNT, scale::<C>(temperature));
    let (x, max) = (parts::<C, F>(x, n), OfRow::<C, F, ACROSS>::new(max, n));
    let [mut hi, mut lo] = [[F::ZERO; ROUND]; 2];
    for i in 0..n {
        let e = exponential::<C, SCALED>(joined(x, i), max.at(i), scale);
        put(e.hi, &mut hi, i);
        put(e.lo, &mut lo, i);
    }
    [hi, lo]
}

/// The same, but 0 for the maxima themselves, which the last numbers mark with a 1 instead.
#[inline(always)]
pub(super) fn other_exponentials<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    x: &[F; ROUND],
    max: &[F],
) -> [[F; ROUND]; 3]
where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let (n, scale) = (ROUND / C::COUNT, scale::<C>(temperature));
    let (x, max) = (parts::<C, F>(x, n), OfRow::<C, F, ACROSS>::new(max, n));
    let [mut hi, mut lo, mut tied] = [[F::ZERO; ROUND]; 3];
    for i in 0..n {
        let (score, max): (C, C) = (joined(x, i), max.at(i));
        let is_max = score.eq(max);
        let e = exponential::<C, SCALED>(score, max, scale);
        put(C::select(is_max, C::ZERO, e.hi), &mut hi, i);
        put(C::select(is_max, C::ZERO, e.lo), &mut lo, i);
        put(C::select(is_max, C::lit(1.0), C::ZERO), &mut tied, i);
    }
    [hi, lo, tied]
}

#[inline(always)]
fn exponential<F: Float, const SCALED: bool>(x: F, max: F, scale: Double<F>) -> Double<F> {
    if SCALED { scaled_exponential(x, max, scale) } else { near_exponential(x, max) }
}

/// The numbers of each row under work that its results are made with.
pub(super) struct Summary<'a, F> {
    pub(super) max: &'a [F],
    /// The normalisers, as pairs.
    pub(super) hi: &'a [F],
    pub(super) lo: &'a [F],
}

/// The normaliser of a row, from the sum of its exponentials and how many of those are maxima; NaN if it has no result.
#[inline(always)]
pub(super) fn normaliser<R: Row, F: Number>(
    page: &R,
    max: F,
    mut sum: F::Wide,
    ties: Double<F>,
) -> Double<F> {
    let down = power(-term_hold::<F>());
    if page.beside_zero() {
        let zero = scaled_exponential(F::ZERO, max, scale(page.temperature()));
        sum = sum + F::Wide::of(zero);
    }
    let is_nan = sum.sum(1.0).hi.is_nan();
    let normaliser = match R::OF_EXPONENTIALS {
        true => page.normaliser(sum.sum(down)).scaled(F::lit(down)),
        false => {
            let (sum, others) = (sum.sum(down), ties + F::lit(-1.0));
            let alone = others.hi.eq(F::ZERO);
            page.normaliser(Double::select(alone, sum, sum + others))
        }
    };
    // A row with NaN has no sum.
    let nothing = max.eq(-F::INFINITY) & !is_nan;
    let something = F::select(is_nan, F::NAN, normaliser.hi);
    let hi = F::select(nothing, page.of_nothing(), something);
    Double { hi, lo: F::select(nothing, F::ZERO, normaliser.lo) }
}

/// Are its results made of scores that have to be divided?
pub(super) fn scales_results<R: Row>(page: &R) -> bool {
    !R::OF_EXPONENTIALS && is_scaled(page)
}

/// So many results, from exponentials or, if the function is not made of those, from scores, which `SCALED` says whether to divide.
#[inline(always)]
pub(super) fn results<R: Row, C, F, O, const ACROSS: bool, const SCALED: bool, const N: usize>(
    page: &R,
    work: &[F; N],
    summary: &Summary<F>,
) -> [O; N]
where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let (n, scale) = (N / C::COUNT, scale::<C>(page.temperature()));
    let work = parts::<C, F>(work, n);
    let [max, norm_hi, norm_lo] = [summary.max, summary.hi, summary.lo].map(
        #[inline(always)]
        |numbers| OfRow::<C, F, ACROSS>::new(numbers, n),
    );
    let mut out = [O::default(); N];
    let (first, second) = parts_mut::<C, O>(&mut out, n);
    for i in 0..n {
        let element: C = joined(work, i);
        let element = match (R::OF_EXPONENTIALS, SCALED) {
            (true, _) => Double::exact(element),
            (false, true) => scaled_below(element, max.at(i), scale),
            (false, false) => below_maximum(element, max.at(i)),
        };
        let normaliser = Double { hi: norm_hi.at(i), lo: norm_lo.at(i) };
        let result = page.finish(element, normaliser);
        store(result, are_nan(normaliser.hi), (&mut *first, &mut *second), i);
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
