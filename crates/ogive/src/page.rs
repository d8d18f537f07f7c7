//! What a page of the book consists of.
//!
//! A page is one file with one struct, whose fields are the function's parameters. The struct
//! implements [`Page`] (name, formula, claims: what a reader wants to know) and one of the
//! traits that say how it computes: [`Elementwise`], [`Varying`], [`Row`], [`Composed`] or [`Gated`].

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::arguments::{Argument, Arguments};
use crate::error::{Error, Result};
use crate::kernel::Run;
use crate::math::interval::Within;
use crate::number::{Double, Dtype, Float, Number, Real};

/// What everyone may know of a function: the head of its page.
#[derive(Clone, Debug)]
pub struct Info {
    /// The name, as in `leaky_relu`.
    pub name: &'static str,
    /// Other names that people know it by. Case, underscores and a prefix up to the last dot
    /// do not count: `nn.LeakyReLU` is `leaky_relu` already.
    pub aliases: &'static [&'static str],
    /// What PyTorch, JAX, Keras, ONNX and Hugging Face call it, and which of their defaults differ.
    pub names: &'static [Name],
    /// What it works on.
    pub kind: Kind,
    /// The formula, in one line of plain text.
    pub formula: &'static str,
    /// Its derivative, in one line of plain text.
    pub derivative: &'static str,
    /// Where it comes from.
    pub origin: &'static [Reference],
    /// What it is good at.
    pub good: &'static str,
    /// What it is bad at.
    pub bad: &'static str,
    /// Where computing it is hard, and what is done about it.
    pub hard: &'static str,
    /// The parameters, in the order in which they may be given. What else is said here holds at
    /// their defaults; where a parameter decides (a negative slope, say), its meaning says so.
    pub parameters: &'static [Parameter],
    /// Other settings of the parameters that tests and proofs look at, as they would be written
    /// in brackets after the name.
    pub settings: &'static [&'static str],
    /// The closed interval that all values lie in.
    pub range: (f64, f64),
    /// Does the value, as it is computed, never fall as x grows?
    pub monotone: bool,
    /// Where two branches meet, at the default parameters.
    pub kinks: &'static [f64],
    /// Other inputs worth a close look in a test: where a tail begins, where a method changes.
    pub landmarks: &'static [f64],
    /// The largest errors in `f32`.
    pub claim: Claim,
    /// What a layer has to keep of the forward pass for the backward pass, at least.
    pub keeps: Keeps,
}

/// What a function works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One number at a time.
    Element,
    /// All numbers along one axis together.
    Axis,
    /// Two numbers, one of which gates the other.
    Gated,
}

impl Kind {
    /// `"element"`, `"axis"` or `"gated"`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Element => "element",
            Kind::Axis => "axis",
            Kind::Gated => "gated",
        }
    }
}

/// A name that an ecosystem has for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Whose name it is.
    pub ecosystem: Ecosystem,
    /// As it is written there, after the ecosystem's own module: `nn.LeakyReLU`.
    pub name: &'static str,
    /// Which defaults differ from those here, as they would be written in brackets:
    /// `negative_slope=0.2`.
    pub defaults: &'static str,
    /// What else someone who ports a model has to know.
    pub note: &'static str,
}

impl Name {
    /// The same function with the same defaults.
    pub const fn of(ecosystem: Ecosystem, name: &'static str) -> Name {
        Name { ecosystem, name, defaults: "", note: "" }
    }

    /// With other defaults.
    pub const fn with(self, defaults: &'static str) -> Name {
        Name { defaults, ..self }
    }

    /// With something to know.
    pub const fn noting(self, note: &'static str) -> Name {
        Name { note, ..self }
    }
}

/// A world of names that people come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// `torch.nn` and `torch.nn.functional`, which is written `F`.
    PyTorch,
    /// `jax.nn`.
    Jax,
    /// `keras.activations`, and `keras.layers` where those differ.
    Keras,
    /// The operators of ONNX.
    Onnx,
    /// The keys of `ACT2FN` in Hugging Face's transformers.
    HuggingFace,
}

impl Ecosystem {
    /// All of them.
    pub const ALL: [Ecosystem; 5] = [
        Ecosystem::PyTorch,
        Ecosystem::Jax,
        Ecosystem::Keras,
        Ecosystem::Onnx,
        Ecosystem::HuggingFace,
    ];

