//! # Sparseplus
//!
//! sparse_plus(x) = 0 up to −1, (x + 1)²/4 between, x from 1 on; its slope is the sparse sigmoid

use crate::arguments::Arguments;
use crate::error::Result;
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::{Jax, Keras};
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// Sparseplus: softplus made of a parabola between two straight lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparsePlus;

impl Page for SparsePlus {
    const INFO: Info = Info {
        name: "sparse_plus",
        aliases: &[],
        names: &[Name::of(Jax, "sparse_plus"), Name::of(Keras, "sparse_plus")],
        kind: Kind::Element,
        formula: "sparse_plus(x) = 0 for x ≤ −1, (x + 1)²/4 between, x for x ≥ 1",
        derivative: "sparse_plus′(x) = 0 for x ≤ −1, (x + 1)/2 between, 1 for x ≥ 1",
        origin: &[Reference {
            text: "M. Blondel, A. F. T. Martins, V. Niculae, Learning with Fenchel-Young losses (2020)",
            url: "https://arxiv.org/abs/1901.02324",
        }],
        good: "smooth as softplus is, but exactly 0 on the left and exactly x on the right, without an exponential",
        bad: "no gradient passes below −1",
        hard: "x + 1 rounds, and then its square rounds again; both in pairs, rounded once",
        parameters: &[],
        settings: &[],
        range: (0.0, f64::INFINITY),
        monotone: true,
        kinks: &[-1.0, 1.0],
        landmarks: &[0.0],
        claim: Claim { value: 0.51, slope: Some(0.5) },
        keeps: Keeps::Input,
    };

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(SparsePlus)
    }
}

impl Elementwise for SparsePlus {
    const SHORT: bool = true;

    fn definition<N: Real>(&self, x: N) -> N {
        let [zero, one, four] = [0.0, 1.0, 4.0].map(N::from);
        let below_one = one.if_above(x, (x + one).square() / four, x);
        x.if_above(-one, below_one, zero)
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        let one = F::lit(1.0);
        let curve = Double::two_sum(x, one).square().scaled(F::lit(0.25));
        let right = Double::select(x.lt(one), curve, Double::exact(x));
        Double::select(x.gt(-one), right, Double::lit(0.0))
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        super::sparse_sigmoid::value(x)
    }
}
