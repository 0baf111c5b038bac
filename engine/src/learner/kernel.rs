//! The batched arithmetic of training: the forward pass, and the gradients of every layer.
//!
//! Every product is a sum of rows: of weights, over the units that are on, or of samples, over those in which a unit is on. About half
//! of the units are off (ReLU), so bits say which are not, and the others cost nothing. A sum stays in registers until it is done.
//!
//! Every sum runs in one fixed order (over inputs ascending, over samples ascending) and every lane of a vector is a column of
//! the output. So neither tiles nor what is left out change a bit of the result: to a sum that is no -0, a product with 0 adds nothing.
//! The naive twins in the tests are equal to the bit, natively and in WebAssembly. No fused multiply-add.
//!
//! Kernels are separate functions that are not inlined: V8 does not replace a running function, so a hot loop inside one long
//! call would stay in its slow tier.

use super::lanes::{Vector, widest};
use super::net::{HEAD, Layout, Shape};

/// Samples that pass through the net together: their activations fit the first-level cache, and a word has a bit for each.
pub const ROWS: usize = WORD;

/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// All widths are multiples of this.
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
    /// Which units are on, `[rows, words(hidden)]`.
    first_on: Vec<u64>,
    second_on: Vec<u64>,
    /// By unit of a layer, the samples in which it is on, `[words(hidden) * WORD]`.
    samples: Vec<u64>,
    /// By input, the same.
    input_samples: Vec<u64>,
}

impl Activations {
    pub fn new(shape: &Shape) -> Activations {
        let (zeros, words) = (|width: usize| vec![0.0; ROWS * width], words(shape.hidden));
        Activations {
            first: zeros(shape.hidden),
            second: zeros(shape.hidden),
            head: zeros(HEAD),
            head_gradient: zeros(HEAD),
            second_gradient: zeros(shape.hidden),
            first_gradient: zeros(shape.hidden),
            first_on: vec![0; ROWS * words],
            second_on: vec![0; ROWS * words],
            samples: vec![0; words * WORD],
            input_samples: vec![0; shape.inputs],
        }
    }
}

/// Words that have a bit for each unit.
pub fn words(units: usize) -> usize {
    units.div_ceil(WORD)
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
    let (first, second) = (&mut acts.first[..n * hidden], &mut acts.second[..n * hidden]);
    rectify(first, hidden, &mut acts.first_on);
    affine(first, hidden, &acts.first_on, &weights[layout.w2..layout.b2], &weights[layout.b2..layout.head], second);
    rectify(second, hidden, &mut acts.second_on);
    let (head, bias) = (&weights[layout.head..layout.head_bias], &weights[layout.head_bias..layout.len]);
    affine(second, hidden, &acts.second_on, head, bias, &mut acts.head[..n * HEAD]);
}

/// Adds the gradients of these samples to `gradient` (`[layout.len]`), given `acts` from [`forward`] and its `head_gradient`.
pub fn backward(shape: &Shape, layout: &Layout, transposed: &Transposed, rows: &[&[u16]], acts: &mut Activations, gradient: &mut [f32]) {
    // Starting from zero is not the same as no start: 0 + -0 is 0. One rule for both keeps one kernel.
    const ZEROS: [f32; 256] = [0.0; 256];
    let (n, hidden) = (rows.len(), shape.hidden);
    let head_gradient = &acts.head_gradient[..n * HEAD];
    let (first, second) = (&acts.first[..n * hidden], &acts.second[..n * hidden]);
    let samples = &mut acts.samples;

    samples_by_unit(&acts.second_on, n, samples);
    outer(second, hidden, samples, head_gradient, HEAD, &mut gradient[layout.head..layout.head_bias]);
    sum_samples(n, head_gradient, &mut gradient[layout.head_bias..layout.len]);
    let second_gradient = &mut acts.second_gradient[..n * hidden];
    let trained = [(1 << (shape.actions + 1)) - 1; ROWS];
    affine(head_gradient, HEAD, &trained, &transposed.head, &ZEROS[..hidden], second_gradient);
    mask(second, second_gradient);

    samples_by_unit(&acts.first_on, n, samples);
    outer(first, hidden, samples, second_gradient, hidden, &mut gradient[layout.w2..layout.b2]);
    sum_samples(n, second_gradient, &mut gradient[layout.b2..layout.head]);
    let first_gradient = &mut acts.first_gradient[..n * hidden];
    affine(second_gradient, hidden, &acts.second_on, &transposed.w2, &ZEROS[..hidden], first_gradient);
    mask(first, first_gradient);

    sum_samples(n, first_gradient, &mut gradient[layout.b1..layout.w2]);
    scatter(rows, first_gradient, hidden, &mut acts.input_samples, &mut gradient[layout.w1..layout.b1]);
}

