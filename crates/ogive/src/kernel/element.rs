//! The loop over a block of elements.

use super::isa::{Fusing, Isa, Job};
use super::random;
use crate::number::{Double, Dtype, Float, Sum, Word};
use crate::page::{Gated, Learned, Varying};

/// The length that the loops work in multiples of: four vectors of the widest instruction set.
/// A shorter rest is padded to it, so that it takes the same way as everything else.
const STEP: usize = 64;

/// A function from blocks of `N` inputs (and of parameters, if it has one) to `M` blocks of results.
///
/// It is an object, so that what cuts arrays into blocks is compiled once for all functions.
pub(crate) trait Kernel<E: Dtype, const N: usize, const M: usize>: Sync {
    /// Does it take parameters?
    fn varies(&self) -> bool;
    /// Does it read its input from the block that its results go to?
    fn in_place(&self) -> bool {
        false
    }
    /// All blocks have the same length, except that `parameters` is empty unless it
    /// [`varies`](Kernel::varies).
    fn run(&self, isa: Isa, inputs: [&[E]; N], parameters: &[E::Word], outs: [&mut [E]; M]);
}

/// The value at each element.
pub(crate) struct Forward<'a, V>(pub &'a V);

/// The slope at each element of the first input, times the second input.
pub(crate) struct Backward<'a, V>(pub &'a V);

/// One number gated by another.
pub(crate) struct GatedForward<'a, G>(pub &'a G);

/// The gradients by both numbers: their slopes at the first two inputs, times the third.
pub(crate) struct GatedBackward<'a, G>(pub &'a G);

/// A kernel of one input, over that input.
pub(crate) struct InPlace<'a, E>(pub &'a dyn Kernel<E, 1, 1>);

impl<E: Dtype, V: Varying> Kernel<E, 1, 1> for Forward<'_, V> {
    fn varies(&self) -> bool {
        V::VARIES
    }
    fn run(&self, isa: Isa, inputs: [&[E]; 1], parameters: &[E::Word], outs: [&mut [E]; 1]) {
        padded(
            inputs,
            parameters,
            outs,
            #[inline(always)]
            |[x], parameters, [out]| isa.run(ForwardLoop { page: self.0, x, parameters, out }),
        );
    }
}

impl<E: Dtype, V: Varying> Kernel<E, 2, 1> for Backward<'_, V> {
    fn varies(&self) -> bool {
        V::VARIES
    }
    fn run(&self, isa: Isa, inputs: [&[E]; 2], parameters: &[E::Word], outs: [&mut [E]; 1]) {
        padded(
            inputs,
            parameters,
            outs,
            #[inline(always)]
            |[x, g], parameters, [out]| {
                isa.run(BackwardLoop { page: self.0, x, g, parameters, out });
            },
        );
    }
}

impl<E: Dtype, G: Gated> Kernel<E, 2, 1> for GatedForward<'_, G> {
    fn varies(&self) -> bool {
        false
    }
    fn run(&self, isa: Isa, inputs: [&[E]; 2], _: &[E::Word], outs: [&mut [E]; 1]) {
        padded(
            inputs,
            &[],
            outs,
            #[inline(always)]
            |[a, b], _, [out]| isa.run(GatedForwardLoop { page: self.0, a, b, out }),
        );
    }
}

impl<E: Dtype, G: Gated> Kernel<E, 3, 2> for GatedBackward<'_, G> {
    fn varies(&self) -> bool {
        false
    }
    fn run(&self, isa: Isa, inputs: [&[E]; 3], _: &[E::Word], outs: [&mut [E]; 2]) {
        padded(
            inputs,
            &[],
            outs,
            #[inline(always)]
            |[a, b, g], _, [da, db]| {
                isa.run(GatedBackwardLoop { page: self.0, a, b, g, da, db });
            },
        );
    }
}

