//! # The tail of the normal distribution
//!
//! Φ(−y) = ½ erfc(y/√2) for y ≥ 0, and the other function that the slope of gelu needs:
//!
//! Φ(−y) = e^(−y²/2) · G(y), y·φ(y) − Φ(−y) = e^(−y²/2) · (y − y₀)·H(y), φ(y) = e^(−y²/2)/√2π
//!
//! The exponential takes care of the many powers of ten, and y² is a pair without any error. y₀ =
//! 0.75179… is the one root of the second function: with the factor y − y₀ apart, it keeps all
//! digits on both sides of the root. G and H fall like 1/y and to a constant. They are nearly rational:
//!
//! G(y) = (y + 5/2)/(y² + 19/8·y + 2) · (51/128 + A(s)), H(y) = (y + 9/4)/(y + 11/8) · (103/256 + B(s))
//!
//! with s = (y − k)/(y + k) in [−1, 1]. Only s, A and B are plain arithmetic: A and B are polynomials
//! below 2^−5 of what they are added to, and hardly feel that s is rounded.
//!
//! This is better than erfc itself for a page that needs Φ, because y needs no division by √2. Where
//! erfc is wanted, erfc(t) = 2Φ(−√2·t), with √2·t as a pair.
//!
//! The coefficients come from `coefficients/normal.sollya`. That (y − k)/(y + k) suits erfc was found
//! by M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981),
//! <https://doi.org/10.1090/S0025-5718-1981-0595058-X>.

use super::{Exp, exp, power};
use crate::number::{Double, Float, polynomial};

/// What differs between the working types.
pub trait Coefficients {
    /// A of the page, lowest power first.
    const UPPER: &'static [f64];
    /// B of the page, lowest power first.
    const EXCESS: &'static [f64];
    /// k of the page.
    const CENTRE: f64;
    /// y₀ in three words.
    const EXCESS_ROOT: [f64; 3];
    /// 1/√2π in two words.
    const DENSITY: [f64; 2];
    /// Beyond this, e^(−y²/2) rounds to 0.
    const UPPER_VANISHES: f64;
    /// The smallest positive number.
    const SMALLEST: f64;
    /// In magnitude below this, ½x + 0.4x² is nearest to ½x.
    const NEXT_TO_LINEAR: f64;
}

impl Coefficients for f32 {
    // degree 11, error 2^-30.9 of 0.4
    const UPPER: &'static [f64] = &[
        2.00619362294673919677734375e-3,
        -6.84247352182865142822265625e-3,
        -3.5106204450130462646484375e-3,
        1.2135679833590984344482421875e-2,
        1.091595840989612042903900146484375e-4,
        -6.169189698994159698486328125e-3,
        2.85181566141545772552490234375e-3,
        4.2144666076637804508209228515625e-4,
        -4.9186800606548786163330078125e-4,
        -9.88118699751794338226318359375e-5,
        7.03814075677655637264251708984375e-5,
        2.5910572730936110019683837890625e-5,
    ];
    // degree 11, error 2^-32.3 of 0.4
    const EXCESS: &'static [f64] = &[
        -3.7623518146574497222900390625e-3,
        -8.875203318893909454345703125e-3,
        8.79606045782566070556640625e-3,
        3.60373011790215969085693359375e-3,
        -4.701266996562480926513671875e-3,
        1.647082739509642124176025390625e-3,
        2.5416156859137117862701416015625e-5,
        -1.40033502248115837574005126953125e-4,
        -1.637217428651638329029083251953125e-5,
        1.80582501343451440334320068359375e-5,
        4.637438905774615705013275146484375e-6,
        -3.13853746547465561889111995697021484375e-7,
    ];
    const CENTRE: f64 = 3.0;
    const EXCESS_ROOT: [f64; 3] = [
        0.751791536808013916015625,
        -1.21144498876901707262732088565826416015625e-8,
        4.2913246088612379096349780382979588466696441173553466796875e-16,
    ];
    const DENSITY: [f64; 2] =
        [0.398942291736602783203125, -1.133517013585105814854614436626434326171875e-8];
    const UPPER_VANISHES: f64 = 16.0;
    const SMALLEST: f64 = f32::from_bits(1) as f64;
    const NEXT_TO_LINEAR: f64 = power(-25);
}

