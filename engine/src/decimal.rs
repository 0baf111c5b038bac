//! Text to f64, rounded exactly, as `str::parse` does, and back. `std`'s reading and writing of numbers brings tables of powers
//! that are some percent of what the page has to load; this counts with long integers instead.
//!
//! So whatever the page can reach writes its f64 with [`plain`] and [`fixed`], never with `{}`: one such place brings all of
//! `std`'s back.

use std::cmp::Ordering;

/// Longest text that is read; keeps the long integers short.
const MAX_LEN: usize = 1000;

/// A decimal as `str::parse::<f64>` takes it. None: not a number (or longer than any number has reason to be).
#[inline(never)]
pub fn parse(text: &str) -> Option<f64> {
    let (negative, text) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let size = if text.eq_ignore_ascii_case("inf") || text.eq_ignore_ascii_case("infinity") {
        f64::INFINITY
    } else if text.eq_ignore_ascii_case("nan") {
        f64::NAN
    } else {
        magnitude(text.as_bytes())?
    };
    Some(if negative { -size } else { size })
}

fn magnitude(text: &[u8]) -> Option<f64> {
    if text.len() > MAX_LEN {
        return None;
    }
    let (mut numerator, mut exponent, mut digits, mut point) = (Long(Vec::new()), 0i64, 0, false);
    let mut rest = text;
    while let [c, tail @ ..] = rest {
        match c {
            b'0'..=b'9' => {
                numerator.push(10, u32::from(c - b'0'));
                digits += 1;
                exponent -= i64::from(point);
            }
            b'.' if !point => point = true,
            _ => break,
        }
        rest = tail;
    }
    if digits == 0 {
        return None;
    }
    if let [b'e' | b'E', tail @ ..] = rest {
        let (sign, tail) = match tail {
            [b'-', tail @ ..] => (-1, tail),
            [b'+', tail @ ..] => (1, tail),
            _ => (1, tail),
        };
        let mut given = 0i64;
        for c in tail {
            if !c.is_ascii_digit() {
                return None;
            }
            given = (given * 10 + i64::from(c - b'0')).min(1_000_000);
        }
        if tail.is_empty() {
            return None;
        }
        exponent += sign * given;
    } else if !rest.is_empty() {
        return None;
    }
    if numerator.0.is_empty() {
        return Some(0.0);
    }
    // Beyond these no text of this length comes back into range.
    if exponent > 400 {
        return Some(f64::INFINITY);
    }
    if exponent < -400 - MAX_LEN as i64 {
        return Some(0.0);
    }
    let mut denominator = Long(vec![1]);
    for _ in 0..exponent.abs() {
        if exponent < 0 { denominator.push(10, 0) } else { numerator.push(10, 0) }
    }
    Some(ratio(numerator, denominator))
}

/// The f64 nearest to a ratio of positive integers, ties to even: one bit of the quotient after the other.
fn ratio(mut numerator: Long, mut denominator: Long) -> f64 {
    // value = numerator / denominator * 2^power, with the ratio in [1, 2)
    let mut power = numerator.bits() - denominator.bits();
    for _ in 0..power.abs() {
        if power > 0 { denominator.push(2, 0) } else { numerator.push(2, 0) }
    }
    if numerator.compare(&denominator) == Ordering::Less {
        numerator.push(2, 0);
        power -= 1;
    }
    if power > 1023 {
        return f64::INFINITY;
    }
    // Numbers below the normal ones have fewer bits.
    let precision = 53 - (-1022 - power).max(0);
    if precision < 0 {
        return 0.0;
    }
    let mut bits = 0u64;
    for _ in 0..precision {
        bits *= 2;
        if numerator.compare(&denominator) != Ordering::Less {
            numerator.subtract(&denominator);
            bits += 1;
        }
        numerator.push(2, 0);
    }
    match numerator.compare(&denominator) {
        Ordering::Greater => bits += 1,
        Ordering::Equal => bits += bits & 1,
        Ordering::Less => {}
    }
    // The leading bit of a normal number counts one into the exponent, and so does a carry out of the rounding.
    f64::from_bits(((power.max(-1022) + 1022) as u64) * (1 << 52) + bits)
}

/// The shortest decimal that reads back as this number, as `{}` of `std`.
#[inline(never)]
pub fn plain(value: f64) -> String {
    signed(value, |size| {
        let (digits, exponent) = shortest(size);
        written(digits, exponent)
    })
}

