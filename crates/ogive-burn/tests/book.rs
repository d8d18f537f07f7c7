//! Every function of the book over burn's tensors: the values, gradients and errors that a user meets.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::activation as own;
use burn::tensor::{DType, Device, Tensor, TensorData, s};
use half::{bf16, f16};
use ndarray::{ArrayD, Axis, IxDyn, Slice};
use ogive::Function;
use ogive::function::Supported;
use ogive::nn::{Layer, Saving, TrainedLayer};
use ogive::page::{Keeps, Kind};
use ogive::prelude::*;
use ogive_burn::{Activation, Learned, OnTensors};

const SHAPE: [usize; 3] = [4, 6, 5];

/// Every function at its defaults and at the settings that its page names, over axis 1.
fn functions() -> impl Iterator<Item = Box<dyn Function>> {
    // Channels are those of another test.
    ogive::BOOK
        .iter()
        .flat_map(|entry| entry.examples(1))
        .filter(|f| f.output_shape(&SHAPE).is_ok() && f.forward(&numbers::<f32>(1)).is_ok())
}

trait Element: Supported + burn::tensor::Element {}
impl<E: Supported + burn::tensor::Element> Element for E {}

/// Some numbers, among them kinks and zeros of both signs.
fn numbers<E: Supported>(seed: usize) -> ArrayD<E> {
    let count: usize = SHAPE.iter().product();
    let mut x: Vec<f64> =
        (0..count).map(|i| ((i * 37 + seed * 11) % 101) as f64 * 0.09 - 4.5).collect();
    x[..6].copy_from_slice(&[0.0, -0.0, 3.0, -3.0, 1.0, -1.0]);
    let x = x.into_iter().map(|x| E::narrow(ogive::number::Float::lit(x), E::Word::default()));
    ArrayD::from_shape_vec(IxDyn(&SHAPE), x.collect()).unwrap()
}

/// The first elements of an array, as many as another shape has.
fn part<E: Element>(x: &ArrayD<E>, shape: &[usize]) -> ArrayD<E> {
    x.slice_each_axis(|axis| Slice::from(..shape[axis.axis.index()])).to_owned()
}

fn activation(f: &dyn Function) -> Activation {
    f.to_string().parse().unwrap()
}

fn training() -> Device {
    Device::flex().autodiff()
}

fn tensor<E: Element>(x: &ArrayD<E>, device: &Device) -> Tensor<3> {
    let elements: Vec<E> = x.iter().copied().collect();
    Tensor::from_data(TensorData::new(elements, x.shape()), (device, E::dtype()))
}

/// Compares bits.
#[track_caller]
fn same<E: Element>(found: &Tensor<3>, expected: &ArrayD<E>, what: &str) {
    assert_eq!(found.dims(), expected.shape(), "{what}");
    let found = found.to_data();
    assert_eq!(found.dtype(), E::dtype(), "{what}");
    let expected: Vec<E> = expected.iter().copied().collect();
    let expected = TensorData::new(expected, found.shape().clone());
    assert!(found.as_bytes() == expected.as_bytes(), "{what}: {found}, expected {expected}");
}

/// The same elements in the same order, in memory of several layouts.
fn layouts<E: Element>(x: &ArrayD<E>, device: &Device) -> Vec<(&'static str, Tensor<3>)> {
    let plain = tensor(x, device);
    let turned = x.view().reversed_axes().as_standard_layout().into_owned();
    let mut flipped = x.clone();
    flipped.invert_axis(Axis(0));
    flipped.invert_axis(Axis(2));
    let twice = ndarray::concatenate(Axis(1), &[x.view(), x.view()]).unwrap();
    let mut gaps = ArrayD::from_elem(IxDyn(&[4, 6, 10]), E::default());
    gaps.slice_axis_mut(Axis(2), Slice::new(0, None, 2)).assign(x);
    vec![
        ("turned", tensor(&turned, device).permute([2, 1, 0])),
        ("flipped", tensor(&flipped, device).flip([0, 2])),
        ("the second half", tensor(&twice, device).slice([0..4, 6..12])),
        ("with gaps", tensor(&gaps, device).slice(s![.., .., ..;2])),
        ("as it lies", plain),
    ]
}

