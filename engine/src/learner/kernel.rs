//! The batched arithmetic of training: the forward pass, and the gradients of every layer.
//!
//! Every sum runs in one fixed order (over inputs ascending, over samples ascending) and every lane of a vector is a column of
//! the output. So the tiling below changes the speed and never a bit of the result: the naive twins in the tests are equal to
//! the bit, natively and in WebAssembly. No fused multiply-add.
//!
//! Kernels are separate functions that are not inlined: V8 does not replace a running function, so a hot loop inside one long
//! call would stay in its slow tier.

use super::lanes::{F4, LANES};
use super::net::{HEAD, Layout, Shape};

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

    /// `unit`: what the loss counts values in.
    pub fn refresh(&mut self, shape: &Shape, layout: &Layout, weights: &[f32], unit: f32) {
        transpose(&weights[layout.w2..layout.b2], shape.hidden, &mut self.w2);
        transpose(&weights[layout.head..layout.head_bias], HEAD, &mut self.head);
        for weight in &mut self.head[shape.actions * shape.hidden..][..shape.hidden] {
            *weight /= unit;
        }
    }
}

/// `from` is `[rows, columns]`; `to` becomes `[columns, rows]`.
#[inline(never)]
fn transpose(from: &[f32], columns: usize, to: &mut [f32]) {
    let rows = from.len() / columns;
    for c in 0..columns {
        for r in 0..rows {
            to[c * rows + r] = from[r * columns + c];
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
pub fn sum_rows(active: &[u16], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let hidden = out.len();
    assert!(hidden.is_multiple_of(WIDTH) && bias.len() == hidden);
    let mut start = 0;
    while start < hidden {
        // Two tiles of columns at once, because each sum waits for its own last addition; a last single one is summed twice.
        let next = if start + 2 * WIDTH <= hidden { WIDTH } else { 0 };
        // SAFETY: both tiles of columns are left in `bias` and `out`, by the assertion; `row` ends with the second.
        unsafe {
            let (from, to) = (bias.as_ptr().add(start), out.as_mut_ptr().add(start));
            let (mut a, mut b) = (F4::load(from), F4::load(from.add(LANES)));
            let (mut c, mut d) = (F4::load(from.add(next)), F4::load(from.add(next + LANES)));
            for &input in active {
                let at = input as usize * hidden + start;
                let row = w[at..at + next + WIDTH].as_ptr();
                a = a.plus(F4::load(row));
                b = b.plus(F4::load(row.add(LANES)));
                c = c.plus(F4::load(row.add(next)));
                d = d.plus(F4::load(row.add(next + LANES)));
            }
            a.store(to);
            b.store(to.add(LANES));
            c.store(to.add(next));
            d.store(to.add(next + LANES));
        }
        start += next + WIDTH;
    }
}

/// Adds one sample's gradient to the rows of its active inputs.
#[inline(never)]
pub fn scatter(active: &[u16], sample: &[f32], w: &mut [f32]) {
    let hidden = sample.len();
    for &input in active {
        let at = input as usize * hidden;
        add(&mut w[at..at + hidden], sample);
    }
}

/// Sums over samples: `out[column] += sum over rows of values[row, column]`.
#[inline(never)]
fn sum_samples(values: &[f32], out: &mut [f32]) {
    for row in values.chunks_exact(out.len()) {
        add(out, row);
    }
}

/// `to += from`, of one length, a multiple of [`LANES`].
#[inline(always)]
fn add(to: &mut [f32], from: &[f32]) {
    combine(to, from, |to, from| to.plus(from));
}

#[inline(never)]
fn rectify(values: &mut [f32]) {
    assert!(values.len().is_multiple_of(LANES));
    let mut at = 0;
    while at < values.len() {
        // SAFETY: a whole vector is left, by the assertion.
        unsafe {
            let to = values.as_mut_ptr().add(at);
            F4::load(to).rectified().store(to);
        }
        at += LANES;
    }
}

/// The derivative of ReLU: no gradient where the unit was not active.
#[inline(never)]
fn mask(active: &[f32], gradient: &mut [f32]) {
    combine(gradient, active, |gradient, active| gradient.where_positive(active));
}

#[inline(always)]
fn combine(to: &mut [f32], with: &[f32], f: impl Fn(F4, F4) -> F4) {
    assert!(to.len() == with.len() && to.len().is_multiple_of(LANES));
    let mut at = 0;
    while at < to.len() {
        // SAFETY: a whole vector is left in both, by the assertion.
        unsafe {
            let to = to.as_mut_ptr().add(at);
            f(F4::load(to), F4::load(with.as_ptr().add(at))).store(to);
        }
        at += LANES;
    }
}

/// Rows of `out`, WIDTH columns: `bias + x w`. The sums have names because an array of them would live in memory when compiled
/// for size.
macro_rules! tile {
    ($x:expr, $inner:expr, $w:expr, $columns:expr, $bias:expr, $out:expr; $($row:literal $left:ident $right:ident),+) => {{
        let (x, out, mut weights): (*const f32, *mut f32, *const f32) = ($x, $out, $w);
        let (left, right) = (F4::load($bias), F4::load($bias.add(LANES)));
        $(let (mut $left, mut $right) = (left, right);)+
        for i in 0..$inner {
            let (left, right) = (F4::load(weights), F4::load(weights.add(LANES)));
            $(
                let value = F4::splat(*x.add($row * $inner + i));
                $left = $left.plus(value.times(left));
                $right = $right.plus(value.times(right));
            )+
            weights = weights.wrapping_add($columns);
        }
        $(
            $left.store(out.add($row * $columns));
            $right.store(out.add($row * $columns + LANES));
        )+
    }};
}

/// `out = bias + x w`, for `x [rows, inner]`, `w [inner, columns]`.
#[inline(never)]
pub fn affine(x: &[f32], inner: usize, w: &[f32], columns: usize, bias: &[f32], out: &mut [f32]) {
    let rows = x.len() / inner;
    assert!(columns.is_multiple_of(WIDTH) && w.len() >= inner * columns && bias.len() >= columns && out.len() >= rows * columns);
    let mut start = 0;
    while start < columns {
        let mut row = 0;
        while row < rows {
            // SAFETY: rows `row..` of `x` and `out` exist, four of them for the tall tile, and a whole tile of columns from
            // `start` on, by the assertion.
            unsafe {
                let (x, w, bias) = (x.as_ptr().add(row * inner), w.as_ptr().add(start), bias.as_ptr().add(start));
                let out = out.as_mut_ptr().add(row * columns + start);
                if row + 4 <= rows {
                    tile!(x, inner, w, columns, bias, out; 0 a0 b0, 1 a1 b1, 2 a2 b2, 3 a3 b3);
                    row += 4;
                } else {
                    tile!(x, inner, w, columns, bias, out; 0 a0 b0);
                    row += 1;
                }
            }
        }
        start += WIDTH;
    }
}

/// `out = x w`.
fn product(x: &[f32], inner: usize, w: &[f32], columns: usize, out: &mut [f32]) {
    // Starting from zero is not the same as no start: 0 + -0 is 0. One rule for both keeps one kernel.
    const ZEROS: [f32; 256] = [0.0; 256];
    affine(x, inner, w, columns, &ZEROS[..columns], out);
}

/// As [`tile`], but sums over samples: rows of `out`, WIDTH columns, plus `x^T y`.
macro_rules! outer_tile {
    ($x:expr, $inner:expr, $y:expr, $columns:expr, $samples:expr, $out:expr; $($row:literal $left:ident $right:ident),+) => {{
        let (mut x, mut y, out): (*const f32, *const f32, *mut f32) = ($x, $y, $out);
        $(let (mut $left, mut $right) = (F4::load(out.add($row * $columns)), F4::load(out.add($row * $columns + LANES)));)+
        for _ in 0..$samples {
            let (left, right) = (F4::load(y), F4::load(y.add(LANES)));
            $(
                let value = F4::splat(*x.add($row));
                $left = $left.plus(value.times(left));
                $right = $right.plus(value.times(right));
            )+
            x = x.wrapping_add($inner);
            y = y.wrapping_add($columns);
        }
        $(
            $left.store(out.add($row * $columns));
            $right.store(out.add($row * $columns + LANES));
        )+
    }};
}

/// `out += x^T y`, for `x [rows, inner]`, `y [rows, columns]`, `out [inner, columns]`; samples in ascending order.
#[inline(never)]
pub fn outer(x: &[f32], inner: usize, y: &[f32], columns: usize, out: &mut [f32]) {
    let samples = x.len() / inner;
    assert!(inner.is_multiple_of(4) && columns.is_multiple_of(WIDTH) && y.len() >= samples * columns && out.len() >= inner * columns);
    let mut start = 0;
    while start < columns {
        let mut i = 0;
        while i < inner {
            // SAFETY: four columns of `x` from `i` on, a whole tile of columns of `y` and `out` from `start` on, in every
            // sample, by the assertion. The pointers past the last sample are wrapping and never read.
            unsafe {
                let out = out.as_mut_ptr().add(i * columns + start);
                outer_tile!(x.as_ptr().add(i), inner, y.as_ptr().add(start), columns, samples, out; 0 a0 b0, 1 a1 b1, 2 a2 b2, 3 a3 b3);
            }
            i += 4;
        }
        start += WIDTH;
    }
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
        // With one tile of columns, an odd number of them, and an even one.
        for hidden in [8, 24, 32] {
            let net = Net::new(World::CheeseCorner, hidden, true, 5);
            let mut rng = Rng::new(3, Purpose::Rollout, 0);
            let rows: Vec<Vec<u16>> = (0..13).map(|_| (0..net.shape.inputs as u16).filter(|_| rng.chance(0.2)).collect()).collect();
            let rows: Vec<&[u16]> = rows.iter().map(Vec::as_slice).collect();
            let mut acts = Activations::new(hidden);
            forward(&net.shape, &net.shape.layout(), &net.weights, &rows, &mut acts);
            for (row, head) in rows.iter().zip(acts.head.chunks(HEAD)) {
                assert_eq!(bits(head), bits(&net.head(row)), "{hidden} units");
            }
        }
    }
}
