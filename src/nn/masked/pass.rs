//! A masked net on the processor: a tile of examples goes through all layers and back while it is still in the cache.
//!
//! Matrices are row-major; rows are filled up with zeros to whole vectors, which the zero weights of the filling keep at zero.
//! Tiles are shared out to threads and their sums added in order, so that the same step gives the same bits.

use burn::backend::Flex;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::MaskedLinear;
use crate::nn::descent::{Descent, by_hand};
use crate::nn::fused::bernoulli_row;
use crate::nn::product::{Left, add_product, padded};

/// Examples that go through the layers together.
const TILE: usize = 64;

/// One layer, filled up.
struct Layer {
    inputs: usize,
    outputs: usize,
    /// W * M. `[inputs, outputs filled up]`
    weight: Vec<f32>,
    /// `[outputs filled up]`
    bias: Vec<f32>,
    /// (W * M)^T of the inputs that are hidden units, for the way back. `[outputs, hidden inputs filled up]`
    turned: Vec<f32>,
}

impl Layer {
    /// `None` where the tensors do not live on the processor. Of the inputs the first `hidden` are hidden units.
    fn new(layer: &MaskedLinear, mask: &Tensor<2>, hidden: usize) -> Option<Self> {
        let weight = numbers(&(layer.weight.val().inner() * mask.clone()))?;
        let mut bias = numbers(&layer.bias.val())?;
        let (outputs, inputs) = (bias.len(), weight.len() / bias.len());
        let (wide, back) = (padded(outputs), padded(hidden));
        bias.resize(wide, 0.0);
        let mut rows = vec![0.0; inputs * wide];
        for (row, weight) in rows
            .chunks_exact_mut(wide)
            .zip(weight.chunks_exact(outputs))
        {
            row[..outputs].copy_from_slice(weight);
        }
        let mut turned = vec![0.0; outputs * back];
        for (input, weight) in weight.chunks_exact(outputs).take(hidden).enumerate() {
            for (output, &weight) in weight.iter().enumerate() {
                turned[output * back + input] = weight;
            }
        }
        Some(Self {
            inputs,
            outputs,
            weight: rows,
            bias,
            turned,
        })
    }

    fn wide(&self) -> usize {
        self.bias.len()
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
    for (((layer, mask), filled), (weight, bias)) in
        layers.iter().zip(masks).zip(&net).zip(whole.layers)
    {
        let mean = |slope: &f32| slope / batch as f32;
        let rows = weight.chunks_exact(filled.wide());
        let weight: Vec<f32> = rows
            .flat_map(|row| row[..filled.outputs].iter().map(mean))
            .collect();
        let weight = TensorData::new(weight, [filled.inputs, filled.outputs]);
        let weight = Tensor::from_data(weight, &device) * mask.clone(); // [inputs, outputs]
        let bias: Vec<f32> = bias[..filled.outputs].iter().map(mean).collect();
        let bias = Tensor::from_data(bias.as_slice(), &device); // [outputs]
        layer.weight.val().grad_replace(&mut gradients, weight);
        layer.bias.val().grad_replace(&mut gradients, bias);
    }
    Some(Descent {
        loss: Tensor::from_data([whole.nats / batch as f32], &device),
        gradients,
    })
}

/// Sums over examples: of -log p(x), and of its slopes by the weights and biases of each layer, filled up.
struct Slopes {
    nats: f32,
    layers: Vec<(Vec<f32>, Vec<f32>)>,
}

impl Slopes {
    fn plus(mut self, other: Self) -> Self {
        self.nats += other.nats;
        for (mine, theirs) in self.layers.iter_mut().zip(&other.layers) {
            for (mine, theirs) in [(&mut mine.0, &theirs.0), (&mut mine.1, &theirs.1)] {
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
            }
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
        let from = Left::Plain(&read[depth], padded(layer.inputs));
        add_product(from, &layer.weight, &mut a, layer.wide());
        if depth == last {
            logits = a;
            break;
        }
        a.iter_mut().for_each(|a| *a = a.max(0.0));
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
        let mut weight = vec![0.0; layer.inputs * wide];
        add_product(
            Left::Transposed(&read[depth], stride),
            &delta,
            &mut weight,
            wide,
        );
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
            add_product(Left::Plain(&delta, wide), &layer.turned, &mut back, below);
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
