//! The operations of burn's graph: a function, a gated function of two tensors, a function whose parameters learn.

use std::marker::PhantomData;
use std::sync::Arc;

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::retro_forward::RetroForward;
use burn::backend::autodiff::checkpoint::state::BackwardStates;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, unary};
use burn::backend::tensor::FloatTensor;
use burn::backend::{
    Autodiff, AutodiffBackend, Backend, DispatchAutodiffContext, DispatchTensor,
    DispatchTensorKind, ExtensionType, Flex, TensorMetadata, backend_extension,
};
use burn::tensor::{DType, Device, TensorData};
use ogive::Function;
use ogive::page::Keeps;

use crate::error::{Error, Result};
use crate::kernel::{self, Memory};
use crate::learned::Learning;

/// What an operation gives: burn has no other way for an error.
#[derive(ExtensionType)]
pub enum Outcome<B: Backend> {
    Value(FloatTensor<B>),
    Failed(Error),
}

impl<B: Backend> From<Result<FloatTensor<B>>> for Outcome<B> {
    fn from(result: Result<FloatTensor<B>>) -> Self {
        result.map_or_else(Outcome::Failed, Outcome::Value)
    }
}

impl<B: Backend> Outcome<B> {
    pub fn result(self) -> Result<FloatTensor<B>> {
        match self {
            Outcome::Value(tensor) => Ok(tensor),
            Outcome::Failed(error) => Err(error),
        }
    }
}

/// The operations that burn's backends are extended by.
#[backend_extension(Flex, Autodiff)]
pub trait Operations: Backend {
    /// A function of one tensor.
    fn forward(function: Arc<dyn Function>, x: FloatTensor<Self>) -> Outcome<Self>;

    /// A gated function of two.
    fn forward_pair(
        function: Arc<dyn Function>,
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
    ) -> Outcome<Self>;

    /// A function of a tensor and of all its parameters, one after the other.
    fn forward_learned(
        learning: Learning,
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
    ) -> Outcome<Self>;
}

/// Refuses what [`Operations`] would panic on.
pub fn check(function: &'static str, tensors: &[&DispatchTensor]) -> Result<()> {
    fn reached(kind: &DispatchTensorKind) -> bool {
        match kind {
            DispatchTensorKind::Flex(_) => true,
            DispatchTensorKind::Autodiff(inner) => reached(inner),
            #[allow(unreachable_patterns)] // which others there are is up to burn's features
            _ => false,
        }
    }
    for tensor in tensors {
        if !reached(&tensor.kind) {
            return Err(Error::Device { function, given: Device::new(tensor.device()) });
        }
        let given = tensor.dtype();
        if !matches!(given, DType::F32 | DType::F64 | DType::F16 | DType::BF16) {
            return Err(Error::DType { function, given });
        }
    }
    let enabled = |tensor: &&&DispatchTensor| tensor.autodiff != DispatchAutodiffContext::Disabled;
    let mut contexts = tensors.iter().filter(enabled).map(|tensor| tensor.autodiff);
    if let Some(first) = contexts.next()
        && contexts.any(|context| context != first)
    {
        return Err(Error::Checkpointing { function });
    }
    Ok(())
}

impl Operations for Flex {
    fn forward(function: Arc<dyn Function>, x: FloatTensor<Self>) -> Outcome<Self> {
        kernel::forward::<Self>(&*function, x).into()
    }

    fn forward_pair(
        function: Arc<dyn Function>,
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
    ) -> Outcome<Self> {
        kernel::forward_pair::<Self>(&*function, [&a, &b]).into()
    }

    fn forward_learned(
        learning: Learning,
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
    ) -> Outcome<Self> {
        let function = learning.function::<Self>(&parameters);
        function.and_then(|function| kernel::forward::<Self>(&*function, x)).into()
    }
}

impl<B: Memory, C: CheckpointStrategy> Operations for Autodiff<B, C> {
    fn forward(function: Arc<dyn Function>, x: FloatTensor<Self>) -> Outcome<Self> {
        forward::<B, C>(function, x).into()
    }