fn both_ways<E: Element>(f: &dyn Function, device: &Device) {
    let layer = activation(f);
    let (x, g) = (numbers::<E>(1), numbers::<E>(2));
    let expected = f.forward(&x).unwrap();
    let g = part(&g, expected.shape());
    for (layout, input) in layouts(&x, device) {
        let what = format!("{f} of {}, {layout}", E::NAME);
        same(&layer.forward(input.clone().without_autodiff()), &expected, &what);
        // Nobody else holds this one.
        same(&layer.forward(input.clone().without_autodiff() * 1.0), &expected, &what);

        let input = input.require_grad();
        let y = layer.forward(input.clone());
        same(&y, &expected, &what);
        if f.info().keeps == Keeps::NoGradient {
            continue;
        }
        let (_, saved) = f.forward_train(x.clone(), Saving::Least).unwrap();
        for weights in [tensor(&g, device), turned(&g, device)] {
            let y = layer.forward(input.clone());
            let gradients = (y * weights).sum().backward();
            let by_x = f.backward_train(&saved, &g).unwrap();
            same(&input.grad(&gradients).unwrap(), &by_x, &what);
        }
        // One number for all elements, broadcast.
        let ones = ArrayD::from_elem(
            g.raw_dim(),
            E::narrow(ogive::number::Float::lit(1.0), E::Word::default()),
        );
        let by_x = f.backward_train(&saved, &ones).unwrap();
        same(&input.grad(&y.sum().backward()).unwrap(), &by_x, &what);
    }
}

/// The same elements, the last axis lying outermost.
fn turned<E: Element>(x: &ArrayD<E>, device: &Device) -> Tensor<3> {
    tensor(&x.view().reversed_axes().as_standard_layout().into_owned(), device).permute([2, 1, 0])
}

#[test]
fn values_and_gradients_are_ogives() {
    let mut count = 0;
    for f in functions() {
        both_ways::<f32>(&*f, &training());
        both_ways::<f64>(&*f, &training());
        both_ways::<f16>(&*f, &training());
        both_ways::<bf16>(&*f, &training());
        count += 1;
    }
    assert!(count >= ogive::BOOK.len(), "{count}");
}

/// Where burn computes an output a second time rather than keep it.
#[test]
fn checkpointing_changes_no_bit() {
    let device = training().gradient_checkpointing();
    for f in functions().filter(|f| f.info().keeps != Keeps::NoGradient) {
        both_ways::<f32>(&*f, &device);
        // A chain of three whose middle is not kept.
        let layer = activation(&*f);
        let chain = |device: &Device| {
            let x = tensor(&numbers::<f32>(1), device).require_grad();
            let y = activation(&Gelu)
                .forward(layer.forward(activation(&Silu::default()).forward(x.clone())));
            let weights = tensor(&part(&numbers::<f32>(2), &y.dims()), device);
            x.grad(&(y * weights).sum().backward()).unwrap().into_data()
        };
        let (plain, checkpointed) = (chain(&training()), chain(&device));
        assert!(plain.as_bytes() == checkpointed.as_bytes(), "{f}: {plain}, {checkpointed}");
    }
}

#[test]
fn broadcast_tensors_and_tensors_without_elements() {
    let narrow = part(&numbers::<f32>(1), &[4, 1, 5]);
    let wide = narrow.broadcast(IxDyn(&SHAPE)).unwrap().to_owned();
    for f in functions() {
        let expanded = tensor(&narrow, &Device::flex()).expand(SHAPE);
        let expected = f.forward(&wide).unwrap();
        same(&activation(&*f).forward(expanded), &expected, &f.to_string());
    }
    let none = Tensor::<2>::zeros([0, 3], &Device::flex());
    assert_eq!(Gelu.on(none.clone()).unwrap().dims(), [0, 3]);
    assert_eq!(Relu.on(none).unwrap().dims(), [0, 3]);
}

