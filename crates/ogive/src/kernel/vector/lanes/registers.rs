//! The registers that there are, and their instructions.

/// The constants of a register, of which each lane has the same.
macro_rules! constants {
    ($lanes:literal) => {
        const LANES: usize = $lanes;
        const ROUNDER: Self = each_lane([f32::ROUNDER; $lanes]);
        const ZERO: Self = each_lane([0.0; $lanes]);
        const INFINITY: Self = each_lane([f32::INFINITY; $lanes]);
        const NAN: Self = each_lane([<f32 as Float>::NAN; $lanes]);
    };
}

/// What instructions of the machine give that only work on registers.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! machine {
    ($instructions:expr) => {
        // SAFETY: there are registers only where their instructions are enabled, see `Register`; and none of these reads or writes
        // memory.
        unsafe { $instructions }
    };
}

/// Safe, as a module has them as a whole or is refused.
#[cfg(target_arch = "wasm32")]
macro_rules! machine {
    ($instructions:expr) => {
        $instructions
    };
}

/// Operations that are an instruction.
macro_rules! instructions {
    ($($name:ident($($operand:ident),*) = $instruction:ident;)*) => {$(
        #[inline(always)]
        fn $name(self $(, $operand: Self)*) -> Self {
            machine!($instruction(self $(, $operand)*))
        }
    )*};
}

/// Operations on the bits, which are instructions for integers.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! bit_instructions {
    ($bits:ident $numbers:ident; $($name:ident($($operand:ident),*) = $instruction:ident$(::<$by:literal>)?;)*) => {$(
        #[inline(always)]
        fn $name(self $(, $operand: Self)*) -> Self {
            machine!($numbers($instruction$(::<$by>)?($bits(self) $(, $bits($operand))*)))
        }
    )*};
}

/// Comparisons that are an instruction.
#[cfg(target_arch = "x86_64")]
macro_rules! comparisons {
    ($mask:ty; $($name:ident = $instruction:ident::<$how:ident>;)*) => {$(
        #[inline(always)]
        fn $name(self, b: Self) -> $mask {
            machine!($instruction::<$how>(self, b))
        }
    )*};
}

/// AVX-512: 16 numbers, and masks of a bit for each.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::*;

    use super::super::Register;
    use crate::number::{Float, Table};

    /// The same size, and any bits are numbers.
    const fn each_lane(numbers: [f32; 16]) -> __m512 {
        // SAFETY: both are 16 numbers, and no instruction is needed for a constant.
        unsafe { std::mem::transmute(numbers) }
    }

    impl Register for __m512 {
        type Mask = __mmask16;
        constants!(16);

        instructions! {
            add(b) = _mm512_add_ps;
            sub(b) = _mm512_sub_ps;
            mul(b) = _mm512_mul_ps;
            div(b) = _mm512_div_ps;
            fma(b, c) = _mm512_fmadd_ps;
            sqrt() = _mm512_sqrt_ps;
            max(b) = _mm512_max_ps;
            min(b) = _mm512_min_ps;
            and(b) = _mm512_and_ps;
            xor(b) = _mm512_xor_ps;
        }
        bit_instructions! {
            _mm512_castps_si512 _mm512_castsi512_ps;
            to_exponent() = _mm512_slli_epi32::<23>;
            above_four_to_exponent() = _mm512_slli_epi32::<19>;
            add_bits(b) = _mm512_add_epi32;
            sub_bits(b) = _mm512_sub_epi32;
        }

        #[inline(always)]
        fn splat(number: f32) -> Self {
            machine!(_mm512_set1_ps(number))
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            assert!(from.len() >= Self::LANES);
            // SAFETY: as in `machine`; and so many numbers are there.
            unsafe { _mm512_loadu_ps(from.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            assert!(to.len() >= Self::LANES);
            // SAFETY: likewise.
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self) }
        }
        comparisons! {
            __mmask16;
            lt = _mm512_cmp_ps_mask::<_CMP_LT_OQ>;
            eq = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>;
            unordered = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>;
        }

        #[inline(always)]
        fn both(a: __mmask16, b: __mmask16) -> __mmask16 {
            a & b
        }
        #[inline(always)]
        fn either(a: __mmask16, b: __mmask16) -> __mmask16 {
            a | b
        }
        #[inline(always)]
        fn not(a: __mmask16) -> __mmask16 {
            !a
        }
        #[inline(always)]
        fn bits(mask: __mmask16) -> u64 {
            u64::from(mask)
        }
        #[inline(always)]
        fn select(mask: __mmask16, a: Self, b: Self) -> Self {
            machine!(_mm512_mask_blend_ps(mask, b, a))
        }
        #[inline(always)]
        fn select_bits(mask: u32, a: Self, b: Self) -> Self {
            machine!({
                let (a, b) = (_mm512_castps_si512(a), _mm512_castps_si512(b));
                let mask = _mm512_set1_epi32(mask.cast_signed());
                _mm512_castsi512_ps(_mm512_ternarylogic_epi32::<0xca>(mask, a, b))
            })
        }
        #[inline(always)]
        fn exponent(self) -> Self {
            machine!(_mm512_cvtepi32_ps(_mm512_srai_epi32::<23>(_mm512_castps_si512(self))))
        }
        #[inline(always)]
        fn entry(self, table: &Table) -> Self {
            machine!(_mm512_permutexvar_ps(_mm512_castps_si512(self), Self::load(&table.0)))
        }
    }
}

