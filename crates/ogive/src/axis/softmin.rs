//! # Softmin
//!
//! softmin(x) = softmax(−x): the smallest score gets the largest share.

use super::softmax::{self, AXIS, Softmax, SoftmaxKin, TEMPERATURE, positive};
use crate::arguments::{Argument, Arguments};
use crate::error::Result;
use crate::kernel::lane;
use crate::page::Ecosystem::PyTorch;
use crate::page::{Claim, Info, Keeps, Kind, Name, Page, Reference};

/// Softmax of the negated scores, over one axis.
///
/// A row of nothing but +∞, or with NaN, is all NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softmin {
    axis: isize,
    temperature: f64,
}

impl Softmin {
    /// Over this axis; −1 is the last. That the array has it is checked when it is applied.
    pub fn new(axis: isize) -> Self {
        Softmin { axis, temperature: 1.0 }
    }

    /// With the scores divided by a temperature.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) unless it is positive and finite.
    pub fn with_temperature(self, temperature: f64) -> Result<Self> {
        Ok(Softmin { temperature: positive::<Self>(temperature)?, ..self })
    }
}

impl Page for Softmin {
    const INFO: Info = Info {
        name: "softmin",
        aliases: &[],
        names: &[Name::of(PyTorch, "nn.Softmin"), Name::of(PyTorch, "F.softmin")],
        kind: Kind::Axis,
        formula: "S_i = e^(−x_i/temperature) / (e^(−x_1/temperature) + … + e^(−x_C/temperature))",
        derivative: "∂S_i/∂x_j = −S_i·(δ_ij − S_j)/temperature; backward: \
                     dx_i = −S_i·(g_i − Σ_j g_j·S_j)/temperature",
        origin: &[Reference {
            text: "J. S. Bridle, Probabilistic interpretation of feedforward classification network \
                   outputs (1990)",
            url: "https://doi.org/10.1007/978-3-642-76153-9_28",
        }],
        good: "turns costs or distances into probabilities",
        bad: "the same as softmax of the negated scores, which is better known",
        hard: "as softmax",
        parameters: &[AXIS, TEMPERATURE],
        settings: &["temperature=3"],
        range: (0.0, 1.0),
        monotone: false,
        kinks: &[],
        landmarks: &[],
        claim: Claim { value: 1.67, slope: None },
        keeps: Keeps::Output,
    };

    fn from_arguments(arguments: &mut Arguments) -> Result<Self> {
        let softmin = Softmin::new(arguments.axis("axis")?);
        softmin.with_temperature(arguments.number("temperature", 1.0)?)
    }

    fn arguments(&self) -> Vec<(&'static str, Argument)> {
        softmax::arguments(self.axis, self.temperature, false)
    }
}

impl SoftmaxKin for Softmin {
    fn softmax(&self) -> Result<Softmax> {
        Softmax::new(self.axis).turned().with_temperature(self.temperature)
    }

    fn shape(&self, shape: &[usize]) -> Result<Vec<usize>> {
        lane::output_shape::<Self>(self.axis, shape)
    }
}
