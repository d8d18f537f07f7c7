//! The loop over a block of elements.

use std::ops::Range;

use bytemuck::TransparentWrapper;

use super::isa::{Fusing, Isa, Job};
use super::memory::{Aligned, Line, fetch_lines, stream_lines};
use super::vector::Vector;
use super::{half, random};
use crate::math::interval::Within;
use crate::number::{Chains, Double, Dtype, Float, Number, Portable, Tangent, Wide, Word};
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
    /// Does computing cost next to nothing beside reading and writing?
    fn is_light(&self) -> bool;
    /// All blocks have the same length, except that `parameters` is empty unless it
    /// [`varies`](Kernel::varies).
    fn run_far(
        &self,
        isa: Isa,
        far: Far<M>,
        inputs: [&[E]; N],
        parameters: &[E::Word],
        outs: [&mut [E]; M],
    );
    /// For one input and one result: the function of `block`, into `block`.
    fn run_over(&self, isa: Isa, parameters: &[E::Word], block: &mut [E]);
}

impl<E: Dtype, const N: usize, const M: usize> dyn Kernel<E, N, M> + '_ {
    /// The same for a block that is in the caches.
    pub(crate) fn run(
        &self,
        isa: Isa,
        inputs: [&[E]; N],
        parameters: &[E::Word],
        outs: [&mut [E]; M],
    ) {
        self.run_far(isa, Far::NOT, inputs, parameters, outs);
    }
}

/// What a block has to do with memory beyond the caches.
pub(crate) struct Far<'a, const M: usize> {
    /// So many elements after each input lies what is needed next, and is fetched meanwhile. There need not be anything; 0 if it is not
    /// wanted.
    pub(crate) ahead: usize,
    /// The cache lines that results go to in the end, past the caches, if they do.
    pub(crate) lines: Option<[&'a mut [Line]; M]>,
}

impl<const M: usize> Far<'_, M> {
    /// For a block that is in the caches.
    pub(crate) const NOT: Self = Far { ahead: 0, lines: None };
}

/// What a loop over elements computes at each of them, from `N` inputs, to `M` results.
pub(crate) trait Formula<const N: usize, const M: usize>: Clone + Sync {
    /// How many of the inputs, the first ones, are the function's own: where one of those is NaN, so are
    /// the results. An incoming gradient is none of them.
    const ARGUMENTS: usize;
    /// Does it take parameters?
    const VARIES: bool = false;
    /// See [`Kernel::is_light`].
    const LIGHT: bool = false;
    /// Are results of half precision often ties, or next to one? See [`Elementwise::SHORT`](crate::page::Elementwise::SHORT).
    const SHORT: bool = false;
    /// Is it seldom asked for? Then it has no loops of its own that are faster, and more to compile.
    const RARE: bool = false;
    /// Does it look something up? See [`Elementwise::LOOKS_UP`](crate::page::Elementwise::LOOKS_UP).
    const LOOKS_UP: bool = false;
    /// Are there tables of the [`usual`](Formula::usual) one? See [`by_interval`](Formula::by_interval).
    const BY_INTERVAL: bool = false;
    /// See [`Elementwise::usual`](crate::page::Elementwise::usual).
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        None
    }
    /// What it does if it is the [`usual`](Formula::usual) one, by [intervals](crate::math::interval), and where those do not reach.
    #[inline(always)]
    fn by_interval<F: Float>(&self, inputs: [F; N]) -> Option<([Double<F>; M], F::Mask)> {
        let _ = inputs;
        None
    }
    /// Does it.
    fn at<F: Float>(&self, inputs: [F; N], parameter: F) -> [Double<F>; M];
}

/// The value at each element.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct Forward<V>(pub V);

impl<V: Varying> Formula<1, 1> for Forward<V> {
    const ARGUMENTS: usize = 1;
    const VARIES: bool = V::VARIES;
    const LIGHT: bool = V::STRAIGHT;
    const SHORT: bool = V::SHORT;
    const LOOKS_UP: bool = V::LOOKS_UP;
    const BY_INTERVAL: bool = V::BY_INTERVAL[0];
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        self.0.usual().map(Forward)
    }
    #[inline(always)]
    fn by_interval<F: Float>(&self, [x]: [F; 1]) -> Option<([Double<F>; 1], F::Mask)> {
        let Within { result, beyond } = self.0.value_by_interval_at(x)?;
        Some(([result], beyond))
    }
    #[inline(always)]
    fn at<F: Float>(&self, [x]: [F; 1], parameter: F) -> [Double<F>; 1] {
        [self.0.value_at(x, parameter)]
    }
}

/// The slope at each element of the first input, times the second input.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct Backward<V>(pub V);

impl<V: Varying> Formula<2, 1> for Backward<V> {
    const ARGUMENTS: usize = 1;
    const VARIES: bool = V::VARIES;
    const LIGHT: bool = V::STRAIGHT;
    const SHORT: bool = V::SHORT;
    const BY_INTERVAL: bool = V::BY_INTERVAL[1];
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        self.0.usual().map(Backward)
    }
    #[inline(always)]
    fn by_interval<F: Float>(&self, [x, g]: [F; 2]) -> Option<([Double<F>; 1], F::Mask)> {
        let Within { result: slope, beyond } = self.0.slope_by_interval_at(x)?;
        // An infinite gradient times a low word of the other sign is no number.
        let product = product(slope, g);
        Some(([product], beyond | product.hi.is_nan()))
    }
    #[inline(always)]
    fn at<F: Float>(&self, [x, g]: [F; 2], parameter: F) -> [Double<F>; 1] {
        let slope = self.0.slope_at(x, parameter);
        [if V::STRAIGHT { passed_exact(slope.hi, g) } else { passed(slope, g) }]
    }
}

/// The slope of the slope at each element of the first input, times the second input.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct SecondDerivative<V>(pub V);

