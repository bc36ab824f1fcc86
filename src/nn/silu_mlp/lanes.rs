//! The net in one pass over memory, on the processor: a tile of examples goes through all layers, and back, while it is
//! still in the cache, and tiles are shared out to threads.
//!
//! Matrices are row-major, with rows of examples; every row is filled up with zeros to a whole number of vectors, which the
//! zero weights of the filling keep at zero. Sums run in a fixed order, so that the same step gives the same bits.

mod arithmetic;
mod trace;

use burn::backend::Flex;
use burn::nn::Linear;
use burn::tensor::{Gradients, Tensor, TensorData};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use self::arithmetic::{activate, times};
pub(super) use self::trace::{Packed, Passed, Tape, Wanted, WayBack, ahead, back};
use super::Regression;

/// Rows of a matrix come in blocks of this many, columns in blocks of `WIDE`: as many sums as fit into the registers.
pub(super) const ROWS: usize = 4;
const WIDE: usize = 32;
/// Examples that go through the layers together.
const TILE: usize = 64;

/// One layer, filled up.
pub(super) struct Layer {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// W. `[inputs, outputs filled up]`
    weight: Vec<f32>,
    /// `[outputs filled up]`
    bias: Vec<f32>,
    /// W^T, where the way back needs it. `[outputs, inputs filled up]`
    transposed: Vec<f32>,
}

impl Layer {
    /// `None` where the tensors do not live on the processor.
    pub(super) fn new(layer: &Linear, way_back: bool) -> Option<Self> {
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
        let transposed = if way_back {
            transposed(&weight, inputs, outputs)
        } else {
            Vec::new()
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

    pub(super) fn wide(&self) -> usize {
        self.bias.len()
    }
}

/// The next whole number of vectors.
pub(super) fn filled(columns: usize) -> usize {
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
        let mut tape = ahead(simd, self.net, self.x);
        let outputs = self.net[self.net.len() - 1].outputs;
        let f = tape.read.pop().unwrap_or_default();
        let (loss, delta) = self.error(&f, outputs);
        let (layers, _) = back(simd, self.net, &tape, delta, Wanted::Weights);
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
