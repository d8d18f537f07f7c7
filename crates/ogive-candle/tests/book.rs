//! Every function of the book over candle's tensors: the values, gradients and errors that a user meets.

use candle_core::{DType, Device, Module, Result, Tensor, Var};
use half::{bf16, f16};
use ndarray::{ArrayD, IxDyn};
use ogive::Function;
use ogive::function::Supported;
use ogive::nn::Layer;
use ogive::page::{Keeps, Kind};
use ogive::prelude::*;
use ogive_candle::{Activation, Learned, OnTensors};

const SHAPE: [usize; 3] = [4, 6, 5];

/// Every function at its defaults and at the settings that its page names, over axis 1.
fn functions() -> impl Iterator<Item = Box<dyn Function>> {
    // Channels are those of another test.
    ogive::BOOK
        .iter()
        .flat_map(|entry| entry.examples(1))
        .filter(|f| f.output_shape(&SHAPE).is_ok() && f.forward(&numbers::<f32>(1)).is_ok())
}

fn numbers<E: Supported>(seed: usize) -> ArrayD<E> {
    let count: usize = SHAPE.iter().product();
    let mut x: Vec<f64> =
        (0..count).map(|i| ((i * 37 + seed * 11) % 101) as f64 * 0.09 - 4.5).collect();
    x[..6].copy_from_slice(&[0.0, -0.0, 3.0, -3.0, 1.0, -1.0]);
    let x = x.into_iter().map(|x| E::narrow(ogive::number::Float::lit(x), E::Word::default()));
    ArrayD::from_shape_vec(IxDyn(&SHAPE), x.collect()).unwrap()
}

fn activation(f: &dyn Function) -> Activation {
    f.to_string().parse().unwrap()
}

trait Element: Supported + candle_core::WithDType {}
impl<E: Supported + candle_core::WithDType> Element for E {}

fn tensor<E: Element>(x: &ArrayD<E>) -> Tensor {
    let elements: Vec<E> = x.iter().copied().collect();
    Tensor::from_vec(elements, x.shape(), &Device::Cpu).unwrap()
}

#[track_caller]
fn same<E: Element>(found: &Tensor, expected: &ArrayD<E>, what: &str) {
    assert_eq!(found.dims(), expected.shape(), "{what}");
    let found = found.flatten_all().unwrap().to_vec1::<E>().unwrap();
    let expected: Vec<E> = expected.iter().copied().collect();
    assert_eq!(texts(&found), texts(&expected), "{what}");
}

/// As text, which tells all numbers apart but NaN. Zeros have no sign, and bfloat16's subnormal numbers are zeros, as they
/// are where candle adds gradients up.
fn texts<E: Element>(x: &[E]) -> Vec<String> {
    let nothing = |x: &E| x.to_f64().abs() < 1.2e-38;
    x.iter().map(|x| if nothing(x) { "0".into() } else { format!("{x:?}") }).collect()
}

fn both_ways<E: Element>(f: &dyn Function) -> Result<()> {
    let what = format!("{f} of {}", E::NAME);
    let layer = activation(f);
    let (x, g) = (numbers::<E>(1), numbers::<E>(2));
    let expected = f.forward(&x).unwrap();
    let g = g.slice_each_axis(|axis| ndarray::Slice::from(..expected.len_of(axis.axis))).to_owned();
    // As it lies, and turned and with gaps.
    let plain = Var::from_tensor(&tensor(&x))?;
    same(&layer.forward(&plain)?, &expected, &what);
    let turned = tensor(&x.view().reversed_axes().as_standard_layout().into_owned()).t_all()?;
    same(&layer.forward(&turned)?, &expected, &what);
    let gaps = Tensor::stack(&[&tensor(&x), &tensor(&x)], 3)?.narrow(3, 1, 1)?.squeeze(3)?;
    same(&layer.forward(&gaps)?, &expected, &what);

    let y = layer.forward(&plain)?;
    let loss = (y * tensor(&g))?.sum_all()?;
    if f.info().keeps == Keeps::NoGradient {
        assert!(loss.backward().is_err(), "{what}");
        return Ok(());
    }
    let found = loss.backward()?.get(&plain).unwrap().clone();
    let from_output = f.info().keeps == Keeps::Output && f.output_tells();
    let expected = match from_output {
        true => f.backward_from_output(&expected, &g),
        false => f.backward(&x, &g),
    };
    same(&found, &expected.unwrap(), &what);
    Ok(())
}