impl Coefficients for f64 {
    // degree 24, error 2^-59.8 of 0.4
    const UPPER: &'static [f64] = &[
        9.921362775608855329168012104901208658702671527862548828125e-4,
        -6.967877652244650575619200338906011893413960933685302734375e-3,
        2.475205491514430138078051157890513422898948192596435546875e-3,
        9.87831161984988916080485665816013352014124393463134765625e-3,
        -7.491885509603188851579513851675073965452611446380615234375e-3,
        -2.2662050349259889986917870796645502196042798459529876708984375e-4,
        4.024490412512296381997156657917003030888736248016357421875e-3,
        -3.1724878816886650963191573993071870063431560993194580078125e-3,
        1.11196836119497655982757411408101688721217215061187744140625e-3,
        -4.044487849947788296080253278574900832609273493289947509765625e-5,
        -9.4314800858336683589237814384631519715185277163982391357421875e-5,
        1.5484637321920475901593401701905605705178459174931049346923828125e-6,
        1.863377776797887249425091094057194140987121500074863433837890625e-5,
        -1.300410037418247251382423523846654234148445539176464080810546875e-6,
        -3.10353543404810936997585690821921389215276576578617095947265625e-6,
        -4.99444334532632875181014375787214021329418756067752838134765625e-8,
        6.025092896944278667294386635233660598487404058687388896942138671875e-7,
        9.16765350290697223790213729772979878163141620461829006671905517578125e-8,
        -1.057247878835842026773084623321452557576094477553851902484893798828125e-7,
        -3.92319398179585882494629293752719245702564876410178840160369873046875e-8,
        1.3212174453608687564563025132989559917717770076706074178218841552734375e-8,
        1.03861487519652750209018434042994305510632102595991455018520355224609375e-8,
        6.031551940767544436031777739664629621463287634242078638635575771331787109375e-11,
        -1.4442339877584961282238823891709879332356791792335570789873600006103515625e-9,
        -3.319509847603589730213530643886978011014576850357116200029850006103515625e-10,
    ];
    // degree 24, error 2^-60.3 of 0.4
    const EXCESS: &'static [f64] = &[
        -4.842080117365238529913984422137218643911182880401611328125e-3,
        -6.06641779519908989903864693360446835868060588836669921875e-3,
        1.02830452237858242792167828838501009158790111541748046875e-2,
        -1.6365087797810817793475735015817917883396148681640625e-3,
        -3.1625313993612516431930270499606194789521396160125732421875e-3,
        3.33968388380816161298270117185893468558788299560546875e-3,
        -1.81914836378131001236313490920792901306413114070892333984375e-3,
        6.0419111793675608045040004157044677413068711757659912109375e-4,
        -1.061780919347891124875082891065858348156325519084930419921875e-4,
        6.879378957731481928684381943472914144876995123922824859619140625e-6,
        -6.4574500350082404901276393605069614523017662577331066131591796875e-6,
        5.2008568800641745083295462703798506254315725527703762054443359375e-6,
        -9.4844465072815321770248984944995385149013600312173366546630859375e-7,
        -2.4169349570709973082450528793219124423785615363158285617828369140625e-7,
        -3.410716939496128556355301138409974459619888875749893486499786376953125e-8,
        8.60817062083878084134450059915211195260553722619079053401947021484375e-8,
        2.04218488590368718808841202029362438263859758080798201262950897216796875e-9,
        -1.07089507869330867652337424826732015237240602800738997757434844970703125e-8,
        -3.53353132278625323931266189424194035240134326159022748470306396484375e-9,
        1.6576326791147512455184919629423180575944485326544963754713535308837890625e-9,
        8.6894305334905188938925918820145588572501083035604096949100494384765625e-10,
        -7.40862711529213440135998783100403607126960281448191381059587001800537109375e-11,
        -1.4077897379982833381559959655643203546571129436415503732860088348388671875e-10,
        -1.493446815359888474602745609686751081246480765685191727243363857269287109375e-11,
        4.489385028512489259938294291310374663390991845091093637165613472461700439453e-12,
    ];
    const CENTRE: f64 = 4.0;
    const EXCESS_ROOT: [f64; 3] = [
        0.751791524693564472414664123789407312870025634765625,
        -1.495675917700988273480145969804164371285317011121135388762581897026393562555e-17,
        -5.38404094783300532740622943322419949293273981297502694981427993439716211132e-34,
    ];
    const DENSITY: [f64; 2] = [
        0.398942280401432702863218082711682654917240142822265625,
        -2.492327202277730044394883673869523234885008421753572332990600557423022110015e-17,
    ];
    const UPPER_VANISHES: f64 = 40.0;
    const SMALLEST: f64 = f64::from_bits(1);
    const NEXT_TO_LINEAR: f64 = power(-60);
}