/// `out = bias + x w`, for `x [rows, inner]`, `w [inner, columns]`; `on`: where `x` counts, `[rows, words(inner)]`, elsewhere it is 0.
pub fn affine(x: &[f32], inner: usize, on: &[u64], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let (columns, words) = (bias.len(), words(inner));
    for (row, out) in out.chunks_exact_mut(columns).enumerate() {
        for word in 0..words {
            let first = word * WORD;
            let start = if word == 0 { Some(bias) } else { None };
            sum_scaled(on[row * words + word], &x[row * inner + first..], 1, &w[first * columns..], start, out);
        }
    }
}

/// `out += x^T y`, for `x [rows, inner]`, `y [rows, columns]`, `out [inner, columns]`; `samples`: by column of `x` the rows in which it
/// counts, elsewhere it is 0.
pub fn outer(x: &[f32], inner: usize, samples: &[u64], y: &[f32], columns: usize, out: &mut [f32]) {
    for (i, out) in out.chunks_exact_mut(columns).enumerate() {
        sum_scaled(samples[i], &x[i..], inner, y, None, out);
    }
}

/// Adds the gradient of each sample to the rows of its active inputs; `samples` is room for a word an input.
pub fn scatter(rows: &[&[u16]], gradient: &[f32], hidden: usize, samples: &mut [u64], w: &mut [f32]) {
    mark(rows, samples);
    for (samples, out) in samples.iter().zip(w.chunks_exact_mut(hidden)) {
        if *samples != 0 {
            sum_marked(*samples, gradient, out);
        }
    }
}

/// By input, the samples in which it is on.
#[inline(never)]
fn mark(rows: &[&[u16]], samples: &mut [u64]) {
    samples.fill(0);
    for (i, row) in rows.iter().enumerate() {
        for &input in *row {
            samples[input as usize] |= 1 << i;
        }
    }
}

/// Sums over `n` samples: `out[column] += sum over rows of values[row, column]`.
fn sum_samples(n: usize, values: &[f32], out: &mut [f32]) {
    sum_marked(u64::MAX >> (WORD - n), values, out);
}

widest! {
    /// ReLU, and which units are on, `[rows, words(hidden)]`.
    fn rectify(values: &mut [f32], hidden: usize, on: &mut [u64]) = rectify_in;
}

#[inline(always)]
fn rectify_in<V: Vector>(values: &mut [f32], hidden: usize, on: &mut [u64]) {
    assert!(hidden.is_multiple_of(WIDTH));
    for (row, on) in values.chunks_exact_mut(hidden).zip(on.chunks_exact_mut(words(hidden))) {
        for (word, on) in on.iter_mut().enumerate() {
            let (mut bits, mut at) = (0, word * WORD);
            let end = hidden.min(at + WORD);
            let mut place = 0;
            while at < end {
                // SAFETY: a whole vector is left, by the assertion.
                let rectified = unsafe {
                    let to = row.as_mut_ptr().add(at);
                    let rectified = V::load(to).rectified();
                    rectified.store(to);
                    rectified
                };
                bits |= rectified.on() << place;
                place += V::LANES;
                at += V::LANES;
            }
            *on = bits;
        }
    }
}

widest! {
    /// The derivative of ReLU: no gradient where the unit was not active.
    fn mask(active: &[f32], gradient: &mut [f32]) = mask_in;
}

#[inline(always)]
fn mask_in<V: Vector>(active: &[f32], gradient: &mut [f32]) {
    assert!(active.len() == gradient.len() && active.len().is_multiple_of(WIDTH));
    let mut at = 0;
    while at < active.len() {
        // SAFETY: a whole vector is left in both, by the assertion.
        unsafe {
            let to = gradient.as_mut_ptr().add(at);
            V::load(to).where_positive(V::load(active.as_ptr().add(at))).store(to);
        }
        at += V::LANES;
    }
}

/// Turns bits around: of `n` samples' words `on`, `[n, words]`, into a word of samples for each unit.
#[inline(never)]
fn samples_by_unit(on: &[u64], n: usize, samples: &mut [u64]) {
    let words = samples.len() / WORD;
    for (word, square) in samples.as_chunks_mut::<WORD>().0.iter_mut().enumerate() {
        for row in 0..WORD {
            square[row] = if row < n { on[row * words + word] } else { 0 };
        }
        transpose_bits(square);
    }
}

