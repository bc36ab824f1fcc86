//! A step on the processor: a text after the other goes through all layers and back while it is still in the cache.
//!
//! Texts are shared out to threads in shares that follow from their number alone, and the sums of the shares are added in order,
//! so that the same step gives the same bits.

use burn::backend::Flex;
use burn::module::Param;
use burn::tensor::{Gradients, Tensor, TensorData};
use pulp::Arch;
use rayon::prelude::*;

use super::attention::{self, Heads};
use super::back::back;
use super::parts::{Normed, gelu, norm, soften};
use super::weights::{Dense, Turned, Weights, cut_off};
use super::{Size, Transformer};
use crate::nn::descent::{Descent, by_hand};
use crate::nn::product::{Left, add_product, padded};

/// Into how many shares the texts of a step fall at most.
const SHARES: usize = 8;
/// A share has at least so many texts, or adding up would cost more than it brings.
const TOGETHER: usize = 3;

/// What the layers made of a text, kept for the way back.
pub(super) struct Trace {
    pub(super) layers: Vec<LayerTrace>,
    pub(super) last: Normed,
}

/// The same of one layer; `length` rows each.
pub(super) struct LayerTrace {
    pub(super) norm_1: Normed,
    /// Queries, keys and values. `[length, 3 width]`
    pub(super) qkv: Vec<f32>,
    /// What each place looks at. `[heads, length, length filled up]`
    pub(super) looks: Vec<f32>,
    /// `[length, width]`
    pub(super) seen: Vec<f32>,
    pub(super) norm_2: Normed,
    /// `[length, 4 width]`
    pub(super) hidden: Vec<f32>,
    /// The slopes of the hidden units. `[length, 4 width]`
    pub(super) slopes: Vec<f32>,
}

impl Size {
    pub(super) fn heads_over(self, length: usize) -> Heads {
        Heads {
            count: self.heads,
            width: self.width,
            length,
        }
    }
}

/// x W + b: x `[rows, inputs]`.
pub(super) fn dense(x: &[f32], by: &Dense) -> Vec<f32> {
    let (outputs, inputs) = (by.bias.len(), by.weight.len() / by.bias.len());
    let mut out = by.bias.repeat(x.len() / inputs);
    add_product(Left::Plain(x, inputs), &by.weight, &mut out, outputs);
    out
}

pub(super) fn add(to: &mut [f32], by: &[f32]) {
    to.iter_mut().zip(by).for_each(|(to, by)| *to += by);
}

/// A text through all layers: the logits of the symbol after every one, `[length, symbols filled up]`, and the trace.
pub(super) fn forward(weights: &Weights, symbols: &[u16]) -> (Vec<f32>, Trace) {
    let size = weights.size;
    let width = size.width;
    let mut x = vec![0.0; symbols.len() * width];
    let places = weights.positions.chunks_exact(width);
    for ((x, symbol), place) in x.chunks_exact_mut(width).zip(symbols).zip(places) {
        x.copy_from_slice(&weights.characters[usize::from(*symbol) * width..][..width]);
        add(x, place);
    }
    let mut layers = Vec::with_capacity(size.layers);
    for layer in &weights.layers {
        let norm_1 = norm(&x, &layer.norm_1);
        let qkv = dense(&norm_1.out, &layer.attend);
        let (looks, seen) = attention::forward(&qkv, size.heads_over(symbols.len()));
        add(&mut x, &dense(&seen, &layer.mix));
        let norm_2 = norm(&x, &layer.norm_2);
        let mut hidden = dense(&norm_2.out, &layer.up);
        let mut slopes = vec![0.0; hidden.len()];
        gelu(&mut hidden, &mut slopes);
        add(&mut x, &dense(&hidden, &layer.down));
        layers.push(LayerTrace {
            norm_1,
            qkv,
            looks,
            seen,
            norm_2,
            hidden,
            slopes,
        });
    }
    let last = norm(&x, &weights.norm);
    let across = padded(size.symbols);
    let mut logits = vec![0.0; symbols.len() * across];
    add_product(
        Left::Plain(&last.out, width),
        &weights.head,
        &mut logits,
        across,
    );
    (logits, Trace { layers, last })
}

/// Logits become probabilities, and -log p of the symbols that came is told.
pub(super) fn judge(logits: &mut [f32], next: &[u16], symbols: usize, nats: &mut [f32]) {
    let rows = logits.chunks_exact_mut(padded(symbols)).zip(next).zip(nats);
    Arch::new().dispatch(|| {
        for ((row, next), nats) in rows {
            let chosen = row[usize::from(*next)];
            *nats = soften(row, symbols) - chosen;
        }
    });
}