impl<V: Varying> Formula<2, 1> for SecondDerivative<V> {
    const ARGUMENTS: usize = 1;
    const VARIES: bool = V::VARIES;
    const LIGHT: bool = V::STRAIGHT;
    const RARE: bool = true;
    #[inline(always)]
    fn at<F: Float>(&self, [x, g]: [F; 2], parameter: F) -> [Double<F>; 1] {
        if V::STRAIGHT {
            return [Double::exact(F::ZERO)];
        }
        // Where x, or a multiple of it, is 0, |x| would have no slope; beside it the result is the same. At 0
        // itself it is that of the left side.
        let tiny = F::lit(1e-300);
        let beside = F::select(x.eq(F::ZERO), -tiny, tiny.copysign(x));
        let x = F::select(x.abs().lt(tiny), beside, x);
        let slope = self.0.slope_at(Tangent::variable(x), Tangent::constant(parameter));
        [passed_exact(slope.hi.tangent + slope.lo.tangent, g)]
    }
}

/// The slope where the value is the first input, times the second input.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct BackwardFromOutput<V>(pub V);

impl<V: Varying> Formula<2, 1> for BackwardFromOutput<V> {
    const ARGUMENTS: usize = 1;
    const VARIES: bool = V::VARIES;
    const LIGHT: bool = true;
    /// A product of two short numbers.
    const SHORT: bool = true;
    #[inline(always)]
    fn at<F: Float>(&self, [y, g]: [F; 2], parameter: F) -> [Double<F>; 1] {
        [passed_exact(self.0.slope_at_value(y, parameter), g)]
    }
}

/// One number gated by another.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct GatedForward<G>(G);

impl<G: Gated> Formula<2, 1> for GatedForward<G> {
    const ARGUMENTS: usize = 2;
    const SHORT: bool = G::SHORT;
    const LOOKS_UP: bool = G::LOOKS_UP;
    #[inline(always)]
    fn at<F: Float>(&self, [a, b]: [F; 2], _: F) -> [Double<F>; 1] {
        [self.0.value(a, b)]
    }
}

/// The gradients by both numbers: their slopes at the first two inputs, times the third.
#[derive(Clone, TransparentWrapper)]
#[repr(transparent)]
pub(crate) struct GatedBackward<G>(G);

impl<G: Gated> Formula<3, 2> for GatedBackward<G> {
    const ARGUMENTS: usize = 2;
    const SHORT: bool = G::SHORT;
    const LOOKS_UP: bool = G::LOOKS_UP;
    #[inline(always)]
    fn at<F: Float>(&self, [a, b, g]: [F; 3], _: F) -> [Double<F>; 2] {
        let [by_a, by_b] = self.0.slopes(a, b);
        [passed(by_a, g), passed(by_b, g)]
    }
}

impl<E: Dtype, K: Formula<N, M>, const N: usize, const M: usize> Kernel<E, N, M> for K {
    fn varies(&self) -> bool {
        K::VARIES
    }
    fn is_light(&self) -> bool {
        K::LIGHT
    }
    fn run_far(
        &self,
        isa: Isa,
        far: Far<M>,
        inputs: [&[E]; N],
        parameters: &[E::Word],
        outs: [&mut [E]; M],
    ) {
        if const { is_half::<E>() && !K::SHORT } {
            run_half(self, isa, far, Some(inputs), parameters, outs);
        } else {
            run_block(self, isa, far, inputs, parameters, outs);
        }
    }
    fn run_over(&self, isa: Isa, parameters: &[E::Word], out: &mut [E]) {
        // Nobody asks this of the others, and so it is not compiled for them.
        if const { N != 1 || M != 1 } {
        } else if const { is_half::<E>() && !K::SHORT } {
            let mut out = Some(out);
            let outs: [_; M] = std::array::from_fn(|_| out.take().unwrap_or_default());
            run_half::<E, N, M>(self, isa, Far::NOT, None, parameters, outs);
        } else if const { K::LIGHT && !is_half::<E>() } {
            isa.run(LoopOver::<K, E, N, M> { formula: self, parameters, out });
        } else {
            run_blocks_over::<E, N, M>(self, isa, parameters, out);
        }
    }
}

