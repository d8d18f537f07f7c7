//! Results against committed digests: the same bits on every machine and by every compiler.
//!
//! `tests/golden.txt` holds a BLAKE3 digest for each function, element type and part, over a
//! fixed sample. After a change that is meant to change bits: `OGIVE_BLESS=1 cargo test
//! --release -p ogive --test golden` writes it anew, and the diff is reviewed like any other.

mod support;

use half::{bf16, f16};
use ndarray::{ArrayD, Slice};
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::number::Float;
use ogive::page::Kind;
use ogive::{Function, parse};
use support::*;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.txt");

/// Two digests of a function: of its values and of its gradients.
fn digests<E: Supported>(f: &dyn Function, isa: Isa, x: &ArrayD<E>, g: &ArrayD<E>) -> String {
    let shape = f.output_shape(x.shape()).unwrap();
    let mut out = ArrayD::from_elem(&shape[..], E::default());
    let kind = f.typed::<E>();
    let digest = |out: &ArrayD<E>| {
        let bytes = bytemuck::cast_slice(out.as_slice().unwrap());
        blake3::hash(bytes).to_hex()[..32].to_string()
    };
    kind.run_forward(Run::on(isa), x.view(), out.view_mut()).unwrap();
    let value = digest(&out);
    if !learns(f) {
        return value;
    }
    let g = g.slice_each_axis(|axis| Slice::from(..shape[axis.axis.index()]));
    let mut out = x.clone();
    kind.run_backward(Run::on(isa), x.view(), g, out.view_mut()).unwrap();
    format!("{value} {}", digest(&out))
}

/// Random bit patterns: all binades alike, and a good share of NaN and infinities in halves.
fn patterns<E: Supported>(n: usize) -> Vec<E> {
    let mut random = Random(11);
    let bytes: Vec<u8> = (0..n).flat_map(|_| random.next().to_le_bytes()).collect();
    bytemuck::pod_collect_to_vec(&bytes[..n * size_of::<E>()])
}

/// Scores, drawn without any function of the system's library: their bits are the same everywhere.
fn scores<E: Supported>(n: usize) -> Vec<E> {
    let mut random = Random(12);
    (0..n)
        .map(|_| {
            let sum: f64 = (0..6).map(|_| random.unit()).sum();
            E::narrow(E::Word::lit((sum - 3.0) * 14.0), E::Word::default())
        })
        .collect()
}

fn lines<E: Supported>(isa: Isa) -> Vec<String> {
    let n = 1 << 16;
    let flat = (array(&[n], patterns::<E>(n)), array(&[n], scores::<E>(n)));
    let rows =
        (array(&[3, 700, 31], scores::<E>(65_100)), array(&[3, 700, 31], scores::<E>(65_100)));
    let elements = element_functions().into_iter().map(|f| (f, &flat));
    let axes = [1, 2].into_iter().flat_map(|axis| functions(Kind::Axis, axis));
    let gated = functions(Kind::Gated, 1);
    let rows = axes.chain(gated).map(|f| (f, &rows));
    let drawn = (parse("rrelu(training=true, seed=7)").unwrap(), &flat);
    elements
        .chain(rows)
        .chain([drawn])
        .map(|(f, (x, g))| format!("{} {f}: {}", E::NAME, digests(&*f, isa, x, g)))
        .collect()
}

#[test]
fn results_are_the_committed_ones() {
    let all = |isa| [lines::<f32>(isa), lines::<f64>(isa), lines::<f16>(isa), lines::<bf16>(isa)];
    if std::env::var_os("OGIVE_BLESS").is_some() {
        let text = all(Isa::Scalar).concat().join("\n") + "\n";
        std::fs::write(PATH, text).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap();
    for isa in Isa::available() {
        println!("on {isa}");
        let found = all(isa).concat();
        for (found, committed) in found.iter().zip(committed.lines()) {
            assert_eq!(found, committed, "on {isa}");
        }
        assert_eq!(found.len(), committed.lines().count());
    }
}