/// So many digits after the point, as `{:.2}` of `std`; what lies in the middle may go the other way. Numbers beyond 10^12 have
/// 17 digits that count.
#[inline(never)]
pub fn fixed(value: f64, places: u32) -> String {
    signed(value, |size| {
        let scaled = (0..places).fold(size, |scaled, _| scaled * 10.0);
        if scaled < 9e18 {
            written(scaled.round_ties_even() as u64, -(places as i32))
        } else {
            let (digits, exponent) = significant(size, 17);
            written(digits, exponent)
        }
    })
}

/// Rounded to so many digits that count, with an exponent where there would be many zeros.
#[inline(never)]
pub fn rounded(value: f64, count: u32) -> String {
    signed(value, |size| {
        if size == 0.0 {
            return "0".to_owned();
        }
        let (mut digits, mut exponent) = significant(size, count);
        while digits.is_multiple_of(10) {
            (digits, exponent) = (digits / 10, exponent + 1);
        }
        let text = digits.to_string();
        let leading = exponent + text.len() as i32 - 1;
        if (-4..15).contains(&leading) {
            written(digits, exponent)
        } else {
            format!("{}e{leading}", written(digits, 1 - text.len() as i32))
        }
    })
}

/// The shortest decimal of a single precision number, as a double: 0.2, not 0.20000000298.
pub fn of_single(value: f32) -> f64 {
    let size = f64::from(value.abs());
    let fits = |count: &u32| {
        let (digits, exponent) = significant(size, *count);
        parse(&format!("{digits}e{exponent}")).filter(|near| *near as f32 == value.abs())
    };
    let near = if size == 0.0 || !size.is_finite() { None } else { (1..=9).find_map(|count| fits(&count)) };
    near.unwrap_or(size).copysign(f64::from(value))
}

fn signed(value: f64, size: impl FnOnce(f64) -> String) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let size = if value.is_infinite() { "inf".to_owned() } else { size(value.abs()) };
    if value.is_sign_negative() { "-".to_owned() + &size } else { size }
}

/// digits * 10^exponent without an exponent.
fn written(digits: u64, exponent: i32) -> String {
    let mut text = digits.to_string();
    for _ in 0..exponent {
        text.push('0');
    }
    if exponent < 0 {
        let places = -exponent as usize;
        while text.len() <= places {
            text.insert(0, '0');
        }
        text.insert(text.len() - places, '.');
    }
    text
}

/// The shortest digits and their exponent that read back as this number, which is not negative.
fn shortest(value: f64) -> (u64, i32) {
    // Few digits are the rule. A ratio of two exact numbers is rounded once, and so is what is read.
    let mut power = 1.0;
    for places in 0..16 {
        let digits = (value * power).round_ties_even();
        if digits < 9e15 && digits / power == value {
            return (digits as u64, -places);
        }
        power *= 10.0;
    }
    let reads_back = |(digits, exponent): &(u64, i32)| parse(&format!("{digits}e{exponent}")) == Some(value);
    let found = (1..=16).map(|count| significant(value, count)).find(reads_back);
    found.unwrap_or_else(|| significant(value, 17))
}

/// The nearest number of so many digits, 1 to 17: digits and exponent. The number is positive.
fn significant(value: f64, count: u32) -> (u64, i32) {
    let bits = value.to_bits();
    let (mantissa, power) = match (bits >> 52) as i32 {
        0 => (bits, -1074),
        biased => (bits & ((1 << 52) - 1) | 1 << 52, biased - 1075),
    };
    let (mut numerator, mut denominator) = (Long(Vec::new()), Long(vec![1]));
    for bit in (0..53).rev() {
        numerator.push(2, (mantissa >> bit) as u32 & 1);
    }
    for _ in 0..power.abs() {
        if power > 0 { numerator.push(2, 0) } else { denominator.push(2, 0) }
    }
    // value = numerator / denominator * 10^exponent, with the ratio in [1, 10) in the end
    let mut exponent = 0;
    while numerator.compare(&denominator) == Ordering::Less {
        numerator.push(10, 0);
        exponent -= 1;
    }
    loop {
        let mut ten = Long(denominator.0.clone());
        ten.push(10, 0);
        if numerator.compare(&ten) == Ordering::Less {
            break;
        }
        (denominator, exponent) = (ten, exponent + 1);
    }
    let mut digits = 0;
    for _ in 0..count {
        digits *= 10;
        while numerator.compare(&denominator) != Ordering::Less {
            numerator.subtract(&denominator);
            digits += 1;
        }
        numerator.push(10, 0);
    }
    // What is left is ten times the rest.
    denominator.push(5, 0);
    let up = match numerator.compare(&denominator) {
        Ordering::Greater => true,
        Ordering::Equal => digits % 2 == 1,
        Ordering::Less => false,
    };
    (digits + u64::from(up), exponent + 1 - count as i32)
}

