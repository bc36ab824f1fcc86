//! The net in one pass over memory, on the processor: a tile of examples goes through all layers, and back, while it is
//! still in the cache, and tiles are shared out to threads.
//!
//! Matrices are row-major, with rows of examples; every row is filled up with zeros to a whole number of vectors, which the
//! zero weights of the filling keep at zero. Sums run in a fixed order, so that the same step gives the same bits.

use burn::backend::Flex;
use burn::nn::Linear;
use burn::tensor::{Gradients, Tensor, TensorData};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::Regression;

/// Rows of a matrix come in blocks of this many, columns in blocks of `WIDE`: as many sums as fit into the registers.
const ROWS: usize = 8;
const WIDE: usize = 32;
/// Examples that go through the layers together.
const TILE: usize = 64;

/// One layer, filled up.
struct Layer {
    inputs: usize,
    outputs: usize,
    /// W. `[inputs, outputs filled up]`
    weight: Vec<f32>,
    /// `[outputs filled up]`
    bias: Vec<f32>,
    /// W^T, where the way back needs it. `[outputs, inputs filled up]`
    transposed: Vec<f32>,
}

impl Layer {
    /// `None` where the tensors do not live on the processor.
    fn new(layer: &Linear, way_back: bool) -> Option<Self> {
        let weight = values(&layer.weight.val())?;
        let bias = values(&layer.bias.as_ref()?.val())?;
        let (outputs, inputs) = (bias.len(), weight.len() / bias.len().max(1));
        let wide = filled(outputs);
        let mut rows = vec![0.0; inputs * wide];
        for (row, weight) in rows
            .chunks_exact_mut(wide)
            .zip(weight.chunks_exact(outputs))
        {
            row[..outputs].copy_from_slice(weight);
        }
        let transposed = match way_back {
            true => transposed(&weight, inputs, outputs),
            false => Vec::new(),
        };
        let mut filled_bias = vec![0.0; wide];
        filled_bias[..outputs].copy_from_slice(&bias);
        Some(Self {
            inputs,
            outputs,
            weight: rows,
            bias: filled_bias,
            transposed,
        })
    }

    fn wide(&self) -> usize {
        self.bias.len()
    }
}

/// The next whole number of vectors.
fn filled(columns: usize) -> usize {
    columns.next_multiple_of(WIDE)
}

fn values<const D: usize>(tensor: &Tensor<D>) -> Option<Vec<f32>> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    Some(primitive.to_contiguous().as_slice::<f32>()?.to_vec())
}

/// W^T with its rows filled up: `[inputs, outputs]` to `[outputs, inputs filled up]`, in blocks that stay in the cache.
fn transposed(weight: &[f32], inputs: usize, outputs: usize) -> Vec<f32> {
    let wide = filled(inputs);
    let mut turned = vec![0.0; outputs * wide];
    for first in (0..outputs).step_by(ROWS) {
        for i in 0..inputs {
            for j in first..(first + ROWS).min(outputs) {
                turned[j * wide + i] = weight[i * outputs + j];
            }
        }
    }
    turned
}

/// f(x) and, where there are tangents, the sum over i of the i-th output's derivative along the i-th; `None` where the net
/// does not live on the processor.
pub(super) fn forward(
    layers: &[Linear],
    x: &Tensor<2>,
    tangents: &[Tensor<2>],
) -> Option<(Tensor<2>, Option<Tensor<1>>)> {
    let [batch, inputs] = x.dims();
    let parts = [x].into_iter().chain(tangents).map(values);
    let parts: Vec<Vec<f32>> = parts.collect::<Option<_>>()?;
    let net = layers.iter().map(|layer| Layer::new(layer, false));
    let net: Vec<Layer> = net.collect::<Option<_>>()?;
    let outputs = net.last()?.outputs;
    let (mut f, mut divergence) = (vec![0.0; batch * outputs], vec![0.0; batch]);
    let arch = Arch::new();
    f.par_chunks_mut(TILE * outputs)
        .zip(divergence.par_chunks_mut(TILE))
        .enumerate()
        .for_each(|(tile, (f, divergence))| {
            let rows = tile * TILE * inputs..(tile * TILE + divergence.len()) * inputs;
            let parts = parts.iter().map(|part| &part[rows.clone()]).collect();
            arch.dispatch(Forward {
                net: &net,
                parts,
                f,
                divergence,
            });
        });
    let device = layers.first()?.weight.val().inner().device();
    let f = Tensor::from_data(TensorData::new(f, [batch, outputs]), &device);
    let divergence = TensorData::new(divergence, [batch]);
    let divergence = (!tangents.is_empty()).then(|| Tensor::from_data(divergence, &device));
    Some((f, divergence))
}

