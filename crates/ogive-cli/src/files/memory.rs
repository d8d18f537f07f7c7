//! How much memory there is, before it is taken.

/// From this size on, the system is asked: it promises more memory than it has, and ends the
/// process that believes it.
const ASK_FROM: u64 = 1 << 28;

/// May so many bytes be had? Where the system does not tell, yes.
pub fn may_have(bytes: u64) -> bool {
    bytes < ASK_FROM || available().is_none_or(|available| bytes <= available)
}

/// The bytes that the system could give without swapping.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
