//! What follows from a line in one of the book's two lists, [`functions`] and
//! [`axis`].

use crate::arguments::Arguments;
use crate::error::Result;
use crate::function::Function;
use crate::number::Real;
use crate::number::graph::{Expr, Graph};
use crate::page::{Info, Source, Varying};
use crate::{axis, functions};

/// All functions, in the order of the book.
pub static BOOK: &[&Entry] = &{
    let chapters = [functions::ENTRIES, axis::ENTRIES];
    let mut all = [&functions::ENTRIES[0]; functions::ENTRIES.len() + axis::ENTRIES.len()];
    let (mut chapter, mut entry, mut next) = (0, 0, 0);
    while chapter < chapters.len() {
        if entry == chapters[chapter].len() {
            (chapter, entry) = (chapter + 1, 0);
            continue;
        }
        all[next] = &chapters[chapter][entry];
        (entry, next) = (entry + 1, next + 1);
    }
    all
};

/// An entry of the book.
#[derive(Debug)]
pub struct Entry {
    /// The head of its page.
    pub info: &'static Info,
    /// Makes the function from arguments as people write them.
    pub build: fn(&mut Arguments) -> Result<Box<dyn Function>>,
}

/// A chapter of the book: a line for each function, with its kind, the plain function that applies
/// it to an array, its struct, and how the one makes the other. The page of `name` is `name.rs`
/// beside the list.
///
/// Of each line it makes the page's module, the struct as an object and as a layer, its entry,
/// and the plain function.
macro_rules! chapter {
    ($($kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $page:ident = $make:expr;)*) => {
        $(pub mod $name;)*

        /// The structs of this chapter.
        pub mod layers {
            $(pub use super::$name::$page;)*
        }

        /// The plain functions of this chapter.
        pub mod calls {
            #[allow(unused_imports)] // what the types of the parameters need
            use super::*;
            use super::layers::*;
            use crate::function::Supported;
            use crate::nn::Layer;
            use ndarray::{Array, ArrayBase, Data, Dimension};
            $(
                #[doc = concat!("[`", stringify!($page), "`] of each element of an array, or of each row, as a new array.")]
                ///
                /// The result has the shape, the element type and, where that is contiguous, the
                /// memory order of the input.
                ///
                /// # Errors
                /// If a parameter is refused or does not fit the shape, or `OGIVE_ISA` asks for
                /// what this machine cannot do.
                pub fn $name<E, S, D>(
                    x: &ArrayBase<S, D> $(, $parameter: $type)*
                ) -> $crate::Result<Array<E, D>>
                where
                    E: Supported,
                    S: Data<Elem = E>,
                    D: Dimension,
                {
                    let made: $crate::Result<$page> = $make;
                    made?.forward(x)
                }
            )*
        }

        pub(crate) const ENTRIES: &[$crate::book::Entry] = &[$($crate::book::Entry {
            info: &<layers::$page as $crate::page::Page>::INFO,
            build: |arguments| {
                let made = <layers::$page as $crate::page::Page>::from_arguments(arguments)?;
                Ok(Box::new(made))
            },
        }),*];

        $(
            impl $crate::function::Function for layers::$page {
                fn info(&self) -> &'static $crate::page::Info {
                    &<Self as $crate::page::Page>::INFO
                }
                fn domain(&self) -> (f64, f64) {
                    <Self as $crate::page::Page>::DOMAIN
                }
                fn arguments(&self) -> Vec<(&'static str, $crate::arguments::Argument)> {
                    $crate::page::Page::arguments(self)
                }
                fn definition(&self) -> Option<$crate::number::graph::Graph> {
                    $crate::book::recorded!($kind self)
                }
                fn definition_over(&self, length: usize) -> Option<$crate::number::graph::Graph> {
                    $crate::book::recorded!($kind self, length)
                }
                fn single(&self) -> $crate::Result<Box<dyn $crate::function::Function>> {
                    Ok(Box::new($crate::page::Page::single(self)?))
                }
                fn as_function(&self) -> &dyn $crate::function::Function {
                    self
                }
            }

            $crate::book::typed!($kind $page);
        )*
    };
}
pub(crate) use chapter;

/// The definition of a kind of function: at one element, or over a row of some length.
macro_rules! recorded {
    (element $page:ident) => {
        $crate::book::record($page)
    };
    (axis $page:ident, $length:expr) => {
        Some($crate::number::graph::Graph::record_row($length, |row| {
            $crate::page::Row::definition($page, row)
        }))
    };
    ($kind:ident $page:ident $(, $length:expr)?) => {{
        $(let _ = $length;)?
        None
    }};
}
pub(crate) use recorded;

/// The definition at one element, if its parameter is the same for all elements.
pub(crate) fn record(page: &impl Varying) -> Option<Graph> {
    match page.source() {
        Source::None => Some(Graph::record(|x| page.definition_at(x, x))),
        Source::Constant(c) => Some(Graph::record(|x| page.definition_at(x, Expr::parameter(c)))),
        Source::Channels(_) | Source::Drawn { .. } => None,
    }
}

/// The loops that a kind of function runs in.
macro_rules! typed {
    (element $page:ident) => {
        $crate::book::typed!(layout, $page);
    };
    (axis $page:ident) => {
        $crate::book::typed!(row, $page);
    };
    ($loops:ident, $page:ident) => {
        impl<E: $crate::number::Dtype> $crate::function::Typed<E> for layers::$page {
            fn run_forward(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $crate::kernel::$loops::forward(self, run, x, out)
            }
            fn run_forward_inplace(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $crate::kernel::$loops::forward_inplace(self, run, x)
            }
            fn run_backward(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                g: ndarray::ArrayViewD<E>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $crate::kernel::$loops::backward(self, run, x, g, out)
            }
        }
    };
}
pub(crate) use typed;
