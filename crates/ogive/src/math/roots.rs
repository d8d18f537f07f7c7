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
    /// Where the slope of silu at −a is 0.
    const SILU: Zero;
    /// That of mish.
    const MISH: Zero;
    /// That of gelu_tanh.
    const GELU_TANH: Zero;
    /// Q in x·cosh x − sinh x = x³·(1/3 + u/30 + u²·Q(u)), u = x² ≤ 1.
    const TANHSHRINK: &'static [f64];
    /// 1/3 and 1/30, as pairs.
    const TANHSHRINK_FIRST: [[f64; 2]; 2];
}

impl Coefficients for f32 {
    // degree 4, error of d·Q beside f′(a₀) 2^-28.9
    const SILU: Zero = Zero {
        at: [
            1.2784645557403564453125,
            -1.29792825376284781668800860643386840820312e-8,
            -1.12574662391926570443462241044585425697732e-16,
        ],
        first: [-0.21781170368194580078125, -2.037854329728361335583031177520751953125e-9],
        rest: &[
            0.1466487944126129150390625,
            -1.88747532665729522705078125e-2,
            -1.522201858460903167724609375e-2,
            6.5909982658922672271728515625e-3,
            9.7204188932664692401885986328125e-5,
        ],
    };
    // degree 5, error of d·Q beside f′(a₀) 2^-28.3
    const MISH: Zero = Zero {
        at: [
            1.1924312114715576171875,
            3.04393754646525849238969385623931884765625e-9,
            4.848483095404864404252137655149113015795592e-17,
        ],
        first: [-0.266947925090789794921875, 1.1041255021382312406785786151885986328125e-8],
        rest: &[
            0.20473127067089080810546875,
            -4.19078208506107330322265625e-2,
            -2.027361653745174407958984375e-2,
            1.582110859453678131103515625e-2,
            -3.25259170494973659515380859375e-3,
            -1.095739193260669708251953125e-3,
        ],
    };
    // degree 5, error of d·Q beside f′(a₀) 2^-28.3
    const GELU_TANH: Zero = Zero {
        at: [
            0.75246143341064453125,
            -1.13396279033395330770872533321380615234375e-8,
            -3.67425131296802748477603461907392556895501e-16,
        ],
        first: [-0.4304001033306121826171875, 1.230575374933096099994145333766937255859375e-8],
        rest: &[
            0.3875184357166290283203125,
            1.578285358846187591552734375e-2,
            -0.113941557705402374267578125,
            1.66192166507244110107421875e-2,
            1.949284970760345458984375e-2,
            -5.2402452565729618072509765625e-3,
        ],
    };
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
    // degree 9, error of d·Q beside f′(a₀) 2^-57.1
    const SILU: Zero = Zero {
        at: [
            1.2784645427610736856394169080886058509349822998046875,
            1.094699418309343703967378190601503499092789e-16,
            3.907766676128664920003720141440388954445272e-33,
        ],
        first: [
            -0.2178117057198001027540357199541176669299602508544921875,
            3.974332795880862368017568622961977447173198e-18,
        ],
        rest: &[
            0.1466487969969469118414195918376208283007144927978515625,
            -1.88748142237823296474275025502720382064580e-2,
            -1.52226552232079901522121545554000476840883e-2,
            6.606589138373981061336248643556245951913297e-3,
            1.266274185227960424014737039755118530592881e-4,
            -7.98521887203692626658324549282497173408046e-4,
            1.857058672524991018663170772029502586519811e-4,
            4.090603880840355056945981115923416382429422e-5,
            -2.96384045704226509296459746156671144490246e-5,
            2.902357621442336119409752606679298025937896e-6,
        ],
    };
    // degree 10, error of d·Q beside f′(a₀) 2^-59.0
    const MISH: Zero = Zero {
        at: [
            1.19243121451549516365275849238969385623931884765625,
            4.848482984803104365044625347128524204068784e-17,
            1.898915114090380897278741698736178284999583e-33,
        ],
        first: [
            -0.266947914049534495983806436925078742206096649169921875,
            -1.53328166171355871367176724018668688542412e-17,
        ],
        rest: &[
            0.2047312640801058625239505772697157226502895355224609375,
            -4.19078210436098844149377384837862337008118e-2,
            -2.02718227166791449544991365883106482215225e-2,
            1.582112656174667481012718894817226100713014e-2,
            -3.36068492892456233828157863285923667717725e-3,
            -1.09240554555821477514254702612106484593823e-3,
            9.898183932885225733838696626776254561264067e-4,
            -2.54128700129902841426537962732368214346934e-4,
            -4.19814861098708385972119727647111631085863e-5,
            5.578706420474892541984390792464409969397820e-5,
            -1.67496804801070719905930345161593209013517e-5,
        ],
    };
    // degree 10, error of d·Q beside f′(a₀) 2^-56.9
    const GELU_TANH: Zero = Zero {
        at: [
            0.75246142207101629484355953536578454077243804931640625,
            -3.43582183143552250991887197518333245798338e-17,
            1.193326591845895755495575651515110864931017e-33,
        ],
        first: [
            -0.430400091024858488797377731316373683512210845947265625,
            -1.65990482646990694037717029167601851974512e-17,
        ],
        rest: &[
            0.387518446135788952044975985700148157775402069091796875,
            1.578285352184818218779227549930510576814413e-2,
            -0.11394448308099221212064122710216906853020191192626953125,
            1.661932834284952920089750705301412381231784e-2,
            1.968230947165204233750834816873975796625018e-2,
            -5.26105918215120579861654448450281051918864e-3,
            -2.42273355503371326524764128862443612888455e-3,
            9.274313721805648412510603151304167113266885e-4,
            2.640346142832236393631351045740984773146919e-4,
            -1.23569732657536441797208048853917716769501e-4,
            -3.72809812607500319549952427777839147893246e-5,
        ],
    };
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

/// A function f beside a zero of it.
#[derive(Clone, Copy, Debug)]
pub struct Zero {
    /// a₀, in three words.
    pub at: [f64; 3],
    /// f′(a₀), in two.
    pub first: [f64; 2],
    /// Q, lowest power first.
    pub rest: &'static [f64],
}

impl Zero {
    /// Is a = `a` + `rest` within 1/8 of the zero? And, where it is, f(a): a pair that is not normalised.
    #[inline(always)]
    pub fn beside<F: Float>(&self, a: F, rest: Option<F>) -> (F::Mask, Double<F>) {
        let [first, second, third] = self.at.map(F::lit);
        // Exact (Sterbenz), and a multiple of what `second` is half of at most.
        let d = a - first;
        let d = match rest {
            None => {
                let Double { hi, lo } = Double::fast_two_sum(d, -second);
                Double { hi, lo: lo - third }
            }
            Some(rest) => Double::two_sum(d, rest) - Double { hi: second, lo: third },
        };
        let [hi, lo] = self.first.map(F::lit);
        let factor = Double { hi, lo }.plus_small(d.hi * polynomial(d.hi, self.rest));
        (d.hi.abs().lt(F::lit(0.125)), d.by(factor))
    }
}

/// y less a root that is given in three words: all digits of the difference, even at the two
/// numbers beside the root.
#[inline(always)]
pub(crate) fn from_root<F: Float>(y: F, root: [f64; 3]) -> Double<F> {
    let [first, second, third] = root.map(|word| F::lit(-word));
    Double::two_sum(y, first) + Double { hi: second, lo: third }
}

/// (x·cosh x − sinh x)/x³ for |x| ≤ 1, from x².
#[inline(always)]
pub fn tanhshrink_series<F: Float>(u: Double<F>) -> Double<F> {
    let [zeroth, first] =
        F::TANHSHRINK_FIRST.map(|[hi, lo]| Double { hi: F::lit(hi), lo: F::lit(lo) });
    let rest = (u.hi * u.hi) * polynomial(u.hi, F::TANHSHRINK);
    let linear = (u * first).plus_small(rest);
    zeroth.and_smaller(linear)
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
