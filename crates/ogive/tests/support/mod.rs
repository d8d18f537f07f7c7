//! What the tests share: inputs, an oracle, and how an error is measured.
#![allow(dead_code)] // each test file uses its part

use std::cell::Cell;

use dashu_float::{FBig, round::mode::HalfEven};
use ndarray::{ArrayD, ArrayView1, ArrayViewMut1};
use ogive::Function;
use ogive::function::Supported;
use ogive::kernel::{Isa, Run};
use ogive::number::graph::{Arithmetic, Dual, Duals, Graph};
use ogive::page::{Keeps, Kind};

/// Every element-wise function of the book: at its defaults, and at the settings that its page
/// names.
pub fn element_functions() -> Vec<Box<dyn Function>> {
    functions(Kind::Element, -1)
}

/// Every function of a kind, likewise, and over this axis if it is over one.
pub fn functions(kind: Kind, axis: isize) -> Vec<Box<dyn Function>> {
    let entries = ogive::BOOK.iter().filter(|entry| entry.info.kind == kind);
    entries.flat_map(|entry| entry.examples(axis)).collect()
}

/// Does it have a gradient?
pub fn learns(f: &dyn Function) -> bool {
    f.info().keeps != Keeps::NoGradient
}

/// The instruction sets that this machine has, and says which are skipped.
pub fn compared_instruction_sets() -> Vec<Isa> {
    let (ran, skipped): (Vec<_>, Vec<_>) = Isa::ALL.into_iter().partition(|isa| isa.is_available());
    println!("compared on {ran:?}; skipped, as this machine lacks them: {skipped:?}");
    ran
}

/// The function over a slice.
pub fn forward<E: Supported>(f: &dyn Function, run: Run, x: &[E]) -> Vec<E> {
    let mut out = vec![E::default(); x.len()];
    let (view, out_view) = (ArrayView1::from(x), ArrayViewMut1::from(&mut out[..]));
    f.typed::<E>().run_forward(run, view.into_dyn(), out_view.into_dyn()).unwrap();
    out
}

/// The slope over a slice: the gradient for an incoming gradient of ones.
pub fn slope<E: Supported>(f: &dyn Function, run: Run, x: &[E]) -> Vec<E> {
    let one = E::narrow(ogive::number::Float::lit(1.0), E::Word::default());
    backward(f, run, x, &vec![one; x.len()])
}

/// The gradient over a slice.
pub fn backward<E: Supported>(f: &dyn Function, run: Run, x: &[E], g: &[E]) -> Vec<E> {
    let mut out = vec![E::default(); x.len()];
    let (x, g) = (ArrayView1::from(x).into_dyn(), ArrayView1::from(g).into_dyn());
    let out_view = ArrayViewMut1::from(&mut out[..]).into_dyn();
    f.typed::<E>().run_backward(run, x, g, out_view).unwrap();
    out
}

/// The second derivative over a slice.
pub fn second_derivative(f: &dyn Function, run: Run, x: &[f64]) -> Vec<f64> {
    let ones = vec![1.0; x.len()];
    let mut out = vec![0.0; x.len()];
    let (x, g) = (ArrayView1::from(x).into_dyn(), ArrayView1::from(&ones).into_dyn());
    f.run_second_derivative(run, x, g, ArrayViewMut1::from(&mut out[..]).into_dyn()).unwrap();
    out
}

/// The bits of an array, for comparison: −0 is not +0, and NaN is NaN.
pub fn bits<E: Supported>(x: impl IntoIterator<Item = E>) -> Vec<u64> {
    x.into_iter()
        .map(|x| {
            let mut bytes = [0; 8];
            let own = bytemuck::bytes_of(&x);
            bytes[..own.len()].copy_from_slice(own);
            u64::from_le_bytes(bytes)
        })
        .collect()
}

/// An array of this shape from a slice.
pub fn array<E: Supported>(shape: &[usize], x: Vec<E>) -> ArrayD<E> {
    ArrayD::from_shape_vec(shape, x).unwrap()
}

