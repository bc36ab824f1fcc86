//! A step of a model that predicts each number from those before it: the batch, the order, what was expected, what that costs, and
//! the way down.

use burn::tensor::activation::sigmoid;
use burn::tensor::{Tensor, TensorData};

use crate::families::Story;
use crate::figure::Look;
use crate::nn::{bernoulli_each, positions};

/// The chain rule in pieces.
const FORMULA: &[&str] = &[
    r"-\log p(x) =",
    r"\sum_{i}",
    r"-\log",
    r"p_\theta(x_i \mid x_{<i})",
];

/// All numbers in black and white, the order in which they are looked at, and the logits of each given those before it: x and
/// logits `[batch, dims]`; they are drawn in the form of examples, or have none of their own.
pub(super) fn conditionals(
    story: &mut Story,
    x: &Tensor<2>,
    sequence: &[usize],
    logits: Tensor<2>,
    has_form: bool,
) {
    let (shares, heat) = if has_form {
        (Look::Examples, Look::Heat)
    } else {
        (Look::Shares, Look::Numbers)
    };
    story.formula(FORMULA);
    story.beat("batch", &[]);
    story.rows("bits", shares, x);
    story.beat("chain-order", &[1]);
    let ranks: Vec<f32> = positions(sequence).iter().map(|i| *i as f32).collect();
    let ranks = TensorData::new(ranks, [1, sequence.len()]);
    story.rows("order", heat, &Tensor::from_data(ranks, &x.device()));
    story.beat("chain-guess", &[3]);
    story.rows("bits", shares, x);
    story.rows("guesses", shares, &sigmoid(logits.clone()));
    let nats = bernoulli_each(x.clone(), logits); // [batch, dims]
    story.beat("chain-nats", &[2, 3]);
    story.rows("nats", heat, &nats);
    story.beat("chain-sum", &[1, 2, 3]);
    story.rows("sums", Look::Numbers, &nats.sum_dim(1));
}
