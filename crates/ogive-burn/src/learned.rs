//! Parameters that learn.

use std::sync::Arc;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Dispatch, TensorMetadata};
use burn::module::{Content, DisplaySettings, Module, ModuleDisplay, Param};
use burn::tensor::{DType, Device, Tensor, TensorData};
use ndarray::ArrayD;
use ogive::arguments::{Argument, Arguments};
use ogive::nn::Layer;
use ogive::{Entry, Function};

use crate::error::{Error, Result};
use crate::kernel::Memory;
use crate::operation::{Operations, check};

/// A function of the book whose parameters learn: PReLU with its weight, xIELU with its two α, SiLU with its β.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use ogive_burn::Learned;
///
/// let device = Device::flex().autodiff();
/// let prelu = Learned::new("prelu(weight=0.25)", &device)?;
/// let x = Tensor::<1>::from_floats([-2.0, 3.0], &device);
/// let gradients = prelu.forward(x).sum().backward();
/// let weight = prelu.parameter("weight").unwrap().val();
/// assert_eq!(weight.grad(&gradients).unwrap().into_scalar::<f32>(), -2.0);
/// # Ok::<(), ogive_burn::Error>(())
/// ```
#[derive(Module, Debug)]
#[module(custom_display)]
pub struct Learned {
    #[module(skip)]
    entry: &'static Entry,
    #[module(skip)]
    names: Vec<&'static str>,
    #[module(skip)]
    others: Vec<(&'static str, Argument)>,
    parameters: Vec<Param<Tensor<1>>>,
}

impl Learned {
    /// The function, written as for [`Activation`](crate::Activation): all of its parameters that can learn do, from
    /// the values that are written or its defaults. A parameter of one number for each channel is written as a list:
    /// `"prelu(weight=[0.25, 0.1])"`.
    ///
    /// # Errors
    /// If there is no such function, or nothing of it learns.
    pub fn new(text: &str, device: &Device) -> Result<Self> {
        let function = ogive::parse(text)?;
        let entry = ogive::find(function.info().name)?;
        let names = learned(&*function);
        if names.is_empty() {
            let problem =
                "nothing of it learns; expected a function that does: use Activation".into();
            return Err(Error::Learned { function: entry.info.name, problem });
        }
        let mut others = function.arguments();
        let mut parameters = Vec::new();
        for name in &names {
            let place = others.iter().position(|(other, _)| other == name);
            let values = match place.map(|place| others.remove(place).1) {
                Some(Argument::Number(number)) => vec![number],
                Some(Argument::Numbers(numbers)) => numbers,
                given => {
                    let problem = format!("{name} is {given:?}; expected a number or several");
                    return Err(Error::Learned { function: entry.info.name, problem });
                }
            };
            let length = values.len();
            let tensor = Tensor::from_data(TensorData::new(values, [length]), (device, DType::F32));
            parameters.push(Param::from_tensor(tensor));
        }
        Ok(Learned { entry, names, others, parameters })
    }

    /// The same with another value of a parameter, of any float type: a tensor of one number or, for PReLU's weight, of
    /// one for each channel.
    ///
    /// # Errors
    /// If no parameter of that name learns.
    pub fn with(mut self, name: &str, value: Tensor<1>) -> Result<Self> {
        let Some(place) = self.names.iter().position(|known| *known == name) else {
            let problem = format!("{name:?} is to learn; expected one of {:?}", self.names);
            return Err(Error::Learned { function: self.entry.info.name, problem });
        };
        self.parameters[place] = Param::from_tensor(value);
        Ok(self)
    }

    /// The parameter of that name, if it learns.
    pub fn parameter(&self, name: &str) -> Option<&Param<Tensor<1>>> {
        self.parameters().find(|(known, _)| *known == name).map(|(_, parameter)| parameter)
    }

    /// The parameters, and their names.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &Param<Tensor<1>>)> {
        self.names.iter().copied().zip(&self.parameters)
    }

