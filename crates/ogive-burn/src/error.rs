//! What goes wrong, and how it is said.

use burn::tensor::{DType, Device};

/// What went wrong: what was given, what was expected, what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What the library refuses: a name, a parameter, a shape, an axis.
    #[error(transparent)]
    Function(#[from] ogive::Error),
    /// A tensor that is not where the functions can reach it.
    #[error(
        "{function}: a tensor on {given:?}; expected one on the Flex backend: move it there with \
         .to_device(&Device::flex()), or use burn's own function"
    )]
    Device {
        /// The function's name.
        function: &'static str,
        /// Where the tensor is.
        given: Device,
    },
    /// An element type that ogive has not.
    #[error(
        "{function}: a tensor of {given:?}; expected F32, F64, F16 or BF16: convert it, for example with \
         .cast(DType::F32), or if it is quantized with .dequantize()"
    )]
    DType {
        /// The function's name.
        function: &'static str,
        /// The element type.
        given: DType,
    },
    /// Two tensors for one function that are of different element types.
    #[error(
        "{function}: a tensor of {given:?} and one of {other:?}; expected one element type: convert one, for example \
         with .cast(DType::{given:?})"
    )]
    DTypes {
        /// The function's name.
        function: &'static str,
        /// The element type of the first.
        given: DType,
        /// That of the second.
        other: DType,
    },
    /// Two tensors for one function whose devices checkpoint gradients in different ways.
    #[error(
        "{function}: one tensor is on a device with gradient checkpointing and one is not; expected both on one device: \
         move one with .to_device"
    )]
    Checkpointing {
        /// The function's name.
        function: &'static str,
    },
    /// A parameter that is to learn and cannot, or a function of which nothing learns.
    #[error("{function}: {problem}")]
    Learned {
        /// The function's name.
        function: &'static str,
        /// What was given and what was expected.
        problem: String,
    },
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