impl<E: Dtype> Kernel<E, 0, 1> for InPlace<'_, E> {
    fn varies(&self) -> bool {
        self.0.varies()
    }
    fn in_place(&self) -> bool {
        true
    }
    fn run(&self, isa: Isa, []: [&[E]; 0], parameters: &[E::Word], [out]: [&mut [E]; 1]) {
        // The loops know that input and output are apart, which is what lets them be vector
        // code without a check; a copy of a block that stays in the first cache buys that.
        let mut copy = [E::default(); BLOCK];
        for (i, block) in out.chunks_mut(BLOCK).enumerate() {
            let copy = &mut copy[..block.len()];
            copy.copy_from_slice(block);
            let parameters = match self.0.varies() {
                true => &parameters[i * BLOCK..][..block.len()],
                false => &[],
            };
            self.0.run(isa, [copy], parameters, [block]);
        }
    }
}

/// How many elements are gathered, computed and put back at a time where they do not lie side
/// by side; small enough for the first cache with all of its inputs.
pub(crate) const BLOCK: usize = 1024;

/// Calls `run` on the multiple of [`STEP`] and, padded to one `STEP`, on the rest.
#[inline(always)]
fn padded<E: Dtype, const N: usize, const M: usize>(
    inputs: [&[E]; N],
    parameters: &[E::Word],
    mut outs: [&mut [E]; M],
    run: impl Fn([&[E]; N], &[E::Word], [&mut [E]; M]),
) {
    let length = outs[0].len();
    let rest = length % STEP;
    let whole = length - rest;
    let (parameters, parameters_rest) = parameters.split_at(parameters.len().min(whole));
    if whole > 0 {
        let outs = outs.each_mut().map(|out| &mut out[..whole]);
        run(inputs.map(|x| &x[..whole]), parameters, outs);
    }
    if rest > 0 {
        let mut pad = [[E::default(); STEP]; N];
        for (pad, x) in pad.iter_mut().zip(inputs) {
            pad[..rest].copy_from_slice(&x[whole..]);
        }
        let mut parameter_pad = [E::Word::default(); STEP];
        parameter_pad[..parameters_rest.len()].copy_from_slice(parameters_rest);
        let mut results = [[E::default(); STEP]; M];
        let result_slices = results.each_mut().map(|result| &mut result[..]);
        run(pad.each_ref().map(|x| &x[..]), &parameter_pad, result_slices);
        for (out, result) in outs.iter_mut().zip(&results) {
            out[whole..].copy_from_slice(&result[..rest]);
        }
    }
}

struct ForwardLoop<'a, V, E: Dtype> {
    page: &'a V,
    x: &'a [E],
    parameters: &'a [E::Word],
    out: &'a mut [E],
}

impl<V: Varying, E: Dtype> Job for ForwardLoop<'_, V, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        forward_loop::<A, V, E>(self.page, self.x, self.parameters, self.out);
    }
}

/// A function of its own, because the compiler takes references for apart from each other where
/// they are arguments, and not where they are fields. The page is copied, or its parameters would
/// be loaded anew for each element.
#[inline(always)]
fn forward_loop<A: Fusing, V: Varying, E: Dtype>(
    page: &V,
    x: &[E],
    parameters: &[E::Word],
    out: &mut [E],
) {
    let page = &page.clone();
    let n = out.len() / STEP * STEP;
    let (x, out) = (&x[..n], &mut out[..n]);
    let parameters = if V::VARIES { &parameters[..n] } else { &[] };
    for i in 0..n {
        let parameter = if V::VARIES { parameters[i] } else { E::Word::default() };
        out[i] = value::<A::Number<E::Word>, V, E>(page, x[i], parameter);
    }
}

struct BackwardLoop<'a, V, E: Dtype> {
    page: &'a V,
    x: &'a [E],
    g: &'a [E],
    parameters: &'a [E::Word],
    out: &'a mut [E],
}

impl<V: Varying, E: Dtype> Job for BackwardLoop<'_, V, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        backward_loop::<A, V, E>(self.page, self.x, self.g, self.parameters, self.out);
    }
}