trait Turn {
    fn t_all(&self) -> Result<Tensor>;
}

impl Turn for Tensor {
    fn t_all(&self) -> Result<Tensor> {
        self.permute((2, 1, 0))
    }
}

#[test]
fn values_and_gradients_are_ogives() -> Result<()> {
    let mut count = 0;
    for f in functions() {
        both_ways::<f32>(&*f)?;
        both_ways::<f64>(&*f)?;
        both_ways::<f16>(&*f)?;
        both_ways::<bf16>(&*f)?;
        count += 1;
    }
    assert!(count >= ogive::BOOK.len(), "{count}");
    Ok(())
}

/// The slope by differences, in `f64`, away from kinks.
#[test]
fn gradients_are_those_of_the_values() -> Result<()> {
    let step = 1e-6;
    for f in functions().filter(|f| f.info().keeps != Keeps::NoGradient) {
        // A wave so short that a step is many of them.
        if f.to_string().contains("snake(a=1000") {
            continue;
        }
        if f.to_string().contains("hard=true") {
            continue; // its gradient is that of another function, on purpose
        }
        let layer = activation(&*f);
        let x: ArrayD<f64> = numbers::<f64>(3).mapv(|x| x * 0.7 + 0.0123);
        let weights = tensor(&numbers::<f64>(5));
        let loss = |x: &Tensor| -> Result<Tensor> {
            let y = layer.forward(x)?;
            let mut weights = weights.clone();
            for (axis, length) in y.dims().iter().enumerate() {
                weights = weights.narrow(axis, 0, *length)?;
            }
            (y * weights)?.sum_all()
        };
        let var = Var::from_tensor(&tensor(&x))?;
        let gradient =
            loss(&var)?.backward()?.get(&var).unwrap().flatten_all()?.to_vec1::<f64>()?;
        if f.domain() != (f64::NEG_INFINITY, f64::INFINITY) {
            continue; // the sum over all elements is NaN
        }
        for i in (0..x.len()).step_by(7) {
            let moved = |by: f64| -> Result<f64> {
                let mut x = x.clone();
                x.as_slice_mut().unwrap()[i] += by;
                loss(&tensor(&x))?.to_scalar()
            };
            let at = x.as_slice().unwrap()[i];
            let difference = (moved(step)? - moved(-step)?) / (2.0 * step);
            // Large values have differences that are not exact.
            let size = loss(&tensor(&x))?.to_scalar::<f64>()?.abs();
            let near =
                (difference - gradient[i]).abs() <= 2e-6 * (1.0 + difference.abs()) + 1e-9 * size;
            assert!(near, "{f} at {at}: {difference} and {}", gradient[i]);
        }
    }
    Ok(())
}

