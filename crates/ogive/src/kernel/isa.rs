//! Instruction sets: one source, compiled once for each, chosen once at run time.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use super::vector::Vector;
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
    /// x86-64 with AVX2, FMA, F16C, and what comes with them, BMI and LZCNT.
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
            Isa::Avx2 | Isa::Avx512 => self <= widest(),
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
        match self.usable() {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 if const { !J::RARE } => {
                // SAFETY: the machine has what is usable, and so every feature that `avx512` enables.
                unsafe { avx512(job) }
            }
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 | Isa::Avx2 => {
                // SAFETY: likewise; where AVX-512 is found to be usable, AVX2 and what comes with it was found, too.
                unsafe { avx2(job) }
            }
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => neon(job),
            _ => baseline(job),
        }
    }

    /// This one, if the machine has it, else the next lesser one that it has. A function of its own, as it is asked wherever a job is
    /// run.
    #[inline(never)]
    fn usable(self) -> Isa {
        match self {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 | Isa::Avx2 => self.min(widest()),
            _ if self.is_available() => self,
            _ => Isa::Scalar,
        }
    }
}

/// The widest one of x86-64 that this machine has. Found once, with every feature that its functions enable.
#[cfg(target_arch = "x86_64")]
#[inline]
fn widest() -> Isa {
    static WIDEST: OnceLock<Isa> = OnceLock::new();
    *WIDEST.get_or_init(|| {
        let avx2 = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt");
        let avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        match (avx2, avx512) {
            (false, _) => Isa::Scalar,
            (true, false) => Isa::Avx2,
            (true, true) => Isa::Avx512,
        }
    })
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

/// The instruction set that a job is compiled for, as a value that exists only where that is enabled.
pub(crate) trait Fusing: Copy {
    /// The working number of a machine word.
    type Number<W: Word>: Number<Word = W>;
    /// What a loop over elements computes with.
    type Chains<W: Word>: Chains<Word = W>;
    /// What a loop over `f32` computes with where it looks something up; of one number where there is nothing for that.
    type Vector: Vector;
    /// The same where there are no more than 16 elements.
    type Group: Vector;
    /// How many numbers of `f16` does one instruction of the machine convert (x86-64's F16C)? 0 if there is none.
    const F16_AT_ONCE: usize = 0;
    /// Is there nothing to gain from rows side by side, as there are no vectors? Then the loops for those are not compiled.
    const ROW_BY_ROW: bool = false;

    /// Runs a job within another, as a function of its own: on x86-64 this one is never inlined, for what enables an instruction set
    /// may be, where that is enabled, whatever its attributes say.
    fn within<J: Job>(self, job: J) -> J::Output;

    /// Does a part of a job as a function of its own, which is compiled once for all jobs that have this part. The type of a closure
    /// depends on all that the function around it is generic over: so that should be no more than it needs.
    #[inline(always)]
    fn apart<O>(self, part: impl FnOnce() -> O) -> O {
        self.within(Apart(part))
    }
}

/// AVX-512: the multiply-add is an instruction of the machine.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Fusing for Avx512 {
    type Number<W: Word> = W;
    type Chains<W: Word> = Twice<W>;
    type Vector = super::vector::lanes::Lanes<std::arch::x86_64::__m512, 2>;
    type Group = super::vector::lanes::Lanes<std::arch::x86_64::__m512, 1>;
    const F16_AT_ONCE: usize = 16;

    #[inline(never)]
    fn within<J: Job>(self, job: J) -> J::Output {
        // SAFETY: `avx512` alone makes a value of this type, and has its features.
        unsafe { avx512(job) }
    }
}

/// AVX2, with the same instruction.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Fusing for Avx2 {
    type Number<W: Word> = W;
    type Chains<W: Word> = Twice<W>;
    type Vector = super::vector::lanes::Lanes<std::arch::x86_64::__m256, 2>;
    type Group = Self::Vector;
    const F16_AT_ONCE: usize = 8;

    #[inline(never)]
    fn within<J: Job>(self, job: J) -> J::Output {
        // SAFETY: `avx2` alone makes a value of this type, and has its features.
        unsafe { avx2(job) }
    }
}

/// NEON, which the target has anyway, with the same instruction.
#[cfg(target_arch = "aarch64")]
#[derive(Clone, Copy)]
pub(crate) struct Neon;

#[cfg(target_arch = "aarch64")]
impl Fusing for Neon {
    type Number<W: Word> = W;
    type Chains<W: Word> = Twice<W>;
    type Vector = super::vector::lanes::Lanes<std::arch::aarch64::float32x4_t, 4>;
    type Group = Self::Vector;

    #[inline(always)]
    fn within<J: Job>(self, job: J) -> J::Output {
        neon(job)
    }
}

/// What the target has anyway, with a multiply-add made of other operations.
#[derive(Clone, Copy)]
pub(crate) struct Emulated;

impl Fusing for Emulated {
    type Number<W: Word> = Portable<W>;
    type Chains<W: Word> = Portable<W>;
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    type Vector = super::vector::lanes::Lanes<std::arch::wasm32::v128, 2>;
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    type Vector = Portable<f32>;
    type Group = Self::Vector;
    /// WebAssembly's loops are vector code.
    const ROW_BY_ROW: bool = cfg!(target_arch = "x86_64");

    #[inline(always)]
    fn within<J: Job>(self, job: J) -> J::Output {
        baseline(job)
    }
}

/// A loop to be compiled for each instruction set.
///
/// `run` and all that it calls in its loop must be `#[inline(always)]`, or [apart](Fusing::apart): only then does it
/// become part of a function that enables the instruction set.
pub(crate) trait Job {
    /// What it returns.
    type Output;
    /// Is it run seldom, or for few elements only? Then one loop is enough for all vectors of x86-64.
    const RARE: bool = false;
    /// Does it.
    fn run<A: Fusing>(self, isa: A) -> Self::Output;
}

/// See [`Fusing::apart`].
struct Apart<P>(P);

impl<O, P: FnOnce() -> O> Job for Apart<P> {
    type Output = O;
    #[inline(always)]
    fn run<A: Fusing>(self, _: A) -> O {
        (self.0)()
    }
}

/// Never inlined, so that each job is compiled once for it and not wherever it is run.
#[inline(never)]
fn baseline<J: Job>(job: J) -> J::Output {
    job.run(Emulated)
}

/// With what the target has anyway.
#[cfg(target_arch = "aarch64")]
#[inline(never)]
fn neon<J: Job>(job: J) -> J::Output {
    job.run(Neon)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
fn avx2<J: Job>(job: J) -> J::Output {
    job.run(Avx2(()))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt")]
fn avx512<J: Job>(job: J) -> J::Output {
    job.run(Avx512(()))
}
