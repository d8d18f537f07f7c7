//! What follows from a line in one of the book's three lists, [`functions`], [`axis`] and [`gated`].

use crate::arguments::Arguments;
use crate::error::Result;
use crate::function::Function;
use crate::number::Real;
use crate::number::graph::{Expr, Graph};
use crate::page::{Composed, Info, Source, Varying};
use crate::{axis, functions, gated};

/// All functions, in the order of the book.
pub static BOOK: &[&Entry] = &{
    let chapters = [functions::ENTRIES, axis::ENTRIES, gated::ENTRIES];
    let mut all = [&functions::ENTRIES[0];
        functions::ENTRIES.len() + axis::ENTRIES.len() + gated::ENTRIES.len()];
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

impl Entry {
    /// The function at its defaults, then at the settings that its page names; over this axis, if it
    /// works over one.
    pub fn examples(&self, axis: isize) -> impl Iterator<Item = Box<dyn Function>> {
        let over = self.info.parameters.iter().any(|p| p.name == "axis");
        let axis = if over { format!("axis={axis}") } else { String::new() };
        let settings = std::iter::once("").chain(self.info.settings.iter().copied());
        settings.map(move |setting| {
            let comma = if setting.is_empty() || axis.is_empty() { "" } else { ", " };
            let text = format!("{}({setting}{comma}{axis})", self.info.name);
            crate::parse(&text).unwrap_or_else(|error| panic!("a page's own setting: {error}"))
        })
    }
}

/// A chapter of the book: a line for each function, with its kind, the plain function that applies
/// it to an array, its struct, and how the one makes the other. The kind says what runs it: a loop
/// over elements (`element`, or `learned` if parameters have gradients), one over rows along an axis
/// (`axis`), the page itself (`composed`), or a loop over pairs of numbers (`gated`). The page of `name` is `name.rs`
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
                fn output_shape(&self, shape: &[usize]) -> $crate::Result<Vec<usize>> {
                    $crate::book::shaped!($kind self, shape)
                }
                fn threads_from(&self) -> usize {
                    $crate::book::threads_from!($kind $page)
                }
                fn output_tells(&self) -> bool {
                    $crate::book::output_tells!($kind self)
                }
                fn two_slopes(&self) -> Option<$crate::page::TwoSlopes> {
                    $crate::book::two_slopes!($kind self)
                }
                fn run_second_derivative(
                    &self,
                    run: $crate::kernel::Run,
                    x: ndarray::ArrayViewD<f64>,
                    g: ndarray::ArrayViewD<f64>,
                    out: ndarray::ArrayViewMutD<f64>,
                ) -> $crate::Result<()> {
                    $crate::book::second!($kind self, run, x, g, out)
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
    (learned $page:ident) => {
        $crate::book::record($page)
    };
    (axis $page:ident, $length:expr) => {
        Some($crate::number::graph::Graph::record_row($length, |row| {
            $crate::page::Row::definition($page, row)
        }))
    };
    (composed $page:ident, $length:expr) => {
        $crate::book::record_row($page, $length)
    };
    (gated $page:ident, $length:expr) => {
        // One number and the one that gates it, side by side.
        ($length == 2).then(|| $crate::number::graph::Graph::record_row(2, |row| {
            vec![$crate::page::Gated::definition($page, row[0], row[1])]
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

/// The definition over a row, if it can be written as a formula.
pub(crate) fn record_row(page: &impl Composed, length: usize) -> Option<Graph> {
    let mut known = true;
    let graph = Graph::record_row(length, |row| {
        let results = page.definition(row);
        known = results.is_some();
        results.unwrap_or_default()
    });
    known.then_some(graph)
}

/// The shape of the result of a kind of function.
macro_rules! shaped {
    (element $page:ident, $shape:expr) => {
        Ok($shape.to_vec())
    };
    (learned $page:ident, $shape:expr) => {
        Ok($shape.to_vec())
    };
    (axis $page:ident, $shape:expr) => {
        $crate::kernel::row::output_shape($page, $shape)
    };
    (composed $page:ident, $shape:expr) => {
        $crate::page::Composed::output_shape($page, $shape)
    };
    (gated $page:ident, $shape:expr) => {
        $crate::kernel::gated::output_shape($page, $shape)
    };
}
pub(crate) use shaped;

/// The number of elements from which a kind of function is divided over threads.
macro_rules! threads_from {
    (element $page:ident) => {
        $crate::kernel::by_element::threads_from::<layers::$page>()
    };
    (learned $page:ident) => {
        $crate::kernel::by_element::threads_from::<layers::$page>()
    };
    ($kind:ident $page:ident) => {
        $crate::kernel::PARALLEL_FROM
    };
}
pub(crate) use threads_from;

/// Does the output tell the gradient, of a kind of function?
macro_rules! output_tells {
    (element $page:ident) => {
        $crate::page::Varying::value_tells_slope($page)
    };
    (learned $page:ident) => {
        $crate::page::Varying::value_tells_slope($page)
    };
    (axis $page:ident) => {
        true
    };
    (composed $page:ident) => {
        $crate::page::Composed::output_tells($page)
    };
    (gated $page:ident) => {
        false
    };
}
pub(crate) use output_tells;

/// What tells which of two slopes, of a kind of function that may have no more.
macro_rules! two_slopes {
    (element $page:ident) => {
        $crate::page::Varying::two_slopes($page)
    };
    (learned $page:ident) => {
        $crate::page::Varying::two_slopes($page)
    };
    ($kind:ident $page:ident) => {
        None
    };
}
pub(crate) use two_slopes;

/// The second derivative, of a kind of function that has one.
macro_rules! second {
    (element $page:ident, $($argument:ident),*) => {
        $crate::kernel::by_element::second_derivative($page, $($argument),*)
    };
    (learned $page:ident, $($argument:ident),*) => {
        $crate::kernel::by_element::second_derivative($page, $($argument),*)
    };
    ($kind:ident $page:ident, $($argument:ident),*) => {{
        let _ = ($($argument),*);
        Err($crate::Error::SecondDerivative { function: $page.info().name })
    }};
}
pub(crate) use second;

/// The loops that a kind of function runs in.
macro_rules! typed {
    (element $page:ident) => {
        $crate::book::typed!(by_element $page {});
    };
    (learned $page:ident) => {
        $crate::book::typed!(by_element $page {
            fn run_parameter_gradients(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                g: ndarray::ArrayViewD<E>,
            ) -> $crate::Result<Vec<(&'static str, Vec<f64>)>> {
                $crate::kernel::by_element::parameter_gradients(self, self, <Self as $crate::page::Learned>::LEARNED, run, x, g)
            }
        });
    };
    (by_element $page:ident { $($more:item)* }) => {
        $crate::book::typed!(loops $page crate::kernel::by_element {
            fn run_mark(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                axes: &[usize],
            ) -> $crate::Result<Vec<u8>> {
                $crate::kernel::by_element::mark(self, run, x, axes)
            }
            fn run_mark_and_forward(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewMutD<E>,
                axes: &[usize],
            ) -> $crate::Result<Vec<u8>> {
                $crate::kernel::by_element::mark_and_forward(self, run, x, axes)
            }
            fn run_backward_from_bits(
                &self,
                run: $crate::kernel::Run,
                bits: &[u8],
                axes: &[usize],
                g: Option<ndarray::ArrayViewD<E>>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $crate::kernel::by_element::backward_from_bits(self, run, bits, axes, g, out)
            }
            fn new_forward(&self, run: $crate::kernel::Run, x: &[E]) -> Option<Vec<E>> {
                $crate::kernel::by_element::new_forward(self, run, x)
            }
            fn new_backward(&self, run: $crate::kernel::Run, x: &[E], g: &[E]) -> Option<Vec<E>> {
                $crate::kernel::by_element::new_backward(self, run, x, g)
            }
            fn new_backward_from_output(
                &self,
                run: $crate::kernel::Run,
                y: &[E],
                g: &[E],
            ) -> Option<Vec<E>> {
                $crate::kernel::by_element::new_backward_from_output(self, run, y, g)
            }
            $($more)*
        });
    };
    (axis $page:ident) => {
        $crate::book::typed!(loops $page crate::kernel::row {});
    };
    (composed $page:ident) => {
        $crate::book::typed!(loops $page crate::page::Composed {});
    };
    (gated $page:ident) => {
        $crate::book::typed!(loops $page crate::kernel::gated {
            fn run_gated_forward(
                &self,
                run: $crate::kernel::Run,
                inputs: [ndarray::ArrayViewD<E>; 2],
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $crate::kernel::gated::forward_pair(self, run, inputs, out)
            }
            fn run_gated_backward(
                &self,
                run: $crate::kernel::Run,
                inputs: [ndarray::ArrayViewD<E>; 3],
                outs: [ndarray::ArrayViewMutD<E>; 2],
            ) -> $crate::Result<()> {
                $crate::kernel::gated::backward_pair(self, run, inputs, outs)
            }
        });
    };
    // For each element type by itself, instead of for all: what is generic would be compiled once more, with all its loops, in
    // every crate that makes an object of the page.
    (loops $page:ident $($loops:ident)::+ { $($more:item)* }) => {
        $crate::book::typed!(loops_for f32, $page $($loops)::+ { $($more)* });
        $crate::book::typed!(loops_for f64, $page $($loops)::+ { $($more)* });
        $crate::book::typed!(loops_for half::f16, $page $($loops)::+ { $($more)* });
        $crate::book::typed!(loops_for half::bf16, $page $($loops)::+ { $($more)* });
    };
    (loops_for $element:ty, $page:ident $($loops:ident)::+ { $($more:item)* }) => {
        const _: () = {
        type E = $element;
        impl $crate::function::Typed<E> for layers::$page {
            fn run_forward(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $($loops)::+::forward(self, run, x, out)
            }
            fn run_forward_inplace(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $($loops)::+::forward_inplace(self, run, x)
            }
            fn run_backward(
                &self,
                run: $crate::kernel::Run,
                x: ndarray::ArrayViewD<E>,
                g: ndarray::ArrayViewD<E>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $($loops)::+::backward(self, run, x, g, out)
            }
            fn run_backward_from_output(
                &self,
                run: $crate::kernel::Run,
                y: ndarray::ArrayViewD<E>,
                g: ndarray::ArrayViewD<E>,
                out: ndarray::ArrayViewMutD<E>,
            ) -> $crate::Result<()> {
                $($loops)::+::backward_from_output(self, run, y, g, out)
            }
            $($more)*
        }
        };
    };
}
pub(crate) use typed;
