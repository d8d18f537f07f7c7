//! # The gate of gelu_tanh
//!
//! v(y) = 2√(2/π)·(y + 0.044715y³): see the page of [`gelu_tanh`](crate::functions::gelu_tanh).
//!
//! The coefficients come from `coefficients/gelu_tanh.sollya`.

/// What differs between the working types.
pub trait Coefficients {
    /// 2√(2/π) in two words.
    const GATE: [f64; 2];
    /// 2√(2/π)·0.044715 in two words.
    const GATE_CUBE: [f64; 2];
    /// Beyond this, e^−v and the slope round to 0, and not much beyond.
    const GATE_CLOSES: f64;
}

impl Coefficients for f32 {
    const GATE: [f64; 2] =
        [1.5957691669464111328125, -4.5340680543404232594184577465057373046875e-8];
    const GATE_CUBE: [f64; 2] =
        [7.1354813873767852783203125e-2, 2.3988324659995896581676788628101348876953125e-9];
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
    const GATE_CLOSES: f64 = 22.0;
}