/// What a loop works on: whole [`STEP`]s.
struct Block<'a, E: Dtype, const N: usize, const M: usize> {
    inputs: [&'a [E]; N],
    /// What is fetched meanwhile, if the loop is [`STEADY`](Loop::STEADY): as much from each of these places on.
    next: [*const E; N],
    parameters: &'a [E::Word],
    outs: [&'a mut [E]; M],
    /// Where results are streamed to, likewise.
    lines: Option<[&'a mut [Line]; M]>,
}

/// A formula's loop, as an object: so what is around it is compiled once for all formulas.
trait Whole<E: Dtype, const N: usize, const M: usize>: Kernel<E, N, M> {
    /// Does it fetch and stream by itself? Else it does neither.
    fn is_steady(&self) -> bool;
    /// Does it.
    fn run_whole(&self, isa: Isa, block: &mut Block<E, N, M>);
}

impl<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize> Whole<E, N, M> for K {
    fn is_steady(&self) -> bool {
        Loop::<K, E, N, M>::STEADY
    }
    fn run_whole(&self, isa: Isa, block: &mut Block<E, N, M>) {
        isa.run(Loop { formula: self, block });
    }
}

/// A block.
fn run_block<E: Dtype, const N: usize, const M: usize>(
    of: &dyn Whole<E, N, M>,
    isa: Isa,
    Far { ahead, lines }: Far<M>,
    inputs: [&[E]; N],
    parameters: &[E::Word],
    mut outs: [&mut [E]; M],
) {
    if of.is_steady() && outs[0].len().is_multiple_of(STEP) {
        let next = inputs.map(|x| x.as_ptr().wrapping_add(ahead));
        return of.run_whole(isa, &mut Block { inputs, next, parameters, outs, lines });
    }
    fetch_next(inputs, ahead);
    let here = inputs.map(<[_]>::as_ptr);
    padded(of, isa, inputs, here, parameters, outs.each_mut().map(|out| &mut **out));
    stream(lines, outs);
}

/// Block by block over the input.
///
/// The loops know that input and output are apart, which is what lets them be vector code without a check; a copy of a block that
/// stays in the first cache buys that.
fn run_blocks_over<E: Dtype, const N: usize, const M: usize>(
    of: &dyn Whole<E, N, M>,
    isa: Isa,
    parameters: &[E::Word],
    out: &mut [E],
) {
    let Aligned(copy) = &mut Aligned([E::default(); BLOCK]);
    for (i, block) in out.chunks_mut(BLOCK).enumerate() {
        let copy = &mut copy[..block.len()];
        copy.copy_from_slice(block);
        let parameters = if of.varies() { &parameters[i * BLOCK..][..block.len()] } else { &[] };
        let next = [block.as_ptr().wrapping_add(BLOCK); N];
        let mut block = Some(block);
        let outs = std::array::from_fn(|_| block.take().unwrap_or_default());
        padded(of, isa, [&*copy; N], next, parameters, outs);
    }
}

/// A kernel with any of the numbers of inputs and results that there are: so what cuts arrays is compiled once for all of them.
pub(crate) enum AnyKernel<'k, E> {
    /// From its input, in the block that its results go to.
    Over(&'k dyn Kernel<E, 1, 1>),
    /// From one input.
    One(&'k dyn Kernel<E, 1, 1>),
    /// From two inputs.
    Two(&'k dyn Kernel<E, 2, 1>),
    /// From three inputs, to two results.
    Three(&'k dyn Kernel<E, 3, 2>),
}

/// The largest number of inputs.
pub(super) const INPUTS: usize = 3;

/// The largest number of results.
pub(super) const RESULTS: usize = 2;

impl<E> Clone for AnyKernel<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for AnyKernel<'_, E> {}

impl<E: Dtype> AnyKernel<'_, E> {
    /// See [`Kernel::varies`].
    pub(super) fn varies(self) -> bool {
        match self {
            AnyKernel::Over(kernel) | AnyKernel::One(kernel) => kernel.varies(),
            AnyKernel::Two(kernel) => kernel.varies(),
            AnyKernel::Three(kernel) => kernel.varies(),
        }
    }

    /// See [`Kernel::is_light`].
    pub(super) fn is_light(self) -> bool {
        match self {
            AnyKernel::Over(kernel) | AnyKernel::One(kernel) => kernel.is_light(),
            AnyKernel::Two(kernel) => kernel.is_light(),
            AnyKernel::Three(kernel) => kernel.is_light(),
        }
    }

    /// Does it read its input from the block that its results go to?
    pub(super) fn in_place(self) -> bool {
        matches!(self, AnyKernel::Over(_))
    }

    /// See [`Kernel::run_far`]. Inputs, results and lines that it does not have are empty.
    pub(super) fn run_far(
        self,
        isa: Isa,
        Far { ahead, lines }: Far<RESULTS>,
        [first, second, third]: [&[E]; INPUTS],
        parameters: &[E::Word],
        outs: [&mut [E]; RESULTS],
    ) {
        if let AnyKernel::Three(kernel) = self {
            let inputs = [first, second, third];
            return kernel.run_far(isa, Far { ahead, lines }, inputs, parameters, outs);
        }
        let far = Far { ahead, lines: lines.map(|[lines, _]| [lines]) };
        let [out, _] = outs;
        match self {
            // What is written was read just before, and is in the caches.
            AnyKernel::Over(kernel) => kernel.run_over(isa, parameters, out),
            AnyKernel::One(kernel) => kernel.run_far(isa, far, [first], parameters, [out]),
            AnyKernel::Two(kernel) => kernel.run_far(isa, far, [first, second], parameters, [out]),
            AnyKernel::Three(_) => {}
        }
    }
}

/// How many elements are gathered, computed and put back at a time where they do not lie side
/// by side; small enough for the first cache with all of its inputs.
pub(crate) const BLOCK: usize = 1024;

/// Runs a loop on the multiple of [`STEP`] and, padded to one `STEP`, on the rest.
fn padded<E: Dtype, const N: usize, const M: usize>(
    of: &dyn Whole<E, N, M>,
    isa: Isa,
    inputs: [&[E]; N],
    next: [*const E; N],
    parameters: &[E::Word],
    mut outs: [&mut [E]; M],
) {
    let length = outs[0].len();
    let rest = length % STEP;
    let whole = length - rest;
    let (parameters, parameters_rest) = parameters.split_at(parameters.len().min(whole));
    if whole > 0 {
        let outs = outs.each_mut().map(|out| &mut out[..whole]);
        let inputs = inputs.map(|x| &x[..whole]);
        of.run_whole(isa, &mut Block { inputs, next, parameters, outs, lines: None });
    }
    if rest > 0 {
        let mut pad = [[E::default(); STEP]; N];
        for (pad, x) in pad.iter_mut().zip(inputs) {
            pad[..rest].copy_from_slice(&x[whole..]);
        }
        let mut parameter_pad = [E::Word::default(); STEP];
        parameter_pad[..parameters_rest.len()].copy_from_slice(parameters_rest);
        let mut results = [[E::default(); STEP]; M];
        let outs_here = results.each_mut().map(|result| &mut result[..]);
        let inputs = pad.each_ref().map(|pad| &pad[..]);
        let mut block = Block {
            inputs,
            next: inputs.map(<[_]>::as_ptr),
            parameters: &parameter_pad,
            outs: outs_here,
            lines: None,
        };
        of.run_whole(isa, &mut block);
        for (out, result) in outs.iter_mut().zip(&results) {
            out[whole..].copy_from_slice(&result[..rest]);
        }
    }
}

/// By reference: what runs it in an instruction set is compiled for each formula, and is three times as long for what it copies.
struct Loop<'a, 'b, K, E: Dtype, const N: usize, const M: usize> {
    formula: &'a K,
    block: &'a mut Block<'b, E, N, M>,
}

impl<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize> Job for Loop<'_, '_, K, E, N, M> {
    type Output = ();
    const RARE: bool = K::RARE;
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        // What is rare need not be fast.
        let usual = if const { Self::RARE } { None } else { self.formula.usual() };
        match &usual {
            Some(usual) => {
                let usual = Loop { formula: usual, block: self.block };
                if const { by_interval::<K, E, N, M>() } {
                    usual.run_by_interval::<A>();
                } else {
                    usual.run_for::<A>();
                }
            }
            None => self.run_for::<A>(),
        }
    }
}

impl<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize> Loop<'_, '_, K, E, N, M> {
    /// Does it fetch and stream little by little, between computing? What is light is faster without a stop.
    const STEADY: bool = !K::LIGHT && !<Self as Job>::RARE && !is_half::<E>();

    #[inline(always)]
    fn run_for<A: Fusing>(self) {
        // Two in step are faster; but what is light waits for memory, which is best read in one place.
        if const { looks_up::<A, K, E, N, M>() } {
            self.run_in_vectors::<A>()
        } else if const { Self::STEADY } {
            self.run_in::<A::Chains<E::Word>>()
        } else if const { half::converts::<A, E>() } {
            self.run_in_lanes::<A>()
        } else {
            self.run_in::<A::Number<E::Word>>()
        }
    }

    /// By intervals, in whole registers as well, and then by the formula where those do not reach.
    ///
    /// What that is of some hundred elements is packed: so it takes as many vectors as there are, wherever they lie.
    #[inline(always)]
    fn run_by_interval<A: Fusing>(self) {
        let Loop { formula, block: Block { inputs, next, outs, lines, .. } } = self;
        let formula = &formula.clone();
        let inputs = words(*inputs);
        let n = outs[0].len();
        debug_assert!(n.is_multiple_of(STEP), "padded before");
        let mut start = 0;
        while start < n {
            let end = n.min(start + STRETCH);
            let mut beyond: Bits = [0; _];
            for i in (start..end).step_by(A::Vector::LANES) {
                for from in next.iter() {
                    fetch_lines(from.wrapping_add(i), A::Vector::LANES);
                }
                let here = load::<A::Vector, N>(inputs, i);
                let Some((results, mask)) = within(formula, here) else { return };
                let place = i - start;
                beyond[place / STEP] |= A::Vector::bits(mask) << (place % STEP);
                store_words::<A::Vector, E, N, M>(K::ARGUMENTS, here, results, outs, i);
            }
            if beyond.iter().any(|bits| *bits != 0) {
                let mut packed = Packed::NONE;
                while packed.take(inputs, start, &mut beyond) {
                    for i in (0..packed.count).step_by(A::Vector::LANES) {
                        let here = load::<A::Vector, N>(slices(&packed.inputs), i);
                        let results = at(formula, here, A::Vector::ZERO);
                        let outs = &mut packed.results.each_mut().map(|out| &mut out[..]);
                        store_words::<A::Vector, f32, N, M>(K::ARGUMENTS, here, results, outs, i);
                    }
                    packed.put_back(outs, start);
                }
            }
            stream_stretch(lines, outs, start..end);
            start = end;
        }
    }

    /// Some registers at a time: see [`vector`](super::vector).
    #[inline(always)]
    fn run_in_vectors<A: Fusing>(self) {
        let Loop { formula, block: Block { inputs, next, parameters, outs, lines } } = self;
        let formula = &formula.clone();
        let inputs = words(*inputs);
        let parameters = bytemuck::cast_slice::<E::Word, f32>(parameters);
        let n = outs[0].len();
        debug_assert!(n.is_multiple_of(STEP), "padded before");
        let mut start = 0;
        while start + STEP <= n {
            for from in next.iter() {
                fetch_lines(from.wrapping_add(start), STEP);
            }
            for i in (start..start + STEP).step_by(A::Vector::LANES) {
                let here = load::<A::Vector, N>(inputs, i);
                let parameter =
                    if K::VARIES { A::Vector::load(&parameters[i..]) } else { A::Vector::ZERO };
                let results = formula.at(here, parameter);
                store_words::<A::Vector, E, N, M>(K::ARGUMENTS, here, results, outs, i);
            }
            stream_stretch(lines, outs, start..start + STEP);
            start += STEP;
        }
    }

    /// Some lanes at a time, where the machine converts them: from conversion to conversion they stay in its registers.
    #[inline(always)]
    fn run_in_lanes<A: Fusing>(self) {
        let Loop { formula, block: Block { inputs, parameters, outs, .. } } = self;
        let formula = &formula.clone();
        let n = outs[0].len() / half::LANES;
        let inputs: [&[[E; half::LANES]]; N] = std::array::from_fn(
            #[inline(always)]
            |k| &inputs[k].as_chunks().0[..n],
        );
        let parameters: &[[E::Word; half::LANES]] =
            if K::VARIES { &parameters.as_chunks().0[..n] } else { &[] };
        let mut outs = outs.iter_mut().map(|out| &mut out.as_chunks_mut().0[..n]);
        let out: &mut [[E; half::LANES]] = outs.next().unwrap_or_default();
        let other: &mut [[E; half::LANES]] = outs.next().unwrap_or_default();
        for i in 0..n {
            let words: [[E::Word; half::LANES]; N] = std::array::from_fn(
                #[inline(always)]
                |k| half::open::<A, E>(&inputs[k][i]),
            );
            let mut results = [[E::Word::default(); half::LANES]; M];
            for j in 0..half::LANES {
                let here: [[E::Word; 2]; N] = std::array::from_fn(
                    #[inline(always)]
                    |k| [words[k][j]; 2],
                );
                let numbers: [A::Number<E::Word>; N] = std::array::from_fn(
                    #[inline(always)]
                    |k| A::Number::from_word(here[k][0]),
                );
                let parameter = if K::VARIES { parameters[i][j] } else { E::Word::default() };
                let made = at(formula, numbers, A::Number::from_word(parameter));
                let nan = nan_among(&here, 0, K::ARGUMENTS);
                for m in 0..M {
                    let (hi, lo) = (made[m].hi.word(), made[m].lo.word());
                    let nan = nan | hi.is_nan();
                    let odd = E::Word::to_odd(hi, lo);
                    results[m][j] = if nan { <E::Word as Float>::NAN } else { odd };
                }
            }
            half::close::<A, E>(&results[0], &mut out[i]);
            if M > 1 {
                half::close::<A, E>(&results[M - 1], &mut other[i]);
            }
        }
    }

    #[inline(always)]
    fn run_in<C: Chains<Word = E::Word>>(self) {
        let Loop { formula, block: Block { inputs, next, parameters, outs, lines } } = self;
        // What is seen to be whole vectors needs no loop for the rest.
        let part = part::<C>(outs[0].len()) & !(STEP / C::COUNT - 1);
        let mut outs = outs.iter_mut().map(|out| parts_mut::<C, E>(out, part));
        let (first, second) = outs.next().unwrap_or_default();
        let (other_first, other_second) = outs.next().unwrap_or_default();
        element_loop::<C, K, E, N, M>(
            formula,
            std::array::from_fn(
                #[inline(always)]
                |k| parts::<C, E>(inputs[k], part),
            ),
            *next,
            parts::<C, _>(parameters, if K::VARIES { part } else { 0 }),
            part,
            first,
            second,
            other_first,
            other_second,
            lines.as_mut().map(|lines| lines.each_mut().map(|lines| &mut **lines)),
        );
    }
}

/// Inputs as words, which they are.
#[inline(always)]
fn words<E: Dtype, const N: usize>(inputs: [&[E]; N]) -> [&[f32]; N] {
    let mut words = [&[][..]; N];
    for k in 0..N {
        words[k] = bytemuck::cast_slice(inputs[k]);
    }
    words
}

/// Arrays as slices.
#[inline(always)]
fn slices<const N: usize>(arrays: &[[f32; STEP]; N]) -> [&[f32]; N] {
    let mut slices = [&[][..]; N];
    for k in 0..N {
        slices[k] = &arrays[k];
    }
    slices
}

/// The numbers of each input from an index on.
#[inline(always)]
fn load<V: Vector, const N: usize>(inputs: [&[f32]; N], i: usize) -> [V; N] {
    let mut numbers = [V::ZERO; N];
    for k in 0..N {
        numbers[k] = V::load(&inputs[k][i..]);
    }
    numbers
}

/// Puts results there, rounded; NaN where one of the first inputs is.
#[inline(always)]
fn store_words<V: Vector, E: Dtype, const N: usize, const M: usize>(
    arguments: usize,
    inputs: [V; N],
    results: [Double<V>; M],
    outs: &mut [&mut [E]; M],
    i: usize,
) {
    for m in 0..M {
        let mut nan = inputs[0].unordered(results[m].hi);
        for argument in &inputs[1..arguments] {
            nan = nan | argument.is_nan();
        }
        let out = &mut bytemuck::cast_slice_mut::<E, f32>(outs[m])[i..];
        V::select(nan, V::NAN, results[m].hi).store(out);
    }
}

/// Streams the results of a stretch, if they are to be. Never inlined, as [`stream_round`].
#[inline(never)]
fn stream_stretch<E: Dtype, const M: usize>(
    lines: &mut Option<[&mut [Line]; M]>,
    outs: &[&mut [E]; M],
    stretch: Range<usize>,
) {
    for (lines, out) in lines.iter_mut().flatten().zip(outs) {
        stream_lines(&mut lines[stretch.start / Line::length::<E>()..], &out[stretch.clone()]);
    }
}

/// How many elements a loop by intervals takes until it does what lies beyond those.
const STRETCH: usize = 512;

/// A bit for each element of a stretch.
type Bits = [u64; STRETCH / STEP];

/// Elements that are computed apart from those around them, side by side.
struct Packed<const N: usize, const M: usize> {
    inputs: [[f32; STEP]; N],
    results: [[f32; STEP]; M],
    /// Where they come from.
    places: [u16; STEP],
    count: usize,
}

/// So many elements are taken without a look whether there are more: few loops of unforeseen length cost less.
const TAKEN: usize = 4;

impl<const N: usize, const M: usize> Packed<N, M> {
    /// None.
    const NONE: Self =
        Packed { inputs: [[0.0; STEP]; N], results: [[0.0; STEP]; M], places: [0; STEP], count: 0 };

    /// The next ones of those that bits say, from an index on; their bits are taken away. Are there any?
    #[inline(never)]
    fn take(&mut self, inputs: [&[f32]; N], start: usize, bits: &mut Bits) -> bool {
        self.count = 0;
        for (step, bits) in bits.iter_mut().enumerate() {
            while *bits != 0 && self.count + TAKEN <= STEP {
                for _ in 0..TAKEN {
                    // What is put down after the last one is written over.
                    let place = step * STEP + bits.trailing_zeros() as usize % STEP;
                    let i = self.count % STEP;
                    self.places[i] = place as u16;
                    for (packed, input) in self.inputs.iter_mut().zip(inputs) {
                        packed[i] = input[start + place];
                    }
                    self.count += usize::from(*bits != 0);
                    *bits &= bits.wrapping_sub(1);
                }
            }
        }
        self.count > 0
    }

    /// Their results.
    #[inline(never)]
    fn put_back<E: Dtype>(&self, outs: &mut [&mut [E]; M], start: usize) {
        for (out, results) in outs.iter_mut().zip(&self.results) {
            let out = &mut bytemuck::cast_slice_mut::<E, f32>(out)[start..];
            for (place, result) in self.places[..self.count].iter().zip(results) {
                out[usize::from(*place)] = *result;
            }
        }
    }
}

/// Is there a loop by intervals?
const fn by_interval<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize>() -> bool {
    K::BY_INTERVAL && !K::VARIES && size_of::<E>() == size_of::<f32>()
}

/// Is a formula's loop one over vectors that look something up?
const fn looks_up<A: Fusing, K: Formula<N, M>, E: Dtype, const N: usize, const M: usize>() -> bool {
    K::LOOKS_UP && A::Vector::LANES > 1 && size_of::<E>() == size_of::<f32>()
}

/// Is this half precision?
pub(crate) const fn is_half<E: Dtype>() -> bool {
    size_of::<E>() < size_of::<E::Word>()
}

/// What half precision is computed with between the conversions, where formulas are not [`SHORT`](Formula::SHORT). An object, like
/// [`Kernel`].
trait Steps<E: Dtype, const N: usize, const M: usize>: Kernel<E::Word, N, M> {
    /// The results at one element, each rounded once from its pair of words: the same on every instruction set, but slow.
    fn at_one(&self, inputs: [E::Word; N], parameter: E::Word) -> [E; M];
}

impl<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize> Steps<E, N, M> for K {
    fn at_one(&self, inputs: [E::Word; N], parameter: E::Word) -> [E; M] {
        let nan = inputs[..K::ARGUMENTS].iter().any(|x| x.is_nan());
        // Not by intervals, which have fewer digits beyond a word.
        at(self, inputs.map(Portable), Portable(parameter)).map(|y| rounded(y, nan))
    }
}

/// The same for half precision, block by block between the conversions. No inputs are given where there is one,
/// in the block that its results go to.
///
/// It is computed as `f32` is. Where a result is as near to one number of half precision as to the next, its low word, which is left
/// out there, decides: so that element is computed once more. There are few of those.
///
/// Each step is a function of its own: in one, compilers lose sight of what lies apart from what.
fn run_half<E: Dtype, const N: usize, const M: usize>(
    steps: &dyn Steps<E, N, M>,
    isa: Isa,
    Far { ahead, lines }: Far<M>,
    inputs: Option<[&[E]; N]>,
    parameters: &[E::Word],
    mut outs: [&mut [E]; M],
) {
    let (length, varies) = (outs[0].len(), steps.varies());
    let Aligned(opened) = &mut Aligned([[E::Word::default(); half::BLOCK]; N]);
    let Aligned(results) = &mut Aligned([[E::Word::default(); half::BLOCK]; M]);
    let mut parameter_pad = [E::Word::default(); half::BLOCK];
    for start in (0..length).step_by(half::BLOCK) {
        let block = start..length.min(start + half::BLOCK);
        let size = block.len();
        if let Some(inputs) = inputs {
            fetch_next(inputs.map(|x| &x[block.clone()]), ahead);
        }
        for (k, opened) in opened.iter_mut().enumerate() {
            let input = inputs.map_or(&*outs[0], |inputs| inputs[k]);
            isa.run(half::Open { from: &input[block.clone()], to: &mut opened[..size] });
        }
        // Beyond the last element are numbers of the block before, and their results are left there.
        let whole = size.next_multiple_of(STEP);
        let parameters = match (varies, whole == size) {
            (false, _) => &[][..],
            (true, true) => &parameters[block.clone()],
            (true, false) => {
                parameter_pad[..size].copy_from_slice(&parameters[block.clone()]);
                &parameter_pad[..whole]
            }
        };
        let kernel: &dyn Kernel<E::Word, N, M> = steps;
        let slices = results.each_mut().map(|result| &mut result[..whole]);
        kernel.run(isa, opened.each_ref().map(|opened| &opened[..whole]), parameters, slices);
        let mut doubts = 0;
        for (out, result) in outs.iter_mut().zip(&*results) {
            let (from, to) = (&result[..size], &mut out[block.clone()]);
            // Their low words are left out, no more.
            doubts |= isa.run(half::Close { from, to, margin: 0 });
        }
        for i in half::in_doubt(doubts).flatten().take_while(|i| *i < size) {
            if results.iter().any(|result| E::is_near_tie(result[i], 0)) {
                let parameter = if varies { parameters[i] } else { E::Word::default() };
                let made = steps.at_one(opened.each_ref().map(|opened| opened[i]), parameter);
                outs.iter_mut().zip(made).for_each(|(out, made)| out[start + i] = made);
            }
        }
    }
    stream(lines, outs);
}

/// A light formula of one input over that input, element by element: no second one in step is needed to
/// keep the processor busy, and so nothing is read and written in two places.
struct LoopOver<'a, K, E: Dtype, const N: usize, const M: usize> {
    formula: &'a K,
    parameters: &'a [E::Word],
    out: &'a mut [E],
}

impl<K: Formula<N, M>, E: Dtype, const N: usize, const M: usize> Job for LoopOver<'_, K, E, N, M> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        let formula = &self.formula.clone();
        let parameters = if K::VARIES { &self.parameters[..self.out.len()] } else { &[] };
        for (i, element) in self.out.iter_mut().enumerate() {
            let word = element.widen();
            let x = A::Number::<E::Word>::from_word(word);
            let parameter = if K::VARIES { parameters[i] } else { E::Word::default() };
            let [y, ..] = &at(formula, [x; N], A::Number::from_word(parameter))[..] else { return };
            *element = rounded(*y, word.is_nan());
        }
    }
}

