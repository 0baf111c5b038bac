//! Least squares of centered logits on several centered columns, of which one slope is read, with its interval.
//!
//! All rows of a state are centered together, so the regression needs no constant. States of one level are no independent witnesses:
//! the interval is by levels as clusters (Liang and Zeger 1986), with Student's t over their number.

use super::Pull;
use crate::judge::student;

/// Fewer states than this say nothing.
const LEAST_STATES: usize = 30;

/// A column of which no more than this share is its own is told by the others.
const OWN: f64 = 1e-9;

/// The part of a regression that depends on no agent.
#[derive(Clone, Debug)]
pub struct Fit {
    states: Vec<u32>,
    /// The columns that count, the one that is read last.
    columns: Vec<usize>,
    /// The lower triangle of the Gram matrix's root, row by row.
    root: Vec<Vec<f64>>,
    /// What each column adds to the slope that is read, `[columns]`: the last row of the inverse.
    weights: Vec<f64>,
}

/// `[rows][width]`, the rows of a state behind one another; `cluster` by state.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    pub values: &'a [f64],
    pub width: usize,
    /// Rows of a state.
    pub actions: usize,
    pub clusters: &'a [u32],
}

impl Table<'_> {
    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    fn rows(&self, states: &[u32]) -> impl Iterator<Item = usize> {
        let actions = self.actions;
        states.iter().flat_map(move |&state| state as usize * actions..(state as usize + 1) * actions)
    }
}

