//! One bit for each element: all that a gradient needs where a slope takes two values.
//!
//! Which of the two an element has is found by the loop for gradients itself, or by the element's sign; and
//! backward gives that loop, in the element's place, an input that has the same slope. So nothing here knows a
//! function's slope, and nothing is compiled for each function.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};

use super::Run;
use super::element::{BLOCK, Kernel};
use super::isa::{Fusing, Isa, Job};
use super::layout::{PIECE, Parameters, shaped_mut, worth};
use crate::number::{Dtype, Word};
use crate::page::TwoSlopes;

/// How many bytes hold so many bits.
pub(crate) fn bytes(elements: usize) -> usize {
    elements.div_ceil(8)
}

/// How the bit of an element is found.
pub(crate) enum Test<E> {
    /// By its sign: is it 0 or below?
    Sign,
    /// By its slope: is it that of this input?
    SlopeOf(E),
}

/// The test, and for each value of a bit an input that has the slope it stands for.
pub(crate) fn told_by<E: Dtype>(slopes: TwoSlopes) -> (Test<E>, [E; 2]) {
    let [off, on] = slopes.inputs().map(number);
    (if slopes == TwoSlopes::BySign { Test::Sign } else { Test::SlopeOf(on) }, [off, on])
}

/// Rounded to the element type; a number that is finite stays so.
fn number<E: Dtype>(x: f64) -> E {
    let rounded = |x: f64| {
        let (hi, lo) = E::Word::of_pair(x, 0.0);
        E::narrow(hi, lo)
    };
    if x.is_infinite() || rounded(x).widen().wide().is_finite() {
        return rounded(x);
    }
    // Beyond the range of the element type, the largest power of two.
    let mut largest = rounded(1.0_f64.copysign(x));
    let twice = |power: E| rounded(power.widen().wide() * 2.0);
    while twice(largest).widen().wide().is_finite() {
        largest = twice(largest);
    }
    largest
}

/// Sets the bits of `x`; the bits of a last byte beyond its elements are 0.
pub(crate) fn mark<E: Dtype>(
    run: Run,
    backward: &dyn Kernel<E, 2, 1>,
    test: &Test<E>,
    x: &[E],
    bits: &mut [u8],
) {
    if x.len() > PIECE {
        let middle = x.len() / 2 / BLOCK * BLOCK;
        let (x_left, x_right) = x.split_at(middle);
        let (left, right) = bits.split_at_mut(bytes(middle));
        return run.both_from(
            worth(backward.is_light()),
            x.len(),
            || mark(run, backward, test, x_left, left),
            || mark(run, backward, test, x_right, right),
        );
    }
    let marker = Marker::new(run.isa, backward, test);
    for (x, bits) in x.chunks(BLOCK).zip(bits.chunks_mut(bytes(BLOCK))) {
        marker.block(x, bits);
    }
}

/// The same, and then the function itself, over `x`: so that it is read from memory once.
pub(crate) fn mark_and_run<E: Dtype>(
    run: Run,
    forward: &dyn Kernel<E, 1, 1>,
    backward: &dyn Kernel<E, 2, 1>,
    test: &Test<E>,
    x: &mut [E],
    bits: &mut [u8],
) {
    if x.len() > PIECE {
        let middle = x.len() / 2 / BLOCK * BLOCK;
        let elements = x.len();
        let (x_left, x_right) = x.split_at_mut(middle);
        let (left, right) = bits.split_at_mut(bytes(middle));
        return run.both_from(
            worth(forward.is_light()),
            elements,
            || mark_and_run(run, forward, backward, test, x_left, left),
            || mark_and_run(run, forward, backward, test, x_right, right),
        );
    }
    let marker = Marker::new(run.isa, backward, test);
    for (x, bits) in x.chunks_mut(BLOCK).zip(bits.chunks_mut(bytes(BLOCK))) {
        marker.block(x, bits);
        forward.run_over(run.isa, &[], x);
    }
}

/// What sets the bits of one block after the other.
struct Marker<'a, E: Dtype> {
    isa: Isa,
    backward: &'a dyn Kernel<E, 2, 1>,
    /// The slope that is marked; None where the sign decides.
    marked: Option<E::Word>,
    ones: [E; BLOCK],
}

