//! # Beside a zero
//!
//! Where a function f goes through 0 at a₀, its value is a difference of numbers that are nearly
//! alike: however precise they are, what is left of them is not. But with d = a − a₀,
//!
//! f(a₀ + d) = d·(f′(a₀) + d·Q(d))
//!
//! keeps its digits up to a₀ itself, if d does. So a₀ is kept in three words: an input may be as
//! near to it as half a unit in the last place, and the difference still has to have two words.
//! d·Q is a small part of the sum (2^−4 at most), so that Q is plain arithmetic.
//!
//! The coefficients come from `coefficients/roots.sollya`.

use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// Where 1 + e^−a − a is 0: minus the zero of silu′, in three words.
    const SILU_ZERO: [f64; 3];
    /// Q of that function. Its f′ is −a₀.
    const SILU: &'static [f64];
    /// Where 4(1 − a) + e^−a (6 − 4a) + 4e^−2a + e^−3a is 0: minus the zero of mish′.
    const MISH_ZERO: [f64; 3];
    /// f′ of that function, as a pair.
    const MISH_FIRST: [f64; 2];
    /// Q of that function.
    const MISH: &'static [f64];
    /// Q in x·cosh x − sinh x = x³·(1/3 + u/30 + u²·Q(u)), u = x² ≤ 1.
    const TANHSHRINK: &'static [f64];
    /// 1/3 and 1/30, as pairs.
    const TANHSHRINK_FIRST: [[f64; 2]; 2];
}

impl Coefficients for f32 {
    const SILU_ZERO: [f64; 3] = [
        1.2784645557403564453125,
        -1.297928253762847816688008606433868408203125e-8,
        -1.125746623919265704434622410445854256977327167987823486328125e-16,
    ];
    // degree 3, relative error 2^-23.3 of Q
    const SILU: &'static [f64] = &[
        0.13923226296901702880859375,
        -4.64107654988765716552734375e-2,
        1.1608444154262542724609375e-2,
        -2.3205508477985858917236328125e-3,
    ];
    const MISH_ZERO: [f64; 3] = [
        1.1924312114715576171875,
        3.04393754646525849238969385623931884765625e-9,
        4.8484830954048644042521376551491130157955922186374664306640625e-17,
    ];
    const MISH_FIRST: [f64; 2] =
        [-6.407964229583740234375, 1.494936867629803600721061229705810546875e-7];
    // degree 4, relative error 2^-25.5 of Q
    const MISH: &'static [f64] = &[
        2.26320743560791015625,
        -1.2861804962158203125,
        0.557817757129669189453125,
        -0.20899094641208648681640625,
        7.182274758815765380859375e-2,
    ];
    // degree 3, relative error 2^-24.6 of Q
    const TANHSHRINK: &'static [f64] = &[
        1.190476235933601856231689453125e-3,
        2.2045496734790503978729248046875e-5,
        2.51224037128849386357784271240234375e-7,
        1.54292678633538571375538595020771026611328125e-9,
    ];
    const TANHSHRINK_FIRST: [[f64; 2]; 2] = [
        [0.3333333432674407958984375, -9.93410775862457740004174411296844482421875e-9],
        [3.33333350718021392822265625e-2, -1.73846881335038006000104360282421112060546875e-9],
    ];
}