/// A tile of examples on its way through the layers, and derivatives along their tangents with it.
struct Forward<'a> {
    net: &'a [Layer],
    /// The examples, then their tangents.
    parts: Vec<&'a [f32]>,
    f: &'a mut [f32],
    divergence: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let count = self.divergence.len();
        let rows = count.next_multiple_of(ROWS);
        let parts = self.parts.len();
        let inputs = self.net[0].inputs;
        let mut h: Vec<f32> = Vec::with_capacity(parts * rows * filled(inputs));
        for part in &self.parts {
            h.extend(input(part, inputs, rows));
        }
        for (depth, layer) in self.net.iter().enumerate() {
            let wide = layer.wide();
            let mut a = vec![0.0; parts * rows * wide];
            fill(&mut a[..rows * wide], &layer.bias);
            times(
                simd,
                &h,
                filled(layer.inputs),
                layer.inputs,
                &layer.weight,
                &mut a,
                wide,
            );
            if depth + 1 < self.net.len() {
                let (a, tangents) = a.split_at_mut(rows * wide);
                let mut slope = vec![0.0; a.len()];
                activate(a, &mut slope);
                for tangent in tangents.chunks_exact_mut(rows * wide) {
                    tangent
                        .iter_mut()
                        .zip(&slope)
                        .for_each(|(t, slope)| *t *= slope);
                }
            }
            h = a;
        }
        let wide = filled(self.f.len() / count);
        for (row, f) in self.f.chunks_exact_mut(self.f.len() / count).enumerate() {
            f.copy_from_slice(&h[row * wide..][..f.len()]);
        }
        for (row, divergence) in self.divergence.iter_mut().enumerate() {
            let along = |i: usize| h[((i + 1) * rows + row) * wide + i];
            *divergence = (0..parts - 1).map(along).sum();
        }
    }
}

/// Rows as the first layer reads them: `[rows, inputs filled up]`.
fn input(x: &[f32], inputs: usize, rows: usize) -> Vec<f32> {
    let wide = filled(inputs);
    let mut h = vec![0.0; rows * wide];
    for (row, x) in h.chunks_exact_mut(wide).zip(x.chunks_exact(inputs)) {
        row[..inputs].copy_from_slice(x);
    }
    h
}

fn fill(a: &mut [f32], bias: &[f32]) {
    a.chunks_exact_mut(bias.len())
        .for_each(|row| row.copy_from_slice(bias));
}

/// The regression of y on x; `None` where the net does not live on the processor.
pub(super) fn regress(layers: &[Linear], x: &Tensor<2>, y: &Tensor<2>) -> Option<Regression> {
    let ([batch, inputs], outputs) = (x.dims(), y.dims()[1]);
    let (x, y) = (values(x)?, values(y)?);
    let net = layers.iter().map(|layer| Layer::new(layer, true));
    let net: Vec<Layer> = net.collect::<Option<_>>()?;
    let arch = Arch::new();
    let tiles: Vec<Slopes> = x
        .par_chunks(TILE * inputs)
        .zip(y.par_chunks(TILE * outputs))
        .map(|(x, y)| {
            let net = &net;
            arch.dispatch(Regress { net, x, y, batch })
        })
        .collect();
    let whole = tiles.into_iter().reduce(Slopes::plus)?;
    let device = layers.first()?.weight.val().inner().device();
    let loss = Tensor::from_data([whole.loss], &device);
    Some(Regression {
        loss,
        gradients: gradients(layers, &net, whole)?,
    })
}

