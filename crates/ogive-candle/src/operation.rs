//! The operations of candle's graph: a function, its gradient, and what a second derivative adds.

use std::sync::Arc;

use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, CustomOp3, DType, Error, Layout, MetalStorage,
    Result, Shape, Tensor,
};
use ogive::Function;
use ogive::kernel::Run;
use ogive::page::{Keeps, Kind};

use crate::kernel::{backward, by_dtype, forward, new, raised, view, wrong_device};

/// A function of one tensor.
pub struct Forward(pub Arc<dyn Function>);

impl CustomOp1 for Forward {
    fn name(&self) -> &'static str {
        self.0.info().name
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        by_dtype!(dtype(storage), &*self.0, E => forward::<E>(&*self.0, view(storage, layout)?))
    }

    fn cuda_fwd(&self, _: &CudaStorage, _: &Layout) -> Result<(CudaStorage, Shape)> {
        wrong_device(&*self.0, "CUDA")
    }

    fn metal_fwd(&self, _: &MetalStorage, _: &Layout) -> Result<(MetalStorage, Shape)> {
        wrong_device(&*self.0, "Metal")
    }

    fn bwd(&self, arg: &Tensor, res: &Tensor, grad_res: &Tensor) -> Result<Option<Tensor>> {
        let (function, info) = (self.0.clone(), self.0.info());
        if info.keeps == Keeps::NoGradient {
            return Err(Error::BackwardNotSupported { op: info.name });
        }
        // The output is there anyway; where it tells as much as the input, the gradient takes less work.
        let from_output = info.keeps == Keeps::Output && function.output_tells();
        let known = if from_output { res } else { arg };
        known.apply_op2(grad_res, Backward { function, from_output }).map(Some)
    }
}

/// The gradient: of the input or the output, and of the gradient by the output.
struct Backward {
    function: Arc<dyn Function>,
    from_output: bool,
}

impl CustomOp2 for Backward {
    fn name(&self) -> &'static str {
        self.function.info().name
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        g: &CpuStorage,
        g_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        by_dtype!(dtype(x), &*self.function, E => {
            let (x, g) = (view::<E>(x, x_layout)?, view::<E>(g, g_layout)?);
            backward(&*self.function, self.from_output, x, g)
        })
    }

    /// The gradient is g·f′(x): by g it is f′(x), and by x it is g·f″(x).
    fn bwd(
        &self,
        x: &Tensor,
        g: &Tensor,
        _: &Tensor,
        a: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let function = &self.function;
        if self.from_output || function.info().kind != Kind::Element {
            return Err(Error::BackwardNotSupported { op: function.info().name });
        }
        let by_g = x.apply_op2(a, Backward { function: function.clone(), from_output: false })?;
        let wide = |tensor: &Tensor| tensor.to_dtype(DType::F64);
        let second = wide(x)?.apply_op3(&wide(g)?, &wide(a)?, Second(function.clone()))?;
        Ok((Some(second.to_dtype(x.dtype())?), Some(by_g)))
    }
}

/// x, g and a to a·g·f″(x).
struct Second(Arc<dyn Function>);

impl CustomOp3 for Second {
    fn name(&self) -> &'static str {
        self.0.info().name
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        g: &CpuStorage,
        g_layout: &Layout,
        a: &CpuStorage,
        a_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let [x, g, a] = [view::<f64>(x, x_layout)?, view(g, g_layout)?, view(a, a_layout)?];
        let run = Run::active().map_err(raised)?;
        let upstream = &g * &a;
        new::<f64>(&*self.0, x.shape(), |_, out| {
            self.0.run_second_derivative(run, x.view(), upstream.view(), out)
        })
    }
}

pub fn dtype(storage: &CpuStorage) -> DType {
    use candle_core::backend::BackendStorage;
    storage.dtype()
}
