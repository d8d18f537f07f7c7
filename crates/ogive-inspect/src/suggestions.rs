//! The functions that are suggested where another one is in trouble. Nowhere else in this crate is a function
//! of the book known by its name.

/// A function to try, and why.
pub(crate) struct Suggestion {
    /// Its name in the book.
    pub(crate) name: &'static str,
    /// What it is known for, as a note behind its name.
    pub(crate) because: &'static str,
    /// Is it suggested where units have died, for a slope on both sides of 0?
    pub(crate) revives: bool,
    /// Is it suggested where a gradient vanishes or explodes, if it fares better there?
    pub(crate) in_stacks: bool,
}

/// All of them, the plainest first. What is widely used comes before what would fare a little better.
pub(crate) const SUGGESTIONS: [Suggestion; 7] = [
    Suggestion {
        name: "relu",
        because: "keeps the gradient's size with He's initialisation",
        revives: false,
        in_stacks: true,
    },
    Suggestion {
        name: "leaky_relu",
        because: "a small slope below 0",
        revives: true,
        in_stacks: false,
    },
    Suggestion {
        name: "elu",
        because: "a slope that fades below 0",
        revives: true,
        in_stacks: false,
    },
    Suggestion {
        name: "gelu",
        because: "smooth; usual in transformers",
        revives: true,
        in_stacks: true,
    },
    Suggestion {
        name: "silu",
        because: "smooth; usual in language models",
        revives: false,
        in_stacks: true,
    },
    Suggestion {
        name: "selu",
        because: "keeps mean and variance with LeCun's initialisation",
        revives: false,
        in_stacks: true,
    },
    Suggestion {
        name: "tanh",
        because: "of slope 1 at 0, four times that of a sigmoid",
        revives: false,
        in_stacks: true,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_in_the_book_and_is_suggested_somewhere() {
        for Suggestion { name, revives, in_stacks, .. } in SUGGESTIONS {
            assert_eq!(ogive::find(name).unwrap().info.name, name);
            assert!(revives || in_stacks, "{name}");
        }
    }
}
