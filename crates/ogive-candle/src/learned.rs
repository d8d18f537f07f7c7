//! Parameters that learn.

use std::sync::Arc;

use candle_core::{
    CpuStorage, CustomOp2, DType, Error, Layout, Module, Result, Shape, Storage, Tensor,
};
use ndarray::ArrayD;
use ogive::arguments::{Argument, Arguments};
use ogive::kernel::Run;
use ogive::nn::Layer;
use ogive::{Entry, Function};

use crate::kernel::{Element, by_dtype, forward, raised, view, wrong_device};
use crate::operation::{Forward, dtype};

/// A function of the book whose parameters are tensors, and learn: PReLU with its weight, xIELU with its two α,
/// SiLU with its β.
///
/// ```
/// use candle_core::{Device, Module, Tensor, Var};
/// use ogive_candle::Learned;
///
/// let weight = Var::new(&[0.25_f32], &Device::Cpu)?;
/// let prelu = Learned::new("prelu", &[("weight", weight.as_tensor().clone())])?;
/// let x = Tensor::new(&[-2.0_f32, 3.0], &Device::Cpu)?;
/// let gradients = prelu.forward(&x)?.sum_all()?.backward()?;
/// assert_eq!(gradients.get(&weight).unwrap().to_vec1::<f32>()?, [-2.0]);
/// # Ok::<(), candle_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Learned {
    entry: &'static Entry,
    names: Vec<&'static str>,
    parameters: Vec<Tensor>,
}

impl Learned {
    /// The function of that name with these parameters, each a tensor of one number or, for PReLU's weight, of one for
    /// each channel. All that learn have to be there; others have their defaults.
    ///
    /// # Errors
    /// If there is no such function, or it has no such parameter that learns, or lacks one.
    pub fn new(name: &str, parameters: &[(&str, Tensor)]) -> Result<Self> {
        let entry = ogive::find(name).map_err(raised)?;
        let learned = learned(entry)?;
        let given: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
        let position = |wanted: &&'static str| given.iter().position(|name| name == wanted);
        let places: Option<Vec<usize>> = learned.iter().map(position).collect();
        let Some(places) =
            places.filter(|places| places.len() == given.len() && !learned.is_empty())
        else {
            return Err(Error::msg(format!(
                "{}: parameters {given:?} are to learn; expected {learned:?}{}",
                entry.info.name,
                if learned.is_empty() { ", as nothing of it learns: use Activation" } else { "" }
            ))
            .bt());
        };
        let parameters = places.into_iter().map(|place| parameters[place].1.clone()).collect();
        Ok(Learned { entry, names: learned, parameters })
    }

    /// The parameters, in the order of their names.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &Tensor)> {
        self.names.iter().copied().zip(&self.parameters)
    }
}

impl Module for Learned {
    /// The function of a tensor, differentiable by it and by the parameters.
    ///
    /// # Errors
    /// As those of [`Activation`](crate::Activation), and if a parameter has a value that the function does not take.
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let flat: Vec<Tensor> = self
            .parameters
            .iter()
            .map(|parameter| parameter.flatten_all()?.to_dtype(x.dtype()))
            .collect::<Result<_>>()?;
        let lengths = flat.iter().map(Tensor::elem_count).collect();
        let all = Tensor::cat(&flat, 0)?;
        x.apply_op2(&all, Operation { entry: self.entry, names: self.names.clone(), lengths })
    }
}

/// The names of the parameters that have gradients.
fn learned(entry: &'static Entry) -> Result<Vec<&'static str>> {
    let Some(function) = entry.examples(-1).next() else { return Ok(Vec::new()) };
    let probe = ArrayD::<f32>::zeros(vec![1]);
    // A function over an axis, or one that the shape does not fit, has none.
    let gradients = function.parameter_gradients(&probe, &probe).unwrap_or_default();
    Ok(gradients.into_iter().map(|(name, _)| name).collect())
}

/// Of x, and of all parameters one after the other.
struct Operation {
    entry: &'static Entry,
    names: Vec<&'static str>,
    lengths: Vec<usize>,
}

impl Operation {
    /// The function with these values of its parameters.
    fn function(&self, values: &[f64]) -> Result<Arc<dyn Function>> {
        let mut rest = values;
        let arguments = self.names.iter().zip(&self.lengths).map(|(name, length)| {
            let (own, others) = rest.split_at(*length);
            rest = others;
            match own {
                [one] => (*name, Argument::Number(*one)),
                many => (*name, Argument::Numbers(many.to_vec())),
            }
        });
        let mut arguments =
            Arguments::of(self.entry.info, arguments.collect::<Vec<_>>()).map_err(raised)?;
        let function = (self.entry.build)(&mut arguments).map_err(raised)?;
        Ok(Arc::from(function))
    }
}

fn values(storage: &CpuStorage, layout: &Layout) -> Result<Vec<f64>> {
    fn wide<E: Element>(storage: &CpuStorage, layout: &Layout) -> Result<Vec<f64>> {
        Ok(view::<E>(storage, layout)?.iter().map(|x| x.to_f64()).collect())
    }
    match dtype(storage) {
        DType::F32 => wide::<f32>(storage, layout),
        DType::F64 => wide::<f64>(storage, layout),
        DType::F16 => wide::<half::f16>(storage, layout),
        DType::BF16 => wide::<half::bf16>(storage, layout),
        other => Err(Error::UnsupportedDTypeForOp(other, "a parameter").bt()),
    }
}

impl CustomOp2 for Operation {
    fn name(&self) -> &'static str {
        self.entry.info.name
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        parameters: &CpuStorage,
        parameters_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let function = self.function(&values(parameters, parameters_layout)?)?;
        by_dtype!(dtype(x), &*function, E => forward::<E>(&*function, view(x, x_layout)?))
    }

    fn bwd(
        &self,
        x: &Tensor,
        parameters: &Tensor,
        res: &Tensor,
        g: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let held = parameters.storage_and_layout();
        let function = match &*held.0 {
            Storage::Cpu(storage) => self.function(&values(storage, held.1)?)?,
            _ => return Err(Error::BackwardNotSupported { op: self.name() }),
        };
        use candle_core::CustomOp1;
        let by_x = Forward(function.clone()).bwd(x, res, g)?;
        let sums = by_dtype!(x.dtype(), &*function, E => sums::<E>(&*function, x, g))?;
        let device = parameters.device();
        let by_parameters = Tensor::new(sums, device)?.to_dtype(parameters.dtype())?;
        Ok((by_x, Some(by_parameters)))
    }
}

/// The gradients by the parameters, one after the other.
fn sums<E: Element>(function: &dyn Function, x: &Tensor, g: &Tensor) -> Result<Vec<f64>> {
    let held = [x, g].map(|tensor| tensor.storage_and_layout());
    let [x, g] = held.each_ref().map(|(storage, layout)| match &**storage {
        Storage::Cpu(storage) => view::<E>(storage, layout),
        _ => wrong_device(function, "CUDA or Metal"),
    });
    let run = Run::active().map_err(raised)?;
    let gradients = function.typed::<E>().run_parameter_gradients(run, x?, g?).map_err(raised)?;
    Ok(gradients.into_iter().flat_map(|(_, sums)| sums).collect())
}
