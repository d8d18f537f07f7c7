/// What went wrong: what was given, what was expected, what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// From the library below.
    #[error(transparent)]
    Ogive(#[from] ogive::Error),
    /// A number that is not accepted.
    #[error("{name} = {given}; expected {expected}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// As it was given.
        given: String,
        /// What is accepted.
        expected: String,
    },
    /// An array of a shape that does not fit.
    #[error("the {what} have shape {given:?}; expected {expected}")]
    Shape {
        /// Which array, in the plural.
        what: &'static str,
        /// Its shape.
        given: Vec<usize>,
        /// What was expected.
        expected: String,
    },
}

impl Error {
    pub(crate) fn parameter(
        name: &'static str,
        given: impl ToString,
        expected: impl Into<String>,
    ) -> Self {
        Error::Parameter { name, given: given.to_string(), expected: expected.into() }
    }

    pub(crate) fn shape(what: &'static str, given: &[usize], expected: impl Into<String>) -> Self {
        Error::Shape { what, given: given.to_vec(), expected: expected.into() }
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
