//! The loops over some elements of one row or of many: exponentials, results, gradients.

use super::lanes::LANES;
use crate::kernel::element::{part, parts, parts_mut, rounded, store};
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

/// e^(x − max), held up by 2^[`term_hold`], as pairs: the high words in place of the scores.
///
/// The loops here are flat, over slices of a length that is not known beforehand, because that is
/// what compilers make vector code of.
#[inline(always)]
pub(super) fn exponentials<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    x: &mut [F],
    max: &[F],
    lo: &mut [F],
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let n = whole::<C, ACROSS>(x.len());
    let max = OfRow::<C, F, ACROSS>::new(max, n);
    let (x, x_2) = parts_mut::<C, F>(x, n);
    let (lo, lo_2) = parts_mut::<C, F>(lo, n);
    exponential_loop::<C, F, ACROSS, SCALED>(temperature, n, max, x, x_2, lo, lo_2);
}

/// Over the parts that are computed in step: functions of their own, like the loop over elements, because what
/// they write to is known to lie apart where it is an argument.
#[inline(always)]
fn exponential_loop<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    n: usize,
    max: OfRow<C, F, ACROSS>,
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

/// The length of each part that is worked on in step: across, that of a round is known beforehand.
#[inline(always)]
fn in_step<C: Chains, const ACROSS: bool>(length: usize) -> usize {
    if ACROSS { length / C::COUNT } else { part::<C>(length) }
}

/// The same, seen to be whole vectors, as it is for an even number of groups.
#[inline(always)]
fn whole<C: Chains, const ACROSS: bool>(length: usize) -> usize {
    in_step::<C, ACROSS>(length) & !(LANES - 1)
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
pub(super) fn other_exponentials<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    x: &[F],
    max: &[F],
    (hi, lo, tied): (&mut [F], &mut [F], &mut [F]),
) where
    C: Chains<Word = F::Word>,
    F: Number,
{
    let n = whole::<C, ACROSS>(x.len());
    let max = OfRow::<C, F, ACROSS>::new(max, n);
    let x = parts::<C, F>(x, n);
    let (hi, hi_2) = parts_mut::<C, F>(hi, n);
    let (lo, lo_2) = parts_mut::<C, F>(lo, n);
    let (tied, tied_2) = parts_mut::<C, F>(tied, n);
    other_loop::<C, F, ACROSS, SCALED>(temperature, x, max, hi, hi_2, lo, lo_2, tied, tied_2);
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "only arguments are known to lie apart")]
fn other_loop<C, F, const ACROSS: bool, const SCALED: bool>(
    temperature: f64,
    [x, x_2]: [&[F]; 2],
    max: OfRow<C, F, ACROSS>,
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

/// The results, from exponentials or, if the function is not made of those, from scores.
#[inline(always)]
pub(super) fn results<R: Row, C, F, O, const ACROSS: bool>(
    page: &R,
    work: &[F],
    summary: &Summary<F>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    match !R::OF_EXPONENTIALS && is_scaled(page) {
        false => results_by::<R, C, F, O, ACROSS, false>(page, work, summary, out),
        true => results_by::<R, C, F, O, ACROSS, true>(page, work, summary, out),
    }
}

#[inline(always)]
fn results_by<R: Row, C, F, O, const ACROSS: bool, const SCALED: bool>(
    page: &R,
    work: &[F],
    summary: &Summary<F>,
    out: &mut [O],
) where
    C: Chains<Word = F::Word>,
    F: Number,
    O: Dtype<Word = F::Word>,
{
    let n = in_step::<C, ACROSS>(work.len());
    let [max, norm_hi, norm_lo] = [summary.max, summary.hi, summary.lo].map(
        #[inline(always)]
        |numbers| OfRow::<C, F, ACROSS>::new(numbers, n),
    );
    let work = parts::<C, F>(work, n);
    let (out, out_2) = parts_mut::<C, O>(out, n);
    let norm = [norm_hi, norm_lo];
    result_loop::<R, C, F, O, ACROSS, SCALED>(page, work, max, norm, out, out_2);
}

#[inline(always)]
fn result_loop<R: Row, C, F, O, const ACROSS: bool, const SCALED: bool>(
    page: &R,
    [work, work_2]: [&[F]; 2],
    max: OfRow<C, F, ACROSS>,
    [norm_hi, norm_lo]: [OfRow<C, F, ACROSS>; 2],
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

/// How many elements gradients are made of together: two chains of whole vectors, on any instruction set.
pub(super) const ROUND: usize = 2 * LANES;

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
    let (mut hi, mut lo) = ([F::ZERO; N], [F::ZERO; N]);
    let n = N / C::COUNT;
    let outputs = parts::<C, F>(y, n);
    let (hi_1, hi_2) = parts_mut::<C, F>(&mut hi, n);
    let (lo_1, lo_2) = parts_mut::<C, F>(&mut lo, n);
    for i in 0..n {
        let probability = page.probability(joined::<C, F>(outputs, i));
        put(probability.hi, (&mut *hi_1, &mut *hi_2), i);
        put(probability.lo, (&mut *lo_1, &mut *lo_2), i);
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
