//! A function at standard normal inputs: what its statistics are where all is well.

use ndarray::ArrayD;
use ogive::Function;
use ogive::nn::Layer;

/// The means over x ~ N(0, 1), by quadrature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reference {
    /// E\[f²\].
    pub(crate) mean_square: f64,
    /// E\[f′²\].
    pub(crate) mean_squared_slope: f64,
    /// The deviation of the slope.
    pub(crate) deviation_of_slope: f64,
    /// E\[f′\].
    pub(crate) mean_slope: f64,
    /// The share of slopes that are saturated.
    pub(crate) saturated: f64,
}

/// Points between one whole number and the next.
const STEPS: usize = 1024;
/// Where the density has fallen to 10^−31.
const END: usize = 12;

impl Reference {
    /// None if the function is not defined for all of these inputs.
    ///
    /// The midpoint rule: for a smooth function, its error falls faster than any power of the step;
    /// a kink or a step at a whole number lies between two points and adds at most 10^−6.
    /// Where parameters differ between channels, the means are those over all of them.
    pub(crate) fn of(
        function: &dyn Function,
        channels: usize,
        saturated_below: f64,
    ) -> Option<Reference> {
        let points = 2 * END * STEPS;
        let at = |i: usize| (i as f64 + 0.5) / STEPS as f64 - END as f64;
        let x = ArrayD::from_shape_fn(vec![points], |i| at(i[0]));
        let (x, channels) = match function.forward(&x) {
            Ok(_) => (x, 1),
            // A parameter for each channel.
            Err(_) => (ArrayD::from_shape_fn(vec![points, channels], |i| at(i[0])), channels),
        };
        let value = function.forward(&x).ok()?;
        let slope = function.backward(&x, &ArrayD::ones(x.raw_dim())).ok()?;
        let mean = |of: &dyn Fn(f64, f64) -> f64| {
            let each = x.iter().zip(&value).zip(&slope);
            let sum: f64 = each.map(|((x, y), s)| (-x * x / 2.0).exp() * of(*y, *s)).sum();
            sum / ((2.0 * std::f64::consts::PI).sqrt() * (STEPS * channels) as f64)
        };
        let mean_square = mean(&|y, _| y * y);
        let mean_squared_slope = mean(&|_, s| s * s);
        let mean_slope = mean(&|_, s| s);
        let reference = Reference {
            mean_square,
            mean_squared_slope,
            mean_slope,
            deviation_of_slope: (mean_squared_slope - mean_slope * mean_slope).max(0.0).sqrt(),
            saturated: mean(&|_, s| if s.abs() < saturated_below { 1.0 } else { 0.0 }),
        };
        (mean_square.is_finite() && mean_squared_slope.is_finite()).then_some(reference)
    }

    /// σ_w² that keeps the second moment: 1/E\[f²\].
    pub(crate) fn weight_variance(&self) -> Option<f64> {
        let variance = 1.0 / self.mean_square;
        (variance.is_finite() && variance > 0.0).then_some(variance)
    }

    /// σ_w²·E\[f′²\] with that σ_w².
    pub(crate) fn factor(&self) -> Option<f64> {
        Some(self.weight_variance()? * self.mean_squared_slope)
    }
}
