//! What a training step keeps: the bytes that are alive between forward and backward, counted where memory is taken.
//! `cargo test --release -p ogive-burn --test memory -- --nocapture` prints them, ogive's beside burn's own.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicIsize, Ordering};

use burn::nn::LinearConfig;
use burn::tensor::activation as own;
use burn::tensor::{DType, Device, Tensor, TensorData};
use ndarray::{ArrayD, IxDyn};
use ogive::Function;
use ogive::nn::{Layer, Saving, TrainedLayer};
use ogive::page::Keeps;
use ogive_burn::Activation;

/// The bytes that are alive, and the most that were.
static ALIVE: AtomicIsize = AtomicIsize::new(0);
static MOST: AtomicIsize = AtomicIsize::new(0);

struct Counting;

// SAFETY: every call goes on to `System`, which keeps the contract of `GlobalAlloc`; counting changes no memory. What is
// not written here is made of these two.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let size = layout.size() as isize;
        MOST.fetch_max(ALIVE.fetch_add(size, Ordering::SeqCst) + size, Ordering::SeqCst);
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        ALIVE.fetch_sub(layout.size() as isize, Ordering::SeqCst);
        // SAFETY: the pointer is one that `alloc` has had from `System`, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Tests of one program share the count.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What burn's graph takes for one operation, whatever its size.
const NODE: isize = 4096;

const SHAPE: [usize; 3] = [64, 32, 128];
const COUNT: isize = 64 * 32 * 128;

/// The bytes that are kept of `f` beside its output, where nobody else holds its input.
fn kept(f: impl Fn(Tensor<3>) -> Tensor<3>, dtype: DType) -> isize {
    let device = Device::flex().autodiff();
    let numbers: Vec<f32> = (0..COUNT).map(|i| (i % 1001) as f32 * 0.01 - 5.0).collect();
    let x =
        Tensor::<3>::from_data(TensorData::new(numbers, SHAPE), (&device, dtype)).require_grad();
    let size = |x: &Tensor<3>| (x.shape().num_elements() * dtype.size()) as isize;
    // Once before it counts: threads and tables that stay.
    x.grad(&f(x.clone() * 1.0).sum().backward());

    let before = ALIVE.load(Ordering::SeqCst);
    let input = x.clone() * 1.0;
    let y = f(input);
    let kept = ALIVE.load(Ordering::SeqCst) - before - size(&y);
    assert!(x.grad(&y.sum().backward()).is_some());
    kept
}

/// The bytes that `ogive::nn` keeps; an output is that of `y`, which is not counted twice.
fn expected(f: &dyn Function, dtype: DType) -> isize {
    fn bytes<E: ogive::function::Supported>(f: &dyn Function) -> isize {
        let x = ArrayD::from_elem(IxDyn(&SHAPE), E::default());
        let (_, saved) = f.forward_train(x, Saving::Least).unwrap();
        if saved.what() == Some(Saving::Output) { 0 } else { saved.bytes() as isize }
    }
    if dtype == DType::F32 { bytes::<f32>(f) } else { bytes::<half::bf16>(f) }
}

#[test]
fn the_least_is_kept() {
    let _alone = ONE_AT_A_TIME.lock();
    let functions = ogive::BOOK.iter().filter_map(|entry| entry.examples(-1).next());
    let probe = ArrayD::<f32>::zeros(IxDyn(&SHAPE));
    for f in functions.filter(|f| f.info().keeps != Keeps::NoGradient && f.forward(&probe).is_ok())
    {
        let layer: Activation = f.to_string().parse().unwrap();
        for dtype in [DType::F32, DType::BF16] {
            let (kept, expected) = (kept(|x| layer.forward(x), dtype), expected(&*f, dtype));
            println!("{f}, {dtype:?}: {:.4} bytes for each element", kept as f64 / COUNT as f64);
            assert!(
                (0..NODE).contains(&(kept - expected)),
                "{f} of {dtype:?}: {kept}, expected {expected}"
            );
        }
    }
}

