//! The way back through all layers.

use super::attention;
use super::by_hand::{LayerTrace, Trace};
use super::parts::norm_back;
use super::weights::{Dense, Layer, Turned, TurnedLayer, Weights};
use crate::nn::product::{Left, add_product, padded};

/// Adds the slopes by all weights for the slope by the logits, `[length, symbols filled up]`.
pub(super) fn back(
    weights: &Weights,
    turned: &Turned,
    symbols: &[u16],
    trace: &Trace,
    by_logits: &[f32],
    slopes: &mut Weights,
) {
    let width = weights.size.width;
    let across = padded(weights.size.symbols);
    let last = &trace.last;
    add_product(
        Left::Transposed(&last.out, width),
        by_logits,
        &mut slopes.head,
        across,
    );
    let mut by_normed = vec![0.0; symbols.len() * width];
    add_product(
        Left::Plain(by_logits, across),
        &turned.head,
        &mut by_normed,
        width,
    );
    let mut by_x = vec![0.0; symbols.len() * width]; // The slope by what flows past the layers.
    norm_back(last, &weights.norm, &by_normed, &mut slopes.norm, &mut by_x);
    let layers = weights.layers.iter().zip(&turned.layers).zip(&trace.layers);
    for (((layer, turned), trace), slopes) in layers.zip(&mut slopes.layers).rev() {
        let heads = weights.size.heads_over(symbols.len());
        layer_back((layer, turned, trace), heads, &mut by_x, slopes);
    }
    for ((symbol, by_x), place) in symbols
        .iter()
        .zip(by_x.chunks_exact(width))
        .zip(slopes.positions.chunks_exact_mut(width))
    {
        let character = &mut slopes.characters[usize::from(*symbol) * width..][..width];
        for ((character, place), slope) in character.iter_mut().zip(place).zip(by_x) {
            *character += slope;
            *place += slope;
        }
    }
}

/// Back through one layer: `by_x`, the slope by what comes out, becomes the slope by what goes in.
fn layer_back(
    (layer, turned, trace): (&Layer, &TurnedLayer, &LayerTrace),
    heads: attention::Heads,
    by_x: &mut [f32],
    slopes: &mut Layer,
) {
    let mut by_hidden = dense_back(&trace.hidden, by_x, &turned.down, &mut slopes.down);
    for (slope, steep) in by_hidden.iter_mut().zip(&trace.slopes) {
        *slope *= steep;
    }
    let by_normed = dense_back(&trace.norm_2.out, &by_hidden, &turned.up, &mut slopes.up);
    norm_back(
        &trace.norm_2,
        &layer.norm_2,
        &by_normed,
        &mut slopes.norm_2,
        by_x,
    );

    let by_seen = dense_back(&trace.seen, by_x, &turned.mix, &mut slopes.mix);
    let by_qkv = attention::back(&trace.qkv, &trace.looks, &by_seen, heads);
    let by_normed = dense_back(
        &trace.norm_1.out,
        &by_qkv,
        &turned.attend,
        &mut slopes.attend,
    );
    norm_back(
        &trace.norm_1,
        &layer.norm_1,
        &by_normed,
        &mut slopes.norm_1,
        by_x,
    );
}

/// Back through x W + b: adds the slopes by W and b, and gives the slope by x, `[rows, inputs]`.
fn dense_back(x: &[f32], slope: &[f32], turned: &[f32], slopes: &mut Dense) -> Vec<f32> {
    let outputs = slopes.bias.len();
    let inputs = turned.len() / outputs;
    add_product(
        Left::Transposed(x, inputs),
        slope,
        &mut slopes.weight,
        outputs,
    );
    for row in slope.chunks_exact(outputs) {
        slopes
            .bias
            .iter_mut()
            .zip(row)
            .for_each(|(sum, slope)| *sum += slope);
    }
    let mut by_x = vec![0.0; x.len()];
    add_product(Left::Plain(slope, outputs), turned, &mut by_x, inputs);
    by_x
}
