//! The functions of one number: a page each, and their list.

use crate::book::chapter;

chapter! {
    element sigmoid() -> Sigmoid = Ok(Sigmoid);
    element tanh() -> Tanh = Ok(Tanh);
    element relu() -> Relu = Ok(Relu);
    element leaky_relu(negative_slope: f64) -> LeakyRelu = LeakyRelu::new(negative_slope);
    learned prelu(weight: &[f64]) -> PRelu = PRelu::new(weight);
    element rrelu(lower: f64, upper: f64, seed: Option<u64>) -> RRelu = match seed {
        Some(seed) => RRelu::training(lower, upper, seed),
        None => RRelu::evaluation(lower, upper),
    };
    element relu6() -> Relu6 = Ok(Relu6);
    element threshold(threshold: f64, value: f64) -> Threshold = Threshold::new(threshold, value);
    element thresholded_relu(alpha: f64) -> ThresholdedRelu = ThresholdedRelu::new(alpha);
    element relu_squared() -> ReluSquared = Ok(ReluSquared);
    element hardtanh(min_val: f64, max_val: f64) -> Hardtanh = Hardtanh::new(min_val, max_val);
    element hardsigmoid() -> Hardsigmoid = Ok(Hardsigmoid);
    element onnx_hardsigmoid(alpha: f64, beta: f64) -> OnnxHardSigmoid = OnnxHardSigmoid::new(alpha, beta);
    element hardswish() -> Hardswish = Ok(Hardswish);
    element hardshrink(lambd: f64) -> Hardshrink = Hardshrink::new(lambd);
    element softshrink(lambd: f64) -> Softshrink = Softshrink::new(lambd);
    element shrink(lambd: f64, bias: f64) -> Shrink = Shrink::new(lambd, bias);
    element softsign() -> Softsign = Ok(Softsign);
    element squareplus(b: f64) -> Squareplus = Squareplus::new(b);
    element sparse_plus() -> SparsePlus = Ok(SparsePlus);
    element sparse_sigmoid() -> SparseSigmoid = Ok(SparseSigmoid);
    element linear() -> Linear = Ok(Linear);
    learned silu(beta: f64) -> Silu = Silu::new(beta);
    element quick_gelu() -> QuickGelu = Ok(QuickGelu::default());
    element mish() -> Mish = Ok(Mish);
    element lisht() -> Lisht = Ok(Lisht);
    element tanhshrink() -> Tanhshrink = Ok(Tanhshrink);
    element exponential() -> Exponential = Ok(Exponential);
    element softplus(beta: f64) -> Softplus = Softplus::new(beta);
    element log_sigmoid() -> LogSigmoid = Ok(LogSigmoid);
    element sqrt_softplus() -> SqrtSoftplus = Ok(SqrtSoftplus);
    element elu(alpha: f64) -> Elu = Elu::new(alpha);
    element celu(alpha: f64) -> Celu = Celu::new(alpha);
    element selu() -> Selu = Ok(Selu);
    element gelu() -> Gelu = Ok(Gelu);
    element gelu_tanh() -> GeluTanh = Ok(GeluTanh);
    element laplace(mu: f64, sigma: f64) -> Laplace = Laplace::new(mu, sigma);
    learned xielu(alpha_p: f64, alpha_n: f64, beta: f64) -> XIelu = XIelu::new(alpha_p, alpha_n, beta);
    element snake(a: f64) -> Snake = Snake::new(a);
    element log1mexp() -> Log1mexp = Ok(Log1mexp);
}
