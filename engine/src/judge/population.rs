//! What many agents of one scenario have in common: the headline, and figures pooled over seeds.
//!
//! All agents of a population are measured on the same levels, and level `b` of resample `b` is the same for each of them. So
//! a pooled interval resamples both: levels as each agent's own bootstrap did, and agents on top (a two-level bootstrap). Resampling
//! few agents makes them look more alike than they are: where they differ, the interval is Student's.

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
    const Z: f64 = NORMAL;
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
    let (low, high) = match half_width(agents, &means) {
        Some(half) => (value - half, value + half),
        None => percentiles(means, value),
    };
    (value, low, high)
}

/// Of the interval of a mean over so few agents. Resampling n agents of variance s^2 shows (n - 1) / n of s^2 / n, and s^2 itself is known
/// from n - 1 degrees of freedom; the levels' part of the variance is many levels' and needs neither. Degrees of freedom of the sum:
/// Satterthwaite 1946. None: agents do not differ, and what is resampled is levels alone.
fn half_width(agents: &[(f64, &[f32])], means: &[f64]) -> Option<f64> {
    let n = agents.len() as f64;
    let between = variance(agents.iter().map(|(value, _)| *value)) / n;
    if agents.len() < 2 || between == 0.0 {
        return None;
    }
    let shown = variance(means.iter().copied().filter(|mean| mean.is_finite()));
    let levels = (shown - between * (n - 1.0) / n).max(0.0);
    let all = levels + between;
    Some(student((n - 1.0) * (all / between).powi(2)) * all.sqrt())
}

fn variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values.clone() {
        (sum, count) = (sum + value, count + 1.0);
    }
    let mean = sum / count;
    values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)
}

/// The 97.5 % point of the normal distribution.
const NORMAL: f64 = 1.959_964;

/// The 97.5 % point of Student's t. From three degrees of freedom on Cornish and Fisher's expansion, to three hundredths; below that
/// between the exact points of one and two.
fn student(freedom: f64) -> f64 {
    const EXACT: [f64; 3] = [12.706, 4.303, 3.182];
    if freedom < 3.0 {
        let below = (freedom.max(1.0) as usize).min(2);
        // t is nearly a line over 1 / freedom.
        let part = (1.0 / below as f64 - 1.0 / freedom.max(1.0)) / (1.0 / below as f64 - 1.0 / (below + 1) as f64);
        return EXACT[below - 1] + (EXACT[below] - EXACT[below - 1]) * part;
    }
    let z = NORMAL;
    let [z3, z5, z7] = [z.powi(3), z.powi(5), z.powi(7)];
    z + (z3 + z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * freedom.powi(3))
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
    fn the_t_distribution_is_the_published_one() {
        for (freedom, expected) in [(1.0, 12.706), (2.0, 4.303), (3.0, 3.182), (5.0, 2.571), (15.0, 2.131), (30.0, 2.042), (1e9, 1.960)] {
            assert!((student(freedom) - expected).abs() < 0.03, "{freedom}: {}", student(freedom));
        }
    }

    /// Of 95 % intervals 93 to 97 in a hundred hold the truth, whatever the doubt is made of. Agents differ by a normal deviation, by a
    /// skewed one, or not at all; levels are resampled as an agent's own bootstrap does, the same for all agents.
    #[test]
    fn intervals_cover_what_they_say() {
        const WORLDS: usize = 2_000;
        let mut rng = Rng::new(1, Purpose::Bootstrap, 1);
        let mut normal = move || {
            let (a, b) = (1.0 - rng.unit(), rng.unit());
            (-2.0 * f64::from(a).ln()).sqrt() * (std::f64::consts::TAU * f64::from(b)).cos()
        };
        for (agents, between, levels, skewed) in [
            (2, 1.0, 0.0, false),
            (3, 1.0, 0.0, false),
            (4, 1.0, 0.0, false),
            (8, 1.0, 0.0, false),
            (16, 1.0, 0.0, false),
            (64, 1.0, 0.0, false),
            (16, 1.0, 0.25, false),
            (8, 1.0, 0.5, false),
            (16, 0.0, 1.0, false),
            (16, 0.3, 1.0, false),
            (64, 1.0, 0.0, true),
        ] {
            let mut held = 0;
            for _ in 0..WORLDS {
                // The levels that were drawn are off by this, and resampling them shows how far they might be.
                let drawn = levels * normal();
                let shared: Vec<f64> = (0..RESAMPLES).map(|_| levels * normal()).collect();
                let population: Vec<(f64, Vec<f32>)> = (0..agents)
                    .map(|_| {
                        // Skewed: chi squared with four degrees of freedom, moved to 0 and scaled to 1.
                        let own = if skewed { ((0..4).map(|_| normal().powi(2)).sum::<f64>() - 4.0) / 8_f64.sqrt() } else { normal() };
                        let value = between * own + drawn;
                        (value, shared.iter().map(|&off| (value + off) as f32).collect())
                    })
                    .collect();
                let population: Vec<(f64, &[f32])> = population.iter().map(|(value, samples)| (*value, samples.as_slice())).collect();
                let (_, low, high) = pooled(&population);
                held += usize::from(low <= 0.0 && 0.0 <= high);
            }
            let coverage = held as f64 / WORLDS as f64;
            println!("{agents} agents, between {between}, levels {levels}, skewed {skewed}: {coverage:.3}");
            assert!((0.93..=0.97).contains(&coverage), "{agents} agents, between {between}, levels {levels}, skewed {skewed}: {coverage}");
        }
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
