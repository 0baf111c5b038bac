//! The only source of transcendental functions in the engine.
//!
//! `std`'s `exp`, `ln` and `tanh` differ between native targets and WebAssembly in the last bit; `libm` is plain Rust and
//! gives the same bits everywhere, which is what makes a run reproducible from its scenario. `+ - * /` and `sqrt` are exact
//! by IEEE 754 and need no wrapper. No fused multiply-add anywhere: it rounds once where the others round twice.

/// e to the power `x`.
pub fn exp(x: f32) -> f32 {
    libm::expf(x)
}

/// Natural logarithm; `ln(0) = -inf`, and NaN below zero.
pub fn ln(x: f32) -> f32 {
    libm::logf(x)
}

/// `exp` in double precision, for reward programs and the judge.
pub fn exp64(x: f64) -> f64 {
    libm::exp(x)
}

/// `ln` in double precision.
pub fn ln64(x: f64) -> f64 {
    libm::log(x)
}

/// `x` to the power `y`, in double precision.
pub fn pow64(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Cosine of so many turns, 0 to 1, for normal deviates (Box and Muller). Taylor's series on an eighth of a turn, where it
/// is exact to the last bit or two; a cosine for all numbers is 3 KB of code.
pub fn cos_turns(turns: f64) -> f64 {
    let quarters = (4.0 * turns + 0.5).floor();
    let x = (turns - quarters / 4.0) * std::f64::consts::TAU;
    // From the smallest term up: 1 - x^2 / (n (n + 1)) (1 - x^2 / ((n + 2) (n + 3)) (1 - ...)).
    let series = |first: u32| {
        let term = |sum: f64, n: u32| 1.0 - x * x / f64::from(n * (n + 1)) * sum;
        (0..10).rev().map(|k| first + 2 * k).fold(1.0, term)
    };
    match quarters as u32 % 4 {
        0 => series(1),
        1 => -x * series(2),
        2 => -series(1),
        _ => x * series(2),
    }
}

/// The smaller of two; NaN if either is NaN (unlike `f64::min`, which drops it and lets an error pass unseen).
pub fn min64(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if b < a {
        b
    } else {
        a
    }
}

/// The larger of two; NaN if either is NaN.
pub fn max64(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if b > a {
        b
    } else {
        a
    }
}

/// 1, -1, or `x` itself when it is zero or NaN (unlike `f64::signum`, which gives a zero a sign).
pub fn sign64(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_never_dropped() {
        for (a, b) in [(f64::NAN, 1.0), (1.0, f64::NAN), (f64::NAN, f64::NAN)] {
            assert!(min64(a, b).is_nan() && max64(a, b).is_nan());
        }
        assert_eq!((min64(2.0, -1.0), max64(2.0, -1.0)), (-1.0, 2.0));
    }

    #[test]
    fn cosines_are_those_of_libm() {
        for i in 0..=4_096 {
            let turns = f64::from(i) / 4_096.0;
            let (found, expected) = (cos_turns(turns), libm::cos(turns * std::f64::consts::TAU));
            assert!((found - expected).abs() < 1e-15, "{turns}: {found} {expected}");
        }
    }

    /// Frozen bits: a libm that rounds otherwise would silently change every agent.
    #[test]
    fn bits_are_frozen() {
        assert_eq!(exp(1.0).to_bits(), 0x402d_f854);
        assert_eq!(ln(10.0).to_bits(), 0x4013_5d8e);
        assert_eq!(exp64(-0.7).to_bits(), libm::exp(-0.7).to_bits());
    }
}
