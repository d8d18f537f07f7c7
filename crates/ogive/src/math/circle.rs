//! # The sine of any angle
//!
//! sin²(c·x) for a fixed c and any x. A half turn more or less makes no difference, so with
//! u = c·x/π only the distance of u to the nearest integer counts, and that has to keep its digits
//! where x is so large that u is known to a few half turns only, and where u is nearly an integer.
//!
//! So c/π is kept in many digits, each as long as a word: Σ dₖ·2^(s − B·k). For an x of m·2^e, the
//! products m·2^e·dₖ of the first digits are integers and are left out; five digits from there on
//! reach 2^−72 of a half turn in `f32` and 2^−159 in `f64` (Payne and Hanek, Radian reduction for
//! trigonometric functions, 1983). No x of those types comes nearer to an integer than about 2^−34
//! and 2^−66. The products are exact as pairs, and what they add up to is exact
//! but for the smallest of them.
//!
//! The sine itself is, for a distance g of at most ¼,
//!
//! sin²(πg) = g²·(π² − g²·π⁴/3 + g⁴·2π⁶/45 − g⁶·Q(g²))
//!
//! and 1 − sin²(π(½ − g)) beyond. The first three terms are pairs, the rest is below 2^−10 of them.
//!
//! The coefficients and 1/π come from `coefficients/circle.sollya`.

use super::exp::{Factor, power};
use super::fixed::taken_apart;
use crate::number::{Double, Each, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// Q of the page, lowest power first.
    const SINE_SQUARED: &'static [f64];
    /// π², −π⁴/3 and 2π⁶/45, as pairs.
    const SINE_SQUARED_FIRST: [[f64; 2]; 3];
    /// What 2π as a word leaves out.
    const TAU_REST: f64;
    /// B of the page.
    const DIGIT: i32;
    /// An angle below 2 to this power is [`Turned::small`].
    const SMALL: i32;
}

impl Coefficients for f32 {
    // degree 3, relative error 2^-25.8 of Q
    const SINE_SQUARED: &'static [f64] = &[
        30.1223201751708984375,
        -13.2130565643310546875,
        3.9490625858306884765625,
        -0.8212392330169677734375,
    ];
    const SINE_SQUARED_FIRST: [[f64; 2]; 3] = [
        [9.8696041107177734375, 2.9037158810751861892640590667724609375e-7],
        [-32.469696044921875, -9.6641224445193074643611907958984375e-7],
        [42.7284088134765625, -2.101296985301814856939017772674560546875e-7],
    ];
    const TAU_REST: f64 = -1.7484555314695172e-07;
    const DIGIT: i32 = 24;
    const SMALL: i32 = -40;
}

impl Coefficients for f64 {
    // degree 5, relative error 2^-49.0 of Q
    const SINE_SQUARED: &'static [f64] = &[
        30.1223206859382770517186145298182964324951171875,
        -13.2131283916248687404504380538128316402435302734375,
        3.951768173998375655031622954993508756160736083984375,
        -0.8571945588516494130004730322980321943759918212890625,
        0.1409783728042451056428063793646288104355335235595703125,
        -1.78404215935604286424887021667018416337668895721435546875e-2,
    ];
    const SINE_SQUARED_FIRST: [[f64; 2]; 3] = [
        [
            9.869604401089357992304940125904977321624755859375,
            6.2652955087397113651351192894977907819163286291808123706914557260461151599884033203125e-16,
        ],
        [
            -32.469697011334147873640176840126514434814453125,
            2.12816006594389163848495885651151727523786743624667483487655772478319704532623291015625e-15,
        ],
        [
            42.7284086033468639698185143060982227325439453125,
            -1.018087612548795586707236930639860718583889693839190926372140211242367513477802276611328125e-16,
        ],
    ];
    const TAU_REST: f64 = 2.4492935982947064e-16;
    const DIGIT: i32 = 53;
    const SMALL: i32 = -70;
}

/// c/π, for angles c·x in half turns, whatever the sign of c.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfTurns(Each<Digits>);