    fn forward_pair(
        function: Arc<dyn Function>,
        a: FloatTensor<Self>,
        b: FloatTensor<Self>,
    ) -> Outcome<Self> {
        forward_pair::<B, C>(function, a, b).into()
    }

    fn forward_learned(
        learning: Learning,
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
    ) -> Outcome<Self> {
        forward_learned::<B, C>(learning, x, parameters).into()
    }
}

/// What forward has accepted, backward accepts.
fn accepted<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// What is kept of a forward pass.
#[derive(Clone, Debug)]
enum Kept<B: Backend> {
    Nothing,
    Bits(Vec<u8>),
    Output(B::FloatTensorPrimitive),
    /// burn's graph holds it, or computes it a second time.
    Input(NodeId),
}

#[derive(Debug)]
struct Unary;

impl<B: Memory> Backward<B, 1> for Unary {
    type State = (Arc<dyn Function>, Kept<B>);

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        grads: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (function, kept) = ops.state;
        unary::<B, _>(ops.parents, ops.node, grads, |g| {
            accepted(match kept {
                // The function is the same line everywhere: so is its slope, whatever is taken for the input.
                Kept::Nothing => kernel::backward::<B>(&*function, &g, &g),
                Kept::Bits(bits) => kernel::backward_from_bits::<B>(&*function, &bits, g),
                Kept::Output(y) => kernel::backward_from_output::<B>(&*function, &y, &g),
                Kept::Input(x) => {
                    let x = checkpointer.retrieve_node_output(x);
                    kernel::backward::<B>(&*function, &x, &g)
                }
            })
        });
    }
}

fn forward<B: Memory, C: CheckpointStrategy>(
    function: Arc<dyn Function>,
    x: FloatTensor<Autodiff<B, C>>,
) -> Result<FloatTensor<Autodiff<B, C>>> {
    let keeps = function.info().keeps;
    if keeps == Keeps::NoGradient {
        let y = kernel::forward::<B>(&*function, x.into_primitive())?;
        return Ok(Autodiff::<B, C>::from_inner(y));
    }
    let bits = function.two_slopes().is_some();
    let output = keeps == Keeps::Output && function.output_tells();
    let prepared = Unary.prepare::<C>([x.node()]);
    let prepared = if bits || output || keeps == Keeps::Nothing {
        prepared.compute_bound().stateful()
    } else {
        let again = Again::<B, 1>::new(&function, [x.id()]);
        prepared.memory_bound().retro_forward(again).parents([&x]).stateful()
    };
    Ok(match prepared {
        OpsKind::UnTracked(untracked) => {
            untracked.finish(kernel::forward::<B>(&*function, x.into_primitive())?)
        }
        OpsKind::Tracked(mut tracked) => {
            let (y, kept) = if keeps == Keeps::Nothing {
                (kernel::forward::<B>(&*function, x.into_primitive())?, Kept::Nothing)
            } else if bits {
                let (y, bits) = kernel::mark_and_forward::<B>(&*function, x.into_primitive())?;
                (y, Kept::Bits(bits))
            } else if output {
                let y = kernel::forward::<B>(&*function, x.into_primitive())?;
                (y.clone(), Kept::Output(y))
            } else {
                let kept = Kept::Input(tracked.checkpoint(&x));
                (kernel::forward::<B>(&*function, x.into_primitive())?, kept)
            };
            tracked.finish((function, kept), y)
        }
    })
}

/// Computes an output a second time, for a device that has gradient checkpointing.
#[derive(Debug)]
struct Again<B, const N: usize> {
    function: Arc<dyn Function>,
    inputs: [NodeId; N],
    backend: PhantomData<B>,
}

impl<B, const N: usize> Again<B, N> {
    fn new(function: &Arc<dyn Function>, inputs: [NodeId; N]) -> Self {
        Again { function: function.clone(), inputs, backend: PhantomData }
    }
}