/// A small generator for test data: SplitMix64 of Steele, Lea and Flood (2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
    /// Evenly in (0, 1].
    pub fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }
    /// From the standard normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// `f32` inputs: every binade with `per_binade` random points and its edges, both signs,
/// subnormals, ±0, ±∞, and all within `walk` ulps of the landmarks.
pub fn f32_inputs(f: &dyn Function, per_binade: usize, walk: i32) -> Vec<f32> {
    let mut random = Random(1);
    let mut bits: Vec<u32> = Vec::new();
    for exponent in 0..=254_u32 {
        let base = exponent << 23;
        bits.extend([base, base | 1, base | 0x7f_ffff, base | 0x40_0000]);
        bits.extend((0..per_binade).map(|_| base | random.next() as u32 >> 9));
    }
    bits.push(f32::INFINITY.to_bits());
    for point in landmarks(f) {
        let centre = (point as f32).to_bits() as i32;
        bits.extend((-walk..=walk).map(|step| centre.saturating_add(step) as u32));
    }
    // Both signs of everything, and around zero both sides.
    let mut all: Vec<f32> = bits
        .into_iter()
        .flat_map(|b| [f32::from_bits(b), -f32::from_bits(b)])
        .filter(|x| is_defined(f, f64::from(*x)))
        .collect();
    all.sort_by(f32::total_cmp);
    all.dedup_by_key(|x| x.to_bits());
    all
}

/// `f64` inputs, in the same way.
pub fn f64_inputs(f: &dyn Function, per_binade: usize, walk: i64) -> Vec<f64> {
    let mut random = Random(2);
    let mut bits: Vec<u64> = Vec::new();
    for exponent in 0..=2046_u64 {
        let base = exponent << 52;
        // The binades in which anything happens get more, and most of the others nothing.
        let full = (970..1040).contains(&exponent);
        if !full && exponent % 16 > 0 && exponent < 2046 {
            continue;
        }
        bits.extend([base, base | 1, base | 0xf_ffff_ffff_ffff]);
        let n = if full { per_binade } else { per_binade / 16 };
        bits.extend((0..n).map(|_| base | random.next() >> 12));
    }
    bits.push(f64::INFINITY.to_bits());
    for point in landmarks(f) {
        let centre = point.to_bits() as i64;
        bits.extend((-walk..=walk).map(|step| centre.saturating_add(step) as u64));
    }
    let both = |b| [f64::from_bits(b), -f64::from_bits(b)];
    bits.into_iter().flat_map(both).filter(|x| is_defined(f, *x)).collect()
}

/// Is x a number inside of the domain?
pub fn is_defined(f: &dyn Function, x: f64) -> bool {
    let (low, high) = f.domain();
    x >= low && x <= high
}

pub fn landmarks(f: &dyn Function) -> impl Iterator<Item = f64> {
    let info = f.info();
    info.kinks.iter().chain(info.landmarks).copied().map(f64::abs)
}

pub type Big = FBig<HalfEven, 2>;

/// The oracle: `definition` in as many bits as it takes, its parameters rounded to `f32` or kept.
pub struct Oracle {
    single: bool,
    bits: Cell<usize>,
}

/// The bits that are tried: enough are those after which more make no difference.
const BITS: [usize; 4] = [300, 450, 1100, 2400];