/// The numbers of the symbols of each window, row by row; `None` where the net does not live on the processor.
fn windows_of(net: &Transformer, windows: &Tensor<2>) -> Option<Vec<u16>> {
    net.head.val().inner().try_into_primitive::<Flex>().ok()?;
    let numbers: Vec<f32> = windows.clone().inner().into_data().try_into_vec_as().ok()?;
    Some(numbers.into_iter().map(|n| n as u16).collect())
}

/// -log p of every symbol but the first. `[batch, length]`
pub(super) fn nats(net: &Transformer, windows: &Tensor<2>) -> Option<Tensor<2>> {
    let [batch, wide] = windows.dims();
    let numbers = windows_of(net, windows)?;
    let weights = Weights::of(net);
    let mut nats = vec![0.0; batch * (wide - 1)];
    numbers
        .par_chunks(wide)
        .zip(nats.par_chunks_mut(wide - 1))
        .for_each(|(window, nats)| {
            let (mut logits, _) = forward(&weights, &window[..wide - 1]);
            judge(&mut logits, &window[1..], weights.size.symbols, nats);
        });
    let nats = TensorData::new(nats, [batch, wide - 1]);
    Some(Tensor::from_data(nats, &windows.device()))
}

/// The mean of -log p and its gradients.
pub(super) fn mean_nats(net: &Transformer, windows: &Tensor<2>) -> Option<Descent> {
    let [batch, wide] = windows.dims();
    let numbers = windows_of(net, windows)?;
    let weights = Weights::of(net);
    let turned = Turned::of(&weights);
    let factor = 1.0 / (batch * (wide - 1)) as f32;
    let share = batch.div_ceil(SHARES).max(TOGETHER);
    let mut shares: Vec<(f64, Weights)> = numbers
        .par_chunks(share * wide)
        .map(|windows| {
            let mut slopes = Weights::zeros(weights.size);
            let mut sum = 0.0;
            for window in windows.chunks_exact(wide) {
                sum += there_and_back(&weights, &turned, window, factor, &mut slopes);
            }
            (sum, slopes)
        })
        .collect();
    let rest = shares.split_off(1);
    let (mut sum, mut slopes) = shares.pop()?;
    let (sums, rest): (Vec<f64>, Vec<Weights>) = rest.into_iter().unzip();
    sum += sums.iter().sum::<f64>();
    slopes.add(rest);
    Some(Descent {
        loss: Tensor::from_data([(sum * f64::from(factor)) as f32], &windows.device()),
        gradients: gradients(net, slopes),
    })
}

/// One window through all layers and back: the sum of -log p, and the slopes of its mean added.
fn there_and_back(
    weights: &Weights,
    turned: &Turned,
    window: &[u16],
    factor: f32,
    slopes: &mut Weights,
) -> f64 {
    let (symbols, next) = (&window[..window.len() - 1], &window[1..]);
    let (mut logits, trace) = forward(weights, symbols);
    let mut nats = vec![0.0; next.len()];
    judge(&mut logits, next, weights.size.symbols, &mut nats);
    let across = padded(weights.size.symbols);
    for (row, next) in logits.chunks_exact_mut(across).zip(next) {
        row[usize::from(*next)] -= 1.0;
        for slope in row {
            *slope *= factor;
        }
    }
    back(weights, turned, symbols, &trace, &logits, slopes);
    nats.iter().map(|nats| f64::from(*nats)).sum()
}

/// Hands slopes to an optimiser, each at its parameter.
fn gradients(net: &Transformer, slopes: Weights) -> Gradients {
    let mut gradients = by_hand(&net.norm.shift);
    let symbols = net.size().symbols;
    put(&mut gradients, &net.characters, slopes.characters);
    put(&mut gradients, &net.positions, slopes.positions);
    put(&mut gradients, &net.head, cut_off(&slopes.head, symbols));
    put(&mut gradients, &net.norm.scale, slopes.norm.scale);
    put(&mut gradients, &net.norm.shift, slopes.norm.shift);
    for (layer, slopes) in net.layers.iter().zip(slopes.layers) {
        for (norm, slopes) in [
            (&layer.norm_1, slopes.norm_1),
            (&layer.norm_2, slopes.norm_2),
        ] {
            put(&mut gradients, &norm.scale, slopes.scale);
            put(&mut gradients, &norm.shift, slopes.shift);
        }
        for (dense, slopes) in [
            (&layer.attend, slopes.attend),
            (&layer.mix, slopes.mix),
            (&layer.up, slopes.up),
            (&layer.down, slopes.down),
        ] {
            put(&mut gradients, &dense.weight, slopes.weight);
            put(&mut gradients, &dense.bias, slopes.bias);
        }
    }
    gradients
}

fn put<const D: usize>(gradients: &mut Gradients, at: &Param<Tensor<D>>, slopes: Vec<f32>) {
    let value = at.val();
    let device = value.clone().inner().device();
    let slopes = Tensor::from_data(TensorData::new(slopes, value.dims()), &device);
    value.grad_replace(gradients, slopes);
}
