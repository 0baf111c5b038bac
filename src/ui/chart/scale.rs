//! Scales, their ticks, and figures as short as the room beside them asks.

use super::*;

/// Least and largest of the values that are numbers.
pub(super) fn range(values: impl Iterator<Item = f32>) -> Option<(f64, f64)> {
    let finite = values.filter(|value| value.is_finite()).map(f64::from);
    finite.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// A scale that holds 0 and the values, and has round numbers at the ends of its [`INTERVALS`]: so it shares the lines of the
/// other scale.
pub(super) fn scale(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = (low.min(0.0), high.max(0.0));
    let intervals = INTERVALS as f64;
    let mut power = decade((high - low) / intervals);
    // A few rounds at most: ten times the step always reaches. The bound is for what is no number any more.
    for _ in 0..8 {
        for step in [1.0, 2.0, 2.5, 5.0].map(|m| m * power) {
            let bottom = (low / step).floor() * step;
            if bottom + intervals * step >= high {
                return (bottom, bottom + intervals * step);
            }
        }
        power *= 10.0;
    }
    (low, high)
}

/// The largest power of ten up to a value; bounded for what is no usual number.
pub(super) fn decade(value: f64) -> f64 {
    let mut power = 1.0;
    for _ in 0..300 {
        if power > value {
            power /= 10.0;
        } else if power * 10.0 <= value {
            power *= 10.0;
        } else {
            break;
        }
    }
    power
}

/// Round numbers in `low..=high`, about so many.
pub(super) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let raw = (high - low) / wanted as f64;
    if !raw.is_finite() || raw <= 0.0 {
        return vec![low];
    }
    let power = decade(raw);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|step| *step >= raw).unwrap_or(raw);
    let first = (low / step).ceil() as i64;
    // The sum can miss the end by a rounding.
    (first..).map(|i| i as f64 * step).take_while(|tick| *tick <= high + step * 1e-9).collect()
}

/// As short as the room beside an axis asks: rewards may be of any size.
pub(super) fn short(value: f64) -> String {
    match value.abs() {
        size if size > 0.0 && !(0.001..1e6).contains(&size) => format!("{value:.0e}"),
        _ => ((value * 1000.0).round() / 1000.0).to_string(),
    }
}

/// `50k`, `1.5M`.
pub(super) fn thousands(value: f64) -> String {
    match value {
        v if v >= 1e6 => format!("{}M", short(v / 1e6)),
        v if v >= 1e3 => format!("{}k", short(v / 1e3)),
        v => short(v),
    }
}

/// About three digits that tell something.
pub(super) fn precise(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => "–".into(),
        0.0 => "0".into(),
        size if !(1e-6..1e6).contains(&size) => format!("{value:.2e}"),
        size if size >= 100.0 => fixed(value, 0),
        size if size >= 10.0 => fixed(value, 1),
        size if size >= 0.01 => fixed(value, 2),
        size if size >= 0.0001 => fixed(value, 4),
        _ => fixed(value, 6),
    }
}

/// `12,288`
pub fn grouped(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
