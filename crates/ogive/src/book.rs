//! The one list of the book: a line for each function, and all that follows from it.

use ndarray::{Array, ArrayBase, ArrayViewD, ArrayViewMutD, Axis, Data, Dimension};

use crate::arguments::{Argument, Arguments};
use crate::axis::{log_softmax::LogSoftmax, softmax::Softmax};
use crate::error::Result;
use crate::function::{Function, Supported, Typed};
use crate::functions::{
    leaky_relu::LeakyRelu, prelu::PRelu, relu::Relu, rrelu::RRelu, sigmoid::Sigmoid, tanh::Tanh,
};
use crate::kernel::{Run, layout, row};
use crate::nn::Layer;
use crate::number::graph::{Expr, Graph};
use crate::number::{Dtype, Real};
use crate::page::{Info, Page, Source, Varying};

// Each line: its kind, the plain function that applies it to an array, its struct, and how the
// one makes the other.
book! {
    element sigmoid() -> Sigmoid = Ok(Sigmoid);
    element tanh() -> Tanh = Ok(Tanh);
    element relu() -> Relu = Ok(Relu);
    element leaky_relu(negative_slope: f64) -> LeakyRelu = LeakyRelu::new(negative_slope);
    element prelu(weight: &[f64]) -> PRelu = PRelu::new(weight);
    element rrelu(lower: f64, upper: f64, seed: Option<u64>) -> RRelu = match seed {
        Some(seed) => RRelu::training(lower, upper, seed),
        None => RRelu::evaluation(lower, upper),
    };
    axis softmax(axis: Axis) -> Softmax = Ok(Softmax::new(axis.index() as isize));
    axis log_softmax(axis: Axis) -> LogSoftmax = Ok(LogSoftmax::new(axis.index() as isize));
}

/// An entry of the book.
#[derive(Debug)]
pub struct Entry {
    /// The head of its page.
    pub info: &'static Info,
    /// Makes the function from arguments as people write them.
    pub build: fn(&mut Arguments) -> Result<Box<dyn Function>>,
}

/// Makes, of each line, the function as an object, its entry, and the plain function.
macro_rules! book {
    ($($kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $page:ident = $make:expr;)*) => {
        /// All functions, in the order of the book.
        pub static BOOK: &[Entry] = &[$(Entry {
            info: &$page::INFO,
            build: |arguments| Ok(Box::new($page::from_arguments(arguments)?)),
        }),*];

        $(
            impl Function for $page {
                fn info(&self) -> &'static Info {
                    &Self::INFO
                }
                fn arguments(&self) -> Vec<(&'static str, Argument)> {
                    Page::arguments(self)
                }
                fn definition(&self) -> Option<Graph> {
                    recorded!($kind self)
                }
                fn as_function(&self) -> &dyn Function {
                    self
                }
            }

            typed!($kind $page);

            #[doc = concat!("[`", stringify!($page), "`] of each element of an array, or of each row, as a new array.")]
            ///
            /// The result has the shape, the element type and, where that is contiguous, the
            /// memory order of the input.
            ///
            /// # Errors
            /// If a parameter is refused or does not fit the shape, or `OGIVE_ISA` asks for what
            /// this machine cannot do.
            pub fn $name<E, S, D>(x: &ArrayBase<S, D> $(, $parameter: $type)*) -> Result<Array<E, D>>
            where
                E: Supported,
                S: Data<Elem = E>,
                D: Dimension,
            {
                let made: Result<$page> = $make;
                made?.forward(x)
            }
        )*
    };
}
use book;

/// The definition of a kind of function at one element.
macro_rules! recorded {
    (element $page:ident) => {
        match $page.source() {
            Source::None => Some(Graph::record(|x| $page.definition_at(x, x))),
            Source::Constant(c) => {
                Some(Graph::record(|x| $page.definition_at(x, Expr::parameter(c))))
            }
            Source::Channels(_) | Source::Drawn { .. } => None,
        }
    };
    (axis $page:ident) => {
        None
    };
}
use recorded;

/// The loops that a kind of function runs in.
macro_rules! typed {
    (element $page:ident) => {
        typed!(layout, $page);
    };
    (axis $page:ident) => {
        typed!(row, $page);
    };
    ($loops:ident, $page:ident) => {
        impl<E: Dtype> Typed<E> for $page {
            fn run_forward(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()> {
                $loops::forward(self, run, x, out)
            }
            fn run_forward_inplace(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()> {
                $loops::forward_inplace(self, run, x)
            }
            fn run_backward(
                &self,
                run: Run,
                x: ArrayViewD<E>,
                g: ArrayViewD<E>,
                out: ArrayViewMutD<E>,
            ) -> Result<()> {
                $loops::backward(self, run, x, g, out)
            }
        }
    };
}
use typed;
