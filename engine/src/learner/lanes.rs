//! Lanes of f32, named rather than hoped for: whether a compiler vectorizes a loop by itself, and how wide, no one promises.
//!
//! Every operation is one rounding per lane and the same on every machine: no fused multiply-add, no relaxed SIMD. So kernels are
//! written for vectors of any width, and what they give does not depend on it: each lane is a number of the result by itself. Four
//! lanes every machine has; natively [`widest`] looks for eight when a kernel is called.

/// Lanes of the vectors that every machine has; all widths are multiples of 8, which is the most.
pub const LANES: usize = 4;

/// Lanes that go through the same steps.
pub trait Vector: Copy {
    const LANES: usize;

    fn splat(value: f32) -> Self;

    /// # Safety
    /// So many numbers can be read from `from` on.
    unsafe fn load(from: *const f32) -> Self;

    /// # Safety
    /// So many numbers can be written from `to` on.
    unsafe fn store(self, to: *mut f32);

    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn over(self, other: Self) -> Self;
    fn sqrt(self) -> Self;

    /// `relu` of the net, lane by lane: NaN stays NaN.
    fn rectified(self) -> Self;

    /// 0 where `active` is not positive.
    fn where_positive(self, active: Self) -> Self;

    /// A bit for each lane that is not 0.
    fn on(self) -> u64;
}

