use arrow_schema::{ArrowError, DataType};

/// What went wrong: what was given, what was expected, what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// From the library below.
    #[error(transparent)]
    Ogive(#[from] ogive::Error),
    /// From Arrow.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// An array that holds no floating-point numbers.
    #[error(
        "an array of {given}; expected Float16, Float32 or Float64, or lists of them: cast it first"
    )]
    Type {
        /// Its type.
        given: DataType,
    },
    /// A function over an axis, of single numbers.
    #[error(
        "{function} is over an axis, and an array of {given} has none; expected lists, whose elements are rows"
    )]
    NoRows {
        /// The function's name.
        function: &'static str,
        /// The array's type.
        given: DataType,
    },
    /// A gradient of another type than the output.
    #[error(
        "the gradient is an array of {given}; expected {expected}, as the function's result is"
    )]
    Gradient {
        /// Its type.
        given: DataType,
        /// That of the result.
        expected: DataType,
    },
    /// A gradient of another length than the output.
    #[error("the gradient has {given} entries; expected {expected}, as many as the array")]
    Length {
        /// Its length.
        given: usize,
        /// That of the array.
        expected: usize,
    },
    /// A row of the gradient of another length than the output's.
    #[error(
        "row {row} of the gradient has {given} elements; expected {expected}, as the function's result has"
    )]
    RowLength {
        /// Which row.
        row: usize,
        /// Its length.
        given: usize,
        /// That of the result's row.
        expected: usize,
    },
    /// More elements than the kind of list can hold.
    #[error(
        "the lists of the result would have {given} elements; expected at most {most}, as many as lists of this kind can hold"
    )]
    TooLong {
        /// How many there would be.
        given: usize,
        /// How many there may be.
        most: usize,
    },
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