/// NaN and infinities, which the other tests have not.
#[test]
fn what_is_no_number_stays_so() {
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-45, -1e-45, f32::MAX, f32::MIN, 0.5];
    let x = ArrayD::from_shape_vec(vec![1, 1, 8], odd.to_vec()).unwrap();
    for f in functions()
        .filter(|f| f.info().kind == Kind::Element && f.info().keeps != Keeps::NoGradient)
    {
        let input = tensor(&x, &training()).require_grad();
        let y = activation(&*f).forward(input.clone());
        let (expected, saved) = f.forward_train(x.clone(), Saving::Least).unwrap();
        same(&y, &expected.into_owned(), &f.to_string());
        let ones = ArrayD::ones(x.raw_dim());
        let by_x = f.backward_train(&saved, &ones).unwrap();
        same(&input.grad(&y.sum().backward()).unwrap(), &by_x, &f.to_string());
    }
}

/// The slope by differences, in `f64`, away from kinks.
#[test]
fn gradients_are_those_of_the_values() {
    let step = 1e-6;
    for f in functions().filter(|f| f.info().keeps != Keeps::NoGradient) {
        // A wave so short that a step is many of them.
        if f.to_string().contains("snake(a=1000") {
            continue;
        }
        if f.to_string().contains("hard=true") {
            continue; // its gradient is that of another function, on purpose
        }
        if f.domain() != (f64::NEG_INFINITY, f64::INFINITY) {
            continue; // the sum over all elements is NaN
        }
        let layer = activation(&*f);
        let x: ArrayD<f64> = numbers::<f64>(3).mapv(|x| x * 0.7 + 0.0123);
        let weights = |shape: &[usize]| part(&numbers::<f64>(5), shape);
        let loss = |x: Tensor<3>| {
            let y = layer.forward(x);
            let weights = tensor(&weights(&y.dims()), &y.device());
            (y * weights).sum()
        };
        let input = tensor(&x, &training()).require_grad();
        let found = input.grad(&loss(input.clone()).backward()).unwrap();
        let found = found.into_data().try_to_vec::<f64>().unwrap();
        let value = |x: &ArrayD<f64>| loss(tensor(x, &Device::flex())).into_scalar::<f64>();
        let size = value(&x).abs();
        for i in (0..x.len()).step_by(7) {
            let moved = |by: f64| {
                let mut x = x.clone();
                x.as_slice_mut().unwrap()[i] += by;
                value(&x)
            };
            let difference = (moved(step) - moved(-step)) / (2.0 * step);
            // Large values have differences that are not exact.
            let near =
                (difference - found[i]).abs() <= 2e-6 * (1.0 + difference.abs()) + 1e-9 * size;
            let at = x.as_slice().unwrap()[i];
            assert!(near, "{f} at {at}: {difference} and {}", found[i]);
        }
    }
}

/// burn's own functions in `f64`: each within the tolerance that it needs, relative to 1 + |value|.
#[test]
fn burns_own_functions_agree() {
    type Own = fn(Tensor<3>) -> Tensor<3>;
    let list: [(&str, f64, Own); 16] = [
        ("relu", 0.0, own::relu),
        ("leaky_relu(0.2)", 0.0, |x| own::leaky_relu(x, 0.2)),
        ("relu6", 0.0, own::relu6),
        ("hardtanh", 0.0, |x| own::hardtanh(x, -1.0, 1.0)),
        ("sigmoid", 5e-16, own::sigmoid),
        ("tanh", 7e-16, own::tanh),
        ("silu", 3e-16, own::silu),
        ("mish", 4e-16, own::mish),
        ("gelu", 2e-16, own::gelu),
        ("gelu_tanh", 2e-15, own::gelu_approximate),
        ("softplus", 2e-16, |x| own::softplus(x, 1.0)),
        ("elu(0.5)", 1e-16, |x| own::elu(x, 0.5)),
        ("selu", 2e-16, own::selu),
        ("glu(1)", 2e-16, |x| own::glu(x, 1)),
        ("softmax(1)", 5e-16, |x| own::softmax(x, 1)),
        ("log_softmax(1)", 2e-15, |x| own::log_softmax(x, 1)),
    ];
    for (name, tolerance, theirs) in list {
        let layer: Activation = name.parse().unwrap();
        let x = tensor(&numbers::<f64>(4).mapv(|x| x + 0.011), &training()).require_grad();
        let of = |y: Tensor<3>| {
            let weights = tensor(&part(&numbers::<f64>(6), &y.dims()), &training());
            let gradients = (y.clone() * weights).sum().backward();
            let by_x = x.grad(&gradients).unwrap();
            [y, by_x].map(|tensor| tensor.into_data().try_to_vec::<f64>().unwrap())
        };
        let (mine, theirs) = (of(layer.forward(x.clone())), of(theirs(x.clone())));
        for (mine, theirs) in mine.iter().zip(&theirs) {
            let off = mine.iter().zip(theirs).map(|(a, b)| (a - b).abs() / (1.0 + a.abs()));
            let worst = off.fold(0.0, f64::max);
            println!("{name}: {worst:.1e}");
            assert!(worst <= tolerance, "{name}: {worst:e} off\n{mine:?}\n{theirs:?}");
        }
    }
}

