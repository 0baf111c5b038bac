//! Adam (Kingma and Ba 2015, algorithm 1), with the gradient clipped by its norm beforehand.

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-5;

#[derive(Clone, Debug)]
pub struct Adam {
    /// First and second moments, `[weights]`.
    mean: Vec<f32>,
    square: Vec<f32>,
    /// `beta^t`, for the correction of the moments' start at zero.
    beta1_power: f64,
    beta2_power: f64,
}

impl Adam {
    pub fn new(len: usize) -> Adam {
        Adam { mean: vec![0.0; len], square: vec![0.0; len], beta1_power: 1.0, beta2_power: 1.0 }
    }

    /// One step. A gradient longer than `max_norm` is shortened to it. Returns the norm before.
    pub fn step(&mut self, weights: &mut [f32], gradient: &[f32], learning_rate: f32, max_norm: f32) -> f32 {
        let norm = norm(gradient);
        let scale = if norm > max_norm { max_norm / norm } else { 1.0 };
        self.beta1_power *= f64::from(BETA1);
        self.beta2_power *= f64::from(BETA2);
        let mean_correction = (1.0 / (1.0 - self.beta1_power)) as f32;
        let square_correction = (1.0 / (1.0 - self.beta2_power)) as f32;
        let rates = Rates { scale, rate: learning_rate * mean_correction, square_correction };
        descend(weights, gradient, &mut self.mean, &mut self.square, rates);
        norm
    }
}

#[derive(Clone, Copy)]
struct Rates {
    scale: f32,
    rate: f32,
    square_correction: f32,
}

#[inline(never)]
fn descend(weights: &mut [f32], gradient: &[f32], mean: &mut [f32], square: &mut [f32], rates: Rates) {
    for (((weight, &gradient), mean), square) in weights.iter_mut().zip(gradient).zip(mean).zip(square) {
        let gradient = gradient * rates.scale;
        *mean = BETA1 * *mean + (1.0 - BETA1) * gradient;
        *square = BETA2 * *square + (1.0 - BETA2) * (gradient * gradient);
        *weight -= rates.rate * *mean / ((*square * rates.square_correction).sqrt() + EPSILON);
    }
}

/// Euclidean norm in eight fixed lanes, so that the order of the sum is the same on every machine.
#[inline(never)]
fn norm(values: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for lane in 0..8 {
            lanes[lane] += chunk[lane] * chunk[lane];
        }
    }
    let tail: f32 = rest.iter().map(|value| value * value).sum();
    let sum: f32 = lanes.iter().sum::<f32>() + tail;
    sum.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Algorithm 1 of the paper, word for word, in double precision.
    #[test]
    fn follows_the_published_formulas() {
        let gradients = [[0.3f32, -0.01, 0.0], [0.1, 0.02, -0.2], [-0.5, 0.0, 0.4]];
        let mut weights = [1.0f32, -2.0, 0.5];
        let mut adam = Adam::new(3);
        let (mut theta, mut m, mut v) = ([1.0f64, -2.0, 0.5], [0.0f64; 3], [0.0f64; 3]);
        for (t, gradient) in gradients.iter().enumerate() {
            adam.step(&mut weights, gradient, 0.01, 1e9);
            let t = t as i32 + 1;
            for i in 0..3 {
                let g = f64::from(gradient[i]);
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                let (m_hat, v_hat) = (m[i] / (1.0 - 0.9f64.powi(t)), v[i] / (1.0 - 0.999f64.powi(t)));
                theta[i] -= 0.01 * m_hat / (v_hat.sqrt() + 1e-5);
                assert!((theta[i] - f64::from(weights[i])).abs() < 1e-5, "step {t}, weight {i}: {} and {}", theta[i], weights[i]);
            }
        }
    }

    #[test]
    fn long_gradients_are_shortened() {
        let run = |gradient: [f32; 2], max_norm| {
            let mut weights = [0.0f32; 2];
            let mut adam = Adam::new(2);
            let norm = adam.step(&mut weights, &gradient, 1.0, max_norm);
            (norm, adam.mean)
        };
        let (norm, mean) = run([3.0, 4.0], 0.5);
        assert_eq!(norm, 5.0);
        assert!((mean[0] - 0.03).abs() < 1e-6 && (mean[1] - 0.04).abs() < 1e-6);
    }
}
