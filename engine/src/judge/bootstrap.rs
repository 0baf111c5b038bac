//! Intervals by resampling levels: percentile bootstrap, 1,000 resamples, 95 %.
//!
//! Every figure is a ratio of sums over levels. Levels that are equal are drawn together: a copy says nothing new. All ratios of one bootstrap are computed on the same resamples, so a
//! difference of two is paired. Questionable decision: a percentile interval of a skewed statistic can miss the point
//! estimate; ours is widened to contain it.

use std::collections::HashMap;

use crate::rng::{Purpose, Rng};

pub const RESAMPLES: usize = 1_000;
/// Resamples in one step of work; with 256 levels and a dozen ratios well under a millisecond.
const CHUNK: usize = 50;

/// `sum(top) / sum(bottom)`; both `[levels]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratio {
    pub top: Vec<f64>,
    pub bottom: Vec<f64>,
}

impl Ratio {
    pub fn value(&self) -> f64 {
        self.top.iter().sum::<f64>() / self.bottom.iter().sum::<f64>()
    }
}

/// Resampling under way.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    rng: Rng,
    groups: usize,
    ratios: usize,
    /// `[groups][2 * ratios]`: tops and bottoms in turn, summed over the levels of a group.
    terms: Vec<f64>,
    /// `[resamples so far][ratios]`; not finite where a resample has nothing below the line.
    samples: Vec<f64>,
}

impl Bootstrap {
    /// All ratios must be over the same levels. `groups`, by level: those with the same number are drawn together. `stream` separates
    /// the sets.
    pub fn new(stream: u64, ratios: &[&Ratio], groups: &[usize]) -> Bootstrap {
        let width = 2 * ratios.len();
        let (mut terms, mut known) = (Vec::with_capacity(groups.len() * width), HashMap::new());
        for (level, group) in groups.iter().enumerate() {
            let next = known.len();
            let group = *known.entry(group).or_insert(next);
            terms.resize(known.len() * width, 0.0);
            for (term, ratio) in terms[group * width..].chunks_exact_mut(2).zip(ratios) {
                term[0] += ratio.top[level];
                term[1] += ratio.bottom[level];
            }
        }
        Bootstrap { rng: Rng::new(0, Purpose::Bootstrap, stream), groups: known.len(), ratios: ratios.len(), terms, samples: Vec::new() }
    }

    /// True when done.
    pub fn advance(&mut self) -> bool {
        if self.groups == 0 || self.ratios == 0 {
            return true;
        }
        let width = 2 * self.ratios;
        let mut sums = vec![0.0; width];
        for _ in 0..CHUNK {
            sums.fill(0.0);
            for _ in 0..self.groups {
                let first = self.rng.below(self.groups as u32) as usize * width;
                add(&mut sums, &self.terms[first..first + width]);
            }
            self.samples.extend(sums.chunks_exact(2).map(|sum| sum[0] / sum[1]));
        }
        self.samples.len() >= RESAMPLES * self.ratios
    }

    /// The interval of one ratio, around its point estimate.
    pub fn interval(&self, ratio: usize, value: f64) -> (f64, f64) {
        self.percentiles(value, |sample| sample[ratio])
    }

    /// The interval of `a - b`.
    pub fn interval_of_difference(&self, a: usize, b: usize, value: f64) -> (f64, f64) {
        self.percentiles(value, |sample| sample[a] - sample[b])
    }

    /// One ratio in every resample; empty where there was nothing to resample.
    pub fn samples(&self, ratio: usize) -> impl Iterator<Item = f64> + '_ {
        self.samples.chunks_exact(self.ratios.max(1)).map(move |sample| sample[ratio])
    }

    fn percentiles(&self, value: f64, statistic: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        percentiles(self.samples.chunks_exact(self.ratios.max(1)).map(statistic).collect(), value)
    }
}

#[inline(never)]
fn add(sums: &mut [f64], row: &[f64]) {
    for i in 0..sums.len() {
        sums[i] += row[i];
    }
}

/// The middle 95 % of the samples that are numbers, widened to hold the estimate.
pub fn percentiles(mut samples: Vec<f64>, value: f64) -> (f64, f64) {
    samples.retain(|sample| sample.is_finite());
    samples.sort_unstable_by(f64::total_cmp);
    let outside = samples.len() / 40;
    match samples.len().checked_sub(outside + 1) {
        Some(last) => (samples[outside].min(value), samples[last].max(value)),
        None => (value, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stream: u64, ratios: &[&Ratio]) -> Bootstrap {
        let own: Vec<usize> = (0..ratios.first().map_or(0, |ratio| ratio.top.len())).collect();
        grouped(stream, ratios, &own)
    }

    fn grouped(stream: u64, ratios: &[&Ratio], groups: &[usize]) -> Bootstrap {
        let mut bootstrap = Bootstrap::new(stream, ratios, groups);
        while !bootstrap.advance() {}
        bootstrap
    }

    /// Of 400 fair coins the mean is 0.5 with a standard error of 0.025; the interval is about 1.96 of them to each side.
    #[test]
    fn a_mean_of_coins_has_the_textbook_interval() {
        let coins = Ratio { top: (0..400).map(|i| f64::from(i % 2)).collect(), bottom: vec![1.0; 400] };
        let (low, high) = run(0, &[&coins]).interval(0, coins.value());
        assert!((low - 0.451).abs() < 0.006 && (high - 0.549).abs() < 0.006, "{low} {high}");
    }

    #[test]
    fn differences_are_paired() {
        let a = Ratio { top: (0..100).map(f64::from).collect(), bottom: vec![1.0; 100] };
        let b = Ratio { top: a.top.iter().map(|top| top - 1.0).collect(), bottom: vec![1.0; 100] };
        let (low, high) = run(0, &[&a, &b]).interval_of_difference(0, 1, 1.0);
        assert!((low - 1.0).abs() < 1e-12 && (high - 1.0).abs() < 1e-12, "the same shift in every resample: {low} {high}");
    }

    #[test]
    fn same_stream_same_interval() {
        let a = Ratio { top: (0..64).map(|i| f64::from(i * i % 7)).collect(), bottom: vec![2.0; 64] };
        assert_eq!(run(3, &[&a]).interval(0, a.value()), run(3, &[&a]).interval(0, a.value()));
        assert_ne!(run(3, &[&a]).interval(0, a.value()), run(4, &[&a]).interval(0, a.value()));
    }

    /// 100 coins that were each copied four times are 100 coins, and a closed list is no sample.
    #[test]
    fn copies_say_nothing_new() {
        let coins = |copies: usize| {
            let top = (0..100 * copies).map(|i| if (i / copies).is_multiple_of(2) { 0.0 } else { 1.0 }).collect();
            Ratio { top, bottom: vec![1.0; 100 * copies] }
        };
        let copied: Vec<usize> = (0..400).map(|i| i / 4).collect();
        assert_eq!(grouped(0, &[&coins(4)], &copied).interval(0, 0.5), run(0, &[&coins(1)]).interval(0, 0.5));
        assert_eq!(grouped(0, &[&coins(4)], &[0; 400]).interval(0, 0.5), (0.5, 0.5));
    }

    #[test]
    fn nothing_to_resample() {
        assert_eq!(run(0, &[&Ratio::default()]).interval(0, 0.5), (0.5, 0.5));
        assert_eq!(run(0, &[]).interval(0, 0.5), (0.5, 0.5));
    }
}
