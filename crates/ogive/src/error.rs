/// What went wrong: what was given, what was expected, what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that no function of the book has.
    #[error("no activation function is called `{given}`{}", suggest(nearest))]
    UnknownFunction {
        /// The name as it was given.
        given: String,
        /// The nearest names of the book.
        nearest: Vec<&'static str>,
    },
    /// A name that an ecosystem has not, or that is not in the book.
    #[error("{ecosystem} has no activation function `{given}` that is here{}", suggest(nearest))]
    UnknownName {
        /// The name as it was given.
        given: String,
        /// Whose name it should be.
        ecosystem: &'static str,
        /// The nearest of its names.
        nearest: Vec<&'static str>,
    },
    /// A word before a colon, or after `--like`, that stands for no ecosystem.
    #[error(
        "`{given}` is none of the ecosystems known here; expected torch, jax, keras, onnx or hf"
    )]
    UnknownEcosystem {
        /// The word as it was given.
        given: String,
    },
    /// A call that cannot be read, such as `relu(`.
    #[error(
        "`{given}` cannot be read as a function: {problem}; write it as in `leaky_relu(0.04)` or `Softmax(dim=1)`"
    )]
    Syntax {
        /// The text as it was given.
        given: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A parameter that the function does not have, lacks, or does not accept.
    #[error("{function}: {problem}")]
    Parameter {
        /// The function's name.
        function: &'static str,
        /// What was given and what was expected.
        problem: String,
    },
    /// An axis that the array does not have.
    #[error("{function}: axis {axis} of an array of {dimensions} dimensions; expected {}", axes(*dimensions))]
    Axis {
        /// The function's name.
        function: &'static str,
        /// The axis as it was given.
        axis: isize,
        /// How many dimensions the array has.
        dimensions: usize,
    },
    /// An axis of length 0, over which nothing can be normalised.
    #[error(
        "{function}: axis {axis} of shape {shape:?} is empty; expected at least one element along it"
    )]
    EmptyAxis {
        /// The function's name.
        function: &'static str,
        /// The axis.
        axis: usize,
        /// The shape of the array.
        shape: Vec<usize>,
    },
    /// Two arrays that should have the same shape and do not.
    #[error(
        "{function}: the {what} has shape {given:?}; expected {expected:?}, the shape of the input"
    )]
    Shape {
        /// The function's name.
        function: &'static str,
        /// Which array: `output` or `upstream gradient`.
        what: &'static str,
        /// Its shape.
        given: Vec<usize>,
        /// The shape of the input.
        expected: Vec<usize>,
    },
    /// Two arrays for a function of one.
    #[error(
        "only a gated function, such as swiglu, takes two arrays; give one, or another function"
    )]
    NotGated,
    /// A result that does not fit into the memory of its input.
    #[error(
        "{function}: the result of an input of shape {shape:?} has another shape, so it cannot take its place; give it an array of its own"
    )]
    InPlace {
        /// The function's name.
        function: &'static str,
        /// The shape of the input.
        shape: Vec<usize>,
    },
    /// A gradient from the output alone, of a function whose output does not tell it.
    #[error(
        "{function}: its gradient does not follow from its output alone; give `backward` the input"
    )]
    FromOutput {
        /// The function's name.
        function: &'static str,
    },
    /// A gradient from a bit for each element, of a function that one bit is not enough for.
    #[error(
        "{function}: its slope takes more than two values, so one bit for each element does not tell its gradient; keep the input or, where it tells, the output"
    )]
    FromBits {
        /// The function's name.
        function: &'static str,
    },
    /// As many bits as no array of that shape has.
    #[error(
        "{function}: {given} bytes of bits; expected {expected}, one bit for each element: give the array that the bits were made with"
    )]
    Bits {
        /// The function's name.
        function: &'static str,
        /// How many bytes were given.
        given: usize,
        /// How many hold a bit for each element.
        expected: usize,
    },
    /// A second derivative of a function that is not one of single numbers.
    #[error(
        "{function}: second derivatives are those of functions of one number; differentiate the formula of its gradient instead"
    )]
    SecondDerivative {
        /// The function's name.
        function: &'static str,
    },
    /// An instruction set that is unknown, or that this machine does not have.
    #[error("instruction set `{given}` {problem}; this machine has: {}", available.join(", "))]
    Isa {
        /// The name as it was given.
        given: String,
        /// Why it cannot be used.
        problem: &'static str,
        /// The names that can be.
        available: Vec<&'static str>,
    },
}

/// A result with ogive's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn suggest(nearest: &[&str]) -> String {
    match nearest {
        [] => "; `ogive list` shows the names there are".into(),
        names => {
            let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("; did you mean {}?", quoted.join(" or "))
        }
    }
}

fn axes(dimensions: usize) -> String {
    match dimensions {
        0 => "an array of at least one dimension".into(),
        n => format!("-{n} to {}", n - 1),
    }
}