/// Fetches what lies so many elements after each input; 0 if it is not wanted.
pub(super) fn fetch_next<E: Dtype, const N: usize>(inputs: [&[E]; N], ahead: usize) {
    if ahead > 0 {
        inputs.iter().for_each(|x| fetch_lines(x.as_ptr().wrapping_add(ahead), x.len()));
    }
}

/// Streams results to their lines, if there are any; there may be empty results without.
pub(super) fn stream<E: Dtype, const N: usize, const M: usize>(
    lines: Option<[&mut [Line]; N]>,
    outs: [&mut [E]; M],
) {
    for (lines, out) in lines.into_iter().flatten().zip(outs) {
        stream_lines(lines, out);
    }
}

/// The length of each of the parts that so many elements are worked on in, in step.
///
/// Its origin is hidden from the compiler. Where it is seen to be half of another length, the check that there
/// is anything to do becomes one of that other length, from which it no longer follows that indices are
/// within the parts: each is checked then, and the last elements of each call are computed one by one, which
/// takes as long as some hundred others (256 elements of silu: 680 ns, and 330 ns without).
#[inline(always)]
pub(super) fn part<C: Chains>(length: usize) -> usize {
    std::hint::black_box(length / C::COUNT)
}

/// The parts of a slice that are worked on in step; if there is but one, it comes twice.
#[inline(always)]
pub(super) fn parts<C: Chains, T>(slice: &[T], part: usize) -> [&[T]; 2] {
    let first = &slice[..part];
    [first, if C::COUNT == 1 { first } else { &slice[part..][..part] }]
}