    /// The word that stands for it before a colon, as in `keras:leaky_relu`.
    pub fn prefix(self) -> &'static str {
        match self {
            Ecosystem::PyTorch => "torch",
            Ecosystem::Jax => "jax",
            Ecosystem::Keras => "keras",
            Ecosystem::Onnx => "onnx",
            Ecosystem::HuggingFace => "hf",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Ecosystem::PyTorch => "PyTorch",
            Ecosystem::Jax => "JAX",
            Ecosystem::Keras => "Keras",
            Ecosystem::Onnx => "ONNX",
            Ecosystem::HuggingFace => "Hugging Face",
        }
    }
}

/// A source.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Authors, title and year.
    pub text: &'static str,
    /// Where to read it.
    pub url: &'static str,
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name, PyTorch's where PyTorch has it.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// The default as it would be written, if there is one.
    pub default: Option<&'static str>,
    /// What it means and what it may be.
    pub meaning: &'static str,
}

/// The largest errors over all inputs, in units in the last place (ulp) of the exact result.
/// 0.5 is correctly rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// Of the value.
    pub value: f64,
    /// Of the slope; for a function over an axis, no claim is made.
    pub slope: Option<f64>,
}

/// What a layer keeps for the backward pass: the least from which the gradient comes out the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: the slope is the same everywhere.
    Nothing,
    /// The input.
    Input,
    /// The output, which the next layer holds anyway.
    Output,
    /// The input or the output, whichever is there: one sign bit of either decides.
    Sign,
    /// Nothing, as there is no gradient.
    NoGradient,
}

impl Keeps {
    /// One sentence for a reader.
    pub fn describe(self) -> &'static str {
        match self {
            Keeps::Nothing => "nothing",
            Keeps::Input => "the input",
            Keeps::Output => "the output alone",
            Keeps::Sign => "one bit per element: the sign of the input, which the output has too",
            Keeps::NoGradient => "nothing: there is no gradient",
        }
    }
}

/// The head of a page, and its parameters to and from text. Cloning one must be cheap: each
/// block of elements is computed with a copy.
pub trait Page: Clone + std::fmt::Debug + Send + Sync + Sized + 'static {
    /// What everyone may know of it.
    const INFO: Info;

    /// The closed interval that the function is defined on. Outside of it, value and slope are the
    /// canonical NaN.
    const DOMAIN: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    /// From arguments as people write them; see [`crate::parse`].
    fn from_arguments(arguments: &mut Arguments) -> Result<Self>;

    /// The parameters as they are set, in the order of [`Info::parameters`].
    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        Vec::new()
    }

    /// The same function with its parameters rounded to `f32`: exactly the one that `f32`, `f16`
    /// and `bf16` compute.
    ///
    /// # Errors
    /// If a rounded parameter is refused where the given one was not, as one beyond the range of
    /// `f32` would be.
    fn single(&self) -> Result<Self> {
        Self::from_arguments(&mut rounded(&Self::INFO, self.arguments())?)
    }
}

/// These arguments, rounded to `f32`.
fn rounded(info: &'static Info, arguments: Vec<(&'static str, Argument)>) -> Result<Arguments> {
    let round = |x: f64| f64::from(x as f32);
    let rounded = arguments.into_iter().map(|(name, argument)| match argument {
        Argument::Number(x) => (name, Argument::Number(round(x))),
        Argument::Numbers(x) => (name, Argument::Numbers(x.into_iter().map(round).collect())),
        other => (name, other),
    });
    Arguments::of(info, rounded)
}

/// What a page says when it refuses a parameter: what was given and what was expected.
pub(crate) fn refused<P: Page>(problem: String) -> Error {
    Error::Parameter { function: P::INFO.name, problem }
}

/// A parameter that any finite number will do for.
pub(crate) fn finite<P: Page>(name: &str, value: f64) -> Result<f64> {
    match value.is_finite() {
        true => Ok(value),
        false => Err(refused::<P>(format!("{name} = {value}; expected a finite number"))),
    }
}