/// e^(−y²/2) for a pair y ≥ 0, and its square y².
#[inline(always)]
fn bell<F: Float>(y: Double<F>) -> (Exp<F>, Double<F>) {
    let square = y.square();
    (exp(square.scaled(F::lit(-0.5))), square)
}

/// Φ(−y), the probability that a standard normal number is above y, for 0 ≤ y ≤ 64; held up like
/// [`exp()`].
///
/// The relative error is around 2^−29 for `f32` and 2^−57 for `f64`.
#[inline(always)]
pub fn upper<F: Float>(y: Double<F>) -> Exp<F> {
    let (bell, square) = bell(y);
    let small = polynomial(position(y.hi), F::UPPER);
    let factor = Double::fast_two_sum(F::lit(51.0 / 128.0), small);
    let slant = F::lit(19.0 / 8.0);
    let product = Double::two_product(y.hi, slant);
    let line = sum(Double { hi: product.hi, lo: y.lo.fma(slant, product.lo) }, F::lit(2.0));
    let bottom = Double::two_sum(square.hi, line.hi);
    let bottom = Double { hi: bottom.hi, lo: bottom.lo + (square.lo + line.lo) };
    let ratio = sum(y, F::lit(2.5)) / bottom;
    Exp { held: bell.held * (ratio * factor), ..bell }
}

/// y·φ(y) − Φ(−y), for 0 ≤ y ≤ 64; held up like [`exp()`].
#[inline(always)]
pub fn excess<F: Float>(y: F) -> Exp<F> {
    let (bell, _) = bell(Double::exact(y));
    let small = polynomial(position(y), F::EXCESS);
    let factor = Double::fast_two_sum(F::lit(103.0 / 256.0), small);
    let from_root = from_root(y, F::EXCESS_ROOT);
    let top = from_root * sum(Double::exact(y), F::lit(9.0 / 4.0));
    let ratio = top / sum(Double::exact(y), F::lit(11.0 / 8.0));
    Exp { held: bell.held * (ratio * factor), ..bell }
}

/// y less a root that is given in three words: all digits of the difference, even at the two
/// numbers beside the root.
#[inline(always)]
pub(crate) fn from_root<F: Float>(y: F, root: [f64; 3]) -> Double<F> {
    let [first, second, third] = root.map(|word| F::lit(-word));
    Double::two_sum(y, first) + Double { hi: second, lo: third }
}

/// s of the page, as 2y/(y + k) − 1: near −1, where it matters, it is rounded once.
#[inline(always)]
fn position<F: Float>(y: F) -> F {
    let part = y / (y + F::lit(F::CENTRE));
    (part + part) - F::lit(1.0)
}

/// `y + c`; the low word may be a little above half a unit of the high one.
#[inline(always)]
fn sum<F: Float>(y: Double<F>, c: F) -> Double<F> {
    let sum = Double::two_sum(y.hi, c);
    Double { hi: sum.hi, lo: sum.lo + y.lo }
}