/// AVX2: 8 numbers, and masks of as many bits as they have.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::*;

    use super::super::Register;
    use crate::number::{Float, Table};

    /// The same size, and any bits are numbers.
    const fn each_lane(numbers: [f32; 8]) -> __m256 {
        // SAFETY: both are 8 numbers, and no instruction is needed for a constant.
        unsafe { std::mem::transmute(numbers) }
    }

    impl Register for __m256 {
        type Mask = __m256;
        constants!(8);

        instructions! {
            add(b) = _mm256_add_ps;
            sub(b) = _mm256_sub_ps;
            mul(b) = _mm256_mul_ps;
            div(b) = _mm256_div_ps;
            fma(b, c) = _mm256_fmadd_ps;
            sqrt() = _mm256_sqrt_ps;
            max(b) = _mm256_max_ps;
            min(b) = _mm256_min_ps;
            and(b) = _mm256_and_ps;
            xor(b) = _mm256_xor_ps;
        }
        bit_instructions! {
            _mm256_castps_si256 _mm256_castsi256_ps;
            to_exponent() = _mm256_slli_epi32::<23>;
            above_four_to_exponent() = _mm256_slli_epi32::<19>;
            add_bits(b) = _mm256_add_epi32;
            sub_bits(b) = _mm256_sub_epi32;
        }

        #[inline(always)]
        fn splat(number: f32) -> Self {
            machine!(_mm256_set1_ps(number))
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            assert!(from.len() >= Self::LANES);
            // SAFETY: as in `machine`; and so many numbers are there.
            unsafe { _mm256_loadu_ps(from.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            assert!(to.len() >= Self::LANES);
            // SAFETY: likewise.
            unsafe { _mm256_storeu_ps(to.as_mut_ptr(), self) }
        }
        comparisons! {
            Self;
            lt = _mm256_cmp_ps::<_CMP_LT_OQ>;
            eq = _mm256_cmp_ps::<_CMP_EQ_OQ>;
            unordered = _mm256_cmp_ps::<_CMP_UNORD_Q>;
        }

        #[inline(always)]
        fn both(a: Self, b: Self) -> Self {
            a.and(b)
        }
        #[inline(always)]
        fn either(a: Self, b: Self) -> Self {
            machine!(_mm256_or_ps(a, b))
        }
        #[inline(always)]
        fn not(a: Self) -> Self {
            a.xor(Self::splat(f32::from_bits(!0)))
        }
        #[inline(always)]
        fn bits(mask: Self) -> u64 {
            machine!(_mm256_movemask_ps(mask)) as u64
        }
        #[inline(always)]
        fn select(mask: Self, a: Self, b: Self) -> Self {
            machine!(_mm256_blendv_ps(b, a, mask))
        }
        #[inline(always)]
        fn select_bits(mask: u32, a: Self, b: Self) -> Self {
            let mask = Self::splat(f32::from_bits(mask));
            machine!(_mm256_or_ps(_mm256_and_ps(mask, a), _mm256_andnot_ps(mask, b)))
        }
        #[inline(always)]
        fn exponent(self) -> Self {
            machine!(_mm256_cvtepi32_ps(_mm256_srai_epi32::<23>(_mm256_castps_si256(self))))
        }
        #[inline(always)]
        fn entry(self, table: &Table) -> Self {
            // Eight entries are what one instruction takes. Where the fourth bit is 1, the entry is as far, by its bits, from the one
            // in the same place of the first half as they say: that takes fewer operations than choosing one of two.
            let (low, high) = table.0.split_at(8);
            let (low, high) = (Self::load(low), Self::load(high));
            machine!({
                let index = _mm256_castps_si256(self);
                let fourth = _mm256_srai_epi32::<31>(_mm256_slli_epi32::<28>(index));
                let first = _mm256_permutevar8x32_ps(low, index);
                let other = _mm256_permutevar8x32_ps(low.xor(high), index);
                first.xor(other.and(_mm256_castsi256_ps(fourth)))
            })
        }
    }
}

/// NEON: 4 numbers, and masks of as many bits as they have.
#[cfg(target_arch = "aarch64")]
mod neon {
    use std::arch::aarch64::*;

    use super::super::Register;
    use crate::number::{Float, Table};

    /// The same size, and any bits are numbers.
    const fn each_lane(numbers: [f32; 4]) -> float32x4_t {
        // SAFETY: both are 4 numbers, and no instruction is needed for a constant.
        unsafe { std::mem::transmute(numbers) }
    }

    impl Register for float32x4_t {
        type Mask = uint32x4_t;
        constants!(4);

        instructions! {
            add(b) = vaddq_f32;
            sub(b) = vsubq_f32;
            mul(b) = vmulq_f32;
            div(b) = vdivq_f32;
            sqrt() = vsqrtq_f32;
        }
        bit_instructions! {
            vreinterpretq_u32_f32 vreinterpretq_f32_u32;
            and(b) = vandq_u32;
            xor(b) = veorq_u32;
            to_exponent() = vshlq_n_u32::<23>;
            above_four_to_exponent() = vshlq_n_u32::<19>;
            add_bits(b) = vaddq_u32;
            sub_bits(b) = vsubq_u32;
        }

        #[inline(always)]
        fn splat(number: f32) -> Self {
            machine!(vdupq_n_f32(number))
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            assert!(from.len() >= Self::LANES);
            // SAFETY: so many numbers are there.
            unsafe { vld1q_f32(from.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            assert!(to.len() >= Self::LANES);
            // SAFETY: likewise.
            unsafe { vst1q_f32(to.as_mut_ptr(), self) }
        }
        #[inline(always)]
        fn fma(self, b: Self, c: Self) -> Self {
            machine!(vfmaq_f32(c, self, b))
        }
        #[inline(always)]
        fn max(self, b: Self) -> Self {
            Self::select(b.lt(self), self, b)
        }
        #[inline(always)]
        fn min(self, b: Self) -> Self {
            Self::select(self.lt(b), self, b)
        }
        #[inline(always)]
        fn lt(self, b: Self) -> uint32x4_t {
            machine!(vcltq_f32(self, b))
        }
        #[inline(always)]
        fn eq(self, b: Self) -> uint32x4_t {
            machine!(vceqq_f32(self, b))
        }
        #[inline(always)]
        fn unordered(self, b: Self) -> uint32x4_t {
            Self::not(machine!(vandq_u32(vceqq_f32(self, self), vceqq_f32(b, b))))
        }
        #[inline(always)]
        fn both(a: uint32x4_t, b: uint32x4_t) -> uint32x4_t {
            machine!(vandq_u32(a, b))
        }
        #[inline(always)]
        fn either(a: uint32x4_t, b: uint32x4_t) -> uint32x4_t {
            machine!(vorrq_u32(a, b))
        }
        #[inline(always)]
        fn not(a: uint32x4_t) -> uint32x4_t {
            machine!(vmvnq_u32(a))
        }
        #[inline(always)]
        fn bits(mask: uint32x4_t) -> u64 {
            let each = [1_u32, 2, 4, 8];
            // SAFETY: as in `machine`; and it reads four numbers that are there.
            u64::from(unsafe { vaddvq_u32(vandq_u32(mask, vld1q_u32(each.as_ptr()))) })
        }
        #[inline(always)]
        fn select(mask: uint32x4_t, a: Self, b: Self) -> Self {
            machine!(vbslq_f32(mask, a, b))
        }
        #[inline(always)]
        fn select_bits(mask: u32, a: Self, b: Self) -> Self {
            machine!(vbslq_f32(vdupq_n_u32(mask), a, b))
        }
        #[inline(always)]
        fn exponent(self) -> Self {
            machine!(vcvtq_f32_s32(vshrq_n_s32::<23>(vreinterpretq_s32_f32(self))))
        }
        #[inline(always)]
        fn entry(self, table: &Table) -> Self {
            // By bytes: four of each entry, which begin at four times its index.
            let (first, second) = table.0.split_at(8);
            let (q0, q1) = (Self::load(first), Self::load(&first[4..]));
            let (q2, q3) = (Self::load(second), Self::load(&second[4..]));
            machine!({
                let index = vandq_u32(vreinterpretq_u32_f32(self), vdupq_n_u32(15));
                let bytes = vmlaq_u32(vdupq_n_u32(0x0302_0100), index, vdupq_n_u32(0x0404_0404));
                let entries = uint8x16x4_t(
                    vreinterpretq_u8_f32(q0),
                    vreinterpretq_u8_f32(q1),
                    vreinterpretq_u8_f32(q2),
                    vreinterpretq_u8_f32(q3),
                );
                vreinterpretq_f32_u8(vqtbl4q_u8(entries, vreinterpretq_u8_u32(bytes)))
            })
        }
    }
}

/// WebAssembly: 4 numbers, and masks of as many bits as they have. A multiply-add is made of other operations, as in
/// [`Portable`](crate::number::Portable).
#[cfg(target_arch = "wasm32")]
mod simd128 {
    use std::arch::wasm32::*;

    use super::super::Register;
    use crate::number::{Float, Table};

    /// The same size, and any bits are numbers.
    const fn each_lane(numbers: [f32; 4]) -> v128 {
        // SAFETY: both are 4 numbers, and no instruction is needed for a constant.
        unsafe { std::mem::transmute(numbers) }
    }

    /// a·b + c in double precision, rounded to odd: see [`SoftwareFma`](crate::number::SoftwareFma).
    #[inline(always)]
    fn fma_to_odd(a: v128, b: v128, c: v128) -> v128 {
        let product = f64x2_mul(a, b);
        let hi = f64x2_add(product, c);
        let c_part = f64x2_sub(hi, product);
        let product_part = f64x2_sub(hi, c_part);
        let lo = f64x2_add(f64x2_sub(product, product_part), f64x2_sub(c, c_part));
        let zero = f64x2_splat(0.0);
        let regular =
            v128_and(f64x2_ne(hi, zero), f64x2_lt(f64x2_abs(hi), f64x2_splat(f64::INFINITY)));
        let beyond = u64x2_shr(v128_xor(lo, hi), 63);
        let odd = v128_or(i64x2_sub(hi, beyond), i64x2_splat(1));
        v128_bitselect(odd, hi, v128_and(regular, f64x2_ne(lo, zero)))
    }

    /// The last two numbers, as the first two.
    #[inline(always)]
    fn upper(a: v128) -> v128 {
        i32x4_shuffle::<2, 3, 2, 3>(a, a)
    }

    impl Register for v128 {
        type Mask = v128;
        constants!(4);

        instructions! {
            add(b) = f32x4_add;
            sub(b) = f32x4_sub;
            mul(b) = f32x4_mul;
            div(b) = f32x4_div;
            sqrt() = f32x4_sqrt;
            lt(b) = f32x4_lt;
            eq(b) = f32x4_eq;
            and(b) = v128_and;
            xor(b) = v128_xor;
            add_bits(b) = i32x4_add;
            sub_bits(b) = i32x4_sub;
        }

        #[inline(always)]
        fn splat(number: f32) -> Self {
            f32x4_splat(number)
        }
        #[inline(always)]
        fn load(from: &[f32]) -> Self {
            f32x4(from[0], from[1], from[2], from[3])
        }
        #[inline(always)]
        fn store(self, to: &mut [f32]) {
            to[..4].copy_from_slice(&[
                f32x4_extract_lane::<0>(self),
                f32x4_extract_lane::<1>(self),
                f32x4_extract_lane::<2>(self),
                f32x4_extract_lane::<3>(self),
            ]);
        }
        #[inline(always)]
        fn fma(self, b: Self, c: Self) -> Self {
            let wide = f64x2_promote_low_f32x4;
            let low = fma_to_odd(wide(self), wide(b), wide(c));
            let high = fma_to_odd(wide(upper(self)), wide(upper(b)), wide(upper(c)));
            let (low, high) = (f32x4_demote_f64x2_zero(low), f32x4_demote_f64x2_zero(high));
            i32x4_shuffle::<0, 1, 4, 5>(low, high)
        }
        #[inline(always)]
        fn max(self, b: Self) -> Self {
            f32x4_pmax(b, self)
        }
        #[inline(always)]
        fn min(self, b: Self) -> Self {
            f32x4_pmin(b, self)
        }
        #[inline(always)]
        fn unordered(self, b: Self) -> Self {
            v128_or(f32x4_ne(self, self), f32x4_ne(b, b))
        }
        #[inline(always)]
        fn both(a: Self, b: Self) -> Self {
            v128_and(a, b)
        }
        #[inline(always)]
        fn either(a: Self, b: Self) -> Self {
            v128_or(a, b)
        }
        #[inline(always)]
        fn not(a: Self) -> Self {
            v128_not(a)
        }
        #[inline(always)]
        fn bits(mask: Self) -> u64 {
            u64::from(i32x4_bitmask(mask))
        }
        #[inline(always)]
        fn select(mask: Self, a: Self, b: Self) -> Self {
            v128_bitselect(a, b, mask)
        }
        #[inline(always)]
        fn select_bits(mask: u32, a: Self, b: Self) -> Self {
            v128_bitselect(a, b, u32x4_splat(mask))
        }
        #[inline(always)]
        fn to_exponent(self) -> Self {
            i32x4_shl(self, 23)
        }
        #[inline(always)]
        fn above_four_to_exponent(self) -> Self {
            i32x4_shl(self, 19)
        }
        #[inline(always)]
        fn exponent(self) -> Self {
            f32x4_convert_i32x4(i32x4_shr(self, 23))
        }
        #[inline(always)]
        fn entry(self, table: &Table) -> Self {
            // By bytes: four of each entry, which begin at four times its index. An index beyond a quarter of the table, whether it is
            // too large or was below 0, gives 0.
            let index = v128_and(self, u32x4_splat(15));
            let first =
                i32x4_add(i32x4_mul(index, u32x4_splat(0x0404_0404)), u32x4_splat(0x0302_0100));
            let (low, high) = table.0.split_at(8);
            let second = i8x16_sub(first, u8x16_splat(16));
            let third = i8x16_sub(first, u8x16_splat(32));
            let fourth = i8x16_sub(first, u8x16_splat(48));
            v128_or(
                v128_or(
                    i8x16_swizzle(Self::load(low), first),
                    i8x16_swizzle(Self::load(&low[4..]), second),
                ),
                v128_or(
                    i8x16_swizzle(Self::load(high), third),
                    i8x16_swizzle(Self::load(&high[4..]), fourth),
                ),
            )
        }
    }
}
