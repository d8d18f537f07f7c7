//! rten-vecmath, the vector functions of rten: `f32`, no gradients, into memory that is there.
//!
//! It has no threads of its own. Over several, arrays are cut as rten's own operators cut them.

use std::hint::black_box;
use std::mem::MaybeUninit;

use anyhow::Result;
use rayon::prelude::*;
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_vecmath as rten;

use super::{Call, Contender, Prepared, in_place, slice};
use crate::cell::{Cell, Destination, Part, Type};
use crate::element::Element;
use crate::input::Input;

/// rten-vecmath.
pub struct Rten;

/// A function in its two forms.
#[derive(Clone, Copy)]
struct Function {
    into: for<'out> fn(&[f32], &'out mut [MaybeUninit<f32>]) -> &'out mut [f32],
    in_place: fn(&mut [f32]),
}

macro_rules! unary {
    ($function:expr) => {
        Function { into: |x, out| $function.map(x, out), in_place: |x| $function.map_mut(x) }
    };
}

macro_rules! row {
    ($function:ident) => {
        Function {
            into: |x, out| rten::$function::new(x, out).dispatch(),
            in_place: |x| _ = rten::$function::new_mut(x).dispatch(),
        }
    };
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "leaky_relu" => unary!(rten::LeakyRelu { alpha: 0.01 }),
        "sigmoid" => unary!(rten::Sigmoid {}),
        "tanh" => unary!(rten::Tanh {}),
        "silu" => unary!(rten::Silu {}),
        "gelu" => unary!(rten::Gelu {}),
        "gelu_tanh" => unary!(rten::ApproxGelu {}),
        "elu" => unary!(rten::Elu { alpha: 1.0 }),
        "softmax(-1)" => row!(Softmax),
        "log_softmax(-1)" => row!(LogSoftmax),
        _ => return None,
    })
}

/// Elements in a task, over threads.
const TASK: usize = 32 * 1024;

/// How an array is cut, and over how many threads.
#[derive(Clone, Copy)]
struct Cut {
    /// The length of a part: a whole row, or as much as is one task.
    part: usize,
    parallel: bool,
}

impl Cut {
    fn of(cell: &Cell) -> Cut {
        let parallel = cell.threads > 1;
        let part = match cell.shape.last() {
            Some(row) if cell.over_rows() => *row,
            _ if parallel => TASK,
            _ => cell.elements(),
        };
        Cut { part: part.max(1), parallel }
    }

    fn together(self) -> usize {
        (TASK / self.part).max(1)
    }

    fn into(self, function: Function, x: &[f32], out: &mut [MaybeUninit<f32>]) {
        let each = |(x, out): (&[f32], &mut [MaybeUninit<f32>])| _ = (function.into)(x, out);
        if self.parallel {
            let parts = x.par_chunks(self.part).zip(out.par_chunks_mut(self.part));
            parts.with_min_len(self.together()).for_each(each);
        } else {
            x.chunks(self.part).zip(out.chunks_mut(self.part)).for_each(each);
        }
    }

    fn in_place(self, function: Function, x: &mut [f32]) {
        if self.parallel {
            let parts = x.par_chunks_mut(self.part).with_min_len(self.together());
            parts.for_each(function.in_place);
        } else {
            x.chunks_mut(self.part).for_each(function.in_place);
        }
    }
}

impl<E: Element> Contender<E> for Rten {
    fn name(&self) -> &'static str {
        "rten-vecmath"
    }

    fn call<'a>(&self, cell: &Cell, input: &'a Input<E>) -> Result<Option<Prepared<'a, E>>> {
        if E::TYPE != Type::F32 || cell.part != Part::Value {
            return Ok(None);
        }
        let Some(function) = function(&cell.function) else { return Ok(None) };
        let x = bytemuck::cast_slice(slice(&input.x));
        let cut = Cut::of(cell);
        Ok(Some(match cell.into {
            Destination::New => Box::new(Into { x, out: None, cut, function }),
            Destination::Given => {
                let out = Some(Box::new_uninit_slice(x.len()));
                Box::new(Into { x, out, cut, function })
            }
            Destination::InPlace => in_place(&input.x, move |x| {
                let x = x.as_slice_mut().expect("it is made row-major");
                cut.in_place(function, bytemuck::cast_slice_mut(x));
                Ok(())
            }),
        }))
    }
}

/// Into an array that is there, or else into a new one.
struct Into<'a> {
    x: &'a [f32],
    out: Option<Box<[MaybeUninit<f32>]>>,
    cut: Cut,
    function: Function,
}

impl<E: Element> Call<E> for Into<'_> {
    fn once(&mut self) -> Result<()> {
        match &mut self.out {
            Some(out) => self.cut.into(self.function, self.x, black_box(out)),
            None => {
                let mut out = Box::new_uninit_slice(self.x.len());
                self.cut.into(self.function, self.x, &mut out);
                black_box(out);
            }
        }
        Ok(())
    }

    fn result(&mut self) -> Result<Vec<E>> {
        // Touches the array that is there.
        Call::<E>::once(self)?;
        let mut out = Box::new_uninit_slice(self.x.len());
        let parts = self.x.chunks(self.cut.part).zip(out.chunks_mut(self.cut.part));
        let results = parts.flat_map(|(x, out)| &*(self.function.into)(x, out));
        Ok(bytemuck::allocation::cast_vec(results.copied().collect::<Vec<f32>>()))
    }
}
