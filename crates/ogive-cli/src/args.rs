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
    after_help = "Example:\n  ogive apply softmax examples/textbook_scores.npy --axis 1",
    after_long_help = MORE
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
    /// Draw functions and their gradients, as SVG or PNG or in the terminal.
    #[command(long_about = PLOT, after_help = PLOT_EXAMPLES)]
    Plot(Plot),
    /// Tell what is known of one function.
    #[command(after_help = "Examples:\n  ogive info leaky_relu\n  ogive info nn.Softmax --json")]
    Info(Info),
    /// Tell how healthy the inputs of a function are: saturation, dead units, vanishing gradients.
    #[command(long_about = INSPECT, after_help = INSPECT_EXAMPLES)]
    Inspect(Inspect),
    /// Find what a detector's raw output shows: sigmoid or softmax, threshold, boxes, suppression.
    #[command(long_about = DETECT, after_help = DETECT_EXAMPLES)]
    Detect(Detect),
    /// Show all functions in the browser: curves, depth, softmax, numbers, a table to compare.
    #[command(long_about = EXPLORE, after_help = EXPLORE_EXAMPLES)]
    Explore(Explore),
    /// Write the completions of a shell to standard output.
    #[command(hide = true, after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Write the manual page to standard output, or those of all subcommands into a folder.
    #[command(hide = true, after_help = MAN_EXAMPLES)]
    Man(Manual),
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

/// The options of `completions`.
#[derive(Debug, Options)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// The options of `detect`.
#[derive(Debug, Options)]
pub struct Detect {
    /// The raw output: a file .npy, .npz or .safetensors with (channels, anchors) or, with --layout, the other way
    /// round; with three axes, the pictures come first. `-` is standard input.
    pub input: PathBuf,
    /// The array of that name in INPUT, if there are several.
    #[arg(long, value_name = "NAME")]
    pub tensor: Vec<String>,
    /// Find what has a score above this.
    #[arg(long, value_name = "SCORE", default_value_t = 0.25, allow_negative_numbers = true)]
    pub threshold: f64,
    /// Which axis comes first.
    #[arg(long, value_enum, default_value_t = Order::ChannelsFirst)]
    pub layout: Order,
    /// The first score of an anchor is its objectness, which multiplies those of its classes.
    #[arg(long)]
    pub objectness: bool,
    /// Scores become probabilities by a softmax over the classes, instead of a sigmoid each.
    #[arg(long, conflicts_with = "objectness")]
    pub softmax: bool,
    /// The class that is none.
    #[arg(long, value_name = "CLASS", requires = "softmax")]
    pub background: Option<usize>,
    /// The channels begin with a distribution over so many distances for each side of a box.
    #[arg(long, value_name = "N", requires = "image")]
    pub bins: Option<usize>,
    /// The size of the picture in pixels, which the anchors' places follow from.
    #[arg(long, value_name = "WIDTHxHEIGHT", requires = "bins", value_parser = size)]
    pub image: Option<(usize, usize)>,
    /// The sizes of the grids' cells, in the order of the anchors.
    #[arg(long, value_name = "A,B", value_delimiter = ',', default_values_t = [8, 16, 32])]
    pub strides: Vec<usize>,
    /// Drop a box that overlaps a better one of its class by more than this share of both together.
    #[arg(long, value_name = "SHARE", default_value_t = 0.45)]
    pub overlap: f64,
    /// The names of the classes, one in each line.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// Write the detections to this file, as a table with commas, instead of showing them.
    #[arg(short, long, value_name = "FILE.csv")]
    pub output: Option<PathBuf>,
}

/// Which axis of a detector's output comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// (channels, anchors), as YOLOv8 has it.
    ChannelsFirst,
    /// (anchors, channels), as YOLOv5, SSD and RetinaNet have it.
    AnchorsFirst,
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let sides = text
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    sides.ok_or_else(|| "expected the width and the height in pixels, as in 640x640".into())
}

/// The options of `explore`.
#[derive(Debug, Options)]
pub struct Explore {
    /// The port to serve on; without it, one that is free.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub port: u16,
    /// Open no browser.
    #[arg(long)]
    pub no_open: bool,
}