    /// The function of a tensor, differentiable by it and by the parameters.
    ///
    /// # Panics
    /// Where [`try_forward`](Learned::try_forward) returns an error.
    #[track_caller]
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        self.try_forward(x).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same.
    ///
    /// # Errors
    /// As those of [`Activation::try_forward`](crate::Activation::try_forward), and if a parameter has a value that the
    /// function does not take.
    pub fn try_forward<const D: usize>(&self, x: Tensor<D>) -> Result<Tensor<D>> {
        let function = self.entry.info.name;
        let values: Vec<Tensor<1>> = self.parameters.iter().map(Param::val).collect();
        let mut dtypes = values.iter().map(Tensor::dtype);
        let given = dtypes.next().expect("something learns");
        if let Some(other) = dtypes.find(|other| *other != given) {
            return Err(Error::DTypes { function, given, other });
        }
        let lengths = values.iter().map(|value| value.dims()[0]).collect();
        let parameters = Tensor::cat(values, 0);
        let (x, parameters) = (x.into_dispatch(), parameters.into_dispatch());
        check(function, &[&x, &parameters])?;
        let learning = Learning {
            entry: self.entry,
            names: self.names.clone(),
            lengths,
            others: self.others.clone(),
        };
        Ok(Tensor::from_dispatch(Dispatch::forward_learned(learning, x, parameters).result()?))
    }
}

impl ModuleDisplay for Learned {
    fn custom_settings(&self) -> Option<DisplaySettings> {
        DisplaySettings::new().with_new_line_after_attribute(false).optional()
    }

    fn custom_content(&self, content: Content) -> Option<Content> {
        let content = content.add("function", self.entry.info.name);
        self.parameters()
            .fold(content, |content, (name, value)| content.add(name, &value.shape()[0]))
            .optional()
    }
}

/// The names of the parameters that have gradients.
fn learned(function: &dyn Function) -> Vec<&'static str> {
    // As many channels as there may be weights.
    let channels = function.arguments().into_iter().map(|(_, argument)| match argument {
        Argument::Numbers(numbers) => numbers.len(),
        _ => 1,
    });
    let probe = ArrayD::<f32>::zeros(vec![1, channels.max().unwrap_or(1)]);
    // A function over an axis, or one that the shape does not fit, has none.
    let gradients = function.parameter_gradients(&probe, &probe).unwrap_or_default();
    gradients.into_iter().map(|(name, _)| name).collect()
}

/// How a function is made of the values of its parameters.
#[derive(Clone, Debug)]
pub struct Learning {
    entry: &'static Entry,
    names: Vec<&'static str>,
    lengths: Vec<usize>,
    others: Vec<(&'static str, Argument)>,
}

impl Learning {
    /// The function with these values, one after the other.
    pub fn function<B: Memory>(&self, parameters: &FloatTensor<B>) -> Result<Arc<dyn Function>> {
        let values = values::<B>(parameters);
        let mut rest = &values[..];
        let mut arguments = self.others.clone();
        for (name, length) in self.names.iter().zip(&self.lengths) {
            let (own, others) = rest.split_at(*length);
            rest = others;
            arguments.push(match own {
                [one] => (*name, Argument::Number(*one)),
                many => (*name, Argument::Numbers(many.to_vec())),
            });
        }
        let mut arguments = Arguments::of(self.entry.info, arguments)?;
        Ok(Arc::from((self.entry.build)(&mut arguments)?))
    }
}

fn values<B: Memory>(tensor: &FloatTensor<B>) -> Vec<f64> {
    match tensor.dtype() {
        DType::F64 => B::view::<f64>(tensor).iter().copied().collect(),
        DType::F16 => B::view::<half::f16>(tensor).iter().map(|x| x.to_f64()).collect(),
        DType::BF16 => B::view::<half::bf16>(tensor).iter().map(|x| x.to_f64()).collect(),
        _ => B::view::<f32>(tensor).iter().map(|x| f64::from(*x)).collect(),
    }
}