/// The gradients as the optimiser takes them: a container from a graph of one node, filled with what was computed here.
fn gradients(layers: &[Linear], net: &[Layer], slopes: Slopes) -> Option<Gradients> {
    let mut gradients = layers.last()?.bias.as_ref()?.val().sum().backward();
    for ((linear, layer), (weight, bias)) in layers.iter().zip(net).zip(slopes.layers) {
        let device = linear.weight.val().inner().device();
        let (inputs, outputs) = (layer.inputs, layer.outputs);
        let rows = weight.chunks_exact(layer.wide()).take(inputs);
        let weight: Vec<f32> = rows.flat_map(|row| &row[..outputs]).copied().collect();
        let weight = Tensor::from_data(TensorData::new(weight, [inputs, outputs]), &device);
        let bias = Tensor::from_data(&bias[..outputs], &device);
        linear.weight.val().grad_replace(&mut gradients, weight);
        let parameter = linear.bias.as_ref()?.val();
        parameter.grad_replace(&mut gradients, bias);
    }
    Some(gradients)
}

/// A share of the loss, and of its gradients by the weights and biases of each layer, filled up.
struct Slopes {
    loss: f32,
    layers: Vec<(Vec<f32>, Vec<f32>)>,
}

impl Slopes {
    fn plus(mut self, other: Self) -> Self {
        self.loss += other.loss;
        for (mine, theirs) in self.layers.iter_mut().zip(&other.layers) {
            for (mine, theirs) in [(&mut mine.0, &theirs.0), (&mut mine.1, &theirs.1)] {
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
            }
        }
        self
    }
}

/// A tile of examples on its way through the layers and back.
struct Regress<'a> {
    net: &'a [Layer],
    x: &'a [f32],
    y: &'a [f32],
    /// How many examples the mean is over.
    batch: usize,
}

impl WithSimd for Regress<'_> {
    type Output = Slopes;

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Slopes {
        let inputs = self.net[0].inputs;
        let rows = (self.x.len() / inputs).next_multiple_of(ROWS);
        // What each layer reads, and the slopes of the units that it reads from.
        let mut read = vec![input(self.x, inputs, rows)];
        let mut slopes = vec![Vec::new()];
        for (depth, layer) in self.net.iter().enumerate() {
            let wide = layer.wide();
            let mut a = vec![0.0; rows * wide];
            fill(&mut a, &layer.bias);
            times(
                simd,
                &read[depth],
                filled(layer.inputs),
                layer.inputs,
                &layer.weight,
                &mut a,
                wide,
            );
            let mut slope = vec![0.0; a.len()];
            if depth + 1 < self.net.len() {
                activate(&mut a, &mut slope);
            }
            read.push(a);
            slopes.push(slope);
        }
        let outputs = self.net[self.net.len() - 1].outputs;
        let f = read.pop().unwrap_or_default();
        let (loss, mut delta) = self.error(&f, outputs);
        let mut layers = Vec::with_capacity(self.net.len());
        for (depth, layer) in self.net.iter().enumerate().rev() {
            let (wide, from) = (layer.wide(), filled(layer.inputs));
            let mut weight = vec![0.0; layer.inputs.next_multiple_of(ROWS) * wide];
            times_transposed(simd, &read[depth], from, &delta, &mut weight, wide);
            let mut bias = vec![0.0; wide];
            for row in delta.chunks_exact(wide) {
                bias.iter_mut().zip(row).for_each(|(b, d)| *b += d);
            }
            layers.push((weight, bias));
            if depth > 0 {
                let mut back = vec![0.0; rows * from];
                times(
                    simd,
                    &delta,
                    wide,
                    layer.outputs,
                    &layer.transposed,
                    &mut back,
                    from,
                );
                back.iter_mut()
                    .zip(&slopes[depth])
                    .for_each(|(b, slope)| *b *= slope);
                delta = back;
            }
        }
        layers.reverse();
        Slopes { loss, layers }
    }
}

