//! Weights that explain answers: logistic regression on differences of clips (Bradley and Terry 1952) with a Gaussian prior, by
//! Newton's method.

use crate::math::{exp64, ln64};

/// Standard deviation of the prior on each weight.
pub const PRIOR: f64 = 2.0;

/// No step is longer in the end; a dozen steps are the rule.
const CLOSE: f64 = 1e-10;
const MOST_STEPS: usize = 100;

/// The most probable weights, and how sure they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// `[columns]`
    pub weights: Vec<f64>,
    /// The inverse of the curvature there, `[columns * columns]`.
    pub covariance: Vec<f64>,
}

/// Of answers, each the difference of two clips (`[columns]`) and how far the first was preferred: 1, 0, or a half where they were the same.
/// `prior`: the standard deviation of each weight.
pub fn fit(answers: &[(Vec<f64>, f64)], columns: usize, prior: f64) -> Fit {
    let precision = 1.0 / (prior * prior);
    let mut weights = vec![0.0; columns];
    let mut value = loss(answers, &weights, precision);
    for _ in 0..MOST_STEPS {
        let (gradient, root) = curvature(answers, &weights, precision);
        let step = solve(&root, &gradient, columns);
        // The loss is convex, so halving a step that overshoots always ends.
        let mut length = 1.0;
        let next = loop {
            let tried: Vec<f64> = weights.iter().zip(&step).map(|(weight, step)| weight - length * step).collect();
            let found = loss(answers, &tried, precision);
            if found <= value || length < CLOSE {
                value = found;
                break tried;
            }
            length *= 0.5;
        };
        let moved = weights.iter().zip(&next).map(|(old, new)| (old - new).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < CLOSE {
            break;
        }
    }
    let (_, root) = curvature(answers, &weights, precision);
    let mut covariance = Vec::with_capacity(columns * columns);
    for column in 0..columns {
        let unit: Vec<f64> = (0..columns).map(|other| f64::from(u8::from(other == column))).collect();
        covariance.extend(solve(&root, &unit, columns));
    }
    Fit { weights, covariance }
}

impl Fit {
    /// How probable it is that the first clip is preferred, by their difference.
    pub fn probability(&self, difference: &[f64]) -> f64 {
        logistic(dot(&self.weights, difference))
    }

    /// What an answer about this difference tells of the weights: the variance of its score, as far as the answer is open (the first term of
    /// its information).
    pub fn information(&self, difference: &[f64]) -> f64 {
        let columns = difference.len();
        let rows = self.covariance.chunks_exact(columns.max(1));
        let variance: f64 = rows.zip(difference).map(|(row, value)| value * dot(row, difference)).sum();
        let p = self.probability(difference);
        p * (1.0 - p) * variance
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn logistic(x: f64) -> f64 {
    // The exponential never overflows.
    let small = exp64(-x.abs());
    if x >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}

/// ln(1 + e^x)
fn softplus(x: f64) -> f64 {
    x.max(0.0) + ln64(1.0 + exp64(-x.abs()))
}

/// The negative logarithm of the posterior, but for a constant.
fn loss(answers: &[(Vec<f64>, f64)], weights: &[f64], precision: f64) -> f64 {
    let of = |(difference, first): &(Vec<f64>, f64)| {
        let score = dot(weights, difference);
        softplus(score) - first * score
    };
    answers.iter().map(of).sum::<f64>() + 0.5 * precision * dot(weights, weights)
}

/// The gradient, and the lower triangle of the Hessian's root (Cholesky), `[columns * columns]`.
fn curvature(answers: &[(Vec<f64>, f64)], weights: &[f64], precision: f64) -> (Vec<f64>, Vec<f64>) {
    let columns = weights.len();
    let mut gradient: Vec<f64> = weights.iter().map(|weight| precision * weight).collect();
    let mut hessian = vec![0.0; columns * columns];
    for column in 0..columns {
        hessian[column * columns + column] = precision;
    }
    for (difference, first) in answers {
        let p = logistic(dot(weights, difference));
        for row in 0..columns {
            gradient[row] += (p - first) * difference[row];
            for column in 0..=row {
                hessian[row * columns + column] += p * (1.0 - p) * difference[row] * difference[column];
            }
        }
    }
    // In place: what stands left and above is done.
    for row in 0..columns {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| hessian[row * columns + k] * hessian[column * columns + k]).sum();
            let rest = hessian[row * columns + column] - known;
            hessian[row * columns + column] = if row == column { rest.sqrt() } else { rest / hessian[column * columns + column] };
        }
    }
    (gradient, hessian)
}

/// Of `root * root^T * x = right`.
fn solve(root: &[f64], right: &[f64], columns: usize) -> Vec<f64> {
    let mut x = right.to_vec();
    for row in 0..columns {
        let known: f64 = (0..row).map(|k| root[row * columns + k] * x[k]).sum();
        x[row] = (x[row] - known) / root[row * columns + row];
    }
    for row in (0..columns).rev() {
        let known: f64 = (row + 1..columns).map(|k| root[k * columns + row] * x[k]).sum();
        x[row] = (x[row] - known) / root[row * columns + row];
    }
    x
}