/// Square by square, from half the width down to 1, the upper right and the lower left change places.
fn transpose_bits(rows: &mut [u64; WORD]) {
    let (mut width, mut low) = (WORD / 2, u64::MAX >> (WORD / 2));
    while width > 0 {
        let mut row = 0;
        while row < WORD {
            let differs = ((rows[row] >> width) ^ rows[row + width]) & low;
            rows[row] ^= differs << width;
            rows[row + width] ^= differs;
            row = (row + width + 1) & !width;
        }
        width /= 2;
        low ^= low << width;
    }
}

/// Which rows of a matrix are added up, in their order.
trait Rows<V: Vector>: Copy {
    /// The next row, and its factor.
    fn next(&mut self) -> Option<(usize, V)>;

    fn times(row: V, factor: V) -> V;
}

/// Rows whose bits are set, row `k` times the number `k * stride` bytes behind `x`.
#[derive(Clone, Copy)]
struct Scaled {
    on: u64,
    x: *const f32,
    stride: usize,
}

/// Rows whose bits are set.
#[derive(Clone, Copy)]
struct Marked(u64);

/// Rows that are listed; a matrix has so many.
#[derive(Clone, Copy)]
struct Listed<'a>(&'a [u16], usize);

impl<V: Vector> Rows<V> for Scaled {
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, V)> {
        let row = next_bit(&mut self.on)?;
        // SAFETY: whoever makes this has a number for each bit.
        Some((row, V::splat(unsafe { *self.x.byte_add(row * self.stride) })))
    }

    #[inline(always)]
    fn times(row: V, factor: V) -> V {
        row.times(factor)
    }
}

impl<V: Vector> Rows<V> for Marked {
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, V)> {
        Some((next_bit(&mut self.0)?, V::splat(1.0)))
    }

    #[inline(always)]
    fn times(row: V, _one: V) -> V {
        row
    }
}

impl<V: Vector> Rows<V> for Listed<'_> {
    #[inline(always)]
    fn next(&mut self) -> Option<(usize, V)> {
        let [row, rest @ ..] = self.0 else { return None };
        self.0 = rest;
        assert!((*row as usize) < self.1);
        Some((*row as usize, V::splat(1.0)))
    }

    #[inline(always)]
    fn times(row: V, _one: V) -> V {
        row
    }
}

/// Takes the lowest bit away.
#[inline(always)]
fn next_bit(bits: &mut u64) -> Option<usize> {
    if *bits == 0 {
        return None;
    }
    let lowest = bits.trailing_zeros() as usize;
    *bits &= *bits - 1;
    Some(lowest)
}

/// Tiles of columns, as long as there are whole ones. The sums have names because an array of them would live in memory when compiled
/// for size.
macro_rules! tiles {
    ($rows:expr, $w:expr, $columns:expr, $start:expr, $out:expr, $at:ident; $($place:literal $sum:ident)+) => {{
        let width = [$($place),+].len() * V::LANES;
        let pitch = $columns * size_of::<f32>();
        while $at + width <= $columns {
            let (mut rows, w, start, out) = ($rows, $w.add($at), $start.add($at), $out.add($at));
            $(let mut $sum = V::load(start.add($place * V::LANES));)+
            while let Some((row, factor)) = rows.next() {
                let row = w.byte_add(row * pitch);
                $($sum = $sum.plus(R::times(V::load(row.add($place * V::LANES)), factor));)+
            }
            $($sum.store(out.add($place * V::LANES));)+
            $at += width;
        }
    }};
}

/// `out = start + the rows of w`, in tiles of columns. Without a start, what is in `out` is it.
///
/// # Safety
/// `w` has all these rows, each as wide as `out`, a multiple of [`WIDTH`].
#[inline(always)]
unsafe fn sum<V: Vector, R: Rows<V>>(rows: R, w: &[f32], start: Option<&[f32]>, out: &mut [f32]) {
    let (columns, w, out) = (out.len(), w.as_ptr(), out.as_mut_ptr());
    let start = start.map_or(out.cast_const(), |start| start[..columns].as_ptr());
    let mut at = 0;
    // SAFETY: a whole tile of columns is left, by the conditions and the caller's promise.
    unsafe {
        tiles!(rows, w, columns, start, out, at; 0 a 1 b 2 c 3 d 4 e 5 f 6 g 7 h);
        tiles!(rows, w, columns, start, out, at; 0 a 1 b);
        if V::LANES == WIDTH {
            tiles!(rows, w, columns, start, out, at; 0 a);
        }
    }
}

