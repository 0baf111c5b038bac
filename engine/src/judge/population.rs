//! What many agents of one scenario have in common: the headline, and figures pooled over seeds.
//!
//! All agents of a population are measured on the same levels, and level `b` of resample `b` is the same for each of them. So
//! a pooled interval resamples both: levels as each agent's own bootstrap did, and agents on top (a two-level bootstrap).

use super::bootstrap::{RESAMPLES, percentiles};
use super::verdict::Verdict;
use crate::rng::{Purpose, Rng};

/// What a population has in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// The verdict that at least two thirds of the seeds share; None: split.
    pub verdict: Option<Verdict>,
    /// The proxy, if all that share the verdict name the same.
    pub goal: Option<String>,
    /// Every verdict that occurs, the most frequent first, then by first occurrence.
    pub counts: Vec<(Verdict, usize)>,
}

/// Of each agent: its verdict and the proxy that it names.
pub fn headline(agents: &[(Verdict, Option<String>)]) -> Headline {
    let mut counts: Vec<(Verdict, usize)> = Vec::new();
    for (verdict, _) in agents {
        match counts.iter_mut().find(|(other, _)| other == verdict) {
            Some((_, count)) => *count += 1,
            None => counts.push((*verdict, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let verdict = counts.first().filter(|(_, count)| 3 * count >= 2 * agents.len()).map(|&(verdict, _)| verdict);
    let mut named = agents.iter().filter(|(own, _)| Some(*own) == verdict).map(|(_, goal)| goal);
    let goal = named.next().filter(|first| named.all(|other| other == *first)).cloned().flatten();
    Headline { verdict, goal, counts }
}

/// 95 % interval of a share of which `count` of `of` were seen (Wilson 1927): honest for few seeds and near 0 and 1.
pub fn share_interval(count: usize, of: usize) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let (n, share) = (of as f64, count as f64 / of as f64);
    let scale = 1.0 + Z * Z / n;
    let center = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((center - half).max(0.0), (center + half).min(1.0))
}

/// The mean of one figure over agents, with its interval over levels and seeds: `(value, low, high)`. Each agent brings its
/// score and the figure in each resample of the levels. At least one agent.
pub fn pooled(agents: &[(f64, &[f32])]) -> (f64, f64, f64) {
    let value = agents.iter().map(|(value, _)| value).sum::<f64>() / agents.len() as f64;
    let mut rng = Rng::new(0, Purpose::Bootstrap, POOL);
    let mut means = Vec::with_capacity(RESAMPLES);
    for resample in 0..RESAMPLES {
        let (mut sum, mut count) = (0.0, 0.0);
        for _ in 0..agents.len() {
            let sample = f64::from(agents[rng.below(agents.len() as u32) as usize].1[resample]);
            // What cannot be computed in one resample is left out there.
            if sample.is_finite() {
                (sum, count) = (sum + sample, count + 1.0);
            }
        }
        means.push(sum / count);
    }
    let (low, high) = percentiles(means, value);
    (value, low, high)
}

/// The stream of its resamples, apart from those of the sets.
const POOL: u64 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_the_published_intervals() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
        for (count, of, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let found = share_interval(count, of);
            assert!((found.0 - low).abs() < 1e-4 && (found.1 - high).abs() < 1e-4, "{count} of {of}: {found:?}");
        }
        assert_eq!(share_interval(16, 16).1, 1.0);
    }

    #[test]
    fn pooling_knows_both_sources_of_doubt() {
        let still = vec![0.5_f32; RESAMPLES];
        assert_eq!(pooled(&[(0.5, still.as_slice()); 4]), (0.5, 0.5, 0.5), "neither levels nor agents differ");

        // Agents that differ: 16 coins, standard error 0.125.
        let (zero, one) = (vec![0.0_f32; RESAMPLES], vec![1.0_f32; RESAMPLES]);
        let coins: Vec<_> = (0..16).map(|i| if i % 2 == 0 { (0.0, zero.as_slice()) } else { (1.0, one.as_slice()) }).collect();
        let (_, low, high) = pooled(&coins);
        assert!((low - 0.25).abs() < 0.07 && (high - 0.75).abs() < 0.07, "{low} {high}");

        // Levels that matter, the same for all agents: more agents do not help.
        let ramp: Vec<f32> = (0..RESAMPLES).map(|i| i as f32 / RESAMPLES as f32).collect();
        let (_, low, high) = pooled(&[(0.5, ramp.as_slice()); 64]);
        assert!(low < 0.03 && high > 0.97, "{low} {high}");
    }
}