/// The same, to write to; if there is but one, the second is empty.
#[inline(always)]
pub(super) fn parts_mut<C: Chains, T>(slice: &mut [T], part: usize) -> (&mut [T], &mut [T]) {
    let (first, second) = slice.split_at_mut(part);
    (first, if C::COUNT == 1 { &mut [] } else { &mut second[..part] })
}

/// Puts results at an index of each part, rounded; NaN where `nan`.
#[inline(always)]
pub(super) fn store<C: Chains<Word = E::Word>, E: Dtype>(
    result: Double<C>,
    nan: [bool; 2],
    (first, second): (&mut [E], &mut [E]),
    i: usize,
) {
    let (hi, lo) = (result.hi.words(), result.lo.words());
    first[i] = narrowed(hi[0], lo[0], nan[0]);
    if C::COUNT > 1 {
        second[i] = narrowed(hi[1], lo[1], nan[1]);
    }
}

/// Over the parts that are computed in step.
///
/// A function of its own, because the compiler takes references for apart from each other where
/// they are arguments, and not where they are fields. The page is copied, or its parameters would
/// be loaded anew for each element.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "only arguments are known to lie apart")]
fn element_loop<C, K, E, const N: usize, const M: usize>(
    formula: &K,
    inputs: [[&[E]; 2]; N],
    next: [*const E; N],
    parameters: [&[E::Word]; 2],
    n: usize,
    first: &mut [E],
    second: &mut [E],
    other_first: &mut [E],
    other_second: &mut [E],
    mut lines: Option<[&mut [Line]; M]>,
) where
    C: Chains<Word = E::Word>,
    K: Formula<N, M>,
    E: Dtype,
{
    const { assert!(K::ARGUMENTS <= 2 && M <= 2, "more than this loop is written for") };
    let formula = &formula.clone();
    // Closures that are inlined, so that the lengths are seen in the loop: see `parts`.
    let inputs: [[&[E]; 2]; N] = std::array::from_fn(
        #[inline(always)]
        |k| [&inputs[k][0][..n], &inputs[k][1][..n]],
    );
    let [parameters, other_parameters] = parameters;
    let parameters = match K::VARIES {
        true => [&parameters[..n], &other_parameters[..n]],
        false => [parameters, other_parameters],
    };
    let first = &mut first[..n];
    let second = if C::COUNT == 1 { &mut [][..] } else { &mut second[..n] };
    let (other_first, other_second) = match (M, C::COUNT) {
        (1, _) => (&mut [][..], &mut [][..]),
        (_, 1) => (&mut other_first[..n], &mut [][..]),
        _ => (&mut other_first[..n], &mut other_second[..n]),
    };
    if const { !Loop::<K, E, N, M>::STEADY || C::COUNT == 1 } {
        for i in 0..n {
            let slots = [(&mut *first, &mut *second), (&mut *other_first, &mut *other_second)];
            element::<C, K, E, N, M>(formula, inputs, parameters, slots, i);
        }
        // One chain is what there is without a fused multiply-add: all waits for that.
        return stream(lines, [first, other_first]);
    }
    // In rounds of so many elements of each part, which are whole vectors: so what is fetched and streamed comes and goes little by
    // little. A burst of it would keep everything waiting.
    let mut start = 0;
    while start + ROUND <= n {
        for from in next {
            for k in 0..C::COUNT {
                fetch_lines(from.wrapping_add(start + k * n), ROUND);
            }
        }
        let inputs: [[&[E]; 2]; N] = std::array::from_fn(
            #[inline(always)]
            |k| [round(inputs[k][0], start), round(inputs[k][1], start)],
        );
        let parameters = match K::VARIES {
            true => [round(parameters[0], start), round(parameters[1], start)],
            false => parameters,
        };
        let first = round_mut(first, start);
        let second = if C::COUNT == 1 { &mut [][..] } else { round_mut(second, start) };
        let (other_first, other_second) = match (M, C::COUNT) {
            (1, _) => (&mut [][..], &mut [][..]),
            (_, 1) => (round_mut(other_first, start), &mut [][..]),
            _ => (round_mut(other_first, start), round_mut(other_second, start)),
        };
        for i in 0..ROUND {
            let slots = [(&mut *first, &mut *second), (&mut *other_first, &mut *other_second)];
            element::<C, K, E, N, M>(formula, inputs, parameters, slots, i);
        }
        if let Some(lines) = &mut lines {
            let results = [[&*first, &*second], [&*other_first, &*other_second]];
            for (lines, results) in lines.iter_mut().zip(results) {
                stream_round(lines, results, start, n);
            }
        }
        start += ROUND;
    }
}