/// The options of `man`.
#[derive(Debug, Options)]
pub struct Manual {
    /// The folder for ogive.1, ogive-apply.1 and so on.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// What is read and what is written.
#[derive(Debug, Options)]
pub struct Files {
    /// The arrays: a file .npy, .npz, .safetensors, .csv, .tsv or .parquet; `-` is standard input.
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

/// The options of `inspect`.
#[derive(Debug, Options)]
pub struct Inspect {
    /// The function that the inputs go through, as in `relu`, `leaky_relu(0.04)` or `nn.Sigmoid()`.
    pub function: String,
    /// Its inputs, the pre-activations of a layer: a file .npy, .npz, .safetensors, .csv or .tsv; `-` is
    /// standard input.
    pub input: PathBuf,
    /// The axis of the channels, or `none`; -1 is the last. Without it, axis 1 of two dimensions or more.
    /// For a function over an axis, its axis.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = channels)]
    pub axis: Option<Channels>,
    /// The arrays of that name in INPUT, or of names that fit a pattern with * and ?; may be given
    /// several times. Without it, all arrays of floating-point numbers.
    #[arg(long, value_name = "NAME")]
    pub tensor: Vec<String>,
    /// Count inputs as saturated where the magnitude of the slope is below this.
    #[arg(long, value_name = "SLOPE", default_value_t = 0.01)]
    pub saturated_below: f64,
    /// How many such layers the gradient goes through.
    #[arg(long, value_name = "L", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub layers: u32,
    /// How the weights of these layers are initialised.
    #[arg(long, value_enum, default_value_t = Initialisation::Usual)]
    pub init: Initialisation,
    /// Or the number of inputs of a layer, with --weight-std.
    #[arg(long, value_name = "N", requires = "weight_std", conflicts_with = "init")]
    pub fan_in: Option<u64>,
    /// And the standard deviation of its weights.
    #[arg(long, value_name = "S", requires = "fan_in")]
    pub weight_std: Option<f64>,
    /// How many channels to show, the worst first.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub channels: usize,
    /// Show all channels.
    #[arg(long, conflicts_with = "channels")]
    pub all: bool,
    /// Draw the histogram with the slope over it to this file, .svg or .png.
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
}

/// Which axis counts the channels.
#[derive(Clone, Copy, Debug)]
pub enum Channels {
    /// This one; -1 is the last.
    Along(isize),
    /// None: the whole array is one unit.
    None,
}

/// How weights are initialised. What counts is the fan-in times their variance, σ_w².
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Initialisation {
    /// As keeps the size of the inputs: 2 for relu, 1 for linear and selu, 2.54 for tanh.
    Usual,
    /// He's, `kaiming_normal_`: 2.
    He,
    /// Glorot's, `xavier_uniform_`, Keras's default: 1 for layers of the same width.
    Glorot,
    /// LeCun's, Flax's default: 1.
    Lecun,
    /// What `nn.Linear` and `nn.Conv2d` of PyTorch do when nothing is said: 1/3.
    Torch,
}

fn channels(text: &str) -> Result<Channels, String> {
    match text {
        "none" => Ok(Channels::None),
        number => match number.parse() {
            Ok(axis) => Ok(Channels::Along(axis)),
            Err(_) => Err("expected a whole number, such as 1 or -1, or none".into()),
        },
    }
}

/// The options of `plot`.
#[derive(Debug, Options)]
pub struct Plot {
    /// The functions, as in `relu`, `leaky_relu(0.04)` or `keras:leaky_relu`.
    #[arg(value_name = "FUNCTION", required_unless_present_any = ["figures", "gallery"])]
    pub functions: Vec<String>,
    /// Write to this file, as SVG or PNG by its extension, instead of showing the picture here.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// The inputs to draw, as in -6:6; by default those where the functions bend.
    #[arg(long, value_name = "LO:HI", allow_hyphen_values = true)]
    pub range: Option<String>,
    /// Draw a curve for each of these values of a parameter; may be given for several parameters.
    #[arg(long, value_name = "NAME=V1,V2,…", conflicts_with = "gallery")]
    pub param: Vec<String>,
    /// Draw each curve in a panel of its own.
    #[arg(long)]
    pub grid: bool,
    /// Draw values alone, without gradients.
    #[arg(long)]
    pub no_gradient: bool,
    /// Draw the errors in units in the last place, as compared with the f64 result.
    #[arg(long)]
    pub error: bool,
    /// The element type to compute in; errors are those of f32 unless another is given.
    #[arg(long, value_name = "TYPE", value_parser = ogive_plot::Dtype::NAMES)]
    pub dtype: Option<String>,
    /// The colours.
    #[arg(long, default_value = "light", value_parser = ogive_plot::Theme::NAMES)]
    pub theme: String,
    /// The language of labels and captions.
    #[arg(long, default_value = "en", value_parser = ogive_plot::Language::NAMES)]
    pub lang: String,
    /// Write the textbook's figures 3.4, 3.5 and 3.6 to this folder, as SVG and PNG.
    #[arg(
        long,
        value_name = "FOLDER",
        num_args = 0..=1,
        default_missing_value = ".",
        conflicts_with_all = ["functions", "output", "range", "param", "grid", "no_gradient", "error", "dtype", "gallery"]
    )]
    pub figures: Option<PathBuf>,
    /// Draw every function of one number on one sheet.
    #[arg(long, conflicts_with = "functions")]
    pub gallery: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("expected at least 1".into()),
        Ok(number) => Ok(number),
        Err(_) => Err("expected a whole number from 1".into()),
    }
}

