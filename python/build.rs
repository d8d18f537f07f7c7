//! Asks the linker to keep one of functions that come to the same machine code: some thousands of the library's loops and
//! what is around them do, and the wheel is smaller by it. Not every linker can: so it is tried out on an empty library first.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// lld's, which Rust brings along for Linux on x86-64, and mold's.
const FOLD: &str = "-Wl,--icf=all";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if links_with(FOLD).unwrap_or(false) {
        println!("cargo::rustc-cdylib-link-arg={FOLD}");
    }
}

/// Does a library link with this argument? None if that cannot be found out.
fn links_with(argument: &str) -> Option<bool> {
    let out = env::var_os("OUT_DIR")?;
    let source = Path::new(&out).join("empty.rs");
    fs::write(
        &source,
        "#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n",
    )
    .ok()?;
    let mut rustc = Command::new(env::var_os("RUSTC")?);
    rustc.args(["--crate-type", "cdylib", "-Cpanic=abort", "--target"]).arg(env::var_os("TARGET")?);
    rustc.arg(format!("-Clink-arg={argument}")).arg("--out-dir").arg(&out).arg(&source);
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut flag = OsString::from("-Clinker=");
        flag.push(linker);
        rustc.arg(flag);
    }
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    rustc.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    let status = rustc.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    Some(status.success())
}