impl Arithmetic for Oracle {
    type Number = Big;
    fn constant(&self, c: f64) -> Big {
        Big::try_from(c).unwrap().with_precision(self.bits.get()).value()
    }
    fn parameter(&self, p: f64) -> Big {
        self.constant(if self.single { f64::from(p as f32) } else { p })
    }
    fn add(&self, a: &Big, b: &Big) -> Big {
        a + b
    }
    fn sub(&self, a: &Big, b: &Big) -> Big {
        a - b
    }
    fn mul(&self, a: &Big, b: &Big) -> Big {
        a * b
    }
    fn div(&self, a: &Big, b: &Big) -> Big {
        if *b == Big::ZERO { self.constant(1e300 / self.bits.get() as f64) } else { a / b }
    }
    fn neg(&self, a: &Big) -> Big {
        -a.clone()
    }
    fn exp(&self, a: &Big) -> Big {
        // Beyond e^±2^20 every type has long been left; quotients of such numbers stay right.
        let limit = self.constant(f64::from(1 << 20));
        let low = -limit.clone();
        let clamped = if *a > limit {
            &limit
        } else if *a < low {
            &low
        } else {
            a
        };
        let e = clamped.exp();
        // What too few bits have made 1 is beside it, and elsewhere with each number of bits, so that
        // more are taken.
        let one = self.constant(1.0);
        if e == one && *a != Big::ZERO {
            return one + self.constant(2.0_f64.powi(2 - (self.bits.get() as i32).min(1000)));
        }
        e
    }
    fn ln(&self, a: &Big) -> Big {
        // What too few bits have made 0 is far below, and elsewhere with each number of bits, so that
        // more are taken.
        if *a <= Big::ZERO { self.constant(-1e300 / self.bits.get() as f64) } else { a.ln() }
    }
    fn tanh(&self, a: &Big) -> Big {
        let limit = self.constant(f64::from(1 << 12));
        if a.clone() > limit {
            return self.constant(1.0);
        }
        if a.clone() < -limit {
            return self.constant(-1.0);
        }
        a.tanh()
    }
    fn sqrt(&self, a: &Big) -> Big {
        if *a == Big::ZERO { a.clone() } else { a.sqrt() }
    }
    fn erfc(&self, a: &Big) -> Big {
        let zero = self.constant(0.0);
        let t = if *a < zero { -a.clone() } else { a.clone() };
        // Beyond, it is below every number of every type, times any other one.
        if t > self.constant(60.0) {
            return if *a > zero { self.exp(&self.constant(-3600.0)) } else { self.constant(2.0) };
        }
        let square = &t * &t;
        let bell = self.exp(&-square.clone()) / self.sqrt(&self.pi());
        let right = if t < self.constant(4.0) {
            // erf t = 2/√π · e^(−t²) · Σ 2ⁿ·t^(2n+1) / (1·3·5 … (2n+1)): nothing cancels.
            let (mut term, mut sum) = (t.clone(), t.clone());
            for n in 1..10_000 {
                term = term * &square * self.constant(2.0) / self.constant(f64::from(2 * n + 1));
                sum += &term;
                if term <= &sum * self.constant(2.0_f64.powi(-(self.bits.get().min(1000) as i32))) {
                    break;
                }
            }
            self.constant(1.0) - self.constant(2.0) * bell * sum
        } else {
            // The continued fraction of Laplace: √π · e^(t²) · erfc t = 1/(t + ½/(t + 1/(t + 3/2/…
            let mut tail = t.clone();
            // As many terms as that many bits take for t = 4, and fewer beyond.
            let terms = (self.bits.get() * self.bits.get() / 250) as u32;
            for n in (1..terms).rev() {
                tail = &t + self.constant(f64::from(n) / 2.0) / tail;
            }
            bell / tail
        };
        if *a < zero { self.constant(2.0) - right } else { right }
    }
    fn sin(&self, a: &Big) -> Big {
        a.sin()
    }
    fn pi(&self) -> Big {
        Big::pi(self.bits.get())
    }
    fn above(&self, a: &Big, b: &Big) -> bool {
        a > b
    }
}

impl Oracle {
    /// With parameters rounded to `f32`, or kept.
    pub fn new(single: bool) -> Oracle {
        Oracle { single, bits: Cell::new(BITS[0]) }
    }

    /// The definition and its derivative at a finite x.
    pub fn at(&self, graph: &Graph, x: f64) -> Dual<Big> {
        self.settled(|| graph.differentiate(self, &self.constant(x)))
    }

