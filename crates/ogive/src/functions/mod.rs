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
    element exponential() -> Exponential = Ok(Exponential);
    element softplus(beta: f64) -> Softplus = Softplus::new(beta);
    element log_sigmoid() -> LogSigmoid = Ok(LogSigmoid);
    element sqrt_softplus() -> SqrtSoftplus = Ok(SqrtSoftplus);
    element elu(alpha: f64) -> Elu = Elu::new(alpha);
    element celu(alpha: f64) -> Celu = Celu::new(alpha);
    element selu() -> Selu = Ok(Selu);
    element log1mexp() -> Log1mexp = Ok(Log1mexp);
}
