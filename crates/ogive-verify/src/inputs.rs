//! The inputs of proofs and digests. All of them come from integers alone, so that they are the
//! same on every machine.

use ogive::function::Supported;
use ogive::number::{Dtype, Float};
use ogive::page::Info;

/// Inputs that a digest is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inputs {
    /// At least 2^24, but for types of 16 bits, which have 65,536.
    Sample,
    /// A sixteenth of that, for where time is short: without a fused multiply-add, a result takes up to a microsecond.
    Brief,
}

impl Inputs {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Inputs::Sample => "sample",
            Inputs::Brief => "brief",
        }
    }

    /// How many scores, in rows of all lengths together, at least.
    pub fn scores(self) -> usize {
        match self {
            Inputs::Sample => 1 << 24,
            Inputs::Brief => 1 << 20,
        }
    }

    /// The `i`-th input of a type of 32 bits is this times i: every binade, both signs, NaN. The lowest bits come in all
    /// combinations, as these are odd.
    fn stride(self) -> u64 {
        match self {
            Inputs::Sample => 255,
            Inputs::Brief => 4093,
        }
    }

    /// The number of inputs of a type of that many bytes.
    pub fn length(self, bytes: usize) -> u64 {
        match bytes {
            2 => 1 << 16,
            4 => (1_u64 << 32).div_ceil(self.stride()),
            _ => self.scores() as u64,
        }
    }

    /// The bit pattern of the `i`-th input of a type of that many bytes: all patterns of 16 bits, one of so many of 32, and
    /// multiples of an odd constant (2^64 over the golden ratio) of 64.
    pub fn pattern(self, bytes: usize, i: u64) -> u64 {
        match bytes {
            2 => i,
            4 => i * self.stride(),
            _ => i.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        }
    }
}

/// The number with these bits, of which a type takes the lowest that it has room for.
pub fn from_bits<E: Dtype>(bits: u64) -> E {
    let bytes = bits.to_le_bytes();
    bytemuck::pod_read_unaligned(&bytes[..size_of::<E>()])
}

/// The bits of a number.
pub fn to_bits<E: Dtype>(x: E) -> u64 {
    let mut bytes = [0; 8];
    bytes[..size_of::<E>()].copy_from_slice(bytemuck::bytes_of(&x));
    u64::from_le_bytes(bytes)
}

/// A small generator: SplitMix64 of Steele, Lea and Flood (2014).
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Evenly in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, with mean 0 and deviation 1: twelve even numbers added up, with no function
    /// of any system's library.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Scores of this deviation.
    pub fn scores<E: Supported>(&mut self, length: usize, deviation: f64) -> Vec<E> {
        let score = |random: &mut Random| {
            E::narrow(Float::lit(random.normal() * deviation), E::Word::default())
        };
        (0..length).map(|_| score(self)).collect()
    }
}

/// How far around a landmark the inputs are taken, in units in the last place.
pub const WALK: u64 = 1000;

/// Inputs of a type of 64 bits, every one of which is worth a look: each binade with its edges and
/// `per_binade` random points, subnormals, ±0, ±∞, NaN, and all within [`WALK`] of a landmark of
/// the function (a tenth of that if `per_binade` is below 8); both signs of everything.
pub fn structured(info: &Info, per_binade: usize) -> Vec<f64> {
    let mut random = Random(2);
    let mut bits: Vec<u64> = vec![f64::INFINITY.to_bits(), f64::NAN.to_bits()];
    for exponent in 0..=2046_u64 {
        let base = exponent << 52;
        bits.extend([base, base | 1, base | 1 << 51, base | ((1 << 52) - 1)]);
        bits.extend((0..per_binade).map(|_| base | random.bits() >> 12));
    }
    // Where time is short, a shorter walk.
    let walk = if per_binade < 8 { WALK / 10 } else { WALK };
    bits.extend(walks(info, walk, |x| x.to_bits()));
    bits.iter().flat_map(|b| [f64::from_bits(*b), -f64::from_bits(*b)]).collect()
}

/// Inputs of a type of 32 bits round the landmarks of the function, in the same way.
pub fn walks_f32(info: &Info) -> Vec<f32> {
    let bits = walks(info, WALK, |x| u64::from((x as f32).to_bits()));
    bits.flat_map(|b| [f32::from_bits(b as u32), -f32::from_bits(b as u32)]).collect()
}

fn walks(info: &Info, walk: u64, bits: impl Fn(f64) -> u64) -> impl Iterator<Item = u64> {
    let points = info.kinks.iter().chain(info.landmarks);
    points.flat_map(move |x| {
        let centre = bits(x.abs());
        centre.saturating_sub(walk)..=centre + walk
    })
}

/// A random input of a type of 64 bits: half of them with |x| from 2^−30 to 2^10, each binade
/// alike, where most happens, and half of them of any bits but NaN's.
pub fn random(random: &mut Random) -> f64 {
    let bits = random.bits();
    if random.bits() & 1 == 0 {
        let exponent = 1023 - 30 + random.bits() % 40;
        return f64::from_bits(bits >> 12 | exponent << 52 | bits << 63);
    }
    let x = f64::from_bits(bits);
    if x.is_nan() { f64::from_bits(bits & !(1 << 62)) } else { x }
}