#[inline(always)]
fn backward_loop<A: Fusing, V: Varying, E: Dtype>(
    page: &V,
    x: &[E],
    g: &[E],
    parameters: &[E::Word],
    out: &mut [E],
) {
    let page = &page.clone();
    let n = out.len() / STEP * STEP;
    let (x, g, out) = (&x[..n], &g[..n], &mut out[..n]);
    let parameters = if V::VARIES { &parameters[..n] } else { &[] };
    for i in 0..n {
        let parameter = if V::VARIES { parameters[i] } else { E::Word::default() };
        out[i] = gradient::<A::Number<E::Word>, V, E>(page, x[i], g[i], parameter);
    }
}

struct GatedForwardLoop<'a, G, E: Dtype> {
    page: &'a G,
    a: &'a [E],
    b: &'a [E],
    out: &'a mut [E],
}

impl<G: Gated, E: Dtype> Job for GatedForwardLoop<'_, G, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        gated_forward_loop::<A, G, E>(self.page, self.a, self.b, self.out);
    }
}

#[inline(always)]
fn gated_forward_loop<A: Fusing, G: Gated, E: Dtype>(page: &G, a: &[E], b: &[E], out: &mut [E]) {
    let page = &page.clone();
    let n = out.len() / STEP * STEP;
    let (a, b, out) = (&a[..n], &b[..n], &mut out[..n]);
    for i in 0..n {
        let [x, y] = [a[i].widen(), b[i].widen()].map(A::Number::<E::Word>::from_word);
        out[i] = rounded(page.value(x, y), a[i].widen().is_nan() | b[i].widen().is_nan());
    }
}

struct GatedBackwardLoop<'a, G, E: Dtype> {
    page: &'a G,
    a: &'a [E],
    b: &'a [E],
    g: &'a [E],
    da: &'a mut [E],
    db: &'a mut [E],
}

impl<G: Gated, E: Dtype> Job for GatedBackwardLoop<'_, G, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        let GatedBackwardLoop { page, a, b, g, da, db } = self;
        gated_backward_loop::<A, G, E>(page, a, b, g, da, db);
    }
}

#[inline(always)]
fn gated_backward_loop<A: Fusing, G: Gated, E: Dtype>(
    page: &G,
    a: &[E],
    b: &[E],
    g: &[E],
    da: &mut [E],
    db: &mut [E],
) {
    let page = &page.clone();
    let n = da.len() / STEP * STEP;
    let (a, b, g) = (&a[..n], &b[..n], &g[..n]);
    let (da, db) = (&mut da[..n], &mut db[..n]);
    for i in 0..n {
        let [x, y, z] = [a[i], b[i], g[i]].map(
            #[inline(always)]
            |e| A::Number::<E::Word>::from_word(e.widen()),
        );
        let nan = a[i].widen().is_nan() | b[i].widen().is_nan();
        let [by_a, by_b] = page.slopes(x, y);
        da[i] = rounded(passed(by_a, z), nan);
        db[i] = rounded(passed(by_b, z), nan);
    }
}

/// The value at one element: NaN for NaN, and otherwise the page's, rounded once.
#[inline(always)]
pub(crate) fn value<F, V, E>(page: &V, x: E, parameter: E::Word) -> E
where
    F: Float<Word = E::Word>,
    V: Varying,
    E: Dtype,
{
    let x = x.widen();
    let y = page.value_at(F::from_word(x), F::from_word(parameter));
    rounded(y, x.is_nan())
}

/// The slope at one element times the gradient that comes in; 0 where the slope is 0,
/// even if that gradient is infinite or NaN: what does not pass, does not pass.
#[inline(always)]
pub(crate) fn gradient<F, V, E>(page: &V, x: E, g: E, parameter: E::Word) -> E
where
    F: Float<Word = E::Word>,
    V: Varying,
    E: Dtype,
{
    let x = x.widen();
    let g = F::from_word(g.widen());
    let slope = page.slope_at(F::from_word(x), F::from_word(parameter));
    rounded(passed(slope, g), x.is_nan())
}