widest! {
    /// `out = start + the sum over the bits k of on of x[k * stride] w[k]`, for `w [.., columns]`.
    fn sum_scaled(on: u64, x: &[f32], stride: usize, w: &[f32], start: Option<&[f32]>, out: &mut [f32]) = sum_scaled_in;
}

#[inline(always)]
fn sum_scaled_in<V: Vector>(on: u64, x: &[f32], stride: usize, w: &[f32], start: Option<&[f32]>, out: &mut [f32]) {
    let (columns, rows) = (out.len(), WORD - on.leading_zeros() as usize);
    assert!(columns.is_multiple_of(WIDTH) && w.len() >= rows * columns && (rows == 0 || x.len() > (rows - 1) * stride));
    // SAFETY: by the assertion there is a row and a number for each bit.
    unsafe { sum::<V, _>(Scaled { on, x: x.as_ptr(), stride: stride * size_of::<f32>() }, w, start, out) }
}

widest! {
    /// `out += the sum over the bits k of on of values[k]`, for `values [.., columns]`.
    fn sum_marked(on: u64, values: &[f32], out: &mut [f32]) = sum_marked_in;
}

#[inline(always)]
fn sum_marked_in<V: Vector>(on: u64, values: &[f32], out: &mut [f32]) {
    assert!(out.len().is_multiple_of(WIDTH) && values.len() >= (WORD - on.leading_zeros() as usize) * out.len());
    // SAFETY: by the assertion there is a row for each bit.
    unsafe { sum::<V, _>(Marked(on), values, None, out) }
}

widest! {
    /// `out = bias + sum of the active rows of w`; `w` is `[inputs, out.len()]`.
    pub fn sum_rows(active: &[u16], w: &[f32], bias: &[f32], out: &mut [f32]) = sum_rows_in;
}

#[inline(always)]
fn sum_rows_in<V: Vector>(active: &[u16], w: &[f32], bias: &[f32], out: &mut [f32]) {
    assert!(out.len().is_multiple_of(WIDTH));
    // SAFETY: rows that are listed are looked at one by one.
    unsafe { sum::<V, _>(Listed(active, w.len() / out.len()), w, Some(bias), out) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::World;
    use crate::learner::Net;
    use crate::learner::lanes::NARROW;
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

    /// Which numbers are not 0, `[rows, words(inner)]`.
    fn on(x: &[f32], inner: usize) -> Vec<u64> {
        let word = |part: &[f32]| part.iter().rev().fold(0, |bits, x| bits << 1 | u64::from(*x != 0.0));
        x.chunks(inner).flat_map(|row| row.chunks(WORD).map(word)).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn kernels_equal_their_naive_twins_to_the_bit(rows in 1usize..=ROWS, inner in 1usize..18, columns in 1usize..18, narrow: bool, seed in 0u64..1000) {
            let (inner, columns) = (inner * 8, columns * 8);
            let mut rng = Rng::new(seed, Purpose::Rollout, 0);
            let (x, w, bias) = (random(&mut rng, rows * inner), random(&mut rng, inner * columns), random(&mut rng, columns));
            NARROW.set(narrow);
            let mut out = vec![0.0; rows * columns];
            affine(&x, inner, &on(&x, inner), &w, &bias, &mut out);
            prop_assert_eq!(bits(&out), bits(&naive_affine(&x, inner, &w, columns, &bias)));

            let y = random(&mut rng, rows * columns);
            let before = random(&mut rng, inner * columns);
            let (mut fast, mut naive) = (before.clone(), before);
            let mut samples = vec![0; words(inner) * WORD];
            samples_by_unit(&on(&x, inner), rows, &mut samples);
            outer(&x, inner, &samples, &y, columns, &mut fast);
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
        // With small tiles and large ones, with one word of units and several.
        for (hidden, narrow) in [(8, false), (24, false), (32, false), (64, true), (72, false), (136, true), (256, false)] {
            NARROW.set(narrow);
            let net = Net::new(World::CheeseCorner, hidden, true, 5);
            let mut rng = Rng::new(3, Purpose::Rollout, 0);
            let rows: Vec<Vec<u16>> = (0..13).map(|_| (0..net.shape.inputs as u16).filter(|_| rng.chance(0.2)).collect()).collect();
            let rows: Vec<&[u16]> = rows.iter().map(Vec::as_slice).collect();
            let mut acts = Activations::new(&net.shape);
            forward(&net.shape, &net.shape.layout(), &net.weights, &rows, &mut acts);
            for (row, head) in rows.iter().zip(acts.head.chunks(HEAD)) {
                assert_eq!(bits(head), bits(&net.head(row)), "{hidden} units");
            }
        }
    }
}