#[test]
fn gated_functions_take_two_tensors() {
    for device in [training(), training().gradient_checkpointing()] {
        for f in functions().filter(|f| f.info().kind == Kind::Gated) {
            let (layer, name) = (activation(&*f), f.to_string());
            let a = tensor(&numbers::<f32>(1), &device).require_grad();
            let b = turned(&numbers::<f32>(2), &device).require_grad();
            let y = layer.forward_pair(a.clone(), b.clone());
            let both = Tensor::cat(vec![a.clone(), b.clone()], 1).detach().require_grad();
            let together = layer.forward(both.clone());
            same(&y, &array(&together), &name);
            let g = tensor(&numbers::<f32>(3), &device);
            let gradients = (y * g.clone()).sum().backward();
            let halves = both.grad(&(together * g).sum().backward()).unwrap();
            same(&a.grad(&gradients).unwrap(), &array(&halves.clone().slice([0..4, 0..6])), &name);
            same(&b.grad(&gradients).unwrap(), &array(&halves.slice([0..4, 6..12])), &name);
            // One of them is a constant.
            let y = layer.forward_pair(a.clone().detach(), b.clone());
            let alone =
                b.grad(&(y * tensor(&numbers::<f32>(3), &device)).sum().backward()).unwrap();
            same(&alone, &array(&b.grad(&gradients).unwrap()), &name);

            let (a, b) = (a.detach(), b.detach());
            let error = layer.try_forward_pair(a.clone(), b.clone().cast(DType::F64)).unwrap_err();
            assert!(error.to_string().contains("a tensor of F32 and one of F64"), "{error}");
            let error = layer.try_forward_pair(a, b.narrow(0, 0, 2)).unwrap_err().to_string();
            assert!(error.contains("second input has shape [2, 6, 5]"), "{error}");
        }
    }
    let one = Tensor::<1>::ones([1], &Device::flex());
    assert!(Gelu.on_pair(one.clone(), one).unwrap_err().to_string().contains("gated"));
}

fn array(x: &Tensor<3>) -> ArrayD<f32> {
    ArrayD::from_shape_vec(&x.dims()[..], x.to_data().try_to_vec().unwrap()).unwrap()
}