/// A function of one number.
pub trait Elementwise: Page {
    /// The textbook's formula, with no tricks.
    fn definition<N: Real>(&self, x: N) -> N;
    /// The value as it is computed, for every x but NaN: a normalised pair, not yet rounded.
    fn value<F: Float>(&self, x: F) -> Double<F>;
    /// The derivative as it is computed, for every x but NaN: a pair that is multiplied yet, and need not be normalised.
    fn slope<F: Float>(&self, x: F) -> Double<F>;
    /// Does the value, even rounded, tell the derivative?
    fn value_tells_slope(&self) -> bool {
        false
    }
    /// The derivative where the value, rounded, is `y`, if the value tells it.
    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F) -> F {
        let _ = y;
        F::NAN
    }
    /// Where the slope takes one of two values: what tells which.
    fn two_slopes(&self) -> Option<TwoSlopes> {
        None
    }
    /// This function, if it has the parameters that nearly everyone gives it and is computed another way for them. Loops are
    /// compiled once more for it, with these parameters as constants: so write them as such.
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        None
    }
    /// The value by intervals, where there are tables of it. It is the result wherever these reach, if this is the
    /// [`usual`](Elementwise::usual) function; elsewhere that is [`value`](Elementwise::value).
    #[inline(always)]
    fn value_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        let _ = x;
        None
    }
    /// The slope, likewise.
    #[inline(always)]
    fn slope_by_interval<F: Float>(&self, x: F) -> Option<Within<F>> {
        let _ = x;
        None
    }
    /// Are there tables of the value, and of the slope?
    const BY_INTERVAL: [bool; 2] = [false; 2];
    /// Is it made of straight lines? Then slopes are words, with nothing in the low one, and computing
    /// costs next to nothing beside reading and writing.
    const STRAIGHT: bool = false;
    /// Has it results of few digits, being made of few sums and products? In half precision those are often exact, or as near to one
    /// number as to the next. It makes no difference to results, but is faster where it is so.
    const SHORT: bool = false;
    /// Does the value [look something up](Float::entry) in `f32`? It makes no difference to results, but is far slower where it does so
    /// without saying so: the compiler would read entry by entry.
    const LOOKS_UP: bool = false;
}

/// What tells which of two slopes a function has at an input. NaN, which has neither, counts as having the
/// first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TwoSlopes {
    /// The input's sign: the second slope is that of 0 and below. So each element may have slopes of its own.
    BySign,
    /// The slope itself: these are inputs that have the first and the second.
    At([f64; 2]),
}

impl TwoSlopes {
    /// An input with the first slope, and one with the second.
    pub fn inputs(self) -> [f64; 2] {
        match self {
            TwoSlopes::BySign => [1.0, -1.0],
            TwoSlopes::At(inputs) => inputs,
        }
    }
}

/// A function of one number and a parameter that may differ from element to element.
///
/// Every [`Elementwise`] function is one whose parameter has no effect.
pub trait Varying: Page {
    /// Is there a parameter at all?
    const VARIES: bool;
    /// Where the parameter of each element comes from.
    fn source(&self) -> Source<'_>;
    /// The textbook's formula.
    fn definition_at<N: Real>(&self, x: N, parameter: N) -> N;
    /// The value as it is computed.
    fn value_at<F: Float>(&self, x: F, parameter: F) -> Double<F>;
    /// The derivative by x as it is computed.
    fn slope_at<F: Float>(&self, x: F, parameter: F) -> Double<F>;
    /// As [`Elementwise::value_tells_slope`].
    fn value_tells_slope(&self) -> bool {
        false
    }
    /// As [`Elementwise::slope_at_value`].
    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F, parameter: F) -> F {
        let _ = (y, parameter);
        F::NAN
    }
    /// As [`Elementwise::two_slopes`].
    fn two_slopes(&self) -> Option<TwoSlopes> {
        None
    }
    /// As [`Elementwise::usual`].
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        None
    }
    /// As [`Elementwise::value_by_interval`].
    #[inline(always)]
    fn value_by_interval_at<F: Float>(&self, x: F) -> Option<Within<F>> {
        let _ = x;
        None
    }
    /// As [`Elementwise::slope_by_interval`].
    #[inline(always)]
    fn slope_by_interval_at<F: Float>(&self, x: F) -> Option<Within<F>> {
        let _ = x;
        None
    }
    /// As [`Elementwise::BY_INTERVAL`].
    const BY_INTERVAL: [bool; 2] = [false; 2];
    /// As [`Elementwise::STRAIGHT`].
    const STRAIGHT: bool = false;
    /// As [`Elementwise::SHORT`].
    const SHORT: bool = false;
    /// As [`Elementwise::LOOKS_UP`].
    const LOOKS_UP: bool = false;
}

