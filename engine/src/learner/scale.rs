//! The unit in which the learner counts rewards, so that words mean the same goal at any scale.
//!
//! The loss and Adam see values and advantages in this unit; weights, values and figures stay in the person's. It is a power of
//! two, so changing units is exact: a reward times a power of two gives the same policy to the bit. Questionable decision: it
//! follows the largest single reward so far, not a deviation of returns, which where rewards are rare is that of nothing but
//! zeros at first and grows tenfold later.

/// The power of two that is nearest to the largest reward, by ratio. None: nothing was ever paid.
pub fn unit(largest: f32) -> Option<f32> {
    const MANTISSA: u64 = (1 << 52) - 1;
    const LEAST: f64 = 1.0 / LARGEST;
    const LARGEST: f64 = (1u128 << 100) as f64;
    // Beyond these, singles run out of room.
    let near = (f64::from(largest) * std::f64::consts::SQRT_2).clamp(LEAST, LARGEST);
    (largest > 0.0).then(|| f64::from_bits(near.to_bits() & !MANTISSA) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_powers_of_two() {
        let check = |largest: f32, expected: f32| assert_eq!(unit(largest), Some(expected), "{largest}");
        check(1.0, 1.0);
        check(0.7, 0.5);
        check(0.71, 1.0);
        check(1.41, 1.0);
        check(1.42, 2.0);
        check(0.001, 1.0 / 1024.0);
        check(1e6, 1_048_576.0);
        check(f32::MAX, 2.0f32.powi(100));
        check(f32::MIN_POSITIVE, 2.0f32.powi(-100));
        assert_eq!(unit(0.0), None);
    }
}