/// candle's own functions, where those are accurate.
#[test]
fn candles_own_functions_agree() -> Result<()> {
    type Own = fn(&Tensor) -> Result<Tensor>;
    let own: [(&str, Own); 10] = [
        ("relu", |x| x.relu()),
        ("sigmoid", candle_nn::ops::sigmoid),
        ("silu", |x| x.silu()),
        ("tanh", |x| x.tanh()),
        ("gelu", |x| x.gelu_erf()),
        ("gelu_tanh", |x| x.gelu()),
        ("elu(0.5)", |x| x.elu(0.5)),
        ("leaky_relu(0.2)", |x| candle_nn::ops::leaky_relu(x, 0.2)),
        ("softmax(1)", |x| candle_nn::ops::softmax(x, 1)),
        ("log_softmax(1)", |x| candle_nn::ops::log_softmax(x, 1)),
    ];
    for (name, theirs) in own {
        let layer: Activation = name.parse()?;
        let x = Var::from_tensor(&tensor(&numbers::<f64>(4).mapv(|x| x + 0.011)))?;
        let weights = tensor(&numbers::<f64>(6));
        let of = |y: Tensor| -> Result<(Vec<f64>, Vec<f64>)> {
            let loss = (&y * &weights)?.sum_all()?;
            let gradient = loss.backward()?.get(&x).unwrap().flatten_all()?.to_vec1()?;
            Ok((y.flatten_all()?.to_vec1()?, gradient))
        };
        let (mine, theirs) = (of(layer.forward(&x)?)?, of(theirs(&x)?)?);
        // candle's two forms of gelu are within 10^−6 only.
        let tolerance = if name.starts_with("gelu") { 1e-6 } else { 1e-9 };
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + a.abs());
        assert!(mine.0.iter().zip(&theirs.0).all(near), "{name}");
        assert!(mine.1.iter().zip(&theirs.1).all(near), "{name}: {:?}\n{:?}", mine.1, theirs.1);
    }
    Ok(())
}

#[test]
fn gated_functions_take_two_tensors() -> Result<()> {
    for f in functions().filter(|f| f.info().kind == Kind::Gated) {
        let layer = activation(&*f);
        let a = Var::from_tensor(&tensor(&numbers::<f32>(1)))?;
        let b = Var::from_tensor(&tensor(&numbers::<f32>(2)))?;
        let y = layer.forward_pair(&a, &b)?;
        let both = Tensor::cat(&[a.as_tensor(), b.as_tensor()], 1)?;
        let together = Var::from_tensor(&both)?;
        let expected = layer.forward(&together)?;
        same(&y, &array(&expected)?, &f.to_string());
        let g = tensor(&numbers::<f32>(3));
        let gradients = (&y * &g)?.sum_all()?.backward()?;
        let halves = (&expected * &g)?.sum_all()?.backward()?.get(&together).unwrap().clone();
        same(gradients.get(&a).unwrap(), &array(&halves.narrow(1, 0, 6)?)?, &f.to_string());
        same(gradients.get(&b).unwrap(), &array(&halves.narrow(1, 6, 6)?)?, &f.to_string());
        assert!(layer.forward_pair(&a, &b.to_dtype(DType::F64)?).is_err());
        let error = layer.forward_pair(&a, &b.narrow(0, 0, 2)?).unwrap_err().to_string();
        assert!(error.contains("second input has shape [2, 6, 5]"), "{error}");
    }
    let one = Tensor::new(&[1.0_f32], &Device::Cpu)?;
    assert!(Gelu.on_pair(&one, &one).unwrap_err().to_string().contains("gated"));
    Ok(())
}

fn array(x: &Tensor) -> Result<ArrayD<f32>> {
    Ok(ArrayD::from_shape_vec(x.dims(), x.flatten_all()?.to_vec1()?).unwrap())
}