/// A natural number, 32 bits a place, lowest first, no zeros on top.
struct Long(Vec<u32>);

impl Long {
    /// `self * factor + digit`
    fn push(&mut self, factor: u32, digit: u32) {
        let mut carry = u64::from(digit);
        for place in &mut self.0 {
            carry += u64::from(*place) * u64::from(factor);
            *place = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn bits(&self) -> i64 {
        self.0.last().map_or(0, |top| 32 * self.0.len() as i64 - i64::from(top.leading_zeros()))
    }

    fn compare(&self, other: &Long) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// `other` is not larger.
    fn subtract(&mut self, other: &Long) {
        let mut borrow = false;
        for (i, place) in self.0.iter_mut().enumerate() {
            let (less, first) = place.overflowing_sub(other.0.get(i).copied().unwrap_or(0));
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*place, borrow) = (less, first | second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        let (ours, theirs) = (parse(text).map(f64::to_bits), text.parse::<f64>().ok().map(f64::to_bits));
        assert_eq!(ours, theirs, "{text}");
    }

    #[test]
    fn edges() {
        for text in [
            "",
            ".",
            "-",
            "+",
            "e5",
            "1e",
            "1e+",
            "1.2.3",
            "1_0",
            " 1",
            "0",
            "-0",
            "+.5",
            "5.",
            "1e400",
            "1e-400",
            "0e999999999",
            "00.1e1",
            "inf",
            "-Infinity",
            "9007199254740993",
            "9007199254740992.99999",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-324",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "0.1",
            "0.3",
            "1e23",
            "8.5e22",
            "123456789012345678901234567890e-10",
        ] {
            check(text);
        }
    }

    #[test]
    fn written_as_the_standard_library_writes() {
        for value in
            [0.0, 1.0, 0.1, 0.3, 1e15, 1e16, 9e15, 123456.75, 1.0 / 3.0, 2.0 / 3.0, 1e300, 5e-324, 1e23, f64::MAX, f64::MIN_POSITIVE]
        {
            for value in [value, -value, f64::INFINITY, f64::NAN] {
                assert_eq!(plain(value), format!("{value}"));
            }
        }
        let check = |value: f64, places: u32, expected: &str| assert_eq!(fixed(value, places), expected);
        check(0.126, 2, "0.13");
        check(-0.001, 2, "-0.00");
        check(99.996, 2, "100.00");
        check(0.04, 1, "0.0");
        check(1e30, 0, "1000000000000000000000000000000");
        check(f64::NAN, 1, "NaN");
        let check = |value: f64, expected: &str| assert_eq!(rounded(value, 6), expected);
        check(0.0, "0");
        check(1.0 / 3.0, "0.333333");
        check(-1234567.0, "-1234570");
        check(999999.9, "1000000");
        check(1e15, "1e15");
        check(-1.5e-5, "-1.5e-5");
        check(0.0001, "0.0001");
        check(1e308 * 10.0, "inf");
    }

    proptest! {
        #[test]
        fn singles_are_the_shortest(bits: u32) {
            let value = f32::from_bits(bits);
            if value.is_finite() {
                // Of two decimals that are as short and as near, std may choose the other.
                let (ours, std) = (of_single(value), value.to_string().parse::<f64>().unwrap());
                let as_near = (ours - f64::from(value)).abs() <= (std - f64::from(value)).abs();
                assert!(ours == std || (ours as f32 == value && as_near && plain(ours).len() == plain(std).len()), "{ours} {std}");
            }
        }

        #[test]
        fn shortest_and_nearest(bits: u64, places in 0u32..6, small in -1e6f64..1e6) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                assert_eq!(plain(value), format!("{value}"));
            }
            assert_eq!(plain(small), format!("{small}"));
            // A tie that the multiplication makes or hides may go either way.
            let off = (parse(&fixed(small, places)).unwrap() - small).abs() * 10f64.powi(places as i32);
            assert!(off < 0.5 + 1e-6, "{off}");
        }

        #[test]
        fn equals_the_standard_library(bits: u64, whole in "[0-9]{0,25}", part in "[0-9]{0,25}", exponent in -340i32..320) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                check(&format!("{value:e}"));
                check(&format!("{value}"));
            }
            check(&format!("{whole}.{part}"));
            check(&format!("{whole}.{part}e{exponent}"));
        }
    }
}
