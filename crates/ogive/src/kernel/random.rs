//! Random numbers that depend on a seed and an index alone: neither on threads nor on order.
//!
//! Philox-4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
//! SC'11, <https://doi.org/10.1145/2063384.2063405>. The key is the seed and the counter is the index.

/// The 64 bits that belong to an index.
#[inline(always)]
pub(crate) fn bits(seed: u64, index: u64) -> u64 {
    let counter = [index as u32, (index >> 32) as u32, 0, 0];
    let [a, b, ..] = philox(counter, [seed as u32, (seed >> 32) as u32]);
    u64::from(a) << 32 | u64::from(b)
}

/// Ten rounds of Philox-4x32.
#[inline(always)]
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let a = u64::from(counter[0]) * 0xd251_1f53;
        let b = u64::from(counter[2]) * 0xcd9e_8d57;
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
        key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
    }
    counter
}