impl<'a, E: Dtype> Marker<'a, E> {
    fn new(isa: Isa, backward: &'a dyn Kernel<E, 2, 1>, test: &Test<E>) -> Self {
        let ones = [number(1.0); BLOCK];
        let marked = match test {
            Test::Sign => None,
            Test::SlopeOf(x) => {
                let mut slope = [E::default()];
                backward.run(isa, [&[*x], &ones[..1]], &[], [&mut slope]);
                Some(slope[0].widen())
            }
        };
        Marker { isa, backward, marked, ones }
    }

    fn block(&self, x: &[E], bits: &mut [u8]) {
        let mut flags = [0; BLOCK];
        let flags = &mut flags[..x.len()];
        match self.marked {
            None => self.isa.run(NotPositive { x, flags }),
            Some(marked) => {
                let mut slopes = [E::default(); BLOCK];
                let slopes = &mut slopes[..x.len()];
                self.backward.run(self.isa, [x, &self.ones[..x.len()]], &[], [&mut *slopes]);
                self.isa.run(Equal { numbers: slopes, to: marked, flags });
            }
        }
        pack(flags, bits);
    }
}

/// Which numbers are 0 or below?
struct NotPositive<'a, E> {
    x: &'a [E],
    flags: &'a mut [u8],
}

impl<E: Dtype> Job for NotPositive<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        for (flag, x) in self.flags.iter_mut().zip(self.x) {
            *flag = u8::from(x.widen() <= E::Word::default());
        }
    }
}

/// Which numbers are this one?
struct Equal<'a, E: Dtype> {
    numbers: &'a [E],
    to: E::Word,
    flags: &'a mut [u8],
}

impl<E: Dtype> Job for Equal<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        for (flag, number) in self.flags.iter_mut().zip(self.numbers) {
            *flag = u8::from(number.widen() == self.to);
        }
    }
}

/// Eight flags, each 0 or 1, to a byte; the first is the lowest bit.
fn pack(flags: &[u8], bits: &mut [u8]) {
    // Flag j stands at bit 8j. Of its products with the powers of two, one is at bit 56 + j, and no two
    // products of any flags are at the same bit: nothing is carried.
    let packed =
        |eight| (u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8;
    let (whole, rest) = flags.as_chunks::<8>();
    for (byte, eight) in bits.iter_mut().zip(whole) {
        *byte = packed(*eight);
    }
    if let (false, Some(byte)) = (rest.is_empty(), bits.get_mut(whole.len())) {
        let mut eight = [0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        *byte = packed(eight);
    }
}

/// For each byte its eight flags.
static FLAGS: [[u8; 8]; 256] = {
    let mut flags = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut j = 0;
        while j < 8 {
            flags[byte][j] = (byte >> j & 1) as u8;
            j += 1;
        }
        byte += 1;
    }
    flags
};

/// For each bit from this one on, the input that it stands for.
fn unpack<E: Dtype>(isa: Isa, bits: &[u8], from: usize, inputs: [E; 2], out: &mut [E]) {
    let mut flags = [[0; 8]; BLOCK / 8 + 1];
    let (first, skip) = (from / 8, from % 8);
    let needed = bytes(skip + out.len());
    for (flags, byte) in flags.iter_mut().zip(&bits[first..][..needed]) {
        *flags = FLAGS[usize::from(*byte)];
    }
    isa.run(Pick { flags: &flags.as_flattened()[skip..][..out.len()], inputs, out });
}

struct Pick<'a, E> {
    flags: &'a [u8],
    inputs: [E; 2],
    out: &'a mut [E],
}

impl<E: Dtype> Job for Pick<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        let [off, on] = self.inputs;
        for (out, flag) in self.out.iter_mut().zip(self.flags) {
            *out = if *flag == 0 { off } else { on };
        }
    }
}

/// What is the same for all parts of an array whose gradient is computed from bits.
pub(crate) struct Marked<'a, E: Dtype> {
    pub(crate) bits: &'a [u8],
    /// For each value of a bit, an input that has the slope it stands for.
    pub(crate) inputs: [E; 2],
    pub(crate) backward: &'a dyn Kernel<E, 2, 1>,
    pub(crate) run: Run,
}

