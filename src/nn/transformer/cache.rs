//! Writing texts a symbol at a time: keys and values of what stands already are kept and never computed again.

use std::sync::Arc;

use pulp::Arch;

use super::Size;
use super::by_hand::{add, dense, forward, judge};
use super::parts::{gelu, norm, soften};
use super::weights::Weights;
use crate::nn::product::{Left, add_product, padded};

/// The weights of a Transformer at one moment; it goes on with them while the net is trained.
#[derive(Clone)]
pub struct Writer(Arc<Weights>);

/// What the layers keep of a text that is being written.
#[derive(Clone)]
pub struct Kept {
    /// The keys of each layer, a row a place. `[length, width]`
    keys: Vec<Vec<f32>>,
    /// The values of each layer.
    values: Vec<Vec<f32>>,
    length: usize,
}

impl Kept {
    /// How many symbols it has taken in.
    pub fn length(&self) -> usize {
        self.length
    }
}

impl Writer {
    pub(super) fn new(weights: Weights) -> Self {
        Self(Arc::new(weights))
    }

    /// How large the net is.
    pub fn size(&self) -> Size {
        self.0.size
    }

    /// Nothing yet.
    pub fn begin(&self) -> Kept {
        let layers = self.0.size.layers;
        Kept {
            keys: vec![Vec::new(); layers],
            values: vec![Vec::new(); layers],
            length: 0,
        }
    }

    /// Texts take in their next symbol, one each, and the logits of the one after it come out: `[texts][symbols]`. None may have
    /// taken in a whole block already.
    pub fn take(&self, texts: &mut [Kept], symbols: &[u16]) -> Vec<Vec<f32>> {
        let Weights {
            size,
            characters,
            positions,
            ..
        } = &*self.0;
        let width = size.width;
        let mut x = Vec::with_capacity(texts.len() * width);
        for (text, symbol) in texts.iter().zip(symbols) {
            let character = &characters[usize::from(*symbol) * width..][..width];
            let place = &positions[text.length * width..][..width];
            x.extend(character.iter().zip(place).map(|(a, b)| a + b));
        }
        for (number, layer) in self.0.layers.iter().enumerate() {
            let qkv = dense(&norm(&x, &layer.norm_1).out, &layer.attend);
            let mut seen = vec![0.0; x.len()];
            let rows = qkv
                .chunks_exact(3 * width)
                .zip(seen.chunks_exact_mut(width));
            for (text, (qkv, seen)) in texts.iter_mut().zip(rows) {
                text.keys[number].extend_from_slice(&qkv[width..2 * width]);
                text.values[number].extend_from_slice(&qkv[2 * width..]);
                let (keys, values) = (&text.keys[number], &text.values[number]);
                Arch::new().dispatch(|| look(&qkv[..width], keys, values, size.heads, seen));
            }
            add(&mut x, &dense(&seen, &layer.mix));
            let mut hidden = dense(&norm(&x, &layer.norm_2).out, &layer.up);
            let mut slopes = vec![0.0; hidden.len()];
            gelu(&mut hidden, &mut slopes);
            add(&mut x, &dense(&hidden, &layer.down));
        }
        for text in texts.iter_mut() {
            text.length += 1;
        }
        let last = norm(&x, &self.0.norm);
        let across = padded(size.symbols);
        let mut logits = vec![0.0; texts.len() * across];
        add_product(
            Left::Plain(&last.out, width),
            &self.0.head,
            &mut logits,
            across,
        );
        let rows = logits.chunks_exact(across);
        rows.map(|row| row[..size.symbols].to_vec()).collect()
    }

    /// What each place of a text of at most a block looks at, layer by layer and head by head, `[layers, heads, length, length]`.
    pub fn looks(&self, symbols: &[u16]) -> Vec<f32> {
        let (_, trace) = forward(&self.0, symbols);
        let length = symbols.len();
        let rows = trace.layers.iter().flat_map(|layer| {
            let across = padded(length);
            layer.looks.chunks_exact(across).map(|row| &row[..length])
        });
        rows.flatten().copied().collect()
    }

    /// The logits of the symbol after every one of a text of at most a block, found in one pass. `[length][symbols]`
    pub fn logits(&self, symbols: &[u16]) -> Vec<Vec<f32>> {
        let (logits, _) = forward(&self.0, symbols);
        let rows = logits.chunks_exact(padded(self.0.size.symbols));
        rows.map(|row| row[..self.0.size.symbols].to_vec())
            .collect()
    }

    /// -log p(x_t | x_<t) in nats of every symbol but the first of a text of at most a block and one. `[length - 1]`
    pub fn nats(&self, symbols: &[u16]) -> Vec<f32> {
        let Some((_, next)) = symbols.split_first() else {
            return Vec::new();
        };
        let mut nats = vec![0.0; next.len()];
        if !next.is_empty() {
            let (mut logits, _) = forward(&self.0, &symbols[..next.len()]);
            judge(&mut logits, next, self.0.size.symbols, &mut nats);
        }
        nats
    }
}

/// What a query sees in the values, by its likeness to the keys: `[width]` each, `[length, width]` of keys and values.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined"
)]
#[inline(always)]
fn look(query: &[f32], keys: &[f32], values: &[f32], heads: usize, seen: &mut [f32]) {
    let width = query.len();
    let depth = width / heads;
    let length = keys.len() / width;
    let factor = 1.0 / (depth as f32).sqrt();
    let mut shares = vec![0.0; padded(length)];
    for first in (0..width).step_by(depth) {
        let part = first..first + depth;
        for (share, key) in shares.iter_mut().zip(keys.chunks_exact(width)) {
            let likeness = query[part.clone()].iter().zip(&key[part.clone()]);
            *share = factor * likeness.map(|(q, k)| q * k).sum::<f32>();
        }
        soften(&mut shares, length);
        let seen = &mut seen[part.clone()];
        for (share, value) in shares.iter().zip(values.chunks_exact(width)) {
            for (seen, value) in seen.iter_mut().zip(&value[part.clone()]) {
                *seen += share * value;
            }
        }
    }
}
