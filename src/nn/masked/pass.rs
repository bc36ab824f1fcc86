//! A masked net on the processor: a tile of examples goes through all layers and back while it is still in the cache.
//!
//! Matrices are row-major; rows are filled up with zeros to whole vectors, which the zero weights of the filling keep at zero.
//! Weights are cut into blocks of neighbouring columns, of which only the rows are multiplied that the mask leaves something:
//! where degrees are sorted that is little more than a triangle. Tiles are shared out to threads and their sums added in
//! order, so that the same step gives the same bits.

use std::ops::Range;

use burn::backend::Flex;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::MaskedLinear;
use crate::nn::descent::{Descent, by_hand};
use crate::nn::fused::bernoulli_row;
use crate::nn::product::{LANES, Left, add_product, padded};

/// Examples that go through the layers together.
const TILE: usize = 64;
/// Columns of a block, at most.
const BLOCK: usize = 2 * LANES;

/// Neighbouring columns of a matrix, from the first row to the last of which the mask leaves them something.
struct Block {
    columns: Range<usize>,
    rows: Range<usize>,
    /// `[rows, columns]`
    values: Vec<f32>,
}

impl Block {
    /// A matrix of `[rows, columns]`, of which the mask keeps some places, in blocks; its columns are filled up.
    fn all(
        [rows, columns]: [usize; 2],
        kept: impl Fn(usize, usize) -> bool,
        value: impl Fn(usize, usize) -> f32,
    ) -> Vec<Self> {
        let block = |first: usize| {
            let (real, filled) = (
                columns.min(first + BLOCK),
                padded(columns).min(first + BLOCK),
            );
            let any = |&row: &usize| (first..real).any(|column| kept(row, column));
            let begin = (0..rows).find(any).unwrap_or(rows);
            let end = (begin..rows).rev().find(any).map_or(begin, |last| last + 1);
            let mut values = vec![0.0; (end - begin) * (filled - first)];
            for (row, values) in (begin..end).zip(values.chunks_exact_mut(filled - first)) {
                for (column, place) in (first..real).zip(values) {
                    *place = value(row, column);
                }
            }
            Self {
                columns: first..filled,
                rows: begin..end,
                values,
            }
        };
        (0..columns).step_by(BLOCK).map(block).collect()
    }

    /// c += a b, where b is the matrix of these blocks: a `[count, stride]`, c `[count, columns filled up]`.
    fn add_product(blocks: &[Self], a: &[f32], stride: usize, c: &mut [f32], wide: usize) {
        for block in blocks.iter().filter(|block| !block.rows.is_empty()) {
            let mut part = vec![0.0; c.len() / wide * block.columns.len()];
            let from = Left::Plain(&a[block.rows.start..], stride);
            add_product(from, &block.values, &mut part, block.columns.len());
            let parts = part.chunks_exact(block.columns.len());
            for (c, part) in c.chunks_exact_mut(wide).zip(parts) {
                let c = &mut c[block.columns.clone()];
                c.iter_mut().zip(part).for_each(|(c, part)| *c += part);
            }
        }
    }

    /// a^T b at the places of this block: a `[count, stride]`, b `[count, columns filled up]`, to `[rows, columns]`.
    fn slopes(&self, a: &[f32], stride: usize, b: &[f32], wide: usize) -> Vec<f32> {
        let mut slopes = vec![0.0; self.values.len()];
        if self.rows.is_empty() {
            return slopes;
        }
        let rows = b.chunks_exact(wide);
        let part: Vec<f32> = rows
            .flat_map(|row| &row[self.columns.clone()])
            .copied()
            .collect();
        let from = Left::Transposed(&a[self.rows.start..], stride);
        add_product(from, &part, &mut slopes, self.columns.len());
        slopes
    }
}

/// One layer.
struct Layer {
    inputs: usize,
    outputs: usize,
    /// W * M. `[inputs, outputs]`
    weight: Vec<Block>,
    /// `[outputs filled up]`
    bias: Vec<f32>,
    /// (W * M)^T of the inputs that are hidden units, for the way back. `[outputs, hidden inputs]`
    turned: Vec<Block>,
}

