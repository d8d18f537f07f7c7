//! # Softmax
//!
//! Sᵢ = e^(xᵢ/τ) / Σⱼ e^(xⱼ/τ): any scores to probabilities that sum to 1. The temperature τ is 1 unless
//! one is given.
//!
//! Computed as e^((xᵢ − m)/τ) / Σⱼ e^((xⱼ − m)/τ) with m the maximum, so that nothing overflows.

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::kernel::{Run, row};
use crate::number::{Double, Dtype, Float, Number, Real, Wide};
use crate::page::Ecosystem::{Jax, Keras, Onnx, PyTorch};
use crate::page::{
    Claim, Composed, Info, Keeps, Kind, Name, Page, Parameter, Reference, Row, RowGradient, refused,
};
use crate::sharded::Sharded;

/// Softmax over one axis.
///
/// A row whose maximum is shared gives its winners the same probability, infinite ones too;
/// a row with NaN is all NaN. So is one of nothing but −∞, unless the function is
/// [masked](Softmax::masked).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softmax {
    axis: isize,
    temperature: f64,
    masked: bool,
    /// Of the negated scores, for softmin.
    turned: bool,
    /// With a score of 0 beside those of the row, for quiet_softmax.
    beside_zero: bool,
}

impl Softmax {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Softmax { axis, temperature: 1.0, masked: false, turned: false, beside_zero: false }
    }

    pub(super) fn turned(self) -> Self {
        Softmax { turned: true, ..self }
    }

    pub(super) fn beside_zero(self) -> Self {
        Softmax { beside_zero: true, ..self }
    }

    /// With the scores divided by a temperature: above 1 the probabilities are more alike.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is positive and finite.
    pub fn with_temperature(self, temperature: f64) -> Result<Self> {
        Ok(Softmax { temperature: positive::<Self>(temperature)?, ..self })
    }

    /// With 0 for a row of nothing but −∞, whose elements are all masked.
    pub fn masked(self) -> Self {
        Softmax { masked: true, ..self }
    }
}

/// A temperature that a page accepts.
pub(super) fn positive<P: Page>(temperature: f64) -> Result<f64> {
    match temperature.is_finite() && temperature > 0.0 {
        true => Ok(temperature),
        false => Err(refused::<P>(format!(
            "temperature = {temperature}; expected a finite number above 0"
        ))),
    }
}

/// The axis parameter, which every function over an axis has.
pub(super) const AXIS: Parameter = Parameter {
    name: "axis",
    aliases: &["dim"],
    default: None,
    meaning: "the axis to normalise over; -1 is the last",
};

/// What the scores are divided by.
pub(super) const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    aliases: &["tau"],
    default: Some("1"),
    meaning: "what the scores are divided by, above 0: a high one makes the results more alike",
};

/// What becomes of a row of nothing but −∞.
pub(super) const MASKED: Parameter = Parameter {
    name: "masked",
    aliases: &["safe"],
    default: Some("false"),
    meaning: "is a row of nothing but −∞ one whose elements are all masked, with results, rather \
              than one without any (NaN)?",
};

impl Page for Softmax {
    const INFO: Info = Info {
        name: "softmax",
        aliases: &["normalized_exponential"],
        names: &[
            Name::of(PyTorch, "nn.Softmax"),
            Name::of(PyTorch, "F.softmax"),
            Name::of(Jax, "softmax").with("axis=-1"),
            Name::of(Keras, "softmax").with("axis=-1"),
            Name::of(Keras, "Softmax").with("axis=-1"),
            Name::of(Onnx, "Softmax")
                .with("axis=-1")
                .noting("before opset 13, axis is 1 and all axes from it on are one"),
        ],
        kind: Kind::Axis,
        formula: "S_i = e^(x_i/temperature) / (e^(x_1/temperature) + … + e^(x_C/temperature))",
        derivative: "∂S_i/∂x_j = S_i·(δ_ij − S_j)/temperature; backward: \
                     dx_i = S_i·(g_i − Σ_j g_j·S_j)/temperature",
        origin: &[
            Reference {
                text: "L. Boltzmann, Studien über das Gleichgewicht der lebendigen Kraft (1868)",
                url: "https://en.wikipedia.org/wiki/Boltzmann_distribution",
            },
            Reference {
                text: "J. S. Bridle, Probabilistic interpretation of feedforward classification \
                       network outputs (1990)",
                url: "https://doi.org/10.1007/978-3-642-76153-9_28",
            },
        ],
        good: "the head of a classifier of many classes: each output is in (0, 1), all sum to 1",
        bad: "one class must win even if none fits; scores far apart give 0 and 1, and no gradient",
        hard: "e^x overflows from 89 on in f32, hence the maximum is subtracted; that subtraction \
               rounds, and the rounding error, times e^x, is up to 64 ulp if it is not kept; a sum \
               of many terms in the working precision drifts",
        parameters: &[AXIS, TEMPERATURE, MASKED],
        settings: &["temperature=0.7"],
        range: (0.0, 1.0),
        monotone: true,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.7, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let softmax = Softmax::new(arguments.axis("axis")?);
        let softmax = softmax.with_temperature(arguments.number("temperature", 1.0)?)?;
        Ok(if arguments.truth("masked", false)? { softmax.masked() } else { softmax })
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        arguments(self.axis, self.temperature, self.masked)
    }
}