/// A bit for each element, where burn's own relu keeps four bytes.
#[test]
fn relu_keeps_a_bit() {
    let _alone = ONE_AT_A_TIME.lock();
    let layer: Activation = "relu".parse().unwrap();
    let mine = kept(|x| layer.forward(x), DType::F32);
    let theirs = kept(own::relu, DType::F32);
    assert!((COUNT / 8..COUNT / 8 + NODE).contains(&mine), "{mine}");
    assert!(theirs >= 4 * COUNT, "{theirs}");
}

/// What burn's own functions keep: no promise of theirs, so it is printed only.
#[test]
fn burns_own_functions() {
    let _alone = ONE_AT_A_TIME.lock();
    type Own = fn(Tensor<3>) -> Tensor<3>;
    let list: [(&str, Own); 14] = [
        ("relu", own::relu),
        ("leaky_relu", |x| own::leaky_relu(x, 0.01)),
        ("relu6", own::relu6),
        ("hardtanh", |x| own::hardtanh(x, -1.0, 1.0)),
        ("hardswish", own::hard_swish),
        ("sigmoid", own::sigmoid),
        ("tanh", own::tanh),
        ("silu", own::silu),
        ("mish", own::mish),
        ("gelu", own::gelu),
        ("gelu_tanh", own::gelu_approximate),
        ("softmax(-1)", |x| own::softmax(x, -1)),
        ("log_softmax(-1)", |x| own::log_softmax(x, -1)),
        ("glu(-1)", |x| own::glu(x, 2)),
    ];
    for (name, theirs) in list {
        let layer: Activation = name.parse().unwrap();
        let of = |kept: isize| kept as f64 / COUNT as f64;
        let mine = of(kept(|x| layer.forward(x), DType::F32));
        println!(
            "{name}: {mine:.3} bytes for each element, burn's own {:.3}",
            of(kept(theirs, DType::F32))
        );
    }
}

/// Layers as they stand in a model: a linear layer keeps its input, which is the activation's output.
#[test]
fn a_deep_model_keeps_half() {
    let _alone = ONE_AT_A_TIME.lock();
    let device = Device::flex().autodiff();
    let linear: Vec<_> = (0..8).map(|_| LinearConfig::new(256, 256).init(&device)).collect();
    let x = Tensor::<2>::ones([1024, 256], &device);
    let alive = |f: &dyn Fn(Tensor<2>) -> Tensor<2>| {
        let run = || linear.iter().fold(x.clone(), |x, linear| f(linear.forward(x)));
        drop(run().sum().backward());
        let before = ALIVE.load(Ordering::SeqCst);
        let y = run();
        let alive = ALIVE.load(Ordering::SeqCst) - before;
        drop(y.sum().backward());
        alive
    };
    let layer: Activation = "relu".parse().unwrap();
    let (mine, theirs) = (alive(&|x| layer.forward(x)), alive(&own::relu));
    println!("8 linear layers with relu: {mine} bytes alive, with burn's own {theirs}");
    assert!(mine * 100 < theirs * 55, "{mine} of {theirs}");
}

/// A result takes the memory of a tensor that nobody else holds, and of no other.
#[test]
fn a_tensor_that_nobody_else_holds_is_overwritten() {
    let _alone = ONE_AT_A_TIME.lock();
    let layer: Activation = "gelu".parse().unwrap();
    let x = Tensor::<3>::from_data(TensorData::ones::<f32, _>(SHAPE), &Device::flex());
    let taken = |x: Tensor<3>| {
        let before = ALIVE.load(Ordering::SeqCst);
        MOST.store(before, Ordering::SeqCst);
        drop(layer.forward(x));
        MOST.load(Ordering::SeqCst) - before
    };
    assert!(taken(x.clone()) >= 4 * COUNT);
    let alone = taken(x);
    assert!(alone < COUNT / 8, "{alone}");
}