/// A round of a slice. (By way of an array: sliced by a range, loops with many operations take a third longer.)
#[inline(always)]
fn round<T>(slice: &[T], start: usize) -> &[T] {
    slice[start..].first_chunk::<ROUND>().expect("whole rounds")
}

/// The same, to write to.
#[inline(always)]
fn round_mut<T>(slice: &mut [T], start: usize) -> &mut [T] {
    slice[start..].first_chunk_mut::<ROUND>().expect("whole rounds")
}

/// Streams the results of a round, of each part, which are so many elements apart.
///
/// Never inlined: that is as fast, and less code in each loop.
#[inline(never)]
fn stream_round<E: Dtype>(lines: &mut [Line], results: [&[E]; 2], start: usize, part: usize) {
    for (k, results) in results.into_iter().enumerate().filter(|(_, results)| !results.is_empty()) {
        let first = (start + k * part) / Line::length::<E>();
        stream_lines(&mut lines[first..], &results[..ROUND]);
    }
}

/// See [`element_loop`]: half of a [`STEP`], which is what two parts have of it.
const ROUND: usize = STEP / 2;

/// That at one index of each part.
#[inline(always)]
fn element<C, K, E, const N: usize, const M: usize>(
    formula: &K,
    inputs: [[&[E]; 2]; N],
    parameters: [&[E::Word]; 2],
    [slots, other_slots]: [(&mut [E], &mut [E]); 2],
    i: usize,
) where
    C: Chains<Word = E::Word>,
    K: Formula<N, M>,
    E: Dtype,
{
    let words: [[E::Word; 2]; N] = std::array::from_fn(
        #[inline(always)]
        |k| [inputs[k][0][i].widen(), inputs[k][1][i].widen()],
    );
    let inputs: [C; N] = std::array::from_fn(
        #[inline(always)]
        |k| C::from_words(words[k]),
    );
    let parameter =
        if K::VARIES { [parameters[0][i], parameters[1][i]] } else { [E::Word::default(); 2] };
    let results = at(formula, inputs, C::from_words(parameter));
    let nan = [nan_among(&words, 0, K::ARGUMENTS), nan_among(&words, 1, K::ARGUMENTS)];
    store(results[0], nan, slots, i);
    if M > 1 {
        store(results[M - 1], nan, other_slots, i);
    }
}

