//! Four lanes of f32, named rather than hoped for: the page is compiled for size, and then the compiler neither unrolls nor
//! vectorizes a loop by itself.
//!
//! Every operation is one rounding per lane and the same on every machine: no fused multiply-add, no relaxed SIMD.

/// Lanes of one vector.
pub const LANES: usize = 4;

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::{
    f32x4_add, f32x4_div, f32x4_gt, f32x4_le, f32x4_mul, f32x4_splat, f32x4_sqrt, f32x4_sub, v128, v128_and, v128_andnot, v128_load,
    v128_store,
};

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct F4(v128);

#[cfg(target_arch = "wasm32")]
impl F4 {
    #[inline(always)]
    pub fn splat(value: f32) -> F4 {
        F4(f32x4_splat(value))
    }

    /// # Safety
    /// Four numbers can be read from `from` on.
    #[inline(always)]
    pub unsafe fn load(from: *const f32) -> F4 {
        // SAFETY: the caller's; a vector load needs no alignment.
        F4(unsafe { v128_load(from.cast()) })
    }

    /// # Safety
    /// Four numbers can be written from `to` on.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller's; a vector store needs no alignment.
        unsafe { v128_store(to.cast(), self.0) }
    }

    #[inline(always)]
    pub fn plus(self, other: F4) -> F4 {
        F4(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn minus(self, other: F4) -> F4 {
        F4(f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn times(self, other: F4) -> F4 {
        F4(f32x4_mul(self.0, other.0))
    }

    #[inline(always)]
    pub fn over(self, other: F4) -> F4 {
        F4(f32x4_div(self.0, other.0))
    }

    #[inline(always)]
    pub fn sqrt(self) -> F4 {
        F4(f32x4_sqrt(self.0))
    }

    /// `relu` of the net, lane by lane: NaN stays NaN.
    #[inline(always)]
    pub fn rectified(self) -> F4 {
        F4(v128_andnot(self.0, f32x4_le(self.0, f32x4_splat(0.0))))
    }

    /// 0 where `active` is not positive.
    #[inline(always)]
    pub fn where_positive(self, active: F4) -> F4 {
        F4(v128_and(self.0, f32x4_gt(active.0, f32x4_splat(0.0))))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct F4([f32; LANES]);

#[cfg(not(target_arch = "wasm32"))]
impl F4 {
    #[inline(always)]
    pub fn splat(value: f32) -> F4 {
        F4([value; LANES])
    }

    /// # Safety
    /// Four numbers can be read from `from` on.
    #[inline(always)]
    pub unsafe fn load(from: *const f32) -> F4 {
        // SAFETY: the caller's; an array of f32 is aligned as its first number is.
        F4(unsafe { *from.cast() })
    }

    /// # Safety
    /// Four numbers can be written from `to` on.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller's; an array of f32 is aligned as its first number is.
        unsafe { *to.cast() = self.0 }
    }

    #[inline(always)]
    fn map2(self, other: F4, f: impl Fn(f32, f32) -> f32) -> F4 {
        let (a, b) = (self.0, other.0);
        F4([f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])])
    }

    #[inline(always)]
    pub fn plus(self, other: F4) -> F4 {
        self.map2(other, |a, b| a + b)
    }

    #[inline(always)]
    pub fn minus(self, other: F4) -> F4 {
        self.map2(other, |a, b| a - b)
    }

    #[inline(always)]
    pub fn times(self, other: F4) -> F4 {
        self.map2(other, |a, b| a * b)
    }

    #[inline(always)]
    pub fn over(self, other: F4) -> F4 {
        self.map2(other, |a, b| a / b)
    }

    #[inline(always)]
    pub fn sqrt(self) -> F4 {
        F4(self.0.map(f32::sqrt))
    }

    /// `relu` of the net, lane by lane: NaN stays NaN.
    #[inline(always)]
    pub fn rectified(self) -> F4 {
        F4(self.0.map(super::net::relu))
    }

    /// 0 where `active` is not positive.
    #[inline(always)]
    pub fn where_positive(self, active: F4) -> F4 {
        self.map2(active, |value, active| if active > 0.0 { value } else { 0.0 })
    }
}