/// Each function that learns, by what it says of itself: value, and gradients by the input and by each parameter.
#[test]
fn parameters_learn() {
    let mut count = 0;
    for f in functions() {
        let expected =
            f.parameter_gradients(&numbers::<f32>(1), &numbers::<f32>(2)).unwrap_or_default();
        if expected.is_empty() {
            continue;
        }
        let layer = Learned::new(&f.to_string(), &training()).unwrap();
        let x = tensor(&numbers::<f32>(1), &training()).require_grad();
        let y = layer.forward(x.clone());
        same(&y, &f.forward(&numbers::<f32>(1)).unwrap(), &f.to_string());
        let gradients = (y * tensor(&numbers::<f32>(2), &training())).sum().backward();
        let by_x = f.backward(&numbers::<f32>(1), &numbers::<f32>(2)).unwrap();
        same(&x.grad(&gradients).unwrap(), &by_x, &f.to_string());
        for (name, sums) in expected {
            let parameter = layer.parameter(name).unwrap().val();
            let found =
                parameter.grad(&gradients).unwrap().into_data().try_to_vec::<f32>().unwrap();
            let sums: Vec<f32> = sums.iter().map(|sum| *sum as f32).collect();
            assert_eq!(found, sums, "{f} by {name}");
            count += 1;
        }
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn a_weight_for_each_channel() {
    let weights = [0.25, -1.0, 0.5, 2.0, 0.0, 1.5];
    let page = PRelu::new(&weights).unwrap();
    for dtype in [DType::F64, DType::BF16] {
        let layer = Learned::new("nn.PReLU(6)", &training()).unwrap();
        let value = Tensor::from_data(TensorData::new(weights.to_vec(), [6]), (&training(), dtype));
        let layer = layer.with("weight", value).unwrap();
        let x = tensor(&numbers::<f64>(1), &training());
        let y = layer.forward(x);
        same(&y, &page.forward(&numbers::<f64>(1)).unwrap(), "prelu");
        let gradients = (y * tensor(&numbers::<f64>(2), &training())).sum().backward();
        let found = layer.parameter("weight").unwrap().val().grad(&gradients).unwrap().into_data();
        let sums = page.parameter_gradients(&numbers::<f64>(1), &numbers::<f64>(2)).unwrap();
        let expected = TensorData::new(sums[0].1.clone(), [6]).convert_dtype(dtype);
        assert!(found.as_bytes() == expected.as_bytes(), "{found}, {expected}");
    }

    let x = tensor(&numbers::<f32>(1), &training());
    let layer = Learned::new("prelu(weight=[1, 2, 3, 4, 5, 6, 7])", &training()).unwrap();
    let error = layer.try_forward(x).unwrap_err().to_string();
    assert!(error.contains("7 weights for 6 channels"), "{error}");
    let none = Learned::new("gelu", &training()).unwrap_err().to_string();
    assert!(none.contains("nothing of it learns"), "{none}");
    let wrong = layer.with("alpha", Tensor::ones([1], &training())).unwrap_err().to_string();
    assert!(wrong.contains("\"alpha\" is to learn; expected one of [\"weight\"]"), "{wrong}");
    let unknown = Learned::new("prelou", &training()).unwrap_err().to_string();
    assert!(unknown.contains("did you mean `prelu`"), "{unknown}");
}

#[test]
fn errors_say_what_to_do() {
    let flex = Device::flex();
    let x = Tensor::<2>::ones([2, 3], &flex);
    let error = Softmax::new(2).on(x.clone()).unwrap_err().to_string();
    assert!(
        error.contains("softmax: axis 2 of an array of 2 dimensions; expected -2 to 1"),
        "{error}"
    );
    let error = "sigmoyd".parse::<Activation>().unwrap_err().to_string();
    assert!(error.contains("did you mean `sigmoid`"), "{error}");

    let quantized = Tensor::<2>::ones([4, 32], &flex).quantize_dynamic(&Default::default());
    let error = Gelu.on(quantized).unwrap_err().to_string();
    assert!(error.starts_with("gelu: a tensor of QFloat"), "{error}");
    assert!(error.contains("expected F32, F64, F16 or BF16"), "{error}");

    let elsewhere = Device::capture();
    let captured = elsewhere.capture_scope(|scope| {
        let x = Tensor::<2>::zeros([2, 3], &elsewhere);
        let error = Gelu.on(x).unwrap_err().to_string();
        assert!(error.starts_with("gelu: a tensor on Device<Capture"), "{error}");
        assert!(error.contains("move it there with .to_device(&Device::flex())"), "{error}");
        scope.complete([], [])
    });
    assert!(captured.is_ok());

    let swiglu: Activation = "swiglu".parse().unwrap();
    let [a, b] = [training(), training().gradient_checkpointing()]
        .map(|device| Tensor::<2>::ones([2, 3], &device));
    let error = swiglu.try_forward_pair(a, b).unwrap_err().to_string();
    assert!(error.contains("one tensor is on a device with gradient checkpointing"), "{error}");
}

#[test]
#[should_panic(expected = "softmax: axis 2 of an array of 2 dimensions")]
fn forward_panics_as_burns_does() {
    Activation::from(Softmax::new(2)).forward(Tensor::<2>::ones([2, 3], &Device::flex()));
}

#[test]
fn what_has_no_gradient_ends_the_graph() {
    for f in functions().filter(|f| f.info().keeps == Keeps::NoGradient) {
        let x = tensor(&numbers::<f32>(1), &training()).require_grad();
        let y = activation(&*f).forward(x.clone());
        same(&y, &f.forward(&numbers::<f32>(1)).unwrap(), &f.to_string());
        let through = tensor(&numbers::<f32>(2), &training()).require_grad();
        let gradients = (y * through.clone()).sum().backward();
        assert!(through.grad(&gradients).is_some(), "{f}");
        assert!(x.grad(&gradients).is_none(), "{f}");
    }
}

#[derive(Module, Debug)]
struct Mlp {
    first: Linear,
    activation: Activation,
    second: Linear,
    learned: Learned,
}

/// The losses of 50 steps: with ogive's functions, or burn's.
fn losses(mut model: Mlp, theirs: Option<fn(Tensor<2>) -> Tensor<2>>) -> Vec<f32> {
    let device = training();
    let x = tensor(&numbers::<f32>(7), &device).reshape([24, 5]);
    let target = x.clone().powi_scalar(2).sum_dim(1) * 0.02;
    let mut optimizer = SgdConfig::new().init();
    (0..50)
        .map(|_| {
            let hidden = model.first.forward(x.clone());
            let hidden = match theirs {
                None => model.activation.forward(hidden),
                Some(theirs) => theirs(hidden),
            };
            let y = model.second.forward(hidden);
            let y = match theirs {
                None => model.learned.forward(y),
                Some(_) => own::prelu(y, model.learned.parameter("weight").unwrap().val()),
            };
            let loss = (y - target.clone()).powi_scalar(2).mean();
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            model = optimizer.step(0.02, model.clone(), gradients);
            loss.into_scalar::<f32>()
        })
        .collect()
}

#[test]
fn training_goes_the_same_way() {
    let device = training();
    type Own = fn(Tensor<2>) -> Tensor<2>;
    let list: [(&str, f32, Own); 3] =
        [("relu", 0.0, own::relu), ("gelu", 2e-6, own::gelu), ("tanh", 2e-6, own::tanh)];
    for (name, tolerance, theirs) in list {
        device.seed(1);
        let model = Mlp {
            first: LinearConfig::new(5, 16).init(&device),
            activation: name.parse().unwrap(),
            second: LinearConfig::new(16, 1).init(&device),
            learned: Learned::new("nn.PReLU()", &device).unwrap(),
        };
        let (mine, theirs) = (losses(model.clone(), None), losses(model, Some(theirs)));
        let off = mine.iter().zip(&theirs).map(|(a, b)| (a - b).abs() / b);
        let worst = off.fold(0.0, f32::max);
        println!("{name}: {} to {}, {worst:.1e} apart", mine[0], mine[49]);
        assert!(mine[49] < 0.9 * mine[0], "{name}: {mine:?}");
        assert!(worst <= tolerance, "{name}: {worst:e}\n{mine:?}\n{theirs:?}");
    }
}

#[test]
fn layers_are_modules_of_burn() {
    let layer: Activation = "nn.LeakyReLU(0.04)".parse().unwrap();
    assert_eq!(layer.to_string(), "leaky_relu(negative_slope=0.04)");
    assert_eq!(format!("{:?}", Activation::from(Relu)), "Activation(relu)");
    assert_eq!(layer.num_params(), 0);
    let learned = Learned::new("nn.PReLU(3)", &Device::flex()).unwrap();
    assert_eq!(learned.num_params(), 3);
    assert_eq!(learned.to_string(), "Learned {function: prelu, weight: 3, params: 3}");
    // The runs of the textbook.
    let x = Tensor::<2>::from_floats([[-0.7955, 0.3595], [0.1483, 0.2836]], &Device::flex());
    let y = layer.forward(x).into_data().try_to_vec::<f32>().unwrap();
    assert_eq!(y, [-0.7955 * 0.04, 0.3595, 0.1483, 0.2836]);
}