    /// The second derivative of the definition at a finite x.
    pub fn second_at(&self, graph: &Graph, x: f64) -> Big {
        let dual = |value, slope| Dual { value: self.constant(value), slope: self.constant(slope) };
        let variable = Dual { value: dual(x, 1.0), slope: dual(1.0, 0.0) };
        let second = || graph.evaluate(&Duals(&Duals(self)), &variable).slope;
        self.settled(second).slope
    }

    /// A result that more bits do not change; a 0 may be one that needs the most.
    fn settled(&self, result: impl Fn() -> Dual<Big>) -> Dual<Big> {
        let with = |bits| {
            self.bits.set(bits);
            result()
        };
        let same = |a: &Big, b: &Big| {
            let near = self.constant(2.0_f64.powi(-80));
            let size = if *b < Big::ZERO { -b.clone() } else { b.clone() };
            let gap = a - b;
            let gap = if gap < Big::ZERO { -gap } else { gap };
            *b != Big::ZERO && gap <= size * near
        };
        let mut last = with(BITS[0]);
        for bits in &BITS[1..] {
            let next = with(*bits);
            if same(&last.value, &next.value) && same(&last.slope, &next.slope) {
                return next;
            }
            last = next;
        }
        last
    }

    /// The result, moved by so little that it matters only next to a tie.
    pub fn beside(&self, exact: &Big, steps: f64) -> Big {
        exact * (self.constant(1.0) + self.constant(steps * 2.0_f64.powi(-200)))
    }

    /// The definition of two numbers, and its derivative by the one with this index.
    pub fn at_row(&self, graph: &Graph, x: &[f64; 2], which: usize) -> Dual<Big> {
        let dual = |i: usize| Dual {
            value: self.constant(x[i]),
            slope: self.constant(if i == which { 1.0 } else { 0.0 }),
        };
        self.settled(|| graph.evaluate_row(&Duals(self), &[dual(0), dual(1)]).swap_remove(0))
    }

    /// `exact` rounded to odd in `f64`: rounded once more, to a narrower type, it is what one
    /// rounding would have given.
    pub fn odd(&self, exact: &Big) -> f64 {
        let near = exact.to_f64().value();
        let rest = (exact - self.constant(near)).to_f64().value();
        let bits = near.to_bits();
        if rest == 0.0 || bits & 1 == 1 {
            near
        } else if (rest > 0.0) == (near > 0.0) {
            f64::from_bits(bits + 1)
        } else {
            f64::from_bits(bits - 1)
        }
    }

    /// How far `y` is from `exact`, in units of the last place of a type of `bits` bits whose
    /// smallest positive number is 2^`lowest`.
    pub fn error(&self, y: f64, exact: &Big, bits: i32, lowest: i32) -> f64 {
        let distance = (self.constant(y) - exact).to_f64().value().abs();
        // Exact zero where it should be.
        if distance == 0.0 && y == 0.0 {
            return 0.0;
        }
        let magnitude = exact.to_f64().value().abs();
        distance / ulp(magnitude, bits, lowest)
    }
}

/// `x` rounded to odd in `f32`, for a second rounding to a half type. (The `half` crate's own
/// conversion from `f64` rounds twice on some machines.)
pub fn odd_f32(x: f64) -> f32 {
    let near = x as f32;
    let bits = near.to_bits();
    if f64::from(near) == x || bits & 1 == 1 || !near.is_finite() {
        near
    } else if x.abs() > f64::from(near).abs() {
        f32::from_bits(bits + 1)
    } else {
        f32::from_bits(bits - 1)
    }
}

/// The unit in the last place at `magnitude`, of a type of `bits` bits whose smallest positive
/// number is 2^`lowest`.
pub fn ulp(magnitude: f64, bits: i32, lowest: i32) -> f64 {
    let exponent = if magnitude >= f64::MIN_POSITIVE {
        (magnitude.to_bits() >> 52) as i32 - 1023
    } else {
        -1023
    };
    f64::from((exponent - bits + 1).max(lowest)).exp2()
}