/// A number as Σ dₖ·2^(`exponent` − B·k), with digits dₖ that are integers below 2^B.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digits {
    digits: [f64; 64],
    exponent: f64,
    /// The number itself, rounded.
    rounded: f64,
}

/// An angle c·|x| + `ahead`, as the distance from the nearest half turn.
pub struct Turned<F: Float> {
    /// The distance in half turns, about −½ to ½.
    pub distance: Double<F>,
    /// Is c·x so near to 0 that the distance stands for any such angle?
    pub small: F::Mask,
}

impl HalfTurns {
    /// For this c; in `f32`, for c rounded to it.
    pub fn of(c: f64) -> Self {
        HalfTurns(Each::of([c], |[c], bits| Digits::over_pi(c, bits)))
    }

    /// The angle of a finite x, and a part of a half turn more.
    #[inline(always)]
    pub fn turned<F: Float>(&self, x: F, ahead: F) -> Turned<F> {
        F::apart(
            #[inline(always)]
            move || {
                let Digits { digits, exponent, rounded } = F::of(&self.0);
                let bits = f64::from(F::DIGIT);
                let Factor { mantissa, exponent: of_x } = Factor::of(x.abs());
                let e = of_x + F::lit(*exponent);

                // The first digit whose product with m·2^e is no integer for certain: e/B, rounded down.
                let middle = F::lit(-0.5 * (bits - 1.0) / bits);
                let index = e.fma(F::lit(1.0 / bits), middle).at_least(F::ZERO) + F::ROUNDER;
                let r = (index - F::ROUNDER).fma(F::lit(-bits), e);
                let least = F::lit(f64::from(F::SMALL - F::DIGIT));
                let small = r.lt(least);
                let held = mantissa * (r.at_least(least) + F::ROUNDER).exp2_of_rounded();
                let product = |k: i32| {
                    let digit = (index + F::lit(f64::from(k))).entry_of(digits);
                    Double::two_product(held, digit * F::lit(power(-k * F::DIGIT)))
                };

                // Of the order of 1, of a word less, and of two words less.
                let [p0, p1, p2, p3, p4] =
                    [product(0), product(1), product(2), product(3), product(4)];
                let whole = [fraction(p0.lo), fraction(p1.hi), p1.lo, p2.hi, ahead];
                let mut first = fraction(p0.hi);
                let mut second = p2.lo;
                let mut third = p3.lo + p4.hi;
                let mut later = |rest| {
                    let sum = Double::two_sum(second, rest);
                    second = sum.hi;
                    third = third + sum.lo;
                };
                later(p3.hi);
                for term in whole {
                    let sum = Double::two_sum(first, term);
                    first = sum.hi;
                    later(sum.lo);
                }
                let near = Double::two_sum(fraction(first), second);
                let Double { hi, lo } = Double::fast_two_sum(near.hi, near.lo + third);
                let hi = hi.moving_as(x.abs() * F::lit(*rounded));
                Turned { distance: Double { hi, lo: lo.moving_as(F::ZERO) }, small }
            },
        )
    }
}

/// h less the nearest integer, or less another one near to it.
#[inline(always)]
fn fraction<F: Float>(h: F) -> F {
    let rounder = F::ROUNDER.copysign(h);
    let integer = (h + rounder) - rounder;
    // From there on, every number is an integer.
    F::select(h.abs().lt(F::ROUNDER), h - integer, F::ZERO)
}

/// The square of the sine of an angle in half turns, from about −½ to ½.
#[inline(always)]
pub fn sine_squared<F: Float>(turns: Double<F>) -> Double<F> {
    F::apart(
        #[inline(always)]
        move || {
            let a = Double::select(turns.hi.lt(F::ZERO), -turns, turns);
            let upright = a.hi.gt(F::lit(0.25));
            let g = Double::select(upright, -a + F::lit(0.5), a);
            let v = g.square();
            let [first, second, third] =
                F::SINE_SQUARED_FIRST.map(|[hi, lo]| Double { hi: F::lit(hi), lo: F::lit(lo) });
            let plus = |large: Double<F>, small: Double<F>| {
                let sum = Double::fast_two_sum(large.hi, small.hi);
                Double { hi: sum.hi, lo: sum.lo + (large.lo + small.lo) }
            };
            let third = third.plus_small(-v.hi * polynomial(v.hi, F::SINE_SQUARED));
            let square = v * plus(first, v * plus(second, v * third));
            Double::select(upright, -square + F::lit(1.0), square)
        },
    )
}

