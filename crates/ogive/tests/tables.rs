//! Half precision: large arrays, whose results come from tables, have the bits of small ones, whose results are computed.

mod support;

use half::{bf16, f16};
use ndarray::{Array1, ArrayView1, ArrayViewMut1};
use ogive::Function;
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use support::*;

/// Every number of half precision, four times, and a few more, so that the length is no multiple of anything.
const ELEMENTS: usize = (1 << 18) + 37;

/// So few that they are computed.
const FEW: usize = 4096;

/// All numbers over and over.
fn inputs<E: Supported>() -> Array1<E> {
    (0..ELEMENTS).map(|i| bytemuck::cast(i as u16)).collect()
}

/// Gradients that come in: normal numbers of all sizes, and every kind that there is.
fn upstream<E: Supported>() -> Array1<E> {
    let mut random = Random(11);
    let number = |x: f64| E::narrow(<E::Word as ogive::number::Float>::lit(x), E::Word::default());
    let special = [0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e-7, 6e4, f64::INFINITY, f64::NAN];
    let any = |i: usize| match i % 16 {
        0 => number(special[i / 16 % special.len()]),
        1 => bytemuck::cast((i / 16 * 7919) as u16),
        2..6 => number(random.normal() * 1e-5),
        _ => number(random.normal()),
    };
    (0..ELEMENTS).map(any).collect()
}

fn patterns<E: Supported>(array: &Array1<E>) -> &[u16] {
    bytemuck::cast_slice(array.as_slice().expect("side by side"))
}

/// Calls `work` on a few elements at a time.
fn in_parts<E: Supported>(
    [x, g]: [ArrayView1<E>; 2],
    mut out: ArrayViewMut1<E>,
    work: impl Fn([ArrayView1<E>; 2], ArrayViewMut1<E>),
) {
    let parts = x.axis_chunks_iter(ndarray::Axis(0), FEW);
    let parts = parts.zip(g.axis_chunks_iter(ndarray::Axis(0), FEW));
    for ((x, g), out) in parts.zip(out.axis_chunks_iter_mut(ndarray::Axis(0), FEW)) {
        work([x, g], out);
    }
}

fn check<E: Supported>(f: &dyn Function, isa: Isa) {
    let (run, kind) = (Run::on(isa), f.typed::<E>());
    let (x, g) = (inputs::<E>(), upstream::<E>());
    let what = |part: &str| format!("{f}, {part}, {}, {isa}", E::NAME);
    let same = |part: &str, given: &Array1<E>, computed: &Array1<E>| {
        let pairs = patterns(given).iter().zip(patterns(computed)).enumerate();
        for (i, (given, computed)) in pairs {
            assert_eq!(given, computed, "{}: x = {}, g = {}", what(part), x[i], g[i]);
        }
    };

    let mut computed = Array1::from_elem(ELEMENTS, E::NAN);
    in_parts([x.view(), g.view()], computed.view_mut(), |[x, _], out| {
        kind.run_forward(run, x.into_dyn(), out.into_dyn()).unwrap();
    });
    let mut out = Array1::from_elem(ELEMENTS, E::NAN);
    // The first call makes the table, and the second one finds it.
    for _ in 0..2 {
        kind.run_forward(run, x.view().into_dyn(), out.view_mut().into_dyn()).unwrap();
        same("value", &out, &computed);
    }
    out.assign(&x);
    kind.run_forward_inplace(run, out.view_mut().into_dyn()).unwrap();
    same("value in place", &out, &computed);
    if let Some(new) = kind.new_forward(run, x.as_slice().unwrap()) {
        same("new value", &new.into(), &computed);
    }
    // Backwards in memory, and every other one.
    let backwards = x.slice(ndarray::s![..;-2]);
    let mut out = Array1::from_elem(backwards.len(), E::NAN);
    kind.run_forward(run, backwards.into_dyn(), out.view_mut().into_dyn()).unwrap();
    assert_eq!(patterns(&out), patterns(&computed.slice(ndarray::s![..;-2]).to_owned()));

    in_parts([x.view(), g.view()], computed.view_mut(), |[x, g], out| {
        kind.run_backward(run, x.into_dyn(), g.into_dyn(), out.into_dyn()).unwrap();
    });
    let mut out = Array1::from_elem(ELEMENTS, E::NAN);
    for _ in 0..2 {
        let (x, g) = (x.view().into_dyn(), g.view().into_dyn());
        kind.run_backward(run, x, g, out.view_mut().into_dyn()).unwrap();
        same("gradient", &out, &computed);
    }
    if let Some(new) = kind.new_backward(run, x.as_slice().unwrap(), g.as_slice().unwrap()) {
        same("new gradient", &new.into(), &computed);
    }
}

#[test]
fn a_table_gives_what_is_computed() {
    for isa in compared_instruction_sets() {
        for f in element_functions() {
            check::<f16>(&*f, isa);
            check::<bf16>(&*f, isa);
        }
    }
}

#[test]
fn parameters_have_tables_of_their_own() {
    let x = inputs::<f16>();
    let value = |name: &str| {
        let f = ogive::parse(name).unwrap();
        let mut out = Array1::from_elem(ELEMENTS, f16::NAN);
        let run = Run::active().unwrap();
        f.typed::<f16>().run_forward(run, x.view().into_dyn(), out.view_mut().into_dyn()).unwrap();
        out
    };
    let at = patterns(&x).iter().position(|bits| *bits == f16::from_f32(-1.0).to_bits()).unwrap();
    for _ in 0..2 {
        assert_eq!(value("elu")[at], f16::from_f32((-1f32).exp_m1()));
        // 0 and −0 are equal, and their products with −0 are not the same.
        let below = usize::from(f16::NEG_ZERO.to_bits());
        assert_eq!(value("elu(alpha=0)")[below].to_bits(), f16::NEG_ZERO.to_bits());
        assert_eq!(value("elu(alpha=-0.0)")[below].to_bits(), f16::ZERO.to_bits());
        assert_eq!(value("elu(alpha=2)")[at], f16::from_f32(2.0 * (-1f32).exp_m1()));
        assert_eq!(value("silu(beta=2)")[at], f16::from_f32(-1.0 / (1.0 + 2f32.exp())));
        assert_eq!(value("silu")[at], f16::from_f32(-1.0 / (1.0 + 1f32.exp())));
    }
}

/// More functions than tables are kept, from several threads, each of which gets its own results.
#[test]
fn tables_come_and_go() {
    let x = inputs::<bf16>();
    let value = |alpha: usize| {
        let f = ogive::parse(&format!("elu(alpha={alpha})")).unwrap();
        let mut out = Array1::from_elem(ELEMENTS, bf16::NAN);
        let run = Run::on(Isa::active().unwrap());
        f.typed::<bf16>().run_forward(run, x.view().into_dyn(), out.view_mut().into_dyn()).unwrap();
        out
    };
    let at = patterns(&x).iter().position(|bits| *bits == bf16::from_f32(-9.0).to_bits()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let value = &value;
            scope.spawn(move || {
                for i in 0..60 {
                    let alpha = 1 + (i * 7 + thread * 11) % 48;
                    let expected = bf16::from_f32(-(alpha as f32) * (1.0 - (-9f32).exp()));
                    assert_eq!(value(alpha)[at], expected, "elu(alpha={alpha})");
                }
            });
        }
    });
}
