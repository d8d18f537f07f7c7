//! Gated functions of two tensors.

use std::sync::Arc;

use candle_core::{
    CpuStorage, CudaStorage, CustomOp2, Error, Layout, MetalStorage, Result, Shape, Storage, Tensor,
};
use ogive::Function;
use ogive::kernel::Run;

use crate::kernel::{Element, by_dtype, new, raised, view, wrong_device};
use crate::operation::dtype;

/// The function of both.
pub fn forward_pair(function: &Arc<dyn Function>, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    if a.dtype() != b.dtype() {
        let (lhs, rhs, op) = (a.dtype(), b.dtype(), function.info().name);
        return Err(Error::DTypeMismatchBinaryOp { lhs, rhs, op }.bt());
    }
    a.apply_op2(b, Pair(function.clone()))
}

struct Pair(Arc<dyn Function>);

impl CustomOp2 for Pair {
    fn name(&self) -> &'static str {
        self.0.info().name
    }

    fn cpu_fwd(
        &self,
        a: &CpuStorage,
        a_layout: &Layout,
        b: &CpuStorage,
        b_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let run = Run::active().map_err(raised)?;
        by_dtype!(dtype(a), &*self.0, E => {
            let views = [view::<E>(a, a_layout)?, view(b, b_layout)?];
            new::<E>(&*self.0, a_layout.dims(), |typed, out| typed.run_gated_forward(run, views, out))
        })
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        wrong_device(&*self.0, "CUDA")
    }

    fn metal_fwd(
        &self,
        _: &MetalStorage,
        _: &Layout,
        _: &MetalStorage,
        _: &Layout,
    ) -> Result<(MetalStorage, Shape)> {
        wrong_device(&*self.0, "Metal")
    }

    fn bwd(
        &self,
        a: &Tensor,
        b: &Tensor,
        _: &Tensor,
        g: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (by_a, by_b) =
            by_dtype!(a.dtype(), &*self.0, E => gradients::<E>(&*self.0, [a, b, g]))?;
        Ok((Some(by_a), Some(by_b)))
    }
}

/// The gradients by both, from one pass.
fn gradients<E: Element>(
    function: &dyn Function,
    [a, b, g]: [&Tensor; 3],
) -> Result<(Tensor, Tensor)> {
    let (shape, device) = (a.shape(), a.device());
    let held = [a, b, g].map(|tensor| tensor.storage_and_layout());
    let [a, b, g] = held.each_ref().map(|(storage, layout)| match &**storage {
        Storage::Cpu(storage) => view::<E>(storage, layout),
        _ => wrong_device(function, "CUDA or Metal"),
    });
    let mut by_a = vec![E::default(); shape.elem_count()];
    let run = Run::active().map_err(raised)?;
    let views = [a?, b?, g?];
    let mut by_b = by_a.clone();
    let outs = [&mut by_a, &mut by_b].map(|out| {
        let shape = ndarray::IxDyn(shape.dims());
        ndarray::ArrayViewMutD::from_shape(shape, out).expect("as long as its shape says")
    });
    function.typed::<E>().run_gated_backward(run, views, outs).map_err(raised)?;
    Ok((Tensor::from_vec(by_a, shape, device)?, Tensor::from_vec(by_b, shape, device)?))
}