/// A function of one number with parameters that are learned.
pub trait Learned: Varying {
    /// Their names.
    const LEARNED: &'static [&'static str];
    /// The derivative of the value by the one with this index in [`LEARNED`](Learned::LEARNED).
    fn slope_by<F: Float>(&self, which: usize, x: F, parameter: F) -> Double<F>;
}

/// Where the parameter of each element of an array comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source<'a> {
    /// There is none.
    None,
    /// The same for all elements.
    Constant(f64),
    /// One for each index along dimension 1, or one alone where there is no dimension 1.
    Channels(&'a [f64]),
    /// Drawn, evenly between two limits, from the seed and the element's index.
    Drawn {
        /// The lower limit.
        lower: f64,
        /// The upper limit.
        upper: f64,
        /// The seed.
        seed: u64,
    },
}

impl Source<'_> {
    /// The one parameter of all elements, if it is one; `Some(None)` if there is none at all.
    pub(crate) fn uniform<W: Float>(&self) -> Option<Option<W>> {
        match self {
            Source::None => Some(None),
            Source::Constant(c) => Some(Some(W::lit(*c))),
            Source::Channels(_) | Source::Drawn { .. } => None,
        }
    }
}

impl<T: Elementwise> Varying for T {
    const VARIES: bool = false;
    fn source(&self) -> Source<'_> {
        Source::None
    }
    fn definition_at<N: Real>(&self, x: N, _: N) -> N {
        self.definition(x)
    }
    #[inline(always)]
    fn value_at<F: Float>(&self, x: F, _: F) -> Double<F> {
        self.value(x)
    }
    #[inline(always)]
    fn slope_at<F: Float>(&self, x: F, _: F) -> Double<F> {
        self.slope(x)
    }
    fn value_tells_slope(&self) -> bool {
        Elementwise::value_tells_slope(self)
    }
    #[inline(always)]
    fn slope_at_value<F: Float>(&self, y: F, _: F) -> F {
        Elementwise::slope_at_value(self, y)
    }
    fn two_slopes(&self) -> Option<TwoSlopes> {
        Elementwise::two_slopes(self)
    }
    #[inline(always)]
    fn usual(&self) -> Option<Self> {
        Elementwise::usual(self)
    }
    #[inline(always)]
    fn value_by_interval_at<F: Float>(&self, x: F) -> Option<Within<F>> {
        self.value_by_interval(x)
    }
    #[inline(always)]
    fn slope_by_interval_at<F: Float>(&self, x: F) -> Option<Within<F>> {
        self.slope_by_interval(x)
    }
    const BY_INTERVAL: [bool; 2] = T::BY_INTERVAL;
    const STRAIGHT: bool = T::STRAIGHT;
    const SHORT: bool = T::SHORT;
    const LOOKS_UP: bool = T::LOOKS_UP;
}

/// A function of two numbers, one of which gates the other: of two arrays, or of the two halves of
/// one along an axis.
pub trait Gated: Page {
    /// The axis along which one array holds both, counted from the end if negative.
    fn axis(&self) -> isize;
    /// The textbook's formula; `a` is the first half.
    fn definition<N: Real>(&self, a: N, b: N) -> N;
    /// The value as it is computed, where neither is NaN.
    fn value<F: Float>(&self, a: F, b: F) -> Double<F>;
    /// The derivatives by `a` and by `b` as they are computed.
    fn slopes<F: Float>(&self, a: F, b: F) -> [Double<F>; 2];
    /// As [`Elementwise::SHORT`].
    const SHORT: bool = false;
    /// Does the value or do the slopes? See [`Elementwise::LOOKS_UP`].
    const LOOKS_UP: bool = false;
}