impl<B: Memory, const N: usize> RetroForward for Again<B, N> {
    fn forward(&self, states: &mut BackwardStates, out: NodeId) {
        let function = &*self.function;
        let inputs = self.inputs.map(|id| states.get_state::<B::FloatTensorPrimitive>(&id));
        let y = match &inputs[..] {
            [x] => kernel::forward::<B>(function, x.clone()),
            [a, b] => kernel::forward_pair::<B>(function, [a, b]),
            _ => unreachable!("functions are of one tensor or of two"),
        };
        states.save(out, accepted(y));
    }
}

#[derive(Debug)]
struct Pair;

impl<B: Memory> Backward<B, 2> for Pair {
    type State = (Arc<dyn Function>, [NodeId; 2]);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        grads: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (function, inputs) = ops.state;
        let g = grads.consume::<B>(&ops.node);
        let [a, b] = inputs.map(|id| checkpointer.retrieve_node_output(id));
        let gradients = accepted(kernel::backward_pair::<B>(&*function, [&a, &b, &g]));
        for (parent, gradient) in ops.parents.into_iter().zip(gradients) {
            if let Some(parent) = parent {
                grads.register::<B>(parent.id, gradient);
            }
        }
    }
}

fn forward_pair<B: Memory, C: CheckpointStrategy>(
    function: Arc<dyn Function>,
    a: FloatTensor<Autodiff<B, C>>,
    b: FloatTensor<Autodiff<B, C>>,
) -> Result<FloatTensor<Autodiff<B, C>>> {
    let y = kernel::forward_pair::<B>(&*function, [a.primitive(), b.primitive()])?;
    let again = Again::<B, 2>::new(&function, [a.id(), b.id()]);
    let prepared = Pair.prepare::<C>([a.node(), b.node()]);
    let prepared = prepared.memory_bound().retro_forward(again).parents([&a, &b]);
    Ok(match prepared.stateful() {
        OpsKind::UnTracked(untracked) => untracked.finish(y),
        OpsKind::Tracked(mut tracked) => {
            let inputs = [&a, &b].map(|tensor| tracked.checkpoint(tensor));
            tracked.finish((function, inputs), y)
        }
    })
}

#[derive(Debug)]
struct WithParameters;

impl<B: Memory> Backward<B, 2> for WithParameters {
    /// The function with the parameters that it had, its input, and the parameters' element type.
    type State = (Arc<dyn Function>, NodeId, DType);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        grads: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (function, x, dtype) = ops.state;
        let g = grads.consume::<B>(&ops.node);
        let x = checkpointer.retrieve_node_output(x);
        let [by_x, by_parameters] = ops.parents;
        if let Some(parent) = by_x {
            let gradient = accepted(kernel::backward::<B>(&*function, &x, &g));
            grads.register::<B>(parent.id, gradient);
        }
        if let Some(parent) = by_parameters {
            let sums = accepted(kernel::parameter_gradients::<B>(&*function, &x, &g));
            let data = TensorData::new(sums.clone(), [sums.len()]).convert_dtype(dtype);
            grads.register::<B>(parent.id, B::float_from_data(data, &g.device()));
        }
    }
}

fn forward_learned<B: Memory, C: CheckpointStrategy>(
    learning: Learning,
    x: FloatTensor<Autodiff<B, C>>,
    parameters: FloatTensor<Autodiff<B, C>>,
) -> Result<FloatTensor<Autodiff<B, C>>> {
    let function = learning.function::<B>(parameters.primitive())?;
    let prepared = WithParameters.prepare::<C>([x.node(), parameters.node()]);
    Ok(match prepared.compute_bound().stateful() {
        OpsKind::UnTracked(untracked) => {
            untracked.finish(kernel::forward::<B>(&*function, x.into_primitive())?)
        }
        OpsKind::Tracked(mut tracked) => {
            let input = tracked.checkpoint(&x);
            let y = kernel::forward::<B>(&*function, x.into_primitive())?;
            tracked.finish((function, input, parameters.dtype()), y)
        }
    })
}
