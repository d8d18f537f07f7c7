//! The loops over a block of groups: exponentials, results, gradients.

use super::lanes::{LANES, Lanes};
use super::sums::{Counts, Sums};
use crate::kernel::element::{part, parts, parts_mut, rounded, store};
use crate::kernel::isa::Fusing;
use crate::kernel::memory::Aligned;
use crate::math::exp_term;
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

/// e^(x − max) for a finite maximum, held up by 2^[`term_hold`](crate::math::term_hold), as a pair; 0 for −∞, and NaN for NaN.
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

/// How many groups the loops below work on at a time: what they take from one pass to the next
/// stays in the first cache.
pub(super) const BLOCK: usize = 64;

/// A block of numbers, one for each lane of up to [`BLOCK`] groups.
pub(super) type Block<F> = Aligned<[Lanes<F>; BLOCK]>;

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
pub(super) struct OfRow<'a, C, F, const SLOTS: usize> {
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

/// e^(x − max), held up by 2^[`term_hold`](crate::math::term_hold), as pairs: the high words in place of the scores.
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
pub(super) struct Terms<F> {
    /// Pairs; the high words are here where the scores are still wanted, and else in their place.
    pub(super) hi: Block<F>,
    pub(super) lo: Block<F>,
    /// 1 where the maximum is, 0 elsewhere.
    pub(super) tied: Block<F>,
    /// The maximum of each row.
    pub(super) max: Block<F>,
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
    pub(super) fn add<C, const SLOTS: usize, const OF_EXPONENTIALS: bool>(
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
    pub(super) fn replace<C, const SLOTS: usize>(
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
pub(super) struct Summary<'a, F> {
    pub(super) max: &'a Block<F>,
    pub(super) norm_hi: &'a Block<F>,
    pub(super) norm_lo: &'a Block<F>,
}

/// The results, from exponentials or, if the function is not made of those, from scores.
#[inline(always)]
pub(super) fn results<R: Row, C, F, O, const SLOTS: usize, const SCALED: bool>(
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
pub(super) fn gradients<R: RowGradient, F, E, const SLOTS: usize, const SCALED: bool>(
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
