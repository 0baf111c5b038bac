//! Lanes of f32 as the machine has them, four everywhere, and how fast it multiplies and adds them: the peak that shares are shares of.
//!
//! The same arithmetic that training is allowed (128 bits, one rounding per operation, no fused multiply-add), with
//! everything in registers and nothing to wait for.

#[cfg(target_arch = "wasm32")]
mod lanes {
    use core::arch::wasm32::*;
    pub type F4 = v128;

    #[inline(always)]
    pub fn splat(x: f32) -> F4 {
        f32x4_splat(x)
    }
    #[inline(always)]
    pub fn multiply(a: F4, b: F4) -> F4 {
        f32x4_mul(a, b)
    }
    #[inline(always)]
    pub fn add(a: F4, b: F4) -> F4 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    pub fn first(a: F4) -> f32 {
        f32x4_extract_lane::<0>(a)
    }
}

#[cfg(target_arch = "x86_64")]
mod lanes {
    use core::arch::x86_64::*;
    pub type F4 = __m128;

    #[inline(always)]
    pub fn splat(x: f32) -> F4 {
        // SAFETY: every x86-64 has SSE.
        unsafe { _mm_set1_ps(x) }
    }
    #[inline(always)]
    pub fn multiply(a: F4, b: F4) -> F4 {
        // SAFETY: every x86-64 has SSE.
        unsafe { _mm_mul_ps(a, b) }
    }
    #[inline(always)]
    pub fn add(a: F4, b: F4) -> F4 {
        // SAFETY: every x86-64 has SSE.
        unsafe { _mm_add_ps(a, b) }
    }
    #[inline(always)]
    pub fn first(a: F4) -> f32 {
        // SAFETY: every x86-64 has SSE.
        unsafe { _mm_cvtss_f32(a) }
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod lanes {
    pub type F4 = [f32; 4];

    pub fn splat(x: f32) -> F4 {
        [x; 4]
    }
    #[inline(always)]
    pub fn multiply(a: F4, b: F4) -> F4 {
        [a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]]
    }
    #[inline(always)]
    pub fn add(a: F4, b: F4) -> F4 {
        [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
    }
    pub fn first(a: F4) -> f32 {
        a[0]
    }
}

use lanes::{F4, add, first, multiply, splat};

/// Rounds of one call.
const ROUNDS: usize = 2_000;

/// Sums that are each multiplied and added to again and again, four times a round. They have names because an array of them might
/// live in memory.
macro_rules! chains {
    ($name:ident, $flop:ident, $count:literal: $($sum:ident)+) => {
        /// Floating-point operations of one call.
        pub const $flop: f64 = (ROUNDS * 4 * $count * 4 * 2) as f64;

        #[inline(never)]
        pub fn $name(x: f32, y: f32) -> f32 {
            let (x, y): (F4, F4) = (splat(x), splat(y));
            $(let mut $sum = y;)+
            for _ in 0..ROUNDS {
                $($sum = add(multiply($sum, x), y);)+
                $($sum = add(multiply($sum, x), y);)+
                $($sum = add(multiply($sum, x), y);)+
                $($sum = add(multiply($sum, x), y);)+
            }
            0.0 $(+ first($sum))+
        }
    };
}

// Fewer sums wait for each other, more of them do not fit the registers; where the best lies depends on machine and compiler.
chains!(chains_8, FLOP_CHAINS_8, 8: a b c d e f g h);
chains!(chains_12, FLOP_CHAINS_12, 12: a b c d e f g h i j k l);
chains!(chains_14, FLOP_CHAINS_14, 14: a b c d e f g h i j k l m n);

/// The same with eight lanes, where a native machine has them.
#[cfg(target_arch = "x86_64")]
pub mod eight {
    use super::ROUNDS;
    use core::arch::x86_64::*;

    const SUMS: usize = 12;

    /// Floating-point operations of one call.
    pub const FLOP: f64 = (ROUNDS * 4 * SUMS * 8 * 2) as f64;

    pub fn is_there() -> bool {
        is_x86_feature_detected!("avx2")
    }

    pub fn chains(x: f32, y: f32) -> f32 {
        assert!(is_there());
        // SAFETY: so it says.
        unsafe { run(x, y) }
    }

    #[target_feature(enable = "avx2")]
    fn run(x: f32, y: f32) -> f32 {
        let (x, y) = (_mm256_set1_ps(x), _mm256_set1_ps(y));
        let mut sums = [y; SUMS];
        for _ in 0..ROUNDS * 4 {
            sums = sums.map(|sum| _mm256_add_ps(_mm256_mul_ps(sum, x), y));
        }
        sums.into_iter().map(|sum| _mm256_cvtss_f32(sum)).sum()
    }
}

const TABLE: usize = 256;

/// Floating-point operations of one call of [`products`].
pub const FLOP_PRODUCTS: f64 = (ROUNDS / 16 * (TABLE / 4) * 8 * 4 * 2) as f64;

/// Eight sums of products that wait for nothing: what a matrix kernel could be at best, with four of its numbers read from the
/// first cache for each eight multiply-adds.
#[inline(never)]
pub fn products(x: f32, y: f32) -> f32 {
    let table = std::hint::black_box([x; TABLE]);
    let (left, right): (F4, F4) = (splat(x), splat(y));
    let [mut a, mut b, mut c, mut d] = [left; 4];
    let [mut e, mut f, mut g, mut h] = [right; 4];
    for _ in 0..ROUNDS / 16 {
        for four in table.as_chunks::<4>().0 {
            let (i, j, k, l) = (splat(four[0]), splat(four[1]), splat(four[2]), splat(four[3]));
            (a, e) = (add(a, multiply(i, left)), add(e, multiply(i, right)));
            (b, f) = (add(b, multiply(j, left)), add(f, multiply(j, right)));
            (c, g) = (add(c, multiply(k, left)), add(g, multiply(k, right)));
            (d, h) = (add(d, multiply(l, left)), add(h, multiply(l, right)));
        }
    }
    [a, b, c, d, e, f, g, h].map(first).iter().sum()
}