/// The axis, and what is not at its default.
pub(super) fn arguments(
    axis: isize,
    temperature: f64,
    masked: bool,
) -> Vec<(&'static str, Argument)> {
    let mut arguments = vec![("axis", Argument::Integer(axis as i128))];
    if temperature != 1.0 {
        arguments.push(("temperature", Argument::Number(temperature)));
    }
    if masked {
        arguments.push(("masked", Argument::Truth(true)));
    }
    arguments
}

impl Row for Softmax {
    fn axis(&self) -> isize {
        self.axis
    }

    fn definition<N: Real>(&self, row: &[N]) -> Vec<N> {
        let score = |x: &N| if self.turned { -*x } else { *x } / N::parameter(self.temperature);
        let exps: Vec<N> = row.iter().map(|x| score(x).exp()).collect();
        let beside = N::from(if self.beside_zero { 1.0 } else { 0.0 });
        let sum = exps.iter().fold(beside, |sum, e| sum + *e);
        exps.into_iter().map(|e| e / sum).collect()
    }

    #[inline(always)]
    fn turned(&self) -> bool {
        self.turned
    }

    #[inline(always)]
    fn beside_zero(&self) -> bool {
        self.beside_zero
    }

    #[inline(always)]
    fn temperature(&self) -> f64 {
        self.temperature
    }

    #[inline(always)]
    fn of_nothing<F: Float>(&self) -> F {
        // Every result is a multiple of it.
        if self.masked { F::ZERO } else { F::NAN }
    }

    const OF_EXPONENTIALS: bool = true;

    #[inline(always)]
    fn normaliser<F: Float>(&self, sum: Double<F>) -> Double<F> {
        sum.recip()
    }

    #[inline(always)]
    fn finish<F: Float>(&self, exponential: Double<F>, normaliser: Double<F>) -> Double<F> {
        let e = exponential.hi;
        Double::exact(e.fma(normaliser.hi, e * normaliser.lo))
    }
}

impl Sharded for Softmax {}

impl RowGradient for Softmax {
    #[inline(always)]
    fn gradient_term<F: Number>(&self, s: F, g: F) -> F::Wide {
        // A class of probability 0 takes no part, whatever gradient arrives at it.
        F::Wide::product(s, F::select(s.eq(F::ZERO), F::ZERO, g))
    }

    #[inline(always)]
    fn probability<F: Float>(&self, s: F) -> Double<F> {
        Double::exact(s)
    }

    #[inline(always)]
    fn gradient<F: Number>(&self, s: Double<F>, g: F, sum: F::Wide) -> Double<F> {
        let gradient = (F::Wide::of(Double::exact(g)) - sum) * F::Wide::of(s);
        Double::select(s.hi.eq(F::ZERO), Double::exact(F::ZERO), gradient.pair())
    }
}

/// A function that is a softmax under a name of its own, which is what errors have to say.
pub(super) trait SoftmaxKin: Page {
    /// Can its definition be written over a row of any length?
    const OVER_ANY_ROW: bool = true;
    /// The softmax that it is.
    fn softmax(&self) -> Result<Softmax>;
    /// The shape of the result, which is the input's, if that is one it takes.
    fn shape(&self, shape: &[usize]) -> Result<Vec<usize>>;
}

impl<K: SoftmaxKin> Composed for K {
    fn output_shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        self.shape(shape)
    }

    fn definition<N: Real>(&self, row: &[N]) -> Option<Vec<N>> {
        if K::OVER_ANY_ROW { Some(Row::definition(&self.softmax().ok()?, row)) } else { None }
    }

    fn forward<E: Dtype>(&self, run: Run, x: ArrayViewD<E>, out: ArrayViewMutD<E>) -> Result<()> {
        self.shape(x.shape())?;
        row::forward(&self.softmax()?, run, x, out)
    }

    fn forward_inplace<E: Dtype>(&self, run: Run, x: ArrayViewMutD<E>) -> Result<()> {
        self.shape(x.shape())?;
        row::forward_inplace(&self.softmax()?, run, x)
    }

    fn backward<E: Dtype>(
        &self,
        run: Run,
        x: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        self.shape(x.shape())?;
        row::backward(&self.softmax()?, run, x, g, out)
    }

    fn backward_from_output<E: Dtype>(
        &self,
        run: Run,
        y: ArrayViewD<E>,
        g: ArrayViewD<E>,
        out: ArrayViewMutD<E>,
    ) -> Result<()> {
        self.shape(y.shape())?;
        row::backward_from_output(&self.softmax()?, run, y, g, out)
    }
}
