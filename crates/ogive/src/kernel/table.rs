//! Functions of half precision as tables.
//!
//! Half precision has 65,536 numbers. A large array holds each of those that it holds many times, and to look a result
//! up takes less time than to compute all but the lightest: the function is computed once for each number, by
//! the kernel of the instruction set in use, and from then on it is looked up. Of a gradient it is the slope that is looked up,
//! rounded to `f32`; where a product with that is so near to a tie that its rounding might be another, it
//! is computed as ever. So a result is the same whether a table gave it or not.
//!
//! Tables are kept for the process, the last few of them: 128 KiB each, or 256 KiB for slopes.

use std::any::TypeId;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use super::by_element::ByElement;
use super::element::{Far, Kernel, fetch_next, rounded, stream};
use super::half::{self, BLOCK};
use super::isa::{Fusing, Isa, Job};
use super::memory::Aligned;
use crate::number::{Double, Dtype, Float, Word};

/// The number of numbers.
const ALL: usize = 1 << 16;

/// The number of elements from which a call looks results up: for fewer, reading the table from a farther cache takes longer
/// than computing them.
const FROM: usize = 1 << 14;

/// The number of elements that a function has to be asked for in such calls until its table is made.
const WORTH: usize = 1 << 18;

/// How many tables of values are kept, and how many of slopes.
const KEPT: usize = 20;

/// The bits of values, by those of the input.
static VALUES: Tables<u16> = Tables(Mutex::new(Vec::new()));

/// The bits of slopes, rounded to `f32`.
static SLOPES: Tables<u32> = Tables(Mutex::new(Vec::new()));

/// The values of a function, as its kernel, if this is a large array of half precision and they are worth it.
pub(super) fn values<E: Dtype>(
    page: &dyn ByElement<E>,
    isa: Isa,
    elements: usize,
) -> Option<Values<E>> {
    let [Some(of), _] = page.looked_up() else { return None };
    if elements < FROM {
        return None;
    }
    let parameter = page.parameters().uniform()?;
    let of = VALUES.get(Key::new(page, of, isa), elements, &|| {
        let mut values = vec![E::default(); ALL];
        page.value().run(isa, [&all::<E>()], &repeated(parameter, ALL), [&mut values]);
        bytemuck::cast_vec(values)
    })?;
    Some(Values { of, element: PhantomData })
}

/// The gradients of a function, as their kernel, likewise.
pub(super) fn gradients<E: Dtype>(
    page: &dyn ByElement<E>,
    isa: Isa,
    elements: usize,
) -> Option<Gradients<'_, E>> {
    let [_, Some(of)] = page.looked_up() else { return None };
    if elements < FROM {
        return None;
    }
    let parameter = page.parameters().uniform()?;
    // In `f32`, where 1 comes in.
    let slopes = SLOPES.get(Key::new(page, of, isa), elements, &|| {
        let x: Vec<E::Word> = all::<E>().into_iter().map(E::widen).collect();
        let ones = vec![E::Word::lit(1.0); ALL];
        let mut slopes = vec![E::Word::default(); ALL];
        page.word_gradient().run(isa, [&x, &ones], &repeated(parameter, ALL), [&mut slopes]);
        bytemuck::cast_vec(slopes)
    })?;
    Some(Gradients { slopes, parameter, exact: page.gradient() })
}

/// The parameter of so many elements; none if there is none.
fn repeated<W: Copy>(parameter: Option<W>, elements: usize) -> Vec<W> {
    parameter.map_or(Vec::new(), |parameter| vec![parameter; elements])
}

/// All numbers of half precision, by their bits.
fn all<E: Dtype>() -> Vec<E> {
    (0..=u16::MAX).map(bytemuck::cast).collect()
}

/// What a table is of.
#[derive(Clone, PartialEq)]
struct Key {
    page: TypeId,
    element: TypeId,
    isa: Isa,
    /// As text, in which any two numbers differ: as numbers 0 and −0 are equal, and give other results.
    arguments: String,
}

impl Key {
    fn new<E: Dtype>(page: &dyn ByElement<E>, of: TypeId, isa: Isa) -> Self {
        let arguments = format!("{:?}", page.settings());
        Key { page: of, element: TypeId::of::<E>(), isa, arguments }
    }
}

/// What is known of a function.
struct Known<T> {
    key: Key,
    /// How many elements it has been asked for.
    elements: usize,
    table: Option<Arc<[T; ALL]>>,
}

/// The functions that were asked for last, the last one first.
struct Tables<T>(Mutex<Vec<Known<T>>>);

impl<T> Tables<T> {
    /// The table of a function that is now asked for so many elements, if there is one, or if it is time to make it.
    ///
    /// Nobody waits here for another thread, which may not even be there: a process that is forked has a copy of the lock,
    /// and not of who holds it.
    fn get(&self, key: Key, elements: usize, make: &dyn Fn() -> Vec<T>) -> Option<Arc<[T; ALL]>> {
        {
            let known = &mut *self.0.try_lock().ok()?;
            let place = known.iter().position(|known| known.key == key).unwrap_or_else(|| {
                known.truncate(KEPT - 1);
                known.push(Known { key: key.clone(), elements: 0, table: None });
                known.len() - 1
            });
            known[..=place].rotate_right(1);
            let function = &mut known[0];
            if function.table.is_some() {
                return function.table.clone();
            }
            function.elements = function.elements.saturating_add(elements);
            if function.elements < WORTH {
                return None;
            }
        }
        let numbers: Box<[T; ALL]> = make().into_boxed_slice().try_into().ok()?;
        let table = Arc::from(numbers);
        if let Ok(mut known) = self.0.try_lock()
            && let Some(function) = known.iter_mut().find(|known| known.key == key)
        {
            function.table = Some(Arc::clone(&table));
        }
        Some(table)
    }
}

