//! The batched arithmetic of training: the forward pass, and the gradients of every layer.
//!
//! Every sum runs in one fixed order (over inputs ascending, over samples ascending) and every lane of a vector is a column of
//! the output. So the tiling below changes the speed and never a bit of the result: the naive twins in the tests are equal to
//! the bit, natively and in WebAssembly. No fused multiply-add.
//!
//! Kernels are separate functions that are not inlined: V8 does not replace a running function, so a hot loop inside one long
//! call would stay in its slow tier.

use super::net::{HEAD, Layout, Shape, relu};

/// Samples that pass through the net together; their activations fit the first-level cache.
pub const ROWS: usize = 64;

/// Columns of one tile: two vectors of four.
const WIDTH: usize = 8;

/// Activations of up to [`ROWS`] samples.
#[derive(Clone, Debug)]
pub struct Activations {
    /// After the first ReLU, `[rows, hidden]`.
    pub first: Vec<f32>,
    /// After the second ReLU, `[rows, hidden]`.
    pub second: Vec<f32>,
    /// Logits and value, `[rows, HEAD]`.
    pub head: Vec<f32>,
    /// Gradient at the head, `[rows, HEAD]`; the loss fills it.
    pub head_gradient: Vec<f32>,
    /// Gradient at a hidden layer, `[rows, hidden]`, second and first.
    second_gradient: Vec<f32>,
    first_gradient: Vec<f32>,
}

impl Activations {
    pub fn new(hidden: usize) -> Activations {
        let zeros = |width: usize| vec![0.0; ROWS * width];
        Activations {
            first: zeros(hidden),
            second: zeros(hidden),
            head: zeros(HEAD),
            head_gradient: zeros(HEAD),
            second_gradient: zeros(hidden),
            first_gradient: zeros(hidden),
        }
    }
}

/// `w2` and the head transposed, for the way back. Refresh after every change of the weights.
#[derive(Clone, Debug)]
pub struct Transposed {
    /// `[hidden, hidden]`
    w2: Vec<f32>,
    /// `[HEAD, hidden]`
    head: Vec<f32>,
}

impl Transposed {
    pub fn new(hidden: usize) -> Transposed {
        Transposed { w2: vec![0.0; hidden * hidden], head: vec![0.0; HEAD * hidden] }
    }

    pub fn refresh(&mut self, shape: &Shape, layout: &Layout, weights: &[f32]) {
        transpose(&weights[layout.w2..layout.b2], shape.hidden, &mut self.w2);
        transpose(&weights[layout.head..layout.head_bias], HEAD, &mut self.head);
    }
}

/// `from` is `[rows, columns]`; `to` becomes `[columns, rows]`.
#[inline(never)]
fn transpose(from: &[f32], columns: usize, to: &mut [f32]) {
    let rows = from.len() / columns;
    for (r, row) in from.chunks_exact(columns).enumerate() {
        for (c, &value) in row.iter().enumerate() {
            to[c * rows + r] = value;
        }
    }
}

/// The forward pass for `rows.len()` samples (at most [`ROWS`]); each row is the list of its active inputs, ascending.
pub fn forward(shape: &Shape, layout: &Layout, weights: &[f32], rows: &[&[u16]], acts: &mut Activations) {
    let (n, hidden) = (rows.len(), shape.hidden);
    for (row, out) in rows.iter().zip(acts.first.chunks_exact_mut(hidden)) {
        sum_rows(row, &weights[layout.w1..layout.b1], &weights[layout.b1..layout.w2], out);
    }
    rectify(&mut acts.first[..n * hidden]);
    affine(&acts.first[..n * hidden], hidden, &weights[layout.w2..layout.b2], hidden, &weights[layout.b2..layout.head], &mut acts.second);
    rectify(&mut acts.second[..n * hidden]);
    affine(
        &acts.second[..n * hidden],
        hidden,
        &weights[layout.head..layout.head_bias],
        HEAD,
        &weights[layout.head_bias..layout.len],
        &mut acts.head,
    );
}

