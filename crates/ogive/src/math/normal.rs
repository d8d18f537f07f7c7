//! # The tail of the normal distribution
//!
//! Φ(−y) = ½ erfc(y/√2) for y ≥ 0, and the other function that the slope of gelu needs:
//!
//! Φ(−y) = e^(−y²/2) · d·F(s), y·φ(y) − Φ(−y) = e^(−y²/2) · (y − y₀)·V(s), φ(y) = e^(−y²/2)/√2π
//!
//! with d = 1/(y + k) and s = m − 4d. The exponential takes care of the many powers of ten, and y² is a pair
//! without any error. y₀ = 0.75179… is the one root of the second function: with the factor y − y₀ apart, it keeps
//! all digits on both sides of the root. What is left, F and V, changes threefold at most, and is a polynomial.
//!
//! d is rounded, and so is y + k, but how much that is in all is easily computed, 1 − d·(y + k); what it does to
//! d·F(s) or V(s) is that times a factor that need not be known well. From the rounded d, m − 4d is exact as long
//! as Φ(−y) is a normal number. So s has no error, and a polynomial whose last two steps give pairs has hardly any.
//! m was chosen so that the first coefficient, F or V at s = 0, is nearly a word itself.
//!
//! This is better than erfc itself for a page that needs Φ, because y needs no division by √2. Where
//! erfc is wanted, erfc(t) = 2Φ(−√2·t), with √2·t as a pair.
//!
//! The coefficients come from `coefficients/normal.sollya`. That erfc becomes nearly a polynomial in a fraction
//! like 1/(y + k) was found by M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981),
//! <https://doi.org/10.1090/S0025-5718-1981-0595058-X>.

use super::exp::exp_and_power;
use super::power;
use crate::number::{Double, Float, polynomial};

/// F or V of the page.
pub struct Fit {
    /// k.
    pub centre: f64,
    /// m.
    pub middle: f64,
    /// The first coefficients of the polynomial in s, lowest power first: these steps give pairs.
    pub first: &'static [f64],
    /// Those after them.
    pub rest: &'static [f64],
    /// What an error of d does to d·F or to V, both relative, as a polynomial in d.
    pub feels: &'static [f64],
}

/// What differs between the working types.
pub trait Coefficients {
    /// F of the page.
    const UPPER: Fit;
    /// V of the page.
    const EXCESS: Fit;
    /// y₀ in three words.
    const EXCESS_ROOT: [f64; 3];
    /// 1/√2π in two words.
    const DENSITY: [f64; 2];
    /// Φ(−y) is held up by this power of two, so that it is a normal number.
    const NORMAL_HOLD: i32;
    /// Beyond this y, Φ(−y) and y·φ(y) round to 0, even times y, and not much beyond.
    const UPPER_VANISHES: f64;
    /// The smallest positive number.
    const SMALLEST: f64;
    /// In magnitude below this, ½x + 0.4x² is nearest to ½x.
    const NEXT_TO_LINEAR: f64;
}

impl Coefficients for f32 {
    // degree 11, error 2^-31.2
    const UPPER: Fit = Fit {
        centre: 2.75,
        middle: 5923.0 / 8192.0,
        first: &[0.716220080852508544921875, -0.6493089199066162109375],
        rest: &[
            0.344170749187469482421875,
            -4.4061698019504547119140625e-2,
            -5.84542043507099151611328125e-2,
            1.621216721832752227783203125e-2,
            1.696588099002838134765625e-2,
            -2.98868119716644287109375e-3,
            -6.4383880235254764556884765625e-3,
            -7.2332634590566158294677734375e-4,
            1.947365351952612400054931640625e-3,
            8.75976518727838993072509765625e-4,
        ],
        feels: &[0.9785, 3.546],
    };
    // degree 10, error 2^-30.9
    const EXCESS: Fit = Fit {
        centre: 2.75,
        middle: 5671.0 / 8192.0,
        first: &[0.477738201618194580078125, -0.16465675830841064453125],
        rest: &[
            9.155805408954620361328125e-2,
            -2.527007646858692169189453125e-2,
            -4.7344458289444446563720703125e-3,
            4.9164132215082645416259765625e-3,
            9.063491015695035457611083984375e-4,
            -1.15042296238243579864501953125e-3,
            -4.1647884063422679901123046875e-4,
            2.067292225547134876251220703125e-4,
            1.2631018762476742267608642578125e-4,
        ],
        feels: &[-0.1276, 2.3135],
    };
    const EXCESS_ROOT: [f64; 3] = [
        0.751791536808013916015625,
        -1.21144498876901707262732088565826416015625e-8,
        4.2913246088612379096349780382979588466696441173553466796875e-16,
    ];
    const DENSITY: [f64; 2] =
        [0.398942291736602783203125, -1.133517013585105814854614436626434326171875e-8];
    const NORMAL_HOLD: i32 = 64;
    const UPPER_VANISHES: f64 = 14.75;
    const SMALLEST: f64 = f32::from_bits(1) as f64;
    const NEXT_TO_LINEAR: f64 = power(-25);
}

