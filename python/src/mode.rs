//! The processor's floating-point mode, which is each thread's own. Other libraries change it:
//! `torch.set_flush_denormal` has subnormal numbers taken for 0, and so do libraries that were compiled with
//! `-ffast-math`. ogive's results, like all code in Rust, are those of the mode that a program begins in.

/// Does some work in the usual mode: to nearest, with subnormal numbers. Then the mode is what it was.
pub fn usual<T>(work: impl FnOnce() -> T) -> T {
    let _back = Usual::enter();
    work()
}

/// The mode to go back to, if it was another one.
struct Usual {
    before: Option<register::Control>,
}

impl Usual {
    fn enter() -> Self {
        let control = register::read();
        if control & register::UNUSUAL == 0 {
            return Usual { before: None };
        }
        register::write(control & !register::UNUSUAL);
        Usual { before: Some(control) }
    }
}

impl Drop for Usual {
    fn drop(&mut self) {
        if let Some(before) = self.before {
            register::write(before);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod register {
    use std::arch::asm;

    pub type Control = u32;

    /// Flush to zero, rounding control, and denormals are zeros, in MXCSR.
    pub const UNUSUAL: Control = 1 << 15 | 0b11 << 13 | 1 << 6;

    pub fn read() -> Control {
        let mut control = 0;
        // SAFETY: it writes the register to the four bytes of `control`, and nothing else.
        unsafe { asm!("stmxcsr [{}]", in(reg) &mut control, options(nostack, preserves_flags)) };
        control
    }

    pub fn write(control: Control) {
        // SAFETY: what was read before, at most with modes switched to the usual ones; no reserved bit is set. It reads
        // the four bytes of `control`.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &control, options(nostack, preserves_flags)) };
    }
}

#[cfg(target_arch = "aarch64")]
mod register {
    use std::arch::asm;

    pub type Control = u64;

    /// Flush to zero, rounding mode, and flush to zero in half precision, in FPCR.
    pub const UNUSUAL: Control = 1 << 24 | 0b11 << 22 | 1 << 19;

    pub fn read() -> Control {
        let control;
        // SAFETY: it reads the register, and nothing else.
        unsafe { asm!("mrs {}, fpcr", out(reg) control, options(nomem, nostack, preserves_flags)) };
        control
    }

    pub fn write(control: Control) {
        // SAFETY: what was read before, at most with modes switched to the usual ones.
        unsafe { asm!("msr fpcr, {}", in(reg) control, options(nostack, preserves_flags)) };
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod register {
    pub type Control = u32;
    pub const UNUSUAL: Control = 0;
    pub fn read() -> Control {
        0
    }
    pub fn write(_: Control) {}
}