/// What a formula gives, [apart](Float::apart) unless it is light: those are vector code everywhere.
#[inline(always)]
fn at<F: Float, K: Formula<N, M>, const N: usize, const M: usize>(
    formula: &K,
    inputs: [F; N],
    parameter: F,
) -> [Double<F>; M] {
    if const { K::LIGHT } {
        return formula.at(inputs, parameter);
    }
    F::apart(
        #[inline(always)]
        move || formula.at(inputs, parameter),
    )
}

/// What it gives by intervals, and where they do not reach.
#[inline(always)]
fn within<F: Float, K: Formula<N, M>, const N: usize, const M: usize>(
    usual: &K,
    inputs: [F; N],
) -> Option<([Double<F>; M], F::Mask)> {
    F::apart(
        #[inline(always)]
        move || usual.by_interval(inputs),
    )
}

/// Is one of the first words NaN?
#[inline(always)]
fn nan_among<W: Word, const N: usize>(words: &[[W; 2]; N], chain: usize, first: usize) -> bool {
    // Not a loop: the loop over elements has to be the innermost one.
    let second = first > 1 && N > 1 && words[N.min(2) - 1][chain].is_nan();
    words[0][chain].is_nan() | second
}

/// What a formula without parameters gives for one element.
#[inline(always)]
pub(crate) fn alone<F, K, E, const N: usize>(formula: &K, inputs: [E; N]) -> E
where
    F: Number<Word = E::Word>,
    K: Formula<N, 1>,
    E: Dtype,
{
    let words = inputs.map(E::widen);
    let nan = words[..K::ARGUMENTS].iter().any(|x| x.is_nan());
    let words = words.map(F::from_word);
    // Rounded to half precision, the formula's digits decide: see `Steps`.
    let [y] = formula.at(words, F::ZERO);
    let by_interval = match is_half::<E>() {
        true => None,
        false => formula.usual().and_then(|usual| usual.by_interval(words)),
    };
    let y = match by_interval {
        Some(([within], beyond)) => Double::select(beyond, y, within),
        None => y,
    };
    rounded(y, nan)
}