impl Layer {
    /// `None` where the tensors do not live on the processor. Of the inputs the first `hidden` are hidden units.
    fn new(layer: &MaskedLinear, mask: &Tensor<2>, hidden: usize) -> Option<Self> {
        let (weight, mask) = (numbers(&layer.weight.val())?, numbers(mask)?);
        let mut bias = numbers(&layer.bias.val())?;
        let (outputs, inputs) = (bias.len(), weight.len() / bias.len());
        let kept = |input: usize, output: usize| mask[input * outputs + output] != 0.0;
        let value = |input: usize, output: usize| {
            let place = input * outputs + output;
            weight[place] * mask[place]
        };
        bias.resize(padded(outputs), 0.0);
        Some(Self {
            inputs,
            outputs,
            weight: Block::all([inputs, outputs], kept, value),
            bias,
            turned: Block::all(
                [outputs, hidden],
                |output, input| kept(input, output),
                |output, input| value(input, output),
            ),
        })
    }

    fn wide(&self) -> usize {
        self.bias.len()
    }

    /// The slopes of its blocks, summed over the batch, as the gradient of its weights. `[inputs, outputs]`
    fn gradient(&self, blocks: &[Vec<f32>], batch: usize) -> TensorData {
        let mut weight = vec![0.0; self.inputs * self.outputs];
        for (block, slopes) in self.weight.iter().zip(blocks) {
            let rows = slopes.chunks_exact(block.columns.len());
            for (row, slopes) in block.rows.clone().zip(rows) {
                let places = &mut weight[row * self.outputs..(row + 1) * self.outputs];
                let places = &mut places[block.columns.start..];
                for (place, slope) in places.iter_mut().zip(slopes) {
                    *place = slope / batch as f32;
                }
            }
        }
        TensorData::new(weight, [self.inputs, self.outputs])
    }
}

/// The numbers of a tensor row by row, if it lives in the memory of the processor.
fn numbers<const D: usize>(tensor: &Tensor<D>) -> Option<Vec<f32>> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    primitive
        .to_contiguous()
        .as_slice::<f32>()
        .map(<[f32]>::to_vec)
}

/// The mean of -log p(x) in nats and its gradients; `None` where the net does not live on the processor.
pub(super) fn mean_nats(
    layers: &[MaskedLinear],
    x: &Tensor<2>,
    masks: &[Tensor<2>],
) -> Option<Descent> {
    let [batch, inputs] = x.dims();
    let bits = numbers(x)?;
    let mut net = Vec::with_capacity(layers.len());
    let mut hidden = 0; // The first layer has no hidden units below it.
    for (layer, mask) in layers.iter().zip(masks) {
        let layer = Layer::new(layer, mask, hidden)?;
        hidden = layer.outputs;
        net.push(layer);
    }
    let tiles: Vec<Slopes> = bits
        .par_chunks(TILE * inputs)
        .map(|bits| there_and_back(&net, bits, inputs))
        .collect();
    let whole = tiles.into_iter().reduce(Slopes::plus)?;

    let device = x.device();
    let mut gradients = by_hand(&layers[0].bias);
    let slopes = net.iter().zip(whole.layers);
    for ((layer, mask), (blocks, (weight, bias))) in layers.iter().zip(masks).zip(slopes) {
        let weight = Tensor::from_data(blocks.gradient(&weight, batch), &device); // [inputs, outputs]
        let bias: Vec<f32> = bias[..blocks.outputs]
            .iter()
            .map(|slope| slope / batch as f32)
            .collect();
        let bias = Tensor::from_data(bias.as_slice(), &device); // [outputs]
        let weight = weight * mask.clone();
        layer.weight.val().grad_replace(&mut gradients, weight);
        layer.bias.val().grad_replace(&mut gradients, bias);
    }
    Some(Descent {
        loss: Tensor::from_data([whole.nats / batch as f32], &device),
        gradients,
    })
}