#[test]
fn parameters_learn() -> Result<()> {
    let weights = [0.25, -1.0, 0.5, 2.0, 0.0, 1.5];
    let weight = Var::new(&weights, &Device::Cpu)?;
    let prelu = Learned::new("prelu", &[("weight", weight.as_tensor().clone())])?;
    let x = Var::from_tensor(&tensor(&numbers::<f64>(1)))?;
    let g = numbers::<f64>(2);
    let y = prelu.forward(&x)?;
    let page = PRelu::new(&weights).unwrap();
    same(&y, &page.forward(&numbers::<f64>(1)).unwrap(), "prelu");
    let gradients = (y * tensor(&g))?.sum_all()?.backward()?;
    let expected = page.parameter_gradients(&numbers::<f64>(1), &g).unwrap();
    assert_eq!(gradients.get(&weight).unwrap().to_vec1::<f64>()?, expected[0].1);
    same(gradients.get(&x).unwrap(), &page.backward(&numbers::<f64>(1), &g).unwrap(), "prelu");

    // Two that learn, in any order, of f32, and of their own shapes.
    let [p, n] = [0.7_f32, 0.9].map(|a| Var::new(a, &Device::Cpu).unwrap());
    let given = [("alpha_n", n.as_tensor().clone()), ("alpha_p", p.as_tensor().clone())];
    let layer = Learned::new("xielu", &given)?;
    let x = tensor(&numbers::<f32>(1));
    let gradients = layer.forward(&x)?.sum_all()?.backward()?;
    let f = ogive::parse("xielu(alpha_p=0.7, alpha_n=0.9)").unwrap();
    let ones = ArrayD::from_elem(IxDyn(&SHAPE), 1.0_f32);
    for (name, sums) in f.parameter_gradients(&numbers::<f32>(1), &ones).unwrap() {
        let var = if name == "alpha_p" { &p } else { &n };
        assert_eq!(gradients.get(var).unwrap().to_scalar::<f32>()?, sums[0] as f32, "{name}");
    }

    let none = Learned::new("gelu", &[]).unwrap_err().to_string();
    assert!(none.contains("nothing of it learns: use Activation"), "{none}");
    let wrong = Learned::new("prelu", &[("alpha", p.as_tensor().clone())]).unwrap_err().to_string();
    assert!(wrong.contains("[\"alpha\"] are to learn; expected [\"weight\"]"), "{wrong}");
    assert!(Learned::new("prelou", &[]).unwrap_err().to_string().contains("did you mean `prelu`"));
    let seven = Tensor::zeros(7, DType::F32, &Device::Cpu)?;
    let error = Learned::new("prelu", &[("weight", seven)])?.forward(&x).unwrap_err().to_string();
    assert!(error.contains("7 weights for 6 channels"), "{error}");
    Ok(())
}

#[test]
fn errors_say_what_to_do() -> Result<()> {
    let integers = Tensor::zeros((2, 3), DType::U32, &Device::Cpu)?;
    let error = Gelu.on(&integers).unwrap_err().to_string();
    assert!(error.starts_with("gelu: a tensor of u32; expected f32, f64, f16 or bf16"), "{error}");
    let x = Tensor::zeros((2, 3), DType::F32, &Device::Cpu)?;
    let error = Softmax::new(2).on(&x).unwrap_err().to_string();
    assert!(
        error.contains("softmax: axis 2 of an array of 2 dimensions; expected -2 to 1"),
        "{error}"
    );
    let error = "sigmoyd".parse::<Activation>().unwrap_err().to_string();
    assert!(error.contains("did you mean `sigmoid`"), "{error}");
    let x = Var::from_tensor(&x)?;
    let error = "hardmax(1)".parse::<Activation>()?.forward(&x)?.sum_all()?.backward().unwrap_err();
    assert!(error.to_string().contains("hardmax"), "{error}");
    // No elements are none of its business.
    assert_eq!(Gelu.on(&Tensor::zeros((0, 3), DType::F32, &Device::Cpu)?)?.dims(), [0, 3]);
    Ok(())
}

#[test]
fn layers_are_modules_of_candle() -> Result<()> {
    let layer = candle_nn::seq()
        .add(Activation::from(Tanh))
        .add("nn.LeakyReLU(0.04)".parse::<Activation>()?);
    let x = Tensor::new(&[-1.0_f32, 2.0], &Device::Cpu)?;
    let y = layer.forward(&x)?.to_vec1::<f32>()?;
    assert_eq!(y, [-0.7615942 * 0.04, 0.9640276]);
    assert_eq!(x.apply(&Activation::from(Relu))?.to_vec1::<f32>()?, [0.0, 2.0]);
    assert_eq!(format!("{:?}", Activation::from(Relu)), "Activation(relu)");
    Ok(())
}
