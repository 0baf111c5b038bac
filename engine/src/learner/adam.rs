//! Adam (Kingma and Ba 2015, algorithm 1), with the gradient clipped by its norm beforehand.

use super::lanes::{F4, LANES, Vector, widest};

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

widest! {
    fn descend(weights: &mut [f32], gradient: &[f32], mean: &mut [f32], square: &mut [f32], rates: Rates) = descend_in;
}

#[inline(always)]
fn descend_in<V: Vector>(weights: &mut [f32], gradient: &[f32], mean: &mut [f32], square: &mut [f32], rates: Rates) {
    let len = weights.len();
    assert!(gradient.len() == len && mean.len() == len && square.len() == len);
    let mut at = 0;
    while at + V::LANES <= len {
        // SAFETY: a whole vector is left in each, by the condition and the assertion.
        unsafe {
            let (weight, mean, square) = (weights.as_mut_ptr().add(at), mean.as_mut_ptr().add(at), square.as_mut_ptr().add(at));
            let gradient = V::load(gradient.as_ptr().add(at)).times(V::splat(rates.scale));
            let m = V::splat(BETA1).times(V::load(mean)).plus(V::splat(1.0 - BETA1).times(gradient));
            let v = V::splat(BETA2).times(V::load(square)).plus(V::splat(1.0 - BETA2).times(gradient.times(gradient)));
            let deviation = v.times(V::splat(rates.square_correction)).sqrt().plus(V::splat(EPSILON));
            m.store(mean);
            v.store(square);
            V::load(weight).minus(V::splat(rates.rate).times(m).over(deviation)).store(weight);
        }
        at += V::LANES;
    }
    // The same for what no vector covers.
    while at < len {
        let gradient = gradient[at] * rates.scale;
        mean[at] = BETA1 * mean[at] + (1.0 - BETA1) * gradient;
        square[at] = BETA2 * square[at] + (1.0 - BETA2) * (gradient * gradient);
        weights[at] -= rates.rate * mean[at] / ((square[at] * rates.square_correction).sqrt() + EPSILON);
        at += 1;
    }
}

/// Euclidean norm in eight fixed lanes, so that the order of the sum is the same on every machine.
#[inline(never)]
fn norm(values: &[f32]) -> f32 {
    let (mut low, mut high) = (F4::splat(0.0), F4::splat(0.0));
    let mut at = 0;
    let mut lanes = [0.0f32; 2 * LANES];
    // SAFETY: two whole vectors are left, by the condition; `lanes` holds two.
    unsafe {
        while at + 2 * LANES <= values.len() {
            let (a, b) = (F4::load(values.as_ptr().add(at)), F4::load(values.as_ptr().add(at + LANES)));
            low = low.plus(a.times(a));
            high = high.plus(b.times(b));
            at += 2 * LANES;
        }
        low.store(lanes.as_mut_ptr());
        high.store(lanes.as_mut_ptr().add(LANES));
    }
    let tail: f32 = values[at..].iter().map(|value| value * value).sum();
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
