//! # The gate of gelu_tanh
//!
//! v(y) = 2√(2/π)·(y + 0.044715y³), and what the slope of x·σ(v(x)) is made of beside its root: see the
//! page of [`gelu_tanh`](crate::functions::gelu_tanh), where F is.
//!
//! The coefficients come from `coefficients/gelu_tanh.sollya`.

use crate::number::{Double, Float};

/// What differs between the working types.
pub trait Coefficients {
    /// 2√(2/π) in two words.
    const GATE: [f64; 2];
    /// 2√(2/π)·0.044715 in two words.
    const GATE_CUBE: [f64; 2];
    /// The root of F in three words.
    const GATE_ROOT: [f64; 3];
    /// P of that page, lowest power first.
    const NEAR_GATE_ROOT: &'static [f64];
    /// Beyond this, e and e·F round to 0, and not much beyond.
    const GATE_CLOSES: f64;
}

impl Coefficients for f32 {
    const GATE: [f64; 2] =
        [1.5957691669464111328125, -4.5340680543404232594184577465057373046875e-8];
    const GATE_CUBE: [f64; 2] =
        [7.1354813873767852783203125e-2, 2.3988324659995896581676788628101348876953125e-9];
    const GATE_ROOT: [f64; 3] = [
        0.75246143341064453125,
        -1.13396279033395330770872533321380615234375e-8,
        -3.67425131296802748477603461907392556895501911640167236328125e-16,
    ];
    // degree 5, error 2^-34.2
    const NEAR_GATE_ROOT: &'static [f64] = &[
        -2.8073531575500965118408203125e-4,
        9.991152584552764892578125e-2,
        0.400447547435760498046875,
        -7.59598910808563232421875e-2,
        3.05332429707050323486328125e-2,
        -1.12338177859783172607421875e-2,
    ];
    const GATE_CLOSES: f64 = 11.0;
}

impl Coefficients for f64 {
    const GATE: [f64; 2] = [
        1.5957691216057308114528723308467306196689605712890625,
        -9.96930880911092017757953469547809293954003368701428933196240222969208844006e-17,
    ];
    const GATE_CUBE: [f64; 2] = [
        7.135481627260024939385374409539508633315563201904296875e-2,
        -4.121857721743182467619223189014313071396992248392448371374641169495589565486e-18,
    ];
    const GATE_ROOT: [f64; 3] = [
        0.75246142207101629484355953536578454077243804931640625,
        -3.435821831435522509918871975183332457983388091436911804255061042567831464112e-17,
        1.193326591845895755495575651515110864931017897917454066637549756931659989678e-33,
    ];
    // degree 9, error 2^-59.5
    const NEAR_GATE_ROOT: &'static [f64] = &[
        -2.807353697605763256754662915426479230518452823162078857421875e-4,
        9.991152322555418852090269865584559738636016845703125e-2,
        0.40044769353402853706569430869421921670436859130859375,
        -7.59589909076419933509072279775864444673061370849609375e-2,
        3.0485990587055623868284470745493308641016483306884765625e-2,
        -1.129523237941402503958787661986207240261137485504150390625e-2,
        3.6903725422571709464947264933698534150607883930206298828125e-3,
        -1.15293235680837273700316547575539516401477158069610595703125e-3,
        3.5712955709091818469469448160680258297361433506011962890625e-4,
        -1.03282783359605228917961483592335980574716813862323760986328125e-4,
    ];
    const GATE_CLOSES: f64 = 22.0;
}

/// y less a root that is given in three words: all digits of the difference, even at the two
/// numbers beside the root.
#[inline(always)]
pub(crate) fn from_root<F: Float>(y: F, root: [f64; 3]) -> Double<F> {
    let [first, second, third] = root.map(|word| F::lit(-word));
    Double::two_sum(y, first) + Double { hi: second, lo: third }
}