/// Values that are looked up.
pub(super) struct Values<E> {
    of: Arc<[u16; ALL]>,
    element: PhantomData<E>,
}

impl<E: Dtype> Kernel<E, 1, 1> for Values<E> {
    fn varies(&self) -> bool {
        false
    }
    fn is_light(&self) -> bool {
        false
    }
    fn run_far(
        &self,
        _: Isa,
        Far { ahead, lines }: Far<1>,
        [x]: [&[E]; 1],
        _: &[E::Word],
        [out]: [&mut [E]; 1],
    ) {
        fetch_next([x], ahead);
        look_up(&self.of, bytemuck::cast_slice(x), bytemuck::cast_slice_mut(out));
        stream(lines, [out]);
    }
    fn run_over(&self, _: Isa, _: &[E::Word], block: &mut [E]) {
        for place in bytemuck::cast_slice_mut(block) {
            *place = self.of[usize::from(*place)];
        }
    }
}

fn look_up<T: Copy>(table: &[T; ALL], bits: &[u16], out: &mut [T]) {
    for (out, bits) in out.iter_mut().zip(bits) {
        *out = table[usize::from(*bits)];
    }
}

/// Gradients whose slopes are looked up.
pub(super) struct Gradients<'k, E: Dtype> {
    slopes: Arc<[u32; ALL]>,
    parameter: Option<E::Word>,
    exact: &'k dyn Kernel<E, 2, 1>,
}

impl<E: Dtype> Gradients<'_, E> {
    /// Without the table.
    fn compute(&self, isa: Isa, inputs: [&[E]; 2], out: &mut [E]) {
        self.exact.run(isa, inputs, &repeated(self.parameter, out.len()), [out]);
    }
}

impl<E: Dtype> Kernel<E, 2, 1> for Gradients<'_, E> {
    fn varies(&self) -> bool {
        false
    }
    fn is_light(&self) -> bool {
        false
    }
    fn run_far(
        &self,
        isa: Isa,
        Far { ahead, lines }: Far<1>,
        [x, g]: [&[E]; 2],
        _: &[E::Word],
        [out]: [&mut [E]; 1],
    ) {
        fetch_next([x, g], ahead);
        let Aligned(slopes) = &mut Aligned([0; BLOCK]);
        let Aligned(opened) = &mut Aligned([E::Word::default(); BLOCK]);
        let Aligned(products) = &mut Aligned([E::Word::default(); BLOCK]);
        let mut start = 0;
        while start < x.len() {
            let block = start..x.len().min(start + BLOCK);
            start = block.end;
            let slopes = &mut slopes[..block.len()];
            look_up(&self.slopes, bytemuck::cast_slice(&x[block.clone()]), slopes);
            let slopes = bytemuck::cast_slice(slopes);
            let (opened, products) = (&mut opened[..block.len()], &mut products[..block.len()]);
            isa.run(half::Open { from: &g[block.clone()], to: opened });
            isa.run(Products::<E::Word> { slopes, g: opened, to: products });
            let to = &mut out[block.clone()];
            let doubts = isa.run(half::Close { from: products, to, margin: MARGIN });
            if doubts.count_ones() > FEW {
                // It is likely to go on like this.
                let last = FOR_A_WHILE as usize * BLOCK;
                let blocks = block.start..x.len().min(block.end + last);
                start = blocks.end;
                self.compute(isa, [&x[blocks.clone()], &g[blocks.clone()]], &mut out[blocks]);
                continue;
            }
            for group in half::in_doubt(doubts) {
                let group = block.start + group.start..block.end.min(block.start + group.end);
                self.compute(isa, [&x[group.clone()], &g[group.clone()]], &mut out[group]);
            }
        }
        stream(lines, [out]);
    }
    fn run_over(&self, isa: Isa, _: &[E::Word], block: &mut [E]) {
        let copy = block.to_vec();
        self.run_far(isa, Far::NOT, [&copy, &copy], &[], [block]);
    }
}

/// How far, in units of the last place, a product with a rounded slope may be from the one with the slope itself, rounded
/// down: half a unit by its own rounding, and up to one by that of the slope.
const MARGIN: u32 = 1;

/// In a block in which more than so many groups are in doubt, and in so many blocks after it, all are.
const FEW: u32 = 2;
const FOR_A_WHILE: u32 = 15;

/// Gradients through slopes that are words.
struct Products<'a, W> {
    slopes: &'a [W],
    g: &'a [W],
    to: &'a mut [W],
}

impl<W: Word> Job for Products<'_, W> {
    type Output = ();
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) {
        for ((to, slope), g) in self.to.iter_mut().zip(self.slopes).zip(self.g) {
            // 0 stays 0, whatever comes.
            let product = if *slope == W::ZERO { *slope } else { *slope * *g };
            *to = rounded::<W, W>(Double::exact(product), false);
        }
    }
}