/// Sums over examples: of -log p(x), and of its slopes by the weights, block by block, and biases of each layer.
struct Slopes {
    nats: f32,
    layers: Vec<(Vec<Vec<f32>>, Vec<f32>)>,
}

impl Slopes {
    fn plus(mut self, other: Self) -> Self {
        let add = |mine: &mut Vec<f32>, theirs: &[f32]| {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        };
        self.nats += other.nats;
        for (mine, theirs) in self.layers.iter_mut().zip(&other.layers) {
            for (mine, theirs) in mine.0.iter_mut().zip(&theirs.0) {
                add(mine, theirs);
            }
            add(&mut mine.1, &theirs.1);
        }
        self
    }
}

/// A tile of examples through the layers and back: bits `[rows, inputs]`.
fn there_and_back(net: &[Layer], bits: &[f32], inputs: usize) -> Slopes {
    let rows = bits.len() / inputs;
    let last = net.len() - 1;
    // What each layer reads. [rows, inputs filled up]
    let mut read = vec![beside(&[], 0, bits, inputs)];
    let mut logits = Vec::new();
    for (depth, layer) in net.iter().enumerate() {
        let mut a = layer.bias.repeat(rows); // [rows, outputs filled up]
        let stride = padded(layer.inputs);
        Block::add_product(&layer.weight, &read[depth], stride, &mut a, layer.wide());
        if depth == last {
            logits = a;
            break;
        }
        for a in &mut a {
            *a = a.max(0.0);
        }
        if depth + 1 == last {
            a = beside(&a, layer.outputs, bits, inputs);
        }
        read.push(a);
    }

    let mut nats = 0.0;
    let wide = net[last].wide();
    for (bits, logits) in bits.chunks_exact(inputs).zip(logits.chunks_exact_mut(wide)) {
        nats += bernoulli_row(bits, &mut logits[..inputs]);
        logits[inputs..].fill(0.0);
    }
    let mut delta = logits; // The slopes by what a layer gives. [rows, outputs filled up]
    let mut layers = Vec::with_capacity(net.len());
    for (depth, layer) in net.iter().enumerate().rev() {
        let (wide, stride) = (layer.wide(), padded(layer.inputs));
        let weight = layer.weight.iter();
        let weight = weight
            .map(|block| block.slopes(&read[depth], stride, &delta, wide))
            .collect();
        let mut bias = vec![0.0; wide];
        for row in delta.chunks_exact(wide) {
            bias.iter_mut()
                .zip(row)
                .for_each(|(bias, slope)| *bias += slope);
        }
        layers.push((weight, bias));
        if depth > 0 {
            let below = net[depth - 1].wide();
            let mut back = vec![0.0; rows * below];
            Block::add_product(&layer.turned, &delta, wide, &mut back, below);
            // A unit that was cut off at zero passes nothing back.
            for (back, h) in back
                .chunks_exact_mut(below)
                .zip(read[depth].chunks_exact(stride))
            {
                back.iter_mut().zip(h).for_each(|(back, &h)| {
                    *back = if h > 0.0 { *back } else { 0.0 };
                });
            }
            delta = back;
        }
    }
    layers.reverse();
    Slopes { nats, layers }
}

/// Hidden units, of which each filled-up row has `units`, and the bits beside them: `[rows, units + inputs filled up]`.
fn beside(hidden: &[f32], units: usize, bits: &[f32], inputs: usize) -> Vec<f32> {
    let wide = padded(units + inputs);
    let mut both = vec![0.0; bits.len() / inputs * wide];
    for (row, bits) in both.chunks_exact_mut(wide).zip(bits.chunks_exact(inputs)) {
        row[units..units + inputs].copy_from_slice(bits);
    }
    if units > 0 {
        for (row, hidden) in both
            .chunks_exact_mut(wide)
            .zip(hidden.chunks_exact(padded(units)))
        {
            row[..units].copy_from_slice(&hidden[..units]);
        }
    }
    both
}
