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
    element silu(beta: f64) -> SiLU = SiLU::new(beta);
    element quick_gelu() -> QuickGELU = Ok(QuickGELU::default());
    element mish() -> Mish = Ok(Mish);
    element lisht() -> LiSHT = Ok(LiSHT);
    element tanhshrink() -> Tanhshrink = Ok(Tanhshrink);
}