impl Fit {
    /// Of column `of` on these states. None: there are too few, or the column is told by the others.
    pub fn new(table: Table, of: usize, states: Vec<u32>) -> Option<Fit> {
        if states.len() < LEAST_STATES {
            return None;
        }
        let width = table.width;
        let mut gram = vec![0.0; width * width];
        for row in table.rows(&states) {
            let row = table.row(row);
            for i in 0..width {
                for j in 0..=i {
                    gram[i * width + j] += row[i] * row[j];
                }
            }
        }
        let at = |i: usize, j: usize| gram[i.max(j) * width + i.min(j)];
        let (mut columns, mut root): (Vec<usize>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
        for column in (0..width).filter(|&column| column != of).chain([of]) {
            let mut line: Vec<f64> = Vec::with_capacity(columns.len() + 1);
            for (place, &other) in columns.iter().enumerate() {
                let known: f64 = line.iter().zip(&root[place]).map(|(a, b)| a * b).sum();
                line.push((at(column, other) - known) / root[place][place]);
            }
            let own = at(column, column) - line.iter().map(|x| x * x).sum::<f64>();
            if own > OWN * at(column, column) && own > 0.0 {
                line.push(own.sqrt());
                columns.push(column);
                root.push(line);
            }
        }
        if columns.last() != Some(&of) {
            return None;
        }
        let last = columns.len() - 1;
        let mut unit = vec![0.0; columns.len()];
        unit[last] = 1.0;
        let weights = solve(&root, unit);
        Some(Fit { states, columns, root, weights })
    }

    /// `logits`: `[rows]`, centered by state. None: they give no number.
    pub fn pull(&self, table: Table, logits: &[f64]) -> Option<Pull> {
        let mut products = vec![0.0; self.columns.len()];
        for row in table.rows(&self.states) {
            let values = table.row(row);
            for (product, &column) in products.iter_mut().zip(&self.columns) {
                *product += values[column] * logits[row];
            }
        }
        let slopes = solve(&self.root, products);
        let value = *slopes.last()?;
        // By level: what its errors add to the slope.
        let (mut errors, mut clusters): (f64, Vec<(u32, f64)>) = (0.0, Vec::new());
        for &state in &self.states {
            let mut pushed = 0.0;
            let first = state as usize * table.actions;
            for (row, logit) in (first..).zip(&logits[first..first + table.actions]) {
                let values = table.row(row);
                let (mut explained, mut weight) = (0.0, 0.0);
                for ((&column, slope), of) in self.columns.iter().zip(&slopes).zip(&self.weights) {
                    explained += slope * values[column];
                    weight += of * values[column];
                }
                let error = logit - explained;
                errors += error * error;
                pushed += weight * error;
            }
            let cluster = table.clusters[state as usize];
            match clusters.last_mut().filter(|(last, _)| *last == cluster) {
                Some((_, sum)) => *sum += pushed,
                None => clusters.push((cluster, pushed)),
            }
        }
        clusters.sort_by_key(|(cluster, _)| *cluster);
        let sums = clusters.chunk_by(|a, b| a.0 == b.0).map(|same| same.iter().map(|(_, sum)| sum).sum::<f64>());
        let (count, squares) = sums.fold((0.0, 0.0), |(count, squares), sum| (count + 1.0, squares + sum * sum));
        // Where there is one level only, nothing was drawn but its states.
        let half = if count > 1.0 { student(count - 1.0) * (squares * count / (count - 1.0)).sqrt() } else { 0.0 };
        let last = self.weights[self.weights.len() - 1];
        let scale = (value * value + errors * last).sqrt();
        let r = if scale > 0.0 { value / scale } else { 0.0 };
        let pull = Pull { value, low: value - half, high: value + half, r, states: self.states.len() as u32 };
        [pull.value, pull.low, pull.high, pull.r].iter().all(|it| it.is_finite()).then_some(pull)
    }
}

/// `x` with `root root^T x = b`.
fn solve(root: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    for i in 0..b.len() {
        let known: f64 = (0..i).map(|j| root[i][j] * b[j]).sum();
        b[i] = (b[i] - known) / root[i][i];
    }
    for i in (0..b.len()).rev() {
        let known: f64 = (i + 1..b.len()).map(|j| root[j][i] * b[j]).sum();
        b[i] = (b[i] - known) / root[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    const ACTIONS: usize = 4;

    /// Columns centered by state.
    fn centered(width: usize, states: usize, mut value: impl FnMut(usize, usize) -> f64) -> Vec<f64> {
        let mut values: Vec<f64> = (0..states * ACTIONS * width).map(|at| value(at / width, at % width)).collect();
        for state in values.chunks_exact_mut(ACTIONS * width) {
            for column in 0..width {
                let mean = (0..ACTIONS).map(|action| state[action * width + column]).sum::<f64>() / ACTIONS as f64;
                (0..ACTIONS).for_each(|action| state[action * width + column] -= mean);
            }
        }
        values
    }

    #[test]
    fn known_slopes_are_found_and_their_intervals_cover() {
        const STATES: usize = 160;
        let mut rng = Rng::new(1, Purpose::Rollout, 0);
        let clusters: Vec<u32> = (0..STATES as u32).map(|state| state / 4).collect();
        let (mut held, mut width_of) = (0, 0.0);
        const WORLDS: u32 = 400;
        for _ in 0..WORLDS {
            // Two columns that go together, and errors that whole levels share along the second.
            let mut shared = vec![(0.0, 0.0); ACTIONS * STATES];
            let mut level = (0.0, 0.0);
            for (row, shared) in shared.iter_mut().enumerate() {
                if row % (4 * ACTIONS) == 0 {
                    level = (f64::from(rng.normal()), 0.0);
                }
                *shared = (level.0, f64::from(rng.normal()));
            }
            let values = centered(2, STATES, |row, column| shared[row].1 + column as f64 * f64::from(rng.normal()));
            let table = Table { values: &values, width: 2, actions: ACTIONS, clusters: &clusters };
            let logits: Vec<f64> = (0..STATES * ACTIONS)
                .map(|row| 3.0 * values[2 * row] + (-2.0 + shared[row].0) * values[2 * row + 1] + f64::from(rng.normal()))
                .collect();
            let logits = centered(1, STATES, |row, _| logits[row]);
            let pull = |of: usize| Fit::new(table, of, (0..STATES as u32).collect()).unwrap().pull(table, &logits).unwrap();
            let (first, second) = (pull(0), pull(1));
            assert!((first.value - 3.0).abs() < 1.0 && first.r > 0.5 && second.r < 0.0, "{first:?} {second:?}");
            held += u32::from(second.low <= -2.0 && -2.0 <= second.high);
            width_of += second.high - second.low;
        }
        let coverage = f64::from(held) / f64::from(WORLDS);
        assert!((0.91..=0.98).contains(&coverage), "{coverage}, mean width {}", width_of / f64::from(WORLDS));
    }

    #[test]
    fn what_others_tell_has_no_slope_and_few_states_say_nothing() {
        let mut rng = Rng::new(2, Purpose::Rollout, 0);
        let own = centered(1, 40, |_, _| f64::from(rng.normal()));
        // The third is the sum of the first two, the fourth never changes.
        let other = centered(1, 40, |_, _| f64::from(rng.normal()));
        let values: Vec<f64> = own.iter().zip(&other).flat_map(|(a, b)| [*a, *b, a + b, 0.0]).collect();
        let table = Table { values: &values, width: 4, actions: ACTIONS, clusters: &[0; 40] };
        let fits: Vec<bool> = (0..4).map(|of| Fit::new(table, of, (0..40).collect()).is_some()).collect();
        assert_eq!(fits, [false, false, false, false]);
        let pair: Vec<f64> = own.iter().zip(&other).flat_map(|(a, b)| [*a, *b]).collect();
        let table = Table { values: &pair, width: 2, ..table };
        assert!(Fit::new(table, 0, (0..29).collect()).is_none());
        let fit = Fit::new(table, 0, (0..30).collect()).unwrap();
        assert!(fit.pull(table, &vec![f64::NAN; 160]).is_none());
        let exact = fit.pull(table, &own).unwrap();
        assert!((exact.value - 1.0).abs() < 1e-9 && exact.low == exact.value && (exact.r - 1.0).abs() < 1e-6, "{exact:?}");
    }
}
