//! What a run says of the machine.

use anyhow::Result;
use ogive::kernel::Isa;
use sysinfo::System;
use time::OffsetDateTime;

use crate::contenders;
use crate::record::Machine;

/// This machine, today.
///
/// # Errors
/// If `OGIVE_ISA` asks for an instruction set that is not here.
pub fn machine() -> Result<Machine> {
    let date = OffsetDateTime::now_utc().date().to_string();
    let cores = std::thread::available_parallelism()?.get();
    let isa = Isa::active()?.name().to_string();
    Ok(Machine { date, processor: processor(), isa, cores, versions: contenders::versions() })
}

/// The kind of processor; where its name is that of a whole series, the family says which it is.
#[cfg(target_arch = "x86_64")]
fn processor() -> String {
    let id = raw_cpuid::CpuId::new();
    let brand = id.get_processor_brand_string();
    let name = brand.as_ref().map_or("x86-64", |brand| brand.as_str().trim());
    match id.get_feature_info() {
        Some(info) => format!("{name} (family {})", info.family_id()),
        None => name.to_string(),
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn processor() -> String {
    use sysinfo::{CpuRefreshKind, RefreshKind};

    let kinds = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing());
    let system = System::new_with_specifics(kinds);
    let brand = system.cpus().first().map(|cpu| cpu.brand().to_string()).unwrap_or_default();
    if brand.is_empty() { std::env::consts::ARCH.to_string() } else { brand }
}

/// Bytes of memory that are free for a cell.
pub fn free_memory() -> u64 {
    let mut system = System::new();
    system.refresh_memory();
    system.available_memory()
}