impl Coefficients for f64 {
    // degree 26, error 2^-59.7
    const UPPER: Fit = Fit {
        centre: 3.0,
        middle: 22173.0 / 65536.0,
        first: &[
            0.52797704866805184042988230430637486279010772705078125,
            -0.480058492018044902227558168306131847202777862548828125,
            0.345388183985337493542289166725822724401950836181640625,
        ],
        rest: &[
            -0.171588362637713431890773563281982205808162689208984375,
            2.91103006758327946534858909899412537924945354461669921875e-2,
            3.4055489783031224482190424396321759559214115142822265625e-2,
            -2.547627181907281823658451003211666829884052276611328125e-2,
            -4.625013091662445730012365174843580462038516998291015625e-3,
            1.335267309879582288412169788216488086618483066558837890625e-2,
            -5.76744952905601450561523524385165728745050728321075439453125e-4,
            -7.647605725343650621972368952583565260283648967742919921875e-3,
            1.08290874473588303629478790668372312211431562900543212890625e-3,
            5.169620198463496275886885911177159869112074375152587890625e-3,
            -6.5342037937001612966925190306710646837018430233001708984375e-4,
            -4.05941467211116437108220367235844605602324008941650390625e-3,
            -7.20594833006336197450160396815732610775739885866641998291015625e-6,
            3.5394408341345279765677300787274361937306821346282958984375e-3,
            8.1941499634306217032808650202468925272114574909210205078125e-4,
            -3.452408678277617791463338647872660658322274684906005859375e-3,
            -2.539533830899907106137813883606213494203984737396240234375e-3,
            2.8506552000122698832529355428277995088137686252593994140625e-3,
            6.891913196487996391692565367748102289624512195587158203125e-3,
            6.554480408743872631160964914442956796847283840179443359375e-3,
            3.733929689968427424739960684973993920721113681793212890625e-3,
            1.3354023591177683651098906381093911477364599704742431640625e-3,
            2.79591954145779787721526332688881666399538516998291015625e-4,
            2.63751183143023088645794105300268483915715478360652923583984375e-5,
        ],
        feels: &[1.0166, 2.252, 16.5234, -32.719],
    };
    // degree 22, error 2^-60.7
    const EXCESS: Fit = Fit {
        centre: 4.0,
        middle: 2619.0 / 8192.0,
        first: &[
            0.431632727765109580619906637366511858999729156494140625,
            -0.13817395465958715039533899471280165016651153564453125,
            0.1465712394375411620206506313479621894657611846923828125,
        ],
        rest: &[
            -0.1339421608163704757732404004855197854340076446533203125,
            0.10002633993867639239372380188797251321375370025634765625,
            -5.416123428431519892800594107029610313475131988525390625e-2,
            1.2611981758310582268922672710687038488686084747314453125e-2,
            1.0210657134140786739262551918727695010602474212646484375e-2,
            -1.1359724821602378008744693715925677679479122161865234375e-2,
            1.29380272456520030270599175281631687539629638195037841796875e-3,
            5.40338581155642462550137139487560489214956760406494140625e-3,
            -2.9325057512954483436573571708549934555776417255401611328125e-3,
            -2.468809497199912945941679964789727819152176380157470703125e-3,
            2.7197928005412881635738386876255390234291553497314453125e-3,
            1.2418313586977139904854450236371121718548238277435302734375e-3,
            -2.4087938616775476756426410673839200171642005443572998046875e-3,
            -8.29843767822572805394065742490283810184337198734283447265625e-4,
            2.4645412174509016833834351700716069899499416351318359375e-3,
            1.58873943419675649375844006527813689899630844593048095703125e-3,
            -1.68038068858722476443812166024827092769555747509002685546875e-3,
            -2.7348650925615399821799744728423320339061319828033447265625e-3,
            -1.45440542144804657760659427623295414377935230731964111328125e-3,
            -2.9164936093200081144993784931784830405376851558685302734375e-4,
        ],
        feels: &[-0.00064, 0.83374, 1.80615, 47.766],
    };
    const EXCESS_ROOT: [f64; 3] = [
        0.751791524693564472414664123789407312870025634765625,
        -1.495675917700988273480145969804164371285317011121135388762581897026393562555e-17,
        -5.38404094783300532740622943322419949293273981297502694981427993439716211132e-34,
    ];
    const DENSITY: [f64; 2] = [
        0.398942280401432702863218082711682654917240142822265625,
        -2.492327202277730044394883673869523234885008421753572332990600557423022110015e-17,
    ];
    const NORMAL_HOLD: i32 = 512;
    const UPPER_VANISHES: f64 = 38.75;
    const SMALLEST: f64 = f64::from_bits(1);
    const NEXT_TO_LINEAR: f64 = power(-60);
}

/// d of the page and the function of it.
struct Fitted<F> {
    d: F,
    /// d·F, over d, or V.
    factor: Double<F>,
}