/// A gradient through a slope.
#[inline(always)]
fn passed<F: Float>(slope: Double<F>, g: F) -> Double<F> {
    let product = slope * g;
    // Where the product overflows, its low word is no number, and where it is 0, adding a low word
    // would lose its sign; the high one is the answer.
    let plain = Double::exact(slope.hi * g);
    let magnitude = plain.hi.abs();
    let regular = magnitude.gt(F::ZERO) & magnitude.lt(F::INFINITY);
    let product = Double::select(regular, product, plain);
    // A slope that has underflowed keeps its sign.
    let blocked = slope.hi.eq(F::ZERO);
    Double::select(blocked, Double::exact(slope.hi), product)
}

/// Rounded to the element type; the canonical NaN if `nan` or if it is one.
#[inline(always)]
pub(crate) fn rounded<F, E>(y: Double<F>, nan: bool) -> E
where
    F: Float<Word = E::Word>,
    E: Dtype,
{
    let hi = y.hi.word();
    let result = E::narrow(hi, y.lo.word());
    if nan || hi.is_nan() { E::NAN } else { result }
}

/// The sum, over a block, of the derivative by a learned parameter times the gradient that comes in:
/// in 16 lanes, which are added up in a tree.
pub(crate) fn sum_by<L: Learned, E: Dtype>(
    page: &L,
    isa: Isa,
    which: usize,
    parameter: E::Word,
    x: &[E],
    g: &[E],
) -> f64 {
    let mut sum = 0.0;
    let out = &mut sum;
    isa.run(SumByLoop { page, which, parameter, x, g, out });
    sum
}

const LANES: usize = 16;

struct SumByLoop<'a, L, E: Dtype> {
    page: &'a L,
    which: usize,
    parameter: E::Word,
    x: &'a [E],
    g: &'a [E],
    out: &'a mut f64,
}

impl<L: Learned, E: Dtype> Job for SumByLoop<'_, L, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        let page = &self.page.clone();
        let parameter = A::Number::<E::Word>::from_word(self.parameter);
        let mut sums = [<A::Number<E::Word> as Float>::Sum::ZERO; LANES];
        for (x, g) in self.x.chunks(LANES).zip(self.g.chunks(LANES)) {
            for (lane, (x, g)) in sums.iter_mut().zip(x.iter().zip(g)) {
                let (x, g) = (x.widen(), A::Number::<E::Word>::from_word(g.widen()));
                let slope = page.slope_by(self.which, A::Number::from_word(x), parameter);
                let term = passed(slope, g);
                let nan = Double::exact(A::Number::<E::Word>::NAN);
                *lane = lane.plus(if x.is_nan() { nan } else { term });
            }
        }
        let mut width = LANES / 2;
        while width > 0 {
            for l in 0..width {
                sums[l] = sums[l].merge(sums[l + width]);
            }
            width /= 2;
        }
        let Double { hi, lo } = sums[0].double(1.0);
        *self.out = hi.word().wide() + lo.word().wide();
    }
}

/// The parameters of the elements with these indices, drawn evenly between two limits.
pub(crate) fn draw<W: Word>(isa: Isa, limits: [W; 2], seed: u64, indices: &[u64], out: &mut [W]) {
    isa.run(DrawLoop { limits, seed, indices, out });
}

struct DrawLoop<'a, W> {
    limits: [W; 2],
    seed: u64,
    indices: &'a [u64],
    out: &'a mut [W],
}

impl<W: Word> Job for DrawLoop<'_, W> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self) {
        let n = self.out.len();
        let indices = &self.indices[..n];
        let [lower, upper] = self.limits.map(A::Number::<W>::from_word);
        for (out, index) in self.out.iter_mut().zip(indices) {
            let bits = random::bits(self.seed, *index);
            let fraction = A::Number::<W>::from_word(W::fraction(bits));
            let drawn = fraction.fma(upper - lower, lower);
            // Rounding may lift the sum above the upper limit.
            *out = A::Number::<W>::select(drawn.gt(upper), upper, drawn).word();
        }
    }
}