impl Digits {
    /// |c|/π in digits of `bits` bits; nothing of it if c is 0 or no number.
    fn over_pi(c: f64, bits: usize) -> Self {
        const LIMB: usize = u64::BITS as usize;
        let mut digits = [0.0; 64];
        if c == 0.0 || !c.is_finite() {
            return Digits { digits, exponent: 0.0, rounded: 0.0 };
        }
        let (mantissa, exponent) = taken_apart(c);
        // The product with 1/π, the highest limb first; the point is before its second limb.
        let mut product = [0; ONE_OVER_PI.len() + 1];
        let mut carry = 0;
        for (i, limb) in ONE_OVER_PI.iter().enumerate().rev() {
            let sum = u128::from(*limb) * u128::from(mantissa) + carry;
            product[i + 1] = sum as u64;
            carry = sum >> LIMB;
        }
        product[0] = carry as u64;

        let zeros: u32 = match product[0] {
            0 => u64::BITS + product[1].leading_zeros(),
            high => high.leading_zeros(),
        };
        let zeros = zeros as usize;
        for (k, digit) in digits.iter_mut().enumerate() {
            let from = zeros + k * bits;
            let limb = |i: usize| u128::from(product.get(i).copied().unwrap_or(0));
            let window = limb(from / LIMB) << LIMB | limb(from / LIMB + 1);
            let cut = (window << (from % LIMB)) >> (2 * LIMB - bits);
            *digit = cut as f64;
        }
        let exponent = exponent as f64 + (LIMB - bits) as f64 - zeros as f64;
        Digits { digits, exponent, rounded: c.abs() / std::f64::consts::PI }
    }
}

/// The bits of 1/π after the point.
const ONE_OVER_PI: [u64; 38] = [
    0x517c_c1b7_2722_0a94,
    0xfe13_abe8_fa9a_6ee0,
    0x6db1_4acc_9e21_c820,
    0xff28_b1d5_ef5d_e2b0,
    0xdb92_371d_2126_e970,
    0x0324_9775_04e8_c90e,
    0x7f0e_f58e_5894_d39f,
    0x7441_1afa_975d_a242,
    0x74ce_3813_5a2f_bf20,
    0x9cc8_eb1c_c1a9_9cfa,
    0x4e42_2fc5_defc_941d,
    0x8ffc_4bff_ef02_cc07,
    0xf797_88c5_ad05_368f,
    0xb69b_3f67_93e5_84db,
    0xa7a3_1fb3_4f2f_f516,
    0xba93_dd63_f5f2_f8bd,
    0x9e83_9cfb_c529_4975,
    0x35fd_afd8_8fc6_ae84,
    0x2b01_9823_7e3d_b5d5,
    0xf867_de10_4d7a_1b0e,
    0xd4f1_c8b0_af73_0d84,
    0x32cc_c2af_8a50_3420,
    0x46ff_ec40_26b9_9398,
    0x8303_0aab_6539_d464,
    0xb071_3de0_4635_a3e2,
    0x0ce1_b3e6_ee74_0495,
    0x41ac_e23b_45cb_0e53,
    0x6ed7_a268_ab8c_829f,
    0x52ff_8382_9fbf_19f4,
    0x1961_6f27_cc19_3edd,
    0xe19e_9377_b58f_2f7c,
    0x4f9d_0f9a_e579_3f8e,
    0xc3f8_90c8_3e3e_1235,
    0x7d37_6abb_9698_219d,
    0x8ae3_0a5a_ce8c_e1e1,
    0x6256_a0a6_962e_8006,
    0x233e_c316_b8f1_cd63,
    0x4d80_3119_be69_5a4b,
];
