//! What can be asked of the command.

use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand};

use crate::files::Format;

/// Activation functions on tensor files: forward and gradient, with a tested bound on its error.
#[derive(Debug, Parser)]
#[command(
    name = "ogive",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Example:\n  ogive apply softmax examples/textbook_scores.npy --axis 1"
)]
pub struct Args {
    /// Write one JSON document to standard output, and errors as JSON to standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// Write no messages to standard error but errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Apply a function to an array.
    #[command(long_about = APPLY, after_help = APPLY_EXAMPLES)]
    Apply(Apply),
    /// Take the gradient that reaches an array from the gradient of a function's output.
    #[command(long_about = GRAD, after_help = GRAD_EXAMPLES)]
    Grad(Grad),
    /// List all functions.
    #[command(after_help = LIST_EXAMPLES)]
    List(List),
    /// Tell what is known of one function.
    #[command(after_help = "Examples:\n  ogive info leaky_relu\n  ogive info nn.Softmax --json")]
    Info(Info),
}

/// The options of `apply`.
#[derive(Debug, Options)]
pub struct Apply {
    /// The function, as in `relu`, `leaky_relu(0.04)`, `nn.Softmax(dim=1)` or `keras:leaky_relu`.
    pub function: String,
    /// The files.
    #[command(flatten)]
    pub files: Files,
    /// The axis, for a function over an axis; -1 is the last.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub axis: Option<isize>,
    /// Show the K largest entries of each row along the axis, instead of the array.
    #[arg(long, value_name = "K", value_parser = at_least_one)]
    pub top: Option<usize>,
    /// The right class of each row, to compare with the largest entry: a .npy file of integers.
    #[arg(long, value_name = "FILE", requires = "top")]
    pub labels: Option<PathBuf>,
    /// How many rows to show.
    #[arg(long, value_name = "N", requires = "top", default_value_t = 8)]
    pub rows: usize,
}

/// What is read and what is written.
#[derive(Debug, Options)]
pub struct Files {
    /// The arrays: a file .npy, .npz, .safetensors, .csv or .tsv; `-` is standard input.
    pub input: PathBuf,
    /// Write the result to this file instead of showing it; may be INPUT. `-` is standard output.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// Write the result in the place of INPUT.
    #[arg(long, conflicts_with = "output")]
    pub in_place: bool,
    /// The format of the result, if the name does not tell it; without both, that of INPUT.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// The arrays of that name in INPUT, or of names that fit a pattern with * and ?; may be given
    /// several times. Without it, all arrays of floating-point numbers.
    #[arg(long, value_name = "NAME")]
    pub tensor: Vec<String>,
    /// The columns of a table; without it, all that hold numbers alone.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
}

/// The options of `grad`.
#[derive(Debug, Options)]
pub struct Grad {
    /// The function, as in `relu`, `leaky_relu(0.04)` or `nn.Softmax(dim=1)`.
    pub function: String,
    /// The files.
    #[command(flatten)]
    pub files: Files,
    /// The gradient by the output of the function: a file of INPUT's kind, with an array of the output's
    /// shape for each array of INPUT, or a table with the same columns; `-` is standard input.
    #[arg(long, value_name = "GRAD")]
    pub upstream: PathBuf,
    /// The axis, for a function over an axis; -1 is the last.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub axis: Option<isize>,
}

/// The options of `list`.
#[derive(Debug, Options)]
pub struct List {
    /// List the names that another library has, and where its defaults differ: torch, jax, keras,
    /// onnx or hf (Hugging Face).
    #[arg(long, value_name = "LIBRARY")]
    pub like: Option<String>,
}

/// The options of `info`.
#[derive(Debug, Options)]
pub struct Info {
    /// The function, by any of its names.
    pub function: String,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("expected at least 1".into()),
        Ok(number) => Ok(number),
        Err(_) => Err("expected a whole number from 1".into()),
    }
}

const APPLY: &str = "\
Apply a function to an array.

The result is shown as PyTorch shows a tensor, or written with -o: with the type, shape, byte \
order and memory order of INPUT, as .npy version 1. The file appears whole or not at all.

INPUT may have any byte order, either memory order and .npy version 1 to 3. Bytes after the \
array are ignored, as NumPy ignores them.";

const APPLY_EXAMPLES: &str = "\
Examples:
  ogive apply 'leaky_relu(0.04)' examples/textbook_features.npy
  ogive apply relu examples/digits_logits.npy -o positive.npy
  ogive apply softmax examples/digits_logits.npy --axis 1 --top 1 \\
    --labels examples/digits_labels.npy

With --json: function, input, output (or null), shape, dtype, elements, seconds, gb_per_s (bytes
read and written by the function, by time), isa, threads (that the function may use), and
  data  without -o and --top: the array as nested lists; \"nan\", \"inf\" and \"-inf\" are strings,
        and an array without elements is []
  rows  with --top: for each row shown its index (along all axes but the one of the function), its
        largest entries (class and value) and, with --labels, its label; on_top with --labels is the
        number of rows that have their label on top, of all_rows";

const LIST_EXAMPLES: &str = "\
Examples:
  ogive list
  ogive list --like keras
  ogive apply keras:leaky_relu examples/textbook_features.npy";

const GRAD: &str = "\
Take the gradient that reaches an array from the gradient of a function's output.

The result is shown as PyTorch shows a tensor, or written with -o: with the type, shape, byte \
order and memory order of INPUT, as .npy version 1. The file appears whole or not at all.";

const GRAD_EXAMPLES: &str = "\
Example:
  ogive grad sigmoid examples/textbook_features.npy --upstream examples/textbook_features.npy

With --json: as for `ogive apply`, and upstream.";