impl Coefficients for f64 {
    const SILU_ZERO: [f64; 3] = [
        1.2784645427610736856394169080886058509349822998046875,
        1.0946994183093437039673781906015034990927e-16,
        3.907766676128664920003720141440388954445e-33,
    ];
    // degree 7, relative error 2^-51.7 of Q
    const SILU: &'static [f64] = &[
        0.1392322713805368705752840696732164360582828521728515625,
        -4.64107571268456975399629982348415069282054901123046875e-2,
        1.160268928178010035268119537477105041034519672393798828125e-2,
        -2.3205378563141737698061195516174848307855427265167236328125e-3,
        3.867562865455327798802631633634518948383629322052001953125e-4,
        -5.52509036512790300816992672405802977664279751479625701904296875e-5,
        6.9087399041815161286031639342741783593537369696822979522705078125e-6,
        -7.674295284347772659266722315718478597545981756411492824554443359375e-7,
    ];
    const MISH_ZERO: [f64; 3] = [
        1.19243121451549516365275849238969385623931884765625,
        4.848482984803104365044625345471285242041e-17,
        1.898915114090380897278741698736178284999583784662786738e-33,
    ];
    const MISH_FIRST: [f64; 2] = [
        -6.40796408009005435957305962801910936832427978515625,
        -2.814383212638562927984360982884460989525512938949e-16,
    ];
    // degree 9, relative error 2^-54.7 of Q
    const MISH: &'static [f64] = &[
        2.263207433519213385153534545679576694965362548828125,
        -1.2861822919773457929437653454166570622787784576416015625,
        0.55781848902295638747972361670690588653087615966796875,
        -0.2085348386110400242809959081569104455411434173583984375,
        7.168253549283586101292797820860869251191616058349609375e-2,
        -2.3245295345254428365233678732693078927695751190185546875e-2,
        7.13750757280602783627632135221574571915870974870786376953125e-3,
        -2.06703956906842574448024407729462836869060993194580078125e-3,
        5.6354332917323240841056541938769441912882030010223388671875e-4,
        -1.4346435873434308758307687003963337701861746609210968017578125e-4,
    ];
    // degree 7, relative error 2^-53.3 of Q
    const TANHSHRINK: &'static [f64] = &[
        1.190476190476190583578119941421391558833420276641845703125e-3,
        2.204585537918473295390837940477268830363755114376544952392578125e-5,
        2.5052108389704934985581599206361236298334915773011744022369384765625e-7,
        1.927085059130798331074303116603775587467595187263214029371738433837890625e-9,
        1.07065169509555214001153895917825445253945826351582581992261111736297607421875e-11,
        4.435055892401309515471236474696539305528041052806287325438461266458034515380859375e-14,
        5.659652125947916746629838735884619962394862934147721222899463100475259125232696533203125e-16,
        -1.100434849719732615290325970081091286117241009596783019031107642149436287581920623779296875e-16,
    ];
    const TANHSHRINK_FIRST: [[f64; 2]; 2] = [
        [
            0.333333333333333314829616256247390992939472198486328125,
            1.8503717077085941313231224128321216711811763954705430113012454285126295872032642364501953125e-17,
        ],
        [
            3.3333333333333332870740406406184774823486804962158203125e-2,
            4.6259292692714855209008004708038895335507352471690820632783928203934920020401477813720703125e-19,
        ],
    ];
}

/// a − `zero`, which has three words: with two right words where a is within a factor of 2 of it.
#[inline(always)]
pub fn distance<F: Float>(a: Double<F>, zero: [f64; 3]) -> Double<F> {
    let [first, second, third] = zero.map(F::lit);
    // The first difference is exact (Sterbenz).
    Double::two_sum(a.hi - first, a.lo) - Double { hi: second, lo: third }
}

/// d·(`first` + d·Q(d)).
#[inline(always)]
pub fn beside_zero<F: Float>(d: Double<F>, first: Double<F>, q: &[f64]) -> Double<F> {
    let rest = d.hi * polynomial(d.hi, q);
    d * first.plus_small(rest)
}

/// (x·cosh x − sinh x)/x³ for |x| ≤ 1, from x².
#[inline(always)]
pub fn tanhshrink_series<F: Float>(u: Double<F>) -> Double<F> {
    let [zeroth, first] =
        F::TANHSHRINK_FIRST.map(|[hi, lo]| Double { hi: F::lit(hi), lo: F::lit(lo) });
    let rest = (u.hi * u.hi) * polynomial(u.hi, F::TANHSHRINK);
    let linear = (u * first).plus_small(rest);
    let sum = zeroth.plus_small(linear.hi);
    Double { hi: sum.hi, lo: sum.lo + linear.lo }
}

/// a² − c·a⁴, which is what a product of two odd functions is near 0: below 2^−16, for a c of
/// about 1, what is left out is below 2^−64 of it.
#[inline(always)]
pub fn square_less<F: Float>(a: F, c: f64) -> Double<F> {
    let Double { hi, lo } = Double::two_product(a, a);
    let lo = (hi * hi).fma(F::lit(-c), lo);
    // A low word that underflows might be rounded, and move the high word in a product. Without it
    // a tie in a narrower type goes to the even side: the lower one, since odd squares are 8n + 1.
    Double::fast_two_sum(hi, F::select(hi.lt(F::lit(1e-30)), F::lit(-0.0), lo))
}

/// Below this, [`square_less`] is what a product of two odd functions is.
pub const SQUARE_BELOW: f64 = 1.0 / 65536.0;
