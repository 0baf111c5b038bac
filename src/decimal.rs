//! Text to f64, rounded exactly, as `str::parse` does. `std`'s reading of numbers brings a table of powers that is 5 % of
//! what the page has to load; this one counts with long integers instead.

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

    proptest! {
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