impl<E: Dtype> Marked<'_, E> {
    /// The gradients for those that come in, into `out`, whose first element has the bit `from` and whose
    /// others, in row-major order, have the next ones. Without `g`, those that come in are in `out`.
    pub(crate) fn gradients(
        &self,
        from: usize,
        g: Option<ArrayViewD<E>>,
        mut out: ArrayViewMutD<E>,
        parameters: Parameters<E::Word>,
    ) {
        if out.is_empty() {
            return;
        }
        let elements = out.len();
        if let Some(parameter) = parameters.uniform()
            && elements <= PIECE
            && g.as_ref().is_none_or(|g| g.is_standard_layout())
            && let Some(out) = out.as_slice_mut()
        {
            let g = g.as_ref().and_then(|g| g.to_slice());
            return self.contiguous(from, g, out, parameter);
        }
        if elements <= BLOCK {
            return self.gathered(from, g, out, parameters);
        }
        // Halves along the outermost axis follow each other in row-major order.
        let axis = Axis(out.shape().iter().position(|length| *length > 1).unwrap_or(0));
        let middle = out.len_of(axis) / 2;
        let (left, right) = out.split_at(axis, middle);
        let (g_left, g_right) = match g {
            Some(g) => {
                let (left, right) = g.split_at(axis, middle);
                (Some(left), Some(right))
            }
            None => (None, None),
        };
        let (parameters_left, parameters_right) = parameters.split_at(axis, middle);
        let later = from + left.len();
        self.run.both_from(
            worth(self.backward.is_light()),
            elements,
            || self.gradients(from, g_left, left, parameters_left),
            || self.gradients(later, g_right, right, parameters_right),
        );
    }

    fn contiguous(&self, from: usize, g: Option<&[E]>, out: &mut [E], parameter: Option<E::Word>) {
        let parameter = parameter.filter(|_| self.backward.varies());
        let parameters = [parameter.unwrap_or_default(); BLOCK];
        for (i, out) in out.chunks_mut(BLOCK).enumerate() {
            let start = i * BLOCK;
            let parameters = if parameter.is_some() { &parameters[..out.len()] } else { &[] };
            let g = g.map(|g| &g[start..][..out.len()]);
            self.block(from + start, g, out, parameters);
        }
    }

    fn gathered(
        &self,
        from: usize,
        g: Option<ArrayViewD<E>>,
        mut out: ArrayViewMutD<E>,
        parameters: Parameters<E::Word>,
    ) {
        let shape = out.shape().to_vec();
        let elements = out.len();
        let mut result = [E::default(); BLOCK];
        let result = &mut result[..elements];
        match g {
            Some(g) => shaped_mut(&shape, result).assign(&g),
            None => shaped_mut(&shape, result).assign(&out),
        }
        let mut block = [E::Word::default(); BLOCK];
        let varies = self.backward.varies();
        if varies {
            parameters.fill(self.run, &shape, &mut block[..elements]);
        }
        self.block(from, None, result, if varies { &block[..elements] } else { &[] });
        out.assign(&shaped_mut(&shape, result));
    }

    fn block(&self, from: usize, g: Option<&[E]>, out: &mut [E], parameters: &[E::Word]) {
        let mut x = [E::default(); BLOCK];
        let x = &mut x[..out.len()];
        unpack(self.run.isa, self.bits, from, self.inputs, x);
        let mut copy = [E::default(); BLOCK];
        let g = match g {
            Some(g) => g,
            None => {
                let copy = &mut copy[..out.len()];
                copy.copy_from_slice(out);
                copy
            }
        };
        self.backward.run(self.run.isa, [x, g], parameters, [out]);
    }
}

/// A view with its axes in this order, unless that is empty.
pub(super) fn ordered<'a, E>(view: ArrayViewD<'a, E>, axes: &[usize]) -> ArrayViewD<'a, E> {
    if axes.is_empty() { view } else { view.permuted_axes(IxDyn(axes)) }
}

/// The same for one to write to.
pub(super) fn ordered_mut<'a, E>(
    view: ArrayViewMutD<'a, E>,
    axes: &[usize],
) -> ArrayViewMutD<'a, E> {
    if axes.is_empty() { view } else { view.permuted_axes(IxDyn(axes)) }
}