/// A gradient through a slope that is a word.
#[inline(always)]
fn passed_exact<F: Float>(slope: F, g: F) -> Double<F> {
    let blocked = slope.eq(F::ZERO);
    Double::select(blocked, Double::exact(slope), Double::two_product(slope, g))
}

/// A gradient through a slope that is not 0 and need not be normalised; NaN, sometimes, if the gradient is infinite.
#[inline(always)]
fn product<F: Float>(slope: Double<F>, g: F) -> Double<F> {
    let rest = slope.lo * g;
    let hi = slope.hi.fma(g, rest);
    // Of a product that is 0 the rest might have another sign.
    let sign = (slope.hi + slope.lo) * g;
    Double { hi: hi.copysign(sign), lo: slope.hi.fma(g, -hi) + rest }
}

/// A gradient through a slope.
#[inline(always)]
fn passed<F: Float>(slope: Double<F>, g: F) -> Double<F> {
    // A slope that has underflowed keeps its sign.
    let blocked = slope.hi.eq(F::ZERO);
    Double::select(blocked, Double::exact(slope.hi), slope.times(g))
}

/// Rounded to the element type; the canonical NaN if `nan` or if it is one.
#[inline(always)]
pub(crate) fn rounded<F, E>(y: Double<F>, nan: bool) -> E
where
    F: Number<Word = E::Word>,
    E: Dtype,
{
    narrowed(y.hi.word(), y.lo.word(), nan)
}

/// The same, of words.
#[inline(always)]
fn narrowed<E: Dtype>(hi: E::Word, lo: E::Word, nan: bool) -> E {
    let result = E::round_pair(hi, lo);
    if nan | hi.is_nan() { E::NAN } else { result }
}

/// Sums for the gradients by learned parameters.
pub(crate) trait SumBy<E: Dtype>: Sync {
    /// The sum, over a block, of the derivative by the learned parameter with this index times the gradient that comes in:
    /// in 16 lanes, which are added up in a tree.
    fn sum_by(&self, isa: Isa, which: usize, parameter: E::Word, x: &[E], g: &[E]) -> f64;
}

impl<L: Learned, E: Dtype> SumBy<E> for L {
    fn sum_by(&self, isa: Isa, which: usize, parameter: E::Word, x: &[E], g: &[E]) -> f64 {
        let mut sum = 0.0;
        let out = &mut sum;
        isa.run(SumByLoop { page: self, which, parameter, x, g, out });
        sum
    }
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
    fn run<A: Fusing>(self, _: A) {
        let page = &self.page.clone();
        let parameter = A::Number::<E::Word>::from_word(self.parameter);
        let mut sums = [<A::Number<E::Word> as Number>::Wide::ZERO; LANES];
        for (x, g) in self.x.chunks(LANES).zip(self.g.chunks(LANES)) {
            for (lane, (x, g)) in sums.iter_mut().zip(x.iter().zip(g)) {
                let (x, g) = (x.widen(), A::Number::<E::Word>::from_word(g.widen()));
                let slope = page.slope_by(self.which, A::Number::from_word(x), parameter);
                let term = passed(slope, g);
                let nan = Double::exact(A::Number::<E::Word>::NAN);
                let infinite = term.hi.abs().eq(A::Number::<E::Word>::INFINITY);
                let term = Double::select(infinite, Double::exact(term.hi), term);
                *lane = *lane + Wide::of(if x.is_nan() { nan } else { term });
            }
        }
        let mut width = LANES / 2;
        while width > 0 {
            for l in 0..width {
                sums[l] = sums[l] + sums[l + width];
            }
            width /= 2;
        }
        let Double { hi, lo } = sums[0].pair();
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
    fn run<A: Fusing>(self, _: A) {
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