/// `fn name(arguments) = kernel;` is a kernel for whatever vectors this machine has.
macro_rules! widest {
    ($(#[$about:meta])* $visible:vis fn $name:ident($($argument:ident: $kind:ty),*) = $kernel:ident;) => {
        $(#[$about])*
        #[inline(never)]
        $visible fn $name($($argument: $kind),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,bmi1")]
                fn wide($($argument: $kind),*) {
                    $kernel::<super::lanes::F8>($($argument),*);
                }
                if super::lanes::is_wide() {
                    // SAFETY: the machine has what this was compiled for.
                    return unsafe { wide($($argument),*) };
                }
            }
            $kernel::<super::lanes::F4>($($argument),*);
        }
    };
}
pub(super) use widest;

/// Whether this machine has vectors of eight, as most of the last ten years have.
#[cfg(target_arch = "x86_64")]
pub fn is_wide() -> bool {
    #[cfg(test)]
    if NARROW.get() {
        return false;
    }
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1")
}

#[cfg(test)]
thread_local! {
    /// Tests also look at what other machines compute.
    pub static NARROW: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_div, f32x4_gt, f32x4_le, f32x4_mul, f32x4_ne, f32x4_splat, f32x4_sqrt, f32x4_sub, f32x4_trunc, i32x4_add,
    i32x4_bitmask, i32x4_shl, i32x4_splat, v128, v128_and, v128_andnot, v128_bitselect, v128_load, v128_store,
};

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct F4(v128);

#[cfg(target_arch = "wasm32")]
impl Vector for F4 {
    const LANES: usize = LANES;

    #[inline(always)]
    fn splat(value: f32) -> F4 {
        F4(f32x4_splat(value))
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> F4 {
        // SAFETY: the caller's; a vector load needs no alignment.
        F4(unsafe { v128_load(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller's; a vector store needs no alignment.
        unsafe { v128_store(to.cast(), self.0) }
    }

    #[inline(always)]
    fn plus(self, other: F4) -> F4 {
        F4(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn minus(self, other: F4) -> F4 {
        F4(f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    fn times(self, other: F4) -> F4 {
        F4(f32x4_mul(self.0, other.0))
    }

    #[inline(always)]
    fn over(self, other: F4) -> F4 {
        F4(f32x4_div(self.0, other.0))
    }

    #[inline(always)]
    fn sqrt(self) -> F4 {
        F4(f32x4_sqrt(self.0))
    }

    #[inline(always)]
    fn rectified(self) -> F4 {
        F4(v128_andnot(self.0, f32x4_le(self.0, f32x4_splat(0.0))))
    }

    #[inline(always)]
    fn where_positive(self, active: F4) -> F4 {
        F4(v128_and(self.0, f32x4_gt(active.0, f32x4_splat(0.0))))
    }

    #[inline(always)]
    fn on(self) -> u64 {
        u64::from(i32x4_bitmask(f32x4_ne(self.0, f32x4_splat(0.0))))
    }
}

#[cfg(target_arch = "wasm32")]
impl F4 {
    #[inline(always)]
    fn magnitude(self) -> F4 {
        F4(f32x4_abs(self.0))
    }

    /// Without what stands behind the point.
    #[inline(always)]
    fn whole(self) -> F4 {
        F4(f32x4_trunc(self.0))
    }

    /// 2 to the power of whole numbers from -126 to 127.
    #[inline(always)]
    fn power_of_2(self) -> F4 {
        let bits = i32x4_add(f32x4_add(self.0, f32x4_splat(UNITS)), i32x4_splat(EXPONENT));
        F4(i32x4_shl(bits, MANTISSA))
    }

    /// `yes` where this is more than `limit`, else `no`.
    #[inline(always)]
    fn where_above(self, limit: f32, yes: F4, no: F4) -> F4 {
        F4(v128_bitselect(yes.0, no.0, f32x4_gt(self.0, f32x4_splat(limit))))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct F4([f32; LANES]);

#[cfg(not(target_arch = "wasm32"))]
impl Vector for F4 {
    const LANES: usize = LANES;

    #[inline(always)]
    fn splat(value: f32) -> F4 {
        F4([value; LANES])
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> F4 {
        // SAFETY: the caller's; an array of f32 is aligned as its first number is.
        F4(unsafe { *from.cast() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller's; an array of f32 is aligned as its first number is.
        unsafe { *to.cast() = self.0 }
    }

    #[inline(always)]
    fn plus(self, other: F4) -> F4 {
        self.map2(other, |a, b| a + b)
    }

    #[inline(always)]
    fn minus(self, other: F4) -> F4 {
        self.map2(other, |a, b| a - b)
    }

    #[inline(always)]
    fn times(self, other: F4) -> F4 {
        self.map2(other, |a, b| a * b)
    }

    #[inline(always)]
    fn over(self, other: F4) -> F4 {
        self.map2(other, |a, b| a / b)
    }

    #[inline(always)]
    fn sqrt(self) -> F4 {
        F4(self.0.map(f32::sqrt))
    }

    #[inline(always)]
    fn rectified(self) -> F4 {
        F4(self.0.map(super::net::relu))
    }

    #[inline(always)]
    fn where_positive(self, active: F4) -> F4 {
        self.map2(active, |value, active| if active > 0.0 { value } else { 0.0 })
    }

    #[inline(always)]
    fn on(self) -> u64 {
        let bit = |lane: usize| u64::from(self.0[lane] != 0.0) << lane;
        bit(0) | bit(1) | bit(2) | bit(3)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl F4 {
    #[inline(always)]
    fn map2(self, other: F4, f: impl Fn(f32, f32) -> f32) -> F4 {
        let (a, b) = (self.0, other.0);
        F4([f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])])
    }

    #[inline(always)]
    fn magnitude(self) -> F4 {
        F4(self.0.map(f32::abs))
    }

    /// Without what stands behind the point.
    #[inline(always)]
    fn whole(self) -> F4 {
        F4(self.0.map(|lane| lane as i32 as f32))
    }

    /// 2 to the power of whole numbers from -126 to 127.
    #[inline(always)]
    fn power_of_2(self) -> F4 {
        F4(self.0.map(|lane| f32::from_bits((((lane + UNITS).to_bits() as i32).wrapping_add(EXPONENT) as u32) << MANTISSA)))
    }

    /// `yes` where this is more than `limit`, else `no`.
    #[inline(always)]
    fn where_above(self, limit: f32, yes: F4, no: F4) -> F4 {
        let pick = |lane: usize| if self.0[lane] > limit { yes.0[lane] } else { no.0[lane] };
        F4([pick(0), pick(1), pick(2), pick(3)])
    }
}

/// Only [`widest`] names it, where [`is_wide`].
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub struct F8(x86_64::__m256);

#[cfg(target_arch = "x86_64")]
use core::arch::x86_64;

// SAFETY of all that follows: where there is an F8, the machine has its instructions. No access needs an alignment.
#[cfg(target_arch = "x86_64")]
impl Vector for F8 {
    const LANES: usize = 8;

    #[inline(always)]
    fn splat(value: f32) -> F8 {
        F8(unsafe { x86_64::_mm256_set1_ps(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> F8 {
        F8(unsafe { x86_64::_mm256_loadu_ps(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        unsafe { x86_64::_mm256_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    fn plus(self, other: F8) -> F8 {
        F8(unsafe { x86_64::_mm256_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn minus(self, other: F8) -> F8 {
        F8(unsafe { x86_64::_mm256_sub_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn times(self, other: F8) -> F8 {
        F8(unsafe { x86_64::_mm256_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn over(self, other: F8) -> F8 {
        F8(unsafe { x86_64::_mm256_div_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> F8 {
        F8(unsafe { x86_64::_mm256_sqrt_ps(self.0) })
    }

    #[inline(always)]
    fn rectified(self) -> F8 {
        unsafe {
            let off = x86_64::_mm256_cmp_ps::<{ x86_64::_CMP_LE_OQ }>(self.0, x86_64::_mm256_setzero_ps());
            F8(x86_64::_mm256_andnot_ps(off, self.0))
        }
    }

    #[inline(always)]
    fn where_positive(self, active: F8) -> F8 {
        unsafe {
            let on = x86_64::_mm256_cmp_ps::<{ x86_64::_CMP_GT_OQ }>(active.0, x86_64::_mm256_setzero_ps());
            F8(x86_64::_mm256_and_ps(self.0, on))
        }
    }

    #[inline(always)]
    fn on(self) -> u64 {
        unsafe {
            let on = x86_64::_mm256_cmp_ps::<{ x86_64::_CMP_NEQ_UQ }>(self.0, x86_64::_mm256_setzero_ps());
            x86_64::_mm256_movemask_ps(on) as u64
        }
    }
}

/// Added to a small whole number, leaves it in the last bits of the sum.
const UNITS: f32 = 12_582_912.0;
/// Makes of those bits an exponent, in the place of a mantissa.
const EXPONENT: i32 = 127 - UNITS.to_bits() as i32;
const MANTISSA: u32 = f32::MANTISSA_DIGITS - 1;

impl F4 {
    /// e to the power of each, to the bit as `math::exp` (that is, libm's `expf`) has it: the same steps, with all branches taken and the
    /// right one chosen.
    #[inline(always)]
    pub fn exp(self) -> F4 {
        let bits = f32::from_bits;
        let [zero, one, two] = [0.0, 1.0, 2.0].map(F4::splat);
        let size = self.magnitude();
        // How many times ln 2, to the nearest.
        let half = self.where_above(0.0, F4::splat(0.5), F4::splat(-0.5));
        let times = self.times(F4::splat(bits(0x3fb8_aa3b))).plus(half).whole();
        let times = size.where_above(bits(0x3f85_1592), times, self.where_above(0.0, one, zero.minus(one)));
        let times = size.where_above(bits(0x3eb1_7218), times, zero);
        // What is left of it, in two parts.
        let high = self.minus(times.times(F4::splat(bits(0x3f31_7200))));
        let low = times.times(F4::splat(bits(0x35bf_be8e)));
        let x = high.minus(low);
        let square = x.times(x);
        let polynomial = F4::splat(1.666_662_5e-1).plus(square.times(F4::splat(-2.766_733_4e-3)));
        let c = x.minus(square.times(polynomial));
        let near_one = one.plus(x.times(c).over(two.minus(c)).minus(low).plus(high));
        // The first of two powers is exact, so the result is rounded once.
        let first = times.times(F4::splat(0.5)).whole();
        let scaled = near_one.times(first.power_of_2()).times(times.minus(first).power_of_2());
        // Close to 0, and what is no number.
        let result = size.where_above(bits(0x3900_0000), scaled, one.plus(self));
        let result = self.where_above(bits(0x42b1_7217), F4::splat(f32::INFINITY), result);
        zero.minus(self).where_above(bits(0x42cf_f1b4), zero, result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    /// Every 251st of all numbers there are, and what lies around the borders of the branches.
    #[test]
    fn exponentials_are_those_of_libm_to_the_bit() {
        let borders = [0x3900_0000u32, 0x3eb1_7218, 0x3f85_1592, 0x42ae_ac50, 0x42b1_7218, 0x42cf_f1b5, 0x7f80_0000];
        let around = borders.iter().flat_map(|&border| border - 300..border + 300).flat_map(|bits| [bits, bits | 1 << 31]);
        let all: Vec<f32> = (0..=u32::MAX).step_by(251).chain(around).map(f32::from_bits).collect();
        for four in all.as_chunks::<LANES>().0 {
            let mut found = [0.0; LANES];
            // SAFETY: both are four numbers.
            unsafe { F4::load(four.as_ptr()).exp().store(found.as_mut_ptr()) };
            for (&x, found) in four.iter().zip(found) {
                let expected = math::exp(x);
                assert!(found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()), "{x:e}: {found:e} {expected:e}");
            }
        }
    }
}