/// A function of a whole row: of all elements along one axis.
///
/// The row has been seen once when `finish` is called: `exps` holds what all its elements'
/// exponentials e^(x − max) add up to.
pub trait Row: Page {
    /// The axis, counted from the end if negative.
    fn axis(&self) -> isize;
    /// The textbook's formula: as many results as the row has elements, or one if it
    /// [reduces](Row::REDUCES).
    fn definition<N: Real>(&self, row: &[N]) -> Vec<N>;

    /// Does a row come to one number? The axis then has length 1, and that number is the maximum
    /// plus the normaliser.
    const REDUCES: bool = false;
    /// Is it a function of −x rather than of x, so that the smallest wins?
    #[inline(always)]
    fn turned(&self) -> bool {
        false
    }
    /// Is there a score of 0 beside those of the row, which takes part and has no result? Only where results
    /// come from exponentials.
    #[inline(always)]
    fn beside_zero(&self) -> bool {
        false
    }
    /// What the scores are divided by.
    #[inline(always)]
    fn temperature(&self) -> f64 {
        1.0
    }
    /// What stands for the normaliser of a row of nothing but −∞; NaN if it has no result.
    #[inline(always)]
    fn of_nothing<F: Float>(&self) -> F {
        F::NAN
    }

    /// Does the result come from e^(x − max), or from x − max itself?
    const OF_EXPONENTIALS: bool;
    /// What the row is summed up in, from the sum of its exponentials e^(x − max); where the result does
    /// not come from those, from their sum without the one term of the first maximum, which is 1.
    fn normaliser<F: Float>(&self, sum: Double<F>) -> Double<F>;
    /// One element of the result, from e^x and the normaliser over e^max; where it does not come from those, from x and from max plus the
    /// normaliser. So x and max need not be subtracted from each other.
    fn finish<F: Float>(&self, element: Double<F>, normaliser: Double<F>) -> Double<F>;
    /// That of the maximum.
    #[inline(always)]
    fn finish_maximum<F: Float>(&self, normaliser: Double<F>) -> Double<F> {
        normaliser
    }
}

/// A function of a whole row whose gradient follows from its output, in a pass like those of [`Row`].
pub trait RowGradient: Row {
    /// Does a [probability](RowGradient::probability) look something up? See [`Elementwise::LOOKS_UP`].
    const LOOKS_UP: bool = false;

    /// One term of the sum that the gradient needs, from an output and the gradient that comes in.
    fn gradient_term<F: Number>(&self, output: F, upstream: F) -> F::Wide;
    /// The probability that an output tells of.
    fn probability<F: Float>(&self, output: F) -> Double<F>;
    /// One element of the gradient that goes out, but for the temperature and the sign of a function of −x.
    fn gradient<F: Number>(&self, probability: Double<F>, upstream: F, sum: F::Wide) -> Double<F>;
}

/// A function over an axis that is made of other functions, or has a loop of its own.
pub trait Composed: Page {
    /// The shape of the result for an input of this shape.
    ///
    /// # Errors
    /// If the function does not take that shape.
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>>;
    /// The textbook's formula over a row, where it can be written as one.
    fn definition<N: Real>(&self, row: &[N]) -> Option<Vec<N>> {
        let _ = row;
        None
    }
    /// The function of `x`, into `out`.
    ///
    /// # Errors
    /// If the shapes differ, or the axis does not fit them.
    fn forward<E: Dtype>(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()>;
    /// The function of `x`, into its own memory.
    ///
    /// # Errors
    /// If the axis does not fit its shape.
    fn forward_inplace<E: Dtype>(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()>;
    /// The gradient by `x` for the incoming gradient `g`, into `out`.
    ///
    /// # Errors
    /// If the shapes differ, or the axis does not fit them, or it has no gradient.
    fn backward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()>;
    /// Does the output tell the gradient?
    fn output_tells(&self) -> bool {
        Self::INFO.keeps == Keeps::Output
    }
    /// The same for the output `y` in place of `x`.
    ///
    /// # Errors
    /// If the output does not tell the gradient; and as [`backward`](Composed::backward).
    fn backward_from_output<E: Dtype>(
        &self,
        run: Run,
        y: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        let _ = (run, y, g, out);
        Err(Error::FromOutput { function: Self::INFO.name })
    }
}
