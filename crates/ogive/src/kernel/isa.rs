//! Instruction sets: one source, compiled once for each, chosen once at run time.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::error::{Error, Result};
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use crate::number::Twice;
use crate::number::{Chains, Number, Portable, Word};

/// An instruction set that the kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Isa {
    /// What the build's target has anyway, and no fused multiply-add: runs everywhere.
    Scalar,
    /// WebAssembly's 128-bit vectors.
    Simd128,
    /// AArch64 with NEON.
    Neon,
    /// x86-64 with AVX2, FMA and F16C.
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ and VL.
    Avx512,
}

impl Isa {
    /// All of them, on whatever machine.
    pub const ALL: [Isa; 5] = [Isa::Scalar, Isa::Simd128, Isa::Neon, Isa::Avx2, Isa::Avx512];

    /// The name, as `OGIVE_ISA` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Isa::Scalar => "scalar",
            Isa::Simd128 => "simd128",
            Isa::Neon => "neon",
            Isa::Avx2 => "avx2",
            Isa::Avx512 => "avx512",
        }
    }

    /// Does this machine have it?
    pub fn is_available(self) -> bool {
        match self {
            Isa::Scalar => true,
            Isa::Simd128 => cfg!(all(target_arch = "wasm32", target_feature = "simd128")),
            Isa::Neon => cfg!(all(target_arch = "aarch64", target_feature = "neon")),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("f16c")
            }
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => {
                Isa::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Isa::Avx2 | Isa::Avx512 => false,
        }
    }

    /// Those that this machine has, the widest last.
    pub fn available() -> impl Iterator<Item = Isa> {
        Isa::ALL.into_iter().filter(|isa| isa.is_available())
    }

    /// The instruction set in use: the one that the environment variable `OGIVE_ISA` names,
    /// else the widest that this machine has. Decided once in a process.
    ///
    /// # Errors
    /// [`Error::Isa`] if `OGIVE_ISA` names one that is unknown, or that this machine lacks.
    pub fn active() -> Result<Isa> {
        static ACTIVE: OnceLock<Result<Isa>> = OnceLock::new();
        ACTIVE
            .get_or_init(|| match std::env::var_os("OGIVE_ISA") {
                Some(name) if !name.is_empty() => Isa::chosen(&name.to_string_lossy()),
                _ => Ok(Isa::available().last().unwrap_or(Isa::Scalar)),
            })
            .clone()
    }

    /// The instruction set of that name, if this machine has it.
    ///
    /// # Errors
    /// [`Error::Isa`] if it is unknown, or this machine lacks it.
    pub fn chosen(name: &str) -> Result<Isa> {
        let isa = Isa::from_str(name)?;
        if isa.is_available() { Ok(isa) } else { Err(refused(name, "is not on this machine")) }
    }

    /// Runs a job in this instruction set, which must be available, else in a lesser one.
    #[inline]
    pub(crate) fn run<J: Job>(self, job: J) -> J::Output {
        #[cfg(target_arch = "x86_64")]
        if const { !J::RARE } && self == Isa::Avx512 && Isa::Avx512.is_available() {
            // SAFETY: the condition has just found every feature that `avx512` enables.
            return unsafe { avx512(job) };
        }
        match self {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 | Isa::Avx2 if Isa::Avx2.is_available() => {
                // SAFETY: the guard has just found every feature that `avx2` enables.
                unsafe { avx2(job) }
            }
            #[cfg(target_arch = "aarch64")]
            Isa::Neon if Isa::Neon.is_available() => fused(job),
            _ => baseline(job),
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Isa {
    type Err = Error;
    fn from_str(name: &str) -> Result<Isa> {
        let known = Isa::ALL.into_iter().find(|isa| isa.name() == name);
        known.ok_or_else(|| refused(name, "is unknown"))
    }
}

fn refused(given: &str, problem: &'static str) -> Error {
    let available = Isa::available().map(Isa::name).collect();
    Error::Isa { given: given.into(), problem, available }
}

/// How the numbers of a job fuse their multiply-adds.
pub(crate) trait Fusing {
    /// The working number of a machine word.
    type Number<W: Word>: Number<Word = W>;
    /// What a loop over elements computes with.
    type Chains<W: Word>: Chains<Word = W>;
    /// Does the machine convert half precision (x86-64's F16C)? The one that says so is what
    /// [`avx2`] and [`avx512`] run jobs with, which enable it, and nothing else on x86-64.
    const F16C: bool = false;
}

/// By an instruction of the machine.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) struct Fused;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
impl Fusing for Fused {
    type Number<W: Word> = W;
    type Chains<W: Word> = Twice<W>;
    const F16C: bool = cfg!(target_arch = "x86_64");
}

/// By other operations.
pub(crate) struct Emulated;

impl Fusing for Emulated {
    type Number<W: Word> = Portable<W>;
    type Chains<W: Word> = Portable<W>;
}

/// A loop to be compiled for each instruction set.
///
/// `run` and all that it calls in its loop must be `#[inline(always)]`: only then does it
/// become part of the function that enables the instruction set.
pub(crate) trait Job {
    /// What it returns.
    type Output;
    /// Is it run for few elements only? Then one loop is enough for all vectors of x86-64.
    const RARE: bool = false;
    /// Does it.
    fn run<A: Fusing>(self) -> Self::Output;
}

/// Apart, so that each job is compiled once for it and not wherever it is run.
#[inline(never)]
fn baseline<J: Job>(job: J) -> J::Output {
    job.run::<Emulated>()
}

/// With what the target has anyway.
#[cfg(target_arch = "aarch64")]
#[inline(never)]
fn fused<J: Job>(job: J) -> J::Output {
    job.run::<Fused>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
fn avx2<J: Job>(job: J) -> J::Output {
    job.run::<Fused>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt")]
fn avx512<J: Job>(job: J) -> J::Output {
    job.run::<Fused>()
}