impl Fit {
    /// For y + `y_rest`, of which the second is at most a rounding error of the first.
    #[inline(always)]
    fn at<F: Float>(&self, y: F, y_rest: F) -> Fitted<F> {
        F::apart(
            #[inline(always)]
            move || {
                let sum = Double::fast_two_sum(F::lit(self.centre), y);
                let d = F::lit(1.0) / sum.hi;
                // 1 − d·(y + k)
                let error = d.fma(-(sum.lo + y_rest), d.fma(-sum.hi, F::lit(1.0)));
                let s = d.fma(F::lit(-4.0), F::lit(self.middle));
                let (last, before) = self.first.split_last().expect("a step at the end");
                let (next, rest) = self.rest.split_first().expect("a step before it");
                // Of all that is rounded before the pairs, this step counts most: so it is one of Horner's.
                let mut sum = step(s, s.fma(polynomial(s, rest), F::lit(*next)), *last);
                for c in before.iter().rev() {
                    let Double { hi, lo } = step(s, sum.hi, *c);
                    sum = Double { hi, lo: s.fma(sum.lo, lo) };
                }
                let felt = error * polynomial(d, self.feels);
                let factor = Double { hi: sum.hi, lo: sum.hi.fma(felt, sum.lo) };
                Fitted { d, factor }
            },
        )
    }
}

/// `s`·`p` + `c`; without any error where the sum is at most twice `c`, and at least half of it.
#[inline(always)]
fn step<F: Float>(s: F, p: F, c: f64) -> Double<F> {
    let c = F::lit(c);
    let hi = s.fma(p, c);
    Double { hi, lo: s.fma(p, c - hi) }
}

/// 2^[`NORMAL_HOLD`](Coefficients::NORMAL_HOLD).
#[inline(always)]
fn held<F: Float>() -> F {
    F::lit(power(F::NORMAL_HOLD))
}

/// 1 + `held_up`, which is held up as [`upper`] is, and so is the sum.
#[inline(always)]
pub fn one_plus<F: Float>(held_up: Double<F>) -> Double<F> {
    held_up.added_to(held())
}

/// What is held up as [`upper`] is, normalised and where it belongs.
#[inline(always)]
pub fn let_down<F: Float>(held_up: Double<F>) -> Double<F> {
    Double::fast_two_sum(held_up.hi, held_up.lo).scaled(F::lit(1.0) / held())
}

/// Φ(−y), the probability that a standard normal number is above y, for y from 0 to
/// [`UPPER_VANISHES`](Coefficients::UPPER_VANISHES), times
/// 2^[`NORMAL_HOLD`](Coefficients::NORMAL_HOLD).
///
/// It is not normalised: the low word may be up to 2^−4 of the high one. The relative error is around 2^−27 for
/// `f32` and 2^−56 for `f64`.
#[inline(always)]
pub fn upper<F: Float>(y: F) -> Double<F> {
    bell_times_fit(half_square(y), F::UPPER.at(y, F::lit(-0.0)))
}

/// In the same way, of a pair that may be beyond that.
#[inline(always)]
pub fn upper_of_pair<F: Float>(y: Double<F>) -> Double<F> {
    let end = F::lit(F::UPPER_VANISHES);
    let Double { hi, lo } = Double::select(y.hi.lt(end), y, Double::exact(end));
    let square = half_square(hi);
    let square = Double { hi: square.hi, lo: (-hi).fma(lo, square.lo) };
    bell_times_fit(square, F::UPPER.at(hi, lo))
}

#[inline(always)]
fn bell_times_fit<F: Float>(exponent: Double<F>, Fitted { d, factor }: Fitted<F>) -> Double<F> {
    F::apart(
        #[inline(always)]
        move || {
            let (bell, power) = exp_and_power(exponent, F::NORMAL_HOLD);
            let d = d * power;
            let Double { hi, lo } = Double::two_product(d, factor.hi);
            product(bell, Double { hi, lo: d.fma(factor.lo, lo) })
        },
    )
}

/// y·φ(y) − Φ(−y), for y from 0 to [`UPPER_VANISHES`](Coefficients::UPPER_VANISHES), held up as
/// [`upper`] is.
#[inline(always)]
pub fn excess<F: Float>(y: F) -> Double<F> {
    let (bell, power) = exp_and_power(half_square(y), F::NORMAL_HOLD);
    let [first, second, third] = F::EXCESS_ROOT.map(|word| F::lit(-word));
    let from_first = Double::two_sum(y, first);
    let Double { hi, lo } = Double::fast_two_sum(from_first.hi, second);
    let from_root = Double { hi, lo: lo + (from_first.lo + third) }.scaled(power);
    let Fitted { factor, .. } = F::EXCESS.at(y, F::lit(-0.0));
    product(bell, factor.by(from_root))
}

/// −y²/2, exactly.
#[inline(always)]
fn half_square<F: Float>(y: F) -> Double<F> {
    Double::two_product(y, y * F::lit(-0.5))
}

/// The product of a pair whose low word may be large and one whose low word is small.
#[inline(always)]
fn product<F: Float>(loose: Double<F>, tight: Double<F>) -> Double<F> {
    let Double { hi, lo } = Double::two_product(loose.hi, tight.hi);
    let lo = loose.hi.fma(tight.lo, lo);
    Double { hi, lo: loose.lo.fma(tight.hi + tight.lo, lo) }
}