/// Adds the gradients of these samples to `gradient` (`[layout.len]`), given `acts` from [`forward`] and its `head_gradient`.
pub fn backward(shape: &Shape, layout: &Layout, transposed: &Transposed, rows: &[&[u16]], acts: &mut Activations, gradient: &mut [f32]) {
    let (n, hidden) = (rows.len(), shape.hidden);
    let head_gradient = &acts.head_gradient[..n * HEAD];
    let (first, second) = (&acts.first[..n * hidden], &acts.second[..n * hidden]);

    outer(second, hidden, head_gradient, HEAD, &mut gradient[layout.head..layout.head_bias]);
    sum_samples(head_gradient, &mut gradient[layout.head_bias..layout.len]);
    product(head_gradient, HEAD, &transposed.head, hidden, &mut acts.second_gradient);
    let second_gradient = &mut acts.second_gradient[..n * hidden];
    mask(second, second_gradient);

    outer(first, hidden, second_gradient, hidden, &mut gradient[layout.w2..layout.b2]);
    sum_samples(second_gradient, &mut gradient[layout.b2..layout.head]);
    product(second_gradient, hidden, &transposed.w2, hidden, &mut acts.first_gradient);
    let first_gradient = &mut acts.first_gradient[..n * hidden];
    mask(first, first_gradient);

    sum_samples(first_gradient, &mut gradient[layout.b1..layout.w2]);
    let w1 = &mut gradient[layout.w1..layout.b1];
    for (row, sample) in rows.iter().zip(first_gradient.chunks_exact(hidden)) {
        scatter(row, sample, w1);
    }
}

/// `out = bias + sum of the active rows of w`; `w` is `[inputs, out.len()]`.
#[inline(never)]
fn sum_rows(active: &[u16], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let hidden = out.len();
    for start in (0..hidden).step_by(WIDTH) {
        let mut sum = load(bias, start);
        for &input in active {
            let row = load(w, input as usize * hidden + start);
            for lane in 0..WIDTH {
                sum[lane] += row[lane];
            }
        }
        out[start..start + WIDTH].copy_from_slice(&sum);
    }
}

/// Adds one sample's gradient to the rows of its active inputs.
#[inline(never)]
fn scatter(active: &[u16], sample: &[f32], w: &mut [f32]) {
    let hidden = sample.len();
    for &input in active {
        let row = &mut w[input as usize * hidden..][..hidden];
        for (weight, value) in row.iter_mut().zip(sample) {
            *weight += value;
        }
    }
}

#[inline(never)]
fn rectify(values: &mut [f32]) {
    for value in values {
        *value = relu(*value);
    }
}

/// The derivative of ReLU: no gradient where the unit was not active.
#[inline(never)]
fn mask(active: &[f32], gradient: &mut [f32]) {
    for (gradient, &active) in gradient.iter_mut().zip(active) {
        *gradient = if active > 0.0 { *gradient } else { 0.0 };
    }
}

