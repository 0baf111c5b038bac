//! Numbers as decimal text where `{}` alone is not what people want to read.

/// So many digits after the point.
pub fn fixed(value: f64, places: usize) -> String {
    format!("{value:.places$}")
}

/// Rounded to so many digits that count, with an exponent where there would be many zeros.
pub fn rounded(value: f64, count: usize) -> String {
    let text = format!("{value:.*e}", count.saturating_sub(1));
    let Some((_, exponent)) = text.split_once('e') else { return value.to_string() };
    // What std wrote is a number, and so is its exponent.
    let (near, exponent) = (text.parse().unwrap_or(value), exponent.parse().unwrap_or(0));
    if (-4..15).contains(&exponent) { near.to_string() } else { format!("{near:e}") }
}

/// The shortest decimal of a single precision number, as a double: 0.2, not 0.20000000298.
pub fn of_single(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_zeros_become_an_exponent() {
        let check = |value: f64, expected: &str| assert_eq!(rounded(value, 6), expected);
        check(0.0, "0");
        check(1.0 / 3.0, "0.333333");
        check(-1234567.0, "-1234570");
        check(999999.9, "1000000");
        check(1e15, "1e15");
        check(-1.5e-5, "-1.5e-5");
        check(0.0001, "0.0001");
        check(1e308 * 10.0, "inf");
        check(f64::NAN, "NaN");
    }

    #[test]
    fn singles_keep_their_decimals() {
        for value in [0.2, -0.000025, 1e30, 0.0, f32::MAX, f32::MIN_POSITIVE] {
            assert_eq!(of_single(value) as f32, value);
        }
        assert_eq!(of_single(0.2), 0.2);
    }
}