impl Regress<'_> {
    /// The tile's share of mean |f - y|^2, and its derivative by f, 2 (f - y) / batch, filled up with zeros.
    fn error(&self, f: &[f32], outputs: usize) -> (f32, Vec<f32>) {
        let wide = filled(outputs);
        let mut delta = vec![0.0; f.len()];
        let mut loss = 0.0;
        for ((delta, f), y) in delta
            .chunks_exact_mut(wide)
            .zip(f.chunks_exact(wide))
            .zip(self.y.chunks_exact(outputs))
        {
            for ((delta, f), y) in delta.iter_mut().zip(f).zip(y) {
                loss += (f - y) * (f - y);
                *delta = 2.0 * (f - y) / self.batch as f32;
            }
        }
        (loss / self.batch as f32, delta)
    }
}

/// c += a b, where a is `[rows, depth]` in rows of `a_row` numbers, b `[depth, wide]`, and c `[rows, wide]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
fn times<S: Simd>(
    simd: S,
    a: &[f32],
    a_row: usize,
    depth: usize,
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    for (a, c) in a
        .chunks_exact(ROWS * a_row)
        .zip(c.chunks_exact_mut(ROWS * wide))
    {
        let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &a[r * a_row..][..depth]);
        block(simd, depth, |k| rows.map(|row| row[k]), b, c, wide);
    }
}

/// c += a^T b, where a is `[depth, rows]` in rows of `a_row` numbers, b `[depth, wide]`, and c `[rows, wide]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
fn times_transposed<S: Simd>(
    simd: S,
    a: &[f32],
    a_row: usize,
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    let depth = a.len() / a_row;
    for (i, c) in c.chunks_exact_mut(ROWS * wide).enumerate() {
        let column = |k: usize| {
            let from = &a[k * a_row + i * ROWS..][..ROWS];
            std::array::from_fn(|r| from[r])
        };
        block(simd, depth, column, b, c, wide);
    }
}

/// `ROWS` rows of c += a b, where `a` gives a column of the rows of a: sums stay in registers, two vectors wide.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
fn block<S: Simd>(
    simd: S,
    depth: usize,
    a: impl Fn(usize) -> [f32; ROWS],
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    let pair = 2 * S::F32_LANES;
    for first in (0..wide).step_by(pair) {
        let mut sums = [[simd.splat_f32s(0.0); 2]; ROWS];
        for k in 0..depth {
            let (b, _) = S::as_simd_f32s(&b[k * wide + first..][..pair]);
            let b = [b[0], b[1]];
            let column = a(k);
            for (sum, a) in sums.iter_mut().zip(column) {
                let a = simd.splat_f32s(a);
                sum[0] = simd.mul_add_e_f32s(a, b[0], sum[0]);
                sum[1] = simd.mul_add_e_f32s(a, b[1], sum[1]);
            }
        }
        for (sum, c) in sums.iter().zip(c.chunks_exact_mut(wide)) {
            let (c, _) = S::as_mut_simd_f32s(&mut c[first..][..pair]);
            c[0] = simd.add_f32s(c[0], sum[0]);
            c[1] = simd.add_f32s(c[1], sum[1]);
        }
    }
}

/// a becomes a s(a), and its slope s + a s (1 - s), where s is the logistic function.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
fn activate(a: &mut [f32], slope: &mut [f32]) {
    for (a, slope) in a.iter_mut().zip(slope) {
        let s = 1.0 / (1.0 + exp(-*a));
        let h = *a * s;
        *slope = s + h * (1.0 - s);
        *a = h;
    }
}

/// e^x to the last digits, without a branch: 2^k times a polynomial of the rest (Cephes, Moshier 1992).
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
#[expect(
    clippy::excessive_precision,
    reason = "coefficients as they are published"
)]
fn exp(x: f32) -> f32 {
    /// Adding it leaves the nearest whole number in the last bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = x - k * 0.693_359_375 + k * 2.121_944_4e-4;
    let p = 1.987_569_2e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5.000_000_1e-1;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    (p * r * r + r + 1.0) * power
}
