//! The functions of one number: a page each, and their list.

use crate::book::chapter;

chapter! {
    element sigmoid() -> Sigmoid = Ok(Sigmoid);
    element tanh() -> Tanh = Ok(Tanh);
    element relu() -> Relu = Ok(Relu);
    element leaky_relu(negative_slope: f64) -> LeakyRelu = LeakyRelu::new(negative_slope);
    element prelu(weight: &[f64]) -> PRelu = PRelu::new(weight);
    element rrelu(lower: f64, upper: f64, seed: Option<u64>) -> RRelu = match seed {
        Some(seed) => RRelu::training(lower, upper, seed),
        None => RRelu::evaluation(lower, upper),
    };
    element gelu() -> Gelu = Ok(Gelu);
    element gelu_tanh() -> GeluTanh = Ok(GeluTanh);
    element laplace(mu: f64, sigma: f64) -> Laplace = Laplace::new(mu, sigma);
}
