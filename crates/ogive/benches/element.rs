//! Time per element in cache, one thread, beside a copy of the same array: the figures of
//! the README. `cargo bench -p ogive`

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use half::{bf16, f16};
use ndarray::{Array1, Array2, Array3, ArrayD};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::page::Kind;
use ogive::{Function, parse};

/// Elements in the arrays: 1 MiB of `f32`, in the second-level cache or just beyond.
const ELEMENTS: usize = 1 << 18;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    element(&mut criterion);
    rows(&mut criterion);
    criterion.final_summary();
}

/// Scores from −8 to 8, evenly spread and shuffled by a multiplication modulo a prime.
fn scores<E: Supported>() -> Array1<E> {
    let score = |i: usize| ((i * 7919) % 262_139) as f64 / 262_139.0 * 16.0 - 8.0;
    Array1::from_iter((0..ELEMENTS).map(|i| {
        let word = <E::Word as ogive::number::Float>::lit(score(i));
        E::narrow(word, E::Word::default())
    }))
}

fn element(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("in cache, 1 thread");
    group.throughput(Throughput::Elements(ELEMENTS as u64));
    let x = scores::<f32>();
    let mut out = x.clone();
    group.bench_function("copy f32", |bencher| {
        bencher.iter(|| {
            let (from, to) = (black_box(&x), black_box(&mut out));
            to.as_slice_mut().unwrap().copy_from_slice(from.as_slice().unwrap());
        });
    });
    let names = ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element);
    for entry in names {
        let f = parse(entry.info.name).unwrap();
        let active = Isa::active().unwrap();
        both_ways::<f32>(&mut group, &*f, active);
        both_ways::<f64>(&mut group, &*f, active);
        both_ways::<f16>(&mut group, &*f, active);
        both_ways::<bf16>(&mut group, &*f, active);
        for isa in Isa::available().filter(|isa| *isa != active) {
            both_ways::<f32>(&mut group, &*f, isa);
        }
    }
    group.finish();
}

fn both_ways<E: Supported>(group: &mut BenchmarkGroup<WallTime>, f: &dyn Function, isa: Isa) {
    let (run, kind) = (Run::on(isa), f.typed::<E>());
    let (x, mut out) = (scores::<E>().into_dyn(), scores::<E>().into_dyn());
    let g = x.clone();
    let name = format!("{} {} {isa}", f.info().name, E::NAME);
    group.bench_function(format!("{name} forward"), |bencher| {
        bencher.iter(|| kind.run_forward(run, black_box(x.view()), out.view_mut()).unwrap());
    });
    group.bench_function(format!("{name} backward"), |bencher| {
        bencher.iter(|| {
            kind.run_backward(run, black_box(x.view()), g.view(), out.view_mut()).unwrap()
        });
    });
}

fn rows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rows, 1 thread");
    let scores = |n: usize| (0..n).map(|i| ((i * 7919) % 262_139) as f32 / 16_384.0 - 8.0);
    let shapes: [(&str, ArrayD<f32>, isize); 4] = [
        (
            "(1797, 10) axis 1",
            Array2::from_shape_vec((1797, 10), scores(17_970).collect()).unwrap().into_dyn(),
            1,
        ),
        (
            "(4096, 80) axis 1",
            Array2::from_shape_vec((4096, 80), scores(327_680).collect()).unwrap().into_dyn(),
            1,
        ),
        (
            "(256, 1000) axis 1",
            Array2::from_shape_vec((256, 1000), scores(256_000).collect()).unwrap().into_dyn(),
            1,
        ),
        (
            "(1, 84, 8400) axis 1",
            Array3::from_shape_vec((1, 84, 8400), scores(705_600).collect()).unwrap().into_dyn(),
            1,
        ),
    ];
    for entry in ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Axis) {
        for (shape, x, axis) in &shapes {
            let f = entry.examples(*axis).next().unwrap();
            let Ok(out_shape) = f.output_shape(x.shape()) else { continue };
            let run = Run::on(Isa::active().unwrap());
            let mut out = ArrayD::zeros(out_shape);
            group.throughput(Throughput::Elements(x.len() as u64));
            group.bench_function(format!("{} {shape}", entry.info.name), |bencher| {
                bencher.iter(|| {
                    f.typed::<f32>().run_forward(run, black_box(x.view()), out.view_mut()).unwrap();
                });
            });
        }
    }
    group.finish();
}
