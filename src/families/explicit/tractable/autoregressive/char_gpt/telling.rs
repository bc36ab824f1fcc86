//! A step of Char GPT, character by character: a window of the batch, what was expected at some places of it, what every place
//! costs, and the way down.

use burn::tensor::Tensor;

use crate::families::Story;
use crate::figure::Shown;
use crate::nn::Transformer;

/// The chain rule in pieces.
const FORMULA: &[&str] = &[
    r"\mathcal L =",
    r"\frac{1}{T} \sum_{t}",
    r"-\log",
    r"p_\theta(x_{t+1} \mid x_{\le t})",
];
/// So many places of the window have a beat of their own, and so many guesses are shown at each.
const PLACES: usize = 4;
const GUESSES: usize = 6;

/// The first window of a batch, `[batch, block + 1]`, and what the net expects in it.
pub(super) fn window(story: &mut Story, net: &Transformer, x: &Tensor<2>) {
    if !story.is_told() {
        return;
    }
    let first = x.clone().narrow(0, 0, 1).into_data();
    let symbols: Vec<u16> = first.iter::<f32>().map(|symbol| symbol as u16).collect();
    let writer = net.writer();
    let logits = writer.logits(&symbols[..symbols.len() - 1]); // [block][symbols]
    story.formula(FORMULA);
    story.beat("gpt-window", &[1]);
    story.show(letters("window", &symbols, &[]));
    for place in places(logits.len()) {
        story.beat("gpt-token", &[2, 3]);
        story.show(letters("context", &symbols[..=place], &[]));
        story.show(next(&logits[place], symbols[place + 1]));
    }
    let nats: Vec<f32> = writer.nats(&symbols);
    story.beat("gpt-nats", &[1, 2, 3]);
    story.show(letters("window", &symbols, &nats));
}

/// Some places of a window, evenly from its beginning to its end.
fn places(block: usize) -> impl Iterator<Item = usize> {
    let count = PLACES.min(block);
    (1..=count).map(move |i| i * block / count - 1)
}

fn letters(id: &'static str, symbols: &[u16], nats: &[f32]) -> Shown {
    let (symbols, nats) = (symbols.into(), nats.into());
    Shown::Letters { id, symbols, nats }
}

/// The likeliest characters behind some logits, and the one that came.
fn next(logits: &[f32], truth: u16) -> Shown {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
    let share = |symbol: usize| (logits[symbol] - highest).exp() / sum;
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
    let guesses = order.into_iter().take(GUESSES);
    Shown::Next {
        id: "next",
        guesses: guesses
            .map(|symbol| (symbol as u16, share(symbol)))
            .collect(),
        truth: (truth, share(usize::from(truth))),
    }
}