const MORE: &str = "\
Examples:
  ogive apply softmax examples/textbook_scores.npy --axis 1
  ogive apply gelu weights.safetensors --tensor '*.mlp.*' -o activated.safetensors

Also: `ogive completions bash|zsh|fish` writes the completions of a shell, and `ogive man [DIR]` the
manual pages.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. Output has no colours, as NO_COLOR asks.";

const APPLY: &str = "\
Apply a function to arrays.

The result is shown as PyTorch shows a tensor, or written with -o or --in-place: with the type, \
shape, byte order and memory order of INPUT, as far as the format knows them. A table is \
shown as a table. A file appears whole or not at all, also if the command is interrupted.

.npy may have any byte order, either memory order and version 1 to 3; version 1 is written. Bytes \
after the array are ignored, as NumPy ignores them. Of .npz and .safetensors, all arrays of \
floating-point numbers are taken, or those that --tensor names; a result of the same format gets all others, \
and the metadata, as they are. In another format, an array that had no name is called as its file.

.csv and .tsv have a header, unless all cells of the first line are numbers. Numbers are \
double precision. A function over an axis takes the chosen columns of each line as a row of scores. \
Empty cells stay empty, where each cell is computed by itself.

.parquet, in a build with the feature `parquet`, has columns of single or double precision and of \
lists of such, which are rows of scores for a function over an axis. Without -o or --columns, all of them are \
taken; written to another .parquet, missing numbers stay missing, and all other columns are copied.

Files may be larger than memory: functions of single elements, and those over an axis whose rows \
lie side by side in the file, are computed block by block.";

const APPLY_EXAMPLES: &str = "\
Examples:
  ogive apply 'leaky_relu(0.04)' examples/textbook_features.npy
  ogive apply relu examples/digits_logits.npy -o positive.npy
  ogive apply softmax examples/digits_logits.npy --axis 1 --top 1 \\
    --labels examples/digits_labels.npy
  ogive apply gelu weights.safetensors --tensor '*.mlp.*' -o activated.safetensors
  ogive apply softmax scores.csv --columns cat,dog,bird
  cat x.npy | ogive apply sigmoid - -o - | wc -c

With --json: function, input, output (or null), shape, dtype, elements, seconds, gb_per_s (bytes
read and written by the function, by time), isa, threads (that the function may use), and
  data    without -o and --top: the array as nested lists; \"nan\", \"inf\" and \"-inf\" are
          strings, and an array without elements is []
  rows    with --top: for each row shown its index (along all axes but the one of the function), its
          largest entries (class and value) and, with --labels, its label; on_top with --labels is
          the number of rows that have their label on top, of all_rows
  arrays  for .npz and .safetensors: name, shape, dtype, elements and data of each array";

const COMPLETIONS_EXAMPLES: &str = "\
Example:
  ogive completions bash > ogive.bash";

const MAN_EXAMPLES: &str = "\
Example:
  ogive man share/man/man1";

const DETECT: &str = "\
Find what a detector's raw output shows.

Of each anchor the output has scores of classes, which become probabilities: a sigmoid each, times that of the \
anchor's objectness with --objectness, or a softmax over them with --softmax. An anchor is found if its best class has \
one above --threshold. The answer is that of computing them all, to the bit, but most anchors take no more than a \
comparison.

