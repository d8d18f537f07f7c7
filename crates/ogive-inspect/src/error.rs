//! What goes wrong, and what to do about it.

/// What went wrong: what was given, and what was expected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The function does not take the array.
    #[error(transparent)]
    Function(#[from] ogive::Error),
    /// A function that there is nothing to say of.
    #[error("{function} {problem}")]
    Kind {
        /// The function's name.
        function: &'static str,
        /// Why not.
        problem: &'static str,
        /// What to do.
        hint: String,
    },
    /// A channel axis that the array does not have.
    #[error(
        "channel axis {axis} of an array of {dimensions} dimensions; expected {}",
        axes(*dimensions)
    )]
    Axis {
        /// The axis as it was given.
        axis: isize,
        /// How many dimensions the array has.
        dimensions: usize,
    },
    /// An option out of its range.
    #[error("{option} = {given}; expected {expected}")]
    Option {
        /// Which option.
        option: &'static str,
        /// As it was given.
        given: String,
        /// What it may be.
        expected: &'static str,
    },
    /// A block of another shape than those before.
    #[error("a block of shape {given:?} after {before:?}; expected the same but for axis 0")]
    Block {
        /// Its shape.
        given: Vec<usize>,
        /// The shape of the first block.
        before: Vec<usize>,
    },
    /// A block of another element type than those before.
    #[error("a block of {given} after blocks of {before}; expected one element type")]
    Type {
        /// Its element type.
        given: &'static str,
        /// That of the first block.
        before: &'static str,
    },
    /// A second block where channels or rows run along the axis that blocks are cut from.
    #[error("a second block, where {what} along axis 0, from which blocks are cut; expected one")]
    Whole {
        /// What runs along it.
        what: &'static str,
    },
    /// A picture that cannot be made of pixels.
    #[error(transparent)]
    Picture(#[from] ogive_plot::Error),
}

impl Error {
    /// What to do about it, where that is not plain from the error.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Kind { hint, .. } => Some(hint.clone()),
            Error::Axis { dimensions: 0 | 1, .. } => {
                Some("leave it out: all is one channel".into())
            }
            Error::Block { .. } => Some(
                "cut the array along axis 0 alone, the batch, and add its parts in order".into(),
            ),
            Error::Whole { .. } => {
                Some("add the whole array at once, or take another axis for channels".into())
            }
            _ => None,
        }
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn axes(dimensions: usize) -> String {
    match dimensions {
        0 => "none".into(),
        1 => "-1 or 0".into(),
        n => format!("-{n} to {}", n - 1),
    }
}