/// Sums over samples: `out[column] += sum over rows of values[row, column]`.
#[inline(never)]
fn sum_samples(values: &[f32], out: &mut [f32]) {
    for row in values.chunks_exact(out.len()) {
        for (sum, value) in out.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// `out = bias + x w`, for `x [rows, inner]`, `w [inner, columns]`.
#[inline(never)]
fn affine(x: &[f32], inner: usize, w: &[f32], columns: usize, bias: &[f32], out: &mut [f32]) {
    let rows = x.len() / inner;
    for start in (0..columns).step_by(WIDTH) {
        let bias = load(bias, start);
        let mut row = 0;
        while row + 4 <= rows {
            tile::<4>(x, inner, w, columns, row, start, bias, out);
            row += 4;
        }
        while row < rows {
            tile::<1>(x, inner, w, columns, row, start, bias, out);
            row += 1;
        }
    }
}

/// `out = x w`.
fn product(x: &[f32], inner: usize, w: &[f32], columns: usize, out: &mut [f32]) {
    // Starting from zero is not the same as no start: 0 + -0 is 0. One rule for both keeps one kernel.
    const ZEROS: [f32; 256] = [0.0; 256];
    affine(x, inner, w, columns, &ZEROS[..columns], out);
}

/// R rows of `out`, WIDTH columns from `start`; the sums stay in registers.
#[inline(always)]
#[allow(clippy::too_many_arguments)] // a kernel: plain operands, no struct between it and its registers
fn tile<const R: usize>(x: &[f32], inner: usize, w: &[f32], columns: usize, row: usize, start: usize, bias: [f32; WIDTH], out: &mut [f32]) {
    let mut sums = [bias; R];
    let samples: [&[f32]; R] = std::array::from_fn(|r| &x[(row + r) * inner..][..inner]);
    for (i, weights) in w.chunks_exact(columns).enumerate().take(inner) {
        let weights = load(weights, start);
        for r in 0..R {
            let value = samples[r][i];
            for lane in 0..WIDTH {
                sums[r][lane] += value * weights[lane];
            }
        }
    }
    for r in 0..R {
        out[(row + r) * columns + start..][..WIDTH].copy_from_slice(&sums[r]);
    }
}

/// `out += x^T y`, for `x [rows, inner]`, `y [rows, columns]`, `out [inner, columns]`; samples in ascending order.
#[inline(never)]
fn outer(x: &[f32], inner: usize, y: &[f32], columns: usize, out: &mut [f32]) {
    for start in (0..columns).step_by(WIDTH) {
        for i in (0..inner).step_by(4) {
            let mut sums: [[f32; WIDTH]; 4] = std::array::from_fn(|r| load(out, (i + r) * columns + start));
            for (x, y) in x.chunks_exact(inner).zip(y.chunks_exact(columns)) {
                let y = load(y, start);
                let x: [f32; 4] = x[i..i + 4].try_into().expect("four columns");
                for r in 0..4 {
                    for lane in 0..WIDTH {
                        sums[r][lane] += x[r] * y[lane];
                    }
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                out[(i + r) * columns + start..][..WIDTH].copy_from_slice(sum);
            }
        }
    }
}

#[inline(always)]
fn load(from: &[f32], start: usize) -> [f32; WIDTH] {
    from[start..start + WIDTH].try_into().expect("a slice of WIDTH")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::World;
    use crate::learner::Net;
    use crate::rng::{Purpose, Rng};
    use proptest::prelude::*;

    fn random(rng: &mut Rng, n: usize) -> Vec<f32> {
        (0..n).map(|_| if rng.chance(0.2) { 0.0 } else { rng.normal() }).collect()
    }

    fn naive_affine(x: &[f32], inner: usize, w: &[f32], columns: usize, bias: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        for row in x.chunks(inner) {
            for c in 0..columns {
                let mut sum = bias[c];
                for i in 0..inner {
                    sum += row[i] * w[i * columns + c];
                }
                out.push(sum);
            }
        }
        out
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn kernels_equal_their_naive_twins_to_the_bit(rows in 1usize..ROWS, inner in 1usize..9, columns in 1usize..9, seed in 0u64..1000) {
            let (inner, columns) = (inner * 8, columns * 8);
            let mut rng = Rng::new(seed, Purpose::Rollout, 0);
            let (x, w, bias) = (random(&mut rng, rows * inner), random(&mut rng, inner * columns), random(&mut rng, columns));
            let mut out = vec![0.0; rows * columns];
            affine(&x, inner, &w, columns, &bias, &mut out);
            prop_assert_eq!(bits(&out), bits(&naive_affine(&x, inner, &w, columns, &bias)));

            let y = random(&mut rng, rows * columns);
            let before = random(&mut rng, inner * columns);
            let (mut fast, mut naive) = (before.clone(), before);
            outer(&x, inner, &y, columns, &mut fast);
            for i in 0..inner {
                for c in 0..columns {
                    for r in 0..rows {
                        naive[i * columns + c] += x[r * inner + i] * y[r * columns + c];
                    }
                }
            }
            prop_assert_eq!(bits(&fast), bits(&naive));
        }
    }

    #[test]
    fn the_batch_equals_the_single_forward_pass() {
        let net = Net::new(World::CheeseCorner, 32, true, 5);
        let mut rng = Rng::new(3, Purpose::Rollout, 0);
        let rows: Vec<Vec<u16>> = (0..13).map(|_| (0..net.shape.inputs as u16).filter(|_| rng.chance(0.2)).collect()).collect();
        let rows: Vec<&[u16]> = rows.iter().map(Vec::as_slice).collect();
        let mut acts = Activations::new(32);
        forward(&net.shape, &net.shape.layout(), &net.weights, &rows, &mut acts);
        for (row, head) in rows.iter().zip(acts.head.chunks(HEAD)) {
            assert_eq!(bits(head), bits(&net.head(row)));
        }
    }
}