With --bins and --image, distributions over the distances to the four sides of a box come before the scores, as in \
YOLOv8: boxes are made of them, and of those that overlap one is left.";

const DETECT_EXAMPLES: &str = "\
Examples:
  ogive detect scores.npy --threshold 0.4
  ogive detect head.npy --bins 16 --image 640x640 --names classes.txt
  ogive detect ssd.npy --layout anchors-first --softmax --background 0 --json";

const EXPLORE: &str = "\
Show all functions in the browser: curves and gradients to the bit, a signal and a gradient through up to 100 \
layers, softmax with scores to drag, the numbers of f32, f16 and bf16, and a table to compare.

The page is part of the command and needs no network. It is served to this machine alone, at the address that is \
written to standard output, until Ctrl-C.";

const EXPLORE_EXAMPLES: &str = "\
Examples:
  ogive explore
  ogive explore --port 8080 --no-open

With --json: url.";

const LIST_EXAMPLES: &str = "\
Examples:
  ogive list
  ogive list --like keras
  ogive apply keras:leaky_relu examples/textbook_features.npy";

const GRAD: &str = "\
Take the gradient that reaches an array from the gradient of a function's output.

The result is shown as PyTorch shows a tensor, or written with -o or --in-place, as by `ogive apply`.

GRAD has a gradient for each array of INPUT: one of the same name, or the only one of a file for an only one. \
A table has the same columns and as many lines.";

const GRAD_EXAMPLES: &str = "\
Examples:
  ogive grad sigmoid examples/textbook_features.npy --upstream examples/textbook_features.npy
  ogive grad gelu weights.safetensors --upstream gradients.safetensors -o by_weights.safetensors

With --json: as for `ogive apply`, and upstream.";

const INSPECT: &str = "\
Tell how healthy the inputs of a function are, the pre-activations of a layer.

For each array and each of its channels: mean and deviation, a histogram, the share of saturated \
inputs (where the slope is all but 0), dead units (whose slope is 0 on the whole batch, as that of a relu \
that is never positive), and the mean squared slope E[f′²]. What a stack of such layers does to a \
gradient follows from it: a layer multiplies the gradient's mean square by χ = σ_w²·E[f′²], with σ_w² the \
fan-in times the variance of the weights (He and others 2015, Schoenholz and others 2017). Then a verdict, \
and what to try.

Axis 0 is the batch, axis 1 the channels, as in PyTorch; for (batch, token, feature), say --axis -1. Of \
softmax and its kin the rows are judged: entropy, winners above 0.99, and the norm of the Jacobian.";

const INSPECT_EXAMPLES: &str = "\
Examples:
  ogive inspect relu examples/digits_logits.npy
  ogive inspect sigmoid examples/digits_logits.npy --layers 5 --plot sigmoid.svg
  ogive inspect gelu activations.safetensors --tensor '*.mlp.*' --axis -1
  ogive inspect tanh x.npy --fan-in 512 --weight-std 0.05

With --json: function, input and tensors, a list with for each array its tensor (name, or null if
the file has one array), dtype, shape, kind (element or axis), columns (the names, for a table),
the figures, and verdict: level (healthy, undecided, notice or warning), summary, tries and
findings, each with its rule. A number beyond the range of float64 is \"inf\"; null is one that
there is not, such as a mean of nothing.";

const PLOT: &str = "\
Draw functions and their gradients, as SVG or PNG or in the terminal.

Values are drawn solid and gradients dashed, about axes through the origin, with the formula and \
the parameters as the caption. At a jump there is a gap, with a full dot at the value that is taken.";

const PLOT_EXAMPLES: &str = "\
Examples:
  ogive plot sigmoid
  ogive plot gelu silu mish -o smooth.svg
  ogive plot leaky_relu --param negative_slope=0.01,0.1,0.3 -o leaky.png --theme dark
  ogive plot tanh --dtype bf16 --range 0.9:1.1
  ogive plot gelu --error
  ogive plot --gallery --lang zh -o book.png

With --json: title, description, output (or null), measure (curve or error), dtype and curves, with
for each its function, name, formula, parameters, range, kinks, value and (unless --no-gradient)
gradient: pieces of points [x, y], with a gap between two pieces; or, with --error, columns
[from, to, least, greatest] of inputs and their errors in ulp.";
