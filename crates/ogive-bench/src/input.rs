//! The arrays that all contenders of a cell get.

use ndarray::{Array1, ArrayD, s};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, Normal};

use crate::cell::Cell;
use crate::element::{Element, Wide};

/// The input, and for a gradient the incoming gradient.
pub struct Input<E> {
    /// The input.
    pub x: ArrayD<E>,
    /// The incoming gradient.
    pub g: Option<ArrayD<E>>,
}

/// So many random numbers are drawn; a longer array repeats them, since drawing would take longer
/// than measuring.
const DRAWN: usize = 1 << 20;

/// The spread of the inputs: both ends of the S-shaped functions are met, as in a network.
const DEVIATION: f64 = 3.0;

impl<E: Element> Input<E> {
    /// The arrays of a cell, the same in every run: normal numbers, those of the input with a
    /// deviation of 3 and those of the incoming gradient with one of 1. No number is one at which a
    /// function has a kink: there each library has a slope of its own, and half precision would meet it.
    pub fn of(cell: &Cell) -> Input<E> {
        debug_assert_eq!(cell.dtype, E::TYPE);
        let x = normal(&cell.shape, 11, DEVIATION);
        let g = cell.part.is_gradient().then(|| normal(&cell.shape, 12, 1.0));
        Input { x, g }
    }
}

/// Where functions of the grid have a kink.
const KINKS: [f64; 3] = [-3.0, 0.0, 3.0];

fn normal<E: Element>(shape: &[usize], seed: u64, deviation: f64) -> ArrayD<E> {
    let numbers = Normal::new(0.0, deviation).expect("a deviation is finite and not negative");
    let length = shape.iter().product::<usize>();
    let drawn: Vec<E> = numbers
        .sample_iter(SmallRng::seed_from_u64(seed))
        .map(|number| E::from_wide(E::Wide::of(number)))
        .filter(|element| !KINKS.contains(&element.to_wide().to_f64()))
        .take(length.min(DRAWN))
        .collect();
    aligned(shape, |elements| {
        for part in elements.chunks_mut(DRAWN) {
            part.copy_from_slice(&drawn[..part.len()]);
        }
    })
}

/// An array that begins at a cache line, as other libraries' arrays do and a large vector's never does.
pub fn aligned<E: Element>(shape: &[usize], fill: impl FnOnce(&mut [E])) -> ArrayD<E> {
    const LINE: usize = 64;
    let length = shape.iter().product::<usize>();
    let mut memory = Array1::from_elem(length + LINE / size_of::<E>(), E::default());
    let start = memory.as_ptr().align_offset(LINE).min(LINE / size_of::<E>());
    let mut elements = memory.slice_mut(s![start..start + length]);
    fill(elements.as_slice_mut().expect("side by side"));
    memory
        .slice_move(s![start..start + length])
        .into_shape_with_order(shape)
        .expect("as many elements as the shape has")
}
