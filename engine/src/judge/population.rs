//! What many agents of one scenario have in common: the headline, and figures pooled over seeds.
//!
//! All agents of a population are measured on the same levels, and level `b` of resample `b` is the same for each of them. So
//! a pooled interval resamples both: levels as each agent's own bootstrap did, and agents on top (a two-level bootstrap). Resampling
//! few agents makes them look more alike than they are: where they differ, the interval is Student's, and longer on the side of a long tail.

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
        Some(half) => {
            let tail = tail(agents);
            (value - half + tail.min(0.0), value + half + tail.max(0.0))
        }
        None => percentiles(means, value),
    };
    (value, low, high)
}

/// As [`pooled`], of figures for which no level was drawn: the interval is about agents alone.
pub fn pooled_exact(values: &[f64]) -> (f64, f64, f64) {
    let samples: Vec<Vec<f32>> = values.iter().map(|&value| vec![value as f32; RESAMPLES]).collect();
    let agents: Vec<(f64, &[f32])> = values.iter().zip(&samples).map(|(&value, samples)| (value, &samples[..])).collect();
    pooled(&agents)
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

/// How much longer the interval is on the side of the longer tail: of few agents most draws show too little of it. Johnson 1978 moves the
/// interval by the third moment over `6 s^2 n`; here that side is made longer by a multiple of it, which the simulation below has set.
fn tail(agents: &[(f64, &[f32])]) -> f64 {
    let n = agents.len() as f64;
    if agents.len() < 3 {
        return 0.0;
    }
    let mean = agents.iter().map(|(value, _)| value).sum::<f64>() / n;
    let third = agents.iter().map(|(value, _)| (value - mean).powi(3)).sum::<f64>() * n / ((n - 1.0) * (n - 2.0));
    (12.0 + 24.0 / n) * third / (6.0 * n * variance(agents.iter().map(|(value, _)| *value)))
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
pub fn student(freedom: f64) -> f64 {
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

    /// How agents differ.
    enum Spread {
        Normal(f64),
        /// Chi squared with four degrees of freedom, moved to 0 and scaled to 1.
        Skewed,
        /// As these did.
        Seen(&'static [f64]),
    }

    /// Scores of the corner that agents of `cheese-corner` got in the shifted world, seeds 100 to 163: most near .87, some far below.
    const CORNER: [f64; 64] = [
        0.77, 0.88, 0.86, 0.87, 0.89, 0.87, 0.87, 0.86, 0.91, 0.89, 0.87, 0.88, 0.85, 0.83, 0.86, 0.88, 0.80, 0.86, 0.46, 0.86, 0.76, 0.88,
        0.89, 0.88, 0.90, 0.91, 0.90, 0.88, 0.89, 0.84, 0.85, 0.86, 0.88, 0.84, 0.84, 0.90, 0.87, 0.61, 0.85, 0.91, 0.88, 0.90, 0.83, 0.88,
        0.89, 0.82, 0.88, 0.89, 0.70, 0.85, 0.73, 0.86, 0.84, 0.86, 0.89, 0.89, 0.91, 0.84, 0.85, 0.89, 0.90, 0.83, 0.85, 0.87,
    ];

    /// Scores of what was meant, the same with 3 training levels in 100 that tell the goals apart: some agents learned it and some did not.
    const PARTED: [f64; 64] = [
        0.84, 0.79, 0.79, 0.71, 0.04, 0.88, 0.80, 0.14, 0.93, 0.84, 0.78, 0.87, 0.87, 0.90, 0.90, 0.53, 0.91, 0.79, 0.87, 0.78, 0.83, 0.75,
        0.38, 0.84, 0.40, 0.83, 0.80, 0.83, 0.43, 0.81, 0.86, 0.80, 0.50, 0.44, 0.24, 0.47, 0.89, 0.92, 0.68, 0.90, 0.85, 0.87, 0.87, 0.75,
        0.88, 0.63, 0.77, 0.85, 0.91, 0.91, 0.53, 0.86, 0.83, 0.78, 0.85, 0.55, 0.87, 0.90, 0.81, 0.72, 0.76, 0.58, 0.23, 0.81,
    ];

    /// Of 95 % intervals 93 to 97 in a hundred hold the truth, whatever the doubt is made of; levels are resampled as an agent's own
    /// bootstrap does, the same for all agents. Where agents fall into two kinds, few of them seldom show both, and no interval can know it:
    /// then so many hold the truth as is written here and in docs/verdict.md.
    #[test]
    fn intervals_cover_what_they_say() {
        use Spread::{Normal, Seen, Skewed};
        const WORLDS: usize = 2_000;
        let mut rng = Rng::new(1, Purpose::Bootstrap, 1);
        let mut unit = move || f64::from(rng.unit());
        let normal = |unit: &mut dyn FnMut() -> f64| (-2.0 * (1.0 - unit()).ln()).sqrt() * (std::f64::consts::TAU * unit()).cos();
        let honest = 0.93..=0.97;
        for (agents, spread, levels, expected) in [
            (2, Normal(1.0), 0.0, honest.clone()),
            (3, Normal(1.0), 0.0, honest.clone()),
            (4, Normal(1.0), 0.0, honest.clone()),
            (8, Normal(1.0), 0.0, honest.clone()),
            (16, Normal(1.0), 0.0, honest.clone()),
            (64, Normal(1.0), 0.0, honest.clone()),
            (16, Normal(1.0), 0.25, honest.clone()),
            (8, Normal(1.0), 0.5, honest.clone()),
            (16, Normal(0.0), 1.0, honest.clone()),
            (16, Normal(0.3), 1.0, honest.clone()),
            (8, Skewed, 0.0, honest.clone()),
            (16, Skewed, 0.0, honest.clone()),
            (64, Skewed, 0.0, honest.clone()),
            (4, Seen(&CORNER), 0.019, honest.clone()),
            (8, Seen(&CORNER), 0.019, honest.clone()),
            (16, Seen(&CORNER), 0.019, honest.clone()),
            (4, Seen(&PARTED), 0.021, 0.79..=0.85),
            (8, Seen(&PARTED), 0.021, 0.87..=0.93),
            (16, Seen(&PARTED), 0.021, honest),
        ] {
            let mut held = 0;
            for _ in 0..WORLDS {
                // The levels that were drawn are off by this, and resampling them shows how far they might be.
                let drawn = levels * normal(&mut unit);
                let shared: Vec<f64> = (0..RESAMPLES).map(|_| levels * normal(&mut unit)).collect();
                let population: Vec<(f64, Vec<f32>)> = (0..agents)
                    .map(|_| {
                        let own = match spread {
                            Normal(scale) => scale * normal(&mut unit),
                            Skewed => ((0..4).map(|_| normal(&mut unit).powi(2)).sum::<f64>() - 4.0) / 8_f64.sqrt(),
                            Seen(values) => {
                                values[(unit() * values.len() as f64) as usize] - values.iter().sum::<f64>() / values.len() as f64
                            }
                        };
                        let value = own + drawn;
                        (value, shared.iter().map(|&off| (value + off) as f32).collect())
                    })
                    .collect();
                let population: Vec<(f64, &[f32])> = population.iter().map(|(value, samples)| (*value, samples.as_slice())).collect();
                let (_, low, high) = pooled(&population);
                held += usize::from(low <= 0.0 && 0.0 <= high);
            }
            let coverage = held as f64 / WORLDS as f64;
            let what = match spread {
                Normal(scale) => format!("agents differ normally by {scale}"),
                Skewed => "skewed".to_owned(),
                Seen(values) => format!("as seen, mean {:.2}", values.iter().sum::<f64>() / values.len() as f64),
            };
            println!("{agents} agents, {what}, levels {levels}: {coverage:.3}");
            assert!(expected.contains(&coverage), "{agents} agents, {what}, levels {levels}: {coverage}");
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
