//! The compiled part of the Python package: ogive's functions over NumPy arrays.
//!
//! Nothing here names a function. What the Python modules know of the book they have from [`book`], by
//! way of `generate.py`.

mod arguments;
mod array;
mod book;
mod call;
mod detect;
mod error;
mod function;
mod memory;
mod mode;
mod plot;
mod threads;

/// What `ogive` is built on; see there.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::array::bfloat16_bits;
    #[pymodule_export]
    use crate::book::book;
    #[pymodule_export]
    use crate::detect::{
        _cross_entropy, _distribution_to_distance, _finish, _focal_loss, _merge, _partial,
        _score_filter, _softmax_topk, _suppress,
    };
    #[pymodule_export]
    use crate::function::{Function, Page, parse};
    #[pymodule_export]
    use crate::plot::{Picture, plot};
    #[pymodule_export]
    use crate::threads::{after_fork, get_num_threads, set_num_threads};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
