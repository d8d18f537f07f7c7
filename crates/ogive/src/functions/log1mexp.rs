//! # Log of one minus exp
//!
//! log1mexp(x) = ln(1 − e^−x) for x > 0; its slope is e^−x / (1 − e^−x)
//!
//! 1 − e^−x is computed as one piece, which keeps its digits for small x. Where e^−x is small, its
//! difference from 1 goes into the logarithm as it is; far out, the value is −e^−x.
//!
//! At 0 the value is −∞ and the slope +∞. There is no value for x < 0: NaN.

use crate::arguments::Arguments;
use crate::error::Result;
use crate::math::{Factor, Parts, exp_parts, expm1_parts, log1mexp};
use crate::number::{Double, Float, Real};
use crate::page::Ecosystem::Jax;
use crate::page::{Claim, Elementwise, Info, Keeps, Kind, Name, Page, Reference};

/// The logarithm of 1 − e^−x, for x > 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Log1mexp;

impl Page for Log1mexp {
    const INFO: Info = Info {
        name: "log1mexp",
        aliases: &["log_one_minus_exp"],
        names: &[Name::of(Jax, "log1mexp")],
        kind: Kind::Element,
        formula: "log1mexp(x) = ln(1 − e^(−x)) for x > 0, NaN for x < 0",
        derivative: "log1mexp′(x) = e^(−x) / (1 − e^(−x)) = 1 / (e^x − 1)",
        origin: &[Reference {
            text: "M. Mächler, Accurately computing log(1 − exp(−|a|)) (2012)",
            url: "https://cran.r-project.org/web/packages/Rmpfr/vignettes/log1mexp-note.pdf",
        }],
        good: "from the log-probability −x of an event to that of its opposite",
        bad: "defined for x > 0 only, and its slope has no bound near 0",
        hard: "1 − e^(−x) cancels for small x, and its logarithm for large x",
        parameters: &[],
        settings: &[],
        range: (f64::NEG_INFINITY, 0.0),
        monotone: true,
        kinks: &[],
        landmarks: &[
            0.0,
            0.34657,
            std::f64::consts::LN_2,
            1.039_72,
            1.227_95,
            17.3287,
            37.0,
            44.7,
            87.33655,
            103.97208,
            708.3964,
            745.1332,
            8.67e-19,
            2.94e-39,
        ],
        claim: Claim { value: 0.76, slope: Some(0.76) },
        keeps: Keeps::Input,
    };

    const DOMAIN: (f64, f64) = (0.0, f64::INFINITY);

    fn from_arguments(_: &mut Arguments) -> Result<Self> {
        Ok(Log1mexp)
    }
}

impl Elementwise for Log1mexp {
    fn definition<N: Real>(&self, x: N) -> N {
        (N::from(1.0) - (-x).exp()).ln()
    }

    #[inline(always)]
    fn value<F: Float>(&self, x: F) -> Double<F> {
        at_and_below_zero(x, -F::INFINITY, log1mexp(x).value())
    }

    #[inline(always)]
    fn slope<F: Float>(&self, x: F) -> Double<F> {
        let e = exp_parts(Double::exact(-x));
        let tiny = x.lt(F::lit(f64::EPSILON / 256.0));
        // 1 − e^−x
        let Factor { mantissa, exponent } = Factor::of(x);
        let rest = -expm1_parts(Double::exact(-x)).pair;
        let rest = Double::select(tiny, Double::exact(mantissa), rest);
        let exponent = e.exponent - F::select(tiny, exponent, F::ZERO);
        at_and_below_zero(x, F::INFINITY, Parts { pair: e.pair / rest, exponent }.value())
    }
}

/// `y` for x > 0, `at_zero` at 0, NaN below.
#[inline(always)]
fn at_and_below_zero<F: Float>(x: F, at_zero: F, y: Double<F>) -> Double<F> {
    let end = Double::select(x.eq(F::ZERO), Double::exact(at_zero), Double::exact(F::NAN));
    Double::select(x.gt(F::ZERO), y, end)
}
